//! The Common Transfer File, as far as it tells of a deletion: read by element name, any version from 15
//! (domain/interfaces.md, *CTF*). What a system leaves empty stays to be answered.

use chrono::NaiveDate;

use super::given::{Gathered, Given, ReadFile, Said, read_ground};
use super::xml::Element;
use crate::children::names::out_of_capitals;
use crate::dates::{long_date, typed_date};
use crate::error::{Error, Result};
use crate::imports::text_file::decoded;
use crate::notifications::model::Ground;

/// The first version whose removals are read.
const FIRST_VERSION: f32 = 15.0;

/// From this day the letters of the grounds are those of the 2024 regulations (SI 2024/208); before it they
/// meant others, and `f` was another ground than it is now.
const LETTERS_SINCE: NaiveDate = NaiveDate::from_ymd_opt(2024, 8, 19).expect("a day of the calendar");

/// Whether a content is XML rather than a table.
pub(super) fn is_xml(content: &[u8]) -> bool {
    decoded(&content[..content.len().min(1_000)]).trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// Reads a file: its school and its pupils.
///
/// # Errors
/// `Refused` with a sentence, when it is no Common Transfer File or of a version before 15.
pub(super) fn read(content: &[u8], today: NaiveDate) -> Result<ReadFile> {
    let root = Element::read(decoded(content).trim_start_matches('\u{feff}'))?;
    if !root.name.eq_ignore_ascii_case("CTfile") {
        return Err(Error::refused("This is XML, but no Common Transfer File: its first element is not CTfile."));
    }
    let nothing = Element::default();
    let header = root.child("Header").unwrap_or(&nothing);
    let version = header.says("CTFversion");
    if !version.is_empty() && !version.parse::<f32>().is_ok_and(|version| version >= FIRST_VERSION) {
        return Err(Error::refused("Only versions 15 and later of the Common Transfer File are read."));
    }
    let source = Source::of(header.child("SourceSchool").unwrap_or(&nothing));
    let data = root.child("CTFpupilData").unwrap_or(&nothing);
    let mut not_asked = Vec::new();
    let pupils: Vec<Given> = data.all("Pupil").map(|pupil| read_pupil(pupil, &source, &mut not_asked, today)).collect();
    if pupils.is_empty() {
        return Err(Error::refused("The file holds no pupils."));
    }
    Ok(ReadFile { pupils, not_asked })
}

/// The school that wrote a file.
struct Source {
    said: Said,
    establishment: String,
}

impl Source {
    fn of(element: &Element) -> Self {
        let establishment = establishment(element);
        let said = match (element.says("URN"), establishment.as_str()) {
            ("", "") => Said::Nothing,
            ("", number) => Said::Establishment(number.to_owned()),
            (urn, _) => Said::Urn(urn.to_owned()),
        };
        Self { said, establishment }
    }

    /// What the file says of the pupil's time at this school: the latest entry of it.
    fn time_at<'e>(&self, pupil: &'e Element) -> Option<&'e Element> {
        let schools: Vec<&Element> = pupil.child("SchoolHistory")?.all("School").collect();
        if self.establishment.is_empty() {
            return if let [only] = schools[..] { Some(only) } else { None };
        }
        let is_ours = |school: &&Element| [String::new(), self.establishment.clone()].contains(&establishment(school));
        schools.into_iter().rfind(is_ours)
    }
}

/// The number of the authority and of the school together, or nothing.
fn establishment(element: &Element) -> String {
    format!("{}{}", element.says("LEA"), element.says("Estab"))
}

/// Names of elements that are told; a file with more of them is read no worse.
const MOST_NAMED: usize = 60;

