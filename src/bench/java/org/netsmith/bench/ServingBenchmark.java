package org.netsmith.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Predictions over HTTP beside an endpoint of the same server that does nothing with a body as long, in turns, and the
 * same networks in ONNX Runtime within the process that asks.
 */
final class ServingBenchmark {

    private static final double SECONDS = Double.parseDouble(System.getProperty("bench.seconds", "1"));
    private static final int TURNS = Integer.getInteger("bench.turns", 7);
    private static final int WARM_UP_TURNS = Integer.getInteger("bench.warm-up-turns", 15);
    private static final int[] SMALL = {4, 16, 3};
    private static final int[] LARGE = {784, 512, 512, 10};
    private static final int IMAGES = 1000;

    private final ServerProcess server;
    private final List<String> table = new ArrayList<>(List.of(
            "| network, rows, connections | p50 µs | p99 µs | answers/s | processor µs | nothing: p50 µs | p99 µs |"
                    + " answers/s | processor µs | p50 ÷ nothing | answers ÷ nothing | processor ÷ nothing |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|"));
    private final List<String> targets =
            new ArrayList<>(List.of("| target, small network, one row | at least | reached | |", "|---|---|---|---|"));
    private final List<String> peers = new ArrayList<>(List.of(
            "| network, rows | ONNX Runtime in this process, 1 thread: p50 µs | 2 threads: p50 µs |", "|---|---|---|"));

    private ServingBenchmark(ServerProcess server) {
        this.server = server;
    }

    static String run() throws Exception {
        try (Unpacked jar = Unpacked.jar();
                ServerProcess server = new ServerProcess(jar.with(NothingController.class), List.of())) {
            return new ServingBenchmark(server).measure();
        }
    }

    private String measure() throws Exception {
        server.upload("iris", Path.of("src/test/resources/data/iris.csv"));
        train("iris", "species", dense(16, 3));
        uploadImages();
        train("images", "y", "{\"flatten\": {}}, " + dense(512, 512, 10));
        String flower =
                "{\"sepal_length_cm\":5.1,\"sepal_width_cm\":3.5,\"petal_length_cm\":1.4,\"petal_width_cm\":0.2}";
        String image = IntStream.range(0, LARGE[0])
                .mapToObj(i -> String.valueOf(i * 7 % 256))
                .collect(Collectors.joining(",", "[", "]"));
        for (int connections : new int[] {1, 4}) {
            compare("4-16-3", "iris", flower, 1, connections);
            compare("4-16-3", "iris", flower, 256, connections);
            compare("784-512-512-10", "images", image, 1, connections);
            compare("784-512-512-10", "images", image, 256, connections);
        }
        for (int rows : new int[] {1, 256}) {
            peer("4-16-3", rows, SMALL);
            peer("784-512-512-10", rows, LARGE);
        }
        List<String> lines = new ArrayList<>(targets);
        lines.add("");
        lines.addAll(table);
        lines.add("");
        lines.addAll(peers);
        return String.join("\n", lines);
    }

    private void train(String dataset, String target, String layers) throws IOException {
        server.job("""
            {"dataset": "%s", "target": "%s", "network": {"layers": [%s]}, "fit": {"epochs": 1}, "seed": 1}\
            """.formatted(dataset, target, layers));
    }

    private static String dense(int... units) {
        return IntStream.range(0, units.length)
                .mapToObj(i -> "{\"dense\": {\"units\": %d, \"activation\": \"%s\"}}"
                        .formatted(units[i], i == units.length - 1 ? "softmax" : "relu"))
                .collect(Collectors.joining(", "));
    }

    /** Images and labels as MNIST has them, of random numbers. */
    private void uploadImages() throws IOException {
        byte[] images = new byte[IMAGES * LARGE[0]];
        new Random(1).nextBytes(images);
        byte[] labels = new byte[IMAGES];
        IntStream.range(0, IMAGES).forEach(i -> labels[i] = (byte) (i % 10));
        server.upload("images", List.of(idx(images, IMAGES, 28, 28), idx(labels, IMAGES)));
    }

