//! A school's management information system notifies by itself, with the school's key, and asks what became
//! of it; what it sends twice is kept once, and its key opens nothing else.

mod keys;
mod refusing;
mod sending;

use reqwest::Method;
use seen::id::Id;
use serde_json::{Value, json};

use crate::office::{Office, Page, Person};

/// Where notifications are sent.
pub const NOTIFICATIONS: &str = "/api/v1/notifications";

/// A system that holds a key.
pub struct Mis {
    pub secret: String,
    client: Person,
}

impl Mis {
    /// Made by whoever administers a school, on the page of the keys.
    pub async fn of(office: &Office, sal: &Person, name: &str) -> Self {
        let page = sal.get("/school/keys").await;
        let made = sal.send(page.form("Make the key").with("name", name)).await;
        assert_eq!(made.status(), 200, "{made}");
        let secret = made.texts("#key").join("");
        assert!(secret.starts_with("seen_") && secret.len() == 69, "{made}");
        Self { secret, client: office.stranger() }
    }

    /// The same system at another address where the same register is served.
    pub fn at(&self, address: &str) -> Self {
        Self { secret: self.secret.clone(), client: crate::office::somebody_at(address) }
    }

    /// A request with the key, to be finished.
    pub fn asks(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, path).header("Authorization", format!("Bearer {}", self.secret))
    }

    /// A notification about to be sent under a key of its own.
    pub fn sends(&self, key: &str, body: &Value) -> reqwest::RequestBuilder {
        self.asks(Method::POST, NOTIFICATIONS).header("Idempotency-Key", key).json(body)
    }

    pub async fn send(&self, key: &str, body: &Value) -> Page {
        self.client.answer(self.sends(key, body)).await
    }

    pub async fn answer(&self, request: reqwest::RequestBuilder) -> Page {
        self.client.answer(request).await
    }

    pub async fn get(&self, path: &str) -> Page {
        self.answer(self.asks(Method::GET, path)).await
    }
}

/// What an answer says, as JSON.
pub fn said(page: &Page) -> Value {
    serde_json::from_slice(page.bytes()).unwrap_or_else(|error| panic!("{error}: {page}"))
}

/// A notification on ground b, which asks least, about a child that only these stories know.
pub fn nursery() -> Value {
    json!({
        "ground": "b",
        "given_names": "Zephyrine",
        "family_name": "Quillfeather",
        "date_of_birth": "2022-02-28",
        "sex": "female",
        "address": "77 Canary Crescent",
        "postcode": "WX9 9ZY",
        "parents": [{"name": "Rosalind Quillfeather", "responsibility": "yes", "lives_with": "yes", "telephone": "07700 900123"}],
        "last_attended_on": "2026-02-27",
        "deletion_on": "2026-03-06",
        "notifier_name": "S. Patel",
        "notifier_role": "Office manager",
        "notifier_telephone": "01234 567890"
    })
}

pub fn fresh_key() -> String {
    Id::<Mis>::mint().to_string()
}
