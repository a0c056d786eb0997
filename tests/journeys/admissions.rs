//! A school tells of a new pupil; an officer confirms who it is; the registration ends, or the arrival that
//! was awaited is settled.

use diesel::prelude::*;
use seen::admissions::model::ASKS;
use seen::db::schema::{admissions, audit, contacts, notifications, organisations, registrations};
use seen::notifications::model::Ground;
use seen::registrations::model::{Level, RegistrationKind};

use crate::office::{Office, Page, Person};
use crate::schools_notify::{NAME, School, WHOLE};

/// What a new pupil's form asks of the child that only these stories know.
fn pupil() -> Vec<(&'static str, &'static str)> {
    let asked = WHOLE.iter().filter(|(name, _)| ASKS.iter().any(|section| section.holds(name))).copied();
    asked.chain([("entered_on", "27/2/2026"), ("came_from", "Educated at home")]).collect()
}

/// What the form sends for whoever has this id.
fn chosen(page: &Page, id: &str) -> String {
    let form = page.form("Confirm");
    let codes = form.choices("who");
    codes.iter().find(|code| code.contains(id)).unwrap_or_else(|| panic!("nobody with {id}: {codes:?}")).to_string()
}

async fn tells(sal: &Person, otherwise: &[(&str, &str)]) -> Page {
    let form = sal.get("/school/admissions/new").await.form("Tell the authority");
    sal.send(form.with_all(&pupil()).with_all(otherwise)).await
}

fn ended(office: &Office) -> Vec<(String, Option<chrono::NaiveDate>, Option<String>, Option<String>)> {
    registrations::table
        .order(registrations::id)
        .select((registrations::kind, registrations::ended_on, registrations::end_reason, registrations::destination))
        .load(&mut office.database())
        .unwrap()
}

