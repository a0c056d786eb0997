//! Accounts: who can sign in, and as what.

crate::closed_list! {
    /// What an account may do.
    pub enum AccountRole {
        Officer = "officer" "Officer",
        Manager = "manager" "Manager",
        Administrator = "administrator" "Administrator",
        Auditor = "auditor" "Auditor",
    }
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

/// An account: what an [`Id`](crate::id::Id) of one names.
pub struct Account;
