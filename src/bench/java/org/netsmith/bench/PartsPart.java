package org.netsmith.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.netsmith.bench.parts.PassBenchmark;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The parts of a step one by one, by JMH. */
final class PartsPart {

    private static final int ADAM_BYTES = 28;

    private PartsPart() {}

    static String run() throws Exception {
        var options = new OptionsBuilder()
                .include(PassBenchmark.class.getPackageName())
                .jvmArgs(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx1g")
                .build();
        return table(new Runner(options).run());
    }

    private static String table(Collection<RunResult> results) {
        Table table = new Table(List.of("what", "of", "threads", "µs", "±", "rate"));
        results.forEach(result -> table.row(row(result.getParams(), result.getPrimaryResult())));
        return table.toString();
    }

    private static List<String> row(BenchmarkParams benchmark, Result<?> result) {
        String name = benchmark.getBenchmark();
        String what = name.substring(name.lastIndexOf('.') + 1);
        return List.of(
                what,
                operands(what, benchmark),
                benchmark.getParam("threads"),
                Table.number(result.getScore()),
                Table.number(result.getScoreError()),
                rate(what, benchmark, result.getScore()));
    }

    private static String operands(String what, BenchmarkParams benchmark) {
        return switch (what) {
            case "product" -> benchmark.getParam("kind") + " " + benchmark.getParam("shape");
            case "adam" -> String.format(Locale.ROOT, "%,d", Integer.valueOf(benchmark.getParam("weights")));
            case "step" -> benchmark.getParam("kind");
            default -> benchmark.getParam("shape");
        };
    }

    private static String rate(String what, BenchmarkParams benchmark, double microseconds) {
        return switch (what) {
            case "product" ->
                Table.number(ProductShape.parse(operands(what, benchmark)).flop() / microseconds / 1e3) + " GFLOP/s";
            case "adam" ->
                Table.number(ADAM_BYTES * Double.parseDouble(benchmark.getParam("weights")) / microseconds / 1e3)
                        + " GB/s";
            case "gather" -> Table.number(gathered(benchmark.getParam("shape")) / microseconds / 1e3) + " GB/s";
            default -> "";
        };
    }

    /** What is read and what is written. */
    private static double gathered(String shape) {
        String[] extents = shape.split(" ");
        return 2.0 * Float.BYTES * Integer.parseInt(extents[0]) * Integer.parseInt(extents[1]);
    }
}
