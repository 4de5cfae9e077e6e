package org.netsmith.engine.backend;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What generated code and blocking need to know of the vectors of an element type. */
enum VectorType {
    FLOAT(DType.FLOAT32, FloatVector.SPECIES_PREFERRED, FloatVector.class, ConstantDescs.CD_float),
    DOUBLE(DType.FLOAT64, DoubleVector.SPECIES_PREFERRED, DoubleVector.class, ConstantDescs.CD_double);

    final DType type;
    final VectorSpecies<?> species;
    final ClassDesc vector;
    final ClassDesc element;

    VectorType(DType type, VectorSpecies<?> species, Class<?> vector, ClassDesc element) {
        this.type = type;
        this.species = species;
        this.vector = vector.describeConstable().orElseThrow();
        this.element = element;
    }

    static VectorType of(DType type) {
        return switch (type) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case STRING -> throw type.noNumbers();
        };
    }

    int lanes() {
        return species.length();
    }

    /** The width of a vector in bytes. */
    int bytes() {
        return species.vectorByteSize();
    }
}
