//! `gongkai import`: what an agency kept before this system, from files.

mod enterprises;

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use gongkai_app::items::{FileTold, ItemColumn, ItemTold, OldSite, item_template};
use gongkai_app::registers::{FileFormat, RegisterFile};
use gongkai_app::requests::{ImportColumn, ImportCounts, ImportTold, import_template};
use gongkai_app::rows::{BadCell, FileColumn};
use gongkai_app::{Actor, App, AppError};
use gongkai_document::table::Table;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::config::Config;
use crate::installation::{open, told};

/// So many bad rows stand in the JSON; the rest is counted.
const LISTED: usize = 1_000;

/// Arguments of `gongkai import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    /// 设置文件
    #[arg(long, global = true)]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// 补录依申请公开的申请，含已经办结的
    #[command(after_help = request_columns())]
    Requests(Requests),
    /// 迁移旧网站的信息：一个文件夹的 Markdown 文件，或者一张 CSV、XLSX 表和附带的文件
    #[command(after_help = item_columns())]
    Items(Items),
    /// 导入企业库：惠企事项与其中的企业匹配；同一家企业再次导入的，以新的数据为准，没有写的保持不变
    #[command(after_help = enterprises::columns())]
    Enterprises(enterprises::Enterprises),
}

#[derive(clap::Args)]
struct Items {
    /// 文件夹（连同其下各层的 .md 文件），或者迁移表
    #[arg(value_name = "FOLDER|FILE.csv|xlsx", required_unless_present = "template")]
    from: Option<PathBuf>,
    /// 迁移表所写的正文文件、附件所在的文件夹；不写的为迁移表所在的文件夹
    #[arg(long, value_name = "FOLDER")]
    files: Option<PathBuf>,
    /// 写出一份空的迁移表（按扩展名为 CSV 或者 XLSX），不迁移
    #[arg(long, value_name = "FILE.csv|xlsx", conflicts_with_all = ["from", "files", "dry_run", "json"])]
    template: Option<PathBuf>,
    /// 机关代码；只有一个机关时可以不写
    #[arg(long, value_name = "CODE")]
    agency: Option<String>,
    /// 栏目；迁移表每行写了栏目的可以不写
    #[arg(long, value_name = "SLUG")]
    column: Option<String>,
    /// 复核这些信息可以公开的保密审查员的登录名
    #[arg(long, value_name = "LOGIN", required_unless_present = "template")]
    secrecy_reviewer: Option<String>,
    /// 复核的依据
    #[arg(long, value_name = "TEXT", required_unless_present = "template")]
    basis: Option<String>,
    /// 只检查，不迁移
    #[arg(long)]
    dry_run: bool,
    /// 结果写成 JSON
    #[arg(long)]
    json: bool,
}

impl Items {
    fn old_site(&self, agency: &str) -> OldSite {
        OldSite {
            agency: agency.to_owned(),
            column: self.column.clone(),
            secrecy_reviewer: self.secrecy_reviewer.clone().unwrap_or_default(),
            secrecy_basis: self.basis.clone().unwrap_or_default(),
            dry_run: self.dry_run,
        }
    }
}

#[derive(clap::Args)]
struct Requests {
    /// CSV（UTF-8、GB18030、UTF-16）或者 XLSX 的第一个工作表
    #[arg(value_name = "FILE.csv|xlsx", required_unless_present = "template")]
    file: Option<PathBuf>,
    /// 机关代码；只有一个机关时可以不写
    #[arg(long, value_name = "CODE")]
    agency: Option<String>,
    /// 只检查，不登记
    #[arg(long)]
    dry_run: bool,
    /// 结果写成 JSON
    #[arg(long)]
    json: bool,
    /// 写出一份空表（按扩展名为 CSV 或者 XLSX），不导入
    #[arg(long, value_name = "FILE.csv|xlsx", conflicts_with_all = ["file", "dry_run", "json"])]
    template: Option<PathBuf>,
}

fn columns<C: FileColumn>() -> String {
    let mut text = "第一行是列名。各列：\n".to_owned();
    for column in C::ALL {
        let must = if column.is_required() { "（必填）" } else { "" };
        let _ = writeln!(text, "  {}{must}  {}", column.label(), column.hint());
    }
    text
}

