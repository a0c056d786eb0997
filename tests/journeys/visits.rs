//! A visit is planned, moved, cancelled, or becomes a contact; it never disappears by itself.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::contacts::model::Mode;
use seen::db::schema::visits;
use seen::id::Id;
use seen::visits::model::VisitState;
use seen::visits::queries::NewVisit;

use crate::contacts::{day, events};
use crate::office::{Known, Office, Person};

async fn plan(officer: &Person, child: &Known, on: &str) -> String {
    let form = officer.get(&format!("{}/visits/new", child.path())).await.form("Plan the visit");
    let id = form.value("id").unwrap().to_owned();
    let answer =
        officer.send(form.with("planned_on", on).with("planned_time", "2.30pm").with("purpose", "The annual visit")).await;
    assert_eq!(answer.status(), 303, "{answer}");
    format!("{}/visits/{id}", child.path())
}

fn states(office: &Office) -> Vec<VisitState> {
    visits::table.order(visits::created_at).select(visits::state).load(&mut office.database()).unwrap()
}

#[actix_web::test]
async fn a_planned_visit_becomes_a_contact_with_most_of_it_filled_in() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").living_at("12 Mill Lane", "WX1 2AB").arrives().await;
    let visit = plan(&amina, &maya, "4/3/2026").await;
    assert!(amina.get("/visits").await.says("12 Mill Lane"));
    office.clock().advance(TimeDelta::days(3));
    let amina = office.officer("Bea").await;
    let list = office.manager("Mona").await.get("/visits?whose=team").await;
    assert!(list.says("The day has passed and no outcome is recorded") && list.says("Maya Ellison"), "{list}");

    let page = amina.get(&visit).await;
    let form = amina.click(&page, "Record what came of it").await.form("Record the contact");
    assert_eq!(form.value("occurred_on"), Some("4/3/2026"));
    assert_eq!((form.value("mode"), form.value("who")), (Some("home_visit"), Some("other")));
    assert_eq!((form.value("practitioner"), form.value("agency_kind")), (Some("Amina"), Some("ehe_team")));
    let form = form.with_all(&[("outcome", "completed"), ("child_seen", "yes"), ("spoken_to", "yes"), ("alone", "yes")]);
    assert_eq!(amina.send(form.clone()).await.status(), 303);
    assert_eq!(amina.send(form).await.status(), 303, "sent twice");
    assert_eq!(states(&office), [VisitState::Done]);

    let page = amina.get(&visit).await;
    let contact = amina.click(&page, "what came of it").await;
    let marking = amina.click(&contact, "Mark as entered in error").await.form("Mark as entered in error");
    amina.send(marking.with("reason", "The wrong day")).await;
    assert_eq!(states(&office), [VisitState::Planned], "a visit without an outcome is back on the lists");
    assert!(amina.get(&visit).await.says("Its outcome was marked as entered in error"));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_visit_is_moved_and_cancelled_with_a_reason_that_stays() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let visit = plan(&amina, &maya, "4/3/2026").await;
    let moving = amina.get(&format!("{visit}/move")).await.form("Save").with("planned_on", "10/3/2026");
    let answer = amina.send(moving.clone()).await;
    assert_eq!(answer.faults(), ["Enter why the visit is moved"], "{answer}");
    let moving = moving.with("reason", "The family is away");
    assert_eq!(amina.send(moving.clone()).await.status(), 303);
    assert_eq!(amina.send(moving).await.status(), 303, "sent twice");
    let page = amina.get(&visit).await;
    assert!(page.says("from 4 March 2026 to 10 March 2026: The family is away"), "{page}");
    assert_eq!(page.count("h2.govuk-heading-m + ul > li"), 1, "{page}");

    let cancelling = amina.get(&format!("{visit}/cancel")).await.form("Cancel the visit");
    assert_eq!(amina.send(cancelling.clone()).await.status(), 422);
    assert_eq!(amina.send(cancelling.with("reason", "They moved away")).await.status(), 303);
    assert_eq!(states(&office), [VisitState::Cancelled]);
    assert!(amina.get(&visit).await.says("They moved away"));
    assert_eq!(amina.get(&format!("{visit}/move")).await.status(), 409);
    let id = visit.rsplit('/').next().unwrap();
    assert_eq!(amina.get(&format!("{}/contacts/new?visit={id}", maya.path())).await.status(), 409);
    for event in ["visit_planned", "visit_moved", "visit_cancelled"] {
        assert_eq!(events(&office, maya.id).iter().filter(|done| *done == event).count(), 1, "{event}");
    }
}

#[actix_web::test]
async fn somebody_else_goes_and_the_visit_is_on_her_list() {
    let office = Office::open().await;
    let (amina, bea) = (office.officer("Amina").await, office.officer("Bea").await);
    let maya = office.child("Maya Ellison").arrives().await;
    let visit = plan(&amina, &maya, "4/3/2026").await;
    assert!(amina.get("/visits").await.says("Maya Ellison") && !bea.get("/visits").await.says("Maya Ellison"));
    let form = amina.get(&format!("{visit}/move")).await.form("Save").with("reason", "Amina is ill");
    let stranger = office.administrator("Olga").await;
    assert_eq!(amina.send(form.clone().forged("goes", stranger.id().as_str())).await.status(), 422, "no officer");
    assert_eq!(amina.send(form.with("goes", bea.id().as_str())).await.status(), 303);
    assert!(!amina.get("/visits").await.says("Maya Ellison") && bea.get("/visits").await.says("Maya Ellison"));
    let page = amina.get(&visit).await;
    assert!(page.says("Changed on the same day, Bea goes instead of Amina: Amina is ill"), "{page}");
    assert!(amina.get(&maya.path()).await.says("Visit of 4 March 2026 changed"));
}

