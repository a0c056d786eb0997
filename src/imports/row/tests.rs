use super::*;
use crate::children::model::{CircumstanceKind, IdentifierStanding};
use crate::contacts::model::{Mode, Outcome};
use crate::imports::columns::Column;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;
use proptest::prelude::*;

/// A row that leaves no doubt; each test changes the cells it is about.
const PLAIN: &[(Column, &str)] = &[
    (Column::FamilyName, "Lamb"),
    (Column::GivenNames, "Leah"),
    (Column::DateOfBirth, "18/05/2019"),
    (Column::Sex, "Female"),
    (Column::StartedOn, "22/09/2025"),
    (Column::Status, "EHE"),
];

fn read(cells: &[(Column, &str)]) -> Result<Understood, Refusal> {
    let mut columns: Vec<(Column, &str)> = PLAIN.to_vec();
    for cell in cells {
        columns.retain(|(column, _)| *column != cell.0);
        columns.push(*cell);
    }
    let header: Vec<String> = columns.iter().map(|(column, _)| column.label().to_owned()).collect();
    let mapping = Mapping::chosen(columns.iter().map(|(column, _)| Some(*column)).collect());
    let cells: Vec<String> = columns.iter().map(|(_, cell)| (*cell).to_owned()).collect();
    let officers = Officers::default();
    let today = "2026-11-23".parse().unwrap();
    Reading { header: &header, mapping: &mapping, officers: &officers, today }.understand(&cells)
}

fn tasks(row: &Understood) -> usize {
    row.doubts.len()
}

#[test]
fn a_plain_row_leaves_no_doubt() {
    let row = read(&[]).unwrap();
    assert_eq!((tasks(&row), row.notes.len()), (0, 0));
    assert_eq!(row.registration.started_on, "2025-09-22".parse().unwrap());
    assert_eq!(row.registration.kind, RegistrationKind::Ehe);
}

#[test]
fn without_a_possible_birth_or_any_name_a_row_is_refused_with_its_columns() {
    for birth in ["", "unknown", "31/02/2014", "24/11/2026", "18/05/1919"] {
        let refusal = read(&[(Column::DateOfBirth, birth)]).unwrap_err();
        assert_eq!(refusal.columns, ["Date of birth"], "{birth}");
    }
    assert_eq!(read(&[(Column::FamilyName, ""), (Column::GivenNames, "-")]).unwrap_err().columns.len(), 2);
    assert_eq!(tasks(&read(&[(Column::FamilyName, "")]).unwrap()), 1);
    let long = "x".repeat(100_000);
    assert_eq!(read(&[(Column::Town, &long)]).unwrap_err().columns, ["Town"]);
    assert_eq!(read(&[(Column::Comments, &long)]).unwrap_err().columns, ["Comments"]);
}

#[test]
fn an_unreadable_start_is_today_and_a_task() {
    for start in ["", "unknown", "31/02/2024", "24/11/2026", "17/05/2019"] {
        let row = read(&[(Column::StartedOn, start)]).unwrap();
        assert_eq!(row.registration.started_on, "2026-11-23".parse().unwrap(), "{start}");
        assert!(!row.registration.start_known);
        assert_eq!(tasks(&row), 1, "{start}");
    }
}

#[test]
fn nobody_leaves_the_register_by_a_typing_error() {
    let closed = |date| read(&[(Column::Status, "Closed"), (Column::ClosedOn, date)]).unwrap();
    let ended = closed("01/10/2026");
    assert_eq!((ended.registration.ended_on, tasks(&ended)), (Some("2026-10-01".parse().unwrap()), 0));
    for date in ["", "soon", "21/09/2025", "24/11/2026", "01/10/27"] {
        let row = closed(date);
        assert_eq!((row.registration.ended_on, tasks(&row)), (None, 1), "{date}");
    }
    let open = read(&[(Column::Status, "Open"), (Column::ClosedOn, "01/10/2026")]).unwrap();
    assert_eq!((open.registration.ended_on, tasks(&open)), (None, 1));
    let doubtful = read(&[(Column::Status, "CME?")]).unwrap();
    assert_eq!((doubtful.registration.kind, tasks(&doubtful)), (RegistrationKind::Ehe, 1));
}

