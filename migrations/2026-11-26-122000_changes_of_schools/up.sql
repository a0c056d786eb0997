-- What happened to a school between two of the government's lists: a name it had, where it stood, when it
-- closed. Schools are everybody's reference rows, and so is their history.
CREATE TABLE organisation_changes (
    id TEXT PRIMARY KEY NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    what TEXT NOT NULL,
    said_before TEXT NOT NULL,
    says_now TEXT NOT NULL,
    noticed_at TIMESTAMP NOT NULL
);
CREATE INDEX organisation_changes_by_organisation ON organisation_changes (organisation_id, noticed_at, id);