fn request_columns() -> String {
    let mut text = columns::<ImportColumn>();
    text.push_str("\n一行有错的不登记，其余照常；改正后用同一文件再导入，已经登记的不会重复。\n");
    text.push_str("退出状态：0 全部可以登记；1 有的行有错；2 没有做成。\n\n");
    text.push_str("示例：gongkai import requests --template 补录.xlsx\n");
    text.push_str("      gongkai import requests 补录.xlsx --agency pinghu-jxj --dry-run");
    text
}

fn item_columns() -> String {
    let mut text = "文件夹：每个 .md 文件一条信息，第一行“# 标题”，其下逐行写“2021年3月4日 某机关公布”“2021年5月1日 施行”，\n再一行 <!-- INFO END -->，\
                    之后是正文；没有日期的，文件名末尾写(2021-03-04)。\n\n迁移表："
        .to_owned();
    text.push_str(&columns::<ItemColumn>());
    text.push_str("\n有错的不迁移，其余照常；改正后再运行一次，已经迁移的不会重复。迁移后在后台逐条复查，待核对的列在“主动公开—待处理”。\n");
    text.push_str("退出状态：0 全部可以迁移；1 有的有错；2 没有做成。\n\n");
    text.push_str("示例：gongkai import items --template 迁移.xlsx\n");
    text.push_str("      gongkai import items 迁移.xlsx --files 附件/ --agency pinghu-jxj --secrecy-reviewer keeper --basis 迁移前逐条复核 --dry-run\n");
    text.push_str("      gongkai import items 法规/ --agency pinghu-jxj --column zcwj --secrecy-reviewer keeper --basis 迁移前逐条复核");
    text
}

/// Runs `gongkai import`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let requests = match &args.what {
        What::Requests(requests) => requests,
        What::Enterprises(what) => {
            let config = Config::read(args.config.as_deref())?;
            return crate::serve::runtime()?.block_on(enterprises::bring_in(&config, what));
        }
        What::Items(Items { template: Some(template), .. }) => {
            return write_template(template, item_template);
        }
        What::Items(items) => {
            let config = Config::read(args.config.as_deref())?;
            return crate::serve::runtime()?.block_on(bring_items(&config, items));
        }
    };
    if let Some(template) = &requests.template {
        return write_template(template, import_template);
    }
    let config = Config::read(args.config.as_deref())?;
    crate::serve::runtime()?.block_on(bring_in(&config, requests))
}

/// Makes an empty file to fill in.
type Template = fn(FileFormat, jiff::civil::Date) -> Result<RegisterFile, AppError>;

fn write_template(path: &Path, template: Template) -> anyhow::Result<ExitCode> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let format = FileFormat::from_key(&ending).context("文件名请以 .csv 或者 .xlsx 结尾")?;
    let today = gongkai_app::civil_date(jiff::Timestamp::now());
    let file = template(format, today)?;
    std::fs::write(path, file.bytes).with_context(|| format!("写不了 {}", path.display()))?;
    eprintln!("已写出空表 {}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    agency: &'a str,
    dry_run: bool,
    rows: u64,
    imported: u64,
    already: u64,
    bad: u64,
    errors: Vec<PrintedError>,
    errors_not_listed: u64,
}

#[derive(Serialize)]
struct PrintedError {
    row: u64,
    column: Option<usize>,
    head: Option<&'static str>,
    message: String,
}

