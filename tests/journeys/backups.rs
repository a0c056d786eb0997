//! A copy is made while people work, and put back.

use std::fs;

use crate::command_line::CommandLine;

#[test]
fn a_backup_made_while_somebody_writes_is_whole_and_comes_back_as_it_was() {
    let seen = CommandLine::with_a_demonstration(60);
    let (copy, again) = (seen.folder().join("copy.sqlite"), seen.folder().join("again.sqlite"));
    std::thread::scope(|scope| {
        // Every export writes an audit row: somebody is at work all along.
        let writing = scope.spawn(|| {
            for number in 0..4 {
                seen.does(&["export", "--to", &format!("export-{number}")]);
            }
        });
        seen.does(&["backup", copy.to_str().unwrap()]);
        writing.join().unwrap();
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600, "nobody else may read it");
    }
    let elsewhere = ["--data-dir", "elsewhere"];
    seen.does(&[&["restore", copy.to_str().unwrap()][..], &elsewhere].concat());
    seen.does(&[&["check"][..], &elsewhere].concat());
    seen.does(&[&["export", "--to", "restored"][..], &elsewhere].concat());
    for file in ["children", "contacts", "registrations", "standards", "visits", "carers"] {
        let of = |folder: &str| fs::read_to_string(seen.folder().join(folder).join(format!("{file}.csv"))).unwrap();
        assert_eq!(of("restored"), of("export-0"), "{file}");
    }
    assert!(seen.refuses(&["backup", copy.to_str().unwrap()]).contains("there already"), "no copy is written over");
    seen.does(&["backup", again.to_str().unwrap()]);
    let left: Vec<_> =
        fs::read_dir(seen.folder()).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok()).collect();
    assert!(left.iter().all(|name| !name.ends_with(".part")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_may_read_the_register_or_what_is_made_of_it() {
    use std::os::unix::fs::PermissionsExt;
    let seen = CommandLine::with_a_demonstration(5);
    let mode = |file: &str| fs::metadata(seen.folder().join(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/seen.sqlite")), (0o700, 0o600));
    // Somebody who has it open keeps the log beside it.
    let _open = seen::db::Location::Sqlite(seen.folder().join("data/seen.sqlite")).open().unwrap();
    seen.does(&["export", "--to", "export"]);
    assert_eq!((mode("data/seen.sqlite-wal"), mode("data/seen.sqlite-shm")), (0o600, 0o600));
    assert_eq!(mode("export/children.csv"), 0o600);
    fs::write(seen.folder().join("data/secret.key"), "0".repeat(64)).unwrap();
    assert!(seen.does(&["backup", "copy.sqlite"]).contains("secret.key, is not in it"), "what a backup does not hold is said");
    for file in ["copy.sqlite", "data/seen.sqlite"] {
        fs::set_permissions(seen.folder().join(file), fs::Permissions::from_mode(0o644)).unwrap();
    }
    seen.does(&["restore", "copy.sqlite", "--data-dir", "elsewhere"]);
    assert_eq!((mode("elsewhere"), mode("elsewhere/seen.sqlite")), (0o700, 0o600), "also from a file all could read");
    seen.does(&["check"]);
    assert_eq!(mode("data/seen.sqlite"), 0o600, "one that was open to others is closed to them");
}

#[test]
fn nothing_is_restored_over_a_database_unasked() {
    let seen = CommandLine::with_a_demonstration(5);
    let copy = seen.folder().join("copy.sqlite");
    seen.does(&["backup", copy.to_str().unwrap()]);
    assert!(seen.refuses(&["restore", copy.to_str().unwrap()]).contains("--replace"));
    seen.does(&["restore", copy.to_str().unwrap(), "--replace"]);
    assert!(seen.folder().join("data/seen.sqlite.replaced-1").exists(), "what was there is kept");
}

#[test]
fn a_database_in_use_is_never_replaced() {
    use diesel::{Connection, RunQueryDsl};
    let seen = CommandLine::with_a_demonstration(5);
    let copy = seen.folder().join("copy.sqlite");
    seen.does(&["backup", copy.to_str().unwrap()]);
    let database = seen.folder().join("data/seen.sqlite");
    let mut reader = diesel::SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    diesel::sql_query("SELECT count(*) FROM children").execute(&mut reader).unwrap();
    assert!(seen.refuses(&["restore", copy.to_str().unwrap(), "--replace"]).contains("in use"));
    drop(reader);
    seen.does(&["check"]);
}

#[test]
fn what_is_no_whole_backup_is_refused() {
    let seen = CommandLine::with_a_demonstration(5);
    let copy = seen.folder().join("copy.sqlite");
    seen.does(&["backup", copy.to_str().unwrap()]);
    let mut bytes = fs::read(&copy).unwrap();
    bytes.truncate(bytes.len() / 2);
    for (name, content) in [("cut.sqlite", bytes), ("words.sqlite", b"no database at all".to_vec()), ("empty.sqlite", Vec::new())]
    {
        fs::write(seen.folder().join(name), content).unwrap();
        let said = seen.refuses(&["restore", name, "--data-dir", "elsewhere"]);
        assert!(said.contains("not a whole copy"), "{name}: {said}");
        assert!(!seen.folder().join("elsewhere/seen.sqlite").exists(), "{name}");
    }
}

#[test]
fn postgres_is_left_to_its_own_tools_and_no_password_is_printed() {
    let seen = CommandLine::new();
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let said = seen.refuses(&[command, "file", "--database-url", "postgres://amina:secret@db/seen"]);
        assert!(said.contains(tool) && said.contains("postgres://amina@db/seen") && !said.contains("secret"), "{said}");
    }
}
