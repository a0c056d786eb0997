//! The one writer of a SQLite database: a connection, and a thread that commits what is waiting
//! together, so that a durable commit is shared by all who wait for it (DESIGN section 4, measured
//! there). What is short and finds nobody waiting is committed where it stands (decision record 0001).

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use tokio::sync::oneshot;

use super::connection::{AnyConnection, Location};
use super::dialect;
use super::transaction::{commit, in_one_state, run_and_end};
use crate::error::{Error, Result};

/// How many writes may wait before new ones are turned away with 503.
const QUEUE: usize = 1024;
/// How many writes share one commit at most.
const BATCH: usize = 128;

/// A write that has begun, whether or not anybody waits: durable when this answers.
pub type UnderWay<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

type Settle = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut AnyConnection) -> Settle + Send>;

/// A handle to the writer, whose thread ends when the last handle is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    conn: Arc<Mutex<AnyConnection>>,
    jobs: SyncSender<Job>,
    /// How many jobs were queued and are not done.
    queued: Arc<AtomicUsize>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(location: &Location) -> Result<Self> {
        let mut conn = location.open()?;
        dialect::wait_for_no_lock(&mut conn)?;
        let conn = Arc::new(Mutex::new(conn));
        let queued = Arc::new(AtomicUsize::new(0));
        let (jobs, waiting) = sync_channel(QUEUE);
        let (its_conn, its_queue) = (Arc::clone(&conn), Arc::clone(&queued));
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            while let Some(batch) = next_batch(&waiting) {
                let jobs = batch.len();
                let mut conn = its_conn.lock().unwrap_or_else(PoisonError::into_inner);
                match dialect::begin_writing_patiently(&mut conn) {
                    Ok(()) => commit_together(&mut conn, batch),
                    // Dropping a job drops its sender: whoever waits is told.
                    Err(error) => tracing::error!(%error, "the writer cannot begin a transaction"),
                }
                its_queue.fetch_sub(jobs, Ordering::Relaxed);
            }
        })?;
        Ok(Self { conn, jobs, queued })
    }

    /// Queues `work` at once, to run in a savepoint of its own; what it answers comes after the commit.
    pub(super) fn begin<T, F>(&self, work: F) -> UnderWay<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let (job, answered) = job(work);
        let queued = self.queue(job);
        Box::pin(async move {
            queued?;
            // Without an answer: the writer could not begin, because another process holds the lock.
            answered.await.map_err(|_| Error::Busy)?
        })
    }

    /// As [`Writer::begin`], for what writes a few rows: committed on this very thread when nobody else
    /// writes. Two threads that wake each other take longer than a commit does.
    pub(super) fn begin_short<T, F>(&self, work: F) -> UnderWay<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let Some(mut conn) = self.free() else { return self.begin(work) };
        // Another process may hold the lock: that is waited for elsewhere.
        if dialect::begin_writing(&mut conn).is_err() {
            return self.begin(work);
        }
        Box::pin(std::future::ready(run_and_end(&mut conn, work)))
    }

    /// Reads on this very thread, on the one connection whose pages no commit of ours empties, when nobody
    /// writes or waits to; otherwise `work` comes back.
    pub(super) fn look_up<T, F>(&self, work: F) -> Result<Result<T>, F>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T>,
    {
        match self.free() {
            Some(mut conn) => Ok(in_one_state(&mut conn, work)),
            None => Err(work),
        }
    }

    /// The connection, if nobody writes or waits to.
    fn free(&self) -> Option<MutexGuard<'_, AnyConnection>> {
        if self.queued.load(Ordering::Relaxed) > 0 {
            return None;
        }
        match self.conn.try_lock() {
            Ok(conn) => Some(conn),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn queue(&self, job: Job) -> Result<()> {
        self.queued.fetch_add(1, Ordering::Relaxed);
        self.jobs.try_send(job).map_err(|refused| {
            self.queued.fetch_sub(1, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => Error::Busy,
                TrySendError::Disconnected(_) => Error::internal("the writer has stopped"),
            }
        })
    }
}

/// `work` in a savepoint of its own, and where its answer comes once it is committed.
fn job<T, F>(work: F) -> (Job, oneshot::Receiver<Result<T>>)
where
    T: Send + 'static,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |conn| {
        let outcome = dialect::begin_nested(conn).and_then(|()| run_and_end(conn, work));
        Box::new(move |committed| {
            let told = if committed { outcome } else { outcome.and(Err(Error::Busy)) };
            // Whoever asked may have gone: the work is done all the same.
            let _gone = answer.send(told);
        })
    });
    (job, answered)
}

fn next_batch(waiting: &Receiver<Job>) -> Option<Vec<Job>> {
    let first = waiting.recv().ok()?;
    Some(std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1)).collect())
}

