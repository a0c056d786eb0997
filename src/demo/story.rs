//! How a child's time on the register went: when it began and why, who was in touch since, and when
//! that stopped.

use chrono::{Days, NaiveDate};

use super::chance::Chance;
use super::setting::Setting;
use crate::contacts::model::{Answer, Mode, Outcome};
use crate::contacts::standard::{Fact, Standard};
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, RegistrationKind};

/// What keeps a child in sight, or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Visited about as often as the standard asks.
    InTouch,
    /// Visited once; then the visits stopped, and no other agency saw the child either.
    Slipping,
    /// Since some day only ever on a screen.
    OnScreen,
    /// Letters come back with a report; the door stays shut.
    Refusing,
    /// No agency has ever seen the child.
    NeverSeen,
    /// Seen every week or two for years: a record with hundreds of contacts.
    WatchedClosely,
}

/// One episode on the register.
#[derive(Clone, Copy, Debug)]
pub struct Episode {
    /// Why the child is on the register.
    pub kind: RegistrationKind,
    /// First day.
    pub started_on: NaiveDate,
    /// Last day; none while open.
    pub ended_on: Option<NaiveDate>,
    /// It ended by becoming another kind.
    pub changed_kind: bool,
}

/// A child's episodes, in order, and how they went.
#[derive(Debug)]
pub struct Story {
    /// At least one; only the last may be open.
    pub episodes: Vec<Episode>,
    /// How closely the authority keeps in touch.
    pub level: Level,
    /// What happened.
    pub course: Course,
    /// The last day on which the child was in sight, where that ended.
    in_sight_until: NaiveDate,
}

impl Story {
    /// Makes up the story of a child born on a day, in a family with or without a social worker.
    pub fn new(chance: &mut Chance, setting: &Setting, born: NaiveDate, open_to_social_care: bool, watched: bool) -> Self {
        let level = if watched { Level::Intensive } else { level(chance, open_to_social_care) };
        let kind = kind(chance, watched);
        let episodes = episodes(chance, setting.today, born, kind, watched);
        let course = if watched { Course::WatchedClosely } else { course(chance, kind) };
        let standard = Standard::shipped(kind, level);
        let out_of_sight = chance.between(2, 60).max(chance.between(-900, 800)) + i64::from(standard.in_person);
        let in_sight_until = days_before(setting.today, out_of_sight);
        Self { episodes, level, course, in_sight_until }
    }

    /// The first day of the first episode.
    pub fn began_on(&self) -> NaiveDate {
        self.episodes[0].started_on
    }

    /// The last episode: the open one, where there is one.
    pub fn last(&self) -> &Episode {
        &self.episodes[self.episodes.len() - 1]
    }

    /// Whether somebody could have seen the child on a day, and how at best.
    fn sight(&self, day: NaiveDate) -> Sight {
        match self.course {
            Course::InTouch | Course::WatchedClosely => Sight::InPerson,
            Course::NeverSeen => Sight::None,
            Course::Slipping | Course::Refusing | Course::OnScreen if day <= self.in_sight_until => Sight::InPerson,
            Course::OnScreen => Sight::OnScreen,
            Course::Slipping | Course::Refusing => Sight::None,
        }
    }

    /// Every contact of the story in the order of days: what the rule looks at.
    pub fn facts(&self, chance: &mut Chance, setting: &Setting, born: NaiveDate, schooled: bool) -> Vec<Fact> {
        let yesterday = days_before(setting.today, 1);
        let mut facts = Vec::new();
        if schooled && self.course != Course::NeverSeen {
            facts.push(fact(days_before(self.began_on(), chance.between(1, 9)), AgencyKind::School, Mode::InPersonElsewhere));
        }
        let nothing_at_all = self.course == Course::NeverSeen && chance.percent(40);
        if !nothing_at_all {
            for episode in &self.episodes {
                let until = episode.ended_on.unwrap_or(yesterday).min(yesterday);
                self.own_visits(chance, episode, until, &mut facts);
                self.own_letters(chance, episode.started_on, until, &mut facts);
            }
            let until = self.last().ended_on.unwrap_or(yesterday).min(yesterday);
            self.other_agencies(chance, born, until, &mut facts);
        }
        for fact in &mut facts {
            fact.entered_in_error = chance.below(1000) < 12;
        }
        facts.sort_by_key(|fact| fact.occurred_on);
        facts
    }

