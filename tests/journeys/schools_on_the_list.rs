//! The government's list of schools comes anew: schools open, close, get other names and move, and
//! nothing that has a history goes.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::db::schema::{memberships, organisations};
use seen::id::Id;
use seen::organisations::changes::SchoolChange;
use seen::organisations::command::Brought;
use seen::organisations::model::Organisation;

use crate::command_line::CommandLine;
use crate::office::Office;

const HEADER: &str = "URN,LA (code),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),TypeOfEstablishment (name),\
                      PhaseOfEducation (name),Street,Postcode,OpenDate,CloseDate,TelephoneNum\n";

const BEFORE: &str = "900000,990,2000,St Naomi’s,Open,Academy,Primary,8 George Greens,G6 6AN,,,01632 960001\n\
                      900001,990,2001,Mill Lane High,Open,Academy,Secondary,1 High Street,N1 1AA,,,\n\
                      900002,991,2002,Netherby Infants,Open,Academy,Primary,2 High Street,N1 1AB,,,\n\
                      900003,990,2003,Vine Free School,Proposed to open,Free school,Primary,3 High Street,N1 1AC,,,\n\
                      900004,990,2004,Harbour Prep,Open,Independent,Primary,4 High Street,N1 1AD,,,\n\
                      900005,990,2005,Old Forge School,Closed,Academy,Primary,5 High Street,N1 1AE,,31-08-2019,\n";

const AFTER: &str = "900000,990,2000,St Naomi’s Academy,Open,Academy,Primary,8 George Greens,G6 6AN,,,01632 960002\n\
                     900001,990,2001,Mill Lane High,Closed,Academy,Secondary,1 High Street,N1 1AA,,28-02-2026,\n\
                     900002,990,4002,Netherby Infants,Open,Academy,Primary,2 High Street,N1 1AB,,,\n\
                     900003,990,2003,Vine Free School,Open,Free school,Primary,3 High Street,N1 1AC,01-09-2025,,\n\
                     900005,990,2005,Old Forge School,Open,Academy,Primary,5 High Street,N1 1AE,01-01-2026,,\n\
                     900006,990,2006,Quay Primary,Open,Academy,Primary,6 High Street,N1 1AF,,,\n";

async fn list(office: &Office, rows: &str) -> Brought {
    let file = seen::organisations::gias::read(format!("{HEADER}{rows}").as_bytes()).unwrap();
    assert!(file.refused.is_empty(), "{:?}", file.refused);
    office.register().bring_in_schools(file.schools).await.unwrap()
}

fn school(office: &Office, urn: &str) -> Id<Organisation> {
    organisations::table.filter(organisations::urn.eq(urn)).select(organisations::id).first(&mut office.database()).unwrap()
}

#[actix_web::test]
async fn a_newer_list_is_told_by_what_happened_and_no_school_goes() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    list(&office, BEFORE).await;
    let moved_in = school(&office, "900002");
    let brought = list(&office, AFTER).await;
    let counts = (brought.added, brought.updated, brought.unchanged, brought.not_in_list);
    assert_eq!(counts, (1, 5, 0, 1));
    let happened: Vec<_> = brought.changes.iter().map(|(what, count)| (*what, *count)).collect();
    let one = |what| (what, 1);
    let all = [SchoolChange::Opened, SchoolChange::Closed, SchoolChange::Reopened, SchoolChange::Renamed, SchoolChange::Moved];
    assert_eq!(happened, all.map(one));
    assert_eq!(
        brought.ours,
        [
            "St Naomi’s Academy (900000): renamed, was “St Naomi’s”",
            "Mill Lane High (900001): closed on 2026-02-28",
            "Netherby Infants (900002): it stands in your authority now",
            "Vine Free School (900003): opened",
            "Old Forge School (900005): open again",
        ]
    );
    let again = list(&office, AFTER).await;
    assert_eq!((again.unchanged, again.changes.len(), again.ours.len()), (6, 0, 0), "the same list again is nothing new");
    assert_eq!(school(&office, "900002"), moved_in, "the row is the same");
    let used: i64 = memberships::table.count().get_result(&mut office.database()).unwrap();
    assert_eq!(used, 7, "those of this authority, also the one that is not in the list");
    let left = ada.get(&format!("/organisations/{}", school(&office, "900004"))).await;
    assert!(left.says("Harbour Prep") && left.says("Open"), "{left}");
    let named = ada.get(&format!("/organisations/{}", school(&office, "900000"))).await;
    assert!(named.says("renamed, was “St Naomi’s”") && named.says("01632 960002"), "{named}");
    let moved = ada.get(&format!("/organisations/{moved_in}")).await;
    assert!(moved.says("moved, was 991/2002, is 990/4002"), "{moved}");

    let folder = tempfile::TempDir::new().unwrap();
    seen::exports::command::export(&office.register(), &folder.path().join("export")).await.unwrap();
    let history = std::fs::read_to_string(folder.path().join("export/organisation_changes.csv")).unwrap();
    assert!(history.contains("renamed,St Naomi’s,St Naomi’s Academy") && history.lines().count() == 6, "{history}");
}

