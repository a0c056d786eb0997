//! What a school told, written into the record of a child.

use super::Sent;
use crate::access::role::Staff;
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::identifiers::{Identifier, postcode_district};
use crate::children::model::{AddressKind, Child, DigitalAccess, PreferredContact};
use crate::children::names::fold;
use crate::children::queries::{NewAddress, NewCarer, NewChild, NewCircumstance, NewPreviousSchool};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::facts::{Facts, NamedPlace};

impl<R: Staff> Desk<'_, R, Changing> {
    /// The child as the school named it.
    pub(super) fn add_named_child(&mut self, id: Id<Child>, facts: &Facts) -> Result<Id<Child>> {
        let born = facts.day("date_of_birth").ok_or_else(|| Error::internal("a notification without a date of birth"))?;
        let (upn, home) = (facts.upn(), facts.new_home().unwrap_or_else(|| facts.home()));
        let new = NewChild {
            preferred_name: facts.words("preferred_name").to_owned(),
            sex: facts.sex(),
            ethnicity: facts.ethnicity(),
            upn: upn.stored().map(str::to_owned),
            upn_standing: upn.standing,
            postcode_district: postcode_district(&home.postcode),
            ..NewChild::called(id, facts.words("given_names"), facts.words("family_name"), born)
        };
        self.add_child(&new)?;
        self.also(&Event::ChildAdded { child: id })?;
        for parent in facts.parents() {
            self.add_carer(&NewCarer {
                id: Id::mint(),
                child_id: id,
                name: parent.name,
                relationship: parent.relationship,
                parental_responsibility: parent.responsibility,
                lives_with_child: parent.lives_with,
                telephone: parent.telephone,
                email: parent.email,
                preferred_contact: PreferredContact::NotRecorded,
                digital_access: DigitalAccess::NotRecorded,
                note: parent.address,
                until_on: None,
            })?;
        }
        for kind in facts.circumstances() {
            let note = "Told by the school when it notified".to_owned();
            self.add_circumstance(&NewCircumstance {
                id: Id::mint(),
                child_id: id,
                kind,
                from_on: None,
                to_on: None,
                ended: false,
                note,
            })?;
        }
        Ok(id)
    }

    /// The school, and the homes that are not on the record yet. What a record says already is an
    /// officer's to change: it stands beside the notification.
    pub(super) fn add_what_the_school_told(&mut self, child: Id<Child>, sent: &Sent, facts: &Facts) -> Result<()> {
        self.add_previous_school(&NewPreviousSchool {
            id: Id::mint(),
            child_id: child,
            organisation_id: Some(sent.organisation_id),
            name: sent.school.clone(),
            from_on: facts.day("joined_on"),
            to_on: facts.day("last_attended_on"),
            note: format!("From notification {}", sent.reference),
        })?;
        let known = self.addresses(child)?;
        let moving_on = facts.day("moving_on");
        for (place, from_on) in [(Some(facts.home()), None), (facts.new_home(), moving_on)] {
            let Some(place) = place.filter(|place| !known.iter().any(|row| is_the_home(place, &row.lines, &row.postcode))) else {
                continue;
            };
            let postcode = Identifier::postcode(&place.postcode);
            let is_left = facts.new_home().is_some() && from_on.is_none() && place == facts.home();
            self.add_address(&NewAddress {
                id: Id::mint(),
                child_id: child,
                kind: AddressKind::Home,
                lines: place.lines,
                town: place.town,
                postcode: postcode.text.clone(),
                postcode_standing: postcode.standing,
                from_on,
                to_on: if is_left { moving_on.filter(|day| *day <= self.today()) } else { None },
                do_not_share: false,
                note: format!("From notification {}", sent.reference),
            })?;
        }
        Ok(())
    }
}

/// Whether a record's address is the place: the same postcode and the same house.
fn is_the_home(place: &NamedPlace, lines: &str, postcode: &str) -> bool {
    let (one, other) = (fold(&place.lines), fold(lines));
    let house = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    place.postcode == postcode && (one == other || (!postcode.is_empty() && house(&one) == house(&other)))
}
