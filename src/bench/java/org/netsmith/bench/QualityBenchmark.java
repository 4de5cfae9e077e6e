package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the two-field job is worth: each data set of a directory is uploaded without its test rows, {@code {"dataset",
 * "target"}} is posted, and the model is asked for the test rows, all over HTTP. Beside it stand the scores of the
 * directory's {@code reference.json}, by the same split.
 */
final class QualityBenchmark {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SEEDS = Integer.getInteger("seeds", 3);
    private static final int ROWS_AT_ONCE = 500;
    private static final List<String> REFERENCES = List.of("linear", "mlp", "boosting");

    private final ServerProcess server;
    private final JsonNode reference;
    private final Table table = new Table(
            List.of("set", "score", "Netsmith", "linear", "MLP", "boosting", "floor", "seconds", "floor reached"));

    private QualityBenchmark(ServerProcess server, JsonNode reference) {
        this.server = server;
        this.reference = reference;
    }

    /** @param chosen names of sets, empty for all */
    static String run(Path data, List<String> chosen) throws IOException, SQLException {
        try (Unpacked jar = Unpacked.jar()) {
            return run(jar, data, chosen);
        }
    }

    static String run(Unpacked application, Path data, List<String> chosen) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("netsmith-quality");
        try (ServerProcess server = new ServerProcess(application, List.of())) {
            JsonNode reference = JSON.readTree(Files.readString(data.resolve("reference.json")));
            QualityBenchmark benchmark = new QualityBenchmark(server, reference);
            for (JsonNode set : QualitySet.described(data)) {
                if (chosen.isEmpty() || chosen.contains(set.path("name").asString())) {
                    benchmark.measure(QualitySet.read(data, set, directory));
                }
            }
            return "Means and standard deviations over the seeds 0 to %d.%n%n%s".formatted(SEEDS - 1, benchmark.table);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private void measure(QualitySet set) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Path file : set.training()) {
            files.add(Files.readAllBytes(file));
        }
        server.upload(set.name(), files);
        List<Map<String, Double>> runs = new ArrayList<>();
        long start = System.nanoTime();
        for (int seed = 0; seed < SEEDS; seed++) {
            runs.add(scores(set, trained(set, seed)));
        }
        double seconds = ServerProcess.seconds(start) / SEEDS;
        Map<String, Double> mean = Scores.mean(runs);
        Map<String, Double> deviation = Scores.deviation(runs);
        mean.forEach((name, value) -> row(set, name, value, deviation.get(name), seconds));
        System.out.printf(Locale.ROOT, "%s %s, %.1f s a job%n", set.name(), runs, seconds);
    }

    private String trained(QualitySet set, int seed) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("dataset", set.name()).put("target", set.target());
        JsonNode job =
                server.post("/api/v1/training-jobs", request.put("seed", seed).toString(), "wait=60");
        while (job.path("finished_at").isNull()) {
            ServerProcess.sleep(200);
            job = server.get("/api/v1/training-jobs/" + job.path("id").asString());
        }
        if (!job.path("state").asString().equals("succeeded")) {
            throw new IOException("the job did not succeed: " + job);
        }
        return job.path("model").asString();
    }

    private Map<String, Double> scores(QualitySet set, String model) throws IOException {
        List<JsonNode> predictions = predictions(set, model.replace("@", "/versions/"));
        List<String> truth = set.test().stream()
                .map(row -> row.path(set.target()).asString())
                .toList();
        Map<String, Double> scores = new LinkedHashMap<>();
        if (set.regression()) {
            double[] numbers = truth.stream().mapToDouble(Double::parseDouble).toArray();
            double[] values = predictions.stream()
                    .mapToDouble(answer -> answer.path("value").asDouble())
                    .toArray();
            scores.put("r2", Scores.r2(numbers, values));
            scores.put("rmse", Scores.rmse(numbers, values));
        } else {
            List<String> labels = predictions.stream()
                    .map(answer -> answer.path("label").asString())
                    .toList();
            scores.put("accuracy", Scores.accuracy(truth, labels));
            scores.put(
                    "roc_auc",
                    Scores.rocAuc(
                            truth,
                            predictions.stream()
                                    .map(QualityBenchmark::probabilities)
                                    .toList()));
            scores.put("macro_f1", Scores.macroF1(truth, labels));
        }
        return scores;
    }

    private static Map<String, Double> probabilities(JsonNode answer) {
        return answer.path("probabilities").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asDouble()));
    }

    /** The test rows with the columns that the model takes, some hundred at once. */
    private List<JsonNode> predictions(QualitySet set, String model) throws IOException {
        List<String> inputs = server.get("/api/v1/models/" + model)
                .path("inputs")
                .valueStream()
                .map(input -> input.path("name").asString())
                .toList();
        List<JsonNode> predictions = new ArrayList<>();
        for (int from = 0; from < set.test().size(); from += ROWS_AT_ONCE) {
            ObjectNode request = JSON.createObjectNode();
            var instances = request.putArray("instances");
            set.test()
                    .subList(from, Math.min(set.test().size(), from + ROWS_AT_ONCE))
                    .forEach(row -> {
                        instances.add(row.deepCopy().retain(inputs));
                    });
            server.post("/api/v1/models/" + model + ":predict", request.toString(), "")
                    .path("predictions")
                    .forEach(predictions::add);
        }
        return predictions;
    }

    private void row(QualitySet set, String score, double value, double deviation, double seconds) {
        JsonNode scores = reference.path(set.name());
        JsonNode floor = scores.path("floor").path(score);
        List<String> cells = new ArrayList<>(List.of(set.name(), score, "**%s** ± %s".formatted(written(value), written(deviation))));
        JsonNode images = scores.path("dense");
        REFERENCES.forEach(model -> cells.add(
                written((model.equals("mlp") && images.isObject() ? images : scores.path(model))
                        .path(score)
                        .path("mean"))));
        cells.add(written(floor));
        cells.add(String.format(Locale.ROOT, "%.1f", seconds));
        cells.add(floor.isMissingNode() ? "" : value >= floor.asDouble() ? "yes" : "**no**");
        table.row(cells);
    }

    private static String written(JsonNode value) {
        return value.isNumber() ? written(value.asDouble()) : "";
    }

    private static String written(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
    }
}
