//! What the schools of Wexcombe notified: something in each state, for whoever tries the inbox.

use chrono::NaiveDate;

use super::story::{days_after, days_before};
use crate::id::Id;
use crate::notifications::answers::{Answers, NewNotification};
use crate::notifications::model::{Ground, Status};
use crate::organisations::model::Organisation;

/// A notification of the demonstration.
pub struct Told {
    /// Received so many days before today.
    pub days_ago: i64,
    /// How far it has come.
    pub status: Status,
    /// Why it was not accepted, or what the school was asked.
    pub words: &'static str,
    /// Which of the school account's schools.
    pub school: usize,
    /// Whether the parent's notice came with it.
    pub has_file: bool,
    ground: Ground,
    given_names: &'static str,
    family_name: &'static str,
    years_old: i64,
    otherwise: &'static [(&'static str, &'static str)],
}

const fn told(
    days_ago: i64,
    ground: Ground,
    status: Status,
    (given_names, family_name, years_old): (&'static str, &'static str, i64),
) -> Told {
    Told { days_ago, status, words: "", school: 0, has_file: false, ground, given_names, family_name, years_old, otherwise: &[] }
}

/// The latest first.
pub const TOLD: &[Told] = &[
    Told {
        has_file: true,
        otherwise: &[("social_worker", "yes"), ("child_in_need", "yes"), ("reason", "mental_health")],
        ..told(1, Ground::HomeEducation, Status::Received, ("Otis", "Pembrook", 9))
    },
    Told { school: 1, ..told(1, Ground::TooFarAway, Status::Received, ("Leonie", "Tarrant", 13)) },
    Told { school: 1, ..told(2, Ground::Excluded, Status::BeingChecked, ("Jude", "Ackerley", 14)) },
    Told {
        has_file: true,
        words: "The letter names only one parent. Does the other one know of the plan?",
        otherwise: &[("sen", "ehc_plan")],
        ..told(4, Ground::HomeEducation, Status::MoreInformationNeeded, ("Saskia", "Wetherall", 8))
    },
    told(6, Ground::AnotherSchool, Status::Accepted, ("Barnaby", "Quayle", 7)),
    told(10, Ground::AbsentTwentyDays, Status::Received, ("Imogen", "Strake", 10)),
    Told {
        words: "The letter is not from a parent. Keep the name on your register and ask again.",
        ..told(13, Ground::HomeEducation, Status::NotAccepted, ("Rafe", "Holloway", 6))
    },
    Told { school: 1, ..told(34, Ground::AnotherSchool, Status::Accepted, ("Petra", "Lindsell", 12)) },
];

/// What every school answers, whatever the ground.
const USUAL: &[(&str, &str)] = &[
    ("sex", "not_recorded"),
    ("address", "14 Fuller Row"),
    ("town", "Wexcombe"),
    ("postcode", "WX1 4QD"),
    ("parents-1-relationship", "mother"),
    ("parents-1-responsibility", "yes"),
    ("parents-1-lives_with", "yes"),
    ("parents-1-telephone", "01632 960457"),
    ("destination", "Northmarch Primary School"),
    ("has_siblings", "no"),
    ("sen", "none"),
    ("placed_at_special_school", "no"),
    ("social_worker", "no"),
    ("child_in_need", "no"),
    ("protection_plan", "no"),
    ("looked_after", "no"),
    ("early_help", "no"),
    ("private_fostering", "no"),
    ("attendance", "84"),
    ("has_concerns", "no"),
    ("lead_view", "No concerns beyond what we shared with early help last year."),
    ("lead_name", "Helen Marchbanks"),
    ("reason", "lifestyle"),
    ("school_view", "The parents came to see us and have thought about it."),
    ("meeting", "held"),
    ("enquiries-1-what", "Visited the home"),
    ("enquiries-1-by", "Ruth Tindall"),
    ("enquiries-1-result", "Nobody in; a neighbour has not seen them for weeks"),
    ("notifier_name", "Ruth Tindall"),
    ("notifier_role", "Attendance officer"),
    ("notifier_telephone", "01632 960112"),
];

/// A child of whom a school told.
pub struct Named {
    /// As on the admission register.
    pub given_names: String,
    /// As on the admission register.
    pub family_name: String,
    /// The day of birth.
    pub born: NaiveDate,
}

impl Told {
    /// The notification, read on the day it was received; none where it is not whole.
    pub fn notification<T>(&self, id: Id<T>, school: Id<Organisation>, received: NaiveDate) -> Option<NewNotification> {
        let named = Named {
            given_names: self.given_names.to_owned(),
            family_name: self.family_name.to_owned(),
            born: days_before(received, self.years_old * 365 + 90),
        };
        notification(id, school, self.ground, &named, received, self.otherwise)
    }
}

/// A notification about a child, read on the day it was received; none where it is not whole.
pub fn notification<T>(
    id: Id<T>,
    school: Id<Organisation>,
    ground: Ground,
    child: &Named,
    received: NaiveDate,
    otherwise: &[(&str, &str)],
) -> Option<NewNotification> {
    let before = |days| days_before(received, days).to_string();
    let of_the_child = [
        ("given_names", child.given_names.clone()),
        ("family_name", child.family_name.clone()),
        ("date_of_birth", child.born.to_string()),
        ("parents-1-name", format!("Marian {}", child.family_name)),
        ("joined_on", before(500)),
        ("last_attended_on", before(3)),
        ("deletion_on", days_after(received, 1).to_string()),
        ("expected_on", days_after(received, 5).to_string()),
        ("excluded_on", before(8)),
        ("notice_on", before(4)),
        ("enquiries-1-on", before(2)),
    ];
    let usual = USUAL.iter().chain(otherwise).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let answers: Answers = usual.chain(of_the_child.map(|(name, text)| (name.to_owned(), text))).collect();
    NewNotification::read(id.cast(), school, ground, &answers, received).ok()
}

/// A letter of a parent, as a PDF of one page.
pub fn letter(words: &str) -> Vec<u8> {
    let text = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>".to_owned(),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (number, object) in (1..).zip(&objects) {
        places += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (begins, count) = (pdf.len(), objects.len() + 1);
    pdf += &format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<</Size {count} /Root 1 0 R>>\nstartxref\n{begins}\n%%EOF\n"
    );
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notification_is_whole_whatever_the_day() {
        for today in ["2026-02-28", "2026-09-01", "2027-12-31"] {
            let today: NaiveDate = today.parse().unwrap();
            for told in TOLD {
                let received = days_before(today, told.days_ago);
                assert!(told.notification(Id::<Told>::mint(), Id::mint(), received).is_some(), "{}", told.given_names);
            }
        }
        let states = |status| TOLD.iter().any(|told| told.status == status);
        assert!(Status::ALL.iter().all(|status| states(*status)), "something in each state");
    }
}
