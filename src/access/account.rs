//! Accounts: who can sign in, and as what.

use crate::id::Id;

crate::closed_list! {
    /// What an account may do.
    pub enum AccountRole {
        Officer = "officer" "Officer",
        Manager = "manager" "Manager",
        Administrator = "administrator" "Administrator",
        Auditor = "auditor" "Auditor",
        /// Works at a school and sees its own notifications alone.
        School = "school" "School",
    }
}

impl AccountRole {
    /// The authority's own people: those an administrator chooses from. Who works at a school is invited
    /// on the school's page and stays of a school.
    pub const OF_THE_AUTHORITY: &'static [Self] = &[Self::Officer, Self::Manager, Self::Administrator, Self::Auditor];
}

crate::closed_list! {
    /// Who needs a second factor to sign in.
    pub enum SecondFactorRule {
        ManagersAndAdministrators = "managers_and_administrators" "Managers and administrators",
        Everybody = "everybody" "Everybody",
        Nobody = "nobody" "Nobody (demonstrations only)",
    }
}

impl SecondFactorRule {
    /// Whether an account of this role must have one.
    pub fn requires(self, role: AccountRole) -> bool {
        match self {
            Self::Everybody => true,
            Self::Nobody => false,
            Self::ManagersAndAdministrators => matches!(role, AccountRole::Manager | AccountRole::Administrator),
        }
    }
}

crate::closed_list! {
    /// How far a session has come.
    pub enum SessionStage {
        /// The password was right; the second factor is still asked.
        AwaitsSecondFactor = "awaits_second_factor" "Waiting for the second factor",
        /// The password was right; a second factor has to be set up first.
        AwaitsEnrolment = "awaits_enrolment" "Setting up the second factor",
        /// Signed in.
        Full = "full" "Signed in",
    }
}

impl SessionStage {
    /// Where a session stands once the password was right. A second factor that is set up is asked
    /// for whatever the rule says.
    pub fn after_password(rule: SecondFactorRule, role: AccountRole, has_factor: bool) -> Self {
        match (has_factor, rule.requires(role)) {
            (true, _) => Self::AwaitsSecondFactor,
            (false, true) => Self::AwaitsEnrolment,
            (false, false) => Self::Full,
        }
    }
}

/// An e-mail address as it is kept: trimmed, in small letters; none when it cannot be one.
pub fn tidy_email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (local, domain) = text.rsplit_once('@')?;
    let fits =
        !local.is_empty() && domain.len() >= 3 && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    let clean = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()".contains(c)) && !local.contains('@');
    (fits && clean && text.len() <= 254).then_some(text)
}

/// An account about to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Minted when the form was shown.
    pub id: Id<Account>,
    /// Tidied.
    pub email: String,
    /// As people know them.
    pub name: String,
    /// What they may do.
    pub role: AccountRole,
    /// None until a one-time link is followed.
    pub password_hash: Option<String>,
}

/// Somebody's name as it is kept: one space between words.
///
/// # Errors
/// A sentence for the field.
pub fn tidy_name(text: &str) -> Result<String, String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err("Enter the name people know them by".into()),
        1..=100 if !name.chars().any(char::is_control) => Ok(name),
        _ => Err("The name must have 100 letters or fewer".into()),
    }
}

/// An account: what an [`Id`](crate::id::Id) of one names.
pub struct Account;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_is_kept_in_one_spelling() {
        assert_eq!(tidy_email(" Amina.Khan@Wexcombe.Example "), Some("amina.khan@wexcombe.example".into()));
        for text in [
            "",
            "amina",
            "@wexcombe.example",
            "amina@",
            "amina@wexcombe",
            "a b@wexcombe.example",
            "a@b@c.example",
            "a@.b",
            "a@c.",
        ] {
            assert_eq!(tidy_email(text), None, "{text}");
        }
    }

    #[test]
    fn a_factor_that_is_set_up_is_always_asked_for() {
        use AccountRole::{Auditor, Manager, Officer};
        let after = SessionStage::after_password;
        let rule = SecondFactorRule::ManagersAndAdministrators;
        assert_eq!(after(SecondFactorRule::Nobody, Manager, true), SessionStage::AwaitsSecondFactor);
        assert_eq!(after(SecondFactorRule::Nobody, Manager, false), SessionStage::Full);
        assert_eq!(after(rule, Manager, false), SessionStage::AwaitsEnrolment);
        assert_eq!(after(rule, Officer, false), SessionStage::Full);
        assert_eq!(after(SecondFactorRule::Everybody, Auditor, false), SessionStage::AwaitsEnrolment);
        assert_eq!(AccountRole::OF_THE_AUTHORITY.len() + 1, AccountRole::ALL.len(), "everybody but schools");
    }
}
