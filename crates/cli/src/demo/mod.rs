//! `gongkai demo`: a county bureau's 2021 and a busier city agency, told through the use cases people use.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use gongkai_agency::Role;
use gongkai_app::{Actor, App, Place};
use jiff::civil::{Date, date};

mod asking;
mod benefits;
mod city;
mod items;
mod lists;
mod messages;
mod people;
mod requests;
mod story;
mod time;
mod words;

use people::{BUILDER, BUREAU, OFFICES, PASSWORD};
use time::{DemoClock, at};

/// 演示数据与演示站点
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai demo --listen 127.0.0.1:8000 --data demo-data")]
pub(crate) struct Args {
    /// 监听地址
    #[arg(long, default_value = "127.0.0.1:8000")]
    listen: SocketAddr,
    /// 数据目录；已有演示数据时直接使用
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// 只生成数据，不启动站点
    #[arg(long)]
    build_only: bool,
}

/// The day on which the demo plays: the reports of 2021 are due in three weeks.
const TODAY: Date = date(2022, 1, 11);

/// Runs `gongkai demo`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    crate::serve::runtime()?.block_on(async {
        let clock = Arc::new(DemoClock::new(at(TODAY, 9, 0)));
        let finished = args.data.join("demo-ready");
        if !finished.exists() {
            Box::pin(build(args, &clock)).await?;
            std::fs::write(&finished, "演示数据已生成\n").context("写不了演示数据目录")?;
        }
        clock.set(at(TODAY, 9, 0));
        clock.start();
        if args.build_only {
            return Ok(ExitCode::SUCCESS);
        }
        let app = App::open(&Place::folder(&args.data), clock).await?;
        eprintln!("  企业服务登录 {}（平湖样例精密制造有限公司）", benefits::demo_enterprise()?);
        crate::serve::serve_demo(app, args.listen, &logins(), PASSWORD).await
    })
}

/// Builds the demo data, starting anew when an earlier attempt was broken off.
async fn build(args: &Args, clock: &Arc<DemoClock>) -> anyhow::Result<()> {
    if args.data.exists() {
        let is_ours =
            args.data.join("gongkai.db").exists() || std::fs::read_dir(&args.data)?.next().is_none();
        anyhow::ensure!(is_ours, "{} 不是演示数据目录，请另选 --data", args.data.display());
        std::fs::remove_dir_all(&args.data).context("清理未完成的演示数据失败")?;
    }
    std::fs::create_dir_all(&args.data).with_context(|| format!("建不了目录 {}", args.data.display()))?;
    let app = App::open(&Place::folder(&args.data), Arc::clone(clock) as _).await?;
    eprintln!("正在生成演示数据：机关、栏目、账号……");
    clock.set(at(date(2020, 10, 9), 9, 0));
    for office in OFFICES {
        office.set_up(&app).await?;
    }
    operator(&app).await?;
    let story = story::Story::new(&app, clock).await?;
    Box::pin(story.tell(TODAY)).await?;
    Ok(())
}

/// The one operator of the installation.
async fn operator(app: &App) -> anyhow::Result<()> {
    use gongkai_agency::AccountOpened;
    let facts = AccountOpened {
        login: "operator".to_owned(),
        name: "卫示例".to_owned(),
        agency: "pinghu".to_owned(),
        section: None,
    };
    app.open_account(&Actor::System, facts).await?;
    for agency in ["pinghu", "yunpu"] {
        app.grant_role(&Actor::System, "operator", Role::Operator, agency).await?;
    }
    app.reset_password(&Actor::System, "operator", PASSWORD).await?;
    Ok(())
}

fn logins() -> Vec<(String, &'static str)> {
    vec![
        (BUREAU.login("officer"), "平湖市经信局公开专员"),
        (BUREAU.login("leader"), "平湖市经信局负责人（签发）"),
        (BUILDER.login("officer"), "云浦市建设局公开专员"),
        (BUILDER.login("author"), "云浦市建设局科室撰稿人"),
        (BUILDER.login("reviewer"), "云浦市建设局审核人"),
        (BUILDER.login("secrecy"), "云浦市建设局保密审查员"),
        (BUILDER.login("head"), "云浦市建设局公开工作机构负责人"),
        (BUILDER.login("leader"), "云浦市建设局负责人（签发）"),
        ("yunpu-supervisor".to_owned(), "云浦市政务公开主管部门"),
        ("operator".to_owned(), "系统管理员"),
    ]
}
