//! `seen user`: accounts from the command line.

use std::io::BufRead;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::access::account::{Account, AccountRole, NewAccount, tidy_email, tidy_name};
use crate::access::links::{self, LinkPurpose};
use crate::access::{System, password};
use crate::audit::Event;
use crate::command::At;
use crate::error::{Error, Result};
use crate::id::Id;

/// What can be done to accounts.
#[derive(Subcommand, Debug)]
pub enum User {
    /// Add an account, and print a one-time link with which its owner chooses a password
    #[command(after_help = "Example:\n  seen user add amina.khan@example.gov.uk \"Amina Khan\" --role officer")]
    Add {
        /// The e-mail address to sign in with
        email: String,
        /// The name people know them by
        name: String,
        /// officer, manager, administrator or auditor
        #[arg(long, default_value = "officer", value_name = "ROLE")]
        role: AccountRole,
        /// Or the password itself
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Disable an account; its sessions end at once
    #[command(after_help = "Example:\n  seen user disable amina.khan@example.gov.uk")]
    Disable {
        /// The e-mail address of the account
        email: String,
    },
    /// Print a one-time link with which the owner of an account chooses a new password
    #[command(after_help = "Example:\n  seen user reset-password amina.khan@example.gov.uk")]
    ResetPassword {
        /// The e-mail address of the account
        email: String,
        /// Or the password itself
        #[command(flatten)]
        password: PasswordSource,
    },
}

/// Where a password comes from, when not from a one-time link.
#[derive(Args, Debug)]
pub struct PasswordSource {
    /// Take the password from the first line of standard input instead of printing a link
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    fn read(&self) -> Result<Option<String>> {
        if !self.password_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// `Refused` with what to put right.
    pub async fn run(self, at: &At) -> Result<ExitCode> {
        match self {
            Self::Add { email, name, role, password } => {
                let system = at.system().await?;
                let account = match password.read()? {
                    Some(password) => system.add_account(&email, &name, role, &password).await?,
                    None => system.invite(&email, &name, role).await?,
                };
                crate::command::say!("Added {} as {}.", email.trim().to_lowercase(), role.label().to_lowercase());
                if !password.password_stdin {
                    print_link(&system, account, LinkPurpose::Invitation).await?;
                }
            }
            Self::Disable { email } => {
                let system = at.system().await?;
                let account = system.account_of(&email).await?;
                system.change(Event::AccountDisabled { account }, move |desk| desk.disable_account(account)).await?;
                crate::command::say!("Disabled {}; its sessions have ended.", email.trim().to_lowercase());
            }
            Self::ResetPassword { email, password } => {
                let system = at.system().await?;
                let account = system.account_of(&email).await?;
                match password.read()? {
                    Some(password) => {
                        password::check(&password, "", &email).map_err(Error::refused)?;
                        let hash = password::hash(password).await?;
                        let event = Event::PasswordReset { account };
                        system.change(event, move |desk| desk.set_password(account, &hash)).await?;
                        crate::command::say!("The password of {} is set; its sessions have ended.", email.trim().to_lowercase());
                    }
                    None => print_link(&system, account, LinkPurpose::PasswordReset).await?,
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn print_link(system: &System, account: Id<Account>, purpose: LinkPurpose) -> Result<()> {
    let event = match purpose {
        LinkPurpose::Invitation => Event::AccountInvited { account },
        _ => Event::PasswordResetOffered { account },
    };
    let token = system.change(event, move |desk| desk.offer_link(account, purpose)).await?;
    let link = system.house().config().link("127.0.0.1:8080", &links::path(&token));
    crate::command::say!("Give them this link; it works once, within {} hours:\n  {link}", links::HOURS);
    Ok(())
}

impl System {
    /// Adds an account with a password.
    ///
    /// # Errors
    /// `Refused` when the e-mail address, the name or the password will not do.
    pub async fn add_account(&self, email: &str, name: &str, role: AccountRole, password: &str) -> Result<Id<Account>> {
        password::check(password, name, email).map_err(Error::refused)?;
        let password_hash = password::hash(password.to_owned()).await?;
        self.keep_account(email, name, role, Some(password_hash)).await
    }

    /// Adds an account without a password, for a one-time link.
    async fn invite(&self, email: &str, name: &str, role: AccountRole) -> Result<Id<Account>> {
        self.keep_account(email, name, role, None).await
    }

    async fn keep_account(&self, email: &str, name: &str, role: AccountRole, hash: Option<String>) -> Result<Id<Account>> {
        if !AccountRole::OF_THE_AUTHORITY.contains(&role) {
            return Err(Error::refused("people of schools are invited in the browser, on the page of the school"));
        }
        let email = tidy_email(email).ok_or_else(|| Error::refused(format!("{email:?} is not an email address")))?;
        let name = tidy_name(name).map_err(Error::refused)?;
        let new = NewAccount { id: Id::mint(), email, name, role, password_hash: hash };
        let account = new.id;
        self.change(Event::AccountAdded { account }, move |desk| desk.add_account(&new)).await?;
        Ok(account)
    }

    async fn account_of(&self, email: &str) -> Result<Id<Account>> {
        let email = email.trim().to_lowercase();
        let sought = email.clone();
        self.view(Event::AccountsListed {}, move |desk| desk.account_of_email(&sought)).await.map_err(|error| match error {
            Error::NotFound => Error::refused(format!("there is no account {email} in this authority")),
            other => other,
        })
    }
}
