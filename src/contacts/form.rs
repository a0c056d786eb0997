//! The form of a contact, for recording one and for correcting one: what is typed, and what it means.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::{
    Answer, Concern, Contact, Mode, Outcome, alone_left_open, contradiction, seen_left_open, spoken_to_left_open,
};
use super::queries::{Choices, ContactSetting, NewContact};
use crate::children::queries::Address;
use crate::dates::number_of_days;
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation};
use crate::visits::queries::KnownVisit;
use crate::web::Faults;
use crate::web::form::{chosen, typed_date};

/// The choice of *address* for a place that is none of the child's.
pub const ELSEWHERE: &str = "elsewhere";
/// The choice of *who* for the recorder herself.
pub const ME: &str = "me";
/// The choice of *who* for anybody else.
pub const OTHER: &str = "other";

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ContactForm {
    /// Minted when the form was shown: the contact's id, or the id of what a correction replaces.
    pub id: String,
    /// The visit whose outcome this is, or empty.
    pub visit: String,
    /// How often the contact had been corrected when the form was shown.
    pub corrections: String,
    /// The day.
    pub occurred_on: String,
    /// `me` or `other`.
    pub who: String,
    /// For `other`.
    pub agency_kind: String,
    /// For `other`, where it is on our list.
    pub organisation: String,
    /// For `other`.
    #[validate(length(max = 200, message = "The name of the practitioner must be 200 characters or fewer"))]
    pub practitioner: String,
    /// How.
    pub mode: String,
    /// What came of it.
    pub outcome: String,
    /// Yes, no, not recorded, or left open.
    pub child_seen: String,
    /// The same.
    pub spoken_to: String,
    /// The same.
    pub alone: String,
    /// In words.
    #[validate(length(max = 1000, message = "The reason the child was not alone must be 1,000 characters or fewer"))]
    pub not_alone_reason: String,
    /// One of the child's addresses, `elsewhere`, or empty.
    pub address: String,
    /// Where, for `elsewhere`.
    #[validate(length(max = 300, message = "The place must be 300 characters or fewer"))]
    pub place: String,
    /// The child's words.
    #[validate(length(max = 10_000, message = "What the child said must be 10,000 characters or fewer"))]
    pub child_said: String,
    /// In words.
    #[validate(length(max = 20_000, message = "The notes must be 20,000 characters or fewer"))]
    pub notes: String,
    /// None, some, urgent.
    pub concern: String,
    /// In words.
    #[validate(length(max = 1000, message = "The next step must be 1,000 characters or fewer"))]
    pub next_step: String,
    /// Why it is corrected.
    #[validate(length(max = 1000, message = "The reason must be 1,000 characters or fewer"))]
    pub reason: String,
}

/// Who had the contact: the agency, its team on our list, and the practitioner.
type Observer = (AgencyKind, Option<Id<Organisation>>, String);
/// Seen, spoken to, alone.
type Answers = (Answer, Answer, Answer);
/// One of the child's addresses, or a place in words.
type Place = (Option<Id<Address>>, String);

impl ContactForm {
    /// An empty form: today, by the officer herself, without concern.
    pub fn blank(today: NaiveDate) -> Self {
        Self {
            id: Id::<Contact>::mint().to_string(),
            occurred_on: typed(today),
            who: ME.into(),
            concern: Concern::None.code().into(),
            ..Self::default()
        }
    }

    /// The form of a visit's outcome: its day, its people and its place are filled in.
    pub fn of_visit(visit: &KnownVisit, setting: &ContactSetting, me: &crate::access::who::Who, today: NaiveDate) -> Self {
        let is_mine = visit.goes.is_none() || visit.goes == me.account;
        let somebody = |words: &str| if is_mine { String::new() } else { words.to_owned() };
        let address = setting.addresses.iter().find(|address| address.words == visit.place);
        Self {
            visit: visit.id.to_string(),
            occurred_on: typed(visit.planned_on.min(today)),
            who: if is_mine { ME } else { OTHER }.into(),
            agency_kind: somebody(AgencyKind::EheTeam.code()),
            practitioner: somebody(visit.goes_name.as_deref().unwrap_or_default()),
            mode: visit.mode.code().into(),
            address: match address {
                Some(address) => address.id.to_string(),
                None if visit.place.is_empty() => String::new(),
                None => ELSEWHERE.into(),
            },
            place: if address.is_some() { String::new() } else { visit.place.clone() },
            ..Self::blank(today)
        }
    }

