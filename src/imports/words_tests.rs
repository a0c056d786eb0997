use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

#[test]
fn one_day_is_read_in_every_form_of_the_sheet() {
    for form in [
        "28/11/2010",
        "28.11.2010",
        "2010-11-28",
        "28 Nov 2010",
        "28 November 2010",
        "28/11/10",
        "40510",
        " 40510 ",
        "40510.0",
        "2010-11-28 00:00:00",
        "2010-11-28T00:00:00",
        "28/11/2010 09:30",
    ] {
        assert_eq!(day(form, today()), Cell::Known("2010-11-28".parse().unwrap()), "{form}");
    }
    for form in ["unknown", "31/02/2014", "2014", "n/a 2014", "?", "2010", "405100", "12:30"] {
        assert_eq!(day(form, today()), Cell::Unclear, "{form}");
    }
    for form in ["", " ", "-", "n/a", "N/A"] {
        assert_eq!(day(form, today()), Cell::Blank, "{form}");
    }
}

#[test]
fn years_of_two_digits_are_past_except_for_what_is_planned() {
    assert_eq!(day("01/02/26", today()), Cell::Known("2026-02-01".parse().unwrap()));
    assert_eq!(day("01/02/27", today()), Cell::Known("1927-02-01".parse().unwrap()));
    assert_eq!(coming_day("01/02/27"), Cell::Known("2027-02-01".parse().unwrap()));
    assert_eq!(coming_day("soon"), Cell::Unclear);
}

#[test]
fn ways_of_contact_are_read_as_the_issue_lists_them() {
    let known = |mode, outcome| Cell::Known(How { mode, outcome });
    for (words, mode) in [
        ("HV", Mode::HomeVisit),
        ("Home visit", Mode::HomeVisit),
        ("Visit", Mode::HomeVisit),
        ("Seen at library", Mode::InPersonElsewhere),
        ("Seen at home", Mode::HomeVisit),
        ("Tel call", Mode::Phone),
        ("Phone", Mode::Phone),
        ("Teams call", Mode::Video),
        ("Video", Mode::Video),
        ("E-mail", Mode::Email),
        ("Letter", Mode::Letter),
    ] {
        assert_eq!(how(words), known(mode, Outcome::Completed), "{words}");
    }
    assert_eq!(how("No access"), known(Mode::HomeVisit, Outcome::NoAccess));
    assert_eq!(how("HV - no access"), known(Mode::HomeVisit, Outcome::NoAccess));
    assert_eq!(how("NO REPLY"), known(Mode::NotRecorded, Outcome::NoReply));
    assert_eq!(how("Letter - no reply"), known(Mode::Letter, Outcome::NoReply));
    assert_eq!(how(""), Cell::Blank);
    assert_eq!(how("carrier pigeon"), Cell::Unclear);
    assert_eq!(how("HV?"), Cell::Unclear);
}

#[test]
fn a_doubt_about_the_status_is_a_doubt() {
    for open in ["open", "Open", "Active", "EHE"] {
        assert_eq!(status(open), Cell::Known(Status::Open(RegistrationKind::Ehe)));
    }
    assert_eq!(status("CME"), Cell::Known(Status::Open(RegistrationKind::Cme)));
    assert_eq!(status("Closed"), Cell::Known(Status::Closed));
    assert_eq!(status("CME?"), Cell::Unclear);
    assert_eq!(status("closed?"), Cell::Unclear);
}

#[test]
fn reasons_are_known_by_unambiguous_words_only() {
    use RegistrationKind::{Cme, Ehe};
    assert_eq!(reason("School dissatisfaction - bullying", Ehe), Cell::Known(Reason::DissatisfactionBullying));
    assert_eq!(reason("bullying", Ehe), Cell::Known(Reason::DissatisfactionBullying));
    assert_eq!(reason("covid worries", Ehe), Cell::Known(Reason::Covid19));
    assert_eq!(reason("anxiety", Ehe), Cell::Known(Reason::MentalHealth));
    assert_eq!(reason("No reason given", Ehe), Cell::Known(Reason::NoneGiven));
    assert_eq!(reason("parent choice", Ehe), Cell::Unclear);
    assert_eq!(reason("Religious", Cme), Cell::Unclear, "not a reason of that collection");
    for kind in [Ehe, Cme] {
        for &known in Reason::offered(kind) {
            assert_eq!(reason(known.label(), kind), Cell::Known(known));
        }
    }
}

#[test]
fn needs_and_social_care_are_read_or_left_unclear() {
    assert_eq!(sen("K"), Cell::Known(Some(CircumstanceKind::SenSupport)));
    assert_eq!(sen("EHCP"), Cell::Known(Some(CircumstanceKind::EhcPlan)));
    assert_eq!(sen("N"), Cell::Known(None));
    assert_eq!(sen("Y"), Cell::Unclear);
    let care = |kind, ended| Cell::Known(Some(Circumstance { kind, ended }));
    assert_eq!(social_care("Y"), care(CircumstanceKind::SocialCareUnspecified, false));
    assert_eq!(social_care("CP"), care(CircumstanceKind::ChildProtectionPlan, false));
    assert_eq!(social_care("closed to SC"), care(CircumstanceKind::SocialCareUnspecified, true));
    assert_eq!(social_care("Early Help"), care(CircumstanceKind::EarlyHelp, false));
    assert_eq!(social_care("MASH referral pending"), Cell::Unclear);
}

#[test]
fn a_wish_not_to_share_is_heard_in_several_words() {
    for words in ["DO NOT share address with father", "Don't share", "address confidential", "moved to women's refuge"] {
        assert!(asks_not_to_share(words), "{words}");
    }
    assert!(!asks_not_to_share("shares a room with his brother"));
}

#[test]
fn year_groups_schools_and_blanks() {
    for (cell, year) in [("Y11", 11), ("5", 5), ("Year 3", 3), ("R", 0)] {
        assert_eq!(year_group(cell), Cell::Known(year));
    }
    assert_eq!(year_group("Class 3"), Cell::Unclear);
    assert!(names_a_school("St Martyn’s Grammar School") && !names_a_school("never attended") && !names_a_school("Home"));
    assert_eq!((reachable("n/a"), reachable(" 07700 900112 ")), ("", "07700 900112"));
}

proptest! {
    #[test]
    fn every_text_has_an_answer(text in any::<String>()) {
        let _ = (day(&text, today()), coming_day(&text), how(&text), answer(&text), sex(&text), status(&text));
        let _ = (reason(&text, RegistrationKind::Ehe), sen(&text), social_care(&text), year_group(&text));
        let _ = (reachable(&text), names_a_school(&text), asks_not_to_share(&text));
    }
}
