//! Two officers change the same thing at the same time: whoever saves second is told what the first
//! made of it, and nobody's change is lost without a word.

use chrono::Days;
use seen::contacts::model::Contact;
use seen::id::Id;

use crate::office::{Form, Known, Office, Page, Person};

async fn adds(officer: &Person, child: &Known, part: &str, fields: &[(&str, &str)]) -> String {
    let form = officer.get(&format!("{}/{part}/new", child.path())).await.form("Save").with_all(fields);
    let added = officer.send(form.clone()).await;
    assert_eq!(added.status(), 303, "{part}: {added}");
    let id = form.value(match part {
        "addresses" => "address_id",
        "carers" => "carer_id",
        "circumstances" => "circumstance_id",
        "provisions" => "provision_id",
        _ => "school_id",
    });
    format!("{}/{part}/{}", child.path(), id.expect("the form knows its row"))
}

/// Both have opened the form; Amina saves first.
async fn second_is_told(amina: &Person, bo: &Person, first: Form, second: Form, says_now: &str) -> Page {
    let saved = amina.send(first.clone()).await;
    assert_eq!(saved.status(), 303, "{saved}");
    assert_eq!(amina.send(first).await.status(), 303, "the same form sent twice is well");
    let told = bo.send(second).await;
    assert_eq!(told.status(), 422, "{told}");
    assert!(told.faults()[0].starts_with("Somebody changed this after you opened it"), "{told}");
    assert!(told.texts("#now").concat().contains(says_now), "{told}");
    told
}

#[actix_web::test]
async fn whoever_saves_a_part_of_a_record_second_is_told_and_can_save_again() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let leo = office.child("Leo Marsh").arrives().await;
    let parts = [
        ("addresses", vec![("lines", "1 Hill")], "lines", "2 Dale", "3 Moor"),
        ("carers", vec![("carer_name", "Ann Marsh")], "telephone", "01632 960001", "01632 960002"),
        ("circumstances", vec![("kind", "ehc_plan"), ("from", "1/9/2024")], "from", "2/9/2024", "3/9/2024"),
        ("provisions", vec![("provided_by", "tutor")], "provider_name", "Tom Hale", "Ida Finch"),
        ("schools", vec![("school_name", "A school nobody knows")], "until", "1/9/2025", "2/9/2025"),
    ];
    for (part, fields, field, of_amina, of_bo) in parts {
        let path = adds(&amina, &leo, part, &fields).await;
        let first = amina.get(&path).await.form("Save").with(field, of_amina);
        let second = bo.get(&path).await.form("Save").with(field, of_bo);
        let shown = if part == "circumstances" {
            "2 Sep 2024"
        } else if part == "schools" {
            "1 Sep 2025"
        } else {
            of_amina
        };
        let told = second_is_told(&amina, &bo, first, second, shown).await;
        assert_eq!(amina.get(&path).await.form("Save").value(field), Some(of_amina), "{part}: nothing of Bo's was saved");
        let again = told.form("Save");
        assert_eq!(again.value(field), Some(of_bo), "{part}: what Bo typed is kept");
        assert_eq!(bo.send(again).await.status(), 303, "{part}: and can be saved, now that Bo has seen it");
        assert_eq!(bo.get(&path).await.form("Save").value(field), Some(of_bo), "{part}");
        let forgetful = bo.get(&path).await.form("Save").with(field, of_amina).without("opened");
        assert_eq!(bo.send(forgetful).await.status(), 422, "{part}: a form that does not say what it was opened on");
    }
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_level_the_officer_and_a_visit_are_not_set_over_each_other() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let leo = office.child("Leo Marsh").arrives().await;
    let at = |what: &str| format!("{}/registrations/{}/{what}", leo.path(), leo.registration);

    let level = |page: Page, level: &str, why: &str| page.form("Set the level").with("level", level).with("rationale", why);
    let first = level(amina.get(&at("level")).await, "intensive", "Police called");
    let second = level(bo.get(&at("level")).await, "enhanced", "All is well");
    let told = second_is_told(&amina, &bo, first, second, "Intensive: Police called").await;
    assert_eq!(amina.get(&at("level")).await.form("Set the level").value("level"), Some("intensive"));
    assert_eq!(bo.send(told.form("Set the level")).await.status(), 303);

    let first = amina.get(&at("officer")).await.form("Assign").with("officer", amina.id().as_str());
    let second = bo.get(&at("officer")).await.form("Assign").with("officer", bo.id().as_str());
    let told = second_is_told(&amina, &bo, first, second, "Amina").await;
    assert_eq!(amina.get(&at("officer")).await.form("Assign").value("officer"), Some(amina.id().as_str()));
    assert_eq!(bo.send(told.form("Assign")).await.status(), 303);

    let planning = amina.get(&format!("{}/visits/new", leo.path())).await.form("Plan the visit");
    let visit = format!("{}/visits/{}", leo.path(), planning.value("id").expect("the form knows its visit"));
    assert_eq!(amina.send(planning.with("planned_on", "4/3/2026")).await.status(), 303);
    let moving = |page: Page, day: &str| page.form("Save").with("planned_on", day).with("reason", "The family asked");
    let first = moving(amina.get(&format!("{visit}/move")).await, "5/3/2026");
    let second = moving(bo.get(&format!("{visit}/move")).await, "6/3/2026");
    let told = second_is_told(&amina, &bo, first, second, "5 March 2026").await;
    assert!(amina.get(&visit).await.heading().contains("5 March 2026"));
    assert_eq!(bo.send(told.form("Save")).await.status(), 303);
    assert_eq!(office.check().await, Vec::<String>::new());
}

/// On PostgreSQL two such transactions would not see each other's contact.
#[actix_web::test]
async fn contacts_recorded_at_the_same_moment_all_count() {
    let office = Office::open().await;
    let leo = office.child("Leo Marsh").registered_days_ago(400).arrives().await;
    let (amina, bo, cora) = (office.officer("Amina").await, office.officer("Bo").await, office.officer("Cora").await);
    for round in 0..8_u64 {
        let days: Vec<String> =
            (1..4).map(|ago| (office.today() - Days::new(40 - round * 3 - ago)).format("%-d/%-m/%Y").to_string()).collect();
        let records = |officer: &Person, day: &str| {
            let (id, token) = (Id::<Contact>::mint().to_string(), officer.form_token());
            let fields = [
                ("form_token", token.as_str()),
                ("id", &id),
                ("occurred_on", day),
                ("who", "me"),
                ("mode", "video"),
                ("outcome", "completed"),
                ("child_seen", "yes"),
                ("spoken_to", "no"),
                ("concern", "none"),
            ];
            officer.request(reqwest::Method::POST, &format!("{}/contacts/new", leo.path())).form(&fields).send()
        };
        let (one, two, three) = tokio::join!(records(&amina, &days[0]), records(&bo, &days[1]), records(&cora, &days[2]));
        for answer in [one, two, three] {
            assert_eq!(answer.expect("an answer").status(), 303);
        }
        assert_eq!(office.check().await, Vec::<String>::new(), "round {round}");
    }
}
