//! The steps of a merge, carried out.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::Step;
use crate::access::account::Account;
use crate::access::role::Manages;
use crate::access::{Changing, Desk};
use crate::children::identifiers::postcode_district;
use crate::children::model::{AddressKind, Child, DigitalAccess, IdentifierStanding, PreferredContact, Sex};
use crate::children::queries::{Address as AddressOfChild, NewAddress, NewCarer, NewChild, NewCircumstance, NewPreviousSchool};
use crate::contacts::model::{Answer, Concern, Mode};
use crate::contacts::queries::NewContact;
use crate::db::schema::{addresses, carers, children, registrations};
use crate::error::Result;
use crate::id::Id;
use crate::imports::held::Record;
use crate::imports::row::{Address, Carer, Episode, Meeting, Person};
use crate::imports::words::Circumstance;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::Level;
use crate::registrations::queries::NewRegistration;
use crate::registrations::reasons::{Destination, EndReason, Reason, Source};
use crate::visits::model::VisitState;
use crate::visits::queries::NewVisit;

/// Written as the source of what an import adds.
const SOURCE: &str = "import";

/// What the steps change of a child; none leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = children)]
struct ChildChange {
    given_names: Option<String>,
    family_name: Option<String>,
    preferred_name: Option<String>,
    date_of_birth: Option<NaiveDate>,
    sex: Option<Sex>,
    upn: Option<Option<String>>,
    upn_standing: Option<IdentifierStanding>,
    nhs_number: Option<Option<String>>,
    nhs_standing: Option<IdentifierStanding>,
    postcode_district: Option<String>,
    notes: Option<String>,
}

/// What the steps change of an open registration.
#[derive(Default, AsChangeset)]
#[diesel(table_name = registrations)]
struct EpisodeChange {
    started_on: Option<NaiveDate>,
    reason: Option<Reason>,
    reason_words: Option<String>,
    ended_on: Option<NaiveDate>,
    end_reason: Option<EndReason>,
    destination: Option<Destination>,
}

