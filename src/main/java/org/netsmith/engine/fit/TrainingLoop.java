package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Projection;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Callback.LearningRateScheduler;
import org.netsmith.engine.fit.Callback.ModelCheckpoint;
import org.netsmith.engine.fit.Callback.ReduceLROnPlateau;
import org.netsmith.engine.fit.Callback.SwapEMAWeights;
import org.netsmith.engine.fit.Callback.TerminateOnNaN;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Listener;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.Result;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Network.Weight;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Step;
import org.netsmith.engine.optimizer.Update;
import org.netsmith.engine.optimizer.Variable;

/** One run of {@link Fit}: everything is built once, then epochs and steps only run. */
final class TrainingLoop {

    private static final long PROGRESS_NANOS = 100_000_000;

    private final Options options;
    private final Listener listener;
    private final Step step;
    private final Update update;
    private final DoubleSupplier penalty;
    private final List<Projection> projections;
    private final Batches full;
    private final @Nullable Batches last;
    private final BatchOrder order;
    private final Measure measure;
    private final @Nullable Evaluation evaluation;
    private final List<Watch> watches;
    private final boolean endsQuietly;
    private final List<Map<String, Double>> epochs = new ArrayList<>();
    private long lastProgress;
    private boolean cancelled;
    private boolean terminated;

    TrainingLoop(
            Network network,
            Compile compile,
            Options options,
            Examples training,
            @Nullable Examples validation,
            List<TargetScale> scales,
            Listener listener) {
        this.options = options;
        this.listener = listener;
        this.step = new Step(options.seed());
        Tensor gradients = network.backend()
                .allocate(network.parameters().type(), network.parameters().shape());
        Tensor squares =
                network.gathered().isEmpty() ? null : network.backend().allocate(gradients.type(), gradients.shape());
        this.update = new Update(
                compile.optimizer(),
                network.backend(),
                network.parameters(),
                gradients,
                squares,
                variables(network, gradients));
        Penalties penalties = new Penalties(network, gradients);
        this.penalty = penalties::run;
        this.projections = projections(network);
        int rows = Math.toIntExact(training.rows());
        int batch = Math.min(options.batchSize(), rows);
        this.order = new BatchOrder(rows, batch, options);
        Plan plan = network.trainingPlan(batch, gradients, squares, step, null);
        List<Shape> targets = training.targets().stream().map(Tensor::shape).toList();
        this.measure = new Measure(compile, targets, plan, scales);
        this.full = new Batches(network, compile.heads(), plan, training, measure, true);
        int rest = rows % batch;
        this.last = rest == 0
                ? null
                : new Batches(
                        network,
                        compile.heads(),
                        network.trainingPlan(rest, gradients, squares, step, plan),
                        training,
                        measure,
                        true);
        this.evaluation = validation == null ? null : evaluation(network, compile, validation, scales);
        this.watches = options.callbacks().stream()
                .filter(callback -> !(callback instanceof TerminateOnNaN))
                .map(callback -> watch(callback, compile, network))
                .toList();
        this.endsQuietly = options.callbacks().stream()
                .anyMatch(callback -> callback instanceof TerminateOnNaN rule && !rule.raiseError());
    }

    private static List<Variable> variables(Network network, Tensor gradients) {
        return network.weights().stream()
                .filter(Weight::trainable)
                .map(weight -> new Variable(
                        weight.name(),
                        weight.value(),
                        network.viewOf(gradients, weight.name()),
                        network.gathered().contains(weight.name())))
                .toList();
    }

    /** What brings weights back to what their constraints allow, after each update. */
    private static List<Projection> projections(Network network) {
        Backend backend = network.backend();
        return network.weights().stream()
                .filter(weight -> weight.trainable() && weight.constraint() != null)
                .map(weight -> Projection.of(
                        weight.constraint(),
                        backend,
                        shape -> backend.allocate(weight.value().type(), shape),
                        weight.value()))
                .toList();
    }

    private Evaluation evaluation(Network network, Compile compile, Examples validation, List<TargetScale> scales) {
        Integer batchSize = options.validation().batchSize();
        return new Evaluation(
                network,
                compile,
                validation,
                batchSize == null ? options.batchSize() : batchSize,
                options.validation().steps(),
                scales);
    }

