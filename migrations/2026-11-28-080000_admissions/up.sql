-- A new pupil, as a school returned it (regulation 13): it proposes, an officer decides.
CREATE TABLE admissions (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    answers TEXT NOT NULL,
    entered_on DATE NOT NULL,
    came_from TEXT NOT NULL,
    sent_by TEXT NOT NULL REFERENCES accounts (id),
    received_at TIMESTAMP NOT NULL,
    received_on DATE NOT NULL,
    outcome TEXT NOT NULL,
    registration_id TEXT REFERENCES registrations (id),
    notification_id TEXT REFERENCES notifications (id),
    decided_by TEXT REFERENCES accounts (id),
    decided_at TIMESTAMP
);
CREATE INDEX admissions_by_outcome ON admissions (authority_code, outcome, received_at);
CREATE INDEX admissions_by_school ON admissions (authority_code, organisation_id, received_at);
