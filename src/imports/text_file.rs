//! CSV as offices make it: four encodings, three separators, line breaks inside cells.

use super::sheet::{MOST_COLUMNS, MOST_ROWS, Sheet};
use crate::error::{Error, Result};

/// Reads a text file with the separator under which its header makes the most sense.
pub(super) fn read(content: &[u8]) -> Result<Sheet> {
    let text = decoded(content);
    if text.contains('\0') {
        return Err(Error::refused("The file holds null characters: it is damaged, or not a spreadsheet."));
    }
    let mut best: Option<(usize, Sheet)> = None;
    let mut refusal = None;
    for separator in [b',', b';', b'\t'] {
        match records(&text, separator).and_then(Sheet::below_header) {
            Ok(sheet) => {
                let recognised = sheet.recognised();
                if best.as_ref().is_none_or(|(most, _)| recognised > *most) {
                    best = Some((recognised, sheet));
                }
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    match (best, refusal) {
        (Some((_, sheet)), _) => Ok(sheet),
        (None, Some(error)) => Err(error),
        (None, None) => Err(Error::refused("The file could not be read.")),
    }
}

/// The text in whichever encoding the bytes are. Windows-1252 takes any bytes, so it comes last.
pub fn decoded(content: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(content) {
        return encoding.decode_without_bom_handling(&content[mark..]).0.into_owned();
    }
    if let Some(encoding) = unmarked_utf_16(content) {
        return encoding.decode_without_bom_handling(content).0.into_owned();
    }
    match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0.into_owned(),
    }
}

/// UTF-16 without its mark: English text has a zero in nearly every second byte, always on one side.
fn unmarked_utf_16(content: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = content.as_chunks::<2>().0;
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count() * 10;
    let (first, second, most) = (zeros(0), zeros(1), pairs.len() * 7);
    if second > most && first == 0 {
        return Some(encoding_rs::UTF_16LE);
    }
    (first > most && second == 0).then_some(encoding_rs::UTF_16BE)
}

fn records(text: &str, separator: u8) -> Result<Vec<Vec<String>>> {
    check_shape(text, separator)?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Error::refused("The file could not be read as CSV."))?;
        records.push(record.iter().map(str::to_owned).collect());
        if records.len() > MOST_ROWS + 100 {
            return Err(Error::refused(format!("The file has more than {MOST_ROWS} rows; send it in parts.")));
        }
    }
    Ok(records)
}

/// Refuses what cannot be told apart, before anything of it is taken: a row of more columns than any table has,
/// and a quotation mark that opens a cell and is never closed, which would make every row after it part of one cell.
fn check_shape(text: &str, separator: u8) -> Result<()> {
    let (mut line, mut opened, mut at_start, mut columns) = (1, None, true, 1);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += usize::from(byte == b'\n');
        columns = match (opened, byte) {
            (None, b'\n') => 1,
            (None, byte) if byte == separator => columns + 1,
            _ => columns,
        };
        if columns > MOST_COLUMNS {
            let sentence =
                format!("Line {line} of the file has more than {MOST_COLUMNS} columns, which is the most that is read.");
            return Err(Error::refused(sentence));
        }
        match (opened, byte) {
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (Some(_), b'"') => opened = None,
            (None, b'"') if at_start => opened = Some(line),
            _ => {}
        }
        at_start = opened.is_none() && (byte == separator || byte == b'\n' || byte == b'\r');
    }
    match opened {
        None => Ok(()),
        Some(line) => Err(Error::refused(format!(
            "A quotation mark that opens in line {line} is never closed, so the rows after it cannot be told apart."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ref;Surname;DOB;Notes\r\nE1;Ó Briain;1/2/2015;\"two\nlines; one \"\"cell\"\"\"\r\nE2;Day;3/4/2016;€5\r\n";

    fn utf_16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some('\u{feff}').into_iter().chain(text.chars()).collect::<String>();
        units.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_sheet() {
        let expected = read(TEXT.as_bytes()).unwrap();
        assert_eq!(expected.rows[0], ["E1", "Ó Briain", "1/2/2015", "two\nlines; one \"cell\""]);
        let marked: Vec<u8> = [&[0xef, 0xbb, 0xbf], TEXT.as_bytes()].concat();
        let windows = encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned();
        let files = [marked, windows, utf_16(TEXT, false, true), utf_16(TEXT, true, true), utf_16(TEXT, false, false)];
        for file in files {
            assert_eq!(read(&file).unwrap(), expected);
        }
        let tabs = TEXT.replace("E1;", "E1\t").replace("E2;", "E2\t").replace("f;S", "f\tS");
        let tabs = tabs.replace("n;1", "n\t1").replace("5;", "5\t").replace("e;D", "e\tD").replace("B;N", "B\tN");
        let tabs = tabs.replace("y;3", "y\t3").replace("6;", "6\t");
        assert_eq!(read(tabs.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn an_unclosed_quote_is_refused_because_rows_would_be_lost() {
        let told = read(b"Ref,Surname,DOB\nE1,\"Lamb,1/2/2015\nE2,Day,3/4/2016\n").unwrap_err().to_string();
        assert!(told.contains("line 2"), "{told}");
        assert!(read(b"Ref,Surname,DOB\nE1,Lamb 6\" tall,1/2/2015\n").is_ok());
    }

    #[test]
    fn a_row_of_too_many_columns_is_refused_before_it_is_taken() {
        let told = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        let wide = ",".repeat(MOST_COLUMNS);
        assert!(told(&format!("Ref,Surname,DOB\nE1,Lamb,1/2/2015{wide}\n")).contains("Line 2 of the file has more than"));
        let quoted = format!("Ref,Surname,DOB\nE1,\"{wide}\",1/2/2015\n");
        assert_eq!(read(quoted.as_bytes()).unwrap().rows[0][1], wide, "within a cell they part nothing");
    }

    #[test]
    fn null_bytes_are_refused() {
        assert!(matches!(read(b"Ref,Surname,DOB\nE1,La\0mb,1/2/2015\n"), Err(Error::Refused(_))));
    }
}
