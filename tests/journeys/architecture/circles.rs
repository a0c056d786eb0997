//! No two files of the program name each other, by however many others in between: each stands above what it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, nothing, product};

/// The path of a module, from the root of the program.
type Module = Vec<String>;

fn module_of(source: &Source) -> Module {
    let inside = source.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(inside, "lib" | "main") { Vec::new() } else { inside.split('/').map(str::to_owned).collect() }
}

fn is_part_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Takes the paths at the beginning of a text, `a::{b, c::D}` being two; answers what is left of the text.
fn paths<'t>(text: &'t str, before: &[String], found: &mut Vec<Vec<String>>) -> &'t str {
    let text = text.trim_start();
    let (name, rest) = text.split_at(text.find(|letter| !is_part_of_a_name(letter)).unwrap_or(text.len()));
    let is_last_comma = name.is_empty() && rest.starts_with('}');
    let mut path = before.to_vec();
    if !name.is_empty() && (name != "self" || before.is_empty()) {
        path.push(name.to_owned());
    }
    let Some(rest) = rest.strip_prefix("::") else {
        found.extend((!is_last_comma).then_some(path));
        return rest;
    };
    let Some(mut rest) = rest.strip_prefix('{') else { return paths(rest, &path, found) };
    loop {
        rest = paths(rest, &path, found).trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return rest.strip_prefix('}').unwrap_or(rest),
        }
    }
}

/// Every path of a file that begins at the program's root, at the file itself or at the one above it.
fn named_in(source: &Source) -> Vec<Vec<String>> {
    let (code, module) = (source.product_code(), module_of(source));
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            // `super::super::` was followed from its first word.
            let is_whole = !code[..at].ends_with(is_part_of_a_name) && !code[..at].ends_with("::");
            if is_whole {
                paths(&code[at..], &[], &mut found);
            }
        }
    }
    found.into_iter().map(|path| from_the_root(&path, &module)).collect()
}

fn from_the_root(path: &[String], module: &[String]) -> Vec<String> {
    let mut whole = module.to_vec();
    for (place, word) in path.iter().enumerate() {
        match word.as_str() {
            "crate" if place == 0 => whole.clear(),
            "self" if place == 0 => {}
            "super" => {
                whole.pop();
            }
            word => whole.push(word.to_owned()),
        }
    }
    whole
}

/// What a file hands on under its own path: the name there, and what it is.
fn handed_on(source: &Source, modules: &BTreeSet<Module>) -> Vec<(Vec<String>, Vec<String>)> {
    let (code, module) = (source.product_code(), module_of(source));
    let mut handed = Vec::new();
    for (at, start) in code.match_indices("pub use ") {
        let mut found = Vec::new();
        paths(&code[at + start.len()..], &[], &mut found);
        for path in found {
            let known_as = path.last().cloned().unwrap_or_default();
            let within = [module.as_slice(), &path[..1]].concat();
            let whole =
                if modules.contains(&within) { [module.as_slice(), &path].concat() } else { from_the_root(&path, &module) };
            handed.push(([module.as_slice(), &[known_as]].concat(), whole));
        }
    }
    handed
}

/// Which files each file names.
fn arrows(house: &[Source]) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeSet<Module> = house.iter().map(module_of).collect();
    let handed: BTreeMap<_, _> = house.iter().flat_map(|source| handed_on(source, &modules)).collect();
    let holder = |mut path: Vec<String>| {
        let followed = (1..=path.len()).rev().find_map(|length| handed.get(&path[..length]));
        if let Some(elsewhere) = followed {
            path.clone_from(elsewhere);
        }
        while !modules.contains(&path) && !path.is_empty() {
            path.pop();
        }
        path
    };
    let of = |source: &Source| {
        let own = module_of(source);
        let named = named_in(source).into_iter().map(holder).filter(|other| *other != own && !other.is_empty());
        (own.clone(), named.collect())
    };
    house.iter().map(of).collect()
}

#[test]
fn no_file_names_itself_by_way_of_others() {
    let house: Vec<Source> = product().into_iter().filter(|source| !source.is_tests_alone()).collect();
    let mut left = arrows(&house);
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 1_000, "the arrows were not read");
    // Whatever names nobody who is left stands on the ground, and what nobody names is a roof: neither is in a circle.
    loop {
        let named: BTreeSet<&Module> = left.values().flatten().collect();
        let is_an_end = |(own, names): &(&Module, &BTreeSet<Module>)| {
            !named.contains(*own) || !names.iter().any(|other| left.contains_key(other))
        };
        let ends: Vec<Module> = left.iter().filter(is_an_end).map(|(own, _)| own.clone()).collect();
        if ends.is_empty() {
            break;
        }
        left.retain(|own, _| !ends.contains(own));
    }
    let broken: Vec<String> = left.keys().map(|own| own.join("/")).collect();
    assert_eq!(broken, nothing(), "these name each other in a circle");
}
