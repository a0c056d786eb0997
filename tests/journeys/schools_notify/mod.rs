//! A school tells the authority that a name comes off its register; an officer decides; the child is on
//! the register, last seen on the last day at school.

mod deciding;
mod files;
mod officers;
mod scanner;
mod scanning;
mod school_days;
mod watching;
mod writing;

use seen::id::Id;
use seen::notifications::model::{Ground, Section};
use seen::organisations::model::Organisation;

use crate::office::{Office, Person};

/// A child that only these stories know, so that its name can be looked for.
pub const NAME: &str = "Zephyrine Quillfeather";

/// Answers that any ground accepts, and nothing pressing.
pub const WHOLE: &[(&str, &str)] = &[
    ("given_names", "Zephyrine"),
    ("family_name", "Quillfeather"),
    ("date_of_birth", "28/2/2014"),
    ("sex", "female"),
    ("address", "77 Canary Crescent"),
    ("town", "Wexcombe"),
    ("postcode", "WX9 9ZY"),
    ("parents-1-name", "Rosalind Quillfeather"),
    ("parents-1-responsibility", "yes"),
    ("parents-1-lives_with", "yes"),
    ("parents-1-telephone", "07700 900123"),
    ("joined_on", "4/9/2021"),
    ("last_attended_on", "27/2/2026"),
    ("deletion_on", "2/3/2026"),
    ("excluded_on", "20/2/2026"),
    ("destination", "Mill Lane High, Wexcombe"),
    ("expected_on", "9/3/2026"),
    ("has_siblings", "no"),
    ("sen", "none"),
    ("placed_at_special_school", "no"),
    ("social_worker", "no"),
    ("child_in_need", "no"),
    ("protection_plan", "no"),
    ("looked_after", "no"),
    ("early_help", "no"),
    ("private_fostering", "no"),
    ("attendance", "91"),
    ("has_concerns", "no"),
    ("lead_view", "No concerns."),
    ("lead_name", "J. Osei"),
    ("notice_on", "26/2/2026"),
    ("reason", "lifestyle"),
    ("school_view", "The family has planned this well."),
    ("meeting", "held"),
    ("enquiries-1-on", "25/2/2026"),
    ("enquiries-1-what", "Rang every number"),
    ("enquiries-1-by", "S. Patel"),
    ("enquiries-1-result", "Nobody answered"),
    ("youth_justice_worker", "Wexcombe youth justice, P. Lane"),
    ("notifier_name", "S. Patel"),
    ("notifier_role", "Office manager"),
    ("notifier_telephone", "01234 567890"),
];

/// A school with somebody who acts for it.
pub struct School {
    pub id: Id<Organisation>,
    pub sal: Person,
}

impl School {
    pub async fn of(office: &Office, name: &str) -> Self {
        let id = office.school(name);
        let sal = office.school_user(&format!("Sal of {name}"), &[id]).await;
        Self { id, sal }
    }

    /// Writes a notification page by page, with some answers otherwise; answers where the draft is.
    pub async fn writes(&self, ground: Ground, otherwise: &[(&str, &str)]) -> String {
        let begun = self.sal.post("/school/notify", &[("ground", ground.code())]).await;
        let draft = begun.location().to_owned();
        for section in ground.asks() {
            let answer = self.sal.post(&format!("{draft}/answer"), &answers(*section, otherwise)).await;
            assert_eq!(answer.status(), 303, "{section}: {answer}");
        }
        draft
    }

    /// Writes and sends; answers the id of the notification.
    pub async fn notifies(&self, ground: Ground, otherwise: &[(&str, &str)]) -> String {
        let draft = self.writes(ground, otherwise).await;
        let sent = self.sal.post(&format!("{draft}/check"), &[]).await;
        assert_eq!(sent.status(), 303, "{sent}");
        draft.rsplit('/').next().unwrap().to_owned()
    }
}

fn answers<'a>(section: Section, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_otherwise = |name: &str| otherwise.iter().any(|(other, _)| *other == name);
    let usual = WHOLE.iter().copied().filter(|(name, _)| !is_otherwise(name));
    let mut fields: Vec<_> = usual.chain(otherwise.iter().copied()).filter(|(name, _)| section.holds(name)).collect();
    fields.push(("about", section.code()));
    fields
}
