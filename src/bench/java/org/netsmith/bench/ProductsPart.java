package org.netsmith.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.netsmith.bench.Rounds.Outcome;

/** A whole step of ours beside the products of that step alone, by OpenBLAS and by ourselves. */
final class ProductsPart {

    private static final String STEP = "our step";
    private static final String PRODUCTS = "our products";
    private static final String OPENBLAS = "OpenBLAS, ND4J's";
    private static final String NUMPY = "OpenBLAS, numpy's";

    /** Smaller ones spend little of their time in products. */
    private static final long LEAST_FLOP = 100_000_000;

    private static final double TARGET = 0.9;

    private static final List<Candidate> CANDIDATES = List.of(
            Candidate.netsmith(STEP, "netsmith", Candidate.THREADS),
            Candidate.java(OPENBLAS, "openblas", Candidate.THREADS),
            Candidate.python(NUMPY, "numpy-products"),
            Candidate.netsmith(PRODUCTS, "products", Candidate.THREADS));

    private ProductsPart() {}

    static String run(Predicate<Workload> networks) throws Exception {
        try (Field field = new Field(CANDIDATES)) {
            var workloads = Workload.plain().stream()
                    .filter(workload -> workload.flop() > LEAST_FLOP && networks.test(workload))
                    .toList();
            return field.introduction() + "\n\n" + table(field.measure(workloads));
        }
    }

    private static String table(List<Outcome> outcomes) {
        Table table = new Table(List.of(
                "network",
                "batch",
                "GFLOP a step",
                STEP + ", ms",
                PRODUCTS,
                OPENBLAS,
                NUMPY,
                "share of the faster OpenBLAS that the step reaches",
                "at least 90 %"));
        outcomes.forEach(outcome -> table.row(row(outcome)));
        return table.toString();
    }

    private static List<String> row(Outcome outcome) {
        Workload workload = outcome.workload();
        double share = share(outcome.timings());
        return List.of(
                workload.network(),
                String.valueOf(workload.batch()),
                Table.number(workload.flop() / 1e9),
                rate(outcome, STEP),
                rate(outcome, PRODUCTS),
                rate(outcome, OPENBLAS),
                rate(outcome, NUMPY),
                String.format(Locale.ROOT, "%.0f %%", share * 100),
                share >= TARGET ? "met" : "missed");
    }

    private static String rate(Outcome outcome, String name) {
        Timings timings = outcome.timings().get(name);
        return timings == null
                ? "–"
                : "%s ms (%s GFLOP/s)"
                        .formatted(
                                Table.number(timings.median() / 1e3),
                                Table.number(outcome.workload().flop() / timings.median() / 1e3));
    }

    /** The time of the products on the faster OpenBLAS alone to that of our whole step. */
    private static double share(Map<String, Timings> timings) {
        return List.of(OPENBLAS, NUMPY).stream()
                .filter(timings::containsKey)
                .mapToDouble(name -> timings.get(name).ratioTo(timings.get(STEP)))
                .min()
                .orElse(Double.NaN);
    }
}
