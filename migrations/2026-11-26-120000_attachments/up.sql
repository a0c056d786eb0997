-- Files a school sends with a notification. notification_id names the notification, and before it is
-- sent the draft: they share an id. What was sent never changes; scan and what follows it does.
-- BYTEA is bytes on PostgreSQL; SQLite keeps a blob as it is given, whatever the column is called.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    notification_id TEXT NOT NULL,
    what TEXT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL,
    scan TEXT NOT NULL,
    finding TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_try_at TIMESTAMP,
    scanned_at TIMESTAMP,
    bytes BYTEA NOT NULL
);
CREATE INDEX attachments_by_notification ON attachments (authority_code, notification_id, id);
CREATE INDEX attachments_to_scan ON attachments (authority_code, next_try_at, id) WHERE next_try_at IS NOT NULL;
