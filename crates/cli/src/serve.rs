//! `gongkai serve`: the platform.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use std::sync::Arc;

use anyhow::Context as _;
use gongkai_app::intake::Limits;
use gongkai_app::public_log::{Keys, Witnesses};
use gongkai_app::{App, SystemClock};
use gongkai_server::{AppState, Site};
use gongkai_store::Store;
use tokio::net::TcpListener;

use crate::config::Config;

/// 启动平台
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai serve --config /etc/gongkai/gongkai.toml")]
pub(crate) struct Args {
    /// 设置文件；不给时读当前目录的 gongkai.toml
    #[arg(long)]
    config: Option<PathBuf>,
}

/// The async runtime every command with a database uses.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("启动不了异步运行时")
}

/// Opens the store of the installation without the rest.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let place = config.place();
    Store::open(&place.database, gongkai_store::projection::projector()).await.context("打不开数据库")
}

/// Runs `gongkai serve`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    log();
    let config = Config::read(args.config.as_deref())?;
    runtime()?.block_on(async {
        let app = App::open(&config.place(), Arc::new(SystemClock)).await.context("打不开数据目录")?;
        let witnesses = Witnesses::parse(&config.log_witnesses, &config.witness_logs).unwrap_or_default();
        let name = format!("{}/witness", config.site_domain);
        app.open_witnesses(witnesses, &name, &config.place().site_key.with_file_name("witness.key"))?;
        if !app.store.has_accounts().await? {
            eprintln!("还没有账号：先用 gongkai agency found 登记机关，再用 gongkai user open 开立账号");
        }
        serve_site(app, config.listen, config.site(), (config.limits, config.page_cache_mb)).await
    })
}

/// Serves the demo, and says where and for whom.
pub(crate) async fn serve_demo(
    app: App,
    listen: SocketAddr,
    logins: &[(String, &'static str)],
    password: &str,
) -> anyhow::Result<ExitCode> {
    let words = "演示站点：人员和云浦市均为虚构，平湖市的条目为示意数据；今天是 2022 年 1 月 11 日";
    let site = Site {
        name: "政府信息公开平台".to_owned(),
        domain: "demo.example.gov.cn".to_owned(),
        base_url: format!("http://{listen}"),
        id_code: "3399000001".to_owned(),
        icp: "浙ICP备00000000号".to_owned(),
        police: String::new(),
        host: "云浦市人民政府办公厅（演示）".to_owned(),
        contact: "0000-00000001".to_owned(),
        report_error_href: String::new(),
        embedders: "'self'".to_owned(),
        theme: None,
        client_address_header: String::new(),
        demo: Some(words.to_owned()),
        development: true,
        https: false,
    };
    eprintln!("演示账号（密码都是 {password}）：");
    for (login, who) in logins {
        eprintln!("  {login:<22}{who}");
    }
    // Journeys and curious visitors come from one address.
    let limits = Limits { forms: 100_000, submissions: 100_000, ..Limits::default() };
    // For measurements; what is served stands in the settings, which a demo has none of.
    let pages = std::env::var("GONGKAI_PAGE_CACHE_MB").ok().and_then(|value| value.parse().ok());
    serve_site(app, listen, site, (limits, pages.unwrap_or(64))).await
}

async fn serve_site(
    app: App,
    listen: SocketAddr,
    mut site: Site,
    (limits, page_cache_mb): (Limits, u64),
) -> anyhow::Result<ExitCode> {
    app.reload_calendar().await?;
    let origin = format!("{}/log", site.domain);
    if app.open_log(&origin).await.context("公开日志的密钥不可用")? == Keys::Elsewhere {
        eprintln!("本节点没有公开日志的密钥 log.key：只提供日志，不记入新条目（见运维手册“公开日志”）");
    }
    let listener = TcpListener::bind(listen).await.with_context(|| format!("不能监听 {listen}"))?;
    let address = listener.local_addr()?;
    if site.base_url == format!("http://{listen}") {
        site.base_url = format!("http://{address}");
    }
    // Programs that start us wait for this line.
    println!("门户   http://{address}/\n工作台 http://{address}/office");
    let chores = [
        tokio::spawn(sweep(app.clone())),
        tokio::spawn(redate(app.clone())),
        tokio::spawn(watch_last_days(app.clone())),
        tokio::spawn(keep_times(app.clone())),
        tokio::spawn(app.clone().follow_rules()),
        tokio::spawn(app.clone().follow_search()),
        tokio::spawn(app.clone().follow_log()),
    ];
    let state = AppState::new(app, site).with_limits(limits);
    let state = state.with_pages_within(page_cache_mb * 1024 * 1024);
    gongkai_server::serve(listener, state).await.context("服务中断")?;
    for chore in chores {
        chore.abort();
    }
    Ok(ExitCode::SUCCESS)
}

/// Once an hour: forgets sessions and sign-in attempts that no longer matter.
async fn sweep(app: App) {
    loop {
        tokio::time::sleep(std::time::Duration::from_hours(1)).await;
        if let Err(error) = app.store.delete_expired_sessions(app.now()).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "expired sessions stay");
        }
        if let Err(error) = app.forget_missed_searches().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "old searches stay");
        }
        if let Err(error) = app.drop_expired_boxes().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "expired drafts stay");
        }
        if let Err(error) = app.forget_old_attempts().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "old sign-in attempts stay");
        }
    }
}

/// Reminds of last days that come near and brings overdue cases before those above, soon after midnight of every day and
/// once at the start; twice is once.
async fn watch_last_days(app: App) {
    let mut done = None;
    loop {
        let today = app.today();
        if done != Some(today) {
            let told = async {
                Ok::<_, gongkai_app::AppError>((
                    app.remind_of_due_days().await?,
                    app.escalate_overdue().await?,
                ))
            };
            match told.await {
                Ok((reminded, told)) => {
                    done = Some(today);
                    tracing::info!(reminded, told, "last days reminded of, overdue cases reported");
                }
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "overdue cases are not reported yet"
                    );
                }
            }
        }
        tokio::time::sleep(std::time::Duration::from_mins(1)).await;
    }
}

/// Publishes and withdraws at the times that were set; what was missed while no node ran happens once on return.
async fn keep_times(app: App) {
    loop {
        match app.keep_item_times().await {
            Ok(0) => {}
            Ok(kept) => tracing::info!(kept, "items published or withdrawn at their time"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "set times are not kept yet");
            }
        }
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    }
}

/// Counts open cases anew soon after a holiday notice was loaded, on whichever node it was.
async fn redate(app: App) {
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        if let Err(error) = app.redate_when_told().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "open cases are not counted anew yet");
        }
    }
}

/// Logs to stderr; `RUST_LOG` chooses what.
fn log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // At its finest it logs whole addresses, and some channels want their token there.
    let filter = match "ureq=info".parse() {
        Ok(bound) => filter.add_directive(bound),
        Err(_) => filter,
    };
    // Only a second call could fail, and then a log stands already.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
