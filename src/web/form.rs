//! Forms: read, checked for our own token, and shown again with what was typed when something is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::token;
use crate::access::session::{FormToken, Session};
use crate::error::{Error, Result};

/// Larger forms are refused unread.
const LARGEST: usize = 2 * 1024 * 1024;

/// A posted form whose token was ours. Every handler of a POST takes one (or [`Posted`], when the
/// form has no fields): there is no other way to a form's content.
pub struct Form<T>(pub T);

/// A posted form without fields.
pub type Posted = Form<Nothing>;

/// No fields.
#[derive(serde::Deserialize)]
pub struct Nothing {}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let expected = expected_token(request);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let body = body.await.map_err(|_| Error::TooLarge("The form could not be read, or is larger than 2 MB.".into()))?;
            let fields: Vec<(String, String)> =
                serde_html_form::from_bytes(&body).map_err(|_| Error::Unreadable("The form could not be read.".into()))?;
            check_token(
                expected.as_deref(),
                fields.iter().find(|(name, _)| name == "form_token").map(|(_, value)| value.as_str()),
            )?;
            if fields.iter().any(|(_, value)| value.contains('\0')) {
                return Err(Error::Unreadable("The form holds a character that cannot be kept (a null).".into()));
            }
            let content = serde_html_form::from_bytes(&body)
                .map_err(|_| Error::Unreadable("The form is missing a field, or holds one that cannot be read.".into()))?;
            Ok(Self(content))
        })
    }
}

/// The settings for reading bodies; a larger one is refused.
pub fn payload_limit() -> web::PayloadConfig {
    web::PayloadConfig::new(LARGEST)
}

/// The token a form sent from our own page would carry.
pub fn expected_token(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    let of_session = extensions.get::<Session>().map(|session| session.form_token.clone());
    of_session.or_else(|| extensions.get::<FormToken>().map(|token| token.0.clone())).filter(|token| !token.is_empty())
}

/// Compares the token that came with the one expected.
///
/// # Errors
/// `StaleForm` when they differ or either is missing.
pub fn check_token(expected: Option<&str>, sent: Option<&str>) -> Result<()> {
    match (expected, sent) {
        (Some(expected), Some(sent)) if token::same(expected, sent) => Ok(()),
        _ => Err(Error::StaleForm),
    }
}

/// What is wrong with a form: a sentence beside each field, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<(Cow<'static, str>, String)>);

impl Faults {
    /// Nothing is wrong so far.
    pub fn none() -> Self {
        Self::default()
    }

    /// Something is wrong with a field. The first sentence for a field is the one shown.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_empty() {
            self.0.push((field, sentence.into()));
        }
    }

    /// Adds what `validator` found: the message of the first rule each field broke.
    pub fn add_all(&mut self, outcome: Result<(), validator::ValidationErrors>) {
        let Err(errors) = outcome else { return };
        let by_field: BTreeMap<_, _> = errors.field_errors().into_iter().collect();
        for (field, broken) in by_field {
            let sentence = broken.first().and_then(|rule| rule.message.as_deref()).unwrap_or("This cannot be kept as it is");
            self.add(field, sentence.to_owned());
        }
    }

    /// The sentence for a field, or nothing.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, sentence)| sentence)
    }

    /// Every fault, for the summary.
    pub fn all(&self) -> &[(Cow<'static, str>, String)] {
        &self.0
    }

    /// Whether the form is fine.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the value read from a field, or notes the fault.
    pub fn take<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        read.map_err(|sentence| self.add(field, sentence)).ok()
    }
}

/// One choice of a list that is not a closed list: an officer, a school.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub code: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// What is sent.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What is read.
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// Whether a code is among those chosen, for templates.
pub fn is_chosen(chosen: &[String], code: &str) -> bool {
    chosen.iter().any(|one| one == code)
}

/// A code of a closed list, or the sentence for the field when none was chosen.
///
/// # Errors
/// The sentence given.
pub fn chosen<T: std::str::FromStr>(text: &str, sentence: &str) -> Result<T, String> {
    text.parse().map_err(|_| sentence.to_owned())
}

/// A date that a person typed, or the sentence for the field.
///
/// # Errors
/// A sentence that names `what` ("the date of the contact").
pub fn typed_date(text: &str, what: &str, today: chrono::NaiveDate) -> Result<chrono::NaiveDate, String> {
    if text.trim().is_empty() {
        return Err(format!("Enter {what}"));
    }
    crate::dates::typed_date(text, today).ok_or_else(|| format!("Enter {what} as a real date, for example 17/5/2026"))
}
