//! `gongkai policy explain`: every condition with what is required and what the enterprise has.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use gongkai_enterprise::condition::Condition;
use gongkai_enterprise::{Facts, Items, Line, Missing, Profile, Rule, Scratch, Span, explain, judge};
use serde::Serialize;

use super::enterprises;
use super::items::{self, Item};
use super::{Sources, status};

/// Arguments of `gongkai policy explain`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai policy explain --items 事项.json --enterprises 企业.csv --year 2024 \\\n    --item A-1 --enterprise 91330482MA00000000"
)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// 只说明这个事项
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// 只说明这家企业
    #[arg(long, value_name = "统一社会信用代码")]
    enterprise: Option<String>,
    /// 每一对输出一行 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    item: &'a str,
    title: Option<&'a str>,
    credit_code: &'a str,
    name: Option<&'a str>,
    result: &'static str,
    missing: Vec<String>,
    /// The one demand that keeps it out, when there is only one.
    short: Option<String>,
    conditions: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    depth: usize,
    result: &'static str,
    condition: &'a str,
    required: &'a str,
    actual: Option<&'a str>,
    line: usize,
    column: usize,
}

/// Exit status 1 when rows of the table could not be read.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let year = args.sources.year;
    let mut items = items::read(&args.sources.items)?;
    if let Some(id) = &args.item {
        items.retain(|item| item.id == *id);
        if items.is_empty() {
            bail!("{}：没有事项 {id}", args.sources.items.display());
        }
    }
    let rules = Items::build(items.iter().map(|item| Rule::compile(&item.condition, year)));
    let mut scratch = Scratch::default();
    let mut out = std::io::stdout().lock();
    let (mut found, mut broken) = (false, None);
    let outcome = enterprises::each(&args.sources.enterprises, year, |profile, _| {
        let wanted = args.enterprise.as_ref().is_none_or(|code| *code == profile.credit_code);
        if wanted && broken.is_none() {
            found = true;
            match told(&items, &rules, &profile, year, args.json, &mut scratch) {
                Ok(text) => broken = out.write_all(text.as_bytes()).context("无法写出结果").err(),
                Err(error) => broken = Some(error),
            }
        }
        Ok(())
    })?;
    if let Some(error) = broken {
        return Err(error);
    }
    if let Some(code) = args.enterprise.as_ref().filter(|_| !found) {
        bail!("{}：没有读到企业 {code}", args.sources.enterprises.display());
    }
    Ok(status(outcome.bad))
}

fn told(
    items: &[Item],
    rules: &Items,
    profile: &Profile,
    year: i16,
    json: bool,
    scratch: &mut Scratch,
) -> anyhow::Result<String> {
    let facts = Facts::new(profile, year);
    let short = rules.short(&facts, scratch);
    let mut text: Vec<String> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let short = short.iter().find(|one| one.item as usize == place);
        let short =
            short.and_then(|one| one.spans.first()).map(|span| words(&item.condition, *span, &item.when));
        let lines = explain(&item.condition, &facts);
        let verdict = judge(&item.condition, &facts);
        if json {
            let answer = Answer {
                item: &item.id,
                title: item.title.as_deref(),
                credit_code: &profile.credit_code,
                name: profile.name.as_deref(),
                result: verdict.truth.key(),
                missing: verdict.missing.iter().map(ToString::to_string).collect(),
                short,
                conditions: lines.iter().map(part).collect(),
            };
            text.push(serde_json::to_string(&answer)?);
            continue;
        }
        let title = item.title.as_deref().map(|title| format!("（{title}）")).unwrap_or_default();
        let name = profile.name.as_deref().map(|name| format!("（{name}）")).unwrap_or_default();
        let label = verdict.truth.label();
        text.push(format!("{}{title}　{}{name}：{label}", item.id, profile.credit_code));
        for line in &lines {
            let (indent, mark) = ("  ".repeat(line.depth + 1), line.truth.mark());
            let actual = line.actual.as_ref().map(|actual| format!("；实际：{actual}")).unwrap_or_default();
            text.push(format!("{indent}{mark} {}{actual}", line.required));
        }
        if !verdict.missing.is_empty() {
            let missing: Vec<String> = verdict.missing.iter().map(Missing::label).collect();
            text.push(format!("  缺少的数据：{}", missing.join("、")));
        }
        if let Some(short) = short {
            text.push(format!("  只差一项：{short}"));
        }
    }
    Ok(text.into_iter().map(|line| line + "\n").collect())
}

fn part(line: &Line) -> Part<'_> {
    Part {
        depth: line.depth,
        result: line.truth.key(),
        condition: &line.condition,
        required: &line.required,
        actual: line.actual.as_deref(),
        line: line.span.line,
        column: line.span.column,
    }
}

/// The part of a condition at a place, in words; its own text when no part stands exactly there.
pub(super) fn words(condition: &Condition, span: Span, when: &str) -> String {
    condition.at(span).map_or_else(
        || when.chars().skip(span.start).take(span.end.saturating_sub(span.start)).collect(),
        Condition::sentence,
    )
}
