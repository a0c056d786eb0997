//! What schools tell: their accounts and keys, notifications, new pupils and files.

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
