//! The head of every page of a record: who the child is, and where the child stands.

use chrono::NaiveDate;

use super::clocks::{Sighting, remarks};
use super::queries::Names;
use crate::access::Desk;
use crate::access::role::Staff;
use crate::children::addresses::AddressRow;
use crate::children::circumstances::CircumstanceRow;
use crate::children::model::Child;
use crate::children::particulars::ChildRow;
use crate::children::queries::Heading;
use crate::contacts::standard::{Fact, Standing, Verdict};
use crate::dates::long_date;
use crate::error::Result;
use crate::id::Id;
use crate::merges::queries::leading_on::MergedHere;
use crate::registrations::model::Level;
use crate::registrations::queries::Episode;

/// The last part of each tab's address, and its words.
const TABS: [(&str, &str); 6] = [
    ("", "Timeline"),
    ("family", "Family and addresses"),
    ("education", "Education"),
    ("identifiers", "Identifiers"),
    ("history", "History"),
    ("opened", "Who opened this record"),
];

/// A word beside the name, with its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// A colour of the GOV.UK tag.
    pub colour: &'static str,
    /// The word.
    pub words: String,
}

/// The verdict on top, in sentences.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Of the contact standard.
    pub verdict: Verdict,
    /// Its reason.
    pub reason: String,
    /// Whether our own contact is overdue.
    pub is_contact_overdue: bool,
    /// The reason of that.
    pub contact_reason: String,
    /// What should be known beside it.
    pub remarks: Vec<String>,
}

/// Who the child is, and where the child stands.
#[derive(Clone, Debug)]
pub struct Head {
    /// The child.
    pub child: ChildRow,
    /// The open registration, or else the latest; none where there never was one.
    pub episode: Option<Episode>,
    /// The officer's name, or what the imported sheet said, or empty.
    pub officer: String,
    /// Level, plans and statuses.
    pub tags: Vec<Tag>,
    /// None while no registration is open.
    pub judged: Option<Judged>,
    /// Other records that somebody has said are this child too.
    pub same: Vec<Heading>,
    /// Records that were merged into this one, the latest first.
    pub merged: Vec<MergedHere>,
    /// The day of the verdict.
    pub today: NaiveDate,
    /// The tab shown: the last part of its address.
    pub tab: &'static str,
}

/// What the head was made from, for the page that shows more of it.
pub struct Behind {
    /// Every contact, reduced.
    pub sightings: Vec<Sighting>,
    /// The standing; none while no registration is open.
    pub standing: Option<Standing>,
    /// All registrations, the latest first.
    pub episodes: Vec<Episode>,
    /// All addresses.
    pub addresses: Vec<AddressRow>,
    /// All circumstances.
    pub circumstances: Vec<CircumstanceRow>,
    /// Who is who.
    pub names: Names,
}

impl Head {
    /// Reads it at a desk, for one of the tabs.
    ///
    /// # Errors
    /// `NotFound` when the child is not this authority's.
    pub fn read<R: Staff, M>(desk: &mut Desk<'_, R, M>, child: Id<Child>, tab: &'static str) -> Result<(Self, Behind)> {
        let today = desk.today();
        let child = desk.child(child)?;
        let sightings = desk.sightings(child.id)?;
        let facts: Vec<Fact> = sightings.iter().map(|sighting| sighting.fact).collect();
        let behind = Behind {
            standing: desk.standing_from(child.id, &facts, today)?,
            sightings,
            episodes: desk.episodes(child.id)?,
            addresses: desk.addresses(child.id)?,
            circumstances: desk.circumstances(child.id)?,
            names: desk.names_of_accounts()?,
        };
        let episode = behind.episodes.iter().find(|episode| episode.is_open()).or(behind.episodes.first()).cloned();
        let moved_on =
            behind.addresses.iter().filter(|address| address.is_current(today)).filter_map(|address| address.from_on).max();
        let judged = behind.standing.as_ref().map(|standing| Judged {
            verdict: standing.verdict(today),
            reason: standing.reason(today),
            is_contact_overdue: standing.is_contact_overdue(today),
            contact_reason: standing.contact_reason(today),
            remarks: remarks(standing, &facts, moved_on, today),
        });
        let officer = episode.as_ref().map(|episode| officer(episode, &behind.names)).unwrap_or_default();
        let shielded = behind.addresses.iter().any(|address| address.do_not_share);
        let tags = tags(episode.as_ref(), &behind.circumstances, shielded);
        let (same, merged) = (desk.same_child_as(child.id)?, desk.merged_into(child.id)?);
        Ok((Self { child, episode, officer, tags, judged, same, merged, today, tab }, behind))
    }

    /// The tabs: address, words, and whether it is the one shown.
    pub fn tabs(&self) -> Vec<(String, &'static str, bool)> {
        TABS.iter()
            .map(|(tab, words)| {
                let path = format!("/children/{}", self.child.id);
                (if tab.is_empty() { path } else { format!("{path}/{tab}") }, *words, *tab == self.tab)
            })
            .collect()
    }

    /// "12, Year 8".
    pub fn age_and_year(&self) -> String {
        format!("{}, {}", self.child.age(self.today), self.child.year_group(self.today).label())
    }

    /// The open registration.
    pub fn open(&self) -> Option<&Episode> {
        self.episode.as_ref().filter(|episode| episode.is_open())
    }

    /// "home educated since 9 September 2025".
    pub fn registered(&self) -> String {
        match &self.episode {
            None => "not on the register yet".to_owned(),
            Some(episode) => {
                let kind = super::clocks::lower_first(episode.kind.label());
                match episode.ended_on {
                    None => format!("{kind} since {}", long_date(episode.started_on)),
                    Some(end) => format!("{kind} until {}", long_date(end)),
                }
            }
        }
    }
}

fn officer(episode: &Episode, names: &Names) -> String {
    match episode.officer_id {
        Some(officer) => names.of(officer.as_str()),
        None if episode.officer_words.is_empty() => String::new(),
        None => format!("nobody yet (the sheet said “{}”)", episode.officer_words),
    }
}

fn tags(episode: Option<&Episode>, circumstances: &[CircumstanceRow], shielded: bool) -> Vec<Tag> {
    let mut tags = Vec::new();
    match episode.filter(|episode| episode.is_open()) {
        None => tags.push(Tag { colour: "grey", words: "Not on the register".to_owned() }),
        Some(episode) => tags.push(level_tag(episode.level)),
    }
    if shielded {
        tags.push(Tag { colour: "red", words: "Do not share the address".to_owned() });
    }
    tags.extend(circumstances.iter().map(circumstance_tag));
    tags
}

fn level_tag(level: Level) -> Tag {
    let colour = match level {
        Level::Intensive => "red",
        Level::Enhanced => "orange",
        Level::Standard => "grey",
    };
    Tag { colour, words: format!("{} level", level.label()) }
}

fn circumstance_tag(row: &CircumstanceRow) -> Tag {
    let month = |day: NaiveDate| day.format("%B %Y").to_string();
    let words = match (row.ended, row.from_on, row.to_on) {
        (true, _, Some(end)) => format!("{} to {}", row.kind.label(), month(end)),
        (true, _, None) => format!("{}, ended", row.kind.label()),
        (false, Some(start), _) => format!("{} since {}", row.kind.label(), month(start)),
        (false, None, _) => row.kind.label().to_owned(),
    };
    let colour = match (row.ended, row.kind.is_special_educational_need()) {
        (true, _) => "grey",
        (false, true) => "blue",
        (false, false) => "yellow",
    };
    Tag { colour, words }
}
