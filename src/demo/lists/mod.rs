//! `seen demo --lists`: two lists of the same town-full of children, kept by two offices that share no
//! identifier, and the truth of who is who. To measure [`crate::matching`] by.

mod names;
mod people;
mod slips;

use std::fs::File;
use std::path::Path;

use super::chance::Chance;
use crate::error::{Error, Result};
use people::{Entry, Family};
use slips::Keeping;

/// Of a hundred children of a list, this many are on the other too.
const ON_BOTH_PERCENT: usize = 80;

/// A child who goes into one list or both.
struct Placed {
    truth: Entry,
    other_name: String,
    left: bool,
    right: bool,
}

/// Writes `left.csv` and `right.csv` with `size` children each, and `truth.csv` with the data rows
/// (from 1) that are one child. The same seed gives the same files.
///
/// # Errors
/// `Refused` for a size out of range or files that cannot be written.
pub fn write(folder: &Path, size: usize, seed: u64) -> Result<()> {
    if !(10..=5_000_000).contains(&size) {
        return Err(Error::refused("--lists takes a number from 10 to 5000000"));
    }
    std::fs::create_dir_all(folder).map_err(|e| Error::refused(format!("cannot make {}: {e}", folder.display())))?;
    let mut chance = Chance::new(seed, u64::MAX);
    let children = placed(&mut chance, size, seed);
    let lefts = list(&mut chance, &folder.join("left.csv"), &children, |child| child.left, Keeping { later: false })?;
    let rights = list(&mut chance, &folder.join("right.csv"), &children, |child| child.right, Keeping { later: true })?;
    let mut truth = writer(&folder.join("truth.csv"))?;
    truth.write_record(["left_row", "right_row"]).map_err(unwritten)?;
    for (left, right) in lefts.iter().zip(&rights) {
        if let (Some(left), Some(right)) = (left, right) {
            truth.write_record([left.to_string(), right.to_string()]).map_err(unwritten)?;
        }
    }
    truth.flush()?;
    Ok(())
}

/// Exactly `size` children for each list; siblings fall where they fall.
fn placed(chance: &mut Chance, size: usize, seed: u64) -> Vec<Placed> {
    let both = size * ON_BOTH_PERCENT / 100;
    let mut left = [both, size - both, size - both];
    let mut children = Vec::with_capacity(2 * size - both);
    for number in 0.. {
        if left.iter().sum::<usize>() == 0 {
            break;
        }
        let family = Family::new(&mut Chance::new(seed, number));
        for truth in family.children {
            let choices: Vec<(u32, usize)> =
                left.iter().enumerate().map(|(at, many)| (u32::try_from(*many).unwrap_or(u32::MAX), at)).collect();
            let at = chance.weighted(&choices);
            if left[at] == 0 {
                break;
            }
            left[at] -= 1;
            children.push(Placed { truth, other_name: family.other_name.clone(), left: at != 2, right: at != 1 });
        }
    }
    children
}

/// Writes one list in an order of its own and says in which row each child is.
fn list(
    chance: &mut Chance,
    path: &Path,
    children: &[Placed],
    is_on: fn(&Placed) -> bool,
    keeping: Keeping,
) -> Result<Vec<Option<usize>>> {
    let mut order: Vec<usize> = (0..children.len()).filter(|at| is_on(&children[*at])).collect();
    for at in (1..order.len()).rev() {
        let other = usize::try_from(chance.between(0, i64::try_from(at).unwrap_or(0))).unwrap_or(0);
        order.swap(at, other);
    }
    let mut rows = vec![None; children.len()];
    let mut file = writer(path)?;
    file.write_record(["given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "parent_name"])
        .map_err(unwritten)?;
    for (row, at) in order.into_iter().enumerate() {
        let child = &children[at];
        let entry = slips::written(chance, &child.truth, &child.other_name, keeping);
        let born = entry.date_of_birth.map(|day| day.to_string()).unwrap_or_default();
        let cells =
            [&entry.given_name, &entry.family_name, &born, &entry.sex, &entry.address, &entry.postcode, &entry.parent_name];
        file.write_record(cells).map_err(unwritten)?;
        rows[at] = Some(row + 1);
    }
    file.flush()?;
    Ok(rows)
}

fn writer(path: &Path) -> Result<csv::Writer<File>> {
    csv::Writer::from_path(path).map_err(|e| Error::refused(format!("cannot write {}: {e}", path.display())))
}

fn unwritten(error: csv::Error) -> Error {
    Error::refused(format!("cannot write the list: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_lists_of_the_size_asked_for() {
        let folder = tempfile::TempDir::new().unwrap();
        let read = |name: &str, file: &str| std::fs::read_to_string(folder.path().join(name).join(file)).unwrap();
        for (name, seed) in [("one", 1), ("again", 1), ("other", 2)] {
            write(&folder.path().join(name), 200, seed).unwrap();
        }
        for file in ["left.csv", "right.csv", "truth.csv"] {
            assert_eq!(read("one", file), read("again", file));
            assert_ne!(read("one", file), read("other", file));
        }
        assert_eq!(read("one", "left.csv").lines().count(), 201);
        assert_eq!(read("one", "right.csv").lines().count(), 201);
        assert_eq!(read("one", "truth.csv").lines().count(), 161);
    }
}
