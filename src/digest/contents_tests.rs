use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn an_entry_says_what_the_pages_say() {
    let today = day("2026-03-02");
    let on =
        |seen, unseen: &str, contact: &str| Entry::on(today, None, "W-1".into(), seen, Some(day(unseen)), Some(day(contact)));
    assert_eq!(on(true, "2026-03-02", "2026-03-02"), None, "the due date itself is still in date");
    let overdue = on(true, "2026-03-01", "2026-03-02").unwrap();
    assert_eq!((overdue.not_seen, overdue.contact_over), (Some(NotSeen { never: false, days_over: 1 }), None));
    let never = on(false, "2026-03-12", "2026-02-02").unwrap();
    assert_eq!((never.not_seen, never.contact_over), (Some(NotSeen { never: true, days_over: -10 }), Some(28)));
    assert_eq!(never.days_over(), 28);
    assert!(Entry::on(today, None, "W-1".into(), true, None, None).is_some(), "a row without due dates is never hidden");
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let person = (prop::sample::select(AccountRole::ALL), any::<bool>());
    let entry = (0usize..12, any::<bool>(), -20i64..200, -20i64..200);
    let call = (0usize..12, 0i64..7);
    (prop::collection::vec(person, 0..8), prop::collection::vec(entry, 0..40), prop::collection::vec(call, 0..10)).prop_map(
        |(people, entries, calls)| {
            let people: Vec<Person> = people
                .into_iter()
                .enumerate()
                .map(|(number, (role, is_reachable))| {
                    let seed = [u8::try_from(number).unwrap() + 1; 16];
                    Person { id: Id::from_seed(seed), role, is_reachable }
                })
                .collect();
            let today = day("2026-03-02");
            let somebody = |number: usize| people.get(number).map(|person| person.id);
            let due = |over: i64| Some(today - chrono::TimeDelta::days(over));
            let entries = entries
                .into_iter()
                .enumerate()
                .filter_map(|(number, (whose, seen, unseen, contact))| {
                    Entry::on(today, somebody(whose), format!("W-{number:06}"), seen, due(unseen), due(contact))
                })
                .collect();
            let calls = calls
                .into_iter()
                .map(|(whose, in_days)| Call { whose: somebody(whose), reference: "W-1".into(), in_days })
                .collect();
            Facts { people, entries, calls, waiting: 0 }
        },
    )
}

proptest! {
    #[test]
    fn every_child_is_in_exactly_one_officers_letter_or_with_the_managers(facts in any_facts()) {
        let digest = Digest::of(&facts);
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        let mut team = None;
        let mut recipients = std::collections::BTreeSet::new();
        for (account, contents) in digest.letters() {
            prop_assert!(recipients.insert(account), "one letter each");
            let person = facts.people.iter().find(|person| person.id == account).unwrap();
            prop_assert!(person.is_reachable && person.role != AccountRole::Auditor);
            let own = match contents {
                Contents::Officer(own) => Some(own),
                Contents::Manager(own, of_team) => { team = Some(of_team); Some(own) }
                Contents::Administrator(of_team) => {
                    prop_assert!(!digest.has_manager, "administrators only without managers");
                    team = Some(of_team);
                    None
                }
            };
            for entry in own.into_iter().flat_map(|own| &own.entries) {
                prop_assert_eq!(entry.officer, Some(account));
                *told.entry(&entry.reference).or_default() += 1;
            }
        }
        prop_assert!(told.values().all(|times| *times == 1));
        if let Some(team) = team {
            for entry in team.unassigned.iter().chain(&team.unreached) {
                *told.entry(&entry.reference).or_default() += 1;
            }
            prop_assert_eq!(told.len(), facts.entries.len(), "nobody is left out");
            prop_assert!(told.values().all(|times| *times == 1), "and nobody is told of twice");
            let not_seen = facts.entries.iter().filter(|entry| entry.not_seen.is_some()).count();
            prop_assert_eq!(team.counts.not_seen, not_seen);
        }
        let reachable = |roles: &[AccountRole]| facts.people.iter().filter(|p| p.is_reachable && roles.contains(&p.role)).count();
        let staff = reachable(&[AccountRole::Officer, AccountRole::Manager]);
        let managers = reachable(&[AccountRole::Manager]);
        let administrators = if managers == 0 { reachable(&[AccountRole::Administrator]) } else { 0 };
        prop_assert_eq!(recipients.len(), staff + administrators, "an officer with nothing overdue gets a letter too");
    }
}