    /** Unsigned bytes in IDX. */
    private static byte[] idx(byte[] content, int... extents) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + content.length);
        file.putInt(8 << 8 | extents.length);
        IntStream.of(extents).forEach(file::putInt);
        return file.put(content).array();
    }

    private void compare(String network, String model, String row, int rows, int connections) throws IOException {
        byte[] body = ("{\"instances\":[" + String.join(",", Collections.nCopies(rows, row)) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        List<Turn> answers = new ArrayList<>();
        List<Turn> nothings = new ArrayList<>();
        try (Load predict = new Load(server.port(), connections, "/api/v1/models/" + model + ":predict", body);
                Load nothing = new Load(server.port(), connections, "/api/v1/nothing", body)) {
            for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
                Turn none = turn(nothing);
                Turn answer = turn(predict);
                if (turn >= 0) {
                    nothings.add(none);
                    answers.add(answer);
                }
            }
        }
        report(network, rows, connections, answers, nothings);
    }

    /** @param processor microseconds of the server's processor time an answer, its compiler's and collector's too */
    private record Turn(Load.Result load, double processor) {}

    private Turn turn(Load load) {
        double before = server.processorSeconds();
        Load.Result result = load.run(SECONDS);
        double seconds = server.processorSeconds() - before;
        return new Turn(result, 1e6 * seconds / (result.throughput() * SECONDS));
    }

    private void report(String network, int rows, int connections, List<Turn> answers, List<Turn> nothings) {
        Load.Result answer =
                Load.Result.median(answers.stream().map(Turn::load).toList());
        Load.Result nothing =
                Load.Result.median(nothings.stream().map(Turn::load).toList());
        double slower = ratio(answers, nothings, turn -> turn.load().median());
        double share = ratio(answers, nothings, turn -> turn.load().throughput());
        table.add(String.format(
                Locale.ROOT,
                "| %s, %d, %d | %.0f | %.0f | %,.0f | %.0f | %.0f | %.0f | %,.0f | %.0f | %.2f | %.2f | %.2f |",
                network,
                rows,
                connections,
                answer.median(),
                answer.p99(),
                answer.throughput(),
                processor(answers),
                nothing.median(),
                nothing.p99(),
                nothing.throughput(),
                processor(nothings),
                slower,
                share,
                ratio(answers, nothings, Turn::processor)));
        System.err.println(table.getLast());
        if (network.equals("4-16-3") && rows == 1) {
            target("p50 ÷ nothing, %d connections".formatted(connections), "1.30 at most", slower, slower <= 1.3);
            target("answers ÷ nothing, %d connections".formatted(connections), "0.75", share, share >= 0.75);
        }
    }

    private static double processor(List<Turn> turns) {
        return Load.middle(turns.stream().mapToDouble(Turn::processor).toArray());
    }

    private void target(String what, String wanted, double reached, boolean met) {
        targets.add(String.format(
                Locale.ROOT, "| %s | %s | %.2f | %s |", what, wanted, reached, met ? "met" : "**missed**"));
    }

    /** Of neighbouring turns, so that whatever else the machine does falls on both. */
    private static double ratio(List<Turn> answers, List<Turn> nothings, ToDoubleFunction<Turn> figure) {
        return Load.middle(IntStream.range(0, answers.size())
                .mapToDouble(i -> figure.applyAsDouble(answers.get(i)) / figure.applyAsDouble(nothings.get(i)))
                .toArray());
    }

    private void peer(String network, int rows, int[] sizes) throws Exception {
        peers.add(String.format(
                Locale.ROOT, "| %s, %d | %.1f | %.1f |", network, rows, onnx(1, rows, sizes), onnx(2, rows, sizes)));
    }

    private static double onnx(int threads, int rows, int[] sizes) throws Exception {
        float[] x = new float[rows * sizes[0]];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 17 / 17f;
        }
        try (OnnxNetwork network = new OnnxNetwork(threads, sizes)) {
            List<Double> micros = new ArrayList<>();
            long end = System.nanoTime() + (long) (2 * SECONDS * 1e9);
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                network.run(x, sizes[0]);
                micros.add((System.nanoTime() - start) / 1e3);
            }
            double[] settled = micros.subList(micros.size() / 2, micros.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            return Load.middle(settled);
        }
    }
}
