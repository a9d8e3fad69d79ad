CREATE TABLE IF NOT EXISTS seedbank_bundle (
    id         integer PRIMARY KEY CHECK (id = 1),
    format     integer NOT NULL,  -- 0: the row is only the lock, and nothing was imported
    hash       text,              -- of a bundle whose data is all here; NULL: of none
    undone     text,              -- releases that were taken back (dataset@generation, with a space between); NULL: none
    head       text,              -- the hash of the newest row of seedbank_history; NULL: there is none
    set_aside  text,              -- JSON; NULL: nothing
    updated_at text    NOT NULL,
    updated_by text    NOT NULL
);
