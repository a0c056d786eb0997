//! Every question a notification can hold, once: the form asks it, a file or the interface sends it under
//! the same name, and a fault carries that name. Names of what repeats are `parents-1-name`.

use super::model::{Ground, Section};
use crate::children::model::{Ethnicity, Sex};
use crate::children::year_group::YearGroup;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

crate::closed_list! {
    /// Yes, no, or the school does not know.
    pub enum YesNo {
        Yes = "yes" "Yes",
        No = "no" "No",
        NotKnown = "not_known" "Not known",
    }
}

crate::closed_list! {
    /// Special educational needs, as a school records them.
    pub enum SenStatus {
        None = "none" "None",
        SenSupport = "sen_support" "SEN support",
        EhcPlan = "ehc_plan" "EHC plan",
    }
}

crate::closed_list! {
    /// The authority's consent to a deletion from a special school where it placed the child.
    pub enum Consent {
        Given = "given" "Given, in writing",
        AskedFor = "asked_for" "Asked for",
        NotAskedFor = "not_asked_for" "Not asked for yet",
    }
}

crate::closed_list! {
    /// To whom a concern was referred.
    pub enum ReferredTo {
        Nobody = "nobody" "Nobody",
        SocialCare = "social_care" "Children’s social care",
        EarlyHelp = "early_help" "Early help",
        Police = "police" "The police",
        Other = "other" "Somebody else",
    }
}

crate::closed_list! {
    /// Whether the school met the parents about home education.
    pub enum Meeting {
        Held = "held" "Held",
        Declined = "declined" "Offered and declined",
        NotOffered = "not_offered" "Not offered",
    }
}

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of at most 120 characters.
    Line,
    /// Several lines of at most 4,000 characters.
    Words,
    /// A day that has passed, or today.
    PastDay,
    /// A day that may be still to come, a year ahead at most.
    AnyDay,
    /// One of a list: what is sent, what is read.
    Choice(fn() -> Vec<(String, String)>),
    /// A unique pupil number with the right check letter.
    Upn,
    /// A postcode.
    Postcode,
    /// An e-mail address.
    Email,
    /// From 0 to 100.
    Percent,
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What is sent.
    pub name: &'static str,
    /// What is read.
    pub label: &'static str,
    /// What it is in a sentence: "Enter the pupil’s family name".
    pub what: &'static str,
    /// Help, or empty.
    pub hint: &'static str,
    /// What answer it takes.
    pub kind: Kind,
    /// Whether it must be answered.
    pub is_needed: bool,
    /// The grounds it belongs to; empty for every ground whose sections hold it.
    pub only_for: &'static [Ground],
}

impl Field {
    const fn must(name: &'static str, label: &'static str, what: &'static str, kind: Kind) -> Self {
        Self { name, label, what, hint: "", kind, is_needed: true, only_for: &[] }
    }

    const fn may(name: &'static str, label: &'static str, what: &'static str, kind: Kind) -> Self {
        Self { is_needed: false, ..Self::must(name, label, what, kind) }
    }

    const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    const fn only(self, only_for: &'static [Ground]) -> Self {
        Self { only_for, ..self }
    }

    /// What is read, without the word that it may be left out.
    pub fn bare_label(&self) -> &'static str {
        self.label.strip_suffix(" (optional)").unwrap_or(self.label)
    }

    /// Whether the ground asks it.
    pub fn is_asked(&self, ground: Ground) -> bool {
        self.only_for.is_empty() || self.only_for.contains(&ground)
    }
}

/// Questions that are asked again for each of several.
#[derive(Clone, Copy, Debug)]
pub struct Repeated {
    /// The beginning of their names.
    pub name: &'static str,
    /// What one is called.
    pub one: &'static str,
    /// How many there can be.
    pub most: usize,
    /// The question whose *yes* makes them needed; none where at least one always is.
    pub when: Option<&'static str>,
    /// The questions.
    pub fields: &'static [Field],
}

/// What a section asks.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Asked once.
    pub fields: &'static [Field],
    /// Asked for each of several.
    pub each: Option<Repeated>,
}

