package org.netsmith.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The figures of docs/performance.md: {@code mvn -Pbench package exec:exec -DskipTests [-Dbench=steps,…]}. A part
 * that is measured whole is written there; a part of a part is only printed.
 */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        for (String part : arguments[0].split(",")) {
            switch (part) {
                case "steps" -> steps(chosen("networks"), chosen("peers"));
                case "products" -> products(chosen("networks"));
                case "parts" -> publish("parts", PartsPart::run);
                case "serving" -> publish("serving", ServingBenchmark::run);
                case "jobs" -> publish("jobs", JobsBenchmark::run);
                case "start" -> publish("start", StartBenchmark::run);
                case "quality" -> quality(chosen("sets"));
                default ->
                    throw new IllegalArgumentException(
                            "bench must name some of steps, products, parts, serving, jobs, start and quality,"
                                    + " received "
                                    + part);
            }
        }
    }

    /** Separated by semicolons, as names of peers have commas; none for all. */
    private static List<String> chosen(String property) {
        return Stream.of(System.getProperty(property, "").split(";"))
                .filter(name -> !name.isBlank())
                .toList();
    }

    private static void steps(List<String> networks, List<String> peers) throws Exception {
        Callable<String> steps = () -> StepsPart.run(among(networks), peer -> peers.isEmpty() || peers.contains(peer));
        if (networks.isEmpty() && peers.isEmpty()) {
            publish("steps", steps);
            PerformancePage.write("work", WorkPart.text());
        } else {
            print(steps);
        }
    }

    private static void products(List<String> networks) throws Exception {
        Callable<String> products = () -> ProductsPart.run(among(networks));
        if (networks.isEmpty()) {
            publish("products", products);
        } else {
            print(products);
        }
    }

    /** The scores of docs/quality.md, of the data sets that lie in the directory {@code data}. */
    private static void quality(List<String> sets) throws Exception {
        Callable<String> quality = () -> QualityBenchmark.run(Path.of(System.getProperty("data")), sets);
        String text = print(quality);
        if (sets.isEmpty()) {
            PerformancePage.write(Path.of("docs/quality.md"), "quality", text);
        }
    }

    private static Predicate<Workload> among(List<String> networks) {
        return workload -> networks.isEmpty() || networks.contains(workload.network());
    }

    private static void publish(String name, Callable<String> part) throws Exception {
        PerformancePage.write(name, print(part));
    }

    /** With the machine and how far it was its own. */
    private static String print(Callable<String> part) throws Exception {
        Steal steal = new Steal();
        String measured = part.call();
        String text = "%s. %s%n%n%s".formatted(Machine.line(), steal.line(), measured);
        System.out.println(text);
        return text;
    }
}
