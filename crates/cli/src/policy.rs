//! `gongkai policy`: items and enterprises from files, checked, matched, explained, simulated.

mod check;
pub(crate) mod enterprises;
mod explain;
mod items;
mod matching;
mod parquet;
mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

/// Arguments of `gongkai policy`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 核对事项的条件：写法、代码、矛盾、重复
    Check(check::Args),
    /// 找出每个事项符合和可能符合的企业
    Match(matching::Args),
    /// 逐条说明企业为什么符合或者不符合
    Explain(explain::Args),
    /// 发文前测算惠及面：地区、行业、规模、只差一项、资金
    Simulate(simulate::Args),
}

/// Items, enterprises and the application year, asked for by three of the four.
#[derive(Debug, clap::Args)]
struct Sources {
    /// 事项文件（JSON）
    #[arg(long, value_name = "FILE.json")]
    items: PathBuf,
    /// 企业表（CSV、XLSX 或 Parquet）
    #[arg(long, value_name = "FILE.csv|xlsx|parquet")]
    enterprises: PathBuf,
    /// 申报年度：不带年份的数据是它的上一年
    #[arg(long, value_name = "Y", value_parser = clap::value_parser!(i16).range(2000..=2200))]
    year: i16,
}

/// Does what was asked.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.verb {
        Verb::Check(args) => check::run(args),
        Verb::Match(args) => matching::run(args),
        Verb::Explain(args) => explain::run(args),
        Verb::Simulate(args) => simulate::run(args),
    }
}

/// 0 when every row could be read, else 1.
fn status(bad_rows: u64) -> ExitCode {
    if bad_rows == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