fn choices<T: Copy>(all: &[T], code: fn(T) -> &'static str, label: fn(T) -> &'static str) -> Vec<(String, String)> {
    all.iter().map(|one| (code(*one).to_owned(), label(*one).to_owned())).collect()
}

macro_rules! of_list {
    ($name:ident, $list:ty) => {
        fn $name() -> Vec<(String, String)> {
            choices(<$list>::ALL, <$list>::code, <$list>::label)
        }
    };
}
of_list!(yes_no, YesNo);
of_list!(sex, Sex);
of_list!(ethnicity, Ethnicity);
of_list!(sen, SenStatus);
of_list!(consent, Consent);
of_list!(referred_to, ReferredTo);
of_list!(meeting, Meeting);

fn years() -> Vec<(String, String)> {
    (-1..=14).map(|year| (year.to_string(), YearGroup(year).label())).collect()
}

fn reasons() -> Vec<(String, String)> {
    choices(Reason::offered(RegistrationKind::Ehe), Reason::code, Reason::label)
}

const YES_NO: Kind = Kind::Choice(yes_no);

const PUPIL: &[Field] = &[
    Field::must("given_names", "Given names", "the pupil’s given names", Kind::Line).hint("All of them, as on your register"),
    Field::must("family_name", "Family name", "the pupil’s family name", Kind::Line),
    Field::may("preferred_name", "Known as (optional)", "the name the pupil goes by", Kind::Line),
    Field::must("date_of_birth", "Date of birth", "the pupil’s date of birth", Kind::PastDay).hint("For example, 17/5/2016"),
    Field::must("sex", "Sex", "the pupil’s sex", Kind::Choice(sex)),
    Field::may("ethnicity", "Ethnicity (optional)", "the pupil’s ethnicity", Kind::Choice(ethnicity)),
    Field::may("year_group", "Year group (optional)", "the pupil’s year group", Kind::Choice(years)),
    Field::may("upn", "Unique pupil number (UPN)", "the UPN", Kind::Upn)
        .hint("13 characters, for example B801200005001. Leave it empty if the pupil has none"),
];

const ADDRESS: &[Field] = &[
    Field::must("address", "House and street", "the house and street", Kind::Line),
    Field::may("town", "Town", "the town", Kind::Line),
    Field::may("postcode", "Postcode", "the postcode", Kind::Postcode),
    Field::may("new_address", "New address (optional)", "the new address", Kind::Line)
        .hint("House and street, if the family is moving or has moved. A country will do if that is all you know"),
    Field::may("new_town", "Town of the new address (optional)", "the town of the new address", Kind::Line),
    Field::may("new_postcode", "Postcode of the new address (optional)", "the postcode of the new address", Kind::Postcode),
    Field::may("moving_on", "From when (optional)", "the day of the move", Kind::AnyDay),
];

const PARENT: &[Field] = &[
    Field::must("name", "Full name", "the parent’s full name", Kind::Line),
    Field::may("relationship", "Relationship to the pupil", "the relationship", Kind::Line).hint("For example, mother"),
    Field::must("responsibility", "Parental responsibility", "whether they have parental responsibility", YES_NO),
    Field::must("lives_with", "Lives with the pupil", "whether they live with the pupil", YES_NO),
    Field::may("address", "Address, if it is another (optional)", "the parent’s address", Kind::Line),
    Field::must("telephone", "Telephone number", "a telephone number", Kind::Line).hint("The one you would ring in an emergency"),
    Field::may("email", "Email address (optional)", "the email address", Kind::Email),
];

const DATES: &[Field] = &[
    Field::may("joined_on", "First day at your school", "the first day at your school", Kind::PastDay),
    Field::must("last_attended_on", "Last day attended", "the last day the pupil attended", Kind::PastDay)
        .hint("The last day on which you saw the pupil at school"),
    Field::must("deletion_on", "Day of the deletion", "the day of the deletion", Kind::AnyDay)
        .hint("The day the name came off your register, or is to come off"),
    Field::must("excluded_on", "Day of the permanent exclusion", "the day of the exclusion", Kind::PastDay)
        .only(&[Ground::Excluded]),
];

