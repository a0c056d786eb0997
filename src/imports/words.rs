//! Cells to codes. Every function takes any text; what it does not know for certain it says it does
//! not know, and the words are kept beside a task (the issue: never a guess).

use chrono::NaiveDate;

use super::workbook::day_of_serial;
use crate::children::model::{CircumstanceKind, Sex};
use crate::children::names::fold;
use crate::contacts::model::{Answer, Mode, Outcome};
use crate::dates::typed_date;
use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// What a cell turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<T> {
    /// Nothing is there.
    Blank,
    /// It is understood.
    Known(T),
    /// There are words, and they do not say for certain.
    Unclear,
}

/// Nothing, or one of the ways of writing that there is nothing.
pub fn is_blank(cell: &str) -> bool {
    cell.chars().all(|c| !c.is_alphanumeric() && c != '?') || ["na", "nil", "tbc", "tba"].contains(&bare(cell).as_str())
}

/// A way of reaching somebody, or nothing where the cell says that there is none.
pub fn reachable(cell: &str) -> &str {
    let says_none = ["none", "unknown", "notknown", "notgiven", "notprovided", "no", "refused", "withheld"];
    if is_blank(cell) || says_none.contains(&bare(cell).as_str()) { "" } else { cell.trim() }
}

/// A day: day first, months in words or numbers, ISO, or an Excel serial; the time of day is dropped.
/// Two-digit years up to this year's are 20xx.
pub fn day(cell: &str, today: NaiveDate) -> Cell<NaiveDate> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let text = without_time(cell.trim());
    if let Some(serial) = serial(text) {
        return day_of_serial(serial).map_or(Cell::Unclear, Cell::Known);
    }
    typed_date(text, today).map_or(Cell::Unclear, Cell::Known)
}

/// A day to come: as [`day`], but a two-digit year is always of this century, because nobody plans a
/// visit for 1927.
pub fn coming_day(cell: &str) -> Cell<NaiveDate> {
    day(cell, NaiveDate::from_ymd_opt(2099, 12, 31).unwrap_or_default())
}

/// Five digits, with or without a fraction: days from 1927 to 2173. Fewer would be a year.
fn serial(text: &str) -> Option<f64> {
    let whole = text.split('.').next().unwrap_or_default();
    let fraction = text.get(whole.len() + 1..).unwrap_or_default();
    let is_serial = whole.len() == 5 && [whole, fraction].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    is_serial.then(|| text.parse().ok()).flatten()
}

/// "2019-08-28T00:00:00" and "28/08/2019 00:00" are days.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = &text[..colon];
    before.rfind([' ', 'T']).map_or(text, |cut| before[..cut].trim_end_matches(',').trim_end())
}

/// How a contact was made and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct How {
    /// How.
    pub mode: Mode,
    /// What came of it.
    pub outcome: Outcome,
}

/// How a contact was made; a blank cell is a mode nobody wrote down.
pub fn how(cell: &str) -> Cell<How> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let text = fold(cell);
    let padded = format!(" {text} ");
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| padded.contains(&format!(" {phrase} ")));
    let of = |mode, outcome| Cell::Known(How { mode, outcome });
    if text.contains('?') || cell.contains('?') {
        return Cell::Unclear;
    }
    if says(&["no access", "no answer at door", "not at home", "nobody home", "nobody in", "no one in", "no one home"]) {
        return of(Mode::HomeVisit, Outcome::NoAccess);
    }
    if says(&["no reply", "no response", "no answer"]) {
        let mode = mode_named(text.split(" no ").next().unwrap_or_default()).unwrap_or(Mode::NotRecorded);
        return of(mode, Outcome::NoReply);
    }
    if says(&["declined", "refused"]) {
        return of(Mode::NotRecorded, Outcome::Declined);
    }
    if says(&["did not attend", "dna"]) {
        return of(Mode::NotRecorded, Outcome::DidNotAttend);
    }
    if says(&["cancelled"]) {
        return of(Mode::NotRecorded, Outcome::Cancelled);
    }
    mode_named(&text).map_or(Cell::Unclear, |mode| of(mode, Outcome::Completed))
}

