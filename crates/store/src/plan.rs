//! Reading plans of what is to be published when: open stages by their day, from one index.

use jiff::civil::Date;

use crate::agency::{opt_small, small};
use crate::param::{Bound, Param};
use crate::row::number;
use crate::{Row, Store, StoreError};

/// A plan (公开计划).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// `<agency>/<number>`.
    pub id: String,
    /// Its number at the agency.
    pub number: u64,
    /// What is published.
    pub title: String,
    /// Key of the rhythm.
    pub rhythm: String,
    /// Its column, the slug.
    pub column: String,
    /// Responsible section, its slug.
    pub section: Option<String>,
    /// Months from one time to the next.
    pub every_months: Option<u16>,
    /// Why nothing more comes of it.
    pub ended: Option<String>,
}

/// A stage of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRow {
    /// The plan.
    pub plan: String,
    /// Its title.
    pub title: String,
    /// Its place, from 1.
    pub stage: u16,
    /// What is published then.
    pub name: String,
    /// By when.
    pub due_on: Date,
    /// The item that is it.
    pub item: Option<String>,
    /// Since when that is public.
    pub done_on: Option<Date>,
    /// Why it fell away.
    pub waived: Option<String>,
    /// Is it still to come?
    pub is_open: bool,
}

impl Store {
    /// The number the next plan of an agency gets, unless somebody else is faster.
    pub async fn next_plan_number(&self, agency: &str) -> Result<u64, StoreError> {
        let sql = "select coalesce(max(number), 0) + 1 as next from plan where agency = $1";
        let rows = self.query(Bound::new(sql, vec![agency.into()])).await?;
        rows.first().map_or(Ok(1), |row| number(row, "next"))
    }

    /// A plan.
    pub async fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreError> {
        let rows = self.query(Bound::new("select * from plan where id = $1", vec![id.into()])).await?;
        rows.first().map(plan_row).transpose()
    }

    /// Plans of an agency below a number, the newest first.
    pub async fn plans(
        &self,
        agency: &str,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<PlanRow>, StoreError> {
        let below = below.and_then(|below| i64::try_from(below).ok()).unwrap_or(i64::MAX);
        let sql = "select * from plan where agency = $1 and number < $2 order by number desc limit $3";
        let values = vec![agency.into(), Param::Int(below), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(plan_row).collect()
    }

    /// The stages of a plan, in order.
    pub async fn plan_stages(&self, plan: &str) -> Result<Vec<StageRow>, StoreError> {
        let sql = "select plan_stage.*, plan.title from plan_stage join plan on plan.id = plan_stage.plan
                   where plan_stage.plan = $1 order by plan_stage.stage";
        self.query(Bound::new(sql, vec![plan.into()])).await?.iter().map(stage_row).collect()
    }

    /// Stages of an agency that are still to come and due by `through`, the earliest first.
    pub async fn open_stages(
        &self,
        agency: &str,
        through: Date,
        limit: u32,
    ) -> Result<Vec<StageRow>, StoreError> {
        let sql = "select plan_stage.*, plan.title from plan_stage join plan on plan.id = plan_stage.plan
                   where plan_stage.agency = $1 and plan_stage.due_on <= $2 and plan_stage.is_open = 1
                   order by plan_stage.due_on, plan_stage.plan, plan_stage.stage limit $3";
        let values = vec![agency.into(), through.to_string().into(), Param::Int(limit.into())];
        self.query(Bound::new(sql, values)).await?.iter().map(stage_row).collect()
    }
}

fn plan_row(row: &Row) -> Result<PlanRow, StoreError> {
    Ok(PlanRow {
        id: row.text("id")?,
        number: number(row, "number")?,
        title: row.text("title")?,
        rhythm: row.text("rhythm")?,
        column: row.text("column_slug")?,
        section: row.opt_text("section")?,
        every_months: opt_small(row, "every_months")?,
        ended: row.opt_text("ended")?,
    })
}

fn stage_row(row: &Row) -> Result<StageRow, StoreError> {
    Ok(StageRow {
        plan: row.text("plan")?,
        title: row.text("title")?,
        stage: small(row, "stage")?,
        name: row.text("name")?,
        due_on: row.date("due_on")?,
        item: row.opt_text("item")?,
        done_on: row.opt_date("done_on")?,
        waived: row.opt_text("waived")?,
        is_open: row.flag("is_open")?,
    })
}
