//! What stands around every page: who is signed in, where they can go, what was just done.

use actix_web::{HttpMessage, HttpRequest};

use crate::access::House;
use crate::access::account::AccountRole;
use crate::access::session::{FormToken, Session};
use crate::config::Config;

/// The frame of one page, read by `templates/layout.html` as the runtime value `frame`.
pub struct Frame {
    /// The authority's name; empty when nobody is signed in.
    pub authority: String,
    /// The account's name; empty when nobody is signed in.
    pub name: String,
    /// The role's words; empty when nobody is signed in.
    pub role: &'static str,
    /// The first place of this role; the sign-in page when nobody is signed in.
    pub home: &'static str,
    /// Where this role can go.
    pub places: &'static [Place],
    /// The path of this page, to mark the current place.
    pub path: String,
    /// What every form on the page must carry (CSRF).
    pub form_token: String,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    /// What the page has to say whatever it is about.
    pub notices: Vec<String>,
    /// The data are invented.
    pub demonstration: bool,
}

/// An entry of the navigation.
pub struct Place {
    /// Where it leads.
    pub href: &'static str,
    /// Its words.
    pub label: &'static str,
}

const fn place(href: &'static str, label: &'static str) -> Place {
    Place { href, label }
}

const OFFICER: &[Place] = &[
    place("/", "Today"),
    place("/not-seen", "Not seen"),
    place("/contact-overdue", "Contact overdue"),
    place("/notifications", "Notifications"),
    place("/children", "Children"),
    place("/visits", "Visits"),
    place("/tasks", "Tasks"),
];
const MANAGER: &[Place] = &[
    place("/", "Today"),
    place("/not-seen", "Not seen"),
    place("/contact-overdue", "Contact overdue"),
    place("/notifications", "Notifications"),
    place("/children", "Children"),
    place("/visits", "Visits"),
    place("/tasks", "Tasks"),
    place("/caseload", "Caseloads"),
    place("/standards", "Standards"),
    place("/imports", "Imports"),
    place("/reports", "Reports"),
];
const ADMINISTRATOR: &[Place] = &[
    place("/accounts", "Accounts"),
    place("/organisations", "Organisations"),
    place("/mail", "Letters"),
    place("/settings", "Settings"),
];
const SCHOOL: &[Place] = &[place("/school", "Notifications"), place("/school/people", "People")];
const AUDITOR: &[Place] = &[place("/audit", "Audit trail"), place("/reports", "Reports")];

/// What a page has to say whatever it is about, added to its request: sentences without personal data.
#[derive(Clone, Debug, Default)]
pub struct Notices(pub Vec<String>);

impl Place {
    /// Whether `path` is this place or within it. The possible duplicates are found under the tasks.
    pub fn holds(&self, path: &str) -> bool {
        let is_within = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        match self.href {
            "/" => path == "/",
            "/notifications" => is_within("/notifications") || is_within("/admissions"),
            "/tasks" => is_within("/tasks") || is_within("/duplicates"),
            "/school" => is_within("/school") && !is_within("/school/people") && !is_within("/school/keys"),
            "/school/people" => is_within("/school/people") || is_within("/school/keys"),
            href => is_within(href),
        }
    }
}

/// Where each role can go.
pub fn places(role: AccountRole) -> &'static [Place] {
    match role {
        AccountRole::Officer => OFFICER,
        AccountRole::Manager => MANAGER,
        AccountRole::Administrator => ADMINISTRATOR,
        AccountRole::Auditor => AUDITOR,
        AccountRole::School => SCHOOL,
    }
}

/// The first place of a role: where signing in leads.
pub fn home(role: AccountRole) -> &'static str {
    places(role)[0].href
}

