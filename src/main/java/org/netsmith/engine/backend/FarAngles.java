package org.netsmith.engine.backend;

import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sines and cosines of angles too large for a simple reduction, lane by lane with {@link StrictMath}, which is exact
 * everywhere.
 */
final class FarAngles {

    private FarAngles() {}

    static FloatVector sin(FloatVector x, FloatVector near, VectorMask<Float> far) {
        return near.blend(each(x, StrictMath::sin), far);
    }

    static FloatVector cos(FloatVector x, FloatVector near, VectorMask<Float> far) {
        return near.blend(each(x, StrictMath::cos), far);
    }

    static DoubleVector sin(DoubleVector x, DoubleVector near, VectorMask<Double> far) {
        return near.blend(each(x, StrictMath::sin), far);
    }

    static DoubleVector cos(DoubleVector x, DoubleVector near, VectorMask<Double> far) {
        return near.blend(each(x, StrictMath::cos), far);
    }

    private static FloatVector each(FloatVector x, DoubleUnaryOperator function) {
        float[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = (float) function.applyAsDouble(lanes[i]);
        }
        return FloatVector.fromArray(x.species(), lanes, 0);
    }

    private static DoubleVector each(DoubleVector x, DoubleUnaryOperator function) {
        double[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = function.applyAsDouble(lanes[i]);
        }
        return DoubleVector.fromArray(x.species(), lanes, 0);
    }
}
