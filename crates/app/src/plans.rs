//! Plans of what is to be published when (公开计划), and the calendar they make with columns and duties (公开日历).

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_publication::{
    Plan, PlanEvent, PlanMade, PlannedStage, Refusal, add_stage, end_plan, finish_stage, make_plan,
    move_stage, waive_stage,
};
use gongkai_store::plan::StageRow;
use gongkai_store::publication::ItemState;
use jiff::civil::Date;

use crate::aggregate::agency_of;
use crate::{Actor, Aggregate, App, AppError, stream_write};

impl Aggregate for Plan {
    const AREA: &'static str = "plan";
    type Event = PlanEvent;

    fn apply(&mut self, event: &PlanEvent) {
        Plan::apply(self, event);
    }
}

/// Who plans.
const PLANNERS: &[Role] = &[Role::Officer];
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;

impl App {
    /// Makes a plan; its id.
    pub async fn make_plan(&self, actor: &Actor, made: PlanMade) -> Result<String, AppError> {
        let agency = made.agency.clone();
        self.permit_in_tree(actor, PLANNERS, &agency).await?;
        let state = self.agency_state(&agency).await?;
        state.active()?;
        if !state.columns.contains_key(&made.column) {
            return Err(AppError::field("column", "没有这个栏目，请从本机关的栏目中选择。"));
        }
        if made.section.as_ref().is_some_and(|section| !state.sections.contains_key(section)) {
            return Err(AppError::field("section", "没有这个科室，请从本机关的科室中选择。"));
        }
        let events = make_plan(&Plan::default(), &PlanMade { by: self.context(actor).by, ..made })?;
        for _ in 0..ATTEMPTS {
            let id = format!("{agency}/{}", self.store.next_plan_number(&agency).await?);
            let write = stream_write::<Plan>(&id, Version(0), &events)?;
            if self.try_append(actor, vec![write]).await? {
                return Ok(id);
            }
        }
        Err(AppError::Busy(format!("plan/{agency}")))
    }

    /// Records that what a stage asks for is public: `item` is an id or an index number of this agency.
    pub async fn finish_stage(
        &self,
        actor: &Actor,
        id: &str,
        stage: u16,
        item: &str,
    ) -> Result<(), AppError> {
        let agency = agency_of(id)?;
        let found = self.own_item(agency, item).await?;
        let Some(row) = found.filter(|row| row.state == ItemState::Public) else {
            return Err(AppError::field("item", "本机关没有这条已公开的信息，请核对索引号或者条目编号。"));
        };
        let on = row.published_on.unwrap_or(self.today());
        self.change_plan(actor, id, |plan, context| finish_stage(plan, stage, &row.id, on, context)).await
    }

    /// Records that a stage falls away.
    pub async fn waive_stage(
        &self,
        actor: &Actor,
        id: &str,
        stage: u16,
        reason: &str,
    ) -> Result<(), AppError> {
        self.change_plan(actor, id, |plan, context| waive_stage(plan, stage, reason, context)).await
    }

    /// Moves a stage to another day.
    pub async fn move_stage(
        &self,
        actor: &Actor,
        id: &str,
        stage: u16,
        due_on: Date,
        reason: &str,
    ) -> Result<(), AppError> {
        self.change_plan(actor, id, |plan, context| move_stage(plan, stage, due_on, reason, context)).await
    }

    /// Adds a stage.
    pub async fn add_stage(&self, actor: &Actor, id: &str, stage: &PlannedStage) -> Result<(), AppError> {
        self.change_plan(actor, id, |plan, context| add_stage(plan, stage, context)).await
    }

    /// Ends a plan.
    pub async fn end_plan(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), AppError> {
        self.change_plan(actor, id, |plan, context| end_plan(plan, reason, context)).await
    }

    /// Stages that are overdue or of which the agency is reminded now, the earliest first.
    pub async fn stages_due(&self, agency: &str, limit: u32) -> Result<Vec<StageRow>, AppError> {
        let ahead = self.store.agency(agency).await?.ok_or(AppError::NotFound)?.settings.ahead();
        let through = self.calendar_of(agency).await?.reach(self.today(), u32::from(ahead)).at_least();
        Ok(self.store.open_stages(agency, through, limit).await?)
    }

    async fn change_plan<F>(&self, actor: &Actor, id: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Plan, &gongkai_publication::Context) -> Result<Vec<PlanEvent>, Refusal> + Send + Sync,
    {
        self.permit_in_tree(actor, PLANNERS, agency_of(id)?).await?;
        self.load_existing::<Plan>(id).await?;
        let context = self.publication_context(actor);
        self.update::<Plan, _, _>(actor, id, |plan| decide(plan, &context)).await?;
        Ok(())
    }
}
