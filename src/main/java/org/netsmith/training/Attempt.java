package org.netsmith.training;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.Workers.Message;

/**
 * One run of a job's task, watched by one thread. Whatever has arrived since the last write is written together, in one
 * transaction.
 */
final class Attempt {

    /** What the watching thread waits for. */
    private sealed interface Letter {

        record Said(Message message) implements Letter {}

        record Ended(Outcome outcome) implements Letter {}

        record StopAsked() implements Letter {}
    }

    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final JobProgress progress;
    private final TrainingSettings settings;
    private final InstantSource clock;
    private final @Nullable Instant deadline;
    private boolean overdue;

    Attempt(JobProgress progress, TrainingSettings settings, InstantSource clock, @Nullable Instant deadline) {
        this.progress = progress;
        this.settings = settings;
        this.clock = clock;
        this.deadline = deadline;
    }

    void hear(Message message) {
        letters.add(new Letter.Said(message));
    }

    /** Asks the watching thread to end the task; from any thread. */
    void askToStop() {
        letters.add(new Letter.StopAsked());
    }

    /** Whether the task was ended because its time was up. */
    boolean overdue() {
        return overdue;
    }

    JobProgress progress() {
        return progress;
    }

    /**
     * Waits for the end of the task.
     *
     * @param write stores what was reported, which may be nothing; false where the attempt is no longer the job's and
     *     shall end
     */
    Outcome watch(Running running, Predicate<Reported> write) throws InterruptedException {
        running.outcome().thenAccept(outcome -> letters.add(new Letter.Ended(outcome)));
        boolean stopping = false;
        while (true) {
            List<Letter> arrived = arrived();
            boolean goOn = stopping || write.test(progress.report(messages(arrived)));
            for (Letter letter : arrived) {
                if (letter instanceof Letter.Ended ended) {
                    return ended.outcome();
                }
            }
            overdue |= !stopping && deadline != null && !clock.instant().isBefore(deadline);
            if (!stopping && (!goOn || overdue || arrived.stream().anyMatch(Letter.StopAsked.class::isInstance))) {
                stopping = true;
                running.cancel();
            }
        }
    }

    private List<Letter> arrived() throws InterruptedException {
        List<Letter> arrived = new ArrayList<>();
        Letter first = letters.poll(settings.tick().toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            arrived.add(first);
            letters.drainTo(arrived);
        }
        return arrived;
    }

    private static List<Message> messages(List<Letter> letters) {
        return letters.stream()
                .filter(Letter.Said.class::isInstance)
                .map(letter -> ((Letter.Said) letter).message())
                .toList();
    }
}
