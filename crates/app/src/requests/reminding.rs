//! Officers are reminded of last days that come near (期限提醒), at the working days left that their agency set.

use gongkai_request::{Case, CaseNumber, Event, remind_of_due};
use gongkai_store::OutboxMessage;
use gongkai_store::agency::AgencyRow;
use gongkai_store::request::{RequestFilter, RequestOrder};

use super::pure;
use crate::{Actor, App, AppError};

/// Topic of the message about a last day that comes near; the body is
/// `{"agency":…,"number":…,"due":…,"left":n,"to":"officer@…"}`.
pub const DUE_REMINDED: &str = "request.due_reminded";

/// Cases looked at together.
const PAGE: u32 = 200;

impl App {
    /// Records and tells every last day that reached a mark of its agency's reminders; how many were new.
    ///
    /// Safe to run as often as one likes: each mark of each last day is told once.
    pub async fn remind_of_due_days(&self) -> Result<u32, AppError> {
        let mut told = 0;
        for agency in self.store.agencies().await? {
            told += self.remind_agency(&agency).await?;
        }
        Ok(told)
    }

    async fn remind_agency(&self, agency: &AgencyRow) -> Result<u32, AppError> {
        let calendar = self.calendar_of(&agency.code).await?;
        // The day after the last one that can be near enough.
        let before = calendar.reach(self.today(), u32::from(agency.settings.ahead()) + 1).at_least();
        let filter = RequestFilter {
            agencies: vec![agency.code.clone()],
            open: Some(true),
            due_from: Some(self.today()),
            due_before: Some(before),
            ..RequestFilter::default()
        };
        let (mut told, mut after) = (0, None);
        loop {
            let rows = self.store.requests(&filter, RequestOrder::Due, after.as_ref(), PAGE).await?;
            let Some(last) = rows.last() else { return Ok(told) };
            after = Some(last.cursor());
            for row in &rows {
                told += u32::from(self.remind_one(agency, row.number).await?);
            }
        }
    }

    async fn remind_one(&self, agency: &AgencyRow, number: CaseNumber) -> Result<bool, AppError> {
        let calendar = self.calendar_of(&agency.code).await?;
        let context = self.context(&Actor::System);
        let marks = &agency.settings.remind_workdays;
        let decide = |case: &Case| Ok::<_, AppError>(remind_of_due(case, marks, &pure(&context, &calendar)));
        let tell = |events: &[Event]| {
            events.iter().filter_map(|event| message(&agency.code, number, event)).collect()
        };
        let recorded =
            self.update_and_tell(&Actor::System, &number.stream(&agency.code), decide, tell).await?;
        Ok(!recorded.is_empty())
    }
}

/// Number, day and how long is left; what the request is about stays in the office.
fn message(agency: &str, number: CaseNumber, event: &Event) -> Option<OutboxMessage> {
    let Event::DueReminded(act) = event else { return None };
    let body = serde_json::json!({
        "agency": agency,
        "number": number.to_string(),
        "due": act.due.to_string(),
        "left": act.left,
        "to": format!("officer@{agency}"),
    });
    Some(OutboxMessage { topic: DUE_REMINDED.to_owned(), body: body.to_string() })
}
