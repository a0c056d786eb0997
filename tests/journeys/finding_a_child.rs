//! An officer looks for a child: by whatever is known, and without leaving a name in an address.

use seen::children::search::asked::{Asked, Sought};
use seen::children::search::terms::TermField;

use crate::office::{Known, Office, Page, Person};

/// Searches by the one box, and opens what was found.
async fn search(officer: &Person, words: &str) -> Page {
    let page = officer.get("/children").await;
    officer.does(page.form("Search").with("words", words)).await
}

fn shows(page: &Page, child: &Known) -> bool {
    page.attributes("main a", "href").contains(&child.path())
}

#[actix_web::test]
async fn a_child_is_found_by_whatever_is_known() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let zoe = office
        .child("Zoë Mary-Jane O’Neill")
        .born(2014, 5, 12)
        .living_at("1 Hill", "BN1 4GE")
        .whose(|child| {
            child.upn = Some("B801200005001".into());
            child.nhs_number = Some("9434765919".into());
        })
        .arrives()
        .await;
    let other = office.child("Leo Marsh").arrives().await;
    for words in [
        "Zoë O’Neill",
        "oneill zoe",
        "O NEILL",
        "Mary Jane",
        "maryjane zoe",
        "zoe onei",
        "12/5/2014",
        "12 May 2014 o'neill",
        "b801200005001",
        "943 476 5919",
        "BN1 4GE",
        "bn1",
        "zoe bn14ge",
        &zoe.reference,
        &zoe.reference.to_lowercase().replace('-', ""),
    ] {
        let found = search(&amina, words).await;
        assert!(shows(&found, &zoe), "{words}: {found}");
        assert!(!shows(&found, &other), "{words}: {found}");
        assert_eq!(found.heading(), "1 child found", "{words}");
    }
    for words in ["Zoe Marsh", "B801200005002", "BN2", "1/1/2010", "zo"] {
        assert_eq!(search(&amina, words).await.heading(), "No child found", "{words}");
    }
}

#[actix_web::test]
async fn a_child_is_found_by_a_parent_when_no_child_has_the_name() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let page = amina.get(&format!("{}/carers/new", leo.path())).await;
    amina.send(page.form("Save").with("carer_name", "Siân Ferreira")).await;
    let found = search(&amina, "sian ferreira").await;
    assert!(shows(&found, &leo) && found.says("have a parent or carer who has"), "{found}");
    let narrowed = found.form("Search").with("words", "").with("parent", "FERREIRA");
    assert!(shows(&amina.does(narrowed).await, &leo));
}

#[actix_web::test]
async fn what_was_searched_for_is_in_no_address_and_is_nobody_elses() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    office.child("Leo Marsh").arrives().await;
    let page = amina.get("/children").await;
    let answer = amina.send(page.form("Search").with("words", "leo marsh")).await;
    let address = answer.location().to_owned();
    assert!(address.starts_with("/children/found/") && !address.to_lowercase().contains("marsh"), "{address}");
    assert_eq!(amina.get(&address).await.status(), 200);
    assert_eq!(bo.get(&address).await.status(), 404, "another officer's search");
    let nora = office.second_authority().await.officer("Nora").await;
    assert_eq!(nora.get(&address).await.status(), 404, "another authority's search");
    assert_eq!(amina.get("/children/found/not-an-id").await.status(), 404);
    assert_eq!(amina.get(&format!("{address}?after=nobody")).await.status(), 404);
}

#[actix_web::test]
async fn the_neighbours_children_are_never_found() {
    let office = Office::open().await;
    let netherby = office.second_authority().await;
    let there = netherby.child("Leo Marsh").whose(|child| child.upn = Some("B801200005001".into())).arrives().await;
    let amina = office.officer("Amina").await;
    for words in ["leo marsh", "B801200005001", "9/6/2014"] {
        assert_eq!(search(&amina, words).await.heading(), "No child found", "{words}");
    }
    for page in ["edit", "addresses/new", "carers/new", "circumstances/new", "provisions/new", "schools/new", "household"] {
        assert_eq!(amina.get(&format!("{}/{page}", there.path())).await.status(), 404, "{page}");
    }
}

#[actix_web::test]
async fn many_children_are_paged_without_losing_or_repeating_one() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    for number in 0..53 {
        office.child(&format!("Sam{} Marsh", "abcdefghijklmnopqrstuvwxyz".chars().nth(number % 26).unwrap())).arrives().await;
    }
    let mut page = search(&amina, "marsh").await;
    assert_eq!(page.heading(), "More than 25 children found");
    let mut seen = Vec::new();
    loop {
        seen.extend(page.attributes("th a", "href"));
        if !page.has_link("Next children") {
            break;
        }
        page = amina.click(&page, "Next children").await;
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (53, 53));
}

#[actix_web::test]
async fn whatever_is_typed_gets_an_answer() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    office.child("مُحَمَّد الفارسي").arrives().await;
    assert_eq!(search(&amina, "محمد").await.heading(), "1 child found", "right to left, without vowel marks");
    assert_eq!(search(&amina, "a'; DROP TABLE children; --").await.heading(), "No child found");
    assert_eq!(search(&amina, "100%_").await.heading(), "No child found");
    for (words, status) in [("", 422), ("  -  ", 422), ("😀😀", 422), ("a\0b", 400), (&"x".repeat(100_000) as &str, 422)] {
        let answer = amina.post("/children/found", &[("words", words)]).await;
        assert_eq!(answer.status(), status, "{:.20}", words);
    }
    let typed = amina.post("/children/found", &[("words", "leo"), ("date_of_birth", "31/2/2015")]).await;
    assert_eq!((typed.status(), typed.form("Search").value("words")), (422, Some("leo")));
    let without_token = amina.request(reqwest::Method::POST, "/children/found").form(&[("words", "leo")]);
    assert_eq!(amina.answer(without_token).await.status(), 403);
}

#[actix_web::test]
async fn search_terms_follow_the_record() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let page = amina.get(&format!("{}/edit", leo.path())).await;
    amina.send(page.form("Save").with("family_name", "Ferreira")).await;
    assert!(shows(&search(&amina, "leo ferreira").await, &leo), "by the new name");
    assert!(shows(&search(&amina, "leo marsh").await, &leo), "by the former name");
    let asked = Asked { terms: vec![Sought { field: TermField::Name, term: "marsh".into(), or_longer: false }], born_on: None };
    let event = seen::audit::Event::RegisterChecked {};
    let found = office.register().view(event, move |desk| desk.children_matching(&asked, None, 9)).await.unwrap();
    assert_eq!(found, [leo.id]);
}
