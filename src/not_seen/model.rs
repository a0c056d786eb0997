//! Which children a list shows, in which order, and how that becomes ranges of an index: two clocks,
//! one list.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::access::account::Account;
use crate::children::year_group::YearGroup;
use crate::contacts::standard::due_soon_until;
use crate::error::{Error, Result};
use crate::figures::model::Tally;
use crate::id::Id;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, Registration, RegistrationKind};

/// Rows on a page.
pub const PAGE: usize = 25;

/// By which clock a list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// By `unseen_due_on`: the list at the heart.
    NotSeen,
    /// By `contact_due_on`: the authority's own contacts.
    ContactOverdue,
}

impl List {
    /// Its address.
    pub fn path(self) -> &'static str {
        match self {
            Self::NotSeen => "/not-seen",
            Self::ContactOverdue => "/contact-overdue",
        }
    }

    /// What it can show, the usual first.
    pub fn offers(self) -> &'static [Shown] {
        match self {
            Self::NotSeen => Shown::ALL,
            Self::ContactOverdue => &[Shown::Overdue, Shown::DueSoon, Shown::InDate, Shown::Everybody],
        }
    }
}

crate::closed_list! {
    /// Which verdicts a list shows.
    pub enum Shown {
        NotSeen = "not_seen" "Not seen",
        NeverSeen = "never_seen" "Never seen",
        Overdue = "overdue" "Overdue",
        DueSoon = "due_soon" "Due within 14 days",
        InDate = "in_date" "In date",
        Everybody = "everybody" "Everybody",
    }
}

impl Shown {
    /// How many of a tally's children a list shows.
    pub fn counted(self, list: List, tally: &Tally) -> i64 {
        match (list, self) {
            (_, Self::Everybody) => tally.everybody(),
            (List::NotSeen, Self::NotSeen) => tally.not_seen(),
            (List::NotSeen, Self::NeverSeen) => tally.never,
            (List::NotSeen, Self::Overdue) => tally.overdue,
            (List::NotSeen, Self::DueSoon) => tally.due_soon,
            (List::NotSeen, Self::InDate) => tally.in_date,
            (List::ContactOverdue, Self::NotSeen | Self::NeverSeen | Self::Overdue) => tally.contact_overdue,
            (List::ContactOverdue, Self::DueSoon) => tally.contact_due_soon,
            (List::ContactOverdue, Self::InDate) => tally.contact_in_date,
        }
    }
}

crate::closed_list! {
    /// The order of a list. Only orders that an index serves.
    pub enum Order {
        Longest = "longest" "Longest overdue first",
        Latest = "latest" "Latest due date first",
    }
}

/// Whose children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Officer {
    /// Of whoever looks.
    Me,
    /// Of nobody.
    Unassigned,
    /// Of one officer.
    One(Id<Account>),
}

/// The query of the address, as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: Vec<String>,
    level: Vec<String>,
    officer: String,
    year: String,
    district: String,
    show: String,
    agency: String,
    order: String,
    after: String,
    before: String,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Any of these kinds; all when empty.
    pub kinds: Vec<RegistrationKind>,
    /// Any of these levels; all when empty.
    pub levels: Vec<Level>,
    /// Whose children; everybody's when none.
    pub officer: Option<Officer>,
    /// One year group.
    pub year: Option<YearGroup>,
    /// The outward code of the home postcode, or empty.
    pub district: String,
    /// Which verdicts.
    pub shown: Shown,
    /// The agency that saw the child last.
    pub agency: Option<AgencyKind>,
    /// Which first.
    pub order: Order,
}

/// A place in a list: between pages, and between rows of one due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The due date of the row.
    pub due: NaiveDate,
    /// Its registration.
    pub id: Id<Registration>,
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.due, self.id)
    }
}

impl std::str::FromStr for Mark {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (due, id) = text.split_once('.').ok_or(Error::NotFound)?;
        Ok(Self { due: due.parse().map_err(|_| Error::NotFound)?, id: id.parse().map_err(|_| Error::NotFound)? })
    }
}

/// From where a page goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// The first page.
    #[default]
    First,
    /// The rows after this one.
    After(Mark),
    /// The rows before this one.
    Before(Mark),
}

fn read<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
}

fn read_all<T: std::str::FromStr>(texts: &[String]) -> Result<Vec<T>> {
    texts.iter().filter_map(|text| read(text).transpose()).collect()
}

impl Asked {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// `NotFound` when it is not one of ours.
    pub fn from_query(query: &str) -> Result<Self> {
        serde_html_form::from_str(query).map_err(|_| Error::NotFound)
    }

    /// The filter it stands for.
    ///
    /// # Errors
    /// `NotFound` for a code that is on no list.
    pub fn filter(&self, list: List) -> Result<Filter> {
        let offers = list.offers();
        let year: Option<i32> = read(&self.year)?;
        Ok(Filter {
            kinds: read_all(&self.kind)?,
            levels: read_all(&self.level)?,
            officer: match self.officer.as_str() {
                "" => None,
                "me" => Some(Officer::Me),
                "unassigned" => Some(Officer::Unassigned),
                id => read(id)?.map(Officer::One),
            },
            year: year.filter(|year| (0..=13).contains(year)).map(YearGroup),
            district: district(&self.district),
            shown: read(&self.show)?.filter(|shown| offers.contains(shown)).unwrap_or(offers[0]),
            agency: read(&self.agency)?,
            order: read(&self.order)?.unwrap_or(Order::Longest),
        })
    }

