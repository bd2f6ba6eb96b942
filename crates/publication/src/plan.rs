//! What is to be published when (公开计划): matters published from time to time, stage by stage, or on a day, with each
//! stage leading to the item that fulfilled it.

use gongkai_statute::RhythmKind;
use gongkai_statute::counting::add_months;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::reason::given;
use crate::{Context, Refusal};

/// An event of stream `plan/<agency>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum PlanEvent {
    /// The plan was made.
    #[serde(rename = "plan.made.v1")]
    Made(PlanMade),
    /// Another stage was added; of a regular matter the next time.
    #[serde(rename = "plan.stage_added.v1")]
    StageAdded {
        /// What it is.
        stage: PlannedStage,
        /// Login of the officer.
        by: String,
    },
    /// A stage is due on another day.
    #[serde(rename = "plan.stage_moved.v1")]
    StageMoved {
        /// Its place, from 1.
        stage: u16,
        /// The new day.
        due_on: Date,
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
    /// What the stage asks for is public.
    #[serde(rename = "plan.stage_done.v1")]
    StageDone {
        /// Its place, from 1.
        stage: u16,
        /// The item.
        item: String,
        /// Since when.
        on: Date,
        /// Login of the officer.
        by: String,
    },
    /// The stage falls away.
    #[serde(rename = "plan.stage_waived.v1")]
    StageWaived {
        /// Its place, from 1.
        stage: u16,
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
    /// Nothing more comes of it.
    #[serde(rename = "plan.ended.v1")]
    Ended {
        /// Why.
        reason: String,
        /// Login of the officer.
        by: String,
    },
}

/// A plan as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMade {
    /// The agency.
    pub agency: String,
    /// What is published.
    pub title: String,
    /// Key of the rhythm.
    pub rhythm: String,
    /// Its column, the slug.
    pub column: String,
    /// Responsible section, its slug.
    pub section: Option<String>,
    /// Of a regular matter: months from one time to the next.
    pub every_months: Option<u16>,
    /// Its stages, the earliest first.
    pub stages: Vec<PlannedStage>,
    /// Login of the officer.
    pub by: String,
}

/// A stage that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStage {
    /// What is published then.
    pub name: String,
    /// By when.
    pub due_on: Date,
}

/// A plan (公开计划).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// How it was made; `None` when nothing was ever recorded.
    pub made: Option<PlanMade>,
    /// Its stages, by place.
    pub stages: Vec<Stage>,
    /// Why nothing more comes of it.
    pub ended: Option<String>,
}

/// A stage of a plan (公开阶段).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What is published then.
    pub name: String,
    /// By when.
    pub due_on: Date,
    /// What became of it.
    pub end: Option<StageEnd>,
}

/// What became of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageEnd {
    /// This item is public, since that day.
    Done(String, Date),
    /// It fell away, and why.
    Waived(String),
}

/// Most stages of one plan.
const MOST_STAGES: usize = 200;

impl Plan {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &PlanEvent) {
        match event {
            PlanEvent::Made(made) => {
                self.stages = made.stages.iter().map(Stage::of).collect();
                self.made = Some(made.clone());
            }
            PlanEvent::StageAdded { stage, .. } => self.stages.push(Stage::of(stage)),
            PlanEvent::StageMoved { stage, due_on, .. } => {
                if let Some(stage) = self.stage_mut(*stage) {
                    stage.due_on = *due_on;
                }
            }
            PlanEvent::StageDone { stage, item, on, .. } => {
                if let Some(stage) = self.stage_mut(*stage) {
                    stage.end = Some(StageEnd::Done(item.clone(), *on));
                }
            }
            PlanEvent::StageWaived { stage, reason, .. } => {
                if let Some(stage) = self.stage_mut(*stage) {
                    stage.end = Some(StageEnd::Waived(reason.clone()));
                }
            }
            PlanEvent::Ended { reason, .. } => self.ended = Some(reason.clone()),
        }
    }

    fn stage_mut(&mut self, place: u16) -> Option<&mut Stage> {
        self.stages.get_mut(usize::from(place).checked_sub(1)?)
    }

    /// The plan while something is still to come of it.
    fn open(&self) -> Result<&PlanMade, Refusal> {
        match (&self.made, &self.ended) {
            (Some(made), None) => Ok(made),
            (Some(_), Some(_)) => Err(Refusal::new("plan_open", "该计划已经结束，需要的另行编制。")),
            (None, _) => Err(Refusal::new("plan_exists", "没有这项计划。")),
        }
    }

    /// A stage that is neither done nor waived.
    fn open_stage(&self, place: u16) -> Result<&Stage, Refusal> {
        let stage = usize::from(place).checked_sub(1).and_then(|place| self.stages.get(place));
        match stage {
            Some(stage) if stage.end.is_none() => Ok(stage),
            Some(_) => Err(Refusal::new("stage_open", "这一阶段已经办结。")),
            None => Err(Refusal::new("stage_exists", "计划中没有这一阶段。")),
        }
    }

    /// After this stage a regular matter comes again.
    fn next_time(&self, place: u16, by: &str) -> Option<PlanEvent> {
        let every = self.made.as_ref()?.every_months?;
        let stage = self.stages.get(usize::from(place).checked_sub(1)?)?;
        let is_last = usize::from(place) == self.stages.len();
        is_last.then(|| PlanEvent::StageAdded {
            stage: PlannedStage { name: stage.name.clone(), due_on: add_months(stage.due_on, every) },
            by: by.to_owned(),
        })
    }
}

