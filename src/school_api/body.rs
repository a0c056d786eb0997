//! What a system sends, read: a JSON object with the questions of the form as its fields. Everything in it
//! is accounted for: kept, wrong with a sentence of its own, or named in the answer as not asked.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::{Answers, NewNotification};
use crate::notifications::fields::{Field, Kind, Repeated, repeated};
use crate::notifications::model::{Ground, Notification, Section};
use crate::organisations::model::Organisation;
use crate::web::problem::Wrong;

/// A JSON value as far as it matters here. An object keeps a name that is there twice.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    Nothing,
    Text(String),
    Flag,
    List(Vec<Given>),
    Object(Vec<(String, Given)>),
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Flag)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Given, E> {
        Ok(Given::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Given, E> {
        Ok(Given::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Given, E> {
        Ok(Given::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Given::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Given, A::Error> {
        let mut all = Vec::new();
        while let Some(pair) = object.next_entry()? {
            all.push(pair);
        }
        Ok(Given::Object(all))
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// A notification as it was sent.
pub(super) struct Body {
    ground: Option<Ground>,
    answers: Answers,
    wrong: Vec<Wrong>,
}

/// A notification that may be sent, and which of its fields its ground does not ask: they are not kept.
pub(super) type Read = (NewNotification, Vec<String>);

/// The question with a name, and the group it is repeated in.
fn question(name: &str) -> Option<&'static Field> {
    Section::ALL.iter().flat_map(|section| section.asked().fields).find(|field| field.name == name)
}

fn group(name: &str) -> Option<Repeated> {
    Section::ALL.iter().filter_map(|section| section.asked().each).find(|each| each.name == name)
}

/// Where an answer stands in what was sent: `parents-1-name` is `/parents/0/name`.
fn pointer(answer: &str) -> String {
    let of_group = || {
        let (name, rest) = answer.split_once('-')?;
        let (number, field) = rest.split_once('-')?;
        group(name)?;
        Some(format!("/{name}/{}/{field}", number.parse::<usize>().ok()?.checked_sub(1)?))
    };
    of_group().unwrap_or_else(|| format!("/{answer}"))
}

/// A name that was sent, as part of a pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    name.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}

impl Body {
    /// Reads what was sent, as far as it is JSON.
    ///
    /// # Errors
    /// `Unreadable` when it is not, or not an object.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let given: Given = serde_json::from_slice(bytes).map_err(|error| {
            Error::Unreadable(format!("This is not JSON (line {}, column {}).", error.line(), error.column()))
        })?;
        let Given::Object(fields) = given else { return Err(Error::Unreadable("Send one JSON object.".into())) };
        let mut body = Self { ground: None, answers: Answers::default(), wrong: Vec::new() };
        let mut answers = Vec::new();
        body.take("", fields, |body, at, name, value| match (name, question(name), group(name)) {
            ("ground", ..) => body.take_ground(at, value),
            (_, Some(field), _) => answers.extend(body.take_text(at, field, value).map(|text| (field.name.to_owned(), text))),
            (_, _, Some(each)) => body.take_group(at, &each, value, &mut answers),
            _ => body.note(at, "There is no such field"),
        });
        if body.ground.is_none() && !body.is_wrong("/ground") {
            body.note("/ground".into(), "Give the ground of regulation 9(1): a letter from a to o");
        }
        body.answers = answers.into_iter().collect();
        Ok(body)
    }

    /// Every field of an object in turn; one that is there twice is wrong, not half lost.
    fn take(&mut self, within: &str, fields: Vec<(String, Given)>, mut each: impl FnMut(&mut Self, String, &str, Given)) {
        let mut known = BTreeSet::new();
        for (name, value) in fields {
            let at = format!("{within}/{}", escaped(&name));
            if known.insert(name.clone()) {
                each(self, at, &name, value);
            } else {
                self.note(at, "This is given twice");
            }
        }
    }

    fn take_ground(&mut self, at: String, value: Given) {
        match value {
            Given::Text(text) if text.parse::<Ground>().is_ok() => self.ground = text.parse().ok(),
            _ => self.note(at, "Give the ground of regulation 9(1): a letter from a to o"),
        }
    }

    fn take_text(&mut self, at: String, field: &Field, value: Given) -> Option<String> {
        let sentence = match (value, field.kind) {
            (Given::Nothing, _) => return None,
            (Given::Text(text), Kind::PastDay | Kind::AnyDay) if !text.trim().is_empty() => match iso_day(text.trim()) {
                Some(day) => return Some(day.to_string()),
                None => "Give the day as year-month-day, for example 2026-03-02",
            },
            (Given::Text(text), _) => return Some(text),
            _ => "Give this as text",
        };
        self.note(at, sentence);
        None
    }

    fn take_group(&mut self, at: String, each: &Repeated, value: Given, answers: &mut Vec<(String, String)>) {
        let list = match value {
            Given::Nothing => return,
            Given::List(list) => list,
            _ => return self.note(at, "Give this as a list"),
        };
        if list.len() > each.most {
            return self.note(at, &format!("There can be {} at most; there are {}", each.most, list.len()));
        }
        for (index, one) in list.into_iter().enumerate() {
            let here = format!("{at}/{index}");
            let Given::Object(fields) = one else {
                self.note(here, "Give this as an object");
                continue;
            };
            self.take(&here, fields, |body, at, name, value| match each.fields.iter().find(|field| field.name == name) {
                Some(field) => {
                    let text = body.take_text(at, field, value);
                    answers.extend(text.map(|text| (repeated(each, index + 1, field), text)));
                }
                None => body.note(at, "There is no such field"),
            });
        }
    }

    fn note(&mut self, pointer: String, detail: &str) {
        self.wrong.push(Wrong { pointer, detail: detail.to_owned() });
    }

    fn is_wrong(&self, pointer: &str) -> bool {
        self.wrong.iter().any(|wrong| wrong.pointer == pointer)
    }

    /// The notification of a school, on the day it arrives.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub(super) fn notification(
        mut self,
        id: Id<Notification>,
        school: Id<Organisation>,
        today: NaiveDate,
    ) -> Result<Read, Vec<Wrong>> {
        let Some(ground) = self.ground else { return Err(self.wrong) };
        let read = NewNotification::read(id, school, ground, &self.answers, today);
        match read {
            Ok(new) if self.wrong.is_empty() => {
                let not_asked = self.answers.names().filter(|name| new.answers.get(name).is_empty());
                let not_asked = not_asked.filter(|name| !self.answers.get(name).trim().is_empty()).map(pointer).collect();
                Ok((new, not_asked))
            }
            Ok(_) => Err(self.wrong),
            Err(faults) => {
                for (name, sentence) in faults {
                    let at = pointer(&name);
                    if !self.is_wrong(&at) {
                        self.note(at, &sentence);
                    }
                }
                Err(self.wrong)
            }
        }
    }
}

/// Machines write days in one way: another could be read as two different days.
fn iso_day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| day.to_string() == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrong(json: &str) -> Vec<(String, String)> {
        let today = "2026-03-02".parse().unwrap();
        let read = Body::read(json.as_bytes()).unwrap().notification(Id::mint(), Id::mint(), today);
        read.err().unwrap_or_default().into_iter().map(|wrong| (wrong.pointer, wrong.detail)).collect()
    }

    fn sentence(json: &str, pointer: &str) -> String {
        wrong(json).into_iter().find(|(at, _)| at == pointer).map(|(_, sentence)| sentence).unwrap_or_default()
    }

    #[test]
    fn each_wrong_field_has_its_own_sentence_where_it_stands() {
        let json =
            r#"{"ground": "b", "date_of_birth": "03/04/2016", "sex": true, "parents": [{"name": "Rosa"}, 3], "shoe": "x"}"#;
        assert_eq!(sentence(json, "/date_of_birth"), "Give the day as year-month-day, for example 2026-03-02");
        assert_eq!(sentence(json, "/sex"), "Give this as text");
        assert_eq!(sentence(json, "/parents/1"), "Give this as an object");
        assert_eq!(sentence(json, "/parents/0/telephone"), "Enter a telephone number");
        assert_eq!(sentence(json, "/shoe"), "There is no such field");
        assert_eq!(sentence(json, "/given_names"), "Enter the pupil’s given names");
        assert_eq!(sentence("{}", "/ground"), "Give the ground of regulation 9(1): a letter from a to o");
    }

    #[test]
    fn what_is_there_twice_is_not_half_lost() {
        let json = r#"{"ground": "b", "family_name": "A", "family_name": "B", "parents": [{"name": "C", "name": "D"}]}"#;
        assert_eq!(sentence(json, "/family_name"), "This is given twice");
        assert_eq!(sentence(json, "/parents/0/name"), "This is given twice");
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        for json in ["", "[]", "3", "null", "{", "{\"ground\": \"f\"} x", "\u{feff}{}"] {
            assert!(Body::read(json.as_bytes()).is_err(), "{json}");
        }
        assert!(Body::read("[".repeat(200_000).as_bytes()).is_err(), "no stack is deep enough for this");
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Body::read(&bytes).map(|body| body.notification(Id::mint(), Id::mint(), "2026-03-02".parse().unwrap()).is_ok());
        }

        #[test]
        fn no_value_of_any_field_panics(name in "[a-z_]{1,12}", field in "(date_of_birth|year_group|upn|attendance|postcode|parents)", text in "\\PC{0,40}") {
            let json = serde_json::json!({"ground": "f", &name: &text, &field: &text, "siblings": [{"name": &text, "date_of_birth": &text}]});
            prop_assert!(!wrong(&json.to_string()).is_empty());
        }
    }
}
