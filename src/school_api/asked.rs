//! A notification as the description of the interface shows it, from the list of its questions.

use std::borrow::Cow;

use utoipa::openapi::{ArrayBuilder, KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type, schema as shapes};
use utoipa::{PartialSchema, ToSchema};

use crate::notifications::fields::{Field, Kind};
use crate::notifications::model::{Ground, Section};
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// A notification as it is sent: the questions of the form.
pub(super) struct NotificationBody;

impl ToSchema for NotificationBody {
    fn name() -> Cow<'static, str> {
        "NewNotification".into()
    }
}

impl PartialSchema for NotificationBody {
    fn schema() -> RefOr<Schema> {
        let mut body = ObjectBuilder::new()
            .description(Some(
                "What is needed depends on the ground; each answer names every field that is wrong. What the ground does not ask is \
                 named in `not_asked` and is not kept.",
            ))
            .property("ground", ground())
            .required("ground")
            .additional_properties(Some(NOTHING_ELSE))
            .examples([example()]);
        for section in Section::ALL {
            let asked = section.asked();
            for field in asked.fields {
                body = body.property(field.name, answer(field, *section));
            }
            if let Some(each) = asked.each {
                let mut one = ObjectBuilder::new().additional_properties(Some(NOTHING_ELSE));
                for field in each.fields {
                    one = one.property(field.name, answer(field, *section));
                    if field.is_needed {
                        one = one.required(field.name);
                    }
                }
                let list = ArrayBuilder::new().items(one).max_items(Some(each.most));
                body = body.property(each.name, list.description(Some(section.label())));
            }
        }
        body.into()
    }
}

const NOTHING_ELSE: shapes::AdditionalProperties<Schema> = shapes::AdditionalProperties::FreeForm(false);

fn ground() -> ObjectBuilder {
    let letters = Ground::ALL.iter().map(|ground| ground.code());
    let words: Vec<String> = Ground::ALL.iter().map(|ground| format!("{}: {}", ground.code(), ground.label())).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(format!("The ground of regulation 9(1). {}", words.join("; "))))
        .enum_values(Some(letters))
}

/// What a question takes, and which grounds ask it.
fn answer(field: &Field, section: Section) -> ObjectBuilder {
    let asking = Ground::ALL.iter().filter(|ground| ground.asks().contains(&section) && field.is_asked(**ground));
    let letters: Vec<&str> = asking.map(|ground| ground.code()).collect();
    let need = if field.is_needed { "Needed" } else { "Asked" };
    let mut says = format!("{}. {need} on {}.", field.label, letters.join(", "));
    let text = ObjectBuilder::new().schema_type(Type::String);
    let text = match field.kind {
        Kind::Line => text.max_length(Some(120)),
        Kind::Words => text.max_length(Some(4_000)),
        Kind::PastDay | Kind::AnyDay => text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        Kind::Choice(choices) => {
            let words: Vec<String> = choices().iter().map(|(code, label)| format!("{code}: {label}")).collect();
            says = format!("{says} {}", words.join("; "));
            text.enum_values(Some(choices().into_iter().map(|(code, _)| code)))
        }
        Kind::Email => text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))),
        Kind::Upn => text.pattern(Some("^[A-Z][0-9]{11}[0-9A-Z]$")),
        Kind::Postcode => text.max_length(Some(8)),
        Kind::Percent => text.pattern(Some("^(100|[0-9]{1,2})(\\.[0-9]+)?$")),
    };
    text.description(Some(says))
}

/// A notification that is accepted as it stands; everybody in it is invented.
fn example() -> serde_json::Value {
    serde_json::json!({
        "ground": "f",
        "given_names": "Maya Rose",
        "family_name": "Ellison",
        "date_of_birth": "2016-05-17",
        "sex": "female",
        "year_group": "4",
        "address": "12 Vine Street",
        "town": "Wexcombe",
        "postcode": "WX1 2AB",
        "parents": [{
            "name": "Rosa Ellison",
            "relationship": "Mother",
            "responsibility": "yes",
            "lives_with": "yes",
            "telephone": "01632 960001"
        }],
        "joined_on": "2020-09-07",
        "last_attended_on": "2026-02-27",
        "deletion_on": "2026-03-06",
        "has_siblings": "no",
        "sen": "none",
        "placed_at_special_school": "no",
        "social_worker": "no",
        "child_in_need": "no",
        "protection_plan": "no",
        "looked_after": "no",
        "early_help": "no",
        "private_fostering": "no",
        "attendance": "87",
        "has_concerns": "no",
        "lead_view": "No concerns",
        "lead_name": "Dee Lead",
        "notice_on": "2026-02-26",
        "reason": Reason::offered(RegistrationKind::Ehe)[0].code(),
        "school_view": "The parents have a plan",
        "meeting": "held",
        "notifier_name": "Sal School",
        "notifier_role": "Attendance officer",
        "notifier_telephone": "01632 960002"
    })
}
