//! An officer puts a child on the register, and changes the record without losing what it said.

use seen::audit::Event;
use seen::children::model::IdentifierStanding;
use seen::children::particulars::ChildRow;
use seen::id::Id;

use crate::office::{Form, Known, Office, Page, Person};

/// The form that a search leads to, filled in.
async fn new_child(officer: &Person, given: &str, family: &str) -> Form {
    let page = officer.get("/children").await;
    let found = officer.does(page.form("Search").with("words", &format!("{given} {family}"))).await;
    let page = officer.click(&found, "Add a new child").await;
    page.form("Add the child").with_all(&[
        ("given_names", given),
        ("family_name", family),
        ("date_of_birth", "12/5/2014"),
        ("started_on", "1/2/2026"),
        ("source", "parent"),
        ("reason", "lifestyle"),
    ])
}

async fn child(office: &Office, path: &str) -> ChildRow {
    let id: Id<_> = path.split(['/', '?']).nth(2).unwrap().parse().unwrap();
    office.register().view(Event::ChildOpened { child: id }, move |desk| desk.child(id)).await.unwrap()
}

async fn how_many(office: &Office, officer: &Person, words: &str) -> usize {
    let page = officer.get("/children").await;
    assert!(office.check().await.is_empty());
    officer.does(page.form("Search").with("words", words)).await.count("tbody tr")
}

async fn save(officer: &Person, leo: &Known, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = officer.get(&format!("{}/{path}", leo.path())).await;
    officer.send(page.form("Save").with_all(fields)).await
}

#[actix_web::test]
async fn a_child_that_was_not_found_is_added_once_however_often_the_form_is_sent() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let form = |page: Form| page.with_all(&[("postcode", "bn14ge"), ("carer_name", "Ann Marsh"), ("upn", " b801200005001")]);
    let first = form(new_child(&amina, "Leo", "Marsh").await);
    let fields: Vec<(String, String)> = [
        "id",
        "registration_id",
        "address_id",
        "address_kind",
        "carer_id",
        "given_names",
        "family_name",
        "date_of_birth",
        "started_on",
        "source",
        "reason",
        "kind",
        "level",
        "postcode",
        "carer_name",
        "upn",
    ]
    .iter()
    .map(|name| ((*name).to_owned(), first.value(name).unwrap_or_default().to_owned()))
    .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let added = amina.send(first).await;
    assert_eq!(added.status(), 303, "{added}");
    assert!(added.location().ends_with("?done=child-added"), "{}", added.location());
    let again = amina.post("/children/new", &fields).await;
    assert_eq!((again.status(), again.location()), (303, added.location()), "{again}");
    let mut otherwise = fields.clone();
    otherwise.retain(|(name, _)| *name != "given_names");
    otherwise.push(("given_names", "Somebody"));
    assert_eq!(amina.post("/children/new", &otherwise).await.status(), 409);
    let bo = office.officer("Bo").await;
    assert_eq!(bo.post("/children/new", &fields).await.status(), 409, "another officer's form");
    assert_eq!(how_many(&office, &amina, "leo marsh").await, 1);
    let row = child(&office, added.location()).await;
    assert_eq!((row.upn.as_deref(), row.upn_standing), (Some("B801200005001"), IdentifierStanding::Valid));
    assert_eq!(row.postcode_district, "BN1");
}

#[actix_web::test]
async fn search_comes_first() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let answer = amina.get("/children/new").await;
    assert_eq!((answer.status(), answer.location()), (303, "/children"));
}

#[actix_web::test]
async fn who_it_may_be_already_is_shown_before_saving() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let there = office.child("Leo-John MARSH").born(2014, 5, 12).arrives().await;
    let form = new_child(&amina, "marsh", "leo john").await;
    let shown = amina.send(form).await;
    assert_eq!(shown.status(), 422, "{shown}");
    assert!(shown.attributes("main a", "href").contains(&there.path()), "{shown}");
    let question = format!("who-{}", there.id);
    let unanswered = amina.send(shown.form("Go on")).await;
    assert_eq!((unanswered.status(), unanswered.faults().len()), (422, 1), "{unanswered}");
    let known = amina.send(shown.form("Go on").with(&question, "this")).await;
    assert_eq!(known.location().split('?').next(), Some(there.path().as_str()), "{known}");
    assert_eq!(how_many(&office, &amina, "marsh").await, 1, "nothing was added");
    let typed = amina.send(shown.form("Change what you typed")).await;
    assert_eq!(typed.form("Add the child").value("given_names"), Some("marsh"), "{typed}");
    let added = amina.send(shown.form("Go on").with(&question, "other")).await;
    assert_eq!(added.status(), 303, "{added}");
    assert!(amina.get("/duplicates").await.says("None."), "what was said is not asked again");
    assert!(amina.get("/duplicates?show=decided").await.says(&there.reference));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn whoever_is_not_sure_asks_a_colleague() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let there = office.child("Leo John Marsh").born(2014, 5, 12).arrives().await;
    let shown = amina.send(new_child(&amina, "Leo", "Marsh").await).await;
    let added = amina.send(shown.form("Go on").with(&format!("who-{}", there.id), "not_sure")).await;
    assert_eq!(added.status(), 303, "{added}");
    let queue = bo.get("/duplicates").await;
    assert!(queue.says(&there.reference) && queue.says("A colleague was not sure"), "{queue}");
}

