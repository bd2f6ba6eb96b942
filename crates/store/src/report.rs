//! Reading annual reports.

use jiff::civil::Date;
use sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};

use crate::{Row, Store, StoreError};

/// Where the report of one agency and year stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The agency's code.
    pub agency: String,
    /// The report year.
    pub year: i16,
    /// Stage key of the workshop.
    pub stage: String,
    /// Day of the head's signature.
    pub signed_on: Option<Date>,
    /// Day the newest edition was published.
    pub published_on: Option<Date>,
    /// The newest published edition; 0 before the first.
    pub edition: u32,
    /// Day it was handed to the 主管部门.
    pub submitted_on: Option<Date>,
}

/// A published edition of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportEditionRow {
    /// Its number, from 1.
    pub edition: u32,
    /// SHA-256 of the blob with the edition.
    pub content_hash: String,
    /// The journal position up to which its figures count.
    pub position: u64,
    /// Day of publication.
    pub published_on: Date,
}

impl Store {
    /// The reports of an agency, newest year first.
    pub async fn reports(&self, agency: &str) -> Result<Vec<ReportRow>, StoreError> {
        let mut select = reports();
        select.and_where(Expr::col("agency").eq(agency)).order_by("year", Order::Desc);
        self.fetch(select).await?.iter().map(report).collect()
    }

    /// Where the report of `agency` for `year` stands, if it was begun.
    pub async fn report(&self, agency: &str, year: i16) -> Result<Option<ReportRow>, StoreError> {
        let mut select = reports();
        select.and_where(Expr::col("agency").eq(agency)).and_where(Expr::col("year").eq(year));
        self.fetch(select).await?.first().map(report).transpose()
    }

    /// The published editions of a report, newest first.
    pub async fn report_editions(
        &self,
        agency: &str,
        year: i16,
    ) -> Result<Vec<ReportEditionRow>, StoreError> {
        let mut select = Query::select();
        select
            .columns(["edition", "content_hash", "position", "published_on"])
            .from("report_edition")
            .and_where(Expr::col("agency").eq(agency))
            .and_where(Expr::col("year").eq(year))
            .order_by("edition", Order::Desc);
        self.fetch(select).await?.iter().map(edition).collect()
    }
}

fn reports() -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(["agency", "year", "stage", "signed_on", "published_on", "edition", "submitted_on"])
        .from("report");
    select
}

fn report(row: &Row) -> Result<ReportRow, StoreError> {
    Ok(ReportRow {
        agency: row.text("agency")?,
        year: i16::try_from(row.int("year")?).unwrap_or_default(),
        stage: row.text("stage")?,
        signed_on: row.opt_date("signed_on")?,
        published_on: row.opt_date("published_on")?,
        edition: u32::try_from(row.int("edition")?).unwrap_or_default(),
        submitted_on: row.opt_date("submitted_on")?,
    })
}

fn edition(row: &Row) -> Result<ReportEditionRow, StoreError> {
    Ok(ReportEditionRow {
        edition: u32::try_from(row.int("edition")?).unwrap_or_default(),
        content_hash: row.text("content_hash")?,
        position: u64::try_from(row.int("position")?).unwrap_or_default(),
        published_on: row.date("published_on")?,
    })
}
