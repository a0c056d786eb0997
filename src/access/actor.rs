//! Actors: who is asking, proven by a session (or by sitting at the machine), as the type of a
//! handler's first parameter.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::mpsc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::desk::{Changing, Desk, Reading};
use super::house::House;
use super::key::HeldKey;
use super::queries;
use super::receipts::Receipts;
use super::role::{self, Role};
use super::session::Session;
use super::who::Who;
use crate::audit::{Entry, Event};
use crate::db::{AnyConnection, dialect};
use crate::error::{Error, Result};

/// Somebody who acts in role `R` within one authority.
pub struct Actor<R> {
    house: House,
    who: Who,
    /// Where a request keeps what its answer has to wait for.
    receipts: Option<Receipts>,
    of: PhantomData<fn() -> R>,
}

/// What came of a look, and how many people's rows it showed.
struct Looked<T> {
    outcome: Result<T>,
    shown: Option<i32>,
}

/// Works with children.
pub type Officer = Actor<role::Officer>;
/// Also sets standards, reopens, imports.
pub type Manager = Actor<role::Manager>;
/// Accounts, organisations, settings.
pub type Administrator = Actor<role::Administrator>;
/// Audit and figures.
pub type Auditor = Actor<role::Auditor>;
/// Managers and auditors, for figures.
pub type FiguresReader = Actor<role::FiguresReader>;
/// People of schools.
pub type SchoolUser = Actor<role::SchoolUser>;
/// Systems of schools.
pub type KeyHolder = Actor<role::KeyHolder>;
/// Anybody signed in, for their own account.
pub type SignedIn = Actor<role::SignedIn>;
/// The command line and the jobs.
pub type System = Actor<role::System>;

impl System {
    /// The operating-system user at work in one authority.
    pub fn at(house: &House, authority: &str) -> Self {
        let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "unknown".into());
        let (authority, actor) = (authority.to_owned(), format!("os:{user}"));
        let who = Who { authority, actor, account: None, key: None, role: "system", name: user };
        Self { house: house.clone(), who, receipts: None, of: PhantomData }
    }

    /// The product at work for an account that is not, or not yet, signed in; what it does is
    /// audited as the account's doing.
    pub(super) fn on_behalf_of(house: &House, who: Who) -> Self {
        Self { house: house.clone(), who, receipts: None, of: PhantomData }
    }
}

impl<R: Role> Actor<R> {
    /// Who it is.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The running product.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// Today in Europe/London.
    pub fn today(&self) -> chrono::NaiveDate {
        self.house.clock().today()
    }

    /// Reads what reveals nobody: the database refuses a write, and there is no audit row.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Reading>) -> Result<T> + Send + 'static,
    {
        let (who, now, today) = self.for_a_desk();
        self.house.database.read(move |conn| work(&mut Desk::open(conn, &who, now, today))).await
    }

    /// As [`Actor::read`], for a few look-ups by key on the way to something else.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn look_up<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Reading>) -> Result<T> + Send + 'static,
    {
        let (who, now, today) = self.for_a_desk();
        self.house.database.look_up(move |conn| work(&mut Desk::open(conn, &who, now, today))).await
    }

    /// Reads what reveals a person: the audit row is durable before anything leaves, also where the
    /// person asked for is not there. What was read may be made into a page meanwhile: the answer
    /// waits for the row ([`Receipts`]).
    ///
    /// # Errors
    /// Those of `work`; those of the audit, and then nothing is shown.
    pub async fn view<T, F>(&self, event: Event, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Reading>) -> Result<T> + Send + 'static,
    {
        let read = self.house.database.read(self.noting_what_is_shown(work)).await?;
        self.keep(event, read).await
    }

    /// As [`Actor::view`], for what reads a few rows by their keys, a page of a list at most, however large the
    /// register is: it may be read on the connection that everybody writes on.
    ///
    /// # Errors
    /// As [`Actor::view`].
    pub async fn glance<T, F>(&self, event: Event, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Reading>) -> Result<T> + Send + 'static,
    {
        let read = self.house.database.look_up(self.noting_what_is_shown(work)).await?;
        self.keep(event, read).await
    }

