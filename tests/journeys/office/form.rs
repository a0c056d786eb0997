//! A form, filled in and sent as a browser would.

use reqwest::Method;
use reqwest::multipart;
use scraper::{ElementRef, Html};

use super::page::{selector, words_of};

/// A form of a page: the fields it would send, and the choices it offers.
#[derive(Clone)]
pub struct Form {
    method: Method,
    action: String,
    is_multipart: bool,
    fields: Vec<(String, String)>,
    /// Every control's name, and the values it offers when it only offers some.
    controls: Vec<(String, Option<String>)>,
    files: Vec<(String, String, Vec<u8>)>,
}

/// What is sent.
pub(super) enum Content {
    Nothing,
    Fields(Vec<(String, String)>),
    Parts(multipart::Form),
}

impl Form {
    pub(super) fn find(page: &Html, path: &str, words: &str) -> Result<Self, String> {
        let mut found = Vec::new();
        for form in page.select(&selector("form")) {
            let button =
                buttons(page, form).into_iter().find(|button| words_of(*button) == words || button.attr("value") == Some(words));
            let action = form.attr("action").unwrap_or_default();
            if button.is_some() || action == words {
                found.push((form, button));
            }
        }
        match found.as_slice() {
            [(form, button)] => Ok(Self::read(page, path, *form, *button)),
            [] => {
                let known: Vec<_> = page
                    .select(&selector("form"))
                    .map(|form| {
                        (
                            form.attr("action").unwrap_or_default(),
                            buttons(page, form).into_iter().map(words_of).collect::<Vec<_>>(),
                        )
                    })
                    .collect();
                Err(format!("no form has the button or action {words:?}; there are {known:?}"))
            }
            several => Err(format!("{} forms have the button or action {words:?}: name the action", several.len())),
        }
    }

    fn read(page: &Html, path: &str, form: ElementRef<'_>, button: Option<ElementRef<'_>>) -> Self {
        let action = match button.and_then(|button| button.attr("formaction")).or(form.attr("action")).unwrap_or_default() {
            "" => path.to_owned(),
            given => given.to_owned(),
        };
        let is_post = form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let mut read = Self {
            method: if is_post { Method::POST } else { Method::GET },
            action,
            is_multipart: form.attr("enctype") == Some("multipart/form-data"),
            fields: Vec::new(),
            controls: Vec::new(),
            files: Vec::new(),
        };
        for control in members(page, form, "input, select, textarea") {
            read.take(control);
        }
        if let Some((name, value)) =
            button.and_then(|button| Some((button.attr("name")?, button.attr("value").unwrap_or_default())))
        {
            read.fields.push((name.to_owned(), value.to_owned()));
        }
        read
    }

    fn take(&mut self, control: ElementRef<'_>) {
        let Some(name) = control.attr("name").filter(|_| control.attr("disabled").is_none()).map(str::to_owned) else { return };
        match (control.value().name(), control.attr("type").unwrap_or("text")) {
            ("select", _) => {
                let options: Vec<_> = control.select(&selector("option")).collect();
                let value = |option: &ElementRef<'_>| option.attr("value").map_or_else(|| words_of(*option), str::to_owned);
                let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
                self.fields.extend(chosen.map(|option| (name.clone(), value(option))));
                self.controls.extend(options.iter().map(|option| (name.clone(), Some(value(option)))));
            }
            ("textarea", _) => {
                let text = control.text().collect::<String>();
                self.fields.push((name.clone(), text.strip_prefix('\n').unwrap_or(&text).to_owned()));
                self.controls.push((name, None));
            }
            (_, "radio" | "checkbox") => {
                let value = control.attr("value").unwrap_or("on").to_owned();
                if control.attr("checked").is_some() {
                    self.fields.push((name.clone(), value.clone()));
                }
                self.controls.push((name, Some(value)));
            }
            (_, "submit" | "button" | "image" | "reset") => {}
            (_, "file") => self.controls.push((name, None)),
            _ => {
                self.fields.push((name.clone(), control.attr("value").unwrap_or_default().to_owned()));
                self.controls.push((name, None));
            }
        }
    }

    /// Fills in a field, or makes a choice; whatever was there goes.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.offers(name, value);
        self.forged(name, value)
    }

    /// Fills in several fields.
    #[must_use]
    pub fn with_all(self, fields: &[(&str, &str)]) -> Self {
        fields.iter().fold(self, |form, (name, value)| form.with(name, value))
    }

    /// Ticks one more box of a list.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.offers(name, value);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Clears a field, or takes a tick away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// Sends what no browser would: a field or a choice that the page does not have.
    #[must_use]
    pub fn forged(self, name: &str, value: &str) -> Self {
        let mut form = self.without(name);
        form.fields.push((name.to_owned(), value.to_owned()));
        form
    }

    /// Sends it to another address.
    #[must_use]
    pub fn to(mut self, action: &str) -> Self {
        action.clone_into(&mut self.action);
        self
    }

    /// Chooses a file.
    #[must_use]
    pub fn with_file(mut self, name: &str, file_name: &str, content: &[u8]) -> Self {
        assert!(self.controls.iter().any(|(known, _)| known == name), "the form has no file field {name:?}: {:?}", self.controls);
        self.files.push((name.to_owned(), file_name.to_owned(), content.to_vec()));
        self
    }

    /// What is in a field now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The values a field offers.
    pub fn choices(&self, name: &str) -> Vec<&str> {
        self.controls.iter().filter(|(known, _)| known == name).filter_map(|(_, value)| value.as_deref()).collect()
    }

    /// Where it is sent.
    pub fn action(&self) -> &str {
        &self.action
    }

    fn offers(&self, name: &str, value: &str) {
        let offered: Vec<_> = self.controls.iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        assert!(!offered.is_empty(), "the form has no field {name:?}; it has {:?}", self.controls);
        let is_offered = offered.iter().any(|one| one.as_deref().is_none_or(|choice| choice == value));
        assert!(is_offered, "the field {name:?} does not offer {value:?}; it offers {offered:?}");
    }

    pub(super) fn into_request(self) -> (Method, String, Content) {
        if self.method == Method::GET {
            let query = serde_html_form::to_string(&self.fields).expect("names and values are text");
            let path = self.action.split('?').next().unwrap_or_default();
            return (self.method, format!("{path}?{query}"), Content::Nothing);
        }
        if !self.is_multipart {
            return (self.method, self.action, Content::Fields(self.fields));
        }
        let mut parts = self.fields.into_iter().fold(multipart::Form::new(), |parts, (name, value)| parts.text(name, value));
        for (name, file_name, content) in self.files {
            parts = parts.part(name, multipart::Part::bytes(content).file_name(file_name));
        }
        (self.method, self.action, Content::Parts(parts))
    }
}

fn buttons<'p>(page: &'p Html, form: ElementRef<'p>) -> Vec<ElementRef<'p>> {
    members(page, form, "button, input[type=submit]").into_iter().filter(|button| button.attr("type") != Some("button")).collect()
}

/// What is inside a form, and what names it from elsewhere on the page.
fn members<'p>(page: &'p Html, form: ElementRef<'p>, css: &str) -> Vec<ElementRef<'p>> {
    let (css, id) = (selector(css), form.attr("id"));
    let inside = form.select(&css).filter(|control| control.attr("form").is_none_or(|other| Some(other) == id));
    let from_elsewhere = page.select(&css).filter(|control| control.attr("form").is_some() && control.attr("form") == id);
    let mut found: Vec<_> = inside.collect();
    found.extend(from_elsewhere.filter(|control| !control.ancestors().any(|ancestor| ancestor.id() == form.id())));
    found
}
