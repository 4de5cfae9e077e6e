package org.netsmith.training;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Wakes whoever waits for news of a job in this process. What the news is stands in the database. */
@Component
class JobFeed {

    private final ConcurrentHashMap<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

    /** A subscription; closing it ends it. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    Subscription subscribe(String job, Runnable listener) {
        listeners.compute(job, (id, present) -> {
            Set<Runnable> set = present == null ? new CopyOnWriteArraySet<>() : present;
            set.add(listener);
            return set;
        });
        return () -> unsubscribe(job, listener);
    }

    private void unsubscribe(String job, Runnable listener) {
        listeners.computeIfPresent(job, (id, present) -> {
            present.remove(listener);
            return present.isEmpty() ? null : present;
        });
    }

    /** Announces news of a job once the present transaction has committed, or now where there is none. */
    void announceAfterCommit(String job) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            announce(job);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                announce(job);
            }
        });
    }

    private void announce(String job) {
        listeners.getOrDefault(job, Set.of()).forEach(Runnable::run);
    }
}
