//! Two records become one.

use chrono::TimeDelta;
use seen::audit::Event;
use seen::children::model::IdentifierStanding;
use seen::contacts::model::{Answer, Mode};
use seen::organisations::model::AgencyKind;
use seen::registrations::model::{Level, RegistrationKind};

use super::{faults, merge, merging, search, shows};
use crate::contacts::{events, stored};
use crate::office::{Known, Office, Page, Person};

/// Maya, home educated and long not seen; and Mia, who is missing education and was seen last week.
async fn maya_and_mia(office: &Office, officer: &Person) -> (Known, Known) {
    let maya = office
        .child("Maya Ellison")
        .registered_days_ago(900)
        .with_officer(officer.id())
        .seen_at_home_days_ago(500)
        .living_at("12 Mill Lane", "WX1 2AB")
        .arrives()
        .await;
    let mia = office
        .child("Mia Ellisson")
        .registered_as(RegistrationKind::Cme, Level::Standard)
        .registered_days_ago(60)
        .contact(7, AgencyKind::SocialCare, Mode::HomeVisit, Answer::Yes)
        .living_at("3 Vine Street", "WX9 1AA")
        .whose(|child| {
            child.upn = Some("B801200005001".into());
            child.upn_standing = IdentifierStanding::Valid;
            child.nhs_number = Some("9434765919".into());
            child.nhs_standing = IdentifierStanding::Verified;
            child.notes = "Has a dog".into();
        })
        .arrives()
        .await;
    (maya, mia)
}

#[actix_web::test]
async fn what_is_recorded_on_either_counts_for_the_one_child() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    let list = amina.get("/not-seen").await;
    assert!(shows(&list, &maya) && !shows(&list, &mia), "{list}");
    let form = merging(&amina, &maya, &mia).await;
    assert_eq!(form.value("upn"), Some("other"), "what is recorded comes before what is not");
    assert_eq!(form.value("given_names"), Some("kept"));
    assert_eq!(form.value("open_registration"), Some("other"), "missing education asks for more");
    let record = amina.does(form).await;
    assert_eq!(record.done(), "The two records are one, and the due dates are up to date.");
    assert!(record.says(&format!("{}, Mia Ellisson, was merged into this record", mia.reference)), "{record}");
    let list = amina.get("/not-seen").await;
    assert!(!shows(&list, &maya) && !shows(&list, &mia), "seen last week: {list}");
    let standing = stored(&office, maya.id);
    let today = office.today();
    assert_eq!(standing.last_seen_on, Some(today - TimeDelta::days(7)));
    assert_eq!(standing.seen_due_on, Some(today + TimeDelta::days(28 - 7)), "by the standard of missing education");
    assert_eq!(standing.earliest_started_on, Some(today - TimeDelta::days(900)), "no fresh grace");
    let identifiers = amina.get(&format!("{}/identifiers", maya.path())).await;
    assert!(identifiers.says("B801200005001"), "{identifiers}");
    let history = amina.get(&format!("{}/history", maya.path())).await;
    assert!(history.says("Mia Ellisson") && history.says("Merged: another registration of the child goes on"), "{history}");
    let family = amina.get(&format!("{}/family", maya.path())).await;
    assert!(family.says("12 Mill Lane") && family.says("3 Vine Street"), "{family}");
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn the_retired_record_is_counted_and_listed_nowhere_and_found_by_all_it_was_known_by() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    merge(&amina, &maya, &mia).await;
    for words in
        ["Mia Ellisson", mia.reference.as_str(), "B801200005001", "943 476 5919", "WX9 1AA", "Maya", maya.reference.as_str()]
    {
        let found = search(&amina, words).await;
        assert!(shows(&found, &maya) && !shows(&found, &mia), "{words}: {found}");
    }
    for list in ["/", "/not-seen", "/caseload", "/visits", "/tasks", "/duplicates", "/duplicates?show=decided"] {
        let page = amina.get(list).await;
        assert!(page.status() == 200 && !shows(&page, &mia) && !page.says("Mia Ellisson"), "{list}: {page}");
    }
    let household = amina.get(&format!("{}/household", office.child("Ali Khan").arrives().await.path())).await;
    let joined = amina.does(household.form("Put them in one household").with("reference", &mia.reference)).await;
    assert!(shows(&joined, &maya), "the old reference names the kept record: {joined}");
}

