//! Several notifications that are complete, looked over and sent together.

use askama::Template;
use chrono::NaiveDate;

use crate::access::SchoolUser;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::notifications::answers::{Answers, NewNotification};
use crate::notifications::facts::Facts;
use crate::notifications::model::{Draft, Lateness};
use crate::notifications::queries::DraftRow;
use crate::web::{Faults, Form, Page, Reply, filters};

/// Sent together at most.
const MOST_TOGETHER: usize = 50;

/// A notification that may be sent.
struct Ready {
    id: Id<Draft>,
    name: String,
    school: String,
    ground: &'static str,
    deletion_on: Option<NaiveDate>,
    is_late: bool,
    is_stopped: bool,
}

/// Those that may be sent, and how many may not yet.
#[derive(Template)]
#[template(path = "school_files/ready.html")]
pub struct ReadyPage {
    rows: Vec<Ready>,
    /// Also complete, but more than are sent together.
    more: usize,
    unfinished: usize,
    chosen: Vec<String>,
    faults: Faults,
}

fn ready(draft: &DraftRow, answers: &Answers, today: NaiveDate) -> Option<Ready> {
    let new = NewNotification::read(draft.id.cast(), draft.organisation_id, draft.ground, answers, today).ok()?;
    let facts = Facts::of(draft.ground, &new.answers);
    let deletion_on = facts.day("deletion_on");
    Some(Ready {
        id: draft.id,
        name: answers.pupil()?,
        school: draft.school.clone(),
        ground: draft.ground.label(),
        deletion_on,
        is_late: deletion_on.is_some_and(|deletion| Lateness::of(today, deletion) != Lateness::InTime),
        is_stopped: facts.is_stopped(),
    })
}

async fn page(user: &SchoolUser, chosen: Option<Vec<String>>, faults: Faults) -> Result<ReadyPage> {
    let today = user.today();
    let list = user.glance(Event::SchoolHomeOpened {}, move |desk| {
        let drafts = desk.my_drafts()?;
        let mut rows = Vec::new();
        for draft in &drafts {
            rows.extend(ready(draft, &draft.answers()?, today));
        }
        desk.showing(rows.len().min(MOST_TOGETHER));
        Ok((drafts.len() - rows.len(), rows))
    });
    let (unfinished, mut rows) = list.await?;
    let more = rows.len().saturating_sub(MOST_TOGETHER);
    rows.truncate(MOST_TOGETHER);
    let chosen = chosen.unwrap_or_else(|| rows.iter().map(|row| row.id.to_string()).collect());
    Ok(ReadyPage { rows, more, unfinished, chosen, faults })
}

/// `GET /school/ready`
pub async fn list(user: SchoolUser) -> Result<Page<ReadyPage>> {
    Ok(Page(page(&user, None, Faults::none()).await?))
}

/// `POST /school/ready`: sends those that are ticked; all of them or none.
pub async fn send(user: SchoolUser, Form(sent): Form<Vec<(String, String)>>) -> Result<Reply<ReadyPage>> {
    let chosen: Vec<String> = sent.into_iter().filter(|(name, _)| name == "draft").map(|(_, value)| value).collect();
    let drafts: Vec<Id<Draft>> = chosen.iter().filter_map(|text| text.parse().ok()).collect();
    let mut faults = Faults::none();
    match drafts.len() {
        0 => faults.add("draft", "Tick a notification to send"),
        1..=MOST_TOGETHER => {
            let home = user.house().config().link_in_letter("/school");
            match user.change(Event::NotificationsSent {}, move |desk| desk.send_together(&drafts, &home)).await {
                Ok(_) => return Ok(Reply::go_to("/school?done=notifications-sent")),
                Err(Error::Refused(sentence)) => faults.add("draft", sentence),
                Err(error) => return Err(error),
            }
        }
        _ => faults.add("draft", format!("Send {MOST_TOGETHER} at a time at most")),
    }
    Ok(Reply::Invalid(page(&user, Some(chosen), faults).await?))
}
