package org.netsmith.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One worker process as the server sees it: idle or at one task. A thread of its own reads what it says until it
 * ends.
 */
final class WorkerProcess {

    /** What becomes of a worker. Called on the thread that reads from it. */
    interface Owner {

        void about(JsonNode about);

        /** The task is over and the process is ready for another. */
        void idle(WorkerProcess worker);

        void ended(WorkerProcess worker);

        /** The process had ended before it took the task. */
        void untouched(Execution execution);
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int LAST_WORDS = 20;

    private final Process process;
    private final OutputStream orders;
    private final Owner owner;
    private final Deque<String> lastWords = new ArrayDeque<>();
    private final Thread errors;
    private @Nullable Execution execution;
    private boolean taken;
    private boolean ended;
    private volatile boolean greeted;

    WorkerProcess(WorkerCommand command, Owner owner) {
        try {
            this.process = command.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.orders = process.getOutputStream();
        this.owner = owner;
        this.errors =
                Thread.ofPlatform().name("worker-errors-" + pid()).daemon().start(this::readErrors);
        Thread.ofPlatform().name("worker-" + pid()).daemon().start(this::read);
    }

    long pid() {
        return process.pid();
    }

    /** Whether it ever got as far as speaking: one that did not would fail again if started again at once. */
    boolean greeted() {
        return greeted;
    }

    /** Hands over a task. False where the process has ended already: the task is then untouched. */
    synchronized boolean start(Execution next) {
        if (ended) {
            return false;
        }
        execution = next;
        taken = false;
        send(new Wire.Order(next.order(), null));
        return true;
    }

    /** Ends the process if the task still runs when its grace is over. */
    void cancel(Execution cancelled, long graceMillis) {
        synchronized (this) {
            if (execution != cancelled) {
                return;
            }
            send(Wire.Order.CANCEL);
        }
        cancelled.outcome().orTimeout(graceMillis, TimeUnit.MILLISECONDS).exceptionally(late -> {
            killIfAt(cancelled);
            return null;
        });
    }

    private synchronized void killIfAt(Execution overdue) {
        if (execution == overdue) {
            kill();
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Lets an idle process go: it ends when its input does. */
    void dismiss() {
        try {
            orders.close();
        } catch (IOException e) {
            kill();
        }
    }

    /** A pipe that broke means that the process has ended, which the reading thread is about to notice. */
    private void send(Wire.Order order) {
        try {
            orders.write((Wire.line(order) + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            LOG.debug("Worker {} no longer listens", pid());
        }
    }

    private void read() {
        try {
            var lines = new Lines(process.getInputStream(), Wire.LONGEST_LINE);
            for (String line = lines.next(); line != null; line = lines.next()) {
                hear(line);
            }
        } catch (IOException e) {
            LOG.warn("Worker {} is ended: {}", pid(), e.getMessage());
        }
        end();
    }

    private void hear(String line) {
        if (line.isBlank()) {
            return;
        }
        Wire.Said said = parse(line);
        if (said == null) {
            noise(line);
            return;
        }
        switch (said.type()) {
            case Wire.HELLO -> greeted = true;
            case Wire.ABOUT -> owner.about(said.data());
            case Wire.STARTED -> acknowledge();
            case Wire.DONE -> finish(new Outcome.Done(said.data()));
            case Wire.FAILED -> finish(Wire.JSON.treeToValue(said.data(), Outcome.Failed.class));
            default -> tell(said);
        }
    }

    private static Wire.@Nullable Said parse(String line) {
        try {
            Wire.Said said = line.startsWith("{") ? Wire.JSON.readValue(line, Wire.Said.class) : null;
            return said == null || said.type() == null ? null : said;
        } catch (JacksonException e) {
            return null;
        }
    }

    private void tell(Wire.Said said) {
        Execution listener = current();
        if (listener != null) {
            listener.tell(new Workers.Message(said.type(), said.data()));
        }
    }

    private synchronized void acknowledge() {
        taken = true;
    }

    private synchronized @Nullable Execution current() {
        return execution;
    }

    private void finish(Outcome outcome) {
        Execution finished = take();
        if (finished != null) {
            owner.idle(this);
            finished.complete(outcome);
        }
    }

    private synchronized @Nullable Execution take() {
        Execution taken = execution;
        execution = null;
        return taken;
    }

    /** The end of its output is the end of the process, or must be. */
    private void end() {
        kill();
        int exitCode = process.onExit().join().exitValue();
        Execution lost;
        boolean untouched;
        synchronized (this) {
            ended = true;
            untouched = greeted && !taken;
            lost = take();
        }
        owner.ended(this);
        if (lost != null && untouched) {
            owner.untouched(lost);
        } else if (lost != null) {
            lose(lost, exitCode);
        }
    }

    private void lose(Execution lost, int exitCode) {
        awaitLastWords();
        LOG.warn(
                "Worker {} ended with exit code {} in the middle of a task. Its last words: {}",
                pid(),
                exitCode,
                words());
        lost.complete(new Outcome.Crashed(reason(exitCode), exitCode));
    }

    /**
     * A process ended by a signal exits with 128 and its number: 4 SIGILL, 6 SIGABRT, 7 SIGBUS, 8 SIGFPE, 11 SIGSEGV.
     */
    private static String reason(int exitCode) {
        return switch (exitCode) {
            case WorkerLoop.OUT_OF_MEMORY -> "out-of-memory";
            case 128 + 4, 128 + 6, 128 + 7, 128 + 8, 128 + 11 -> "native-crash";
            default -> "worker-crashed";
        };
    }

    private void readErrors() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            var lines = new char[4096];
            var line = new StringBuilder();
            for (int n = reader.read(lines); n >= 0; n = reader.read(lines)) {
                collect(lines, n, line);
            }
        } catch (IOException e) {
            LOG.debug("Worker {} can no longer be read", pid());
        }
    }

    /** Splits into lines, of which only the beginning is kept, so that endless output costs nothing. */
    private void collect(char[] characters, int count, StringBuilder line) {
        for (int i = 0; i < count; i++) {
            if (characters[i] == '\n') {
                noise(line.toString());
                line.setLength(0);
            } else if (line.length() < 500) {
                line.append(characters[i]);
            }
        }
    }

    private void noise(String line) {
        String cut = line.length() <= 500 ? line : line.substring(0, 500);
        LOG.debug("Worker {}: {}", pid(), cut);
        synchronized (lastWords) {
            lastWords.addLast(cut);
            if (lastWords.size() > LAST_WORDS) {
                lastWords.removeFirst();
            }
        }
    }

    private void awaitLastWords() {
        try {
            errors.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String words() {
        synchronized (lastWords) {
            return String.join("\n    ", lastWords);
        }
    }
}