impl<R: Manages> Desk<'_, R, Changing> {
    /// Puts the child of a row on the register: under the sheet's own reference where that is free,
    /// because the team knows the child by it.
    ///
    /// # Errors
    /// `Database`.
    pub fn add_imported_child(&mut self, child: Id<Child>, person: &Person, postcode: &str, reference: &str) -> Result<()> {
        let new = NewChild {
            preferred_name: person.preferred_name.clone(),
            sex: person.sex,
            upn: person.upn.stored().map(str::to_owned),
            upn_standing: person.upn.standing,
            nhs_number: person.nhs_number.stored().map(str::to_owned),
            nhs_standing: person.nhs_number.standing,
            postcode_district: postcode_district(postcode),
            ..NewChild::called(child, &person.given_names, &person.family_name, person.date_of_birth)
        };
        if self.may_be_reference(reference)? { self.add_child_as(&new, reference) } else { self.add_child(&new).map(drop) }
    }

    /// Free, short, and not one that the register itself will give out.
    fn may_be_reference(&mut self, reference: &str) -> Result<bool> {
        use crate::db::schema::authorities;
        let length = reference.chars().count();
        if length == 0 || length > 20 {
            return Ok(false);
        }
        let authority = self.authority();
        let prefix: String = authorities::table.find(authority).select(authorities::reference_prefix).first(self.sql())?;
        let taken: i64 = children::table
            .filter(children::authority_code.eq(authority))
            .filter(children::reference.eq(reference))
            .count()
            .get_result(self.sql())?;
        let is_free = taken == 0 && !self.is_retired_reference(reference)?;
        Ok(is_free && !reference.to_lowercase().starts_with(&format!("{}-", prefix.to_lowercase())))
    }

    /// Carries out what a row does to a record. Search terms and standing are the caller's, once.
    ///
    /// # Errors
    /// `Database`.
    pub fn take_steps(&mut self, record: &Record, steps: Vec<Step>) -> Result<()> {
        let mut change = ChildChange::default();
        let mut notes: Vec<String> = Some(record.notes.clone()).filter(|known| !known.is_empty()).into_iter().collect();
        let (known, mut changed) = (notes.len(), false);
        let mut officer = record.open.as_ref().and_then(|open| open.officer);
        for step in steps {
            match step {
                Step::Note(words) => notes.push(words),
                Step::Episode(episode) => {
                    officer = episode.officer.or(officer);
                    self.add_episode(record.child, episode, Source::Import)?;
                }
                Step::Visit(day) => self.plan_imported(record.child, day, officer)?,
                other => {
                    if let Some(other) = self.take_detail(record, other, &mut change)? {
                        self.take_step(record.child, other)?;
                    } else {
                        changed = true;
                    }
                }
            }
        }
        if notes.len() > known {
            change.notes = Some(notes.join("\n"));
            changed = true;
        }
        if changed {
            let now = self.now();
            let mine =
                children::table.filter(children::id.eq(record.child)).filter(children::authority_code.eq(self.authority()));
            diesel::update(mine)
                .set((change, children::version.eq(children::version + 1), children::updated_at.eq(now)))
                .execute(self.sql())?;
        }
        Ok(())
    }

    /// Takes a step that changes the child's own row, or hands it back.
    fn take_detail(&mut self, record: &Record, step: Step, change: &mut ChildChange) -> Result<Option<Step>> {
        let child = record.child;
        match step {
            Step::Names(given_names, family_name) => {
                let today = self.today();
                self.add_former_name(child, &record.person.given_names, &record.person.family_name, Some(today))?;
                change.given_names = Some(given_names);
                change.family_name = Some(family_name);
            }
            Step::PreferredName(name) => change.preferred_name = Some(name),
            Step::Birth(day) => change.date_of_birth = Some(day),
            Step::Sex(sex) => change.sex = Some(sex),
            Step::Upn(upn) => {
                if record.person.upn.is_trusted() {
                    self.add_former_upn(child, &record.person.upn.text, record.person.upn.standing)?;
                }
                change.upn = Some(upn.stored().map(str::to_owned));
                change.upn_standing = Some(upn.standing);
            }
            Step::NhsNumber(number) => {
                change.nhs_number = Some(number.stored().map(str::to_owned));
                change.nhs_standing = Some(number.standing);
            }
            Step::Address { address, replaces, do_not_share } => {
                change.postcode_district = Some(postcode_district(&address.postcode.text));
                self.move_home(child, address, replaces, do_not_share)?;
            }
            other => return Ok(Some(other)),
        }
        Ok(None)
    }

    fn take_step(&mut self, child: Id<Child>, step: Step) -> Result<()> {
        match step {
            Step::DoNotShare(address) => {
                let mine =
                    addresses::table.filter(addresses::id.eq(address)).filter(addresses::authority_code.eq(self.authority()));
                diesel::update(mine).set(addresses::do_not_share.eq(true)).execute(self.sql())?;
                Ok(())
            }
            Step::Carer(carer) => self.add_carer(&new_carer(child, carer)),
            Step::CarerDetails(id, carer) => {
                let mine = carers::table.filter(carers::id.eq(id)).filter(carers::authority_code.eq(self.authority()));
                diesel::update(mine)
                    .set((carers::telephone.eq(carer.telephone), carers::email.eq(carer.email)))
                    .execute(self.sql())?;
                Ok(())
            }
            Step::End(day) => self.end_open(child, day, EndReason::NotRecorded),
            Step::Kind(episode) => {
                let today = self.today();
                self.end_open(child, today, EndReason::KindChanged)?;
                self.add_episode(child, episode, Source::KindChanged)
            }
            Step::Start(day) => self.change_open(child, EpisodeChange { started_on: Some(day), ..EpisodeChange::default() }),
            Step::Reason(reason, words) => {
                let change = EpisodeChange { reason: Some(reason), reason_words: Some(words), ..EpisodeChange::default() };
                self.change_open(child, change)
            }
            Step::Officer(officer) => self.set_officer(child, Some(officer)).map(drop),
            Step::Contact(meeting) => self.add_contact(&new_contact(child, meeting)),
            Step::School(name) => self.add_previous_school(&NewPreviousSchool {
                id: Id::mint(),
                child_id: child,
                organisation_id: None,
                name,
                from_on: None,
                to_on: None,
                note: String::new(),
            }),
            Step::Circumstance(Circumstance { kind, ended }) => self.add_circumstance(&NewCircumstance {
                id: Id::mint(),
                child_id: child,
                kind,
                from_on: None,
                to_on: None,
                ended,
                note: String::new(),
            }),
            Step::Task(what) => self.add_task(Id::mint(), child, &what, SOURCE),
            // The rest are taken by `take_steps` and `take_detail`.
            _ => Ok(()),
        }
    }

    fn move_home(
        &mut self,
        child: Id<Child>,
        address: Address,
        replaces: Option<Id<AddressOfChild>>,
        do_not_share: bool,
    ) -> Result<()> {
        let today = self.today();
        if let Some(before) = replaces {
            let yesterday = today.pred_opt().unwrap_or(today);
            let mine = addresses::table.filter(addresses::id.eq(before)).filter(addresses::authority_code.eq(self.authority()));
            diesel::update(mine).set(addresses::to_on.eq(Some(yesterday))).execute(self.sql())?;
        }
        self.add_address(&NewAddress {
            id: Id::mint(),
            child_id: child,
            kind: AddressKind::Home,
            lines: address.lines,
            town: address.town,
            postcode: address.postcode.text,
            postcode_standing: address.postcode.standing,
            from_on: replaces.map(|_| today),
            to_on: None,
            do_not_share,
            note: String::new(),
        })
    }

    fn add_episode(&mut self, child: Id<Child>, episode: Episode, source: Source) -> Result<()> {
        let ended = episode.ended_on.is_some();
        let officer_words = if episode.officer.is_some() { String::new() } else { episode.officer_words };
        self.add_registration(&NewRegistration {
            id: Id::mint(),
            child_id: child,
            kind: episode.kind,
            level: Level::Standard,
            level_rationale: String::new(),
            started_on: episode.started_on,
            source,
            reason: episode.reason,
            reason_words: episode.reason_words,
            officer_id: episode.officer,
            officer_words,
            ended_on: episode.ended_on,
            end_reason: ended.then_some(EndReason::NotRecorded),
            destination: ended.then_some(Destination::NotRecorded),
        })
    }

    fn end_open(&mut self, child: Id<Child>, day: NaiveDate, reason: EndReason) -> Result<()> {
        self.clear_standing(child)?;
        let change = EpisodeChange {
            ended_on: Some(day),
            end_reason: Some(reason),
            destination: Some(Destination::NotRecorded),
            ..EpisodeChange::default()
        };
        self.change_open(child, change)
    }

    fn change_open(&mut self, child: Id<Child>, change: EpisodeChange) -> Result<()> {
        let open = registrations::table
            .filter(registrations::authority_code.eq(self.authority()))
            .filter(registrations::child_id.eq(child))
            .filter(registrations::ended_on.is_null());
        diesel::update(open).set(change).execute(self.sql())?;
        Ok(())
    }

    fn plan_imported(&mut self, child: Id<Child>, day: NaiveDate, goes: Option<Id<Account>>) -> Result<()> {
        self.add_visit(&NewVisit {
            id: Id::mint(),
            child_id: child,
            planned_on: day,
            planned_time: String::new(),
            mode: Mode::HomeVisit,
            place: String::new(),
            purpose: String::new(),
            goes,
            state: VisitState::Planned,
            contact_id: None,
        })
    }
}

