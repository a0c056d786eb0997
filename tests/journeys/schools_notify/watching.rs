//! The inbox, the letter of the week and the register of returns.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::db::schema::outbox;
use seen::notifications::model::Ground;

use super::School;
use crate::office::Office;

#[actix_web::test]
async fn the_inbox_is_paged_and_filtered() {
    let office = Office::open().await;
    let (vine, mill) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane High").await);
    let amina = office.officer("Amina").await;
    vine.notifies(Ground::HomeEducation, &[]).await;
    mill.notifies(Ground::Excluded, &[("given_names", "Ivo")]).await;
    let excluded = amina.get("/notifications?ground=o").await;
    assert!(excluded.says("Ivo") && !excluded.says("Zephyrine"), "{excluded}");
    let of_vine = amina.get(&format!("/notifications?school={}", vine.id)).await;
    assert!(of_vine.says("Zephyrine") && !of_vine.says("Ivo"), "{of_vine}");
    assert_eq!(amina.get("/notifications?ground=z").await.status(), 404);
    copy_notifications(&office, 60);
    let (mut page, mut seen) = (amina.get("/notifications").await, std::collections::BTreeSet::new());
    loop {
        seen.extend(page.attributes("tbody th a", "href"));
        if !page.has("a[rel=next]") {
            break;
        }
        page = amina.get(&page.attributes("a[rel=next]", "href")[0]).await;
    }
    assert_eq!(seen.len(), 62, "every one of them, on three pages");
}

/// So many more like the first, received at the same instants.
fn copy_notifications(office: &Office, many: usize) {
    use diesel::connection::SimpleConnection;
    let columns = "authority_code, organisation_id, ground, answers, sent_by, received_at, received_on, deletion_on, urgent, is_urgent, \
                   is_waiting, status, status_at, words";
    for number in 0..many {
        let id = seen::id::Id::<Office>::mint();
        let copy = format!(
            "INSERT INTO notifications (id, reference, {columns}) SELECT '{id}', 'N-9{number:03}', {columns} FROM notifications \
             WHERE reference = 'N-0001'"
        );
        office.database().batch_execute(&copy).expect("it is copied");
    }
}

#[actix_web::test]
async fn the_letter_of_the_week_tells_managers_what_waits_too_long() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let mona = office.manager("Mona").await;
    school.notifies(Ground::HomeEducation, &[]).await;
    let told = |office: &Office| -> Vec<String> {
        outbox::table
            .filter(outbox::account_id.eq(mona.id().as_str()))
            .order(outbox::week_on)
            .select(outbox::body_text)
            .load(&mut office.database())
            .unwrap()
    };
    for (days, waits) in [(7, false), (7, true)] {
        office.clock().advance(TimeDelta::days(days));
        assert_eq!(seen::digest::run_due(office.house()).await.unwrap(), 1);
        let letter = told(&office).pop().expect("Mona has a letter");
        assert_eq!(letter.contains("waiting longer than 5 school days: 1"), waits, "{letter}");
    }
}

#[actix_web::test]
async fn the_register_of_returns_shows_how_late_and_who_returned_nothing() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    office.school("Silent Academy");
    office.second_authority().await.school("Not Ours");
    let amina = office.officer("Amina").await;
    school.notifies(Ground::HomeEducation, &[("deletion_on", "27/2/2026")]).await;
    school.notifies(Ground::HomeEducation, &[]).await;
    let page = amina.get("/notifications/returns").await;
    let rows = page.rows(".seen-table-scroll table");
    assert_eq!(rows[1], ["Vine Street Primary", "0", "0", "0", "0", "0", "2 1 late", "3 days"], "{page}");
    assert_eq!(page.texts("main .govuk-list--bullet li"), ["Silent Academy"]);
    assert!(!page.source().contains("Quillfeather"), "it names no child");
}