    fn own_visits(&self, chance: &mut Chance, episode: &Episode, until: NaiveDate, facts: &mut Vec<Fact>) {
        let standard = Standard::shipped(episode.kind, self.level);
        let often = i64::from(standard.contact.min(standard.seen).min(standard.in_person));
        let (least, most) = if self.course == Course::WatchedClosely { (6, 13) } else { (often * 6 / 10, often) };
        let mut day = days_after(episode.started_on, chance.between(2, i64::from(standard.first)));
        let mut left = if self.course == Course::WatchedClosely { 220 } else { 26 };
        while day <= until && left > 0 {
            let visit = self.own_visit(chance, day);
            let came_to_nothing = visit.outcome != Outcome::Completed;
            facts.push(visit);
            let wait = if came_to_nothing && self.sight(day) != Sight::None {
                chance.between(4, 18.min(often / 2).max(5))
            } else {
                chance.between(least, most)
            };
            day = days_after(day, wait);
            left -= 1;
        }
    }

    fn own_visit(&self, chance: &mut Chance, day: NaiveDate) -> Fact {
        let agency = chance.weighted(&[(85, AgencyKind::EheTeam), (15, AgencyKind::EducationWelfare)]);
        let sight = self.sight(day);
        let mode = match sight {
            Sight::InPerson => chance.weighted(&[(74, Mode::HomeVisit), (19, Mode::InPersonElsewhere), (7, Mode::Video)]),
            Sight::OnScreen => chance.weighted(&[(80, Mode::Video), (20, Mode::HomeVisit)]),
            Sight::None => chance.weighted(&[(60, Mode::HomeVisit), (15, Mode::Video), (25, Mode::Phone)]),
        };
        let can_work = sight == Sight::InPerson || (sight == Sight::OnScreen && mode == Mode::Video);
        let outcome = if can_work {
            chance.weighted(&[
                (88, Outcome::Completed),
                (5, Outcome::NoAccess),
                (2, Outcome::Declined),
                (3, Outcome::Cancelled),
                (2, Outcome::NoReply),
            ])
        } else if mode == Mode::Phone {
            chance.weighted(&[(35, Outcome::Completed), (65, Outcome::NoReply)])
        } else {
            chance.weighted(&[
                (42, Outcome::NoAccess),
                (30, Outcome::Declined),
                (13, Outcome::Cancelled),
                (15, Outcome::Completed),
            ])
        };
        looked_at(chance, sight, Fact { mode, outcome, ..fact(day, agency, mode) })
    }

    fn own_letters(&self, chance: &mut Chance, from: NaiveDate, until: NaiveDate, facts: &mut Vec<Fact>) {
        for day in days_at_rate(chance, 8, from, until) {
            let mode = chance.weighted(&[
                (30, Mode::Letter),
                (27, Mode::Email),
                (22, Mode::Phone),
                (10, Mode::Text),
                (6, Mode::Report),
                (5, Mode::NotRecorded),
            ]);
            let outcome = if chance.percent(78) { Outcome::Completed } else { Outcome::NoReply };
            facts.push(Fact { outcome, child_seen: Answer::No, ..fact(day, AgencyKind::EheTeam, mode) });
        }
    }

