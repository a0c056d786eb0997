use proptest::prelude::*;

use super::birth::Birth;
use super::engine::{Decision, Engine, Showing};
use super::keys;
use super::person::{Dwelling, Person, Sex};
use super::rarity::Frequencies;
use super::verdict::Verdict;

const NHS: &str = "943 476 5919";
const OTHER_NHS: &str = "401 023 2137";
const UPN: &str = "B801200005001";

fn engine() -> Engine {
    Engine::of_a_register(Frequencies { people: 20_000, ..Frequencies::default() }).unwrap()
}

fn person(given: &str, family: &str, born: &str) -> Person {
    Person {
        given_names: vec![given.into()],
        family_names: vec![family.into()],
        born: Birth::read(born),
        sex: Sex::Female,
        homes: vec![Dwelling { address: "12 Mill Lane".into(), postcode: "SK24 4AB".into() }],
        parents: vec![format!("Sarah {family}")],
        ..Person::default()
    }
}

fn words(decision: &Decision) -> &str {
    match &decision.showing {
        Showing::Evidence(text) => text,
        Showing::AskTheNamedPerson => "",
    }
}

#[test]
fn one_child_is_the_same_however_it_is_written() {
    let kept = person("Katherine", "O'Neill", "2015-03-07");
    for (given, family, born) in [
        ("katherine", "ONEILL", "2015-03-07"),
        ("Katie", "O’Neill", "2015-03-07"),
        ("O'Neill", "Katherine", "2015-03-07"),
        ("Katherine", "O'Neill", "2015-07-03"),
        ("Kathreine", "O'Neill", "2015-03-07"),
    ] {
        let decision = engine().decide(&person(given, family, born), &kept);
        assert_eq!(decision.verdict, Verdict::Same, "{given} {family} {born}: {decision:?}");
    }
}

#[test]
fn evidence_is_told_in_sentences() {
    let kept = Person { nhs_number: NHS.into(), ..person("Amina", "Hussain", "2015-03-07") };
    let mut found = Person { nhs_number: "9434765919".into(), ..person("Amina", "Hussein", "2015-03-07") };
    found.family_names = vec!["Hussian".into()];
    found.homes = vec![Dwelling { address: "3 High Street".into(), postcode: "SO12 1AA".into() }];
    let decision = engine().decide(&kept, &found);
    assert!(words(&decision).starts_with("Same NHS number."), "{}", words(&decision));
    assert!(words(&decision).contains("Surname differs by one letter."), "{}", words(&decision));
    assert!(words(&decision).contains("Moved from SK24 to SO12."), "{}", words(&decision));
    assert_eq!(decision.verdict, Verdict::Same);
}

#[test]
fn twins_and_siblings_are_never_the_same() {
    for (one, other) in [
        ("Ella", "Bella"),
        ("Amelia", "Emilia"),
        ("Oliver", "Olivia"),
        ("Aisha", "Aliyah"),
        ("Jayden", "Kayden"),
        ("Grace", "Hope"),
        ("Muhammad Ali", "Muhammad Hassan"),
    ] {
        let mut first = Person { nhs_number: NHS.into(), ..person(one, "Khan", "2015-03-07") };
        let mut second = Person { nhs_number: OTHER_NHS.into(), ..person(other, "Khan", "2015-03-07") };
        assert_ne!(engine().decide(&first, &second).verdict, Verdict::Same, "{one} {other}");
        second.nhs_number = String::new();
        assert_ne!(engine().decide(&first, &second).verdict, Verdict::Same, "{one} {other} without a number");
        second.nhs_number = NHS.into();
        assert_ne!(engine().decide(&first, &second).verdict, Verdict::Same, "{one} {other} with one number by mistake");
        first.born = Birth::read("2013-11-21");
        second.nhs_number = String::new();
        assert_eq!(engine().decide(&first, &second).verdict, Verdict::Different, "{one} {other}, siblings");
    }
}

#[test]
fn two_things_written_otherwise_are_for_a_person() {
    let kept = person("Charlotte", "Green", "2015-03-07");
    for (given, born) in [("Charlote", "2015-03-08"), ("Charlotte", ""), ("Lottie", ""), ("Lottie", "2015-03-08")] {
        let decision = engine().decide(&kept, &person(given, "Green", born));
        assert_eq!(decision.verdict, Verdict::Possible, "{given} {born}");
    }
    let swapped = Person { given_names: vec!["Green".into()], family_names: vec!["Charlote".into()], ..kept.clone() };
    assert_eq!(engine().decide(&kept, &swapped).verdict, Verdict::Possible, "swapped, and a letter missing");
    let second = person("Samantha Charlotte", "Green", "2015-03-07");
    assert_eq!(engine().decide(&kept, &second).verdict, Verdict::Possible, "a later name of a sister");
}

