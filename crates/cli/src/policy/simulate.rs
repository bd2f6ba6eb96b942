//! `gongkai policy simulate`: whom a draft would reach, and what it would cost, before it is signed.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use gongkai_enterprise::{Cost, Counted, Index, Near, Number, Reach, Register, Rule, SizeClass};
use serde::Serialize;

use super::explain::words;
use super::items::{self, Item};
use super::matching::{answer, load};
use super::{Sources, status};

/// Arguments of `gongkai policy simulate`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai policy simulate --items 草案.json --enterprises 企业.csv --year 2024\n\n事项可带金额（万元）：{\"fixed\":\"30\"}、{\"share\":\"0.1\",\"of\":\"rd\",\"cap\":\"100\"}、\n{\"by\":\"revenue\",\"steps\":[[\"2000\",\"10\"],[\"10000\",\"30\"]]}"
)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// 按区划代码的前几位统计：2 省、4 市、6 县
    #[arg(long, value_name = "2|4|6", default_value_t = 6, value_parser = clap::value_parser!(u8).range(2..=6))]
    region_digits: u8,
    /// 每个事项输出一行 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    item: &'a str,
    title: Option<&'a str>,
    enterprises: usize,
    met: u64,
    unknown: u64,
    /// Enterprises one datum short; null when the condition has too many alternatives.
    short: Option<usize>,
    short_by: Vec<Short>,
    regions: Vec<Group>,
    industries: Vec<Group>,
    sizes: Vec<Group>,
    cost: Option<Money>,
}

#[derive(Serialize)]
struct Short {
    condition: String,
    enterprises: u64,
}

/// A null code is unknown.
#[derive(Serialize)]
struct Group {
    code: Option<String>,
    met: u64,
    unknown: u64,
}

/// In 万元.
#[derive(Serialize)]
struct Money {
    met: String,
    unknown: String,
    without_figure: u64,
}

/// Exit status 1 when rows of the table could not be read.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let year = args.sources.year;
    let items = items::read(&args.sources.items)?;
    let (register, outcome) = load(&args.sources.enterprises, year)?;
    let rules: Vec<Rule> = items.iter().map(|item| Rule::compile(&item.condition, year)).collect();
    let index = Index::build(&register, &rules);
    let mut out = std::io::stdout().lock();
    for (item, rule) in items.iter().zip(&rules) {
        let query = index.query(rule).context("索引里没有这个事项的条件")?;
        let reached = answer(&index, &query)?;
        let digits = usize::from(args.region_digits);
        let reach = register.reach(&reached, year, digits, item.amount.as_ref());
        let answer = report(item, &register, &reach, query.near().as_ref());
        let text =
            if args.json { format!("{}\n", serde_json::to_string(&answer)?) } else { for_people(&answer) };
        out.write_all(text.as_bytes()).context("无法写出结果")?;
    }
    Ok(status(outcome.bad))
}

fn report<'a>(item: &'a Item, register: &Register, reach: &Reach, near: Option<&Near>) -> Answer<'a> {
    let texts = |groups: &std::collections::BTreeMap<Option<String>, Counted>| {
        groups.iter().map(|(code, counted)| group(code.clone(), *counted)).collect()
    };
    let short = |(spans, enterprises): (&[gongkai_enterprise::Span], u64)| Short {
        condition: spans.first().map(|span| words(&item.condition, *span, &item.when)).unwrap_or_default(),
        enterprises,
    };
    let sizes = reach.sizes.iter().rev();
    Answer {
        item: &item.id,
        title: item.title.as_deref(),
        enterprises: register.len(),
        met: reach.all.0,
        unknown: reach.all.1,
        short: near.map(|near| near.rows.len()),
        short_by: near
            .map(|near| near.demands().into_iter().filter(|(_, count)| *count > 0).map(short).collect())
            .unwrap_or_default(),
        regions: texts(&reach.regions),
        industries: texts(&reach.industries),
        sizes: sizes.map(|(size, counted)| group(size.map(|size| size.key().to_owned()), *counted)).collect(),
        cost: reach.cost.map(|cost| money(&cost)),
    }
}

fn group(code: Option<String>, (met, unknown): Counted) -> Group {
    Group { code, met, unknown }
}

fn money(cost: &Cost) -> Money {
    let shown = |millionths: i128| {
        let exact = i64::try_from(millionths).ok().and_then(Number::from_millionths);
        exact.map_or_else(|| (millionths / 1_000_000).to_string(), |number| number.to_string())
    };
    Money { met: shown(cost.met), unknown: shown(cost.unknown), without_figure: cost.without_figure }
}

fn for_people(answer: &Answer<'_>) -> String {
    let title = answer.title.map(|title| format!("（{title}）")).unwrap_or_default();
    let mut lines = vec![format!(
        "{}{title}：{} 家企业中，符合 {} 家，可能符合 {} 家",
        answer.item, answer.enterprises, answer.met, answer.unknown
    )];
    if let Some(cost) = &answer.cost {
        let missing = match cost.without_figure {
            0 => String::new(),
            count => format!("；另有 {count} 家缺少计算依据，未计入"),
        };
        lines.push(format!(
            "  资金：符合的约 {} 万元，可能符合的另约 {} 万元{missing}",
            cost.met, cost.unknown
        ));
    }
    match answer.short {
        None => lines.push("  只差一项：条件组合过多，没有统计".to_owned()),
        Some(count) => lines.push(format!("  只差一项：{count} 家")),
    }
    for short in &answer.short_by {
        lines.push(format!("    {} 家差在：{}", short.enterprises, short.condition));
    }
    for (label, groups) in [("地区", &answer.regions), ("行业", &answer.industries), ("规模", &answer.sizes)]
    {
        lines.push(format!("  {label}"));
        for group in groups {
            let code = group.code.as_deref().unwrap_or("未知");
            let code = match SizeClass::from_key(code) {
                Some(size) => size.label(),
                None => code,
            };
            lines.push(format!("    {code}　符合 {}，可能符合 {}", group.met, group.unknown));
        }
    }
    lines.join("\n") + "\n"
}
