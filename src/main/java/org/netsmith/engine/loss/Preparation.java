package org.netsmith.engine.loss;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Brings targets or predictions into the form that a formula on the host computes with. */
interface Preparation {

    /** Fills {@code prepared}, {@code [rows, units]}. */
    void prepare(double[] given, double[] prepared);

    /** As they are; one number a row stands for all units. */
    static Preparation plain() {
        return (given, prepared) -> {
            int repeated = given.length == 0 ? 1 : prepared.length / given.length;
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = given[i / repeated];
            }
        };
    }

    /** {@code y·(1 − s) + s/units}. */
    static Preparation smooth(double smoothing, int units) {
        return (given, prepared) -> {
            plain().prepare(given, prepared);
            for (int i = 0; smoothing != 0 && i < prepared.length; i++) {
                prepared[i] = prepared[i] * (1 - smoothing) + smoothing / units;
            }
        };
    }

    /** A one in the place of the class; zeros for a class that is ignored or not there. */
    static Preparation oneHot(@Nullable Integer ignoredClass, int units) {
        return (given, prepared) -> {
            Arrays.fill(prepared, 0);
            for (int row = 0; row < given.length; row++) {
                int label = (int) given[row];
                if (label >= 0 && label < units && (ignoredClass == null || label != ignoredClass)) {
                    prepared[row * units + label] = 1;
                }
            }
        };
    }

    /** Labels of −1 and 1, where all are 0 or 1; else as they are. */
    static Preparation signed() {
        return (given, prepared) -> {
            plain().prepare(given, prepared);
            if (SignedLabels.areBinary(given.length, i -> given[(int) i])) {
                for (int i = 0; i < prepared.length; i++) {
                    prepared[i] = 2 * prepared[i] - 1;
                }
            }
        };
    }

    /** Divided by the sum of the row. */
    static Preparation normalized(int units) {
        return (given, prepared) -> {
            for (int row = 0; row < prepared.length; row += units) {
                double sum = 0;
                for (int i = row; i < row + units; i++) {
                    sum += given[i];
                }
                for (int i = row; i < row + units; i++) {
                    prepared[i] = given[i] / sum;
                }
            }
        };
    }

    /** The logarithm of the softmax of the row. */
    static Preparation logSoftmax(int units) {
        return (given, prepared) -> {
            for (int row = 0; row < prepared.length; row += units) {
                double logarithm = logSum(given, row, row + units);
                for (int i = row; i < row + units; i++) {
                    prepared[i] = given[i] - logarithm;
                }
            }
        };
    }

    private static double logSum(double[] values, int from, int to) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            highest = Math.max(highest, values[i]);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(values[i] - highest);
        }
        return highest + Math.log(sum);
    }

    /** This, then a function of each number. */
    default Preparation then(DoubleUnaryOperator function) {
        return (given, prepared) -> {
            prepare(given, prepared);
            for (int i = 0; i < prepared.length; i++) {
                prepared[i] = function.applyAsDouble(prepared[i]);
            }
        };
    }

    /** This, then another one in place. */
    default Preparation then(Preparation next) {
        return (given, prepared) -> {
            prepare(given, prepared);
            next.prepare(prepared, prepared);
        };
    }
}
