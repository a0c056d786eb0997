//! Names folded for comparing: case, accents, apostrophes, hyphens and spaces do not matter, nor does
//! the order of the names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in lower case, without accents, as words of letters and digits with one space between.
/// Apostrophes join ("O’Neill" is one word), everything else that is no letter parts words.
pub fn fold(text: &str) -> String {
    words(text).join(" ")
}

/// The folded words of a text, in their order.
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().filter(|c| !is_apostrophe(*c)).map(|c| if joins(c) { c } else { ' ' }).collect();
    let mut folded: String = plain.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    // Some letters fall apart only in lower case, some only once their accent is gone.
    folded = folded.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let mut spelt = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            'ß' => spelt.push_str("ss"),
            'æ' => spelt.push_str("ae"),
            'œ' => spelt.push_str("oe"),
            'þ' => spelt.push_str("th"),
            'ø' => spelt.push('o'),
            'ð' | 'đ' => spelt.push('d'),
            'ł' => spelt.push('l'),
            'ħ' => spelt.push('h'),
            'ı' => spelt.push('i'),
            c if c.is_alphanumeric() => spelt.push(c),
            _ => spelt.push(' '),
        }
    }
    spelt.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A text that somebody wrote in capitals alone, as names are written: "O'BRIEN-KHAN" is "O'Brien-Khan".
/// A text with any small letter, or with one letter only, stays as it is.
pub fn out_of_capitals(text: &str) -> String {
    let is_shouted = text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(char::is_lowercase);
    if !is_shouted {
        return text.to_owned();
    }
    let mut calm = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins {
            calm.push(c)
        } else {
            calm.extend(c.to_lowercase())
        }
        begins = !c.is_alphabetic() && !is_combining_mark(c);
    }
    calm
}

/// A text folded into one word: "Mary-Jane", "Mary Jane" and "MARYJANE" are the same.
pub fn joined(text: &str) -> String {
    words(text).concat()
}

/// Whether two children have the same names, given and family name in either order.
pub fn are_same(one: (&str, &str), other: (&str, &str)) -> bool {
    key(one.0, one.1) == key(other.0, other.1)
}

/// What two children with the same names share, given and family name in either order.
pub fn key(given_names: &str, family_name: &str) -> (String, String) {
    let (given, family) = (joined(given_names), joined(family_name));
    if given <= family { (given, family) } else { (family, given) }
}

/// The terms by which a name is found: its words, the parts of a word with a hyphen or apostrophe,
/// and all of it in one.
pub fn terms(name: &str) -> Vec<String> {
    let parted: String = name.chars().map(|c| if is_apostrophe(c) { ' ' } else { c }).collect();
    let mut terms: Vec<String> = words(name).into_iter().chain(words(&parted)).collect();
    terms.extend(name.split_whitespace().map(joined));
    terms.push(joined(name));
    terms.retain(|term| !term.is_empty());
    terms.sort();
    terms.dedup();
    terms
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′')
}

/// Kept inside a word for now: letters, digits, and the marks that stand on them.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_written_as_names() {
        for (shouted, calm) in [
            ("O'BRIEN-KHAN", "O'Brien-Khan"),
            ("MARY JANE", "Mary Jane"),
            ("SIÂN", "Siân"),
            ("McDonald", "McDonald"),
            ("Q", "Q"),
            ("12B", "12B"),
            ("", ""),
        ] {
            assert_eq!(out_of_capitals(shouted), calm);
        }
    }
    use proptest::prelude::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        for (given, folded) in [
            ("  ZOË  ", "zoe"),
            ("O’Neill", "oneill"),
            ("O'NEILL", "oneill"),
            ("Mary-Jane", "mary jane"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Strauß", "strauss"),
            ("Ægir Þór", "aegir thor"),
            ("İbrahim", "ibrahim"),
            ("José\u{301}", "jose"),
            ("Ｆｕｌｌ", "full"),
            ("😀", ""),
            ("", ""),
            ("محمد", "محمد"),
        ] {
            assert_eq!(fold(given), folded, "{given}");
        }
    }

    #[test]
    fn the_order_of_names_does_not_matter() {
        assert!(are_same(("Mary Jane", "O'Neill"), ("ONEILL", "mary-jane")));
        assert!(!are_same(("Mary", "Jane"), ("Mary", "Janet")));
    }

    #[test]
    fn a_name_is_found_by_its_words_its_parts_and_all_of_it() {
        assert_eq!(terms("Mary-Jane Ann"), ["ann", "jane", "mary", "maryjane", "maryjaneann"]);
        assert_eq!(terms("O'Neill"), ["neill", "o", "oneill"]);
        assert!(terms(" - ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn case_never_matters_to_latin_names(text in "[A-Za-zÀ-ÖØ-öø-ÿ' -]{0,20}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text.to_lowercase()));
        }
    }
}
