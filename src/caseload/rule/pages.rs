//! The page of the rule.

use std::collections::BTreeMap;

use askama::Template;

use super::model::{Load, OfficerRule, Share, ShareOf, districts, typed, years};
use super::queries::Kept;
use crate::access::Manager;
use crate::audit::Event;
use crate::error::Result;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Reply, filters};

/// What an officer has, as typed.
pub(super) struct Line {
    load: Load,
    districts: String,
    years: String,
}

#[derive(Template)]
#[template(path = "caseload/rule.html")]
pub(super) struct RulePage {
    rule: String,
    opened: String,
    lines: Vec<Line>,
    faults: Faults,
}

/// As sent: the rule, and for each officer `districts-…` and `years-…`.
type Sent = BTreeMap<String, String>;

/// The name of an officer's field.
fn field(what: ShareOf, load: &Load) -> String {
    let name = match what {
        ShareOf::District => "districts",
        ShareOf::YearGroup => "years",
    };
    format!("{name}-{}", load.officer)
}

impl RulePage {
    fn of(kept: &Kept, loads: Vec<Load>) -> Self {
        let line = |load: Load| Line {
            districts: typed(ShareOf::District, load.officer, &kept.shares),
            years: typed(ShareOf::YearGroup, load.officer, &kept.shares),
            load,
        };
        let lines = loads.into_iter().map(line).collect();
        Self { rule: kept.rule.code().to_owned(), opened: kept.stamp(), lines, faults: Faults::none() }
    }

    fn name_of_districts(&self, line: &Line) -> String {
        field(ShareOf::District, &line.load)
    }

    fn name_of_years(&self, line: &Line) -> String {
        field(ShareOf::YearGroup, &line.load)
    }

    fn again(sent: &Sent, loads: Vec<Load>, faults: Faults) -> Self {
        let value = |name: &str| sent.get(name).cloned().unwrap_or_default();
        let line = |load: Load| Line {
            districts: value(&field(ShareOf::District, &load)),
            years: value(&field(ShareOf::YearGroup, &load)),
            load,
        };
        Self { rule: value("rule"), opened: value("opened"), lines: loads.into_iter().map(line).collect(), faults }
    }
}

/// Reads every share; one that two officers have is a fault of the second.
fn read(sent: &Sent, loads: &[Load]) -> Result<Kept, Faults> {
    let mut faults = Faults::none();
    let text = |name: &str| sent.get(name).map_or("", String::as_str);
    let rule: Option<OfficerRule> = faults.take("rule", chosen(text("rule"), "Choose who new children go to"));
    let mut shares: BTreeMap<(ShareOf, String), &Load> = BTreeMap::new();
    for load in loads {
        for what in ShareOf::ALL.iter().copied() {
            let name = field(what, load);
            let found = match what {
                ShareOf::District => districts(text(&name)),
                ShareOf::YearGroup => years(text(&name)),
            };
            for share in found.map_err(|sentence| faults.add(name.clone(), sentence)).unwrap_or_default() {
                match shares.get(&(what, share.clone())) {
                    Some(other) if other.officer != load.officer => {
                        let said = if what == ShareOf::YearGroup && share == "0" { "R" } else { &share };
                        faults.add(name.clone(), format!("{said} is given to {} too: one officer can have it", other.name));
                    }
                    _ => drop(shares.insert((what, share), load)),
                }
            }
        }
    }
    let shares = shares.into_iter().map(|((what, share), load)| Share { what, share, officer: load.officer }).collect();
    let mut kept = rule.filter(|_| faults.is_empty()).map(|rule| Kept { rule, shares }).ok_or(faults)?;
    kept.shares.sort_by(|one, other| (one.what.code(), &one.share).cmp(&(other.what.code(), &other.share)));
    Ok(kept)
}

/// `GET /caseload/rule`
pub(super) async fn show(manager: Manager) -> Result<Page<RulePage>> {
    let (kept, mut loads) = manager.read(|desk| Ok((desk.officer_rule()?, desk.officers_by_load()?))).await?;
    loads.sort_by(|one, other| (&one.name, one.officer).cmp(&(&other.name, other.officer)));
    Ok(Page(RulePage::of(&kept, loads)))
}

/// `POST /caseload/rule`
pub(super) async fn change(manager: Manager, Form(fields): Form<Vec<(String, String)>>) -> Result<Reply<RulePage>> {
    let sent: Sent = fields.into_iter().collect();
    let mut loads = manager.read(|desk| desk.officers_by_load()).await?;
    loads.sort_by(|one, other| (&one.name, one.officer).cmp(&(&other.name, other.officer)));
    let kept = match read(&sent, &loads) {
        Ok(kept) => kept,
        Err(faults) => return Ok(Reply::Invalid(RulePage::again(&sent, loads, faults))),
    };
    let opened = sent.get("opened").cloned().unwrap_or_default();
    manager.change(Event::OfficerRuleChanged {}, move |desk| desk.keep_officer_rule(&kept, &opened)).await?;
    Ok(Reply::go_to("/caseload/rule?done=saved"))
}
