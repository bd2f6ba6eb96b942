//! The clocks of open cases, for counting them anew, and what was counted anew.

use gongkai_request::{CaseNumber, LastCount, TaskKind};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_query::Value;

use super::count::unknown;
use crate::{Row, Store, StoreError};

/// An open case's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenClock {
    /// The agency.
    pub agency: String,
    /// The case.
    pub number: String,
    /// What was counted last.
    pub count: LastCount,
    /// The compact timeline.
    pub timeline: String,
}

/// An open case's task whose day is counted in working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// The agency.
    pub agency: String,
    /// The case.
    pub number: String,
    /// What.
    pub kind: TaskKind,
    /// Which.
    pub name: String,
    /// Its day as counted last.
    pub due: Option<Date>,
}

/// A day that was counted anew after a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedatingRow {
    /// Position of the event in the journal.
    pub position: i64,
    /// Which task; `None` for the reply.
    pub task: Option<TaskKind>,
    /// Which, where there are several.
    pub name: String,
    /// Before.
    pub was: Option<Date>,
    /// Since.
    pub now: Option<Date>,
    /// Document number of the notice.
    pub notice: String,
    /// When it was recorded.
    pub told_at: Timestamp,
}

impl Store {
    /// At most `limit` open clocks that follow `after`, by agency and number.
    pub async fn open_clocks(
        &self,
        after: Option<(&str, &str)>,
        limit: u32,
    ) -> Result<Vec<OpenClock>, StoreError> {
        let (agency, number) = after.unwrap_or_default();
        let sql = "select agency, number, due, not_before, provisional, timeline from request_clock
                   where (agency, number) > ($1, $2) order by agency, number limit $3";
        let values: Vec<Value> = vec![agency.into(), number.into(), i64::from(limit).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(open_clock).collect()
    }

    /// The tasks of open cases whose day a notice may move.
    pub async fn counted_tasks(&self) -> Result<Vec<OpenTask>, StoreError> {
        let sql = "select agency, number, kind, name, due from request_task where kind in ($1, $2, $3)";
        let kinds = [TaskKind::Confirm, TaskKind::FeeExpiry, TaskKind::OpinionExpiry];
        let rows = self.numbered_rows(sql, kinds.map(|kind| kind.key().into()).into()).await?;
        rows.iter()
            .map(|row| {
                Ok(OpenTask {
                    agency: row.text("agency")?,
                    number: row.text("number")?,
                    kind: task_kind(row, "kind")?,
                    name: row.text("name")?,
                    due: row.opt_date("due")?,
                })
            })
            .collect()
    }

    /// How often and why a case was counted anew, oldest first.
    ///
    /// A change that a later act had overtaken before it was recorded is among them; its `was` is not what the case
    /// then stood at.
    pub async fn redatings(&self, agency: &str, number: CaseNumber) -> Result<Vec<RedatingRow>, StoreError> {
        let sql = |numbers: &str| {
            format!(
                "select position, what, name, was, now, notice, told_at from redating
                 where agency = $1 and first_number <= $2 and $2 <= last_number and $2 in ({numbers})
                 order by position, part"
            )
        };
        let sqlite = super::places(&sql("select value from json_each(redating.numbers)"));
        let postgres = sql("select jsonb_array_elements_text(redating.numbers::jsonb)");
        let values = vec![agency.into(), number.to_string().into()];
        let rows = self.fetch_per_dialect(&sqlite, &postgres, values).await?;
        rows.iter()
            .map(|row| {
                let reply = row.text("what")? == "reply";
                Ok(RedatingRow {
                    position: row.int("position")?,
                    task: if reply { None } else { Some(task_kind(row, "what")?) },
                    name: row.text("name")?,
                    was: row.opt_date("was")?,
                    now: row.opt_date("now")?,
                    notice: row.text("notice")?,
                    told_at: row.instant("told_at")?,
                })
            })
            .collect()
    }
}

fn open_clock(row: &Row) -> Result<OpenClock, StoreError> {
    Ok(OpenClock {
        agency: row.text("agency")?,
        number: row.text("number")?,
        count: LastCount {
            due: row.opt_date("due")?,
            not_before: row.opt_date("not_before")?,
            provisional: row.flag("provisional")?,
        },
        timeline: row.text("timeline")?,
    })
}

pub(super) fn task_kind(row: &Row, column: &str) -> Result<TaskKind, StoreError> {
    let key = row.text(column)?;
    TaskKind::from_key(&key).ok_or_else(|| unknown(column, &key))
}
