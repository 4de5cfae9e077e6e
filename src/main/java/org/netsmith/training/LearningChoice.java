package org.netsmith.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.netsmith.dataset.TargetKind;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.training.TrainingPlan.Monitor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How a job learns: network, optimizer, loss, metrics and the loop, every default filled in.
 *
 * @param head what the only output is measured by
 */
record LearningChoice(NetworkDefinition network, Optimizer optimizer, Fit.Head head, FitDefaults fit, Monitor monitor) {

    private static final KerasReader KERAS = new KerasReader();

    /**
     * What kind of target the request means, before the data are looked at: the loss says it, else the network's output
     * does.
     */
    static TargetKind targetKind(KerasParts parts) {
        if (parts.loss().isPresent()) {
            return switch (parts.loss().get().target()) {
                case NUMBERS -> TargetKind.VALUE;
                case BINARY, DISTRIBUTION, CLASS_NUMBER, GROUPS -> TargetKind.CLASSES;
                case SYMBOLS -> TargetKind.AUTO;
            };
        }
        Output output = parts.network().map(Output::of).orElse(null);
        return output != null && output.units() > 1 && output.softmax() ? TargetKind.CLASSES : TargetKind.AUTO;
    }

    /** Chooses, or says why not and answers empty. */
    static Optional<LearningChoice> choose(
            JobRequest request, KerasParts parts, DataChoice data, NetworkLimits limits, Violations violations) {
        Loss loss = parts.loss().orElseGet(() -> defaultLoss(parts, data));
        NetworkDefinition definition = parts.network().orElseGet(() -> DefaultNetwork.of(data.encoders(), loss));
        KerasParts.Metrics metrics = metrics(parts, data);
        KerasParts.Metrics weighted =
                parts.weightedMetrics().orElseGet(() -> new KerasParts.Metrics("/compile/weighted_metrics", List.of()));
        JsonNode lossWeights =
                request.compile() == null ? null : request.compile().lossWeights();
        Fit.Head head = new Fit.Head(
                "",
                loss,
                LossWeight.of(lossWeights, parts.lossWeight(), definition, violations),
                metrics.metrics(),
                weighted.metrics());
        FitDefaults fit = FitDefaults.of(request.fit(), parts.callbacks(), data);
        fit.check(request.fit(), data.validated(), violations);
        Optimizer optimizer = parts.optimizer().orElseGet(() -> read(KERAS.optimizer(text("adam"))));
        Fit.Compile compile = new Fit.Compile(optimizer, List.of(head));
        new CallbackRules(keys(compile, data.validated()), data.validated(), optimizer, violations)
                .check(fit.callbacks());
        Optional<NetworkChoice> network = NetworkChoice.choose(definition, data.encoders(), limits, violations);
        network.ifPresent(choice -> check(choice, head, List.of(metrics, weighted), data, violations));
        network.filter(_ -> fit.loop().largestBatch() > 0)
                .ifPresent(choice -> choice.checkSize(fit.loop().largestBatch(), limits.memoryBytes(), violations));
        return network.map(choice ->
                new LearningChoice(choice.network(), optimizer, head, fit, monitor(fit, compile, data.validated())));
    }

    /** @param metrics the lists of metrics, each with its place */
    private static void check(
            NetworkChoice choice,
            Fit.Head head,
            List<KerasParts.Metrics> metrics,
            DataChoice data,
            Violations violations) {
        var shape = choice.summary().outputShape();
        if (shape.rank() != 1) {
            violations.add(
                    org.netsmith.web.ProblemType.SHAPE_MISMATCH,
                    "/network",
                    ("the network answers %s for a row, expected one row of units; put a Flatten layer "
                                    + "before the first Dense layer")
                            .formatted(shape));
            return;
        }
        Output output = new Output(shape.extent(0), Output.of(choice.network()).activation());
        OutputRules rules =
                new OutputRules(data.encoders().target().name(), data.encoders().labels(), violations);
        rules.check(head.loss(), output);
        metrics.forEach(list -> rules.check(list, head.loss(), output));
    }

    private static Loss defaultLoss(KerasParts parts, DataChoice data) {
        if (!data.classes()) {
            return read(KERAS.loss(text("mean_squared_error")));
        }
        Output output = parts.network().map(Output::of).orElse(null);
        boolean binary = data.encoders().labels().size() == 2 && (output == null || output.units() == 1);
        Loss.Crossentropy loss = (Loss.Crossentropy)
                read(KERAS.loss(text(binary ? "binary_crossentropy" : "sparse_categorical_crossentropy")));
        return output != null && output.linear() ? loss.ofLogits() : loss;
    }

    /**
     * What was named, or the accuracy or mean absolute error where no metric of either kind was; R² is always among
     * the metrics of a number.
     */
    private static KerasParts.Metrics metrics(KerasParts parts, DataChoice data) {
        KerasParts.Metrics metrics = parts.metrics()
                .orElseGet(() -> new KerasParts.Metrics(
                        "/compile/metrics",
                        parts.weightedMetrics().isPresent()
                                ? List.of()
                                : List.of(read(KERAS.metric(text(data.classes() ? "accuracy" : "mae"))))));
        boolean determined = metrics.metrics().stream().anyMatch(Metric.R2Score.class::isInstance);
        if (data.classes() || determined) {
            return metrics;
        }
        List<Metric> more = new ArrayList<>(metrics.metrics());
        more.add(read(KERAS.metric(text("r2_score"))));
        return new KerasParts.Metrics(metrics.pointer(), more);
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
        if (!data.classes()) {
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
