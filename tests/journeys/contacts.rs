//! An officer writes down what happened: it moves the clocks it should and no others, can be put
//! right, and is never lost.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use seen::children::model::Child;
use seen::db::schema::{audit, contact_versions, contacts, registrations};
use seen::id::Id;
use seen::standings::model::Stored;

use crate::office::{Form, Known, Office, Person};

/// What is stored of a child's standing.
pub fn stored(office: &Office, child: Id<Child>) -> Stored {
    registrations::table
        .filter(registrations::child_id.eq(child))
        .filter(registrations::ended_on.is_null())
        .select(Stored::as_select())
        .first(&mut office.database())
        .unwrap()
}

/// What the audit trail says of a child, in order.
pub fn events(office: &Office, child: Id<Child>) -> Vec<String> {
    audit::table
        .filter(audit::child_id.eq(child))
        .filter(audit::outcome.eq("done"))
        .order((audit::at, audit::id))
        .select(audit::event)
        .load(&mut office.database())
        .unwrap()
}

fn rows(office: &Office) -> i64 {
    contacts::table.count().get_result(&mut office.database()).unwrap()
}

async fn form(amina: &Person, child: &Known) -> Form {
    amina.get(&format!("{}/contacts/new", child.path())).await.form("Record the contact")
}

/// A visit at home, seen and spoken to alone, somewhere that is no address of the child's.
fn a_visit(form: Form) -> Form {
    form.with_all(&[
        ("mode", "home_visit"),
        ("outcome", "completed"),
        ("child_seen", "yes"),
        ("spoken_to", "yes"),
        ("alone", "yes"),
        ("address", "elsewhere"),
        ("place", "At the grandmother’s"),
        ("notes", "Reads a lot."),
    ])
}

async fn the_contact(amina: &Person, office: &Office, child: &Known) -> String {
    let id: String = contacts::table
        .filter(contacts::child_id.eq(child.id))
        .order(contacts::recorded_at.desc())
        .select(contacts::id)
        .first(&mut office.database())
        .unwrap();
    let path = format!("{}/contacts/{id}", child.path());
    assert_eq!(amina.get(&path).await.status(), 200);
    path
}

#[actix_web::test]
async fn a_visit_is_recorded_by_the_officer_herself_with_few_choices() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").living_at("12 Mill Lane", "WX1 2AB").arrives().await;
    let form = form(&amina, &maya).await;
    assert_eq!(form.value("occurred_on"), Some("2/3/2026"));
    assert_eq!(form.value("who"), Some("me"));
    let home = form.choices("address").into_iter().find(|choice| choice.len() == 36).unwrap().to_owned();
    let given = [("mode", "home_visit"), ("outcome", "completed"), ("child_seen", "yes"), ("spoken_to", "yes"), ("alone", "yes")];
    let answer = amina.send(form.with_all(&given).with("address", &home)).await;
    assert_eq!(answer.status(), 303, "{answer}");
    assert_eq!(answer.location(), format!("{}?done=contact-recorded", maya.path()));
    let (stored, today) = (stored(&office, maya.id), Some(office.today()));
    assert_eq!((stored.last_own_contact_on, stored.last_seen_in_person_on, stored.last_spoken_alone_on), (today, today, today));
    let shown = amina.get(&the_contact(&amina, &office, &maya).await).await;
    assert!(shown.says("12 Mill Lane, Wexcombe, WX1 2AB") && shown.says("Recorded by Amina"), "{shown}");
    assert!(shown.says("Counts as our own contact, seen, seen in person and spoken to alone."), "{shown}");
    assert!(events(&office, maya.id).contains(&"contact_recorded".to_owned()));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_sighting_by_the_police_moves_seen_but_not_our_own_contact() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let before = stored(&office, maya.id);
    let form = form(&amina, &maya).await.with_all(&[
        ("who", "other"),
        ("agency_kind", "police"),
        ("practitioner", "PC Lee"),
        ("mode", "in_person_elsewhere"),
        ("outcome", "completed"),
        ("child_seen", "yes"),
        ("spoken_to", "no"),
    ]);
    assert_eq!(amina.send(form).await.status(), 303);
    let after = stored(&office, maya.id);
    assert_eq!((after.last_seen_on, after.last_seen_in_person_on), (Some(office.today()), Some(office.today())));
    assert_eq!((after.last_own_contact_on, after.contact_due_on), (None, before.contact_due_on));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_letter_moves_nothing_but_the_last_attempt() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await;
    let before = stored(&office, maya.id);
    let form = form(&amina, &maya).await.with("mode", "letter").with("outcome", "completed");
    assert_eq!(amina.send(form).await.status(), 303);
    assert_eq!(stored(&office, maya.id), Stored { last_attempt_on: Some(office.today()), ..before });
}

