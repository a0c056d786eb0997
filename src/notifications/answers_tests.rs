use proptest::prelude::*;

use super::*;
use crate::notifications::facts::{Facts, OfSiblings, Urgent};

fn today() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

/// Everything ground f needs, and nothing pressing.
fn whole() -> Answers {
    [
        ("given_names", "Maya"),
        ("family_name", "Ellison"),
        ("date_of_birth", "9/6/2014"),
        ("sex", "female"),
        ("address", "12 Vine Street"),
        ("postcode", "wx12ab"),
        ("parents-1-name", "Rosa Ellison"),
        ("parents-1-responsibility", "yes"),
        ("parents-1-lives_with", "yes"),
        ("parents-1-telephone", "07700 900123"),
        ("joined_on", "4/9/2021"),
        ("last_attended_on", "27/2/2026"),
        ("deletion_on", "2/3/2026"),
        ("has_siblings", "no"),
        ("sen", "none"),
        ("placed_at_special_school", "no"),
        ("social_worker", "no"),
        ("child_in_need", "no"),
        ("protection_plan", "no"),
        ("looked_after", "no"),
        ("early_help", "no"),
        ("private_fostering", "no"),
        ("attendance", "91%"),
        ("has_concerns", "no"),
        ("lead_view", "No concerns."),
        ("lead_name", "J. Osei"),
        ("notice_on", "26/2/2026"),
        ("reason", "lifestyle"),
        ("school_view", "The family has planned this well."),
        ("meeting", "held"),
        ("notifier_name", "S. Patel"),
        ("notifier_role", "Office manager"),
        ("notifier_telephone", "01234 567890"),
    ]
    .into_iter()
    .collect()
}

fn with(name: &str, text: &str) -> Answers {
    let mut answers = whole();
    answers.0.insert(name.to_owned(), text.to_owned());
    answers
}

fn faults(answers: &Answers) -> Vec<String> {
    answers.faults(Ground::HomeEducation, today()).into_iter().map(|(name, _)| name).collect()
}

fn urgent(answers: &Answers) -> Vec<Urgent> {
    let read = answers.read(Ground::HomeEducation, today());
    Facts::of(Ground::HomeEducation, &read).urgent(OfSiblings::default(), today())
}

#[test]
fn a_whole_notification_is_read_and_kept_in_one_spelling() {
    let read = NewNotification::read(Id::mint(), Id::mint(), Ground::HomeEducation, &whole(), today()).unwrap();
    assert_eq!((read.answers.get("date_of_birth"), read.answers.get("postcode")), ("2014-06-09", "WX1 2AB"));
    assert_eq!(read.answers.get("attendance"), "91");
    // Read again it says the same: what is kept can be read at any time.
    assert_eq!(read.answers.read(Ground::HomeEducation, today()), read.answers);
    assert!(read.facts().urgent(OfSiblings::default(), today()).is_empty());
}

#[test]
fn every_wrong_answer_has_its_own_fault() {
    for (name, text) in [
        ("given_names", ""),
        ("date_of_birth", "31/2/2014"),
        ("date_of_birth", "9/6/2027"),
        ("sex", "girl"),
        ("upn", "B801200005002"),
        ("postcode", "nowhere"),
        ("parents-1-telephone", ""),
        ("parents-1-email", "rosa"),
        ("last_attended_on", "3/3/2026"),
        ("deletion_on", "26/2/2026"),
        ("deletion_on", "2/3/2029"),
        ("attendance", "101"),
        ("attendance", "NaN"),
        ("reason", "waiting_to_start"),
        ("notifier_name", " "),
    ] {
        assert_eq!(faults(&with(name, text)), [name], "{text:?}");
    }
    assert_eq!(faults(&with("address", &"x".repeat(121))), ["address"]);
}

#[test]
fn what_repeats_is_asked_only_when_it_is_there() {
    assert_eq!(faults(&with("has_siblings", "yes")), ["siblings-1-name"]);
    assert_eq!(faults(&with("siblings-1-date_of_birth", "not a date")), Vec::<String>::new(), "no siblings, no question");
    let mut two = with("has_siblings", "yes");
    two.0.insert("siblings-1-name".into(), "Leo Ellison".into());
    two.0.insert("siblings-3-school".into(), "Vine Street Primary".into());
    assert_eq!(faults(&two), ["siblings-3-name"], "a gap is nobody");
    let read = two.read(Ground::HomeEducation, today());
    assert_eq!(Facts::of(Ground::HomeEducation, &read).siblings().len(), 2);
    assert_eq!(faults(&with("has_concerns", "yes")), ["concerns-1-on", "concerns-1-what", "concerns-1-referred_to"]);
}

