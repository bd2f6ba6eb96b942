//! Reading motions.

use gongkai_request::CaseNumber;
use gongkai_request::motion::{Kind, MotionId, Outcome, Stage, Task};
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::Date;
use sea_query::Value;

use super::Among;
use super::count::unknown;
use crate::{Row, Store, StoreError};

/// One correction request or proposal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionRow {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub id: MotionId,
    /// How it came; `None` for what the agency proposes to itself.
    pub channel: Option<Channel>,
    /// Day it reached the agency.
    pub received_on: Date,
    /// The agency's own last day.
    pub due: Option<Date>,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub stage: Stage,
    /// How it is, or will be, answered.
    pub outcome: Option<Outcome>,
    /// Who drafted the answer.
    pub drafted_by: Option<String>,
    /// Number of the letter.
    pub document: Option<String>,
    /// Day on which the answer left.
    pub answered_on: Option<Date>,
    /// Index number of what was published.
    pub item: Option<String>,
}

/// Something a motion waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionTodo {
    /// The motion.
    pub row: MotionRow,
    /// What.
    pub task: Task,
    /// Its last day.
    pub task_due: Option<Date>,
}

impl Store {
    /// The last number of a kind in a year: `correction-2021-000001`.
    pub async fn last_motion(
        &self,
        agency: &str,
        kind: Kind,
        year: i16,
    ) -> Result<Option<MotionId>, StoreError> {
        let sql = "select max(id) as id from motion where agency = $1 and $2 <= id and id < $3";
        let from = format!("{}-{year:04}-", kind.key());
        let to = format!("{}-{year:04}.", kind.key());
        let rows = self.numbered_rows(sql, vec![agency.into(), from.into(), to.into()]).await?;
        let Some(text) = rows.first().map(|row| row.opt_text("id")).transpose()?.flatten() else {
            return Ok(None);
        };
        MotionId::parse(&text).map(Some).ok_or_else(|| unknown("id", &text))
    }

    /// Motions of a kind, newest first, at most `limit` that follow `after`.
    pub async fn motions(
        &self,
        agency: &str,
        kind: Kind,
        open: bool,
        after: Option<MotionId>,
        limit: u32,
    ) -> Result<Vec<MotionRow>, StoreError> {
        let before = after.map_or_else(|| format!("{}-9999-999999", kind.key()), |id| id.to_string());
        let narrower = if open { "and stage <> 'over'" } else { "" };
        let sql = format!(
            "select * from motion where agency = $1 and kind = $2 and id < $3 {narrower} order by id desc limit $4"
        );
        let values: Vec<Value> =
            vec![agency.into(), kind.key().into(), before.into(), i64::from(limit).into()];
        self.numbered_rows(&sql, values).await?.iter().map(motion_row).collect()
    }

    /// One motion.
    pub async fn motion(&self, agency: &str, id: MotionId) -> Result<Option<MotionRow>, StoreError> {
        let sql = "select * from motion where agency = $1 and id = $2";
        let rows = self.numbered_rows(sql, vec![agency.into(), id.to_string().into()]).await?;
        rows.first().map(motion_row).transpose()
    }

    /// Motions over before `cut` whose maker is not erased, oldest first.
    pub async fn motions_kept_since(
        &self,
        agency: &str,
        cut: Date,
        limit: u32,
    ) -> Result<Vec<(MotionRow, Date)>, StoreError> {
        let sql = "select * from motion where agency = $1 and stage = 'over' and erased_on is null
                     and channel is not null and over_on < $2 order by over_on, id limit $3";
        let values: Vec<Value> = vec![agency.into(), cut.to_string().into(), i64::from(limit).into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(|row| Ok((motion_row(row)?, row.date("over_on")?))).collect()
    }

    /// The proposal that came from this request.
    pub async fn motion_of_request(
        &self,
        agency: &str,
        request: CaseNumber,
    ) -> Result<Option<MotionId>, StoreError> {
        let sql = "select max(id) as id from motion_source where agency = $1 and request = $2";
        let rows = self.numbered_rows(sql, vec![agency.into(), request.to_string().into()]).await?;
        let text = rows.first().map(|row| row.opt_text("id")).transpose()?.flatten();
        Ok(text.as_deref().and_then(MotionId::parse))
    }

    /// What motions of `agencies` wait for, among `tasks`, most urgent first.
    pub async fn motion_todos(
        &self,
        agencies: &[String],
        tasks: &[Task],
        limit: u32,
    ) -> Result<Vec<MotionTodo>, StoreError> {
        let among = Among::of(agencies);
        // Keys of a closed list of ours, never what somebody typed.
        let keys: Vec<String> = tasks.iter().map(|task| format!("'{}'", task.key())).collect();
        let (sqlite, postgres) = among.sql(|agencies| {
            format!(
                "select m.*, t.task, t.due as task_due from motion_task t
                 join motion m on m.agency = t.agency and m.id = t.id
                 where t.agency {agencies} and t.task in ({})
                 order by coalesce(t.due, '9999-12-31'), t.agency, t.id, t.task limit $2",
                keys.join(", ")
            )
        });
        let values = vec![among.value(), i64::from(limit).into()];
        let rows = self.fetch_per_dialect(&sqlite, &postgres, values).await?;
        rows.iter()
            .map(|row| {
                let task = row.text("task")?;
                Ok(MotionTodo {
                    row: motion_row(row)?,
                    task: Task::from_key(&task).ok_or_else(|| unknown("task", &task))?,
                    task_due: row.opt_date("task_due")?,
                })
            })
            .collect()
    }
}

fn motion_row(row: &Row) -> Result<MotionRow, StoreError> {
    let (id, stage) = (row.text("id")?, row.text("stage")?);
    let code = |key: Option<String>| match key {
        Some(key) => Outcome::from_key(&key).map(Some).ok_or_else(|| unknown("outcome", &key)),
        None => Ok(None),
    };
    Ok(MotionRow {
        agency: row.text("agency")?,
        id: MotionId::parse(&id).ok_or_else(|| unknown("id", &id))?,
        channel: row.opt_text("channel")?.as_deref().and_then(Channel::from_key),
        received_on: row.date("received_on")?,
        due: row.opt_date("due")?,
        subject: row.text("subject")?,
        stage: Stage::from_key(&stage).ok_or_else(|| unknown("stage", &stage))?,
        outcome: code(row.opt_text("outcome")?)?,
        drafted_by: row.opt_text("drafted_by")?,
        document: row.opt_text("document")?,
        answered_on: row.opt_date("answered_on")?,
        item: row.opt_text("item")?,
    })
}