#[actix_web::test]
async fn what_cannot_be_is_refused_beside_the_field_and_the_text_is_kept() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let before = stored(&office, maya.id);
    let tomorrow = (office.today() + TimeDelta::days(1)).to_string();
    let long = "é".repeat(100_000);
    let wrong: [(&[(&str, &str)], &str); 12] = [
        (
            &[("mode", "phone"), ("spoken_to", "no"), ("alone", "no")],
            "A child cannot be seen by telephone, letter, email or text",
        ),
        (
            &[("outcome", "no_access"), ("spoken_to", "no"), ("alone", "no")],
            "cannot have been seen at a contact that was not completed",
        ),
        (&[("spoken_to", "no")], "A child spoken to alone was spoken to"),
        (&[("occurred_on", &tomorrow)], "a contact has happened already"),
        (&[("occurred_on", "8/6/2014")], "before the child was born"),
        (&[("occurred_on", "31/2/2026")], "as a real date"),
        (&[("who", "other"), ("agency_kind", "police")], "Enter who had the contact"),
        (&[("who", "other"), ("agency_kind", "police"), ("practitioner", "Amina")], "You are not with this agency (Police)"),
        (&[("agency_kind", "police")], "Choose either yourself or somebody else"),
        (&[("address", ""), ("place", "")], "Choose which address was visited"),
        (&[("address", "elsewhere"), ("place", " ")], "Say where it was"),
        (&[("practitioner", &long), ("who", "other"), ("agency_kind", "police")], "must be 200 characters or fewer"),
    ];
    for (fields, sentence) in wrong {
        let answer = amina.send(a_visit(form(&amina, &maya).await).with_all(fields)).await;
        assert_eq!(answer.status(), 422, "{fields:?}: {answer}");
        assert!(answer.faults().iter().any(|fault| fault.contains(sentence)), "{sentence}: {answer}");
        assert!(answer.title().starts_with("Error: "), "{answer}");
        assert_eq!(answer.form("Record the contact").value("notes"), Some("Reads a lot."));
    }
    assert_eq!((rows(&office), stored(&office, maya.id)), (0, before));
    assert!(!events(&office, maya.id).contains(&"contact_recorded".to_owned()));
}

#[actix_web::test]
async fn somebody_elses_child_is_not_found_and_nothing_is_written() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let netherby = office.second_authority().await;
    let noah = netherby.child("Noah Price").living_at("1 Far Road", "NB1 1AA").arrives().await;
    let nora = netherby.officer("Nora").await;
    assert_eq!(nora.send(a_visit(form(&nora, &noah).await)).await.status(), 303);
    let theirs = the_contact(&nora, &office, &noah).await;
    let before = rows(&office);
    for path in [noah.path(), format!("/children/{}", Id::<Child>::mint()), "/children/1".into()] {
        assert_eq!(amina.get(&format!("{path}/contacts/new")).await.status(), 404, "{path}");
        let ours = a_visit(form(&amina, &maya).await);
        assert_eq!(amina.send(ours.to(&format!("{path}/contacts/new"))).await.status(), 404, "{path}");
    }
    for page in ["", "/correct", "/in-error"] {
        assert_eq!(amina.get(&format!("{theirs}{page}")).await.status(), 404);
        let under_ours = theirs.replace(&noah.path(), &maya.path());
        assert_eq!(amina.get(&format!("{under_ours}{page}")).await.status(), 404);
    }
    assert_eq!(amina.post(&format!("{theirs}/in-error"), &[("reason", "Mine now")]).await.status(), 404);
    let address = form(&nora, &noah).await.choices("address").into_iter().find(|choice| choice.len() == 36).unwrap().to_owned();
    let forged = a_visit(form(&amina, &maya).await).forged("address", &address);
    assert_eq!(amina.send(forged).await.status(), 422);
    assert_eq!(rows(&office), before);
}

#[actix_web::test]
async fn a_form_sent_twice_is_one_contact_and_the_same_id_for_another_is_refused() {
    let office = Office::open().await;
    let (amina, bea) = (office.officer("Amina").await, office.officer("Bea").await);
    let maya = office.child("Maya Ellison").arrives().await;
    let form = a_visit(form(&amina, &maya).await);
    let id = form.value("id").unwrap().to_owned();
    assert_eq!(amina.send(form.clone()).await.status(), 303);
    assert_eq!(amina.send(form.clone()).await.status(), 303);
    assert_eq!(amina.send(form.with("notes", "Something else.")).await.status(), 409);
    let hers = a_visit(self::form(&bea, &maya).await).forged("id", &id);
    assert_eq!(bea.send(hers).await.status(), 409);
    assert_eq!(rows(&office), 1);
    let recorded = events(&office, maya.id).iter().filter(|event| *event == "contact_recorded").count();
    assert_eq!(recorded, 1);
}

