//! The first page.

use actix_web::web;
use askama::Template;
use chrono::{Datelike, NaiveDate};

use crate::access::account::AccountRole;
use crate::access::{Desk, Officer, SignedIn, role};
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::figures::model::{Tally, month_ends_before};
use crate::not_seen::model::{self, Filter, List, Turn};
use crate::not_seen::queries::{Listed, Row};
use crate::standings::model::TEAM;
use crate::web::chart::{Chart, Value};
use crate::web::frame::places;
use crate::web::{Reply, filters};

/// Rows of the list that the page shows.
const LONGEST: usize = 10;

/// `/`
pub fn routes(service: &mut web::ServiceConfig) {
    service.service(web::resource("/").get(show));
}

/// Today, for officers and managers.
#[derive(Template)]
#[template(path = "today/show.html")]
pub struct TodayPage {
    day: NaiveDate,
    is_manager: bool,
    never_reviewed: bool,
    mine: Tally,
    team: Tally,
    longest: Listed,
    /// Notifications that wait for a decision, and arrivals nobody confirmed by their date.
    notifications: (i64, i64),
    /// New pupils of schools whom nobody has looked at.
    admissions: i64,
    by_weeks: Chart,
    by_month: Chart,
}

/// Those who work with children see Today; the others are led to their first place.
async fn show(visitor: SignedIn, officer: Option<Officer>) -> Result<Reply<TodayPage>> {
    let Some(officer) = officer else {
        let role: AccountRole = visitor.who().role.parse().map_err(Error::internal)?;
        let first = places(role).first().ok_or(Error::Forbidden)?;
        return Ok(Reply::go_to(first.href));
    };
    officer.glance(Event::TodayOpened {}, load).await.map(Reply::Show)
}

fn load(desk: &mut Desk<'_, role::Officer>) -> Result<TodayPage> {
    let is_manager = desk.who().role == AccountRole::Manager.code();
    let whose = (!is_manager).then_some(model::Officer::Me);
    let filter = Filter { officer: whose, ..Filter::usual(List::NotSeen) };
    let longest = desk.list_page(List::NotSeen, &filter, Turn::First, LONGEST)?;
    desk.showing(longest.rows.len());
    let me = desk.account().map_or_else(String::new, |me| me.to_string());
    let team = desk.tally(TEAM)?;
    Ok(TodayPage {
        day: desk.today(),
        is_manager,
        never_reviewed: is_manager && desk.standards_reviewed_at()?.is_none(),
        mine: desk.tally(&me)?,
        by_weeks: by_weeks(desk)?,
        by_month: by_month(desk, &team)?,
        team,
        notifications: desk.notification_counts()?,
        admissions: desk.admissions_waiting()?,
        longest,
    })
}

fn by_weeks(desk: &mut Desk<'_, role::Officer>) -> Result<Chart> {
    let steps = desk.weeks_over()?;
    let total: i64 = steps.iter().map(|(_, children)| children).sum();
    let over_a_year = steps.last().map_or(0, |(_, children)| *children);
    let description =
        format!("{total} children are past the date by which they should have been seen; {over_a_year} of them for over a year.");
    let values = steps.into_iter().map(|(step, children)| Value {
        label: step.label.to_owned(),
        tick: step.label.to_owned(),
        number: Some(children),
    });
    Ok(Chart::lying("weeks", "How long over the standard", "Time over", description, values.collect()))
}

fn by_month(desk: &mut Desk<'_, role::Officer>, team: &Tally) -> Result<Chart> {
    let ends = month_ends_before(desk.today());
    let kept = desk.kept_figures(&ends)?;
    let mut values: Vec<Value> = ends
        .iter()
        .map(|end| Value {
            label: end.format("%B %Y").to_string(),
            tick: end.format(if end.month() == 1 { "%Y" } else { "%b" }).to_string(),
            number: kept.get(end).map(|figures| figures.not_seen().into()),
        })
        .collect();
    let first = values.iter().find_map(|value| value.number);
    values.push(Value { label: "Today".to_owned(), tick: "Today".to_owned(), number: Some(team.not_seen()) });
    let now = team.not_seen();
    let description = match first {
        Some(then) => format!("{now} children not seen today; {then} at the end of the first month shown."),
        None => format!("{now} children not seen today; the months before are not known yet."),
    };
    Ok(Chart::standing("months", "Not seen at the end of each month", "End of", description, values))
}

impl TodayPage {
    fn reason(&self, row: &Row) -> String {
        row.grounds(&self.longest.standards, self.day).reason(self.day)
    }

    /// Each of the counts: words, where it leads, mine, the team's.
    fn counts(&self) -> [(&'static str, &'static str, &'static str, i64, i64); 4] {
        let (mine, team) = (&self.mine, &self.team);
        [
            ("never", "Never seen", "/not-seen?show=never_seen", mine.never, team.never),
            ("overdue", "Not seen", "/not-seen?", mine.not_seen(), team.not_seen()),
            ("overdue", "Contact overdue", "/contact-overdue?", mine.contact_overdue, team.contact_overdue),
            ("soon", "Due within 14 days", "/not-seen?show=due_soon", mine.due_soon, team.due_soon),
        ]
    }
}
