-- The newest weights of each kind that a job's ModelCheckpoint kept; the file is the blob of that SHA-256.
CREATE TABLE training_checkpoint (
    job     TEXT    NOT NULL REFERENCES training_job (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL CHECK (kind IN ('best', 'last')),
    epoch   INTEGER NOT NULL,
    metrics TEXT    NOT NULL,
    sha256  TEXT    NOT NULL,
    bytes   INTEGER NOT NULL,
    PRIMARY KEY (job, kind)
) STRICT;