/// Runs the jobs in the transaction that was begun, and ends it.
fn commit_together(conn: &mut AnyConnection, batch: Vec<Job>) {
    let settled: Vec<Settle> = batch.into_iter().map(|job| job(conn)).collect();
    let committed = commit(conn);
    for settle in settled {
        settle(committed.is_ok());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = BigInt)]
        marks: i64,
    }

    struct Marks {
        _folder: tempfile::TempDir,
        location: Location,
        writer: Writer,
    }

    impl Marks {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let location = Location::Sqlite(folder.path().join("marks.sqlite"));
            location.open().unwrap().batch_execute("CREATE TABLE marks (mark INTEGER PRIMARY KEY)").unwrap();
            let writer = Writer::start(&location).unwrap();
            Self { _folder: folder, location, writer }
        }

        /// A write that goes on when it is told to.
        fn a_long_write(&self) -> (SyncSender<()>, UnderWay<()>) {
            let (go, wait) = sync_channel(1);
            let under_way = self.writer.begin(move |conn| {
                wait.recv().unwrap();
                mark(conn)
            });
            (go, under_way)
        }

        /// What somebody else sees.
        fn kept(&self) -> i64 {
            let mut conn = self.location.open().unwrap();
            diesel::sql_query("SELECT count(*) AS marks FROM marks").get_result::<Kept>(&mut conn).unwrap().marks
        }
    }

    fn mark(conn: &mut AnyConnection) -> Result<()> {
        Ok(conn.batch_execute("INSERT INTO marks DEFAULT VALUES")?)
    }

    #[actix_web::test]
    async fn a_short_write_that_nobody_is_before_is_kept_when_it_has_begun() {
        let marks = Marks::new();
        let under_way = marks.writer.begin_short(mark);
        assert_eq!(marks.kept(), 1);
        under_way.await.unwrap();
    }

    #[actix_web::test]
    async fn a_short_write_neither_waits_for_another_process_nor_is_lost() {
        let marks = Marks::new();
        let mut other = marks.location.open().unwrap();
        other.batch_execute("BEGIN IMMEDIATE; INSERT INTO marks DEFAULT VALUES").unwrap();
        let asked = std::time::Instant::now();
        let under_way = marks.writer.begin_short(mark);
        assert!(asked.elapsed() < Duration::from_secs(1), "it stood where it was asked");
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(marks.kept(), 0);
        other.batch_execute("COMMIT").unwrap();
        under_way.await.unwrap();
        assert_eq!(marks.kept(), 2);
    }

    #[actix_web::test]
    async fn a_short_write_behind_a_long_one_waits_elsewhere_and_is_kept() {
        let marks = Marks::new();
        let (go, long) = marks.a_long_write();
        // If it waited where it was asked, nobody would be left to let the long one go on.
        let short = marks.writer.begin_short(mark);
        assert_eq!(marks.kept(), 0);
        go.send(()).unwrap();
        long.await.unwrap();
        short.await.unwrap();
        assert_eq!(marks.kept(), 2);
    }

    #[actix_web::test]
    async fn a_write_that_fails_or_panics_leaves_nothing_and_the_next_is_kept() {
        let marks = Marks::new();
        let refused = marks.writer.begin_short(|conn| mark(conn).and(Err::<(), _>(Error::NotFound)));
        assert!(matches!(refused.await, Err(Error::NotFound)));
        let panicked = marks.writer.begin_short(|conn| mark(conn).map(|()| panic!("as a test")));
        assert!(matches!(panicked.await, Err(Error::Internal(_))));
        assert_eq!(marks.kept(), 0);
        marks.writer.begin_short(mark).await.unwrap();
        marks.writer.begin(mark).await.unwrap();
        assert_eq!(marks.kept(), 2);
    }

    #[actix_web::test]
    async fn a_look_keeps_nothing_of_what_it_writes_and_the_next_write_is_kept() {
        let marks = Marks::new();
        assert!(matches!(marks.writer.look_up(mark), Ok(Ok(()))));
        let panicked = marks.writer.look_up(|conn| mark(conn).map(|()| panic!("as a test")));
        assert!(matches!(panicked, Ok(Err(Error::Internal(_)))));
        assert_eq!(marks.kept(), 0);
        marks.writer.begin_short(mark).await.unwrap();
        assert_eq!(marks.kept(), 1);
    }

    #[actix_web::test]
    async fn nobody_looks_where_somebody_writes_or_waits_to() {
        let marks = Marks::new();
        let (go, under_way) = marks.a_long_write();
        assert!(marks.writer.look_up(mark).is_err());
        go.send(()).unwrap();
        under_way.await.unwrap();
        assert_eq!(marks.kept(), 1);
    }

    #[actix_web::test]
    async fn when_sqlite_undoes_a_transaction_by_itself_the_next_write_is_kept() {
        // As it does when the disk is full or fails: then there is nothing left for us to undo.
        let undone = |conn: &mut AnyConnection| Ok(conn.batch_execute("ROLLBACK")?).and(Err::<(), _>(Error::NotFound));
        let marks = Marks::new();
        marks.writer.begin_short(undone).await.unwrap_err();
        marks.writer.begin_short(mark).await.unwrap();
        marks.writer.begin(undone).await.unwrap_err();
        marks.writer.begin(mark).await.unwrap();
        assert_eq!(marks.kept(), 2);
    }

    #[actix_web::test]
    async fn everything_is_kept_once_however_it_came() {
        let marks = Marks::new();
        let asking: Vec<UnderWay<()>> =
            (0..200).map(|turn| if turn % 3 == 0 { marks.writer.begin(mark) } else { marks.writer.begin_short(mark) }).collect();
        for under_way in asking {
            under_way.await.unwrap();
        }
        assert_eq!(marks.kept(), 200);
    }
}
