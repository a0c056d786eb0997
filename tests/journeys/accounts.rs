//! An administrator lets people in, with links that work once, and sees no children.

use chrono::TimeDelta;
use diesel::prelude::*;
use seen::access::House;
use seen::access::links;
use seen::clock::Clock;
use seen::config::Config;
use seen::db::Location;
use seen::db::schema::audit;

use crate::office::{Office, Page, Person};

const PASSWORD: &str = "lantern harbour thistle";

fn link_on(page: &Page) -> String {
    let link = page.texts("#link").concat();
    link[link.find("/link?").expect("a link on the page")..].to_owned()
}

async fn invites(ada: &Person, name: &str, email: &str) -> Page {
    let form = ada.get("/accounts/new").await.form("Make the invitation");
    ada.send(form.with("name", name).with("email", email).with("role", "officer")).await
}

#[actix_web::test]
async fn an_invitation_is_taken_up_once() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let page = invites(&ada, "Oli Ofori", "oli@wexcombe.example").await;
    assert_eq!(page.heading(), "Invitation link", "{page}");
    let link = link_on(&page);
    let oli = office.stranger();
    let form = oli.get(&link).await.form("Set password");
    let poor = oli.send(form.with("password", "oli@wexcombe.example")).await;
    assert_eq!(poor.faults(), ["Your password must not hold your name or a part of your email address"]);
    assert!(!poor.source().contains("value=\"oli@wexcombe.example\" type=\"password\""));
    let done = oli.does(poor.form("Set password").with("password", PASSWORD)).await;
    assert!(done.done().contains("Your password is set"), "{done}");
    let again = office.stranger().get(&link).await;
    assert_eq!((again.status(), again.heading().as_str()), (404, "This link does not work"), "{again}");
    let answer = oli.send(done.form("Sign in").with("email", "oli@wexcombe.example").with("password", PASSWORD)).await;
    assert_eq!(answer.location(), "/");
}

#[actix_web::test]
async fn a_link_lapses_and_a_newer_one_replaces_it() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let page = invites(&ada, "Oli Ofori", "oli@wexcombe.example").await;
    let first = link_on(&page);
    let account = ada.click(&page, "Oli Ofori").await;
    let second = link_on(&ada.send(account.form("Make a new invitation link")).await);
    let oli = office.stranger();
    assert_eq!(oli.get(&first).await.status(), 404, "the first was withdrawn");
    let form = oli.get(&second).await.form("Set password").with("password", PASSWORD);
    office.clock().advance(TimeDelta::hours(links::HOURS) + TimeDelta::minutes(1));
    assert_eq!(oli.get(&second).await.status(), 404, "the second has lapsed");
    assert_eq!(oli.send(form).await.status(), 404, "also for a page that was open");
}

#[actix_web::test]
async fn a_link_is_good_for_nothing_once_the_account_is_disabled() {
    let office = Office::open().await;
    let (ada, oli) = (office.administrator("Ada").await, office.officer("Oli").await);
    let page = ada.get(&format!("/accounts/{}", oli.id())).await;
    let link = link_on(&ada.send(page.form("Make a new invitation link")).await);
    ada.does(page.form("Disable the account")).await;
    assert_eq!(office.stranger().get(&link).await.status(), 404);
}

#[actix_web::test]
async fn the_same_address_is_not_invited_twice_and_a_form_sent_twice_makes_one_account() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let form = ada.get("/accounts/new").await.form("Make the invitation");
    let id = form.value("id").expect("the id of the account to be").to_owned();
    let fields = [("id", id.as_str()), ("name", "Oli"), ("email", "oli@wexcombe.example"), ("role", "officer")];
    let (first, second) = (ada.post("/accounts/new", &fields).await, ada.post("/accounts/new", &fields).await);
    assert_eq!((first.status(), second.status()), (200, 200), "{second}");
    assert_eq!(ada.get("/accounts").await.rows("tbody").len(), 2, "Ada and Oli");
    let twice = invites(&ada, "Oli Again", "OLI@wexcombe.example").await;
    assert_eq!(twice.faults(), ["There is already an account with this email address"]);
    assert_eq!(twice.form("Make the invitation").value("name"), Some("Oli Again"));
}

