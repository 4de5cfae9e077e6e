package org.netsmith.engine.fit;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.loss.Loss.Crossentropy;
import org.netsmith.engine.loss.LossPass;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Plan;

/** A plan, its loss, and the way rows of the examples get into both: everything for batches of one size. */
final class Batches {

    private final Backend backend;
    private final Plan plan;
    private final LossPass loss;
    private final int[] rows;
    private final Operation gatherInput;
    private final Operation gatherTarget;
    private final @Nullable Tensor allWeights;
    private final @Nullable Tensor weights;

    Batches(Network network, Loss declared, Plan plan, Examples examples, boolean training) {
        this.backend = network.backend();
        this.plan = plan;
        boolean behind = declared instanceof Crossentropy crossentropy
                && !crossentropy.fromLogits()
                && network.outputActivation() != null;
        Loss effective = behind ? ((Crossentropy) declared).ofLogits() : declared;
        this.rows = new int[(int) plan.input().shape().extent(0)];
        this.loss = new LossPass(
                effective,
                plan.scope(),
                behind ? plan.logits() : plan.output(),
                examples.y().shape().tail().prepend(rows.length));
        if (training) {
            plan.backward(loss.gradient(), behind, false);
        }
        plan.seal();
        this.gatherInput = backend.gather(matrix(examples.x()), rows, matrix(plan.input()));
        this.gatherTarget = backend.gather(matrix(examples.y()), rows, matrix(loss.target()));
        this.allWeights = examples.sampleWeight();
        this.weights = allWeights == null ? null : backend.allocate(allWeights.type(), Shape.of(rows.length));
    }

    private static Tensor matrix(Tensor tensor) {
        long rows = tensor.shape().extent(0);
        return tensor.reshape(Shape.of(rows, rows == 0 ? 0 : tensor.size() / rows));
    }

    int size() {
        return rows.length;
    }

    /** Runs the rows {@code order[start …]} and adds what came out to the measure; returns the reduced loss. */
    double run(int[] order, int start, Measure measure) {
        System.arraycopy(order, start, rows, 0, rows.length);
        gatherInput.run();
        gatherTarget.run();
        gatherWeights();
        loss.weigh(weights);
        plan.run();
        double value = loss.value();
        backend.download(plan.output());
        measure.update(value, loss.target(), plan.output(), weights);
        return value;
    }

    private void gatherWeights() {
        for (int i = 0; weights != null && i < rows.length; i++) {
            weights.set(i, allWeights.get(rows[i]));
        }
    }
}
