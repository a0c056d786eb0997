//! One of everything an address can name.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;
use seen::access::System;
use seen::access::account::Account;
use seen::audit::Event;
use seen::children::model::{Child, CircumstanceKind, DigitalAccess, PreferredContact, ProvidedBy};
use seen::children::queries::{NewCarer, NewCircumstance, NewPreviousSchool, NewProvision};
use seen::clock::Clock;
use seen::contacts::model::{Answer, Mode};
use seen::db::AnyConnection;
use seen::db::schema::{memberships, organisations};
use seen::duplicates::queries::ListedPair;
use seen::id::Id;
use seen::imports::columns::Mapping;
use seen::imports::queries::SourceFile;
use seen::imports::run::Prepared;
use seen::imports::sheet::Sheet;
use seen::mail::model::NewLetter;
use seen::merges::choosing::Choices;
use seen::merges::queries::NewMerge;
use seen::merges::queries::records::stamp;
use seen::school_days::model::NewHoliday;
use seen::tasks::model::Task;
use seen::visits::model::VisitState;
use seen::visits::queries::NewVisit;

use super::school;
use crate::office::{Arrival, Neighbour, Office, Person};

/// One of everything, by the word that stands before its id in an address: `children`, `contacts`.
pub struct World {
    ids: BTreeMap<&'static str, String>,
    /// Of a child whose registration has ended: for the routes in [`FOR_THE_DEPARTED`].
    departed: BTreeMap<&'static str, String>,
}

/// What is done to a child without an open registration.
const FOR_THE_DEPARTED: [&str; 2] =
    ["/children/{child}/registrations/new", "/children/{child}/registrations/{registration}/reopen"];

impl World {
    /// In our own authority, made for this person.
    pub async fn of(office: &Office, person: &Person) -> Self {
        let colleague = office.officer("Colleague").await;
        let team = team(&mut office.database(), "990");
        let of_school = school::parts(&mut office.database(), "990", person.email());
        let world = Self::around(|name| office.child(name), &office.register(), person, &colleague).await;
        world.with("organisations", team).with_all(of_school)
    }

    /// In the neighbour's.
    pub async fn of_neighbour(neighbour: &Neighbour<'_>, person: &Person) -> Self {
        let colleague = neighbour.officer("Colleague").await;
        let team = team(&mut neighbour.database(), "991");
        let of_school = school::parts(&mut neighbour.database(), "991", person.email());
        let world = Self::around(|name| neighbour.child(name), &neighbour.register(), person, &colleague).await;
        world.with("organisations", team).with_all(of_school)
    }

    fn with(mut self, word: &'static str, id: String) -> Self {
        self.ids.insert(word, id);
        self
    }

    fn with_all(mut self, parts: BTreeMap<&'static str, String>) -> Self {
        self.ids.extend(parts);
        self
    }

    async fn around(arriving: impl Fn(&str) -> Arrival, register: &System, person: &Person, colleague: &Person) -> Self {
        let child = arriving("Maya Ellison").seen_at_home_days_ago(30).living_at("12 Vine Street", "WX1 2AB").arrives().await;
        let departed = arriving("Idris Ellison").left_days_ago(20).arrives().await;
        let pair = suspected(register, child.id, departed.id).await;
        let double = arriving("Maja Ellison").arrives().await;
        let merge = merged_into(register, child.id, arriving("May Ellison").arrives().await.id).await;
        let search = person.post("/children/found", &[("words", "Ellison")]).await;
        let letter = letter_to(register, colleague.id()).await;
        let mut ids = parts_of_the_record(register, child.id, colleague.id()).await;
        ids.extend([
            ("children", child.id.to_string()),
            ("registrations", child.registration.to_string()),
            ("contacts", child.contact.expect("Maya was seen").to_string()),
            ("addresses", child.address.expect("Maya lives somewhere").to_string()),
            ("duplicates", pair),
            ("merge", double.id.to_string()),
            ("split", merge),
            ("accounts", colleague.id().to_string()),
            ("images", "icon-close-cross-black.svg".to_owned()),
            ("found", last_id(search.header("location"))),
            ("drafts", draft_of(person).await),
            ("imports", import_into(register).await),
            ("mail", letter),
            ("school-days", holiday_of(register).await),
        ]);
        let departed =
            BTreeMap::from([("children", departed.id.to_string()), ("registrations", departed.registration.to_string())]);
        Self { ids, departed }
    }

