//! People ready to be compared by the million: names as numbers in a dictionary, everything else
//! packed. What few people have (a second name, an identifier) lies beside.

use hashbrown::HashTable;

use super::birth::Birth;
use super::home::Home;
use super::number::{self, Identifier};
use super::person::{Person, Sex};
use super::spelling::{Outline, Spelling};
use super::stable;

/// The number of a name in a [`Dictionary`]; 0 is no name.
pub type Name = u32;

/// Every distinct name, worked out once.
pub struct Dictionary {
    spellings: Vec<Spelling>,
    outlines: Vec<Outline>,
    by_text: HashTable<Name>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { spellings: vec![Spelling::default()], outlines: vec![Outline::default()], by_text: HashTable::new() }
    }
}

impl Dictionary {
    /// The number of a name.
    pub fn name(&mut self, text: &str) -> Name {
        self.add(Spelling::of(text))
    }

    /// The number of a name that is worked out already.
    pub fn add(&mut self, spelling: Spelling) -> Name {
        if spelling.is_empty() {
            return 0;
        }
        let spellings = &self.spellings;
        let hash = |spelling: &Spelling| stable::hash_64(spelling.text.as_bytes());
        let entry = self.by_text.entry(
            hash(&spelling),
            |name| spellings[*name as usize].text == spelling.text,
            |name| hash(&spellings[*name as usize]),
        );
        let new = Name::try_from(spellings.len()).unwrap_or(0);
        let name = *entry.or_insert(new).get();
        if name == new {
            self.outlines.push(spelling.outline);
            self.spellings.push(spelling);
        }
        name
    }

    /// A name by its number.
    pub fn get(&self, name: Name) -> &Spelling {
        self.spellings.get(name as usize).unwrap_or(&self.spellings[0])
    }

    /// What a name is told apart by.
    pub fn outline(&self, name: Name) -> Outline {
        self.outlines.get(name as usize).copied().unwrap_or_default()
    }

    /// All names in the order of their numbers; the first is no name.
    pub fn all(&self) -> &[Spelling] {
        &self.spellings
    }
}

/// The name of a parent, its first and its last word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parent {
    /// First word.
    pub given: Name,
    /// Last word; 0 when there is but one.
    pub family: Name,
}

impl Parent {
    /// The two words that are compared.
    pub fn words(text: &str) -> (&str, &str) {
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        (first, words.next_back().unwrap_or_default())
    }
}

/// What nearly every person has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record {
    /// Given names as registered.
    pub given: Name,
    /// Family name as registered.
    pub family: Name,
    /// Date of birth.
    pub born: Birth,
    /// As registered.
    pub sex: Sex,
    /// Current home.
    pub home: Home,
    /// A parent.
    pub parent: Parent,
    /// Place of the rest in [`Deck::extras`], counted from 1; 0 when there is none.
    pub extra: u32,
    /// Which row it was, from 0.
    pub row: u32,
}

/// What few people have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// Preferred, known as and former given names.
    pub given: Vec<Name>,
    /// Former and other family names.
    pub family: Vec<Name>,
    /// Former homes.
    pub homes: Vec<Home>,
    /// More parents and carers.
    pub parents: Vec<Parent>,
    /// Unique pupil number.
    pub upn: Identifier,
    /// NHS number.
    pub nhs_number: Identifier,
    /// Telephone numbers.
    pub phones: Vec<u64>,
    /// E-mail addresses.
    pub emails: Vec<u64>,
    /// See [`Person::is_restricted`].
    pub is_restricted: bool,
}

/// People in their order.
#[derive(Default)]
pub struct Deck {
    /// What nearly all have.
    pub records: Vec<Record>,
    /// What few have.
    pub extras: Vec<Extra>,
}

/// One person of a deck.
#[derive(Clone, Copy)]
pub struct Card<'a> {
    /// What nearly all have.
    pub record: &'a Record,
    /// What few have.
    pub extra: Option<&'a Extra>,
}

