//! The tables as the migrations leave them, on both databases (checked by a test).

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
    households (id) {
        id -> Text,
        authority_code -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    children (id) {
        id -> Text,
        authority_code -> Text,
        reference -> Text,
        given_names -> Text,
        family_name -> Text,
        preferred_name -> Text,
        date_of_birth -> Date,
        sex -> Text,
        gender -> Text,
        ethnicity -> Text,
        first_language -> Text,
        upn -> Nullable<Text>,
        upn_standing -> Text,
        nhs_number -> Nullable<Text>,
        nhs_standing -> Text,
        uln -> Nullable<Text>,
        uln_standing -> Text,
        household_id -> Nullable<Text>,
        postcode_district -> Text,
        year_group_given -> Nullable<Integer>,
        notes -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    search_terms (authority_code, field, term, child_id) {
        authority_code -> Text,
        field -> Text,
        term -> Text,
        child_id -> Text,
    }
}

diesel::table! {
    former_names (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        given_names -> Text,
        family_name -> Text,
        until_on -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    former_upns (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        upn -> Text,
        standing -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    addresses (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        kind -> Text,
        lines -> Text,
        town -> Text,
        postcode -> Text,
        postcode_standing -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        do_not_share -> Bool,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    carers (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        name -> Text,
        relationship -> Text,
        parental_responsibility -> Text,
        lives_with_child -> Text,
        telephone -> Text,
        email -> Text,
        preferred_contact -> Text,
        digital_access -> Text,
        note -> Text,
        until_on -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    circumstances (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        kind -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        ended -> Bool,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    previous_schools (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        organisation_id -> Nullable<Text>,
        name -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    provisions (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        provided_by -> Text,
        provider_name -> Text,
        hours_per_week -> Nullable<Double>,
        place -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        note -> Text,
        created_at -> Timestamp,
    }
}

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

diesel::table! {
    possible_duplicates (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        other_child_id -> Text,
        evidence -> Text,
        decision -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        weight -> Double,
        probability -> Double,
        model -> Text,
        facts -> Text,
        asked_by -> Nullable<Text>,
    }
}

diesel::table! {
    merges (id) {
        id -> Text,
        authority_code -> Text,
        number -> Integer,
        kept_id -> Text,
        retired_id -> Text,
        retired_reference -> Text,
        pair_id -> Nullable<Text>,
        reason -> Text,
        journal -> Text,
        merged_by -> Text,
        merged_at -> Timestamp,
        split_reason -> Text,
        split_by -> Nullable<Text>,
        split_at -> Nullable<Timestamp>,
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
    school_accounts (authority_code, organisation_id, account_id) {
        authority_code -> Text,
        organisation_id -> Text,
        account_id -> Text,
        administers -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    notification_drafts (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        account_id -> Text,
        ground -> Text,
        answers -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        reference -> Text,
        ground -> Text,
        answers -> Text,
        sent_by -> Text,
        received_at -> Timestamp,
        received_on -> Date,
        deletion_on -> Date,
        urgent -> Text,
        is_urgent -> Bool,
        is_waiting -> Bool,
        status -> Text,
        status_at -> Timestamp,
        words -> Text,
        child_id -> Nullable<Text>,
        registration_id -> Nullable<Text>,
        arrival_due_on -> Nullable<Date>,
        arrival_settled_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
    }
}

diesel::table! {
    admissions (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        answers -> Text,
        entered_on -> Date,
        came_from -> Text,
        sent_by -> Text,
        received_at -> Timestamp,
        received_on -> Date,
        outcome -> Text,
        registration_id -> Nullable<Text>,
        notification_id -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notification_messages (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        notification_id -> Text,
        from_school -> Bool,
        account_id -> Text,
        words -> Text,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    notification_checks (authority_code, notification_id, what) {
        authority_code -> Text,
        notification_id -> Text,
        what -> Text,
        account_id -> Text,
        checked_at -> Timestamp,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        notification_id -> Text,
        what -> Text,
        file_name -> Text,
        format -> Text,
        size -> Integer,
        sha256 -> Text,
        account_id -> Text,
        added_at -> Timestamp,
        scan -> Text,
        finding -> Text,
        attempts -> Integer,
        next_try_at -> Nullable<Timestamp>,
        scanned_at -> Nullable<Timestamp>,
        bytes -> Binary,
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
    school_holidays (id) {
        id -> Text,
        authority_code -> Text,
        name -> Text,
        first_on -> Date,
        last_on -> Date,
    }
}

diesel::table! {
    candidates (authority_code, number) {
        authority_code -> Text,
        number -> Integer,
        child_id -> Text,
        person -> Text,
    }
}

diesel::table! {
    candidate_keys (authority_code, blocking_key, number) {
        authority_code -> Text,
        blocking_key -> BigInt,
        number -> Integer,
    }
}

diesel::table! {
    school_keys (id) {
        id -> Text,
        authority_code -> Text,
        organisation_id -> Text,
        name -> Text,
        secret_hash -> Text,
        account_id -> Text,
        created_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        used_in_minute -> Integer,
    }
}

diesel::table! {
    keyed_requests (authority_code, organisation_id, request_key) {
        authority_code -> Text,
        organisation_id -> Text,
        request_key -> Text,
        content_sha256 -> Text,
        notification_id -> Text,
        key_id -> Text,
        received_at -> Timestamp,
    }
}

diesel::table! {
    name_counts (authority_code, part, name) {
        authority_code -> Text,
        part -> Text,
        name -> Text,
        children -> Integer,
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

diesel::joinable!(memberships -> authorities (authority_code));
diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(accounts -> authorities (authority_code));
diesel::joinable!(recovery_codes -> accounts (account_id));
diesel::joinable!(one_time_links -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(households -> authorities (authority_code));
diesel::joinable!(children -> authorities (authority_code));
diesel::joinable!(children -> households (household_id));
diesel::joinable!(search_terms -> children (child_id));
diesel::joinable!(former_names -> children (child_id));
diesel::joinable!(former_upns -> children (child_id));
diesel::joinable!(addresses -> children (child_id));
diesel::joinable!(carers -> children (child_id));
diesel::joinable!(circumstances -> children (child_id));
diesel::joinable!(previous_schools -> children (child_id));
diesel::joinable!(previous_schools -> organisations (organisation_id));
diesel::joinable!(provisions -> children (child_id));
diesel::joinable!(registrations -> authorities (authority_code));
diesel::joinable!(registrations -> children (child_id));
diesel::joinable!(registrations -> accounts (officer_id));
diesel::joinable!(registration_changes -> registrations (registration_id));
diesel::joinable!(registration_changes -> children (child_id));
diesel::joinable!(daily_figures -> authorities (authority_code));
diesel::joinable!(contacts -> children (child_id));
diesel::joinable!(contacts -> organisations (organisation_id));
diesel::joinable!(contacts -> addresses (address_id));
diesel::joinable!(contact_versions -> contacts (contact_id));
diesel::joinable!(visits -> children (child_id));
diesel::joinable!(visits -> accounts (goes));
diesel::joinable!(visits -> contacts (contact_id));
diesel::joinable!(visit_changes -> visits (visit_id));
diesel::joinable!(standards -> authorities (authority_code));
diesel::joinable!(tasks -> children (child_id));
diesel::joinable!(imports -> authorities (authority_code));
diesel::joinable!(import_rows -> imports (import_id));
diesel::joinable!(import_rows -> children (child_id));
diesel::joinable!(import_drafts -> authorities (authority_code));
diesel::joinable!(import_drafts -> accounts (account_id));
diesel::joinable!(possible_duplicates -> authorities (authority_code));
diesel::joinable!(merges -> authorities (authority_code));
diesel::joinable!(searches -> authorities (authority_code));
diesel::joinable!(digest_weeks -> authorities (authority_code));
diesel::joinable!(outbox -> authorities (authority_code));
diesel::joinable!(outbox -> accounts (account_id));
diesel::joinable!(searches -> accounts (account_id));
diesel::joinable!(school_accounts -> accounts (account_id));
diesel::joinable!(school_accounts -> organisations (organisation_id));
diesel::joinable!(notification_drafts -> accounts (account_id));
diesel::joinable!(notification_drafts -> organisations (organisation_id));
diesel::joinable!(notifications -> organisations (organisation_id));
diesel::joinable!(notification_messages -> accounts (account_id));
diesel::joinable!(notification_messages -> notifications (notification_id));
diesel::joinable!(notification_checks -> accounts (account_id));
diesel::joinable!(attachments -> accounts (account_id));
diesel::joinable!(attachments -> notifications (notification_id));
diesel::joinable!(school_keys -> accounts (account_id));
diesel::joinable!(admissions -> organisations (organisation_id));
diesel::joinable!(admissions -> registrations (registration_id));
diesel::joinable!(admissions -> notifications (notification_id));
diesel::joinable!(school_keys -> organisations (organisation_id));

diesel::allow_tables_to_appear_in_same_query!(
    digest_weeks,
    outbox,
    school_accounts,
    notification_drafts,
    notifications,
    notification_messages,
    notification_checks,
    attachments,
    officer_shares,
    organisation_changes,
    school_holidays,
    candidates,
    candidate_keys,
    name_counts,
    school_keys,
    keyed_requests,
    admissions,
    authorities,
    organisations,
    memberships,
    accounts,
    recovery_codes,
    one_time_links,
    sessions,
    sign_in_throttles,
    households,
    children,
    search_terms,
    former_names,
    former_upns,
    addresses,
    carers,
    circumstances,
    previous_schools,
    provisions,
    registrations,
    registration_changes,
    due_months,
    daily_figures,
    contacts,
    contact_versions,
    visits,
    visit_changes,
    standards,
    tasks,
    imports,
    import_rows,
    import_drafts,
    possible_duplicates,
    merges,
    searches,
    audit,
    job_leases,
);