#[actix_web::test]
async fn confirmed_the_registration_ends_on_the_day_of_entry() {
    let office = Office::open().await;
    let (school, amina) = (School::of(&office, "Vine Street Primary").await, office.officer("Amina").await);
    let child = office.child(NAME).born(2014, 2, 28).living_at("77 Canary Crescent", "WX9 9ZY").arrives().await;
    let told = tells(&school.sal, &[]).await;
    let list = school.sal.follow(&told).await;
    assert!(list.done() == "The authority is told of the new pupil." && list.says(NAME), "{list}");
    assert!(!list.says(&child.reference) && !list.says("Waiting"), "a school learns nothing of the register: {list}");

    let today = amina.get("/").await;
    let waiting = amina.click(&today, "1 new pupil of schools to look at").await;
    let page = amina.click(&waiting, NAME).await;
    assert!(
        page.says("Same names") && page.says("closes the registration: home educated") && page.says("Educated at home"),
        "{page}"
    );
    assert_eq!(ended(&office)[0].1, None, "nothing is closed before somebody says so");
    let none = amina.send(page.form("Confirm")).await;
    assert_eq!(none.faults(), ["Choose who the pupil is"]);
    let form = page.form("Confirm").with("who", &chosen(&page, child.id.as_str()));
    let (first, second) = (amina.send(form.clone()).await, amina.send(form).await);
    assert_eq!((first.status(), second.status()), (303, 303), "sent twice is one: {second}");
    let aside = amina.send(page.form("Nothing to do: nobody of ours")).await;
    assert_eq!(aside.status(), 409, "decided otherwise meanwhile: {aside}");
    let day = "2026-02-27".parse().ok();
    assert_eq!(ended(&office), [("ehe".into(), day, Some("returned_to_school".into()), Some("mainstream_school".into()))]);
    let seen: i64 = contacts::table.count().get_result(&mut office.database()).unwrap();
    assert_eq!(seen, 0, "a name in a register is no sighting");
    assert!(amina.get("/admissions?show=decided").await.says("Confirmed"));
    assert!(!amina.get("/not-seen").await.says(NAME));
    assert!(!school.sal.get("/school/admissions").await.says("Confirmed"));
    let events: Vec<String> = audit::table
        .filter(audit::event.like("admission%").or(audit::event.eq("registration_closed")))
        .order(audit::id)
        .select(audit::event)
        .load(&mut office.database())
        .unwrap();
    for event in ["admission_sent", "admissions_listed", "admission_opened", "admission_confirmed", "registration_closed"] {
        assert!(events.iter().any(|known| known == event), "{event}: {events:?}");
    }
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_awaited_arrival_is_settled_whether_the_register_knows_the_child_or_not() {
    let office = Office::open().await;
    let (vine, mill) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane High").await);
    let amina = office.officer("Amina").await;
    let id = vine.notifies(Ground::AnotherSchool, &[]).await;
    let accept = amina.get(&format!("/notifications/{id}/accept")).await;
    amina.does(accept.form("Accept the notification").with("child", "new")).await;
    tells(&mill.sal, &[]).await;
    let page = amina.click(&amina.get("/admissions").await, NAME).await;
    assert!(!page.says("Why a registration ends"), "none would end: {page}");
    assert!(
        page.says("The arrival of this pupil is awaited") && page.says("settles the awaited arrival of notification N-0001"),
        "{page}"
    );
    let confirmed = amina.does(page.form("Confirm").with("who", &chosen(&page, &id))).await;
    assert_eq!(confirmed.done(), "Confirmed: the register says so now.");
    let settled: Option<chrono::NaiveDateTime> =
        notifications::table.find(&id).select(notifications::arrival_settled_at).first(&mut office.database()).unwrap();
    assert!(settled.is_some());
    assert!(!amina.get("/notifications?show=awaited").await.says(NAME));
    assert!(amina.get(page.path()).await.says("the awaited arrival is settled"));
}

#[actix_web::test]
async fn a_child_missing_education_with_an_awaited_arrival_is_both() {
    let office = Office::open().await;
    let (vine, mill) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane High").await);
    let amina = office.officer("Amina").await;
    let known = office.child(NAME).born(2014, 2, 28).registered_as(RegistrationKind::Cme, Level::Standard);
    let child = known.living_at("77 Canary Crescent", "WX9 9ZY").arrives().await;
    let id = vine.notifies(Ground::AnotherSchool, &[]).await;
    let accept = amina.get(&format!("/notifications/{id}/accept")).await;
    amina.does(accept.form("Accept the notification").with("child", child.id.as_str())).await;
    tells(&mill.sal, &[("entered_on", "1/3/2026")]).await;
    let page = amina.click(&amina.get("/admissions").await, NAME).await;
    assert!(page.says("closes the registration: missing education") && page.says("arrival of notification N-0001"), "{page}");
    assert_eq!(page.count("input[name=who]"), 1, "once for one child: {page}");
    let form = page.form("Confirm").with("who", &chosen(&page, child.id.as_str())).with("reason", "started_school");
    amina.does(form.with("destination", "special_school")).await;
    let (_, day, reason, place) = ended(&office).remove(0);
    assert_eq!(
        (day, reason.as_deref(), place.as_deref()),
        ("2026-03-01".parse().ok(), Some("started_school"), Some("special_school"))
    );
    assert!(!amina.get("/notifications?show=awaited").await.says(NAME));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_registration_that_changed_since_the_form_was_opened_is_not_closed() {
    let office = Office::open().await;
    let (school, amina) = (School::of(&office, "Vine Street Primary").await, office.officer("Amina").await);
    let child = office.child(NAME).born(2014, 2, 28).living_at("77 Canary Crescent", "WX9 9ZY").arrives().await;
    tells(&school.sal, &[]).await;
    let page = amina.click(&amina.get("/admissions").await, NAME).await;
    let form = page.form("Confirm").with("who", &chosen(&page, child.id.as_str()));
    let id = school.notifies(Ground::TooFarAway, &[]).await;
    let accept = amina.get(&format!("/notifications/{id}/accept")).await;
    amina.does(accept.form("Accept the notification").with("child", child.id.as_str())).await;
    let refused = amina.send(form).await;
    assert!(refused.status() == 422 && refused.faults()[0].contains("has changed since you opened this"), "{refused}");
    assert_eq!(ended(&office).iter().filter(|(kind, day, ..)| kind == "cme" && day.is_none()).count(), 1, "still on the list");
}

#[actix_web::test]
async fn a_school_that_closed_long_ago_is_told_so_and_sends_nothing() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    diesel::update(organisations::table.find(school.id))
        .set((
            organisations::status.eq("closed"),
            organisations::closed_on.eq("2020-07-31".parse::<chrono::NaiveDate>().unwrap()),
        ))
        .execute(&mut office.database())
        .unwrap();
    for path in ["/school/admissions/new", "/school/many"] {
        let page = school.sal.get(path).await;
        assert!(page.status() == 422 && page.says("Your school is closed on the government’s list"), "{page}");
    }
    let told = school.sal.post("/school/admissions/new", &pupil()).await;
    assert_eq!(told.status(), 422, "{told}");
    let rows: i64 = admissions::table.count().get_result(&mut office.database()).unwrap();
    assert_eq!(rows, 0);
}

#[actix_web::test]
async fn who_is_not_on_the_register_is_set_aside() {
    let office = Office::open().await;
    let (school, amina) = (School::of(&office, "Vine Street Primary").await, office.officer("Amina").await);
    tells(&school.sal, &[]).await;
    let page = amina.click(&amina.get("/admissions").await, NAME).await;
    assert!(page.says("Nobody on the register looks like this pupil"), "{page}");
    let forged = amina
        .post(
            &format!("{}/confirm", page.path()),
            &[("who", "new"), ("reason", "returned_to_school"), ("destination", "mainstream_school")],
        )
        .await;
    assert!(forged.status() == 422 && forged.faults()[0].contains("has changed since you opened this"), "{forged}");
    let aside = page.form("Nothing to do: nobody of ours");
    let (first, second) = (amina.send(aside.clone()).await, amina.send(aside).await);
    assert_eq!((first.status(), second.status()), (303, 303));
    assert!(amina.get("/admissions").await.says("No return waits"));
    assert!(amina.get("/admissions?show=decided").await.says("Nothing to do"));
    assert!(!amina.get("/").await.says("new pupil of schools"));
    assert_eq!(amina.get("/admissions?show=all").await.status(), 404);
}

#[actix_web::test]
async fn each_field_that_is_wrong_has_its_own_message_and_the_same_form_tells_once() {
    let office = Office::open().await;
    let (school, other) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane High").await);
    let wrong =
        tells(&school.sal, &[("entered_on", "3/3/2026"), ("family_name", ""), ("parents-2-name", "Otto Quillfeather")]).await;
    let faults = wrong.faults();
    assert!(faults[0].contains("cannot be in the future"), "in the order of the form: {faults:?}");
    assert!(
        faults.contains(&"Enter the pupil’s family name".to_owned()) && faults.contains(&"Enter a telephone number".to_owned()),
        "{faults:?}"
    );
    assert_eq!(wrong.form("Tell the authority").value("parents-2-name"), Some("Otto Quillfeather"), "what was typed stays");

    let form = school.sal.get("/school/admissions/new").await.form("Tell the authority").with_all(&pupil());
    let (first, second) = (school.sal.send(form.clone()).await, school.sal.send(form.clone()).await);
    assert_eq!((first.status(), second.status()), (303, 303));
    let changed = school.sal.send(form.with("entered_on", "26/2/2026")).await;
    assert_eq!(changed.status(), 409, "{changed}");
    let rows: i64 = admissions::table.count().get_result(&mut office.database()).unwrap();
    assert_eq!(rows, 1);
    assert!(!other.sal.get("/school/admissions").await.says(NAME), "another school's are not to be found");
    let late = tells(&school.sal, &[("entered_on", "20/2/2026")]).await;
    assert!(school.sal.follow(&late).await.says("5 days after it was due"));
    let both = office.school_user("Ash", &[school.id, other.id]).await;
    let unsaid = tells(&both, &[]).await;
    assert_eq!(unsaid.faults(), ["Choose the school"]);
}
