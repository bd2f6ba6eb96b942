//! The `gongkai` binary: settings, wiring, command line.
//!
//! Data goes to stdout and talk to stderr. Exit status: 0 fine, 1 checked and found wanting, 2 could not do it.

#![allow(clippy::print_stdout, reason = "data goes to stdout")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod backup;
mod clock;
mod config;
mod demo;
mod fee;
mod import;
mod installation;
mod journal;
mod log;
mod policy;
mod proof;
mod report;
mod screen;
mod search;
mod serve;
mod strip;

/// 公开：政府信息公开全流程平台
#[derive(Parser)]
#[command(
    name = "gongkai",
    version,
    about,
    after_help = "示例：gongkai demo\n      gongkai report check 年报.html"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动演示：一个县级局的 2021 年和一个更忙的市级局
    Demo(demo::Args),
    /// 启动平台
    Serve(serve::Args),
    /// 读取、核对、生成、汇总年度报告
    Report(report::Args),
    /// 计算一件申请的答复期限，每一步注明条款
    Clock(clock::Args),
    /// 计算信息处理费
    Fee(fee::Args),
    /// 筛查个人信息、密级标志和错别字
    Screen(screen::Args),
    /// 惠企政策：核对条件、匹配企业、说明理由、发文前测算
    Policy(policy::Args),
    /// 检查、清除文件中的隐藏信息（批注、修订、隐藏行列、拍摄地点等）
    Strip(strip::Args),
    /// 导入本系统启用以前的记录
    Import(import::Args),
    /// 全文检索：不启动平台也能查；重建索引
    Search(search::Args),
    /// 校验、重放记录链
    Journal(journal::Args),
    /// 公开日志：公钥、更换密钥、核对一个网站公开的内容有没有被改动
    Log(log::Args),
    /// 断网验证一个公开证明，以及下载的网页、PDF、附件或者照纸面录入的文字
    Proof(proof::Args),
    /// 备份：平台运行中也可以做
    Backup(backup::BackupArgs),
    /// 从备份恢复，或者演练恢复
    Restore(backup::RestoreArgs),
    /// 检查并解释设置
    Config(config::Args),
    /// 账号管理
    User(installation::UserArgs),
    /// 机关管理
    Agency(installation::AgencyArgs),
    /// 工作日安排
    Calendar(installation::CalendarArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Report(args) => report::run(args),
        Command::Clock(args) => clock::run(args),
        Command::Fee(args) => fee::run(args),
        Command::Screen(args) => screen::run(args),
        Command::Policy(args) => policy::run(args),
        Command::Strip(args) => strip::run(args),
        Command::Import(args) => import::run(args),
        Command::Search(args) => search::run(args),
        Command::Journal(args) => journal::run(args),
        Command::Log(args) => log::run(args),
        Command::Proof(args) => proof::run(args),
        Command::Backup(args) => backup::run_backup(args),
        Command::Restore(args) => backup::run_restore(args),
        Command::Config(args) => config::run(args),
        Command::User(args) => installation::run_user(args),
        Command::Agency(args) => installation::run_agency(args),
        Command::Calendar(args) => installation::run_calendar(args),
    };
    done.unwrap_or_else(|error| {
        // One line: what went wrong and, behind it, why.
        match error.chain().find_map(|cause| cause.downcast_ref::<gongkai_app::AppError>()) {
            Some(cause) => eprintln!("gongkai：{error:#}；{}", installation::explain(cause)),
            None => eprintln!("gongkai：{error:#}"),
        }
        ExitCode::from(2)
    })
}
