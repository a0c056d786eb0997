use std::io::Write;

use proptest::prelude::*;

use super::*;

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".to_vec()
}

fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    // A preview with an end of its own inside a segment must not be taken for the end.
    bytes.extend([0xff, 0xe1, 0x00, 0x08, 0xff, 0xd8, 0xff, 0xd9, 0x00, 0x00]);
    bytes.extend([0xff, 0xda, 0x00, 0x04, 0x01, 0x02, 0x11, 0xff, 0x00, 0x22, 0xff, 0xd3, 0x33, 0x44]);
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", &[0_u8; 13][..]), (b"IDAT", &[7; 30]), (b"IEND", &[])] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(name);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")])
}

#[test]
fn a_file_is_told_by_its_content() {
    assert_eq!(format_of(&pdf()), Ok(Format::Pdf));
    assert_eq!(format_of(&[b"\xef\xbb\xbf".to_vec(), pdf()].concat()), Ok(Format::Pdf));
    assert_eq!(format_of(&jpeg()), Ok(Format::Jpeg));
    assert_eq!(format_of(&[jpeg(), vec![0; 40]].concat()), Ok(Format::Jpeg), "telephones add something after the end");
    assert_eq!(format_of(&png()), Ok(Format::Png));
    assert_eq!(format_of(&docx()), Ok(Format::Docx));
}

#[test]
fn everything_else_gets_a_sentence() {
    let says = |bytes: &[u8], words: &str| {
        let sentence = format_of(bytes).unwrap_err();
        assert!(sentence.contains(words), "{sentence}");
    };
    says(b"", "empty");
    says(b"<html>hello</html>", TAKEN);
    says(b"MZ\x90\0", TAKEN);
    says(b"\0\0\0\x18ftypheic\0\0\0\0", "save or share it as JPEG");
    says(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx or PDF");
    says(&archive(&[("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")]), TAKEN);
    says(&archive(&[("[Content_Types].xml", b""), ("word/document.xml", b""), ("word/vbaProject.bin", b"")]), "without macros");
    let many: Vec<String> = (0..=MOST_PARTS).map(|number| format!("p{number}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    says(&archive(&many), "more parts");
}

#[test]
fn what_stops_in_the_middle_is_never_taken() {
    for whole in [pdf(), jpeg(), png(), docx()] {
        for length in 1..whole.len() - 1 {
            assert!(format_of(&whole[..length]).is_err(), "{length} of {} bytes", whole.len());
        }
    }
}

#[test]
fn a_document_that_would_fill_the_memory_is_not_unpacked() {
    let bomb = vec![0; 64 * 1024 * 1024];
    let packed = archive(&[("[Content_Types].xml", b""), ("word/document.xml", &bomb)]);
    assert!(packed.len() < 200_000);
    let began = std::time::Instant::now();
    assert_eq!(format_of(&packed), Ok(Format::Docx));
    assert!(began.elapsed() < std::time::Duration::from_secs(1), "only its list of contents is read");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), which in 0..5_usize) {
        let begin = [&b""[..], b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"][which];
        let _either = format_of(&[begin, &bytes].concat());
    }

    #[test]
    fn nor_does_a_byte_that_is_another(at in 0..2_000_usize, byte: u8, which in 0..4_usize) {
        let mut bytes = [pdf(), jpeg(), png(), docx()][which].clone();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _either = format_of(&bytes);
    }
}
