//! Overdue cases are brought before those above (逾期上报), once for each last day that passed.

use gongkai_request::{Case, CaseNumber, Rule, escalate};
use gongkai_store::request::{RequestFilter, RequestOrder};

use super::pure;
use crate::{Actor, App, AppError};

/// Cases looked at together.
const PAGE: u32 = 200;

impl App {
    /// Records for every overdue case, once, that head, leader and the agency above were told; how many were new.
    ///
    /// Safe to run as often as one likes: lists show overdue cases by themselves, this proves who was told when.
    pub async fn escalate_overdue(&self) -> Result<u32, AppError> {
        let mut told = 0;
        for agency in self.store.agencies().await? {
            let mut to = vec![format!("unit_head@{}", agency.code), format!("leader@{}", agency.code)];
            to.extend(agency.parent.as_ref().map(|parent| format!("supervisor@{parent}")));
            let filter = RequestFilter {
                agencies: vec![agency.code.clone()],
                open: Some(true),
                due_before: Some(self.today()),
                ..RequestFilter::default()
            };
            let mut after = None;
            loop {
                let rows = self.store.requests(&filter, RequestOrder::Due, after.as_ref(), PAGE).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.cursor());
                for row in &rows {
                    told += u32::from(self.escalate_one(&agency.code, row.number, &to).await?);
                }
            }
        }
        Ok(told)
    }

    async fn escalate_one(&self, agency: &str, number: CaseNumber, to: &[String]) -> Result<bool, AppError> {
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(&Actor::System);
        let id = number.stream(agency);
        let recorded = self
            .update::<Case, _, _>(&Actor::System, &id, |case| {
                match escalate(case, to, &pure(&context, &calendar)) {
                    // Lists may be a moment behind: what was answered meanwhile is not reported.
                    Err(refusal) if refusal.rule == Rule::NotOverdue => Ok(Vec::new()),
                    decided => decided,
                }
            })
            .await?;
        Ok(!recorded.is_empty())
    }
}
