package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.netsmith.engine.backend.MachineCode.NO_INDEX;
import static org.netsmith.engine.backend.MachineCode.R10;
import static org.netsmith.engine.backend.MachineCode.R11;
import static org.netsmith.engine.backend.MachineCode.R8;
import static org.netsmith.engine.backend.MachineCode.RAX;
import static org.netsmith.engine.backend.MachineCode.RCX;
import static org.netsmith.engine.backend.MachineCode.RDI;
import static org.netsmith.engine.backend.MachineCode.RDX;
import static org.netsmith.engine.backend.MachineCode.RSI;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The matrix unit of recent Intel processors (Advanced Matrix Extensions): a core multiplies 16×32 by 32×16 numbers of
 * type bfloat16 in 16 cycles and adds the products up in float32. That is sixteen times what its vectors do in float32,
 * so that a product of float32 taken apart into six of bfloat16 ({@link SplitPacking}) is still nearly three times as
 * fast.
 *
 * <p>Eight registers hold 16 rows of 64 bytes each: four are a square of 32×32 sums, two are rows of the left factor,
 * two are columns of the right one.
 */
final class Amx {

    /** Rows and columns of a tile of sums, and the pairs of a tile of factors. */
    static final int TILE = 16;
    /** Rows and columns of sums that are held at once. */
    static final int SQUARE = 2 * TILE;
    /** Numbers along the depth that a tile of factors holds. */
    static final int DEPTH = 2 * TILE;

    static final int TILE_BYTES = 16 * 64;
    /** Two tiles of each of three parts: what a factor adds to a square at {@link #DEPTH} depths. */
    static final int BLOCK_BYTES = 6 * TILE_BYTES;

    private static final int C = 0;
    private static final int A = 4;
    private static final int B = 6;

    private static final String NOTHING = "machine code throws nothing";

    private static final boolean AVAILABLE = isAllowed() && isThere() && isGranted();

    private static final MemorySegment SHAPES = shapes();

    /** The addresses of a, b and c, the distance between rows of c, and how many blocks. */
    private static final FunctionDescriptor SQUARE_TYPE =
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle OPEN = AVAILABLE ? open() : null;
    private static final MethodHandle CLOSE = AVAILABLE ? close() : null;
    private static final MethodHandle BEGIN = AVAILABLE ? square(false) : null;
    private static final MethodHandle CONTINUE = AVAILABLE ? square(true) : null;

    private Amx() {}

    /** Whether this processor has it, the system lets us use it, and {@code netsmith.amx} is not {@code false}. */
    static boolean isAvailable() {
        return AVAILABLE;
    }

    private static boolean isAllowed() {
        return Boolean.parseBoolean(System.getProperty("netsmith.amx", "true"))
                && System.getProperty("os.arch").equals("amd64")
                && System.getProperty("os.name").equals("Linux");
    }