#[actix_web::test]
async fn a_wrong_identifier_is_refused_and_then_kept_as_given() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let form = new_child(&amina, "Leo", "Marsh").await.with("upn", "A801200005001").with("nhs_number", "943 476 5918");
    let refused = amina.send(form).await;
    assert_eq!(refused.status(), 422, "{refused}");
    assert_eq!(refused.faults().len(), 2, "{refused}");
    assert_eq!(refused.form("Add the child").value("upn"), Some("A801200005001"), "what was typed is kept");
    let kept = amina.send(refused.form("Add the child").with("keep_as_given", "yes")).await;
    assert_eq!(kept.status(), 303, "{kept}");
    let row = child(&office, kept.location()).await;
    assert_eq!((row.upn.as_deref(), row.upn_standing), (Some("A801200005001"), IdentifierStanding::AsGiven));
    assert_eq!(row.nhs_standing, IdentifierStanding::AsGiven);
}

#[actix_web::test]
async fn nothing_half_written_comes_of_a_bad_form() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let long = "x".repeat(100_000);
    for (field, value) in [
        ("given_names", long.as_str()),
        ("date_of_birth", "13/3/2026"),
        ("date_of_birth", "1/1/1950"),
        ("started_on", "3/3/2026"),
        ("started_on", "1/1/2013"),
        ("reason", "no_such_reason"),
        ("reason", "waiting_to_start"),
        ("kind", ""),
        ("officer", "00000000-0000-7000-8000-000000000000"),
        ("id", "not an id"),
        ("level", "intensive"),
        ("postcode", "nowhere"),
    ] {
        let form = new_child(&amina, "Leo", "Marsh").await;
        let answer = amina.send(form.forged(field, value)).await;
        assert_eq!(answer.status(), 422, "{field}: {:.20}: {answer}", value);
        assert!(answer.title().starts_with("Error: "), "{}", answer.title());
    }
    let null = new_child(&amina, "Leo", "Marsh").await.forged("given_names", "a\0b");
    assert_eq!(amina.send(null).await.status(), 400);
    assert_eq!(how_many(&office, &amina, "marsh").await, 0);
    let emoji = new_child(&amina, "Leo 😀", "הפרסי").await;
    assert_eq!(amina.send(emoji).await.status(), 303);
}

#[actix_web::test]
async fn a_change_keeps_what_the_record_said() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").whose(|child| child.upn = Some("B801200005001".into())).arrives().await;
    let fields = [("family_name", "Ferreira"), ("upn", ""), ("date_of_birth", "10/6/2014"), ("ethnicity", "MWAS")];
    let saved = save(&amina, &leo, "edit", &fields).await;
    assert_eq!(saved.status(), 303, "{saved}");
    let page = amina.get(&format!("{}/edit", leo.path())).await;
    assert!(page.says("Formerly Leo Marsh") && page.says("Former UPNs: B801200005001"), "{page}");
    assert!(page.form("Save").value("notes").unwrap().contains("the date of birth was 9 June 2014"), "{page}");
}

#[actix_web::test]
async fn a_name_and_a_upn_from_before_are_noted_and_the_child_is_found_by_them() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let form = amina.get(&format!("{}/edit", leo.path())).await.form("Save").with("former_family_name", "Zawadzki");
    let wrong = amina.send(form.with("former_upn", "A801200005001")).await;
    assert_eq!((wrong.status(), wrong.faults().len()), (422, 1), "{wrong}");
    let form = wrong.form("Save").with("former_upn", "b801200005001");
    assert_eq!((amina.send(form.clone()).await.status(), amina.send(form).await.status()), (303, 303), "sent twice");
    let page = amina.get(&format!("{}/edit", leo.path())).await;
    assert!(page.says("Formerly Zawadzki") && page.says("Former UPNs: B801200005001"), "{page}");
    assert_eq!(page.source().matches("Zawadzki").count(), 1, "noted once: {page}");
    assert_eq!(how_many(&office, &amina, "zawadzki").await, 1);
    assert_eq!(child(&office, &leo.path()).await.family_name, "Marsh");
}

#[actix_web::test]
async fn whoever_saves_second_is_told_and_loses_nothing_of_the_first() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let leo = office.child("Leo Marsh").arrives().await;
    let of_bo = bo.get(&format!("{}/edit", leo.path())).await.form("Save").with("preferred_name", "Lee");
    let of_amina = amina.get(&format!("{}/edit", leo.path())).await;
    let saved = amina.send(of_amina.form("Save").with("preferred_name", "Lio")).await;
    assert_eq!(saved.status(), 303, "{saved}");
    assert_eq!(amina.send(of_amina.form("Save").with("preferred_name", "Lio")).await.status(), 303, "the same form sent twice");
    let second = bo.send(of_bo).await;
    assert_eq!(second.status(), 422, "{second}");
    assert!(second.says("Preferred name: Lio"), "what the record says now: {second}");
    assert_eq!(child(&office, &leo.path()).await.preferred_name, "Lio");
    let again = second.form("Save");
    assert_eq!(bo.send(again).await.status(), 303, "what was typed is kept, and saved by whoever has read the rest");
    assert_eq!(child(&office, &leo.path()).await.preferred_name, "Lee");
}

