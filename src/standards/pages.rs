//! The standards as a manager sees, tries and sets them.

use actix_web::{HttpRequest, web};
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;
use validator::Validate;

use super::model::{DatedStandard, Standards};
use crate::access::Manager;
use crate::audit::Event;
use crate::contacts::standard::Standard;
use crate::error::{Error, Result};
use crate::registrations::model::{Level, RegistrationKind};
use crate::standings::model::Effect;
use crate::web::{Faults, Form, Page, Posted, Reply, filters, form};

/// No standard is longer than ten years: nobody would be on the register that long.
const LONGEST_DAYS: u32 = 3_650;

/// `/standards`
pub fn routes(service: &mut web::ServiceConfig) {
    service
        .service(web::resource("/standards").get(index))
        .service(web::resource("/standards/reviewed").post(review))
        .service(web::resource("/standards/change").get(edit).post(try_out))
        .service(web::resource("/standards/confirm").post(confirm));
}

/// All standards.
#[derive(Template)]
#[template(path = "standards/index.html")]
pub struct IndexPage {
    day: NaiveDate,
    standards: Standards,
    reviewed_at: Option<NaiveDateTime>,
}

async fn index(manager: Manager) -> Result<Page<IndexPage>> {
    let page = manager
        .read(|desk| {
            Ok(IndexPage { day: desk.today(), standards: desk.standards()?, reviewed_at: desk.standards_reviewed_at()? })
        })
        .await?;
    Ok(Page(page))
}

async fn review(manager: Manager, _: Posted) -> Result<Reply<IndexPage>> {
    manager.change(Event::StandardsReviewed {}, |desk| desk.confirm_standards()).await?;
    Ok(Reply::go_to("/standards?done=standards-reviewed"))
}

/// One standard, its history, and the form to change it.
#[derive(Template)]
#[template(path = "standards/edit.html")]
pub struct EditPage {
    kind: RegistrationKind,
    level: Level,
    day: NaiveDate,
    standards: Standards,
    form: StandardForm,
    faults: Faults,
    effect: Option<(DatedStandard, Effect)>,
}

/// A standard as typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct StandardForm {
    kind: String,
    level: String,
    #[validate(length(max = 10, message = "Enter the days as a number"))]
    first: String,
    #[validate(length(max = 10, message = "Enter the days as a number"))]
    contact: String,
    #[validate(length(max = 10, message = "Enter the days as a number"))]
    seen: String,
    #[validate(length(max = 10, message = "Enter the days as a number"))]
    in_person: String,
    #[validate(length(max = 40, message = "Enter the date as a date, for example 17/5/2026"))]
    effective_from: String,
}

impl StandardForm {
    fn of(kind: RegistrationKind, level: Level, standard: Standard, from: NaiveDate) -> Self {
        Self {
            kind: kind.to_string(),
            level: level.to_string(),
            first: standard.first.to_string(),
            contact: standard.contact.to_string(),
            seen: standard.seen.to_string(),
            in_person: standard.in_person.to_string(),
            effective_from: from.format("%-d/%-m/%Y").to_string(),
        }
    }

    /// Which standard the form is about: hidden fields, so a code that is on no list was forged.
    fn which(&self) -> Result<(RegistrationKind, Level)> {
        Ok((self.kind.parse().map_err(|_| Error::NotFound)?, self.level.parse().map_err(|_| Error::NotFound)?))
    }

    fn read(&self, kind: RegistrationKind, level: Level, today: NaiveDate) -> Result<DatedStandard, Faults> {
        let mut faults = Faults::none();
        faults.add_all(self.validate());
        let first = faults.take("first", days(&self.first));
        let contact = faults.take("contact", days(&self.contact));
        let seen = faults.take("seen", days(&self.seen));
        let in_person = faults.take("in_person", days(&self.in_person));
        let from = faults.take("effective_from", form::typed_date(&self.effective_from, "the day from which it holds", today));
        if from.is_some_and(|from| from < today) {
            faults.add("effective_from", "Enter today or a later day: what held before stays as it was");
        }
        let (Some(first), Some(contact), Some(seen), Some(in_person), Some(effective_from), true) =
            (first, contact, seen, in_person, from, faults.is_empty())
        else {
            return Err(faults);
        };
        Ok(DatedStandard { kind, level, effective_from, standard: Standard { first, contact, seen, in_person } })
    }
}

fn days(text: &str) -> Result<u32, String> {
    let sentence = || format!("Enter the days as a whole number from 1 to {LONGEST_DAYS}");
    text.trim().parse().ok().filter(|days| (1..=LONGEST_DAYS).contains(days)).ok_or_else(sentence)
}

async fn edit(manager: Manager, request: HttpRequest) -> Result<Page<EditPage>> {
    let asked: StandardForm = serde_html_form::from_str(request.query_string()).map_err(|_| Error::NotFound)?;
    let (kind, level) = asked.which()?;
    let (day, standards) = manager.read(|desk| Ok((desk.today(), desk.standards()?))).await?;
    let form = StandardForm::of(kind, level, standards.in_force(kind, level, day), day);
    Ok(Page(EditPage { kind, level, day, standards, form, faults: Faults::none(), effect: None }))
}

/// Says what the standard would do, before anything is kept.
async fn try_out(manager: Manager, Form(form): Form<StandardForm>) -> Result<Reply<EditPage>> {
    let (kind, level) = form.which()?;
    let read = form.read(kind, level, manager.today());
    let wanted = read.clone().ok();
    let (day, standards, effect) = manager
        .read(move |desk| {
            let effect =
                wanted.map(|row| desk.effect_of_standard(kind, level, row.standard).map(|effect| (row, effect))).transpose()?;
            Ok((desk.today(), desk.standards()?, effect))
        })
        .await?;
    let page = |faults, effect| EditPage { kind, level, day, standards, form, faults, effect };
    Ok(match read {
        Ok(_) => Reply::Show(page(Faults::none(), effect)),
        Err(faults) => Reply::Invalid(page(faults, None)),
    })
}

async fn confirm(manager: Manager, Form(form): Form<StandardForm>) -> Result<Reply<EditPage>> {
    let (kind, level) = form.which()?;
    match form.read(kind, level, manager.today()) {
        Ok(row) => {
            manager.change(Event::StandardChanged {}, move |desk| desk.set_standard(&row)).await?;
            Ok(Reply::go_to("/standards?done=standard-saved"))
        }
        Err(faults) => {
            let (day, standards) = manager.read(|desk| Ok((desk.today(), desk.standards()?))).await?;
            Ok(Reply::Invalid(EditPage { kind, level, day, standards, form, faults, effect: None }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_is_read_from_whole_numbers_and_never_for_the_past() {
        let today: NaiveDate = "2026-03-02".parse().unwrap();
        let (kind, level) = (RegistrationKind::Ehe, Level::Standard);
        let good = StandardForm::of(kind, level, Standard::shipped(kind, level), today);
        assert_eq!(good.read(kind, level, today).unwrap().standard, Standard::shipped(kind, level));
        for days in ["", "0", "-1", "1.5", "a", "3651", "99999999999"] {
            let faults = StandardForm { seen: days.into(), ..good.clone() }.read(kind, level, today).unwrap_err();
            assert!(!faults.of("seen").is_empty(), "{days}");
        }
        let late = StandardForm { effective_from: "1/3/2026".into(), ..good };
        assert!(!late.read(kind, level, today).unwrap_err().of("effective_from").is_empty());
    }
}