    /// The address of a route with our own ids in it.
    pub fn fill(&self, route: &str) -> String {
        if route.starts_with("/assets/{version}") {
            return seen::web::assets::address("app.css");
        }
        self.filled(route, None)
    }

    /// The route with one of the other's ids in it, for each place in turn, and with all of them.
    pub fn swaps(&self, route: &str, other: &Self) -> Vec<(String, String)> {
        let places = route.matches('{').count();
        let mut swapped: Vec<_> = (0..places)
            .map(|place| {
                let id = other.id(route, place);
                (self.filled(route, Some((place, &id))), format!("the neighbour's id in place {}", place + 1))
            })
            .collect();
        swapped.push((other.fill(route), "the neighbour's ids".to_owned()));
        swapped
    }

    /// The route with some text for an id, for each place in turn.
    pub fn swaps_with(&self, route: &str, text: &str, what: &str) -> Vec<(String, String)> {
        let places = route.matches('{').count();
        (0..places).map(|place| (self.filled(route, Some((place, text))), format!("{what:?} for id {}", place + 1))).collect()
    }

    fn filled(&self, route: &str, instead: Option<(usize, &str)>) -> String {
        let mut place = 0;
        let segments: Vec<String> = route
            .split('/')
            .map(|segment| {
                if !segment.starts_with('{') {
                    return segment.to_owned();
                }
                let own = self.id(route, place);
                let given = instead.filter(|(at, _)| *at == place).map(|(_, text)| text.to_owned());
                place += 1;
                given.unwrap_or(own)
            })
            .collect();
        segments.join("/")
    }

    fn id(&self, route: &str, place: usize) -> String {
        let word = word_before(route, place);
        let departed = self.departed.get(word.as_str()).filter(|_| FOR_THE_DEPARTED.contains(&route));
        let known = departed.or_else(|| self.ids.get(word.as_str()));
        known.unwrap_or_else(|| panic!("an address names one of {word:?}: say in refusals/world.rs how to make one")).clone()
    }
}

/// Two records on the list of possible duplicates.
async fn suspected(register: &System, one: Id<Child>, other: Id<Child>) -> String {
    let is_theirs = move |row: &ListedPair| [row.one.id, row.other.id].contains(&one);
    register
        .change(Event::ChildChanged { child: one }, move |desk| {
            desk.suspect_duplicate(one, other, "The same family name")?;
            Ok(desk.pairs(false, None, 10_000)?.into_iter().find(is_theirs).map(|row| row.pair.id.to_string()))
        })
        .await
        .expect("a pair is suspected")
        .expect("the pair is on the list")
}

/// A record that was merged into a child's.
async fn merged_into(register: &System, kept: Id<Child>, other: Id<Child>) -> String {
    let id = Id::mint();
    register
        .change(Event::ChildrenMerged { child: kept, merge: id }, move |desk| {
            let opened = stamp(&desk.before_merging(kept)?, &desk.before_merging(other)?);
            let (choices, reason) = (Choices::default(), "One child".to_owned());
            desk.merge(&NewMerge { id, kept, other, choices, reason, opened })
        })
        .await
        .expect("the two records are merged");
    id.to_string()
}

/// A team of the authority's own.
fn team(conn: &mut AnyConnection, authority: &str) -> String {
    let (id, now) = (Id::<World>::mint().to_string(), Clock::system().now());
    diesel::insert_into(organisations::table)
        .values((
            (organisations::id.eq(&id), organisations::kind.eq("social_care"), organisations::name.eq("Family help")),
            (organisations::search_name.eq("family help"), organisations::status.eq("open"), organisations::address.eq("")),
            (organisations::postcode.eq(""), organisations::telephone.eq(""), organisations::head_teacher.eq("")),
            (organisations::created_at.eq(now), organisations::updated_at.eq(now)),
        ))
        .execute(conn)
        .expect("the team is added");
    diesel::insert_into(memberships::table)
        .values((
            memberships::authority_code.eq(authority),
            memberships::organisation_id.eq(&id),
            memberships::created_at.eq(now),
        ))
        .execute(conn)
        .expect("the team is the authority's");
    id
}

