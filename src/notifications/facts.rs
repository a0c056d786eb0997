//! What a notification says, as facts, and how urgent it makes it. Reading is total: what is missing or
//! cannot be read is simply not there.

use chrono::{Months, NaiveDate, TimeDelta};

use super::answers::{Answers, NewNotification};
use super::fields::{ReferredTo, Repeated, SenStatus, YesNo, repeated};
use super::model::{Ground, Section};
use crate::caseload::rule::model::Newcomer;
use crate::children::identifiers::{Identifier, postcode_district};
use crate::children::model::{CircumstanceKind, Ethnicity, Sex};
use crate::children::year_group::YearGroup;
use crate::contacts::model::Answer;
use crate::matching::birth::Birth;
use crate::matching::person::{self, Dwelling, Person};
use crate::registrations::reasons::Reason;

/// What a notification says.
#[derive(Clone, Debug)]
pub struct Facts {
    ground: Ground,
    answers: Answers,
}

/// A parent or carer a school named.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the questions of the section")]
pub struct NamedParent {
    pub name: String,
    pub relationship: String,
    pub responsibility: Answer,
    pub lives_with: Answer,
    pub address: String,
    pub telephone: String,
    pub email: String,
}

/// Another child of the household a school named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSibling {
    /// Full name, as given.
    pub name: String,
    /// Where it was given.
    pub date_of_birth: Option<NaiveDate>,
    /// As given, or empty.
    pub school: String,
}

/// A place, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedPlace {
    /// House and street.
    pub lines: String,
    /// Town, or empty.
    pub town: String,
    /// As given.
    pub postcode: String,
}

impl NamedPlace {
    /// On one line.
    pub fn one_line(&self) -> String {
        let parts = [&self.lines, &self.town, &self.postcode].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

crate::closed_list! {
    /// Why a notification comes before others.
    pub enum Urgent {
        SocialWorkerOrPlan = "social_worker_or_plan" "Social worker or plan",
        RecentConcern = "recent_concern" "Concern or referral within 90 days",
        EhcPlanOrSpecialSchool = "ehc_plan_or_special_school" "EHC plan or special school",
        SiblingWithConcern = "sibling_with_concern" "Sibling on the register with a concern",
        ShortAtTheSchool = "short_at_the_school" "Under five months at the school",
        SiblingNeverSeen = "sibling_never_seen" "Sibling on the register never seen",
    }
}

/// What the register knows of the children of the same household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfSiblings {
    /// A contact with one of them raised a concern.
    pub has_concern: bool,
    /// One of them is on the register and was never seen.
    pub is_never_seen: bool,
}

/// A concern is recent for so long (issue 5; Sara Sharif: withdrawn within weeks of a closed referral).
const RECENT: TimeDelta = TimeDelta::days(90);
/// A stay at a school is short for so long.
const SHORT: Months = Months::new(5);

impl Facts {
    /// What the answers say.
    pub fn of(ground: Ground, answers: &Answers) -> Self {
        Self { ground, answers: answers.clone() }
    }

    /// Why the name comes off.
    pub fn ground(&self) -> Ground {
        self.ground
    }

    /// An answer, or nothing.
    pub fn words(&self, name: &str) -> &str {
        self.answers.get(name)
    }

    /// A day that was answered.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        self.words(name).parse().ok()
    }

    fn says_yes(&self, name: &str) -> bool {
        self.words(name) == YesNo::Yes.code()
    }

    /// Whether the authority placed the child at a special school, so that nothing may be deleted before
    /// it consents.
    pub fn needs_consent(&self) -> bool {
        self.says_yes("placed_at_special_school")
    }

    /// Whether that consent stops the deletion still.
    pub fn is_stopped(&self) -> bool {
        self.needs_consent() && self.words("consent") != super::fields::Consent::Given.code()
    }

