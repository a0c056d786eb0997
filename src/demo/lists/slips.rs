//! What happens to a child's particulars on the way into a list: slips of the pen, short names, other
//! spellings, swapped fields, moves, blanks.

use chrono::{Datelike, Days, NaiveDate};

use super::super::chance::Chance;
use super::super::places::Place;
use super::people::Entry;

/// Short names, and other spellings in Latin letters, as offices write them.
#[rustfmt::skip]
const OTHERWISE: &[(&str, &[&str])] = &[
    ("Abigail", &["Abi", "Abbie"]), ("Aisha", &["Ayesha", "Aysha"]), ("Alexander", &["Alex", "Xander", "Sasha"]),
    ("Alexandra", &["Alex", "Lexi"]), ("Amelia", &["Millie", "Amy"]), ("Andrew", &["Andy", "Drew"]), ("Anthony", &["Tony"]),
    ("Archie", &["Archibald"]), ("Arthur", &["Artie"]), ("Beatrice", &["Bea"]), ("Benjamin", &["Ben", "Benji"]),
    ("Bethany", &["Beth"]), ("Bilal", &["Billal"]), ("Catherine", &["Kate", "Cathy", "Katie"]), ("Charles", &["Charlie"]),
    ("Charlotte", &["Lottie", "Charlie"]), ("Christopher", &["Chris", "Kit"]), ("Daniel", &["Dan", "Danny"]),
    ("David", &["Dave"]), ("Edward", &["Ted", "Eddie", "Ned"]), ("Eleanor", &["Ellie", "Nell"]),
    ("Elizabeth", &["Beth", "Lizzie", "Eliza", "Libby"]), ("Emily", &["Em", "Emmie"]), ("Evelyn", &["Evie"]),
    ("Fatima", &["Fatimah", "Fathima"]), ("Finley", &["Finn", "Finlay"]), ("Florence", &["Flo", "Florrie"]),
    ("Francesca", &["Fran", "Frankie"]), ("Frederick", &["Freddie", "Fred"]), ("Gabriel", &["Gabe"]),
    ("Gabriella", &["Gabby", "Ella"]), ("Georgia", &["Georgie"]), ("Hamza", &["Hamzah"]), ("Harriet", &["Hattie"]),
    ("Harrison", &["Harry"]), ("Harvey", &["Harv"]), ("Hassan", &["Hasan"]), ("Henry", &["Harry"]), ("Ibrahim", &["Ebrahim", "Ibraheem"]),
    ("Isabella", &["Bella", "Izzy"]), ("Isabelle", &["Izzy", "Belle"]), ("Jacob", &["Jake"]), ("Jakub", &["Jacob", "Kuba"]),
    ("James", &["Jim", "Jamie"]), ("Jessica", &["Jess", "Jessie"]), ("John", &["Jack", "Johnny"]), ("Jonathan", &["Jon", "Jonny"]),
    ("Joseph", &["Joe", "Joey"]), ("Josephine", &["Josie", "Jo"]), ("Joshua", &["Josh"]), ("Katarzyna", &["Kasia"]),
    ("Katherine", &["Katie", "Kate", "Kathy"]), ("Khadija", &["Khadijah"]), ("Łukasz", &["Lucas", "Lukas"]),
    ("Madeleine", &["Maddie"]), ("Małgorzata", &["Gosia"]), ("Margaret", &["Maggie", "Meg", "Peggy"]), ("Maryam", &["Mariam", "Miriam"]),
    ("Mateusz", &["Matthew", "Mateus"]), ("Matilda", &["Tilly", "Mattie"]), ("Matthew", &["Matt"]), ("Michael", &["Mike", "Mikey"]),
    ("Michał", &["Michael"]), ("Muhammad", &["Mohammed", "Mohammad", "Mohamed", "Muhammed", "Mo"]), ("Mustafa", &["Mustapha", "Moustafa"]),
    ("Nathan", &["Nate"]), ("Natalie", &["Nat", "Tilly"]), ("Nicholas", &["Nick", "Nicky"]), ("Oliver", &["Ollie", "Olly"]),
    ("Olivia", &["Liv", "Livvy"]), ("Oluwaseun", &["Seun"]), ("Patrick", &["Paddy", "Pat"]), ("Penelope", &["Penny"]),
    ("Peter", &["Pete"]), ("Philippa", &["Pippa"]), ("Pádraig", &["Patrick", "Paudie"]), ("Rachel", &["Rach"]),
    ("Rebecca", &["Becky", "Becca"]), ("Reuben", &["Ruben"]), ("Richard", &["Rick", "Dick", "Richie"]),
    ("Robert", &["Bob", "Rob", "Bobby"]), ("Rosalind", &["Ros", "Rosie"]), ("Samantha", &["Sam", "Sammy"]), ("Samuel", &["Sam", "Sammy"]),
    ("Sebastian", &["Seb"]), ("Seán", &["Shaun", "Shawn"]), ("Sophia", &["Sophie", "Sofia"]), ("Stephen", &["Steve", "Steven"]),
    ("Susannah", &["Susie", "Sue"]), ("Szymon", &["Simon"]), ("Theodore", &["Theo", "Teddy"]), ("Thomas", &["Tom", "Tommy"]),
    ("Timothy", &["Tim"]), ("Umar", &["Omar"]), ("Victoria", &["Vicky", "Tori"]), ("William", &["Will", "Bill", "Billy", "Liam"]),
    ("Yusuf", &["Yousef", "Yusef", "Joseph"]), ("Zachary", &["Zac", "Zak"]), ("Zainab", &["Zaynab", "Zeinab"]), ("Zoë", &["Zoey"]),
];

