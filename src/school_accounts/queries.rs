//! Who acts for which school, as rows of one authority.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::account::{Account, AccountRole};
use crate::access::role::{Administers, AtSchool, InvitesToSchools};
use crate::access::{Changing, Desk};
use crate::db::schema::{accounts, memberships, organisations, school_accounts};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation, OrganisationStatus};

/// A school somebody acts for.
#[derive(Clone, Debug)]
pub struct MySchool {
    /// Which.
    pub id: Id<Organisation>,
    /// Its name.
    pub name: String,
    /// Whether they invite and remove its people.
    pub administers: bool,
    /// Whether it works.
    pub status: OrganisationStatus,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
}

/// Somebody who acts for a school.
#[derive(Clone, Debug, Queryable)]
pub struct PersonRow {
    /// Which account.
    pub account: Id<Account>,
    /// As people know them.
    pub name: String,
    /// They sign in with it.
    pub email: String,
    /// Whether they invite and remove others.
    pub administers: bool,
    /// Whether they have taken the invitation up.
    pub has_password: bool,
    /// Whether the account is disabled.
    pub is_disabled: bool,
}

impl PersonRow {
    /// How things stand with the account, in words.
    pub fn state(&self) -> &'static str {
        match (self.is_disabled, self.has_password) {
            (true, _) => "Disabled",
            (false, true) => "Active",
            (false, false) => "Invited, no password yet",
        }
    }
}

/// Somebody about to act for a school.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The id of the account, if there is none with the e-mail address yet.
    pub id: Id<Account>,
    /// The school.
    pub school: Id<Organisation>,
    /// As people know them.
    pub name: String,
    /// They sign in with it.
    pub email: String,
    /// Whether they invite and remove others.
    pub administers: bool,
}

/// What inviting came to: the account, and the token of a link for whoever has no password yet.
pub type Invited = (Id<Account>, Option<String>);

impl<R: Administers, M> Desk<'_, R, M> {
    /// The name of a school this authority uses.
    ///
    /// # Errors
    /// `NotFound` when it uses no such school.
    pub fn school_of_ours(&mut self, school: Id<Organisation>) -> Result<String> {
        Ok(memberships::table
            .inner_join(organisations::table)
            .filter(memberships::authority_code.eq(self.authority()))
            .filter(memberships::organisation_id.eq(school))
            .filter(organisations::kind.eq(AgencyKind::School))
            .select(organisations::name)
            .first(self.sql())?)
    }
}

