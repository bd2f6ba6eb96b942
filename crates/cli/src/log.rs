//! `gongkai log`: the public log's keys, and whether a portal still says what it has published.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use gongkai_app::public_log::{Checked, check};
use gongkai_app::{App, SystemClock};
use gongkai_journal::log::{
    Edge, Leaf, LeafEvent, Opened, Rendition, Tile, TileKind, Trust, bundle_entries, hashes_of_bytes,
    leaf_hash,
};
use ureq::Agent;

use crate::config::Config;
use crate::proof::trust;

/// 公开日志
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai log key --config gongkai.toml\n      \
    gongkai log verify --site https://www.example.gov.cn --key log.pub --state 上次.txt")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 列出公钥
    Key(Own),
    /// 更换密钥：原密钥停用，旧证明仍由旧公钥验证；重启后生效
    Rotate(Own),
    /// 核对：重新下载一个网站的日志和公开内容，逐条比对；不给 --site 时核对本机数据库里的日志
    Verify {
        /// 网站地址
        #[arg(long)]
        site: Option<String>,
        /// 公钥，或者写有公钥的文件；不给时用网站自己给出的（只能发现前后不一致）
        #[arg(long)]
        key: Vec<String>,
        /// 记住这次看到的日志的文件；下次核对时检查日志只续写、没有改写
        #[arg(long)]
        state: Option<PathBuf>,
        /// 只核对日志，不下载公开内容
        #[arg(long)]
        log_only: bool,
        /// 只核对这些文件（日志里的文件标识，例如 item/pinghu-jxj/17、report/pinghu-jxj/2021），可给多个
        #[arg(long)]
        document: Vec<String>,
        #[command(flatten)]
        own: Own,
    },
}

#[derive(clap::Args)]
struct Own {
    /// 设置文件
    #[arg(long)]
    config: Option<PathBuf>,
    /// 数据目录（优先于设置文件）
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Own {
    fn config(&self) -> anyhow::Result<Config> {
        let config = Config::read_at(self.config.as_deref(), self.data.as_deref())?;
        if !config.place().holds_records() {
            bail!("{} 里没有数据库：请用 --data 或者 --config 指明", config.data.display());
        }
        Ok(config)
    }
}

/// Runs `gongkai log`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::Key(own) => keys(&own.config()?),
        Command::Rotate(own) => rotate(&own.config()?),
        Command::Verify { site: Some(site), key, state, log_only, document, .. } => {
            let portal = Portal::new(site);
            let trust = if key.is_empty() {
                eprintln!("公钥取自网站自身：请与当地公告的公钥核对，或者用 --key 给出");
                self::trust(&[portal.text("/log/keys")?], 0)?
            } else {
                self::trust(key, 0)?
            };
            verify(&portal, &trust, state.as_deref(), (!log_only).then_some(document))
        }
        Command::Verify { site: None, own, .. } => verify_own(&own.config()?),
    }
}

