//! The episode on the register, the last contact and the next visit.

use chrono::NaiveDate;

use super::{Episode, Meeting, Person, Row, quoted};
use crate::contacts::model::{Answer, Mode, Outcome, contradiction};
use crate::dates::long_date;
use crate::imports::columns::Column;
use crate::imports::words::{self, Cell, How, Status};
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

impl Row<'_> {
    pub(super) fn episode(&mut self, person: &Person) -> Episode {
        let known_start = self.start(person);
        let started_on = known_start.unwrap_or(self.reading.today);
        let status = words::status(&self.line(Column::Status));
        let kind = match status {
            Cell::Known(Status::Open(kind)) => kind,
            Cell::Known(Status::Closed) | Cell::Blank => RegistrationKind::Ehe,
            Cell::Unclear => {
                let given = self.line(Column::Status);
                self.note(Column::Status, &given);
                self.doubt(
                    Column::Status,
                    format!(
                        "The sheet’s status is “{given}”. The child is registered as home educated: find out which kind is right."
                    ),
                );
                RegistrationKind::Ehe
            }
        };
        let ended_on = self.end(status, started_on);
        let reason_words = self.line(Column::Reason);
        let reason = match words::reason(&reason_words, kind) {
            Cell::Known(reason) => reason,
            Cell::Blank | Cell::Unclear => Reason::NotRecorded,
        };
        let officer_words = self.line(Column::Officer);
        let officer = self.reading.officers.named(&officer_words);
        Episode { kind, started_on, start_known: known_start.is_some(), ended_on, reason, reason_words, officer, officer_words }
    }

    /// The first day, or none and a doubt.
    pub(super) fn start(&mut self, person: &Person) -> Option<NaiveDate> {
        let today = self.reading.today;
        let given = self.line(Column::StartedOn);
        let wrong = match words::day(&given, today) {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < person.date_of_birth => "is before the child was born",
            Cell::Known(day) => return Some(day),
            Cell::Blank => "is missing",
            Cell::Unclear => "cannot be read",
        };
        if !given.is_empty() {
            self.note(Column::StartedOn, &given);
        }
        self.doubt(Column::StartedOn, format!("The start of the registration in the sheet {wrong}{}. It starts on the day of the import, {}, until somebody corrects it.", quoted(&given), long_date(today)));
        None
    }

    /// The day a registration ended; whoever is not certainly gone stays on the register.
    pub(super) fn end(&mut self, status: Cell<Status>, started_on: NaiveDate) -> Option<NaiveDate> {
        let today = self.reading.today;
        let given = self.line(Column::ClosedOn);
        let closed_on = words::day(&given, today);
        let is_closed = match status {
            Cell::Known(Status::Closed) => true,
            Cell::Blank if !self.has(Column::Status) => closed_on != Cell::Blank,
            _ => {
                if closed_on != Cell::Blank {
                    self.note(Column::ClosedOn, &given);
                    self.doubt(Column::ClosedOn, format!("The sheet has a closing date{} but its status is not closed. The registration stays open: close it if the child has left.", quoted(&given)));
                }
                return None;
            }
        };
        if !is_closed {
            return None;
        }
        let wrong = match closed_on {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < started_on => "is before the start of the registration",
            Cell::Known(day) => return Some(day),
            Cell::Blank => "is missing",
            Cell::Unclear => "cannot be read",
        };
        if !given.is_empty() {
            self.note(Column::ClosedOn, &given);
        }
        self.doubt(Column::ClosedOn, format!("The sheet says closed, but the closing date {wrong}{}. The registration stays open: close it with the true date.", quoted(&given)));
        None
    }

    pub(super) fn contact(&mut self, person: &Person) -> Option<Meeting> {
        let today = self.reading.today;
        let [given, given_how, given_seen] = [Column::ContactOn, Column::ContactMode, Column::ChildSeen].map(|c| self.line(c));
        let words = [(Column::ContactOn, &given), (Column::ContactMode, &given_how), (Column::ChildSeen, &given_seen)]
            .into_iter()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| format!("{}: {cell}", self.header(column)))
            .collect::<Vec<_>>()
            .join("; ");
        let wrong = match words::day(&given, today) {
            Cell::Known(day) if day > today => "is in the future",
            Cell::Known(day) if day < person.date_of_birth => "is before the child was born",
            Cell::Known(day) => return Some(self.meeting(day, &given_how, &given_seen, words)),
            Cell::Blank => {
                if !words::is_blank(&given_how) || !words::is_blank(&given_seen) {
                    self.notes.push(words);
                }
                return None;
            }
            Cell::Unclear => "cannot be read",
        };
        self.notes.push(words);
        self.doubt(
            Column::ContactOn,
            format!(
                "The last contact in the sheet {wrong}{}. No contact was recorded: record it with the true date.",
                quoted(&given)
            ),
        );
        None
    }

    pub(super) fn meeting(&mut self, on: NaiveDate, given_how: &str, given_seen: &str, words: String) -> Meeting {
        let how = match words::how(given_how) {
            Cell::Known(how) => how,
            Cell::Blank => How { mode: Mode::NotRecorded, outcome: Outcome::Completed },
            Cell::Unclear => {
                self.doubt(Column::ContactMode, format!("The sheet says “{given_how}” for how the contact of {} was made. It is kept as not recorded and moves no clock: correct the contact.", long_date(on)));
                How { mode: Mode::NotRecorded, outcome: Outcome::Completed }
            }
        };
        let mut seen = match words::answer(given_seen) {
            Cell::Known(seen) => seen,
            Cell::Blank => Answer::NotRecorded,
            Cell::Unclear => {
                self.doubt(Column::ChildSeen, format!("The sheet says “{given_seen}” for whether the child was seen on {}. It is kept as not recorded: correct the contact.", long_date(on)));
                Answer::NotRecorded
            }
        };
        let (spoken_to, alone) = (Answer::NotRecorded, Answer::NotRecorded);
        if contradiction(how.mode, how.outcome, seen, spoken_to, alone).is_some() {
            self.doubt(Column::ChildSeen, format!("The sheet says that the child was seen on {}, but “{given_how}” cannot show a child. The sighting was not counted: find out and correct the contact.", long_date(on)));
            seen = Answer::NotRecorded;
        }
        Meeting { on, how, seen, words }
    }

    pub(super) fn visit(&mut self, ended_on: Option<NaiveDate>) -> Option<NaiveDate> {
        let given = self.line(Column::VisitOn);
        match words::coming_day(&given) {
            Cell::Blank => None,
            Cell::Known(day) if day >= self.reading.today => {
                if ended_on.is_some() {
                    self.doubt(Column::VisitOn, format!("The registration is closed, but the sheet has a visit on {}. It is planned: cancel it if nobody will go.", long_date(day)));
                }
                Some(day)
            }
            Cell::Known(_) => {
                self.note(Column::VisitOn, &given);
                None
            }
            Cell::Unclear => {
                self.note(Column::VisitOn, &given);
                self.doubt(
                    Column::VisitOn,
                    format!("The next visit in the sheet cannot be read{}. Plan it with its true date.", quoted(&given)),
                );
                None
            }
        }
    }
}
