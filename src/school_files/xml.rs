//! XML as far as schools' systems write it: elements by name and their text, with bounds. A document type
//! and entities of its own are refused, so that nothing is fetched and nothing grows (ASVS 5.0, 1.5.1).

use std::cell::Cell;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::error::{Error, Result};

/// Elements within each other.
const DEEPEST: usize = 32;
/// Elements of a file.
const MOST_ELEMENTS: usize = 200_000;

/// An element, without its namespace and attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// As in the file.
    pub name: String,
    /// What stands directly in it.
    text: String,
    /// Whether anybody has asked for its text: what nobody asked for is told.
    is_read: Cell<bool>,
    /// In the order of the file.
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a whole file: its root.
    ///
    /// # Errors
    /// `Refused` with a sentence.
    pub fn read(text: &str) -> Result<Self> {
        let mut reader = Reader::from_str(text);
        let (mut open, mut root, mut count) = (Vec::<Self>::new(), None, 0);
        loop {
            let event = reader.read_event();
            let Ok(event) = event else { return Err(Error::refused(format!("This is not XML: {}.", place(&reader, text)))) };
            count += usize::from(matches!(event, Event::Start(_) | Event::Empty(_)));
            if open.len() > DEEPEST || count > MOST_ELEMENTS {
                return Err(Error::refused("The file holds more than any Common Transfer File: send it in parts."));
            }
            let closed = match event {
                Event::Start(start) => {
                    open.push(Self::named(start.local_name().as_ref()));
                    None
                }
                Event::Empty(empty) => Some(Self::named(empty.local_name().as_ref())),
                Event::End(_) => open.pop(),
                Event::Text(words) => {
                    add(&mut open, &words.xml10_content());
                    None
                }
                Event::CData(words) => {
                    add(&mut open, &words.xml10_content());
                    None
                }
                Event::GeneralRef(reference) => {
                    add(&mut open, &character(&reference)?);
                    None
                }
                Event::DocType(_) => return Err(Error::refused(DOCUMENT_TYPE)),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
            };
            if let Some(element) = closed {
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None if root.is_none() => root = Some(element),
                    None => return Err(Error::refused("This is not XML: it has more than one root.")),
                }
            }
        }
        match (open.last(), root) {
            (None, Some(root)) => Ok(root),
            _ => Err(Error::refused("The file ends before it is complete: export it again.")),
        }
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// What stands directly in it, without the space around.
    pub fn text(&self) -> &str {
        self.is_read.set(true);
        self.text.trim()
    }

    /// Takes it and all within as read.
    pub fn pass(&self) {
        self.is_read.set(true);
        self.children.iter().for_each(Self::pass);
    }

    /// Gathers the names of elements that say something nobody has asked for, each once and `most` of them.
    pub fn note_unread(&self, most: usize, unread: &mut Vec<String>) {
        let is_told = unread.contains(&self.name) || unread.len() >= most;
        if !self.is_read.get() && !self.text.trim().is_empty() && !is_told {
            unread.push(self.name.clone());
        }
        self.children.iter().for_each(|child| child.note_unread(most, unread));
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// The children of a name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name.eq_ignore_ascii_case(name))
    }

    /// The text of the first child of a name, or nothing.
    pub fn says(&self, name: &str) -> &str {
        self.child(name).map_or("", Self::text)
    }
}

const DOCUMENT_TYPE: &str = "The file has a DOCTYPE, which no Common Transfer File has. It was not read.";

fn add(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(words);
    }
}

/// The five entities that XML itself knows, and characters by their number.
fn character(reference: &BytesRef) -> Result<String> {
    let name = reference.xml10_content();
    match (reference.resolve_char_ref(), resolve_predefined_entity(&name)) {
        (Ok(Some(character)), _) => Ok(character.to_string()),
        (Ok(None), Some(known)) => Ok(known.to_owned()),
        _ => Err(Error::refused("The file holds an entity that no Common Transfer File needs. It was not read.")),
    }
}

/// Where reading stopped, for whoever looks into the file.
fn place(reader: &Reader<&[u8]>, text: &str) -> String {
    let read = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(text.len());
    let line = text.as_bytes()[..read].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("line {line} cannot be read")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str) -> String {
        Element::read(text).map(|root| root.name).unwrap_err().to_string()
    }

    #[test]
    fn elements_are_read_by_name_whatever_stands_around_them() {
        let text = "<?xml version='1.0'?><!-- x --><c:file xmlns:c='urn:x' a='1'> <Name>O&apos;Brien &amp; <![CDATA[<Day>]]>&#233;</Name><Empty/>\n</c:file>";
        let root = Element::read(text).unwrap();
        assert_eq!((root.name.as_str(), root.says("name"), root.says("Empty")), ("file", "O'Brien & <Day>é", ""));
        assert_eq!(root.children.len(), 2);
    }

    #[test]
    fn what_could_grow_or_fetch_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'cc'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert!(refusal(bomb).contains("DOCTYPE"));
        assert!(refusal("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>").contains("DOCTYPE"));
        assert!(refusal("<a>&other;</a>").contains("entity"));
        assert!(refusal(&"<a>".repeat(DEEPEST + 2)).contains("more than"));
        let wide = format!("<a>{}</a>", "<b></b>".repeat(MOST_ELEMENTS));
        assert!(refusal(&wide).contains("more than"));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MOST_ELEMENTS));
        assert!(refusal(&wide).contains("more than"));
    }

    #[test]
    fn half_a_file_is_no_file() {
        assert!(refusal("<a><b>1</b>").contains("ends before"));
        assert!(refusal("").contains("ends before"));
        assert!(refusal("<a>\n<b></c></a>").contains("line 2"));
        assert!(refusal("<a></a><b></b>").contains("more than one root"));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_answered(text in "[<>/&;!a-c\\[\\]\"'?= \\PC]{0,200}") {
            let _ = Element::read(&text);
        }
    }
}
