//! Reading annual reports.

use gongkai_publication::LegalKind;
use jiff::civil::Date;
use sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};

use crate::param::Bound;
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
    /// Where it was published, when it was made before the platform was there and only taken over.
    pub source: Option<String>,
}

/// A notice of the information-processing fee (收费通知).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeNoticeRow {
    /// The request charged.
    pub request: String,
    /// Day of the notice.
    pub noticed_on: Date,
    /// Its amount.
    pub amount_fen: i64,
    /// Day of payment, unless it was refunded.
    pub paid_on: Option<Date>,
}

impl Store {
    /// The fee notices of `agency` issued or paid in `year`, in order of the notices.
    pub async fn fee_notices(&self, agency: &str, year: i16) -> Result<Vec<FeeNoticeRow>, StoreError> {
        let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let mut select = Query::select();
        select
            .columns(["request", "noticed_on", "yuan", "paid_on", "refunded_on"])
            .from("fee_notice")
            .and_where(Expr::col("agency").eq(agency))
            .and_where(
                Expr::col("noticed_on")
                    .between(first.as_str(), last.as_str())
                    .or(Expr::col("paid_on").between(first.as_str(), last.as_str())),
            )
            .order_by("noticed_on", Order::Asc)
            .order_by("request", Order::Asc);
        self.fetch(select).await?.iter().map(fee_notice).collect()
    }

    /// The reports of an agency, newest year first.
    pub async fn reports(&self, agency: &str) -> Result<Vec<ReportRow>, StoreError> {
        let mut select = reports();
        select.and_where(Expr::col("agency").eq(agency)).order_by("year", Order::Desc);
        self.fetch(select).await?.iter().map(report).collect()
    }

    /// The published reports of every agency in one reading, by agency, newest first.
    pub async fn published_reports(&self) -> Result<Vec<ReportRow>, StoreError> {
        let mut select = reports();
        select
            .and_where(Expr::col("edition").gt(0))
            .order_by("agency", Order::Asc)
            .order_by("year", Order::Desc);
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
            .columns(["edition", "content_hash", "position", "published_on", "source"])
            .from("report_edition")
            .and_where(Expr::col("agency").eq(agency))
            .and_where(Expr::col("year").eq(year))
            .order_by("edition", Order::Desc);
        self.fetch(select).await?.iter().map(edition).collect()
    }
}

/// A 规章 or 行政规范性文件 behind a figure of table 二.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalDocumentRow {
    /// Its index number.
    pub index_number: String,
    /// Its title.
    pub title: String,
    /// Day it was made.
    pub made_on: Date,
    /// First day on which it was no longer in force, by an act or by its own last day.
    pub ended_on: Option<Date>,
}

impl Store {
    /// The legal documents of `agency` on record that were made by the end of `year`, oldest first.
    ///
    /// They are few: an agency makes some dozens in a year, and the register of them is read whole.
    pub async fn legal_document_list(
        &self,
        agency: &str,
        kind: LegalKind,
        year: i16,
    ) -> Result<Vec<LegalDocumentRow>, StoreError> {
        let last = format!("{year:04}-12-31");
        let sql = "select index_number, title, generated_on, expires_on,
                     case when validity in ('repealed', 'expired') then validity_on end as act_on
                   from item where agency = $1 and legal_kind = $2 and counted = 1 and origin = 'made'
                     and generated_on <= $3
                   order by generated_on, index_number";
        let params = vec![agency.into(), kind.key().into(), last.into()];
        let rows = self.query(Bound::new(sql, params)).await?;
        rows.iter().map(document).collect()
    }
}

fn document(row: &Row) -> Result<LegalDocumentRow, StoreError> {
    // On the last day it names itself a document is still in force.
    let expired_on = row.opt_date("expires_on")?.and_then(|last| last.tomorrow().ok());
    let ended_on = [row.opt_date("act_on")?, expired_on].into_iter().flatten().min();
    Ok(LegalDocumentRow {
        index_number: row.text("index_number")?,
        title: row.text("title")?,
        made_on: row.date("generated_on")?,
        ended_on,
    })
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

fn fee_notice(row: &Row) -> Result<FeeNoticeRow, StoreError> {
    let refunded = row.opt_date("refunded_on")?.is_some();
    Ok(FeeNoticeRow {
        request: row.text("request")?,
        noticed_on: row.date("noticed_on")?,
        amount_fen: row.int("yuan")?.saturating_mul(100),
        paid_on: row.opt_date("paid_on")?.filter(|_| !refunded),
    })
}

fn edition(row: &Row) -> Result<ReportEditionRow, StoreError> {
    Ok(ReportEditionRow {
        edition: u32::try_from(row.int("edition")?).unwrap_or_default(),
        content_hash: row.text("content_hash")?,
        position: u64::try_from(row.int("position")?).unwrap_or_default(),
        published_on: row.date("published_on")?,
        source: row.opt_text("source")?,
    })
}