    private Watch watch(Callback callback, Compile compile, Network network) {
        return switch (callback) {
            case EarlyStopping rule -> new Patience(rule, compile, network);
            case ReduceLROnPlateau rule -> new Plateau(rule, compile, update);
            case LearningRateScheduler rule -> new RateFormula(rule, update);
            case ModelCheckpoint rule -> new Checkpointing(rule, compile, listener);
            case SwapEMAWeights rule -> new AverageSwap(rule, update);
            case TerminateOnNaN _ -> throw new IllegalStateException("it watches batches, not epochs");
        };
    }

    Result run() {
        int epoch = options.initialEpoch();
        boolean goesOn = true;
        while (epoch < options.epochs() && goesOn) {
            goesOn = runEpoch(epoch) && !terminated;
            epoch += cancelled ? 0 : 1;
        }
        watches.forEach(Watch::endTraining);
        update.finish();
        Integer bestEpoch = restore();
        return new Result(history(), epochs.size(), bestEpoch, finalMetrics(bestEpoch), cancelled, terminated);
    }

    private @Nullable Integer restore() {
        Integer bestEpoch = null;
        for (Watch watch : watches) {
            Integer restored = watch instanceof Patience patience ? patience.restore() : null;
            bestEpoch = restored == null ? bestEpoch : restored;
        }
        return bestEpoch;
    }

    /** @return whether training goes on */
    private boolean runEpoch(int epoch) {
        watches.forEach(watch -> watch.beginEpoch(epoch));
        long start = System.nanoTime();
        int rows = train(epoch, start);
        if (cancelled) {
            return false;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> logs = new LinkedHashMap<>(measure.results(""));
        logs.putAll(validate(epoch));
        listener.values(values(epoch));
        boolean ends = false;
        for (Watch watch : watches) {
            ends |= watch.endEpoch(epoch, logs);
        }
        epochs.add(logs);
        listener.epoch(epoch, logs, seconds, rows / seconds);
        return !ends;
    }

    private Map<String, Double> validate(int epoch) {
        if (evaluation == null || !options.validation().isDueAfter(epoch)) {
            return Map.of();
        }
        watches.forEach(Watch::beginEvaluation);
        Map<String, Double> results = evaluation.run("val_");
        watches.forEach(Watch::endEvaluation);
        return results;
    }

    private Map<String, double[]> values(int epoch) {
        Map<String, double[]> values = measure.values("");
        if (evaluation != null && options.validation().isDueAfter(epoch)) {
            values.putAll(evaluation.values("val_"));
        }
        return values;
    }

    /** @return how many rows were learnt from */
    private int train(int epoch, long start) {
        measure.reset();
        int steps = order.beginEpoch(epoch);
        int rows = 0;
        for (int index = 0; index < steps && !terminated; index++) {
            cancelled = listener.cancelled();
            if (cancelled) {
                return rows;
            }
            step.moveTo(epoch, index);
            rows += learn(epoch, index);
            report(epoch, index + 1, steps, start);
        }
        return rows;
    }

    private int learn(int epoch, int index) {
        int first = order.next();
        Batches batches = order.isWhole(first) ? full : Objects.requireNonNull(last);
        double loss = batches.run(order.rows(), first, penalty);
        if (!Double.isFinite(loss)) {
            if (!endsQuietly) {
                throw new DivergedException(epoch, index);
            }
            terminated = true;
        }
        update.scaleGradients();
        update.run();
        for (int i = 0; i < projections.size(); i++) {
            projections.get(i).run();
        }
        return batches.size();
    }

    private void report(int epoch, int done, int steps, long start) {
        long now = System.nanoTime();
        if (now - lastProgress > PROGRESS_NANOS) {
            lastProgress = now;
            listener.progress(epoch, done, steps, done * (double) full.size() / ((now - start) / 1e9));
        }
    }

    private Map<String, List<Double>> history() {
        Map<String, List<Double>> history = new LinkedHashMap<>();
        epochs.forEach(logs -> logs.forEach((name, value) ->
                history.computeIfAbsent(name, _ -> new ArrayList<>()).add(value)));
        return history;
    }

    private Map<String, Double> finalMetrics(@Nullable Integer bestEpoch) {
        int reported = bestEpoch == null ? epochs.size() - 1 : bestEpoch - options.initialEpoch();
        return reported < 0 ? Map.of() : epochs.get(reported);
    }
}
