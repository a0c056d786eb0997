//! Roles as types: the first parameter of a handler says who may call it, and the desk it opens has
//! the methods of that role and no others.

use super::account::AccountRole;

/// A role as a type.
pub trait Role: Send + 'static {
    /// Whether it is a key that proves the role, and no session counts for it; otherwise the reverse.
    const BY_KEY: bool = false;

    /// Whether an account of this role may act so.
    fn admits(role: AccountRole) -> bool;
}

/// Works with children.
pub trait Staff: ReadsFigures + SendsLetters {}
/// Sets standards, reopens, imports, sees everyone's caseload.
pub trait Manages: Staff {}
/// Keeps accounts, organisations and settings; no children.
pub trait Administers: Role {}
/// Reads the audit trail.
pub trait Audits: Role {}
/// Reads figures.
pub trait ReadsFigures: Role {}
/// Works at a school: its own notifications and nothing else.
pub trait AtSchool: Role {}
/// Invites people of schools.
pub trait InvitesToSchools: Role {}
/// Whose work sends letters.
pub trait SendsLetters: Role {}

macro_rules! roles {
    ($($(#[$meta:meta])* $name:ident: $($admitted:ident)|+ => $($power:ident)*;)+) => {
        $(
            $(#[$meta])*
            pub struct $name;
            impl Role for $name {
                fn admits(role: AccountRole) -> bool {
                    matches!(role, $(AccountRole::$admitted)|+)
                }
            }
            $(impl $power for $name {})*
        )+
    };
}

roles! {
    /// Officers, and managers who do an officer's work.
    Officer: Officer | Manager => Staff ReadsFigures SendsLetters;
    /// Managers.
    Manager: Manager => Staff Manages ReadsFigures SendsLetters;
    /// Administrators.
    Administrator: Administrator => Administers InvitesToSchools;
    /// Auditors.
    Auditor: Auditor => Audits ReadsFigures;
    /// Whoever may read figures: managers and auditors.
    FiguresReader: Manager | Auditor => ReadsFigures;
    /// People of schools.
    SchoolUser: School => AtSchool InvitesToSchools SendsLetters;
    /// Anybody who is signed in, at their own account.
    SignedIn: Officer | Manager | Administrator | Auditor | School => ;
}

/// A school's management information system, by its key (decision record 0024).
pub struct KeyHolder;
impl Role for KeyHolder {
    const BY_KEY: bool = true;

    fn admits(_: AccountRole) -> bool {
        false
    }
}
impl AtSchool for KeyHolder {}
impl SendsLetters for KeyHolder {}

/// The command line and the jobs, as the operating-system user.
pub struct System;
impl Role for System {
    fn admits(_: AccountRole) -> bool {
        false
    }
}
impl Staff for System {}
impl Manages for System {}
impl Administers for System {}
impl Audits for System {}
impl ReadsFigures for System {}
impl InvitesToSchools for System {}
impl SendsLetters for System {}
