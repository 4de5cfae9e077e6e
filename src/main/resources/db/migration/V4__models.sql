-- Models, their versions and their aliases. A version is never changed; its file is the blob named by sha256.
-- A model's row outlives its versions, so that no version number is ever given twice.

CREATE TABLE models (
    name         TEXT    NOT NULL PRIMARY KEY,
    last_version INTEGER NOT NULL
) STRICT;

CREATE TABLE model_versions (
    name           TEXT    NOT NULL REFERENCES models (name),
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    sha256         TEXT    NOT NULL,
    bytes          INTEGER NOT NULL,
    parameters     INTEGER NOT NULL,
    metrics        TEXT    NOT NULL,
    job            TEXT,
    network        TEXT,
    dataset        TEXT,
    dataset_sha256 TEXT,
    seed           INTEGER,
    software       TEXT    NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;

CREATE INDEX model_versions_by_dataset ON model_versions (dataset);
CREATE INDEX model_versions_by_network ON model_versions (network);

CREATE TABLE model_aliases (
    name    TEXT    NOT NULL,
    alias   TEXT    NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (name, alias),
    FOREIGN KEY (name, version) REFERENCES model_versions (name, version)
) STRICT;

CREATE TABLE model_audit (
    name         TEXT    NOT NULL,
    sequence     INTEGER NOT NULL,
    time         INTEGER NOT NULL,
    caller       TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    alias        TEXT,
    from_version INTEGER,
    to_version   INTEGER,
    PRIMARY KEY (name, sequence)
) STRICT;