fn read_pupil(pupil: &Element, source: &Source, not_asked: &mut Vec<String>, today: NaiveDate) -> Given {
    let nothing = Element::default();
    let basic = pupil.child("BasicDetails").unwrap_or(&nothing);
    let either = |name: &str| first_of(&[basic, pupil], &[name]);
    let mut gathered = Gathered::default();
    let (forename, known_as) = (out_of_capitals(pupil.says("Forename")), out_of_capitals(either("PreferredForename")));
    gathered.take("given_names", format!("{forename} {}", out_of_capitals(either("MiddleNames"))).trim());
    gathered.take("family_name", &out_of_capitals(pupil.says("Surname")));
    gathered.take("preferred_name", if known_as == forename { "" } else { &known_as });
    gathered.take("date_of_birth", pupil.says("DOB"));
    gathered.take("sex", first_of(&[pupil], &["Sex", "Gender"]));
    gathered.take("ethnicity", either("Ethnicity"));
    gathered.take("year_group", either("NCyearActual"));
    gathered.take("upn", pupil.says("UPN"));
    gathered.take("sen", first_of(&[pupil.child("SEN").unwrap_or(&nothing)], &["SENprovision", "SENstatus"]));
    read_address("", pupil.child("Address"), &mut gathered);
    read_contacts(pupil, &mut gathered);
    let time = source.time_at(pupil).unwrap_or(&nothing);
    gathered.take("joined_on", time.says("EntryDate"));
    gathered.take("deletion_on", time.says("LeavingDate"));
    let ground = ground_of(time, today);
    time.says("SchoolName");
    for other in pupil.child("SchoolHistory").into_iter().flat_map(|history| history.all("School")) {
        if !std::ptr::eq(other, time) {
            other.pass();
            gathered.leave("Other school", &format!("{} {}", establishment(other), other.says("SchoolName")), "is not asked");
        }
    }
    pupil.note_unread(MOST_NAMED, not_asked);
    let (answers, left_out) = gathered.finish();
    Given { school: source.said.clone(), ground, answers, left_out }
}

fn ground_of(time: &Element, today: NaiveDate) -> Result<Option<Ground>, String> {
    match typed_date(time.says("LeavingDate"), today) {
        Some(day) if day < LETTERS_SINCE && !time.says("RemovalGrounds").is_empty() => Err(format!(
            "The name came off on {}, when the letters of the grounds meant others than now. Notify with the form",
            long_date(day)
        )),
        _ => read_ground(time.says("RemovalGrounds")),
    }
}

/// The first text that is there, of these names in these places; what comes after it is not read.
fn first_of<'e>(places: &[&'e Element], names: &[&str]) -> &'e str {
    let said = places.iter().flat_map(|place| names.iter().map(move |name| place.says(name)));
    said.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Lines, or the parts of BS 7666; `of` is what the questions begin with.