    /// Given names and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.words("given_names"), self.words("family_name")).trim().to_owned()
    }

    /// As registered.
    pub fn sex(&self) -> Sex {
        self.words("sex").parse().unwrap_or(Sex::NotRecorded)
    }

    /// Where it was given.
    pub fn ethnicity(&self) -> Ethnicity {
        self.words("ethnicity").parse().unwrap_or(Ethnicity::Nobt)
    }

    /// Checked again, so that whatever was kept can be trusted as far as it says.
    pub fn upn(&self) -> Identifier {
        Identifier::upn(self.words("upn"))
    }

    /// Why the parent educates the child at home, as the parent said.
    pub fn parents_reason(&self) -> Option<Reason> {
        self.words("reason").parse().ok()
    }

    /// The home the school knows.
    pub fn home(&self) -> NamedPlace {
        self.place("address", "town", "postcode")
    }

    /// The home the family moves to, where anything of it is known.
    pub fn new_home(&self) -> Option<NamedPlace> {
        Some(self.place("new_address", "new_town", "new_postcode")).filter(|place| *place != NamedPlace::default())
    }

    fn place(&self, lines: &str, town: &str, postcode: &str) -> NamedPlace {
        let words = |name: &str| self.words(name).to_owned();
        NamedPlace { lines: words(lines), town: words(town), postcode: words(postcode) }
    }

    /// What of the repeated is there, with a reader of its answers.
    fn each<'a, T: 'a>(&'a self, section: Section, read: impl Fn(&dyn Fn(&str) -> &'a str) -> T + 'a) -> Vec<T> {
        let each: Option<Repeated> = section.asked().each.filter(|_| self.ground.asks().contains(&section));
        let Some(each) = each else { return Vec::new() };
        let there = (1..=each.most).filter(|number| self.answers.is_there(&each, *number));
        there
            .map(|number| {
                read(&|name: &str| {
                    let field = each.fields.iter().find(|field| field.name == name);
                    field.map_or("", |field| self.answers.get(&repeated(&each, number, field)))
                })
            })
            .collect()
    }

    /// The parents and carers.
    pub fn parents(&self) -> Vec<NamedParent> {
        let answer = |text: &str| match text.parse() {
            Ok(YesNo::Yes) => Answer::Yes,
            Ok(YesNo::No) => Answer::No,
            _ => Answer::NotRecorded,
        };
        self.each(Section::Parents, |get| NamedParent {
            name: get("name").to_owned(),
            relationship: get("relationship").to_owned(),
            responsibility: answer(get("responsibility")),
            lives_with: answer(get("lives_with")),
            address: get("address").to_owned(),
            telephone: get("telephone").to_owned(),
            email: get("email").to_owned(),
        })
    }

    /// The other children of the household.
    pub fn siblings(&self) -> Vec<NamedSibling> {
        self.each(Section::Siblings, |get| NamedSibling {
            name: get("name").to_owned(),
            date_of_birth: get("date_of_birth").parse().ok(),
            school: get("school").to_owned(),
        })
    }

    fn concern_days(&self) -> Vec<NaiveDate> {
        self.each(Section::Concerns, |get| get("on").parse().ok()).into_iter().flatten().collect()
    }

    /// Whether a concern was referred to social care.
    pub fn was_referred_to_social_care(&self) -> bool {
        self.each(Section::Concerns, |get| get("referred_to") == ReferredTo::SocialCare.code()).contains(&true)
    }

    /// What the record is to say of special needs and social care.
    pub fn circumstances(&self) -> Vec<CircumstanceKind> {
        let sen = match self.words("sen").parse() {
            Ok(SenStatus::SenSupport) => Some(CircumstanceKind::SenSupport),
            Ok(SenStatus::EhcPlan) => Some(CircumstanceKind::EhcPlan),
            _ => None,
        };
        let statuses = [
            ("child_in_need", CircumstanceKind::ChildInNeed),
            ("protection_plan", CircumstanceKind::ChildProtectionPlan),
            ("looked_after", CircumstanceKind::LookedAfter),
            ("early_help", CircumstanceKind::EarlyHelp),
        ];
        let mut found: Vec<_> = sen.into_iter().collect();
        found.extend(statuses.into_iter().filter(|(name, _)| self.says_yes(name)).map(|(_, kind)| kind));
        let has_named_status = found.iter().any(|kind| !kind.is_special_educational_need());
        if self.says_yes("social_worker") && !has_named_status {
            found.push(CircumstanceKind::SocialCareUnspecified);
        }
        found
    }

    /// Why this comes before others, on a day; empty where nothing presses.
    pub fn urgent(&self, siblings: OfSiblings, today: NaiveDate) -> Vec<Urgent> {
        let has_plan =
            ["social_worker", "child_in_need", "protection_plan", "looked_after"].iter().any(|name| self.says_yes(name));
        let is_recent = self.concern_days().iter().any(|day| *day + RECENT >= today);
        let has_ehc_plan = self.words("sen") == SenStatus::EhcPlan.code() || self.needs_consent();
        let is_short = match (self.day("joined_on"), self.day("last_attended_on")) {
            (Some(joined), Some(last)) => joined.checked_add_months(SHORT).is_some_and(|after| last < after),
            _ => false,
        };
        [
            (Urgent::SocialWorkerOrPlan, has_plan),
            (Urgent::RecentConcern, is_recent),
            (Urgent::EhcPlanOrSpecialSchool, has_ehc_plan),
            (Urgent::SiblingWithConcern, siblings.has_concern),
            (Urgent::ShortAtTheSchool, is_short),
            (Urgent::SiblingNeverSeen, siblings.is_never_seen),
        ]
        .into_iter()
        .filter_map(|(why, holds)| holds.then_some(why))
        .collect()
    }

    /// The child, as the authority's rule looks for an officer: by the home the family moves to, where
    /// that is known.
    pub fn newcomer(&self, today: NaiveDate) -> Newcomer {
        let home = self.new_home().unwrap_or_else(|| self.home());
        let given = self.words("year_group").parse().ok();
        let born = self.day("date_of_birth").unwrap_or(today);
        Newcomer { district: postcode_district(&home.postcode), year: YearGroup::given_or_on(given, today, born) }
    }

    /// The child, as the matching engine compares people.
    pub fn person(&self) -> Person {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let parents = self.parents();
        let homes = [Some(self.home()), self.new_home()].into_iter().flatten();
        Person {
            given_names: ["given_names", "preferred_name"].iter().filter_map(|name| some(self.words(name))).collect(),
            family_names: some(self.words("family_name")).into_iter().collect(),
            born: self.day("date_of_birth").map_or(Birth::NONE, Birth::on),
            sex: person::Sex::read(self.words("sex")),
            homes: homes.map(|home| Dwelling { address: home.lines.clone(), postcode: home.postcode }).collect(),
            upn: self.words("upn").to_owned(),
            parents: parents.iter().map(|parent| parent.name.clone()).collect(),
            phones: parents.iter().filter_map(|parent| some(&parent.telephone)).collect(),
            emails: parents.iter().filter_map(|parent| some(&parent.email)).collect(),
            ..Person::default()
        }
    }
}

impl NewNotification {
    /// What it says, as facts.
    pub fn facts(&self) -> Facts {
        Facts::of(self.ground, &self.answers)
    }
}
