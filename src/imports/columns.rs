//! Which column of a sheet holds what: recognised by its header, put right by the user.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

crate::closed_list! {
    /// What a column of a register can hold.
    pub enum Column {
        Reference = "reference" "Reference",
        FamilyName = "family_name" "Family name",
        GivenNames = "given_names" "Given names",
        PreferredName = "preferred_name" "Preferred name",
        DateOfBirth = "date_of_birth" "Date of birth",
        Sex = "sex" "Sex",
        Upn = "upn" "UPN",
        NhsNumber = "nhs_number" "NHS number",
        YearGroup = "year_group" "Year group",
        Address = "address" "Address",
        Town = "town" "Town",
        Postcode = "postcode" "Postcode",
        Carer = "carer" "Parent or carer",
        Telephone = "telephone" "Telephone number",
        Email = "email" "Email address",
        StartedOn = "started_on" "Start of the registration",
        Reason = "reason" "Reason",
        PreviousSchool = "previous_school" "Previous school",
        Sen = "sen" "SEN",
        SocialCare = "social_care" "Social care",
        ContactOn = "contact_on" "Last contact",
        ContactMode = "contact_mode" "How the contact was made",
        ChildSeen = "child_seen" "Child seen",
        Officer = "officer" "Officer",
        VisitOn = "visit_on" "Next visit",
        Status = "status" "Status",
        ClosedOn = "closed_on" "Closed on",
        Comments = "comments" "Comments",
    }
}

impl Column {
    /// Whether several columns may hold it (three address lines, two columns of notes).
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::Address | Self::Comments)
    }

    /// Whether its cells are dates, so that one day written in two forms is one content.
    pub fn is_date(self) -> bool {
        matches!(self, Self::DateOfBirth | Self::StartedOn | Self::ContactOn | Self::VisitOn | Self::ClosedOn)
    }
}

/// What each column of a sheet holds, in the sheet's order; none: it is kept with the row and not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping(Vec<Option<Column>>);

impl Mapping {
    /// Recognises columns by their headers. Where two are recognised as one thing, the first has it.
    pub fn recognise(header: &[String]) -> Self {
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(header.len());
        for name in header {
            let column = Column::of_header(name).filter(|column| column.may_repeat() || !columns.contains(&Some(*column)));
            columns.push(column);
        }
        Self(columns)
    }

    /// What the user chose, in the sheet's order.
    pub fn chosen(columns: Vec<Option<Column>>) -> Self {
        Self(columns)
    }

    /// What a column of the sheet holds.
    pub fn at(&self, index: usize) -> Option<Column> {
        self.0.get(index).copied().flatten()
    }

    /// Whether any column holds it.
    pub fn has(&self, column: Column) -> bool {
        self.0.contains(&Some(column))
    }

    /// How many columns are recognised.
    pub fn known(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// The sentence for a mapping that cannot be worked with, or none: no child is known without a
    /// name and a date of birth, and one thing is in one column.
    pub fn fault(&self) -> Option<String> {
        if !self.has(Column::DateOfBirth) {
            return Some("Say which column holds the date of birth".into());
        }
        if !self.has(Column::FamilyName) && !self.has(Column::GivenNames) {
            return Some("Say which columns hold the child’s names".into());
        }
        let twice = Column::ALL
            .iter()
            .find(|column| !column.may_repeat() && self.0.iter().filter(|one| **one == Some(**column)).count() > 1)?;
        Some(format!("Two columns are both “{}”: choose one of them", twice.label()))
    }

    /// The text of a row's cell; of several columns for one thing, joined.
    pub fn text<'c>(&self, cells: &'c [String], column: Column) -> Cow<'c, str> {
        let mut found = self.0.iter().zip(cells).filter(|(one, _)| **one == Some(column)).map(|(_, cell)| cell.trim());
        let first = found.next().unwrap_or_default();
        let rest: Vec<&str> = found.filter(|cell| !cell.is_empty()).collect();
        if rest.is_empty() {
            return Cow::Borrowed(first);
        }
        let between = if column == Column::Address { ", " } else { "\n" };
        Cow::Owned(std::iter::once(first).filter(|cell| !cell.is_empty()).chain(rest).collect::<Vec<_>>().join(between))
    }

    /// The header under which something stands, for reports; its own words where the sheet has none.
    pub fn header_of<'h>(&self, header: &'h [String], column: Column) -> &'h str {
        self.0
            .iter()
            .position(|one| *one == Some(column))
            .and_then(|index| header.get(index))
            .map_or(column.label(), String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::headers::headers;

    fn owned(header: &[&str]) -> Vec<String> {
        header.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_headers_of_a_real_register_are_all_recognised() {
        let header = owned(&[
            "Ref",
            "Surname",
            "Forename(s)",
            "DOB",
            "Gender",
            "UPN",
            "NHS No",
            "Yr",
            "Address",
            "Town",
            "Post code",
            "Parent/Carer",
            "Tel",
            "Email",
            "Date EHE began",
            "Reason",
            "Previous school",
            "SEN (N/K/E)",
            "Social care?",
            "Last contact",
            "How",
            "Seen Y/N",
            "Officer",
            "Next visit",
            "Status",
            "Closed date",
            "Comments",
        ]);
        let mapping = Mapping::recognise(&header);
        assert_eq!(mapping.known(), header.len());
        assert_eq!(mapping.fault(), None);
        assert_eq!(mapping.header_of(&header, Column::StartedOn), "Date EHE began");
    }

    #[test]
    fn no_header_names_two_things() {
        let mut all: Vec<&str> = Column::ALL.iter().flat_map(|column| headers(*column)).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_mapping_without_names_or_birth_or_with_a_thing_twice_is_refused() {
        assert!(Mapping::recognise(&owned(&["Surname", "Town"])).fault().is_some());
        assert!(Mapping::recognise(&owned(&["DOB", "Town"])).fault().is_some());
        let twice = Mapping::chosen(vec![Some(Column::DateOfBirth), Some(Column::FamilyName), Some(Column::FamilyName)]);
        assert!(twice.fault().is_some_and(|sentence| sentence.contains("Family name")));
    }

    #[test]
    fn lines_of_an_address_are_joined() {
        let mapping = Mapping::recognise(&owned(&["Address 1", "Address 2", "Address 3", "Notes", "Comments"]));
        let cells = owned(&["Flat 2 ", "", "1 High Street", "a", "b"]);
        assert_eq!(mapping.text(&cells, Column::Address), "Flat 2, 1 High Street");
        assert_eq!(mapping.text(&cells, Column::Comments), "a\nb");
        assert_eq!(mapping.text(&cells[..1], Column::Comments), "");
    }
}
