//! The government's list of schools (Get Information about Schools, `edubasealldata`), read by the
//! names of its columns: their order and number change from year to year.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::model::{OrganisationStatus, School};

/// Columns without which the file cannot be this list.
const NEEDED: [&str; 9] = [
    "URN",
    "LA (code)",
    "EstablishmentNumber",
    "EstablishmentName",
    "EstablishmentStatus (name)",
    "TypeOfEstablishment (name)",
    "PhaseOfEducation (name)",
    "Street",
    "Postcode",
];

/// What a file held: each data row is a school or was refused.
#[derive(Debug, Default)]
pub struct Reading {
    /// In the order of the file.
    pub schools: Vec<School>,
    /// The number of the data row (the first is 1), and why.
    pub refused: Vec<(usize, String)>,
}

/// Reads a file, in UTF-8 (with or without a mark at its beginning) or Windows-1252.
///
/// # Errors
/// A sentence when it is not this list at all.
pub fn read(bytes: &[u8]) -> Result<Reading, String> {
    let text = text_of(bytes);
    let mut file = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = file.headers().map_err(|error| format!("the file cannot be read: {error}"))?.clone();
    let columns: HashMap<&str, usize> = header.iter().enumerate().map(|(at, name)| (name.trim(), at)).collect();
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| !columns.contains_key(name)).collect();
    if !missing.is_empty() {
        return Err(format!("the file has no column named {}; it needs {}", list(&missing), list(&NEEDED)));
    }
    let (mut reading, mut known) = (Reading::default(), HashSet::new());
    for (row, record) in file.records().enumerate() {
        let school = record.map_err(|error| error.to_string()).and_then(|record| {
            let cell = |name: &str| columns.get(name).and_then(|at| record.get(*at)).unwrap_or_default().trim().to_owned();
            school(&cell)
        });
        match school {
            Ok(school) if known.insert(school.urn.clone()) => reading.schools.push(school),
            Ok(school) => reading.refused.push((row + 1, format!("the URN {} stands in the file twice", school.urn))),
            Err(reason) => reading.refused.push((row + 1, reason)),
        }
    }
    Ok(reading)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn school(cell: &dyn Fn(&str) -> String) -> Result<School, String> {
    let urn = cell("URN");
    if urn.is_empty() || urn.len() > 10 || !urn.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("the URN {urn:?} is not a number"));
    }
    let name = cell("EstablishmentName");
    if name.is_empty() || name.contains('\0') {
        return Err(format!("the school {urn} has no name that can be kept"));
    }
    let join = |parts: &[&str], between| {
        parts.iter().map(|part| cell(part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    };
    Ok(School {
        la_code: cell("LA (code)"),
        establishment_number: cell("EstablishmentNumber"),
        school_type: cell("TypeOfEstablishment (name)"),
        phase: cell("PhaseOfEducation (name)"),
        status: status(&cell("EstablishmentStatus (name)"))?,
        opened_on: date(&cell("OpenDate"), "opening date")?,
        closed_on: date(&cell("CloseDate"), "closing date")?,
        lowest_age: cell("StatutoryLowAge").parse().ok(),
        highest_age: cell("StatutoryHighAge").parse().ok(),
        address: join(&["Street", "Locality", "Address3", "Town", "County (name)"], ", "),
        postcode: cell("Postcode").to_uppercase(),
        telephone: cell("TelephoneNum"),
        head_teacher: join(&["HeadTitle (name)", "HeadFirstName", "HeadLastName"], " "),
        urn,
        name,
    })
}

fn status(name: &str) -> Result<OrganisationStatus, String> {
    match name.to_lowercase().as_str() {
        "open" => Ok(OrganisationStatus::Open),
        "open, but proposed to close" => Ok(OrganisationStatus::ProposedToClose),
        "proposed to open" => Ok(OrganisationStatus::ProposedToOpen),
        "closed" => Ok(OrganisationStatus::Closed),
        _ => Err(format!("the status {name:?} is not one this program knows")),
    }
}

fn date(text: &str, what: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    ["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .map(Some)
        .ok_or_else(|| format!("the {what} {text:?} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "URN,LA (code),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),TypeOfEstablishment (name),\
                          PhaseOfEducation (name),Street,Postcode,CloseDate,HeadFirstName,HeadLastName,Whatever\n";

    fn file(rows: &str) -> Reading {
        read(format!("{HEADER}{rows}").as_bytes()).unwrap()
    }

    #[test]
    fn columns_are_known_by_name_and_a_missing_one_is_named() {
        let reading = file(
            "100000,990,2000,\"St Naomi, Primary\",Closed,Academy,Primary,8 George Greens,g6 6an,31-08-2024,Leon,Johnson,x\n",
        );
        let school = &reading.schools[0];
        assert_eq!((school.name.as_str(), school.postcode.as_str()), ("St Naomi, Primary", "G6 6AN"));
        assert_eq!((school.status, school.closed_on), (OrganisationStatus::Closed, "2024-08-31".parse().ok()));
        assert_eq!((school.head_teacher.as_str(), school.opened_on, school.lowest_age), ("Leon Johnson", None, None));
        let complaint = read(b"URN,EstablishmentName\n1,A\n").unwrap_err();
        assert!(
            complaint.contains("\"LA (code)\"") && !complaint.starts_with("the file has no column named \"URN\""),
            "{complaint}"
        );
        assert!(read(b"").is_err());
    }

    #[test]
    fn every_encoding_the_list_comes_in_is_read() {
        let row = "100000,990,2000,St Naomi’s École,Open,A,P,S,G6 6AN,,,,\n";
        for bytes in [
            format!("{HEADER}{row}").into_bytes(),
            format!("\u{feff}{HEADER}{row}").into_bytes(),
            encoding_rs::WINDOWS_1252.encode(&format!("{HEADER}{row}")).0.into_owned(),
        ] {
            assert_eq!(read(&bytes).unwrap().schools[0].name, "St Naomi’s École");
        }
    }

    #[test]
    fn a_row_that_cannot_be_kept_is_refused_with_its_reason_and_the_rest_goes_on() {
        let reading = file(
            "abc,990,1,A,Open,,,,,,,,\n100001,990,1,,Open,,,,,,,,\n100002,990,1,B,Ajar,,,,,,,,\n100003,990,1,C,Open,,,,,32-13-2024,,,\n\
             100004,990,1,D,Open,,,,,,,,\n100004,990,1,D,Open,,,,,,,,\n",
        );
        assert_eq!(reading.schools.len(), 1);
        assert_eq!(reading.refused.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2, 3, 4, 6]);
    }
}
