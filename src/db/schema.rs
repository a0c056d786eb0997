//! The tables as the migrations leave them, on both databases (checked by a test), and which of them can be joined.

mod office;
mod people;
mod schools;
mod work;

pub use self::office::*;
pub use self::people::*;
pub use self::schools::*;
pub use self::work::*;

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
    due_totals,
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
