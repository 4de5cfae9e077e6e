package org.netsmith.engine.backend;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that this processor likes best, and the integers of the same shape. */
final class Species {

    static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> FLOAT_BITS = FLOAT.withLanes(int.class);
    static final VectorSpecies<Double> DOUBLE = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> DOUBLE_BITS = DOUBLE.withLanes(long.class);

    private Species() {}

    static VectorSpecies<?> of(DType type) {
        return switch (type) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case STRING -> throw type.noNumbers();
        };
    }
}
