use std::path::{Path, PathBuf};

use super::compare::Context;
use super::lists::assign::{self, Matched};
use super::lists::{self, Settings, read, write};
use super::model::Model;
use super::verdict::Verdict;

const HEADER: &str = "given_name,family_name,date_of_birth,postcode,address,parent_name\n";

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn matched(left: &Path, right: Option<&Path>, train: bool) -> (Vec<Matched>, Vec<(u32, u32)>, String) {
    let list = read::read(left, right, 2).unwrap();
    let (comparison, rarity) = lists::compare(&list, Model::shipped().unwrap(), Settings { threads: 2, train }, &|_| {});
    let pairs = assign::pairs(&comparison, list.pair(), right.is_some());
    let context = Context { dictionary: &list.dictionary, rarity: &rarity };
    let out = left.with_extension("pairs");
    write::write(&out, &pairs, list.pair(), context, 2).unwrap();
    let text = std::fs::read_to_string(out).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        let mut row = || cells.next().unwrap().parse().unwrap();
        (row(), row())
    });
    let rows = rows.collect();
    (pairs, rows, text)
}

#[test]
fn generated_lists_are_matched_and_no_twin_is_joined() {
    let folder = tempfile::TempDir::new().unwrap();
    crate::demo::lists::write(folder.path(), 4_000, 7).unwrap();
    let truth = std::fs::read_to_string(folder.path().join("truth.csv")).unwrap();
    let truth: std::collections::HashSet<(u32, u32)> = truth
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').map(|(left, right)| (left.parse().unwrap(), right.parse().unwrap())).unwrap())
        .collect();
    for train in [false, true] {
        let (pairs, rows, _) = matched(&folder.path().join("left.csv"), Some(&folder.path().join("right.csv")), train);
        let right = rows.iter().filter(|row| truth.contains(row)).count();
        assert!(right * 1000 >= rows.len() * 985, "precision: {right} of {}", rows.len());
        assert!(right * 1000 >= truth.len() * 975, "recall: {right} of {}", truth.len());
        let wrong = pairs.iter().zip(&rows).filter(|(pair, row)| pair.verdict == Verdict::Same && !truth.contains(row)).count();
        assert_eq!(wrong, 0, "joined");
    }
}

#[test]
fn twins_on_lists_are_never_the_same() {
    let folder = tempfile::TempDir::new().unwrap();
    let rows = |given: &str| format!("{HEADER}{given},Khan,2015-03-07,SK2 4AB,12 Mill Lane,Sarah Khan\n");
    for (one, other) in [("Ella", "Bella"), ("Grace", "Hope"), ("Oliver", "Olivia")] {
        let (left, right) = (file(&folder, "left.csv", &rows(one)), file(&folder, "right.csv", &rows(other)));
        let (pairs, _, text) = matched(&left, Some(&right), false);
        assert!(pairs.iter().all(|pair| pair.verdict != Verdict::Same), "{text}");
    }
}

#[test]
fn one_list_is_searched_for_people_who_are_on_it_twice() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = format!(
        "{HEADER}Zuzanna,Featherstone,2015-03-07,SK2 4AB,12 Mill Lane,Sarah Featherstone\n\
         Jack,Smith,2014-05-06,SO1 1AA,3 High Street,Ann Smith\n\
         Zuzanna,Fetherstone,2015-07-03,SK2 4AB,12 Mill Lane,Sarah Featherstone\n"
    );
    let (_, rows, text) = matched(&file(&folder, "one.csv", &text), None, false);
    assert_eq!(rows, [(1, 3)], "{text}");
    assert!(text.contains("Day and month of birth swapped."), "{text}");
}

