//! A school sends files: every pupil in them is accounted for, and what is complete is sent together.

mod sending;

use diesel::prelude::*;
use seen::db::schema::{audit, notification_drafts, notifications, organisations};
use seen::id::Id;
use seen::organisations::model::Organisation;

use crate::office::{Office, Page, Person};

/// A school with somebody who acts for it, and its number with the government.
struct School {
    id: Id<Organisation>,
    urn: String,
    sal: Person,
}

impl School {
    async fn of(office: &Office, name: &str) -> Self {
        let id = office.school(name);
        let urn: Option<String> = organisations::table.find(id).select(organisations::urn).first(&mut office.database()).unwrap();
        Self { id, urn: urn.unwrap(), sal: office.school_user(&format!("Sal of {name}"), &[id]).await }
    }

    /// A Common Transfer File of this school.
    fn ctf(&self, version: &str, pupils: &[String]) -> String {
        let source = format!("<SourceSchool><LEA>990</LEA><Estab>2416</Estab><URN>{}</URN></SourceSchool>", self.urn);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CTfile><Header><CTFversion>{version}</CTFversion>{source}</Header><CTFpupilData>{}</CTFpupilData></CTfile>",
            pupils.concat()
        )
    }
}

/// A pupil of a file: the names, the letter of the ground and the day, which may be empty.
fn pupil(forename: &str, surname: &str, grounds: &str, left: &str) -> String {
    format!(
        "<Pupil><Surname>{surname}</Surname><Forename>{forename}</Forename><DOB>2015-06-19</DOB><Sex>F</Sex><PhoneNo>07700 900356</PhoneNo>\
         <SchoolHistory><School><LEA>990</LEA><Estab>2416</Estab><LeavingDate>{left}</LeavingDate><RemovalGrounds>{grounds}</RemovalGrounds>\
         </School></SchoolHistory></Pupil>"
    )
}

async fn sends(person: &Person, files: &[(&str, &[u8])], fields: &[(&str, &str)]) -> Page {
    let form = person.get("/school/many").await.form("Read the files").with_all(fields);
    person.send(files.iter().fold(form, |form, (name, content)| form.with_file("file", name, content))).await
}

/// What each row of the answer says: the pupil, and what became of it.
fn told(page: &Page) -> Vec<(String, String)> {
    page.rows("main tbody").into_iter().map(|cells| (cells[0].clone(), cells[1].clone())).collect()
}

fn drafts(office: &Office) -> i64 {
    notification_drafts::table.count().get_result(&mut office.database()).unwrap()
}

fn sent(office: &Office) -> i64 {
    notifications::table.count().get_result(&mut office.database()).unwrap()
}

fn audited(office: &Office, event: &str) -> i64 {
    audit::table.filter(audit::event.eq(event)).count().get_result(&mut office.database()).unwrap()
}

#[actix_web::test]
async fn every_pupil_of_a_transfer_file_is_accounted_for() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let home = school.sal.get("/school").await;
    assert!(home.has_link("Notify of many pupils with a file"), "{home}");
    let pupils =
        [pupil("ZEPHYRINE", "QUILLFEATHER", "f", "2026-03-02"), pupil("Siân", "O&apos;Day", "", ""), pupil("", "", "f", "")];
    let file = school.ctf("23.0", &pupils);
    let page = sends(&school.sal, &[("9902416_CTF_990LLLL_001.xml", file.as_bytes())], &[]).await;
    assert_eq!((page.status(), page.heading().as_str()), (200, "1 notification was begun"), "{page}");
    let rows = told(&page);
    assert_eq!((rows[0].0.as_str(), rows[0].1.as_str()), ("1. Zephyrine Quillfeather", "Begun"));
    assert!(rows[1].0.contains("Siân O'Day") && rows[1].1.contains("It gives no ground"), "{rows:?}");
    assert!(rows[2].1.contains("neither a name nor a UPN"), "{rows:?}");
    assert_eq!((drafts(&office), audited(&office, "notification_begun"), audited(&office, "school_file_read")), (1, 1, 1));

    let tasks = school.sal.click(&page, "Zephyrine Quillfeather").await;
    assert!(tasks.says("In progress"), "{tasks}");
    let pupil = school.sal.get(&format!("{}/answer?about=pupil", tasks.path())).await;
    let form = pupil.form("Save and continue");
    assert_eq!(
        (form.value("given_names"), form.value("date_of_birth"), form.value("sex")),
        (Some("Zephyrine"), Some("2015-06-19"), Some("female"))
    );
    let dates = school.sal.get(&format!("{}/answer?about=dates", tasks.path())).await;
    assert_eq!(dates.form("Save and continue").value("deletion_on"), Some("2026-03-02"));
}