impl Stage {
    fn of(planned: &PlannedStage) -> Stage {
        Stage { name: planned.name.clone(), due_on: planned.due_on, end: None }
    }
}

/// Makes a plan (编制公开计划).
///
/// # Errors
///
/// A [`Refusal`] when it exists, has no title or stage, its stages are not in order, or an interval does not fit its
/// rhythm.
pub fn make_plan(plan: &Plan, made: &PlanMade) -> Result<Vec<PlanEvent>, Refusal> {
    if plan.made.is_some() {
        return Err(Refusal::new("plan_unique", "该计划已经存在。"));
    }
    if made.title.trim().is_empty() {
        return Err(Refusal::new("plan_title", "请填写公开事项。"));
    }
    let Some(rhythm) = RhythmKind::from_key(&made.rhythm) else {
        return Err(Refusal::new("plan_rhythm", "请选择公开节奏：经常性、阶段性、动态性或临时性。"));
    };
    check_stages(&made.stages)?;
    match (rhythm, made.every_months) {
        (RhythmKind::Regular, None) => {
            return Err(Refusal::new("plan_interval", "经常性工作请填写每隔几个月公开一次。"));
        }
        (RhythmKind::Regular, Some(months)) if !(1..=60).contains(&months) => {
            return Err(Refusal::new("plan_interval", "间隔应为1至60个月，请改填。"));
        }
        (RhythmKind::Staged | RhythmKind::Dynamic | RhythmKind::AdHoc, Some(_)) => {
            return Err(Refusal::new(
                "plan_interval",
                "只有经常性工作填写间隔；阶段性工作请逐个阶段列明日期。",
            ));
        }
        (_, _) => {}
    }
    Ok(vec![PlanEvent::Made(made.clone())])
}

fn check_stages(stages: &[PlannedStage]) -> Result<(), Refusal> {
    if stages.is_empty() || stages.len() > MOST_STAGES {
        return Err(Refusal::new("plan_stages", "请列明1至200个阶段，每个阶段写明日期和公开的内容。"));
    }
    if stages.iter().any(|stage| stage.name.trim().is_empty()) {
        return Err(Refusal::new("plan_stages", "每个阶段都要写明公开的内容。"));
    }
    let in_order = stages.windows(2).all(|pair| matches!(pair, [first, next] if first.due_on <= next.due_on));
    if !in_order {
        return Err(Refusal::new("plan_stages", "阶段请按日期先后排列。"));
    }
    Ok(())
}

/// Records that what a stage asks for is public; of a regular matter the next time is planned.
///
/// # Errors
///
/// A [`Refusal`] when plan or stage is over, or the day lies ahead.
pub fn finish_stage(
    plan: &Plan,
    stage: u16,
    item: &str,
    on: Date,
    context: &Context,
) -> Result<Vec<PlanEvent>, Refusal> {
    plan.open()?;
    plan.open_stage(stage)?;
    if context.today < on {
        return Err(Refusal::new("stage_day", "公开日期不能晚于今天，请核对。"));
    }
    let by = context.by.clone();
    let mut events = vec![PlanEvent::StageDone { stage, item: item.to_owned(), on, by }];
    events.extend(plan.next_time(stage, &context.by));
    Ok(events)
}

/// Records that a stage falls away; of a regular matter the next time is planned.
///
/// # Errors
///
/// A [`Refusal`] when plan or stage is over, or no reason is given.
pub fn waive_stage(
    plan: &Plan,
    stage: u16,
    reason: &str,
    context: &Context,
) -> Result<Vec<PlanEvent>, Refusal> {
    plan.open()?;
    plan.open_stage(stage)?;
    let (reason, by) = (given(reason)?, context.by.clone());
    let mut events = vec![PlanEvent::StageWaived { stage, reason, by }];
    events.extend(plan.next_time(stage, &context.by));
    Ok(events)
}

/// Moves a stage to another day.
///
/// # Errors
///
/// A [`Refusal`] when plan or stage is over, the day is the same, or no reason is given.
pub fn move_stage(
    plan: &Plan,
    stage: u16,
    due_on: Date,
    reason: &str,
    context: &Context,
) -> Result<Vec<PlanEvent>, Refusal> {
    plan.open()?;
    if plan.open_stage(stage)?.due_on == due_on {
        return Err(Refusal::new("stage_moves", "新的日期与原来的相同。"));
    }
    Ok(vec![PlanEvent::StageMoved { stage, due_on, reason: given(reason)?, by: context.by.clone() }])
}

