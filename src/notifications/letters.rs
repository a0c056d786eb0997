//! The receipt by e-mail: a reference and where to look, and nothing of the child.

use chrono::NaiveDate;

use super::model::Notification;
use crate::access::account::Account;
use crate::id::Id;
use crate::mail::model::NewLetter;

/// What a school is told when its notifications have arrived.
#[derive(Clone, Copy, Debug)]
pub struct Receipt<'t> {
    /// What people say: one, or several that were sent together.
    pub references: &'t [String],
    /// Where they are read, after signing in.
    pub address: &'t str,
}

impl Receipt<'_> {
    /// The letter of the receipt; there is one for what is sent together, the first of which has this id.
    pub fn letter(self, account: Id<Account>, week: NaiveDate, first: Id<Notification>) -> NewLetter {
        let (address, all) = (self.address, self.references.join(", "));
        let (what, subject) = match self.references {
            [one] => ("notification", format!("Notification {one} received")),
            several => ("notifications", format!("{} notifications received", several.len())),
        };
        let text = format!(
            "We have received your {what} {all}.\n\nYou can follow what becomes of this, and answer our questions, after signing in:\n\
             {address}\n\nThis email names nobody. Please do not reply to it with personal data.\n"
        );
        let html = format!(
            "<p>We have received your {what} <strong>{all}</strong>.</p><p>You can follow what becomes of this, and answer \
             our questions, after signing in: <a href=\"{address}\">{address}</a></p><p>This email names nobody. Please do not reply to \
             it with personal data.</p>"
        );
        NewLetter { id: Id::mint(), account, week, about: format!("notification {first}"), subject, text, html }
    }
}

/// What a manager is told at once: a school said that a child has died. The child is not named.
pub fn of_a_death(
    reference: &str,
    address: &str,
    account: Id<Account>,
    week: NaiveDate,
    notification: Id<Notification>,
) -> NewLetter {
    let text = format!(
        "A school told us of a death with notification {reference}. The registration is closed, visits and tasks are off the lists, and \
         no letter about the family leaves any more.\n\nAfter signing in: {address}\n"
    );
    let html = format!(
        "<p>A school told us of a death with notification <strong>{reference}</strong>. The registration is closed, visits and tasks are \
         off the lists, and no letter about the family leaves any more.</p><p>After signing in: <a href=\"{address}\">{address}</a></p>"
    );
    let subject = format!("Notification {reference}: please look at it today");
    NewLetter { id: Id::mint(), account, week, about: format!("death {notification}"), subject, text, html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_holds_a_reference_and_an_address_and_nothing_else() {
        let references = ["N-0007".to_owned()];
        let receipt = Receipt { references: &references, address: "https://seen.example/school/notifications/1" };
        let monday = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let notification = Id::mint();
        let letter = receipt.letter(Id::mint(), monday, notification);
        assert_eq!((letter.subject.as_str(), letter.week), ("Notification N-0007 received", monday));
        assert!(letter.text.contains(receipt.address) && letter.html.contains("N-0007"));
        let again = receipt.letter(letter.account, monday, notification);
        assert_eq!(letter.about, again.about, "one receipt for one notification");
        let references = ["N-0007".to_owned(), "N-0009".to_owned()];
        let letter = Receipt { references: &references, ..receipt }.letter(Id::mint(), monday, notification);
        assert_eq!(letter.subject, "2 notifications received");
        assert!(letter.text.contains("N-0007, N-0009") && letter.html.contains("N-0007, N-0009"));
    }
}
