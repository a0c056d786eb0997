//! What is left to do is done once, and who may be one child is decided by people.

use diesel::prelude::*;
use seen::audit::Event;
use seen::db::schema::{possible_duplicates, tasks};

use crate::contacts::events;
use crate::office::{Form, Office, Page};

/// The only *done* button of a page.
fn done_button(page: &Page) -> Form {
    page.form(&page.attributes("form[action$='/done']", "action")[0])
}

#[actix_web::test]
async fn a_task_is_added_by_hand_and_completed_from_the_list() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").with_officer(amina.id()).arrives().await;
    let form = amina.get(&format!("{}/tasks/new", maya.path())).await.form("Add the task");
    assert_eq!(amina.send(form.clone()).await.faults(), ["Enter what is to be done"]);
    let form = form.with("what", "Ask for the education plan");
    assert_eq!(amina.send(form.clone()).await.status(), 303);
    assert_eq!(amina.send(form.clone()).await.status(), 303, "sent twice");
    assert_eq!(amina.send(form.with("what", "Something else")).await.status(), 409);
    for list in ["/tasks", "/tasks?whose=mine"] {
        assert!(amina.get(list).await.says("Ask for the education plan"), "{list}");
    }
    let bea = office.officer("Bea").await;
    assert!(!bea.get("/tasks?whose=mine").await.says("Ask for the education plan"));
    let done = done_button(&bea.get("/tasks").await);
    assert_eq!(bea.send(done.clone()).await.status(), 303);
    assert_eq!(bea.send(done).await.status(), 409);
    assert!(bea.get("/tasks").await.says("Nothing is left to do"));
    let left: i64 = tasks::table.filter(tasks::done_at.is_null()).count().get_result(&mut office.database()).unwrap();
    assert_eq!(left, 0);
    for event in ["task_added", "task_done"] {
        assert_eq!(events(&office, maya.id).iter().filter(|done| *done == event).count(), 1, "{event}");
    }
}

#[actix_web::test]
async fn a_task_done_by_mistake_is_reopened() {
    let office = Office::open().await;
    let (amina, bo) = (office.officer("Amina").await, office.officer("Bo").await);
    let maya = office.child("Maya Ellison").arrives().await;
    let form = amina.get(&format!("{}/tasks/new", maya.path())).await.form("Add the task");
    amina.does(form.with("what", "Ask for the education plan")).await;
    amina.does(done_button(&amina.get("/tasks").await)).await;
    assert!(!bo.get("/tasks").await.says("education plan"));
    let page = bo.get("/tasks/done").await;
    assert!(page.says("Ask for the education plan") && page.says("by Amina"), "{page}");
    let reopening = page.form(&page.attributes("form[action$='/reopen']", "action")[0]);
    let again = bo.does(reopening.clone()).await;
    assert_eq!(again.done(), "The task is to be done again.");
    assert!(!again.says("education plan") && bo.get("/tasks").await.says("education plan"));
    assert_eq!(bo.send(reopening.clone()).await.status(), 409, "it is open already");
    let done: Vec<_> = events(&office, maya.id).into_iter().filter(|event| event.starts_with("task_")).collect();
    assert_eq!(done, ["task_added", "task_done", "task_reopened"], "nothing is forgotten");
    let nora = office.second_authority().await.officer("Nora").await;
    assert_eq!(nora.post(reopening.action(), &[]).await.status(), 404);
    assert!(!nora.get("/tasks/done").await.says("education plan"));
}

#[actix_web::test]
async fn many_tasks_that_are_done_are_paged_without_losing_one() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let child = office.child("Maya Ellison").arrives().await.id;
    let done = move |desk: &mut seen::access::Desk<'_, seen::access::role::System, seen::access::Changing>| {
        (0..120).try_for_each(|number| {
            let task = seen::id::Id::mint();
            desk.add_task(task, child, &format!("Task {number}."), "import")?;
            desk.complete_task(child, task)
        })
    };
    office.register().change(Event::TaskDone { child }, done).await.unwrap();
    let mut page = amina.get("/tasks/done").await;
    let mut seen: std::collections::BTreeSet<String> = page.rows("tbody").into_iter().map(|row| row[1].clone()).collect();
    while page.has_link("More tasks") {
        page = amina.click(&page, "More tasks").await;
        seen.extend(page.rows("tbody").into_iter().map(|row| row[1].clone()));
    }
    assert_eq!(seen.len(), 120);
}

