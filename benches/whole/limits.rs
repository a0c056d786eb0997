//! What no program could be faster than, measured in the same run: the bare SQL of a page, one
//! durable commit, and a page that is ready.

use std::path::Path;
use std::sync::mpsc;

use actix_web::{App, HttpResponse, HttpServer, web};
use chrono::{Days, NaiveDate};
use diesel::connection::SimpleConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use seen::db::schema::{accounts, children, daily_figures, registrations};
use seen::db::{AnyConnection, Location};

/// Rows on the first page of *Not seen*, and the one that tells whether there are more.
const ROWS: i64 = 26;
/// Rows that *Today* shows, and one.
const LONGEST: i64 = 11;

type Row =
    (String, String, String, NaiveDate, Option<NaiveDate>, Option<NaiveDate>, String, String, String, NaiveDate, Option<String>);

fn first_page(conn: &mut AnyConnection, today: NaiveDate, rows: i64) -> Vec<Row> {
    registrations::table
        .inner_join(children::table)
        .left_join(accounts::table)
        .filter(registrations::authority_code.eq("990"))
        .filter(registrations::ended_on.is_null())
        .filter(registrations::unseen_due_on.lt(today))
        .order((registrations::unseen_due_on, registrations::id))
        .limit(rows)
        .select((
            registrations::id,
            registrations::kind,
            registrations::level,
            registrations::started_on,
            registrations::unseen_due_on,
            registrations::last_seen_on,
            children::reference,
            children::given_names,
            children::family_name,
            children::date_of_birth,
            accounts::name.nullable(),
        ))
        .load(conn)
        .expect("the list")
}

/// The bare SQL of the first page of *Not seen*.
pub fn list(conn: &mut AnyConnection, today: NaiveDate) -> impl FnMut() {
    move || assert!(!first_page(conn, today, ROWS).is_empty())
}

/// The bare SQL of *Today*, every number that the page shows counted from the registrations: who stands
/// where, of the team and of one officer; how long over; the months kept; the ten longest unseen.
pub fn today(conn: &mut AnyConnection, today: NaiveDate) -> impl FnMut() {
    let me: String = accounts::table.select(accounts::id).filter(accounts::email.like("amina%")).first(conn).expect("Amina");
    let back = move |days: u64| today - Days::new(days);
    let steps = [(7, 1), (28, 8), (84, 29), (182, 85), (364, 183), (20_000, 365)];
    move || {
        for whose in [None, Some(&me)] {
            macro_rules! count {
                ($($condition:expr),+) => {{
                    let mut query = registrations::table
                        .filter(registrations::authority_code.eq("990"))
                        .filter(registrations::ended_on.is_null())
                        $(.filter($condition))+
                        .select(count_star())
                        .into_boxed();
                    if let Some(officer) = whose {
                        query = query.filter(registrations::officer_id.eq(officer.to_owned()));
                    }
                    let count: i64 = query.first(conn).expect("a count");
                    count
                }};
            }
            let soon = registrations::unseen_due_on.between(today, today + Days::new(14));
            let counts = [
                count!(registrations::last_seen_on.is_null()),
                count!(registrations::unseen_due_on.lt(today), registrations::last_seen_on.is_not_null()),
                count!(soon, registrations::last_seen_on.is_not_null()),
                count!(registrations::contact_due_on.lt(today)),
            ];
            assert!(whose.is_some() || counts.iter().all(|count| *count > 0));
            if whose.is_none() {
                let over: i64 = steps
                    .iter()
                    .map(|(from, until)| count!(registrations::unseen_due_on.between(back(*from), back(*until))))
                    .sum();
                assert!(over > 0);
            }
        }
        let months: Vec<(NaiveDate, i32, i32)> = daily_figures::table
            .filter(daily_figures::authority_code.eq("990"))
            .filter(daily_figures::on_day.ge(back(366)))
            .select((daily_figures::on_day, daily_figures::never_seen, daily_figures::overdue))
            .load(conn)
            .expect("the months");
        assert!(!months.is_empty() && !first_page(conn, today, LONGEST).is_empty());
    }
}

/// One durable commit of one row, on the same kind of database.
pub fn commit(beside: &Location, folder: &Path) -> impl FnMut() {
    let mut conn = match beside {
        Location::Sqlite(_) => Location::Sqlite(folder.join("commit.sqlite")).open(),
        other => other.open(),
    }
    .expect("a database");
    conn.batch_execute("CREATE TABLE IF NOT EXISTS limits (what TEXT)").expect("a table");
    move || {
        conn.batch_execute("BEGIN").expect("begun");
        conn.batch_execute("INSERT INTO limits (what) VALUES ('not_seen_listed 25')").expect("written");
        conn.batch_execute("COMMIT").expect("a commit");
    }
}

/// Serves `page` as it is, on a port that it answers, for as long as this process lives.
pub fn serve_ready(page: Vec<u8>) -> String {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let page = web::Bytes::from(page);
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let page = page.clone();
                let ready = move || {
                    let page = page.clone();
                    async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page) }
                };
                App::new().wrap(actix_web::middleware::Compress::default()).route("/", web::get().to(ready))
            })
            .workers(2)
            .tcp_nodelay(true)
            .disable_signals()
            .bind("127.0.0.1:0")
            .expect("a port");
            tell.send(server.addrs()[0].to_string()).expect("told");
            server.run().await.expect("served");
        });
    });
    told.recv().expect("a server")
}