impl<R: AtSchool, M> Desk<'_, R, M> {
    /// The schools whoever sits here acts for: the one scope of everything a school may reach. Asked anew
    /// each time, so that what was taken away is gone at once. A key acts for one school.
    ///
    /// # Errors
    /// `Database`.
    pub fn my_school_ids(&mut self) -> Result<Vec<Id<Organisation>>> {
        if let Some(key) = &self.who().key {
            return Ok(vec![key.school.cast()]);
        }
        Ok(school_accounts::table
            .filter(school_accounts::authority_code.eq(self.authority()))
            .filter(school_accounts::account_id.eq(&self.who().actor))
            .select(school_accounts::organisation_id)
            .load(self.sql())?)
    }

    /// The same schools, by name.
    ///
    /// # Errors
    /// `Database`.
    pub fn my_schools(&mut self) -> Result<Vec<MySchool>> {
        let mine = self.my_school_ids()?;
        let administered: Vec<Id<Organisation>> = school_accounts::table
            .filter(school_accounts::authority_code.eq(self.authority()))
            .filter(school_accounts::account_id.eq(&self.who().actor))
            .filter(school_accounts::administers)
            .select(school_accounts::organisation_id)
            .load(self.sql())?;
        let rows: Vec<(Id<Organisation>, String, OrganisationStatus, Option<NaiveDate>)> = organisations::table
            .filter(organisations::id.eq_any(mine))
            .order((organisations::search_name, organisations::id))
            .select((organisations::id, organisations::name, organisations::status, organisations::closed_on))
            .load(self.sql())?;
        let school =
            |(id, name, status, closed_on)| MySchool { id, name, administers: administered.contains(&id), status, closed_on };
        Ok(rows.into_iter().map(school).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` when they do not act for it.
    pub fn my_school(&mut self, school: Id<Organisation>) -> Result<MySchool> {
        self.my_schools()?.into_iter().find(|mine| mine.id == school).ok_or(Error::NotFound)
    }

    /// One of them whose people they invite and remove.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn school_i_administer(&mut self, school: Id<Organisation>) -> Result<MySchool> {
        self.my_school(school).and_then(|mine| if mine.administers { Ok(mine) } else { Err(Error::NotFound) })
    }
}

impl<R: InvitesToSchools, M> Desk<'_, R, M> {
    /// The people of a school, by name; whether the school may be asked about is for the caller to say.
    ///
    /// # Errors
    /// `Database`.
    pub fn people_of_school(&mut self, school: Id<Organisation>) -> Result<Vec<PersonRow>> {
        let people: Vec<PersonRow> = school_accounts::table
            .inner_join(accounts::table)
            .filter(school_accounts::authority_code.eq(self.authority()))
            .filter(school_accounts::organisation_id.eq(school))
            .order((accounts::name, accounts::id))
            .select((
                accounts::id,
                accounts::name,
                accounts::email,
                school_accounts::administers,
                accounts::password_hash.is_not_null(),
                accounts::disabled_at.is_not_null(),
            ))
            .load(self.sql())?;
        self.showing(people.len());
        Ok(people)
    }

    /// One of the people of a school.
    ///
    /// # Errors
    /// `NotFound` when they do not act for it.
    pub fn person_of_school(&mut self, school: Id<Organisation>, account: Id<Account>) -> Result<PersonRow> {
        self.people_of_school(school)?.into_iter().find(|person| person.account == account).ok_or(Error::NotFound)
    }
}

impl<R: InvitesToSchools> Desk<'_, R, Changing> {
    /// Lets somebody act for a school: a new account, or the one that acts for another school already.
    /// The same form sent again withdraws the first link and gives another.
    ///
    /// # Errors
    /// `Refused` when the e-mail address belongs to an account that is not of a school of this authority,
    /// and when the school is closed.
    pub fn invite_to_school(&mut self, new: &NewPerson) -> Result<Invited> {
        let status: OrganisationStatus = organisations::table.find(new.school).select(organisations::status).first(self.sql())?;
        if status == OrganisationStatus::Closed {
            return Err(Error::refused("This school is closed on the government’s list: nobody new can act for it"));
        }
        let known: Option<(Id<Account>, bool)> = accounts::table
            .filter(accounts::authority_code.eq(self.authority()))
            .filter(accounts::email.eq(&new.email))
            .filter(accounts::role.eq(AccountRole::School))
            .select((accounts::id, accounts::password_hash.is_not_null()))
            .first(self.sql())
            .optional()?;
        let (account, has_password) = match known {
            Some(known) => known,
            None => {
                self.add_school_account(new.id, &new.email, &new.name)?;
                (new.id, false)
            }
        };
        self.act_for(new.school, account, new.administers)?;
        let token = if has_password { None } else { Some(self.offer_school_invitation(account)?) };
        Ok((account, token))
    }

    fn act_for(&mut self, school: Id<Organisation>, account: Id<Account>, administers: bool) -> Result<()> {
        let (authority, now) = (self.authority(), self.now());
        let row = school_accounts::table.find((authority, school, account));
        if diesel::update(row).set(school_accounts::administers.eq(administers)).execute(self.sql())? == 0 {
            diesel::insert_into(school_accounts::table)
                .values((
                    school_accounts::authority_code.eq(authority),
                    school_accounts::organisation_id.eq(school),
                    school_accounts::account_id.eq(account),
                    school_accounts::administers.eq(administers),
                    school_accounts::created_at.eq(now),
                ))
                .execute(self.sql())?;
        }
        Ok(())
    }

    /// Somebody acts for a school no longer, from their next page on.
    ///
    /// # Errors
    /// `NotFound` when they did not.
    pub fn remove_from_school(&mut self, school: Id<Organisation>, account: Id<Account>) -> Result<()> {
        let row = school_accounts::table.find((self.authority(), school, account));
        if diesel::delete(row).execute(self.sql())? == 0 { Err(Error::NotFound) } else { Ok(()) }
    }
}
