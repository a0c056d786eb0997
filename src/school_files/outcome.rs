//! What becomes of a pupil of a file. Pure: who is known, which school is meant.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::given::{Given, Said, draft_of};
use crate::error::Result;
use crate::id::Id;
use crate::notifications::answers::Answers;
use crate::notifications::model::{Draft, Ground, Notification};
use crate::notifications::queries::{CLOSED, MOST_DRAFTS};
use crate::organisations::model::Organisation;

/// A school of mine, by the numbers under which files name it.
#[derive(Clone, Debug)]
pub(super) struct Establishment {
    /// Which.
    pub id: Id<Organisation>,
    /// Its unique reference number.
    pub urn: Option<String>,
    /// The number of its authority and its own together.
    pub number: String,
    /// Whether a notification may be begun there.
    pub may_notify: bool,
}

/// What was chosen in the form, for pupils whose file does not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// The school; also the only one.
    pub school: Option<Id<Organisation>>,
    /// The ground.
    pub ground: Option<Ground>,
    /// Who is notifying.
    pub notifier: Answers,
}

/// What became of a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A draft was begun.
    Begun(Id<Draft>),
    /// One is there already, and was left as it is.
    There(Id<Draft>),
    /// A notification was sent already.
    Sent(Id<Notification>, String),
    /// Nothing, and why.
    Left(String),
}

/// A draft that is to be begun.
#[derive(Clone, Debug)]
pub(super) struct NewDraft {
    /// The same for the same pupil, ground and day.
    pub id: Id<Draft>,
    /// Of which school.
    pub school: Id<Organisation>,
    /// Why the name comes off.
    pub ground: Ground,
    /// As typed.
    pub answers: Answers,
}

/// Who is among the drafts and the notifications of my schools already.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pupils: BTreeMap<(Id<Organisation>, String), Outcome>,
    sent: BTreeMap<Id<Notification>, String>,
    drafts: BTreeSet<Id<Draft>>,
}

impl Known {
    /// Notes a draft.
    pub fn add_draft(&mut self, school: Id<Organisation>, draft: Id<Draft>, answers: &Answers, today: NaiveDate) {
        self.drafts.insert(draft);
        self.add(school, answers, &Outcome::There(draft), today);
    }

    /// Notes a notification that waits for a decision.
    pub fn add_waiting(
        &mut self,
        school: Id<Organisation>,
        notification: Id<Notification>,
        reference: &str,
        answers: &Answers,
        today: NaiveDate,
    ) {
        self.add(school, answers, &Outcome::Sent(notification, reference.to_owned()), today);
    }

    /// Notes every notification that was sent, decided or not: of the same pupil, ground and day there is one.
    pub fn add_sent(&mut self, sent: Vec<(Id<Notification>, String)>) {
        self.sent.extend(sent);
    }

    fn add(&mut self, school: Id<Organisation>, answers: &Answers, outcome: &Outcome, today: NaiveDate) {
        for key in answers.pupil_keys(today) {
            self.pupils.entry((school, key)).or_insert_with(|| outcome.clone());
        }
    }

    /// What is to be done for a pupil: begin a draft, or nothing and why.
    ///
    /// # Errors
    /// `Internal`, never in practice.
    pub fn decide(
        &self,
        given: &Given,
        schools: &[Establishment],
        chosen: &Chosen,
        today: NaiveDate,
    ) -> Result<Result<NewDraft, Outcome>> {
        let answers = with_notifier(&given.answers, &chosen.notifier);
        let left = |sentence: String| Ok(Err(Outcome::Left(sentence)));
        let school = match place(&given.school, schools, chosen.school) {
            Ok(school) => school,
            Err(sentence) => return left(sentence),
        };
        let ground = match given.ground.clone().map(|ground| ground.or(chosen.ground)) {
            Ok(Some(ground)) => ground,
            Ok(None) => return left(NO_GROUND.to_owned()),
            Err(sentence) => return left(sentence),
        };
        let pupil = answers.pupil_keys(today);
        if pupil.is_empty() {
            return left("It gives neither a name nor a UPN: nobody could be told by it.".to_owned());
        }
        if let Some(known) = pupil.into_iter().find_map(|key| self.pupils.get(&(school, key))) {
            return Ok(Err(known.clone()));
        }
        let id = draft_of(school, ground, &answers, today)?;
        if self.drafts.contains(&id) {
            return Ok(Err(Outcome::There(id)));
        }
        if let Some(reference) = self.sent.get(&id.cast()) {
            return Ok(Err(Outcome::Sent(id.cast(), reference.clone())));
        }
        if self.drafts.len() >= MOST_DRAFTS {
            return left(format!(
                "There are {MOST_DRAFTS} notifications that are not sent. Send or delete some, then send the file again."
            ));
        }
        Ok(Ok(NewDraft { id, school, ground, answers }))
    }
}

