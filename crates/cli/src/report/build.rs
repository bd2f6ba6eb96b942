//! `gongkai report build`, and the figures the records give.

use std::path::PathBuf;
use std::process::ExitCode;

use gongkai_report::AnnualReport;

/// Where the records are.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// 设置文件
    #[arg(long)]
    pub(super) config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long)]
    pub(super) data: Option<PathBuf>,
}

/// Arguments of `gongkai report build`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 机关代码
    #[arg(long, value_name = "CODE")]
    pub(super) agency: String,
    /// 报告年度
    #[arg(long, value_name = "Y")]
    pub(super) year: i16,
    /// 输出目录
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// 输出格式
    #[arg(long, value_delimiter = ',', default_value = "html,xlsx,json")]
    pub(super) formats: Vec<String>,
    #[command(flatten)]
    pub(super) place: Place,
}

/// Builds the year's report from the records.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let Args { agency, year, out, formats, place } = args;
    let _ = (out, formats, place);
    anyhow::bail!("还不能由记录生成 {agency} {year} 年的年度报告")
}

/// The report of the same agency and year as the records give it.
pub(super) fn from_records(report: &AnnualReport, place: &Place) -> anyhow::Result<AnnualReport> {
    let _ = (report, place);
    anyhow::bail!("还不能与记录核对")
}