fn mode_named(text: &str) -> Option<Mode> {
    match text {
        "home visit" | "homevisit" | "hv" | "visit" | "visited" | "visited at home" | "visit at home" | "home"
        | "seen at home" => Some(Mode::HomeVisit),
        "phone" | "tel" | "telephone" | "tel call" | "phone call" | "telephone call" | "call" | "called" | "phoned" | "rang"
        | "tele" | "mobile" => Some(Mode::Phone),
        "video" | "video call" | "videocall" | "teams" | "teams call" | "teams meeting" | "ms teams" | "microsoft teams"
        | "zoom" | "zoom call" | "skype" | "facetime" | "virtual visit" | "virtual" => Some(Mode::Video),
        "email" | "e mail" | "emailed" | "email sent" | "emails" => Some(Mode::Email),
        "letter" | "letter sent" | "letters" | "wrote" | "post" | "by post" => Some(Mode::Letter),
        "text" | "text message" | "texted" | "sms" => Some(Mode::Text),
        elsewhere if ["seen at ", "seen in ", "met at ", "met in "].iter().any(|start| elsewhere.starts_with(start)) => {
            Some(Mode::InPersonElsewhere)
        }
        _ => None,
    }
}

/// Yes or no.
pub fn answer(cell: &str) -> Cell<Answer> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    match fold(cell).as_str() {
        _ if cell.contains('?') => Cell::Unclear,
        "y" | "yes" | "seen" | "true" => Cell::Known(Answer::Yes),
        "n" | "no" | "not seen" | "false" => Cell::Known(Answer::No),
        "not recorded" | "not known" | "unknown" => Cell::Blank,
        _ => Cell::Unclear,
    }
}

/// Female or male, as registered.
pub fn sex(cell: &str) -> Cell<Sex> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    match fold(cell).as_str() {
        _ if cell.contains('?') => Cell::Unclear,
        "f" | "female" | "girl" => Cell::Known(Sex::Female),
        "m" | "male" | "boy" => Cell::Known(Sex::Male),
        "not recorded" | "not known" | "unknown" | "u" => Cell::Blank,
        _ => Cell::Unclear,
    }
}

/// Where a row says the child stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// On the register, as this kind.
    Open(RegistrationKind),
    /// No longer on it.
    Closed,
}

/// Open, closed, or one of the kinds of registration. A question mark is a doubt.
pub fn status(cell: &str) -> Cell<Status> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let kind = match fold(cell).as_str() {
        _ if cell.contains('?') => return Cell::Unclear,
        "closed" | "ended" | "ceased" | "case closed" | "closed case" | "no longer ehe" | "inactive" => {
            return Cell::Known(Status::Closed);
        }
        "open"
        | "active"
        | "ehe"
        | "current"
        | "live"
        | "open case"
        | "open ehe"
        | "ehe open"
        | "home educated"
        | "elective home education"
        | "electively home educated" => RegistrationKind::Ehe,
        "cme" | "missing education" | "child missing education" | "children missing education" | "open cme" => {
            RegistrationKind::Cme
        }
        "flexi" | "flexi school" | "flexi schooled" | "flexischool" | "flexischooled" | "flexi schooling" => {
            RegistrationKind::FlexiSchool
        }
        "part time timetable" | "ptt" | "reduced timetable" => RegistrationKind::PartTimeTimetable,
        "eotas" => RegistrationKind::Eotas,
        "section 19" | "s19" | "s 19" => RegistrationKind::Section19,
        _ => return Cell::Unclear,
    };
    Cell::Known(Status::Open(kind))
}

/// A reason of the DfE's collections, by its own words or others that can mean nothing else.
pub fn reason(cell: &str, kind: RegistrationKind) -> Cell<Reason> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let text = fold(cell);
    let by_label = || Reason::ALL.iter().copied().find(|reason| fold(reason.label()) == text || fold(reason.code()) == text);
    let by_other_words = || {
        Some(match text.as_str() {
            "anxiety" | "depression" | "mental ill health" | "childs mental health" | "emwb" => Reason::MentalHealth,
            "ill health" | "physical ill health" | "medical" | "medical needs" => Reason::PhysicalHealth,
            "covid"
            | "covid 19"
            | "covid19"
            | "covid worries"
            | "covid concerns"
            | "covid fears"
            | "coronavirus"
            | "health concerns relating to covid19"
            | "health concerns related to covid 19" => Reason::Covid19,
            "bullying" | "bullied" | "being bullied" | "bullying at school" => Reason::DissatisfactionBullying,
            "dissatisfaction with school" | "school dissatisfaction" | "dissatisfied with school" => {
                Reason::DissatisfactionGeneral
            }
            "dissatisfaction with send provision" | "sen needs not met" | "send needs not met" => Reason::DissatisfactionSend,
            "religion" | "religious reasons" | "faith" => Reason::Religious,
            "philosophy" | "philosophical" | "philosophical reasons" => Reason::Philosophical,
            "lifestyle choice" => Reason::Lifestyle,
            "risk of exclusion" | "at risk of exclusion" | "avoiding exclusion" => Reason::RiskOfExclusion,
            "permanently excluded" | "perm ex" | "pex" => Reason::PermanentExclusion,
            "did not get preferred school" | "did not get preference" | "not offered preferred school" => {
                Reason::NoSchoolPreference
            }
            "suggested by school" | "school suggested" | "schools suggestion" => Reason::SchoolSuggestion,
            "none given" | "no reason" | "not given" | "none" => Reason::NoneGiven,
            "not known" => Reason::Unknown,
            _ => return None,
        })
    };
    let found = if cell.contains('?') { None } else { by_label().or_else(by_other_words) };
    found.filter(|reason| reason.fits(kind)).map_or(Cell::Unclear, Cell::Known)
}