#[actix_web::test]
async fn a_list_shows_the_next_visit_of_each_child_and_no_other() {
    let office = Office::open().await;
    let (amina, nora) = (office.officer("Amina").await, office.second_authority().await.officer("Nora").await);
    let theirs = office.second_authority().await.child("Nils Berg").registered_days_ago(400).arrives().await;
    plan(&nora, &theirs, "3/3/2026").await;
    let mut children = Vec::new();
    for name in ["Maya Ellison", "Leo Marsh", "Ada Finch"] {
        children.push(office.child(name).registered_days_ago(400).arrives().await);
    }
    plan(&amina, &children[0], "9/3/2026").await;
    plan(&amina, &children[0], "6/3/2026").await;
    let visit = plan(&amina, &children[1], "4/3/2026").await;
    let cancelling = amina.get(&format!("{visit}/cancel")).await.form("Cancel the visit");
    assert_eq!(amina.send(cancelling.with("reason", "They moved away")).await.status(), 303);
    let list = amina.get("/not-seen").await;
    let next = |name: &str| {
        let row = list.rows("table").into_iter().find(|row| row[0].contains(name)).expect("the child is listed");
        row[3].clone()
    };
    assert!(next("Maya").contains("6 Mar 2026") && !next("Maya").contains("9 Mar"), "{}", next("Maya"));
    assert!(next("Leo").contains("None planned"), "cancelled: {}", next("Leo"));
    assert!(next("Ada").contains("None planned"), "{}", next("Ada"));
    assert!(!list.says("3 Mar 2026"), "a neighbour's visit: {list}");
}

#[actix_web::test]
async fn a_visit_is_for_a_day_to_come() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let form = amina.get(&format!("{}/visits/new", maya.path())).await.form("Plan the visit");
    for (on, time, fault) in [
        ("1/3/2026", "", "The date of the visit has passed"),
        ("", "", "Enter the date of the visit"),
        ("3/3/2062", "", "check the year"),
        ("3/3/2026", "noonish", "Enter the time like 14:30"),
    ] {
        let answer = amina.send(form.clone().with("planned_on", on).with("planned_time", time)).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.faults().concat().contains(fault), "{answer}");
    }
    assert_eq!(amina.send(form.clone().with("planned_on", "2/3/2026")).await.status(), 303, "today is a day to come");
    assert_eq!(amina.send(form.clone().with("planned_on", "2/3/2026")).await.status(), 303, "sent twice");
    assert_eq!(amina.send(form.with("planned_on", "3/3/2026")).await.status(), 409);
    assert_eq!(states(&office).len(), 1);
}

#[actix_web::test]
async fn my_visits_are_mine_and_those_of_my_children_nobody_is_named_for() {
    let office = Office::open().await;
    let (amina, bea, mona) = (office.officer("Amina").await, office.officer("Bea").await, office.manager("Mona").await);
    let maya = office.child("Maya Ellison").with_officer(amina.id()).arrives().await;
    let leo = office.child("Leo Marsh").arrives().await;
    plan(&bea, &leo, "4/3/2026").await;
    let unnamed = NewVisit {
        id: Id::mint(),
        child_id: maya.id,
        planned_on: day("2026-02-02"),
        planned_time: String::new(),
        mode: Mode::HomeVisit,
        place: String::new(),
        purpose: String::new(),
        goes: None,
        state: VisitState::Planned,
        contact_id: None,
    };
    let event = seen::audit::Event::VisitPlanned { child: maya.id, visit: unnamed.id };
    office.register().change(event, move |desk| desk.add_visit(&unnamed)).await.unwrap();

    let mine = amina.get("/visits").await;
    assert!(mine.says("Maya Ellison") && mine.says("no outcome is recorded") && !mine.says("Leo Marsh"), "{mine}");
    let hers = bea.get("/visits").await;
    assert!(hers.says("Leo Marsh") && !hers.says("Maya Ellison"), "{hers}");
    assert_eq!(amina.get("/visits?whose=team").await.status(), 403);
    let team = mona.get("/visits?whose=team").await;
    assert!(team.says("Maya Ellison") && team.says("Leo Marsh"), "{team}");
    assert_eq!(mona.get("/visits?when=yesterday").await.status(), 404);
    assert_eq!(mona.get("/visits?after=x").await.status(), 404);
}

#[actix_web::test]
async fn another_authoritys_visits_do_not_exist() {
    let office = Office::open().await;
    let netherby = office.second_authority().await;
    let (amina, nora) = (office.officer("Amina").await, netherby.officer("Nora").await);
    let noah = netherby.child("Noah Price").arrives().await;
    let maya = office.child("Maya Ellison").arrives().await;
    let visit = plan(&nora, &noah, "4/3/2026").await;
    let id = visit.rsplit('/').next().unwrap().to_owned();
    for page in [visit.clone(), format!("{visit}/move"), format!("{visit}/cancel"), format!("{}/visits/{id}", maya.path())] {
        assert_eq!(amina.get(&page).await.status(), 404, "{page}");
    }
    assert_eq!(amina.get(&format!("{}/contacts/new?visit={id}", maya.path())).await.status(), 404);
    let change = Id::<NewVisit>::mint().to_string();
    let cancel = amina.post(&format!("{visit}/cancel"), &[("id", &change), ("reason", "Mine")]).await;
    assert_eq!((cancel.status(), states(&office)), (404, vec![VisitState::Planned]));
}
