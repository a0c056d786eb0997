//! The job that takes waiting files to the scanner. It may be killed at any moment: a file about which
//! nothing was said is due again when its lease has ended. It never gives up: a file is let through, or
//! refused, or held back.

use std::time::Duration;

use chrono::TimeDelta;

use super::clamd::{self, Verdict};
use super::model::Scan;
use super::queries::Taken;
use crate::access::{House, System};
use crate::audit::Event;
use crate::config::ScannerAddress;
use crate::error::{Error, Result};

/// Looks this often for files that wait.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Nobody answered: the whole queue waits for so long.
const SCANNER_IS_AWAY: TimeDelta = TimeDelta::seconds(30);
/// The answer was unclear: this file alone waits, longer each time.
const UNCLEAR: [TimeDelta; 4] = [TimeDelta::seconds(30), TimeDelta::minutes(2), TimeDelta::minutes(10), TimeDelta::minutes(30)];

/// What came of one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Let through.
    pub clean: usize,
    /// Refused, and not kept.
    pub refused: usize,
    /// Held back still.
    pub put_off: usize,
}

/// Scans what waits, until the program ends; nothing where no scanner is configured.
pub fn start(house: House) {
    if !house.config().has_scanner() {
        return;
    }
    actix_web::rt::spawn(async move {
        loop {
            if let Err(error) = scan_due(&house).await {
                tracing::error!(%error, "files could not be scanned and will be tried again");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
}

/// Scans what is due, of every authority.
///
/// # Errors
/// `Database`, of the first authority that failed; the others are done all the same.
pub async fn scan_due(house: &House) -> Result<Tally> {
    let (mut tally, mut failed) = (Tally::default(), None);
    let Some(address) = house.config().scanner.address.clone() else { return Ok(tally) };
    for authority in house.authorities().await? {
        if let Err(error) = scan_of(&System::at(house, &authority), &address, &mut tally).await {
            failed = failed.or(Some(error));
        }
    }
    failed.map_or(Ok(tally), Err)
}

async fn scan_of(system: &System, address: &ScannerAddress, tally: &mut Tally) -> Result<()> {
    while let Some(id) = system.read(|desk| desk.attachment_due()).await? {
        let taken = match system.change(Event::AttachmentTaken { attachment: id }, move |desk| desk.take_attachment(id)).await {
            Err(Error::Conflict(_)) => continue,
            other => other?,
        };
        let (scanner, address) = (system.house().config().scanner.clone(), address.clone());
        let asked = tokio::task::spawn_blocking(move || {
            let verdict = clamd::ask(&scanner, &address, &taken.bytes);
            (taken, verdict)
        });
        let (taken, verdict) = asked.await.map_err(Error::internal)?;
        let is_away = matches!(verdict, Verdict::Away(_));
        match settle(system, &taken, verdict).await {
            Ok(Some(Scan::Clean)) => tally.clean += 1,
            Ok(Some(_)) => tally.refused += 1,
            Ok(None) => tally.put_off += 1,
            // The school took it off meanwhile, or another node was first.
            Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
        if is_away {
            return Ok(());
        }
    }
    Ok(())
}

/// Says what came of a file: nothing where it is held back still.
async fn settle(system: &System, taken: &Taken, verdict: Verdict) -> Result<Option<Scan>> {
    let id = taken.id;
    let (pause, why) = match verdict {
        Verdict::Clean => {
            let event = Event::AttachmentClean { attachment: id };
            system.change(event, move |desk| desk.settle_attachment(id, Scan::Clean, "")).await?;
            return Ok(Some(Scan::Clean));
        }
        Verdict::Found(name) => {
            tracing::warn!(file = %id, found = name, "the scanner refused a file");
            let event = Event::AttachmentRefused { attachment: id };
            system.change(event, move |desk| desk.settle_attachment(id, Scan::Refused, &name)).await?;
            return Ok(Some(Scan::Refused));
        }
        Verdict::Away(why) => (SCANNER_IS_AWAY, why),
        Verdict::Unclear(why) => {
            let before = usize::try_from(taken.attempts).unwrap_or(0);
            (UNCLEAR[before.min(UNCLEAR.len() - 1)], why)
        }
    };
    tracing::warn!(file = %id, why, "a file could not be scanned and is held back");
    let event = Event::AttachmentPutOff { attachment: id };
    system.change(event, move |desk| desk.put_attachment_off(id, pause, &why)).await?;
    Ok(None)
}