#[test]
fn forms_that_many_children_have_are_names_of_their_own() {
    let names = [("oliver".to_owned(), 300), ("ollie".to_owned(), 40)];
    let engine = Engine::of_a_register(Frequencies { people: 100_000, given: names.into(), ..Frequencies::default() }).unwrap();
    let (one, other) = (person("Oliver James", "Harleigh", "2015-03-07"), person("Ollie", "Harleigh", "2015-03-07"));
    assert_eq!(engine.decide(&one, &other).verdict, Verdict::Possible);
    let (one, other) = (person("Katherine", "Harleigh", "2015-03-07"), person("Katie", "Harleigh", "2015-03-07"));
    assert_eq!(engine.decide(&one, &other).verdict, Verdict::Same, "nobody else is called so");
}

#[test]
fn twins_with_one_preferred_name_are_never_the_same() {
    let called = |given: &str, preferred: &str| {
        let mut person = person(given, "Khan", "2015-03-07");
        person.given_names.push(preferred.into());
        person
    };
    for (one, other) in [
        (called("Amelia", "Millie"), called("Emilia", "Millie")),
        (called("Oliver", "Ollie"), called("Olivia", "Ollie")),
        (called("Grace", "Ava"), called("Hope", "Eva")),
        (called("Ava", "Evie"), called("Eva", "Evie")),
    ] {
        let (there, back) = (engine().decide(&one, &other), engine().decide(&other, &one));
        assert_ne!(there.verdict, Verdict::Same, "{one:?} {other:?}");
        assert_eq!(there.agreement, back.agreement);
    }
    let known = engine().decide(&called("Oluwaseun", "Tom"), &person("Tom", "Khan", "2015-03-07"));
    assert_eq!(known.verdict, Verdict::Same, "one list has only what the other calls them");
}

#[test]
fn neighbours_of_one_age_are_two_children_on_a_small_register_too() {
    let small = Engine::of_a_register(Frequencies { people: 1_000, ..Frequencies::default() }).unwrap();
    let ada = Person { upn: "B801200005001".into(), phones: vec!["07700 900001".into()], ..person("Ada", "Okoro", "2014-04-03") };
    let home = Dwelling { address: "2 Mill Lane".into(), postcode: "SK24 4AC".into() };
    let sean = Person {
        upn: "A801200005001".into(),
        phones: vec!["07700 900002".into()],
        homes: vec![home],
        parents: vec!["Nuala Ó Briain".into()],
        ..person("Seán", "Ó Briain", "2014-04-03")
    };
    let decision = small.decide(&ada, &sean);
    assert!(decision.probability >= small.thresholds.possible, "the weight alone would ask: {decision:?}");
    assert_eq!(decision.verdict, Verdict::Different);
    let of_one_line = Person { phones: ada.phones.clone(), ..sean };
    assert_eq!(small.decide(&ada, &of_one_line).verdict, Verdict::Possible, "one telephone: ask");
}

#[test]
fn a_number_that_differs_is_not_outvoted() {
    let one = Person { nhs_number: NHS.into(), ..person("Amina", "Hussain", "2015-03-07") };
    let other = Person { nhs_number: OTHER_NHS.into(), ..person("Amina", "Hussain", "2015-03-07") };
    let with = engine().decide(&one, &other);
    let without = engine().decide(&one, &person("Amina", "Hussain", "2015-03-07"));
    assert_eq!(without.verdict, Verdict::Same);
    assert_ne!(with.verdict, Verdict::Same);
    assert!(with.weight < without.weight - 5.0);
}

#[test]
fn former_names_and_homes_count() {
    let mut kept = person("Amina", "Brown", "2015-03-07");
    kept.family_names.push("Hussain".into());
    kept.homes.insert(0, Dwelling { address: "1 New Road".into(), postcode: "YO1 1AA".into() });
    kept.parents.clear();
    let found = Person { parents: Vec::new(), ..person("Amina", "Hussain", "2015-03-07") };
    assert_eq!(engine().decide(&found, &kept).verdict, Verdict::Same);
    assert!(keys::sought(&found).iter().any(|key| keys::kept(&kept).contains(key)));
}

#[test]
fn a_restricted_record_is_neither_shown_nor_joined() {
    let kept = Person { is_restricted: true, ..person("Amina", "Hussain", "2015-03-07") };
    for found in [person("Amina", "Hussain", "2015-03-07"), person("Oliver", "Smith", "2010-11-21")] {
        let decision = engine().decide(&found, &kept);
        assert_eq!(decision.showing, Showing::AskTheNamedPerson);
        assert_ne!(decision.verdict, Verdict::Same);
    }
}

