//! What each agreement is worth: a table with a version. For every field and level it holds how often
//! that level is seen between two records of one person, between two people of one home (twins above
//! all), and between two people who have nothing to do with each other.
//!
//! The model is Fellegi and Sunter's (1969, "A theory for record linkage"), with weights as binary
//! logarithms and the frequency of a shared value in place of an average. The class of two people of
//! one home is ours: without it every field that twins share counts for their being one child.

use std::fmt::Write;

use super::birth::BirthLevel;
use super::compare::{Agreement, ParentLevel, SexLevel};
use super::home::HomeLevel;
use super::number::NumberLevel;
use super::spelling::NameLevel;
use crate::error::{Error, Result};

/// The table that is used until a register or a list has taught a better one.
const SHIPPED: &str = include_str!("data/model.csv");

/// Fields that are compared.
pub const FIELDS: usize = 10;
/// No field has more levels than this.
pub const LEVELS: usize = 13;

/// What an agreement is worth in a table: binary logarithms of how often it is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Between two records of one person.
    pub same: f32,
    /// Between two people of one home.
    pub household: f32,
    /// Between two people at random; where rarity counts, besides the share of what is shared.
    pub random: f32,
    /// The share of what is shared counts at random, and between two people of one home.
    pub by_rarity: [bool; 2],
}

/// Summed over the fields: binary logarithms of how often all of it is seen together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likelihood {
    /// Between two records of one person.
    pub same: f32,
    /// Between two people of one home.
    pub household: f32,
    /// Between two people at random.
    pub random: f32,
}

/// How many of all pairs of records are of one person, and of two people of one home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// One person.
    pub same: f64,
    /// Two people of one home.
    pub household: f64,
}

/// Shares as binary logarithms, reckoned once for many pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    same: f64,
    household: f64,
    random: f64,
}

/// The table and its version.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Which model decided: stored with each decision.
    pub version: String,
    pub(super) cells: [[Cell; LEVELS]; FIELDS],
}

/// The fields in the order of the table, with the codes of their levels.
pub(super) fn fields() -> [(&'static str, Vec<&'static str>); FIELDS] {
    let names: Vec<&str> = NameLevel::ALL.iter().map(|level| level.code()).collect();
    let numbers: Vec<&str> = NumberLevel::ALL.iter().map(|level| level.code()).collect();
    [
        ("given", names.clone()),
        ("family", names),
        ("born", BirthLevel::ALL.iter().map(|level| level.code()).collect()),
        ("sex", vec!["same", "different", "missing"]),
        ("home", HomeLevel::ALL.iter().map(|level| level.code()).collect()),
        ("parent", vec!["same", "close", "first", "last", "different", "missing"]),
        ("phone", numbers.clone()),
        ("email", numbers.clone()),
        ("upn", numbers.clone()),
        ("nhs_number", numbers),
    ]
}

/// The level of each field, as its place in the table.
pub(super) fn places(agreement: &Agreement) -> [u8; FIELDS] {
    [
        agreement.given as u8,
        agreement.family as u8,
        agreement.born as u8,
        agreement.sex as u8,
        agreement.home as u8,
        agreement.parent as u8,
        agreement.phone as u8,
        agreement.email as u8,
        agreement.upn as u8,
        agreement.nhs_number as u8,
    ]
}

/// The levels at these places, as [`places`] gives them; what is shared is not known to be rare.
pub(super) fn agreement(places: [u8; FIELDS]) -> Agreement {
    let [given, family, born, sex, home, parent, phone, email, upn, nhs_number] = places.map(usize::from);
    Agreement {
        given: NameLevel::ALL[given],
        family: NameLevel::ALL[family],
        born: BirthLevel::ALL[born],
        sex: SexLevel::ALL[sex],
        home: HomeLevel::ALL[home],
        parent: ParentLevel::ALL[parent],
        phone: NumberLevel::ALL[phone],
        email: NumberLevel::ALL[email],
        upn: NumberLevel::ALL[upn],
        nhs_number: NumberLevel::ALL[nhs_number],
        may_be_two_names: false,
        rarity: [0.0; 5],
    }
}

/// The place of the given name in the table.
pub(super) const GIVEN: usize = 0;
/// The place of the family name in the table.
pub(super) const FAMILY: usize = 1;
/// The place of the date of birth in the table.
pub(super) const BORN: usize = 2;
/// The place of the sex in the table.
pub(super) const SEX: usize = 3;
/// The place of the home in the table.
pub(super) const HOME: usize = 4;
/// The place of the parent in the table.
const PARENT: usize = 5;

/// Which of [`Agreement::rarity`] belongs to a field.
pub(super) const RARITY_OF: [Option<usize>; FIELDS] = [Some(0), Some(1), Some(2), None, Some(3), Some(4), None, None, None, None];

impl Model {
    /// The model the product ships.
    ///
    /// # Errors
    /// `Internal` when its file is damaged; a test reads it.
    pub fn shipped() -> Result<Self> {
        Self::read(SHIPPED)
    }

