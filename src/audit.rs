//! The audit trail: who did or saw what, and when. Written at one choke point (`access::actor`),
//! failing closed; rows hold ids and counts, never names or what was searched for; no update or
//! delete of it exists anywhere.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::access::account::Account;
use crate::access::key::SchoolKey;
use crate::access::who::Who;
use crate::admissions::model::Admission;
use crate::attachments::model::Attachment;
use crate::children::model::{Child, Search};
use crate::contacts::model::Contact;
use crate::db::AnyConnection;
use crate::db::dialect::direct;
use crate::db::schema::audit;
use crate::error::Result;
use crate::id::Id;
use crate::imports::model::Import;
use crate::mail::model::Letter;
use crate::merges::model::Merge;
use crate::notifications::model::{Draft, Notification};
use crate::organisations::model::Organisation;
use crate::registrations::model::Registration;
use crate::visits::model::Visit;

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident $(($child:ident))? $([$object:ident: $type:ty])? = $code:literal $sentence:literal;)+) => {
        /// Everything that is audited. Exhaustive: what is not here cannot be done through an actor.
        #[derive(Clone, Debug)]
        pub enum Event {
            $(#[doc = $sentence] $(#[$meta])* $name {
                $(#[doc = "Whose record."] $child: Id<Child>,)?
                $(#[doc = "What it was done to."] $object: $type,)? }),+
        }

        impl Event {
            /// The code in the audit table.
            pub fn code(&self) -> &'static str {
                match self { $(Event::$name { .. } => $code),+ }
            }

            fn child(&self) -> Option<Id<Child>> {
                match self { $(events!(@child $name $($child)?) => events!(@child_value $($child)?)),+ }
            }

            fn object(&self) -> Option<String> {
                match self { $(events!(@object $name $($object)?) => events!(@object_value $($object)?)),+ }
            }
        }

        /// Every code with the sentence people read for it.
        pub const SENTENCES: &[(&str, &str)] = &[$(($code, $sentence)),+];
    };
    (@child $name:ident $child:ident) => { Event::$name { $child, .. } };
    (@child $name:ident) => { Event::$name { .. } };
    (@child_value $child:ident) => { Some(*$child) };
    (@child_value) => { None };
    (@object $name:ident $object:ident) => { Event::$name { $object, .. } };
    (@object $name:ident) => { Event::$name { .. } };
    (@object_value $object:ident) => { Some($object.to_string()) };
    (@object_value) => { None };
}

events! {
    // Signing in.
    PasswordAccepted = "password_accepted" "Gave the right password; the second factor was still to come";
    SignedIn = "signed_in" "Signed in";
    SignInFailed = "sign_in_failed" "Failed to sign in";
    SignedOut = "signed_out" "Signed out";
    SignedOutEverywhere = "signed_out_everywhere" "Signed out everywhere";
    SessionEnded = "session_ended" "Ended one of their sessions";
    SecondFactorSetUp = "second_factor_set_up" "Set up a second factor";
    RecoveryCodeUsed = "recovery_code_used" "Signed in with a recovery code";
    PasswordSet = "password_set" "Set a password by a one-time link";
    PasswordChanged = "password_changed" "Changed their own password";
    // Administration.
    AuthorityAdded = "authority_added" "Added an authority";
    SettingsChanged = "settings_changed" "Changed the settings";
    SchoolDaysChanged = "school_days_changed" "Changed the days on which schools are shut";
    AccountAdded [account: Id<Account>] = "account_added" "Added an account";
    AccountInvited [account: Id<Account>] = "account_invited" "Invited an account";
    AccountChanged [account: Id<Account>] = "account_changed" "Changed an account";
    AccountDisabled [account: Id<Account>] = "account_disabled" "Disabled an account";
    AccountEnabled [account: Id<Account>] = "account_enabled" "Enabled an account again";
    PasswordReset [account: Id<Account>] = "password_reset" "Set a password from the command line";
    PasswordResetOffered [account: Id<Account>] = "password_reset_offered" "Made a link to reset a password";
    SecondFactorRemoved [account: Id<Account>] = "second_factor_removed" "Took the second factor off an account";
    AccountOpened [account: Id<Account>] = "account_opened" "Looked at an account";
    AccountsListed = "accounts_listed" "Looked at the accounts";
    OrganisationAdded [organisation: Id<Organisation>] = "organisation_added" "Added an organisation";
    OrganisationChanged [organisation: Id<Organisation>] = "organisation_changed" "Changed an organisation";
    SchoolPeopleListed [organisation: Id<Organisation>] = "school_people_listed" "Looked at the people of a school";
    SchoolPeopleShown = "school_people_shown" "Looked at the people of their school";
    SchoolPersonInvited [account: Id<Account>] = "school_person_invited" "Invited somebody of a school";
    SchoolPersonRemoved [account: Id<Account>] = "school_person_removed" "Removed somebody from a school";
    SchoolKeysShown = "school_keys_shown" "Looked at the keys of a school";
    SchoolKeyMade [key: Id<SchoolKey>] = "school_key_made" "Made a key for a school’s system";
    SchoolKeyRevoked [key: Id<SchoolKey>] = "school_key_revoked" "Revoked a key of a school’s system";
    SchoolsImported = "schools_imported" "Imported schools";
    CandidatesIndexed = "candidates_indexed" "Indexed the children for matching";
    PairsWeighed = "pairs_weighed" "Weighed possible duplicates";
    AuditRead = "audit_read" "Read the audit trail";
    // Looking.
    TodayOpened = "today_opened" "Opened Today";
    NotSeenListed = "not_seen_listed" "Listed children not seen";
    ContactOverdueListed = "contact_overdue_listed" "Listed children whose contact is overdue";
    ChildrenSearched [search: Id<Search>] = "children_searched" "Searched for children";
    FoundChildrenShown [search: Id<Search>] = "found_children_shown" "Looked at the children found";
    CaseloadListed = "caseload_listed" "Listed children by officer";
    LikeChildrenShown = "like_children_shown" "Saw who a new child may be already";
    ChildOpened (child) = "child_opened" "Opened the record";
    AuditOfChildRead (child) = "audit_of_child_read" "Looked at who opened the record";
    TasksListed = "tasks_listed" "Listed tasks";
    DuplicatesListed = "duplicates_listed" "Listed possible duplicates";
    VisitsListed = "visits_listed" "Listed visits";
    ListExported = "list_exported" "Exported a list";
    // Children.
    ChildAdded (child) = "child_added" "Added the child";
    ChildChanged (child) = "child_changed" "Changed the record";
    AddressAdded (child) = "address_added" "Added an address";
    AddressChanged (child) = "address_changed" "Changed an address";
    CarerAdded (child) = "carer_added" "Added a parent or carer";
    CarerChanged (child) = "carer_changed" "Changed a parent or carer";
    CircumstanceAdded (child) = "circumstance_added" "Added a circumstance";
    CircumstanceChanged (child) = "circumstance_changed" "Changed a circumstance";
    HouseholdChanged (child) = "household_changed" "Changed the household";
    EducationChanged (child) = "education_changed" "Changed the education provided";
    SchoolHistoryChanged (child) = "school_history_changed" "Changed the previous schools";
    TaskDone (child) = "task_done" "Completed a task";
    TaskReopened (child) = "task_reopened" "Reopened a task";
    TaskAdded (child) = "task_added" "Added a task";
    DuplicateAsked (child) = "duplicate_asked" "Was not sure about a possible duplicate, and asked a colleague";
    DuplicateDecided (child) = "duplicate_decided" "Decided about a possible duplicate";
    ChildrenMerged (child) [merge: Id<Merge>] = "children_merged" "Merged two records into one";
    MergeSplit (child) [merge: Id<Merge>] = "merge_split" "Split two records that had been merged";
    // Registrations.
    RegistrationOpened (child) [registration: Id<Registration>] = "registration_opened" "Opened a registration";
    RegistrationClosed (child) [registration: Id<Registration>] = "registration_closed" "Closed the registration";
    RegistrationReopened (child) [registration: Id<Registration>] = "registration_reopened" "Reopened the registration";
    RegistrationCorrected (child) [registration: Id<Registration>] = "registration_corrected" "Corrected the registration";
    KindChanged (child) [registration: Id<Registration>] = "kind_changed" "Changed the kind of the registration";
    LevelSet (child) [registration: Id<Registration>] = "level_set" "Set the level";
    OfficerAssigned (child) [registration: Id<Registration>] = "officer_assigned" "Assigned an officer";
    OfficerRuleChanged = "officer_rule_changed" "Changed who new children go to";
    OfficersAssigned = "officers_assigned" "Assigned an officer to several children";
    // Contacts and visits.
    ContactRecorded (child) [contact: Id<Contact>] = "contact_recorded" "Recorded a contact";
    ContactOpened (child) [contact: Id<Contact>] = "contact_opened" "Opened a contact";
    ContactCorrected (child) [contact: Id<Contact>] = "contact_corrected" "Corrected a contact";
    ContactInError (child) [contact: Id<Contact>] = "contact_in_error" "Marked a contact as entered in error";
    VisitOpened (child) [visit: Id<Visit>] = "visit_opened" "Opened a visit";
    VisitPlanned (child) [visit: Id<Visit>] = "visit_planned" "Planned a visit";
    VisitMoved (child) [visit: Id<Visit>] = "visit_moved" "Moved a visit";
    VisitCancelled (child) [visit: Id<Visit>] = "visit_cancelled" "Cancelled a visit";
    // Notifications of schools.
    SchoolHomeOpened = "school_home_opened" "Looked at the notifications of their school";
    NotificationBegun [draft: Id<Draft>] = "notification_begun" "Began a notification";
    NotificationDraftOpened [draft: Id<Draft>] = "notification_draft_opened" "Opened a draft of a notification";
    NotificationDraftSaved [draft: Id<Draft>] = "notification_draft_saved" "Saved a draft of a notification";
    NotificationDraftDiscarded [draft: Id<Draft>] = "notification_draft_discarded" "Deleted a draft of a notification";
    NotificationSent [notification: Id<Notification>] = "notification_sent" "Sent a notification";
    NotificationsSent = "notifications_sent" "Sent several notifications at once";
    SchoolFileRead = "school_file_read" "Read a file of pupils who leave";
    NotificationOpened [notification: Id<Notification>] = "notification_opened" "Opened a notification";
    AdmissionSent [admission: Id<Admission>] = "admission_sent" "Told of a new pupil";
    AdmissionOpened [admission: Id<Admission>] = "admission_opened" "Opened a return of a new pupil";
    AdmissionsListed = "admissions_listed" "Listed returns of new pupils";
    AdmissionConfirmed [admission: Id<Admission>] = "admission_confirmed" "Confirmed who a new pupil is";
    AdmissionSetAside [admission: Id<Admission>] = "admission_set_aside" "Set a return of a new pupil aside";
    NotificationsListed = "notifications_listed" "Listed notifications";
    NotificationChecked [notification: Id<Notification>] = "notification_checked" "Ticked checks of a notification";
    NotificationMessageSent [notification: Id<Notification>] = "notification_message_sent" "Wrote about a notification";
    NotificationAccepted [notification: Id<Notification>] = "notification_accepted" "Accepted a notification";
    NotificationRefused [notification: Id<Notification>] = "notification_refused" "Did not accept a notification";
    ArrivalConfirmed [notification: Id<Notification>] = "arrival_confirmed" "Confirmed that a child arrived at the next school";
    AttachmentAdded [attachment: Id<Attachment>] = "attachment_added" "Attached a file to a notification";
    AttachmentRemoved [attachment: Id<Attachment>] = "attachment_removed" "Took a file off a draft";
    AttachmentOpened [attachment: Id<Attachment>] = "attachment_opened" "Downloaded a file of a notification";
    AttachmentTaken [attachment: Id<Attachment>] = "attachment_taken" "Took a file to the virus scanner";
    AttachmentClean [attachment: Id<Attachment>] = "attachment_clean" "Let a file through, as the virus scanner said";
    AttachmentRefused [attachment: Id<Attachment>] = "attachment_refused" "Refused a file, as the virus scanner said";
    AttachmentPutOff [attachment: Id<Attachment>] = "attachment_put_off" "Could not have a file scanned, and will try again";
    // Standards, imports, the machine room.
    StandardChanged = "standard_changed" "Changed a contact standard";
    StandardsReviewed = "standards_reviewed" "Confirmed the contact standards";
    NightlyJobStarted = "nightly_job_started" "Started the nightly job";
    NightlyJobDone = "nightly_job_done" "Did the nightly job: standards that take force, figures of the day";
    WeekDecided = "week_decided" "Queued the letters of the week";
    WeekTried = "week_tried" "Looked at the letters of the week without queueing them";
    LettersTaken = "letters_taken" "Took letters to send them";
    LetterSent [letter: Id<Letter>] = "letter_sent" "Sent a letter";
    LetterPutOff [letter: Id<Letter>] = "letter_put_off" "Could not send a letter, and will try again";
    LetterGivenUp [letter: Id<Letter>] = "letter_given_up" "Gave up a letter";
    LetterResent [letter: Id<Letter>] = "letter_resent" "Queued a letter again";
    FailedLettersResent = "failed_letters_resent" "Queued every failed letter again";
    ImportPrepared = "import_prepared" "Read a file and saw what an import would do";
    RegisterImported [import: Id<Import>] = "register_imported" "Imported a register";
    ImportReportOpened [import: Id<Import>] = "import_report_opened" "Opened an import report";
    ChildImported (child) [import: Id<Import>] = "child_imported" "Added or changed the record by an import";
    RegisterExported = "register_exported" "Exported the register";
    RegisterChecked = "register_checked" "Checked the register";
    RegisterBackedUp = "register_backed_up" "Backed up the register";
    RegisterRestored = "register_restored" "Restored the register from a backup";
    DemonstrationMade = "demonstration_made" "Made the demonstration data";
    FiguresRead = "figures_read" "Read figures";
}

/// The sentence for a code read back from the table.
pub fn sentence(code: &str) -> &'static str {
    SENTENCES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("Did something this version does not know", |(_, sentence)| sentence)
}

