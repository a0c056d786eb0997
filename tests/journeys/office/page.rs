//! An answer, read as a person at a browser reads it.

use std::fmt;

use reqwest::Response;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

use super::form::Form;

/// An answer of the application.
pub struct Page {
    path: String,
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
    html: Html,
}

impl Page {
    pub(super) async fn read(response: Response) -> Self {
        let path = response.url().path().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect("the answer arrives whole").to_vec();
        let html = Html::parse_document(&String::from_utf8_lossy(&bytes));
        Self { path, status, headers, bytes, html }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The path that was asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where a 303 leads.
    pub fn location(&self) -> &str {
        let location = self.header("location");
        assert!(!location.is_empty(), "the answer leads nowhere: {self}");
        location
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Every header.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What came, byte for byte: a download.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What came, as text: the source of a page, a CSV file.
    pub fn source(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The title in the browser's tab.
    pub fn title(&self) -> String {
        self.texts("head > title").concat()
    }

    /// The heading.
    pub fn heading(&self) -> String {
        self.texts("h1").join(" / ")
    }

    /// Everything a person can read in the main part of the page.
    pub fn text(&self) -> String {
        self.texts("main").join(" ")
    }

    /// Whether the main part of the page says this.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The words of every element a CSS selector finds.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.select(css).map(words_of).collect()
    }

    /// Whether a CSS selector finds anything.
    pub fn has(&self, css: &str) -> bool {
        self.select(css).next().is_some()
    }

    /// How many elements a CSS selector finds.
    pub fn count(&self, css: &str) -> usize {
        self.select(css).count()
    }

    /// An attribute of every element a CSS selector finds that has it.
    pub fn attributes(&self, css: &str, attribute: &str) -> Vec<String> {
        self.select(css).filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
    }

    /// The rows of the tables a CSS selector finds, head included, cell by cell.
    pub fn rows(&self, css: &str) -> Vec<Vec<String>> {
        let cells = selector("th, td");
        self.select(&format!("{css} tr")).map(|row| row.select(&cells).map(words_of).collect()).collect()
    }

    /// The sentences of the error summary.
    pub fn faults(&self) -> Vec<String> {
        self.texts(".govuk-error-summary__list li")
    }

    /// What the page says was just done.
    pub fn done(&self) -> String {
        self.texts(".govuk-notification-banner--success .govuk-notification-banner__heading").concat()
    }

    /// Where the link with these words leads.
    pub fn link(&self, words: &str) -> String {
        let found: Vec<_> = self.select("a[href]").filter(|link| words_of(*link) == words).collect();
        let [first, others @ ..] = found.as_slice() else {
            panic!("no link says {words:?}; there are {:?} on {self}", self.texts("main a[href]"));
        };
        let href = first.attr("href").unwrap_or_default();
        assert!(others.iter().all(|other| other.attr("href") == Some(href)), "several links say {words:?} on {self}");
        href.to_owned()
    }

    /// Whether a link with these words is there.
    pub fn has_link(&self, words: &str) -> bool {
        self.select("a[href]").any(|link| words_of(link) == words)
    }

    /// The form whose button has these words, or whose action is this path; the words must fit one
    /// form only, and a form sent by that button carries the button's value.
    pub fn form(&self, words: &str) -> Form {
        Form::find(&self.html, &self.path, words).unwrap_or_else(|problem| panic!("{problem} on {self}"))
    }

    /// Whether there is such a form.
    pub fn has_form(&self, words: &str) -> bool {
        Form::find(&self.html, &self.path, words).is_ok()
    }

    pub(super) fn form_token(&self) -> Option<String> {
        self.attributes("input[name=form_token]", "value").pop()
    }

    fn select(&self, css: &str) -> impl Iterator<Item = ElementRef<'_>> {
        let found: Vec<_> = self.html.select(&selector(css)).collect();
        found.into_iter()
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.status)?;
        if !self.header("location").is_empty() {
            write!(f, " to {}", self.header("location"))?;
        }
        if !self.heading().is_empty() {
            write!(f, " “{}”", self.heading())?;
        }
        if !self.faults().is_empty() {
            write!(f, " with the faults {:?}", self.faults())?;
        }
        let start: String = self.text().chars().take(300).collect();
        write!(f, "\n  {start}")
    }
}

pub(super) fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|problem| panic!("{css:?} is no CSS selector: {problem}"))
}

/// The words of an element, with single spaces between them.
pub(super) fn words_of(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