#[actix_web::test]
async fn a_correction_keeps_the_old_text_word_for_word_and_only_the_new_one_counts() {
    let office = Office::open().await;
    let (amina, bea) = (office.officer("Amina").await, office.officer("Bea").await);
    let maya = office.child("Maya Ellison").arrives().await;
    let before = stored(&office, maya.id);
    amina.send(a_visit(form(&amina, &maya).await)).await;
    let contact = the_contact(&amina, &office, &maya).await;
    let correct = || async { bea.get(&format!("{contact}/correct")).await.form("Correct the contact") };
    let form = correct().await;
    assert_eq!((form.value("who"), form.value("practitioner")), (Some("other"), Some("Amina")));
    let without_reason =
        form.clone().with_all(&[("outcome", "no_access"), ("child_seen", "no"), ("spoken_to", "no"), ("alone", "no")]);
    let answer = bea.send(without_reason.clone()).await;
    assert_eq!(answer.faults(), ["Enter why you are correcting this contact"], "{answer}");
    let too_late = correct().await.with("notes", "Reads little.").with("reason", "I know better");
    let corrected = without_reason.with("reason", "Nobody opened").with("notes", "");
    assert_eq!(bea.send(corrected.clone()).await.status(), 303);
    assert_eq!(bea.send(corrected).await.status(), 303, "sent twice");
    assert_eq!(bea.send(too_late).await.status(), 409);
    assert_eq!(stored(&office, maya.id), Stored { last_attempt_on: Some(office.today()), ..before });
    let kept: Vec<String> = contact_versions::table.select(contact_versions::content).load(&mut office.database()).unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].contains("Reads a lot.") && kept[0].contains("\"child_seen\":\"yes\""), "{}", kept[0]);
    let shown = amina.get(&contact).await;
    assert!(shown.says("Corrected by Bea: Nobody opened") && shown.says("Reads a lot."), "{shown}");
    assert!(shown.says("Counts as an attempt only."), "{shown}");
    let nothing_new = correct().await.with("reason", "Again");
    assert_eq!(bea.send(nothing_new).await.status(), 422);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_visit_that_was_kept_without_its_address_can_be_corrected_by_somebody_who_does_not_know_it() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").living_at("1 Mill Lane", "BN1 4GE").seen_at_home_days_ago(30).arrives().await;
    let contact = format!("{}/contacts/{}", maya.path(), maya.contact.unwrap());
    let correct = || async { amina.get(&format!("{contact}/correct")).await.form("Correct the contact") };
    let without = correct().await.with("notes", "Reads a lot.").with("reason", "Left out");
    let saved = amina.send(without).await;
    assert_eq!(saved.status(), 303, "{saved}");
    let address = maya.address.unwrap();
    let with = correct().await.with("address", address.as_str()).with("reason", "It was there");
    assert_eq!(amina.send(with).await.status(), 303);
    let taken_away = correct().await.with("address", "").with("reason", "Who knows");
    assert_eq!(amina.send(taken_away).await.faults(), ["Choose which address was visited"]);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_contact_entered_in_error_stays_visible_counts_for_nothing_and_cannot_be_corrected() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(400).arrives().await;
    let before = stored(&office, maya.id);
    amina.send(a_visit(form(&amina, &maya).await)).await;
    assert_ne!(stored(&office, maya.id), before);
    let contact = the_contact(&amina, &office, &maya).await;
    let (correcting, marking) = (
        amina.get(&format!("{contact}/correct")).await,
        amina.get(&format!("{contact}/in-error")).await.form("Mark as entered in error"),
    );
    let answer = amina.send(marking.clone()).await;
    assert_eq!(answer.faults(), ["Enter why this contact is an error"], "{answer}");
    assert_eq!(amina.send(marking.clone().with("reason", "The wrong child")).await.status(), 303);
    assert_eq!(amina.send(marking.clone().with("reason", "The wrong child")).await.status(), 303, "sent twice");
    assert_eq!(amina.send(marking.with("reason", "Another reason")).await.status(), 409);
    assert_eq!(stored(&office, maya.id), before);
    let shown = amina.get(&contact).await;
    assert!(shown.says("counts for nothing") && shown.says("The wrong child") && shown.says("Reads a lot."), "{shown}");
    let late = correcting.form("Correct the contact").with("notes", "x").with("reason", "y");
    assert_eq!(amina.send(late).await.status(), 422);
    assert_eq!(amina.get(&format!("{contact}/correct")).await.status(), 422);
    assert_eq!(events(&office, maya.id).iter().filter(|event| *event == "contact_in_error").count(), 1);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn nobody_but_officers_and_managers_comes_near_a_contact() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").arrives().await;
    for person in [office.administrator("Ada").await, office.auditor("Audrey").await] {
        assert_eq!(person.get(&format!("{}/contacts/new", maya.path())).await.status(), 403);
        assert_eq!(person.get("/visits").await.status(), 403);
        assert_eq!(person.get("/tasks").await.status(), 403);
        assert_eq!(person.get("/duplicates").await.status(), 403);
    }
}

/// A day in the calendar, for stories.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
