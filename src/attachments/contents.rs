//! What a file is, by what is in it and never by its name, and whether all of it is there. Nothing is
//! unpacked or drawn: an archive is only asked for its list of contents.

use std::io::Cursor;

use super::model::Format;

/// A Word document of an office has a few dozen parts.
const MOST_PARTS: usize = 4_000;
/// How far from its end a PDF may say that it ends there.
const END_OF_A_PDF: usize = 2_048;
/// How far from its beginning a PDF may say that it is one.
const BEGINNING_OF_A_PDF: usize = 1_024;

const TAKEN: &str = "Choose a PDF, a JPEG or PNG picture, or a Word document (.docx)";
const DAMAGED: &str = "This file is damaged or not whole: open it to see, and choose it again";

/// What the bytes of a file are.
///
/// # Errors
/// A sentence for the field.
pub fn format_of(bytes: &[u8]) -> Result<Format, String> {
    if bytes.is_empty() {
        return Err("This file is empty".into());
    }
    let (format, is_whole) = match bytes {
        [0xff, 0xd8, 0xff, ..] => (Format::Jpeg, is_whole_jpeg(bytes)),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, chunks @ ..] => (Format::Png, is_whole_png(chunks)),
        [b'P', b'K', 3, 4, ..] => (Format::Docx, read_docx(bytes)?),
        _ if contains(&bytes[..bytes.len().min(BEGINNING_OF_A_PDF)], b"%PDF-") => {
            (Format::Pdf, contains(&bytes[bytes.len().saturating_sub(END_OF_A_PDF)..], b"%%EOF"))
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return Err(format!("{TAKEN}. This is an older Word document, or one with a password: save it as .docx or PDF"));
        }
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', b'e' | b'i', ..] => {
            return Err(format!("{TAKEN}. This is a photo in the HEIC format: save or share it as JPEG"));
        }
        _ => return Err(TAKEN.into()),
    };
    if is_whole { Ok(format) } else { Err(DAMAGED.into()) }
}

fn contains(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|part| part == words)
}

/// Walks the segments of a picture to the marker that ends it.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        // Between segments there may be padding.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) else { return false };
        match marker {
            0xd9 => return true,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
                if *marker == 0xda {
                    let Some(end) = end_of_scan(bytes, at) else { return false };
                    at = end;
                }
            }
        }
    }
}

/// The next marker that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let scan = bytes.get(from..)?;
    scan.windows(2).position(|two| two[0] == 0xff && !matches!(two[1], 0x00 | 0xd0..=0xd7 | 0xff)).map(|at| from + at)
}

/// Walks the chunks of a picture to the one that ends it.
fn is_whole_png(mut chunks: &[u8]) -> bool {
    let mut is_first = true;
    loop {
        let Some((head, rest)) = chunks.split_at_checked(8) else { return false };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let name = &head[4..];
        // Its content, and a check sum.
        let whole = usize::try_from(length).ok().and_then(|length| length.checked_add(4));
        let Some((_, after)) = whole.and_then(|whole| rest.split_at_checked(whole)) else { return false };
        match (is_first, name) {
            (true, b"IHDR") => {}
            (true, _) => return false,
            (false, b"IEND") => return true,
            _ => {}
        }
        (chunks, is_first) = (after, false);
    }
}

/// Whether an archive is a Word document that is all there, by its list of contents alone.
fn read_docx(bytes: &[u8]) -> Result<bool, String> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Ok(false) };
    if archive.len() > MOST_PARTS {
        return Err(format!("{TAKEN}. This one has more parts than a document has"));
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    if !(has("[Content_Types].xml") && has("word/document.xml")) {
        return Err(TAKEN.into());
    }
    if has("word/vbaProject.bin") {
        return Err("This document has macros in it: save it as .docx without macros, or as PDF".into());
    }
    Ok(true)
}

#[cfg(test)]
#[path = "contents_tests.rs"]
mod tests;