#[actix_web::test]
async fn an_administrator_reaches_no_child() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await;
    let ada = office.administrator("Ada").await;
    for path in [maya.path(), "/children".into(), "/not-seen".into(), "/audit".into()] {
        let page = ada.get(&path).await;
        assert!([403, 404].contains(&page.status()), "{page}");
        assert!(!page.source().contains("Ellison") && !page.source().contains(&maya.reference), "{page}");
    }
    assert_eq!(ada.get(&maya.path()).await.status(), 403);
}

#[actix_web::test]
async fn nobody_locks_themselves_out_and_the_neighbours_accounts_are_not_there() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let nora = office.second_authority().await.officer("Nora").await;
    let own = ada.get(&format!("/accounts/{}", ada.id())).await;
    assert!(!own.has_form("Disable the account"));
    assert_eq!(ada.post(&format!("/accounts/{}/disable", ada.id()), &[]).await.status(), 422);
    let kept = ada.send(own.form("Save").with("role", "officer")).await;
    assert_eq!(kept.faults(), ["You cannot take your own role away: ask another administrator"]);
    for action in ["", "/link", "/disable", "/enable", "/remove-second-factor"] {
        let fields: &[(&str, &str)] = &[("name", "Mallory"), ("role", "manager")];
        let answer = ada.post(&format!("/accounts/{}{action}", nora.id()), fields).await;
        assert_eq!(answer.status(), 404, "{action}: {answer}");
    }
    assert_eq!(ada.get(&format!("/accounts/{}", nora.id())).await.status(), 404);
    assert_eq!(nora.get("/account").await.status(), 200);
}

#[actix_web::test]
async fn an_auditor_reads_the_trail_and_edits_nothing() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").arrives().await;
    let (audrey, amina) = (office.auditor("Audrey").await, office.officer("Amina").await);
    amina.get(&maya.path()).await;
    let page = audrey.get("/audit").await;
    assert_eq!(page.status(), 200, "{page}");
    assert!(page.text().contains(&maya.reference), "{page}");
    assert!(
        !page.source().contains("Maya") && !page.source().contains("Ellison") && !page.source().contains(&maya.id.to_string())
    );
    let hers = audrey.get(&format!("/audit?actor={}", amina.id())).await;
    assert!(hers.rows("tbody").iter().all(|row| row[1].contains("Amina")), "{hers}");
    let wrong = audrey.get("/audit?from=yesterday").await;
    assert_eq!(wrong.status(), 422, "{wrong}");
    for path in [maya.path(), "/children".into(), "/accounts".into(), "/settings".into()] {
        assert_eq!(audrey.get(&path).await.status(), 403, "{path}");
    }
    for (path, fields) in [("/settings", [("name", "Elsewhere")]), ("/accounts/new", [("name", "Mallory")])] {
        assert_eq!(audrey.post(path, &fields).await.status(), 403, "{path}");
    }
    let read: i64 = audit::table.filter(audit::event.eq("audit_read")).count().get_result(&mut office.database()).unwrap();
    assert_eq!(read, 3, "reading the trail is in the trail");
}

#[actix_web::test]
async fn the_trail_is_paged_without_gaps() {
    let office = Office::open().await;
    let (audrey, amina) = (office.auditor("Audrey").await, office.officer("Amina").await);
    let maya = office.child("Maya Ellison").arrives().await;
    for _ in 0..60 {
        office.register().view(seen::audit::Event::ChildOpened { child: maya.id }, |_| Ok(())).await.unwrap();
    }
    let first = audrey.get("/audit?event=child_opened").await;
    let second = audrey.click(&first, "Older entries").await;
    assert_eq!((first.rows("tbody").len(), second.rows("tbody").len()), (50, 10), "{second}");
    assert!(!second.has_link("Older entries"));
    assert_eq!(amina.get("/audit").await.status(), 403);
}

