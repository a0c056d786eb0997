-- The children of an authority as the matching engine compares them (docs/decisions/0022): computed from
-- their records in the transaction that changes these.
CREATE TABLE candidates (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    -- Of one authority; short, because every key carries it.
    number INTEGER NOT NULL,
    child_id TEXT NOT NULL UNIQUE REFERENCES children (id),
    person TEXT NOT NULL,
    PRIMARY KEY (authority_code, number)
);
-- Under which blocking keys each of them is found. Without a foreign key: `seen check` compares both tables
-- with the records, and a reference would cost every row a look-up.
CREATE TABLE candidate_keys (
    authority_code TEXT NOT NULL,
    blocking_key BIGINT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (authority_code, blocking_key, number)
);
-- How many of them there are, and how many have each name, folded.
CREATE TABLE name_counts (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    children INTEGER NOT NULL,
    PRIMARY KEY (authority_code, part, name)
);
-- The version of the keys under which all of them are there; 0 before that.
ALTER TABLE authorities ADD COLUMN candidates_version INTEGER NOT NULL DEFAULT 0;
