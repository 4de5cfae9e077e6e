package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A function of the System V calling convention in the few instructions of x86-64 that the Vector API has no word for.
 * Its memory is writable first and executable then, never both, and stays as long as the process.
 *
 * @see <a href="https://www.intel.com/content/www/us/en/developer/articles/technical/intel-sdm.html">Intel 64 and IA-32
 *     Architectures Software Developer's Manual, volume 2: TILELOADD, TILESTORED, TDPBF16PS</a>
 */
final class MachineCode {

    /** Registers by their numbers; the first four arguments and the last two of six come in these. */
    static final int RDI = 7;

    static final int RSI = 6;
    static final int RDX = 2;
    static final int RCX = 1;
    static final int R8 = 8;
    static final int R9 = 9;
    /** Free for a function to use. */
    static final int RAX = 0;

    static final int R10 = 10;
    static final int R11 = 11;

    /** To be given back as they were. */
    static final int RBX = 3;

    static final int RBP = 5;

    /** In place of an index register. */
    static final int NO_INDEX = 4;

    /** Prefixes that tell tile instructions of the same number apart. */
    private static final int NO_PREFIX = 0x78;

    private static final int F3 = 0x7A;
    private static final int F2 = 0x7B;

    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));

    private static final MethodHandle MPROTECT =
            function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    /** Instructions as they are. */
    MachineCode bytes(int... values) {
        for (int value : values) {
            code.write(value);
        }
        return this;
    }

    byte[] toByteArray() {
        return code.toByteArray();
    }

    MachineCode loadTileShapes(int address) {
        return vex(0, address, NO_PREFIX, 0x49).bytes(address & 7);
    }

    MachineCode releaseTiles() {
        return vex(0, 0, NO_PREFIX, 0x49).bytes(0xC0);
    }

    /** Asks for the 64 bytes at {@code base + index + offset}, to be written. */
    MachineCode prefetchToWrite(int base, int index, int offset) {
        return bytes(0x40 | index >> 3 << 1 | base >> 3, 0x0F, 0x0D).memory(1, base, index, offset);
    }

    MachineCode zero(int tile) {
        return vex(0, 0, F2, 0x49).bytes(0xC0 | tile << 3);
    }

    /** Loads the rows of a tile from {@code base + offset}, {@code stride} bytes apart. */
    MachineCode load(int tile, int base, int stride, int offset) {
        return vex(stride, base, F2, 0x4B).memory(tile, base, stride, offset);
    }

    MachineCode store(int tile, int base, int stride, int offset) {
        return vex(stride, base, F3, 0x4B).memory(tile, base, stride, offset);
    }

    /** {@code sum += left·right}: pairs of bfloat16 along the rows of left, and within the elements of right. */
    MachineCode addProduct(int sum, int left, int right) {
        return vex(0, 0, F3 & 7 | (~right & 15) << 3, 0x5C).bytes(0xC0 | sum << 3 | left);
    }

    /** Copies the lower half of a general register to all elements of a vector of ints. */
    MachineCode broadcast(int vector, int register) {
        return evex(2, 1, 0x7C, 0, 0, 0).bytes(0xC0 | vector << 3 | register);
    }

    /** Loads a vector of 64 bytes from {@code base + index}. */
    MachineCode loadVector(int vector, int base, int index) {
        return evex(1, 0, 0x10, 0, index, base).memory(vector, base, index, 0);
    }

    /** Stores a vector of 64 bytes at {@code base + offset}. */
    MachineCode storeVector(int vector, int base, int offset) {
        return evex(1, 0, 0x11, 0, NO_INDEX, base).memory(vector, base, NO_INDEX, offset);
    }

    MachineCode addInts(int to, int a, int b) {
        return evex(1, 1, 0xFE, a, 0, 0).bytes(0xC0 | to << 3 | b);
    }

    MachineCode and(int to, int a, int b) {
        return evex(1, 1, 0xDB, a, 0, 0).bytes(0xC0 | to << 3 | b);
    }

    MachineCode or(int to, int a, int b) {
        return evex(1, 1, 0xEB, a, 0, 0).bytes(0xC0 | to << 3 | b);
    }

    /** {@code to = to | (a & b)}. */
    MachineCode orAnd(int to, int a, int b) {
        return evex(3, 1, 0x25, a, 0, 0).bytes(0xC0 | to << 3 | b, 0xF8);
    }

    /** Shifts ints to the right, zeros coming in. */
    MachineCode shiftRight(int to, int a, int bits) {
        return evex(1, 1, 0x72, to, 0, 0).bytes(0xD0 | a, bits);
    }

    MachineCode subtractFloats(int to, int a, int b) {
        return evex(1, 0, 0x5C, a, 0, 0).bytes(0xC0 | to << 3 | b);
    }

    /** What code that is compiled for older processors expects of one that has used vectors. */
    MachineCode zeroUpperHalves() {
        return bytes(0xC5, 0xF8, 0x77);
    }

    MachineCode load(int register, int constant) {
        return bytes(0xB8 | register).int32(constant);
    }

    MachineCode addRegister(int register, int other) {
        return bytes(0x48 | other >> 3 << 2 | register >> 3, 0x01, 0xC0 | (other & 7) << 3 | register & 7);
    }

    MachineCode add(int register, int constant) {
        return bytes(0x48 | register >> 3, 0x81, 0xC0 | register & 7).int32(constant);
    }

    /** Goes back to a position, {@link #position} of earlier, unless the register is 0 after 1 is taken off. */
    MachineCode decrementAndRepeat(int register, int from) {
        bytes(0x48 | register >> 3, 0xFF, 0xC8 | register & 7, 0x0F, 0x85);
        return int32(from - position() - Integer.BYTES);
    }

    MachineCode returns() {
        return bytes(0xC3);
    }

    int position() {
        return code.size();
    }

    private MachineCode vex(int index, int base, int prefix, int number) {
        int extensions = 0x80 | (~index & 8) << 3 | (~base & 8) << 2 | 2;
        return bytes(0xC4, extensions, prefix, number);
    }

    /** The start of an instruction on whole vectors; {@code first} is its second operand, where it has three. */
    private MachineCode evex(int map, int prefix, int number, int first, int index, int base) {
        int extensions = 0x90 | (~index & 8) << 3 | (~base & 8) << 2 | map;
        return bytes(0x62, extensions, 4 | prefix | (~first & 15) << 3, 0x48, number);
    }

    private MachineCode memory(int register, int base, int index, int offset) {
        return bytes(0x84 | register << 3, (index & 7) << 3 | base & 7).int32(offset);
    }

    private MachineCode int32(int value) {
        return bytes(value, value >> 8, value >> 16, value >> 24);
    }

    /**
     * Makes it callable.
     *
     * @param options what is promised of it
     * @throws IllegalStateException if the system gives no executable memory
     */
    MethodHandle link(FunctionDescriptor type, Linker.Option... options) {
        MemorySegment memory = executable(toByteArray());
        return LINKER.downcallHandle(memory, type, options);
    }

    private static MemorySegment executable(byte[] code) {
        try {
            var memory = (MemorySegment) MMAP.invokeExact(
                    MemorySegment.NULL, (long) code.length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (memory.address() == -1) {
                throw new IllegalStateException("the system gives no memory for machine code");
            }
            MemorySegment.copy(code, 0, memory.reinterpret(code.length), JAVA_BYTE, 0, code.length);
            if ((int) MPROTECT.invokeExact(memory, (long) code.length, READ_EXECUTE) != 0) {
                throw new IllegalStateException("the system lets no machine code run that was written just now");
            }
            return memory;
        } catch (Throwable e) {
            throw e instanceof IllegalStateException refused ? refused : new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }
}
