//! What is owed for items: assessing again what is not public, interpreting policies, taking back what fell.

use gongkai_agency::{Role, Settings};
use gongkai_publication::{
    Assessment, Fall, InterpretationForm, Item, Reassessment, decision_fell, hold, plan_interpretation,
    reassess,
};
use gongkai_statute::regulation::art18;
use gongkai_statute::{Calendar, Workdays, penalty};
use gongkai_store::publication::{DutyKind, DutyRow};
use jiff::civil::Date;

use super::WRITERS;
use crate::{Actor, App, AppError};

/// Who decides about what is not public.
const DECIDERS: &[Role] = &[Role::Officer, Role::UnitHead];

/// One thing owed, with its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDuty {
    /// What item, since when.
    pub row: DutyRow,
    /// The last day; `None` when none is set or a year's notice is missing.
    pub due: Option<Date>,
}

/// What is owed of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DutyCount {
    /// Which kind.
    pub kind: DutyKind,
    /// How many, up to the number asked for.
    pub count: u64,
    /// The last day of the oldest.
    pub due: Option<Date>,
}

impl App {
    /// Decides that the edition in work stays inside; without a day it is assessed again when the agency's settings say.
    pub async fn hold_item(
        &self,
        actor: &Actor,
        id: &str,
        reassess_on: Option<Date>,
    ) -> Result<(), AppError> {
        let agency = self.permit_on_item(actor, DECIDERS, id).await?;
        let next = self.next_assessment(&agency, reassess_on).await?;
        self.change_item(actor, id, |item, context| hold(item, next, context)).await
    }

    /// Assesses again what is not public.
    pub async fn reassess_item(
        &self,
        actor: &Actor,
        id: &str,
        conclusion: Reassessment,
        basis: &str,
        next_on: Option<Date>,
    ) -> Result<(), AppError> {
        let agency = self.permit_on_item(actor, DECIDERS, id).await?;
        let next_on = self.next_assessment(&agency, next_on).await?;
        let assessment = Assessment { conclusion, basis: basis.to_owned(), next_on };
        self.change_item(actor, id, |item, context| reassess(item, &assessment, context)).await
    }

    async fn next_assessment(&self, agency: &str, on: Option<Date>) -> Result<Date, AppError> {
        if let Some(on) = on {
            return Ok(on);
        }
        Ok(art18::next_assessment(self.today(), self.settings_of(agency).await?.items.reassess_months))
    }

    /// Plans how a policy is interpreted, or says why it need not be.
    pub async fn plan_item_interpretation(
        &self,
        actor: &Actor,
        id: &str,
        needed: bool,
        forms: &[InterpretationForm],
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, WRITERS, id).await?;
        self.change_item(actor, id, |item, context| plan_interpretation(item, needed, forms, note, context))
            .await
    }

    /// Records that the decision an item makes public no longer stands.
    pub async fn item_decision_fell(
        &self,
        actor: &Actor,
        id: &str,
        how: Fall,
        on: Date,
        act: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, |item, context| decision_fell(item, how, on, act, context)).await
    }

    /// What is owed of a kind, the oldest first. Of assessments also those that are not due yet.
    /// Items limited to others are left out.
    pub async fn item_duties(
        &self,
        actor: &Actor,
        agency: &str,
        kind: DutyKind,
        limit: u32,
    ) -> Result<Vec<ItemDuty>, AppError> {
        let days = Workdays(self.settings_of(agency).await?.items.interpretation_workdays);
        let calendar = self.calendar_of(agency).await?;
        let hidden = self.hidden_items(actor, agency).await?;
        let rows = self.store.item_duties(agency, kind, Date::MAX, limit).await?.into_iter();
        let seen = rows.filter(|row| !hidden.contains(&row.item));
        Ok(seen.map(|row| ItemDuty { due: due(kind, row.since, days, &calendar), row }).collect())
    }

    /// What is owed now, kind by kind, counted up to `most`; assessments as soon as the agency is reminded of days.
    pub async fn item_duty_counts(&self, agency: &str, most: u32) -> Result<Vec<DutyCount>, AppError> {
        let settings = self.settings_of(agency).await?;
        let calendar = self.calendar_of(agency).await?;
        let soon = calendar.reach(self.today(), u32::from(settings.ahead())).at_least();
        let days = Workdays(settings.items.interpretation_workdays);
        let mut counts = Vec::new();
        for kind in DutyKind::ALL {
            let through = if kind == DutyKind::Reassess { soon } else { Date::MAX };
            let (count, oldest) = self.store.count_item_duties(agency, kind, through, most).await?;
            if let Some(oldest) = oldest {
                counts.push(DutyCount { kind, count, due: due(kind, oldest, days, &calendar) });
            }
        }
        Ok(counts)
    }

    async fn settings_of(&self, agency: &str) -> Result<Settings, AppError> {
        Ok(self.store.agency(agency).await?.ok_or(AppError::NotFound)?.settings)
    }

    /// Where the agency asks for it, a policy is handed in with its interpretation plan only.
    pub(super) async fn check_planned(&self, agency: &str, item: &Item) -> Result<(), AppError> {
        let Some(work) = &item.work else { return Ok(()) };
        let made_here = work.content.origin == gongkai_publication::Origin::Made;
        let owes = work.content.legal_kind.is_some() && made_here && item.interpretation.is_none();
        if owes && self.settings_of(agency).await?.items.interpretation_plan_first {
            return Err(AppError::refused(
                "interpretation_plan_first",
                "文件与解读方案一并报审：请先填写“解读方案”，或者写明不需要解读的理由，再送审。",
            ));
        }
        Ok(())
    }
}

/// The last day of what counts from `since`.
fn due(kind: DutyKind, since: Date, interpretation: Workdays, calendar: &Calendar) -> Option<Date> {
    match kind {
        DutyKind::Reassess => Some(since),
        DutyKind::Disclose => None,
        DutyKind::Interpret => calendar.add_workdays(since, interpretation).ok(),
        DutyKind::TakeBack => penalty::withdrawal_due(since, calendar).ok().map(|due| due.day),
    }
}