#[actix_web::test]
async fn settings_are_the_administrators_and_real_data_keep_their_second_factor() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let page = ada.get("/settings").await;
    assert_eq!(page.form("Save").choices("second_factor"), ["managers_and_administrators", "everybody"]);
    let forged = ada.send(page.form("Save").forged("second_factor", "nobody")).await;
    assert_eq!(forged.faults(), ["Managers and administrators must have a second factor"]);
    let saved = ada.does(page.form("Save").with("name", "Greater Wexcombe").with("reference_prefix", "gw")).await;
    assert!(saved.texts(".seen-header__row").concat().contains("Greater Wexcombe"), "{saved}");
    assert_eq!(saved.form("Save").value("reference_prefix"), Some("GW"));
}

#[actix_web::test]
async fn teams_are_kept_and_schools_are_only_read() {
    let office = Office::open().await;
    let ada = office.administrator("Ada").await;
    let file = "URN,LA (code),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),TypeOfEstablishment (name),\
                PhaseOfEducation (name),Street,Postcode\n900000,990,2000,St Naomi’s,Open,Academy,Primary,8 George Greens,G6 6AN\n\
                900001,991,2001,Netherby High,Closed,Academy,Secondary,1 High Street,N1 1AA\n";
    let schools = || seen::organisations::gias::read(file.as_bytes()).unwrap().schools;
    let first = office.register().bring_in_schools(schools()).await.unwrap();
    let second = office.register().bring_in_schools(schools()).await.unwrap();
    assert_eq!((first.added, second.unchanged, second.added), (2, 2, 0));
    let form = ada.get("/organisations/new").await.form("Save");
    let team = ada.does(form.with("name", "North EHE team").with("kind", "ehe_team")).await;
    assert_eq!(team.heading(), "North EHE team");
    let list = ada.get("/organisations").await;
    assert_eq!(list.rows("tbody").len(), 2, "the neighbour’s school is found, not listed: {list}");
    let found = ada.get("/organisations?q=naomis").await;
    let school = ada.click(&found, "St Naomi’s").await;
    assert!(school.text().contains("990/2000"), "{school}");
    assert_eq!(ada.get(&format!("{}/edit", school.path())).await.status(), 404);
    assert_eq!(ada.get("/organisations?q=991/2001").await.rows("tbody").len(), 1);
    let closed = ada.get(&format!("{}/edit", team.path().split('?').next().unwrap())).await;
    let closed = ada.does(closed.form("Save").with("closed", "yes")).await;
    assert!(closed.text().contains("Closed"), "{closed}");
}

#[actix_web::test]
async fn the_first_administrator_comes_by_the_link_that_was_printed_and_nobody_after() {
    let folder = tempfile::TempDir::new().unwrap();
    let location = Location::Sqlite(folder.path().join("seen.sqlite"));
    let house = House::open(&location, Clock::system(), Config::default()).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let bound = listener.local_addr().unwrap();
    let superseded = links::first_administrator(&house, bound).await.unwrap().unwrap();
    let link = links::first_administrator(&house, bound).await.unwrap().unwrap();
    let server = seen::app::serve(house.clone(), listener).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let first = crate::office::somebody_at(&format!("http://{bound}"));
    let path = |link: &str| link[link.find("/link?").unwrap()..].to_owned();
    assert_eq!(first.get(&path(&superseded)).await.status(), 404);
    let form = first.get(&path(&link)).await.form("Make the account");
    let empty = first.send(form).await;
    assert_eq!(empty.faults().len(), 4, "{empty}");
    let form = empty.form("Make the account").with("authority_code", "990").with("authority_name", "Wexcombe");
    let form = form.with("name", "Ada").with("email", "ada@wexcombe.example").with("password", PASSWORD);
    let done = first.does(form).await;
    assert!(done.done().contains("Your password is set"), "{done}");
    assert_eq!(house.authorities().await.unwrap(), ["990"]);
    assert_eq!(first.get(&path(&link)).await.status(), 404);
    assert!(links::first_administrator(&house, bound).await.unwrap().is_none());
    drop(handle.stop(false));
}

#[actix_web::test]
async fn help_and_the_accessibility_statement_are_for_anybody() {
    let office = Office::open().await;
    for person in [office.stranger(), office.officer("Amina").await] {
        for path in ["/help", "/accessibility"] {
            let page = person.get(path).await;
            assert_eq!((page.status(), page.count("h1")), (200, 1), "{page}");
        }
    }
}
