//! People of schools are let in by the authority or by their own administrator, and see their school's
//! notifications and nothing else.

use diesel::prelude::*;
use seen::db::schema::accounts;

use crate::office::{Office, Page, Person};

const PASSWORD: &str = "lantern harbour thistle";

fn link_on(page: &Page) -> String {
    let link = page.texts("#link").concat();
    link[link.find("/link?").expect("a link on the page")..].to_owned()
}

async fn takes_up(office: &Office, link: &str, email: &str) -> Person {
    let person = office.stranger();
    let set = person.get(link).await.form("Set password").with("password", PASSWORD);
    let done = person.does(set).await;
    let signed_in = person.send(done.form("Sign in").with("email", email).with("password", PASSWORD)).await;
    assert_eq!(signed_in.location(), "/school", "{signed_in}");
    person
}

#[actix_web::test]
async fn an_administrator_invites_a_school_which_invites_its_own_people() {
    let office = Office::open().await;
    let vine = office.school("Vine Street Primary");
    let ada = office.administrator("Ada").await;
    let page = ada.get(&format!("/organisations/{vine}")).await;
    let people = ada.click(&page, "People who act for this school").await;
    let form = ada.click(&people, "Invite somebody").await.form("Make the invitation");
    let poor = ada.send(form.clone().with("name", "Sal Osei")).await;
    assert_eq!(poor.faults(), ["Enter an email address, like name@example.sch.uk"], "{poor}");
    let form = form.with_all(&[("name", "Sal Osei"), ("email", "sal@vine.example"), ("administers", "yes")]);
    let (first, second) = (ada.send(form.clone()).await, ada.send(form).await);
    assert_eq!(office.stranger().get(&link_on(&first)).await.status(), 404, "sent twice: the second link holds");
    let sal = takes_up(&office, &link_on(&second), "sal@vine.example").await;

    let form = sal.get("/school/people/new").await.form("Make the invitation");
    let invited = sal.send(form.with("name", "Jo Hart").with("email", "jo@vine.example")).await;
    let jo = takes_up(&office, &link_on(&invited), "jo@vine.example").await;
    let list = jo.get("/school/people").await;
    assert!(list.says("Sal Osei") && list.says("Jo Hart") && !list.has_link("Invite somebody"), "{list}");
    assert_eq!(jo.get("/school/people/new").await.status(), 404, "Jo administers nothing");
    assert_eq!(jo.post("/school/people/new", &[("name", "X"), ("email", "x@vine.example")]).await.status(), 404);
}

#[actix_web::test]
async fn one_person_serves_several_schools_and_what_is_taken_away_is_gone_at_once() {
    let office = Office::open().await;
    let (vine, mill) = (office.school("Vine Street Primary"), office.school("Mill Lane High"));
    let ada = office.administrator("Ada").await;
    let sal = office.school_user("Sal", &[vine]).await;
    diesel::update(accounts::table.filter(accounts::id.eq(sal.id().as_str())))
        .set(accounts::password_hash.eq("set long ago"))
        .execute(&mut office.database())
        .expect("Sal has a password");
    let form = ada.get(&format!("/school-accounts/{mill}/new")).await.form("Make the invitation");
    let invited = ada.send(form.with("name", "Sal").with("email", sal.email())).await;
    assert!(invited.status() == 200 && invited.says("may now act for"), "{invited}");
    let begin = sal.get("/school/notify").await;
    assert_eq!(begin.form("Continue").choices("school").len(), 3, "two schools, and none chosen yet");

    ada.does(
        ada.get(&format!("/school-accounts/{mill}")).await.form(&format!("/school-accounts/{mill}/people/{}/remove", sal.id())),
    )
    .await;
    assert!(!sal.get("/school").await.says("Mill Lane High"));
    let form = sal.get("/school/notify").await.form("Continue");
    assert!(form.choices("school").is_empty(), "one school needs no choice");
}

#[actix_web::test]
async fn a_school_reaches_nothing_but_its_own() {
    let office = Office::open().await;
    let maya = office.child("Maya Ellison").seen_at_home_days_ago(30).arrives().await;
    let (vine, mill) = (office.school("Vine Street Primary"), office.school("Mill Lane High"));
    let (sal, tom) = (office.school_user("Sal", &[vine]).await, office.school_user("Tom", &[mill]).await);
    for path in
        [maya.path(), "/children".into(), "/not-seen".into(), "/notifications".into(), "/audit".into(), "/accounts".into()]
    {
        let page = sal.get(&path).await;
        assert!(page.status() == 403 && !page.source().contains("Ellison"), "{page}");
    }
    assert_eq!(sal.get("/").await.location(), "/school");
    let draft = sal.post("/school/notify", &[("ground", "f")]).await.location().to_owned();
    assert_eq!(sal.get(&draft).await.status(), 200);
    for action in ["", "/ground", "/answer", "/check"] {
        assert_eq!(tom.get(&format!("{draft}{action}")).await.status(), 404, "{action}");
        if action.is_empty() {
            continue;
        }
        assert_eq!(
            tom.post(&format!("{draft}{action}"), &[("ground", "a"), ("given_names", "X")]).await.status(),
            404,
            "{action}"
        );
    }
    assert_eq!(tom.post(&format!("{draft}/discard"), &[]).await.status(), 404);
    // Tom cannot begin one for a school that is not his, whatever he sends.
    let forged = tom.post("/school/notify", &[("ground", "f"), ("school", &vine.to_string())]).await;
    let page = tom.get(forged.location()).await;
    assert!(page.says("Mill Lane High") && !page.says("Vine Street"), "{page}");
    for (person, action) in [(&tom, "link"), (&tom, "remove")] {
        let answer = person.post(&format!("/school/people/{}/{action}", sal.id()), &[("school", &vine.to_string())]).await;
        assert_eq!(answer.status(), 404, "{answer}");
    }
}

#[actix_web::test]
async fn a_neighbour_s_administrator_does_not_find_our_school() {
    let office = Office::open().await;
    let vine = office.school("Vine Street Primary");
    let sal = office.school_user("Sal", &[vine]).await;
    let nora = office.second_authority().await.administrator("Nora").await;
    for path in [format!("/school-accounts/{vine}"), format!("/school-accounts/{vine}/new")] {
        assert_eq!(nora.get(&path).await.status(), 404);
    }
    assert_eq!(nora.post(&format!("/school-accounts/{vine}/people/{}/remove", sal.id()), &[]).await.status(), 404);
}

#[actix_web::test]
async fn somebody_of_a_school_stays_of_a_school() {
    let office = Office::open().await;
    let sal = office.school_user("Sal", &[office.school("Vine Street Primary")]).await;
    let (ada, amina) = (office.administrator("Ada").await, office.officer("Amina").await);
    let own = ada.get(&format!("/accounts/{}", sal.id())).await;
    assert_eq!(ada.send(own.form("Save").forged("role", "manager")).await.status(), 422);
    let officer = ada.get(&format!("/accounts/{}", amina.id())).await;
    assert_eq!(ada.send(officer.form("Save").forged("role", "school")).await.status(), 422);
    ada.does(own.form("Save").with("name", "Sally")).await;
    let invitation = ada.get("/accounts/new").await.form("Make the invitation");
    let forged = invitation.with_all(&[("name", "X"), ("email", "x@vine.example")]).forged("role", "school");
    assert_eq!(ada.send(forged).await.faults(), ["Choose what they may do"]);
}