#[actix_web::test]
async fn the_same_files_sent_again_begin_nothing_twice_and_overwrite_nothing() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let first = school.ctf("25.0", &[pupil("Zephyrine", "Quillfeather", "f", "")]);
    let second = school.ctf("24.0", &[pupil("Ann", "Day", "", "2026-03-02")]);
    let files: [(&str, &[u8]); 2] = [("one.xml", first.as_bytes()), ("two.xml", second.as_bytes())];
    let page = sends(&school.sal, &files, &[("ground", "k"), ("notifier_name", "S. Patel")]).await;
    assert_eq!(page.heading(), "2 notifications were begun", "{page}");
    let draft = page.link("Zephyrine Quillfeather");
    school
        .sal
        .post(
            &format!("{draft}/answer"),
            &[
                ("about", "pupil"),
                ("given_names", "Zephyrine Ada"),
                ("family_name", "Quillfeather"),
                ("date_of_birth", "19/6/2015"),
                ("sex", "female"),
            ],
        )
        .await;
    let again = sends(&school.sal, &files, &[("ground", "k")]).await;
    assert_eq!(again.heading(), "No notification was begun", "{again}");
    assert!(told(&again).iter().all(|(_, what)| what.contains("begun before")), "{again}");
    assert_eq!((drafts(&office), audited(&office, "notification_begun")), (2, 2));
    let kept = school.sal.get(&format!("{draft}/answer?about=pupil")).await;
    assert_eq!(kept.form("Save and continue").value("given_names"), Some("Zephyrine Ada"));
    let notifier = school.sal.get(&format!("{draft}/answer?about=notifier")).await;
    assert_eq!(notifier.form("Save and continue").value("notifier_name"), Some("S. Patel"));
    let ann = school.sal.get(&page.link("Ann Day")).await;
    assert!(ann.says("The child has died") && school.sal.get(&draft).await.says("educated otherwise"), "{ann}");
}