const DESTINATION: &[Field] = &[
    Field::must("destination", "School, college or other place", "where the pupil goes next", Kind::Line)
        .hint("With its town, if it is not nearby. Say if you do not know"),
    Field::may("expected_on", "Expected first day there (optional)", "the expected first day", Kind::AnyDay),
];

const SIBLINGS: &[Field] = &[Field::must(
    "has_siblings",
    "Are there brothers, sisters or other children in the household?",
    "whether there are other children in the household",
    YES_NO,
)];
const SIBLING: &[Field] = &[
    Field::must("name", "Full name", "the child’s full name", Kind::Line),
    Field::may("date_of_birth", "Date of birth (optional)", "the child’s date of birth", Kind::PastDay),
    Field::may("school", "School (optional)", "the child’s school", Kind::Line),
];

const SPECIAL_NEEDS: &[Field] = &[
    Field::must("sen", "Special educational needs", "the special educational needs", Kind::Choice(sen)),
    Field::must(
        "placed_at_special_school",
        "Is yours a special school where the authority placed the pupil?",
        "whether the authority placed the pupil at a special school",
        YES_NO,
    )
    .hint("Then the name must not come off your register before the authority consents. Send the notification all the same"),
    Field::may("consent", "The authority’s consent to the deletion", "whether the authority consents", Kind::Choice(consent))
        .hint("Only if it placed the pupil at a special school"),
];

const SOCIAL_CARE: &[Field] = &[
    Field::must("social_worker", "Does the pupil have a social worker?", "whether the pupil has a social worker", YES_NO),
    Field::may("social_worker_name", "Name of the social worker (optional)", "the name of the social worker", Kind::Line),
    Field::must("child_in_need", "Child in need", "whether the pupil is a child in need", YES_NO),
    Field::must("protection_plan", "Child protection plan", "whether there is a child protection plan", YES_NO),
    Field::must("looked_after", "Looked after", "whether the pupil is looked after", YES_NO),
    Field::must("early_help", "Early help", "whether there is early help", YES_NO),
    Field::must("private_fostering", "Private fostering", "whether the pupil is privately fostered", YES_NO)
        .hint("Lives for 28 days or more with somebody who is neither a parent nor a close relative"),
];

const ATTENDANCE: &[Field] = &[
    Field::must("attendance", "Attendance in the last 12 weeks", "the attendance in the last 12 weeks", Kind::Percent)
        .hint("In per cent, for example 87"),
    Field::may("attendance_words", "Anything about it (optional)", "what there is to say", Kind::Words),
];

const CONCERNS: &[Field] = &[
    Field::must(
        "has_concerns",
        "Have there been safeguarding concerns or referrals?",
        "whether there have been safeguarding concerns",
        YES_NO,
    )
    .hint("Also those that were closed"),
    Field::must(
        "lead_view",
        "The view of your designated safeguarding lead",
        "the designated safeguarding lead’s view",
        Kind::Words,
    ),
    Field::must("lead_name", "Name of the designated safeguarding lead", "the lead’s name", Kind::Line),
];
const CONCERN: &[Field] = &[
    Field::must("on", "Date", "the date of the concern", Kind::PastDay),
    Field::must("what", "What it was", "what the concern was", Kind::Words),
    Field::must("referred_to", "Referred to", "to whom it was referred", Kind::Choice(referred_to)),
    Field::may("outcome", "Outcome (optional)", "the outcome", Kind::Words),
];

const HOME_EDUCATION: &[Field] = &[
    Field::must("notice_on", "Date of the parent’s written notice", "the date of the written notice", Kind::PastDay)
        .hint("Attach the letter or e-mail below if you can. If not, keep it: we may ask for it"),
    Field::must("reason", "The reason the parent gave", "the reason the parent gave", Kind::Choice(reasons)),
    Field::may("reason_words", "In the parent’s words (optional)", "the reason in the parent’s words", Kind::Words),
    Field::must("school_view", "Your school’s view", "your school’s view", Kind::Words)
        .hint("For example, what you know of how the child will be educated, and what worries you"),
    Field::must("meeting", "Meeting with the parent", "whether a meeting was held", Kind::Choice(meeting)),
];

