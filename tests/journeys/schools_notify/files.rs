//! A school attaches files; the officer downloads them; nothing is half kept.

use diesel::prelude::*;
use reqwest::Method;
use seen::db::schema::{attachments, audit};
use seen::notifications::model::Ground;

use super::{School, answers};
use crate::office::{Form, Office, Page, Person};

pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x01IHDR\0\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82";

pub fn kept(office: &Office) -> Vec<(String, String, Vec<u8>)> {
    attachments::table
        .order(attachments::id)
        .select((attachments::id, attachments::scan, attachments::bytes))
        .load(&mut office.database())
        .unwrap()
}

/// The page of the parent's notice, with a file chosen.
async fn notice(sal: &Person, draft: &str, name: &str, content: &[u8]) -> Form {
    let page = sal.get(&format!("{draft}/answer?about=home_education")).await;
    page.form("Save and continue").with_file("file", name, content)
}

/// Attaches one more file to a draft or to what was sent; answers what came of it.
pub async fn attaches(sal: &Person, to: &str, content: &[u8]) -> Page {
    let page = sal.get(&format!("{to}/files")).await;
    sal.send(page.form("Attach the file").with_file("file", "letter.pdf", content)).await
}

#[actix_web::test]
async fn the_parents_notice_is_attached_on_its_page_and_downloaded_by_the_officer() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let form =
        notice(&school.sal, &draft, "C:\\Letters\\Rosalind Quillfeather.pdf", PDF).await.with("school_view", "Planned well.");
    let saved = school.sal.send(form).await;
    assert_eq!(saved.status(), 303, "{saved}");
    let check = school.sal.get(&format!("{draft}/check")).await;
    assert!(check.says("Planned well.") && check.says("The parent’s written notice: Download PDF, 1 KB"), "{check}");
    assert!(school.sal.get(&draft).await.says("1 attached"));

    let file = kept(&office)[0].0.clone();
    assert_eq!(amina.get(&format!("/notifications/files/{file}")).await.status(), 404, "it is not sent yet");
    let sent = school.sal.does(check.form("Send the notification")).await;
    let triage = amina.get(&format!("/notifications/{}", draft.rsplit('/').next().unwrap())).await;
    assert!(triage.says("Rosalind Quillfeather.pdf, attached by Sal of Vine Street Primary"), "{triage} {sent}");
    let address = triage.attributes("main a[download]", "href").concat();
    assert_eq!(address, format!("/notifications/files/{file}"), "the address says nothing of anybody");
    for (person, address) in [(&amina, address), (&school.sal, format!("/school/files/{file}"))] {
        let download = person.get(&address).await;
        assert_eq!((download.status(), download.bytes()), (200, PDF), "{download}");
        let name = download.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"N-0001-") && name.ends_with(".pdf\""), "{name}");
        assert_eq!((download.header("x-content-type-options"), download.header("cache-control")), ("nosniff", "no-store"));
        assert!(!format!("{:?}", download.headers()).contains("Quillfeather"), "{:?}", download.headers());
    }
    let looks: Vec<(String, Option<String>)> = audit::table
        .filter(audit::event.eq("attachment_opened"))
        .order(audit::at)
        .select((audit::actor, audit::object_id))
        .load(&mut office.database())
        .unwrap();
    let (one, other) = (amina.id().to_string(), school.sal.id().to_string());
    let whole: Vec<_> = looks.into_iter().filter(|(_, object)| *object == Some(file.clone())).map(|(actor, _)| actor).collect();
    assert_eq!(whole, [one.clone(), one, other], "also the look that found nothing");
}

