-- A row for each operation between the database and a git repository: written before it, settled after.
-- Created by the first of them. Texts that name a state are those of the enums in `store/states.rs`.

CREATE TABLE IF NOT EXISTS seedbank_sync (
    id         INTEGER PRIMARY KEY,
    dataset    TEXT NOT NULL,
    collection TEXT NOT NULL,
    unit       TEXT NOT NULL,
    key        TEXT NOT NULL,    -- of a record that may not be there yet, or any more
    operation  TEXT NOT NULL,
    direction  TEXT NOT NULL,
    path       TEXT NOT NULL,    -- below the repository's top
    hash       TEXT,             -- of the content that both sides then have; NULL: it goes
    "commit"   TEXT,             -- NULL: it is not made yet
    state      TEXT NOT NULL,
    error      TEXT,             -- why it failed
    started_at TEXT NOT NULL,
    started_by TEXT NOT NULL,
    clone      TEXT,             -- in which it is pending, or was; NULL: none
    completed_at TEXT            -- NULL: it is pending
);

CREATE INDEX IF NOT EXISTS seedbank_sync_record ON seedbank_sync (dataset, collection, unit, key);
CREATE INDEX IF NOT EXISTS seedbank_sync_state ON seedbank_sync (state, started_at);
