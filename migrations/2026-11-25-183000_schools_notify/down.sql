DELETE FROM outbox WHERE about <> '';
CREATE TABLE outbox_of_weeks (
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
    UNIQUE (authority_code, week_on, account_id)
);
INSERT INTO outbox_of_weeks
    SELECT id, authority_code, account_id, week_on, subject, body_text, body_html, state, attempts, next_try_at, holder, problem,
        queued_at, sent_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_of_weeks RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (authority_code, next_try_at, id) WHERE next_try_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (authority_code, state, week_on, account_id);
DROP INDEX addresses_by_postcode;
DROP TABLE notification_checks;
DROP TABLE notification_messages;
DROP TABLE notifications;
DROP TABLE notification_drafts;
ALTER TABLE authorities DROP COLUMN next_notification;
DROP TABLE school_accounts;
