package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.cases;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.Finding;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.loss.Reduction;
import org.netsmith.engine.metric.FScore;
import org.netsmith.engine.metric.FScore.Average;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.metric.Metric.R2Score.ClassAggregation;
import org.netsmith.engine.metric.OverlapMetric;
import org.netsmith.engine.metric.ThresholdMetric;
import org.netsmith.engine.metric.ThresholdMetric.AUC.SummationMethod;
import tools.jackson.databind.JsonNode;

/** Losses and metrics in JSON: what is written is read back, and is what Keras prints. */
class LossAndMetricTests {

    private final KerasReader reader = new KerasReader();
    private final KerasWriter writer = new KerasWriter();

    static List<Loss> losses() {
        return List.of(
                new Loss.MeanSquaredError(Reduction.SUM),
                new Loss.MeanAbsoluteError(Reduction.NONE),
                new Loss.MeanAbsolutePercentageError(Reduction.MEAN),
                new Loss.MeanSquaredLogarithmicError(Reduction.MEAN_WITH_SAMPLE_WEIGHT),
                new Loss.LogCosh(Reduction.SUM),
                new Loss.Huber(0.25, Reduction.SUM),
                new Loss.Poisson(Reduction.SUM),
                new Loss.Hinge(Reduction.SUM),
                new Loss.SquaredHinge(Reduction.SUM),
                new Loss.CategoricalHinge(Reduction.SUM),
                new Loss.KLDivergence(Reduction.SUM),
                new Loss.BinaryCrossentropy(true, 0.1, Reduction.SUM),
                new Loss.BinaryFocalCrossentropy(true, 0.3, 1.5, true, 0.1, Reduction.SUM),
                new Loss.CategoricalCrossentropy(true, 0.1, Reduction.SUM),
                new Loss.CategoricalFocalCrossentropy(0.3, 1.5, true, 0.1, Reduction.SUM),
                new Loss.SparseCategoricalCrossentropy(true, 3, Reduction.SUM),
                new Loss.CategoricalGeneralizedCrossEntropy(0.25, Reduction.SUM),
                new Loss.CosineSimilarity(1, Reduction.SUM),
                new Loss.Dice(List.of(1, 2), Reduction.SUM),
                new Loss.Dice(List.of(-1), null),
                new Loss.Tversky(0.3, 0.7, List.of(1), Reduction.SUM),
                new Loss.Circle(8.0, 0.25, false, Reduction.SUM),
                new Loss.CTC(Reduction.SUM),
                new Loss.Formula("a * (y - p)^4", Map.of("a", 0.5), Reduction.SUM),
                new Loss.Unresolved("ce"));
    }