#[actix_web::test]
async fn who_opened_either_is_shown_with_the_one_and_the_audit_names_both() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    bo.get(&mia.path()).await;
    merge(&amina, &maya, &mia).await;
    let opened = amina.get(&format!("{}/opened", maya.path())).await;
    assert!(opened.rows("tbody").iter().any(|row| row[1] == "Bo" && row[3] == "Opened the record"), "{opened}");
    for child in [maya.id, mia.id] {
        assert_eq!(events(&office, child).iter().filter(|event| *event == "children_merged").count(), 1);
    }
    let audrey = office.auditor("Audrey").await;
    let trail = audrey.get("/audit").await;
    assert!(trail.says(&mia.reference) && !trail.says("Ellisson"), "{trail}");
}

#[actix_web::test]
async fn a_merge_closes_its_pair_and_keeps_what_was_said_about_third_records() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    let third = office.child("May Ellison").arrives().await;
    let (one, other, another) = (maya.id, mia.id, third.id);
    office
        .register()
        .change(Event::ChildChanged { child: one }, move |desk| {
            desk.suspect_duplicate(one, other, "The same family")?;
            desk.suspect_duplicate(other, another, "Nearly the same name")
        })
        .await
        .unwrap();
    let list = amina.get("/duplicates").await;
    let pairs = list.attributes("td a[href^='/duplicates/']", "href");
    let of_the_two = &pairs[0];
    let compare = amina.get(of_the_two).await;
    let page = amina.click(&compare, "Merge the two records").await;
    let form = page.form("Merge the two records").with("reason", "The same NHS number");
    let kept = amina.does(form).await;
    assert!(kept.path() == maya.path() || kept.path() == mia.path());
    let list = amina.get("/duplicates").await;
    assert_eq!(list.rows("tbody").len(), 1, "{list}");
    assert!(list.says("Nearly the same name") || list.says(&third.reference), "{list}");
    assert_eq!(amina.get(of_the_two).await.location(), kept.path(), "the pair leads to the one record");
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn every_question_has_to_be_answered_and_the_reason_given() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    let form = merging(&amina, &maya, &mia).await;
    let page = amina.send(form.clone().without("upn").with("reason", " ").with("given_names", "other")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.faults(), ["Choose the UPN", "Say in a sentence why they are one child"]);
    assert_eq!(page.form("Merge the two records").value("given_names"), Some("other"), "what was chosen is kept");
    assert_eq!(amina.send(form.with("reason", &"x".repeat(501))).await.faults(), ["Keep the reason to 500 characters"]);
    assert_eq!(amina.get(&mia.path()).await.status(), 200, "nothing was merged");
}

#[actix_web::test]
async fn sent_twice_is_once_and_what_was_not_shown_is_not_decided() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    let form = merging(&amina, &maya, &mia).await;
    let edit = bo.get(&format!("{}/edit", mia.path())).await;
    bo.does(edit.form("Save").with("preferred_name", "Mimi")).await;
    let page = amina.send(form).await;
    assert_eq!(page.status(), 422, "{page}");
    assert!(page.faults()[0].starts_with("Somebody changed this after you opened it"), "{page}");
    let form = page.form("Merge the two records");
    assert_eq!(amina.send(form.clone()).await.status(), 422, "there is a question now that was not there");
    let form = amina.send(form).await.form("Merge the two records").with("preferred_name", "other");
    assert_eq!(amina.send(form.clone()).await.status(), 303);
    assert_eq!(amina.send(form.clone()).await.status(), 303, "sent twice");
    assert_eq!(bo.send(form.clone().forged("form_token", &bo.form_token())).await.status(), 409);
    assert_eq!(events(&office, maya.id).iter().filter(|event| *event == "children_merged").count(), 1);
}