const NO_GROUND: &str = "It gives no ground. Choose one for such pupils and send the file again, or notify with the form.";

/// Which of my schools is meant.
fn place(said: &Said, schools: &[Establishment], chosen: Option<Id<Organisation>>) -> Result<Id<Organisation>, String> {
    let found = match said {
        Said::Nothing => schools.iter().find(|school| Some(school.id) == chosen),
        Said::Urn(urn) => schools.iter().find(|school| school.urn.as_deref() == Some(urn.as_str())),
        Said::Establishment(number) => schools.iter().find(|school| school.number == *number),
    };
    match (found, said) {
        (Some(school), _) if school.may_notify => Ok(school.id),
        (Some(_), _) => Err(CLOSED.to_owned()),
        (None, Said::Nothing) => Err("It names no school. Choose one for such pupils and send the file again.".to_owned()),
        (None, Said::Urn(urn)) => Err(format!("It is of the school with the URN {urn}, for which you do not act.")),
        (None, Said::Establishment(number)) => {
            Err(format!("It is of the school with the number {number}, for which you do not act."))
        }
    }
}

/// The notifier of the form, where the file names none.
fn with_notifier(answers: &Answers, notifier: &Answers) -> Answers {
    let own = answers.names().map(|name| (name, answers.get(name)));
    let chosen = notifier.names().filter(|name| answers.get(name).is_empty()).map(|name| (name, notifier.get(name)));
    own.chain(chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-20".parse().unwrap()
    }

    fn school(urn: &str, number: &str) -> Establishment {
        Establishment { id: Id::mint(), urn: Some(urn.into()), number: number.into(), may_notify: true }
    }

    fn given(said: Said, ground: Option<Ground>, answers: &[(&str, &str)]) -> Given {
        Given { school: said, ground: Ok(ground), answers: answers.iter().copied().collect(), left_out: Vec::new() }
    }

    const ADA: [(&str, &str); 3] = [("given_names", "Ada"), ("family_name", "Lamb"), ("date_of_birth", "2015-03-02")];

    #[test]
    fn a_file_is_of_the_school_it_says_and_of_no_other() {
        let schools = [school("900032", "9902416"), school("900042", "9902546")];
        let chosen = Some(schools[0].id);
        assert_eq!(place(&Said::Urn("900042".into()), &schools, chosen), Ok(schools[1].id));
        assert_eq!(place(&Said::Establishment("9902416".into()), &schools, None), Ok(schools[0].id));
        assert_eq!(place(&Said::Nothing, &schools, chosen), Ok(schools[0].id));
        assert!(place(&Said::Nothing, &schools, None).is_err());
        assert!(place(&Said::Urn("1".into()), &schools, chosen).unwrap_err().contains("do not act"));
        let closed = [Establishment { may_notify: false, ..schools[0].clone() }];
        assert_eq!(place(&Said::Nothing, &closed, chosen), Err(CLOSED.to_owned()));
    }

    #[test]
    fn a_pupil_that_is_there_is_not_begun_again() {
        let schools = [school("1", "2")];
        let chosen = Chosen { school: Some(schools[0].id), ground: Some(Ground::HomeEducation), notifier: Answers::default() };
        let ada = given(Said::Nothing, None, &ADA);
        let mut known = Known::default();
        let new = known.decide(&ada, &schools, &chosen, today()).unwrap().unwrap();
        assert_eq!((new.school, new.ground), (schools[0].id, Ground::HomeEducation));
        known.add_draft(new.school, new.id, &new.answers, today());
        let with_upn = given(Said::Nothing, Some(Ground::Died), &[ADA.as_slice(), &[("upn", "B801200005001")]].concat());
        let again = known.decide(&with_upn, &schools, &chosen, today()).unwrap();
        assert_eq!(again.unwrap_err(), Outcome::There(new.id), "the same names and birthday, whatever else is said");
        let mut renamed = Known::default();
        renamed.add_draft(new.school, new.id, &[("given_names", "Adaline")].into_iter().collect(), today());
        let again = renamed.decide(&ada, &schools, &chosen, today()).unwrap();
        assert_eq!(again.unwrap_err(), Outcome::There(new.id), "also when somebody has put the name right since");
    }

    #[test]
    fn what_was_decided_may_be_notified_of_again_but_not_the_same() {
        let schools = [school("1", "2")];
        let chosen = Chosen { school: Some(schools[0].id), ..Chosen::default() };
        let first = given(Said::Nothing, Some(Ground::HomeEducation), &ADA);
        let mut known = Known::default();
        let new = known.decide(&first, &schools, &chosen, today()).unwrap().unwrap();
        known.add_sent(vec![(new.id.cast(), "N-0007".into())]);
        let again = known.decide(&first, &schools, &chosen, today()).unwrap();
        assert_eq!(again.unwrap_err(), Outcome::Sent(new.id.cast(), "N-0007".into()));
        let mut waits = Known::default();
        waits.add_waiting(new.school, Id::mint(), "N-0008", &new.answers, today());
        let later =
            given(Said::Nothing, Some(Ground::HomeEducation), &[ADA.as_slice(), &[("deletion_on", "2026-11-19")]].concat());
        assert!(known.decide(&later, &schools, &chosen, today()).unwrap().is_ok());
        assert!(
            matches!(waits.decide(&later, &schools, &chosen, today()), Ok(Err(Outcome::Sent(_, number))) if number == "N-0008")
        );
    }

    #[test]
    fn what_cannot_be_begun_is_left_with_a_reason() {
        let schools = [school("1", "2")];
        let chosen = Chosen { school: Some(schools[0].id), ..Chosen::default() };
        let told = |given: Given, known: &Known| match known.decide(&given, &schools, &chosen, today()).unwrap() {
            Err(Outcome::Left(sentence)) => sentence,
            other => format!("{other:?}"),
        };
        assert_eq!(told(given(Said::Nothing, None, &ADA), &Known::default()), NO_GROUND);
        assert!(told(given(Said::Nothing, Some(Ground::Died), &[]), &Known::default()).contains("neither a name nor a UPN"));
        let full = Known { drafts: (0..MOST_DRAFTS).map(|_| Id::mint()).collect(), ..Known::default() };
        assert!(told(given(Said::Nothing, Some(Ground::Died), &ADA), &full).contains("not sent"));
        let unclear = Given { ground: Err("“p” is no ground".into()), ..given(Said::Nothing, None, &ADA) };
        assert_eq!(told(unclear, &Known::default()), "“p” is no ground");
    }

    #[test]
    fn the_notifier_of_the_form_fills_what_the_file_leaves_empty() {
        let (file, form): (Answers, Answers) = (
            [("notifier_name", "Sal")].into_iter().collect(),
            [("notifier_name", "Jo"), ("notifier_role", "Clerk")].into_iter().collect(),
        );
        let both = with_notifier(&file, &form);
        assert_eq!((both.get("notifier_name"), both.get("notifier_role")), ("Sal", "Clerk"));
    }
}
