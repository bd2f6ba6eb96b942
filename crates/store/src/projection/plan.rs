//! Projecting plans of what is to be published when.

use gongkai_journal::{Recorded, decode, instant_text};
use gongkai_publication::{PlanEvent, PlanMade, PlannedStage};

use super::rows::{insert, statement};
use crate::{ProjectError, Statement};

/// The tables this area's events are projected into.
pub(crate) const TABLES: &[&str] = &["plan", "plan_stage"];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    let plan = event.stream.id();
    Ok(match decode(event)? {
        PlanEvent::Made(made) => self::made(event, plan, &made)?,
        PlanEvent::StageAdded { stage, .. } => vec![added(plan, &stage)],
        PlanEvent::StageMoved { stage, due_on, .. } => vec![statement(
            "update plan_stage set due_on = $1 where plan = $2 and stage = $3",
            vec![due_on.to_string().into(), plan.into(), i64::from(stage).into()],
        )],
        PlanEvent::StageDone { stage, item, on, .. } => vec![statement(
            "update plan_stage set item = $1, done_on = $2, is_open = 0 where plan = $3 and stage = $4",
            vec![item.into(), on.to_string().into(), plan.into(), i64::from(stage).into()],
        )],
        PlanEvent::StageWaived { stage, reason, .. } => vec![statement(
            "update plan_stage set waived = $1, is_open = 0 where plan = $2 and stage = $3",
            vec![reason.into(), plan.into(), i64::from(stage).into()],
        )],
        PlanEvent::Ended { reason, .. } => vec![
            statement("update plan set ended = $1 where id = $2", vec![reason.into(), plan.into()]),
            statement("update plan_stage set is_open = 0 where plan = $1", vec![plan.into()]),
        ],
    })
}

fn made(event: &Recorded, plan: &str, made: &PlanMade) -> Result<Vec<Statement>, ProjectError> {
    let number = plan.rsplit_once('/').and_then(|(_, number)| number.parse::<i64>().ok());
    let number = number.ok_or_else(|| ProjectError::Inconsistent(format!("plan {plan} has no number")))?;
    let row = vec![
        ("id", plan.into()),
        ("agency", made.agency.as_str().into()),
        ("number", number.into()),
        ("title", made.title.as_str().into()),
        ("rhythm", made.rhythm.as_str().into()),
        ("column_slug", made.column.as_str().into()),
        ("section", made.section.clone().into()),
        ("every_months", made.every_months.map(i64::from).into()),
        ("made_by", made.by.as_str().into()),
        ("made_at", instant_text(event.recorded_at).into()),
    ];
    let mut statements = vec![insert("plan", row)];
    statements.extend(made.stages.iter().map(|stage| added(plan, stage)));
    Ok(statements)
}

/// The next place is that behind the last one.
fn added(plan: &str, stage: &PlannedStage) -> Statement {
    statement(
        "insert into plan_stage (plan, stage, agency, name, due_on, is_open)
         select plan.id, (select count(*) + 1 from plan_stage where plan_stage.plan = plan.id), plan.agency, $1, $2, 1
         from plan where plan.id = $3",
        vec![stage.name.as_str().into(), stage.due_on.to_string().into(), plan.into()],
    )
}
