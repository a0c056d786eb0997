//! Reads lists: CSV with a header, any of the known columns in any order.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::Path;

use hashbrown::HashMap;

use super::super::birth::Birth;
use super::super::deck::{Deck, Dictionary, Extra, Name, Parent, Record};
use super::super::home::Home;
use super::super::number::{self, Identifier};
use super::super::person::Sex;
use super::super::spelling::Spelling;
use super::Pair;
use crate::error::{Error, Result};

/// Lists that have been read, with one dictionary.
pub struct List {
    /// All names of both.
    pub dictionary: Dictionary,
    left: Deck,
    right: Option<Deck>,
}

impl List {
    /// The two lists, or the one twice.
    pub fn pair(&self) -> Pair<'_> {
        Pair { left: &self.left, right: self.right.as_ref().unwrap_or(&self.left), is_one_list: self.right.is_none() }
    }
}

/// Reads one list or two.
///
/// # Errors
/// `Refused` with a sentence when a file cannot be read or has no usable column.
pub fn read(left: &Path, right: Option<&Path>, threads: usize) -> Result<List> {
    let (left, right) = std::thread::scope(|scope| {
        let other = right.map(|path| scope.spawn(move || Raw::read(path)));
        let left = Raw::read(left);
        let right = other.map(|reader| reader.join().unwrap_or_else(|_| Err(Error::internal("reading a list panicked"))));
        (left, right)
    });
    let (mut left, mut right) = (left?, right.transpose()?);
    let mut dictionary = Dictionary::default();
    let numbers: Vec<Name> = spell(&left.names.distinct, threads).into_iter().map(|name| dictionary.add(name)).collect();
    if let Some(right) = &mut right {
        let numbers_of_right = numbers_of(&right.names, &left.names, &numbers, &mut dictionary, threads);
        std::thread::scope(|scope| {
            scope.spawn(|| right.renumber(&numbers_of_right));
            left.renumber(&numbers);
        });
    } else {
        left.renumber(&numbers);
    }
    Ok(List { dictionary, left: left.deck, right: right.map(|raw| raw.deck) })
}

/// The numbers of the names of the right list: those of the left one are known.
fn numbers_of(right: &Names, left: &Names, known: &[Name], dictionary: &mut Dictionary, threads: usize) -> Vec<Name> {
    let number = |name: &[u8]| left.numbers.get(name).map(|number| known[*number as usize]);
    let new: Vec<&[u8]> = right.distinct.iter().map(|name| &**name).filter(|name| number(name).is_none()).collect();
    let mut new = spell(&new, threads).into_iter();
    right.distinct.iter().map(|name| number(name).or_else(|| new.next().map(|name| dictionary.add(name))).unwrap_or(0)).collect()
}

fn spell<T: AsRef<[u8]> + Sync>(names: &[T], threads: usize) -> Vec<Spelling> {
    let size = names.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = names
            .chunks(size)
            .map(|part| scope.spawn(|| part.iter().map(|name| Spelling::of(&text(name.as_ref()))).collect()))
            .collect();
        let mut spellings: Vec<Spelling> = Vec::with_capacity(names.len());
        for part in parts {
            match part.join() {
                Ok(more) => spellings.extend::<Vec<Spelling>>(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        spellings
    })
}

/// UTF-8, or else what Windows makes of it.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// One list whose names are numbered by themselves.
struct Raw {
    deck: Deck,
    names: Names,
}

/// Distinct names by their bytes.
struct Names {
    distinct: Vec<Box<[u8]>>,
    numbers: HashMap<Box<[u8]>, u32>,
}

impl Names {
    fn number(&mut self, name: &[u8]) -> u32 {
        let name = name.trim_ascii();
        if name.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.distinct.len()).unwrap_or(0);
        self.distinct.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

impl Raw {
    fn read(path: &Path) -> Result<Self> {
        let unreadable = |e: &dyn std::fmt::Display| Error::refused(format!("cannot read {}: {e}", path.display()));
        let mut file = File::open(path).map_err(|e| unreadable(&e))?;
        let length = file.metadata().map_err(|e| unreadable(&e))?.len();
        let delimiter = delimiter(&mut file).map_err(|e| unreadable(&e))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).buffer_capacity(1 << 18).from_reader(file);
        let columns = Columns::of(reader.byte_headers().map_err(|e| unreadable(&e))?);
        if !columns.are_usable() {
            return Err(Error::refused(format!(
                "{} has no column to match by: it needs at least one of family_name, given_name, upn, nhs_number, phone or email in its first line",
                path.display()
            )));
        }
        let names = Names { distinct: vec![Box::default()], numbers: HashMap::new() };
        let mut raw = Self { deck: Deck::default(), names };
        raw.deck.records.reserve(usize::try_from(length / LEAST_ROW).unwrap_or(0).min(MOST_ROWS));
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row).map_err(|e| unreadable(&e))? {
            if raw.deck.records.len() >= MOST_ROWS {
                return Err(Error::refused(format!("{} has more than {MOST_ROWS} rows", path.display())));
            }
            raw.add(&columns, &row);
        }
        raw.deck.sort_by_birth();
        Ok(raw)
    }

    fn add(&mut self, columns: &Columns, row: &csv::ByteRecord) {
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default();
        let names = &mut self.names;
        let mut parent = |cell: &[u8]| {
            let cell = text(cell);
            let (first, last) = Parent::words(&cell);
            Parent { given: names.number(first.as_bytes()), family: names.number(last.as_bytes()) }
        };
        let parent = parent(cell(columns.parent_name));
        let record = Record {
            given: names.number(cell(columns.given_name)),
            family: names.number(cell(columns.family_name)),
            born: Birth::read(&text(cell(columns.date_of_birth))),
            sex: Sex::read(&text(cell(columns.sex))),
            home: Home::read(&text(cell(columns.address)), &text(cell(columns.postcode))),
            parent,
            ..Record::default()
        };
        let extra = if columns.have_extras { extra(columns, row, names) } else { Extra::default() };
        self.deck.add(record, extra);
    }

    fn renumber(&mut self, numbers: &[Name]) {
        let new = |name: &mut Name| *name = numbers.get(*name as usize).copied().unwrap_or(0);
        for record in &mut self.deck.records {
            [&mut record.given, &mut record.family, &mut record.parent.given, &mut record.parent.family]
                .into_iter()
                .for_each(new);
        }
        for extra in &mut self.deck.extras {
            extra.given.iter_mut().chain(&mut extra.family).for_each(new);
        }
    }
}