    fn other_agencies(&self, chance: &mut Chance, born: NaiveDate, until: NaiveDate, facts: &mut Vec<Fact>) {
        let social_care_rate = if self.level == Level::Standard { 0 } else { 18 };
        let rates = [
            (5, AgencyKind::Gp),
            (2, AgencyKind::Hospital),
            (2, AgencyKind::SchoolNursing),
            (1, AgencyKind::HealthVisiting),
            (social_care_rate, AgencyKind::SocialCare),
            (1, AgencyKind::Camhs),
            (1, AgencyKind::Police),
            (1, AgencyKind::Send),
            (1, AgencyKind::EarlyHelp),
            (1, AgencyKind::Voluntary),
        ];
        let from = days_before(self.began_on(), 200).max(born);
        for (per_decade, agency) in rates {
            for day in days_at_rate(chance, per_decade, from, until).into_iter().take(12) {
                if let Some(fact) = self.by_another_agency(chance, day, agency) {
                    facts.push(fact);
                }
            }
        }
    }

    fn by_another_agency(&self, chance: &mut Chance, day: NaiveDate, agency: AgencyKind) -> Option<Fact> {
        let mode = match agency {
            AgencyKind::HealthVisiting | AgencyKind::SocialCare | AgencyKind::Police | AgencyKind::EarlyHelp => {
                chance.weighted(&[(82, Mode::HomeVisit), (10, Mode::Phone), (8, Mode::Report)])
            }
            AgencyKind::Camhs => chance.weighted(&[(60, Mode::InPersonElsewhere), (40, Mode::Video)]),
            _ => chance.weighted(&[(88, Mode::InPersonElsewhere), (12, Mode::Phone)]),
        };
        let sight = self.sight(day);
        if sight == Sight::None && mode.is_in_person() {
            // Not brought, or nobody in: that much the agency knows.
            let outcome = if mode == Mode::HomeVisit { Outcome::NoAccess } else { Outcome::DidNotAttend };
            return chance.percent(35).then(|| Fact { outcome, child_seen: Answer::No, ..fact(day, agency, mode) });
        }
        let missed = if mode == Mode::HomeVisit { Outcome::NoAccess } else { Outcome::DidNotAttend };
        let outcome = if chance.percent(92) { Outcome::Completed } else { missed };
        Some(looked_at(chance, sight, Fact { outcome, ..fact(day, agency, mode) }))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    InPerson,
    OnScreen,
    None,
}

/// A completed sighting; callers take away from it.
fn fact(occurred_on: NaiveDate, agency: AgencyKind, mode: Mode) -> Fact {
    let seen = if matches!(mode, Mode::HomeVisit | Mode::InPersonElsewhere) { Answer::Yes } else { Answer::No };
    Fact {
        occurred_on,
        agency,
        mode,
        outcome: Outcome::Completed,
        child_seen: seen,
        spoken_to: Answer::NotRecorded,
        alone: Answer::NotRecorded,
        entered_in_error: false,
    }
}

/// Whether the child was seen and spoken to, within what can be true together.
fn looked_at(chance: &mut Chance, sight: Sight, fact: Fact) -> Fact {
    let can_see = match sight {
        Sight::InPerson => fact.mode.is_in_person() || fact.mode == Mode::Video,
        Sight::OnScreen => fact.mode == Mode::Video,
        Sight::None => false,
    };
    if fact.outcome != Outcome::Completed || !can_see {
        return Fact { child_seen: Answer::No, spoken_to: Answer::No, alone: Answer::No, ..fact };
    }
    let child_seen = chance.weighted(&[(92, Answer::Yes), (5, Answer::No), (3, Answer::NotRecorded)]);
    if child_seen != Answer::Yes {
        return Fact { child_seen, spoken_to: Answer::NotRecorded, alone: Answer::NotRecorded, ..fact };
    }
    let spoken_to = chance.weighted(&[(72, Answer::Yes), (15, Answer::No), (13, Answer::NotRecorded)]);
    let alone = match spoken_to {
        Answer::Yes => chance.weighted(&[(34, Answer::Yes), (46, Answer::No), (20, Answer::NotRecorded)]),
        other => other,
    };
    Fact { child_seen, spoken_to, alone, ..fact }
}

fn level(chance: &mut Chance, open_to_social_care: bool) -> Level {
    if open_to_social_care {
        chance.weighted(&[(45, Level::Enhanced), (45, Level::Intensive), (10, Level::Standard)])
    } else {
        chance.weighted(&[(89, Level::Standard), (10, Level::Enhanced), (1, Level::Intensive)])
    }
}

fn kind(chance: &mut Chance, watched: bool) -> RegistrationKind {
    if watched {
        return RegistrationKind::Ehe;
    }
    chance.weighted(&[
        (760, RegistrationKind::Ehe),
        (140, RegistrationKind::Cme),
        (30, RegistrationKind::FlexiSchool),
        (25, RegistrationKind::PartTimeTimetable),
        (20, RegistrationKind::Eotas),
        (18, RegistrationKind::Section19),
        (7, RegistrationKind::Other),
    ])
}

fn course(chance: &mut Chance, kind: RegistrationKind) -> Course {
    let never = if kind == RegistrationKind::Cme { 18 } else { 4 };
    chance.weighted(&[
        (76, Course::InTouch),
        (8, Course::Slipping),
        (4, Course::OnScreen),
        (4, Course::Refusing),
        (never, Course::NeverSeen),
    ])
}

fn episodes(chance: &mut Chance, today: NaiveDate, born: NaiveDate, kind: RegistrationKind, watched: bool) -> Vec<Episode> {
    let five_years_old = days_after(born, 5 * 365 + 1);
    let ago = match kind {
        _ if watched => chance.between(1900, 2100),
        RegistrationKind::Cme => chance.between(2, 190),
        // Two draws, the smaller: most came lately, as the numbers of every authority show.
        RegistrationKind::Ehe => chance.between(4, 2300).min(chance.between(4, 2300)),
        _ => chance.between(6, 500),
    };
    let started_on = days_before(today, ago).max(five_years_old).min(days_before(today, 2));
    let closed =
        !watched && (days_after(born, 16 * 365 + 300) < today || chance.percent(15)) && (today - started_on).num_days() > 30;
    let ended_on = closed.then(|| chance.day(days_after(started_on, 10), days_before(today, 3)));
    let last = Episode { kind, started_on, ended_on, changed_kind: false };
    let before = (started_on - five_years_old).num_days();
    if before > 120 && kind == RegistrationKind::Ehe && chance.percent(9) {
        let began = days_before(started_on, chance.between(10, 90));
        return vec![
            Episode { kind: RegistrationKind::Cme, started_on: began, ended_on: Some(started_on), changed_kind: true },
            last,
        ];
    }
    if before > 500 && chance.percent(13) {
        let ended = days_before(started_on, chance.between(40, 200));
        let began = days_before(ended, chance.between(60, 250));
        return vec![
            Episode { kind: RegistrationKind::Ehe, started_on: began, ended_on: Some(ended), changed_kind: false },
            last,
        ];
    }
    vec![last]
}

/// Days between two, so many in ten years on average.
fn days_at_rate(chance: &mut Chance, per_decade: i64, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
    let span = (until - from).num_days();
    if span <= 0 {
        return Vec::new();
    }
    let thousandths = span * per_decade * 1000 / 3652;
    let count = thousandths / 1000 + i64::from(chance.between(0, 999) < thousandths % 1000);
    (0..count).map(|_| chance.day(from, until)).collect()
}

/// So many days later.
pub fn days_after(day: NaiveDate, days: i64) -> NaiveDate {
    day + Days::new(u64::try_from(days).unwrap_or(0))
}

/// So many days earlier.
pub fn days_before(day: NaiveDate, days: i64) -> NaiveDate {
    day - Days::new(u64::try_from(days).unwrap_or(0))
}
