package org.netsmith.storage;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Starts working on tickets last of all, and stops before anything else does. */
final class QueueLifecycle implements SmartLifecycle {

    private final Scheduler scheduler;
    private final JdbcClient database;
    private final boolean alone;
    private volatile boolean running;

    /** @param alone whether no other process can be working on this queue */
    QueueLifecycle(Scheduler scheduler, JdbcClient database, boolean alone) {
        this.scheduler = scheduler;
        this.database = database;
        this.alone = alone;
    }

    @Override
    public void start() {
        if (alone) {
            releaseOrphans();
        }
        scheduler.start();
        running = true;
    }

    @Override
    public void stop() {
        scheduler.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /**
     * A ticket picked now was picked by a process that is no more: waiting for its missed heartbeats would only lose
     * time.
     */
    private void releaseOrphans() {
        database.sql("""
            UPDATE scheduled_tasks SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL, version = version + 1
            WHERE picked = TRUE\
            """).update();
    }
}
