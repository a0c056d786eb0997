//! Who is asking, as the audit trail knows them.

use super::account::{Account, AccountRole};
use super::key::HeldKey;
use crate::id::Id;

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Who {
    /// The authority's DfE code.
    pub authority: String,
    /// The account id, `key:` and the id of a key, or `os:` and the operating-system user.
    pub actor: String,
    /// The account; none for keys, the command line and jobs.
    pub account: Option<Id<Account>>,
    /// The key; none for everybody else.
    pub key: Option<HeldKey>,
    /// The role's code, for the audit trail.
    pub role: &'static str,
    /// The name people know the account by.
    pub name: String,
}

impl Who {
    /// An account of an authority.
    pub(super) fn account(authority: &str, id: Id<Account>, role: AccountRole, name: &str) -> Self {
        Self {
            authority: authority.to_owned(),
            actor: id.to_string(),
            account: Some(id),
            key: None,
            role: role.code(),
            name: name.to_owned(),
        }
    }

    /// A school's system, by its key.
    pub(super) fn key(held: HeldKey) -> Self {
        let (actor, name) = (format!("key:{}", held.id), held.name.clone());
        Self { authority: held.authority.clone(), actor, account: None, key: Some(held), role: "school_key", name }
    }

    /// The account that answers for what is done here: one's own, or that of whoever made the key.
    pub fn answers_for_it(&self) -> Option<Id<Account>> {
        self.account.or_else(|| self.key.as_ref().map(|key| key.made_by))
    }
}
