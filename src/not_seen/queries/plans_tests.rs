//! The lists are ranges of an index: no query of theirs reads a table from end to end or sorts.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::sql_types::Text;

use super::*;
use crate::access::{House, System};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{AnyConnection, Location};
use crate::not_seen::model::Shown;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

fn explain(conn: &mut AnyConnection, sql: &str) -> Vec<String> {
    let AnyConnection::Sqlite(inner) = conn else { panic!("this test opens SQLite") };
    let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(inner).unwrap();
    steps.into_iter().map(|step| step.detail).collect()
}

/// The plan of the rows of one range.
fn plan<M>(
    desk: &mut Desk<'_, crate::access::role::System, M>,
    list: List,
    span: &Span,
    filter: &Filter,
    rising: bool,
) -> Vec<String> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    desk.sql().set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            ear.lock().unwrap().push(query.to_string());
        }
    });
    desk.range(list, span, filter, rising, 26).unwrap();
    desk.sql().set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let sql = heard.lock().unwrap().last().cloned().unwrap();
    explain(desk.sql(), sql.split("-- binds").next().unwrap())
}

#[actix_web::test]
async fn every_range_of_both_lists_is_read_off_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("plans.sqlite"));
    let house = House::open(&location, Clock::system(), Config::default()).unwrap();
    house.add_authority("990", "Wexcombe", false).await.unwrap();
    let plans = System::at(&house, "990")
        .read(|desk| {
            let mut plans = Vec::new();
            for list in [List::NotSeen, List::ContactOverdue] {
                for officer in [None, Some(Officer::Unassigned), Some(Officer::One(Id::mint()))] {
                    let mark = Mark { due: desk.today() - chrono::TimeDelta::days(40), id: Id::mint() };
                    for (&shown, rising) in list.offers().iter().zip([true, false].into_iter().cycle()) {
                        let filter = Filter { officer, shown, ..Filter::usual(list) };
                        for span in beyond(&spans(list, shown, desk.today()), Some(mark), rising) {
                            plans.push((list, shown, officer, plan(desk, list, &span, &filter, rising)));
                        }
                    }
                }
            }
            Ok(plans)
        })
        .await
        .unwrap();
    assert!(plans.iter().any(|(_, shown, ..)| *shown == Shown::NeverSeen));
    for (list, shown, officer, steps) in plans {
        let whole = steps.join("; ");
        assert!(!whole.contains("SCAN") && !whole.contains("TEMP B-TREE"), "{list:?} {shown:?} {officer:?}: {whole}");
        assert!(steps[0].contains("USING INDEX registrations_"), "{list:?} {shown:?} {officer:?}: {whole}");
    }
}
