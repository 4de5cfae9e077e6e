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
        for (; column < columns; column++) {
            MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, y + column * 4L, column(x + column * 4L, stride, rows));
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

    /** In the order of {@link #fullColumns}: a mask would be an object for each sum. */
    private static float column(long x, long stride, int rows) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            long place = x + row * stride;
            s0 += AddressSpace.floatAt(place);
            s1 += AddressSpace.floatAt(place + stride);
            s2 += AddressSpace.floatAt(place + 2 * stride);
            s3 += AddressSpace.floatAt(place + 3 * stride);
        }
        s0 += row < rows ? AddressSpace.floatAt(x + row * stride) : 0;
        s1 += row + 1 < rows ? AddressSpace.floatAt(x + (row + 1) * stride) : 0;
        s2 += row + 2 < rows ? AddressSpace.floatAt(x + (row + 2) * stride) : 0;
        return s0 + s1 + (s2 + s3);
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
            // not a constant: the JIT would make an object of each maximum that may also be one
            FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
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
