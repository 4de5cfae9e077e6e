package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Head;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.loss.Loss.Crossentropy;
import org.netsmith.engine.loss.LossPass;
import org.netsmith.engine.metric.Accumulator;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Plan.OutputGradient;

/** A plan, its losses, and the way rows of the examples get into both: everything for batches of one size. */
final class Batches {

    private final Backend backend;
    private final Plan plan;
    private final int[] rows;
    private final List<Operation> gathers = new ArrayList<>();
    private final List<OutputLoss> losses = new ArrayList<>();
    private final Measure measure;
    private final List<List<Accumulator.Batch>> measured = new ArrayList<>();

    /** The loss of one output, and the sample weights of the rows that are in the batch. */
    private record OutputLoss(
            LossPass pass,
            boolean ofLogits,
            double weight,
            @Nullable Tensor all,
            @Nullable Tensor weights,
            @Nullable Tensor mask) {

        /** Before a run; a mask is known only when the network has answered. */
        void weigh(int[] rows) {
            for (int i = 0; weights != null && i < rows.length; i++) {
                weights.set(i, all.get(rows[i]));
            }
            if (mask == null) {
                pass.weigh(weights);
            }
        }

        void weighMasked() {
            pass.weigh(weights, mask);
        }
    }

    /** @param measure what takes in each batch that was run */
    Batches(Network network, List<Head> heads, Plan plan, Examples examples, Measure measure, boolean training) {
        this.backend = network.backend();
        this.plan = plan;
        this.measure = measure;
        this.rows = new int[(int) plan.input().shape().extent(0)];
        for (int i = 0; i < examples.inputs().size(); i++) {
            gather(examples.inputs().get(i), plan.inputs().get(i));
        }
        for (int i = 0; i < heads.size(); i++) {
            losses.add(loss(heads.get(i), i, examples));
            gather(examples.targets().get(i), losses.get(i).pass().target());
            measured.add(measured(i));
        }
        if (training) {
            plan.backward(losses.stream().map(this::gradient).toList(), false);
        } else {
            plan.penalizeOutputs();
        }
        plan.seal();
    }

    private void gather(Tensor from, Tensor to) {
        gathers.add(backend.gather(matrix(from), rows, matrix(to)));
    }

    private static Tensor matrix(Tensor tensor) {
        long rows = tensor.shape().extent(0);
        return tensor.reshape(Shape.of(rows, rows == 0 ? 0 : tensor.size() / rows));
    }

    /** Right behind a sigmoid or softmax, cross-entropies go back to the logits, as in Keras. */
    private OutputLoss loss(Head head, int output, Examples examples) {
        Tensor logits = plan.logits(output);
        Shape target = examples.targets().get(output).shape().tail().prepend(rows.length);
        Loss declared = head.loss().resolve(target, plan.outputs().get(output).shape());
        boolean ofLogits =
                logits != null && declared instanceof Crossentropy crossentropy && !crossentropy.fromLogits();
        Tensor mask = plan.mask(output);
        if (mask != null) {
            plan.scope().run(() -> {
                backend.download(mask);
                losses.get(output).weighMasked();
            });
        }
        Loss loss = ofLogits ? ((Crossentropy) declared).ofLogits() : declared;
        LossPass pass = new LossPass(
                loss, plan.scope(), ofLogits ? logits : plan.outputs().get(output), target);
        Tensor all = examples.sampleWeights().get(output);
        Tensor weights = all == null ? null : backend.allocate(all.type(), Shape.of(rows.length));
        return new OutputLoss(pass, ofLogits, head.weight(), all, weights, mask);
    }

    private List<Accumulator.Batch> measured(int output) {
        OutputLoss loss = losses.get(output);
        Tensor prediction = plan.outputs().get(output);
        return measure.bind(output, loss.pass().target(), prediction, plan.logits(output), loss.weights(), loss.mask());
    }

    private OutputGradient gradient(OutputLoss loss) {
        Tensor gradient = loss.pass().gradient();
        if (loss.weight() != 1) {
            plan.scope().run("g = g * %s".formatted(loss.weight()), Map.of("g", gradient));
        }
        return new OutputGradient(gradient, loss.ofLogits());
    }

    int size() {
        return rows.length;
    }

    /**
     * Runs the rows {@code order[start …]} and adds what came out to the measure; answers the loss of the whole batch.
     *
     * @param penalty what weights add to the loss, asked for when their gradients are there to be added to
     */
    double run(int[] order, int start, DoubleSupplier penalty) {
        System.arraycopy(order, start, rows, 0, rows.length);
        for (int i = 0; i < gathers.size(); i++) {
            gathers.get(i).run();
        }
        for (int i = 0; i < losses.size(); i++) {
            losses.get(i).weigh(rows);
        }
        plan.run();
        return measure(penalty.getAsDouble());
    }

    private double measure(double penalty) {
        double whole = penalty + plan.addedLosses();
        for (int i = 0; i < losses.size(); i++) {
            OutputLoss loss = losses.get(i);
            double value = loss.pass().value();
            whole += loss.weight() * value;
            backend.download(plan.outputs().get(i));
            Tensor logits = measure.seesLogits(i) ? plan.logits(i) : null;
            if (logits != null) {
                backend.download(logits);
            }
            measure.update(i, value, measured.get(i));
        }
        measure.update(whole, rows.length);
        return whole;
    }
}
