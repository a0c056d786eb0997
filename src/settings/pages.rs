//! The page of the settings.

use askama::Template;
use serde::Deserialize;

use super::model::{LetterDay, Settings, letter_day, letter_time, prefix, rule};
use crate::access::Administrator;
use crate::access::account::SecondFactorRule;
use crate::audit::Event;
use crate::digest::schedule::Schedule;
use crate::error::Result;
use crate::web::{Faults, Form, Page, Reply, filters};

#[derive(Template)]
#[template(path = "settings/show.html")]
pub(super) struct SettingsPage {
    form: SettingsForm,
    rules: Vec<SecondFactorRule>,
    faults: Faults,
}

#[derive(Default, Deserialize)]
pub(super) struct SettingsForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reference_prefix: String,
    #[serde(default)]
    second_factor: String,
    #[serde(default)]
    letter_day: String,
    #[serde(default)]
    letter_time: String,
}

impl SettingsForm {
    fn of(settings: &Settings) -> Self {
        Self {
            name: settings.name.clone(),
            reference_prefix: settings.reference_prefix.clone(),
            second_factor: settings.second_factor.code().to_owned(),
            letter_day: settings.letters.day_number().to_string(),
            letter_time: settings.letters.time(),
        }
    }

    fn read(&self, is_demonstration: bool) -> Result<Settings, Faults> {
        let mut faults = Faults::none();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 100 {
            faults.add("name", "Enter the name of the authority, with 100 letters or fewer");
        }
        let reference_prefix = faults.take("reference_prefix", prefix(&self.reference_prefix));
        let second_factor = faults.take("second_factor", rule(&self.second_factor, is_demonstration));
        let day = faults.take("letter_day", letter_day(&self.letter_day));
        let time = faults.take("letter_time", letter_time(&self.letter_time));
        let letters = day.zip(time).and_then(|(day, (hour, minute))| Schedule::at(day, hour, minute));
        match (reference_prefix, second_factor, letters) {
            (Some(reference_prefix), Some(second_factor), Some(letters)) if faults.is_empty() => {
                Ok(Settings { name, reference_prefix, second_factor, letters })
            }
            _ => Err(faults),
        }
    }
}

fn page(form: SettingsForm, is_demonstration: bool, faults: Faults) -> SettingsPage {
    let offered = |rule: &&SecondFactorRule| is_demonstration || **rule != SecondFactorRule::Nobody;
    SettingsPage { form, rules: SecondFactorRule::ALL.iter().filter(offered).copied().collect(), faults }
}

/// `GET /settings`
pub(super) async fn show(administrator: Administrator) -> Result<Page<SettingsPage>> {
    let (settings, is_demonstration) = administrator.read(|desk| desk.settings()).await?;
    Ok(Page(page(SettingsForm::of(&settings), is_demonstration, Faults::none())))
}

/// `POST /settings`
pub(super) async fn change(administrator: Administrator, Form(form): Form<SettingsForm>) -> Result<Reply<SettingsPage>> {
    let (_, is_demonstration) = administrator.read(|desk| desk.settings()).await?;
    match form.read(is_demonstration) {
        Ok(settings) => {
            administrator.change(Event::SettingsChanged {}, move |desk| desk.keep_settings(&settings)).await?;
            Ok(Reply::go_to("/settings?done=saved"))
        }
        Err(faults) => Ok(Reply::Invalid(page(form, is_demonstration, faults))),
    }
}
