//! `gongkai report`: published reports read, checked and summed up; the year's report built from the records.

mod build;
mod show;
mod source;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use gongkai_report::AnnualReport;
use gongkai_report::check::{self, CheckContext, Outcome};
use gongkai_report::json::{self, node::Node};
use gongkai_report::rollup::{Part, RollupError, rollup};

/// 年度报告：读取、核对、生成、汇总
#[derive(Debug, clap::Args)]
#[command(after_help = "示例：gongkai report check 年报.html")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// 读出一份已公布的年度报告（pdf、ofd、docx、xlsx、html、md、txt、json）
    #[command(after_help = "示例：gongkai report read 年报.html --json")]
    Read(ReadArgs),
    /// 核对勾稽关系，指出每一处错误的表、行、列
    #[command(after_help = "示例：gongkai report check 年报.html --previous 上年年报.html")]
    Check(CheckArgs),
    /// 由记录生成年度报告
    #[command(after_help = "示例：gongkai report build --agency 330482001 --year 2021 --out 年报")]
    Build(build::Args),
    /// 汇总多份年度报告，每份先核对
    #[command(after_help = "示例：gongkai report rollup 年报/*.html --json")]
    Rollup(RollupArgs),
}

#[derive(Debug, clap::Args)]
struct ReadArgs {
    /// 年度报告文件
    file: PathBuf,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    /// 逐格标明在原文的位置（PDF 为页码和方框）
    #[arg(long)]
    places: bool,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// 年度报告文件
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 上年度的年度报告
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// 同时与记录核对
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    place: build::Place,
    /// 每份报告输出一行 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct RollupArgs {
    /// 年度报告文件
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Runs `gongkai report`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::Read(args) => read(args),
        Command::Check(args) => check(args),
        Command::Build(args) => build::run(args),
        Command::Rollup(args) => sum_up(args),
    }
}

fn print(text: &str) -> anyhow::Result<()> {
    write!(std::io::stdout().lock(), "{text}").context("无法写出结果")
}

fn read(args: &ReadArgs) -> anyhow::Result<ExitCode> {
    let report = source::read(&args.file)?;
    print(&match (args.json, args.places) {
        (true, true) => json::to_json_with_places(&report),
        (true, false) => json::to_json(&report),
        (false, true) => format!("{}{}", show::report(&report), show::places(&report)),
        (false, false) => show::report(&report),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let previous = args.previous.as_deref().map(source::read).transpose()?;
    let mut wanting = false;
    let mut failed = false;
    for file in &args.files {
        let name = file.display().to_string();
        let outcome = source::read(file).and_then(|report| outcome(&report, previous.as_ref(), args));
        match outcome {
            Ok(outcome) => {
                wanting |= !outcome.ok();
                print(&if args.json {
                    format!("{}\n", check::json::to_node(&name, &outcome).to_line())
                } else {
                    show::outcome(&name, &outcome)
                })?;
            }
            // One unreadable file must not hide what is wrong with the others.
            Err(error) => {
                failed = true;
                writeln!(std::io::stderr().lock(), "gongkai：{error:#}").context("无法写出结果")?;
            }
        }
    }
    Ok(match (failed, wanting) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn outcome(
    report: &AnnualReport,
    previous: Option<&AnnualReport>,
    args: &CheckArgs,
) -> anyhow::Result<Outcome> {
    let mut outcome = check::check(report, previous, &CheckContext::default());
    if args.records {
        let computed = build::from_records(report, &args.place)?;
        outcome.findings.extend(check::compare_with_records(report, &computed));
        outcome.unreachable.clear();
    }
    Ok(outcome)
}

fn sum_up(args: &RollupArgs) -> anyhow::Result<ExitCode> {
    let reports = args
        .files
        .iter()
        .map(|file| Ok((file.display().to_string(), source::read(file)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let parts: Vec<Part<'_>> = reports.iter().map(|(name, report)| Part { name, report }).collect();
    let sum = rollup(&parts).map_err(|error| anyhow::anyhow!(in_words(&error)))?;
    let text = if args.json {
        let Node::Object(mut pairs) = json::to_node(&sum.report) else { anyhow::bail!("无法写出汇总") };
        let checks = sum.checks.iter().map(|(name, outcome)| check::json::to_node(name, outcome));
        pairs.push(("checks".to_owned(), Node::List(checks.collect())));
        Node::Object(pairs).to_text()
    } else {
        let checks = sum.checks.iter().map(|(name, outcome)| show::verdict(name, outcome));
        format!("{}{}", checks.collect::<String>(), show::report(&sum.report))
    };
    print(&text)?;
    Ok(if sum.ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn in_words(error: &RollupError) -> String {
    match error {
        RollupError::Years(first, other) => format!("不能汇总：有 {first} 年的报告，也有 {other} 年的报告"),
        RollupError::Twice(agency) => format!("不能汇总：{agency}的报告给了两份，会重复计算"),
        _ => "没有可以汇总的报告".to_owned(),
    }
}
