//! What has a day, and what waits on whose desk.

use gongkai_request::{CaseNumber, Stage, TaskKind};
use jiff::civil::Date;
use sea_query::Value;

use super::Among;
use super::list::number_of;
use super::redate::task_kind;
use crate::{Row, Store, StoreError};

/// Something of an open request that has a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodoRow {
    /// The agency.
    pub agency: String,
    /// The case.
    pub number: CaseNumber,
    /// What; `None` for the reply.
    pub task: Option<TaskKind>,
    /// Which, where there are several.
    pub name: String,
    /// Its last day; `None` when the calendar does not reach.
    pub due: Option<Date>,
    /// What the request is about.
    pub subject: String,
    /// Where it stands.
    pub stage: Stage,
    /// The section that handles it.
    pub section: Option<String>,
}

/// An open request that waits for somebody's act, whatever its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRow {
    /// The agency.
    pub agency: String,
    /// The case.
    pub number: CaseNumber,
    /// What the request is about.
    pub subject: String,
    /// Where it stands.
    pub stage: Stage,
    /// Who drafted.
    pub drafted_by: Option<String>,
    /// The draft's secrecy review was passed; `None` while there is none.
    pub secrecy_passed: Option<bool>,
    /// Last day to reply.
    pub due: Option<Date>,
}

impl Store {
    /// Everything of `agencies` with a day up to `through`, most urgent first, at most `limit`.
    ///
    /// Replies whose last day cannot be told are among them from the day before which it cannot lie.
    pub async fn request_todos(
        &self,
        agencies: &[String],
        through: Date,
        limit: u32,
    ) -> Result<Vec<TodoRow>, StoreError> {
        let sql = |agencies: &str| {
            format!(
                "select t.agency, t.number, t.kind, t.name, t.due, c.subject, c.stage, c.section from (
                     select agency, number, 'reply' as kind, '' as name, due, due as day
                     from request_clock where agency {agencies} and due <= $2
                     union all
                     select agency, number, 'reply', '', due, not_before
                     from request_clock where agency {agencies} and due is null and not_before <= $2
                     union all
                     select agency, number, kind, name, due, due as day
                     from request_task where agency {agencies} and due <= $2
                 ) t join request_case c on c.agency = t.agency and c.number = t.number
                 order by t.day, t.agency, t.number, t.kind, t.name limit $3"
            )
        };
        let rows =
            self.lists(sql, agencies, vec![through.to_string().into(), i64::from(limit).into()]).await?;
        rows.iter().map(todo_row).collect()
    }

    /// Open requests of `agencies` in `stage`, oldest first.
    pub async fn requests_on_desk(
        &self,
        agencies: &[String],
        stage: Stage,
        limit: u32,
    ) -> Result<Vec<DeskRow>, StoreError> {
        let sql = |agencies: &str| {
            format!(
                "select c.agency, c.number, c.subject, c.stage, c.drafted_by, c.secrecy, k.due
                 from request_case c left join request_clock k on k.agency = c.agency and k.number = c.number
                 where c.agency {agencies} and c.stage = $2
                 order by c.number, c.agency limit $3"
            )
        };
        let rows = self.lists(sql, agencies, vec![stage.key().into(), i64::from(limit).into()]).await?;
        rows.iter()
            .map(|row| {
                Ok(DeskRow {
                    agency: row.text("agency")?,
                    number: number_of(row, "number")?,
                    subject: row.text("subject")?,
                    stage,
                    drafted_by: row.opt_text("drafted_by")?,
                    secrecy_passed: row.opt_text("secrecy")?.map(|secrecy| secrecy == "passed"),
                    due: row.opt_date("due")?,
                })
            })
            .collect()
    }

    /// Runs a query whose first value is the list of agencies.
    async fn lists(
        &self,
        sql: impl Fn(&str) -> String,
        agencies: &[String],
        more: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let among = Among::of(agencies);
        let mut values = vec![among.value()];
        values.extend(more);
        let (sqlite, postgres) = among.sql(sql);
        self.fetch_per_dialect(&sqlite, &postgres, values).await
    }
}

fn todo_row(row: &Row) -> Result<TodoRow, StoreError> {
    let stage = row.text("stage")?;
    Ok(TodoRow {
        agency: row.text("agency")?,
        number: number_of(row, "number")?,
        task: if row.text("kind")? == "reply" { None } else { Some(task_kind(row, "kind")?) },
        name: row.text("name")?,
        due: row.opt_date("due")?,
        subject: row.text("subject")?,
        stage: Stage::from_key(&stage).ok_or_else(|| super::count::unknown("stage", &stage))?,
        section: row.opt_text("section")?,
    })
}
