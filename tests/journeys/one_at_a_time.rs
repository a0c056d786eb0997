//! Two changes meet in the middle: both were read as allowed, and only one can be. The other is told,
//! and nobody falls off a list.

use std::sync::mpsc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use seen::db::AnyConnection;

use crate::office::{Form, Office, Page, Person};

/// Sends both forms while the rows they want are held, so that both are under way before either can go
/// on; then lets them.
async fn both_at_once(office: &Office, (amina, first): (&Person, Form), (bo, second): (&Person, Form)) -> [Page; 2] {
    let mut conn = office.database();
    let (held, is_held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let holding = std::thread::spawn(move || {
        let hold = match conn {
            AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
            AnyConnection::Postgres(_) => "BEGIN; SELECT id FROM registrations FOR UPDATE; SELECT id FROM contacts FOR UPDATE",
        };
        conn.batch_execute(hold).expect("the rows are held");
        held.send(()).expect("somebody waits");
        let _told = may_go.recv_timeout(Duration::from_secs(5));
        conn.batch_execute("ROLLBACK").expect("the rows are free");
    });
    is_held.recv().expect("the rows are held");
    let (one, two, ()) = tokio::join!(amina.send(first), bo.send(second), async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let_go.send(()).expect("somebody holds the rows");
    });
    holding.join().expect("the rows are free");
    [one, two]
}

/// One was taken, and the other was told that it was not.
fn one_was_told(answers: &[Page; 2]) {
    let mut codes = answers.each_ref().map(Page::status);
    codes.sort_unstable();
    assert_eq!(codes, [303, 409], "{}\n{}", answers[0], answers[1]);
}

#[actix_web::test]
async fn of_two_who_end_a_registration_at_once_one_is_told_and_the_child_stays_on_the_list() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    for (round, name) in ["Leo Marsh", "Maya Ellison", "Ada Finch"].into_iter().enumerate() {
        let child = office.child(name).registered_days_ago(400).arrives().await;
        let registration = format!("{}/registrations/{}", child.path(), child.registration);
        let closing = |page: Page, reason: &str, destination: &str| {
            page.form("Close the registration").with("reason", reason).with("destination", destination)
        };
        let close = closing(amina.get(&format!("{registration}/close")).await, "returned_to_school", "mainstream_school");
        let other = if round == 0 {
            closing(bo.get(&format!("{registration}/close")).await, "moved_abroad", "abroad")
        } else {
            bo.get(&format!("{registration}/kind"))
                .await
                .form("Change the kind")
                .with("kind", "cme")
                .with("reason", "unsuitable_ehe")
        };
        one_was_told(&both_at_once(&office, (&amina, close), (&bo, other)).await);
        assert_eq!(office.check().await, Vec::<String>::new(), "{name}");
    }
}

#[actix_web::test]
async fn of_two_corrections_of_a_contact_at_once_none_is_lost_without_a_word() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let leo = office.child("Leo Marsh").seen_at_home_days_ago(30).arrives().await;
    let contact = format!("{}/contacts/{}", leo.path(), leo.contact.expect("Leo was seen"));
    let correcting = async |officer: &Person, notes: &str| {
        let form = officer.get(&format!("{contact}/correct")).await.form("Correct the contact");
        let form = form.with("reason", "It was written down wrongly").with("notes", notes);
        form.with("address", "elsewhere").with("place", "The allotment")
    };
    let first = correcting(&amina, "A den in the hall").await;
    let second = correcting(&bo, "A den upstairs").await;
    let answers = both_at_once(&office, (&amina, first), (&bo, second)).await;
    one_was_told(&answers);
    let marking =
        amina.get(&format!("{contact}/in-error")).await.form("Mark as entered in error").with("reason", "Another child");
    let third = correcting(&bo, "A den in the loft").await;
    let answers = both_at_once(&office, (&amina, marking), (&bo, third)).await;
    assert!(answers.iter().any(|answer| answer.status() == 303), "{}\n{}", answers[0], answers[1]);
    assert_eq!(office.check().await, Vec::<String>::new());
}
