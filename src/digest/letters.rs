//! The letters in words: text and simple HTML that say the same. References, counts and links to
//! lists; nothing that names anybody.

use askama::Template;
use chrono::NaiveDate;

use super::contents::{Call, Contents, Counts, Entry, LONG_DAYS, Own, Team, VISIT_DAYS};
use crate::access::House;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::notifications::model::LONG_WAIT_SCHOOL_DAYS;
use crate::web::filters;

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Counts alone.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML that says the same.
    pub html: String,
}

/// Where the links of letters lead: to lists, behind the sign-in.
struct Links {
    home: String,
    not_seen: String,
    not_seen_mine: String,
    not_seen_unassigned: String,
    contact: String,
    contact_mine: String,
    visits: String,
    visits_team: String,
    caseload: String,
    notifications: String,
    accounts: String,
}

/// Writes letters.
pub struct Writing {
    links: Links,
}

/// What both templates show.
struct Shown<'l> {
    authority: &'l str,
    day: NaiveDate,
    own: Option<&'l Own<'l>>,
    team: Option<&'l Team<'l>>,
    is_for_administrator: bool,
    links: &'l Links,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct TextLetter<'l> {
    shown: &'l Shown<'l>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlLetter<'l> {
    shown: &'l Shown<'l>,
}

impl Writing {
    /// With the links of this product.
    pub fn of(house: &House) -> Self {
        Self::with_links_to(house.config())
    }

    fn with_links_to(config: &Config) -> Self {
        let to = |path| config.link_in_letter(path);
        Self {
            links: Links {
                home: to("/"),
                not_seen: to("/not-seen"),
                not_seen_mine: to("/not-seen?officer=me"),
                not_seen_unassigned: to("/not-seen?officer=unassigned"),
                contact: to("/contact-overdue"),
                contact_mine: to("/contact-overdue?officer=me"),
                visits: to("/visits"),
                visits_team: to("/visits?whose=team"),
                caseload: to("/caseload"),
                notifications: to("/notifications"),
                accounts: to("/accounts"),
            },
        }
    }

    /// One letter, as at a day.
    ///
    /// # Errors
    /// `Internal` when a template fails.
    pub fn letter(&self, authority: &str, day: NaiveDate, contents: &Contents<'_, '_>) -> Result<Made> {
        let (own, team, is_for_administrator) = match contents {
            Contents::Officer(own) => (Some(*own), None, false),
            Contents::Manager(own, team) => (Some(*own), Some(*team), false),
            Contents::Administrator(team) => (None, Some(*team), true),
        };
        let shown = Shown { authority, day, own, team, is_for_administrator, links: &self.links };
        let text = TextLetter { shown: &shown }.render().map_err(Error::internal)?;
        let html = HtmlLetter { shown: &shown }.render().map_err(Error::internal)?;
        Ok(Made { subject: subject(contents), text, html })
    }
}

fn subject(contents: &Contents<'_, '_>) -> String {
    let (whose, counts, tail) = match contents {
        Contents::Officer(own) => ("", own.counts, ""),
        Contents::Manager(_, team) => ("team, ", team.counts, ""),
        Contents::Administrator(team) => ("", team.counts, ", and no manager to tell"),
    };
    if counts.is_clear() {
        return format!("Seen: {whose}nothing overdue{tail}");
    }
    format!("Seen: {whose}{} not seen, {} overdue{tail}", children(counts.not_seen), contacts(counts.contact_overdue))
}

fn children(count: usize) -> String {
    if count == 1 { "1 child".into() } else { format!("{count} children") }
}

fn contacts(count: usize) -> String {
    if count == 1 { "1 contact".into() } else { format!("{count} contacts") }
}

fn days(count: i64) -> String {
    if count == 1 { "1 day".into() } else { format!("{count} days") }
}

impl Shown<'_> {
    /// Children that are not seen, of a list that may hold others.
    fn not_seen<'e>(&self, entries: &'e [&'e Entry]) -> Vec<&'e Entry> {
        entries.iter().copied().filter(|entry| entry.not_seen.is_some()).collect()
    }

    /// Children whose contact is overdue, of a list that may hold others.
    fn contact_overdue<'e>(&self, entries: &'e [&'e Entry]) -> Vec<&'e Entry> {
        entries.iter().copied().filter(|entry| entry.contact_over.is_some()).collect()
    }

    fn visit_days(&self) -> u64 {
        VISIT_DAYS
    }

    fn long_wait(&self) -> u32 {
        LONG_WAIT_SCHOOL_DAYS
    }

    fn long_days(&self) -> i64 {
        LONG_DAYS
    }

    fn own_counts(&self) -> Counts {
        self.own.map(|own| own.counts).unwrap_or_default()
    }

    /// Whether nothing at all is overdue in what this letter is about.
    fn is_clear(&self) -> bool {
        self.own_counts().is_clear() && self.team.is_none_or(|team| team.counts.is_clear())
    }
}

impl Entry {
    /// "never seen, 12 days overdue", "214 days overdue".
    pub(super) fn unseen_words(&self) -> String {
        let Some(not_seen) = self.not_seen else { return String::new() };
        let when = match not_seen.days_over {
            over if over > 0 => format!("{} overdue", days(over)),
            0 => "due today".into(),
            left => format!("due in {}", days(-left)),
        };
        if not_seen.never { format!("never seen, {when}") } else { when }
    }

    /// "30 days overdue".
    pub(super) fn contact_words(&self) -> String {
        self.contact_over.map_or_else(String::new, |over| format!("{} overdue", days(over)))
    }

    /// Both: "not seen: 214 days overdue; contact: 30 days overdue".
    pub(super) fn words(&self) -> String {
        let unseen = self.not_seen.map(|_| format!("not seen: {}", self.unseen_words()));
        let contact = self.contact_over.map(|_| format!("contact: {}", self.contact_words()));
        unseen.into_iter().chain(contact).collect::<Vec<_>>().join("; ")
    }
}

impl Call {
    /// "today", "tomorrow", "in 3 days".
    pub(super) fn words(&self) -> String {
        match self.in_days {
            0 => "today".into(),
            1 => "tomorrow".into(),
            later => format!("in {}", days(later)),
        }
    }
}

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
