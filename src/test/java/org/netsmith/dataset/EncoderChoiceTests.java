package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.engine.Finding;
import tools.jackson.databind.json.JsonMapper;

class EncoderChoiceTests {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path scratch;

    private static FeatureSpec feature(String json) {
        return JSON.readValue(json.replace('\'', '"'), FeatureSpec.class);
    }

    private static Encoders.Plan plan(Ingests.Ingested data, String target, String... features) {
        List<FeatureSpec> asked = features.length == 0
                ? null
                : Arrays.stream(features).map(EncoderChoiceTests::feature).toList();
        return Encoders.plan(data.result().columns(), target, asked, TargetKind.AUTO);
    }

    private static Encoder only(Encoders.Plan plan) {
        assertThat(plan.errors()).isEmpty();
        return plan.encoders().inputs().getFirst().encoder();
    }

    private Ingests.Ingested titanic() {
        return Ingests.file("titanic.csv", scratch);
    }

    @Test
    void everythingWrongIsSaidAtOnceWhereItStands() {
        Encoders.Plan plan = plan(
                titanic(),
                "survived",
                "{'name': 'age', 'encoding': 'standardize', 'missing': 'refuse', 'buckets': 3, 'fill': 1}",
                "{'name': 'sex', 'encoding': 'hashing', 'buckets': 0, 'missing': 'median'}",
                "{'name': 'name', 'encoding': 'one_hot', 'categories': ['a', 'a'], 'unseen': 'reject'}",
                "{'name': 'sibsp', 'encoding': 'quantile', 'distribution': 'gauss', 'missing': 'constant'}",
                "{'name': 'parch', 'encoding': 'top_words'}",
                "{'name': 'pclass', 'divisor': 2}");

        assertThat(plan.encoders()).isNull();
        assertThat(plan.errors())
                .extracting(Finding::pointer)
                .containsExactly(
                        "/features/0/buckets",
                        "/features/0/missing",
                        "/features/0/fill",
                        "/features/1/missing",
                        "/features/1/buckets",
                        "/features/2/unseen",
                        "/features/2/categories",
                        "/features/3/fill",
                        "/features/3/distribution",
                        "/features/4/encoding",
                        "/features/5/divisor");
        assertThat(plan.errors().get(1).detail()).contains("263 missing values").contains("median");
        assertThat(plan.errors().get(3).detail()).contains("zero, refuse").contains("\"median\"");
        assertThat(plan.errors().get(9).detail())
                .contains("standardize, min_max")
                .contains("one_hot");
    }

    @Test
    void aFillMustBeOfTheColumnsType() {
        for (String feature : List.of(
                "{'name': 'age', 'missing': 'constant', 'fill': 'young'}",
                "{'name': 'age', 'encoding': 'log1p', 'missing': 'constant', 'fill': -1}",
                "{'name': 'sex', 'missing': 'constant', 'fill': 'other'}",
                "{'name': 'sex', 'missing': 'constant', 'fill': ['male']}")) {
            assertThat(plan(titanic(), "survived", feature).errors())
                    .as(feature)
                    .singleElement()
                    .satisfies(error -> assertThat(error.pointer()).isEqualTo("/features/0/fill"));
        }
        Encoder age = only(plan(titanic(), "survived", "{'name': 'age', 'missing': 'constant', 'fill': 30}"));
        assertThat(age).isEqualTo(new Encoder.Standardize(null, null, new Gap(Missing.CONSTANT, 30.0, true)));
    }

