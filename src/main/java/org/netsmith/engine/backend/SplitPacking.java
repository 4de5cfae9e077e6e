package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.Amx.DEPTH;
import static org.netsmith.engine.backend.Amx.SQUARE;
import static org.netsmith.engine.backend.Amx.TILE;
import static org.netsmith.engine.backend.MachineCode.NO_INDEX;
import static org.netsmith.engine.backend.MachineCode.R10;
import static org.netsmith.engine.backend.MachineCode.R11;
import static org.netsmith.engine.backend.MachineCode.R8;
import static org.netsmith.engine.backend.MachineCode.R9;
import static org.netsmith.engine.backend.MachineCode.RAX;
import static org.netsmith.engine.backend.MachineCode.RBP;
import static org.netsmith.engine.backend.MachineCode.RBX;
import static org.netsmith.engine.backend.MachineCode.RDI;
import static org.netsmith.engine.backend.MachineCode.RDX;
import static org.netsmith.engine.backend.MachineCode.RSI;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Takes the numbers of a factor apart into three of type bfloat16, in the order in which the matrix unit reads them.
 * With x₁ the bfloat16 next to x, x₂ the one next to x − x₁ and x₃ = x − x₁ − x₂, which 8 bits hold exactly, x is the
 * sum of the three, |x₂| ≤ 2⁻⁸|x| and |x₃| ≤ 2⁻¹⁶|x|. Of the nine products of the parts of two numbers, the three that
 * are left out come to at most 2⁻²³·|x·y|, and to 2⁻²⁶ in the mean: less than the roundings of a sum of products.
 * Parts below 2⁻¹²⁶ count as zero. What is infinite or not a number makes sums that are not a number.
 *
 * <p>A tile of 16 lines (rows of the left factor, columns of the right one) and 32 depths has depths p and p + 16 side
 * by side, in both factors; which depths are added first does not matter.
 */
final class SplitPacking {

    private static final MethodHandle SPLIT = splitting();

    private final Matrix matrix;
    private final boolean linesAreRows;
    private final boolean left;
    private final Transposition transposition;
    private final MemorySegment block = Arena.ofAuto().allocate(TILE * DEPTH * Float.BYTES, 64);

    private SplitPacking(Matrix matrix, boolean linesAreRows, boolean left) {
        this.matrix = matrix;
        this.linesAreRows = linesAreRows;
        this.left = left;
        this.transposition = new Transposition(DType.FLOAT32, TILE);
    }

    static SplitPacking left(Factors factors) {
        return new SplitPacking(factors.a(), !factors.aTransposed(), true);
    }

    static SplitPacking right(Factors factors) {
        return new SplitPacking(factors.b(), factors.bTransposed(), false);
    }

    /** Packs squares of lines one after the other, each as blocks of {@link Amx#BLOCK_BYTES} along the depth. */
    void pack(Range depth, Range[] squares, long to) {
        int blocks = Math.ceilDiv(depth.size(), DEPTH);
        int wholeSquares = squares[squares.length - 1].size() == SQUARE ? squares.length : squares.length - 1;
        int wholeBlocks = linesAreRows == left ? depth.size() / DEPTH : 0;
        if (left) {
            packRows(squares, wholeSquares, depth.from(), wholeBlocks, blocks, to);
        } else {
            packColumns(squares[0].from(), wholeSquares, depth.from(), wholeBlocks, blocks, to);
        }
        for (int j = 0; j < squares.length; j++) {
            for (int i = j < wholeSquares ? wholeBlocks : 0; i < blocks; i++) {
                packBlock(squares[j], depth, i, to + ((long) j * blocks + i) * Amx.BLOCK_BYTES);
            }
        }
    }

    /** Line by line along the depth, as they lie in memory. */
    private void packRows(Range[] squares, int count, int depth, int wholeBlocks, int blocks, long to) {
        long second = TILE * Float.BYTES;
        for (int tile = 0; tile < 2 * count; tile++) {
            int line = squares[tile / 2].from() + tile % 2 * TILE;
            long place = to + (long) (tile / 2) * blocks * Amx.BLOCK_BYTES + tile % 2 * Amx.TILE_BYTES;
            split(address(line, depth), second, 2 * second, wholeBlocks, place, Amx.BLOCK_BYTES, matrix.stride());
        }
    }

    /** Depth by depth across all lines, as they lie in memory. */
    private void packColumns(int line, int count, int depth, int wholeBlocks, int blocks, long to) {
        long second = TILE * matrix.stride();
        long step = SQUARE * Float.BYTES;
        long toStep = (long) blocks * Amx.BLOCK_BYTES;
        for (int tile = 0; tile < 2 * wholeBlocks; tile++) {
            long from = address(line + tile % 2 * TILE, depth + tile / 2 * DEPTH);
            long place = to + (long) (tile / 2) * Amx.BLOCK_BYTES + tile % 2 * Amx.TILE_BYTES;
            split(from, second, step, count, place, toStep, matrix.stride());
        }
    }

