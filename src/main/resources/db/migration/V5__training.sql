-- A training job. The row is the truth; the scheduled task 'training-job' with the same id is only the ticket to run it.
-- Every write of a running attempt names its attempt and counts only while that is still the job's.
CREATE TABLE training_job (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT,
    state         TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled')),
    attempt       INTEGER NOT NULL DEFAULT 0,
    crashes       INTEGER NOT NULL DEFAULT 0,
    priority      INTEGER NOT NULL,
    labels        TEXT    NOT NULL,
    spec          TEXT    NOT NULL,
    plan          TEXT    NOT NULL,
    warnings      TEXT    NOT NULL,
    network       TEXT,
    dataset       TEXT    NOT NULL,
    validation_dataset TEXT,
    progress      TEXT,
    metrics       TEXT,
    best          TEXT,
    model         TEXT,
    error         TEXT,
    last_event    INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    started_at    INTEGER,
    finished_at   INTEGER
) STRICT;

CREATE INDEX training_job_by_state ON training_job (state, id);
CREATE INDEX training_job_by_network ON training_job (network);

CREATE TABLE training_label (
    job   TEXT NOT NULL REFERENCES training_job (id) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (job, name)
) STRICT;

CREATE INDEX training_label_by_name ON training_label (name, value);

-- What happened to a job, in order, numbered from 1 without gaps.
CREATE TABLE training_event (
    job     TEXT    NOT NULL REFERENCES training_job (id) ON DELETE CASCADE,
    id      INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    type    TEXT    NOT NULL,
    time    INTEGER NOT NULL,
    data    TEXT    NOT NULL,
    PRIMARY KEY (job, id)
) STRICT;
