-- The tickets of the queue, as db-scheduler 16 wants them. Instants are epoch milliseconds.
CREATE TABLE scheduled_tasks (
    task_name            TEXT    NOT NULL,
    task_instance        TEXT    NOT NULL,
    task_data            BLOB,
    execution_time       INTEGER NOT NULL,
    picked               BOOLEAN NOT NULL,
    picked_by            TEXT,
    last_success         INTEGER,
    last_failure         INTEGER,
    consecutive_failures INTEGER,
    last_heartbeat       INTEGER,
    version              INTEGER NOT NULL,
    priority             INTEGER,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
CREATE INDEX scheduled_tasks_priority ON scheduled_tasks (priority DESC, execution_time ASC);

-- First answers to requests that carried an Idempotency-Key. A row without a status is a request still running;
-- committed says that it has had an effect.
CREATE TABLE idempotent_requests (
    key         TEXT    NOT NULL PRIMARY KEY,
    fingerprint TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    committed   INTEGER NOT NULL,
    status      INTEGER,
    headers     TEXT,
    body        BLOB
) STRICT;
CREATE INDEX idempotent_requests_created_at ON idempotent_requests (created_at);