    /// The form of a contact as it stands, to be corrected by `officer`.
    pub fn of(contact: &NewContact, officer: &str) -> Self {
        let is_mine = contact.agency_kind == AgencyKind::EheTeam
            && contact.organisation_id.is_none()
            && contact.practitioner.trim() == officer.trim();
        let somebody = |words: &str| if is_mine { String::new() } else { words.to_owned() };
        Self {
            id: Id::<Contact>::mint().to_string(),
            occurred_on: typed(contact.occurred_on),
            who: if is_mine { ME } else { OTHER }.into(),
            agency_kind: somebody(contact.agency_kind.code()),
            organisation: contact.organisation_id.map(|id| id.to_string()).unwrap_or_default(),
            practitioner: somebody(&contact.practitioner),
            mode: contact.mode.code().into(),
            outcome: contact.outcome.code().into(),
            child_seen: contact.child_seen.code().into(),
            spoken_to: contact.spoken_to.code().into(),
            alone: contact.alone.code().into(),
            not_alone_reason: contact.not_alone_reason.clone(),
            address: match contact.address_id {
                Some(address) => address.to_string(),
                None if contact.place.is_empty() => String::new(),
                None => ELSEWHERE.into(),
            },
            place: contact.place.clone(),
            child_said: contact.child_said.clone(),
            notes: contact.notes.clone(),
            concern: contact.concern.code().into(),
            next_step: contact.next_step.clone(),
            ..Self::default()
        }
    }

    /// What must be known to read the form. What is no id is none of the choices, and refused with them.
    pub fn choices(&self) -> Choices {
        Choices::Chosen { team: self.organisation.parse().ok(), address: self.address.parse().ok() }
    }

    /// What the form says.
    ///
    /// # Errors
    /// What is wrong, beside each field and in the order of the form.
    pub fn read(&self, setting: &ContactSetting, officer: &str, today: NaiveDate) -> Result<NewContact, Faults> {
        let mut faults = Faults::none();
        let occurred_on = faults.take("occurred_on", self.day(setting, today));
        let observer = self.observer(setting, officer, &mut faults);
        let mode = faults.take("mode", chosen::<Mode>(&self.mode, "Choose how the contact was made"));
        let outcome = faults.take("outcome", chosen::<Outcome>(&self.outcome, "Choose what came of it"));
        let answers = mode.zip(outcome).and_then(|(mode, outcome)| self.answers(mode, outcome, &mut faults));
        let place = self.at(mode, setting, &mut faults);
        let concern = faults.take("concern", chosen::<Concern>(&self.concern, "Choose whether there is a concern"));
        faults.add_all(self.validate());
        if !faults.is_empty() {
            return Err(faults);
        }
        self.together(setting, occurred_on, observer, mode.zip(outcome), answers, place, concern).ok_or(faults)
    }

    #[allow(clippy::too_many_arguments, reason = "one argument for each question of the form")]
    fn together(
        &self,
        setting: &ContactSetting,
        occurred_on: Option<NaiveDate>,
        observer: Option<Observer>,
        how: Option<(Mode, Outcome)>,
        answers: Option<Answers>,
        place: Option<Place>,
        concern: Option<Concern>,
    ) -> Option<NewContact> {
        let (agency_kind, organisation_id, practitioner) = observer?;
        let (mode, outcome) = how?;
        let (child_seen, spoken_to, alone) = answers?;
        let (address_id, place) = place?;
        let words = |text: &str| text.trim().to_owned();
        Some(NewContact {
            id: self.id.parse().ok()?,
            child_id: setting.child.id,
            agency_kind,
            organisation_id,
            practitioner,
            occurred_on: occurred_on?,
            mode,
            outcome,
            child_seen,
            spoken_to,
            alone,
            not_alone_reason: words(&self.not_alone_reason),
            place,
            address_id,
            child_said: words(&self.child_said),
            concern: concern?,
            notes: words(&self.notes),
            next_step: words(&self.next_step),
            source: "officer".into(),
        })
    }

    /// Never in the future, never before birth (DESIGN section 2, rule 4).
    fn day(&self, setting: &ContactSetting, today: NaiveDate) -> Result<NaiveDate, String> {
        let day = typed_date(&self.occurred_on, "the date of the contact", today)?;
        if day > today {
            return Err(format!(
                "The date of the contact is {} from now: a contact has happened already. Plan a visit for a day to come",
                number_of_days(today, day)
            ));
        }
        if day < setting.child.date_of_birth {
            return Err("The date of the contact is before the child was born".into());
        }
        Ok(day)
    }

