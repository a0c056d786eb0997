//! The authority's side.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::contacts::model::{Answer, Concern, Mode};
use seen::db::schema::{addresses, contacts, notifications, outbox, registrations, visits};
use seen::notifications::model::Ground;
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};

use super::{NAME, School};
use crate::office::{Known, Office, Page, Person};

/// Accepts as a form of the page would, for a child nobody knows unless the story says otherwise.
async fn accepts(amina: &Person, id: &str, child: &str) -> Page {
    let page = amina.get(&format!("/notifications/{id}/accept")).await;
    amina.does(page.form("Accept the notification").with("child", child)).await
}

fn count(office: &Office) -> (i64, i64) {
    let conn = &mut office.database();
    (registrations::table.count().get_result(conn).unwrap(), contacts::table.count().get_result(conn).unwrap())
}

#[actix_web::test]
async fn accepted_the_child_is_on_the_register_and_was_last_seen_at_school() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (amina, busy) = (office.officer("Amina").await, office.officer("Busy").await);
    office.child("Leo Marsh").with_officer(busy.id()).arrives().await;
    let id = school.notifies(Ground::HomeEducation, &[("sen", "sen_support"), ("upn", "B801200005001")]).await;
    let inbox = amina.get("/notifications").await;
    assert!(inbox.says(NAME) && inbox.says("waiting 0 days") && inbox.says("1 notification waits"), "{inbox}");
    let triage = amina.click(&inbox, NAME).await;
    assert!(triage.says("Opens a registration as home educated") && triage.says("Nobody on the register looks like"), "{triage}");
    let accept = amina.click(&triage, "Accept").await;
    assert_eq!(accept.form("Accept the notification").value("officer"), Some(amina.id().as_str()), "the least loaded");
    let none = amina.send(accept.form("Accept the notification")).await;
    assert_eq!(none.faults(), ["Choose who the child is"], "{none}");
    let form = none.form("Accept the notification").with("child", "new");
    let (first, second) = (amina.send(form.clone()).await, amina.send(form).await);
    assert_eq!((first.status(), second.status()), (303, 303), "sent twice is one: {second}");
    assert_eq!(count(&office), (2, 1));

    let done = amina.follow(&first).await;
    assert_eq!(done.done(), "The notification is accepted.");
    let record = amina.click(&done, "Open the record").await;
    assert!(record.says(NAME) && record.says("27 February 2026"), "{record}");
    let family = amina.get(&format!("{}/family", record.path())).await;
    assert!(family.says("Rosalind Quillfeather") && family.says("77 Canary Crescent") && family.says("SEN support"), "{family}");
    let (kind, officer, seen, started): (String, Option<String>, Option<chrono::NaiveDate>, chrono::NaiveDate) =
        registrations::table
            .filter(registrations::officer_id.eq(amina.id().as_str()))
            .select((registrations::kind, registrations::officer_id, registrations::last_seen_on, registrations::started_on))
            .first(&mut office.database())
            .unwrap();
    assert_eq!((kind.as_str(), seen, started), ("ehe", "2026-02-27".parse().ok(), office.today()), "{officer:?}");
    let contact: (String, String, String, String) = contacts::table
        .select((contacts::agency_kind, contacts::mode, contacts::outcome, contacts::child_seen))
        .first(&mut office.database())
        .unwrap();
    assert_eq!(contact, ("school".into(), "in_person_elsewhere".into(), "completed".into(), "yes".into()));
    assert!(school.sal.get(&format!("/school/notifications/{id}")).await.says("Accepted"));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn each_ground_opens_what_the_law_leads_to() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    for (number, ground) in Ground::ALL.iter().enumerate() {
        let name = format!("Child{}", char::from(b'A' + u8::try_from(number).unwrap()));
        let id = school.notifies(*ground, &[("given_names", name.as_str())]).await;
        let before = count(&office);
        let page = accepts(&amina, &id, "new").await;
        let after = count(&office);
        let kind: Option<String> = registrations::table
            .inner_join(notifications::table.on(notifications::registration_id.eq(registrations::id.nullable())))
            .filter(notifications::id.eq(&id))
            .select(registrations::kind)
            .first(&mut office.database())
            .optional()
            .unwrap();
        let expected = match ground.code() {
            "f" => Some("ehe"),
            "g" | "h" | "i" | "m" | "n" | "o" => Some("cme"),
            "j" => Some("other"),
            _ => None,
        };
        assert_eq!(kind.as_deref(), expected, "{ground}");
        let opened = i64::from(expected.is_some());
        assert_eq!((after.0 - before.0, after.1 - before.1), (opened, opened), "{ground}: a registration and a sighting");
        assert_eq!(page.has_form("The next school has confirmed the arrival"), "acde".contains(ground.code()), "{ground}");
    }
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_excluded_child_has_the_sixth_day_as_a_task() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let id = school.notifies(Ground::Excluded, &[]).await;
    assert!(amina.get(&format!("/notifications/{id}")).await.says("from the sixth school day"));
    accepts(&amina, &id, "new").await;
    assert!(amina.get("/tasks").await.says("from the sixth school day after the exclusion"));
}

