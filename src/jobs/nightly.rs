//! The nightly job. Due dates do not depend on the day: only a standard that takes force moves them.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;

use crate::access::{House, System};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::figures::model::{DayFigures, month_ends_before};
use crate::web::token;

const JOB: &str = "nightly";

/// Looks this often whether there is something to do, also when another node died over it: so late
/// the weekly letters may be.
const LOOK_EVERY: u64 = 60;

/// Catches up now, and then after each midnight and each hour of the letters, until the program ends.
pub fn start(house: House) {
    actix_web::rt::spawn(async move {
        let node = token::mint();
        loop {
            if let Err(error) = run_due(&house, &node).await {
                tracing::error!(%error, "the nightly job failed and will be tried again");
            }
            // Also when the nightly job has failed: late due dates are better than no letter.
            if let Err(error) = crate::digest::run_due(&house).await {
                tracing::error!(%error, "the letters of the week could not be decided and will be tried again");
            }
            let pause = house.clock().seconds_to_midnight().saturating_add(1).min(LOOK_EVERY);
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
    });
}

/// Does for every authority what is due, unless another node has; answers for how many it did it.
///
/// # Errors
/// `Database`, of the first authority that failed; the others are done all the same.
pub async fn run_due(house: &House, node: &str) -> Result<usize> {
    let (mut done, mut failed) = (0, None);
    for authority in house.authorities().await? {
        match run_for(&System::at(house, &authority), node).await {
            Ok(was_done) => done += usize::from(was_done),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(done), Err)
}

async fn run_for(system: &System, node: &str) -> Result<bool> {
    let today = system.today();
    let last = system.read(|desk| desk.last_run(JOB)).await?;
    if last.done_for == Some(today) {
        return Ok(false);
    }
    let holder = node.to_owned();
    match system.change(Event::NightlyJobStarted {}, move |desk| desk.take_lease(JOB, &holder, today)).await {
        Err(Error::Conflict(_)) => return Ok(false),
        other => other?,
    }
    let figures = missing_figures(system, today).await?;
    let holder = node.to_owned();
    let finished = system
        .change(Event::NightlyJobDone {}, move |desk| {
            let since = last.done_for.unwrap_or(NaiveDate::MIN);
            let (from, until) = (since.min(today), since.max(today));
            let standards = desk.standards()?;
            for (kind, level) in standards.taking_force(from, until) {
                desk.hold_to_standard(kind, level)?;
            }
            figures.iter().try_for_each(|(day, figures)| desk.keep_figures(*day, *figures))?;
            desk.finish(JOB, &holder, today)
        })
        .await;
    match finished {
        Err(Error::Conflict(_)) => Ok(false),
        other => other.map(|()| true),
    }
}

/// The figures of yesterday, and of the ends of the last twelve months, where nobody has kept them:
/// from the facts, as at those days. Read some children at a time, so that nobody waits for it.
async fn missing_figures(system: &System, today: NaiveDate) -> Result<BTreeMap<NaiveDate, DayFigures>> {
    let mut days = month_ends_before(today);
    if let Some(yesterday) = today.pred_opt().filter(|yesterday| !days.contains(yesterday)) {
        days.push(yesterday);
    }
    let wanted = days.clone();
    let kept = system.read(move |desk| desk.kept_figures(&wanted)).await?;
    days.retain(|day| !kept.contains_key(day));
    let mut figures: BTreeMap<NaiveDate, DayFigures> = days.iter().map(|day| (*day, DayFigures::default())).collect();
    if days.is_empty() {
        return Ok(figures);
    }
    let standards = system.read(|desk| desk.standards()).await?;
    let mut after = None;
    loop {
        let (days, standards) = (days.clone(), standards.clone());
        let (found, last) = system
            .read(move |desk| {
                let mut found: BTreeMap<NaiveDate, DayFigures> = BTreeMap::new();
                let last = desk.look_back(&days, &standards, after, |day, _, standing| {
                    found.entry(day).or_default().add(day, standing);
                })?;
                Ok((found, last))
            })
            .await?;
        for (day, some) in found {
            figures.entry(day).or_default().join(some);
        }
        if last.is_none() {
            return Ok(figures);
        }
        after = last;
    }
}