/// Few lists have shorter rows, in bytes: so much room is kept for them, which costs nothing unused.
const LEAST_ROW: u64 = 32;
/// Rows are numbered by 32 bits, with room to spare.
const MOST_ROWS: usize = 50_000_000;

fn extra(columns: &Columns, row: &csv::ByteRecord, names: &mut Names) -> Extra {
    let cell = |column: Option<usize>| text(column.and_then(|at| row.get(at)).unwrap_or_default());
    let known = |number: u64| if number == 0 { Vec::new() } else { vec![number] };
    let mut name = |column: Option<usize>| match names.number(cell(column).as_bytes()) {
        0 => Vec::new(),
        name => vec![name],
    };
    let former = Home::read("", &cell(columns.former_postcode));
    Extra {
        given: name(columns.preferred_name),
        family: name(columns.former_family_name),
        homes: if former.is_missing() { Vec::new() } else { vec![former] },
        parents: Vec::new(),
        upn: Identifier::upn(&cell(columns.upn)),
        nhs_number: Identifier::nhs_number(&cell(columns.nhs_number)),
        phones: known(number::phone(&cell(columns.phone))),
        emails: known(number::email(&cell(columns.email))),
        is_restricted: false,
    }
}

/// Where each known column is.
#[derive(Default)]
struct Columns {
    given_name: Option<usize>,
    family_name: Option<usize>,
    preferred_name: Option<usize>,
    former_family_name: Option<usize>,
    date_of_birth: Option<usize>,
    sex: Option<usize>,
    address: Option<usize>,
    postcode: Option<usize>,
    former_postcode: Option<usize>,
    parent_name: Option<usize>,
    upn: Option<usize>,
    nhs_number: Option<usize>,
    phone: Option<usize>,
    email: Option<usize>,
    have_extras: bool,
}

impl Columns {
    fn of(header: &csv::ByteRecord) -> Self {
        let mut columns = Self::default();
        for (cell, at) in header.iter().zip(0..) {
            let name = text(cell).trim_start_matches('\u{FEFF}').trim().to_lowercase().replace([' ', '-'], "_");
            let column = match name.as_str() {
                "given_name" | "given_names" | "first_name" | "forename" | "forenames" => &mut columns.given_name,
                "family_name" | "surname" | "last_name" => &mut columns.family_name,
                "preferred_name" | "preferred_given_name" | "known_as" => &mut columns.preferred_name,
                "former_family_name" | "previous_surname" => &mut columns.former_family_name,
                "date_of_birth" | "dob" | "birth_date" => &mut columns.date_of_birth,
                "sex" | "gender" => &mut columns.sex,
                "address" | "address_1" | "address_line_1" => &mut columns.address,
                "postcode" | "post_code" => &mut columns.postcode,
                "former_postcode" | "previous_postcode" => &mut columns.former_postcode,
                "parent_name" | "parent" | "carer_name" => &mut columns.parent_name,
                "upn" => &mut columns.upn,
                "nhs_number" | "nhs_no" => &mut columns.nhs_number,
                "phone" | "telephone" | "mobile" => &mut columns.phone,
                "email" | "e_mail" => &mut columns.email,
                _ => continue,
            };
            column.get_or_insert(at);
        }
        columns.have_extras = [
            columns.preferred_name,
            columns.former_family_name,
            columns.former_postcode,
            columns.upn,
            columns.nhs_number,
            columns.phone,
            columns.email,
        ]
        .iter()
        .any(Option::is_some);
        columns
    }

    /// Dates, sexes and addresses alone tell nobody from anybody.
    fn are_usable(&self) -> bool {
        [self.given_name, self.family_name, self.upn, self.nhs_number, self.phone, self.email].iter().any(Option::is_some)
    }
}

/// What parts the cells of the first line: comma, semicolon or tab.
fn delimiter(file: &mut File) -> std::io::Result<u8> {
    let mut line = Vec::new();
    BufReader::new(file.by_ref().take(65_536)).read_until(b'\n', &mut line)?;
    file.rewind()?;
    let many = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    Ok([b';', b'\t'].into_iter().filter(|other| many(*other) > many(b',')).max_by_key(|other| many(*other)).unwrap_or(b','))
}
