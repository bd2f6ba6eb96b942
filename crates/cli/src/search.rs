//! `gongkai search QUERY` and `gongkai search rebuild`: the portal's search without the portal.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use gongkai_app::search::{Hit, SearchAsked};
use gongkai_app::{App, SystemClock};
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::Config;

/// 全文检索
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "示例：gongkai search 数字化改造 --data gongkai-data\n      gongkai search '“惠企政策” -公告' --json\n      gongkai search rebuild --config gongkai.toml"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// 检索词：多个词用空格隔开，“短语”、-不要的词、文号都可以（要查 rebuild 这个词，写 gongkai search -- rebuild）
    #[arg(allow_hyphen_values = false)]
    query: Vec<String>,
    /// 也查已经废止、失效的
    #[arg(long)]
    all: bool,
    /// 第几页
    #[arg(long, default_value_t = 1)]
    page: u64,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    /// 设置文件
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 从头重建索引；平台运行时也可以，建好后自动换用
    Rebuild {
        /// 设置文件
        #[arg(long)]
        config: Option<PathBuf>,
        /// 数据目录（优先于设置文件）
        #[arg(long)]
        data: Option<PathBuf>,
    },
}

/// Runs `gongkai search`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (config, data) = match &args.command {
        Some(Command::Rebuild { config, data }) => (config, data),
        None => (&args.config, &args.data),
    };
    let config = Config::read_at(config.as_deref(), data.as_deref())?;
    let place = config.place();
    if !place.holds_records() {
        bail!("{} 里没有平台的数据；请用 --data 指明数据目录", config.data.display());
    }
    crate::serve::runtime()?.block_on(async {
        let app = App::open(&place, Arc::new(SystemClock)).await.context("打不开数据目录")?;
        match &args.command {
            Some(Command::Rebuild { .. }) => rebuild(&app).await,
            None => find(&app, args).await,
        }
    })
}

async fn rebuild(app: &App) -> anyhow::Result<ExitCode> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} 条，还需 {eta}")?);
    let shown = bar.clone();
    let documents = app
        .rebuild_search(&move |done, total| {
            shown.set_length(total);
            shown.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    println!("已重建索引：{documents} 条");
    Ok(ExitCode::SUCCESS)
}

async fn find(app: &App, args: &Args) -> anyhow::Result<ExitCode> {
    let text = args.query.join(" ");
    if text.trim().is_empty() {
        bail!("请写出要查的词，例如 gongkai search 数字化改造");
    }
    if !app.open_search().await.context("索引打不开，请先运行 gongkai search rebuild")? {
        bail!("还没有索引：请先运行 gongkai search rebuild");
    }
    let asked = SearchAsked { text, past_too: args.all, page: args.page, size: 20, ..SearchAsked::default() };
    let Some(page) = app.search(&asked).await? else {
        bail!("索引已损坏：请运行 gongkai search rebuild")
    };
    if args.json {
        let hits: Vec<_> = page.hits.iter().map(as_json).collect();
        let all = serde_json::json!({
            "total": page.total, "relaxed": page.relaxed, "suggestions": page.suggestions, "hits": hits,
        });
        println!("{all:#}");
    } else {
        for hit in &page.hits {
            print(hit);
        }
        let relaxed =
            if page.relaxed { "（没有含全部词语的，以下含大部分词语）" } else { "" };
        eprintln!("共 {} 条{relaxed}", page.total);
        for suggestion in &page.suggestions {
            eprintln!("您是不是要找：{suggestion}");
        }
    }
    Ok(if page.total == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn excerpt(hit: &Hit) -> String {
    let pieces = hit.excerpt.iter().flat_map(|excerpt| &excerpt.pieces);
    pieces.map(|piece| piece.text.as_str()).collect()
}

fn as_json(hit: &Hit) -> serde_json::Value {
    let excerpt_of = hit.excerpt.as_ref();
    serde_json::json!({
        "index_number": hit.item.index_number,
        "title": hit.item.fields.title,
        "document_number": hit.item.fields.document_number,
        "published_on": hit.item.published_on.map(|on| on.to_string()),
        "excerpt": excerpt(hit),
        "file": excerpt_of.and_then(|excerpt| excerpt.file.clone()),
        "page": excerpt_of.and_then(|excerpt| excerpt.page),
    })
}

fn print(hit: &Hit) {
    let day = hit.item.published_on.map(|on| on.to_string()).unwrap_or_default();
    let number = hit.item.fields.document_number.as_deref().unwrap_or_default();
    println!("{day}  {}  {number}  {}", hit.item.fields.title, hit.item.index_number);
    let place = match hit
        .excerpt
        .as_ref()
        .and_then(|excerpt| excerpt.file.as_deref().map(|file| (file, excerpt.page)))
    {
        Some((file, Some(page))) => format!("附件《{file}》第 {page} 页："),
        Some((file, None)) => format!("附件《{file}》："),
        None => String::new(),
    };
    println!("            {place}{}", excerpt(hit));
}
