//! A child with a name like no other is looked for, found, read and written about. Afterwards the
//! name, the birthday and the address stand on pages, and nowhere else: in no address, no header, no
//! line of the log, no row of the audit trail.

use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

use diesel::prelude::*;
use seen::db::schema::audit;
use tracing_subscriber::filter::LevelFilter;

use crate::office::{Office, Page, Person};

/// What must not get out, in every form it may be written in.
const CANARIES: [&str; 11] = [
    "zephyrine",
    "quillfeather",
    "2013-02-28",
    "28/2/2013",
    "28/02/2013",
    "28 february 2013",
    "canary crescent",
    "zz9 9zy",
    "zz99zy",
    "rosalind",
    "kite",
];

/// Everything the whole test binary logs, at the most talkative level.
static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Mutex::default);

struct ToLog;

impl Write for ToLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The canaries in a text, also where it is written as in an address.
fn canaries_in(text: &str) -> Vec<&'static str> {
    let plain = text.to_lowercase().replace("%20", " ").replace('+', " ").replace("%2f", "/");
    CANARIES.into_iter().filter(|canary| plain.contains(canary)).collect()
}

fn assert_silent(page: &Page) {
    for (name, value) in page.headers() {
        let found = canaries_in(value.to_str().unwrap_or_default());
        assert!(found.is_empty(), "{found:?} in the header {name} of {page}");
    }
    for attribute in ["href", "src", "action", "formaction"] {
        for address in page.attributes(&format!("[{attribute}]"), attribute) {
            assert!(canaries_in(&address).is_empty(), "{address} on {page}");
        }
    }
}

/// Opens every page that links lead to, from one page on.
async fn stroll(person: &Person, from: &str) -> usize {
    let (mut waiting, mut met) = (vec![from.to_owned()], std::collections::BTreeSet::new());
    while let Some(address) = waiting.pop() {
        if met.len() > 80 || !met.insert(address.clone()) {
            continue;
        }
        let page = person.get(&address).await;
        assert!(page.status() < 500, "{page}");
        assert_silent(&page);
        waiting.extend(page.attributes("main a[href]", "href").into_iter().filter(|href| href.starts_with('/')));
    }
    met.len()
}

#[actix_web::test]
async fn a_childs_name_is_on_pages_and_nowhere_else() {
    // Another test may have been first to say where the log goes; then it goes there.
    let _others = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false).with_writer(|| ToLog).try_init();
    let office = Office::open().await;
    let amina = office.manager("Amina").await;
    let child = office
        .child("Zephyrine Quillfeather")
        .born(2013, 2, 28)
        .living_at("77 Canary Crescent", "ZZ9 9ZY")
        .seen_at_home_days_ago(300)
        .arrives()
        .await;
    tracing::info!("the log is listened to");

    let ask = amina.get("/children").await;
    for words in ["Zephyrine Quillfeather", "28/2/2013", "ZZ9 9ZY"] {
        let found = amina.send(ask.form("Search").with("words", words)).await;
        assert_silent(&found);
        assert_silent(&amina.follow(&found).await);
    }
    let form = amina.get(&format!("{}/contacts/new", child.path())).await.form("Record the contact").with_all(&[
        ("occurred_on", "1/3/2026"),
        ("who", "me"),
        ("mode", "video"),
        ("outcome", "completed"),
        ("child_seen", "yes"),
        ("spoken_to", "yes"),
        ("alone", "no"),
        ("not_alone_reason", "Rosalind was there"),
        ("child_said", "My aunt Rosalind has a kite"),
    ]);
    let faulty = amina.send(form.forged("occurred_on", "Zephyrine")).await;
    assert_eq!(faulty.status(), 422, "{faulty}");
    let form = faulty.form("Record the contact").with("occurred_on", "1/3/2026");
    let recorded = amina.send(form).await;
    assert_eq!(recorded.status(), 303, "{recorded}");
    assert_silent(&recorded);

    let met = stroll(&amina, &child.path()).await + stroll(&amina, "/not-seen").await;
    assert!(met > 5, "the stroll was short: {met}");
    let auditor = office.auditor("Audrey").await;
    stroll(&auditor, "/audit").await;

    let rows: Vec<(String, String, String, Option<String>, Option<String>, String)> = audit::table
        .select((audit::actor, audit::actor_role, audit::event, audit::child_id, audit::object_id, audit::outcome))
        .load(&mut office.database())
        .expect("the audit trail is read");
    assert!(rows.iter().any(|row| row.3.as_deref() == Some(child.id.as_str())), "nothing was audited");
    for row in rows {
        assert!(canaries_in(&format!("{row:?}")).is_empty(), "{row:?}");
    }
    let log = String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    assert!(log.contains("the log is listened to"), "the log was not caught");
    let told: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("seen::") || line.contains(" INFO ") || line.contains(" WARN ") || line.contains("ERROR"))
        .filter(|line| !canaries_in(line).is_empty())
        .take(3)
        .collect();
    assert!(told.is_empty(), "the log tells: {told:#?}");
}
