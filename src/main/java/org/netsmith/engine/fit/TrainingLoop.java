package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Listener;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.Result;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Step;
import org.netsmith.engine.optimizer.Update;

/** One run of {@link Fit}: everything is built once, then epochs and steps only run. */
final class TrainingLoop {

    private static final long PROGRESS_NANOS = 100_000_000;

    private final Options options;
    private final Listener listener;
    private final Step step;
    private final Update update;
    private final Batches full;
    private final @Nullable Batches last;
    private final Measure measure;
    private final @Nullable Evaluation evaluation;
    private final List<Patience> patiences;
    private final Map<String, List<Double>> history = new LinkedHashMap<>();
    private final int[] inOrder;
    private long lastProgress;
    private boolean cancelled;

    TrainingLoop(
            Network network,
            Compile compile,
            Options options,
            Examples training,
            @Nullable Examples validation,
            TargetScale scale,
            Listener listener) {
        this.options = options;
        this.listener = listener;
        this.step = new Step(options.seed());
        Tensor gradients = network.backend()
                .allocate(network.parameters().type(), network.parameters().shape());
        this.update = new Update(compile.optimizer(), network.backend(), network.parameters(), gradients);
        int rows = Math.toIntExact(training.rows());
        int batch = Math.min(options.batchSize(), rows);
        Plan plan = network.trainingPlan(batch, gradients, step, null);
        this.full = new Batches(network, compile.loss(), plan, training, true);
        int rest = rows % batch;
        this.last = rest == 0
                ? null
                : new Batches(
                        network, compile.loss(), network.trainingPlan(rest, gradients, step, plan), training, true);
        this.measure = new Measure(compile, training.y().shape(), plan.output().shape(), scale);
        this.evaluation =
                validation == null ? null : new Evaluation(network, compile, validation, options.batchSize(), scale);
        this.patiences = options.callbacks().stream()
                .map(callback -> switch (callback) {
                    case EarlyStopping rule -> new Patience(rule, higherIsBetter(rule, compile), network);
                })
                .toList();
        this.inOrder = IntStream.range(0, rows).toArray();
    }

    private static boolean higherIsBetter(EarlyStopping rule, Compile compile) {
        String metric = rule.monitor().startsWith("val_") ? rule.monitor().substring(4) : rule.monitor();
        return switch (rule.mode()) {
            case "min" -> false;
            case "max" -> true;
            default ->
                Stream.concat(compile.metrics().stream(), compile.weightedMetrics().stream())
                        .anyMatch(candidate -> candidate.name().equals(metric) && candidate.higherIsBetter());
        };
    }

    Result run() {
        int epoch = 0;
        boolean exhausted = false;
        while (epoch < options.epochs() && !exhausted && !cancelled) {
            Map<String, Double> metrics = runEpoch(epoch);
            if (!cancelled) {
                exhausted = isExhausted(epoch++, metrics);
            }
        }
        Integer bestEpoch = patiences.stream()
                .map(Patience::restore)
                .filter(Objects::nonNull)
                .reduce((_, later) -> later)
                .orElse(null);
        return new Result(history, epoch, bestEpoch, finalMetrics(epoch, bestEpoch), cancelled);
    }

    private Map<String, Double> runEpoch(int epoch) {
        long start = System.nanoTime();
        train(epoch, start);
        if (cancelled) {
            return Map.of();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Double> metrics = new LinkedHashMap<>(measure.results(""));
        if (evaluation != null) {
            metrics.putAll(evaluation.run("val_"));
        }
        metrics.forEach((name, value) ->
                history.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
        listener.epoch(epoch, metrics, seconds, inOrder.length / seconds);
        return metrics;
    }

    private void train(int epoch, long start) {
        int[] order = options.shuffle()
                ? Philox.permutation(
                        inOrder.length, new Randomness(options.seed(), Randomness.Purpose.SHUFFLE, epoch, 0, 0))
                : inOrder;
        measure.reset();
        int steps = (order.length + full.size() - 1) / full.size();
        for (int index = 0; index < steps; index++) {
            cancelled = listener.cancelled();
            if (cancelled) {
                return;
            }
            step.moveTo(epoch, index);
            int first = index * full.size();
            Batches batches = first + full.size() <= order.length ? full : Objects.requireNonNull(last);
            double loss = batches.run(order, first, measure);
            if (!Double.isFinite(loss)) {
                throw new DivergedException(epoch, index);
            }
            update.run();
            report(epoch, index + 1, steps, start);
        }
    }

    private void report(int epoch, int done, int steps, long start) {
        long now = System.nanoTime();
        if (now - lastProgress > PROGRESS_NANOS) {
            lastProgress = now;
            listener.progress(epoch, done, steps, done * (double) full.size() / ((now - start) / 1e9));
        }
    }

    private boolean isExhausted(int epoch, Map<String, Double> metrics) {
        boolean exhausted = false;
        for (Patience patience : patiences) {
            exhausted |= patience.isExhausted(epoch, metrics);
        }
        return exhausted;
    }

    private Map<String, Double> finalMetrics(int epochs, @Nullable Integer bestEpoch) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        int reported = bestEpoch == null ? epochs - 1 : bestEpoch;
        if (reported >= 0) {
            history.forEach((name, values) -> metrics.put(name, values.get(reported)));
        }
        return metrics;
    }
}
