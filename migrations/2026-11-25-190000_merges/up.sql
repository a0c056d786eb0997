-- Two records that became one. The retired record is no row of `children` any more: it is here, whole, in
-- the journal, which also says what was moved and what was chosen, so that a split gives both back.
-- `number` counts an authority's merges, because they are split in reverse order. Neither child is a
-- foreign key: the retired one is not there, and the kept one may be retired by a later merge.
CREATE TABLE merges (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    number INTEGER NOT NULL,
    kept_id TEXT NOT NULL,
    retired_id TEXT NOT NULL,
    retired_reference TEXT NOT NULL,
    pair_id TEXT,
    reason TEXT NOT NULL,
    journal TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_at TIMESTAMP NOT NULL,
    split_reason TEXT NOT NULL,
    split_by TEXT,
    split_at TIMESTAMP,
    UNIQUE (authority_code, number)
);
CREATE UNIQUE INDEX merges_lead_on ON merges (authority_code, retired_id) WHERE split_at IS NULL;
CREATE INDEX merges_by_kept ON merges (authority_code, kept_id);
CREATE INDEX merges_by_reference ON merges (authority_code, retired_reference);
CREATE INDEX merges_by_pair ON merges (authority_code, pair_id);