#[actix_web::test]
async fn a_file_of_another_school_reaches_nothing_there() {
    let office = Office::open().await;
    let (vine, mill) = (School::of(&office, "Vine Street Primary").await, School::of(&office, "Mill Lane").await);
    let theirs = mill.ctf("25.0", &[pupil("Zephyrine", "Quillfeather", "f", "2026-03-02")]);
    let page = sends(&vine.sal, &[("theirs.xml", theirs.as_bytes())], &[]).await;
    assert!(told(&page)[0].1.contains("for which you do not act"), "{page}");
    let table = format!("school,ground,given_names,family_name\n{},f,Zephyrine,Quillfeather\n", mill.urn);
    assert!(sends(&vine.sal, &[("table.csv", table.as_bytes())], &[]).await.says("for which you do not act"));
    assert_eq!(drafts(&office), 0);

    // Begun by the other school, it is unknown here: nobody learns that it is there.
    sends(&mill.sal, &[("theirs.xml", theirs.as_bytes())], &[]).await;
    let ours = vine.ctf("25.0", &[pupil("Zephyrine", "Quillfeather", "f", "2026-03-02")]);
    assert_eq!(told(&sends(&vine.sal, &[("ours.xml", ours.as_bytes())], &[]).await)[0].1, "Begun");
    let both = office.school_user("Ash", &[vine.id, mill.id]).await;
    assert_eq!(both.get("/school").await.count("[aria-labelledby=unsent] tbody tr"), 2);
    let choice =
        sends(&both, &[("none.csv", b"ground,given_names,family_name\nf,Ann,Day\n")], &[("school", mill.id.as_str())]).await;
    assert_eq!(told(&choice)[0].1, "Begun", "{choice}");
    let unsaid = sends(&both, &[("none.csv", b"ground,given_names,family_name\nf,Bea,Day\n")], &[]).await;
    assert!(told(&unsaid)[0].1.contains("names no school"), "{unsaid}");
    let elsewhere = both.get("/school/many").await.form("Read the files").forged("school", Id::<Organisation>::mint().as_str());
    let forged = both.send(elsewhere.with_file("file", "none.csv", b"ground,given_names,family_name\nf,Bea,Day\n")).await;
    assert!(told(&forged)[0].1.contains("names no school"), "{forged}");
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused_with_a_sentence() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let bomb = b"<!DOCTYPE a [<!ENTITY b 'cc'><!ENTITY c '&b;&b;'>]><CTfile>&c;</CTfile>".to_vec();
    let old = school.ctf("14.0", &[pupil("Ann", "Day", "f", "")]).into_bytes();
    let long = school.ctf("25.0", &vec![pupil("Ann", "Day", "f", ""); 501]).into_bytes();
    for (content, sentence) in [
        (bomb, "The file has a DOCTYPE, which no Common Transfer File has. It was not read."),
        (old, "Only versions 15 and later of the Common Transfer File are read."),
        (long, "The files hold 501 pupils: send 500 at a time at most"),
        (b"a,b\n1,2\n".to_vec(), "None of its columns is a question of the notification. Start from our table with all columns."),
        (vec![0x25; 11 * 1024 * 1024], "It is larger than 10 MB, or there are too many at once."),
    ] {
        let page = sends(&school.sal, &[("file", &content)], &[]).await;
        assert_eq!((page.status(), page.faults()), (422, vec![sentence.to_owned()]), "{page}");
    }
    let none = school.sal.send(school.sal.get("/school/many").await.form("Read the files")).await;
    assert_eq!(none.faults(), ["Choose a file"]);
    let ground = school.sal.get("/school/many").await.form("Read the files").forged("ground", "z");
    let ground = school.sal.send(ground.with_file("file", "a.csv", b"ground,given_names,family_name\nf,Ann,Day\n")).await;
    assert_eq!(ground.faults(), ["Choose a ground from the list"]);
    assert_eq!(drafts(&office), 0);

    // One that cannot be read keeps no other from being read.
    let good = school.ctf("25.0", &[pupil("Ann", "Day", "f", "")]);
    let page = sends(&school.sal, &[("bad.xml", b"<CTfile>"), ("good.xml", good.as_bytes())], &[]).await;
    assert!(page.says("Not read The file ends before it is complete") && page.says("Begun"), "{page}");
}

#[actix_web::test]
async fn files_as_systems_write_them_are_read() {
    let office = Office::open().await;
    let school = School::of(&office, "Lucy Special School").await;
    let detail = "<BasicDetails><FormerUPN>x</FormerUPN><Ethnicity>ZZZZ</Ethnicity><NCyearActual>7</NCyearActual></BasicDetails><UPN>H990241620004</UPN>";
    let file =
        school.ctf("18.0", &[pupil("LORRAINE", "KHAN", "A", "2026-11-04").replace("<PhoneNo>", &format!("{detail}<PhoneNo>"))]);
    let windows = file.replace("LORRAINE", "SI\u{c2}N").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let page = sends(&school.sal, &[("9902416_CTF_990LLLL_004.xml", &windows)], &[]).await;
    assert!(page.says("no question asks for it, so that it was not kept: FormerUPN."), "{page}");
    assert_eq!(told(&page)[0], ("1. Siân Khan".into(), "Begun Not kept: Ethnicity: “ZZZZ” is not on the list".into()), "{page}");
    let kept = school.sal.get(&format!("{}/answer?about=pupil", page.link("Siân Khan"))).await;
    assert_eq!(
        kept.form("Save and continue").value("upn"),
        Some("H990241620004"),
        "a wrong UPN is kept as typed until it is put right"
    );
}
