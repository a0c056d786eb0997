//! How closely the authority keeps in touch, with the reason for it.

use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Of, open_episode, record};
use crate::access::Officer;
use crate::audit::Event;
use crate::children::meanwhile;
use crate::children::model::Child;
use crate::children::queries::Heading;
use crate::contacts::standard::Standard;
use crate::error::Result;
use crate::id::Id;
use crate::registrations::model::{Level, Registration};
use crate::registrations::queries::Episode;
use crate::web::form::chosen;
use crate::web::{Faults, Form, Page, Reply, filters};

/// The form, with what each level means for this kind of registration today.
#[derive(Template)]
#[template(path = "registrations/level.html")]
pub struct LevelPage {
    heading: Heading,
    episode: Episode,
    standards: Vec<(Level, Standard)>,
    /// The level that is kept now, and why.
    said: String,
    form: LevelForm,
    faults: Faults,
}

#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct LevelForm {
    level: String,
    /// The level and its reason when the form was opened.
    opened: String,
    #[validate(length(max = 2_000, message = "Keep the reason to 2,000 characters"))]
    rationale: String,
}

impl LevelForm {
    fn read(&self) -> Result<(Level, String), Faults> {
        let mut faults = Faults::none();
        let level = faults.take("level", chosen::<Level>(&self.level, "Choose a level"));
        if self.rationale.trim().is_empty() {
            faults.add("rationale", "Say why the child is at this level");
        }
        faults.add_all(self.validate());
        level.filter(|_| faults.is_empty()).map(|level| (level, self.rationale.trim().to_owned())).ok_or(faults)
    }
}

/// `GET /children/{child}/registrations/{registration}/level`
pub async fn show(officer: Officer, of: Of) -> Result<Page<LevelPage>> {
    let (child, registration) = of.into_inner();
    let mut page = page(&officer, child, registration).await?;
    page.form.level = page.episode.level.code().to_owned();
    page.form.rationale = page.episode.level_rationale.clone();
    Ok(Page(page))
}

/// `POST /children/{child}/registrations/{registration}/level`
pub async fn send(officer: Officer, of: Of, Form(form): Form<LevelForm>) -> Result<Reply<LevelPage>> {
    let (child, registration) = of.into_inner();
    match form.read() {
        Err(faults) => Ok(Reply::Invalid(LevelPage { form, faults, ..page(&officer, child, registration).await? })),
        Ok((level, rationale)) => {
            let opened = form.opened.clone();
            let set = officer
                .change(Event::LevelSet { child, registration }, move |desk| {
                    let now = desk.episode(child, registration)?;
                    let is_so_already = (now.level, &now.level_rationale) == (level, &rationale);
                    meanwhile::is_as_opened(&level_of(&now), &opened, is_so_already)?;
                    desk.set_level(child, registration, level, &rationale)
                })
                .await;
            if meanwhile::was_changed(set)? {
                let page = page(&officer, child, registration).await?;
                let form = LevelForm { opened: page.form.opened.clone(), ..form };
                return Ok(Reply::Invalid(LevelPage { form, faults: meanwhile::fault(), ..page }));
            }
            Ok(Reply::go_to(record(child, "level-set")))
        }
    }
}

async fn page(officer: &Officer, child: Id<Child>, registration: Id<Registration>) -> Result<LevelPage> {
    let (heading, episode) = open_episode(officer, child, registration).await?;
    let (kind, today) = (episode.kind, officer.today());
    let in_force = officer.read(|desk| desk.standards()).await?;
    let standards = Level::ALL.iter().map(|&level| (level, in_force.in_force(kind, level, today))).collect();
    let said = format!("{}: {}", episode.level.label(), episode.level_rationale);
    let form = LevelForm { opened: meanwhile::stamp(&level_of(&episode)), ..LevelForm::default() };
    Ok(LevelPage { heading, episode, standards, said, form, faults: Faults::none() })
}

/// What two people may set at the same time.
fn level_of(episode: &Episode) -> (Level, &str) {
    (episode.level, &episode.level_rationale)
}
