//! Who comes onto the register may be there already: whoever looks at both says so before anything is
//! written, it is remembered, and nobody is asked twice until the facts change.

use crate::office::{Office, Page, Person};

/// Each of the first three is like a child of the register, and the fifth like the fourth.
const FILE: &str = "Ref,Surname,Forename,DOB,Gender,Address,Post code,Parent/Carer,Date EHE began,Status
D1,Okorro,Ada,03/04/2014,F,1 Mill Lane,TH1 1AA,Ify Okoro,01/09/2024,Open
D2,Petrov,Milo,05/06/2013,M,2 Hill Road,TH2 2BB,Olga Petrov,01/09/2024,Open
D3,Danvers,Rosa,07/08/2012,F,3 Dale Street,TH3 3DD,Ann Danvers,01/09/2024,Open
D4,Quill,Barnaby,09/10/2011,M,4 Moor Close,TH4 4EE,Tom Quill,01/09/2024,Open
D5,Quil,Barnaby,09/10/2011,M,4 Moor Close,TH4 4EE,Tom Quill,01/09/2024,Open
";

async fn outcome_of(bea: &Person, content: &str) -> Page {
    let new = bea.get("/imports/new").await;
    let columns = bea.does(new.form("Read the file").with_file("file", "register.csv", content.as_bytes())).await;
    bea.does(columns.form("See what would happen")).await
}

/// The fields of a form that ask about a row.
fn asked(page: &Page, row: usize) -> Vec<String> {
    let mut names = page.attributes("main input[type=radio]", "name");
    names.dedup();
    names.into_iter().filter(|name| name.starts_with(&format!("row-{row}-"))).collect()
}

/// What became of each row.
async fn outcomes(bea: &Person, report: &Page) -> Vec<String> {
    let csv = bea.get(&format!("{}/report.csv", report.path())).await.source();
    csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)).map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_manager_says_before_an_import_who_is_who() {
    let office = Office::open().await;
    let bea = office.manager("Bea").await;
    let known = [
        office.child("Ada Okoro").born(2014, 4, 3).living_at("1 Mill Lane", "TH1 1AA").arrives().await,
        office.child("Mila Petrov").born(2013, 6, 5).living_at("2 Hill Road", "TH2 2BB").arrives().await,
        office.child("Rosa Danvers").born(2012, 8, 7).living_at("30 Other Street", "SO3 3DD").arrives().await,
    ];
    let outcome = outcome_of(&bea, FILE).await;
    let fields: Vec<String> = [1, 2, 3, 5].iter().flat_map(|row| asked(&outcome, *row)).collect();
    assert_eq!(fields.len(), 4, "{fields:?} {outcome}");
    for (field, child) in fields.iter().zip(&known) {
        assert!(field.ends_with(child.id.as_str()), "{field}");
        assert!(outcome.says(&child.reference), "{outcome}");
    }
    assert!(asked(&outcome, 4).is_empty(), "a pair is asked about once");

    let form = outcome.form("Import the file").with(&fields[0], "this").with(&fields[1], "other");
    let report = bea.does(form).await;
    let became = outcomes(&bea, &report).await;
    assert_eq!(became, ["joined", "imported", "possible_duplicate", "imported", "possible_duplicate"], "{report}");
    let queue = bea.get("/duplicates").await;
    assert_eq!(queue.count("tbody tr"), 2, "what nobody was sure of: {queue}");
    assert!(queue.says(&known[2].reference) && !queue.says(&known[1].reference), "{queue}");
    let told_apart = bea.get("/duplicates?show=decided").await;
    assert!(told_apart.count("tbody tr") == 1 && told_apart.says(&known[1].reference), "{told_apart}");

    let again = outcome_of(&bea, FILE).await;
    assert!((1..=5).all(|row| asked(&again, row).is_empty()), "the same file asks nothing twice: {again}");
    bea.does(again.form("Import the file")).await;
    assert_eq!(bea.get("/duplicates").await.count("tbody tr"), 2);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_answer_about_somebody_who_is_not_alike_imports_nothing() {
    let office = Office::open().await;
    let bea = office.manager("Bea").await;
    let other = office.child("Zebedee Nightjar").born(2010, 1, 1).arrives().await;
    let outcome = outcome_of(&bea, FILE).await;
    let forged = outcome.form("Import the file").forged(&format!("row-1-{}", other.id), "this");
    assert_eq!(bea.send(forged).await.status(), 409);
    assert!(!bea.get("/imports").await.has("tbody tr"));
}

async fn corrects(officer: &Person, path: &str, fields: &[(&str, &str)]) {
    let page = officer.get(path).await;
    let saved = officer.send(page.form("Save").with_all(fields)).await;
    assert_eq!(saved.status(), 303, "{saved}");
}

#[actix_web::test]
async fn two_that_were_told_apart_are_asked_about_again_only_when_new_facts_speak_for_it() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    office.child("Leo Marsh").born(2014, 5, 12).living_at("1 Mill Lane", "BN1 4GE").arrives().await;
    let other = office.child("Leon Marshall").born(2014, 5, 12).living_at("9 Hill Road", "BN1 4GE").arrives().await;
    let edit = format!("{}/edit", other.path());
    corrects(&amina, &edit, &[("preferred_name", "Lee")]).await;
    let queue = amina.get("/duplicates").await;
    let compare = queue.attributes("td a[href^='/duplicates/']", "href");
    assert_eq!(compare.len(), 1, "a change brings whoever is alike onto the queue: {queue}");
    let pair = amina.get(&compare[0]).await;
    let kept = amina.send(pair.form("Keep the decision").with("decision", "different")).await;
    assert_eq!(kept.status(), 303, "{kept}");

    corrects(&amina, &edit, &[("first_language", "French")]).await;
    assert!(amina.get("/duplicates").await.says("None."), "what does not speak for it asks nobody");
    corrects(&amina, &edit, &[("given_names", "Leo"), ("family_name", "Marsh")]).await;
    let queue = amina.get("/duplicates").await;
    assert!(queue.says("Decided before: the facts have changed"), "{queue}");
    assert!(amina.get(&compare[0]).await.says("Amina decided about the two before"));
    assert_eq!(office.check().await, Vec::<String>::new());
}