#[actix_web::test]
async fn what_cannot_be_taken_gets_a_sentence_at_the_field_and_nothing_is_kept() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let mut too_large = PDF.repeat(10 * 1024 * 1024 / PDF.len() + 1);
    too_large.extend_from_slice(PDF);
    for (content, sentence) in [
        (&b""[..], "This file is empty"),
        (b"<html><script>alert(1)</script>", "Choose a PDF, a JPEG or PNG picture, or a Word document (.docx)"),
        (&PDF[..PDF.len() - 8], "This file is damaged or not whole: open it to see, and choose it again"),
        (&too_large, "This file is larger than 10 MB: choose a smaller one"),
    ] {
        let form = notice(&school.sal, &draft, "letter.pdf", content).await.with("school_view", "Typed just now.");
        let refused = school.sal.send(form).await;
        assert_eq!((refused.status(), refused.faults()), (422, vec![sentence.to_owned()]), "{refused}");
        assert_eq!(refused.form("Save and continue").value("school_view"), Some("Typed just now."));
        let refused = attaches(&school.sal, &draft, content).await;
        assert_eq!((refused.status(), refused.faults()), (422, vec![sentence.to_owned()]), "{refused}");
    }
    let two = notice(&school.sal, &draft, "one.pdf", PDF).await.with_file("file", "two.png", PNG);
    assert_eq!(school.sal.send(two).await.faults(), ["Choose one file at a time"]);
    let none = school.sal.get(&format!("{draft}/files")).await.form("Attach the file");
    assert_eq!(school.sal.send(none).await.faults(), ["Choose a file"]);
    assert_eq!(kept(&office), [], "nothing was half kept");
    let answers = school.sal.get(&format!("{draft}/answer?about=home_education")).await;
    assert_eq!(answers.form("Save and continue").value("school_view"), Some("Typed just now."), "what was typed is saved");
}

#[actix_web::test]
async fn the_largest_that_is_taken_comes_back_byte_for_byte() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let mut largest = b"%PDF-1.7\n".to_vec();
    largest.extend((0..10 * 1024 * 1024 - 15_u32).map(|number| u8::try_from(number * 31 % 251).unwrap()));
    largest.extend(b"%%EOF\n");
    assert_eq!(largest.len(), 10 * 1024 * 1024);
    assert_eq!(attaches(&school.sal, &draft, &largest).await.status(), 303);
    let file = kept(&office)[0].0.clone();
    assert!(school.sal.get(&format!("/school/files/{file}")).await.bytes() == largest, "other bytes came back");
    let register = office.register();
    assert_eq!(seen::check::command::differences(&register).await.unwrap(), Vec::<String>::new());
    diesel::update(attachments::table).set(attachments::bytes.eq(PDF)).execute(&mut office.database()).unwrap();
    let found = seen::check::command::differences(&register).await.unwrap();
    assert_eq!(found, [format!("file {file}: its content is not what was sent")]);
}

#[actix_web::test]
async fn the_same_file_is_kept_once_and_no_more_than_six() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let form = school.sal.get(&format!("{draft}/files")).await.form("Attach the file").with_file("file", "a.pdf", PDF);
    let (first, second) = (school.sal.send(form.clone()).await, school.sal.send(form.clone()).await);
    assert_eq!((first.status(), second.status(), kept(&office).len()), (303, 303, 1), "sent twice is one: {second}");
    let (id, other) = (form.value("file_id").unwrap().to_owned(), school.writes(Ground::Excluded, &[]).await);
    let used = school.sal.get(&format!("{other}/files")).await.form("Attach the file").forged("file_id", &id);
    assert_eq!(school.sal.send(used.with_file("file", "b.png", PNG)).await.status(), 409, "an id of something else");
    assert_eq!(attaches(&school.sal, &draft, PDF).await.faults(), ["This file is attached already"]);
    for number in 1..6 {
        let content = [PDF, format!("{number}").as_bytes()].concat();
        assert_eq!(attaches(&school.sal, &draft, &content).await.status(), 303, "{number}");
    }
    let page = school.sal.get(&format!("{draft}/files")).await;
    assert!(page.says("takes no more files") && !page.has("input[type=file]"), "{page}");
}

#[actix_web::test]
async fn a_file_is_taken_off_a_draft_and_goes_with_it_and_stays_once_sent() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    for content in [PDF, PNG] {
        attaches(&school.sal, &draft, content).await;
    }
    let remove = |page: &Page| page.attributes("form[action*='/remove/']", "action");
    let page = school.sal.get(&format!("{draft}/files")).await;
    let gone = school.sal.does(page.form(&remove(&page)[0])).await;
    assert_eq!((gone.done().as_str(), kept(&office).len()), ("The file is taken off.", 1), "{gone}");
    let twice = school.sal.post(&remove(&page)[0], &[]).await;
    assert_eq!(twice.status(), 404, "{twice}");
    school.sal.does(school.sal.get(&draft).await.form("Delete this draft")).await;
    assert_eq!(kept(&office), [], "it goes with its draft");

    let draft = school.writes(Ground::HomeEducation, &[]).await;
    attaches(&school.sal, &draft, PDF).await;
    let action = remove(&school.sal.get(&format!("{draft}/files")).await)[0].clone();
    school.sal.post(&format!("{draft}/check"), &[]).await;
    assert_eq!(school.sal.post(&action, &[]).await.status(), 404, "what was sent stays");
    assert_eq!(kept(&office).len(), 1);
}