    /// Reads a table: the version, a header, then `field,level,same,household,random,rarity`.
    ///
    /// # Errors
    /// `Refused` with the number of the line that cannot be read.
    pub fn read(text: &str) -> Result<Self> {
        let mut model = Self { version: String::new(), cells: [[Cell::default(); LEVELS]; FIELDS] };
        let fields = fields();
        for (line, number) in text.lines().zip(1_usize..) {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            match cells.as_slice() {
                ["version", version] => (*version).clone_into(&mut model.version),
                ["field", ..] | [""] => {}
                [field, level, same, household, random, rarity] => {
                    let place = fields
                        .iter()
                        .position(|(name, _)| name == field)
                        .and_then(|field| fields[field].1.iter().position(|name| name == level).map(|level| (field, level)));
                    let shares = [same, household, random].map(|share| logarithm(share));
                    let (Some((field, level)), [Some(same), Some(household), Some(random)]) = (place, shares) else {
                        return Err(Error::refused(format!("line {number} of the model cannot be read: {line}")));
                    };
                    let by_rarity = [matches!(*rarity, "random" | "both"), *rarity == "both"];
                    model.cells[field][level] = Cell { same, household, random, by_rarity };
                }
                _ => return Err(Error::refused(format!("line {number} of the model cannot be read: {line}"))),
            }
        }
        Ok(model)
    }

    /// The table as [`Model::read`] takes it.
    pub fn write(&self) -> String {
        let mut text = format!("version,{}\nfield,level,same,household,random,rarity\n", self.version);
        for ((field, levels), cells) in fields().iter().zip(&self.cells) {
            for (level, cell) in levels.iter().zip(cells).filter(|(level, _)| **level != "missing") {
                let rarity = match cell.by_rarity {
                    [_, true] => "both",
                    [true, false] => "random",
                    [false, false] => "none",
                };
                let [same, household, random] = [cell.same, cell.household, cell.random].map(f32::exp2);
                // Writing to a String cannot fail.
                let _always = writeln!(text, "{field},{level},{same:.9},{household:.9},{random:.9},{rarity}");
            }
        }
        text
    }

    /// What a level speaks for one person against two at random, besides rarity.
    pub(super) fn gain(&self, field: usize, level: usize) -> f32 {
        self.cells[field][level].same - self.cells[field][level].random
    }

    /// What a level of a name speaks for one person against two at random, where the name is so rare.
    pub(super) fn gain_of_a_name(&self, field: usize, level: NameLevel, rarity: f32) -> f32 {
        let [by_rarity, _] = self.cells[field][level as usize].by_rarity;
        self.gain(field, level as usize) - if by_rarity { rarity } else { 0.0 }
    }

    /// What parents who agree can speak for one person against two at random at most, besides the rarity
    /// of their names.
    pub(super) fn most_of_parents(&self) -> f32 {
        self.cells[PARENT].iter().map(|cell| cell.same - cell.random).fold(0.0, f32::max)
    }

    /// How likely an agreement is in each case.
    pub fn likelihood(&self, agreement: &Agreement) -> Likelihood {
        let mut sum = Likelihood::default();
        for (field, level) in places(agreement).into_iter().enumerate() {
            let cell = &self.cells[field][usize::from(level)];
            let rarity = RARITY_OF[field].map_or(0.0, |place| agreement.rarity[place]);
            sum.same += cell.same;
            sum.household += cell.household + if cell.by_rarity[1] { rarity } else { 0.0 };
            sum.random += cell.random + if cell.by_rarity[0] { rarity } else { 0.0 };
        }
        sum
    }
}

/// A share above 0 and at most 1, as its binary logarithm.
fn logarithm(text: &str) -> Option<f32> {
    text.parse::<f32>().ok().filter(|share| *share > 0.0 && *share <= 1.0).map(f32::log2)
}

impl Shares {
    /// Their binary logarithms, and that of the pairs at random.
    pub fn prior(self) -> Prior {
        let random = (1.0 - self.same - self.household).max(0.01).log2();
        Prior { same: self.same.log2(), household: self.household.log2(), random }
    }

    /// Of a list of people, one of whom is looked for among the others.
    pub fn of_a_register(people: usize) -> Self {
        let one = 1.0 / as_f64(people.max(10));
        Self { same: 0.5 * one, household: one }
    }

    /// What is expected of two lists until they are looked at: half of the shorter is in the other.
    pub fn of_lists(left: usize, right: usize) -> Self {
        Self { same: 0.5 / as_f64(left.max(right).max(10)), household: 0.5 / as_f64(left.max(right).max(10)) }
    }
}

impl Likelihood {
    /// The odds that two records are one person, as a binary logarithm: Fellegi and Sunter's weight,
    /// with the shares of the classes taken in.
    pub fn weight(&self, prior: Prior) -> f64 {
        let [same, household, random] = self.with(prior);
        let against = household.max(random) + (1.0 + (-(household - random).abs()).exp2()).log2();
        same - against
    }

    /// The logarithms of one person, two of one home, and two at random, with the shares of the classes.
    pub(super) fn with(&self, prior: Prior) -> [f64; 3] {
        [f64::from(self.same) + prior.same, f64::from(self.household) + prior.household, f64::from(self.random) + prior.random]
    }
}

/// The probability of binary logarithmic odds.
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// Counts of people are far below what an `f64` tells apart.
#[allow(clippy::cast_precision_loss)]
pub fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_has_a_cell_for_every_level() {
        let model = Model::shipped().unwrap();
        assert!(!model.version.is_empty());
        for ((field, levels), cells) in fields().iter().zip(&model.cells) {
            for (level, cell) in levels.iter().zip(cells) {
                let is_empty = *cell == Cell::default();
                assert!(!is_empty || matches!(*level, "missing" | "mistyped"), "{field} {level}");
            }
        }
    }

    #[test]
    fn a_model_reads_back_as_it_was_written() {
        let model = Model::shipped().unwrap();
        let again = Model::read(&model.write()).unwrap();
        assert_eq!(again.write(), model.write());
    }

    #[test]
    fn a_damaged_model_is_refused_with_its_line() {
        let sentence = Model::read("version,1\ngiven,same,two,1,1,none\n").unwrap_err().to_string();
        assert!(sentence.contains("line 2"), "{sentence}");
    }
}
