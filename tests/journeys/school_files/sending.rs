//! Those that are complete are looked over and sent together.

use diesel::prelude::*;
use seen::db::schema::outbox;

use super::{School, audited, drafts, sends, sent, told};
use crate::office::{Office, Page};

/// A row that says everything ground b asks, for a name.
fn whole(name: &str) -> String {
    format!(
        "b,{name},Quillfeather,28/2/2022,F,77 Canary Crescent,Rosalind Quillfeather,Y,yes,07700 900123,27/2/2026,27/2/2026,S. Patel,Office,01234 567890"
    )
}

const HEADER: &str = "ground,given_names,Surname,DOB,sex,address,parents-1-name,parents-1-responsibility,parents-1-lives_with,\
                      parents-1-telephone,last_attended_on,deletion_on,notifier_name,notifier_role,notifier_telephone";

async fn three_begun(school: &School) -> Page {
    let table = format!("{HEADER}\n{}\n{}\n{}\n", whole("Ada"), whole("Bea"), whole("Cleo").replace("01234 567890", ""));
    let page = sends(&school.sal, &[("leavers.csv", table.as_bytes())], &[]).await;
    assert_eq!(page.heading(), "3 notifications were begun", "{page}");
    school.sal.click(&page, "send those that are complete").await
}

#[actix_web::test]
async fn a_table_is_sent_together_with_one_receipt() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let ready = three_begun(&school).await;
    assert!(ready.says("1 notification is not complete") && ready.says("the return is late"), "{ready}");
    assert_eq!(ready.count("tbody tr"), 2, "{ready}");
    let form = ready.form("Send those that are ticked");
    let (first, second) = (school.sal.send(form.clone()).await, school.sal.send(form).await);
    assert_eq!((first.status(), second.status()), (303, 303), "{second}");
    let home = school.sal.follow(&first).await;
    assert_eq!(home.done(), "The notifications are sent.");
    assert!(home.says("N-0001") && home.says("N-0002") && home.says("Cleo Quillfeather"), "{home}");
    assert_eq!((sent(&office), drafts(&office), audited(&office, "notification_sent")), (2, 1, 2));
    let letters: Vec<(String, String)> =
        outbox::table.select((outbox::subject, outbox::body_text)).load(&mut office.database()).unwrap();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].1.contains("N-0001, N-0002") && !letters[0].1.contains("Quillfeather"), "{letters:?}");
    let olive = office.officer("Olive").await;
    let inbox = olive.get("/notifications").await;
    assert!(inbox.says("Ada Quillfeather") && inbox.says("Bea Quillfeather"), "{inbox}");

    let table = format!("{HEADER}\n{}\n", whole("Ada"));
    let again = sends(&school.sal, &[("leavers.csv", table.as_bytes())], &[]).await;
    assert!(told(&again)[0].1.contains("Sent before as N-000"), "{again}");
}

#[actix_web::test]
async fn what_was_changed_or_deleted_meanwhile_sends_nothing() {
    let office = Office::open().await;
    let (vine, mill) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane").await);
    let ready = three_begun(&vine).await;
    let form = ready.form("Send those that are ticked");
    let ada = ready.link("Ada Quillfeather").replace("/check", "");
    vine.sal.post(&format!("{ada}/answer"), &[("about", "notifier"), ("then", "later")]).await;
    let refused = vine.sal.send(form.clone()).await;
    assert!(refused.status() == 422 && refused.faults()[0].contains("is not complete. Nothing was sent"), "{refused}");
    vine.sal.post(&format!("{ada}/discard"), &[]).await;
    let refused = vine.sal.send(form.clone()).await;
    assert!(refused.faults()[0].contains("deleted meanwhile. Nothing was sent"), "{refused}");
    assert_eq!(sent(&office), 0);

    // Another school's drafts are not to be found.
    let page = mill.sal.get("/school/ready").await;
    assert!(page.says("No notification is complete"), "{page}");
    let bea = ready.link("Bea Quillfeather").replace("/school/unsent/", "").replace("/check", "");
    let forged = mill.sal.post("/school/ready", &[("draft", &bea)]).await;
    assert!(forged.status() == 422 && forged.faults()[0].contains("deleted meanwhile"), "{forged}");
    let none = vine.sal.post("/school/ready", &[]).await;
    assert_eq!(none.faults(), ["Tick a notification to send"]);
    assert_eq!(sent(&office), 0);
}

#[actix_web::test]
async fn our_table_has_a_column_for_each_question_and_is_read_again() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let table = school.sal.get("/school/many/table.csv").await;
    let header = table.source().trim().to_owned();
    assert!(header.starts_with("school,ground,given_names,family_name") && header.contains("parents-3-name"), "{header}");
    let columns = header.split(',').count();
    let row = format!("{},f,Ada,Lamb{}", school.urn, ",".repeat(columns - 4));
    let page = sends(&school.sal, &[("ours.csv", format!("{header}\r\n{row}\r\n").as_bytes())], &[]).await;
    assert_eq!(told(&page)[0].1, "Begun", "{page}");
    assert!(!page.says("no question asks for it"), "{page}");
}