#[actix_web::test]
async fn many_tasks_are_paged_without_losing_one() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let maya = office.child("Maya Ellison").arrives().await;
    let child = maya.id;
    office
        .register()
        .change(Event::TaskAdded { child }, move |desk| {
            (0..120).try_for_each(|number| desk.add_task(seen::id::Id::mint(), child, &format!("Task {number}."), "import"))
        })
        .await
        .unwrap();
    let mut page = amina.get("/tasks").await;
    let mut seen = page.rows("tbody").len();
    while page.has_link("More tasks") {
        page = amina.click(&page, "More tasks").await;
        seen += page.rows("tbody").len();
    }
    assert_eq!(seen, 120);
}

#[actix_web::test]
async fn another_authoritys_tasks_do_not_exist() {
    let office = Office::open().await;
    let netherby = office.second_authority().await;
    let (amina, nora) = (office.officer("Amina").await, netherby.officer("Nora").await);
    let noah = netherby.child("Noah Price").arrives().await;
    let form = nora.get(&format!("{}/tasks/new", noah.path())).await.form("Add the task");
    nora.send(form.with("what", "Ask the school")).await;
    assert!(!amina.get("/tasks").await.says("Ask the school"));
    let done = done_button(&nora.get("/tasks").await).action().to_owned();
    assert_eq!(amina.post(&done, &[]).await.status(), 404);
    assert_eq!(amina.get(&format!("{}/tasks/new", noah.path())).await.status(), 404);
}

#[actix_web::test]
async fn a_possible_duplicate_is_compared_decided_and_remembered() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let one = office.child("Maya Ellison").living_at("12 Mill Lane", "WX1 2AB").arrives().await;
    let other = office.child("Ellison Maya").living_at("14 Mill Lane", "WX1 2AB").arrives().await;
    let (first, second) = (one.id, other.id);
    office
        .register()
        .change(Event::ChildChanged { child: first }, move |desk| {
            desk.suspect_duplicate(first, second, "The same date of birth and the same names in another order")?;
            desk.suspect_duplicate(second, first, "Again")
        })
        .await
        .unwrap();
    let list = amina.get("/duplicates").await;
    assert_eq!(list.rows("tbody").len(), 1, "{list}");
    let compare = list.attributes("td a[href^='/duplicates/']", "href");
    let page = amina.get(&compare[0]).await;
    assert!(page.says("12 Mill Lane") && page.says("14 Mill Lane"), "{page}");
    for child in [one.id, other.id] {
        assert!(events(&office, child).contains(&"child_opened".to_owned()), "both records were looked at");
    }
    let form = page.form("Keep the decision");
    assert_eq!(amina.send(form.clone()).await.status(), 422);
    assert_eq!(amina.send(form.clone().forged("decision", "undecided")).await.status(), 422);
    assert_eq!(amina.send(form.with("decision", "different")).await.status(), 303);
    assert!(!amina.get("/duplicates").await.has("tbody tr"));
    assert!(amina.get("/duplicates?show=decided").await.says("Different people"));
    for child in [one.id, other.id] {
        assert!(events(&office, child).contains(&"duplicate_decided".to_owned()));
    }
    let again = amina.get(&compare[0]).await.form("Keep the decision");
    assert_eq!(amina.send(again.with("decision", "same")).await.status(), 303);
    for (record, twin) in [(&one, &other), (&other, &one)] {
        let page = amina.get(&record.path()).await;
        assert!(page.attributes(".govuk-inset-text a", "href").contains(&twin.path()), "each record shows the other: {page}");
    }
    let pair: String = possible_duplicates::table.select(possible_duplicates::id).first(&mut office.database()).unwrap();
    let nora = office.second_authority().await.officer("Nora").await;
    assert_eq!(nora.get(&format!("/duplicates/{pair}")).await.status(), 404);
    assert_eq!(nora.post(&format!("/duplicates/{pair}"), &[("decision", "same")]).await.status(), 404);
}
