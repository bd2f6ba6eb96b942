//! What the register (登记簿) and its statistics read, for any period.

use gongkai_request::CaseNumber;
use gongkai_request::statistics::Ended;
use gongkai_statute::Decision;
use jiff::civil::Date;
use sea_query::Value;

use super::count::unknown;
use super::list::number_of;
use crate::{Row, Store, StoreError};

/// By what requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// Column of table 三.
    Requester,
    /// Channel.
    Channel,
    /// Section that handles it; empty when none does.
    Section,
    /// Month of the day they are counted on, e.g. `2021-03`.
    Month,
    /// Row of table 三 and column, joined by a space; results only.
    Result,
}

/// Which requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// New in the period.
    Received,
    /// Ended in the period.
    Ended,
    /// New before the day and not ended by it: carried over.
    OpenAt(Date),
}

/// A request that ended, with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedRow {
    /// The case.
    pub number: CaseNumber,
    /// Its days and result.
    pub ended: Ended,
}

/// A notice of the information-processing fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRow {
    /// The case.
    pub number: CaseNumber,
    /// What it is about.
    pub subject: String,
    /// Day of the notice.
    pub noticed_on: Date,
    /// Amount in yuan.
    pub yuan: u64,
    /// Day paid.
    pub paid_on: Option<Date>,
    /// Day given back.
    pub refunded_on: Option<Date>,
}

impl Store {
    /// How many requests of `agency`, by `by`; the period is first and last day.
    pub async fn count_requests_by(
        &self,
        agency: &str,
        counted: Counted,
        by: CountedBy,
        period: (Date, Date),
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let day = match counted {
            Counted::Ended => "result_on",
            Counted::Received | Counted::OpenAt(_) => "counted_on",
        };
        let key = match by {
            CountedBy::Requester => "requester".to_owned(),
            CountedBy::Channel => "channel".to_owned(),
            CountedBy::Section => "coalesce(section, '')".to_owned(),
            CountedBy::Month => format!("substr({day}, 1, 7)"),
            CountedBy::Result => "report_row || ' ' || requester".to_owned(),
        };
        let mut values: Vec<Value> = vec![agency.into()];
        let wanted = match counted {
            Counted::Received => "counted_on between $2 and $3",
            Counted::Ended => "result_on between $2 and $3 and counted_on is not null",
            Counted::OpenAt(_) => "counted_on <= $2 and (result_on is null or $2 < result_on)",
        };
        match counted {
            Counted::OpenAt(at) => values.push(at.to_string().into()),
            Counted::Received | Counted::Ended => {
                values.extend([period.0.to_string().into(), period.1.to_string().into()]);
            }
        }
        let sql = format!(
            "select {key} as label, count(*) as count from request_case
             where agency = $1 and {wanted} group by {key} order by {key}"
        );
        let rows = self.numbered_rows(&sql, values).await?;
        rows.iter()
            .map(|row| Ok((row.text("label")?, u64::try_from(row.int("count")?).unwrap_or_default())))
            .collect()
    }

    /// Requests of `agency` that ended in the period, in order of day and number, after `after`.
    pub async fn requests_ended(
        &self,
        agency: &str,
        period: (Date, Date),
        after: Option<(Date, CaseNumber)>,
        limit: u32,
    ) -> Result<Vec<EndedRow>, StoreError> {
        let sql = "select number, received_on, result_on, decision, late from request_case
            where agency = $1 and result_on between $2 and $3 and received_on is not null
              and (result_on, number) > ($4, $5)
            order by result_on, number limit $6";
        let (on, number) = after.map_or_else(
            || (String::new(), String::new()),
            |(on, number)| (on.to_string(), number.to_string()),
        );
        let values: Vec<Value> = vec![
            agency.into(),
            period.0.to_string().into(),
            period.1.to_string().into(),
            on.into(),
            number.into(),
            i64::from(limit).into(),
        ];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(ended_row).collect()
    }

    /// Fee notices of `agency` given, paid or given back in the period, in order of day and number.
    pub async fn fee_register(
        &self,
        agency: &str,
        period: (Date, Date),
        after: Option<(Date, CaseNumber)>,
        limit: u32,
    ) -> Result<Vec<FeeRow>, StoreError> {
        let sql = "select f.request as number, c.subject, f.noticed_on, f.yuan, f.paid_on, f.refunded_on
            from fee_notice f join request_case c on c.agency = f.agency and c.number = f.request
            where f.agency = $1 and (f.noticed_on between $2 and $3 or f.paid_on between $2 and $3
                or f.refunded_on between $2 and $3)
              and (f.noticed_on, f.request) > ($4, $5)
            order by f.noticed_on, f.request limit $6";
        let (on, number) = after.map_or_else(
            || (String::new(), String::new()),
            |(on, number)| (on.to_string(), number.to_string()),
        );
        let values: Vec<Value> = vec![
            agency.into(),
            period.0.to_string().into(),
            period.1.to_string().into(),
            on.into(),
            number.into(),
            i64::from(limit).into(),
        ];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(fee_row).collect()
    }
}

fn ended_row(row: &Row) -> Result<EndedRow, StoreError> {
    let decision = row.text("decision")?;
    Ok(EndedRow {
        number: number_of(row, "number")?,
        ended: Ended {
            received_on: row.date("received_on")?,
            result_on: row.date("result_on")?,
            decision: Decision::from_key(&decision).ok_or_else(|| unknown("decision", &decision))?,
            late: row.opt_int("late")? == Some(1),
        },
    })
}

fn fee_row(row: &Row) -> Result<FeeRow, StoreError> {
    Ok(FeeRow {
        number: number_of(row, "number")?,
        subject: row.text("subject")?,
        noticed_on: row.date("noticed_on")?,
        yuan: u64::try_from(row.int("yuan")?).unwrap_or_default(),
        paid_on: row.opt_date("paid_on")?,
        refunded_on: row.opt_date("refunded_on")?,
    })
}
