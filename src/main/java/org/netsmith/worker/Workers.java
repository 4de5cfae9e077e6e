package org.netsmith.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The pool of worker processes. One idle process is kept warm for the next task; while it is busy for longer than a
 * moment another takes its place, and of two idle ones the second is let go after a while.
 */
public final class Workers implements AutoCloseable {

    /** What a task reported. */
    public record Message(String type, JsonNode data) {}

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** How long a second idle worker is kept: small jobs that run side by side leave both idle now and then. */
    private static final long SURPLUS_MILLIS = 10_000;

    /** @param since nanoseconds, as {@link System#nanoTime()} counts them */
    private record Idle(WorkerProcess worker, long since) {

        static Idle now(WorkerProcess worker) {
            return new Idle(worker, System.nanoTime());
        }

        boolean longEnough() {
            return System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(SURPLUS_MILLIS);
        }
    }

    /** A task that ends sooner leaves its processor to itself: the worker it frees is warm already. */
    private static final long REPLACE_AFTER_MILLIS = 1500;

    private final WorkerSettings settings;
    private final TaskDirectories directories;
    private final TaskCache cache;
    private final WorkerCommand command;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("worker-pool").daemon().factory());
    private final WorkerProcess.Owner pool = new Pool();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<WorkerProcess> all = new HashSet<>();
    private volatile @Nullable JsonNode about;
    private boolean closed;

    /** Sweeps the directories of an earlier process and starts the idle worker. */
    public Workers(WorkerSettings settings) {
        this.settings = settings;
        this.directories = new TaskDirectories(settings.directory());
        this.cache = new TaskCache(directories.cache(), settings.cache().toBytes());
        this.command = new WorkerCommand(settings, directories.temporary(), directories.crashes(), directories.cache());
        keepOneIdle();
    }

    /**
     * Starts a task in the warm worker, or in a new one. Messages arrive in order on one thread, before the outcome
     * completes.
     */
    public Running run(Task task, Consumer<Message> messages) {
        var execution = new Execution(
                task, directories.forTask(), messages, settings.grace().toMillis());
        handOver(execution);
        later.execute(cache::trim);
        later.schedule(this::keepOneIdle, REPLACE_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        return execution;
    }

    private void handOver(Execution execution) {
        while (!execution.startIn(next())) {
            LOG.debug("An idle worker had just ended; the next one takes the task");
        }
    }

    /** What the newest worker said of itself once it was warm, such as its backend and device. */
    public Optional<JsonNode> about() {
        return Optional.ofNullable(about);
    }

    /** Lets idle workers go and ends busy ones. */
    @Override
    public void close() {
        later.shutdownNow();
        List<WorkerProcess> ending;
        synchronized (this) {
            closed = true;
            Set<WorkerProcess> free = idle.stream().map(Idle::worker).collect(Collectors.toSet());
            free.forEach(WorkerProcess::dismiss);
            ending = all.stream().filter(worker -> !free.contains(worker)).toList();
        }
        ending.forEach(WorkerProcess::kill);
    }

    private synchronized WorkerProcess next() {
        Idle warm = idle.pollFirst();
        return warm == null ? launch() : warm.worker();
    }

    private synchronized void keepOneIdle() {
        if (idle.isEmpty() && !closed) {
            idle.addLast(Idle.now(launch()));
        }
    }

    private WorkerProcess launch() {
        if (closed) {
            throw new IllegalStateException("The workers are closed");
        }
        var worker = new WorkerProcess(command, pool);
        all.add(worker);
        return worker;
    }

    private synchronized void release(WorkerProcess worker) {
        idle.addFirst(Idle.now(worker));
        if (idle.size() > 1 && !closed) {
            later.schedule(this::dismissSurplus, SURPLUS_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void dismissSurplus() {
        while (idle.size() > 1 && idle.getLast().longEnough()) {
            idle.removeLast().worker().dismiss();
        }
    }

    private synchronized void forget(WorkerProcess worker) {
        idle.removeIf(free -> free.worker() == worker);
        all.remove(worker);
        if (worker.greeted() && !closed) {
            later.execute(this::keepOneIdle);
        }
    }

    private final class Pool implements WorkerProcess.Owner {

        @Override
        public void about(JsonNode said) {
            about = said;
        }

        @Override
        public void idle(WorkerProcess worker) {
            release(worker);
        }

        @Override
        public void ended(WorkerProcess worker) {
            forget(worker);
        }

        @Override
        public void untouched(Execution execution) {
            handOver(execution);
        }
    }
}