/// One was taken, and the other was told that it was not.
fn one_was_told(answers: [&Page; 2]) {
    let mut codes = answers.map(Page::status);
    codes.sort_unstable();
    assert_eq!(codes, [303, 409], "{}\n{}", answers[0], answers[1]);
}

#[actix_web::test]
async fn of_two_who_merge_one_pair_either_way_one_is_told() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    for is_turned in [false, true] {
        let (maya, mia) = maya_and_mia(&office, &amina).await;
        let first = merging(&amina, &maya, &mia).await;
        let second = if is_turned { merging(&bo, &mia, &maya).await } else { merging(&bo, &maya, &mia).await };
        let (one, other) = tokio::join!(amina.send(first), bo.send(second));
        one_was_told([&one, &other]);
        assert_eq!(faults(&office).await, Vec::<String>::new());
    }
}

#[actix_web::test]
async fn the_neighbours_child_cannot_be_merged_and_no_record_with_itself() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let netherby = office.second_authority().await;
    let noah = netherby.child("Noah Price").arrives().await;
    for path in [format!("{}/merge/{}", maya.path(), noah.id), format!("{}/merge/{}", noah.path(), maya.id)] {
        assert_eq!(amina.get(&path).await.status(), 404, "{path}");
        assert_eq!(amina.post(&path, &[("reason", "x")]).await.status(), 404, "{path}");
    }
    assert_eq!(amina.get(&format!("{}/merge/{}", maya.path(), maya.id)).await.status(), 409);
    let nora = netherby.officer("Nora").await;
    let other = office.child("Mia Ellison").arrives().await;
    merge(&amina, &maya, &other).await;
    assert_eq!(nora.get(&other.path()).await.status(), 404, "nothing is told across the border");
}

#[actix_web::test]
async fn what_speaks_against_it_gives_pause() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let numbered = |name: &str, number: &str| {
        let number = number.to_owned();
        office.child(name).whose(|child| {
            child.nhs_number = Some(number);
            child.nhs_standing = IdentifierStanding::Valid;
        })
    };
    let maya = numbered("Maya Ellison", "9434765919").arrives().await;
    let mia = numbered("Mia Ellison", "9434765870").born(2014, 6, 10).arrives().await;
    let page = amina.get(&format!("{}/merge/{}", maya.path(), mia.id)).await;
    assert!(page.says("Both have a valid NHS number, and the two differ.") && page.says("The dates of birth differ."), "{page}");
    let record = amina.does(page.form("Merge the two records").with("reason", "One card was a cousin’s")).await;
    assert_eq!(record.status(), 200);
    let edit = amina.get(&format!("{}/edit", maya.path())).await;
    let notes = edit.form("Save").value("notes").unwrap().to_owned();
    assert!(notes.contains("NHS number 9434765870") && notes.contains("date of birth 10 June 2014"), "{notes}");
}

#[actix_web::test]
async fn a_second_record_that_nothing_has_found_is_named_by_its_reference() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let (maya, mia) = maya_and_mia(&office, &amina).await;
    let history = amina.get(&format!("{}/history", maya.path())).await;
    let page = amina.click(&history, "There is a second record of this child").await;
    for (reference, sentence) in [
        ("W-9999", "No child of the register has this reference"),
        ("", "No child of the register has this reference"),
        (&maya.reference, "This is the reference of this record itself, or of one that was merged into it"),
    ] {
        let wrong = amina.send(page.form("Put them side by side").with("reference", reference)).await;
        assert_eq!((wrong.status(), wrong.texts(".govuk-error-summary__list li")), (422, vec![sentence.to_owned()]));
    }
    let both = amina.does(page.form("Put them side by side").with("reference", &mia.reference.to_lowercase())).await;
    let merged = amina.does(both.form("Merge the two records").with("reason", "The mother says there is one child")).await;
    assert_eq!(merged.done(), "The two records are one, and the due dates are up to date.");
    let again = amina.send(page.form("Put them side by side").with("reference", &mia.reference)).await;
    assert_eq!(again.status(), 422, "it leads to the record itself now");
}
