//! A file is brought in: read, matched and planned first, then written in one go. The command line
//! and the browser do the same thing.

use std::sync::Arc;

use super::alike::model::Answers;
use super::before::Wanted;
use super::columns::Mapping;
use super::model::{Draft, Import};
use super::plan::Plan;
use super::queries::SourceFile;
use super::sheet::Sheet;
use crate::access::Actor;
use crate::access::role::Manages;
use crate::audit::Event;
use crate::error::{Error, Result};
use crate::id::Id;

/// A sheet whose columns are known.
#[derive(Clone)]
pub struct Prepared {
    /// The rows.
    pub sheet: Arc<Sheet>,
    /// What the columns hold.
    pub mapping: Mapping,
}

impl Prepared {
    /// What the file would do. Nothing is written but the audit row of having looked.
    ///
    /// # Errors
    /// `Refused` when the columns do not say who a child is; `Database`.
    pub async fn plan<R: Manages>(&self, actor: &Actor<R>) -> Result<Plan> {
        if let Some(fault) = self.mapping.fault() {
            return Err(Error::refused(format!("{fault}.")));
        }
        let Self { sheet, mapping } = self.clone();
        actor
            .view(Event::ImportPrepared {}, move |desk| {
                let today = desk.today();
                let before = desk.before_import(&Wanted::of(&sheet, &mapping, today))?;
                let mut plan = Plan::make(&sheet, &mapping, before, today);
                desk.weigh_plan(&mut plan)?;
                desk.showing(plan.rows.len());
                Ok(plan)
            })
            .await
    }

    /// Brings the file in where nobody was asked who may be the same child: such pairs go on the list of
    /// possible duplicates. Otherwise as [`Prepared::import_answered`].
    ///
    /// # Errors
    /// As [`Prepared::import_answered`].
    pub async fn import<R: Manages>(
        &self,
        actor: &Actor<R>,
        import: Id<Import>,
        file: SourceFile,
        draft: Option<Id<Draft>>,
    ) -> Result<Arc<Plan>> {
        self.import_answered(actor, import, file, draft, &Answers::new()).await
    }

    /// Brings the file in: all of it, or nothing; the draft it came from goes with it. `answers` is what
    /// somebody said of children who may be the same.
    ///
    /// # Errors
    /// As [`Prepared::plan`]; `Conflict` when the register moved in between.
    pub async fn import_answered<R: Manages>(
        &self,
        actor: &Actor<R>,
        import: Id<Import>,
        file: SourceFile,
        draft: Option<Id<Draft>>,
        answers: &Answers,
    ) -> Result<Arc<Plan>> {
        let mut plan = self.plan(actor).await?;
        plan.answer(answers)?;
        let plan = Arc::new(plan);
        let carried = Arc::clone(&plan);
        actor
            .change(Event::RegisterImported { import }, move |desk| {
                desk.carry_out(import, &file, &carried)?;
                draft.map_or(Ok(()), |draft| desk.drop_draft(draft))
            })
            .await?;
        Ok(plan)
    }
}
