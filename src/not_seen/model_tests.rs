//! The ranges are the list: nobody twice, nobody left out, in order, from any mark.

use proptest::prelude::*;

use super::*;
use crate::contacts::standard::Verdict;

fn today() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

/// A row as the index has it: due date, id, ever seen.
type Entry = (NaiveDate, Id<Registration>, bool);

fn id(number: u8) -> Id<Registration> {
    Id::from_seed([number; 16])
}

fn holds(span: &Span, entry: &Entry, rising: bool) -> bool {
    let (due, id, seen) = entry;
    span.from.is_none_or(|from| from <= *due)
        && span.until.is_none_or(|until| *due <= until)
        && span.beyond.is_none_or(|mark| if rising { *id > mark } else { *id < mark })
        && match span.sight {
            Sight::Any => true,
            Sight::Never => !seen,
            Sight::Seen => *seen,
        }
}

/// What the database would answer, range after range.
fn read_spans(spans: &[Span], entries: &[Entry], rising: bool) -> Vec<Entry> {
    let mut sorted = entries.to_vec();
    sorted.sort_unstable_by_key(|(due, id, _)| (*due, *id));
    if !rising {
        sorted.reverse();
    }
    spans.iter().flat_map(|span| sorted.iter().filter(|entry| holds(span, entry, rising)).copied().collect::<Vec<_>>()).collect()
}

fn belongs(shown: Shown, entry: &Entry) -> bool {
    let verdict = Verdict::on(today(), entry.2, entry.0);
    match shown {
        Shown::NotSeen => verdict.is_not_seen(),
        Shown::NeverSeen => verdict == Verdict::NeverSeen,
        Shown::Overdue => verdict == Verdict::Overdue,
        Shown::DueSoon => verdict == Verdict::DueSoon,
        Shown::InDate => verdict == Verdict::InDate,
        Shown::Everybody => true,
    }
}

prop_compose! {
    // Few days, so that many fall due together.
    fn any_entries()(rows in prop::collection::vec((0i64..40, any::<bool>()), 0..60)) -> Vec<Entry> {
        rows.into_iter()
            .enumerate()
            .map(|(number, (offset, seen))| (today() + chrono::TimeDelta::days(offset - 20), id(u8::try_from(number).unwrap()), seen))
            .collect()
    }
}

proptest! {
    #[test]
    fn the_ranges_are_exactly_the_rows_of_the_verdicts_in_order(entries in any_entries(), shown in proptest::sample::select(Shown::ALL)) {
        let listed = read_spans(&beyond(&spans(List::NotSeen, shown, today()), None, true), &entries, true);
        let mut expected: Vec<Entry> = entries.into_iter().filter(|entry| belongs(shown, entry)).collect();
        expected.sort_unstable_by_key(|(due, id, _)| (*due, *id));
        prop_assert_eq!(listed, expected);
    }

    #[test]
    fn every_open_registration_has_exactly_one_verdict(entries in any_entries()) {
        let count = |shown| read_spans(&spans(List::NotSeen, shown, today()), &entries, true).len();
        let parts = [Shown::NeverSeen, Shown::Overdue, Shown::DueSoon, Shown::InDate].map(count);
        prop_assert_eq!(parts.iter().sum::<usize>(), entries.len());
        prop_assert_eq!(parts[0] + parts[1], count(Shown::NotSeen));
    }

    #[test]
    fn a_walk_by_pages_meets_everybody_once_and_walks_back_the_same_way(
        entries in any_entries(), size in 1usize..7, rising in any::<bool>(), shown in proptest::sample::select(Shown::ALL),
    ) {
        let list = spans(List::NotSeen, shown, today());
        let whole = read_spans(&beyond(&list, None, rising), &entries, rising);
        let mark = |entry: &Entry| Some(Mark { due: entry.0, id: entry.1 });
        let mut walked: Vec<Entry> = Vec::new();
        loop {
            let page = read_spans(&beyond(&list, walked.last().and_then(mark), rising), &entries, rising);
            if page.is_empty() { break }
            walked.extend(page.into_iter().take(size));
        }
        prop_assert_eq!(&walked, &whole);
        if let Some(last) = whole.last() {
            let mut back = read_spans(&beyond(&list, mark(last), !rising), &entries, !rising);
            back.reverse();
            prop_assert_eq!(&back[..], &whole[..whole.len() - 1]);
        }
    }
}

#[test]
fn a_filter_survives_its_address_and_foreign_codes_do_not() {
    let query = "kind=ehe&kind=cme&level=intensive&officer=me&year=6&district=WX1&show=due_soon&agency=police&order=latest";
    let filter = Asked::from_query(query).unwrap().filter(List::NotSeen).unwrap();
    assert_eq!(filter.query(List::NotSeen), query);
    assert_eq!(Asked::from_query("").unwrap().filter(List::NotSeen).unwrap(), Filter::usual(List::NotSeen));
    for wrong in ["kind=none", "level=high", "officer=1", "agency='", "show=all", "order=name", "year=six"] {
        assert!(Asked::from_query(wrong).unwrap().filter(List::NotSeen).is_err(), "{wrong}");
    }
    for wrong in ["after=1", "before=2026-01-01", "after=2026-01-01.x", "after=2026-13-01.00000000-0000-7000-8000-000000000000"] {
        assert!(Asked::from_query(wrong).unwrap().turn().is_err(), "{wrong}");
    }
}
