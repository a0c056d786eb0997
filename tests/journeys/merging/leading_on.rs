//! The id of a retired record leads to the kept one, on every page and with every form.

use reqwest::Method;
use seen::id::Id;
use seen::merges::model::Merge;

use super::{faults, merge, split, splitting};
use crate::architecture::routes;
use crate::contacts::stored;
use crate::office::Office;

/// A route with the retired child in it, and something that names nothing in every other place.
fn filled(route: &str, child: &str, nothing: &str) -> String {
    let mut ids = std::iter::once(child).chain(std::iter::repeat(nothing));
    let segment = |segment: &str| if segment.starts_with('{') { ids.next().unwrap().to_owned() } else { segment.to_owned() };
    route.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn every_page_and_form_of_a_retired_record_leads_to_the_kept_one() {
    let office = Office::open().await;
    let mona = office.manager("Mona").await;
    let (maya, mia) = (office.child("Maya Ellison").arrives().await, office.child("Mia Ellison").arrives().await);
    merge(&mona, &maya, &mia).await;
    let nothing = Id::<Merge>::mint().to_string();
    let of_a_record: Vec<_> = routes::all().into_iter().filter(|route| route.path.starts_with("/children/{")).collect();
    assert!(of_a_record.len() > 40);
    for route in of_a_record {
        let (asked, kept) = (filled(&route.path, mia.id.as_str(), &nothing), filled(&route.path, maya.id.as_str(), &nothing));
        let page = if route.method == "GET" { mona.get(&asked).await } else { mona.post(&asked, &[]).await };
        let household = format!("{}/household", maya.path());
        let expected = match (route.method.as_str(), route.path.contains("/household")) {
            (_, true) => (303, household.as_str()),
            ("GET", false) => (303, kept.as_str()),
            _ => (307, kept.as_str()),
        };
        assert_eq!((page.status(), page.location()), expected, "{} {}", route.method, route.path);
    }
    assert_eq!(mona.get(&format!("{}?tab=1", mia.path())).await.location(), format!("{}?tab=1", maya.path()));
    for (who, expected) in [(office.administrator("Adam").await, 403), (office.stranger(), 303)] {
        let page = who.get(&mia.path()).await;
        assert_eq!(page.status(), expected);
        assert!(!page.header("location").contains(maya.id.as_str()), "only who may see records is led on");
    }
}

#[actix_web::test]
async fn a_contact_typed_on_the_retired_record_is_kept_with_the_one_that_is_there() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let (maya, mia) = (office.child("Maya Ellison").arrives().await, office.child("Mia Ellison").arrives().await);
    let given = [("mode", "home_visit"), ("outcome", "completed"), ("child_seen", "yes"), ("spoken_to", "yes"), ("alone", "yes")];
    let form = bo.get(&format!("{}/contacts/new", mia.path())).await.form("Record the contact").with_all(&given);
    let form = form.with("address", "elsewhere").with("place", "The allotment");
    let edit = bo.get(&format!("{}/edit", mia.path())).await.form("Save").with("preferred_name", "Mimi");
    merge(&amina, &maya, &mia).await;
    let answer = bo.send(form.clone()).await;
    assert_eq!(answer.status(), 307, "{answer}");
    let record = bo.does(form.to(answer.location())).await;
    assert_eq!(record.path(), maya.path());
    assert_eq!(stored(&office, maya.id).last_seen_on, Some(office.today()));
    let answer = bo.send(edit.clone()).await;
    let page = bo.send(edit.to(answer.location())).await;
    assert_eq!(page.status(), 422, "the particulars of another record are not written over this one: {page}");
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn an_id_leads_on_however_often_and_merges_are_split_in_reverse_order() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let first = office.child("Maya Ellison").seen_at_home_days_ago(9).arrives().await;
    let second = office.child("Mia Ellison").seen_at_home_days_ago(19).arrives().await;
    let third = office.child("May Ellison").seen_at_home_days_ago(29).arrives().await;
    merge(&amina, &second, &first).await;
    merge(&amina, &third, &second).await;
    for child in [&first, &second] {
        assert_eq!(amina.get(&child.path()).await.location(), third.path());
    }
    let found = super::search(&amina, &first.reference).await;
    assert!(super::shows(&found, &third), "{found}");
    assert_eq!(stored(&office, third.id).last_seen_on, Some(office.today() - chrono::TimeDelta::days(9)));
    let record = amina.get(&third.path()).await;
    let links = record.attributes("a[href*='/split/']", "href");
    assert_eq!(links.len(), 2, "{record}");
    let page = amina.get(&links[1]).await;
    let sentence = format!("{} has itself been merged since, into {}. Split those two first.", second.reference, third.reference);
    assert!(page.says(&sentence) && !page.has("button.govuk-button--warning"), "{page}");
    assert_eq!(amina.post(&links[1], &[("reason", "x")]).await.status(), 422);
    split(&amina, &third).await;
    assert_eq!(amina.get(&first.path()).await.location(), second.path());
    split(&amina, &second).await;
    for (child, days) in [(&first, 9), (&second, 19), (&third, 29)] {
        assert_eq!(amina.get(&child.path()).await.status(), 200);
        assert_eq!(stored(&office, child.id).last_seen_on, Some(office.today() - chrono::TimeDelta::days(days)));
    }
    assert_eq!(faults(&office).await, Vec::<String>::new());
}

#[actix_web::test]
async fn of_two_merged_into_one_record_the_later_is_split_first() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let kept = office.child("Maya Ellison").arrives().await;
    let (one, other) = (office.child("Mia Ellison").arrives().await, office.child("May Ellison").arrives().await);
    merge(&amina, &kept, &one).await;
    let early = splitting(&amina, &kept).await.path().to_owned();
    merge(&amina, &kept, &other).await;
    let page = amina.get(&early).await;
    assert!(page.says(&format!("{} was merged into this record later. Split that one first.", other.reference)), "{page}");
    split(&amina, &kept).await;
    let page = amina.get(&early).await;
    amina.does(page.form("Split the two records").with("reason", "Three children")).await;
    assert_eq!(faults(&office).await, Vec::<String>::new());
    assert_eq!(amina.get(&early).await.status(), 409, "it was split already");
    let nora = office.second_authority().await.officer("Nora").await;
    assert_eq!(nora.answer(nora.request(Method::GET, &early)).await.status(), 404);
}
