//! `gongkai policy match`: every item's enterprises, with three values.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use gongkai_enterprise::{Answer, Facts, Index, Query, Register, Rule, judge};
use serde::Serialize;

use super::enterprises::{self, Outcome};
use super::items::{self, Item};
use super::{Sources, status};

/// Arguments of `gongkai policy match`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai policy match --items 事项.json --enterprises 企业.csv --year 2024 --out 结果.csv"
)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// 写入文件，不写到标准输出
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// 每个结果输出一行 JSON
    #[arg(long)]
    json: bool,
}

/// A result, a promise of design §4.
#[derive(Serialize)]
struct Row<'a> {
    item: &'a str,
    credit_code: &'a str,
    result: &'static str,
    missing: Vec<String>,
}

/// Exit status 1 when rows of the table could not be read.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let year = args.sources.year;
    let items = items::read(&args.sources.items)?;
    let (register, outcome) = load(&args.sources.enterprises, year)?;
    let rules: Vec<Rule> = items.iter().map(|item| Rule::compile(&item.condition, year)).collect();
    let index = Index::build(&register, &rules);
    let result = match &args.out {
        None => write(args.json, &mut std::io::stdout().lock(), &items, &rules, &index, &register),
        Some(path) => File::create(path)
            .with_context(|| format!("不能写 {}", path.display()))
            .and_then(|file| write(args.json, &mut BufWriter::new(file), &items, &rules, &index, &register)),
    };
    result?;
    Ok(status(outcome.bad))
}

/// Reads a table into a register; an enterprise that stands there twice is a bad row.
pub(super) fn load(file: &Path, year: i16) -> anyhow::Result<(Register, Outcome)> {
    let mut register = Register::default();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let outcome = enterprises::each(file, year, |profile, row| {
        if let Some(before) = seen.get(&profile.credit_code) {
            return Err(format!("：统一社会信用代码与第 {before} 行重复"));
        }
        seen.insert(profile.credit_code.clone(), row);
        register.push(&profile).map(|_| ()).ok_or_else(|| "：企业数超出上限".to_owned())
    })?;
    Ok((register, outcome))
}

/// Asks an index with two threads.
pub(super) fn answer(index: &Index, query: &Query<'_>) -> anyhow::Result<Answer> {
    let parts = index.parts(2);
    let answers = std::thread::scope(|scope| {
        let asked: Vec<_> =
            parts.into_iter().map(|part| scope.spawn(move || query.answer_in(part))).collect();
        asked
            .into_iter()
            .map(|one| one.join().map_err(|_| anyhow!("匹配中断")))
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(answers.into_iter().fold(Answer::default(), |mut all, part| {
        all.met.extend(part.met);
        all.unknown.extend(part.unknown);
        all
    }))
}

fn write(
    json: bool,
    out: &mut dyn Write,
    items: &[Item],
    rules: &[Rule],
    index: &Index,
    register: &Register,
) -> anyhow::Result<()> {
    let mut out = Output::new(json, out)?;
    for (item, rule) in items.iter().zip(rules) {
        let query = index.query(rule).context("索引里没有这个事项的条件")?;
        let answer = answer(index, &query)?;
        let code = |row: u32| register.credit_code(row as usize).context("企业表里没有这一行");
        for row in &answer.met {
            let row = Row { item: &item.id, credit_code: code(*row)?, result: "met", missing: Vec::new() };
            out.row(&row)?;
        }
        for row in &answer.unknown {
            let profile = register.profile(*row as usize).context("企业表里没有这一行")?;
            let verdict = judge(&item.condition, &Facts::new(&profile, rule.year));
            let missing = verdict.missing.iter().map(ToString::to_string).collect();
            out.row(&Row { item: &item.id, credit_code: code(*row)?, result: "unknown", missing })?;
        }
        let (met, unknown) = (answer.met.len(), answer.unknown.len());
        eprintln!("{}：符合 {met} 家，可能符合 {unknown} 家", item.id);
    }
    out.finish()
}

/// CSV, or one line of JSON a row.
enum Output<'a> {
    Csv(Box<csv::Writer<&'a mut dyn Write>>),
    Json(&'a mut dyn Write),
}

impl<'a> Output<'a> {
    fn new(json: bool, out: &'a mut dyn Write) -> anyhow::Result<Output<'a>> {
        if json {
            return Ok(Output::Json(out));
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["item", "credit_code", "result", "missing"]).context("无法写出结果")?;
        Ok(Output::Csv(Box::new(writer)))
    }

    fn row(&mut self, row: &Row<'_>) -> anyhow::Result<()> {
        match self {
            Output::Csv(writer) => writer
                .write_record([row.item, row.credit_code, row.result, &row.missing.join(";")])
                .context("无法写出结果"),
            Output::Json(out) => writeln!(out, "{}", serde_json::to_string(row)?).context("无法写出结果"),
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Csv(mut writer) => writer.flush().context("无法写出结果"),
            Output::Json(out) => out.flush().context("无法写出结果"),
        }
    }
}
