//! The rule by which a new child gets an officer: pure, and total as long as there is an officer.

use crate::access::account::Account;
use crate::children::identifiers::postcode_district;
use crate::children::year_group::YearGroup;
use crate::id::Id;

crate::closed_list! {
    /// How an authority spreads new children over its officers.
    pub enum OfficerRule {
        LeastLoaded = "least_loaded" "To whoever has the fewest children",
        ByArea = "by_area" "By where the child lives",
        ByYearGroup = "by_year_group" "By year group",
    }
}

crate::closed_list! {
    /// What a share of the children is told by.
    pub enum ShareOf {
        District = "district" "Postcode district",
        YearGroup = "year_group" "Year group",
    }
}

/// A share of the children, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// What it is told by.
    pub what: ShareOf,
    /// A district, `WX1`, or a year group as a number, Reception 0.
    pub share: String,
    /// Whose.
    pub officer: Id<Account>,
}

/// An officer who can be given children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// Which.
    pub officer: Id<Account>,
    /// As people know them.
    pub name: String,
    /// How many children they have.
    pub children: i64,
    /// Whether a manager, whose work is the team's: given children by a share or by somebody, and for
    /// having the fewest only where there is no officer.
    pub is_manager: bool,
}

/// A child who is to get an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The district of the postcode, or empty.
    pub district: String,
    /// The year group.
    pub year: YearGroup,
}

/// Who it would be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// None where there is no officer at all.
    pub officer: Option<Id<Account>>,
    /// For whoever decides.
    pub why: String,
}

/// Who a child would go to. A share that nobody has, or whose officer cannot be given children any
/// more, goes to whoever has the fewest, officers before managers; of several, the first by name.
pub fn propose(rule: OfficerRule, shares: &[Share], loads: &[Load], child: &Newcomer) -> Proposal {
    let Some(least) = loads.iter().min_by_key(|load| (load.is_manager, load.children, &load.name, load.officer)) else {
        return Proposal { officer: None, why: "There is no officer who can be given children.".into() };
    };
    let fewest = format!("{} has the fewest children ({}).", least.name, least.children);
    let (what, share, where_or_which) = match rule {
        OfficerRule::LeastLoaded => return Proposal { officer: Some(least.officer), why: fewest },
        OfficerRule::ByArea => (ShareOf::District, child.district.clone(), child.district.clone()),
        OfficerRule::ByYearGroup => (ShareOf::YearGroup, child.year.0.to_string(), child.year.label()),
    };
    if share.is_empty() {
        return Proposal { officer: Some(least.officer), why: format!("The postcode is not known. {fewest}") };
    }
    let keeper = shares.iter().find(|one| one.what == what && one.share == share);
    match keeper.and_then(|keeper| loads.iter().find(|load| load.officer == keeper.officer)) {
        Some(load) => {
            Proposal { officer: Some(load.officer), why: format!("{} has the children of {where_or_which}.", load.name) }
        }
        None => Proposal { officer: Some(least.officer), why: format!("Nobody has the children of {where_or_which}. {fewest}") },
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|part| !part.is_empty())
}

/// Districts as typed, `WX1, WX2`.
///
/// # Errors
/// A sentence for the field.
pub fn districts(text: &str) -> Result<Vec<String>, String> {
    let district = |part: &str| {
        let known = postcode_district(part);
        if !known.is_empty() && known.eq_ignore_ascii_case(part) {
            Ok(known)
        } else {
            Err(format!("“{part}” is not the first half of a postcode, for example WX1"))
        }
    };
    parts(text).map(district).collect()
}

/// Year groups as typed, `R, 1-3, 6`.
///
/// # Errors
/// A sentence for the field.
pub fn years(text: &str) -> Result<Vec<String>, String> {
    let year = |part: &str| match part.to_lowercase().as_str() {
        "r" | "reception" => Some(0),
        number => number.parse::<i32>().ok().filter(|year| (0..=13).contains(year)),
    };
    let fault = |part: &str| format!("“{part}” is not a year group: write R for Reception, numbers, or from and to, like 1-3");
    let mut found = Vec::new();
    for part in parts(text) {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to) = year(from).zip(year(to)).filter(|(from, to)| from <= to).ok_or_else(|| fault(part))?;
        found.extend((from..=to).map(|year| year.to_string()));
    }
    Ok(found)
}

