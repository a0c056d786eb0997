//! Deciding: the week, its letters and the outbox are one transaction. Whoever is killed before its
//! end has decided nothing, and whoever comes second finds the week decided.

use chrono::{NaiveDate, TimeDelta};

use super::contents::{Digest, Facts};
use super::letters::{Made, Writing};
use super::schedule::{Duty, duty, week_of};
use crate::access::{Desk, House, System, role};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::model::NewLetter;

/// How long the content of a letter is kept after it was sent.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

/// Decides for every authority what is due, unless another node has; answers for how many it did.
///
/// # Errors
/// `Database`, of the first authority that failed; the others are done all the same.
pub async fn run_due(house: &House) -> Result<usize> {
    // The hour of the letters belongs to the true clock.
    if house.clock().is_shifted() {
        return Ok(0);
    }
    let (mut decided, mut failed) = (0, None);
    for authority in house.authorities().await? {
        match run_for(&System::at(house, &authority)).await {
            Ok(was_decided) => decided += usize::from(was_decided),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(decided), Err)
}

async fn run_for(system: &System) -> Result<bool> {
    let kept = system.read(|desk| desk.letters_kept()).await?;
    match duty(kept.schedule, kept.began, kept.decided, system.house().clock().now()) {
        Duty::Due { week, .. } => decide(system, week).await.map(|letters| letters.is_some()),
        Duty::Rests | Duty::Ahead { .. } => Ok(false),
    }
}

/// Decides and queues the letters of a week; answers how many there are, or none when the week was
/// decided before.
///
/// # Errors
/// `Database`; `Refused` where the date was set by hand and the data are real.
pub async fn decide(system: &System, week: NaiveDate) -> Result<Option<usize>> {
    let writing = Writing::of(system.house());
    let (authority, is_another_day) = (system.who().authority.clone(), system.house().clock().is_shifted());
    let decided = system
        .change(Event::WeekDecided {}, move |desk| {
            desk.begin_week(week)?;
            let facts = facts(desk, is_another_day)?;
            let (name, day) = (desk.authority_name()?, desk.today());
            let digest = Digest::of(&facts);
            let mut number = 0;
            for (account, contents) in digest.letters() {
                let Made { subject, text, html } = writing.letter(&name, day, &contents)?;
                desk.queue(&NewLetter { id: Id::mint(), account, week, about: String::new(), subject, text, html })?;
                number += 1;
            }
            if number == 0 && !digest.counts().is_clear() {
                tracing::error!(authority, "children are overdue and there is nobody to write to");
            }
            desk.empty_letters_sent_before(desk.now() - KEPT_FOR)?;
            desk.end_week(week, number)?;
            Ok(number)
        })
        .await;
    match decided {
        Err(Error::Conflict(_)) => Ok(None),
        other => other.map(Some),
    }
}

/// The letters as they would be decided now: to which e-mail address, and what they say.
///
/// # Errors
/// `Database`.
pub async fn try_out(system: &System) -> Result<Vec<(String, Made)>> {
    let writing = Writing::of(system.house());
    let is_another_day = system.house().clock().is_shifted();
    system
        .view(Event::WeekTried {}, move |desk| {
            let facts = facts(desk, is_another_day)?;
            let (name, day, addresses) = (desk.authority_name()?, desk.today(), desk.email_addresses()?);
            let mut letters = Vec::new();
            for (account, contents) in Digest::of(&facts).letters() {
                let address = addresses.get(&account).cloned().unwrap_or_default();
                letters.push((address, writing.letter(&name, day, &contents)?));
            }
            desk.showing(letters.len());
            Ok(letters)
        })
        .await
}

fn facts<M>(desk: &mut Desk<'_, role::System, M>, is_another_day: bool) -> Result<Facts> {
    if is_another_day { desk.digest_facts_of_another_day() } else { desk.digest_facts() }
}

/// The week of today, by its Monday.
pub fn this_week(system: &System) -> NaiveDate {
    week_of(system.today())
}
