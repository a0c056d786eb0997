-- Who was to go before a visit was moved, and who since.
ALTER TABLE visit_changes ADD COLUMN goes_before TEXT REFERENCES accounts (id);
ALTER TABLE visit_changes ADD COLUMN goes TEXT REFERENCES accounts (id);

-- The tasks done last, so that one done by mistake is found and reopened.
CREATE INDEX tasks_done ON tasks (authority_code, done_at, id) WHERE done_at IS NOT NULL;
