//! What the annual report counts of requests.

use gongkai_request::Stage;
use gongkai_request::likeness::Candidate;
use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::{Date, date};
use sea_query::Value;

use super::Among;
use crate::{Row, Store, StoreError};

/// One request as table 三 sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFact {
    /// Number within the agency.
    pub number: String,
    /// Day on which it counts as new.
    pub counted_on: Date,
    /// Column.
    pub requester: RequesterKind,
    /// Its result and the day of it.
    pub result: Option<(Decision, Date)>,
}

/// How many requests stand in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub count: u64,
}

impl Store {
    /// The requests of `agency` that `year` counts: received by its end, and not ended before it began.
    ///
    /// In order of the day they count from. Requests whose receipt was never settled are not among them.
    pub async fn request_facts(&self, agency: &str, year: i16) -> Result<Vec<RequestFact>, StoreError> {
        let sql = "select number, counted_on, requester, decision, result_on from request_case
                   where agency = $1 and counted_on <= $2 and (result_on is null or $3 <= result_on)
                   order by counted_on, number";
        let values: Vec<Value> =
            vec![agency.into(), date(year, 12, 31).to_string().into(), date(year, 1, 1).to_string().into()];
        let rows = self.numbered_rows(sql, values).await?;
        rows.iter().map(fact).collect()
    }

    /// How many requests of `agencies` stand in each stage; stages without any are left out.
    pub async fn requests_by_stage(&self, agencies: &[String]) -> Result<Vec<StageCount>, StoreError> {
        let among = Among::of(agencies);
        let (sqlite, postgres) = among.sql(|agencies| {
            format!(
                "select stage, count(*) as count from request_case where agency {agencies}
                 group by stage order by stage"
            )
        });
        let rows = self.fetch_per_dialect(&sqlite, &postgres, vec![among.value()]).await?;
        rows.iter()
            .map(|row| {
                let stage = row.text("stage")?;
                let stage = Stage::from_key(&stage).ok_or_else(|| unknown("stage", &stage))?;
                let count = u64::try_from(row.int("count")?).unwrap_or_default();
                Ok(StageCount { stage, count })
            })
            .collect()
    }

    /// The last number given by `agency` in `year`, if any.
    pub async fn last_request_number(&self, agency: &str, year: i16) -> Result<Option<String>, StoreError> {
        self.last_number("request_case", "number", agency, year).await
    }

    /// The last number given to a remedy by `agency` in `year`, if any.
    pub async fn last_remedy_number(&self, agency: &str, year: i16) -> Result<Option<String>, StoreError> {
        self.last_number("remedy_case", "id", agency, year).await
    }

    async fn last_number(
        &self,
        table: &str,
        column: &str,
        agency: &str,
        year: i16,
    ) -> Result<Option<String>, StoreError> {
        let sql = format!(
            "select max({column}) as last from {table} where agency = $1 and {column} between $2 and $3"
        );
        let values: Vec<Value> =
            vec![agency.into(), format!("{year:04}-000000").into(), format!("{year:04}-999999").into()];
        let rows = self.numbered_rows(&sql, values).await?;
        rows.first().map_or(Ok(None), |row| row.opt_text("last"))
    }

    /// What a request may be compared with: up to `own` of the same requester, up to `recent` of the agency, newest
    /// first. Both walk along an index and stop.
    pub async fn requests_alike(
        &self,
        agency: &str,
        identity_hash: &str,
        own: u32,
        recent: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        let same = "select number, identity_hash, subject from request_case
                    where agency = $1 and identity_hash = $2 and identity_hash <> ''
                    order by received_on desc, number desc limit $3";
        let newest = "select number, identity_hash, subject from request_case
                      where agency = $1 order by number desc limit $2";
        let mut rows = self
            .numbered_rows(same, vec![agency.into(), identity_hash.into(), i64::from(own).into()])
            .await?;
        rows.extend(self.numbered_rows(newest, vec![agency.into(), i64::from(recent).into()]).await?);
        let mut found: Vec<Candidate> = Vec::with_capacity(rows.len());
        for row in &rows {
            let candidate = Candidate {
                number: super::list::number_of(row, "number")?,
                identity_hash: row.text("identity_hash")?,
                subject: row.text("subject")?,
            };
            if !found.contains(&candidate) {
                found.push(candidate);
            }
        }
        Ok(found)
    }

    /// Which request of its month this one is for the same requester, by receipt; the fee goes by it (Art. 42).
    pub async fn place_in_month(
        &self,
        agency: &str,
        identity_hash: &str,
        received_on: Date,
        number: &str,
    ) -> Result<u32, StoreError> {
        let sql = "select count(*) as place from request_case
                   where agency = $1 and identity_hash = $2 and received_on between $3 and $4
                     and (received_on < $4 or number <= $5)";
        let values: Vec<Value> = vec![
            agency.into(),
            identity_hash.into(),
            received_on.first_of_month().to_string().into(),
            received_on.to_string().into(),
            number.into(),
        ];
        let rows = self.numbered_rows(sql, values).await?;
        let place = rows.first().map_or(Ok(0), |row| row.int("place"))?;
        Ok(u32::try_from(place).unwrap_or_default())
    }
}

fn fact(row: &Row) -> Result<RequestFact, StoreError> {
    let requester = row.text("requester")?;
    let result = match (row.opt_text("decision")?, row.opt_date("result_on")?) {
        (Some(decision), Some(on)) => {
            Some((Decision::from_key(&decision).ok_or_else(|| unknown("decision", &decision))?, on))
        }
        _ => None,
    };
    Ok(RequestFact {
        number: row.text("number")?,
        counted_on: row.date("counted_on")?,
        requester: RequesterKind::from_key(&requester).ok_or_else(|| unknown("requester", &requester))?,
        result,
    })
}

pub(crate) fn unknown(column: &str, found: &str) -> StoreError {
    StoreError::Column { column: column.to_owned(), problem: format!("holds {found:?}, which is no key") }
}