#[actix_web::test]
async fn a_file_is_added_until_it_is_decided() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let amina = office.officer("Amina").await;
    let id = school.notifies(Ground::HomeEducation, &[]).await;
    let sent = format!("/school/notifications/{id}");
    let page = school.sal.click(&school.sal.get(&sent).await, "Add a file").await;
    let form = page.form("Attach the file").with("what", "parents_notice").with_file("file", "letter.png", PNG);
    let added = school.sal.does(form).await;
    assert_eq!(added.done(), "The file is attached.");
    assert!(amina.get(&format!("/notifications/{id}")).await.says("The parent’s written notice: Download PNG picture"));
    let form = school.sal.get(&format!("{sent}/files")).await.form("Attach the file").with_file("file", "late.pdf", PDF);
    amina.does(amina.get(&format!("/notifications/{id}/refuse")).await.form("Do not accept").with("words", "Not signed.")).await;
    assert!(!school.sal.get(&sent).await.has_link("Add a file"));
    assert_eq!(school.sal.send(form).await.status(), 404, "it is decided");
    assert_eq!(kept(&office).len(), 1);
}

#[actix_web::test]
async fn a_form_that_is_cut_off_keeps_nothing() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    let token = school.sal.form_token();
    let part = |name: &str, more: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
    let whole = format!(
        "{}{token}\r\n{}{}\r\n--x--\r\n",
        part("form_token", ""),
        part("file", "; filename=\"a.pdf\""),
        String::from_utf8_lossy(PDF)
    );
    let send = |body: String| {
        let request = school.sal.request(Method::POST, &format!("{draft}/files"));
        request.header("content-type", "multipart/form-data; boundary=x").body(body)
    };
    for length in [whole.len() - 8, whole.len() - 40, whole.len() / 2, 10] {
        let answer = school.sal.answer(send(whole[..length].to_owned())).await;
        assert!([400, 403].contains(&answer.status()), "{length}: {answer}");
    }
    assert_eq!(kept(&office), []);
    assert_eq!(school.sal.answer(send(whole.clone())).await.status(), 303, "all of it is taken");
    let forged = whole.replace(&token, &"0".repeat(64));
    assert_eq!(school.sal.answer(send(forged)).await.status(), 403, "without our token");
    assert_eq!(kept(&office).len(), 1);
}

#[actix_web::test]
async fn files_leave_with_the_register_and_survive_an_ordinary_page_of_answers() {
    let office = Office::open().await;
    let school = School::of(&office, "Vine Street Primary").await;
    let draft = school.writes(Ground::HomeEducation, &[]).await;
    attaches(&school.sal, &draft, PDF).await;
    // The page of the notice still takes a form without any file.
    let plain = answers(seen::notifications::model::Section::HomeEducation, &[]);
    assert_eq!(school.sal.post(&format!("{draft}/answer"), &plain).await.status(), 303);
    let unsent = school.writes(Ground::HomeEducation, &[]).await;
    attaches(&school.sal, &unsent, PNG).await;
    school.sal.post(&format!("{draft}/check"), &[]).await;
    let folder = tempfile::TempDir::new().unwrap();
    let to = folder.path().join("export");
    seen::exports::command::export(&office.register(), &to).await.unwrap();
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        csv::Reader::from_path(to.join("attachments.csv")).unwrap().deserialize().map(Result::unwrap).collect();
    let [row] = rows.as_slice() else { panic!("of what was sent alone: {rows:?}") };
    assert_eq!(row["notification_id"], draft.rsplit('/').next().unwrap());
    assert_eq!(row["file"], format!("attachments/{}.pdf.not-scanned", row["attachment_id"]));
    let bytes = std::fs::read(to.join(&row["file"])).unwrap();
    assert_eq!((bytes.as_slice(), row["sha256"].clone()), (PDF, seen::web::token::digest_of(PDF)));
    assert_eq!(std::fs::read_dir(to.join("attachments")).unwrap().count(), 1, "nothing of a draft, nothing unfinished");
}
