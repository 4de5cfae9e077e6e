package org.netsmith.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netsmith.bench.Rounds.Outcome;

/** A training step of every network by every peer: times, ratios, and what they should be. */
final class StepsPart {

    private static final String ALONE = "Netsmith, 1 thread";
    private static final String OURS = "Netsmith, %d threads".formatted(Candidate.THREADS);

    private static final List<Candidate> CANDIDATES = List.of(
            Candidate.netsmith(OURS, "netsmith", Candidate.THREADS),
            Candidate.netsmith(ALONE, "netsmith", 1),
            Candidate.python("PyTorch", "torch"),
            Candidate.python("PyTorch, compiled", "torch-compile"),
            Candidate.java("PyTorch, DJL", "djl", Candidate.THREADS, "-Xmx2g"),
            Candidate.python("Keras", "keras"),
            Candidate.python("Keras, jit", "keras-jit"),
            Candidate.python("scikit-learn", "sklearn"),
            Candidate.java("DL4J", "dl4j", Candidate.THREADS, "-Xmx2g"),
            Candidate.java("SameDiff", "samediff", Candidate.THREADS, "-Xmx2g"));

    private final List<Outcome> outcomes;
    private final String introduction;

    private StepsPart(List<Outcome> outcomes, String introduction) {
        this.outcomes = outcomes;
        this.introduction = introduction;
    }

    /** With the networks and the peers that are chosen; Netsmith always takes part. */
    static String run(Predicate<Workload> networks, Predicate<String> peers) throws Exception {
        var candidates = CANDIDATES.stream()
                .filter(candidate -> candidate.name().equals(OURS) || peers.test(candidate.name()))
                .toList();
        try (Field field = new Field(candidates)) {
            var workloads = Workload.all().stream().filter(networks).toList();
            return new StepsPart(field.measure(workloads), field.introduction()).text();
        }
    }

    private String text() {
        return Stream.of(
                        introduction,
                        "Microseconds of a step, the median of the rounds and the best in brackets:",
                        table(StepsPart::time),
                        "Times as long as Netsmith with %d threads, the median of the rounds:"
                                .formatted(Candidate.THREADS),
                        table(StepsPart::ratio),
                        targets(),
                        absences())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private String table(BiFunction<Outcome, String, String> cell) {
        List<String> names = CANDIDATES.stream()
                .map(Candidate::name)
                .filter(name ->
                        outcomes.stream().anyMatch(outcome -> outcome.timings().containsKey(name)))
                .toList();
        Table table = new Table(
                Stream.concat(Stream.of("network", "batch"), names.stream()).toList());
        for (Outcome outcome : outcomes) {
            List<String> cells = new ArrayList<>(List.of(
                    label(outcome.workload()), String.valueOf(outcome.workload().batch())));
            names.forEach(name -> cells.add(outcome.timings().containsKey(name) ? cell.apply(outcome, name) : "–"));
            table.row(cells);
        }
        return table.toString().strip();
    }

    private static String label(Workload workload) {
        return workload.network() + (workload.regular() ? " with dropout and batch normalisation" : "");
    }

    private static String time(Outcome outcome, String name) {
        Timings timings = outcome.timings().get(name);
        return "%s (%s)".formatted(Table.number(timings.median()), Table.number(timings.best()));
    }

    private static String ratio(Outcome outcome, String name) {
        return Table.number(
                outcome.timings().get(name).ratioTo(outcome.timings().get(OURS)));
    }

    private String targets() {
        List<String> rows =
                new ArrayList<>(List.of("| network | peer | at least | reached | |", "|---|---|---|---|---|"));
        for (Outcome outcome : outcomes) {
            Target.ALL.stream()
                    .filter(target -> !outcome.workload().regular()
                            && target.network().equals(outcome.workload().network()))
                    .forEach(target -> rows.add(target.row(ratios(outcome))));
        }
        return String.join("\n", rows);
    }

    private static Map<String, Double> ratios(Outcome outcome) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        outcome.timings().forEach((name, timings) -> {
            if (!name.equals(OURS) && !name.equals(ALONE)) {
                ratios.put(name, timings.ratioTo(outcome.timings().get(OURS)));
            }
        });
        return ratios;
    }

    private String absences() {
        String absences = outcomes.stream()
                .flatMap(outcome -> outcome.absences().entrySet().stream()
                        .map(absence -> "- %s, %s: %s"
                                .formatted(label(outcome.workload()), absence.getKey(), absence.getValue())))
                .collect(Collectors.joining("\n"));
        return absences.isEmpty() ? "" : "Not there:\n" + absences;
    }
}
