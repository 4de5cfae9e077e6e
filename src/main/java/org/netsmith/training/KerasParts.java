package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader;
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
 * @param lossWeight what the network's own {@code compile_config} multiplies the loss by
 * @param metrics empty where none were named
 * @param weightedMetrics empty where none were named
 * @param callbacks empty where none were named
 * @param sound whether everything that was given could be read
 */
record KerasParts(
        Optional<NetworkDefinition> network,
        Optional<String> networkReference,
        Optional<Optimizer> optimizer,
        Optional<Loss> loss,
        double lossWeight,
        Optional<Metrics> metrics,
        Optional<Metrics> weightedMetrics,
        Optional<List<Callback>> callbacks,
        boolean sound) {

    /** Metrics and the place in the request where they stand. */
    record Metrics(String pointer, List<Metric> metrics) {}

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
            Optional<HeadConfig> head = config.map(all -> all.heads().getFirst());
            JobRequest.Compile compile = request.compile() == null ? JobRequest.Compile.NOTHING : request.compile();
            Optional<Optimizer> optimizer =
                    read(ProblemType.INVALID_REQUEST, "/compile/optimizer", compile.optimizer(), keras::optimizer);
            Optional<Loss> loss = read(ProblemType.INVALID_REQUEST, "/compile/loss", compile.loss(), keras::loss);
            Optional<Metrics> metrics = metrics("/compile/metrics", compile.metrics());
            Optional<Metrics> weightedMetrics = metrics("/compile/weighted_metrics", compile.weightedMetrics());
            Optional<List<Callback>> callbacks = list(
                    "/fit/callbacks",
                    request.fit() == null ? null : request.fit().callbacks(),
                    keras::callback);
            return new KerasParts(
                    model.map(KerasReader.Model::definition),
                    networkReference,
                    optimizer.or(() -> config.flatMap(CompileConfig::optimizer)),
                    loss.or(() -> head.flatMap(HeadConfig::loss)),
                    head.map(HeadConfig::lossWeight).orElse(1.0),
                    metrics.or(() -> given("/network/compile_config/metrics", head.map(HeadConfig::metrics))),
                    weightedMetrics.or(() ->
                            given("/network/compile_config/weighted_metrics", head.map(HeadConfig::weightedMetrics))),
                    callbacks,
                    sound);
        }

        private static Optional<Metrics> given(String pointer, Optional<List<Metric>> metrics) {
            return metrics.filter(list -> !list.isEmpty()).map(list -> new Metrics(pointer, list));
        }

        private Optional<Metrics> metrics(String pointer, @Nullable List<JsonNode> metrics) {
            return list(pointer, metrics, keras::metric).map(list -> new Metrics(pointer, list));
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
