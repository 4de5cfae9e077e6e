-- Version numbers are never given twice, not even after a deletion.
CREATE TABLE datasets (
    name         TEXT    NOT NULL PRIMARY KEY,
    last_version INTEGER NOT NULL
) STRICT;

-- An ingesting version has its uploads as blobs, so that it can be read again after a crash.
CREATE TABLE dataset_versions (
    name        TEXT    NOT NULL REFERENCES datasets (name),
    version     INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('ingesting', 'ready', 'failed')),
    created_at  INTEGER NOT NULL,
    fingerprint TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    options     TEXT    NOT NULL,
    uploads     TEXT    NOT NULL,
    format      TEXT,
    row_count   INTEGER,
    columns     TEXT,
    blobs       TEXT,
    preview     TEXT,
    warnings    TEXT,
    error       TEXT,
    PRIMARY KEY (name, version)
) STRICT;
CREATE UNIQUE INDEX dataset_versions_content ON dataset_versions (name, fingerprint) WHERE state <> 'failed';
CREATE INDEX dataset_versions_created_at ON dataset_versions (created_at);
