//! What is done about a child: registrations, contacts, visits and tasks, what falls due, and the spreadsheets it came from.

diesel::table! {
    registrations (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        kind -> Text,
        level -> Text,
        level_rationale -> Text,
        started_on -> Date,
        source -> Text,
        reason -> Text,
        reason_words -> Text,
        officer_id -> Nullable<Text>,
        officer_words -> Text,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        destination -> Nullable<Text>,
        earliest_started_on -> Nullable<Date>,
        contact_due_on -> Nullable<Date>,
        seen_due_on -> Nullable<Date>,
        in_person_due_on -> Nullable<Date>,
        unseen_due_on -> Nullable<Date>,
        last_attempt_on -> Nullable<Date>,
        last_contact_on -> Nullable<Date>,
        last_own_contact_on -> Nullable<Date>,
        last_seen_on -> Nullable<Date>,
        last_seen_agency -> Nullable<Text>,
        last_seen_mode -> Nullable<Text>,
        last_seen_in_person_on -> Nullable<Date>,
        last_spoken_alone_on -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    registration_changes (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        registration_id -> Text,
        what -> Text,
        level_before -> Nullable<Text>,
        level -> Nullable<Text>,
        officer_before -> Nullable<Text>,
        officer_id -> Nullable<Text>,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        destination -> Nullable<Text>,
        words -> Text,
        changed_by -> Text,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    due_months (authority_code, whose, clock, month) {
        authority_code -> Text,
        whose -> Text,
        clock -> Text,
        month -> Date,
        children -> Integer,
        days -> Text,
    }
}

diesel::table! {
    due_totals (authority_code, whose, clock) {
        authority_code -> Text,
        whose -> Text,
        clock -> Text,
        children -> Integer,
    }
}

diesel::table! {
    daily_figures (authority_code, on_day) {
        authority_code -> Text,
        on_day -> Date,
        open_registrations -> Integer,
        never_seen -> Integer,
        overdue -> Integer,
        contact_overdue -> Integer,
    }
}

diesel::table! {
    contacts (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        agency_kind -> Text,
        organisation_id -> Nullable<Text>,
        practitioner -> Text,
        occurred_on -> Date,
        mode -> Text,
        outcome -> Text,
        child_seen -> Text,
        spoken_to -> Text,
        alone -> Text,
        not_alone_reason -> Text,
        place -> Text,
        address_id -> Nullable<Text>,
        child_said -> Text,
        concern -> Text,
        notes -> Text,
        next_step -> Text,
        source -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
        corrections -> Integer,
        entered_in_error -> Bool,
        error_reason -> Text,
        error_by -> Nullable<Text>,
        error_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contact_versions (id) {
        id -> Text,
        authority_code -> Text,
        contact_id -> Text,
        content -> Text,
        reason -> Text,
        replaced_by -> Text,
        replaced_at -> Timestamp,
    }
}

diesel::table! {
    visits (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        planned_on -> Date,
        planned_time -> Text,
        mode -> Text,
        place -> Text,
        purpose -> Text,
        goes -> Nullable<Text>,
        state -> Text,
        contact_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    visit_changes (id) {
        id -> Text,
        authority_code -> Text,
        visit_id -> Text,
        what -> Text,
        from_on -> Date,
        to_on -> Nullable<Date>,
        reason -> Text,
        changed_by -> Text,
        changed_at -> Timestamp,
        goes_before -> Nullable<Text>,
        goes -> Nullable<Text>,
    }
}

diesel::table! {
    tasks (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        what -> Text,
        source -> Text,
        done_at -> Nullable<Timestamp>,
        done_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        authority_code -> Text,
        file_name -> Text,
        file_sha256 -> Text,
        rows_read -> Integer,
        imported_by -> Text,
        imported_at -> Timestamp,
    }
}

diesel::table! {
    import_rows (id) {
        id -> Text,
        authority_code -> Text,
        import_id -> Text,
        row_number -> Integer,
        row_reference -> Text,
        fingerprint -> Text,
        outcome -> Text,
        child_id -> Nullable<Text>,
        column_names -> Text,
        reason -> Text,
        original -> Text,
    }
}

diesel::table! {
    import_drafts (id) {
        id -> Text,
        authority_code -> Text,
        account_id -> Text,
        file_name -> Text,
        content -> Text,
        mapping -> Text,
        created_at -> Timestamp,
    }
}