    static List<Metric> metrics() {
        return List.of(
                new Metric.Accuracy("a"),
                new Metric.BinaryAccuracy("a", 0.75),
                new Metric.CategoricalAccuracy("a"),
                new Metric.SparseCategoricalAccuracy("a"),
                new Metric.TopKCategoricalAccuracy("a", 3),
                new Metric.SparseTopKCategoricalAccuracy("a", 3, true),
                new Metric.Unresolved("acc"),
                new Metric.MeanSquaredError("a"),
                new Metric.MeanAbsoluteError("a"),
                new Metric.MeanAbsolutePercentageError("a"),
                new Metric.MeanSquaredLogarithmicError("a"),
                new Metric.LogCoshError("a"),
                new Metric.Poisson("a"),
                new Metric.Hinge("a"),
                new Metric.SquaredHinge("a"),
                new Metric.CategoricalHinge("a"),
                new Metric.KLDivergence("a"),
                new Metric.BinaryCrossentropy("a", true, 0.1),
                new Metric.CategoricalCrossentropy("a", true, 0.1),
                new Metric.SparseCategoricalCrossentropy("a", true, 2),
                new Metric.MeanMetricWrapper("a", new Loss.Huber(0.5, null)),
                new Metric.Formula("a", "abs(y - p)^c", Map.of("c", 1.5)),
                new Metric.RootMeanSquaredError("a"),
                new Metric.CosineSimilarity("a", 1),
                new Metric.R2Score("a", ClassAggregation.NONE, 2),
                new Metric.R2Score("a", ClassAggregation.VARIANCE_WEIGHTED_AVERAGE, null),
                new Metric.PearsonCorrelation("a", 0),
                new Metric.ConcordanceCorrelation("a", 0),
                new Metric.Mean("a"),
                new Metric.Sum("a"),
                new ThresholdMetric.TruePositives("a", List.of(0.2, 0.8)),
                new ThresholdMetric.TrueNegatives("a", List.of(0.2)),
                new ThresholdMetric.FalsePositives("a", List.of(0.2)),
                new ThresholdMetric.FalseNegatives("a", List.of(0.2)),
                new ThresholdMetric.Precision("a", List.of(0.2), 2, 1),
                new ThresholdMetric.Recall("a", null, 2, 1),
                new ThresholdMetric.AUC(
                        "a", 20, "PR", SummationMethod.MINORING, null, true, 3, List.of(0.5, 0.25, 0.25), true),
                new ThresholdMetric.AUC("a", null, null, null, List.of(0.25, 0.5), null, null, null, null),
                new ThresholdMetric.PrecisionAtRecall("a", 0.5, 20, 1),
                new ThresholdMetric.RecallAtPrecision("a", 0.5, 20, 1),
                new ThresholdMetric.SensitivityAtSpecificity("a", 0.5, 20, 1),
                new ThresholdMetric.SpecificityAtSensitivity("a", 0.5, 20, 1),
                new FScore.F1Score("a", Average.MICRO, 0.4),
                new FScore.FBetaScore("a", Average.WEIGHTED, 2.0, 0.4),
                new OverlapMetric.IoU("a", 3, List.of(0, 2), 1, false, false),
                new OverlapMetric.BinaryIoU("a", List.of(1), 0.3),
                new OverlapMetric.MeanIoU("a", 3, 1, false, false),
                new OverlapMetric.OneHotIoU("a", 3, List.of(0, 2), 1, true),
                new OverlapMetric.OneHotMeanIoU("a", 3, 1, true));
    }