#[test]
fn a_sighting_that_cannot_be_is_not_counted() {
    let contact =
        |how, seen| read(&[(Column::ContactOn, "01/10/2026"), (Column::ContactMode, how), (Column::ChildSeen, seen)]).unwrap();
    for how in ["Phone", "Letter", "Email", "No access", "NO REPLY"] {
        let row = contact(how, "y");
        assert_eq!((row.contact.as_ref().unwrap().seen, tasks(&row)), (Answer::NotRecorded, 1), "{how}");
    }
    for how in ["HV", "Seen at library", "Teams call", ""] {
        let row = contact(how, "y");
        assert_eq!((row.contact.as_ref().unwrap().seen, tasks(&row)), (Answer::Yes, 0), "{how}");
    }
    let blank = contact("", "").contact.unwrap();
    assert_eq!(blank.how, How { mode: Mode::NotRecorded, outcome: Outcome::Completed });
    let unclear = contact("pigeon", "maybe");
    assert_eq!((unclear.contact.as_ref().unwrap().how.mode, tasks(&unclear)), (Mode::NotRecorded, 2));
}

#[test]
fn a_contact_on_an_impossible_day_is_a_task_and_no_contact() {
    for day in ["24/11/2026", "17/05/2019", "01/10/27", "last week"] {
        let row = read(&[(Column::ContactOn, day), (Column::ContactMode, "HV"), (Column::ChildSeen, "Y")]).unwrap();
        assert_eq!((row.contact.is_none(), tasks(&row), row.notes.len()), (true, 1, 1), "{day}");
    }
    let row = read(&[(Column::ContactMode, "HV")]).unwrap();
    assert_eq!((row.contact.is_none(), tasks(&row), row.notes.len()), (true, 0, 1));
}

#[test]
fn a_visit_ahead_is_planned_and_a_past_one_is_a_note() {
    assert_eq!(read(&[(Column::VisitOn, "26/05/27")]).unwrap().visit_on, Some("2027-05-26".parse().unwrap()));
    let past = read(&[(Column::VisitOn, "22/11/2026")]).unwrap();
    assert_eq!((past.visit_on, past.notes.len(), tasks(&past)), (None, 1, 0));
    assert_eq!(tasks(&read(&[(Column::VisitOn, "spring")]).unwrap()), 1);
}

#[test]
fn words_become_codes_or_are_kept() {
    let row = read(&[(Column::Reason, "parent choice"), (Column::Sen, "EHCP"), (Column::SocialCare, "CP")]).unwrap();
    assert_eq!((row.registration.reason, row.registration.reason_words.as_str()), (Reason::NotRecorded, "parent choice"));
    let kinds: Vec<CircumstanceKind> = row.circumstances.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [CircumstanceKind::EhcPlan, CircumstanceKind::ChildProtectionPlan]);
    assert_eq!(tasks(&row), 1, "since when is the child on a plan?");
    assert_eq!(tasks(&read(&[(Column::SocialCare, "closed to SC")]).unwrap()), 0);
    let row =
        read(&[(Column::Comments, "=HYPERLINK(\"x\")"), (Column::YearGroup, "Y9"), (Column::PreviousSchool, "Home")]).unwrap();
    assert_eq!((row.notes.len(), row.previous_school.as_str()), (3, ""));
    let row =
        read(&[(Column::Upn, "A801200005001"), (Column::NhsNumber, "n/a"), (Column::Email, "n/a"), (Column::Carer, "Jo Day")])
            .unwrap();
    assert_eq!(
        (row.person.upn.standing, row.person.nhs_number.standing),
        (IdentifierStanding::AsGiven, IdentifierStanding::Absent)
    );
    assert_eq!(row.carer.unwrap().email, "");
}

#[test]
fn a_wish_not_to_share_is_kept_with_the_address() {
    let row = read(&[(Column::Address, "1 High Street"), (Column::Comments, "DO NOT share address with father")]).unwrap();
    assert_eq!((row.do_not_share, tasks(&row), row.address.is_some()), (true, 1, true));
}

proptest! {
    #[test]
    fn any_row_is_understood_or_refused(cells in proptest::collection::vec(any::<String>(), Column::ALL.len())) {
        let row: Vec<(Column, &str)> = Column::ALL.iter().copied().zip(cells.iter().map(String::as_str)).collect();
        let _ = read(&row);
    }

    #[test]
    fn whatever_a_row_says_a_contact_it_gives_is_past_and_possible(day in any::<String>(), how in any::<String>(), seen in "[yYnN]|yes|no|seen|.*") {
        let row = read(&[(Column::ContactOn, &day), (Column::ContactMode, &how), (Column::ChildSeen, &seen)]);
        if let Ok(Understood { contact: Some(contact), person, .. }) = row {
            prop_assert!(contact.on <= "2026-11-23".parse().unwrap() && contact.on >= person.date_of_birth);
            let not_recorded = Answer::NotRecorded;
            prop_assert!(crate::contacts::model::contradiction(contact.how.mode, contact.how.outcome, contact.seen, not_recorded, not_recorded).is_none());
        }
    }
}