    @Test
    void numbersAreCutIntoBinsForANetworkThatIsMadeForThem() {
        List<Column> columns = titanic().result().columns();
        List<TargetSpec> target = List.of(new TargetSpec("/target", "survived", TargetKind.AUTO));

        UsualNumbers usual = UsualNumbers.of(1309, columns);
        Encoders made = Encoders.plan(columns, target, null, usual).encoders();

        assertThat(usual).isEqualTo(UsualNumbers.IN_BINS);
        assertThat(encoder(made, "age")).isEqualTo(new PiecewiseLinear(12, null, new Gap(Missing.MEDIAN, null, true)));
        assertThat(encoder(made, "parch"))
                .as("of eight different numbers")
                .isEqualTo(new PiecewiseLinear(7, null, new Gap(Missing.MEDIAN, null, false)));
        assertThat(FeatureSpec.of(input(made, "age"))).isEqualTo(feature("""
                {'name': 'age', 'encoding': 'piecewise_linear', 'missing': 'median', 'indicator': true, 'bins': 12}"""));
        assertThat(encoder(
                        Encoders.plan(columns, target, List.of(FeatureSpec.of("age")))
                                .encoders(),
                        "age"))
                .as("for a network that is there")
                .isInstanceOf(Encoder.Standardize.class);
    }

    @Test
    void fewRowsAndManyColumnsAreNotCutIntoBins() {
        List<Column> columns = titanic().result().columns();
        List<Column> many = Collections.nCopies(34, columns).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(UsualNumbers.of(999, columns)).isEqualTo(UsualNumbers.STANDARDIZED);
        assertThat(UsualNumbers.of(1000, columns)).isEqualTo(UsualNumbers.IN_BINS);
        assertThat(UsualNumbers.of(1000, many)).isEqualTo(UsualNumbers.STANDARDIZED);
    }

    private static Encoder encoder(Encoders encoders, String column) {
        return input(encoders, column).encoder();
    }

    private static Encoders.Input input(Encoders encoders, String column) {
        return encoders.inputs().stream()
                .filter(input -> input.name().equals(column))
                .findAny()
                .orElseThrow();
    }

    @Test
    void binsAreCountedInWholeNumbers() {
        assertThat(only(plan(titanic(), "survived", "{'name': 'age', 'encoding': 'piecewise_linear', 'bins': 5}")))
                .isEqualTo(new PiecewiseLinear(5, null, new Gap(Missing.MEDIAN, null, true)));
        assertThat(plan(
                                titanic(),
                                "survived",
                                "{'name': 'age', 'encoding': 'piecewise_linear', 'bins': 0}",
                                "{'name': 'parch', 'bins': 4}")
                        .errors())
                .extracting(Finding::pointer)
                .containsExactly("/features/0/bins", "/features/1/bins");
    }

    @Test
    void logarithmsNeedNumbersAboveMinusOne() {
        Ingests.Ingested data = Ingests.text(
                "x,y\n"
                        + String.join(
                                "\n",
                                IntStream.range(-1, 40)
                                        .mapToObj(i -> i + ".5," + i % 2)
                                        .toList()) + "\n-7.5,1\n",
                scratch);

        assertThat(plan(data, "y", "{'name': 'x', 'encoding': 'log1p'}").errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("-7.5"));
    }

