//! A manager brings in the spreadsheet the team keeps, sees first what would happen, and finds every
//! row accounted for; next month's file brings only what changed.

use std::path::Path;
use std::sync::Arc;

use seen::id::Id;
use seen::imports::columns::Mapping;
use seen::imports::model::{Import, RowOutcome};
use seen::imports::plan::Plan;
use seen::imports::queries::SourceFile;
use seen::imports::run::Prepared;
use seen::imports::sheet::Sheet;

use crate::office::Office;

const REGISTER: &str = include_str!("../fixtures/register.csv");

fn prepared(content: &[u8]) -> Prepared {
    let sheet = Sheet::read(content).unwrap();
    let mapping = Mapping::recognise(&sheet.header);
    Prepared { sheet: Arc::new(sheet), mapping }
}

async fn import(office: &Office, content: &[u8]) -> (Id<Import>, Arc<Plan>) {
    let id = Id::mint();
    let file = SourceFile { name: "register.csv".into(), sha256: String::new() };
    let plan = prepared(content).import(&office.register(), id, file, None).await.unwrap();
    (id, plan)
}

fn outcomes(plan: &Plan) -> Vec<&'static str> {
    plan.report(false).iter().map(|row| row.outcome.code()).collect()
}

#[actix_web::test]
async fn every_row_is_accounted_for_and_the_same_file_again_adds_nothing() {
    let office = Office::open().await;
    office.officer("Amina Khan").await;
    let (id, plan) = import(&office, REGISTER.as_bytes()).await;
    assert_eq!(outcomes(&plan), ["imported", "imported", "refused", "joined", "possible_duplicate", "imported"]);
    let kept = office.register().read(move |desk| desk.import_report(id, None)).await.unwrap();
    assert_eq!(kept, plan.report(false), "what is kept is what was told");
    let (_, again) = import(&office, REGISTER.as_bytes()).await;
    let added: usize = [RowOutcome::Imported, RowOutcome::Joined, RowOutcome::PossibleDuplicate, RowOutcome::Changed]
        .iter()
        .map(|outcome| again.counts().count(*outcome))
        .sum();
    assert_eq!((added, again.counts().rows()), (0, 6));
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn what_could_not_be_understood_is_on_the_record() {
    let office = Office::open().await;
    let amina = office.officer("Amina Khan").await;
    let (_, plan) = import(&office, REGISTER.as_bytes()).await;
    let report = plan.report(false);
    let (ada, sean) = (report[0].child.unwrap(), report[1].child.unwrap());
    assert_eq!(report[3].child, Some(ada), "the second row of one child");
    let (tasks, rows, child) = office
        .register()
        .read(move |desk| Ok((desk.open_tasks_of(sean)?, desk.original_rows(ada)?, desk.child(ada)?)))
        .await
        .unwrap();
    assert_eq!(tasks.len(), 5, "{tasks:?}");
    assert_eq!(rows.len(), 2);
    let comment = &rows.iter().find(|row| row.row_number == 1).unwrap().cells[26];
    assert_eq!(comment.1, "Two lines\nwith \"quotes\"");
    assert_eq!(child.reference, "T1");
    assert_eq!(amina.get(&format!("/children/{ada}")).await.status(), 200);
}

#[actix_web::test]
async fn next_months_file_brings_only_what_changed() {
    let office = Office::open().await;
    let (_, first) = import(&office, REGISTER.as_bytes()).await;
    let ada = first.report(false)[0].child.unwrap();
    let next = REGISTER
        .replace("05/01/2026,HV,y,A. Khan,01/04/2026", "20/02/2026,HV,y,A. Khan,01/04/2026")
        .replace("T3,Petrova,Mila,31/02/2014", "T3,Petrova,Mila,28/02/2014");
    let (_, plan) = import(&office, next.as_bytes()).await;
    assert_eq!(
        outcomes(&plan),
        ["changed", "already_imported", "imported", "already_imported", "already_imported", "already_imported"]
    );
    let today = office.today();
    let standing = office.register().read(move |desk| desk.standing(ada, today)).await.unwrap().unwrap();
    assert_eq!(standing.clocks.seen.unwrap().on, "2026-02-20".parse().unwrap());
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_dry_run_changes_nothing_and_a_plan_that_is_out_of_date_is_refused_whole() {
    let office = Office::open().await;
    let plan = prepared(REGISTER.as_bytes()).plan(&office.register()).await.unwrap();
    let imports = office.register().read(|desk| desk.imports()).await.unwrap();
    assert!(imports.is_empty());
    import(&office, REGISTER.as_bytes()).await;
    let file = SourceFile { name: "late.csv".into(), sha256: String::new() };
    let id = Id::mint();
    let event = seen::audit::Event::RegisterImported { import: id };
    let refused = office.register().change(event, move |desk| desk.carry_out(id, &file, &plan)).await;
    assert!(matches!(refused, Err(seen::error::Error::Conflict(_))));
    let imports = office.register().read(|desk| desk.imports()).await.unwrap();
    assert_eq!(imports.len(), 1);
}

#[actix_web::test]
async fn an_import_that_fails_in_the_middle_leaves_nothing() {
    let office = Office::open().await;
    let plan = prepared(REGISTER.as_bytes()).plan(&office.register()).await.unwrap();
    let file = SourceFile { name: "register.csv".into(), sha256: String::new() };
    let id = Id::mint();
    let event = seen::audit::Event::RegisterImported { import: id };
    let failed: Result<(), _> = office
        .register()
        .change(event, move |desk| {
            desk.carry_out(id, &file, &plan)?;
            Err(seen::error::Error::internal("the power went"))
        })
        .await;
    assert!(failed.is_err());
    let imports = office.register().read(|desk| desk.imports()).await.unwrap();
    assert!(imports.is_empty());
    let (_, plan) = import(&office, REGISTER.as_bytes()).await;
    assert_eq!(plan.counts().count(RowOutcome::Imported), 3, "nothing of the first attempt is there");
}

#[actix_web::test]
async fn a_manager_imports_in_the_browser() {
    let office = Office::open().await;
    let bea = office.manager("Bea").await;
    let new = bea.get("/imports/new").await;
    let columns = bea.does(new.form("Read the file").with_file("file", "register.csv", REGISTER.as_bytes())).await;
    assert_eq!(columns.heading(), "What the columns hold");
    let wrong = bea.send(columns.form("See what would happen").with("column-3", "")).await;
    assert_eq!((wrong.status(), wrong.faults().len()), (422, 1), "{wrong}");
    let outcome = bea.does(columns.form("See what would happen")).await;
    assert_eq!(outcome.heading(), "What would happen");
    assert!(outcome.says("not a date that exists"), "{outcome}");
    let (yes, twice) = (outcome.form("Import the file"), outcome.form("Import the file"));
    let report = bea.does(yes).await;
    assert_eq!(report.count("tbody tr"), 6, "{report}");
    let again = bea.send(twice).await;
    assert_eq!(again.status(), 303, "a double click imports once");
    let csv = bea.get(&format!("{}/report.csv", report.path())).await;
    assert_eq!(csv.source().lines().count(), 7);
    assert_eq!(bea.get("/imports").await.count("tbody tr"), 1);
    assert_eq!(office.check().await, Vec::<String>::new());
}

#[actix_web::test]
async fn files_that_cannot_be_read_are_refused_with_a_sentence() {
    let office = Office::open().await;
    let bea = office.manager("Bea").await;
    let wide = format!("{}\n{}", "Surname,".repeat(10_001), "x,".repeat(10_001));
    let files: [(&str, &[u8]); 6] = [
        ("empty.csv", b""),
        ("nothing.csv", b"just words"),
        ("null.csv", b"Ref,Surname,DOB\nE1,La\0mb,1/2/2015\n"),
        ("broken.xlsx", b"PK\x03\x04broken"),
        ("old.xls", &[0xd0, 0xcf, 0x11, 0xe0]),
        ("wide.csv", wide.as_bytes()),
    ];
    for (name, content) in files {
        let form = bea.get("/imports/new").await.form("Read the file").with_file("file", name, content);
        let answer = bea.send(form).await;
        assert_eq!((answer.status(), answer.faults().len()), (422, 1), "{name}: {answer}");
    }
}

#[actix_web::test]
async fn a_draft_is_its_senders_alone() {
    let office = Office::open().await;
    let (bea, carl) = (office.manager("Bea").await, office.manager("Carl").await);
    let form = bea.get("/imports/new").await.form("Read the file").with_file("file", "r.csv", REGISTER.as_bytes());
    let draft = bea.send(form).await.location().to_owned();
    assert_eq!(carl.get(&draft).await.status(), 404);
    assert_eq!(carl.get(&format!("{draft}/outcome")).await.status(), 404);
    assert_eq!(office.officer("Dan").await.get(&draft).await.status(), 403);
}

/// The real samples, where they lie beside the checkout.
#[actix_web::test]
async fn the_samples_import_with_every_row_accounted_for() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/wexcombe");
    for (name, rows) in [("ehe-register.csv", 1560), ("ehe-register.xlsx", 400)] {
        let Ok(content) = std::fs::read(samples.join(name)) else { continue };
        let office = Office::open().await;
        let (_, plan) = import(&office, &content).await;
        assert_eq!(plan.counts().rows(), rows);
        let (_, again) = import(&office, &content).await;
        let same = again.counts().count(RowOutcome::AlreadyImported) + again.counts().count(RowOutcome::Refused);
        assert_eq!(same, rows);
        assert_eq!(office.check().await, Vec::<String>::new());
    }
}