#[test]
fn a_special_school_stops_the_deletion_and_not_the_notification() {
    assert_eq!(faults(&with("placed_at_special_school", "yes")), ["consent"]);
    let mut placed = with("placed_at_special_school", "yes");
    placed.0.insert("consent".into(), "not_asked_for".into());
    let read = NewNotification::read(Id::mint(), Id::mint(), Ground::HomeEducation, &placed, today()).unwrap();
    assert!(read.facts().is_stopped());
    assert_eq!(urgent(&placed), [Urgent::EhcPlanOrSpecialSchool]);
}

#[test]
fn what_presses_is_urgent() {
    for name in ["social_worker", "child_in_need", "protection_plan", "looked_after"] {
        assert_eq!(urgent(&with(name, "yes")), [Urgent::SocialWorkerOrPlan], "{name}");
    }
    assert_eq!(urgent(&with("early_help", "yes")), []);
    assert_eq!(urgent(&with("sen", "ehc_plan")), [Urgent::EhcPlanOrSpecialSchool]);
    assert_eq!(urgent(&with("joined_on", "28/9/2025")), [Urgent::ShortAtTheSchool], "a day less than five months");
    assert_eq!(urgent(&with("joined_on", "27/9/2025")), [], "five months");
    for (day, expected) in [("2/12/2025", 1), ("1/12/2025", 0)] {
        let mut concern = with("has_concerns", "yes");
        concern.0.insert("concerns-1-on".into(), day.into());
        assert_eq!(urgent(&concern).len(), expected, "{day}: 90 days ago is recent");
    }
    let facts = Facts::of(Ground::HomeEducation, &whole().read(Ground::HomeEducation, today()));
    let siblings = OfSiblings { has_concern: true, is_never_seen: true };
    assert_eq!(facts.urgent(siblings, today()), [Urgent::SiblingWithConcern, Urgent::SiblingNeverSeen]);
}

#[test]
fn what_another_ground_asks_is_not_kept() {
    let read = whole().read(Ground::Died, today());
    assert_eq!((read.get("lead_view"), read.get("reason"), read.get("given_names")), ("", "", "Maya"));
    assert_eq!(whole().faults(Ground::Excluded, today()), [("excluded_on".into(), "Enter the day of the exclusion".into())]);
}

#[test]
fn a_page_of_the_form_takes_its_own_answers_alone() {
    let sent: Answers = [("address", " 3 Mill Lane "), ("given_names", "Mallory"), ("form_token", "x")].into_iter().collect();
    let kept = whole().with_section(Section::Address, &sent);
    assert_eq!((kept.get("address"), kept.get("postcode"), kept.get("given_names")), ("3 Mill Lane", "", "Maya"));
    assert_eq!(kept.get("form_token"), "");
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let names: Vec<String> = Section::ALL.iter().flat_map(|section| section.names()).collect();
    let text = prop_oneof!["\\PC{0,12}", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}", Just("yes".to_owned()), Just("no".to_owned())];
    prop::collection::btree_map(prop::sample::select(names), text, 0..60).prop_map(Answers)
}

proptest! {
    #[test]
    fn any_answers_are_read_or_refused_and_reading_twice_changes_nothing(
        answers in any_answers(),
        ground in prop::sample::select(Ground::ALL),
        days in 0..20_000i64,
    ) {
        let today = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + TimeDelta::days(days);
        let read = answers.read(ground, today);
        prop_assert_eq!(&read.read(ground, today), &read);
        for (name, sentence) in answers.faults(ground, today) {
            prop_assert!(!sentence.is_empty());
            prop_assert!(ground.asks().iter().any(|section| section.holds(&name)), "{} is not asked", name);
        }
        let facts = Facts::of(ground, &read);
        prop_assert!(facts.urgent(OfSiblings::default(), today).len() <= Urgent::ALL.len());
        let (_, _, _) = (facts.person(), facts.circumstances(), facts.parents());
    }

    #[test]
    fn every_fault_is_cured_by_answering_and_none_is_lost(answers in any_answers(), ground in prop::sample::select(Ground::ALL)) {
        let outcome = NewNotification::read(Id::mint(), Id::mint(), ground, &answers, today());
        prop_assert_eq!(outcome.is_err(), !answers.faults(ground, today()).is_empty());
    }
}