impl Deck {
    /// One person.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn card(&self, at: u32) -> Card<'_> {
        let record = &self.records[at as usize];
        Card { record, extra: record.extra.checked_sub(1).and_then(|extra| self.extras.get(extra as usize)) }
    }

    /// Puts those born on one day side by side, where they are compared faster.
    pub fn sort_by_birth(&mut self) {
        let mut order: Vec<u64> = Vec::with_capacity(self.records.len());
        order.extend((0..).zip(&self.records).map(|(at, record)| u64::from(record.born.number()) << 32 | at));
        order.sort_unstable();
        self.records = order.into_iter().map(|key| self.records[(key & u64::from(u32::MAX)) as usize]).collect();
    }

    /// One person more.
    pub fn add(&mut self, mut record: Record, extra: Extra) {
        if extra != Extra::default() {
            self.extras.push(extra);
            record.extra = u32::try_from(self.extras.len()).unwrap_or(0);
        }
        record.row = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        self.records.push(record);
    }

    /// One person more, from what a caller knows.
    pub fn add_person(&mut self, dictionary: &mut Dictionary, person: &Person) {
        let mut names = |texts: &[String]| -> Vec<Name> {
            texts.iter().map(|text| dictionary.name(text)).filter(|name| *name != 0).collect()
        };
        let (given, family) = (names(&person.given_names), names(&person.family_names));
        let homes: Vec<Home> =
            person.homes.iter().map(|home| Home::read(&home.address, &home.postcode)).filter(|home| !home.is_missing()).collect();
        let mut parent = |text: &String| {
            let (first, last) = Parent::words(text);
            Parent { given: dictionary.name(first), family: dictionary.name(last) }
        };
        let parents: Vec<Parent> = person.parents.iter().map(&mut parent).filter(|parent| parent.given != 0).collect();
        let known = |number: &u64| *number != 0;
        let record = Record {
            given: given.first().copied().unwrap_or(0),
            family: family.first().copied().unwrap_or(0),
            born: person.born,
            sex: person.sex,
            home: homes.first().copied().unwrap_or_default(),
            parent: parents.first().copied().unwrap_or_default(),
            ..Record::default()
        };
        let extra = Extra {
            given: given.into_iter().skip(1).collect(),
            family: family.into_iter().skip(1).collect(),
            homes: homes.into_iter().skip(1).collect(),
            parents: parents.into_iter().skip(1).collect(),
            upn: Identifier::upn(&person.upn),
            nhs_number: Identifier::nhs_number(&person.nhs_number),
            phones: person.phones.iter().map(|text| number::phone(text)).filter(known).collect(),
            emails: person.emails.iter().map(|text| number::email(text)).filter(known).collect(),
            is_restricted: person.is_restricted,
        };
        self.add(record, extra);
    }
}

impl<'a> Card<'a> {
    /// All given names.
    pub fn given(self) -> impl Iterator<Item = Name> + Clone + 'a {
        std::iter::once(self.record.given).chain(self.extra.into_iter().flat_map(|extra| extra.given.iter().copied()))
    }

    /// All family names.
    pub fn family(self) -> impl Iterator<Item = Name> + Clone + 'a {
        std::iter::once(self.record.family).chain(self.extra.into_iter().flat_map(|extra| extra.family.iter().copied()))
    }

    /// All homes.
    pub fn homes(self) -> impl Iterator<Item = Home> + Clone + 'a {
        std::iter::once(self.record.home).chain(self.extra.into_iter().flat_map(|extra| extra.homes.iter().copied()))
    }

    /// All parents.
    pub fn parents(self) -> impl Iterator<Item = Parent> + Clone + 'a {
        std::iter::once(self.record.parent).chain(self.extra.into_iter().flat_map(|extra| extra.parents.iter().copied()))
    }

    /// Whether there are other names or homes than the first.
    pub fn has_alternatives(self) -> bool {
        self.extra.is_some_and(|extra| !extra.given.is_empty() || !extra.family.is_empty() || !extra.homes.is_empty())
    }

    /// Whether it is a restricted record.
    pub fn is_restricted(self) -> bool {
        self.extra.is_some_and(|extra| extra.is_restricted)
    }
}
