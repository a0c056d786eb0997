-- What a school's management information system signs in with: a secret of which only the SHA-256 is
-- kept. The last two columns count how often it was used in the minute of its last use.
CREATE TABLE school_keys (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    last_used_at TIMESTAMP,
    used_in_minute INTEGER NOT NULL
);
CREATE INDEX school_keys_by_school ON school_keys (authority_code, organisation_id, id);

-- Which request a notification came with: the same one sent again leads to the same notification.
CREATE TABLE keyed_requests (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    request_key TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    notification_id TEXT NOT NULL REFERENCES notifications (id),
    key_id TEXT NOT NULL REFERENCES school_keys (id),
    received_at TIMESTAMP NOT NULL,
    PRIMARY KEY (authority_code, organisation_id, request_key)
);