    @Test
    void aColumnsTypeAndProfileDecide() {
        StringBuilder csv = new StringBuilder("note,code,day,stamp,tags,city,constant,id,y\n");
        for (int i = 0; i < 600; i++) {
            csv.append("\"he said %d words, some of them twice\",".formatted(i))
                    .append("k%05d,".formatted(i * 7919 % 100_000))
                    .append("%s,".formatted(java.time.LocalDate.of(2020, 1, 1).plusDays(i % 400)))
                    .append("%s,"
                            .formatted(
                                    java.time.LocalDateTime.of(2020, 1, 1, 0, 0).plusMinutes(i * 77L)))
                    .append("\"[\"\"t%d\"\", \"\"u\"\"]\",".formatted(i % 5))
                    .append(i % 50 == 49 ? "," : i % 97 == 0 ? "Rareville," : "City %d,".formatted(i % 30))
                    .append("same,")
                    .append("%d,".formatted(i + 1))
                    .append(i % 20 == 0 ? "yes\n" : "no\n");
        }
        Encoders.Plan plan = plan(Ingests.text(csv.toString(), scratch), "y");

        assertThat(plan.errors()).isEmpty();
        assertThat(plan.encoders().inputs())
                .extracting(Encoders.Input::name)
                .containsExactly("note", "day", "stamp", "tags", "city");
        List<Encoder> encoders =
                plan.encoders().inputs().stream().map(Encoders.Input::encoder).toList();
        assertThat(encoders.get(0)).isInstanceOf(TextEncoder.TopWords.class);
        assertThat(((Dates) encoders.get(1)).parts())
                .extracting(Dates.Part::part)
                .doesNotContain(TimePart.HOUR);
        assertThat(((Dates) encoders.get(2)).parts())
                .extracting(Dates.Part::part)
                .contains(TimePart.HOUR);
        assertThat(encoders.get(3)).isInstanceOf(TextEncoder.MultiHot.class);
        assertThat(((Encoder.OneHot) encoders.get(4)).categories())
                .isEqualTo(new Categories(List.of(), 31, true, Missing.CATEGORY, null, Unseen.OTHER));
        assertThat(plan.warnings().stream().map(Finding::detail))
                .satisfiesExactlyInAnyOrder(
                        detail -> assertThat(detail).contains("\"code\" is left out"),
                        detail -> assertThat(detail)
                                .contains("\"constant\" is left out")
                                .contains("same value"),
                        detail -> assertThat(detail)
                                .contains("\"id\" is left out")
                                .contains("identifier"));
    }

    @Test
    void refusedValuesAreErrorsAtPrediction() {
        Encoders.Plan plan = plan(
                titanic(),
                "survived",
                "{'name': 'sex', 'missing': 'refuse', 'unseen': 'refuse'}",
                "{'name': 'age', 'encoding': 'log1p'}",
                "{'name': 'sibsp', 'missing': 'refuse'}");
        assertThat(plan.errors()).isEmpty();
        Encoders encoders = plan.encoders();

        Instances rows = Instances.read(
                JSON.readTree(
                        "[{'sex': 'female', 'age': -1, 'sibsp': 0}, {'sex': 'x', 'age': null, 'sibsp': null}, {'age': 1}]"
                                .replace('\'', '"')),
                encoders);

        assertThat(rows.errors())
                .extracting(Finding::pointer)
                .containsExactly("/instances/1/sex", "/instances/1/sibsp", "/instances/2/sex", "/instances/2/sibsp");
        assertThat(rows.notes()).extracting(Finding::pointer).containsExactly("/instances/0/age", "/instances/1/age");
        assertThat(rows.notes().getFirst().detail()).contains("above -1");
    }

    @Test
    void datesAndListsAreReadAtPrediction() {
        Encoders encoders = new Encoders(
                List.of(
                        new Encoders.Input(
                                "day",
                                ColumnType.DATETIME,
                                new Dates(List.of(), List.of(), new Gap(Missing.MEDIAN, 0.0, true))),
                        new Encoders.Input(
                                "tags",
                                ColumnType.TEXT,
                                new TextEncoder.MultiHot(
                                        Categories.of(List.of("a", "b")), new Gap(Missing.ZERO, null, false)))),
                new Encoders.Target("y", ColumnType.CATEGORY, new TargetEncoder.Labels(List.of("n", "y"))));

        Instances rows = Instances.read(
                JSON.readTree(("[{'day': '2024-02-29', 'tags': ['b', 'new']}, {'day': 5, 'tags': '[]'},"
                                + " {'day': '29 Feb', 'tags': {'a': 1}}]")
                        .replace('\'', '"')),
                encoders);

        assertThat(rows.errors())
                .extracting(Finding::pointer)
                .containsExactly("/instances/1/day", "/instances/2/day", "/instances/2/tags");
        assertThat(rows.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.detail()).contains("\"new\""));
        assertThat(rows.table().values("day"))
                .isInstanceOfSatisfying(
                        Values.Numbers.class,
                        numbers -> assertThat(numbers.number(0)).isEqualTo(1_709_164_800_000.0));
    }
}
