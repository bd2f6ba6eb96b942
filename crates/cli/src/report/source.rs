//! A report from a file, whatever its format.

use std::path::Path;

use anyhow::Context as _;
use gongkai_report::AnnualReport;
use gongkai_report::json::from_json;

/// Reads the report in `file`.
pub(super) fn read(file: &Path) -> anyhow::Result<AnnualReport> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    let is_json = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        let text = String::from_utf8(bytes).with_context(|| format!("{} 不是 UTF-8 文本", file.display()))?;
        return from_json(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("{} 不是本程序的年度报告 JSON", file.display()));
    }
    from_document(file, &bytes)
}

fn from_document(file: &Path, _bytes: &[u8]) -> anyhow::Result<AnnualReport> {
    anyhow::bail!("{} 的格式还不能读取；现在能读取的是 json", file.display())
}
