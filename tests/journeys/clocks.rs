//! Whatever is recorded and then marked as entered in error leaves the standing as it was, and the
//! order in which contacts are entered does not matter: on a real database, for random facts.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use seen::access::System;
use seen::audit::Event;
use seen::contacts::model::{Answer, Concern, Mode, Outcome};
use seen::contacts::queries::NewContact;
use seen::db::schema::{due_months, due_totals};
use seen::id::Id;
use seen::organisations::model::AgencyKind;

use crate::contacts::stored;
use crate::office::{Known, Office};

/// How long ago, by whom, how, what came of it, seen, spoken to, alone.
type Facts = (u64, AgencyKind, Mode, Outcome, Answer, Answer, Answer);

fn any_facts() -> impl Strategy<Value = Vec<Facts>> {
    let fact = (
        0u64..900,
        select(AgencyKind::ALL),
        select(Mode::ALL),
        select(Outcome::ALL),
        select(Answer::ALL),
        select(Answer::ALL),
        select(Answer::ALL),
    );
    prop::collection::vec(fact, 1..8)
}

fn contact(office: &Office, child: &Known, facts: &Facts) -> NewContact {
    let (days_ago, agency_kind, mode, outcome, child_seen, spoken_to, alone) = *facts;
    NewContact {
        id: Id::mint(),
        child_id: child.id,
        agency_kind,
        organisation_id: None,
        practitioner: String::new(),
        occurred_on: office.today() - chrono::Days::new(days_ago),
        mode,
        outcome,
        child_seen,
        spoken_to,
        alone,
        not_alone_reason: String::new(),
        place: String::new(),
        address_id: None,
        child_said: String::new(),
        concern: Concern::None,
        notes: String::new(),
        next_step: String::new(),
        source: "journeys".into(),
    }
}

async fn record(register: &System, contact: NewContact) {
    let (child, id) = (contact.child_id, contact.id);
    register
        .change(Event::ContactRecorded { child, contact: id }, move |desk| {
            let child = desk.heading(child)?;
            desk.record_contact(&child, &contact, None)
        })
        .await
        .unwrap();
}

#[actix_web::test]
async fn marking_in_error_restores_every_clock_and_order_does_not_matter() {
    let office = Office::open().await;
    let register = office.register();
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let facts = any_facts().new_tree(&mut runner).unwrap().current();
        let (one, other) = (office.child("Maya Ellison").arrives().await, office.child("Leo Marsh").arrives().await);
        for fact in &facts {
            record(&register, contact(&office, &one, fact)).await;
        }
        for fact in facts.iter().rev() {
            record(&register, contact(&office, &other, fact)).await;
        }
        let before = stored(&office, one.id);
        assert_eq!(before, stored(&office, other.id), "{facts:?}");

        let extra = any_facts().new_tree(&mut runner).unwrap().current();
        let extra = contact(&office, &one, &extra[0]);
        let (child, id) = (extra.child_id, extra.id);
        record(&register, extra.clone()).await;
        let event = Event::ContactInError { child, contact: id };
        register.change(event, move |desk| desk.mark_in_error(child, id, "Not so")).await.unwrap();
        assert_eq!(stored(&office, one.id), before, "{facts:?} and {extra:?}");
    }
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_check_names_every_count_that_is_not_so_and_counting_anew_puts_it_right() {
    let office = Office::open().await;
    office.child("Maya Ellison").arrives().await;
    assert_eq!(office.check().await, Vec::<String>::new());
    let mut conn = office.database();
    let more = due_totals::children.eq(due_totals::children + 1);
    diesel::update(due_totals::table.filter(due_totals::whose.eq("team"))).set(more).execute(&mut conn).unwrap();
    let more = due_months::children.eq(due_months::children + 1);
    diesel::update(due_months::table.filter(due_months::whose.ne("team"))).set(more).execute(&mut conn).unwrap();
    let found = office.check().await;
    for expected in ["team never altogether: counted 2, there are 1", "team contact altogether: counted 2, there are 1"] {
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:?}");
    }
    assert_eq!(found.iter().filter(|fault| fault.contains("counted (2,")).count(), 2, "{found:?}");

    office.register().change(Event::StandardChanged {}, |desk| desk.recount()).await.unwrap();
    assert_eq!(office.check().await, Vec::<String>::new());
}
