//! Readers and the writer, behind one type that only `access/` uses.

use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::{ManageConnection, Pool};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::{AnyConnection, Location};
use super::dialect;
use super::transaction::{in_one_state, in_one_transaction};
use super::writer::{UnderWay, Writer};
use crate::error::{Error, Result};

/// Connections that read a SQLite file: short reads need one for each of the server's two workers, and
/// each keeps its own pages and prepared statements.
const READING: u32 = 4;
/// Connections to PostgreSQL, which read and write.
const POOLED: u32 = 16;
/// How many of them may write at a time (PostgreSQL): whoever waits for a turn keeps a connection, and
/// pages want some too.
const WRITING: usize = 8;
/// How long a read waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database, migrated.
#[derive(Clone)]
pub struct Database {
    location: Location,
    pool: Pool<Opener>,
    writer: Option<Writer>,
    /// A place for each connection: whoever has none waits here, and not on a thread of its own.
    reading: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Database {
    /// Opens and migrates.
    ///
    /// # Errors
    /// `Refused` when it cannot be reached, with the reason.
    pub fn open(location: &Location) -> Result<Self> {
        dialect::migrate(&mut location.open()?)?;
        let connections = if location.is_sqlite() { READING } else { POOLED };
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .test_on_check_out(!location.is_sqlite())
            .connection_timeout(PATIENCE)
            .build(Opener(location.clone()))
            .map_err(Error::internal)?;
        let writer = if location.is_sqlite() { Some(Writer::start(location)?) } else { None };
        let reading = Arc::new(Semaphore::new(usize::try_from(connections).map_err(Error::internal)?));
        Ok(Self { location: location.clone(), pool, writer, reading, writing: Arc::new(Semaphore::new(WRITING)) })
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Reads one consistent state; the database itself refuses a write.
    ///
    /// # Errors
    /// Those of `work`, `Busy` when no connection comes free.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        let _place = timeout(PATIENCE, self.reading.acquire()).await.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
        let pool = self.pool.clone();
        off_the_loop(move || {
            let mut conn = pool.get().map_err(|_| Error::Busy)?;
            in_one_state(&mut conn, work)
        })
        .await
    }

    /// Reads a few rows by their keys, a page of a list at most. SQLite answers sooner than another
    /// thread would wake, so it is asked where we stand, if a connection is free: the writer's, whose pages
    /// no commit of ours empties, or else one of the pool's.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn look_up<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        match self.look_where_we_stand(work) {
            Ok(found) => found,
            Err(work) => self.read(work).await,
        }
    }

    /// The answer, or the work again where it cannot be done at once. On PostgreSQL it cannot: whoever held one
    /// connection of the pool and waited for another could wait for ever.
    fn look_where_we_stand<T, F>(&self, work: F) -> Result<Result<T>, F>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T>,
    {
        let Some(writer) = &self.writer else { return Err(work) };
        writer.look_up(work).or_else(|work| match self.pool.try_get() {
            Some(mut conn) => Ok(in_one_state(&mut conn, work)),
            None => Err(work),
        })
    }

    /// Writes in one transaction, durable before this returns; an error undoes all of it.
    ///
    /// # Errors
    /// Those of `work`, `Busy` when too many writes wait.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        self.begin_write(work).await
    }

    /// As [`Database::write`], for what writes a few rows. On SQLite it is done where we stand, if nobody
    /// else is writing: a commit is over sooner than two threads have woken each other.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write_shortly<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => writer.begin_short(work).await,
            None => self.begin_write(work).await,
        }
    }

    /// As [`Database::write`], begun at once, so that something else can be done until it is durable.
    pub fn begin_write<T, F>(&self, work: F) -> UnderWay<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    {
        if let Some(writer) = &self.writer {
            return writer.begin(work);
        }
        let (pool, writing) = (self.pool.clone(), Arc::clone(&self.writing));
        let task = tokio::spawn(async move {
            let _place = writing.acquire_owned().await.map_err(|_| Error::internal("nobody may write any more"))?;
            off_the_loop(move || in_one_transaction(&mut *pool.get().map_err(|_| Error::Busy)?, work)).await
        });
        Box::pin(async move { task.await.map_err(|_| Error::internal("a database task panicked"))? })
    }
}

async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal("a database task panicked"))?
}

struct Opener(Location);

impl ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        self.0.open_reader().map_err(|error| {
            tracing::error!(%error, "cannot open a pooled connection");
            diesel::r2d2::Error::ConnectionError(diesel::ConnectionError::BadConnection(error.to_string()))
        })
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), Self::Error> {
        use diesel::connection::SimpleConnection;
        conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(conn)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[actix_web::test]
    async fn more_readers_than_connections_are_all_answered_some_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&Location::Sqlite(folder.path().join("seen.sqlite"))).unwrap();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let asking: Vec<_> = (0..3 * READING)
            .map(|number| {
                let (database, now, most) = (database.clone(), Arc::clone(&now), Arc::clone(&most));
                actix_web::rt::spawn(async move {
                    let reading = database.read(move |_| {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(20));
                        now.fetch_sub(1, Ordering::SeqCst);
                        Ok(number)
                    });
                    reading.await
                })
            })
            .collect();
        for (number, answer) in asking.into_iter().enumerate() {
            assert_eq!(answer.await.unwrap().unwrap() as usize, number);
        }
        assert!((1..=READING as usize).contains(&most.load(Ordering::SeqCst)));
    }
}