const ENQUIRY: &[Field] = &[
    Field::must("on", "Date", "the date of the enquiry", Kind::PastDay),
    Field::must("what", "What you did", "what you did", Kind::Line).hint("For example, visited the home"),
    Field::must("by", "Who did it", "who did it", Kind::Line),
    Field::must("result", "What came of it", "what came of it", Kind::Line),
];

const YOUTH_JUSTICE: &[Field] = &[
    Field::may("held_at", "Where the child is (optional)", "where the child is", Kind::Line),
    Field::must("youth_justice_worker", "Youth justice team and worker", "the youth justice team", Kind::Line),
];

const NOTIFIER: &[Field] = &[
    Field::must("notifier_name", "Your name", "your name", Kind::Line),
    Field::must("notifier_role", "Your role", "your role", Kind::Line).hint("For example, attendance officer"),
    Field::must("notifier_telephone", "Your telephone number", "your telephone number", Kind::Line),
];

impl Section {
    /// What it asks.
    pub const fn asked(self) -> Asked {
        match self {
            Self::Pupil => once_of(PUPIL),
            Self::Address => once_of(ADDRESS),
            Self::Parents => Asked {
                fields: &[],
                each: Some(Repeated { name: "parents", one: "Parent or carer", most: 4, when: None, fields: PARENT }),
            },
            Self::Dates => once_of(DATES),
            Self::Destination => once_of(DESTINATION),
            Self::Siblings => Asked {
                fields: SIBLINGS,
                each: Some(Repeated { name: "siblings", one: "Child", most: 8, when: Some("has_siblings"), fields: SIBLING }),
            },
            Self::SpecialNeeds => once_of(SPECIAL_NEEDS),
            Self::SocialCare => once_of(SOCIAL_CARE),
            Self::Attendance => once_of(ATTENDANCE),
            Self::Concerns => Asked {
                fields: CONCERNS,
                each: Some(Repeated { name: "concerns", one: "Concern", most: 6, when: Some("has_concerns"), fields: CONCERN }),
            },
            Self::HomeEducation => once_of(HOME_EDUCATION),
            Self::Enquiries => Asked {
                fields: &[],
                each: Some(Repeated { name: "enquiries", one: "Enquiry", most: 10, when: None, fields: ENQUIRY }),
            },
            Self::YouthJustice => once_of(YOUTH_JUSTICE),
            Self::Notifier => once_of(NOTIFIER),
        }
    }

    /// Whether its page takes the parent's written notice as a file.
    pub const fn takes_the_notice(self) -> bool {
        matches!(self, Self::HomeEducation)
    }

    /// Whether a field of this name, repeated or not, is this section's.
    pub fn holds(self, name: &str) -> bool {
        let asked = self.asked();
        asked.fields.iter().any(|field| field.name == name)
            || asked.each.is_some_and(|each| name.strip_prefix(each.name).is_some_and(|rest| rest.starts_with('-')))
    }
}

const fn once_of(fields: &'static [Field]) -> Asked {
    Asked { fields, each: None }
}

/// The name of a repeated question: `parents-1-name`; numbers begin at 1.
pub fn repeated(each: &Repeated, number: usize, field: &Field) -> String {
    format!("{}-{number}-{}", each.name, field.name)
}

/// Every question under the name by which it is answered, with how it is called where it stands alone.
pub fn every() -> impl Iterator<Item = (String, String, &'static Field)> {
    Section::ALL.iter().map(|section| section.asked()).flat_map(|asked| {
        let once = asked.fields.iter().map(|field| (field.name.to_owned(), field.bare_label().to_owned(), field));
        let each = asked.each.into_iter().flat_map(|each| {
            let one = move |number| {
                let label = move |field: &Field| format!("{} {number}: {}", each.one, field.bare_label());
                each.fields.iter().map(move |field| (repeated(&each, number, field), label(field), field))
            };
            (1..=each.most).flat_map(one)
        });
        once.chain(each)
    })
}
