package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.engine.Finding;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EncodersTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Memory MEMORY = Memory.of(Arena.ofAuto());

    @TempDir
    Path scratch;

    private static Encoders plan(Ingests.Ingested data, String target) {
        Encoders.Plan plan = Encoders.plan(data.result().columns(), target, null, TargetKind.AUTO);
        assertThat(plan.errors()).isEmpty();
        return plan.encoders();
    }

    private static double[] encode(Encoders encoders, Table table, int[] rows, DType type) {
        Tensor x = MEMORY.allocate(type, encoders.inputShape().prepend(rows.length));
        encoders.encode(table, rows, x);
        return x.toArray();
    }

    private static Table table(String column, double... values) {
        return new Table(
                Map.of(column, Values.Numbers.of(values), "y", Values.Numbers.of(new double[values.length])),
                values.length);
    }

    private static Encoders standardizing(String column, boolean indicator) {
        return new Encoders(
                List.of(new Encoders.Input(column, ColumnType.NUMBER, new Encoder.Standardize(null, null, indicator))),
                new Encoders.Target("y", ColumnType.NUMBER, new TargetEncoder.Standardized(null, null)));
    }

    @Test
    void learnsFromTrainingRowsOnly() {
        Table table = table("x", 1, 3, 1e9, Double.NaN);

        Encoders fitted = standardizing("x", true).fit(table, new int[] {0, 1});

        assertThat(fitted.inputs().getFirst().encoder()).isEqualTo(new Encoder.Standardize(2.0, 1.0, true));
        assertThat(encode(fitted, table, new int[] {1, 3, 0}, DType.FLOAT64)).containsExactly(1, 0, 0, 1, -1, 0);
    }

    @Test
    void constantColumnsAndExtremesStayFinite() {
        assertThat(Moments.of(Values.Numbers.of(0.1, 0.1, 0.1), new int[] {0, 1, 2})
                        .scale())
                .isEqualTo(1);
        assertThat(Moments.of(Values.Numbers.of(), new int[] {})).isEqualTo(new Moments(0, 1));
        double[] extremes = {1.7e308, -1.7e308};
        Table table = table("x", extremes);

        Encoders fitted = standardizing("x", false).fit(table, table.all());

        assertThat(encode(fitted, table, table.all(), DType.FLOAT64))
                .containsExactly(new double[] {1, -1}, within(1e-12));
    }

    @Test
    void plansByTypeAndSaysWhatIsLeftOut() {
        Ingests.Ingested titanic = Ingests.file("titanic.csv", scratch);
        Encoders.Plan plan = Encoders.plan(titanic.result().columns(), "survived", null, TargetKind.AUTO);
        Encoders encoders = plan.encoders();

        assertThat(encoders.inputs())
                .extracting(Encoders.Input::name)
                .containsExactly("name", "pclass", "sex", "age", "sibsp", "parch");
        assertThat(encoders.inputs().getFirst().encoder()).isInstanceOf(TextEncoder.TopWords.class);
        assertThat(encoders.inputs().get(3).encoder())
                .isEqualTo(new Encoder.Standardize(null, null, new Gap(Missing.MEDIAN, null, true)));
        assertThat(encoders.inputShape()).isEqualTo(Shape.of(100 + 3 + 2 + 2 + 1 + 1));
        assertThat(encoders.labels()).containsExactly("no", "yes");
        assertThat(encoders.targetScale()).isEqualTo(Fit.TargetScale.NONE);
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void reportsEveryErrorAtOnceWithAHint() {
        Ingests.Ingested iris = Ingests.file("iris.csv", scratch);
        List<FeatureSpec> features = List.of(
                FeatureSpec.of("petal_lenght_cm"),
                new FeatureSpec("petal_width_cm", "onehot"),
                new FeatureSpec("nothing", "none"),
                FeatureSpec.of("sepal_width_cm"),
                FeatureSpec.of("sepal_width_cm"));

        Encoders.Plan plan = Encoders.plan(iris.result().columns(), "specie", features, TargetKind.AUTO);

        assertThat(plan.encoders()).isNull();
        assertThat(plan.errors())
                .extracting(Finding::pointer)
                .containsExactly("/target", "/features/0", "/features/1/encoding", "/features/2/name", "/features/4");
        assertThat(plan.errors().get(0).detail()).contains("did you mean \"species\"?");
        assertThat(plan.errors().get(1).detail()).contains("did you mean \"petal_length_cm\"?");
        assertThat(plan.errors().get(2).detail())
                .contains("standardize, min_max")
                .contains("\"onehot\"");
    }

    @Test
    void choosesClassesOrAValue() {
        List<Column> digits = Ingests.file("digits.csv", scratch).result().columns();
        List<Column> diabetes = Ingests.file("diabetes.csv", scratch).result().columns();

        assertThat(Encoders.plan(digits, "digit", null, TargetKind.AUTO)
                        .encoders()
                        .labels())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(Encoders.plan(digits, "digit", null, TargetKind.VALUE)
                        .encoders()
                        .labels())
                .isEmpty();
        assertThat(Encoders.plan(diabetes, "progression", null, TargetKind.AUTO)
                        .encoders()
                        .labels())
                .isEmpty();
        assertThat(Encoders.plan(diabetes, "progression", null, TargetKind.CLASSES)
                        .errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("too many for classes"));
        List<Column> iris = Ingests.file("iris.csv", scratch).result().columns();
        assertThat(Encoders.plan(iris, "species", null, TargetKind.VALUE).errors())
                .hasSize(1);
        List<Column> oneClass =
                Ingests.file("nasty/one_class.csv", scratch).result().columns();
        assertThat(Encoders.plan(oneClass, "label", null, TargetKind.AUTO).errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("two classes"));
    }

    @Test
    void encodesTargetsAsTheTensorAsks() {
        Ingests.Ingested iris = Ingests.file("iris.csv", scratch);
        Encoders encoders = plan(iris, "species");
        Table table = iris.table();
        int[] rows = {0, 50, 149};
        Tensor numbers = MEMORY.allocate(DType.FLOAT32, Shape.of(3, 1));
        Tensor oneHot = MEMORY.allocate(DType.FLOAT64, Shape.of(3, 3));

        encoders.encodeTarget(table, rows, numbers);
        encoders.encodeTarget(table, rows, oneHot);

        assertThat(numbers.toArray()).containsExactly(0, 1, 2);
        assertThat(oneHot.toArray()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void standardisesValuesAndKnowsTheWayBack() {
        Ingests.Ingested diabetes = Ingests.file("diabetes.csv", scratch);
        Table table = diabetes.table();
        Encoders encoders = plan(diabetes, "progression").fit(table, table.all());
        Tensor y = MEMORY.allocate(DType.FLOAT64, Shape.of(table.rows(), 1));

        encoders.encodeTarget(table, table.all(), y);

        assertThat(Arrays.stream(y.toArray()).average().orElseThrow()).isCloseTo(0, within(1e-12));
        Fit.TargetScale scale = encoders.targetScale();
        assertThat(y.get(0) * scale.scale() + scale.offset()).isCloseTo(151, within(1e-9));
    }

    @Test
    void leavesRowsWithoutATargetOut() {
        Ingests.Ingested data = Ingests.file("nasty/target_missing.csv", scratch);

        Encoders.Plan plan = Encoders.plan(data.result().columns(), "label", null, TargetKind.AUTO);

        assertThat(data.table().rowsWith(List.of("label"))).hasSize(75);
        assertThat(plan.warnings()).extracting(Finding::detail).anyMatch(warning -> warning.contains("15 rows"));
    }

    @Test
    void encodesImagesAsKerasScalesThem() {
        Ingests.Ingested mnist = mnist();
        Table table = mnist.table();
        Encoders encoders = plan(mnist, "y");

        double[] x = encode(encoders, table, new int[] {1, 0}, DType.FLOAT32);

        assertThat(encoders.inputShape()).isEqualTo(Shape.of(28, 28));
        Values.Bytes bytes = (Values.Bytes) table.values("x");
        for (int i = 0; i < 784; i++) {
            int pixel = bytes.bytes().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 784 + i) & 0xff;
            assertThat((float) x[i]).isEqualTo(pixel / 255f);
        }
    }

    @Test
    void predictionEncodesBitForBitAsTraining() {
        for (Ingests.Ingested data :
                List.of(Ingests.file("titanic.csv", scratch), Ingests.file("penguins.csv", scratch), mnist())) {
            String target = data.names().contains("survived")
                    ? "survived"
                    : data.names().contains("species") ? "species" : "y";
            Table table = data.table();
            Encoders fitted = plan(data, target).fit(table, table.all());
            int[] rows = new Random(7).ints(50, 0, table.rows()).toArray();
            Encoders stored = JSON.readValue(JSON.writeValueAsString(fitted), Encoders.class);

            Instances instances = Instances.read(json(table, fitted, rows), stored);

            assertThat(stored).isEqualTo(fitted);
            assertThat(instances.errors()).isEmpty();
            for (DType type : DType.numeric()) {
                assertThat(encode(stored, instances.table(), instances.table().all(), type))
                        .isEqualTo(encode(fitted, table, rows, type));
            }
        }
    }

    /** The rows of a table as a client would send them. */
    private static JsonNode json(Table table, Encoders encoders, int[] rows) {
        List<Map<String, Object>> instances = new ArrayList<>();
        for (int row : rows) {
            Map<String, Object> instance = new LinkedHashMap<>();
            for (Encoders.Input input : encoders.inputs()) {
                instance.put(
                        input.name(),
                        switch (table.values(input.name())) {
                            case Values.Numbers numbers -> numbers.missing(row) ? null : numbers.number(row);
                            case Values.Codes codes -> codes.text(row);
                            case Values.Bytes bytes -> {
                                int[] pixels = new int[bytes.size()];
                                for (int i = 0; i < pixels.length; i++) {
                                    pixels[i] = bytes.bytes()
                                                    .get(
                                                            java.lang.foreign.ValueLayout.JAVA_BYTE,
                                                            (long) row * bytes.size() + i)
                                            & 0xff;
                                }
                                yield pixels;
                            }
                            case Values.Floats _, Values.Reals _ -> throw new AssertionError();
                        });
            }
            instances.add(instance);
        }
        return JSON.readTree(JSON.writeValueAsString(instances));
    }

    private Ingests.Ingested mnist() {
        return Ingests.run(
                List.of(
                        Ingests.upload(Ingests.DATA.resolve("mnist/t10k-images-idx3-ubyte.gz")),
                        Ingests.upload(Ingests.DATA.resolve("mnist/t10k-labels-idx1-ubyte.gz"))),
                IngestOptions.NONE,
                scratch);
    }

    private Encoders.Plan planned(String csv, String target) {
        return Encoders.plan(Ingests.text(csv, scratch).result().columns(), target, null, TargetKind.AUTO);
    }

    @Test
    void aTargetOfFewRowsHasTheLabelsThatItHas() {
        Encoders.Plan plan = planned("x,y\n1,b\n2,a\n3,b\n4,c\n", "y");

        assertThat(plan.errors()).isEmpty();
        assertThat(plan.encoders().labels()).containsExactly("a", "b", "c");
        assertThat(planned("x,y\n1,a\n2,b\n3,c\n4,d\n", "y").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail())
                        .contains("4 different values, too many for classes")
                        .contains("\"types\": {\"y\": \"category\"}"));
    }

    @Test
    void aTargetWithoutValuesIsCalledThat() {
        assertThat(planned("x,y\n1,\n2,\n", "y").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).isEqualTo("\"y\" has no values"));
    }

    @Test
    void aTargetOfOneNumberIsToldOf() {
        Encoders.Plan plan = planned("x,y\n1,2.5\n3,2.5\n", "y");

        assertThat(plan.errors()).isEmpty();
        assertThat(plan.warnings())
                .extracting(Finding::detail)
                .containsExactly("\"y\" has one value in every row; there is nothing to learn but that");
    }

    @Test
    void aRowNumberIsLearntFromWhereNothingElseIsLeft() {
        String rows = IntStream.range(0, 30)
                .mapToObj(i -> "%d,1,%s\n".formatted(i, i * i / 10.0))
                .collect(Collectors.joining());

        Encoders.Plan plan = planned("x,same,y\n" + rows, "y");

        assertThat(plan.encoders().inputs()).extracting(Encoders.Input::name).containsExactly("x");
        assertThat(plan.warnings())
                .extracting(Finding::detail)
                .containsExactly(
                        "\"same\" is left out: it has the same value in every row",
                        "\"x\" is learnt from although every row has a value of its own, as nothing else is left");
    }

    @Test
    void whatLeavesNothingToLearnFromIsSaid() {
        assertThat(planned("same,none,y\n1,,2\n1,,3\n", "y").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail())
                        .contains("no column is left to learn from beside the target \"y\"")
                        .contains("\"same\" is left out: it has the same value in every row")
                        .contains("\"none\" is left out: it has no values"));
    }
}
