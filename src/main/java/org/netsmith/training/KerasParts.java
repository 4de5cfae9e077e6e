package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.Argument;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import org.netsmith.format.keras.KerasReader.HeadConfig;
import org.netsmith.format.keras.KerasReader.Reading;
import org.netsmith.network.NetworkVersion;
import org.netsmith.network.Networks;
import org.netsmith.web.ProblemType;
import tools.jackson.databind.JsonNode;

/**
 * The Keras objects of a request, as far as they were given. What {@code compile} leaves out comes from the
 * {@code compile_config} of the network.
 *
 * @param networkReference the stored version that the network came from
 * @param outputs the names of the network's outputs; those of the default network where the request gives none, empty
 *     where it cannot be read
 * @param heads one for each output, at least one
 * @param callbacks empty where none were named
 * @param sound whether everything that was given could be read
 */
record KerasParts(
        Optional<NetworkDefinition> network,
        Optional<String> networkReference,
        List<String> outputs,
        Optional<Optimizer> optimizer,
        List<Head> heads,
        Optional<List<Callback>> callbacks,
        boolean sound) {

    /**
     * What one output is measured by, as far as it was given.
     *
     * @param lossPointer where its loss stands in the request, or would
     * @param metrics empty where none were named
     * @param weightedMetrics empty where none were named
     */
    record Head(
            Optional<Loss> loss,
            String lossPointer,
            double lossWeight,
            Optional<Metrics> metrics,
            Optional<Metrics> weightedMetrics) {

        /** What the request leaves out comes from the network's own {@code compile_config}. */
        private Head or(HeadConfig config) {
            return new Head(
                    loss.or(config::loss),
                    lossPointer,
                    lossWeight,
                    metrics.or(() -> Metrics.of("/network/compile_config/metrics", config.metrics())),
                    weightedMetrics.or(
                            () -> Metrics.of("/network/compile_config/weighted_metrics", config.weightedMetrics())));
        }
    }

    /** Metrics, and the places in the request where they stand. */
    record Metrics(List<Metric> metrics, List<String> pointers) {

        static final Metrics NONE = new Metrics(List.of(), List.of());

        private static Optional<Metrics> of(String pointer, List<Metric> metrics) {
            return metrics.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Metrics(
                            metrics,
                            IntStream.range(0, metrics.size())
                                    .mapToObj(i -> pointer + "/" + i)
                                    .toList()));
        }

        /** These and one more that nobody named. */
        Metrics and(Metric metric) {
            return new Metrics(
                    Stream.concat(metrics.stream(), Stream.of(metric)).toList(),
                    Stream.concat(pointers.stream(), Stream.of("/compile/metrics"))
                            .toList());
        }
    }

    /** Whether there is a network that could not be read, so that nothing is known of its inputs and outputs. */
    boolean unread() {
        return outputs.isEmpty();
    }

    /** What an output ends in; empty where no network is given. */
    Optional<Output> output(int output) {
        return network.map(definition -> Output.of(definition, output));
    }

    static KerasParts read(JobRequest request, Networks networks, Violations violations) {
        return new Reader(request, networks, violations).read();
    }

    private static final class Reader {

        private final JobRequest request;
        private final Networks networks;
        private final Violations violations;
        private final KerasReader keras = new KerasReader();
        private boolean sound = true;
        private Optional<String> networkReference = Optional.empty();

        Reader(JobRequest request, Networks networks, Violations violations) {
            this.request = request;
            this.networks = networks;
            this.violations = violations;
        }

        KerasParts read() {
            Optional<KerasReader.Model> model = network();
            Optional<CompileConfig> config = model.flatMap(KerasReader.Model::compile);
            JobRequest.Compile compile = request.compile() == null ? JobRequest.Compile.NOTHING : request.compile();
            Optional<Optimizer> optimizer =
                    read(ProblemType.INVALID_REQUEST, "/compile/optimizer", compile.optimizer(), keras::optimizer);
            Optional<List<Callback>> callbacks = list(
                    "/fit/callbacks",
                    request.fit() == null ? null : request.fit().callbacks(),
                    keras::callback);
            List<String> outputs = outputs(model.map(KerasReader.Model::definition));
            List<Head> heads =
                    heads(compile, outputs, config.map(CompileConfig::heads).orElse(List.of()));
            return new KerasParts(
                    model.map(KerasReader.Model::definition),
                    networkReference,
                    outputs,
                    optimizer.or(() -> config.flatMap(CompileConfig::optimizer)),
                    heads,
                    callbacks,
                    sound);
        }

        private List<String> outputs(Optional<NetworkDefinition> network) {
            boolean given = request.network() != null && !request.network().isNull();
            return network.map(definition -> definition.outputs().stream()
                            .map(NetworkDefinition.Source::name)
                            .toList())
                    .orElseGet(() -> given ? List.of() : Targets.outputs(request.target()));
        }

        private List<Head> heads(JobRequest.Compile compile, List<String> outputs, List<HeadConfig> configs) {
            List<Argument> losses = perOutput("/compile/loss", compile.loss(), outputs);
            List<Double> weights = new LossWeights(violations)
                    .of(
                            perOutput(LossWeights.POINTER, compile.lossWeights(), outputs),
                            configs.stream().map(HeadConfig::lossWeight).toList());
            List<List<Argument>> metrics = metricsPerOutput("/compile/metrics", compile.metrics(), outputs);
            List<List<Argument>> weighted =
                    metricsPerOutput("/compile/weighted_metrics", compile.weightedMetrics(), outputs);
            List<Head> heads = new ArrayList<>();
            for (int i = 0; i < Math.max(1, outputs.size()); i++) {
                Head head = new Head(
                        i < losses.size() ? loss(losses.get(i)) : Optional.empty(),
                        i < losses.size() ? losses.get(i).pointer() : "/compile/loss",
                        i < weights.size() ? weights.get(i) : 1,
                        i < metrics.size() ? metrics(metrics.get(i)) : Optional.empty(),
                        i < weighted.size() ? metrics(weighted.get(i)) : Optional.empty());
                heads.add(i < configs.size() ? head.or(configs.get(i)) : head);
            }
            return heads;
        }

        /** Nothing where nothing was given; else one for each output, its pointer that of the request. */
        private List<Argument> perOutput(String pointer, @Nullable JsonNode given, List<String> outputs) {
            return read(ProblemType.INVALID_REQUEST, pointer, given, node -> keras.perOutput(node, outputs)).stream()
                    .flatMap(List::stream)
                    .map(argument -> new Argument(pointer + argument.pointer(), argument.node()))
                    .toList();
        }

        private List<List<Argument>> metricsPerOutput(String pointer, @Nullable JsonNode given, List<String> outputs) {
            return read(ProblemType.INVALID_REQUEST, pointer, given, node -> keras.metricsPerOutput(node, outputs))
                    .stream()
                    .flatMap(List::stream)
                    .map(list -> list.stream()
                            .map(argument -> new Argument(pointer + argument.pointer(), argument.node()))
                            .toList())
                    .toList();
        }

        private Optional<Loss> loss(Argument argument) {
            return argument.node().isMissingNode()
                    ? Optional.empty()
                    : read(ProblemType.INVALID_REQUEST, argument.pointer(), argument.node(), keras::loss);
        }

        private Optional<Metrics> metrics(List<Argument> arguments) {
            List<Metric> metrics = new ArrayList<>();
            List<String> pointers = new ArrayList<>();
            for (Argument argument : arguments) {
                read(ProblemType.INVALID_REQUEST, argument.pointer(), argument.node(), keras::metric)
                        .ifPresent(metric -> {
                            metrics.add(metric);
                            pointers.add(argument.pointer());
                        });
            }
            return Optional.of(new Metrics(metrics, pointers));
        }

        private Optional<KerasReader.Model> network() {
            JsonNode network = request.network();
            if (network == null || network.isNull()) {
                return Optional.empty();
            }
            if (network.isString() && !network.stringValue().stripLeading().startsWith("{")) {
                return stored(network.stringValue());
            }
            return read(ProblemType.INVALID_NETWORK, "/network", network, keras::model);
        }

        private Optional<KerasReader.Model> stored(String reference) {
            Optional<NetworkVersion> version = networks.find(reference);
            if (version.isEmpty()) {
                sound = false;
                violations.add(
                        ProblemType.UNKNOWN_REFERENCE,
                        "/network",
                        ("there is no network \"%s\"; expected the name of a stored network, as in \"mlp\" "
                                        + "or \"mlp@1\", or a definition in place")
                                .formatted(reference));
            }
            networkReference = version.map(NetworkVersion::reference);
            return version.flatMap(
                    found -> read(ProblemType.INVALID_NETWORK, "/network", found.definition(), keras::model));
        }

        private <T> Optional<List<T>> list(
                String pointer, @Nullable List<JsonNode> nodes, Function<JsonNode, Reading<T>> reader) {
            if (nodes == null) {
                return Optional.empty();
            }
            List<T> values = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                read(ProblemType.INVALID_REQUEST, pointer + "/" + i, nodes.get(i), reader)
                        .ifPresent(values::add);
            }
            return Optional.of(values);
        }

        private <T> Optional<T> read(
                ProblemType type, String pointer, @Nullable JsonNode node, Function<JsonNode, Reading<T>> reader) {
            if (node == null || node.isNull()) {
                return Optional.empty();
            }
            Reading<T> reading = reader.apply(node);
            sound &= reading.errors().isEmpty();
            violations.addAll(type, pointer, reading.errors());
            violations.warnAll(pointer, reading.warnings());
            return reading.value();
        }
    }
}
