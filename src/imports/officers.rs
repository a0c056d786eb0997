//! Which account an officer's name in a sheet means: only where it can mean no other.

use crate::access::account::Account;
use crate::children::names::words;
use crate::id::Id;

/// The officers and managers of the authority who can sign in.
#[derive(Clone, Debug, Default)]
pub struct Officers(Vec<(Id<Account>, Vec<String>)>);

/// Short forms that stand for one name in everyday English; both halves of a pair are one person's name.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("dave", "david"),
    ("mike", "michael"),
    ("mick", "michael"),
    ("bob", "robert"),
    ("rob", "robert"),
    ("bill", "william"),
    ("will", "william"),
    ("jim", "james"),
    ("tom", "thomas"),
    ("tony", "anthony"),
    ("andy", "andrew"),
    ("steve", "stephen"),
    ("steve", "steven"),
    ("pete", "peter"),
    ("matt", "matthew"),
    ("nick", "nicholas"),
    ("dan", "daniel"),
    ("joe", "joseph"),
    ("ben", "benjamin"),
    ("greg", "gregory"),
    ("ken", "kenneth"),
    ("ron", "ronald"),
    ("phil", "philip"),
    ("sue", "susan"),
    ("liz", "elizabeth"),
    ("beth", "elizabeth"),
    ("kate", "katherine"),
    ("katie", "katherine"),
    ("kathy", "katherine"),
    ("cath", "catherine"),
    ("jen", "jennifer"),
    ("jenny", "jennifer"),
    ("becky", "rebecca"),
    ("debbie", "deborah"),
    ("mandy", "amanda"),
    ("maggie", "margaret"),
    ("pat", "patricia"),
    ("trish", "patricia"),
    ("vicky", "victoria"),
    ("sam", "samantha"),
    ("sam", "samuel"),
    ("alex", "alexandra"),
    ("alex", "alexander"),
    ("chris", "christopher"),
    ("chris", "christine"),
    ("jo", "joanne"),
    ("jo", "joanna"),
    ("barbs", "barbara"),
    ("bev", "beverley"),
    ("gill", "gillian"),
];

impl Officers {
    /// From accounts and their names.
    pub fn new(accounts: impl IntoIterator<Item = (Id<Account>, String)>) -> Self {
        Self(accounts.into_iter().map(|(id, name)| (id, words(&name))).collect())
    }

    /// The one account a name means: "Priya Raman", "P Raman", "Raman, Priya", "PR". The words of the
    /// account with exactly that name go before those it could merely stand for.
    pub fn named(&self, cell: &str) -> Option<Id<Account>> {
        let name = in_order(cell);
        let only = |fits: &dyn Fn(&[String]) -> bool| {
            let mut found = self.0.iter().filter(|(_, account)| fits(account));
            found.next().filter(|_| found.next().is_none()).map(|(id, _)| *id)
        };
        if name.is_empty() {
            return None;
        }
        only(&|account| account == name).or_else(|| only(&|account| stands_for(&name, account)))
    }
}

/// "Raman, Priya" is "Priya Raman".
fn in_order(cell: &str) -> Vec<String> {
    match cell.split_once(',') {
        Some((family, given)) => words(given).into_iter().chain(words(family)).collect(),
        None => words(cell),
    }
}

fn stands_for(name: &[String], account: &[String]) -> bool {
    match (name, account) {
        ([letters], [_, .., _]) => {
            let initials: String = account.iter().filter_map(|word| word.chars().next()).collect();
            letters.chars().count() >= 2 && *letters == initials
        }
        ([first, .., family], [account_first, .., account_family]) => {
            family == account_family && is_given_name_of(first, account_first)
        }
        _ => false,
    }
}

fn is_given_name_of(written: &str, account: &str) -> bool {
    let is_initial = written.chars().count() == 1 && account.starts_with(written);
    let is_short = |short: &str, long: &str| SHORT_FORMS.contains(&(short, long));
    written == account || is_initial || is_short(written, account) || is_short(account, written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn officers(names: &[&str]) -> (Officers, Vec<Id<Account>>) {
        let ids: Vec<Id<Account>> = names.iter().map(|_| Id::mint()).collect();
        (Officers::new(ids.iter().copied().zip(names.iter().map(|name| (*name).to_owned()))), ids)
    }

    #[test]
    fn three_spellings_mean_one_officer() {
        let (officers, ids) = officers(&["David Ellis", "Siân Morgan", "Priya Raman"]);
        for (cell, officer) in [
            ("David Ellis", 0),
            ("Dave Ellis", 0),
            ("D. ELLIS", 0),
            ("Ellis, David", 0),
            ("Sian Morgan", 1),
            ("S. Morgan", 1),
            ("P Raman", 2),
            (" priya  raman ", 2),
            ("PR", 2),
        ] {
            assert_eq!(officers.named(cell), Some(ids[officer]), "{cell}");
        }
        for cell in ["", "?", "Ellis", "Sian", "A Raman", "Duty officer", "P Raman/D Ellis"] {
            assert_eq!(officers.named(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_name_that_could_mean_two_means_nobody() {
        let (officers, ids) = officers(&["Priya Raman", "Paul Raman", "Sam Lee", "Samuel Lee"]);
        assert_eq!(officers.named("P Raman"), None);
        assert_eq!(officers.named("Paul Raman"), Some(ids[1]));
        assert_eq!(officers.named("Sam Lee"), Some(ids[2]), "exactly that name");
    }
}