/// Shares as they are typed again: `WX1, WX2`; `R, 1, 2`.
pub fn typed(what: ShareOf, officer: Id<Account>, shares: &[Share]) -> String {
    let mut mine: Vec<&str> =
        shares.iter().filter(|one| one.what == what && one.officer == officer).map(|one| one.share.as_str()).collect();
    mine.sort_by_key(|share| (share.len(), *share));
    mine.into_iter()
        .map(|share| if what == ShareOf::YearGroup && share == "0" { "R" } else { share })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn officer(number: u8) -> Id<Account> {
        Id::from_seed([number; 16])
    }

    fn load(number: u8, name: &str, children: i64) -> Load {
        Load { officer: officer(number), name: name.into(), children, is_manager: false }
    }

    fn child(district: &str, year: i32) -> Newcomer {
        Newcomer { district: district.into(), year: YearGroup(year) }
    }

    fn share(what: ShareOf, share: &str, number: u8) -> Share {
        Share { what, share: share.into(), officer: officer(number) }
    }

    #[test]
    fn whoever_has_the_fewest_and_of_several_the_first_by_name() {
        let loads = [load(1, "Busy", 9), load(2, "Zora", 2), load(3, "Amina", 2)];
        let proposal = propose(OfficerRule::LeastLoaded, &[], &loads, &child("WX1", 3));
        assert_eq!(proposal, Proposal { officer: Some(officer(3)), why: "Amina has the fewest children (2).".into() });
    }

    #[test]
    fn a_manager_gets_children_by_having_the_fewest_only_where_there_is_no_officer() {
        let manager = Load { is_manager: true, ..load(1, "Mona", 0) };
        let least = |loads: &[Load]| propose(OfficerRule::LeastLoaded, &[], loads, &child("WX1", 3)).officer;
        assert_eq!(least(&[manager.clone(), load(2, "Busy", 90)]), Some(officer(2)));
        assert_eq!(least(std::slice::from_ref(&manager)), Some(officer(1)));
        let shares = [share(ShareOf::District, "WX1", 1)];
        let by_area = propose(OfficerRule::ByArea, &shares, &[manager, load(2, "Busy", 0)], &child("WX1", 3));
        assert_eq!(by_area.officer, Some(officer(1)), "whose the district is");
    }

    #[test]
    fn a_share_is_its_officers_whatever_they_have() {
        let loads = [load(1, "Busy", 90), load(2, "Amina", 0)];
        let shares = [share(ShareOf::District, "WX1", 1), share(ShareOf::YearGroup, "0", 1)];
        let proposed = |rule, child: &Newcomer| propose(rule, &shares, &loads, child);
        assert_eq!(proposed(OfficerRule::ByArea, &child("WX1", 3)).officer, Some(officer(1)));
        assert_eq!(proposed(OfficerRule::ByYearGroup, &child("WX9", 0)).why, "Busy has the children of Reception.");
        let other = proposed(OfficerRule::ByArea, &child("WX9", 3));
        assert_eq!(
            (other.officer, other.why.as_str()),
            (Some(officer(2)), "Nobody has the children of WX9. Amina has the fewest children (0).")
        );
        assert!(proposed(OfficerRule::ByArea, &child("", 3)).why.starts_with("The postcode is not known."));
        let gone = propose(OfficerRule::ByArea, &shares, &loads[1..], &child("WX1", 3));
        assert_eq!(gone.officer, Some(officer(2)), "an officer who left gets nobody");
    }

    #[test]
    fn shares_are_read_as_people_write_them() {
        assert_eq!(districts("wx1, WX2;  wx10"), Ok(vec!["WX1".into(), "WX2".into(), "WX10".into()]));
        assert_eq!(years("R 1-3, 11").unwrap(), ["0", "1", "2", "3", "11"]);
        assert_eq!((districts(" "), years("")), (Ok(vec![]), Ok(vec![])));
        for text in ["WX1 2AB", "Q1", "everywhere", "1"] {
            assert!(districts(text).is_err(), "{text}");
        }
        for text in ["14", "3-1", "-1", "x", "1-", "R-x"] {
            assert!(years(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn as_long_as_there_is_an_officer_there_is_a_proposal(
            children in proptest::collection::vec(0..50_i64, 1..6),
            rule in 0..3_usize, district in "(WX[1-3])?", year in -1..14_i32, named in 0..8_u8,
        ) {
            let loads: Vec<Load> = (0_u8..).zip(&children).map(|(number, children)| load(number, "Same", *children)).collect();
            let shares = [share(ShareOf::District, "WX1", named), share(ShareOf::YearGroup, "4", named)];
            let proposal = propose(OfficerRule::ALL[rule], &shares, &loads, &child(&district, year));
            prop_assert!(loads.iter().any(|load| Some(load.officer) == proposal.officer));
        }

        #[test]
        fn what_is_typed_is_typed_again(years_typed in proptest::collection::btree_set(0..=13_i32, 0..8)) {
            let text = years_typed.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let shares: Vec<Share> = years(&text).unwrap().iter().map(|one| share(ShareOf::YearGroup, one, 1)).collect();
            prop_assert_eq!(years(&typed(ShareOf::YearGroup, officer(1), &shares)).unwrap(), years(&text).unwrap());
        }
    }
}
