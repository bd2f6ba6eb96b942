//! `gongkai backup|restore`: a copy to come back from, and coming back from it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};
use gongkai_app::Place;
use gongkai_app::backup::{Made, Restored, Source, Target, back_up, restore};
use jiff::Timestamp;

use crate::config::Config;

/// 备份：平台运行中也可以做，只增加新的部分
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai backup /mnt/backup --recipient age1… --with-keys --keep 30\n      \
    备份是按行的 JSON 和原样的文件，不用本程序也能读，因此也用于整体迁出。")]
pub(crate) struct BackupArgs {
    /// 备份目录
    folder: PathBuf,
    /// 接收人的 age 公钥，可给多个；给了就加密，只有对应的私钥能读
    #[arg(long)]
    recipient: Vec<String>,
    /// 写有公钥的文件，每行一个
    #[arg(long)]
    recipients_file: Option<PathBuf>,
    /// 把 site.key、log.key 也放进备份（只限加密的备份）
    #[arg(long)]
    with_keys: bool,
    /// 保留最近几份；不给则全部保留
    #[arg(long)]
    keep: Option<usize>,
    /// 设置文件
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long)]
    data: Option<PathBuf>,
}

/// 恢复：从备份恢复到空的数据目录或者空的数据库，逐项核对
#[derive(clap::Args)]
#[command(
    after_help = "示例：gongkai restore /mnt/backup --data /var/lib/gongkai-new --identity key.txt\n      \
    gongkai restore /mnt/backup --check --identity key.txt"
)]
pub(crate) struct RestoreArgs {
    /// 备份目录
    folder: PathBuf,
    /// 哪一份；不给则用最近的一份
    #[arg(long)]
    snapshot: Option<String>,
    /// 写有 age 私钥的文件
    #[arg(long)]
    identity: Option<PathBuf>,
    /// 恢复演练：恢复到临时目录，核对后删去，不动现有数据
    #[arg(long)]
    check: bool,
    /// 设置文件
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Runs `gongkai backup`.
pub(crate) fn run_backup(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let config = Config::read_at(args.config.as_deref(), args.data.as_deref())?;
    let place = config.place();
    if !place.holds_records() {
        bail!("{} 里没有平台的数据", config.data.display());
    }
    let mut recipients = args.recipient.clone();
    if let Some(path) = &args.recipients_file {
        recipients.extend(keys_of(path)?);
    }
    if recipients.is_empty() {
        eprintln!("提示：没有指定接收人公钥，备份不加密；备份目录要像数据目录一样保管。");
    }
    let keep = args.keep;
    let target = Target { folder: args.folder.clone(), recipients, with_keys: args.with_keys, keep };
    let begun = Instant::now();
    let made = back_up(&place, &target, Timestamp::now())?;
    tell(&made, begun.elapsed().as_secs_f64());
    Ok(if made.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lines of a file that are keys.
pub(crate) fn keys_of(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("读不到 {}", path.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

fn tell(made: &Made, seconds: f64) {
    println!(
        "备份完成：{}，记录 {} 条（新增 {} 条），其他 {} 行，文件 {} 个（新增 {} 个），用时 {seconds:.1} 秒",
        made.snapshot, made.position, made.events, made.rows, made.blobs, made.new_blobs
    );
    if !made.removed.is_empty() {
        println!("已删去过期的备份：{}", made.removed.join("、"));
    }
    for name in &made.damaged {
        println!("文件 {name} 已损坏，没有备份：请从以前的备份中找回，放回 blobs 目录");
    }
}

/// Runs `gongkai restore`.
pub(crate) fn run_restore(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let identities = match &args.identity {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("读不到 {}", path.display()))?,
        None => String::new(),
    };
    let source = Source { folder: args.folder.clone(), snapshot: args.snapshot.clone(), identities };
    let config = Config::read_at(args.config.as_deref(), args.data.as_deref())?;
    let begun = Instant::now();
    let restored = crate::serve::runtime()?.block_on(async {
        if args.check {
            drill(&config.place(), &source).await
        } else {
            Ok(restore(&config.place(), &source).await?)
        }
    })?;
    report(&restored, begun.elapsed().as_secs_f64());
    println!(
        "{}",
        if args.check {
            "演练完成，临时数据已删去。"
        } else {
            "恢复完成，可以启动平台。全文索引会自动重建。"
        }
    );
    Ok(ExitCode::SUCCESS)
}

fn report(restored: &Restored, seconds: f64) {
    println!("备份 {}（{} 生成）", restored.snapshot, restored.made_at);
    println!("记录链完好：{} 条，链尾 {}", restored.events, restored.hash);
    println!(
        "其他 {} 行；文件 {} 个，逐个核对无误；重建 {} 张表",
        restored.rows, restored.blobs, restored.tables
    );
    println!("用时 {seconds:.1} 秒");
}

/// Brings everything back beside, looks at it and takes it away again.
async fn drill(place: &Place, source: &Source) -> anyhow::Result<Restored> {
    let folder = std::env::temp_dir().join(format!("gongkai-drill-{}", std::process::id()));
    if folder.exists() {
        bail!("{} 已存在，请先移走", folder.display());
    }
    std::fs::create_dir_all(&folder)?;
    let beside = Place::folder(&folder);
    // A backup without keys is opened with those of this machine.
    for (from, to) in [(&place.site_key, &beside.site_key), (&place.log_key(), &beside.log_key())] {
        if from.exists() {
            std::fs::copy(from, to)?;
        }
    }
    let restored = restore(&beside, source).await;
    std::fs::remove_dir_all(&folder)?;
    Ok(restored?)
}
