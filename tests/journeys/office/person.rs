//! Somebody at a browser.

use std::sync::Arc;
use std::sync::Mutex;

use reqwest::cookie::Jar;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Url};
use seen::access::account::Account;
use seen::id::Id;

use super::form::{Content, Form};
use super::page::Page;

/// Somebody at a browser: cookies are kept, redirects are not followed unless asked for.
pub struct Person {
    account: Option<Id<Account>>,
    name: String,
    email: String,
    address: String,
    cookie: String,
    client: Client,
    form_token: Mutex<String>,
}

impl Person {
    pub(super) fn stranger(address: &str) -> Self {
        Self::with_cookies(address, Jar::default())
    }

    /// The same person at another address where the same register is served.
    pub fn at(&self, address: &str) -> Self {
        let account = self.account.expect("a stranger has no session to take along");
        Self::signed_in(address, account, &self.name, &self.email, &self.cookie, self.form_token())
    }

    pub(super) fn signed_in(
        address: &str,
        account: Id<Account>,
        name: &str,
        email: &str,
        cookie: &str,
        form_token: String,
    ) -> Self {
        let jar = Jar::default();
        let origin: Url = address.parse().expect("the address of the office");
        jar.add_cookie_str(&format!("{}={cookie}; Path=/", seen::access::session::cookie_name(false)), &origin);
        let person = Self::with_cookies(address, jar);
        Self {
            account: Some(account),
            name: name.to_owned(),
            email: email.to_owned(),
            cookie: cookie.to_owned(),
            form_token: Mutex::new(form_token),
            ..person
        }
    }

    fn with_cookies(address: &str, jar: Jar) -> Self {
        let client = Client::builder()
            .cookie_provider(Arc::new(jar))
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("a client without surprises");
        Self {
            account: None,
            name: String::new(),
            email: String::new(),
            address: address.to_owned(),
            cookie: String::new(),
            client,
            form_token: Mutex::default(),
        }
    }

    /// The account; a stranger has none.
    pub fn id(&self) -> Id<Account> {
        self.account.expect("a stranger has no account")
    }

    /// The name colleagues know the account by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account's e-mail address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What a form of this person's session carries, from the last page that had one.
    pub fn form_token(&self) -> String {
        self.form_token.lock().expect("nobody panicked with the token").clone()
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.answer(self.request(Method::GET, path)).await
    }

    /// Posts bare fields, with the token of the session.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.form_token();
        let with_token: Vec<(&str, &str)> = fields.iter().copied().chain([("form_token", token.as_str())]).collect();
        self.answer(self.request(Method::POST, path).form(&with_token)).await
    }

    /// Sends a form as a browser would.
    pub async fn send(&self, form: Form) -> Page {
        let (method, path, content) = form.into_request();
        let request = self.request(method, &path);
        let request = match content {
            Content::Nothing => request,
            Content::Fields(fields) => request.form(&fields),
            Content::Parts(parts) => request.multipart(parts),
        };
        self.answer(request).await
    }

    /// Goes where an answer leads.
    pub async fn follow(&self, page: &Page) -> Page {
        self.get(page.location()).await
    }

    /// Sends a form that must be taken, and goes where it leads.
    pub async fn does(&self, form: Form) -> Page {
        let answer = self.send(form).await;
        assert_eq!(answer.status(), 303, "the form was not taken: {answer}");
        self.follow(&answer).await
    }

    /// Goes where a link of the page leads, by the words of the link.
    pub async fn click(&self, page: &Page, words: &str) -> Page {
        self.get(&page.link(words)).await
    }

    /// A request to be finished by the story: with headers or a body of its own.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        assert!(path.starts_with('/') || path.starts_with('?'), "{path:?} does not lead anywhere in the office");
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// Sends a request and reads the answer.
    pub async fn answer(&self, request: RequestBuilder) -> Page {
        let page = Page::read(request.send().await.expect("the office answers")).await;
        if let Some(token) = page.form_token() {
            *self.form_token.lock().expect("nobody panicked with the token") = token;
        }
        page
    }
}
