//! The one writer of a SQLite database: a thread that commits what is waiting together, so that a
//! durable commit is shared by all who wait for it (DESIGN section 4, measured there).

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use tokio::sync::oneshot;

use super::connection::{AnyConnection, Location};
use super::dialect;
use crate::error::{Error, Result};

/// How many writes may wait before new ones are turned away with 503.
const QUEUE: usize = 1024;
/// How many writes share one commit at most.
const BATCH: usize = 128;

/// A write that has begun, whether or not anybody waits: durable when this answers.
pub type UnderWay<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

type Settle = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut AnyConnection) -> Settle + Send>;

/// A handle to the writer's thread, which ends when the last handle is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: SyncSender<Job>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(location: &Location) -> Result<Self> {
        let mut conn = location.open()?;
        let (jobs, waiting) = sync_channel(QUEUE);
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            while let Some(batch) = next_batch(&waiting) {
                commit_together(&mut conn, batch);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Queues `work` at once, to run in a savepoint of its own; what it answers comes after the commit.
    pub(super) fn begin<T, F>(&self, work: F) -> UnderWay<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let outcome = in_savepoint(conn, work);
            Box::new(move |committed| {
                let told = if committed { outcome } else { outcome.and(Err(Error::Busy)) };
                // Whoever asked may have gone: the work is done all the same.
                let _gone = answer.send(told);
            })
        });
        let queued = self.jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::internal("the writer has stopped"),
        });
        Box::pin(async move {
            queued?;
            // Without an answer: the writer could not begin, because another process holds the lock.
            answered.await.map_err(|_| Error::Busy)?
        })
    }
}

fn next_batch(waiting: &Receiver<Job>) -> Option<Vec<Job>> {
    let first = waiting.recv().ok()?;
    Some(std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1)).collect())
}

fn commit_together(conn: &mut AnyConnection, batch: Vec<Job>) {
    if let Err(error) = dialect::begin_writing(conn) {
        tracing::error!(%error, "the writer cannot begin a transaction");
        // Dropping a job drops its sender: whoever waits is told.
        return;
    }
    let settled: Vec<Settle> = batch.into_iter().map(|job| job(conn)).collect();
    let committed = dialect::commit(conn).map_err(|error| {
        tracing::error!(%error, "a commit failed");
        if dialect::roll_back(conn).is_err() {
            tracing::error!("the failed commit could not be rolled back");
        }
    });
    for settle in settled {
        settle(committed.is_ok());
    }
}

fn in_savepoint<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    dialect::begin_nested(conn)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::internal("a write panicked")));
    match outcome {
        Ok(value) => dialect::commit(conn).map(|()| value),
        Err(error) => {
            dialect::roll_back(conn)?;
            Err(error)
        }
    }
}
