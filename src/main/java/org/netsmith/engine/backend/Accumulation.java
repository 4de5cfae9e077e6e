package org.netsmith.engine.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** {@code y[rows[i]] += x[i]}, in the order of x, so that sums have the same bits in every run. */
final class Accumulation implements Operation {

    private final Matrix x;
    private final int[] rows;
    private final Matrix y;

    Accumulation(Matrix x, int[] rows, Matrix y) {
        this.x = x.require(y.type(), rows.length, y.columns());
        this.rows = rows;
        this.y = y.requireApartFrom(x);
    }

    @Override
    public void run() {
        Gather.check(rows, y.rows());
        switch (y.type()) {
            case FLOAT32 -> addFloats(x.tensor().segment(), y.tensor().segment(), y.columns());
            case FLOAT64 -> addDoubles(x.tensor().segment(), y.tensor().segment(), y.columns());
            case STRING -> throw y.type().noNumbers();
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(y);
    }

    private void addFloats(MemorySegment from, MemorySegment to, int width) {
        for (int i = 0; i < rows.length; i++) {
            long source = (long) i * width;
            long target = (long) rows[i] * width;
            for (int j = 0; j < width; j++) {
                float sum = to.getAtIndex(ValueLayout.JAVA_FLOAT, target + j)
                        + from.getAtIndex(ValueLayout.JAVA_FLOAT, source + j);
                to.setAtIndex(ValueLayout.JAVA_FLOAT, target + j, sum);
            }
        }
    }

    private void addDoubles(MemorySegment from, MemorySegment to, int width) {
        for (int i = 0; i < rows.length; i++) {
            long source = (long) i * width;
            long target = (long) rows[i] * width;
            for (int j = 0; j < width; j++) {
                double sum = to.getAtIndex(ValueLayout.JAVA_DOUBLE, target + j)
                        + from.getAtIndex(ValueLayout.JAVA_DOUBLE, source + j);
                to.setAtIndex(ValueLayout.JAVA_DOUBLE, target + j, sum);
            }
        }
    }
}
