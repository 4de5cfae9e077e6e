package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link Sums} of float32. */
final class FloatSums implements Sums {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final FloatVector LOWEST = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);

    @Override
    public void columns(long x, long stride, int rows, int columns, long y) {
        int column = 0;
        for (; column + LANES <= columns; column += LANES) {
            fullColumns(x + column * 4L, stride, rows).intoMemorySegment(MEMORY, y + column * 4L, ORDER);
        }
        if (column < columns) {
            VectorMask<Float> mask = SPECIES.indexInRange(column, columns);
            lastColumns(x + column * 4L, stride, rows, mask).intoMemorySegment(MEMORY, y + column * 4L, ORDER, mask);
        }
    }

    private static FloatVector fullColumns(long x, long stride, int rows) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
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

    private static FloatVector lastColumns(long x, long stride, int rows, VectorMask<Float> mask) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            long place = x + row * stride;
            s0 = s0.add(load(place, mask));
            s1 = s1.add(load(place + stride, mask));
            s2 = s2.add(load(place + 2 * stride, mask));
            s3 = s3.add(load(place + 3 * stride, mask));
        }
        s0 = row < rows ? s0.add(load(x + row * stride, mask)) : s0;
        s1 = row + 1 < rows ? s1.add(load(x + (row + 1) * stride, mask)) : s1;
        s2 = row + 2 < rows ? s2.add(load(x + (row + 2) * stride, mask)) : s2;
        return s0.add(s1).add(s2.add(s3));
    }

    @Override
    public void rows(long x, long stride, int rows, int columns, long y) {
        int full = SPECIES.loopBound(columns);
        VectorMask<Float> mask = SPECIES.indexInRange(full, columns);
        for (int row = 0; row < rows; row++) {
            long place = x + row * stride;
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int column = 0; column < full; column += LANES) {
                sum = sum.add(load(place + column * 4L));
            }
            if (full < columns) {
                sum = sum.add(load(place + full * 4L, mask));
            }
            MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y + row * 4L, FloatLanes.sum(sum));
        }
    }

    @Override
    public void maxima(long x, long stride, int rows, int columns, long y) {
        int full = SPECIES.loopBound(columns);
        VectorMask<Float> mask = SPECIES.indexInRange(full, columns);
        for (int row = 0; row < rows; row++) {
            long place = x + row * stride;
            FloatVector max = LOWEST;
            for (int column = 0; column < full; column += LANES) {
                max = max.max(load(place + column * 4L));
            }
            if (full < columns) {
                max = max.max(LOWEST.blend(load(place + full * 4L, mask), mask));
            }
            MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y + row * 4L, FloatLanes.max(max));
        }
    }

    private static FloatVector load(long place) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, place, ORDER);
    }

    private static FloatVector load(long place, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, place, ORDER, mask);
    }
}
