package org.netsmith.engine.initializer;

import org.netsmith.engine.backend.Shape;

/** How many inputs and outputs a weight of some shape connects, counted as Keras does. */
record Fans(double in, double out) {

    static final double DEVIATION_OF_NORMAL_CUT_AT_TWO = 0.87962566103423978;

    static Fans of(Shape shape) {
        return switch (shape.rank()) {
            case 0 -> new Fans(1, 1);
            case 1 -> new Fans(shape.extent(0), shape.extent(0));
            default -> {
                double receptiveField = (double) shape.size() / (shape.extent(-1) * shape.extent(-2));
                yield new Fans(shape.extent(-2) * receptiveField, shape.extent(-1) * receptiveField);
            }
        };
    }
}
