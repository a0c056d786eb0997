//! The authority's inbox.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::access::Officer;
use crate::audit::Event;
use crate::dates::number_of_days;
use crate::error::{Error, Result};
use crate::notifications::model::Ground;
use crate::notifications::queries::{AfterInbox, Inbox, Listed, Show};
use crate::web::form::Choice;
use crate::web::{Faults, Page, filters};

/// Rows on a page.
const ROWS: usize = 25;

/// Notifications.
#[derive(Template)]
#[template(path = "notifications/inbox.html")]
pub struct InboxPage {
    today: NaiveDate,
    show: Show,
    asked: Asked,
    rows: Vec<(Listed, String)>,
    schools: Vec<Choice>,
    grounds: Vec<Choice>,
    waiting: i64,
    arrivals_overdue: i64,
    is_first: bool,
    next: Option<String>,
    none: Faults,
}

/// The filter: closed codes and ids of schools alone.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
    ground: String,
    school: String,
    after: String,
}

impl Asked {
    fn inbox(&self) -> Result<Inbox> {
        fn optional<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
            if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Error::NotFound) }
        }
        let show = optional(&self.show)?.unwrap_or(Show::Waiting);
        Ok(Inbox { show, ground: optional(&self.ground)?, school: optional(&self.school)? })
    }

    fn after(&self) -> Result<Option<AfterInbox>> {
        let place = |text: &str| {
            let (is_urgent, rest) = text.split_once('_')?;
            let (instant, id) = rest.split_once('_')?;
            let instant = chrono::DateTime::from_timestamp_micros(instant.parse().ok()?)?.naive_utc();
            Some((is_urgent == "1", instant, id.parse().ok()?))
        };
        if self.after.is_empty() { Ok(None) } else { place(&self.after).map(Some).ok_or(Error::NotFound) }
    }

    fn next(&self, last: &Listed) -> String {
        let (is_urgent, instant, id) = last.place();
        let after = format!("{}_{}_{id}", i32::from(is_urgent), instant.and_utc().timestamp_micros());
        let form = [("show", &self.show), ("ground", &self.ground), ("school", &self.school), ("after", &after)];
        format!("/notifications?{}", serde_html_form::to_string(form).unwrap_or_default())
    }
}

impl InboxPage {
    /// "2 days", from the day it was received.
    fn waited(&self, row: &Listed) -> String {
        number_of_days(row.sent.received_on, self.today)
    }

    fn is_narrowed(&self) -> bool {
        !self.asked.ground.is_empty() || !self.asked.school.is_empty()
    }

    fn is_past(&self, day: &NaiveDate) -> bool {
        *day < self.today
    }
}

/// `GET /notifications`
pub async fn list(officer: Officer, asked: web::Query<Asked>) -> Result<Page<InboxPage>> {
    let (asked, today) = (asked.into_inner(), officer.today());
    let (inbox, after) = (asked.inbox()?, asked.after()?);
    let page = officer.glance(Event::NotificationsListed {}, move |desk| {
        let mut rows = desk.notifications(inbox, after, ROWS + 1)?;
        let has_more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let next = rows.last().filter(|_| has_more).map(|last| asked.next(last));
        let named = rows.into_iter().map(|row| row.sent.facts().map(|facts| (row, facts.full_name())));
        let rows = named.collect::<Result<Vec<_>>>()?;
        let (waiting, arrivals_overdue) = desk.notification_counts()?;
        let schools = desk.notifying_schools()?.into_iter().map(|(id, label)| Choice { code: id.to_string(), label }).collect();
        let ground = |ground: &Ground| Choice { code: ground.code().into(), label: format!("({ground}) {}", ground.label()) };
        let grounds = Ground::ALL.iter().map(ground).collect();
        let (show, is_first) = (inbox.show, after.is_none());
        Ok(InboxPage {
            today,
            show,
            asked,
            rows,
            schools,
            grounds,
            waiting,
            arrivals_overdue,
            is_first,
            next,
            none: Faults::none(),
        })
    });
    Ok(Page(page.await?))
}
