//! The report as files.

use gongkai_report::AnnualReport;
use gongkai_report::json::to_json;

use crate::AppError;

/// A format the report is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportFormat {
    /// A standalone page.
    Html,
    /// A workbook.
    Xlsx,
    /// The JSON form.
    Json,
}

impl ReportFormat {
    /// Every format.
    pub const ALL: [ReportFormat; 3] = [ReportFormat::Html, ReportFormat::Xlsx, ReportFormat::Json];

    /// Its name on the command line and the ending of its files.
    pub const fn key(self) -> &'static str {
        match self {
            ReportFormat::Html => "html",
            ReportFormat::Xlsx => "xlsx",
            ReportFormat::Json => "json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            ReportFormat::Html => "text/html; charset=utf-8",
            ReportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ReportFormat::Json => "application/json",
        }
    }

    /// The format with this name.
    pub fn from_key(key: &str) -> Option<ReportFormat> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }
}

/// A report as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name: the report's title with the format's ending.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes `report` in `format`; the same report gives the same bytes.
pub fn write(report: &AnnualReport, format: ReportFormat) -> Result<ReportFile, AppError> {
    use gongkai_document::write as document;
    let bytes = match format {
        ReportFormat::Html => document::html(report, &document::Options::default()).into_bytes(),
        ReportFormat::Xlsx => {
            document::xlsx(report).map_err(|error| AppError::Inconsistent(format!("workbook: {error}")))?
        }
        ReportFormat::Json => to_json(report).into_bytes(),
    };
    let title = if report.sections.title.is_empty() {
        "政府信息公开工作年度报告"
    } else {
        &report.sections.title
    };
    Ok(ReportFile { name: format!("{title}.{}", format.key()), bytes })
}
