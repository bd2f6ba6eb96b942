//! Reviews and suits.

use gongkai_request::CaseNumber;
use gongkai_request::remedy::{RemedyKind, RemedyResult, RemedyStage, ResultColumn};
use jiff::civil::{Date, date};
use sea_query::Value;

use super::count::unknown;
use super::list::number_of;
use crate::{Row, Store, StoreError};

/// One review or suit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyRow {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub id: CaseNumber,
    /// Group of table 四.
    pub kind: RemedyKind,
    /// About which request.
    pub request: Option<CaseNumber>,
    /// The review before a suit.
    pub earlier: Option<CaseNumber>,
    /// Reviewing authority or court.
    pub authority: String,
    /// What is attacked.
    pub matter: String,
    /// Where it stands.
    pub stage: RemedyStage,
    /// Day filed.
    pub filed_on: Date,
    /// Day accepted.
    pub accepted_on: Option<Date>,
    /// Day of the last decision or judgment.
    pub concluded_on: Option<Date>,
    /// How it ended.
    pub result: Option<RemedyResult>,
    /// Last day set for a new reply.
    pub reply_by: Option<Date>,
    /// Day on which it counts in table 四; pending until then.
    pub counted_on: Option<Date>,
}

/// One remedy as table 四 sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyFact {
    /// Its number.
    pub id: String,
    /// Group.
    pub kind: RemedyKind,
    /// Day filed.
    pub filed_on: Date,
    /// Column and day on which it counts; `None` while pending.
    pub counted: Option<(ResultColumn, Date)>,
}

/// Which remedies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemedyFilter {
    /// Of this agency.
    pub agency: String,
    /// Of this kind.
    pub kind: Option<RemedyKind>,
    /// About this request.
    pub request: Option<CaseNumber>,
    /// Not yet counted.
    pub pending: bool,
}

impl Store {
    /// The remedies of `agency` that `year` counts: filed by its end, and not counted before it began.
    pub async fn remedy_facts(&self, agency: &str, year: i16) -> Result<Vec<RemedyFact>, StoreError> {
        let sql = "select id, kind, filed_on, outcome, counted_on from remedy_case
                   where agency = $1 and filed_on <= $2 and (counted_on is null or $3 <= counted_on) order by id";
        let values: Vec<Value> =
            vec![agency.into(), date(year, 12, 31).to_string().into(), date(year, 1, 1).to_string().into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(fact).collect()
    }

    /// Remedies, newest first, at most `limit` that follow `after`.
    pub async fn remedies(
        &self,
        filter: &RemedyFilter,
        after: Option<CaseNumber>,
        limit: u32,
    ) -> Result<Vec<RemedyRow>, StoreError> {
        let mut values: Vec<Value> = vec![
            filter.agency.as_str().into(),
            i64::from(limit).into(),
            after.map_or_else(|| "9999-999999".to_owned(), |after| after.to_string()).into(),
        ];
        let mut sql = "select * from remedy_case where agency = $1 and id < $3".to_owned();
        for (column, value) in [
            ("kind", filter.kind.map(|kind| kind.key().to_owned())),
            ("request", filter.request.map(|number| number.to_string())),
        ] {
            if let Some(value) = value {
                values.push(value.into());
                sql.push_str(&[" and ", column, " = $", &values.len().to_string()].concat());
            }
        }
        if filter.pending {
            sql.push_str(" and counted_on is null");
        }
        sql.push_str(" order by id desc limit $2");
        let rows = self.numbered_rows(&sql, values).await?;
        rows.iter().map(remedy_row).collect()
    }

    /// One remedy.
    pub async fn remedy(&self, agency: &str, id: CaseNumber) -> Result<Option<RemedyRow>, StoreError> {
        let sql = "select * from remedy_case where agency = $1 and id = $2";
        let rows = self.numbered_rows(sql, vec![agency.into(), id.to_string().into()]).await?;
        rows.first().map(remedy_row).transpose()
    }
}

fn kind(row: &Row) -> Result<RemedyKind, StoreError> {
    let key = row.text("kind")?;
    RemedyKind::from_key(&key).ok_or_else(|| unknown("kind", &key))
}

fn fact(row: &Row) -> Result<RemedyFact, StoreError> {
    let counted = match (row.opt_text("outcome")?, row.opt_date("counted_on")?) {
        (Some(outcome), Some(on)) => {
            Some((ResultColumn::from_key(&outcome).ok_or_else(|| unknown("outcome", &outcome))?, on))
        }
        _ => None,
    };
    Ok(RemedyFact { id: row.text("id")?, kind: kind(row)?, filed_on: row.date("filed_on")?, counted })
}

fn remedy_row(row: &Row) -> Result<RemedyRow, StoreError> {
    let number = |column: &str| match row.opt_text(column)? {
        Some(_) => number_of(row, column).map(Some),
        None => Ok(None),
    };
    let stage = row.text("stage")?;
    let result = row.opt_text("result")?;
    Ok(RemedyRow {
        agency: row.text("agency")?,
        id: number_of(row, "id")?,
        kind: kind(row)?,
        request: number("request")?,
        earlier: number("earlier")?,
        authority: row.text("authority")?,
        matter: row.text("matter")?,
        stage: RemedyStage::from_key(&stage).ok_or_else(|| unknown("stage", &stage))?,
        filed_on: row.date("filed_on")?,
        accepted_on: row.opt_date("accepted_on")?,
        concluded_on: row.opt_date("concluded_on")?,
        result: match result {
            Some(key) => Some(RemedyResult::from_key(&key).ok_or_else(|| unknown("result", &key))?),
            None => None,
        },
        reply_by: row.opt_date("reply_by")?,
        counted_on: row.opt_date("counted_on")?,
    })
}