    fn noting_what_is_shown<T, F>(&self, work: F) -> impl FnOnce(&mut AnyConnection) -> Result<Looked<T>> + Send + 'static
    where
        F: FnOnce(&mut Desk<'_, R, Reading>) -> Result<T> + Send + 'static,
    {
        let (who, now, today) = self.for_a_desk();
        move |conn| {
            let mut desk = Desk::open(conn, &who, now, today);
            let outcome = work(&mut desk);
            Ok(Looked { outcome, shown: desk.was_shown() })
        }
    }

    /// Writes the audit row of a look. In a request its answer waits for it; elsewhere we do.
    async fn keep<T>(&self, event: Event, looked: Looked<T>) -> Result<T> {
        let ended = match &looked.outcome {
            Ok(_) => "done",
            Err(Error::NotFound) => "not_found",
            Err(_) => "failed",
        };
        let row = Entry::new(&self.who, self.house.clock().now(), &event).ended(ended).showing(looked.shown);
        let written = self.house.database.begin_write(move |conn| row.write(conn));
        match &self.receipts {
            Some(receipts) => receipts.add(written),
            None => written.await?,
        }
        looked.outcome
    }

    /// Changes the register: the work and its audit row are one transaction.
    ///
    /// # Errors
    /// Those of `work`, and then nothing is changed.
    pub async fn change<T, F>(&self, event: Event, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Changing>) -> Result<T> + Send + 'static,
    {
        self.house.database.write(self.changing(event, work)).await
    }

    /// As [`Actor::change`], for what writes a few rows by their keys.
    ///
    /// # Errors
    /// As [`Actor::change`].
    pub async fn jot<T, F>(&self, event: Event, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Changing>) -> Result<T> + Send + 'static,
    {
        self.house.database.write_shortly(self.changing(event, work)).await
    }

    /// As [`Actor::jot`], for work that looks up where it writes what it is held to: with what it finds against
    /// itself nothing is changed, and there is no audit row.
    ///
    /// # Errors
    /// As [`Actor::change`].
    pub async fn jot_unless<T, N, F>(&self, event: Event, work: F) -> Result<Result<T, N>>
    where
        T: Send + 'static,
        N: Send + 'static,
        F: FnOnce(&mut Desk<'_, R, Changing>) -> Result<Result<T, N>> + Send + 'static,
    {
        let (tell, told) = mpsc::channel();
        let jotted = self.jot(event, move |desk| {
            work(desk)?.map_err(|against| {
                // Whoever asked is still there, or nobody is left to be told.
                let _gone = tell.send(against);
                Error::refused("Nothing was changed.")
            })
        });
        match jotted.await {
            Err(refused) => told.try_recv().map_or(Err(refused), |against| Ok(Err(against))),
            Ok(value) => Ok(Ok(value)),
        }
    }

    fn changing<T, F>(&self, event: Event, work: F) -> impl FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static
    where
        F: FnOnce(&mut Desk<'_, R, Changing>) -> Result<T> + Send + 'static,
    {
        let (who, now, today) = self.for_a_desk();
        let is_shifted = self.house.clock().is_shifted();
        move |conn| {
            dialect::take_turn(conn, &who.authority)?;
            // An authority that is being added is not there yet; its own insert says what it is.
            if is_shifted && queries::is_demonstration(conn, &who.authority)? == Some(false) {
                return Err(Error::refused("--today changes the date: writing with it works on demonstration databases only"));
            }
            let mut desk = Desk::open(conn, &who, now, today);
            let value = work(&mut desk)?;
            let shown = desk.was_shown();
            Entry::new(&who, now, &event).showing(shown).write(conn)?;
            Ok(value)
        }
    }

    fn for_a_desk(&self) -> (Who, chrono::NaiveDateTime, chrono::NaiveDate) {
        (self.who.clone(), self.house.clock().now(), self.house.clock().today())
    }
}

impl<R: Role> FromRequest for Actor<R> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(from_request::<R>(request))
    }
}

fn from_request<R: Role>(request: &HttpRequest) -> Result<Actor<R>> {
    let house = request.app_data::<actix_web::web::Data<House>>().ok_or_else(|| Error::internal("no house"))?;
    let extensions = request.extensions();
    let who = if R::BY_KEY {
        Who::key(extensions.get::<HeldKey>().cloned().ok_or(Error::KeyNeeded)?)
    } else {
        let session = extensions.get::<Session>().filter(|session| session.is_full()).ok_or(Error::SignInNeeded)?;
        if !R::admits(session.role) {
            return Err(Error::Forbidden);
        }
        Who::account(&session.authority, session.account, session.role, &session.name)
    };
    let receipts = extensions.get::<Receipts>().cloned();
    Ok(Actor { house: house.get_ref().clone(), who, receipts, of: PhantomData })
}
