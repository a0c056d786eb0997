//! What a newer list of schools says differently of a school: pure.

use chrono::{Days, NaiveDate};

use super::model::{OrganisationStatus, School};

/// A change of an organisation: what an [`Id`](crate::id::Id) of one names.
pub struct OrganisationChange;

crate::closed_list! {
    /// What happened to a school, as far as its history needs it.
    pub enum SchoolChange {
        Opened = "opened" "opened",
        Closed = "closed" "closed",
        Reopened = "reopened" "open again",
        Renamed = "renamed" "renamed",
        Moved = "moved" "moved",
    }
}

/// One change, with what was said before and what is said now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What happened.
    pub what: SchoolChange,
    /// Before: a name, a DfE number, a state.
    pub before: String,
    /// Now.
    pub after: String,
}

impl Changed {
    /// In words, for whoever imports the list.
    pub fn sentence(&self) -> String {
        let Self { what, before, after } = self;
        match what {
            SchoolChange::Renamed => format!("renamed, was “{before}”"),
            SchoolChange::Moved => format!("moved, was {before}, is {after}"),
            SchoolChange::Closed if after.is_empty() => "closed".to_owned(),
            SchoolChange::Closed => format!("closed on {after}"),
            SchoolChange::Opened | SchoolChange::Reopened => what.label().to_owned(),
        }
    }
}

/// The DfE number: the authority it stands in, and the school.
fn number(school: &School) -> String {
    format!("{}/{}", school.la_code, school.establishment_number)
}

/// What happened to a school between two lists, in the order in which it is told. A change of address,
/// telephone or head is none.
pub fn changes(before: &School, now: &School) -> Vec<Changed> {
    let changed = |what, before: String, after: String| Changed { what, before, after };
    let mut found = Vec::new();
    if before.name != now.name {
        found.push(changed(SchoolChange::Renamed, before.name.clone(), now.name.clone()));
    }
    // A new number within the authority is an affair of the list; another authority is not.
    if before.la_code != now.la_code {
        found.push(changed(SchoolChange::Moved, number(before), number(now)));
    }
    let what = match (before.status, now.status) {
        (OrganisationStatus::Closed, OrganisationStatus::Closed) => None,
        (_, OrganisationStatus::Closed) => Some(SchoolChange::Closed),
        (OrganisationStatus::Closed, _) => Some(SchoolChange::Reopened),
        (OrganisationStatus::ProposedToOpen, OrganisationStatus::Open | OrganisationStatus::ProposedToClose) => {
            Some(SchoolChange::Opened)
        }
        _ => None,
    };
    if let Some(what) = what {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let after = if what == SchoolChange::Closed { day(now.closed_on) } else { day(now.opened_on) };
        found.push(changed(what, before.status.code().to_owned(), after));
    }
    found
}

/// After it closed, a school still has the last names of its register to return.
const LAST_RETURNS_WITHIN: Days = Days::new(90);

/// Whether a notification may still be begun at a school: a closed one is not offered any more, once
/// its last returns are in.
pub fn may_notify(status: OrganisationStatus, closed_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    let last = closed_on.and_then(|day| day.checked_add_days(LAST_RETURNS_WITHIN));
    status != OrganisationStatus::Closed || last.is_some_and(|last| today <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(name: &str, la_code: &str, status: OrganisationStatus) -> School {
        School {
            urn: "100000".into(),
            la_code: la_code.into(),
            establishment_number: "2000".into(),
            name: name.into(),
            school_type: String::new(),
            phase: String::new(),
            status,
            opened_on: None,
            closed_on: "2026-08-31".parse().ok().filter(|_| status == OrganisationStatus::Closed),
            lowest_age: None,
            highest_age: None,
            address: String::new(),
            postcode: String::new(),
            telephone: String::new(),
            head_teacher: String::new(),
        }
    }

    #[test]
    fn what_happened_is_told_and_a_new_telephone_is_nothing() {
        use OrganisationStatus::{Closed, Open, ProposedToClose, ProposedToOpen};
        let told =
            |before: &School, now: &School| -> Vec<String> { changes(before, now).iter().map(Changed::sentence).collect() };
        let open = school("Vine Street", "990", Open);
        assert_eq!(told(&open, &School { telephone: "1".into(), ..open.clone() }), [""; 0]);
        assert_eq!(told(&open, &school("Vine Street", "990", ProposedToClose)), [""; 0]);
        assert_eq!(
            told(&open, &school("Vine Academy", "991", Closed)),
            ["renamed, was “Vine Street”", "moved, was 990/2000, is 991/2000", "closed on 2026-08-31"]
        );
        assert_eq!(told(&school("A", "990", Closed), &school("A", "990", Open)), ["open again"]);
        assert_eq!(told(&school("A", "990", ProposedToOpen), &school("A", "990", Open)), ["opened"]);
    }

    #[test]
    fn a_school_that_closed_returns_its_last_names_and_then_no_more() {
        let (open, closed) = (OrganisationStatus::Open, OrganisationStatus::Closed);
        let (day, last, after) = ("2026-08-31", "2026-11-29", "2026-11-30");
        let on = |status, closed_on: &str, today: &str| may_notify(status, closed_on.parse().ok(), today.parse().unwrap());
        assert!(on(open, "", after) && on(OrganisationStatus::ProposedToClose, "", after));
        assert!(on(closed, day, last) && !on(closed, day, after) && !on(closed, "", last));
    }
}