    @Test
    void everyKindIsTried() {
        assertThat(losses().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(types(CompileReader.LOSSES));
        assertThat(metrics().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(types(MetricReader.FAMILY));
    }

    private static List<Class<?>> types(Family<?> family) {
        return family.kinds().stream().<Class<?>>map(Kind::type).toList();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void readsBackEveryLossItWrites(Loss loss) {
        assertThat(reader.loss(writer.loss(loss)).value()).contains(loss);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void readsBackEveryMetricItWrites(Metric metric) {
        assertThat(reader.metric(writer.metric(metric)).value()).contains(metric);
    }

    /** Without arguments as with them; kinds that need an argument are tried above. */
    @Test
    void readsBackTheDefaults() {
        for (Kind kind : CompileReader.LOSSES.kinds()) {
            usual(kind)
                    .map(Loss.class::cast)
                    .ifPresent(loss ->
                            assertThat(reader.loss(writer.loss(loss)).value()).contains(loss));
        }
        for (Kind kind : MetricReader.FAMILY.kinds()) {
            usual(kind)
                    .map(Metric.class::cast)
                    .ifPresent(metric -> assertThat(
                                    reader.metric(writer.metric(metric)).value())
                            .contains(metric));
        }
    }

    private static Optional<Record> usual(Kind kind) {
        return kind.parameters().stream().anyMatch(Parameter::required) ? Optional.empty() : kind.example();
    }

    static Stream<Arguments> printed() {
        return Stream.of("losses", "metrics")
                .flatMap(file -> cases(file + ".json")
                        .filter(example -> example.get("config").isObject())
                        .map(example -> Arguments.of(file, example.get("config"))));
    }

    /** A number alone is written as a list of one, which Keras takes as well. */
    @ParameterizedTest
    @MethodSource("printed")
    void writesWhatKerasPrints(String file, JsonNode config) {
        JsonNode written = file.equals("losses")
                ? writer.loss(reader.loss(config).value().orElseThrow())
                : writer.metric(reader.metric(config).value().orElseThrow());

        assertThat(written.get("module")).isEqualTo(config.get("module"));
        assertThat(written.get("class_name")).isEqualTo(config.get("class_name"));
        config.get("config")
                .forEachEntry((key, value) -> assertThat(
                                same(value, written.get("config").path(key)))
                        .as("%s: %s, not %s", key, value, written.get("config").path(key))
                        .isTrue());
    }

    private static boolean same(JsonNode expected, JsonNode received) {
        if (expected.isNumber()) {
            JsonNode number = received.isArray() && received.size() == 1 ? received.get(0) : received;
            return number.isNumber() && number.doubleValue() == expected.doubleValue();
        }
        return expected.equals(received);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "loss-unknown | /compile_config/loss | did you mean 'mse'",
                "loss-null | /compile_config/loss | received null",
                "loss-number | /compile_config/loss | received 3",
                "loss-smoothing | /compile_config/loss/config/label_smoothing | at most 1",
                "loss-huber-delta | /compile_config/loss/config/delta | above 0",
                "loss-gce-q | /compile_config/loss/config/q | below 1",
                "loss-module-attack | /compile_config/loss/module | never loaded",
                "metric-unknown | /compile_config/metrics/0 | did you mean 'accuracy'",
                "metric-ce | /compile_config/metrics/0 | unknown metric",
                "metric-threshold | /compile_config/metrics/0/config/thresholds | at most 1",
                "metric-auc-thresholds | /compile_config/metrics/0/config/num_thresholds | at least 2",
                "metric-auc-curve | /compile_config/metrics/0/config/curve | one of [ROC, PR]",
                "metric-recall-range | /compile_config/metrics/0/config/precision | at most 1"
            })
    void saysWhatIsWrongWhere(String id, String pointer, String detail) {
        JsonNode json = cases("errors.json")
                .filter(example -> example.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow()
                .get("json");

        assertThat(reader.model(json).errors()).singleElement().satisfies(finding -> {
            assertThat(finding.pointer()).isEqualTo(pointer);
            assertThat(finding.detail()).contains(detail);
        });
    }

    @Test
    void aPostedFormulaIsJudgedBeforeItIsComputed() {
        String broken = """
            {"class_name": "Formula", "config": {"expression": "(y - p", "parameters": {"p": 1.0}}}\
            """;
        String unknown = """
            {"class_name": "Formula", "config": {"expression": "x * y"}}\
            """;

        for (String written : List.of(broken, unknown)) {
            JsonNode json = Fixtures.JSON.readTree(written);
            List<Finding> findings = reader.loss(json).errors();
            assertThat(findings).isNotEmpty().isEqualTo(reader.metric(json).errors());
        }
        assertThat(reader.loss(Fixtures.JSON.readTree(broken)).errors())
                .extracting(Finding::pointer)
                .containsExactly("/config/parameters/p", "/config/expression");
        assertThat(reader.loss(Fixtures.JSON.readTree(unknown)).errors())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("unknown name 'x'; expected p, y"));
    }

    @Test
    void readsFunctionsAsKerasWritesThem() {
        String function = """
            {"module": "builtins", "class_name": "function", "config": "%1$s", "registered_name": "%1$s"}\
            """;

        assertThat(reader.loss(Fixtures.JSON.readTree(function.formatted("mean_squared_error")))
                        .value())
                .contains(new Loss.MeanSquaredError(null));
        assertThat(reader.metric(Fixtures.JSON.readTree(function.formatted("huber")))
                        .value())
                .contains(new Metric.MeanMetricWrapper("huber", new Loss.Huber(null, null)));
        assertThat(Set.copyOf(reader.metric(Fixtures.JSON.readTree(function.formatted("system")))
                        .errors()))
                .hasSize(1);
    }
}