#[actix_web::test]
async fn addresses_are_ended_and_not_lost() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let added =
        save(&amina, &leo, "addresses/new", &[("lines", "1 Hill"), ("postcode", "bn1 4ge"), ("do_not_share", "yes")]).await;
    assert_eq!(added.status(), 303, "{added}");
    assert_eq!(child(&office, &leo.path()).await.postcode_district, "BN1");
    let id = leo.id;
    let read = move |desk: &mut seen::access::Desk<'_, seen::access::role::System>| desk.addresses(id);
    let first = office.register().view(Event::ChildOpened { child: id }, read).await.unwrap().remove(0);
    assert!(first.do_not_share);
    let at = format!("addresses/{}", first.id);
    let ended = save(&amina, &leo, &at, &[("lived_until", "1/3/2026")]).await;
    assert_eq!(ended.status(), 303, "{ended}");
    save(&amina, &leo, "addresses/new", &[("lines", "2 Dale"), ("postcode", "BN2 1AA"), ("lived_from", "1/3/2026")]).await;
    let rows = office.register().view(Event::ChildOpened { child: id }, read).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows[1].note.contains("this said: 1 Hill, BN1 4GE"), "{}", rows[1].note);
    assert_eq!(child(&office, &leo.path()).await.postcode_district, "BN2");
    let wrong = save(&amina, &leo, "addresses/new", &[("lines", "3 Moor"), ("postcode", "nowhere")]).await;
    assert_eq!(wrong.status(), 422);
    assert_eq!(amina.send(wrong.form("Save").with("keep_postcode", "yes")).await.status(), 303);
}

#[actix_web::test]
async fn every_part_of_a_record_can_be_added_and_corrected() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let leo = office.child("Leo Marsh").arrives().await;
    let mia = office.child("Mia Marsh").arrives().await;
    for (path, fields) in [
        ("carers/new", vec![("carer_name", "Ann Marsh"), ("parental_responsibility", "yes"), ("digital_access", "phone_only")]),
        ("circumstances/new", vec![("kind", "ehc_plan"), ("from", "1/9/2024")]),
        ("provisions/new", vec![("provided_by", "tutor"), ("hours_per_week", "12.5")]),
        ("schools/new", vec![("school_name", "A school nobody knows"), ("until", "1/9/2025")]),
    ] {
        let answer = save(&amina, &leo, path, &fields).await;
        assert_eq!(answer.status(), 303, "{path}: {answer}");
        let empty = save(&amina, &leo, path, &[]).await;
        assert_eq!((empty.status(), empty.faults().len()), (422, 1), "{path}: {empty}");
    }
    let id = leo.id;
    let parts = office
        .register()
        .view(Event::ChildOpened { child: id }, move |desk| {
            Ok((desk.carers(id)?, desk.circumstances(id)?, desk.provisions(id)?, desk.previous_schools(id)?))
        })
        .await
        .unwrap();
    assert_eq!((parts.0.len(), parts.1.len(), parts.2.len(), parts.3.len()), (1, 1, 1, 1));
    let ended = save(&amina, &leo, &format!("circumstances/{}", parts.1[0].id), &[("until", "1/3/2026")]).await;
    assert_eq!(ended.status(), 303, "{ended}");
    let of_mia = amina.get(&format!("{}/circumstances/{}", mia.path(), parts.1[0].id)).await;
    assert_eq!(of_mia.status(), 404, "a part of another child's record");
}

#[actix_web::test]
async fn siblings_are_put_in_one_household_by_reference() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (leo, mia) = (office.child("Leo Marsh").arrives().await, office.child("Mia Marsh").arrives().await);
    let page = amina.get(&format!("{}/household", leo.path())).await;
    let nobody = amina.send(page.form("Put them in one household").with("reference", "W-9999")).await;
    assert_eq!(nobody.status(), 422, "{nobody}");
    let itself = amina.send(page.form("Put them in one household").with("reference", &leo.reference)).await;
    assert_eq!(itself.status(), 422, "{itself}");
    let joined = amina.does(page.form("Put them in one household").with("reference", &mia.reference.to_lowercase())).await;
    assert!(joined.has_link("Mia Marsh"), "{joined}");
    assert!(amina.get(&format!("{}/household", mia.path())).await.has_link("Leo Marsh"));
    let hasty = amina.send(joined.form("This child has left the household")).await;
    assert_eq!(hasty.faults(), ["Tick the box if the child has left the household"]);
    assert!(hasty.has_link("Mia Marsh"), "nobody has left yet: {hasty}");
    let left = amina.does(joined.form("This child has left the household").with("left", "yes")).await;
    assert!(!left.has_link("Mia Marsh"), "{left}");
}
