use super::*;
use crate::access::account::AccountRole;
use crate::digest::contents::{Digest, Facts, NotSeen, Person};
use crate::id::Id;

fn entry(
    officer: Option<Id<crate::access::account::Account>>,
    reference: &str,
    unseen: Option<(bool, i64)>,
    contact: Option<i64>,
) -> Entry {
    Entry {
        officer,
        reference: reference.into(),
        not_seen: unseen.map(|(never, days_over)| NotSeen { never, days_over }),
        contact_over: contact,
    }
}

fn letters(facts: &Facts) -> Vec<Made> {
    let writing = Writing::with_links_to(&Config { public_url: Some("https://seen.example".into()), ..Config::default() });
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    Digest::of(facts).letters().map(|(_, contents)| writing.letter("Wexcombe", day, &contents).unwrap()).collect()
}

fn person(number: u8, role: AccountRole) -> Person {
    Person { id: Id::from_seed([number; 16]), role, is_reachable: true }
}

#[test]
fn an_officers_letter_reads_so() {
    let amina = person(1, AccountRole::Officer);
    let facts = Facts {
        entries: vec![
            entry(Some(amina.id), "W-000002", Some((true, -3)), None),
            entry(Some(amina.id), "W-000001", Some((false, 214)), Some(1)),
        ],
        calls: vec![Call { whose: Some(amina.id), reference: "W-000003".into(), in_days: 1 }],
        people: vec![amina],
        waiting: 0,
    };
    let [letter] = &letters(&facts)[..] else { panic!("one letter") };
    assert_eq!(letter.subject, "Seen: 2 children not seen, 1 contact overdue");
    assert_eq!(
        letter.text,
        "Wexcombe, 2 March 2026\n\nYOUR CHILDREN\nNot seen: 2\nContact overdue: 1\nVisits in the next 7 days: 1\n\n\
         Not seen, 2:\n- W-000001: 214 days overdue\n- W-000002: never seen, due in 3 days\nhttps://seen.example/not-seen?officer=me\n\n\
         Contact overdue, 1:\n- W-000001: 1 day overdue\nhttps://seen.example/contact-overdue?officer=me\n\n\
         Visits in the next 7 days, 1:\n- W-000003: tomorrow\nhttps://seen.example/visits\n\n\
         --\nSeen, https://seen.example/\nThis letter holds references and counts only; sign in to see more. It is\n\
         sent every week, to everybody it concerns, and cannot be switched off."
    );
    for words in ["W-000001: 214 days overdue", "never seen, due in 3 days", "href=\"https://seen.example/not-seen?officer=me\""]
    {
        assert!(letter.html.contains(words), "{words}");
    }
}

#[test]
fn nothing_overdue_is_said_in_a_short_letter() {
    let facts = Facts { people: vec![person(1, AccountRole::Officer)], ..Facts::default() };
    let [letter] = &letters(&facts)[..] else { panic!("one letter") };
    assert_eq!(letter.subject, "Seen: nothing overdue");
    assert!(letter.text.contains("Nothing is overdue") && letter.text.lines().count() < 16, "{}", letter.text);
}

#[test]
fn managers_are_told_who_is_in_nobodys_letter_and_administrators_only_how_many() {
    let gone = Person { is_reachable: false, ..person(3, AccountRole::Officer) };
    let entries = vec![entry(None, "W-000001", Some((false, 29)), None), entry(Some(gone.id), "W-000002", None, Some(28))];
    let mut facts = Facts { people: vec![person(1, AccountRole::Manager), gone.clone()], entries, ..Facts::default() };
    let [letter] = &letters(&facts)[..] else { panic!("one letter") };
    for words in [
        "Without an officer, 1.",
        "W-000001: not seen: 29 days overdue",
        "Whose officer gets no letter, 1:",
        "Overdue longer than 28 days, 1, longest first:",
    ] {
        assert!(letter.text.contains(words), "{words}:\n{}", letter.text);
    }
    facts.people = vec![person(2, AccountRole::Administrator), gone];
    let [letter] = &letters(&facts)[..] else { panic!("one letter") };
    assert_eq!(letter.subject, "Seen: 1 child not seen, 1 contact overdue, and no manager to tell");
    for part in [&letter.text, &letter.html] {
        assert!(!part.contains("W-00000") && !part.contains("/not-seen"), "{part}");
        assert!(part.contains("No manager can be reached"), "{part}");
    }
}