fn read_address(of: &str, address: Option<&Element>, gathered: &mut Gathered) {
    let Some(address) = address else { return };
    let nothing = Element::default();
    let parts = address.child("BS7666Address").unwrap_or(&nothing);
    let lines = address.child("AddressLines").unwrap_or(address);
    let first = |name: &str| out_of_capitals(first_of(&[address, parts, lines], &[name]));
    let joined = |names: &[&str], between: &str| {
        let said: Vec<String> = names.iter().map(|name| first(name)).filter(|text| !text.is_empty()).collect();
        said.join(between)
    };
    let of_parts = [first("SAON"), joined(&["PAON", "Street"], " "), first("Locality")];
    let of_parts: Vec<String> = of_parts.into_iter().filter(|text| !text.is_empty()).collect();
    let street = if of_parts.is_empty() {
        joined(&["AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "AddressLine5"], ", ")
    } else {
        of_parts.join(", ")
    };
    let (town, postcode) = (joined(&["Town", "PostTown"], ", "), first("PostCode").to_uppercase());
    if of.is_empty() {
        gathered.take("address", &street);
        gathered.take("town", &town);
        gathered.take("postcode", &postcode);
    } else {
        // A parent's address is one line.
        let all: Vec<String> = [street, town, postcode].into_iter().filter(|text| !text.is_empty()).collect();
        gathered.take(&format!("{of}address"), &all.join(", "));
    }
}

/// How many parents and carers are asked for.
const MOST_CONTACTS: usize = 4;

fn read_contacts(pupil: &Element, gathered: &mut Gathered) {
    let contacts: Vec<&Element> = pupil.child("Contacts").into_iter().flat_map(|contacts| contacts.all("Contact")).collect();
    for (index, contact) in contacts.iter().enumerate() {
        let name = [contact.says("Forename"), contact.says("Surname")].map(out_of_capitals).join(" ");
        if index >= MOST_CONTACTS {
            gathered.leave("Parent or carer", name.trim(), "is one more than four");
            continue;
        }
        contact.says("Order");
        let question = |field: &str| format!("parents-{}-{field}", index + 1);
        gathered.take(&question("name"), &name);
        gathered.take(&question("relationship"), contact.says("Relationship"));
        gathered.take(&question("responsibility"), first_of(&[contact], &["ParentalResponsibility", "Responsibility"]));
        gathered.take(&question("email"), contact.says("Email"));
        gathered.take(&question("telephone"), &telephones(contact));
        read_address(&question(""), contact.child("Address"), gathered);
    }
    // The number of the pupil's home is the first parent's, where none of their own is there.
    let has_own = contacts.first().is_some_and(|first| !telephones(first).is_empty());
    match (has_own, pupil.says("PhoneNo")) {
        (true, number) if !number.is_empty() && !telephones(contacts[0]).contains(number) => {
            gathered.leave("PhoneNo of the pupil", number, "is not asked where the first parent has a number");
        }
        (true, _) => {}
        (false, number) => gathered.take("parents-1-telephone", number),
    }
}

/// Every number of a contact.
fn telephones(contact: &Element) -> String {
    let listed = contact.child("Phones").into_iter().flat_map(|phones| phones.all("Phone")).map(|phone| {
        phone.says("TelephoneType");
        phone.says("PhoneNo")
    });
    let all: Vec<&str> = std::iter::once(contact.says("PhoneNo")).chain(listed).filter(|text| !text.is_empty()).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        "2026-11-20".parse().unwrap()
    }

    fn file(header: &str, pupil: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><CTfile><Header>{header}</Header><CTFpupilData><Pupil>{pupil}</Pupil></CTFpupilData></CTfile>"
        )
    }

    const SOURCE: &str = "<CTFversion>24.0</CTFversion><SourceSchool><LEA>990</LEA><Estab>2416</Estab></SourceSchool>";
    const PUPIL: &str =
        "<UPN>H990241620003</UPN><Surname>O'BRIEN-KHAN</Surname><Forename>LORRAINE</Forename><DOB>2015-06-19</DOB><Sex>F</Sex>";

    fn history(left: &str, grounds: &str) -> String {
        let other = "<School><LEA>991</LEA><Estab>2000</Estab><LeavingDate>2021-07-20</LeavingDate><RemovalGrounds>a</RemovalGrounds></School>";
        let ours = format!("<LEA>990</LEA><Estab>2416</Estab><EntryDate>2021-09-06</EntryDate><LeavingDate>{left}</LeavingDate>");
        format!("<SchoolHistory><School>{ours}<RemovalGrounds>{grounds}</RemovalGrounds></School>{other}</SchoolHistory>")
    }

    fn one(header: &str, pupil: &str) -> Given {
        let read = read(file(header, pupil).as_bytes(), today()).unwrap();
        read.pupils.into_iter().next().unwrap()
    }

    #[test]
    fn a_pupil_is_read_with_the_time_at_this_school() {
        let details = "<BasicDetails><NCyearActual>7</NCyearActual><Ethnicity>WBRI</Ethnicity><MiddleNames>ANN</MiddleNames></BasicDetails>";
        let given = one(SOURCE, &format!("{PUPIL}{details}<PhoneNo>07700 900356</PhoneNo>{}", history("2026-11-04", "f")));
        assert_eq!(given.ground, Ok(Some(Ground::HomeEducation)));
        assert_eq!(given.school, Said::Establishment("9902416".into()));
        let expected = [
            ("given_names", "Lorraine Ann"),
            ("family_name", "O'Brien-Khan"),
            ("date_of_birth", "2015-06-19"),
            ("sex", "female"),
            ("year_group", "7"),
            ("ethnicity", "WBRI"),
            ("upn", "H990241620003"),
            ("joined_on", "2021-09-06"),
            ("deletion_on", "2026-11-04"),
            ("parents-1-telephone", "07700 900356"),
        ];
        for (name, text) in expected {
            assert_eq!(given.answers.get(name), text, "{name}");
        }
        assert_eq!(given.answers.names().count(), expected.len());
    }

    #[test]
    fn older_files_say_gender_and_leave_dates_and_grounds_empty() {
        let given = one(SOURCE, &format!("{}{}", PUPIL.replace("Sex>", "Gender>"), history("", "")));
        assert_eq!((given.answers.get("sex"), given.answers.get("deletion_on"), given.ground), ("female", "", Ok(None)));
    }

    #[test]
    fn other_schools_are_told_and_the_only_one_is_meant_where_the_file_gives_no_number() {
        let given = one(SOURCE, &format!("{PUPIL}{}", history("2026-11-04", "f")));
        assert_eq!(given.left_out, ["Other school: “9912000” is not asked"]);
        let by_urn = "<SourceSchool><URN>900032</URN></SourceSchool>";
        let only =
            "<SchoolHistory><School><LEA>990</LEA><Estab>2416</Estab><RemovalGrounds>g</RemovalGrounds></School></SchoolHistory>";
        assert_eq!(one(by_urn, &format!("{PUPIL}{only}")).ground, Ok(Some(Ground::TooFarAway)));
        assert_eq!(one(by_urn, &format!("{PUPIL}{}", history("", "f"))).ground, Ok(None), "of two nobody guesses");
    }

    #[test]
    fn letters_of_the_old_regulations_are_not_taken_for_the_new() {
        assert!(one(SOURCE, &format!("{PUPIL}{}", history("2024-08-18", "f"))).ground.unwrap_err().contains("meant others"));
        assert!(one(SOURCE, &format!("{PUPIL}{}", history("2024-08-19", "f"))).ground.is_ok());
    }

    #[test]
    fn addresses_and_parents_are_read_in_either_shape() {
        let lines = "<Address><AddressLines><AddressLine1>1 HIGH STREET</AddressLine1><AddressLine2>Thornley</AddressLine2></AddressLines><PostCode>wx1 1aa</PostCode></Address>";
        let parts = "<Address><BS7666Address><PAON>12</PAON><Street>Mill Lane</Street><Town>Wexcombe</Town></BS7666Address><PostCode>WX1 2AB</PostCode></Address>";
        let parent =
            |name: &str, rest: &str| format!("<Contact><Surname>{name}</Surname><Forename>JO</Forename>{rest}</Contact>");
        let phones = "<Responsibility>true</Responsibility><Phones><Phone><PhoneNo>07700 900001</PhoneNo></Phone><Phone><PhoneNo>07700 900002</PhoneNo></Phone></Phones>";
        let contacts: String =
            ["A", "B", "C", "D", "E"].iter().map(|name| parent(name, if *name == "A" { phones } else { lines })).collect();
        let given = one(SOURCE, &format!("{PUPIL}{lines}<Contacts>{contacts}</Contacts><PhoneNo>07700 900009</PhoneNo>"));
        let says = |name: &str| given.answers.get(name).to_owned();
        assert_eq!((says("address"), says("postcode")), ("1 High Street, Thornley".into(), "WX1 1AA".into()));
        assert_eq!(
            (says("parents-1-telephone"), says("parents-1-responsibility")),
            ("07700 900001, 07700 900002".into(), "yes".into())
        );
        assert_eq!(
            (says("parents-2-address"), says("parents-4-name")),
            ("1 High Street, Thornley, WX1 1AA".into(), "Jo D".into())
        );
        assert_eq!(given.left_out.len(), 2, "{:?}", given.left_out);
        assert!(given.left_out[0].contains("Jo E") && given.left_out[1].contains("07700 900009"));
        let given = one(SOURCE, &format!("{PUPIL}{parts}"));
        assert_eq!((given.answers.get("address"), given.answers.get("town")), ("12 Mill Lane", "Wexcombe"));
    }

    #[test]
    fn what_no_question_asks_is_named() {
        let text = file(
            SOURCE,
            &format!(
                "{PUPIL}<Stage><Mark>4</Mark></Stage><BasicDetails><FormerUPN>x</FormerUPN></BasicDetails><Email>a@b.example</Email><Gender>F</Gender>"
            ),
        );
        let not_asked = read(text.as_bytes(), today()).unwrap().not_asked;
        assert_eq!(not_asked, ["Mark", "FormerUPN", "Email", "Gender"], "also what is read elsewhere, or said twice");
    }

    #[test]
    fn what_is_no_common_transfer_file_is_refused_with_a_sentence() {
        let told = |text: &str| read(text.as_bytes(), today()).unwrap_err().to_string();
        assert!(told("<Message/>").contains("not CTfile"));
        assert!(told(&file("<CTFversion>14.0</CTFversion>", PUPIL)).contains("15 and later"));
        assert!(told(&file("<CTFversion>NaN</CTFversion>", PUPIL)).contains("15 and later"));
        assert!(told("<CTfile><CTFpupilData/></CTfile>").contains("no pupils"));
        assert!(told(&format!("<!DOCTYPE CTfile [<!ENTITY a 'b'>]>{}", file(SOURCE, PUPIL))).contains("DOCTYPE"));
    }

    #[test]
    fn every_encoding_gives_the_same_pupil() {
        let text = file(SOURCE, &PUPIL.replace("LORRAINE", "Siân"));
        let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
        let windows = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        for content in [text.clone().into_bytes(), marked, windows] {
            assert!(is_xml(&content));
            assert_eq!(read(&content, today()).unwrap().pupils[0].answers.get("given_names"), "Siân");
        }
        assert!(!is_xml(b"ground,upn\n") && !is_xml(b"PK\x03\x04"));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&content, today());
        }

        #[test]
        fn no_text_of_any_element_panics(text in "[^<&]{0,60}", name in "(UPN|DOB|Sex|PhoneNo|Surname|SchoolHistory|SEN|Contacts)") {
            let history = history(&text, &text);
            let given = read(file(SOURCE, &format!("{history}<{name}>{text}</{name}>")).as_bytes(), today());
            prop_assert!(given.is_ok_and(|file| file.pupils.len() == 1));
        }
    }
}
