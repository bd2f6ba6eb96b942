//! A published edition of the report: a blob that never changes.

use gongkai_report::AnnualReport;
use gongkai_report::check::Finding;
use gongkai_report::json::{from_json, to_json};
use gongkai_store::BlobId;
use gongkai_store::report::ReportEditionRow;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ReportView;
use crate::{App, AppError};

/// Figures of an edition that stand in no table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionCounters {
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

/// What an edition keeps: the report in its JSON form, and what stands in no table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edition {
    /// The report as `report read --json` prints it.
    report: serde_json::Value,
    /// Absent in a report that was taken over: nothing here counted them.
    counters: Option<EditionCounters>,
    /// For one taken over: the file as it was handed in.
    file: Option<String>,
}

impl Edition {
    /// The edition that a signature on `view` fixes.
    pub(super) fn of(view: &ReportView) -> Result<Edition, AppError> {
        let counters = &view.computed.counters;
        Ok(Edition {
            report: json_form(&view.report)?,
            counters: Some(EditionCounters {
                items_in_year: counters.items_in_year,
                items_total: counters.items_total,
                fee_notices: counters.fee_notices,
                fee_collected_fen: counters.fee_collected_fen,
                mean_days: counters.handling.mean_days().map(|days: Decimal| days.normalize().to_string()),
            }),
            file: None,
        })
    }

    /// The edition of a report that was published elsewhere, read from the blob `file`.
    pub(super) fn taken_over(report: &AnnualReport, file: &BlobId) -> Result<Edition, AppError> {
        Ok(Edition { report: json_form(report)?, counters: None, file: Some(file.to_string()) })
    }

    /// The bytes that are hashed, signed and kept.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, AppError> {
        serde_json::to_vec(self).map_err(|error| AppError::Inconsistent(format!("edition: {error}")))
    }
}

fn json_form(report: &AnnualReport) -> Result<serde_json::Value, AppError> {
    serde_json::from_str(&to_json(report))
        .map_err(|error| AppError::Inconsistent(format!("report as JSON: {error}")))
}

/// A published edition, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEdition {
    /// Its number, from 1.
    pub edition: u32,
    /// SHA-256 of its content, hexadecimal.
    pub content_hash: String,
    /// The journal position up to which its figures count; 0 when it was taken over.
    pub position: u64,
    /// Day of publication.
    pub published_on: Date,
    /// Where it was published, when it was made before the platform was there and only taken over.
    pub source: Option<String>,
    /// SHA-256 of the file it was read from, when it was taken over.
    pub file: Option<String>,
    /// Figures and texts.
    pub report: AnnualReport,
    /// Figures that stand in no table; `None` when it was taken over.
    pub counters: Option<EditionCounters>,
    /// 本年公布条数 of [`PublishedEdition::counters`]; 0 says nothing when there are none.
    pub items_in_year: u64,
    /// 累计条数 of [`PublishedEdition::counters`].
    pub items_total: Option<u64>,
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

    /// Edition `edition` of the report of `agency` for `year`, if it was published.
    pub async fn published_report_edition(
        &self,
        agency: &str,
        year: i16,
        edition: u32,
    ) -> Result<Option<PublishedEdition>, AppError> {
        let rows = self.store.report_editions(agency, year).await?;
        match rows.into_iter().find(|row| row.edition == edition) {
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
        if published.source.is_some() {
            // The records of that year are not here: every figure would differ.
            return Ok(Vec::new());
        }
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
            source: row.source,
            file: kept.file,
            report,
            items_in_year: kept.counters.as_ref().map_or(0, |counters| counters.items_in_year),
            items_total: kept.counters.as_ref().and_then(|counters| counters.items_total),
            counters: kept.counters,
        })
    }
}
