//! Next month's sheet still has a row for each of the two: both are about the one child.

use std::sync::Arc;

use seen::children::model::Child;
use seen::id::Id;
use seen::imports::columns::Mapping;
use seen::imports::queries::SourceFile;
use seen::imports::run::Prepared;
use seen::imports::sheet::Sheet;

use super::faults;
use crate::office::{Known, Office};

const SHEET: &str = "Ref,Surname,Forename(s),DOB,Post code,Status,Date EHE began\n\
    E1,Ellison,Maya,9/6/2014,WX1 2AB,Active,1/9/2024\n\
    E2,Ellisson,Mia,9/7/2014,WX9 1AA,Active,1/9/2025\n";

/// Imports a sheet; whose record each row is on.
async fn import(office: &Office, content: &str) -> Vec<Option<Id<Child>>> {
    let sheet = Sheet::read(content.as_bytes()).unwrap();
    let mapping = Mapping::recognise(&sheet.header);
    let prepared = Prepared { sheet: Arc::new(sheet), mapping };
    let file = SourceFile { name: "register.csv".into(), sha256: String::new() };
    let plan = prepared.import(&office.register(), Id::mint(), file, None).await.unwrap();
    plan.report(false).iter().map(|row| row.child).collect()
}

async fn known(office: &Office, id: Id<Child>) -> Known {
    let (reference, registration) =
        office.register().read(move |desk| Ok((desk.heading(id)?.reference, desk.episodes(id)?[0].id))).await.unwrap();
    Known { id, reference, registration, address: None, contact: None }
}

#[actix_web::test]
async fn a_row_of_the_retired_reference_is_about_the_kept_child() {
    let office = Office::open().await;
    let amina = office.officer("Amina").await;
    let rows = import(&office, SHEET).await;
    let [Some(maya), Some(mia)] = rows[..] else { panic!("{rows:?}") };
    assert_ne!(maya, mia);
    let (maya, mia) = (known(&office, maya).await, known(&office, mia).await);
    super::merge(&amina, &maya, &mia).await;
    let again = import(&office, SHEET).await;
    assert!(again.iter().all(|row| row.is_none_or(|child| child == maya.id)), "{again:?}");
    let changed = import(&office, &SHEET.replace("WX9 1AA", "WX9 1AB")).await;
    assert_eq!(changed[1], Some(maya.id), "what is new about E2 is the one child's");
    let children = office.register().read(|desk| desk.merges_and_splits()).await.unwrap();
    assert_eq!(children, 1);
    assert_eq!(faults(&office).await, Vec::<String>::new());
}