#[actix_web::test]
async fn a_child_the_register_knows_is_joined_and_not_added_twice() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let known = office
        .child(NAME)
        .born(2014, 2, 28)
        .registered_as(RegistrationKind::Cme, Level::Enhanced)
        .living_at("77 Canary Crescent", "WX9 9ZY")
        .arrives()
        .await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let triage = amina.get(&format!("/notifications/{id}")).await;
    assert!(triage.says(&known.reference) && triage.says("Same names"), "{triage}");
    let page = accepts(&amina, &id, known.id.as_str()).await;
    assert_eq!(page.link("Open the record"), known.path());
    let kinds: Vec<(String, bool)> = registrations::table
        .filter(registrations::child_id.eq(known.id.as_str()))
        .order(registrations::id)
        .select((registrations::kind, registrations::ended_on.is_null()))
        .load(&mut office.database())
        .unwrap();
    assert_eq!(kinds, [("cme".to_owned(), false), ("ehe".to_owned(), true)]);
    let homes: i64 = addresses::table.count().get_result(&mut office.database()).unwrap();
    assert_eq!(homes, 1, "the address is not added again");
    assert!(amina.get(&known.path()).await.says("27 February 2026"));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_child_added_although_she_is_known_is_put_before_a_person_again() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    office.child(NAME).born(2014, 2, 28).living_at("77 Canary Crescent", "WX9 9ZY").arrives().await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    accepts(&amina, &id, "new").await;
    assert!(amina.get("/duplicates").await.says("Same names. Same date of birth."));
}

#[actix_web::test]
async fn a_record_is_linked_by_its_reference_and_nobody_else_s() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let theirs = office.second_authority().await.child("Nell North").arrives().await;
    let ours = office.child("Nell Marsh").arrives().await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let page = amina.get(&format!("/notifications/{id}/accept")).await;
    let form = page.form("Accept the notification").with("child", "other");
    assert_eq!(
        amina.send(form.clone().with("reference", "W-9999")).await.faults(),
        ["No child of the register has this reference"]
    );
    let forged = amina.send(page.form("Accept the notification").forged("child", theirs.id.as_str())).await;
    assert_eq!(forged.status(), 404, "the neighbour's child");
    let waits: bool = notifications::table.find(&id).select(notifications::is_waiting).first(&mut office.database()).unwrap();
    assert!(waits, "nothing was half done");
    let done = amina.does(form.with("reference", &ours.reference)).await;
    assert_eq!(done.link("Open the record"), ours.path());
}

#[actix_web::test]
async fn the_urgent_come_first_and_the_school_is_not_told_why() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let sibling = office.child("Zora Quillfeather").born(2012, 1, 5).living_at("77 Canary Crescent", "WX9 9ZY").arrives().await;
    note_concern(&office, &sibling).await;
    let pressing = school.notifies(Ground::HomeEducation, &[]).await;
    office.clock().advance(TimeDelta::minutes(10));
    let calm = school
        .notifies(Ground::HomeEducation, &[("given_names", "Ivo"), ("address", "3 Mill Lane"), ("postcode", "WX1 2AB")])
        .await;
    let inbox = amina.get("/notifications").await;
    let order = inbox.attributes("tbody th a", "href");
    assert_eq!(order, [format!("/notifications/{pressing}"), format!("/notifications/{calm}")], "urgent before newest");
    assert_eq!(inbox.texts("tbody .govuk-tag"), ["Sibling on the register with a concern"]);
    let triage = amina.get(&format!("/notifications/{pressing}")).await;
    assert!(triage.says("Zora Quillfeather") && triage.says("lives at the same address"), "{triage}");
    for path in
        ["/school".to_owned(), format!("/school/notifications/{pressing}"), format!("/school/notifications/{pressing}/receipt")]
    {
        let page = school.sal.get(&path).await;
        assert!(!page.source().contains("Sibling on") && !page.source().contains("Zora"), "{page}");
    }
}

async fn note_concern(office: &Office, child: &Known) {
    let id = child.id;
    office
        .register()
        .change(seen::audit::Event::ChildChanged { child: id }, move |desk| {
            let today = desk.today();
            desk.add_contact(&seen::contacts::queries::NewContact {
                id: seen::id::Id::mint(),
                child_id: id,
                agency_kind: AgencyKind::SocialCare,
                organisation_id: None,
                practitioner: "P. Practitioner".into(),
                occurred_on: today,
                mode: Mode::HomeVisit,
                outcome: seen::contacts::model::Outcome::Completed,
                child_seen: Answer::Yes,
                spoken_to: Answer::NotRecorded,
                alone: Answer::NotRecorded,
                not_alone_reason: String::new(),
                place: String::new(),
                address_id: None,
                child_said: String::new(),
                concern: Concern::Some,
                notes: String::new(),
                next_step: String::new(),
                source: "journeys".into(),
            })?;
            desk.refresh_standing(id)
        })
        .await
        .expect("the concern is noted");
}

