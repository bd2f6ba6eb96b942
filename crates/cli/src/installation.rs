//! `gongkai user|agency|calendar`: administration from the command line, by the program itself as actor.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use gongkai_agency::{AccountOpened, Founded, Role, standard_columns};
use gongkai_app::{Actor, App, AppError, SystemClock};
use gongkai_statute::{AgencyKind, AgencyLevel};

use crate::config::Config;

/// 账号管理
#[derive(clap::Args)]
#[command(
    after_help = "示例：gongkai user open zhuren --name 示例 --agency pinghu-jxj --role officer --password-file p.txt"
)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
    /// 设置文件
    #[arg(long, global = true)]
    config: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum UserCommand {
    /// 开立账号，授予角色，设置密码
    Open {
        /// 登录名
        login: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 机关代码
        #[arg(long)]
        agency: String,
        /// 角色，可给多个：`officer`、`author`、`reviewer`、`secrecy_reviewer`、`unit_head`、`leader`、`supervisor`、`operator`
        #[arg(long)]
        role: Vec<String>,
        /// 写有密码的文件
        #[arg(long)]
        password_file: PathBuf,
    },
    /// 重设密码
    Password {
        /// 登录名
        login: String,
        /// 写有密码的文件
        #[arg(long)]
        password_file: PathBuf,
    },
    /// 列出一个机关的账号
    List {
        /// 机关代码
        #[arg(long)]
        agency: String,
    },
}

