-- Networks and their versions. A version is never changed; its definition is in the Keras 3 dialect.
-- A network's row outlives its versions, so that no version number is ever given twice.

CREATE TABLE networks (
    name         TEXT    NOT NULL PRIMARY KEY,
    last_version INTEGER NOT NULL
) STRICT;

CREATE TABLE network_versions (
    name       TEXT    NOT NULL REFERENCES networks (name),
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    definition TEXT    NOT NULL,
    warnings   TEXT    NOT NULL,
    PRIMARY KEY (name, version),
    UNIQUE (name, sha256)
) STRICT;

CREATE INDEX network_versions_by_time ON network_versions (created_at, name);
