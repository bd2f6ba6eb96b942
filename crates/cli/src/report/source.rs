//! A report from a file, whatever its format.

use std::path::Path;

use anyhow::Context as _;
use gongkai_document::Kind;
use gongkai_report::AnnualReport;
use gongkai_report::json::from_json;

/// Reads the report in `file`.
pub(super) fn read(file: &Path) -> anyhow::Result<AnnualReport> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    from_bytes(&bytes).with_context(|| format!("读不了 {}", file.display()))
}

fn from_bytes(bytes: &[u8]) -> anyhow::Result<AnnualReport> {
    if gongkai_document::kind(bytes) != Kind::Json {
        return from_document(bytes);
    }
    let text = gongkai_document::decode(bytes)?;
    match from_json(text.trim_start_matches('\u{feff}')) {
        Ok(report) => Ok(report),
        // JSON of a website may carry a page in its strings.
        Err(error) => from_document(bytes).map_err(|_| anyhow::Error::new(error)),
    }
}

fn from_document(bytes: &[u8]) -> anyhow::Result<AnnualReport> {
    Ok(gongkai_report::read::read(&gongkai_document::read(bytes)?)?)
}
