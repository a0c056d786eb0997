//! An address as a form.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::AddressRow;
use crate::children::identifiers::Identifier;
use crate::children::meanwhile;
use crate::children::model::{AddressKind, Child, IdentifierStanding};
use crate::children::queries::{Address, NewAddress};
use crate::id::Id;
use crate::web::Faults;
use crate::web::form::chosen;

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of `NewAddress`")]
pub struct AddressForm {
    pub address_id: String,
    /// What was there when the form was opened; nothing on the form for a new one.
    pub opened: String,
    pub address_kind: String,
    #[validate(length(max = 300, message = "An address has 300 letters at most"))]
    pub lines: String,
    #[validate(length(max = 100, message = "A town has 100 letters at most"))]
    pub town: String,
    #[validate(length(max = 40, message = "A postcode has 8 characters at most"))]
    pub postcode: String,
    /// Ticked to keep a postcode that is not valid.
    pub keep_postcode: String,
    pub lived_from: String,
    pub lived_until: String,
    pub do_not_share: String,
    #[validate(length(max = 2_000, message = "Notes have 2,000 letters at most"))]
    pub address_note: String,
}

impl AddressForm {
    /// The form for a new address.
    pub fn blank() -> Self {
        Self { address_id: Id::<Address>::mint().to_string(), address_kind: AddressKind::Home.code().into(), ..Self::default() }
    }

    /// The form for an address that is there.
    pub fn of(row: &AddressRow) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%-d/%-m/%Y").to_string()).unwrap_or_default();
        let ticked = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
        Self {
            address_id: row.id.to_string(),
            opened: meanwhile::stamp(row),
            address_kind: row.kind.code().to_owned(),
            lines: row.lines.clone(),
            town: row.town.clone(),
            postcode: row.postcode.clone(),
            keep_postcode: ticked(row.postcode_standing == IdentifierStanding::AsGiven),
            lived_from: day(row.from_on),
            lived_until: day(row.to_on),
            do_not_share: ticked(row.do_not_share),
            address_note: row.note.clone(),
        }
    }

    /// Whether no address was typed at all.
    pub fn is_empty(&self) -> bool {
        [&self.lines, &self.town, &self.postcode].iter().all(|text| text.trim().is_empty())
    }

    /// Whether the postcode is wrong, so that the page offers to keep it as given.
    pub fn has_wrong_postcode(&self) -> bool {
        Identifier::postcode(&self.postcode).standing == IdentifierStanding::AsGiven
    }

    /// What the form says; each fault beside its field.
    pub fn read(&self, child_id: Id<Child>, today: NaiveDate, faults: &mut Faults) -> Option<NewAddress> {
        let id = faults.take("address_id", chosen::<Id<Address>>(&self.address_id, "Open this page again: it lost its place"));
        let kind =
            faults.take("address_kind", chosen::<AddressKind>(&self.address_kind, "Choose what the address is to the child"));
        if self.is_empty() {
            faults.add("lines", "Enter the address");
        }
        let postcode = Identifier::postcode(&self.postcode);
        if self.has_wrong_postcode() && self.keep_postcode != "yes" {
            faults.add("postcode", "This is not a postcode: correct it, leave it empty, or keep it as given");
        }
        let days =
            crate::children::days::between("lived_from", &self.lived_from, "lived_until", &self.lived_until, today, faults);
        faults.add_all(self.validate());
        let (from_on, to_on) = days?;
        Some(NewAddress {
            id: id?,
            child_id,
            kind: kind?,
            lines: self.lines.trim().replace("\r\n", "\n"),
            town: self.town.trim().to_owned(),
            postcode: postcode.text,
            postcode_standing: postcode.standing,
            from_on,
            to_on,
            do_not_share: self.do_not_share == "yes",
            note: self.address_note.trim().replace("\r\n", "\n"),
        })
        .filter(|_| faults.is_empty())
    }
}