    /// Rule 3: what counts is who saw the child, not who typed it.
    fn observer(&self, setting: &ContactSetting, officer: &str, faults: &mut Faults) -> Option<Observer> {
        let practitioner = self.practitioner.trim();
        let names_somebody = !(self.agency_kind.is_empty() && self.organisation.is_empty() && practitioner.is_empty());
        match self.who.as_str() {
            ME if names_somebody => {
                faults.add("who", "Choose either yourself or somebody else: an agency or a name is filled in as well");
                None
            }
            ME => Some((AgencyKind::EheTeam, None, officer.to_owned())),
            OTHER => {
                let kind = faults
                    .take("agency_kind", chosen::<AgencyKind>(&self.agency_kind, "Choose the agency that had the contact"))?;
                let organisation = self.team(kind, setting, faults)?;
                if practitioner.is_empty() && self.mode != Mode::Report.code() && self.mode != Mode::NotRecorded.code() {
                    faults.add(
                        "practitioner",
                        "Enter who had the contact. If you only heard of it, choose “Report from somebody else” below",
                    );
                    return None;
                }
                if !kind.is_own_team() && practitioner == officer {
                    faults.add(
                        "practitioner",
                        format!("You are not with this agency ({}): enter who had the contact", kind.label()),
                    );
                    return None;
                }
                Some((kind, organisation, practitioner.to_owned()))
            }
            _ => {
                faults.add("who", "Choose who had the contact");
                None
            }
        }
    }

    fn team(&self, kind: AgencyKind, setting: &ContactSetting, faults: &mut Faults) -> Option<Option<Id<Organisation>>> {
        if self.organisation.is_empty() {
            return Some(None);
        }
        let Some(team) = setting.teams.iter().find(|team| team.id.as_str() == self.organisation) else {
            faults.add("organisation", "Choose an organisation from the list, or none");
            return None;
        };
        if team.kind != kind {
            let sentence = format!("{} belongs to another kind of agency ({})", team.name, team.kind.label());
            faults.add("organisation", sentence);
            return None;
        }
        Some(Some(team.id))
    }

    fn answers(&self, mode: Mode, outcome: Outcome, faults: &mut Faults) -> Option<Answers> {
        use Answer::No;
        let mut ask = |field, text: &str, left_open: Option<Answer>, question: &str| {
            faults.take(field, text.parse().ok().or(left_open).ok_or_else(|| question.to_owned()))
        };
        let seen = ask("child_seen", &self.child_seen, seen_left_open(mode, outcome), "Say whether the child was seen")?;
        let question = "Say whether the child was spoken to";
        let spoken_to = ask("spoken_to", &self.spoken_to, spoken_to_left_open(mode, outcome, seen), question)?;
        let question = "Say whether the child was spoken to alone";
        let alone = ask("alone", &self.alone, alone_left_open(seen, spoken_to), question)?;
        let refused = [
            ("child_seen", contradiction(mode, outcome, seen, No, No)),
            ("spoken_to", contradiction(mode, outcome, No, spoken_to, No)),
            ("alone", contradiction(mode, outcome, seen, spoken_to, alone)),
        ];
        let Some((field, sentence)) =
            refused.into_iter().find_map(|(field, sentence)| sentence.map(|sentence| (field, sentence)))
        else {
            return Some((seen, spoken_to, alone));
        };
        faults.add(field, sentence);
        None
    }

    /// A home visit says to which address: families move, and a visit to the old one has seen nobody.
    fn at(&self, mode: Option<Mode>, setting: &ContactSetting, faults: &mut Faults) -> Option<Place> {
        let place = self.place.trim().to_owned();
        if self.address == ELSEWHERE {
            if place.is_empty() {
                faults.add("place", "Say where it was");
                return None;
            }
            return Some((None, place));
        }
        if self.address.is_empty() {
            if setting.asks_where && mode == Some(Mode::HomeVisit) && place.is_empty() {
                faults.add("address", "Choose which address was visited");
                return None;
            }
            return Some((None, place));
        }
        let address = setting.addresses.iter().find(|address| address.id.as_str() == self.address);
        if address.is_none() {
            faults.add("address", "Choose one of the child’s addresses");
        }
        address.map(|address| (Some(address.id), place))
    }
}

/// A day as people type it.
pub fn typed(day: NaiveDate) -> String {
    day.format("%-d/%-m/%Y").to_string()
}
