//! A merge that was a mistake is undone: what was there before is there again, what came since is asked
//! about, and what contradicts is said.

use super::{faults, merge, split, splitting};
use crate::contacts::{events, stored};
use crate::office::{Form, Known, Office, Page, Person};

async fn twins(office: &Office) -> (Known, Known) {
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(500).arrives().await;
    let mia = office.child("Mia Ellison").seen_at_home_days_ago(20).living_at("12 Mill Lane", "WX1 2AB").arrives().await;
    (maya, mia)
}

async fn a_visit(officer: &Person, child: &Known) -> Page {
    let form = officer.get(&format!("{}/contacts/new", child.path())).await.form("Record the contact");
    let given = [("mode", "home_visit"), ("outcome", "completed"), ("child_seen", "yes"), ("spoken_to", "yes"), ("alone", "yes")];
    officer.does(form.with_all(&given).with("address", "elsewhere").with("place", "The library")).await
}

/// The questions of a split, by the id of their row.
fn asked(page: &Page) -> Vec<String> {
    let mut names = page.attributes("main input[type=radio]", "name");
    names.dedup();
    names
}

fn answered(page: &Page, side: &str) -> Form {
    let form = page.form("Split the two records").with("reason", "They are twins");
    asked(page).iter().fold(form, |form, name| form.with(name, side))
}

#[actix_web::test]
async fn two_records_are_there_again_each_with_its_own() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = twins(&office).await;
    let before = (stored(&office, maya.id), stored(&office, mia.id));
    merge(&amina, &maya, &mia).await;
    let page = split(&amina, &maya).await;
    assert_eq!(page.done(), "The two records are apart again, and the due dates of both are up to date.");
    assert!(!page.says("was merged into this record"), "{page}");
    assert_eq!((stored(&office, maya.id), stored(&office, mia.id)), before);
    let record = amina.get(&mia.path()).await;
    assert!(record.status() == 200 && record.says("Mia Ellison"), "{record}");
    assert!(super::shows(&super::search(&amina, "Mia Ellison").await, &mia));
    assert!(!super::shows(&super::search(&amina, "Mia Ellison").await, &maya));
    for child in [maya.id, mia.id] {
        assert_eq!(events(&office, child).iter().filter(|event| *event == "merge_split").count(), 1);
    }
    assert_eq!(faults(&office).await, Vec::<String>::new());
    merge(&amina, &mia, &maya).await;
    assert_eq!(amina.get(&maya.path()).await.location(), mia.path(), "and one again, the other way round");
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_sighting_recorded_since_counts_for_the_child_it_is_said_to_be_of() {
    for side in ["kept", "other"] {
        let office = Office::open().await;
        let amina = office.officer("Amina").await;
        let (maya, mia) = twins(&office).await;
        merge(&amina, &maya, &mia).await;
        a_visit(&amina, &maya).await;
        let page = splitting(&amina, &maya).await;
        assert!(page.says("Contact on 2 March 2026: home visit"), "{page}");
        let refused = amina.send(page.form("Split the two records").with("reason", "They are twins")).await;
        assert_eq!(refused.faults(), ["Choose which record this belongs to"], "nothing is guessed");
        let form = answered(&page, side);
        assert_eq!(amina.send(form.clone()).await.status(), 303);
        assert_eq!(amina.send(form).await.status(), 303, "sent twice");
        let (of_maya, of_mia) = (stored(&office, maya.id).last_seen_on, stored(&office, mia.id).last_seen_on);
        let today = Some(office.today());
        assert_eq!((of_maya == today, of_mia == today), (side == "kept", side == "other"));
        assert_eq!(faults(&office).await, Vec::<String>::new());
    }
}

#[actix_web::test]
async fn a_row_added_while_the_page_was_open_is_asked_about_too() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let (maya, mia) = twins(&office).await;
    merge(&amina, &maya, &mia).await;
    let form = answered(&splitting(&amina, &maya).await, "kept");
    a_visit(&bo, &maya).await;
    let page = amina.send(form).await;
    assert_eq!(page.faults(), ["Choose which record this belongs to"], "{page}");
    assert_eq!(amina.send(answered(&page, "other")).await.status(), 303);
    assert_eq!(stored(&office, mia.id).last_seen_on, Some(office.today()));
}

#[actix_web::test]
async fn what_contradicts_is_said_and_nothing_is_split() {
    let office = Office::open().await;
    let mona = office.manager("Mona").await;
    let (maya, mia) = twins(&office).await;
    merge(&mona, &maya, &mia).await;
    let edit = mona.get(&format!("{}/edit", maya.path())).await;
    mona.does(edit.form("Save").with("family_name", "Khan")).await;
    let level = mona.get(&format!("{}/registrations/{}/level", maya.path(), maya.registration)).await;
    mona.does(level.form("Set the level").with("level", "intensive").with("rationale", "Nobody answers")).await;
    let page = splitting(&mona, &maya).await;
    assert!(page.says("The family name was changed after the merge, from Ellison to Khan."), "{page}");
    assert!(page.says("was set from Standard to Intensive after the merge."), "{page}");
    assert!(!page.has("button.govuk-button--warning"), "{page}");
    let answer = mona.post(page.path(), &[("reason", "They are twins")]).await;
    assert_eq!(answer.status(), 422);
    assert_eq!(mona.get(&mia.path()).await.status(), 303, "still one");
    let edit = mona.get(&format!("{}/edit", maya.path())).await;
    mona.does(edit.form("Save").with("family_name", "Ellison")).await;
    let level = mona.get(&format!("{}/registrations/{}/level", maya.path(), maya.registration)).await;
    mona.does(level.form("Set the level").with("level", "standard").with("rationale", "As before")).await;
    let page = splitting(&mona, &maya).await;
    assert_eq!(mona.send(answered(&page, "kept")).await.status(), 303, "{page}");
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_registration_closed_since_is_reopened_before_it_is_split() {
    let office = Office::open().await;
    let mona = office.manager("Mona").await;
    let (maya, mia) = twins(&office).await;
    merge(&mona, &maya, &mia).await;
    let registration = format!("{}/registrations/{}", maya.path(), maya.registration);
    let close = mona.get(&format!("{registration}/close")).await.form("Close the registration");
    mona.does(close.with("reason", "returned_to_school").with("destination", "mainstream_school")).await;
    let page = splitting(&mona, &maya).await;
    assert!(page.says("was closed after the merge, on 2 March 2026. A manager can reopen it."), "{page}");
    assert_eq!(faults(&office).await, Vec::<String>::new());
    let mine = office.register();
    let (child, registration) = (maya.id, maya.registration);
    mine.change(seen::audit::Event::RegistrationReopened { child, registration }, move |desk| {
        desk.reopen_registration(child, registration, "They are two children")
    })
    .await
    .unwrap();
    split(&mona, &maya).await;
    for child in [&maya, &mia] {
        assert!(stored(&office, child.id).unseen_due_on.is_some(), "both are on the lists again");
    }
    assert_eq!(faults(&office).await, Vec::<String>::new());
}
