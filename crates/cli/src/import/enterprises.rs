//! `gongkai import enterprises`: the register of enterprises from a table, in batches; broken off, it goes on where it stood.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use gongkai_app::App;
use gongkai_app::enterprises::LoadReport;
use gongkai_enterprise::{Attribute, Profile};
use gongkai_screening::checksum;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;

use crate::config::Config;
use crate::installation::{open, told};
use crate::policy::enterprises::each;

/// Enterprises kept at once.
const AT_ONCE: usize = 1_000;

#[derive(clap::Args)]
pub(super) struct Enterprises {
    /// 企业表：CSV（UTF-8）、XLSX 的第一个工作表或者 Parquet
    #[arg(value_name = "FILE.csv|xlsx|parquet")]
    file: PathBuf,
    /// 申报年度：不带年份的数据是它的上一年；默认为今年
    #[arg(long, value_name = "Y", value_parser = clap::value_parser!(i16).range(2000..=2200))]
    year: Option<i16>,
    /// 只检查，不导入
    #[arg(long)]
    dry_run: bool,
    /// 结果写成 JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed {
    year: i16,
    dry_run: bool,
    /// Rows read in this run and before.
    rows: u64,
    /// Of these, new or changed; null when nothing was kept.
    changed: Option<u64>,
    bad: u64,
    /// Rows that an earlier run had kept.
    resumed: u64,
}

/// The columns, for the help.
pub(super) fn columns() -> String {
    let mut text =
        "第一行是列名：\n  credit_code（必填）统一社会信用代码，校验位不对的不导入\n  name 名称\n".to_owned();
    for attribute in gongkai_app::enterprises::Stated::HEADS {
        let unit = match attribute.unit() {
            "" => String::new(),
            unit => format!("（{unit}）"),
        };
        let year = if attribute.is_yearly() {
            format!("，上一年度的；其他年度写成 {}@2022", attribute.key())
        } else {
            String::new()
        };
        let many = if matches!(attribute, Attribute::Industry | Attribute::Qualifications | Attribute::Flags)
        {
            "，多个用分号隔开"
        } else {
            ""
        };
        text.push_str("  ");
        text.push_str(attribute.key());
        text.push(' ');
        text.push_str(attribute.label());
        text.push_str(&unit);
        text.push_str(&year);
        text.push_str(many);
        text.push('\n');
    }
    text.push_str(
        "\n空着的是未知，“-”是没有。有错的行不导入，其余照常；中断以后用同一文件再导入，从中断处继续。\n",
    );
    text.push_str("退出状态：0 全部可以导入；1 有的行有错；2 没有做成。\n\n");
    text.push_str("示例：gongkai import enterprises 企业.csv --year 2025 --dry-run\n");
    text.push_str("      gongkai import enterprises 企业.parquet --year 2025");
    text
}

/// Exit status 1 when rows were left out.
pub(super) async fn bring_in(config: &Config, args: &Enterprises) -> anyhow::Result<ExitCode> {
    let year = args.year.unwrap_or_else(|| gongkai_app::civil_date(jiff::Timestamp::now()).year());
    let app = if args.dry_run { None } else { Some(open(config).await?) };
    let (file, handle) = (args.file.clone(), Handle::current());
    let read = tokio::task::spawn_blocking(move || read(&file, year, app.as_ref(), &handle));
    let printed = read.await.map_err(|error| anyhow!("读取企业表：{error}"))??;
    let bad = printed.bad;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&printed)?);
    } else {
        eprintln!("{}", sentence(&printed));
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn sentence(printed: &Printed) -> String {
    let resumed = if printed.resumed == 0 {
        String::new()
    } else {
        format!("，其中 {} 家此前已经导入", printed.resumed)
    };
    let bad = if printed.bad == 0 {
        String::new()
    } else {
        format!("，有错 {} 行（没有导入）", printed.bad)
    };
    match printed.changed {
        None => format!("可以导入 {} 家{bad}。", printed.rows),
        Some(changed) => format!("读入 {} 家{resumed}，新增或者有变化 {changed} 家{bad}。", printed.rows),
    }
}

/// Reads the file; with `app` into the register.
fn read(file: &Path, year: i16, app: Option<&App>, handle: &Handle) -> anyhow::Result<Printed> {
    let Some(app) = app else {
        let outcome = each(file, year, |profile, _| checked(&profile))?;
        let (rows, bad) = (outcome.rows, outcome.bad);
        return Ok(Printed { year, dry_run: true, rows, changed: None, bad, resumed: 0 });
    };
    let sha256 = hash_of(file)?;
    let load = told(handle.block_on(app.begin_enterprises(&sha256, year)))?;
    let resumed = load.done;
    let mut keeping =
        Keeping { app, handle, load, seen: 0, batch: Vec::with_capacity(AT_ONCE), failed: None };
    let outcome = each(file, year, |profile, _| {
        checked(&profile)?;
        keeping.take(profile);
        // What went wrong with the database is no fault of the row.
        if keeping.failed.is_some() { Err("没有保存".to_owned()) } else { Ok(()) }
    });
    let outcome = outcome?;
    keeping.flush();
    if let Some(error) = keeping.failed {
        return Err(error.context("企业库没有导入完；排除故障后用同一文件再导入，从中断处继续"));
    }
    let load = LoadReport { bad: outcome.bad, ..keeping.load };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    told(handle.block_on(app.finish_enterprises(load, &name, &sha256, year)))?;
    let (rows, changed, bad) = (load.read, Some(load.changed), load.bad);
    Ok(Printed { year, dry_run: false, rows, changed, bad, resumed })
}

fn checked(profile: &Profile) -> Result<(), String> {
    if checksum::credit_code(&profile.credit_code) {
        return Ok(());
    }
    Err(format!("统一社会信用代码 {} 的校验位不对，请核对", profile.credit_code))
}

/// Keeps enterprises batch by batch.
struct Keeping<'a> {
    app: &'a App,
    handle: &'a Handle,
    load: LoadReport,
    /// Enterprises of the file behind it.
    seen: u64,
    batch: Vec<Profile>,
    failed: Option<anyhow::Error>,
}

impl Keeping<'_> {
    fn take(&mut self, profile: Profile) {
        if self.failed.is_some() {
            return;
        }
        self.seen += 1;
        // An earlier run kept it.
        if self.seen <= self.load.done {
            return;
        }
        self.batch.push(profile);
        if self.batch.len() >= AT_ONCE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.batch.is_empty() || self.failed.is_some() {
            return;
        }
        let load = LoadReport { done: self.seen, read: self.seen, ..self.load };
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(AT_ONCE));
        match told(self.handle.block_on(self.app.take_enterprises(load, batch))) {
            Ok(load) => self.load = load,
            Err(error) => self.failed = Some(error),
        }
    }
}

fn hash_of(file: &Path) -> anyhow::Result<String> {
    let mut input = std::fs::File::open(file).with_context(|| format!("打不开 {}", file.display()))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = input.read(&mut buffer).with_context(|| format!("读不了 {}", file.display()))?;
        if count == 0 {
            break;
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
    Ok(gongkai_app::vault::to_hex(&hash.finalize()))
}
