//! Registrations are opened, closed, reopened and changed, and nobody gets fresh grace by it.

use chrono::{Days, NaiveDate};
use seen::contacts::standard::Standing;
use seen::registrations::model::{Level, RegistrationKind};

use crate::office::{Known, Office, Page, Person};

async fn standing(office: &Office, child: &Known) -> Option<Standing> {
    let (id, today) = (child.id, office.today());
    office.register().read(move |desk| desk.standing(id, today)).await.expect("the standing can be read")
}

fn typed(day: NaiveDate) -> String {
    day.format("%-d/%-m/%Y").to_string()
}

async fn close(officer: &Person, child: &Known) -> Page {
    let page = officer.get(&format!("{}/registrations/{}/close", child.path(), child.registration)).await;
    let form = page.form("Close the registration").with("reason", "returned_to_school").with("destination", "mainstream_school");
    officer.send(form).await
}

#[actix_web::test]
async fn closing_and_opening_again_gives_no_fresh_grace() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).arrives().await;
    let before = standing(&office, &leo).await.expect("an open registration").due;
    let closed = close(&amina, &leo).await;
    assert!(amina.follow(&closed).await.says("Not on the register"), "{closed}");
    assert!(standing(&office, &leo).await.is_none());
    let page = amina.get(&format!("{}/registrations/new", leo.path())).await;
    let form = page
        .form("Open the registration")
        .with("started_on", &typed(office.today()))
        .with("source", "parent")
        .with("reason", "philosophical");
    let again = amina.send(form).await;
    assert_eq!(again.status(), 303, "{again}");
    let after = standing(&office, &leo).await.expect("open again").due;
    assert_eq!((after.seen, after.in_person), (before.seen, before.in_person));
    assert_eq!(after.contact, office.today() + Days::new(14), "the duty to make contact begins with the registration");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_start_that_was_written_down_wrongly_is_corrected_and_the_due_dates_follow() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(10).arrives().await;
    let path = format!("{}/registrations/{}/correct", leo.path(), leo.registration);
    assert!(amina.get(&format!("{}/history", leo.path())).await.attributes("main a", "href").contains(&path));
    let page = amina.get(&path).await;
    for (start, why, fault) in [
        (typed(office.today() + Days::new(1)), "The letter", "A registration cannot start in the future"),
        ("1/1/2010".to_owned(), "The letter", "A registration cannot start before the child was born"),
        (typed(office.today() - Days::new(400)), "", "Say how you know"),
    ] {
        let refused = amina.send(page.form("Save").with("started_on", &start).with("why", why)).await;
        assert!(refused.status() == 422 && refused.faults()[0].starts_with(fault), "{refused}");
    }
    let start = office.today() - Days::new(400);
    let right =
        page.form("Save").with("started_on", &typed(start)).with("reason", "religious").with("why", "The school’s letter");
    let (sent, again) = (amina.send(right.clone()).await, amina.send(right).await);
    assert_eq!((sent.status(), again.status()), (303, 303), "{sent} {again}");
    let standing = standing(&office, &leo).await.expect("an open registration");
    assert_eq!((standing.due.seen, standing.due.contact), (start + Days::new(14), start + Days::new(14)));
    let record = amina.get(&leo.path()).await;
    assert_eq!(record.source().matches("Registration corrected").count(), 1, "{record}");
    assert!(record.says("The school’s letter. Before, it said: since 20 February 2026"), "{record}");
    let stale = amina.send(page.form("Save").with("started_on", "1/2/2026").with("why", "I thought so")).await;
    assert_eq!(stale.status(), 422);
    assert!(stale.texts("#now").concat().contains("Religious"), "{stale}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_registration_cannot_be_corrected_into_the_one_before_it() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).arrives().await;
    close(&amina, &leo).await;
    let page = amina.get(&format!("{}/registrations/new", leo.path())).await;
    let form = page.form("Open the registration");
    let second = form.value("id").expect("the form knows its registration").to_owned();
    let form = form.with("started_on", &typed(office.today())).with("source", "parent").with("reason", "philosophical");
    assert_eq!(amina.send(form).await.status(), 303);
    let correct = |id: String, start: NaiveDate| {
        let (amina, path) = (&amina, format!("{}/registrations/{id}/correct", leo.path()));
        async move {
            let form = amina.get(&path).await.form("Save").with("started_on", &typed(start)).with("why", "The letter");
            amina.send(form).await
        }
    };
    let into = correct(second, office.today() - Days::new(1)).await;
    assert!(into.faults()[0].contains("last registration ended"), "{into}");
    let first = correct(leo.registration.to_string(), office.today() - Days::new(500)).await;
    assert_eq!(first.status(), 303, "one that has ended: {first}");
    let due = standing(&office, &leo).await.expect("an open registration").due;
    assert_eq!(due.seen, office.today() - Days::new(486), "the earliest start counts");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_change_of_kind_ends_one_and_begins_another_without_fresh_grace() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).arrives().await;
    let path = format!("{}/registrations/{}/kind", leo.path(), leo.registration);
    let page = amina.get(&path).await;
    let misfit = page.form("Change the kind").with("kind", "cme").with("reason", "religious");
    let refused = amina.send(misfit).await;
    assert_eq!(refused.status(), 422, "“Religious” is no reason of the missing-education list: {refused}");
    let form = page.form("Change the kind").with("kind", "cme").with("reason", "unsuitable_ehe");
    assert_eq!(amina.send(form).await.status(), 303);
    let form = page.form("Change the kind").with("kind", "cme").with("reason", "unsuitable_ehe");
    assert_eq!(amina.send(form).await.status(), 303, "the same form twice is well");
    let now = standing(&office, &leo).await.expect("still open");
    assert_eq!(now.due.seen, office.today() - Days::new(400) + Days::new(5), "five days from the first start");
    let history = amina.get(&format!("{}/history", leo.path())).await;
    assert!(history.says("Changed to another kind of registration"), "{history}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_registration_is_closed_once_and_never_in_the_future() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).arrives().await;
    let path = format!("{}/registrations/{}/close", leo.path(), leo.registration);
    let page = amina.get(&path).await;
    let form = || page.form("Close the registration").with("reason", "moved_abroad").with("destination", "abroad");
    for day in [office.today() + Days::new(1), office.today() - Days::new(401)] {
        let refused = amina.send(form().with("ended_on", &typed(day))).await;
        assert_eq!((refused.status(), refused.faults().len()), (422, 1), "{refused}");
        assert_eq!(refused.form("Close the registration").value("ended_on"), Some(typed(day).as_str()));
    }
    assert_eq!(amina.send(form()).await.status(), 303);
    assert_eq!(amina.send(form()).await.status(), 303, "the same form twice is well");
    let other = amina.send(form().with("destination", "unknown")).await;
    assert_eq!(other.status(), 409, "{other}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn only_a_manager_reopens_and_everything_is_as_before() {
    let office = Office::open().await;
    let (amina, mona) = (office.officer("Amina").await, office.manager("Mona").await);
    let leo = office.child("Leo Marsh").registered_days_ago(400).seen_at_home_days_ago(100).arrives().await;
    let before = standing(&office, &leo).await;
    close(&amina, &leo).await;
    let path = format!("{}/registrations/{}/reopen", leo.path(), leo.registration);
    assert_eq!(amina.get(&path).await.status(), 403);
    assert_eq!(amina.post(&path, &[("words", "A mistake")]).await.status(), 403);
    let page = mona.get(&path).await;
    assert_eq!(mona.send(page.form("Reopen the registration")).await.status(), 422, "a reason is needed");
    let record = mona.does(page.form("Reopen the registration").with("words", "The school never admitted him")).await;
    assert!(record.says("Registration reopened") && record.says("The school never admitted him"), "{record}");
    assert_eq!(standing(&office, &leo).await, before);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_level_needs_its_reason_and_moves_the_due_dates() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).seen_at_home_days_ago(100).arrives().await;
    let page = amina.get(&format!("{}/registrations/{}/level", leo.path(), leo.registration)).await;
    let refused = amina.send(page.form("Set the level").with("level", "intensive")).await;
    assert_eq!(refused.faults(), ["Say why the child is at this level"]);
    let record = amina.does(page.form("Set the level").with("level", "intensive").with("rationale", "Two referrals")).await;
    assert!(record.says("Not seen in person by anyone for 100 days; the standard is 28."), "{record}");
    assert!(record.says("Level set to intensive") && record.says("Two referrals"), "{record}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn of_two_who_open_at_once_one_is_told_kindly() {
    let office = Office::open().await;
    let (amina, bela) = (office.officer("Amina").await, office.officer("Bela").await);
    let leo = office.child("Leo Marsh").registered_as(RegistrationKind::Ehe, Level::Standard).arrives().await;
    close(&amina, &leo).await;
    let path = format!("{}/registrations/new", leo.path());
    let (first, second) = (amina.get(&path).await, bela.get(&path).await);
    let filled = |page: &Page| {
        page.form("Open the registration")
            .with("started_on", &typed(office.today()))
            .with("source", "school")
            .with("reason", "lifestyle")
    };
    assert_eq!(amina.send(filled(&first)).await.status(), 303);
    assert_eq!(amina.send(filled(&first)).await.status(), 303, "the same form twice is well");
    assert_eq!(bela.send(filled(&second)).await.status(), 409);
    assert_eq!(amina.get(&path).await.status(), 409);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_neighbours_registration_cannot_be_touched() {
    let office = Office::open().await;
    let mona = office.manager("Mona").await;
    let theirs = office.second_authority().await.child("Nora Quist").arrives().await;
    mona.get("/caseload").await;
    let of = format!("{}/registrations/{}", theirs.path(), theirs.registration);
    for path in [
        format!("{}/registrations/new", theirs.path()),
        format!("{of}/close"),
        format!("{of}/kind"),
        format!("{of}/level"),
        format!("{of}/officer"),
        format!("{of}/reopen"),
    ] {
        assert_eq!(mona.get(&path).await.status(), 404, "{path}");
        let fields = [("level", "intensive"), ("rationale", "x"), ("words", "x")];
        assert_eq!(mona.post(&path, &fields).await.status(), 404, "{path}");
    }
}
