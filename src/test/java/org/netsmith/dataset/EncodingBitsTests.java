package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Random tables are written as a file, read, encoded and fitted as in training; the same rows are then read from JSON
 * as at prediction, alone and in a batch, with an encoder that was stored and loaded. The numbers have equal bits.
 */
class EncodingBitsTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Memory MEMORY = Memory.of(Arena.ofAuto());
    private static final List<String> WORDS = List.of(
            "Zürich",
            "naïve",
            "日本",
            "😀",
            "İstanbul",
            "ǅ",
            "a,b",
            "say \"hi\"",
            "e\u0301te",
            "STRASSE",
            "straße",
            "x y",
            "O'Neil");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @TempDir
    Path scratch;

    /** What may stand in the cells of a column, and how it is asked to be encoded. */
    private record Kind(String type, List<FeatureSpec> encodings) {

        static Kind of(String type, String... features) {
            return new Kind(
                    type,
                    Arrays.stream(features)
                            .map(feature -> JSON.readValue(feature.replace('\'', '"'), FeatureSpec.class))
                            .toList());
        }
    }

    private static final List<Kind> KINDS = List.of(
            Kind.of(
                    "number",
                    "{'name': 'n', 'encoding': 'standardize'}",
                    "{'name': 'n', 'encoding': 'standardize', 'missing': 'mean', 'indicator': false}",
                    "{'name': 'n', 'encoding': 'none', 'missing': 'constant', 'fill': -0.1}",
                    "{'name': 'n', 'encoding': 'min_max'}",
                    "{'name': 'n', 'encoding': 'robust', 'indicator': true}",
                    "{'name': 'n', 'encoding': 'quantile'}",
                    "{'name': 'n', 'encoding': 'quantile', 'distribution': 'normal'}",
                    "{'name': 'n', 'encoding': 'piecewise_linear'}",
                    "{'name': 'n', 'encoding': 'piecewise_linear', 'bins': 3, 'missing': 'constant', 'fill': 0.2}"),
            Kind.of(
                    "positive",
                    "{'name': 'n', 'encoding': 'log1p'}",
                    "{'name': 'n', 'encoding': 'log1p', 'missing': 'mean'}"),
            Kind.of(
                    "integer",
                    "{'name': 'n', 'encoding': 'one_hot'}",
                    "{'name': 'n', 'encoding': 'one_hot', 'max_categories': 3}",
                    "{'name': 'n', 'encoding': 'ordinal', 'missing': 'category'}",
                    "{'name': 'n', 'encoding': 'embedding'}",
                    "{'name': 'n', 'encoding': 'hashing', 'buckets': 7}",
                    "{'name': 'n', 'encoding': 'piecewise_linear', 'indicator': true}",
                    "{'name': 'n', 'encoding': 'standardize'}"),
            Kind.of(
                    "category",
                    "{'name': 'n', 'encoding': 'one_hot'}",
                    "{'name': 'n', 'encoding': 'one_hot', 'missing': 'constant', 'fill': '日本'}",
                    "{'name': 'n', 'encoding': 'ordinal', 'max_categories': 4}",
                    "{'name': 'n', 'encoding': 'embedding', 'dimension': 3, 'missing': 'category'}",
                    "{'name': 'n', 'encoding': 'hashing', 'buckets': 5}",
                    "{'name': 'n', 'encoding': 'hashed_words', 'buckets': 6}"),
            Kind.of(
                    "text",
                    "{'name': 'n', 'encoding': 'top_words', 'max_words': 9}",
                    "{'name': 'n', 'encoding': 'hashed_words'}",
                    "{'name': 'n', 'encoding': 'one_hot', 'max_categories': 5}"),
            Kind.of(
                    "list",
                    "{'name': 'n', 'encoding': 'multi_hot'}",
                    "{'name': 'n', 'encoding': 'multi_hot', 'max_categories': 4}"),
            Kind.of("boolean", "{'name': 'n', 'encoding': 'binary'}", "{'name': 'n', 'encoding': 'one_hot'}"),
            Kind.of(
                    "date",
                    "{'name': 'n', 'encoding': 'date_parts'}",
                    "{'name': 'n', 'encoding': 'date_parts', 'cyclical': false, 'missing': 'mean'}",
                    "{'name': 'n', 'encoding': 'cyclical', 'missing': 'constant', 'fill': '1969-07-20T20:17:40Z'}"),
            Kind.of("time", "{'name': 'n', 'encoding': 'date_parts'}", "{'name': 'n', 'encoding': 'cyclical'}"));

    /** A cell as JSON; the same in the file and at prediction. */
    private static @Nullable JsonNode cell(String type, Random random) {
        return switch (type) {
            case "number" -> NODES.numberNode(Math.scalb(random.nextGaussian(), random.nextInt(-30, 30)));
            case "positive" -> NODES.numberNode(Math.scalb(random.nextDouble(), random.nextInt(-10, 40)) - 0.5);
            case "integer" -> NODES.numberNode((int) Math.round(random.nextGaussian() * 4));
            case "category" -> NODES.stringNode(WORDS.get((int) Math.min(12, Math.abs(random.nextGaussian()) * 4)));
            case "text" -> NODES.stringNode(words(random));
            case "list" -> list(random);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "date" ->
                NODES.stringNode(java.time.LocalDate.ofEpochDay(random.nextInt(-40_000, 40_000))
                        .toString());
            case "time" ->
                NODES.stringNode(
                        java.time.Instant.ofEpochSecond(random.nextInt(), random.nextInt(1000) * 1_000_000L + 999_000)
                                .toString());
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static String words(Random random) {
        return String.join(
                random.nextBoolean() ? " " : ", ",
                random.ints(1 + random.nextInt(6), 0, WORDS.size())
                        .mapToObj(WORDS::get)
                        .toList());
    }

    private static JsonNode list(Random random) {
        var list = NODES.arrayNode();
        random.ints(random.nextInt(4), 0, WORDS.size()).forEach(i -> list.add(WORDS.get(i)));
        return list;
    }

    /** Columns of random kinds. */
    private record Rows(List<FeatureSpec> features, List<Kind> kinds, List<Map<String, JsonNode>> rows) {

        static Rows random(Random random, int count) {
            List<FeatureSpec> features = new ArrayList<>();
            List<Kind> kinds = new ArrayList<>();
            int columns = 2 + random.nextInt(6);
            for (int i = 0; i < columns; i++) {
                Kind kind = KINDS.get(random.nextInt(KINDS.size()));
                FeatureSpec asked =
                        kind.encodings().get(random.nextInt(kind.encodings().size()));
                kinds.add(kind);
                features.add(named(asked, kind.type() + "/" + i));
            }
            boolean[] sparse = new boolean[columns];
            IntStream.range(0, columns).forEach(i -> sparse[i] = random.nextInt(3) > 0);
            List<Map<String, JsonNode>> rows = new ArrayList<>();
            for (int row = 0; row < count; row++) {
                rows.add(row(features, kinds, sparse, random));
            }
            return new Rows(features, kinds, rows);
        }

        private static Map<String, JsonNode> row(
                List<FeatureSpec> features, List<Kind> kinds, boolean[] sparse, Random random) {
            Map<String, JsonNode> row = new LinkedHashMap<>();
            for (int i = 0; i < features.size(); i++) {
                boolean missing = sparse[i] && random.nextInt(5) == 0;
                row.put(
                        features.get(i).name(),
                        missing ? NODES.nullNode() : cell(kinds.get(i).type(), random));
            }
            return row;
        }

        private static FeatureSpec named(FeatureSpec asked, String name) {
            var json = JSON.valueToTree(asked);
            ((tools.jackson.databind.node.ObjectNode) json).put("name", name);
            return JSON.treeToValue(json, FeatureSpec.class);
        }

        /** Lists are texts in a table. */
        String csv() {
            StringBuilder csv = new StringBuilder("y," + String.join(",", names()) + "\n");
            for (int i = 0; i < rows.size(); i++) {
                csv.append(i % 2 == 0 ? "yes" : "no");
                rows.get(i).values().forEach(value -> csv.append(',').append(field(value)));
                csv.append('\n');
            }
            return csv.toString();
        }

        List<String> names() {
            return features.stream().map(FeatureSpec::name).toList();
        }

        private static String field(JsonNode value) {
            String text = value.isNull() ? "" : value.isValueNode() ? value.asString() : value.toString();
            return text.isEmpty() ? "" : value.isNumber() ? text : "\"" + text.replace("\"", "\"\"") + "\"";
        }

        /** So that every column has the type it is meant to have. */
        IngestOptions options() {
            Map<String, String> types = new LinkedHashMap<>();
            for (int i = 0; i < kinds.size(); i++) {
                types.put(
                        names().get(i),
                        switch (kinds.get(i).type()) {
                            case "positive" -> "number";
                            case "date", "time" -> "datetime";
                            case "list" -> "text";
                            default -> kinds.get(i).type();
                        });
            }
            return JSON.readValue(
                    JSON.writeValueAsString(Map.of("types", types, "delimiter", ",")), IngestOptions.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void rowsBecomeTheSameBitsAtPredictionAsInTraining(long seed) {
        Random random = new Random(seed);
        Rows rows = Rows.random(random, 40 + random.nextInt(1500));
        Ingests.Ingested data = Ingests.text(rows.csv(), rows.options(), scratch);
        Encoders.Plan plan = Encoders.plan(data.result().columns(), "y", rows.features(), TargetKind.AUTO);
        assertThat(plan.errors()).isEmpty();
        List<FeatureSpec> resolved =
                plan.encoders().inputs().stream().map(FeatureSpec::of).toList();
        assertThat(Encoders.plan(data.result().columns(), "y", resolved, TargetKind.AUTO))
                .isEqualTo(plan);
        Table table = data.table();
        // Fitted on a part of the rows, so that the others bring values never seen.
        int[] training =
                IntStream.range(0, table.rows()).filter(row -> row % 3 > 0).toArray();
        Encoders fitted = plan.encoders().fit(table, training);
        Encoders stored = JSON.readValue(JSON.writeValueAsString(fitted), Encoders.class);
        assertThat(stored).isEqualTo(fitted);

        int[] some = random.ints(30, 0, table.rows()).toArray();
        JsonNode instances =
                JSON.valueToTree(Arrays.stream(some).mapToObj(rows.rows()::get).toList());
        for (DType type : DType.numeric()) {
            double[] trained = encode(fitted, table, some, type);
            assertThat(trained).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            assertThat(encode(stored, read(instances, stored), type)).isEqualTo(trained);
            assertThat(oneByOne(instances, stored, type)).isEqualTo(trained);
        }
    }

    private static double[] oneByOne(JsonNode instances, Encoders encoders, DType type) {
        return instances
                .valueStream()
                .map(row -> NODES.arrayNode().add(row))
                .flatMapToDouble(row -> Arrays.stream(encode(encoders, readEither(row, encoders), type)))
                .toArray();
    }

    private static Table read(JsonNode instances, Encoders encoders) {
        Instances read = Instances.read(instances, encoders);
        assertThat(read.errors()).isEmpty();
        return read.table();
    }

    /** Straight from the request where it is plain, as the server does. */
    private static Table readEither(JsonNode instances, Encoders encoders) {
        byte[] request = ("{\"instances\": " + instances + "}").getBytes(StandardCharsets.UTF_8);
        Optional<Table> plain = new PlainRows(encoders).read(request, 100);
        return plain.orElseGet(() -> read(JSON.readTree(request).get("instances"), encoders));
    }

    private static double[] encode(Encoders encoders, Table table, DType type) {
        return encode(encoders, table, table.all(), type);
    }

    private static double[] encode(Encoders encoders, Table table, int[] rows, DType type) {
        Tensor x = MEMORY.allocate(type, encoders.inputShape().prepend(rows.length));
        encoders.encode(table, rows, x);
        return x.toArray();
    }
}
