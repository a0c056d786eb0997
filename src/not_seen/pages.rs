//! The two lists as pages, and as files.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::export::{Format, Sheet};
use super::model::{Asked, Filter, List, Officer, Order, PAGE, Turn, spans};
use super::queries::{COUNTED, Listed, Row};
use crate::access::{self, Desk};
use crate::audit::Event;
use crate::children::year_group::YearGroup;
use crate::contacts::grounds::Grounds;
use crate::contacts::standard::Verdict;
use crate::error::Result;
use crate::figures::model::Tally;
use crate::organisations::model::AgencyKind;
use crate::registrations::model::{Level, RegistrationKind};
use crate::standings::model::TEAM;
use crate::visits::queries::NextVisit;
use crate::web::form::Choice;
use crate::web::{Faults, Page, filters};

/// `/not-seen` and `/contact-overdue`, each with its files.
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/not-seen").get(not_seen))
        .service(web::resource("/not-seen/export.csv").get(not_seen_csv))
        .service(web::resource("/not-seen/export.xlsx").get(not_seen_xlsx))
        .service(web::resource("/contact-overdue").get(contact_overdue))
        .service(web::resource("/contact-overdue/export.csv").get(contact_overdue_csv))
        .service(web::resource("/contact-overdue/export.xlsx").get(contact_overdue_xlsx));
}

/// A list, narrowed and turned to one of its pages.
#[derive(Template)]
#[template(path = "not_seen/list.html")]
pub struct ListPage {
    list: List,
    day: NaiveDate,
    filter: Filter,
    tally: Tally,
    total: usize,
    listed: Listed,
    officers: Vec<Choice>,
    is_first: bool,
    none: Faults,
}

async fn not_seen(officer: access::Officer, request: HttpRequest) -> Result<Page<ListPage>> {
    show(officer, &request, List::NotSeen).await
}

async fn contact_overdue(officer: access::Officer, request: HttpRequest) -> Result<Page<ListPage>> {
    show(officer, &request, List::ContactOverdue).await
}

async fn show(officer: access::Officer, request: &HttpRequest, list: List) -> Result<Page<ListPage>> {
    let asked = Asked::from_query(request.query_string())?;
    let (filter, turn) = (asked.filter(list)?, asked.turn()?);
    let event = match list {
        List::NotSeen => Event::NotSeenListed {},
        List::ContactOverdue => Event::ContactOverdueListed {},
    };
    // What is rare is looked for through the whole register: not where others wait.
    let is_short = filter.is_counted();
    let load = move |desk: &mut Desk<'_, access::role::Officer>| load(desk, list, filter, turn);
    if is_short { officer.glance(event, load).await.map(Page) } else { officer.view(event, load).await.map(Page) }
}

fn load(desk: &mut Desk<'_, access::role::Officer>, list: List, filter: Filter, turn: Turn) -> Result<ListPage> {
    let listed = desk.list_page(list, &filter, turn, PAGE)?;
    desk.showing(listed.rows.len());
    let tally = desk.tally(TEAM)?;
    Ok(ListPage {
        list,
        day: desk.today(),
        total: desk.list_total(list, &filter, &tally)?,
        tally,
        officers: officers(desk)?,
        is_first: turn == Turn::First,
        listed,
        filter,
        none: Faults::none(),
    })
}

fn officers(desk: &mut Desk<'_, access::role::Officer>) -> Result<Vec<Choice>> {
    let choice = |code: &str, label: &str| Choice { code: code.to_owned(), label: label.to_owned() };
    let mut choices = vec![choice("me", &format!("Me ({})", desk.who().name)), choice("unassigned", "Nobody assigned")];
    let me = desk.account();
    let others = desk.officers_to_filter_by()?.into_iter().filter(|(id, _)| me.is_none_or(|me| me.as_str() != id));
    choices.extend(others.map(|(code, label)| Choice { code, label }));
    Ok(choices)
}

impl ListPage {
    fn is_not_seen(&self) -> bool {
        self.list == List::NotSeen
    }

    fn grounds(&self, row: &Row) -> Grounds {
        row.grounds(&self.listed.standards, self.day)
    }

    fn reason(&self, row: &Row) -> String {
        let grounds = self.grounds(row);
        if self.is_not_seen() { grounds.reason(self.day) } else { grounds.contact_reason(self.day) }
    }