async fn bring_in(config: &Config, args: &Requests) -> anyhow::Result<ExitCode> {
    let file = args.file.as_deref().context("请写出要导入的文件")?;
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    let table = Table::open(bytes).with_context(|| format!("读不了 {}", file.display()))?;
    let app = open(config).await?;
    let agency = match &args.agency {
        Some(agency) => agency.clone(),
        None => only_agency(&app).await?,
    };
    let mut rows = Rows::new(args.json);
    let tell = |told: ImportTold| match told {
        ImportTold::Progress { done, total } => rows.progress(done, total),
        ImportTold::Bad { row, cells } => rows.bad(row, cells),
        ImportTold::Registered { .. } | ImportTold::Known { .. } => {}
    };
    let counts = app.import_requests(&Actor::System, &agency, table, args.dry_run, tell).await;
    rows.bar.finish_and_clear();
    let counts = told(counts).with_context(|| format!("没有导入 {}", file.display()))?;
    if args.json {
        let counted = (counts.rows, counts.good, counts.known, counts.bad);
        println!("{}", serde_json::to_string_pretty(&rows.printed(&agency, args.dry_run, counted))?);
    } else {
        eprintln!("{}", sentence(&counts, args.dry_run));
    }
    Ok(if counts.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Every Markdown file under `folder`, by its path within it, in order.
fn markdown_in(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("打不开 {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text =
                    std::fs::read_to_string(&path).with_context(|| format!("读不了 {}", path.display()))?;
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What `--json` prints of a folder.
#[derive(Serialize)]
struct PrintedFolder {
    agency: String,
    dry_run: bool,
    files: u64,
    imported: u64,
    already: u64,
    bad: u64,
    errors: Vec<(String, String)>,
    lacking: std::collections::BTreeMap<&'static str, u64>,
}

async fn bring_items(config: &Config, args: &Items) -> anyhow::Result<ExitCode> {
    let from = args.from.as_deref().context("请写出文件夹或者迁移表")?;
    let app = open(config).await?;
    let agency = match &args.agency {
        Some(agency) => agency.clone(),
        None => only_agency(&app).await?,
    };
    if from.is_dir() {
        bring_folder(&app, agency, from, args).await
    } else {
        bring_table(&app, agency, from, args).await
    }
}

/// What stands in the folder of files, by the name a row gives it; nothing outside the folder.
fn within(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let name = name.replace('\\', "/");
    let inside = Path::new(&name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if inside { std::fs::read(folder.join(&name)).ok() } else { None }
}

async fn bring_table(app: &App, agency: String, from: &Path, args: &Items) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(from).with_context(|| format!("打不开 {}", from.display()))?;
    let table = Table::open(bytes).with_context(|| format!("读不了 {}", from.display()))?;
    let folder = args.files.clone().or_else(|| from.parent().map(Path::to_owned)).unwrap_or_default();
    let how = args.old_site(&agency);
    let mut rows = Rows::new(args.json);
    let mut noted = 0_u64;
    let tell = |told: ItemTold| match told {
        ItemTold::Progress { done, total } => rows.progress(done, total),
        ItemTold::Bad { row, cells } => rows.bad(row, cells),
        ItemTold::Good { row, notes } if !notes.is_empty() => {
            noted += 1;
            if !args.json {
                rows.bar.suspend(|| println!("第 {row} 行，请核对：{}", notes.join(" ")));
            }
        }
        ItemTold::Good { .. } | ItemTold::Known { .. } => {}
    };
    let file = |name: &str| within(&folder, name);
    let counts = app.import_item_table(&Actor::System, &how, table, &file, tell).await;
    rows.bar.finish_and_clear();
    let counts = told(counts).with_context(|| format!("没有迁移 {}", from.display()))?;
    if args.json {
        let counted = (counts.rows, counts.good, counts.known, counts.bad);
        println!("{}", serde_json::to_string_pretty(&rows.printed(&agency, args.dry_run, counted))?);
    } else {
        let done = if args.dry_run { "可以迁移" } else { "迁移" };
        eprintln!(
            "共 {} 行：{done} {} 条（其中 {noted} 条有请核对的内容），已经迁移过 {} 条，有错 {} 行。",
            counts.rows, counts.good, counts.known, counts.bad
        );
    }
    Ok(if counts.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn bring_folder(app: &App, agency: String, folder: &Path, args: &Items) -> anyhow::Result<ExitCode> {
    let files = markdown_in(folder)?;
    if files.is_empty() {
        bail!("{} 里没有 .md 文件", folder.display());
    }
    if args.column.is_none() {
        bail!("请用 --column 写明栏目");
    }
    let how = args.old_site(&agency);
    let bar = progress_bar();
    bar.set_length(files.len() as u64);
    let total = files.len() as u64;
    let mut errors = Vec::new();
    let mut lacking = std::collections::BTreeMap::new();
    let tell = |name: &str, told: &FileTold| {
        bar.inc(1);
        match told {
            FileTold::Good(lacks) => lacks.iter().for_each(|what| *lacking.entry(*what).or_insert(0) += 1),
            FileTold::Known => {}
            FileTold::Bad(why) => {
                if args.json {
                    errors.push((name.to_owned(), why.clone()));
                } else {
                    bar.suspend(|| println!("{name}：{why}"));
                }
            }
        }
    };
    let counts = app.import_folder(&Actor::System, &how, files, tell).await;
    bar.finish_and_clear();
    let counts = told(counts).with_context(|| format!("没有迁移 {}", folder.display()))?;
    if args.json {
        let printed = PrintedFolder {
            agency,
            dry_run: args.dry_run,
            files: total,
            imported: counts.good,
            already: counts.known,
            bad: counts.bad,
            errors,
            lacking,
        };
        println!("{}", serde_json::to_string_pretty(&printed)?);
    } else {
        let done = if args.dry_run { "可以迁移" } else { "迁移" };
        eprintln!(
            "共 {total} 个文件：{done} {} 条，已经迁移过 {} 条，有错 {} 个。",
            counts.good, counts.known, counts.bad
        );
        for (what, count) in lacking {
            let then = if what == "发布机关" { "，按本机关登记，请核对" } else { "" };
            eprintln!("  文中没有写明{what}的 {count} 条{then}");
        }
    }
    Ok(if counts.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Tells of the rows of a file as they are read, and keeps what is wrong for `--json`.
struct Rows {
    bar: ProgressBar,
    json: bool,
    errors: Vec<PrintedError>,
    not_listed: u64,
}

impl Rows {
    fn new(json: bool) -> Rows {
        Rows { bar: progress_bar(), json, errors: Vec::new(), not_listed: 0 }
    }

    fn progress(&self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn bad(&mut self, row: u64, cells: Vec<BadCell>) {
        if !self.json {
            let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
            self.bar.suspend(|| println!("第 {row} 行：{}", cells.join(" ")));
            return;
        }
        for cell in cells {
            if self.errors.len() < LISTED {
                self.errors.push(printed(row, cell));
            } else {
                self.not_listed += 1;
            }
        }
    }

    /// What `--json` prints; counted are rows, those taken in, those known, those with something wrong.
    fn printed(self, agency: &str, dry_run: bool, counted: (u64, u64, u64, u64)) -> Printed<'_> {
        let (rows, imported, already, bad) = counted;
        let (errors, errors_not_listed) = (self.errors, self.not_listed);
        Printed { agency, dry_run, rows, imported, already, bad, errors, errors_not_listed }
    }
}

fn printed(row: u64, cell: BadCell) -> PrintedError {
    let head = Some(cell.head).filter(|head| !head.is_empty());
    PrintedError { row, column: cell.place, head, message: cell.message }
}

fn sentence(counts: &ImportCounts, dry_run: bool) -> String {
    let ImportCounts { rows, good, known, bad, .. } = counts;
    let done = if dry_run { "可以登记" } else { "登记" };
    let known =
        if *known == 0 { String::new() } else { format!("，已在册 {known} 件（不重复登记）") };
    let bad = if *bad == 0 { String::new() } else { format!("，有错 {bad} 行（没有登记）") };
    format!("共 {rows} 行：{done} {good} 件{known}{bad}。")
}

fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("补录 {bar:30} {percent}% 剩 {eta}") {
        bar.set_style(style);
    }
    bar
}

async fn only_agency(app: &App) -> anyhow::Result<String> {
    let agencies = app.store.agencies().await?;
    match agencies.as_slice() {
        [agency] => Ok(agency.code.clone()),
        [] => bail!("还没有登记机关，请先用 gongkai agency found 登记"),
        many => {
            let codes: Vec<&str> = many.iter().map(|agency| agency.code.as_str()).collect();
            bail!("有多个机关，请用 --agency 写明是哪一个：{}", codes.join("、"))
        }
    }
}
