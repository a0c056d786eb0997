//! Writes which new pupils schools told of.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::morning_of;
use crate::access::{Changing, Desk, role};
use crate::admissions::model::{Admission, NewAdmission, Outcome};
use crate::db::schema::{admissions, children, registrations};
use crate::demo::chance::Chance;
use crate::demo::notified::{Named, TOLD, notification};
use crate::demo::setting::Setting;
use crate::demo::story::days_before;
use crate::error::Result;
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::model::{Ground, Status};
use crate::registrations::model::RegistrationKind;

impl Desk<'_, role::System, Changing> {
    /// Three returns: of a child missing education, of a pupil whose arrival is awaited, and of somebody the
    /// register does not know, which was set aside.
    pub(super) fn add_admissions(&mut self, setting: &Setting) -> Result<()> {
        let mut chance = Chance::new(setting.seed, u64::MAX - 3);
        let school = setting.schools_notifying[1];
        if let Some(missing) = self.somebody_missing()? {
            let told = notification(chance.id::<Admission>(), school, Ground::AfterNursery, &missing, setting.today, &[]);
            if let Some(told) = told {
                self.add_admission(setting, chance.id(), &told.answers, (1, 2), Outcome::Waiting)?;
            }
        }
        let awaited = TOLD.iter().rev().find(|told| told.status == Status::Accepted);
        let received = awaited.map(|told| days_before(setting.today, told.days_ago));
        if let Some(told) = awaited.zip(received).and_then(|(told, day)| told.notification(chance.id::<Admission>(), school, day))
        {
            self.add_admission(setting, chance.id(), &told.answers, (2, 9), Outcome::Waiting)?;
        }
        let stranger =
            Named { given_names: "Wilfred".into(), family_name: "Okonjo".into(), born: days_before(setting.today, 3_000) };
        let told = notification(chance.id::<Admission>(), school, Ground::AfterNursery, &stranger, setting.today, &[]);
        told.map_or(Ok(()), |told| self.add_admission(setting, chance.id(), &told.answers, (12, 14), Outcome::SetAside))
    }

    fn somebody_missing(&mut self) -> Result<Option<Named>> {
        let found: Option<(String, String, NaiveDate)> = children::table
            .inner_join(registrations::table)
            .filter(children::authority_code.eq(self.authority()))
            .filter(registrations::ended_on.is_null())
            .filter(registrations::kind.eq(RegistrationKind::Cme))
            .order(children::reference)
            .select((children::given_names, children::family_name, children::date_of_birth))
            .first(self.sql())
            .optional()?;
        Ok(found.map(|(given_names, family_name, born)| Named { given_names, family_name, born }))
    }

    /// Received and entered so many days ago.
    fn add_admission(
        &mut self,
        setting: &Setting,
        id: Id<Admission>,
        answers: &Answers,
        (received, entered): (i64, i64),
        outcome: Outcome,
    ) -> Result<()> {
        let (received, entered) = (days_before(setting.today, received), days_before(setting.today, entered));
        let told = answers.names().map(|name| (name.to_owned(), answers.get(name).to_owned()));
        let told: Answers = told.chain([("entered_on".to_owned(), entered.to_string())]).collect();
        let Ok(new) = NewAdmission::read(id, setting.schools_notifying[1], &told, received) else { return Ok(()) };
        let decided = (outcome != Outcome::Waiting).then(|| (setting.staff[0].id, morning_of(days_before(setting.today, 11))));
        diesel::insert_into(admissions::table)
            .values((
                (admissions::id.eq(id), admissions::authority_code.eq(self.authority())),
                (admissions::organisation_id.eq(new.organisation), admissions::answers.eq(serde_json::to_string(&new.answers)?)),
                (admissions::entered_on.eq(entered), admissions::came_from.eq(&new.came_from)),
                (admissions::sent_by.eq(setting.school_user.id), admissions::received_at.eq(morning_of(received))),
                (admissions::received_on.eq(received), admissions::outcome.eq(outcome)),
                (admissions::decided_by.eq(decided.map(|(by, _)| by)), admissions::decided_at.eq(decided.map(|(_, at)| at))),
            ))
            .execute(self.sql())?;
        Ok(())
    }
}
