//! What an authority is and who works for it: its organisations, accounts and settings, and what is written of every look and change.

diesel::table! {
    authorities (code) {
        code -> Text,
        name -> Text,
        demonstration -> Bool,
        reference_prefix -> Text,
        next_reference -> Integer,
        second_factor -> Text,
        officer_rule -> Text,
        standards_reviewed_at -> Nullable<Timestamp>,
        digest_pattern -> Text,
        created_at -> Timestamp,
        next_notification -> Integer,
        candidates_version -> Integer,
    }
}

diesel::table! {
    organisations (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        search_name -> Text,
        urn -> Nullable<Text>,
        la_code -> Nullable<Text>,
        establishment_number -> Nullable<Text>,
        school_type -> Nullable<Text>,
        phase -> Nullable<Text>,
        status -> Text,
        opened_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        lowest_age -> Nullable<Integer>,
        highest_age -> Nullable<Integer>,
        address -> Text,
        postcode -> Text,
        telephone -> Text,
        head_teacher -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    memberships (authority_code, organisation_id) {
        authority_code -> Text,
        organisation_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    organisation_changes (id) {
        id -> Text,
        organisation_id -> Text,
        what -> Text,
        said_before -> Text,
        says_now -> Text,
        noticed_at -> Timestamp,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        authority_code -> Text,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Text>,
        totp_last_step -> BigInt,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> Text,
        account_id -> Text,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    one_time_links (token_hash) {
        token_hash -> Text,
        purpose -> Text,
        account_id -> Nullable<Text>,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        form_token -> Text,
        stage -> Text,
        started_at -> Timestamp,
        last_used_at -> Timestamp,
        client_address -> Text,
        client_name -> Text,
    }
}

diesel::table! {
    sign_in_throttles (subject) {
        subject -> Text,
        failures -> Integer,
        last_failure_at -> Timestamp,
        blocked_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    standards (id) {
        id -> Text,
        authority_code -> Text,
        kind -> Text,
        level -> Text,
        first_within_days -> Integer,
        contact_within_days -> Integer,
        seen_within_days -> Integer,
        in_person_within_days -> Integer,
        effective_from -> Date,
        created_at -> Timestamp,
    }
}

diesel::table! {
    officer_shares (authority_code, what, share) {
        authority_code -> Text,
        what -> Text,
        share -> Text,
        account_id -> Text,
    }
}

diesel::table! {
    school_holidays (id) {
        id -> Text,
        authority_code -> Text,
        name -> Text,
        first_on -> Date,
        last_on -> Date,
    }
}

diesel::table! {
    searches (id) {
        id -> Text,
        authority_code -> Text,
        account_id -> Text,
        criteria -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    audit (id) {
        id -> Text,
        authority_code -> Nullable<Text>,
        at -> Timestamp,
        actor -> Text,
        actor_role -> Text,
        event -> Text,
        child_id -> Nullable<Text>,
        object_id -> Nullable<Text>,
        outcome -> Text,
        shown -> Nullable<Integer>,
    }
}

diesel::table! {
    job_leases (job) {
        job -> Text,
        holder -> Text,
        held_until -> Timestamp,
        done_for -> Nullable<Date>,
    }
}

diesel::table! {
    digest_weeks (authority_code, week_on) {
        authority_code -> Text,
        week_on -> Date,
        decided_on -> Date,
        decided_at -> Timestamp,
        letters -> Integer,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        authority_code -> Text,
        account_id -> Text,
        week_on -> Date,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        state -> Text,
        attempts -> Integer,
        next_try_at -> Nullable<Timestamp>,
        holder -> Text,
        problem -> Text,
        queued_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        about -> Text,
    }
}
