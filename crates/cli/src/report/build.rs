//! `gongkai report build`, and the figures the records give.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use gongkai_app::reports::{ReportFormat, write};
use gongkai_app::{App, SystemClock};
use gongkai_report::AnnualReport;

use crate::config::Config;
use crate::installation::told;

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
    let formats = args
        .formats
        .iter()
        .map(|key| {
            let known: Vec<&str> = ReportFormat::ALL.iter().map(|format| format.key()).collect();
            ReportFormat::from_key(key)
                .with_context(|| format!("不能输出 {key} 格式，可用：{}", known.join("、")))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let view = crate::serve::runtime()?.block_on(async {
        let app = open(&args.place).await?;
        told(app.report_view(&args.agency, args.year).await)
            .with_context(|| format!("生成不了机关 {} 的年报", args.agency))
    })?;
    std::fs::create_dir_all(&args.out).with_context(|| format!("建不了目录 {}", args.out.display()))?;
    for format in formats {
        let file = told(write(&view.report, format))?;
        let path = args.out.join(&file.name);
        std::fs::write(&path, file.bytes).with_context(|| format!("写不了 {}", path.display()))?;
        println!("{}", path.display());
    }
    let open = view.open_findings();
    for finding in &open {
        eprintln!("[{} {}] {}", finding.rule.key(), finding.severity.label(), finding.message);
    }
    let blocked = open.iter().any(|finding| finding.blocks());
    Ok(if blocked { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The report of the same agency and year as the records give it.
pub(super) fn from_records(report: &AnnualReport, place: &Place) -> anyhow::Result<AnnualReport> {
    let name = report.agency.as_deref().context("报告没有写明机关，无法与记录核对")?;
    let year = report.year.context("报告没有写明年度，无法与记录核对")?;
    crate::serve::runtime()?.block_on(async {
        let app = open(place).await?;
        let agencies = app.store.agencies().await?;
        let agency = agencies
            .iter()
            .find(|agency| agency.name == name || agency.short_name == name)
            .with_context(|| format!("记录里没有名为 {name} 的机关"))?;
        Ok(told(app.report_view(&agency.code, year).await)?.computed.report)
    })
}

async fn open(place: &Place) -> anyhow::Result<App> {
    let config = Config::read_at(place.config.as_deref(), place.data.as_deref())?;
    let kept = config.place();
    anyhow::ensure!(kept.holds_records(), "{} 里没有记录，请用 --data 指明数据目录", config.data.display());
    App::open(&kept, Arc::new(SystemClock)).await.context("打不开数据目录")
}
