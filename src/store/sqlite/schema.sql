-- Format 1. Texts that name a state are those of the enums in `store/states.rs`.

CREATE TABLE IF NOT EXISTS seedbank_bundle (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    format     INTEGER NOT NULL,
    hash       TEXT,             -- of a bundle whose data is all here; NULL: of none
    undone     TEXT,             -- releases that were taken back (dataset@generation, with a space between); NULL: none
    head       TEXT,             -- the hash of the newest row of seedbank_history; NULL: there is none
    set_aside  TEXT,             -- JSON; NULL: nothing
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS seedbank_import (
    dataset     TEXT NOT NULL,
    unit        TEXT NOT NULL,
    hash        TEXT,            -- NULL: records that left the unit were held back
    generation  INTEGER NOT NULL,
    version     TEXT NOT NULL,
    schema_hash TEXT NOT NULL,
    state       TEXT NOT NULL,
    set_aside   TEXT,            -- JSON; NULL: nothing
    imported_at TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    digest      INTEGER,         -- in seedbank_digest; NULL: the next import reads the records
    PRIMARY KEY (dataset, unit)
);

-- What a unit consisted of. A new one is written before the old one goes: pages that hold nothing when a
-- transaction begins need not be saved for its rollback.
CREATE TABLE IF NOT EXISTS seedbank_digest (
    id      INTEGER PRIMARY KEY,
    records BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS seedbank_record (
    id         INTEGER PRIMARY KEY, -- never given again: rows are marked, not removed
    dataset    TEXT NOT NULL,
    collection TEXT NOT NULL,
    unit       TEXT NOT NULL,
    key        TEXT NOT NULL,
    data       TEXT NOT NULL,
    base       TEXT,             -- NULL: equal to data; of another source than `factory`: not delivered yet
    source     TEXT NOT NULL,
    state      TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    import     INTEGER,          -- in which it was added; NULL: a person did that
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT,             -- NULL: not since it was created
    updated_by TEXT
);

CREATE INDEX IF NOT EXISTS seedbank_record_drift
    ON seedbank_record (dataset, collection, unit, key)
    WHERE base IS NOT NULL OR source <> 'factory' OR state = 'deleted';

CREATE TABLE IF NOT EXISTS seedbank_history (
    id         INTEGER PRIMARY KEY,
    import     INTEGER,          -- of a transaction in which a bundle came in; NULL: of a person's
    record     INTEGER,          -- in seedbank_record; NULL: the unit or the dataset as a whole
    dataset    TEXT NOT NULL,
    collection TEXT,
    unit       TEXT,             -- NULL: the dataset as a whole
    key        TEXT,
    action     TEXT NOT NULL,
    before     TEXT,             -- JSON, and so is `after`
    after      TEXT,
    reason     TEXT,
    release    TEXT,             -- the dataset's version and generation
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    previous   TEXT,             -- the hash of the row before
    hash       TEXT NOT NULL     -- of this row and `previous`
);

CREATE INDEX IF NOT EXISTS seedbank_history_record ON seedbank_history (record) WHERE record IS NOT NULL;
CREATE INDEX IF NOT EXISTS seedbank_history_import ON seedbank_history (import) WHERE import IS NOT NULL;

CREATE TABLE IF NOT EXISTS seedbank_conflict (
    id         INTEGER PRIMARY KEY,
    record     INTEGER NOT NULL REFERENCES seedbank_record (id),
    field      TEXT NOT NULL,    -- a JSON Pointer; empty: the record as a whole
    base       TEXT,             -- JSON, and so are the next two; NULL: absent
    current    TEXT,
    target     TEXT,
    reason     TEXT,             -- why it is one; NULL: both sides changed the field
    import     INTEGER,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    settled    TEXT,             -- how; NULL: it is open
    settled_at TEXT,
    settled_by TEXT
);

CREATE UNIQUE INDEX IF NOT EXISTS seedbank_conflict_open
    ON seedbank_conflict (record, field) WHERE settled IS NULL;