    /// Which page of it.
    ///
    /// # Errors
    /// `NotFound` for a mark that is not one of ours.
    pub fn turn(&self) -> Result<Turn> {
        let (after, before) = (read(&self.after)?, read(&self.before)?);
        Ok(after.map(Turn::After).or(before.map(Turn::Before)).unwrap_or_default())
    }
}

/// An outward code as it is stored: "wx1 " becomes "WX1".
fn district(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).take(4).collect::<String>().to_uppercase()
}

impl Filter {
    /// A list as it opens.
    pub fn usual(list: List) -> Self {
        Self {
            kinds: Vec::new(),
            levels: Vec::new(),
            officer: None,
            year: None,
            district: String::new(),
            shown: list.offers()[0],
            agency: None,
            order: Order::Longest,
        }
    }

    /// Its query, for links that keep it.
    pub fn query(&self, list: List) -> String {
        let mut query = String::new();
        let mut add = |name: &str, code: &dyn std::fmt::Display| {
            let between = if query.is_empty() { "" } else { "&" };
            write!(query, "{between}{name}={code}").expect("a String takes any text");
        };
        self.kinds.iter().for_each(|kind| add("kind", kind));
        self.levels.iter().for_each(|level| add("level", level));
        match self.officer {
            None => {}
            Some(Officer::Me) => add("officer", &"me"),
            Some(Officer::Unassigned) => add("officer", &"unassigned"),
            Some(Officer::One(id)) => add("officer", &id),
        }
        if let Some(year) = self.year {
            add("year", &year.0);
        }
        if !self.district.is_empty() {
            add("district", &self.district);
        }
        if self.shown != list.offers()[0] {
            add("show", &self.shown);
        }
        if let Some(agency) = self.agency {
            add("agency", &agency);
        }
        if self.order != Order::Longest {
            add("order", &self.order);
        }
        query
    }

    /// Whether the stored counts by due date answer how many there are.
    pub fn is_counted(&self) -> bool {
        self.kinds.is_empty()
            && self.levels.is_empty()
            && self.year.is_none()
            && self.district.is_empty()
            && self.agency.is_none()
    }
}

/// Whether a range takes children who were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All.
    Any,
    /// Only those never seen.
    Never,
    /// Only those seen at least once.
    Seen,
}

/// One range of the index on the due date: what the database is asked for at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First due date.
    pub from: Option<NaiveDate>,
    /// Last due date.
    pub until: Option<NaiveDate>,
    /// Seen or never.
    pub sight: Sight,
    /// Within one due date: only registrations beyond this one.
    pub beyond: Option<Id<Registration>>,
}

impl Span {
    const fn of(from: Option<NaiveDate>, until: Option<NaiveDate>, sight: Sight) -> Self {
        Self { from, until, sight, beyond: None }
    }
}

/// The ranges that make up a list on a day, earliest due date first and without overlap, so that one
/// after the other they are the whole list in order, and a page costs the same at any depth.
pub fn spans(list: List, shown: Shown, today: NaiveDate) -> Vec<Span> {
    let (yesterday, soon) = (today.pred_opt(), Some(due_soon_until(today)));
    let later = due_soon_until(today).succ_opt();
    if list == List::ContactOverdue {
        return vec![match shown {
            Shown::DueSoon => Span::of(Some(today), soon, Sight::Any),
            Shown::InDate => Span::of(later, None, Sight::Any),
            Shown::Everybody => Span::of(None, None, Sight::Any),
            Shown::NotSeen | Shown::NeverSeen | Shown::Overdue => Span::of(None, yesterday, Sight::Any),
        }];
    }
    match shown {
        Shown::NotSeen => vec![Span::of(None, yesterday, Sight::Any), Span::of(Some(today), None, Sight::Never)],
        Shown::NeverSeen => vec![Span::of(None, None, Sight::Never)],
        Shown::Overdue => vec![Span::of(None, yesterday, Sight::Seen)],
        Shown::DueSoon => vec![Span::of(Some(today), soon, Sight::Seen)],
        Shown::InDate => vec![Span::of(later, None, Sight::Seen)],
        Shown::Everybody => vec![Span::of(None, None, Sight::Any)],
    }
}

/// The ranges of `seen not-seen`: never seen, overdue and due soon, in one order of due date.
pub fn spans_of_the_command(today: NaiveDate) -> Vec<Span> {
    let soon = due_soon_until(today);
    vec![Span::of(None, Some(soon), Sight::Any), Span::of(soon.succ_opt(), None, Sight::Never)]
}

/// What is left of the ranges beyond a mark: later ones when `rising`, earlier ones otherwise; in the
/// order in which they are read.
pub fn beyond(spans: &[Span], mark: Option<Mark>, rising: bool) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len() + 1);
    for span in spans {
        let Some(mark) = mark else {
            left.push(*span);
            continue;
        };
        if span.from.is_none_or(|from| from <= mark.due) && span.until.is_none_or(|until| mark.due <= until) {
            let ties = Span { from: Some(mark.due), until: Some(mark.due), beyond: Some(mark.id), ..*span };
            let rest = if rising {
                Span { from: mark.due.checked_add_days(Days::new(1)), ..*span }
            } else {
                Span { until: mark.due.checked_sub_days(Days::new(1)), ..*span }
            };
            left.extend(if rising { [ties, rest] } else { [rest, ties] });
        } else if rising == span.from.is_some_and(|from| from > mark.due) {
            left.push(*span);
        }
    }
    if !rising {
        left.reverse();
    }
    left.retain(|span| !matches!((span.from, span.until), (Some(from), Some(until)) if from > until));
    left
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
