//! A published edition of the report: a blob that never changes.

use gongkai_report::AnnualReport;
use gongkai_report::check::Finding;
use gongkai_report::json::{from_json, to_json};
use gongkai_report::tally::Counters;
use gongkai_store::BlobId;
use gongkai_store::report::ReportEditionRow;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ReportView;
use crate::{App, AppError};

/// What an edition keeps: the report in its JSON form, and the figures that stand in no table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edition {
    /// The report as `report read --json` prints it.
    report: serde_json::Value,
    /// 本年公布条数
    items_in_year: u64,
    /// 累计条数
    items_total: Option<u64>,
    /// 收费通知件数
    fee_notices: u32,
    /// 实收信息处理费, fen
    fee_collected_fen: i64,
    /// 平均办理工作日
    mean_days: Option<String>,
}

impl Edition {
    /// The edition that a signature on `view` fixes.
    pub(super) fn of(view: &ReportView) -> Edition {
        let Counters { items_in_year, items_total, fee_notices, fee_collected_fen, handling, .. } =
            &view.computed.counters;
        Edition {
            report: serde_json::from_str(&to_json(&view.report)).unwrap_or_default(),
            items_in_year: *items_in_year,
            items_total: *items_total,
            fee_notices: *fee_notices,
            fee_collected_fen: *fee_collected_fen,
            mean_days: handling.mean_days().map(|days: Decimal| days.normalize().to_string()),
        }
    }

    /// The bytes that are hashed, signed and kept.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, AppError> {
        serde_json::to_vec(self).map_err(|error| AppError::Inconsistent(format!("edition: {error}")))
    }
}

/// A published edition, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEdition {
    /// Its number, from 1.
    pub edition: u32,
    /// SHA-256 of its content, hexadecimal.
    pub content_hash: String,
    /// The journal position up to which its figures count.
    pub position: u64,
    /// Day of publication.
    pub published_on: Date,
    /// Figures and texts.
    pub report: AnnualReport,
    /// 本年公布条数
    pub items_in_year: u64,
    /// 累计条数
    pub items_total: Option<u64>,
    /// 收费通知件数
    pub fee_notices: u32,
    /// 实收信息处理费, fen
    pub fee_collected_fen: i64,
    /// 平均办理工作日
    pub mean_days: Option<String>,
}

impl App {
    /// The newest published edition of the report of `agency` for `year`.
    pub async fn published_report(
        &self,
        agency: &str,
        year: i16,
    ) -> Result<Option<PublishedEdition>, AppError> {
        match self.store.report_editions(agency, year).await?.into_iter().next() {
            Some(row) => self.read_edition(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Every published edition of the report of `agency` for `year`, newest first.
    pub async fn published_report_editions(
        &self,
        agency: &str,
        year: i16,
    ) -> Result<Vec<ReportEditionRow>, AppError> {
        Ok(self.store.report_editions(agency, year).await?)
    }

    /// Where later facts differ from the published edition: a corrected edition or an explained K5 is due.
    pub async fn report_differences(&self, agency: &str, year: i16) -> Result<Vec<Finding>, AppError> {
        let Some(published) = self.published_report(agency, year).await? else { return Ok(Vec::new()) };
        let view = self.report_view(agency, year).await?;
        Ok(gongkai_report::check::compare_with_records(&published.report, &view.report))
    }

    async fn read_edition(&self, row: ReportEditionRow) -> Result<PublishedEdition, AppError> {
        let broken = |what: String| AppError::Inconsistent(format!("edition {}: {what}", row.content_hash));
        let id = BlobId::parse(&row.content_hash).ok_or_else(|| broken("not a hash".to_owned()))?;
        let bytes = self.blobs.get(&id).await?;
        let kept: Edition = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        let report = from_json(&kept.report.to_string()).map_err(|error| broken(error.to_string()))?;
        Ok(PublishedEdition {
            edition: row.edition,
            content_hash: row.content_hash,
            position: row.position,
            published_on: row.published_on,
            report,
            items_in_year: kept.items_in_year,
            items_total: kept.items_total,
            fee_notices: kept.fee_notices,
            fee_collected_fen: kept.fee_collected_fen,
            mean_days: kept.mean_days,
        })
    }
}
