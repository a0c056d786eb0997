//! Which given names are forms of one another: a list of our own, `data/given_names.txt`.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::stable::hash;

/// A line of the list is a group; `#` begins a remark.
const LIST: &str = include_str!("data/given_names.txt");

struct List {
    groups: HashMap<&'static str, Vec<u16>>,
    roots: Vec<u32>,
}

static GROUPS: LazyLock<List> = LazyLock::new(|| read(LIST));

/// Set in a group's number for the usual form of it, the first of its line.
const USUAL: u16 = 1 << 15;

/// The groups a folded word belongs to; empty for a name that is on no list.
pub fn groups(word: &str) -> &'static [u16] {
    GROUPS.groups.get(word).map_or(&[], Vec::as_slice)
}

/// One number for all groups that are joined by a common name, so that it can be a key: Alexander and
/// Alexandra meet in Alex.
pub fn root(group: u16) -> u32 {
    GROUPS.roots.get(usize::from(group & !USUAL)).copied().unwrap_or(0)
}

/// A bit for each group: two names without a common bit have no common group.
pub fn outline(groups: &[u16]) -> u32 {
    groups.iter().fold(0, |bits, group| bits | 1 << (group % 32))
}

/// How two names stand to each other by their groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// No form of one another.
    None,
    /// Two short or other forms of a third name: Ella and Bella are both Isabella, and both are names.
    Cousins,
    /// A name and a form of it.
    Forms,
}

/// How two names stand to each other by the groups they belong to. Symmetric.
pub fn kinship(one: &[u16], other: &[u16]) -> Kinship {
    let mut kinship = Kinship::None;
    for mine in one {
        for theirs in other.iter().filter(|theirs| (*theirs ^ mine) & !USUAL == 0) {
            if (mine | theirs) & USUAL != 0 {
                return Kinship::Forms;
            }
            kinship = Kinship::Cousins;
        }
    }
    kinship
}

fn read(list: &'static str) -> List {
    let mut groups: HashMap<&'static str, Vec<u16>> = HashMap::new();
    let mut parents: Vec<usize> = Vec::new();
    let mut names: Vec<&'static str> = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let number = parents.len();
        let Some(short) = u16::try_from(number).ok().filter(|number| number & USUAL == 0) else { break };
        parents.push(number);
        names.push(line.split(' ').next().unwrap_or_default());
        for name in line.split(' ') {
            let known = groups.entry(name).or_default();
            if let Some(first) = known.first() {
                let (one, other) = (top(&parents, usize::from(*first & !USUAL)), top(&parents, number));
                parents[one.max(other)] = one.min(other);
            }
            known.push(if line.starts_with(&format!("{name} ")) { short | USUAL } else { short });
        }
    }
    let roots = (0..parents.len()).map(|group| hash(names[top(&parents, group)].as_bytes())).collect();
    List { groups, roots }
}

fn top(parents: &[usize], mut group: usize) -> usize {
    while parents[group] != group {
        group = parents[group];
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::children::names::fold;

    #[test]
    fn the_list_is_folded_and_names_no_form_twice_in_a_line() {
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let mut names: Vec<&str> = line.split(' ').collect();
            assert!(names.iter().all(|name| fold(name) == *name), "{line}");
            let many = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), many, "{line}");
            assert!(many >= 2 || line.is_empty(), "{line}");
        }
        assert!(GROUPS.roots.len() > 300);
    }

    #[test]
    fn forms_share_a_group() {
        let kin = |one: &str, other: &str| kinship(groups(one), groups(other));
        assert_eq!(kin("katie", "katherine"), Kinship::Forms);
        assert_eq!(kin("muhammad", "mohammed"), Kinship::Forms);
        assert_eq!(kin("gosia", "malgorzata"), Kinship::Forms);
        assert_eq!(kin("ella", "bella"), Kinship::Cousins);
        assert_eq!(kin("alexander", "alexandra"), Kinship::None, "Alex is both, they are not each other");
        assert_eq!(root(groups("alexander")[0]), root(groups("alexandra")[0]), "but they have one key");
    }
}
