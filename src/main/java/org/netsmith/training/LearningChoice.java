package org.netsmith.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.TargetKind;
import org.netsmith.dataset.TargetSpec;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.training.TrainingPlan.Monitor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How a job learns: network, optimizer, losses, metrics and the loop, every default filled in.
 *
 * @param heads what each output is measured by; a name stands in them where there are several
 */
record LearningChoice(
        NetworkDefinition network, Optimizer optimizer, List<Fit.Head> heads, FitDefaults fit, Monitor monitor) {

    /** What Adam starts with; twice the constant rate of Keras, because on average it is half of this. */
    private static final double FASTEST_RATE = 0.002;

    private static final KerasReader KERAS = new KerasReader();

    /**
     * The targets with what kind the request means each to be, before the data are looked at: the loss says it, else
     * the network's output does.
     */
    static List<TargetSpec> targets(Targets targets, KerasParts parts) {
        List<TargetSpec> specs = new ArrayList<>();
        for (Targets.Target target : targets.all()) {
            TargetKind kind = parts.unread() ? TargetKind.AUTO : kind(parts, specs.size());
            specs.add(new TargetSpec(target.pointer(), target.column(), kind));
        }
        return specs;
    }

    private static TargetKind kind(KerasParts parts, int output) {
        Optional<Loss> loss = parts.heads().get(output).loss();
        if (loss.isPresent()) {
            return switch (loss.get().target()) {
                case NUMBERS -> TargetKind.VALUE;
                case BINARY, DISTRIBUTION, CLASS_NUMBER, GROUPS -> TargetKind.CLASSES;
                case SYMBOLS -> TargetKind.AUTO;
            };
        }
        return parts.output(output)
                .filter(end -> end.units() > 1 && end.softmax())
                .map(_ -> TargetKind.CLASSES)
                .orElse(TargetKind.AUTO);
    }

    /** Chooses, or says why not and answers empty. */
    static Optional<LearningChoice> choose(
            JobRequest request, KerasParts parts, DataChoice data, NetworkLimits limits, Violations violations) {
        List<Fit.Head> heads = heads(parts, data);
        NetworkDefinition definition = parts.network()
                .orElseGet(() -> DefaultNetwork.of(
                        data.encoders(),
                        parts.outputs(),
                        heads.stream().map(Fit.Head::loss).toList(),
                        data.trainingRows()));
        FitDefaults fit = FitDefaults.of(request.fit(), parts.callbacks(), data);
        fit.check(request.fit(), data.validated(), violations);
        Optimizer optimizer = parts.optimizer().orElseGet(() -> optimizer(request, parts, fit.loop(), data));
        Fit.Compile compile = new Fit.Compile(optimizer, heads);
        new CallbackRules(keys(compile, data.validated()), data.validated(), optimizer, violations)
                .check(fit.callbacks());
        Optional<NetworkChoice> network = NetworkChoice.choose(definition, data.encoders(), limits, violations);
        network.ifPresent(choice -> check(choice, heads, parts, data, violations));
        network.filter(_ -> fit.loop().largestBatch() > 0)
                .ifPresent(choice -> choice.checkSize(fit.loop().largestBatch(), limits.memoryBytes(), violations));
        return network.map(choice ->
                new LearningChoice(choice.network(), optimizer, heads, fit, monitor(fit, compile, data.validated())));
    }

    /**
     * Adam as in Keras; where network and epochs are ours, with a rate that falls along half a cosine and ends at 0
     * with the last epoch. Callbacks of the request may set the rate themselves, and which epoch is the last one with
     * folds is only known after them.
     */
    private static Optimizer optimizer(
            JobRequest request, KerasParts parts, TrainingPlan.Loop loop, DataChoice data) {
        boolean epochs = request.fit() != null && request.fit().epochs() != null;
        boolean ours = parts.network().isEmpty() && parts.callbacks().isEmpty() && !epochs;
        if (!ours || data.holdout().folds() > 0 || loop.batchSize() < 1) {
            return read(KERAS.optimizer(text("adam")));
        }
        double steps = (double) loop.steps(data.trainingRows()) * Math.max(1, loop.epochs() - loop.initialEpoch());
        Schedule falling = new Schedule.CosineDecay(FASTEST_RATE, Math.max(1, steps), null, null, null);
        return new Optimizer.Adam(falling, null, null, null, null, null);
    }

    private static List<Fit.Head> heads(KerasParts parts, DataChoice data) {
        List<Fit.Head> heads = new ArrayList<>();
        for (Encoders.Target target : data.encoders().targets()) {
            int output = heads.size();
            KerasParts.Head head = parts.heads().get(output);
            heads.add(new Fit.Head(
                    parts.outputs().size() == 1 ? "" : parts.outputs().get(output),
                    head.loss().orElseGet(() -> defaultLoss(target, parts.output(output))),
                    head.lossWeight(),
                    metrics(head, target, data).metrics(),
                    head.weightedMetrics().orElse(KerasParts.Metrics.NONE).metrics()));
        }
        return heads;
    }

    private static void check(
            NetworkChoice choice, List<Fit.Head> heads, KerasParts parts, DataChoice data, Violations violations) {
        for (int i = 0; i < heads.size(); i++) {
            Encoders.Target target = data.encoders().targets().get(i);
            KerasParts.Head given = parts.heads().get(i);
            OutputRules rules = OutputRules.of(target, heads.get(i), given.lossPointer(), violations);
            Output end = Output.of(choice.network(), i);
            rules.row(choice.summary().outputShapes().get(i)).ifPresent(units -> {
                Output output = new Output(units, end.activation());
                rules.check(output);
                rules.check(metrics(given, target, data), output);
                rules.check(given.weightedMetrics().orElse(KerasParts.Metrics.NONE), output);
            });
        }
    }

    private static Loss defaultLoss(Encoders.Target target, Optional<Output> output) {
        if (target.labels().isEmpty()) {
            return read(KERAS.loss(text("mean_squared_error")));
        }
        boolean binary = target.labels().size() == 2
                && output.map(end -> end.units() == 1).orElse(true);
        Loss.Crossentropy loss = (Loss.Crossentropy)
                read(KERAS.loss(text(binary ? "binary_crossentropy" : "sparse_categorical_crossentropy")));
        return output.filter(Output::linear).isPresent() ? loss.ofLogits() : loss;
    }

    /**
     * What was named, or the accuracy or mean absolute error where no metric of either kind was; R² is always among
     * the metrics of a number, unless there is no variance to explain: Keras says 0 then, which would mislead.
     */
    private static KerasParts.Metrics metrics(KerasParts.Head head, Encoders.Target target, DataChoice data) {
        boolean classes = !target.labels().isEmpty();
        KerasParts.Metrics metrics = head.metrics()
                .orElseGet(() -> head.weightedMetrics().isPresent()
                        ? KerasParts.Metrics.NONE
                        : KerasParts.Metrics.NONE.and(read(KERAS.metric(text(classes ? "accuracy" : "mae")))));
        boolean determined = metrics.metrics().stream().anyMatch(Metric.R2Score.class::isInstance);
        return classes || determined || data.isConstant(target.name()) ? metrics : metrics.and(read(KERAS.metric(text("r2_score"))));
    }

    private static Set<String> keys(Fit.Compile compile, boolean validated) {
        Set<String> keys = new LinkedHashSet<>(compile.keys());
        if (validated) {
            compile.keys().forEach(key -> keys.add("val_" + key));
        }
        return keys;
    }

    /** What decides the best epoch: what early stopping watches, else the loss of the rows held out, else the loss. */
    private static Monitor monitor(FitDefaults fit, Fit.Compile compile, boolean validated) {
        return fit.callbacks().stream()
                .filter(Callback.EarlyStopping.class::isInstance)
                .map(Callback.EarlyStopping.class::cast)
                .findFirst()
                .map(stopping -> new Monitor(stopping.monitor(), compile.higherIsBetter(stopping)))
                .orElseGet(() -> new Monitor(validated ? "val_loss" : "loss", false));
    }

    /** Says which class weights name no label, and which labels have none. */
    static void classWeights(Map<String, Double> weights, DataChoice data, Violations violations) {
        if (data.encoders().targets().size() > 1) {
            violations.add(
                    "/fit/class_weight",
                    "class_weight is for networks with one output, as in Keras, and this one has %d; use sample_weight"
                            .formatted(data.encoders().targets().size()));
            return;
        }
        if (data.encoders().labels().isEmpty()) {
            violations.add(
                    "/fit/class_weight",
                    "\"%s\" is a number and has no classes; leave class_weight out"
                            .formatted(data.encoders().target().name()));
            return;
        }
        weights.keySet().stream()
                .filter(label -> !data.encoders().labels().contains(label))
                .forEach(label -> violations.add(
                        "/fit/class_weight/" + RequestChecks.escaped(label),
                        "\"%s\" has no label \"%s\"; expected one of %s"
                                .formatted(
                                        data.encoders().target().name(),
                                        label,
                                        DataChoice.shown(data.encoders().labels()))));
        List<String> others = data.encoders().labels().stream()
                .filter(label -> !weights.containsKey(label))
                .toList();
        if (!others.isEmpty()) {
            violations.warn(
                    "/fit/class_weight", "a class without a weight counts 1, as in Keras: " + DataChoice.shown(others));
        }
    }

    private static JsonNode text(String id) {
        return JsonNodeFactory.instance.stringNode(id);
    }

    private static <T> T read(KerasReader.Reading<T> reading) {
        return reading.value().orElseThrow();
    }
}
