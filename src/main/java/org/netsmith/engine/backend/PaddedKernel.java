package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;

/**
 * A kernel of whole vectors, for rows of any length: what is left at the end of a row is computed as a whole vector
 * of its own, on copies with room for it. So a loop has one form, which the JIT compiler needs to be short, and an
 * element is computed by the same instructions wherever it stands.
 *
 * @param loop takes rows of whole vectors only
 * @param operands every operand's way of standing for a row, by its place among the addresses
 * @param stored which operands are assigned
 */
record PaddedKernel(Kernel loop, Broadcast[] operands, boolean[] stored, int vectorBytes, int elementBytes)
        implements Kernel {

    private static final int ROOM = 64;
    private static final ThreadLocal<Places> PLACES = ThreadLocal.withInitial(() -> new Places(ROOM));

    /** Where a thread keeps the addresses of a row and of its end, and the copies of ends. */
    private record Places(long[] row, long[] end, MemorySegment copies) {

        Places(int operands) {
            this(new long[operands], new long[operands], Arena.ofAuto().allocate(operands * 64L, 64));
        }
    }

    /** @param operands in the order of their addresses */
    static PaddedKernel of(Kernel loop, Collection<Broadcast> operands, Iterable<Integer> stores, DType type) {
        boolean[] stored = new boolean[operands.size()];
        stores.forEach(place -> stored[place] = true);
        return new PaddedKernel(
                loop,
                operands.toArray(Broadcast[]::new),
                stored,
                Species.of(type).vectorByteSize(),
                type.bytes());
    }

    @Override
    public void run(long[] addresses, long rows, long columns) {
        long width = columns * elementBytes;
        long rest = width % vectorBytes;
        if (rest == 0) {
            loop.run(addresses, rows, columns);
            return;
        }
        Places places = operands.length <= ROOM ? PLACES.get() : new Places(operands.length);
        long[] row = places.row;
        System.arraycopy(addresses, 0, row, 0, operands.length);
        for (long i = 0; i < rows; i++) {
            if (width > rest) {
                loop.run(row, 1, (width - rest) / elementBytes);
            }
            runEnd(row, places.end, width - rest, rest, places.copies.address());
            advance(row, width);
        }
    }

    private void runEnd(long[] row, long[] end, long start, long rest, long copies) {
        for (int i = 0; i < operands.length; i++) {
            if (isSpread(i)) {
                end[i] = row[i];
            } else {
                end[i] = copies + i * 64L;
                copy(row[i] + start, end[i], rest);
            }
        }
        loop.run(end, 1, vectorBytes / elementBytes);
        for (int i = 0; i < operands.length; i++) {
            if (stored[i]) {
                copy(end[i], row[i] + start, rest);
            }
        }
    }

    private boolean isSpread(int operand) {
        return operands[operand] == Broadcast.COLUMN || operands[operand] == Broadcast.SCALAR;
    }

    private void advance(long[] row, long width) {
        for (int i = 0; i < operands.length; i++) {
            row[i] += switch (operands[i]) {
                case FULL -> width;
                case COLUMN -> elementBytes;
                case ROW, SCALAR -> 0;
            };
        }
    }

    private static void copy(long from, long to, long bytes) {
        MemorySegment.copy(AddressSpace.MEMORY, from, AddressSpace.MEMORY, to, bytes);
    }
}
