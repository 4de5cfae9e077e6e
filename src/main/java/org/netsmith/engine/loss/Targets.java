package org.netsmith.engine.loss;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Scope;

/** Brings targets into the form that a loss computes with. */
record Targets(Scope scope, Tensor target, Shape matrix) {

    /** The target as rows of units; a target of one number a row stands for all units. */
    Tensor rows() {
        long rows = matrix.extent(0);
        return target.reshape(Shape.of(rows, rows == 0 ? 0 : target.size() / rows));
    }

    /** {@code y·(1 − s) + s/units}. */
    Tensor smooth(double smoothing) {
        if (smoothing == 0) {
            return rows();
        }
        Tensor smooth = scope.tensor(matrix);
        String program = "t = y * %s + %s".formatted(1 - smoothing, smoothing / matrix.extent(1));
        scope.run(program, Map.of("t", smooth, "y", rows()));
        return smooth;
    }

    /** Rows of zeros with a one in the place of the class; zeros for a class that is ignored or not there. */
    Tensor oneHot(@Nullable Integer ignoredClass) {
        Tensor oneHot = scope.tensor(matrix);
        Backend backend = scope.backend();
        scope.run(() -> {
            backend.download(target);
            writeOneHot(oneHot, ignoredClass == null ? -1 : ignoredClass);
            backend.upload(oneHot);
        });
        return oneHot;
    }

    private void writeOneHot(Tensor oneHot, long ignored) {
        long classes = matrix.extent(1);
        oneHot.segment().fill((byte) 0);
        for (long row = 0; row < target.size(); row++) {
            long label = (long) target.get(row);
            if (label >= 0 && label < classes && label != ignored) {
                oneHot.set(row * classes + label, 1);
            }
        }
    }

    /** Labels of −1 and 1, where all are 0 or 1; else as they are. */
    Tensor signed() {
        Tensor rows = rows();
        Tensor signed = scope.tensor(rows.shape());
        Backend backend = scope.backend();
        scope.run(() -> {
            backend.download(rows);
            boolean binary = SignedLabels.areBinary(rows.size(), rows::get);
            for (long i = 0; i < rows.size(); i++) {
                signed.set(i, binary ? 2 * rows.get(i) - 1 : rows.get(i));
            }
            backend.upload(signed);
        });
        return signed;
    }
}