#[actix_web::test]
async fn a_question_is_asked_and_answered() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let ask = amina.get(&format!("/notifications/{id}/ask")).await;
    assert_eq!(amina.send(ask.form("Ask the school")).await.faults(), ["Enter what you ask the school"]);
    amina.does(ask.form("Ask the school").with("words", "Who collected her on the last day?")).await;
    let page = school.sal.get(&format!("/school/notifications/{id}")).await;
    assert!(page.says("More information needed") && page.says("Who collected her"), "{page}");
    let form = page.form("Send the message").with("words", "Her grandmother.");
    school.sal.does(form.clone()).await;
    school.sal.does(form).await;
    let triage = amina.get(&format!("/notifications/{id}")).await;
    assert_eq!(triage.text().matches("Her grandmother.").count(), 1, "sent twice is one: {triage}");
    assert!(triage.says("Being checked"), "{triage}");
}

#[actix_web::test]
async fn checks_are_kept_with_who_ticked_them() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let page = amina.get(&format!("/notifications/{id}")).await;
    let form = page.form("Keep the checks").and("checks", "notice_seen").and("checks", "consent");
    let kept = amina.does(form).await;
    assert!(kept.says("Amina, 2 March 2026") && kept.says("Being checked"), "{kept}");
    let fewer = amina.does(kept.form("Keep the checks").without("checks").and("checks", "consent")).await;
    assert_eq!(fewer.attributes("input[name=checks][checked]", "value"), ["consent"]);
}

#[actix_web::test]
async fn refused_nothing_is_opened_and_the_school_reads_why() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let form = amina.get(&format!("/notifications/{id}/refuse")).await.form("Do not accept");
    assert_eq!(amina.send(form.clone()).await.status(), 422);
    amina.does(form.with("words", "The letter is not signed.")).await;
    assert_eq!(count(&office), (0, 0));
    assert!(school.sal.get(&format!("/school/notifications/{id}")).await.says("The letter is not signed."));
    assert_eq!(amina.get(&format!("/notifications/{id}/accept")).await.status(), 404, "it is decided");
    let late = amina.post(&format!("/notifications/{id}/accept"), &[("child", "new")]).await;
    assert_eq!(late.status(), 409, "{late}");
    assert_eq!(count(&office), (0, 0));
}

#[actix_web::test]
async fn an_arrival_is_awaited_until_it_is_confirmed_or_the_child_is_missing() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let arrives = school.notifies(Ground::AnotherSchool, &[]).await;
    let vanishes = school.notifies(Ground::AnotherSchool, &[("given_names", "Ivo")]).await;
    let page = accepts(&amina, &arrives, "new").await;
    accepts(&amina, &vanishes, "new").await;
    assert!(page.says("14 March 2026"), "five days after the expected start: {page}");
    assert_eq!(count(&office), (0, 0), "nothing is opened yet");
    let confirmed = amina.does(page.form("The next school has confirmed the arrival")).await;
    assert!(confirmed.says("settled") && !confirmed.has_form("The next school has confirmed the arrival"), "{confirmed}");

    office.clock().advance(TimeDelta::days(13));
    let amina = office.officer("Amina again").await;
    let inbox = amina.get("/notifications").await;
    assert!(inbox.says("1 child has not been confirmed by the next school"), "{inbox}");
    let awaited = amina.get("/notifications?show=awaited").await;
    assert!(awaited.says("Ivo") && awaited.says("not confirmed") && !awaited.says("Zephyrine"), "{awaited}");
    let form =
        amina.get(&format!("/notifications/{vanishes}/missing")).await.form("Register as missing education").with("child", "new");
    let (first, second) = (amina.send(form.clone()).await, amina.send(form).await);
    assert_eq!((first.status(), second.status()), (303, 303), "{second}");
    assert_eq!(count(&office), (1, 1));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn after_a_death_nothing_reminds_anybody() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    let known = office.child(NAME).born(2014, 2, 28).registered_days_ago(400).arrives().await;
    let visit = amina.get(&format!("{}/visits/new", known.path())).await.form("Plan the visit").with("planned_on", "9/3/2026");
    amina.does(visit).await;
    let id = school.notifies(Ground::Died, &[]).await;
    accepts(&amina, &id, known.id.as_str()).await;
    let (ended, reason): (Option<chrono::NaiveDate>, Option<String>) =
        registrations::table.select((registrations::ended_on, registrations::end_reason)).first(&mut office.database()).unwrap();
    assert_eq!((ended, reason.as_deref()), (Some(office.today()), Some("died")));
    let states: Vec<String> = visits::table.select(visits::state).load(&mut office.database()).unwrap();
    assert_eq!(states, ["cancelled"]);
    assert!(!amina.get("/not-seen").await.says(NAME));
    let told: Vec<(String, String)> = outbox::table
        .filter(outbox::account_id.eq(mona.id().as_str()))
        .select((outbox::subject, outbox::body_text))
        .load(&mut office.database())
        .unwrap();
    assert_eq!(told.len(), 1, "the manager is told at once");
    assert!(!told[0].1.contains("Quillfeather") && told[0].1.contains("N-0001"), "{told:?}");
    assert_eq!(office.check().await, Vec::<String>::new());
}
