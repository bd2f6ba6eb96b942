//! `gongkai policy check`: is every condition well written and sensible?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use gongkai_enterprise::condition::{Condition, parse};
use gongkai_enterprise::{Problem, Severity, check};
use serde::Serialize;

use super::items;

/// Arguments of `gongkai policy check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai policy check 事项.json\n  gongkai policy check 事项.json --year 2024 --json"
)]
pub(super) struct Args {
    /// 事项文件（JSON）
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 申报年度，默认为今年
    #[arg(long, value_name = "Y", value_parser = clap::value_parser!(i16).range(2000..=2200))]
    year: Option<i16>,
    /// 每个事项输出一行 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    file: String,
    item: &'a str,
    ok: bool,
    /// The condition in words; null when it cannot be read.
    sentence: Option<String>,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    severity: &'static str,
    code: &'a str,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
    message: &'a str,
}

/// Exit status 1 when a condition cannot be used; warnings alone are fine.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let year =
        args.year.unwrap_or_else(|| jiff::tz::Offset::constant(8).to_datetime(jiff::Timestamp::now()).year());
    let (mut wanting, mut failed) = (false, false);
    let mut out = std::io::stdout().lock();
    for file in &args.files {
        let entries = match items::entries(file) {
            Ok(entries) => entries,
            // One unreadable file must not hide what is wrong in the others.
            Err(error) => {
                failed = true;
                eprintln!("gongkai：{error:#}");
                continue;
            }
        };
        let file = file.display().to_string();
        let (mut errors, mut warnings) = (0, 0);
        for entry in &entries {
            let (condition, problems) = match parse(&entry.when) {
                Ok(condition) => {
                    let problems = check(&condition, year);
                    (Some(condition), problems)
                }
                Err(problems) => (None, problems),
            };
            let ok = !problems.iter().any(|problem| problem.severity == Severity::Error);
            errors += usize::from(!ok);
            warnings += usize::from(ok && !problems.is_empty());
            let text = if args.json {
                let answer = answer(&file, &entry.id, ok, condition.as_ref(), &problems);
                format!("{}\n", serde_json::to_string(&answer)?)
            } else {
                for_people(&entry.id, entry.title.as_deref(), &problems)
            };
            out.write_all(text.as_bytes()).context("无法写出结果")?;
        }
        wanting |= errors > 0;
        if !args.json {
            let right = entries.len() - errors - warnings;
            writeln!(
                out,
                "{file}：{} 个事项，{right} 个没有问题，{warnings} 个有提醒，{errors} 个有错误",
                entries.len()
            )
            .context("无法写出结果")?;
        }
    }
    Ok(match (failed, wanting) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn answer<'a>(
    file: &str,
    item: &'a str,
    ok: bool,
    condition: Option<&Condition>,
    problems: &'a [Problem],
) -> Answer<'a> {
    let finding = |problem: &'a Problem| Finding {
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: problem.code,
        line: problem.span.line,
        column: problem.span.column,
        start: problem.span.start,
        end: problem.span.end,
        message: &problem.message,
    };
    Answer {
        file: file.to_owned(),
        item,
        ok,
        sentence: condition.map(Condition::sentence),
        findings: problems.iter().map(finding).collect(),
    }
}

fn for_people(id: &str, title: Option<&str>, problems: &[Problem]) -> String {
    let title = title.map(|title| format!("（{title}）")).unwrap_or_default();
    let lines = problems.iter().map(|problem| {
        let kind = match problem.severity {
            Severity::Error => "错误",
            Severity::Warning => "提醒",
        };
        format!("{id}{title}：{kind}：{problem}\n")
    });
    lines.collect()
}