fn new_carer(child: Id<Child>, carer: Carer) -> NewCarer {
    NewCarer {
        id: Id::mint(),
        child_id: child,
        name: carer.name,
        relationship: String::new(),
        parental_responsibility: Answer::NotRecorded,
        lives_with_child: Answer::NotRecorded,
        telephone: carer.telephone,
        email: carer.email,
        preferred_contact: PreferredContact::NotRecorded,
        digital_access: DigitalAccess::NotRecorded,
        note: String::new(),
        until_on: None,
    }
}

/// The sheet's contacts are the EHE team's own; who of them it was, it does not say.
fn new_contact(child: Id<Child>, meeting: Meeting) -> NewContact {
    NewContact {
        id: Id::mint(),
        child_id: child,
        agency_kind: AgencyKind::EheTeam,
        organisation_id: None,
        practitioner: String::new(),
        occurred_on: meeting.on,
        mode: meeting.how.mode,
        outcome: meeting.how.outcome,
        child_seen: meeting.seen,
        spoken_to: Answer::NotRecorded,
        alone: Answer::NotRecorded,
        not_alone_reason: String::new(),
        place: String::new(),
        address_id: None,
        child_said: String::new(),
        concern: Concern::None,
        notes: meeting.words,
        next_step: String::new(),
        source: SOURCE.into(),
    }
}