/// How one list was kept: whether families may have moved since, or changed their name.
#[derive(Clone, Copy)]
pub struct Keeping {
    /// It is the later of the two.
    pub later: bool,
}

/// Writes a child's true particulars down as somebody in an office would.
pub fn written(chance: &mut Chance, truth: &Entry, other_family: &str, keeping: Keeping) -> Entry {
    let mut entry = truth.clone();
    if keeping.later {
        change(chance, &mut entry, other_family);
    }
    if chance.below(1000) < 55 {
        call_otherwise(chance, &mut entry);
    }
    mistype(chance, &mut entry);
    mistake_the_birthday(chance, &mut entry);
    if chance.below(1000) < 8 {
        std::mem::swap(&mut entry.given_name, &mut entry.family_name);
    }
    style(chance, &mut entry);
    leave_blank(chance, &mut entry);
    entry
}

fn change(chance: &mut Chance, entry: &mut Entry, other_family: &str) {
    if chance.below(1000) < 120 {
        let place = Place::somewhere_in_england(chance);
        entry.postcode = place.postcode;
        entry.address = place.lines;
    }
    if chance.below(1000) < 20 {
        let before = std::mem::take(&mut entry.family_name);
        entry.family_name = if chance.percent(50) { other_family.to_owned() } else { format!("{before}-{other_family}") };
    }
}

fn call_otherwise(chance: &mut Chance, entry: &mut Entry) {
    let first = entry.given_name.split(' ').next().unwrap_or_default();
    if let Some((_, others)) = OTHERWISE.iter().find(|(name, _)| *name == first) {
        entry.given_name = (*chance.pick(others)).to_owned();
    }
}

fn mistype(chance: &mut Chance, entry: &mut Entry) {
    for (per_thousand, field) in [
        (25, &mut entry.given_name),
        (28, &mut entry.family_name),
        (12, &mut entry.postcode),
        (25, &mut entry.address),
        (40, &mut entry.parent_name),
    ] {
        if chance.below(1000) < per_thousand {
            *field = slip(chance, field);
            if chance.percent(12) {
                *field = slip(chance, field);
            }
        }
    }
}

/// One slip of the pen: a letter left out, doubled, changed, or two in the wrong order.
fn slip(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = usize::try_from(chance.between(1, i64::try_from(letters.len()).unwrap_or(2) - 1)).unwrap_or(1);
    match chance.below(10) {
        0..3 => drop(letters.remove(at)),
        3..5 => letters.insert(at, letters[at]),
        5..8 => letters[at] = other_than(chance, letters[at]),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.swap(at - 1, at),
    }
    letters.into_iter().collect()
}

fn other_than(chance: &mut Chance, letter: char) -> char {
    if letter.is_ascii_digit() {
        return char::from(b'0' + u8::try_from(chance.below(10)).unwrap_or(0));
    }
    let new = char::from(b'a' + u8::try_from(chance.below(26)).unwrap_or(0));
    if letter.is_uppercase() { new.to_ascii_uppercase() } else { new }
}

fn mistake_the_birthday(chance: &mut Chance, entry: &mut Entry) {
    let Some(born) = entry.date_of_birth else { return };
    let wrong = match chance.below(1000) {
        0..10 => NaiveDate::from_ymd_opt(born.year(), born.day(), born.month()),
        10..16 => NaiveDate::from_ymd_opt(born.year() + 1, born.month(), born.day()),
        16..22 => NaiveDate::from_ymd_opt(born.year(), born.month() % 12 + 1, born.day()),
        22..28 => born.checked_add_days(Days::new([1, 10, 2][usize::try_from(chance.below(3)).unwrap_or(0)])),
        28..30 => born.checked_sub_days(Days::new(u64::from(chance.below(400)))),
        _ => None,
    };
    entry.date_of_birth = wrong.or(Some(born));
}

fn style(chance: &mut Chance, entry: &mut Entry) {
    match chance.below(100) {
        0..4 => entry.family_name = entry.family_name.to_uppercase(),
        4..6 => entry.family_name = entry.family_name.replace('-', " "),
        6..8 => entry.family_name = entry.family_name.replace(['\'', '’'], ""),
        8..12 => entry.postcode = entry.postcode.replace(' ', ""),
        12..16 => entry.address = entry.address.replace("Road", "Rd").replace("Street", "St").replace("Avenue", "Ave"),
        _ => {}
    }
    if let Some((first, _)) = entry.given_name.split_once(' ')
        && chance.percent(35)
    {
        entry.given_name = first.to_owned();
    }
}

fn leave_blank(chance: &mut Chance, entry: &mut Entry) {
    for (per_thousand, field) in [
        (4, &mut entry.given_name),
        (2, &mut entry.family_name),
        (45, &mut entry.postcode),
        (20, &mut entry.sex),
        (60, &mut entry.address),
        (120, &mut entry.parent_name),
    ] {
        if chance.below(1000) < per_thousand {
            field.clear();
        }
    }
    if chance.below(1000) < 12 {
        entry.date_of_birth = None;
    }
}
