-- One portable directory for SQLite and PostgreSQL: text ids, text codes, ISO dates, UTC instants.
-- authority_code leads every key and index, so the data partitions by authority (DESIGN section 5).

CREATE TABLE authorities (
    code TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    demonstration BOOLEAN NOT NULL,
    reference_prefix TEXT NOT NULL,
    next_reference INTEGER NOT NULL,
    second_factor TEXT NOT NULL,
    officer_rule TEXT NOT NULL,
    standards_reviewed_at TIMESTAMP,
    digest_pattern TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- Schools and agency teams. Shared reference rows; a membership gives an authority the use of one.
CREATE TABLE organisations (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    search_name TEXT NOT NULL,
    urn TEXT UNIQUE,
    la_code TEXT,
    establishment_number TEXT,
    school_type TEXT,
    phase TEXT,
    status TEXT NOT NULL,
    opened_on DATE,
    closed_on DATE,
    lowest_age INTEGER,
    highest_age INTEGER,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    telephone TEXT NOT NULL,
    head_teacher TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX organisations_by_name ON organisations (kind, search_name, id);
CREATE INDEX organisations_by_dfe_number ON organisations (la_code, establishment_number);

CREATE TABLE memberships (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (authority_code, organisation_id)
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    totp_secret TEXT,
    totp_last_step BIGINT NOT NULL,
    disabled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX accounts_by_authority ON accounts (authority_code, name, id);

CREATE TABLE recovery_codes (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- One-time links: invitation, password reset, the first administrator (no account yet).
CREATE TABLE one_time_links (
    token_hash TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX one_time_links_by_account ON one_time_links (account_id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    form_token TEXT NOT NULL,
    stage TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    client_address TEXT NOT NULL,
    client_name TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

-- Failed sign-ins, counted by a hash of what was tried and by client address; survives a restart.
CREATE TABLE sign_in_throttles (
    subject TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    last_failure_at TIMESTAMP NOT NULL,
    blocked_until TIMESTAMP
);

CREATE TABLE households (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE children (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    reference TEXT NOT NULL,
    given_names TEXT NOT NULL,
    family_name TEXT NOT NULL,
    preferred_name TEXT NOT NULL,
    date_of_birth DATE NOT NULL,
    sex TEXT NOT NULL,
    gender TEXT NOT NULL,
    ethnicity TEXT NOT NULL,
    first_language TEXT NOT NULL,
    upn TEXT,
    upn_standing TEXT NOT NULL,
    nhs_number TEXT,
    nhs_standing TEXT NOT NULL,
    uln TEXT,
    uln_standing TEXT NOT NULL,
    household_id TEXT REFERENCES households (id),
    postcode_district TEXT NOT NULL,
    year_group_given INTEGER,
    notes TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    UNIQUE (authority_code, reference)
);
CREATE INDEX children_by_upn ON children (authority_code, upn);
CREATE INDEX children_by_nhs_number ON children (authority_code, nhs_number);
CREATE INDEX children_by_birth ON children (authority_code, date_of_birth, id);
CREATE INDEX children_by_household ON children (household_id);

-- Folded words by which a child is found: names of every kind, parents, postcodes, identifiers.
CREATE TABLE search_terms (
    authority_code TEXT NOT NULL,
    field TEXT NOT NULL,
    term TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    PRIMARY KEY (authority_code, field, term, child_id)
);
CREATE INDEX search_terms_by_child ON search_terms (child_id, field, term);

CREATE TABLE former_names (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    given_names TEXT NOT NULL,
    family_name TEXT NOT NULL,
    until_on DATE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX former_names_by_child ON former_names (child_id);

CREATE TABLE former_upns (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    upn TEXT NOT NULL,
    standing TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX former_upns_by_child ON former_upns (child_id);

CREATE TABLE addresses (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    kind TEXT NOT NULL,
    lines TEXT NOT NULL,
    town TEXT NOT NULL,
    postcode TEXT NOT NULL,
    postcode_standing TEXT NOT NULL,
    from_on DATE,
    to_on DATE,
    do_not_share BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX addresses_by_child ON addresses (child_id);

CREATE TABLE carers (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    name TEXT NOT NULL,
    relationship TEXT NOT NULL,
    parental_responsibility TEXT NOT NULL,
    lives_with_child TEXT NOT NULL,
    telephone TEXT NOT NULL,
    email TEXT NOT NULL,
    preferred_contact TEXT NOT NULL,
    digital_access TEXT NOT NULL,
    note TEXT NOT NULL,
    until_on DATE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX carers_by_child ON carers (child_id);

-- Dated circumstances: SEN support, EHC plan, child in need, child protection plan, looked after, s.47 ...
CREATE TABLE circumstances (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    kind TEXT NOT NULL,
    from_on DATE,
    to_on DATE,
    ended BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX circumstances_by_child ON circumstances (child_id);

CREATE TABLE previous_schools (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    organisation_id TEXT REFERENCES organisations (id),
    name TEXT NOT NULL,
    from_on DATE,
    to_on DATE,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX previous_schools_by_child ON previous_schools (child_id);

-- Education provided now or before: by whom, for how long, where.
CREATE TABLE provisions (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    provided_by TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    hours_per_week DOUBLE PRECISION,
    place TEXT NOT NULL,
    from_on DATE,
    to_on DATE,
    note TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX provisions_by_child ON provisions (child_id);

-- One row an episode on the register; the open one carries the child's standing (DESIGN section 2).
CREATE TABLE registrations (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    child_id TEXT NOT NULL REFERENCES children (id),
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    level_rationale TEXT NOT NULL,
    started_on DATE NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    reason_words TEXT NOT NULL,
    officer_id TEXT REFERENCES accounts (id),
    officer_words TEXT NOT NULL,
    ended_on DATE,
    end_reason TEXT,
    destination TEXT,
    earliest_started_on DATE,
    contact_due_on DATE,
    seen_due_on DATE,
    in_person_due_on DATE,
    unseen_due_on DATE,
    last_attempt_on DATE,
    last_contact_on DATE,
    last_own_contact_on DATE,
    last_seen_on DATE,
    last_seen_agency TEXT,
    last_seen_mode TEXT,
    last_seen_in_person_on DATE,
    last_spoken_alone_on DATE,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX registrations_one_open ON registrations (child_id) WHERE ended_on IS NULL;
CREATE INDEX registrations_by_child ON registrations (child_id, started_on);
CREATE INDEX registrations_unseen ON registrations (authority_code, unseen_due_on, id) WHERE ended_on IS NULL;
CREATE INDEX registrations_never_seen ON registrations (authority_code, unseen_due_on, id) WHERE ended_on IS NULL AND last_seen_on IS NULL;
CREATE INDEX registrations_contact_due ON registrations (authority_code, contact_due_on, id) WHERE ended_on IS NULL;
CREATE INDEX registrations_officer_unseen ON registrations (authority_code, officer_id, unseen_due_on, id) WHERE ended_on IS NULL;
CREATE INDEX registrations_officer_contact_due ON registrations (authority_code, officer_id, contact_due_on, id) WHERE ended_on IS NULL;

-- What happened to a registration after it began: level, officer, closing, reopening. Only added to, so
-- that what the registration said before is never lost.
CREATE TABLE registration_changes (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    what TEXT NOT NULL,
    level_before TEXT,
    level TEXT,
    officer_before TEXT REFERENCES accounts (id),
    officer_id TEXT REFERENCES accounts (id),
    ended_on DATE,
    end_reason TEXT,
    destination TEXT,
    words TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX registration_changes_by_child ON registration_changes (child_id, changed_at);

-- How many open registrations fall due on each day and in each month (period; a month stands under
-- its first day), for the team ('team') and for each officer (account id, or 'unassigned'); kept in
-- the transaction that moves a due date.
CREATE TABLE due_counts (
    authority_code TEXT NOT NULL,
    whose TEXT NOT NULL,
    period TEXT NOT NULL,
    due_on DATE NOT NULL,
    clock TEXT NOT NULL,
    children INTEGER NOT NULL,
    PRIMARY KEY (authority_code, whose, period, due_on, clock)
);
-- Sums over a range of days or months read this index alone.
CREATE INDEX due_counts_sums ON due_counts (authority_code, whose, period, due_on, clock, children);

-- The figures of a day that has passed, kept once.
CREATE TABLE daily_figures (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    on_day DATE NOT NULL,
    open_registrations INTEGER NOT NULL,
    never_seen INTEGER NOT NULL,
    overdue INTEGER NOT NULL,
    contact_overdue INTEGER NOT NULL,
    PRIMARY KEY (authority_code, on_day)
);

CREATE TABLE contacts (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    agency_kind TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisations (id),
    practitioner TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    mode TEXT NOT NULL,
    outcome TEXT NOT NULL,
    child_seen TEXT NOT NULL,
    spoken_to TEXT NOT NULL,
    alone TEXT NOT NULL,
    not_alone_reason TEXT NOT NULL,
    place TEXT NOT NULL,
    address_id TEXT REFERENCES addresses (id),
    child_said TEXT NOT NULL,
    concern TEXT NOT NULL,
    notes TEXT NOT NULL,
    next_step TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    corrections INTEGER NOT NULL,
    entered_in_error BOOLEAN NOT NULL,
    error_reason TEXT NOT NULL,
    error_by TEXT,
    error_at TIMESTAMP
);
CREATE INDEX contacts_by_child ON contacts (child_id, occurred_on);

-- What a contact said before a correction, word for word (JSON), and why it was corrected.
CREATE TABLE contact_versions (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    contact_id TEXT NOT NULL REFERENCES contacts (id),
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by TEXT NOT NULL,
    replaced_at TIMESTAMP NOT NULL
);
CREATE INDEX contact_versions_by_contact ON contact_versions (contact_id);

CREATE TABLE visits (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    planned_on DATE NOT NULL,
    planned_time TEXT NOT NULL,
    mode TEXT NOT NULL,
    place TEXT NOT NULL,
    purpose TEXT NOT NULL,
    goes TEXT REFERENCES accounts (id),
    state TEXT NOT NULL,
    contact_id TEXT REFERENCES contacts (id),
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX visits_by_child ON visits (child_id, state, planned_on);
CREATE INDEX visits_by_day ON visits (authority_code, state, planned_on, id);
CREATE INDEX visits_of_one ON visits (authority_code, goes, state, planned_on, id);

-- Moves and cancellations of a visit, with their reasons.
CREATE TABLE visit_changes (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    visit_id TEXT NOT NULL REFERENCES visits (id),
    what TEXT NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE,
    reason TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX visit_changes_by_visit ON visit_changes (visit_id);

CREATE TABLE standards (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    first_within_days INTEGER NOT NULL,
    contact_within_days INTEGER NOT NULL,
    seen_within_days INTEGER NOT NULL,
    in_person_within_days INTEGER NOT NULL,
    effective_from DATE NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (authority_code, kind, level, effective_from)
);

CREATE TABLE tasks (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    child_id TEXT NOT NULL REFERENCES children (id),
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    done_at TIMESTAMP,
    done_by TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX tasks_by_child ON tasks (child_id, done_at);
CREATE INDEX tasks_open ON tasks (authority_code, created_at, id) WHERE done_at IS NULL;

CREATE TABLE imports (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL
);
CREATE INDEX imports_by_authority ON imports (authority_code, imported_at);

-- Every data row of every file, word for word (JSON: header -> cell), with what became of it.
CREATE TABLE import_rows (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL,
    import_id TEXT NOT NULL REFERENCES imports (id),
    row_number INTEGER NOT NULL,
    row_reference TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL,
    child_id TEXT REFERENCES children (id),
    column_names TEXT NOT NULL,
    reason TEXT NOT NULL,
    original TEXT NOT NULL
);
CREATE INDEX import_rows_by_import ON import_rows (import_id, row_number);
CREATE INDEX import_rows_by_child ON import_rows (child_id);
CREATE INDEX import_rows_by_reference ON import_rows (authority_code, row_reference);

-- A file that was sent and waits for its columns to be confirmed; its rows as read, as JSON.
CREATE TABLE import_drafts (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    file_name TEXT NOT NULL,
    content TEXT NOT NULL,
    mapping TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE possible_duplicates (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    child_id TEXT NOT NULL REFERENCES children (id),
    other_child_id TEXT NOT NULL REFERENCES children (id),
    evidence TEXT NOT NULL,
    decision TEXT NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (authority_code, child_id, other_child_id)
);
CREATE INDEX possible_duplicates_by_decision ON possible_duplicates (authority_code, decision, created_at, id);
CREATE INDEX possible_duplicates_by_other ON possible_duplicates (authority_code, other_child_id);

-- What was searched for, kept here so that it is never in a URL.
CREATE TABLE searches (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    criteria TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX searches_by_age ON searches (created_at);

-- Who did or saw what, and when. Ids and counts only. Rows are only ever added.
CREATE TABLE audit (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    actor_role TEXT NOT NULL,
    event TEXT NOT NULL,
    child_id TEXT,
    object_id TEXT,
    outcome TEXT NOT NULL,
    shown INTEGER
);
CREATE INDEX audit_by_time ON audit (authority_code, id);
CREATE INDEX audit_by_child ON audit (child_id, id) WHERE child_id IS NOT NULL;
CREATE INDEX audit_by_actor ON audit (authority_code, actor, id);

-- A job runs once, however many nodes there are.
CREATE TABLE job_leases (
    job TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    held_until TIMESTAMP NOT NULL,
    done_for DATE
);

-- The weeks (by their Monday) whose letters were decided, so that no week is decided twice.
CREATE TABLE digest_weeks (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    week_on DATE NOT NULL,
    decided_on DATE NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (authority_code, week_on)
);

-- Letters to accounts, one for each of them and week. `next_try_at` is when somebody may try (again),
-- while a letter is being sent the end of the lease, and nothing once it is sent or given up.
CREATE TABLE outbox (
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
CREATE INDEX outbox_due ON outbox (authority_code, next_try_at, id) WHERE next_try_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (authority_code, state, week_on, account_id);
