//! `gongkai journal verify|replay`: integrity and rebuilding of the record.

use std::path::PathBuf;
use std::process::ExitCode;

use gongkai_journal::Broken;
use gongkai_store::{Fault, Store};

use crate::config::Config;

/// 记录链的校验与重放
#[derive(clap::Args)]
#[command(
    after_help = "示例：gongkai journal verify --data gongkai-data\n      gongkai journal replay --config gongkai.toml"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
    /// 设置文件
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long, global = true)]
    data: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 逐条校验：被改、被删、被插入、被调换的记录，指明位置
    Verify,
    /// 由记录链重建全部视图，并与现有视图比较
    Replay,
}

/// Runs `gongkai journal`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let config = Config::read_at(args.config.as_deref(), args.data.as_deref())?;
    crate::serve::runtime()?.block_on(async {
        let store = crate::serve::open_store(&config).await?;
        match args.command {
            Command::Verify => verify(&store).await,
            Command::Replay => replay(&store).await,
        }
    })
}

async fn verify(store: &Store) -> anyhow::Result<ExitCode> {
    let found = store.verify().await?;
    match found.fault {
        None => {
            println!("记录链完好：{} 条，链尾 {}", found.head.position, hex(&found.head.hash));
            Ok(ExitCode::SUCCESS)
        }
        Some(fault) => {
            println!("记录链有问题：{}", explain(&fault));
            println!("完好的最后位置：{}", found.head.position);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Says in Chinese what is wrong, and where.
fn explain(fault: &Fault) -> String {
    match fault {
        Fault::Broken(Broken::Gap { expected, found }) => {
            format!("应为位置 {expected}，却是位置 {found}：有记录被删除、插入或者调换")
        }
        Fault::Broken(Broken::Changed(position)) => format!("位置 {position} 的记录被改动"),
        Fault::Unreadable { position, problem } => format!("位置 {position} 的记录无法读取（{problem}）"),
        Fault::Truncated { expected, found } => {
            format!("应有 {expected} 条，只到位置 {found}：末尾的记录被删除")
        }
        Fault::Added { position } => format!("自位置 {position} 起的记录不是本程序写入的"),
        other => other.to_string(),
    }
}

/// Rebuilds the projections, and says whether they are what they were.
async fn replay(store: &Store) -> anyhow::Result<ExitCode> {
    let before = store.snapshot().await?;
    let rebuilt = store.replay().await?;
    let after = store.snapshot().await?;
    let changed: Vec<&str> = before
        .iter()
        .filter(|(table, rows)| after.get(*table) != Some(rows))
        .map(|(table, _)| table.as_str())
        .collect();
    println!("已重放 {} 条记录，重建 {} 张表", rebuilt.events, rebuilt.tables);
    if changed.is_empty() {
        println!("重建前后一致");
        return Ok(ExitCode::SUCCESS);
    }
    println!("重建前后不一致的表：{}（现为重建后的内容）", changed.join("、"));
    Ok(ExitCode::FAILURE)
}

fn hex(hash: &[u8]) -> String {
    gongkai_app::vault::to_hex(hash)
}
