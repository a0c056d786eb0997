//! The sender: takes what is due, sends it, says what came of it. It may be killed at any moment:
//! a letter that was taken and about which nothing was said is due again when its lease has ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};

use super::model::{Ending, LetterState, Taken};
use super::transport::{AT_ONCE, Post};
use crate::access::{House, System};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::web::token;

/// Looks this often for letters that are due.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// What came of one look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken by the mail server, or written to a file.
    pub sent: usize,
    /// Put off.
    pub put_off: usize,
    /// Given up.
    pub failed: usize,
}

impl Tally {
    fn add(&mut self, state: LetterState) {
        match state {
            LetterState::Sent => self.sent += 1,
            LetterState::Failed => self.failed += 1,
            LetterState::Queued | LetterState::Sending | LetterState::Retrying => self.put_off += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.sent += other.sent;
        self.put_off += other.put_off;
        self.failed += other.failed;
    }
}

/// Sends what is due, until the task that is answered is ended.
///
/// # Errors
/// `Refused` when the settings of mail cannot be used.
pub fn start(house: House) -> Result<JoinHandle<()>> {
    let post = Arc::new(Post::open(house.config())?);
    Ok(actix_web::rt::spawn(async move {
        let node = token::mint();
        loop {
            if let Err(error) = send_due(&house, &post, &node).await {
                tracing::error!(%error, "letters could not be sent and will be tried again");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }))
}

/// Sends what is due, of every authority.
///
/// # Errors
/// `Database`, of the first authority that failed; the others are done all the same.
pub async fn send_due(house: &House, post: &Arc<Post>, node: &str) -> Result<Tally> {
    let (mut tally, mut failed) = (Tally::default(), None);
    for authority in house.authorities().await? {
        match send_of(&System::at(house, &authority), post, node).await {
            Ok(some) => tally.join(some),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(tally), Err)
}

/// Sends what is due of one authority, some at a time. When of so many none could be sent, the rest
/// waits for the next look: the server is not there, and trying each in vain would take hours.
///
/// # Errors
/// `Database`.
pub async fn send_of(system: &System, post: &Arc<Post>, node: &str) -> Result<Tally> {
    let mut tally = Tally::default();
    loop {
        if system.read(|desk| desk.letters_due(1)).await?.is_empty() {
            return Ok(tally);
        }
        let holder = node.to_owned();
        let taken = match system.change(Event::LettersTaken {}, move |desk| desk.take_letters(&holder, AT_ONCE)).await {
            Err(Error::Conflict(_)) => return Ok(tally),
            other => other?,
        };
        let tried = taken.len();
        let some = send_together(system, post, node, taken).await?;
        tally.join(some);
        if tried > 0 && some.put_off == tried {
            return Ok(tally);
        }
    }
}

async fn send_together(system: &System, post: &Arc<Post>, node: &str, letters: Vec<Taken>) -> Result<Tally> {
    let mut sending = JoinSet::new();
    for letter in letters {
        let (house, authority, holder) = (system.house().clone(), system.who().authority.clone(), node.to_owned());
        let post = Arc::clone(post);
        sending.spawn(async move {
            let ending = post.send(&letter).await;
            settle(&System::at(&house, &authority), &letter, &holder, ending).await
        });
    }
    let (mut tally, mut failed) = (Tally::default(), None);
    while let Some(joined) = sending.join_next().await {
        match joined.map_err(|_| Error::internal("the sender of a letter panicked")) {
            Ok(Ok(state)) => tally.add(state),
            // Another node took it over; that node says what came of it.
            Ok(Err(Error::Conflict(_))) => {}
            Ok(Err(error)) | Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(tally), Err)
}

/// Says what came of a letter. What cannot be written down is due again when the lease ends.
async fn settle(system: &System, taken: &Taken, holder: &str, ending: Ending) -> Result<LetterState> {
    let (letter, holder) = (taken.id, holder.to_owned());
    let event = match (&ending, super::model::pause_after(taken.attempts)) {
        (Ending::Sent, _) => Event::LetterSent { letter },
        (Ending::NotYet(_), Some(_)) => Event::LetterPutOff { letter },
        (Ending::NotYet(_), None) | (Ending::Never(_), _) => Event::LetterGivenUp { letter },
    };
    if let Ending::NotYet(problem) | Ending::Never(problem) = &ending {
        tracing::warn!(%letter, attempts = taken.attempts, problem, "a letter was not sent");
    }
    system.change(event, move |desk| desk.settle_letter(letter, &holder, ending)).await
}
