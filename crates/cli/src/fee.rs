//! `gongkai fee`: the information-processing fee (信息处理费) with its steps.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use gongkai_statute::fee::{self, Fee, Schedule};
use serde::Serialize;

/// The largest count the command takes: more requests or pages than any case has.
const MOST: i64 = 1_000_000;

/// Arguments of `gongkai fee`.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例：\n  gongkai fee --requests 31\n  gongkai fee --pages 150 --json")]
pub(crate) struct Args {
    /// 按件计收：同一申请人本自然月的第几件
    #[arg(long, value_name = "N", required_unless_present = "pages", conflicts_with = "pages")]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=MOST))]
    pub(crate) requests: Option<u32>,
    /// 按量计收：一件申请的页数（A4 单面）
    #[arg(long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=MOST))]
    pub(crate) pages: Option<u32>,
    /// 输出 JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Prints the fee.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let text = answer(args)?;
    writeln!(std::io::stdout().lock(), "{text}").context("无法写出结果")?;
    Ok(ExitCode::SUCCESS)
}

fn answer(args: &Args) -> anyhow::Result<String> {
    let fee = match (args.requests, args.pages) {
        (Some(count), None) => fee::fee(Schedule::PerRequest, count),
        (None, Some(count)) => fee::fee(Schedule::PerPage, count),
        (Some(_), Some(_)) | (None, None) => anyhow::bail!("请给出 --requests 或者 --pages 中的一个"),
    };
    if args.json { Ok(serde_json::to_string(&Answer::from(&fee))?) } else { Ok(for_people(&fee)) }
}

/// The answer's shape, a promise of design §4.
#[derive(Serialize)]
struct Answer {
    schedule: &'static str,
    rate_of_nth: Option<u64>,
    total: u64,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    from: u32,
    to: u32,
    rate: u64,
    count: u32,
    amount: u64,
}

impl From<&Fee> for Answer {
    fn from(fee: &Fee) -> Answer {
        Answer {
            schedule: fee.schedule.key(),
            rate_of_nth: fee.rate_of_nth.map(|rate| rate.0),
            total: fee.total.0,
            steps: fee
                .steps
                .iter()
                .map(|step| Step {
                    from: step.from,
                    to: step.to,
                    rate: step.rate.0,
                    count: step.count,
                    amount: step.amount.0,
                })
                .collect(),
        }
    }
}

fn for_people(fee: &Fee) -> String {
    let unit = fee.schedule.unit();
    let mut lines = vec![format!("{}，{} {unit}（{}）", fee.schedule.label(), fee.count, fee.source)];
    lines.extend(fee.steps.iter().map(|step| {
        let range =
            if step.from == step.to { step.to.to_string() } else { format!("{}–{}", step.from, step.to) };
        let (count, rate, amount) = (step.count, step.rate.0, step.amount.0);
        format!("  第 {range} {unit}：{count} {unit} × {rate} 元 = {amount} 元")
    }));
    lines.push(match (fee.schedule, fee.rate_of_nth) {
        (Schedule::PerRequest, Some(rate)) => {
            format!("第 {} 件应收 {} 元，本月累计 {} 元", fee.count, rate.0, fee.total.0)
        }
        (Schedule::PerRequest | Schedule::PerPage, _) => format!("合计 {} 元", fee.total.0),
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(requests: Option<u32>, pages: Option<u32>) -> serde_json::Value {
        serde_json::from_str(&answer(&Args { requests, pages, json: true }).unwrap()).unwrap()
    }

    #[test]
    fn the_answer_has_the_promised_shape() {
        assert_eq!(
            ask(Some(31), None),
            serde_json::json!({"schedule": "per_request", "rate_of_nth": 200, "total": 2200, "steps": [
                {"from": 1, "to": 10, "rate": 0, "count": 10, "amount": 0},
                {"from": 11, "to": 30, "rate": 100, "count": 20, "amount": 2000},
                {"from": 31, "to": 31, "rate": 200, "count": 1, "amount": 200},
            ]})
        );
    }

    #[test]
    fn pages_are_charged_by_their_own_schedule() {
        let answer = ask(None, Some(250));
        assert_eq!((&answer["schedule"], &answer["total"]), (&"per_page".into(), &4700.into()));
    }

    #[test]
    fn people_read_the_steps() {
        let page = answer(&Args { requests: Some(31), pages: None, json: false }).unwrap();
        insta::assert_snapshot!(page, @r"
        按件计收，31 件（《政府信息公开信息处理费管理办法》）
          第 1–10 件：10 件 × 0 元 = 0 元
          第 11–30 件：20 件 × 100 元 = 2000 元
          第 31 件：1 件 × 200 元 = 200 元
        第 31 件应收 200 元，本月累计 2200 元
        ");
    }

    #[test]
    fn one_of_the_two_counts_is_needed() {
        assert!(answer(&Args { requests: None, pages: None, json: true }).is_err());
    }
}