#[actix_web::test]
async fn a_closed_school_is_offered_for_nothing_new_and_stays_where_it_was() {
    let office = Office::open().await;
    let (ada, amina) = (office.administrator("Ada").await, office.officer("Amina").await);
    list(&office, BEFORE).await;
    let id = school(&office, "900001");
    let sal = office.school_user("Sal", &[id]).await;
    let begun = sal.post("/school/notify", &[("ground", "f")]).await;
    assert_eq!(begun.status(), 303, "{begun}");
    let child = office.child("Maya Ellison").arrives().await;
    let add = amina.get(&format!("{}/schools/new", child.path())).await.form("Save").with("school_name", "Mill Lane High");
    let which = amina.send(add).await;
    amina.does(which.form("Save").with("which", id.as_str())).await;

    list(&office, AFTER).await;
    // It closed two days ago: the last names of its register are still to be returned.
    assert_eq!(sal.get("/school/notify").await.status(), 200);
    let invite = ada.get(&format!("/school-accounts/{id}/new")).await;
    let refused = ada.send(invite.form("Make the invitation").with("name", "Sue").with("email", "sue@mill.example")).await;
    assert!(refused.status() == 422 && refused.faults().concat().contains("closed on the government’s list"), "{refused}");
    let contact = amina.get(&format!("{}/contacts/new", child.path())).await;
    assert!(!contact.source().contains(id.as_str()), "not among those who may have seen the child: {contact}");

    office.clock().advance(TimeDelta::days(120));
    let sal = office.school_user("Sal again", &[id]).await;
    let late = sal.get("/school/notify").await;
    assert!(late.status() == 422 && late.says("ring the authority"), "{late}");
    let forced = sal.post("/school/notify", &[("ground", "f"), ("school", id.as_str())]).await;
    assert_eq!(forced.status(), 422, "{forced}");
    assert_eq!(sal.get(begun.location()).await.status(), 200, "what was begun is still there");
    let amina = office.officer("Amina again").await;
    let record = amina.get(&format!("{}/education", child.path())).await;
    assert!(record.says("Mill Lane High"), "{record}");
}

#[test]
fn the_command_says_what_happened() {
    let seen = CommandLine::new();
    seen.does(&["authority", "add", "990", "Wexcombe"]);
    for (name, rows) in [("before.csv", BEFORE), ("after.csv", AFTER)] {
        std::fs::write(seen.folder().join(name), format!("{HEADER}{rows}")).unwrap();
    }
    assert!(seen.does(&["import", "schools", "before.csv"]).starts_with("6 added, 0 updated, 0 unchanged, 0 refused."));
    let said = seen.does(&["import", "schools", "after.csv"]);
    assert!(said.contains("1 added, 5 updated, 0 unchanged, 0 refused."), "{said}");
    assert!(said.contains("Of those known before: 1 opened, 1 closed, 1 open again, 1 renamed, 1 moved."), "{said}");
    assert!(said.contains("1 known before are not in this file; they stay as they are."), "{said}");
    assert!(said.contains("  Mill Lane High (900001): closed on 2026-02-28"), "{said}");
}
