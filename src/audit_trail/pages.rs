//! The page of the audit trail.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::model::Wanted;
use super::queries::{Line, PAGE};
use crate::access::Auditor;
use crate::audit::{Event, SENTENCES};
use crate::error::Result;
use crate::web::form::{Choice, typed_date};
use crate::web::{Faults, Reply, filters};

#[derive(Template)]
#[template(path = "audit_trail/show.html")]
pub(super) struct TrailPage {
    query: Query,
    lines: Vec<Line>,
    events: Vec<Choice>,
    actors: Vec<Choice>,
    older: Option<String>,
    faults: Faults,
}

/// Closed codes, ids and days: nothing personal.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    event: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    before: String,
}

impl Query {
    fn read(&self, today: chrono::NaiveDate) -> Result<Wanted, Faults> {
        let mut faults = Faults::none();
        let mut day = |field: &'static str, text: &str, what| {
            if text.trim().is_empty() { None } else { faults.take(field, typed_date(text, what, today)) }
        };
        let (from, to) = (day("from", &self.from, "the first day"), day("to", &self.to, "the last day"));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            faults.add("to", "The last day must not be before the first");
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let event = SENTENCES.iter().map(|(code, _)| *code).find(|code| *code == self.event);
        Ok(Wanted { event, actor: self.actor.parse().ok(), from, to, before: self.before.parse().ok() })
    }

    /// Whether it asks for less than everything.
    fn is_narrowed(&self) -> bool {
        [&self.event, &self.actor, &self.from, &self.to].iter().any(|asked| !asked.is_empty())
    }

    fn before(&self, line: &Line) -> String {
        let id = line.id.to_string();
        let pairs = [("event", &self.event), ("actor", &self.actor), ("from", &self.from), ("to", &self.to), ("before", &id)];
        let kept: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/audit?{}", serde_html_form::to_string(kept).unwrap_or_default())
    }
}

/// `GET /audit`: reading it is audited too.
pub(super) async fn show(auditor: Auditor, query: web::Query<Query>) -> Result<Reply<TrailPage>> {
    let query = query.into_inner();
    let read = query.read(auditor.today());
    let wanted = read.as_ref().ok().cloned();
    let (mut lines, actors) = auditor
        .view(Event::AuditRead {}, move |desk| {
            let lines = wanted.map(|wanted| desk.trail(&wanted)).transpose()?;
            Ok((lines.unwrap_or_default(), desk.actors()?))
        })
        .await?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let older = lines.last().filter(|_| has_more).map(|line| query.before(line));
    let mut events: Vec<Choice> =
        SENTENCES.iter().map(|(code, sentence)| Choice { code: (*code).to_owned(), label: (*sentence).to_owned() }).collect();
    events.sort_by(|one, other| one.label.cmp(&other.label));
    let actors = actors.into_iter().map(|(id, name)| Choice { code: id.to_string(), label: name }).collect();
    Ok(match read {
        Ok(_) => Reply::Show(TrailPage { query, lines, events, actors, older, faults: Faults::none() }),
        Err(faults) => Reply::Invalid(TrailPage { query, lines, events, actors, older, faults }),
    })
}