    /** Bits 22 and 24 of EDX that CPUID gives for leaf 7: products of bfloat16, and tiles. */
    private static boolean isThere() {
        int bits = 1 << 22 | 1 << 24;
        try {
            var features = (int) new MachineCode()
                    .bytes(0x53) // push rbx, which belongs to the caller
                    .bytes(0xB8, 7, 0, 0, 0, 0x31, 0xC9) // mov eax, 7; xor ecx, ecx
                    .bytes(0x0F, 0xA2, 0x89, 0xD0) // cpuid; mov eax, edx
                    .bytes(0x5B) // pop rbx
                    .returns()
                    .link(FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
            return (features & bits) == bits;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Linux saves the registers of those processes only that have asked for it ({@code arch_prctl(2)}). */
    private static boolean isGranted() {
        long archPrctl = 158;
        long requestPermission = 0x1023;
        long tileData = 18;
        Linker linker = Linker.nativeLinker();
        try {
            return 0
                    == (long) linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow("syscall"),
                                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                                    Linker.Option.firstVariadicArg(1))
                            .invokeExact(archPrctl, requestPermission, tileData);
        } catch (Throwable e) {
            return false;
        }
    }

    /** Palette 1 with 16 rows of 64 bytes in each of eight tiles. */
    private static MemorySegment shapes() {
        MemorySegment shapes = Arena.global().allocate(64, 64);
        shapes.set(JAVA_BYTE, 0, (byte) 1);
        for (int tile = 0; tile < 8; tile++) {
            shapes.set(JAVA_SHORT, 16 + 2 * tile, (short) 64);
            shapes.set(JAVA_BYTE, 48 + tile, (byte) TILE);
        }
        return shapes;
    }

    private static MethodHandle open() {
        return new MachineCode()
                .loadTileShapes(RDI)
                .returns()
                .link(FunctionDescriptor.ofVoid(JAVA_LONG), Linker.Option.critical(false));
    }

    private static MethodHandle close() {
        return new MachineCode()
                .releaseTiles()
                .returns()
                .link(FunctionDescriptor.ofVoid(), Linker.Option.critical(false));
    }

    /**
     * Gives this thread tiles, for {@link #multiply} to work with until {@link #closeTiles}. Both together take as long
     * as a square of forty depths. While a thread has tiles, what the system saves of it is 8 KB larger.
     */
    static void openTiles() {
        try {
            OPEN.invokeExact(SHAPES.address());
        } catch (Throwable e) {
            throw new IllegalStateException(NOTHING, e);
        }
    }

    static void closeTiles() {
        try {
            CLOSE.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(NOTHING, e);
        }
    }

    /**
     * Adds products to a square of {@link #SQUARE} rows and columns.
     *
     * @param a packed rows, {@code blocks} times {@link #BLOCK_BYTES}
     * @param b packed columns, likewise
     * @param cRow the distance between rows of c in bytes
     * @param accumulate whether to go on from what c holds, rather than from zero
     */
    static void multiply(long a, long b, int blocks, long c, long cRow, boolean accumulate) {
        try {
            if (accumulate) {
                CONTINUE.invokeExact(a, b, c, cRow, (long) blocks);
            } else {
                BEGIN.invokeExact(a, b, c, cRow, (long) blocks);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(NOTHING, e);
        }
    }

    /**
     * The six products of parts that are not beyond float32, the smallest first. Each part of a factor is loaded once
     * or twice, so that 14 tiles are loaded for 24 products, which take longer.
     */
    private static MethodHandle square(boolean accumulate) {
        var code = new MachineCode();
        code.bytes(0x49, 0x89, 0xCA, 0x49, 0xC1, 0xE2, 4, 0x49, 0x01, 0xD2); // r10 = rcx << 4 + rdx: the lower tiles of c
        code.load(RAX, 64); // the distance between rows of a packed tile
        code.bytes(0x49, 0x89, 0xD3); // r11 = rdx
        if (accumulate) {
            code.bytes(0x49, 0x89, 0xC9, 0x49, 0xC1, 0xE1, 5, 0x4D, 0x01, 0xCB); // r9 = rcx << 5; r11 += r9
        }
        for (int tile = 0; tile < 4; tile++) {
            if (accumulate) {
                code.load(C + tile, tile < 2 ? RDX : R10, RCX, tile % 2 * 64);
            } else {
                code.zero(C + tile);
            }
        }
        int loop = code.position();
        prefetch(code);
        left(code, 2);
        right(code, 0);
        products(code);
        left(code, 1);
        products(code);
        right(code, 1);
        products(code);
        left(code, 0);
        products(code);
        right(code, 2);
        products(code);
        right(code, 0);
        products(code);
        code.add(RDI, BLOCK_BYTES).add(RSI, BLOCK_BYTES).decrementAndRepeat(R8, loop);
        for (int tile = 0; tile < 4; tile++) {
            code.store(C + tile, tile < 2 ? RDX : R10, RCX, tile % 2 * 64);
        }
        return code.returns().link(SQUARE_TYPE, Linker.Option.critical(false));
    }

    /**
     * Asks for four rows of this square, or where it is read at once, of the one below: otherwise the memory that takes
     * the sums is waited for as long as they take.
     */
    private static void prefetch(MachineCode code) {
        for (int twoRows = 0; twoRows < 2; twoRows++) {
            code.prefetchToWrite(R11, NO_INDEX, 0).prefetchToWrite(R11, NO_INDEX, 64);
            code.prefetchToWrite(R11, RCX, 0).prefetchToWrite(R11, RCX, 64);
            code.bytes(0x4D, 0x8D, 0x1C, 0x4B); // r11 += 2·rcx
        }
    }

    private static void left(MachineCode code, int part) {
        code.load(A, RDI, RAX, part * 2 * TILE_BYTES).load(A + 1, RDI, RAX, (part * 2 + 1) * TILE_BYTES);
    }

    private static void right(MachineCode code, int part) {
        code.load(B, RSI, RAX, part * 2 * TILE_BYTES).load(B + 1, RSI, RAX, (part * 2 + 1) * TILE_BYTES);
    }

    private static void products(MachineCode code) {
        for (int tile = 0; tile < 4; tile++) {
            code.addProduct(C + tile, A + tile / 2, B + tile % 2);
        }
    }
}
