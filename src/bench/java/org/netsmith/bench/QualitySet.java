package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A data set with a split of its own: its training rows as files in the format that they came in, its test rows as a
 * client would send them.
 *
 * @param task {@code binary}, {@code multiclass} or {@code regression}
 * @param training the files without the test rows
 * @param test one object a row, the target among its values
 */
record QualitySet(String name, String task, String target, List<Path> training, List<ObjectNode> test) {

    /** Not BOOLEAN: a label "yes" stays as it is written. */
    private static final String TYPES = "'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR'";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The sets that {@code datasets.json} in this directory names. */
    static List<JsonNode> described(Path data) throws IOException {
        return JSON.readTree(Files.readString(data.resolve("datasets.json")))
                .valueStream()
                .toList();
    }

    private static Path split(Path data, JsonNode set) {
        return data.resolve("splits").resolve(set.path("name").asString() + ".txt");
    }

    static QualitySet read(Path data, JsonNode set, Path directory) throws IOException, SQLException {
        return set.path("task").asString().equals("images")
                ? QualityImages.read(data, set, directory)
                : table(data, set, directory);
    }

    private static QualitySet table(Path data, JsonNode set, Path directory) throws IOException, SQLException {
        Set<Integer> tested = Files.readAllLines(split(data, set)).stream()
                .filter(line -> !line.isBlank())
                .map(line -> Integer.valueOf(line.strip()))
                .collect(Collectors.toSet());
        Path whole = data.resolve(set.path("file").asString());
        Path training = directory.resolve(whole.getFileName());
        switch (set.path("format").asString()) {
            case "csv", "tsv" -> lines(whole, training, 1, tested);
            case "ndjson" -> lines(whole, training, 0, tested);
            case "parquet" -> parquet(whole, training, tested);
            default -> throw new IOException("no table: " + set);
        }
        return new QualitySet(
                set.path("name").asString(),
                set.path("task").asString(),
                set.path("target").asString(),
                List.of(training),
                rows(whole, set.path("format").asString(), tested));
    }

    /** Every record of these files is one line. */
    private static void lines(Path whole, Path training, int header, Set<Integer> tested) throws IOException {
        List<String> lines = Files.readAllLines(whole);
        Files.write(
                training,
                IntStream.range(0, lines.size())
                        .filter(line -> !tested.contains(line - header))
                        .mapToObj(lines::get)
                        .toList());
    }

    private static void parquet(Path whole, Path training, Set<Integer> tested) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("COPY (SELECT * EXCLUDE file_row_number FROM read_parquet('%s', file_row_number = true)"
                            .formatted(whole)
                    + " WHERE file_row_number NOT IN (%s)) TO '%s' (FORMAT parquet)".formatted(list(tested), training));
        }
    }

    private static String list(Set<Integer> rows) {
        return rows.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<ObjectNode> rows(Path whole, String format, Set<Integer> tested) throws SQLException {
        String source = switch (format) {
            case "parquet" -> "read_parquet('%s')".formatted(whole);
            case "ndjson" -> "read_json('%s', sample_size = -1)".formatted(whole);
            default -> "read_csv('%s', sample_size = -1, auto_type_candidates = [%s])".formatted(whole, TYPES);
        };
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement();
                ResultSet answer = statement.executeQuery("SELECT to_json(t)::VARCHAR FROM " + source + " t")) {
            List<ObjectNode> rows = new ArrayList<>();
            for (int row = 0; answer.next(); row++) {
                if (tested.contains(row)) {
                    rows.add((ObjectNode) JSON.readTree(answer.getString(1)));
                }
            }
            return rows;
        }
    }

    boolean regression() {
        return task.equals("regression");
    }
}
