package org.netsmith.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All contestants of one part of the run, each in its process. */
final class Field implements AutoCloseable {

    private final List<Contestant> all = new ArrayList<>();

    Field(List<Candidate> candidates) throws IOException, InterruptedException {
        for (Candidate candidate : candidates) {
            all.add(Contestant.start(candidate));
            System.err.printf("%s: %s%n", candidate.name(), all.getLast().greeting());
        }
    }

    List<Contestant> present() {
        return all.stream().filter(Contestant::isPresent).toList();
    }

    /** A line for each: what it calls itself, or why it is absent. */
    String introduction() {
        return all.stream()
                .map(contestant -> "- %s: %s".formatted(contestant.name(), contestant.greeting()))
                .collect(Collectors.joining("\n"));
    }

    List<Rounds.Outcome> measure(List<Workload> workloads) throws InterruptedException {
        List<Rounds.Outcome> outcomes = new ArrayList<>();
        for (Workload workload : workloads) {
            outcomes.add(Rounds.measure(workload, present()));
            System.err.println(workload.line() + " " + outcomes.getLast().timings());
        }
        return outcomes;
    }

    @Override
    public void close() {
        all.forEach(Contestant::close);
    }
}