#[test]
fn a_rare_name_says_more_than_a_common_one() {
    let frequencies = Frequencies {
        people: 100_000,
        given: [("olivia".to_owned(), 1_500), ("oriel".to_owned(), 2)].into(),
        family: [("smith".to_owned(), 1_500), ("featherstone".to_owned(), 3)].into(),
    };
    let engine = Engine::of_a_register(frequencies).unwrap();
    let alone =
        |given: &str, family: &str| Person { homes: Vec::new(), parents: Vec::new(), ..person(given, family, "2015-03-07") };
    let weight = |given: &str, family: &str| engine.decide(&alone(given, family), &alone(given, family)).weight;
    assert!(weight("Oriel", "Featherstone") > weight("Olivia", "Smith") + 10.0);
}

#[test]
fn keys_find_whoever_agrees_otherwise() {
    let kept = Person { upn: UPN.into(), ..person("Katherine", "Wright", "2015-03-07") };
    let mine = keys::kept(&kept);
    let found = |person: &Person| keys::sought(person).iter().any(|key| mine.contains(key));
    assert!(found(&person("Kate", "Wright", "")), "no birthday");
    assert!(found(&person("Xenia", "Zola", "2015-07-03")), "day and month swapped, and no name");
    let of_the_home = |address: &str, postcode: &str| Person {
        homes: vec![Dwelling { address: address.into(), postcode: postcode.into() }],
        parents: Vec::new(),
        ..person("Xenia", "Zola", "2001-01-01")
    };
    let home = &kept.homes[0];
    assert!(found(&of_the_home("", &home.postcode)), "the postcode alone");
    assert!(found(&of_the_home(&home.address, "ZE1 0AA")), "the address alone");
    let moved = Person { homes: Vec::new(), ..person("Wright", "Catherine", "2001-01-01") };
    assert!(found(&moved), "names swapped, and another birthday");
    assert!(found(&Person { upn: UPN.into(), ..Person::default() }), "a number alone");
    assert!(keys::sought(&Person::default()).is_empty());
}

#[test]
fn nobody_is_like_nobody() {
    let decision = engine().decide(&Person::default(), &Person::default());
    assert_eq!(decision.verdict, Verdict::Different);
    let weird = ["", "x", "😀😀", "محمد", "123", "- -", &"a".repeat(10_000)];
    for one in weird {
        for other in weird {
            let decision = engine().decide(&person(one, other, "2015-02-31"), &person(other, one, "0000-99-99"));
            assert!((0.0..=1.0).contains(&decision.probability), "{one} {other}");
        }
    }
}

fn somebody() -> impl Strategy<Value = Person> {
    let name =
        prop_oneof![any::<String>(), "[A-Z][a-z]{0,8}( [A-Z][a-z]{1,5})?", Just("Ella".to_owned()), Just("Muhammad".to_owned())];
    let born = prop_oneof![any::<String>(), "20(09|1[0-9])-[0-1][0-9]-[0-3][0-9]"];
    let number = prop_oneof![any::<String>(), Just(NHS.to_owned()), Just(OTHER_NHS.to_owned()), Just(String::new())];
    let names = prop::collection::vec(name.clone(), 0..3);
    (names.clone(), names, born, 0_u8..3, any::<String>(), "[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}|", number, name).prop_map(
        |(given_names, family_names, born, sex, address, postcode, nhs_number, parent)| Person {
            given_names,
            family_names,
            born: Birth::read(&born),
            sex: [Sex::NotRecorded, Sex::Female, Sex::Male][usize::from(sex)],
            homes: vec![Dwelling { address, postcode }],
            nhs_number,
            parents: vec![parent],
            ..Person::default()
        },
    )
}

proptest! {
    #[test]
    fn deciding_is_symmetric_and_never_out_of_bounds(one in somebody(), other in somebody()) {
        let engine = engine();
        let (there, back) = (engine.decide(&one, &other), engine.decide(&other, &one));
        prop_assert_eq!(there.agreement, back.agreement);
        prop_assert_eq!(there.verdict, back.verdict);
        prop_assert!((there.weight - back.weight).abs() < 1e-9);
        prop_assert!(there.weight.is_finite());
        prop_assert!((0.0..=1.0).contains(&there.probability));
    }

    #[test]
    fn another_listed_name_in_one_home_is_never_the_same(
        pair in prop::sample::subsequence(vec!["Ella", "Bella", "Stella", "Olivia", "Oliver", "Amelia", "Emilia", "Grace", "Jack", "Noah"], 2),
        family in "[A-Z][a-z]{2,9}",
    ) {
        let (one, other) = (person(pair[0], &family, "2015-03-07"), person(pair[1], &family, "2015-03-07"));
        let related = |name: &str| ["Amelia", "Emilia"].contains(&name);
        prop_assume!(!(related(pair[0]) && related(pair[1])));
        prop_assert_ne!(engine().decide(&one, &other).verdict, Verdict::Same);
    }
}
