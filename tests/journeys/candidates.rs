//! Whoever is on the register is found by whatever agrees: no key hides a child, and what matching goes by is
//! always what the records say.

use diesel::prelude::*;
use seen::audit::Event;
use seen::candidates::catch_up;
use seen::candidates::model::Part;
use seen::db::schema::{authorities, candidate_keys, candidates, name_counts, possible_duplicates};
use seen::matching::birth::Birth;
use seen::matching::person::{Dwelling, Person as Compared};
use seen::notifications::model::Ground;

use crate::office::{Known, Office, Person};
use crate::schools_notify::School;

/// Ada Okoro with another birthday, at another postcode, under her mother's telephone number.
const FILE: &str = "Ref,Surname,Forename,DOB,Gender,Address,Post code,Parent/Carer,Telephone,Date EHE began,Status
D1,Okoro,Adaeze,03/04/2015,F,7 Hill Road,SO3 3DD,Ify Okoro,01632 960001,01/09/2024,Open
";

/// Whose birthday and postcode nobody else will write alike.
async fn adaeze(office: &Office, amina: &Person) -> Known {
    let child = office.child("Adaeze Okoro").born(2014, 4, 3).living_at("1 Mill Lane", "BN1 4GE").arrives().await;
    let page = amina.get(&format!("{}/carers/new", child.path())).await;
    let form =
        page.form("Save").with_all(&[("carer_name", "Ify Okoro"), ("telephone", "01632 960001"), ("relationship", "Mother")]);
    let saved = amina.send(form).await;
    assert_eq!(saved.status(), 303, "{saved}");
    child
}