/// 机关管理
#[derive(clap::Args)]
#[command(
    after_help = "示例：gongkai agency found pinghu-jxj --name 平湖市经济和信息化局 --short 平湖市经信局 --region 330482"
)]
pub(crate) struct AgencyArgs {
    #[command(subcommand)]
    command: AgencyCommand,
    /// 设置文件
    #[arg(long, global = true)]
    config: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum AgencyCommand {
    /// 登记机关，并建立常用栏目
    Found {
        /// 机关代码，出现在网址里
        code: String,
        /// 规范名称
        #[arg(long)]
        name: String,
        /// 简称
        #[arg(long)]
        short: String,
        /// 行政区划代码
        #[arg(long)]
        region: String,
        /// government（政府）、department（部门）、township（乡镇街道）
        #[arg(long, default_value = "department")]
        kind: String,
        /// province、city、county、township
        #[arg(long, default_value = "county")]
        level: String,
        /// 上级机关代码
        #[arg(long)]
        parent: Option<String>,
    },
    /// 列出全部机关
    List,
}

/// 工作日安排
#[derive(clap::Args)]
#[command(
    after_help = "示例：gongkai calendar list\n      gongkai calendar load 2027.csv --source 国办发明电〔2026〕0号"
)]
pub(crate) struct CalendarArgs {
    #[command(subcommand)]
    command: CalendarCommand,
    /// 设置文件
    #[arg(long, global = true)]
    config: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum CalendarCommand {
    /// 列出已有放假安排的年份
    List,
    /// 载入一年的放假通知（CSV：date,kind,name），并重算全部在办件的期限
    Load {
        /// 文件
        file: PathBuf,
        /// 通知的文号
        #[arg(long)]
        source: String,
    },
}

/// Runs `gongkai user`.
pub(crate) fn run_user(args: &UserArgs) -> anyhow::Result<ExitCode> {
    let config = Config::read(args.config.as_deref())?;
    crate::serve::runtime()?.block_on(async {
        let app = open(&config).await?;
        match &args.command {
            UserCommand::Open { login, name, agency, role, password_file } => {
                let roles = role.iter().map(|key| parse_role(key)).collect::<anyhow::Result<Vec<_>>>()?;
                let facts = AccountOpened {
                    login: login.clone(),
                    name: name.clone(),
                    agency: agency.clone(),
                    section: None,
                };
                told(app.open_account(&Actor::System, facts).await)?;
                for role in roles {
                    told(app.grant_role(&Actor::System, login, role, agency).await)?;
                }
                told(app.reset_password(&Actor::System, login, &password(password_file)?).await)?;
                eprintln!("已开立账号 {login}");
            }
            UserCommand::Password { login, password_file } => {
                told(app.reset_password(&Actor::System, login, &password(password_file)?).await)?;
                eprintln!("已重设 {login} 的密码");
            }
            UserCommand::List { agency } => {
                for account in app.store.accounts(agency).await? {
                    let state = if account.disabled { "停用" } else { "在用" };
                    println!("{}\t{}\t{state}", account.login, account.name);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Runs `gongkai agency`.
pub(crate) fn run_agency(args: &AgencyArgs) -> anyhow::Result<ExitCode> {
    let config = Config::read(args.config.as_deref())?;
    crate::serve::runtime()?.block_on(async {
        let app = open(&config).await?;
        match &args.command {
            AgencyCommand::Found { code, name, short, region, kind, level, parent } => {
                let founded = Founded {
                    code: code.clone(),
                    name: name.clone(),
                    short_name: short.clone(),
                    kind: AgencyKind::from_key(kind).with_context(|| format!("没有机关类型 {kind}"))?,
                    level: AgencyLevel::from_key(level).with_context(|| format!("没有机关层级 {level}"))?,
                    region: region.clone(),
                    parent: parent.clone(),
                    credit_code: None,
                };
                told(app.found_agency(&Actor::System, founded).await)?;
                for column in standard_columns() {
                    told(app.set_column(&Actor::System, code, column).await)?;
                }
                eprintln!("已登记 {name}（{code}）");
            }
            AgencyCommand::List => {
                for agency in app.store.agencies().await? {
                    println!("{}\t{}\t{}", agency.code, agency.name, agency.parent.as_deref().unwrap_or("-"));
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Runs `gongkai calendar`.
pub(crate) fn run_calendar(args: &CalendarArgs) -> anyhow::Result<ExitCode> {
    let config = Config::read(args.config.as_deref())?;
    crate::serve::runtime()?.block_on(async {
        let app = open(&config).await?;
        match &args.command {
            CalendarCommand::List => {
                let calendar = app.calendar();
                for year in calendar.years() {
                    let source =
                        calendar.notice(year).map(|notice| notice.number.clone()).unwrap_or_default();
                    println!("{year}\t{source}");
                }
            }
            CalendarCommand::Load { file, source } => {
                let bytes = std::fs::read(file).with_context(|| format!("读不了 {}", file.display()))?;
                let loaded = told(app.load_holiday_notice(&Actor::System, bytes, source).await)?;
                let years: Vec<String> = loaded.iter().map(i16::to_string).collect();
                app.redate_when_told().await?;
                if years.is_empty() {
                    eprintln!("与已有的安排相同，没有变化");
                } else {
                    eprintln!("已载入 {} 年的安排，并重算在办申请的期限", years.join("、"));
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub(crate) async fn open(config: &Config) -> anyhow::Result<App> {
    App::open(&config.place(), Arc::new(SystemClock)).await.context("打不开数据目录")
}

fn parse_role(key: &str) -> anyhow::Result<Role> {
    Role::from_key(key).with_context(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.key()).collect();
        format!("没有角色 {key}，可用：{}", known.join(" "))
    })
}

fn password(file: &std::path::Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("读不了密码文件 {}", file.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Turns an answer of a use case into a line a person can act on.
pub(crate) fn told<T>(answer: Result<T, AppError>) -> anyhow::Result<T> {
    match answer {
        Err(error @ (AppError::Refused(_) | AppError::Fields(_) | AppError::NotFound)) => {
            bail!("{}", explain(&error))
        }
        other => Ok(other?),
    }
}

/// What a use case's refusal says to the person at the command line.
pub(crate) fn explain(error: &AppError) -> String {
    match error {
        AppError::Refused(refused) => match &refused.article {
            Some(article) => format!("{}（{article}）", refused.message),
            None => refused.message.clone(),
        },
        AppError::Fields(fields) => {
            let lines: Vec<String> =
                fields.iter().map(|field| format!("{}：{}", field.field, field.message)).collect();
            lines.join("；")
        }
        AppError::NotFound => "没有找到".to_owned(),
        other => other.to_string(),
    }
}