    private void packBlock(Range square, Range depth, int block, long to) {
        int first = depth.from() + block * DEPTH;
        Range some = new Range(first, Math.min(depth.to(), first + DEPTH));
        packTile(square.from(), square.to(), some, to);
        packTile(square.from() + TILE, square.to(), some, to + Amx.TILE_BYTES);
    }

    /** Packs lines from {@code first} on, at most as many as a tile has; what is missing are zeros. */
    private void packTile(int first, int end, Range depth, long to) {
        int lines = Math.clamp(end - first, 0, TILE);
        long from = lines == 0 ? 0 : address(first, depth.from());
        long row = left ? DEPTH * Float.BYTES : TILE * Float.BYTES;
        if (lines < TILE || depth.size() < DEPTH) {
            block.fill((byte) 0);
        }
        int rows = left ? lines : depth.size();
        int columns = left ? depth.size() : lines;
        if (linesAreRows == left) {
            copy(from, rows, columns, row);
        } else {
            transposition.run(from, matrix.stride(), columns, rows, block.address(), row);
        }
        long second = left ? TILE * Float.BYTES : TILE * row;
        split(block.address(), second, 0, 1, to, 0, row);
    }

    private long address(int line, int depth) {
        return linesAreRows ? matrix.address(line, depth) : matrix.address(depth, line);
    }

    private void copy(long from, int rows, int columns, long toRow) {
        for (int row = 0; row < rows; row++) {
            long bytes = (long) columns * Float.BYTES;
            MemorySegment.copy(MEMORY, from + row * matrix.stride(), block, row * toRow, bytes);
        }
    }

    /**
     * Takes numbers apart and puts them side by side with their neighbours in a tile: 16 and 16 of them are a row of a
     * tile of each part, and 16 rows are a tile.
     *
     * @param second how far from a number its neighbour is in bytes
     * @param count how many tiles, {@code step} apart in memory and {@code toStep} apart in what is packed
     * @param row the distance between what become rows of a tile
     */
    private static void split(long from, long second, long step, int count, long to, long toStep, long row) {
        try {
            if (count > 0) {
                SPLIT.invokeExact(from, second, step, (long) count, to, toStep, row);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("machine code throws nothing", e);
        }
    }

    /** Two vectors, their roundings, what goes to memory, half of the last place of bfloat16 and what it keeps. */
    private static MethodHandle splitting() {
        int x = 0;
        int y = 1;
        int partOfX = 2;
        int partOfY = 3;
        int pairs = 4;
        int half = 5;
        int upper = 6;
        var code = new MachineCode()
                .load(RAX, 0x8000)
                .broadcast(half, RAX)
                .load(RAX, 0xFFFF_0000)
                .broadcast(upper, RAX)
                .bytes(0x53, 0x55) // push rbx; push rbp
                .bytes(0x4C, 0x8B, 0x54, 0x24, 24) // r10 = row, the seventh argument, on the stack
                .bytes(0x41, 0xBB, TILE, 0, 0, 0); // r11 = rows
        int rows = code.position();
        code.bytes(0x48, 0x89, 0xF8, 0x4C, 0x89, 0xC3, 0x48, 0x89, 0xCD); // rax = rdi, rbx = r8, rbp = rcx
        int loop = code.position();
        code.loadVector(x, RAX, NO_INDEX).loadVector(y, RAX, RSI);
        for (int part = 0; part < 2; part++) {
            code.addInts(partOfX, x, half).addInts(partOfY, y, half);
            code.and(partOfX, partOfX, upper).and(partOfY, partOfY, upper);
            code.shiftRight(pairs, partOfX, 16).or(pairs, pairs, partOfY);
            code.storeVector(pairs, RBX, part * 2 * Amx.TILE_BYTES);
            code.subtractFloats(x, x, partOfX).subtractFloats(y, y, partOfY);
        }
        code.shiftRight(pairs, x, 16).orAnd(pairs, y, upper).storeVector(pairs, RBX, 4 * Amx.TILE_BYTES);
        code.addRegister(RAX, RDX).addRegister(RBX, R9).decrementAndRepeat(RBP, loop);
        code.addRegister(RDI, R10).add(R8, 64).decrementAndRepeat(R11, rows);
        return code.zeroUpperHalves()
                .bytes(0x5D, 0x5B) // pop rbp; pop rbx
                .returns()
                .link(
                        FunctionDescriptor.ofVoid(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.critical(false));
    }
}