impl Frame {
    /// The frame for the answer to this request.
    pub fn of(request: &HttpRequest) -> Self {
        let extensions = request.extensions();
        let path = request.path().to_owned();
        let done = request.query_string().split('&').find_map(|pair| pair.strip_prefix("done=")).and_then(done_sentence);
        if let Some(session) = extensions.get::<Session>().filter(|session| session.is_full()) {
            return Self {
                authority: session.authority_name.clone(),
                name: session.name.clone(),
                role: session.role.label(),
                home: home(session.role),
                places: places(session.role),
                path,
                form_token: session.form_token.clone(),
                done,
                notices: extensions.get::<Notices>().map(|notices| notices.0.clone()).unwrap_or_default(),
                demonstration: session.demonstration,
            };
        }
        let form_token = match (extensions.get::<Session>(), extensions.get::<FormToken>()) {
            (Some(session), _) => session.form_token.clone(),
            (None, Some(token)) => token.0.clone(),
            (None, None) => String::new(),
        };
        Self {
            authority: String::new(),
            name: String::new(),
            role: "",
            home: "/sign-in",
            places: &[],
            path,
            form_token,
            done,
            notices: Vec::new(),
            demonstration: false,
        }
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        !self.name.is_empty()
    }
}

/// Whether cookies may be marked secure here.
pub fn is_secure(request: &HttpRequest) -> bool {
    request.app_data::<actix_web::web::Data<House>>().is_some_and(|house| Config::is_secure(house.config()))
}

macro_rules! done {
    ($($code:literal: $sentence:literal,)+) => {
        /// The sentence for a code in `?done=`: a closed list, so that a link can say nothing of its own.
        fn done_sentence(code: &str) -> Option<&'static str> {
            match code { $($code => Some($sentence),)+ _ => None }
        }
    };
}

done! {
    "saved": "Saved.",
    "child-added": "The child is on the register.",
    "not-added": "No child was added: this is the record you chose. What you typed is not kept, so add to this record what it does not say yet.",
    "contact-recorded": "The contact is recorded and the due dates are up to date.",
    "contact-corrected": "The contact is corrected; what it said before is kept.",
    "contact-in-error": "The contact is marked as entered in error and counts for nothing.",
    "visit-planned": "The visit is planned.",
    "visit-moved": "The visit is changed.",
    "visit-cancelled": "The visit is cancelled.",
    "registration-opened": "The registration is open.",
    "registration-closed": "The registration is closed.",
    "registration-reopened": "The registration is open again and the due dates are up to date.",
    "registration-corrected": "The registration is corrected and the due dates are up to date.",
    "kind-changed": "The kind of registration is changed.",
    "level-set": "The level is set and the due dates are up to date.",
    "officer-assigned": "The officer is assigned.",
    "officers-assigned": "The children you ticked are assigned.",
    "standard-saved": "The standard is saved and every due date is up to date.",
    "standards-reviewed": "The standards are confirmed.",
    "imported": "The file is imported.",
    "task-done": "The task is done.",
    "task-reopened": "The task is to be done again.",
    "duplicate-decided": "Your decision is kept.",
    "records-merged": "The two records are one, and the due dates are up to date.",
    "records-split": "The two records are apart again, and the due dates of both are up to date.",
    "password-set": "Your password is set. Sign in with it.",
    "password-changed": "Your password is changed and your other sessions have ended.",
    "session-ended": "The session has ended.",
    "signed-out": "You are signed out.",
    "signed-out-everywhere": "You are signed out on every device.",
    "second-factor": "Your second factor is set up.",
    "account-disabled": "The account is disabled and signed out everywhere.",
    "second-factor-removed": "The second factor is off the account, which is signed out everywhere.",
    "account-enabled": "The account is enabled again.",
    "school-account-removed": "They no longer act for the school.",
    "school-key-revoked": "The key is revoked. It holds no longer.",
    "draft-saved": "Saved. You can come back to it at any time.",
    "admission-sent": "The authority is told of the new pupil.",
    "admission-confirmed": "Confirmed: the register says so now.",
    "admission-set-aside": "Set aside. Nothing on the register was changed.",
    "notifications-sent": "The notifications are sent.",
    "draft-discarded": "The draft is deleted.",
    "file-added": "The file is attached.",
    "file-removed": "The file is taken off.",
    "holiday-removed": "These days count as school days again.",
    "message-sent": "Your message is sent.",
    "checks-kept": "The checks are kept.",
    "school-asked": "The school is asked. It sees your question when it opens the notification.",
    "notification-accepted": "The notification is accepted.",
    "notification-refused": "The notification is not accepted, and the school can read why.",
    "arrival-confirmed": "The arrival is confirmed and nothing is watched any more.",
    "letter-resent": "The letter is queued again.",
    "letters-resent": "Every failed letter whose account is enabled is queued again.",
}
