-- Who acts for which school. One person may serve several.
CREATE TABLE school_accounts (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    administers BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (authority_code, organisation_id, account_id)
);
CREATE INDEX school_accounts_by_account ON school_accounts (authority_code, account_id);

ALTER TABLE authorities ADD COLUMN next_notification INTEGER NOT NULL DEFAULT 1;

-- What a school is still writing: answers as typed, as JSON by the names of the questions.
CREATE TABLE notification_drafts (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    ground TEXT NOT NULL,
    answers TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX notification_drafts_by_school ON notification_drafts (authority_code, organisation_id, id);

-- What schools sent. The ground, the answers and the days never change once sent; what follows does.
CREATE TABLE notifications (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL,
    ground TEXT NOT NULL,
    answers TEXT NOT NULL,
    sent_by TEXT NOT NULL REFERENCES accounts (id),
    received_at TIMESTAMP NOT NULL,
    received_on DATE NOT NULL,
    deletion_on DATE NOT NULL,
    urgent TEXT NOT NULL,
    is_urgent BOOLEAN NOT NULL,
    is_waiting BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    status_at TIMESTAMP NOT NULL,
    words TEXT NOT NULL,
    child_id TEXT REFERENCES children (id),
    registration_id TEXT REFERENCES registrations (id),
    arrival_due_on DATE,
    arrival_settled_at TIMESTAMP,
    decided_by TEXT REFERENCES accounts (id),
    UNIQUE (authority_code, reference)
);
CREATE INDEX notifications_inbox ON notifications (authority_code, is_waiting, is_urgent, received_at, id);
CREATE INDEX notifications_by_school ON notifications (authority_code, organisation_id, received_at, id);
CREATE INDEX notifications_by_child ON notifications (authority_code, child_id);
CREATE INDEX notifications_awaited ON notifications (authority_code, arrival_due_on, id) WHERE arrival_due_on IS NOT NULL AND arrival_settled_at IS NULL;

-- What the school and the authority said afterwards, and what an officer checked. Only added to.
CREATE TABLE notification_messages (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    notification_id TEXT NOT NULL REFERENCES notifications (id),
    from_school BOOLEAN NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    words TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL
);
CREATE INDEX notification_messages_by_notification ON notification_messages (authority_code, notification_id, sent_at);

CREATE TABLE notification_checks (
    authority_code TEXT NOT NULL,
    notification_id TEXT NOT NULL REFERENCES notifications (id),
    what TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    checked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (authority_code, notification_id, what)
);

-- Siblings at an address are looked up by its postcode.
CREATE INDEX addresses_by_postcode ON addresses (authority_code, postcode);

-- Letters about one thing stand beside the letter of the week: empty for that one.
CREATE TABLE outbox_of_all (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    week_on DATE NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_try_at TIMESTAMP,
    holder TEXT NOT NULL,
    problem TEXT NOT NULL,
    queued_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    about TEXT NOT NULL,
    UNIQUE (authority_code, week_on, account_id, about)
);
INSERT INTO outbox_of_all
    SELECT id, authority_code, account_id, week_on, subject, body_text, body_html, state, attempts, next_try_at, holder, problem,
        queued_at, sent_at, '' FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_all RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (authority_code, next_try_at, id) WHERE next_try_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (authority_code, state, week_on, account_id, id);
