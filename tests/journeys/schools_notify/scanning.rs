//! Where a virus scanner is configured, nothing leaves before it has said that it may.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::attachments::scanning::{Tally, scan_due};
use seen::config::ScannerAddress;
use seen::db::schema::{attachments, audit};
use seen::notifications::model::Ground;

use super::School;
use super::files::{PDF, attaches, kept};
use super::scanner::{Does, Scanner};
use crate::office::{Office, Person};

const LET_THROUGH: Tally = Tally { clean: 1, refused: 0, put_off: 0 };
const PUT_OFF: Tally = Tally { clean: 0, refused: 0, put_off: 1 };

/// An office with a scanner; a notification with a file; and who may want it.
async fn with_a_file(scanner: &Scanner) -> (Office, School, Person, String, String) {
    let office = Office::open_with_scanner(scanner.address.clone()).await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    assert_eq!(attaches(&school.sal, &draft, PDF).await.status(), 303);
    assert_eq!(school.sal.post(&format!("{draft}/check"), &[]).await.status(), 303);
    let (id, file) = (draft.rsplit('/').next().unwrap().to_owned(), kept(&office)[0].0.clone());
    (office, school, amina, id, file)
}

#[actix_web::test]
async fn a_file_is_held_back_until_the_scanner_lets_it_through() {
    let scanner = Scanner::on_a_port();
    let (office, school, amina, id, file) = with_a_file(&scanner).await;
    let triage = amina.get(&format!("/notifications/{id}")).await;
    assert!(triage.says("Waiting for the virus scan") && !triage.source().contains("/notifications/files/"), "{triage}");
    for (person, address) in [(&amina, format!("/notifications/files/{file}")), (&school.sal, format!("/school/files/{file}"))] {
        let held = person.get(&address).await;
        assert!(held.status() == 422 && held.says("held back") && !held.source().contains("%PDF"), "{held}");
    }
    assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH);
    assert_eq!(scanner.was_given(), [PDF], "all of it, and once");
    assert_eq!(scan_due(office.house()).await.unwrap(), Tally::default(), "nothing is left to do");
    let triage = amina.get(&format!("/notifications/{id}")).await;
    assert!(!triage.says("Waiting for the virus scan"), "{triage}");
    assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.bytes(), PDF);
    let events: Vec<String> = audit::table
        .filter(audit::object_id.eq(&file))
        .filter(audit::actor_role.eq("system"))
        .order((audit::at, audit::id))
        .select(audit::event)
        .load(&mut office.database())
        .unwrap();
    assert_eq!(events, ["attachment_taken", "attachment_clean"]);
}

#[actix_web::test]
async fn what_the_scanner_refuses_is_not_kept_and_both_sides_are_told() {
    let scanner = Scanner::on_a_port();
    scanner.does(Does::Finds);
    let (office, school, amina, id, file) = with_a_file(&scanner).await;
    assert_eq!(scan_due(office.house()).await.unwrap(), Tally { refused: 1, ..Tally::default() });
    assert_eq!(kept(&office), [(file.clone(), "refused".to_owned(), Vec::new())], "nothing of its content is left");
    assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.status(), 422);
    for (person, path) in [(&amina, format!("/notifications/{id}")), (&school.sal, format!("/school/notifications/{id}"))] {
        let page = person.get(&path).await;
        assert!(page.says("Refused") && page.says("Win.Test.EICAR_HDB-1") && page.says("another copy is needed"), "{page}");
    }
    scanner.does(Does::LetsThrough);
    assert_eq!(attaches(&school.sal, &format!("/school/notifications/{id}"), PDF).await.status(), 303, "it may be sent again");
    assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH);
    assert_eq!(seen::check::command::differences(&office.register()).await.unwrap(), Vec::<String>::new());
}

#[actix_web::test]
async fn whatever_else_the_scanner_does_holds_the_file_back_and_it_is_asked_again() {
    for bad in [Does::Hangs, Does::StopsHalfway, Does::Dies, Does::TalksRubbish, Does::TalksForEver, Does::SaysTooLarge] {
        let scanner = Scanner::on_a_port();
        scanner.does(bad);
        let (office, _, amina, id, file) = with_a_file(&scanner).await;
        let began = std::time::Instant::now();
        assert_eq!(scan_due(office.house()).await.unwrap(), PUT_OFF, "{bad:?}");
        assert!(began.elapsed() < std::time::Duration::from_millis(2_500), "{bad:?}: {:?}", began.elapsed());
        assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.status(), 422, "{bad:?}");
        assert!(amina.get(&format!("/notifications/{id}")).await.says("it is asked again"), "{bad:?}");
        assert_eq!(scan_due(office.house()).await.unwrap(), Tally::default(), "{bad:?}: not at once");
        scanner.does(Does::LetsThrough);
        office.clock().advance(TimeDelta::seconds(31));
        assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH, "{bad:?}");
        assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.bytes(), PDF, "{bad:?}");
    }
}

#[actix_web::test]
async fn one_file_the_scanner_cannot_read_does_not_keep_the_others_waiting() {
    let scanner = Scanner::on_a_port();
    scanner.does(Does::SaysTooLarge);
    let (office, school, _, id, _) = with_a_file(&scanner).await;
    for pause in [0, 31, 121, 601, 1801] {
        office.clock().advance(TimeDelta::seconds(pause));
        assert_eq!(scan_due(office.house()).await.unwrap(), PUT_OFF, "after {pause} seconds more");
    }
    scanner.does(Does::LetsThrough);
    let school = office.school_user("Sue", &[school.id]).await;
    attaches(&school, &format!("/school/notifications/{id}"), &[PDF, b"\n"].concat()).await;
    assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH, "the second is not behind the first");
}

#[actix_web::test]
async fn a_scanner_that_is_away_is_asked_once_and_then_later() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut away = Scanner::on_a_port();
    away.address = ScannerAddress::Tcp(port.to_string());
    let (office, school, amina, id, file) = with_a_file(&away).await;
    attaches(&school.sal, &format!("/school/notifications/{id}"), &[PDF, b"\n"].concat()).await;
    assert_eq!(scan_due(office.house()).await.unwrap(), PUT_OFF, "not every file is tried in vain");
    assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.status(), 422);
    let states: Vec<String> = attachments::table.select(attachments::scan).load(&mut office.database()).unwrap();
    assert_eq!(states, ["waiting", "waiting"]);
}

#[actix_web::test]
async fn a_file_taken_by_somebody_who_died_is_taken_again() {
    let scanner = Scanner::on_a_port();
    let (office, _, _, _, file) = with_a_file(&scanner).await;
    let id = file.parse().unwrap();
    let event = seen::audit::Event::AttachmentTaken { attachment: id };
    let register = office.register();
    let first = register.change(event.clone(), move |desk| desk.take_attachment(id)).await;
    let second = register.change(event, move |desk| desk.take_attachment(id)).await;
    assert!(first.is_ok() && second.is_err(), "of two nodes one");
    assert_eq!(scan_due(office.house()).await.unwrap(), Tally::default());
    office.clock().advance(TimeDelta::minutes(6));
    assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH);
}

#[cfg(unix)]
#[actix_web::test]
async fn a_scanner_at_a_path_is_asked_alike() {
    let folder = tempfile::TempDir::new().unwrap();
    let scanner = Scanner::at_a_path(&folder.path().join("clamd.ctl"));
    let (office, ..) = with_a_file(&scanner).await;
    assert_eq!(scan_due(office.house()).await.unwrap(), LET_THROUGH);
    assert_eq!(scanner.was_given(), [PDF]);
}
