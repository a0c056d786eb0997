//! The school's side.

use diesel::prelude::*;
use seen::db::schema::{audit, outbox};
use seen::notifications::model::Ground;

use super::{NAME, School};
use crate::office::Office;

#[actix_web::test]
async fn a_school_writes_page_by_page_checks_and_gets_a_receipt() {
    let office = Office::open().await;
    let School { sal, .. } = School::of(&office, "Vine Street Primary").await;
    let begin = sal.get("/school/notify").await;
    let none = sal.send(begin.form("Continue")).await;
    assert_eq!(none.faults(), ["Choose why the name comes off your register"], "{none}");
    let tasks = sal.does(begin.form("Continue").with("ground", "f")).await;
    assert_eq!(tasks.count(".govuk-task-list__item"), Ground::HomeEducation.asks().len() + 1, "and the files: {tasks}");
    assert!(!tasks.says("Reasonable enquiries") && tasks.says("The parent’s notice"), "only what the ground needs: {tasks}");

    let pupil = sal.click(&tasks, "The pupil").await;
    let form = pupil.form("Save and continue").with_all(&[("given_names", "Zephyrine"), ("date_of_birth", "31/2/2014")]);
    let wrong = sal.send(form).await;
    assert_eq!(wrong.status(), 422, "{wrong}");
    assert_eq!(
        wrong.faults(),
        [
            "Enter the pupil’s family name",
            "Enter the pupil’s date of birth as a real date, for example 17/5/2026",
            "Choose the pupil’s sex"
        ]
    );
    // Saved as it goes, wrong answers too.
    let again = sal.get(&format!("{}/answer?about=pupil", tasks.path())).await;
    assert_eq!(again.form("Save and continue").value("date_of_birth"), Some("31/2/2014"));
    let form = again.form("Save and continue").with_all(&[
        ("family_name", "Quillfeather"),
        ("date_of_birth", "28/2/2014"),
        ("sex", "female"),
    ]);
    let address = sal.does(form).await;
    assert_eq!(address.heading(), "Where the pupil lives", "the next page");
    let unsent = sal.post(&format!("{}/check", tasks.path()), &[]).await;
    assert!(unsent.status() == 422 && unsent.faults().contains(&"Finish “Dates”".to_owned()), "{unsent}");
    let home = sal.get("/school").await;
    assert!(home.says(NAME) && home.says("Not sent yet"), "{home}");
}

#[actix_web::test]
async fn several_parents_are_added_one_by_one() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let page = school.sal.get(&format!("{draft}/answer?about=parents")).await;
    let more = school.sal.does(page.form("Save and add another")).await;
    let form =
        more.form("Save and continue").with_all(&[("parents-2-name", "Rufus Quillfeather"), ("parents-2-lives_with", "no")]);
    let faulty = school.sal.send(form).await;
    assert_eq!(faulty.faults().len(), 2, "{faulty}");
    let form = faulty.form("Save and continue").with("parents-2-responsibility", "not_known").with("parents-2-telephone", "1");
    school.sal.does(form).await;
    let check = school.sal.get(&format!("{draft}/check")).await;
    assert!(check.says("Rufus Quillfeather") && check.says("28 February 2014") && check.says("91%"), "{check}");
}

#[actix_web::test]
async fn the_receipt_comes_on_screen_and_by_email_and_names_nobody() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let receipt = school.sal.get(&format!("/school/notifications/{id}/receipt")).await;
    assert_eq!(receipt.texts("#reference"), ["N-0001"], "{receipt}");
    let letters: Vec<(String, String, String, String)> = outbox::table
        .select((outbox::account_id, outbox::subject, outbox::body_text, outbox::body_html))
        .load(&mut office.database())
        .unwrap();
    let [(account, subject, text, html)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!((account.as_str(), subject.as_str()), (school.sal.id().as_str(), "Notification N-0001 received"));
    for told in [subject, text, html] {
        for secret in ["Zephyrine", "Quillfeather", "Canary", "2014", "Rosalind"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
    let rows: Vec<(String, Option<String>, Option<String>)> =
        audit::table.select((audit::event, audit::child_id, audit::object_id)).load(&mut office.database()).unwrap();
    assert!(rows.iter().any(|row| row.0 == "notification_sent" && row.2.as_deref() == Some(id.as_str())), "{rows:?}");
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("Quill")), "{rows:?}");
}

#[actix_web::test]
async fn a_notification_sent_twice_is_one_and_never_changes() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let check = school.sal.get(&format!("{draft}/check")).await;
    let (first, second) =
        (school.sal.send(check.form("Send the notification")).await, school.sal.send(check.form("Send the notification")).await);
    assert_eq!((first.status(), first.location()), (303, second.location()), "{second}");
    assert_eq!(school.sal.get("/school").await.count("tbody tr"), 1);
    assert_eq!(school.sal.get(&draft).await.status(), 404, "there is nothing left to change");
    assert_eq!(school.sal.post(&format!("{draft}/answer"), &[("about", "pupil")]).await.status(), 404);
}

#[actix_web::test]
async fn late_is_told_to_both_kindly_and_only_then() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let late = school.notifies(Ground::HomeEducation, &[("deletion_on", "27/2/2026")]).await;
    let in_time = school.notifies(Ground::HomeEducation, &[]).await;
    let receipt = school.sal.get(&format!("/school/notifications/{late}/receipt")).await;
    assert!(receipt.says("3 days before this") && receipt.says("Thank you"), "{receipt}");
    assert!(!school.sal.get(&format!("/school/notifications/{in_time}/receipt")).await.says("before this"));
    assert!(amina.get(&format!("/notifications/{late}")).await.says("the return came 3 days after it"));
    assert!(!amina.get(&format!("/notifications/{in_time}")).await.says("the return came"));
}

#[actix_web::test]
async fn a_special_school_waits_with_the_deletion_and_not_with_the_notification() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Special School").await;
    let placed = [("placed_at_special_school", "yes"), ("consent", "not_asked_for")];
    let draft = school.writes(Ground::HomeEducation, &placed).await;
    assert!(school.sal.get(&format!("{draft}/check")).await.says("Do not take the name off your register yet"));
    assert_eq!(school.sal.post(&format!("{draft}/check"), &[]).await.status(), 303, "it is sent all the same");
    let given = [("placed_at_special_school", "yes"), ("consent", "given")];
    let draft = school.writes(Ground::HomeEducation, &given).await;
    assert!(!school.sal.get(&format!("{draft}/check")).await.says("Do not take the name off"));
}

#[actix_web::test]
async fn another_ground_asks_other_things_and_sends_nothing_else() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let ground = school.sal.get(&format!("{draft}/ground")).await.form("Save").with("ground", "k");
    school.sal.does(ground).await;
    let check = school.sal.get(&format!("{draft}/check")).await;
    assert!(!check.says("planned this well") && !check.says("No concerns."), "{check}");
    let sent = school.sal.does(check.form("Send the notification")).await;
    assert_eq!(sent.status(), 200);
}

#[actix_web::test]
async fn a_draft_is_deleted_by_those_who_wrote_it() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::Excluded, &[]).await;
    let gone = school.sal.does(school.sal.get(&draft).await.form("Delete this draft")).await;
    assert!(!gone.says(NAME) && gone.done() == "The draft is deleted.", "{gone}");
}