#[actix_web::test]
async fn a_child_whose_birthday_and_postcode_are_both_written_otherwise_is_found() {
    let office = Office::open().await;
    let (amina, bea) = (office.officer("Amina").await, office.manager("Bea").await);
    let known = adaeze(&office, &amina).await;

    let new = bea.get("/imports/new").await;
    let columns = bea.does(new.form("Read the file").with_file("file", "register.csv", FILE.as_bytes())).await;
    let outcome = bea.does(columns.form("See what would happen")).await;
    assert!(outcome.says(&known.reference), "before an import: {outcome}");

    let search = amina.get("/children").await;
    let found = amina.does(search.form("Search").with("words", "Nobody Atall")).await;
    let form = amina.click(&found, "Add a new child").await.form("Add the child").with_all(&[
        ("given_names", "Adaeze"),
        ("family_name", "Okoro"),
        ("date_of_birth", "3/4/2015"),
        ("postcode", "SO3 3DD"),
        ("carer_name", "Ify Okoro"),
        ("started_on", "1/2/2026"),
        ("source", "parent"),
        ("reason", "lifestyle"),
    ]);
    let asked = amina.send(form).await;
    assert!(asked.says(&known.reference), "before a new child is added: {asked}");

    let school = School::of(&office, "Wexcombe High").await;
    let otherwise = [("given_names", "Adaeze"), ("family_name", "Okoro"), ("date_of_birth", "3/4/2015"), ("upn", "")];
    let notification = school.notifies(Ground::HomeEducation, &otherwise).await;
    let triage = amina.get(&format!("/notifications/{notification}")).await;
    assert!(triage.says(&known.reference), "beside a notification: {triage}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

/// How likely it is that somebody with this family name and birthday, of another home, is the child found.
async fn weight(office: &Office, given: &str, family: &str) -> f64 {
    let person = Compared {
        given_names: vec![given.into()],
        family_names: vec![family.into()],
        born: Birth::read("2014-04-03"),
        homes: vec![Dwelling { address: "9 Far Street".into(), postcode: "ZE1 0AA".into() }],
        ..Compared::default()
    };
    let like = office.register().view(Event::LikeChildrenShown {}, move |desk| desk.children_like(&person, &[])).await.unwrap();
    like.first().expect("the child is found").decision.weight
}

#[actix_web::test]
async fn a_name_says_less_the_more_children_have_it_and_more_again_when_they_are_gone() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    office.child("Ottoline Zebedee").born(2014, 4, 3).living_at("1 Mill Lane", "BN1 4GE").arrives().await;
    let alone = weight(&office, "Ottoline", "Zebedee").await;
    let mut others = Vec::new();
    for day in 1..=20 {
        others.push(office.child("Hugo Zebedee").born(2010, 7, day).arrives().await);
    }
    let among_many = weight(&office, "Ottoline", "Zebedee").await;
    assert!(among_many < alone - 0.1, "{among_many} {alone}");
    for other in &others {
        let page = amina.get(&format!("{}/edit", other.path())).await;
        let saved = amina.send(page.form("Save").with("family_name", "Quill")).await;
        assert_eq!(saved.status(), 303, "{saved}");
    }
    let afterwards = weight(&office, "Ottoline", "Zebedee").await;
    assert!((afterwards - alone).abs() < 0.1, "{afterwards} {alone}");
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_change_that_fails_leaves_what_matching_goes_by_as_it_was() {
    let office = Office::open().await;
    let child = office.child("Leo Marsh").arrives().await.id;
    let failed = office
        .register()
        .change(Event::ChildChanged { child }, move |desk| {
            desk.add_former_name(child, "Lee", "Zebedee", None)?;
            desk.refresh_search_terms(&[child])?;
            Err::<(), _>(seen::error::Error::refused("the power goes off"))
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_check_sees_what_matching_goes_by_and_a_register_without_it_catches_up() {
    let office = Office::open().await;
    let one = office.child("Leo Marsh").living_at("1 Mill Lane", "BN1 4GE").arrives().await;
    office.child("Leon Marsh").living_at("1 Mill Lane", "BN1 4GE").arrives().await;
    let (first, second) = (one.id, office.child("Mia Lowe").arrives().await.id);
    office
        .register()
        .change(Event::DuplicateDecided { child: first }, move |desk| desk.suspect_duplicate(first, second, "Heard so"))
        .await
        .unwrap();
    assert_eq!(office.check().await, Vec::<String>::new());

    let mut conn = office.database();
    diesel::delete(candidate_keys::table.filter(candidate_keys::number.eq(1))).execute(&mut conn).unwrap();
    assert!(office.check().await.iter().any(|fault| fault.starts_with("keys for matching:")), "{:?}", office.check().await);
    diesel::update(name_counts::table.filter(name_counts::part.eq(Part::Everybody)))
        .set(name_counts::children.eq(7))
        .execute(&mut conn)
        .unwrap();
    assert!(office.check().await.iter().any(|fault| fault.contains("counts are wrong")));

    // As a register of before there was an index, and of before pairs were weighed.
    diesel::delete(candidate_keys::table).execute(&mut conn).unwrap();
    diesel::delete(candidates::table).execute(&mut conn).unwrap();
    diesel::delete(name_counts::table).execute(&mut conn).unwrap();
    diesel::update(possible_duplicates::table).set(possible_duplicates::model.eq("")).execute(&mut conn).unwrap();
    diesel::update(authorities::table).set(authorities::candidates_version.eq(99)).execute(&mut conn).unwrap();
    assert!(office.check().await.iter().any(|fault| fault.contains("is not among the candidates")));
    catch_up::run(office.house()).await.unwrap();
    assert_eq!(office.check().await, Vec::<String>::new());
    let unweighed: i64 =
        possible_duplicates::table.filter(possible_duplicates::model.eq("")).count().get_result(&mut conn).unwrap();
    assert_eq!(unweighed, 0);
    let rows = |conn: &mut seen::db::AnyConnection| seen::db::schema::audit::table.count().get_result::<i64>(conn).unwrap();
    let before = rows(&mut conn);
    catch_up::run(office.house()).await.unwrap();
    assert_eq!(rows(&mut conn), before, "nothing to do is nothing done");
}
