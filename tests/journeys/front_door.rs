//! What meets whoever comes to the front door.

use reqwest::Method;

use crate::office::Office;

#[actix_web::test]
async fn a_stranger_finds_nothing_where_nothing_is() {
    let office = Office::open().await;
    let page = office.stranger().get("/no-such-place").await;
    assert_eq!(page.status(), 404, "{page}");
    assert_eq!(page.heading(), "Page not found");
    assert_eq!(page.header("x-frame-options"), "DENY");
}

/// A form that came back with its faults leaves its own address in the browser.
#[actix_web::test]
async fn the_address_of_a_form_opened_as_a_page_says_what_to_do_next() {
    let office = Office::open().await;
    let amina = office.officer("Amina Khan").await;
    let maya = office.child("Maya Ellison").arrives().await;
    for address in ["/children/found".to_owned(), format!("{}/household/leave", maya.path())] {
        let page = amina.get(&address).await;
        assert_eq!((page.status(), page.header("allow")), (405, "POST"), "{address}: {page}");
        assert_eq!(page.heading(), "This address cannot be opened like that");
        assert!(page.has_link("Amina Khan, officer") && page.has_link("Go to the start page"), "{page}");
    }
    let sent = amina.post(&maya.path(), &[]).await;
    assert_eq!((sent.status(), sent.header("allow")), (405, "GET"), "{sent}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_officer_is_known_by_name_and_sees_the_places_of_the_role() {
    let office = Office::open().await;
    let amina = office.officer("Amina Khan").await;
    let page = amina.get("/no-such-place").await;
    assert_eq!(page.status(), 404, "{page}");
    assert!(page.has_link("Amina Khan, officer"), "{page}");
    assert!(page.has_link("Not seen"), "{page}");
    assert!(!page.has_link("Accounts"), "{page}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_session_ends_after_an_hour_without_a_request() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    office.clock().advance(chrono::TimeDelta::minutes(59));
    assert!(amina.get("/no-such-place").await.has_link("Amina, officer"));
    office.clock().advance(chrono::TimeDelta::minutes(61));
    assert!(!amina.get("/no-such-place").await.has_link("Amina, officer"));
}

#[actix_web::test]
async fn the_neighbour_has_a_register_of_its_own() {
    let office = Office::open().await;
    let netherby = office.second_authority().await;
    let nora = netherby.officer("Nora").await;
    let page = nora.get("/no-such-place").await;
    assert!(page.texts(".seen-header__row").concat().contains("Netherby"), "{page}");
}

/// More at once than there are connections: nobody may hold one and wait for another.
#[actix_web::test]
async fn a_whole_team_that_opens_the_list_at_once_is_answered() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    // The first rounds fill the pool.
    for _ in 0..6 {
        let asked: Vec<_> = (0..40)
            .map(|_| {
                let request = amina.request(Method::GET, "/not-seen");
                actix_web::rt::spawn(async move { request.send().await.expect("an answer").status().as_u16() })
            })
            .collect();
        for answer in asked {
            assert_eq!(answer.await.unwrap(), 200);
        }
    }
}