/// Adds a stage.
///
/// # Errors
///
/// A [`Refusal`] when the plan is over or full, or the stage has no name.
pub fn add_stage(plan: &Plan, stage: &PlannedStage, context: &Context) -> Result<Vec<PlanEvent>, Refusal> {
    plan.open()?;
    if plan.stages.len() >= MOST_STAGES || stage.name.trim().is_empty() {
        return Err(Refusal::new("plan_stages", "请写明公开的内容；一项计划最多200个阶段。"));
    }
    Ok(vec![PlanEvent::StageAdded { stage: stage.clone(), by: context.by.clone() }])
}

/// Ends a plan: nothing more is due by it.
///
/// # Errors
///
/// A [`Refusal`] when it is over, or no reason is given.
pub fn end_plan(plan: &Plan, reason: &str, context: &Context) -> Result<Vec<PlanEvent>, Refusal> {
    plan.open()?;
    Ok(vec![PlanEvent::Ended { reason: given(reason)?, by: context.by.clone() }])
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn by() -> Context {
        Context { by: "officer".to_owned(), now: Timestamp::UNIX_EPOCH, today: date(2021, 6, 1) }
    }

    fn made(rhythm: &str, every_months: Option<u16>, stages: &[(&str, Date)]) -> PlanMade {
        PlanMade {
            agency: "a1".to_owned(),
            title: "部门决算".to_owned(),
            rhythm: rhythm.to_owned(),
            column: "czxx".to_owned(),
            section: None,
            every_months,
            stages: stages
                .iter()
                .map(|(name, due_on)| PlannedStage { name: (*name).to_owned(), due_on: *due_on })
                .collect(),
            by: "officer".to_owned(),
        }
    }

    fn take(plan: &mut Plan, events: Result<Vec<PlanEvent>, Refusal>) {
        for event in events.unwrap() {
            plan.apply(&event);
        }
    }

    #[test]
    fn a_regular_matter_comes_again_whether_done_or_waived() {
        let mut plan = Plan::default();
        take(
            &mut plan,
            make_plan(&Plan::default(), &made("regular", Some(12), &[("决算", date(2021, 5, 31))])),
        );
        let events = finish_stage(&plan, 1, "a1/7", date(2021, 6, 1), &by());
        take(&mut plan, events);
        assert_eq!(
            plan.stages[1].due_on,
            date(2022, 5, 31),
            "from the day it was due, not from the day it came"
        );
        assert_eq!(finish_stage(&plan, 1, "a1/8", date(2021, 6, 1), &by()).unwrap_err().rule, "stage_open");
        let events = waive_stage(&plan, 2, "机构撤并", &by());
        take(&mut plan, events);
        assert_eq!(plan.stages.len(), 3);
        let events = end_plan(&plan, "不再编制", &by());
        take(&mut plan, events);
        assert_eq!(waive_stage(&plan, 3, "x", &by()).unwrap_err().rule, "plan_open");
    }

    #[test]
    fn stages_go_by_their_days_and_end_with_the_last() {
        let stages = [("征收公告", date(2021, 6, 10)), ("补偿方案", date(2021, 8, 10))];
        let mut plan = Plan::default();
        take(&mut plan, make_plan(&Plan::default(), &made("staged", None, &stages)));
        let events = move_stage(&plan, 2, date(2021, 9, 10), "方案调整", &by());
        take(&mut plan, events);
        assert_eq!(plan.stages[1].due_on, date(2021, 9, 10));
        let events = finish_stage(&plan, 2, "a1/9", date(2021, 6, 1), &by());
        take(&mut plan, events);
        assert_eq!(plan.stages.len(), 2, "nothing comes again");
        let events =
            add_stage(&plan, &PlannedStage { name: "结果".to_owned(), due_on: date(2021, 12, 1) }, &by());
        take(&mut plan, events);
        assert_eq!(plan.stages.len(), 3);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let rule = |made: PlanMade| make_plan(&Plan::default(), &made).unwrap_err().rule;
        let day = date(2021, 6, 10);
        assert_eq!(rule(made("regular", None, &[("甲", day)])), "plan_interval");
        assert_eq!(rule(made("staged", Some(3), &[("甲", day)])), "plan_interval");
        assert_eq!(rule(made("yearly", None, &[("甲", day)])), "plan_rhythm");
        assert_eq!(rule(made("staged", None, &[])), "plan_stages");
        assert_eq!(rule(made("staged", None, &[("甲", day), ("乙", date(2021, 6, 1))])), "plan_stages");
        assert_eq!(
            rule(PlanMade { title: " ".to_owned(), ..made("staged", None, &[("甲", day)]) }),
            "plan_title"
        );
        assert_eq!(finish_stage(&Plan::default(), 1, "a", day, &by()).unwrap_err().rule, "plan_exists");
    }
}