/// The audit trail: what an [`Id`](crate::id::Id) of one row names.
pub struct AuditRow;

/// One row about to be written.
#[derive(Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct Entry {
    id: Id<AuditRow>,
    authority_code: Option<String>,
    at: NaiveDateTime,
    actor: String,
    actor_role: &'static str,
    event: &'static str,
    child_id: Option<Id<Child>>,
    object_id: Option<String>,
    outcome: &'static str,
    shown: Option<i32>,
}

impl Entry {
    /// `who` did `event`, successfully.
    pub fn new(who: &Who, at: NaiveDateTime, event: &Event) -> Self {
        Self {
            id: Id::mint(),
            authority_code: Some(who.authority.clone()).filter(|code| !code.is_empty()),
            at,
            actor: who.actor.clone(),
            actor_role: who.role,
            event: event.code(),
            child_id: event.child(),
            object_id: event.object(),
            outcome: "done",
            shown: None,
        }
    }

    /// How it ended: `done`, `not_found` or `failed`.
    #[must_use]
    pub fn ended(self, outcome: &'static str) -> Self {
        Self { outcome, ..self }
    }

    /// How many people's rows were shown.
    #[must_use]
    pub fn showing(self, shown: Option<i32>) -> Self {
        Self { shown, ..self }
    }

    /// Writes the row, in the transaction at hand.
    ///
    /// # Errors
    /// `Database`.
    pub fn write(self, conn: &mut AnyConnection) -> Result<()> {
        direct!(conn, |conn| diesel::insert_into(audit::table).values(self).execute(conn))?;
        Ok(())
    }
}
