//! The page of the holidays.

use actix_web::web::Path;
use askama::Template;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::model::{Holiday, NewHoliday, bank_holidays};
use super::queries::HolidayRow;
use crate::access::Administrator;
use crate::audit::Event;
use crate::error::Result;
use crate::id::Id;
use crate::web::{Faults, Form, Page, Posted, Reply, filters};

#[derive(Template)]
#[template(path = "school_days/list.html")]
pub(super) struct HolidaysPage {
    today: NaiveDate,
    holidays: Vec<HolidayRow>,
    form: HolidayForm,
    faults: Faults,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct HolidayForm {
    id: String,
    name: String,
    first_on: String,
    last_on: String,
}

impl HolidayForm {
    fn empty() -> Self {
        Self { id: Id::<Holiday>::mint().to_string(), ..Self::default() }
    }
}

impl HolidaysPage {
    /// The bank holidays of this year and the next.
    fn bank_holidays(&self) -> Vec<(NaiveDate, &'static str)> {
        let mut days = [bank_holidays(self.today.year()), bank_holidays(self.today.year() + 1)].concat();
        days.retain(|(day, _)| *day >= self.today);
        days
    }

    /// Whether nothing is entered for the days to come.
    fn is_out_of_date(&self) -> bool {
        self.holidays.iter().all(|holiday| holiday.last_on < self.today)
    }
}

async fn page(administrator: &Administrator, form: HolidayForm, faults: Faults) -> Result<HolidaysPage> {
    let holidays = administrator.read(|desk| desk.holidays()).await?;
    Ok(HolidaysPage { today: administrator.today(), holidays, form, faults })
}

/// `GET /school-days`
pub(super) async fn list(administrator: Administrator) -> Result<Page<HolidaysPage>> {
    Ok(Page(page(&administrator, HolidayForm::empty(), Faults::none()).await?))
}

/// `POST /school-days`
pub(super) async fn add(administrator: Administrator, Form(form): Form<HolidayForm>) -> Result<Reply<HolidaysPage>> {
    match NewHoliday::typed(&form.name, &form.first_on, &form.last_on, administrator.today()) {
        Ok(holiday) => {
            let id = form.id.parse().unwrap_or_else(|_| Id::mint());
            administrator.change(Event::SchoolDaysChanged {}, move |desk| desk.add_holiday(id, &holiday)).await?;
            Ok(Reply::go_to("/school-days?done=saved"))
        }
        Err(wrong) => {
            let mut faults = Faults::none();
            wrong.into_iter().for_each(|(field, sentence)| faults.add(field, sentence));
            Ok(Reply::Invalid(page(&administrator, form, faults).await?))
        }
    }
}

/// `POST /school-days/{holiday}/remove`
pub(super) async fn remove(administrator: Administrator, id: Path<Id<Holiday>>, _: Posted) -> Result<Reply<HolidaysPage>> {
    let id = *id;
    administrator.change(Event::SchoolDaysChanged {}, move |desk| desk.remove_holiday(id)).await?;
    Ok(Reply::go_to("/school-days?done=holiday-removed"))
}
