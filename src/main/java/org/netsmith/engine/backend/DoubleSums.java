package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link Sums} of float64. */
final class DoubleSums implements Sums {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final DoubleVector LOWEST = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);

    @Override
    public void columns(long x, long stride, int rows, int columns, long y) {
        int column = 0;
        for (; column + LANES <= columns; column += LANES) {
            fullColumns(x + column * 8L, stride, rows).intoMemorySegment(MEMORY, y + column * 8L, ORDER);
        }
        for (; column < columns; column++) {
            MEMORY.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, y + column * 8L, column(x + column * 8L, stride, rows));
        }
    }

    private static DoubleVector fullColumns(long x, long stride, int rows) {
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = DoubleVector.zero(SPECIES);
        DoubleVector s2 = DoubleVector.zero(SPECIES);
        DoubleVector s3 = DoubleVector.zero(SPECIES);
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            long place = x + row * stride;
            s0 = s0.add(load(place));
            s1 = s1.add(load(place + stride));
            s2 = s2.add(load(place + 2 * stride));
            s3 = s3.add(load(place + 3 * stride));
        }
        s0 = row < rows ? s0.add(load(x + row * stride)) : s0;
        s1 = row + 1 < rows ? s1.add(load(x + (row + 1) * stride)) : s1;
        s2 = row + 2 < rows ? s2.add(load(x + (row + 2) * stride)) : s2;
        return s0.add(s1).add(s2.add(s3));
    }

    /** In the order of {@link #fullColumns}: a mask would be an object for each sum. */
    private static double column(long x, long stride, int rows) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            long place = x + row * stride;
            s0 += AddressSpace.doubleAt(place);
            s1 += AddressSpace.doubleAt(place + stride);
            s2 += AddressSpace.doubleAt(place + 2 * stride);
            s3 += AddressSpace.doubleAt(place + 3 * stride);
        }
        s0 += row < rows ? AddressSpace.doubleAt(x + row * stride) : 0;
        s1 += row + 1 < rows ? AddressSpace.doubleAt(x + (row + 1) * stride) : 0;
        s2 += row + 2 < rows ? AddressSpace.doubleAt(x + (row + 2) * stride) : 0;
        return s0 + s1 + (s2 + s3);
    }

    @Override
    public void rows(long x, long stride, int rows, int columns, long y) {
        int full = SPECIES.loopBound(columns);
        VectorMask<Double> mask = SPECIES.indexInRange(full, columns);
        for (int row = 0; row < rows; row++) {
            long place = x + row * stride;
            DoubleVector sum = DoubleVector.zero(SPECIES);
            for (int column = 0; column < full; column += LANES) {
                sum = sum.add(load(place + column * 8L));
            }
            if (full < columns) {
                sum = sum.add(load(place + full * 8L, mask));
            }
            MEMORY.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, y + row * 8L, DoubleLanes.sum(sum));
        }
    }

    @Override
    public void maxima(long x, long stride, int rows, int columns, long y) {
        int full = SPECIES.loopBound(columns);
        VectorMask<Double> mask = SPECIES.indexInRange(full, columns);
        for (int row = 0; row < rows; row++) {
            long place = x + row * stride;
            // not a constant: the JIT would make an object of each maximum that may also be one
            DoubleVector max = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
            for (int column = 0; column < full; column += LANES) {
                max = max.max(load(place + column * 8L));
            }
            if (full < columns) {
                max = max.max(LOWEST.blend(load(place + full * 8L, mask), mask));
            }
            MEMORY.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, y + row * 8L, DoubleLanes.max(max));
        }
    }

    private static DoubleVector load(long place) {
        return DoubleVector.fromMemorySegment(SPECIES, MEMORY, place, ORDER);
    }

    private static DoubleVector load(long place, VectorMask<Double> mask) {
        return DoubleVector.fromMemorySegment(SPECIES, MEMORY, place, ORDER, mask);
    }
}
