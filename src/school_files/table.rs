//! A table of pupils, one to a row: a column for each question, by its name or its words. The same reader
//! as for an import takes CSV in any encoding, and XLSX (`docs/school-files.md`).

use super::given::{Gathered, Given, QUESTIONS, ReadFile, Said, read_ground};
use crate::error::{Error, Result};
use crate::imports::columns::Mapping;
use crate::imports::sheet::Sheet;
use crate::notifications::fields::every;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Holds {
    Ground,
    School,
    Answer(String),
}

/// Reads a table.
///
/// # Errors
/// `Refused` or `TooLarge` with a sentence, when it is no table or none of its columns is a question.
pub(super) fn read(content: &[u8]) -> Result<ReadFile> {
    let sheet = Sheet::read(content)?;
    let columns = columns_of(&sheet.header);
    if !columns.iter().flatten().any(|holds| matches!(holds, Holds::Answer(_))) {
        return Err(Error::refused(
            "None of its columns is a question of the notification. Start from our table with all columns.",
        ));
    }
    let not_asked = sheet.header.iter().zip(&columns).filter(|(_, holds)| holds.is_none()).map(|(name, _)| name.clone());
    let not_asked = not_asked.chain(sheet.left_out.iter().map(|name| format!("the worksheet {name}"))).collect();
    Ok(ReadFile { pupils: sheet.rows.iter().map(|row| read_row(row, &columns)).collect(), not_asked })
}

/// What each column holds, as its header says; the first of two alike has it.
fn columns_of(header: &[String]) -> Vec<Option<Holds>> {
    let recognised = Mapping::recognise(header);
    let mut columns: Vec<Option<Holds>> = Vec::with_capacity(header.len());
    for (index, name) in header.iter().enumerate() {
        // The words of another kind of list, for what both ask: "DOB", "Surname".
        let by_custom = || {
            let name = recognised.at(index)?.code().to_owned();
            QUESTIONS.contains_key(&name).then_some(Holds::Answer(name))
        };
        let holds = named(name).or_else(by_custom).filter(|holds| !columns.contains(&Some(holds.clone())));
        columns.push(holds);
    }
    columns
}

fn named(header: &str) -> Option<Holds> {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    match bare(header).as_str() {
        "ground" | "grounds" | "removalgrounds" => Some(Holds::Ground),
        "school" | "urn" | "schoolurn" => Some(Holds::School),
        header => {
            let header = header.strip_suffix("optional").unwrap_or(header);
            every().find(|(name, label, _)| bare(name) == header || bare(label) == header).map(|(name, ..)| Holds::Answer(name))
        }
    }
}

fn read_row(row: &[String], columns: &[Option<Holds>]) -> Given {
    let (mut gathered, mut school, mut ground) = (Gathered::default(), Said::Nothing, Ok(None));
    for (cell, holds) in row.iter().map(|cell| cell.trim()).zip(columns).filter(|(cell, _)| !cell.is_empty()) {
        match holds {
            Some(Holds::Ground) => ground = read_ground(cell),
            Some(Holds::School) => school = Said::Urn(cell.to_owned()),
            Some(Holds::Answer(name)) => gathered.take(name, cell),
            None => {}
        }
    }
    let (answers, left_out) = gathered.finish();
    Given { school, ground, answers, left_out }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::notifications::model::Ground;

    #[test]
    fn columns_are_known_by_name_by_words_and_by_custom() {
        let text = "ground,Surname,Given names,DOB,\"Year group (optional)\",parents-1-name,Parent or carer 1: Telephone number,URN,Shoe size\n\
                    f,Khan,Lorraine,19/6/2015,Year 7,Jo Khan,07700 900356,900032,4\n\
                    ?,Day,Ann,1/2/2014,,,,,\n";
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(read.not_asked, ["Shoe size"]);
        let first = &read.pupils[0];
        assert_eq!((&first.ground, &first.school), (&Ok(Some(Ground::HomeEducation)), &Said::Urn("900032".into())));
        let expected = [
            ("family_name", "Khan"),
            ("given_names", "Lorraine"),
            ("date_of_birth", "19/6/2015"),
            ("year_group", "7"),
            ("parents-1-name", "Jo Khan"),
            ("parents-1-telephone", "07700 900356"),
        ];
        for (name, text) in expected {
            assert_eq!(first.answers.get(name), text, "{name}");
        }
        assert!(read.pupils[1].ground.is_err());
    }

    #[test]
    fn every_question_has_a_column_under_its_name_and_under_its_words() {
        for (name, label, _) in every() {
            assert_eq!(named(&name), Some(Holds::Answer(name.clone())), "{name}");
            assert_eq!(named(&label), Some(Holds::Answer(name.clone())), "{label}");
        }
    }

    #[test]
    fn of_two_columns_alike_the_second_is_named_as_not_taken() {
        let read = read(b"family_name,Surname,given_names,ground\nKhan,Day,Ann,f\n").unwrap();
        assert_eq!((read.not_asked, read.pupils[0].answers.get("family_name")), (vec!["Surname".to_owned()], "Khan"));
    }

    #[test]
    fn a_table_of_something_else_is_refused() {
        assert!(read(b"a,b\n1,2\n").unwrap_err().to_string().contains("None of its columns"));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&content);
        }

        #[test]
        fn no_cell_panics(cell in "[^\"\\x00]{0,60}") {
            let text = format!("ground,given_names,date_of_birth,year_group,school\n\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\"\n");
            let _ = read(text.as_bytes());
        }
    }
}
