package org.netsmith.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.netsmith.bench.peer.PeerProcess;

/** A candidate's process, idle wherever it is not its turn; absent with a reason where it cannot go on. */
final class Contestant implements AutoCloseable {

    private static final String ABSENT = "absent ";
    private static final String GONE = ABSENT + "its process ended";
    private static final long PATIENCE_SECONDS = 180;

    private final Candidate candidate;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Process process;
    private final PrintWriter commands;
    private final String greeting;

    private Contestant(Candidate candidate, Process process) throws InterruptedException {
        this.candidate = candidate;
        this.process = process;
        this.commands = new PrintWriter(process.outputWriter(), true);
        Thread.ofVirtual().start(this::listen);
        this.greeting = answer();
    }

    static Contestant start(Candidate candidate) throws IOException, InterruptedException {
        Path logs = Files.createDirectories(Path.of("target/bench"));
        String file = candidate.name().replaceAll("[^A-Za-z0-9]+", "-") + ".log";
        return new Contestant(candidate, candidate.builder(logs.resolve(file)).start());
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            lines.lines()
                    .filter(line -> line.startsWith(PeerProcess.ANSWER))
                    .map(line -> line.substring(PeerProcess.ANSWER.length()))
                    .forEach(answers::add);
        } catch (IOException | java.io.UncheckedIOException lost) {
            // Said below.
        }
        answers.add(GONE);
    }

    /** What it says, or why it says nothing. */
    private String answer() throws InterruptedException {
        String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            close();
            return ABSENT + "it did not answer within %d seconds".formatted(PATIENCE_SECONDS);
        }
        if (answer.equals(GONE)) {
            answers.add(GONE);
        }
        return answer;
    }

    String name() {
        return candidate.name();
    }

    /** What it calls itself, or why it is absent. */
    String greeting() {
        return greeting;
    }

    boolean isPresent() {
        return !greeting.startsWith(ABSENT);
    }

    /**
     * Builds the network and trains one epoch.
     *
     * @return why it is absent; empty where it is ready
     */
    Optional<String> begin(Workload workload) throws InterruptedException {
        commands.println("train " + workload.line());
        String answer = answer();
        return answer.startsWith(ABSENT) ? Optional.of(answer.substring(ABSENT.length())) : Optional.empty();
    }

    /**
     * Whole epochs until so much time has gone and so many steps are done.
     *
     * @return microseconds of a step; infinite where it failed
     */
    double turn(double seconds, int steps) throws InterruptedException {
        commands.println(String.format(Locale.ROOT, "turn %f %d", seconds, steps));
        String answer = answer();
        return answer.startsWith(ABSENT) ? Double.POSITIVE_INFINITY : Double.parseDouble(answer);
    }

    /** Ends the training, not the process. */
    void end() throws InterruptedException {
        commands.println("stop");
        answer();
    }

    @Override
    public void close() {
        commands.close();
        process.destroy();
    }
}
