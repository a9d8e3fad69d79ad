-- Format 1. Texts that name a state are those of the enums in `store/record.rs`.

CREATE TABLE IF NOT EXISTS seedbank_bundle (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    format     INTEGER NOT NULL,
    hash       TEXT,             -- of a bundle whose data is all here; NULL: of none
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
    base       TEXT,             -- NULL: equal to data
    source     TEXT NOT NULL,
    state      TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT,             -- NULL: not since it was created
    updated_by TEXT
);

CREATE TABLE IF NOT EXISTS seedbank_history (
    id         INTEGER PRIMARY KEY,
    dataset    TEXT NOT NULL,
    collection TEXT,             -- NULL: the unit as a whole
    unit       TEXT NOT NULL,
    key        TEXT,             -- NULL: the unit as a whole
    action     TEXT NOT NULL,
    before     TEXT,
    after      TEXT,
    reason     TEXT,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    previous   TEXT,             -- the hash of the row before
    hash       TEXT NOT NULL     -- of this row and `previous`
);

CREATE TABLE IF NOT EXISTS seedbank_conflict (
    id         INTEGER PRIMARY KEY,
    record     INTEGER NOT NULL REFERENCES seedbank_record (id),
    field      TEXT NOT NULL,    -- a JSON pointer
    base       TEXT,
    current    TEXT,
    target     TEXT,
    state      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT
);
