//! The demonstration: the same each time, sound, and never mixed with a real register.

use std::fs;

use crate::command_line::CommandLine;

#[test]
fn the_same_seed_on_the_same_day_gives_the_same_data() {
    let (one, other) = (CommandLine::with_a_demonstration(90), CommandLine::with_a_demonstration(90));
    for seen in [&one, &other] {
        seen.does(&["export", "--to", "export"]);
    }
    for file in [
        "children",
        "registrations",
        "contacts",
        "contact_versions",
        "carers",
        "addresses",
        "visits",
        "tasks",
        "daily_figures",
        "notifications",
        "notification_messages",
        "attachments",
        "school_accounts",
    ] {
        let of = |seen: &CommandLine| fs::read_to_string(seen.folder().join("export").join(format!("{file}.csv"))).unwrap();
        assert_eq!(of(&one), of(&other), "{file}");
    }
}

#[test]
fn another_seed_gives_other_people() {
    let (one, other) = (CommandLine::with_a_demonstration(10), CommandLine::new());
    other.does(&["demo", "--no-serve", "--children", "10", "--seed", "2"]);
    for seen in [&one, &other] {
        seen.does(&["export", "--to", "export"]);
    }
    let of = |seen: &CommandLine| fs::read_to_string(seen.folder().join("export/children.csv")).unwrap();
    assert_ne!(of(&one), of(&other));
}

#[test]
fn the_demonstration_is_what_the_rule_says() {
    let seen = CommandLine::with_a_demonstration(300);
    seen.does(&["check"]);
}

#[test]
fn a_second_demonstration_opens_the_first() {
    let seen = CommandLine::with_a_demonstration(12);
    assert!(seen.does(&["demo", "--no-serve", "--children", "500"]).contains("already there, with 12 children"));
}

#[test]
fn a_real_register_is_never_made_a_demonstration() {
    let seen = CommandLine::new();
    seen.does(&["authority", "add", "991", "Netherby"]);
    assert!(seen.refuses(&["demo", "--no-serve"]).contains("991, which is not a demonstration"));
}

#[test]
fn the_demonstration_shows_a_notification_in_each_state_and_how_to_sign_in_as_the_school() {
    let seen = CommandLine::new();
    let said = seen.does(&["demo", "--no-serve", "--children", "60"]);
    assert!(said.contains("ruth.tindall@wexcombe.example  somebody at a school"), "{said}");
    seen.does(&["check"]);
    seen.does(&["export", "--to", "export"]);
    let rows = |file: &str| -> Vec<std::collections::BTreeMap<String, String>> {
        let text = fs::read_to_string(seen.folder().join("export").join(file)).unwrap();
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
    };
    let notifications = rows("notifications.csv");
    for status in ["received", "being_checked", "more_information_needed", "accepted", "not_accepted"] {
        assert!(notifications.iter().any(|row| row["status"] == status), "{status}");
    }
    assert!(notifications.iter().any(|row| !row["child_id"].is_empty()), "one is about a child of the register");
    assert!(notifications.iter().any(|row| row["is_urgent"] == "true") && notifications.len() > 6);
    let files = rows("attachments.csv");
    assert_eq!(files.len(), 2);
    for row in files {
        let bytes = fs::read(seen.folder().join("export").join(&row["file"])).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.4") && bytes.ends_with(b"%%EOF\n"), "{row:?}");
    }
}