#[test]
fn identical_rows_and_weird_ones_do_no_harm() {
    let folder = tempfile::TempDir::new().unwrap();
    let same = "Oriel,Featherstone,2015-03-07,SK2 4AB,12 Mill Lane,Sarah Featherstone\n".repeat(300);
    let (_, rows, _) = matched(&file(&folder, "same.csv", &format!("{HEADER}{same}")), None, false);
    assert_eq!(rows.len(), 300 * 299 / 2, "each with each");
    let long = "a".repeat(10_000);
    let weird = format!(
        "{HEADER},,,,,\nx,y,2015-02-31,,,\n{long},{long},1,{long},{long},{long}\nمحمد,علي,2015-03-07,,,\n😀,🎉,0000-00-00,,,\n123,456,99/99/9999,,,\n\"unclosed,,,\n"
    );
    let path = file(&folder, "weird.csv", &weird);
    matched(&path, Some(&path), true);
    let bytes = folder.path().join("bytes.csv");
    std::fs::write(&bytes, b"given_name;family_name\nZo\xEB;O\x92Neill\n\xFF\xFE;\0\n").unwrap();
    matched(&bytes, None, false);
    let empty = file(&folder, "empty.csv", HEADER);
    let (_, rows, _) = matched(&empty, Some(&empty), true);
    assert!(rows.is_empty());
}

#[test]
fn a_list_with_no_usable_column_is_refused_in_a_sentence() {
    let folder = tempfile::TempDir::new().unwrap();
    for text in ["", "postcode,sex\nSK2 4AB,F\n", "a,b,c\n1,2,3\n", "\0\0\0"] {
        let path = file(&folder, "none.csv", text);
        let sentence = read::read(&path, None, 2).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(sentence.contains("has no column to match by"), "{sentence}");
    }
    let missing =
        read::read(&folder.path().join("missing.csv"), None, 2).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(missing.contains("cannot read"), "{missing}");
}

/// Thousands of children with everything but their names in common.
fn crowd(header: &str, many: usize, rest: &str) -> String {
    let name = |number: usize| -> String {
        let letters = [number / 676 % 26, number / 26 % 26, number % 26].map(|at| char::from(b'a' + u8::try_from(at).unwrap()));
        letters.iter().flat_map(|letter| [*letter, ['a', 'o', 'e'][usize::from(*letter > 'm')], *letter]).collect()
    };
    let rows = (0..many).map(|number| format!("{},{},{rest}\n", name(number), name(number * 7 + 3)));
    std::iter::once(header.to_owned()).chain(rows).collect()
}

#[test]
fn a_birthday_or_a_hostel_shared_by_thousands_hides_nobody() {
    let folder = tempfile::TempDir::new().unwrap();
    for (name, rest) in [("birthday", "2015-01-01,,,"), ("hostel", "2015-01-01,SK2 4AB,The Hostel 1 High Street,")] {
        let text = crowd(HEADER, 5_000, rest);
        let (left, right) =
            (file(&folder, &format!("{name}_left.csv"), &text), file(&folder, &format!("{name}_right.csv"), &text));
        let (_, rows, _) = matched(&left, Some(&right), false);
        let right = rows.iter().filter(|(one, other)| one == other).count();
        assert!(right >= 4_990, "{name}: {right} of 5000 found");
    }
}

#[test]
fn known_as_and_former_columns_find_who_changed_them() {
    let folder = tempfile::TempDir::new().unwrap();
    let left = file(
        &folder,
        "left.csv",
        "given_name,known_as,family_name,former_family_name,date_of_birth,postcode,former_postcode\n\
         Oluwaseun,Tom,Featherstone,Okonkwo,2015-03-07,SK2 4AB,YO1 1AA\nAmelia,Millie,Zielinska,,2016-05-06,NR1 1AA,\n",
    );
    let right = file(
        &folder,
        "right.csv",
        "first_name,preferred_name,surname,previous_surname,dob,postcode,previous_postcode\n\
         Emilia,Millie,Zielinska,,2016-05-06,NR1 1AA,\nTom,,Okonkwo,,2015-03-07,YO1 1AA,\n",
    );
    let (pairs, rows, text) = matched(&left, Some(&right), false);
    assert!(rows.contains(&(1, 2)), "{text}");
    let twins = pairs.iter().zip(&rows).find(|(_, row)| **row == (2, 1)).map(|(pair, _)| pair.verdict);
    assert_ne!(twins, Some(Verdict::Same), "two sisters who are both called Millie: {text}");
}
