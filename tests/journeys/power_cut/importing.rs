//! While a spreadsheet is imported: all of it is there or nothing is, and the same file again completes
//! it.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use diesel::dsl::count_star;
use diesel::prelude::*;
use seen::db::schema::{audit, children, import_rows, imports, registrations};

use super::{program, the_register_is_whole};
use crate::office::Office;

/// Blows, spread over the time an import takes.
const ROUNDS: u32 = 8;
const ROWS: i64 = 150;

/// A name that nobody else has and that sounds like few others: namesakes would all be compared.
fn name(number: i64) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "ko", "di", "fe", "gu", "ha", "li", "mo", "ru", "se"];
    let digits = format!("{number:04}");
    digits.chars().filter_map(|digit| SYLLABLES.get(digit.to_digit(10)? as usize).copied()).collect()
}

/// A spreadsheet of children nobody else has.
fn spreadsheet(office: &Office, round: u32) -> PathBuf {
    let mut text = String::from("Ref,Surname,Forename,DOB,Postcode,Parent,Date EHE began,Last contact,How,Seen Y/N\n");
    for row in 0..ROWS {
        let (day, month) = (row % 28 + 1, row % 12 + 1);
        let number = i64::from(round) * 1_000 + row;
        let (given, family) = (name(number), name(9_999 - number));
        writeln!(
            text,
            "R{round}-{row},{family},{given},{day:02}/{month:02}/2014,BN{row} {round}GE,Ann {family},01/09/2025,{day:02}/10/2025,HV,y"
        )
        .expect("a text grows");
    }
    let file = office.house().config().data_dir.join(format!("register-{round}.csv"));
    std::fs::write(&file, text).expect("the spreadsheet is written");
    file
}

/// What is there: imports, their rows, children, children with a standing, audit rows of imports.
fn there(office: &Office) -> [i64; 5] {
    let conn = &mut office.database();
    let told = audit::table.filter(audit::event.eq("register_imported"));
    let standing = registrations::table.filter(registrations::unseen_due_on.is_not_null());
    [
        imports::table.select(count_star()).first(conn).expect("the imports are counted"),
        import_rows::table.select(count_star()).first(conn).expect("the rows are counted"),
        children::table.select(count_star()).first(conn).expect("the children are counted"),
        standing.select(count_star()).first(conn).expect("the standings are counted"),
        told.select(count_star()).first(conn).expect("the audit rows are counted"),
    ]
}

/// What one whole file adds to it.
const WHOLE: [i64; 5] = [1, ROWS, ROWS, ROWS, 1];

fn with_one_more(before: [i64; 5]) -> [i64; 5] {
    std::array::from_fn(|which| before[which] + WHOLE[which])
}

fn imports_to_the_end(office: &Office, file: &str) -> Duration {
    let begun = Instant::now();
    let done = program(office, &["import", "register", file]).output().expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    begun.elapsed()
}

#[actix_web::test]
async fn an_import_is_there_whole_or_not_at_all() {
    let office = Office::open_today().await;
    let first = spreadsheet(&office, 0);
    let usual = imports_to_the_end(&office, first.to_str().unwrap());
    assert_eq!(there(&office), WHOLE);
    let mut cut_short = 0;
    for round in 1..=ROUNDS {
        let (file, before) = (spreadsheet(&office, round), there(&office));
        let file = file.to_str().unwrap();
        let mut importing = program(&office, &["import", "register", file]).spawn().expect("the program starts");
        tokio::time::sleep(usual * round / ROUNDS).await;
        importing.kill().and_then(|()| importing.wait()).expect("the program is killed");
        let found = there(&office);
        assert!([before, with_one_more(before)].contains(&found), "half an import: {found:?}, and before the blow {before:?}");
        cut_short += u32::from(found == before);
        the_register_is_whole(&office).await;
        imports_to_the_end(&office, file);
        let [_, _, known, listed, _] = there(&office);
        let children = i64::from(round + 1) * ROWS;
        assert_eq!((known, listed), (children, children), "the same file again completes it, once");
    }
    assert!(cut_short > 0, "no blow fell before the end");
}
