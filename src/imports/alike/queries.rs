//! Who of the register a row may be, and what is kept of it.

use super::model::{Alike, Answer};
use super::neighbours::Neighbours;
use crate::access::role::{Manages, Staff};
use crate::access::{Changing, Desk};
use crate::audit::Event;
use crate::children::model::Child;
use crate::error::Result;
use crate::id::Id;
use crate::imports::plan::{Action, Plan, PlannedRow};
use crate::matching::engine::Engine;
use crate::matching::person::Person;

impl<R: Manages, M> Desk<'_, R, M> {
    /// Compares the rows of a plan with the register and with each other, so that nothing of this has to be
    /// done while the register waits.
    ///
    /// # Errors
    /// `Database`.
    pub fn weigh_plan(&mut self, plan: &mut Plan) -> Result<()> {
        let people: Vec<Option<Person>> = plan.rows.iter().map(|row| row.action.compared()).collect();
        let engine = self.engine_for(people.iter().flatten())?;
        let mut neighbours = Neighbours::default();
        for (row, person) in plan.rows.iter_mut().zip(people) {
            let Some(person) = person else { continue };
            match &mut row.action {
                Action::Add { child, alike, .. } => self.weigh_new(&engine, &mut neighbours, *child, person, alike)?,
                Action::Join { child, .. } | Action::Change { child, .. } => {
                    let found = self.children_like(&person, &[*child])?;
                    row.suspects = found.into_iter().map(|one| (one.child, Answer::NotSure)).collect();
                }
                Action::Known(_) | Action::Refuse(_) => {}
            }
        }
        Ok(())
    }

    /// Those whom a rule found are weighed; whom the engine finds besides comes after them.
    fn weigh_new(
        &mut self,
        engine: &Engine,
        neighbours: &mut Neighbours,
        child: Id<Child>,
        person: Person,
        alike: &mut Vec<Alike>,
    ) -> Result<()> {
        for one in alike.iter_mut() {
            let decision = match neighbours.person(one.other) {
                Some(other) => engine.decide(&person, other),
                None => {
                    let other = self.person_of(one.other)?;
                    self.compare_people(&person, &other)?
                }
            };
            one.weigh(&decision);
        }
        let except: Vec<Id<Child>> = alike.iter().map(|one| one.other).collect();
        let found = self.children_like(&person, &except)?;
        alike.extend(found.into_iter().map(|one| Alike::by_engine(one.child, &one.decision)));
        let met = neighbours.meet(engine, child, person);
        alike.extend(
            met.into_iter().filter(|(other, _)| !except.contains(other)).map(|(other, how)| Alike::by_engine(other, &how)),
        );
        Ok(())
    }
}

impl Action {
    /// Whom the row is about, as the engine compares people; none where there is nothing to compare.
    fn compared(&self) -> Option<Person> {
        match self {
            Self::Add { understood, .. } | Self::Join { understood, .. } | Self::Change { understood, .. } => {
                Some(understood.compared())
            }
            Self::Known(_) | Self::Refuse(_) => None,
        }
    }
}

impl<R: Staff> Desk<'_, R, Changing> {
    /// Keeps what a row of a plan that was carried out is like: told apart where somebody said so, else on the
    /// list of possible duplicates.
    pub(in crate::imports) fn keep_alike(&mut self, row: &PlannedRow) -> Result<()> {
        match &row.action {
            Action::Add { child, alike, .. } => {
                for one in alike {
                    match (&one.weighed, one.answer) {
                        (Some(weighed), Answer::NotSure | Answer::This) => {
                            self.ask_about_pair(*child, one.other, weighed)?;
                        }
                        (None, _) | (_, Answer::Other) => self.keep_said(*child, one.other, one.answer)?,
                    }
                }
                Ok(())
            }
            Action::Join { child, .. } | Action::Change { child, .. } => {
                for (other, answer) in row.suspects.iter().filter(|(other, _)| other != child) {
                    self.keep_said(*child, *other, *answer)?;
                }
                self.weigh_waiting_pairs(*child, &[])
            }
            Action::Known(_) | Action::Refuse(_) => Ok(()),
        }
    }

    fn keep_said(&mut self, child: Id<Child>, other: Id<Child>, answer: Answer) -> Result<()> {
        let weighed = self.weigh(child, other)?;
        if answer != Answer::Other {
            return self.ask_about_pair(child, other, &weighed).map(|_| ());
        }
        self.tell_apart(child, other, &weighed)?;
        self.also(&Event::DuplicateDecided { child })?;
        self.also(&Event::DuplicateDecided { child: other })
    }
}
