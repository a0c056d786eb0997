//! Correct a contact, or mark it as entered in error: with a reason, and nothing is lost.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::form::ContactForm;
use super::model::{Contact, Mode};
use super::queries::{Choices, ContactSetting, EarlierText, KeptContact, NewContact};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::filters;
use crate::web::{Faults, Form, Page, Reply};

/// Correct a contact.
#[derive(Template)]
#[template(path = "contacts/correct.html")]
pub(super) struct CorrectPage {
    setting: ContactSetting,
    contact: Id<Contact>,
    officer: String,
    form: ContactForm,
    faults: Faults,
}

/// Mark a contact as entered in error.
#[derive(Template)]
#[template(path = "contacts/in_error.html")]
pub(super) struct InErrorPage {
    child: Heading,
    contact: KeptContact,
    effect: String,
    form: ReasonForm,
    faults: Faults,
}

/// Why.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub(super) struct ReasonForm {
    #[validate(length(max = 1000, message = "The reason must be 1,000 characters or fewer"))]
    reason: String,
}

pub(super) async fn show(officer: Officer, ids: web::Path<(Id<Child>, Id<Contact>)>) -> Result<Page<CorrectPage>> {
    let (child, contact) = ids.into_inner();
    let name = officer.who().name.clone();
    officer
        .glance(Event::ContactOpened { child, contact }, move |desk| {
            let setting = desk.contact_setting(child, Choices::Offered)?;
            let kept = desk.contact(child, contact)?;
            can_be_corrected(&kept)?;
            let form = ContactForm { corrections: kept.corrections.to_string(), ..ContactForm::of(&kept.text, &name) };
            Ok(Page(CorrectPage { setting, contact, officer: name, form, faults: Faults::none() }))
        })
        .await
}

pub(super) async fn save(
    officer: Officer,
    ids: web::Path<(Id<Child>, Id<Contact>)>,
    form: Form<ContactForm>,
) -> Result<Reply<CorrectPage>> {
    let ((child, contact), form) = (ids.into_inner(), form.0);
    let id: Id<EarlierText> = form.id.parse().map_err(|_| Error::NotFound)?;
    let corrections: i32 = form.corrections.parse().map_err(|_| Error::NotFound)?;
    let choices = form.choices();
    let setting = officer
        .read(move |desk| {
            let kept = desk.contact(child, contact)?;
            can_be_corrected(&kept)?;
            let asks_where = kept.text.mode != Mode::HomeVisit || kept.text.says_where();
            Ok(ContactSetting { asks_where, ..desk.contact_setting(child, choices)? })
        })
        .await?;
    let read = form.read(&setting, &officer.who().name, officer.today());
    let (text, reason) = match with_reason(read, &form.reason) {
        Ok((text, reason)) => (NewContact { id: contact, ..text }, reason),
        Err(faults) => return again(&officer, child, contact, form, faults).await.map(Reply::Invalid),
    };
    let (event, wanted) = (Event::ContactCorrected { child, contact }, text.clone());
    match officer.change(event, move |desk| desk.correct_contact(id, &text, corrections, &reason)).await {
        Ok(()) => {}
        Err(Error::Refused(sentence)) => {
            let mut faults = Faults::none();
            faults.add("reason", sentence);
            return again(&officer, child, contact, form, faults).await.map(Reply::Invalid);
        }
        Err(refused @ Error::Conflict(_)) => {
            let event = Event::ContactOpened { child, contact };
            if !officer.glance(event, move |desk| desk.is_corrected_so(id, &wanted)).await? {
                return Err(refused);
            }
        }
        Err(other) => return Err(other),
    }
    Ok(Reply::go_to(format!("/children/{child}/contacts/{contact}?done=contact-corrected")))
}

/// A contact marked as an error counts for nothing whatever it says: it is recorded anew instead.
fn can_be_corrected(contact: &KeptContact) -> Result<()> {
    if contact.entered_in_error {
        return Err(Error::refused(
            "This contact is marked as entered in error, so it cannot be corrected. Record the contact anew if it did happen.",
        ));
    }
    Ok(())
}

fn with_reason(read: Result<NewContact, Faults>, reason: &str) -> Result<(NewContact, String), Faults> {
    let reason = reason.trim();
    let missing = "Enter why you are correcting this contact";
    match read {
        Ok(text) if !reason.is_empty() => Ok((text, reason.to_owned())),
        Err(faults) if !reason.is_empty() => Err(faults),
        read => {
            let mut faults = read.err().unwrap_or_default();
            faults.add("reason", missing);
            Err(faults)
        }
    }
}

async fn again(
    officer: &Officer,
    child: Id<Child>,
    contact: Id<Contact>,
    form: ContactForm,
    faults: Faults,
) -> Result<CorrectPage> {
    let name = officer.who().name.clone();
    officer
        .glance(Event::ContactOpened { child, contact }, move |desk| {
            let setting = desk.contact_setting(child, Choices::Offered)?;
            Ok(CorrectPage { setting, contact, officer: name, form, faults })
        })
        .await
}

pub(super) async fn ask(officer: Officer, ids: web::Path<(Id<Child>, Id<Contact>)>) -> Result<Page<InErrorPage>> {
    let (child, contact) = ids.into_inner();
    asking(&officer, child, contact, ReasonForm::default(), Faults::none()).await.map(Page)
}

pub(super) async fn mark(
    officer: Officer,
    ids: web::Path<(Id<Child>, Id<Contact>)>,
    form: Form<ReasonForm>,
) -> Result<Reply<InErrorPage>> {
    let ((child, contact), form) = (ids.into_inner(), form.0);
    let reason = form.reason.trim().to_owned();
    let mut faults = Faults::none();
    if reason.is_empty() {
        faults.add("reason", "Enter why this contact is an error");
    }
    faults.add_all(form.validate());
    if !faults.is_empty() {
        return asking(&officer, child, contact, form, faults).await.map(Reply::Invalid);
    }
    let (event, wanted) = (Event::ContactInError { child, contact }, reason.clone());
    let marked = officer.change(event, move |desk| desk.mark_in_error(child, contact, &reason)).await;
    if let Err(refused @ Error::Conflict(_)) = marked {
        let event = Event::ContactOpened { child, contact };
        let kept = officer.glance(event, move |desk| desk.contact(child, contact)).await?;
        if kept.error_by.as_deref() != Some(officer.who().actor.as_str()) || kept.error_reason != wanted {
            return Err(refused);
        }
    } else {
        marked?;
    }
    Ok(Reply::go_to(format!("/children/{child}/contacts/{contact}?done=contact-in-error")))
}

async fn asking(
    officer: &Officer,
    child: Id<Child>,
    contact: Id<Contact>,
    form: ReasonForm,
    faults: Faults,
) -> Result<InErrorPage> {
    officer
        .glance(Event::ContactOpened { child, contact }, move |desk| {
            let child = desk.heading(child)?;
            let contact = desk.contact(child.id, contact)?;
            if contact.entered_in_error {
                return Err(Error::Conflict("This contact is already marked as entered in error.".into()));
            }
            let effect = contact.text.fact(false).effect();
            Ok(InErrorPage { child, contact, effect, form, faults })
        })
        .await
}
