package org.netsmith.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Measures all contestants on one workload: each warms up alone, then they take turns, A B C A B C …, so that whatever
 * else the machine does meets all of them.
 */
final class Rounds {

    private static final double TURN_SECONDS = 0.3;
    private static final int TURN_STEPS = 3;

    /** An improvement is a turn in less than this part of the best time so far. */
    private static final double IMPROVED = 0.95;

    /** Settled is who has not improved for so many turns: compilers come in stages. */
    private static final int SETTLED_TURNS = 4;

    private static final double WARM_UP_SECONDS = 8;

    /** Everybody has so many turns; then who has used the budget takes part in no further round. */
    private static final int LEAST_ROUNDS = 3;

    private static final double BUDGET_SECONDS = 12;

    /** Threads of some libraries spin for a while after their work. */
    private static final long PAUSE_MILLIS = 30;

    private final Workload workload;
    private final List<Contestant> contestants = new ArrayList<>();
    private final Map<String, String> absences = new LinkedHashMap<>();
    private final Map<Contestant, List<Double>> turns = new LinkedHashMap<>();
    private final Map<Contestant, Double> used = new LinkedHashMap<>();

    private Rounds(Workload workload) {
        this.workload = workload;
    }

    /**
     * What was measured.
     *
     * @param timings by name; of those that took part
     * @param absences why others did not, by name
     */
    record Outcome(Workload workload, Map<String, Timings> timings, Map<String, String> absences) {}

    static Outcome measure(Workload workload, List<Contestant> contestants) throws InterruptedException {
        Rounds rounds = new Rounds(workload);
        for (Contestant contestant : contestants) {
            rounds.prepare(contestant);
        }
        for (int round = 0; round < workload.rounds(); round++) {
            rounds.run(round);
        }
        for (Contestant contestant : rounds.contestants) {
            contestant.end();
        }
        return rounds.outcome();
    }

    private void prepare(Contestant contestant) throws InterruptedException {
        long start = System.nanoTime();
        Optional<String> absence = contestant.begin(workload);
        if (absence.isPresent()) {
            absences.put(contestant.name(), absence.get());
            return;
        }
        contestants.add(contestant);
        turns.put(contestant, new ArrayList<>());
        used.put(contestant, 0.0);
        warmUp(contestant);
        System.err.printf("  %s is warm after %.1f s%n", contestant.name(), seconds(start));
    }

    private void warmUp(Contestant contestant) throws InterruptedException {
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        int unimproved = 0;
        while (unimproved < SETTLED_TURNS && seconds(start) < WARM_UP_SECONDS) {
            double turn = contestant.turn(TURN_SECONDS, TURN_STEPS);
            unimproved = turn < best * IMPROVED ? 0 : unimproved + 1;
            best = Math.min(best, turn);
        }
    }

    private void run(int round) throws InterruptedException {
        for (Contestant contestant : contestants) {
            boolean hasTime = round < LEAST_ROUNDS || used.get(contestant) < BUDGET_SECONDS;
            if (hasTime && !absences.containsKey(contestant.name())) {
                run(contestant);
            }
        }
    }

    private void run(Contestant contestant) throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
        long start = System.nanoTime();
        double turn = contestant.turn(TURN_SECONDS, TURN_STEPS);
        used.merge(contestant, seconds(start), Double::sum);
        if (Double.isFinite(turn)) {
            turns.get(contestant).add(turn);
        } else {
            absences.put(
                    contestant.name(),
                    "it failed after %d turns".formatted(turns.get(contestant).size()));
        }
    }

    private Outcome outcome() {
        Map<String, Timings> timings = contestants.stream()
                .filter(contestant -> !absences.containsKey(contestant.name()))
                .collect(Collectors.toMap(
                        Contestant::name,
                        contestant -> new Timings(turns.get(contestant)),
                        (a, _) -> a,
                        LinkedHashMap::new));
        return new Outcome(workload, timings, absences);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