fn keys(config: &Config) -> anyhow::Result<ExitCode> {
    crate::serve::runtime()?.block_on(async {
        let keys = crate::serve::open_store(config).await?.log_keys().await?;
        if keys.is_empty() {
            bail!("还没有密钥：第一次启动平台（gongkai serve）时生成");
        }
        for key in keys {
            match key.retired_at {
                None => println!("{}", key.verifier),
                Some(at) => println!("# 已于 {at} 停用\n# {}", key.verifier),
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn rotate(config: &Config) -> anyhow::Result<ExitCode> {
    crate::serve::runtime()?
        .block_on(async {
            let app = App::open(&config.place(), Arc::new(SystemClock)).await.context("打不开数据目录")?;
            let origin = format!("{}/log", config.site_domain);
            app.replace_log_keys(&origin).await?;
            eprintln!(
                "已更换密钥，写在 {}；请重启平台，把它安全地备份，并公告新的公钥：",
                config.place().log_key().display()
            );
            Ok(())
        })
        .and_then(|()| keys(config))
}

/// The log in the database: are entries, hashes and head one?
fn verify_own(config: &Config) -> anyhow::Result<ExitCode> {
    crate::serve::runtime()?.block_on(async {
        let store = crate::serve::open_store(config).await?;
        let Some(head) = store.log_head().await? else {
            println!("日志还没有条目");
            return Ok(ExitCode::SUCCESS);
        };
        let keys: Vec<String> = store.log_keys().await?.into_iter().map(|key| key.verifier).collect();
        let opened = match self::trust(&keys, 0)?.open(&head.note) {
            Ok(opened) => opened,
            Err(error) => return wanting(&format!("最近一次签名不成立（{error}）")),
        };
        let (mut edge, mut next) = (Edge::default(), 0);
        while next < head.size {
            let entries = store.log_entries(next, 256).await?;
            let mut own = Vec::new();
            for entry in entries.iter().take_while(|entry| entry.number < head.size) {
                if entry.number != next {
                    break;
                }
                own.push(leaf_hash(&entry.entry));
                next += 1;
            }
            if own.is_empty() {
                return wanting(&format!("缺第 {next} 条"));
            }
            let first = edge.size();
            let width = u16::try_from(own.len())?;
            let tile = Tile { kind: TileKind::Hashes { level: 0 }, number: first / 256, width };
            if store.log_hashes(&tile).await? != own {
                return wanting(&format!("第 {first} 条起的条目与所存的指纹不符"));
            }
            for hash in own {
                edge.push(hash);
            }
        }
        agree(&edge, &opened)
    })
}

fn agree(edge: &Edge, opened: &Opened) -> anyhow::Result<ExitCode> {
    let root = edge.root().map_err(|error| anyhow!("{error}"))?;
    if root != opened.checkpoint.root {
        return wanting("条目与签名的日志根不符：条目被改动");
    }
    println!("日志完好：{} 条，签名成立", edge.size());
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::unnecessary_wraps, reason = "an outcome like the others")]
fn wanting(what: &str) -> anyhow::Result<ExitCode> {
    println!("日志有问题：{what}");
    Ok(ExitCode::FAILURE)
}

/// A portal as its readers see it.
struct Portal {
    agent: Agent,
    base: String,
}

impl Portal {
    fn new(site: &str) -> Portal {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_mins(1)))
            .http_status_as_error(false)
            .user_agent(concat!("gongkai-log-verify/", env!("CARGO_PKG_VERSION")));
        Portal { agent: config.build().into(), base: site.trim_end_matches('/').to_owned() }
    }

    /// The bytes at `path`; `None` when the portal has nothing there (any more).
    fn get(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let address = format!("{}{path}", self.base);
        let answer = self.agent.get(&address).call().with_context(|| format!("读不到 {address}"))?;
        match answer.status().as_u16() {
            200 => {}
            404 | 410 => return Ok(None),
            status => bail!("{address} 回答 {status}"),
        }
        let mut bytes = Vec::new();
        let read = answer.into_body().into_reader().take(256 * 1024 * 1024).read_to_end(&mut bytes);
        read.with_context(|| format!("读不全 {address}"))?;
        Ok(Some(bytes))
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.get(path)?.ok_or_else(|| anyhow!("{}{path} 不存在：这个网站没有公开日志，或者不全", self.base))
    }

    fn text(&self, path: &str) -> anyhow::Result<String> {
        String::from_utf8(self.bytes(path)?).with_context(|| format!("{path} 不是文本"))
    }
}

/// What the log says of a document: the editions that must be there, unless it was taken away.
#[derive(Default)]
struct Document {
    editions: BTreeMap<u32, Vec<Rendition>>,
    is_gone: bool,
}

/// Checks the log, and what was published; of no documents with `None`, of all when none is named.
fn verify(
    portal: &Portal,
    trust: &Trust,
    state: Option<&Path>,
    named: Option<&Vec<String>>,
) -> anyhow::Result<ExitCode> {
    let note = portal.text("/log/checkpoint")?;
    let opened = match trust.open(&note) {
        Ok(opened) => opened,
        Err(error) => return wanting(&format!("签名不成立，或者不是所给公钥签的（{error}）")),
    };
    let before = match state.map(std::fs::read_to_string) {
        Some(Ok(text)) => match trust.open(&text) {
            Ok(before) => Some(before.checkpoint),
            Err(error) => bail!("记住的检查点不可用（{error}）：更换公钥后请删去状态文件"),
        },
        _ => None,
    };
    let size = opened.checkpoint.size;
    if let Some(before) = before.as_ref().filter(|before| before.size > size) {
        return wanting(&format!("上次有 {} 条，现在只有 {size} 条：末尾的条目被删除", before.size));
    }
    let mut edge = Edge::default();
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    let mut number = 0;
    while let Some(tile) = Tile::in_tree(TileKind::Entries, number, size) {
        let bytes = portal.bytes(&format!("/log/tile/{tile}"))?;
        let entries = bundle_entries(&bytes).map_err(|error| anyhow!("条目文件 {tile}：{error}"))?;
        if entries.len() != usize::from(tile.width) {
            return wanting(&format!("条目文件 {tile} 不全"));
        }
        let mut hashes = Vec::new();
        for entry in entries {
            let leaf = Leaf::decode(entry).map_err(|error| anyhow!("第 {} 条：{error}", edge.size()))?;
            note_down(&mut documents, leaf);
            let hash = leaf_hash(entry);
            hashes.push(hash);
            edge.push(hash);
            if let Some(before) = before.as_ref().filter(|before| before.size == edge.size()) {
                let root = edge.root().map_err(|error| anyhow!("{error}"))?;
                if root != before.root {
                    return wanting(&format!("前 {} 条与上次看到的不同：日志被改写", before.size));
                }
            }
        }
        let level = Tile { kind: TileKind::Hashes { level: 0 }, ..tile };
        let served = hashes_of_bytes(&level, &portal.bytes(&format!("/log/tile/{level}"))?);
        if served.as_ref() != Some(&hashes) {
            return wanting(&format!("指纹文件 {level} 与条目不符"));
        }
        number += 1;
    }
    let whole = agree(&edge, &opened)?;
    if whole != ExitCode::SUCCESS {
        return Ok(whole);
    }
    if let Some(path) = state {
        std::fs::write(path, &note).with_context(|| format!("写不了 {}", path.display()))?;
    }
    let Some(named) = named else { return Ok(ExitCode::SUCCESS) };
    if let Some(unknown) = named.iter().find(|name| !documents.contains_key(*name)) {
        bail!("日志里没有 {unknown}：文件标识见网站的 /log/");
    }
    documents.retain(|name, _| named.is_empty() || named.contains(name));
    compare(portal, trust, &documents)
}

fn note_down(documents: &mut BTreeMap<String, Document>, leaf: Leaf) {
    if leaf.event == LeafEvent::RequestReceipt {
        return;
    }
    let document = documents.entry(leaf.document.as_str().to_owned()).or_default();
    match leaf.event {
        LeafEvent::Publish | LeafEvent::Correct => {
            document.is_gone = false;
            document.editions.insert(leaf.edition, leaf.renditions);
        }
        LeafEvent::Withdraw | LeafEvent::Pull => document.is_gone = true,
        _ => {}
    }
}

/// Re-downloads what must be public, and compares.
fn compare(
    portal: &Portal,
    trust: &Trust,
    documents: &BTreeMap<String, Document>,
) -> anyhow::Result<ExitCode> {
    let (mut same, mut wrong) = (0_u64, 0_u64);
    let live = documents.iter().filter(|(_, document)| !document.is_gone);
    for (name, document) in live {
        for (edition, renditions) in &document.editions {
            match differs(portal, trust, name, *edition, renditions)? {
                None => same += 1,
                Some(what) => {
                    wrong += 1;
                    println!("{name} 第 {edition} 版：{what}");
                }
            }
        }
    }
    let gone = documents.values().filter(|document| document.is_gone).count();
    println!("公开内容：一致 {same} 版，不一致 {wrong} 版；已撤下 {gone} 件不比对");
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What of an edition is not as it was published.
fn differs(
    portal: &Portal,
    trust: &Trust,
    name: &str,
    edition: u32,
    renditions: &[Rendition],
) -> anyhow::Result<Option<String>> {
    let Some(file) = portal.get(&format!("/log/proofs/{edition}/{}", segments(name)))? else {
        return Ok(Some("网站上没有了，日志里却没有撤下的记录".to_owned()));
    };
    let checked: Checked = match check(&String::from_utf8_lossy(&file), trust) {
        Ok(checked) => checked,
        Err(error) => return Ok(Some(crate::proof::explain(&error))),
    };
    if checked.leaf.renditions != renditions {
        return Ok(Some("证明所说的内容与日志不符".to_owned()));
    }
    for rendition in renditions {
        let file = rendition.name.as_str();
        let report = name.strip_prefix("report/");
        let path = match (report, &checked.item) {
            (Some(report), _) => format!("/reports/{}/{file}?edition={edition}", segments(report)),
            (None, Some(facts)) => {
                let item = segments(&facts.index_number);
                match file.strip_prefix("attachment/") {
                    Some(place) => format!("/attachments/{edition}/{place}/{item}"),
                    None => format!("/items/{item}?edition={edition}"),
                }
            }
            (None, None) => return Ok(Some("证明没有说明标题和索引号".to_owned())),
        };
        let what = match file.strip_prefix("attachment/") {
            Some(place) => format!("附件 {place} "),
            None if report.is_some() => format!("{file} "),
            None => "页面上的正文".to_owned(),
        };
        let Some(bytes) = portal.get(&path)? else { return Ok(Some(format!("{what}没有了"))) };
        // A page has more than the words that were published; a file is what it is.
        let is_same = if file == "text" {
            checked.matches(&bytes) == Some(file)
        } else {
            Rendition::of(rendition.name.clone(), &bytes) == *rendition
        };
        if !is_same {
            return Ok(Some(format!("{what}与公开时不同")));
        }
    }
    Ok(None)
}

/// A path whose parts are fit for an address.
fn segments(path: &str) -> String {
    path.split('/').map(gongkai_server::routes::segment).collect::<Vec<_>>().join("/")
}