/// A circumstance that a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstance {
    /// What.
    pub kind: CircumstanceKind,
    /// It is over.
    pub ended: bool,
}

/// Special educational needs: N, K, E and the words for them. None means that there is no need.
pub fn sen(cell: &str) -> Cell<Option<CircumstanceKind>> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    Cell::Known(match fold(cell).as_str() {
        _ if cell.contains('?') => return Cell::Unclear,
        "n" | "no" | "none" | "no sen" | "not sen" => None,
        "k" | "sen support" | "sen k" | "send support" | "k code" => Some(CircumstanceKind::SenSupport),
        "e" | "ehcp" | "ehc plan" | "ehc" | "has ehcp" | "education health and care plan" => Some(CircumstanceKind::EhcPlan),
        "not known" | "unknown" | "not recorded" => return Cell::Blank,
        _ => return Cell::Unclear,
    })
}

/// Social care. None means that there is nothing; a plain yes is a status nobody wrote down.
pub fn social_care(cell: &str) -> Cell<Option<Circumstance>> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let now = |kind| Cell::Known(Some(Circumstance { kind, ended: false }));
    match fold(cell).as_str() {
        _ if cell.contains('?') => Cell::Unclear,
        "n" | "no" | "none" | "not open" | "not open to sc" | "not known to sc" | "not known to social care" => Cell::Known(None),
        "y" | "yes" | "open" | "open to sc" | "open to social care" | "open to csc" => {
            now(CircumstanceKind::SocialCareUnspecified)
        }
        "cin" | "child in need" | "child in need plan" | "cin plan" => now(CircumstanceKind::ChildInNeed),
        "cp" | "cpp" | "child protection" | "child protection plan" | "cp plan" => now(CircumstanceKind::ChildProtectionPlan),
        "lac" | "cla" | "looked after" | "looked after child" | "child looked after" => now(CircumstanceKind::LookedAfter),
        "s47" | "s 47" | "section 47" | "s47 enquiry" | "section 47 enquiry" => now(CircumstanceKind::Section47),
        "early help" | "eh" | "early help plan" => now(CircumstanceKind::EarlyHelp),
        "closed to sc" | "closed to social care" | "closed to csc" | "closed" | "closed sc" => {
            Cell::Known(Some(Circumstance { kind: CircumstanceKind::SocialCareUnspecified, ended: true }))
        }
        "not known" | "unknown" | "not recorded" => Cell::Blank,
        _ => Cell::Unclear,
    }
}

/// A year group, Reception being 0.
pub fn year_group(cell: &str) -> Cell<i32> {
    if is_blank(cell) {
        return Cell::Blank;
    }
    let text = fold(cell);
    if ["r", "rec", "reception", "yr", "year r"].contains(&text.as_str()) {
        return Cell::Known(0);
    }
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = text[..text.len() - digits.len()].trim_end();
    match digits.parse() {
        Ok(year @ 0..=14) if ["", "y", "yr", "year", "ncy"].contains(&before) => Cell::Known(year),
        _ => Cell::Unclear,
    }
}

/// Whether a cell for the last school names one: "Home" and "never attended" do not.
pub fn names_a_school(cell: &str) -> bool {
    let no_school =
        ["home", "none", "never attended", "never attended school", "never at school", "not known", "unknown", "no school"];
    !is_blank(cell) && !no_school.contains(&fold(cell).as_str())
}

/// Whether words ask that an address be kept from somebody.
pub fn asks_not_to_share(words: &str) -> bool {
    let text = fold(words);
    let asks = [
        "do not share",
        "dont share",
        "not to be shared",
        "never share",
        "must not be shared",
        "do not disclose",
        "dont disclose",
        "not to be disclosed",
        "do not give address",
        "do not release",
        "address withheld",
        "withhold address",
        "address confidential",
        "confidential address",
        "keep address confidential",
        "address is confidential",
        "in refuge",
        "womens refuge",
    ];
    asks.iter().any(|phrase| text.contains(phrase))
}

fn bare(cell: &str) -> String {
    cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