    fn is_never_seen(&self, row: &Row) -> bool {
        row.stored.verdict(self.day) == Verdict::NeverSeen
    }

    fn visit(&self, row: &Row) -> Option<&NextVisit> {
        self.listed.visits.get(&row.child_id)
    }

    fn heading(&self) -> &'static str {
        match self.list {
            List::NotSeen => "Children not seen",
            List::ContactOverdue => "Contact overdue",
        }
    }

    /// "61 children", or that there are more than anybody counts.
    fn how_many(&self) -> String {
        match self.total {
            0 => "No children".to_owned(),
            1 => "1 child".to_owned(),
            many if many > COUNTED && !self.filter.is_counted() => format!("More than {COUNTED} children"),
            many => format!("{many} children"),
        }
    }

    fn is_narrowed(&self) -> bool {
        self.filter != Filter::usual(self.list)
    }

    fn kinds(&self) -> Vec<String> {
        self.filter.kinds.iter().map(ToString::to_string).collect()
    }

    fn levels(&self) -> Vec<String> {
        self.filter.levels.iter().map(ToString::to_string).collect()
    }

    fn officer(&self) -> String {
        match self.filter.officer {
            None => String::new(),
            Some(Officer::Me) => "me".to_owned(),
            Some(Officer::Unassigned) => "unassigned".to_owned(),
            Some(Officer::One(id)) => id.to_string(),
        }
    }

    fn years(&self) -> Vec<Choice> {
        (0..=13).map(|year| Choice { code: year.to_string(), label: YearGroup(year).label() }).collect()
    }

    fn year(&self) -> String {
        self.filter.year.map_or_else(String::new, |year| year.0.to_string())
    }

    fn agency(&self) -> &'static str {
        self.filter.agency.map_or("", AgencyKind::code)
    }

    /// The address of this list with the filter kept and something more.
    fn address(&self, what: &str) -> String {
        let query = self.filter.query(self.list);
        let between = if query.is_empty() || what.is_empty() { "" } else { "&" };
        format!("{}?{query}{between}{what}", self.list.path())
    }

    fn next(&self) -> Option<String> {
        let last = self.listed.rows.last().filter(|_| self.listed.has_next)?;
        Some(self.address(&format!("after={}", last.mark(self.list))))
    }

    fn previous(&self) -> Option<String> {
        let first = self.listed.rows.first().filter(|_| self.listed.has_previous)?;
        Some(self.address(&format!("before={}", first.mark(self.list))))
    }

    fn export(&self, format: &str) -> String {
        format!("{}/export.{format}?{}", self.list.path(), self.filter.query(self.list))
    }
}

async fn not_seen_csv(officer: access::Officer, request: HttpRequest) -> Result<HttpResponse> {
    export(officer, &request, List::NotSeen, Format::Csv).await
}

async fn not_seen_xlsx(officer: access::Officer, request: HttpRequest) -> Result<HttpResponse> {
    export(officer, &request, List::NotSeen, Format::Xlsx).await
}

async fn contact_overdue_csv(officer: access::Officer, request: HttpRequest) -> Result<HttpResponse> {
    export(officer, &request, List::ContactOverdue, Format::Csv).await
}

async fn contact_overdue_xlsx(officer: access::Officer, request: HttpRequest) -> Result<HttpResponse> {
    export(officer, &request, List::ContactOverdue, Format::Xlsx).await
}

async fn export(officer: access::Officer, request: &HttpRequest, list: List, format: Format) -> Result<HttpResponse> {
    let filter = Asked::from_query(request.query_string())?.filter(list)?;
    let name = format!("{}-{}.{}", &list.path()[1..], officer.today(), format.extension());
    let file = officer
        .view(Event::ListExported {}, move |desk| {
            let (day, standards) = (desk.today(), desk.standards()?);
            let mut sheet = Sheet::begin(format)?;
            let ranges = spans(list, filter.shown, day);
            let rows = desk.walk_list(list, &ranges, &filter, |desk, rows| {
                let children: Vec<_> = rows.iter().map(|row| row.child_id).collect();
                let visits = desk.next_visits(&children)?;
                rows.iter()
                    .try_for_each(|row| sheet.add(list, row, &row.grounds(&standards, day), visits.get(&row.child_id), day))
            })?;
            desk.showing(rows);
            sheet.finish()
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}