/// One of everything that belongs to a child.
async fn parts_of_the_record(register: &System, child_id: Id<Child>, goes: Id<Account>) -> BTreeMap<&'static str, String> {
    let carer = NewCarer {
        id: Id::mint(),
        child_id,
        name: "Rosa Ellison".into(),
        relationship: "Mother".into(),
        parental_responsibility: Answer::Yes,
        lives_with_child: Answer::Yes,
        telephone: String::new(),
        email: String::new(),
        preferred_contact: PreferredContact::NotRecorded,
        digital_access: DigitalAccess::NotRecorded,
        note: String::new(),
        until_on: None,
    };
    let kind = CircumstanceKind::SenSupport;
    let circumstance =
        NewCircumstance { id: Id::mint(), child_id, kind, from_on: None, to_on: None, ended: false, note: String::new() };
    let school = NewPreviousSchool {
        id: Id::mint(),
        child_id,
        organisation_id: None,
        name: "Vine Street Primary".into(),
        from_on: None,
        to_on: None,
        note: String::new(),
    };
    let provision = NewProvision {
        id: Id::mint(),
        child_id,
        provided_by: ProvidedBy::Parents,
        provider_name: String::new(),
        hours_per_week: None,
        place: String::new(),
        from_on: None,
        to_on: None,
        note: String::new(),
    };
    let visit = NewVisit {
        id: Id::mint(),
        child_id,
        planned_on: register.today(),
        planned_time: String::new(),
        mode: Mode::HomeVisit,
        place: String::new(),
        purpose: String::new(),
        goes: Some(goes),
        state: VisitState::Planned,
        contact_id: None,
    };
    let task = Id::<Task>::mint();
    let ids = BTreeMap::from([
        ("carers", carer.id.to_string()),
        ("circumstances", circumstance.id.to_string()),
        ("schools", school.id.to_string()),
        ("provisions", provision.id.to_string()),
        ("visits", visit.id.to_string()),
        ("tasks", task.to_string()),
    ]);
    register
        .change(Event::ChildChanged { child: child_id }, move |desk| {
            desk.add_carer(&carer)?;
            desk.refresh_search_terms(&[child_id])?;
            desk.add_circumstance(&circumstance)?;
            desk.add_previous_school(&school)?;
            desk.add_provision(&provision)?;
            desk.add_visit(&visit)?;
            desk.add_task(task, child_id, "Check the date of birth", "journeys")
        })
        .await
        .expect("the record has one of everything");
    ids
}

/// A letter in the outbox.
async fn letter_to(register: &System, account: Id<Account>) -> String {
    let (id, week) = (Id::mint(), register.today());
    let letter = NewLetter {
        id,
        account,
        week,
        about: String::new(),
        subject: "Seen".into(),
        text: "Nothing is overdue.".into(),
        html: String::new(),
    };
    register.change(Event::WeekDecided {}, move |desk| desk.queue(&letter)).await.expect("the letter is queued");
    id.to_string()
}

/// Days without school.
async fn holiday_of(register: &System) -> String {
    let (id, day) = (Id::mint(), register.today());
    let holiday = NewHoliday { name: "Half term".into(), first_on: day, last_on: day };
    register.change(Event::SchoolDaysChanged {}, move |desk| desk.add_holiday(id, &holiday)).await.expect("it is entered");
    id.to_string()
}

const SPREADSHEET: &[u8] = b"Ref,Surname,DOB\nE1,Ellison,3/4/2016\n";

/// A file that waits to be imported; one that is not there for those who may not send files.
async fn draft_of(person: &Person) -> String {
    let new = person.get("/imports/new").await;
    if new.status() != 200 {
        return Id::<World>::mint().to_string();
    }
    let sent = person.send(new.form("Read the file").with_file("file", "register.csv", SPREADSHEET)).await;
    last_id(sent.header("location"))
}

/// A file that was imported.
async fn import_into(register: &System) -> String {
    let sheet = Sheet::read(SPREADSHEET).expect("a sheet");
    let mapping = Mapping::recognise(&sheet.header);
    let file = SourceFile { name: "register.csv".into(), sha256: String::new() };
    let import = Id::mint();
    let prepared = Prepared { sheet: Arc::new(sheet), mapping };
    prepared.import(register, import, file, None).await.expect("the file is imported");
    import.to_string()
}

/// The word before the id in a place: `contacts` for the second of `/children/{child}/contacts/{contact}`.
fn word_before(route: &str, place: usize) -> String {
    let segments: Vec<&str> = route.split('/').collect();
    let at = segments.iter().enumerate().filter(|(_, segment)| segment.starts_with('{')).nth(place).map_or(1, |(at, _)| at);
    segments[at - 1].to_owned()
}

/// The id an address ends in; one that names nothing where the person may not go there.
fn last_id(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let id = path.rsplit('/').next().and_then(|text| text.parse::<Id<World>>().ok());
    id.unwrap_or_else(Id::mint).to_string()
}
