//! `gongkai proof`: one document's proof, checked without us and without a network.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use gongkai_app::public_log::{Checked, Unmatched, check};
use gongkai_journal::log::{Algorithm, Trust, Unproven, VerifierKey};

/// 断网验证
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai proof 公开证明.tlog-proof --key log.pub\n      \
    gongkai proof 通知.pdf --proof 公开证明.tlog-proof --key log.pub")]
pub(crate) struct Args {
    /// 证明文件；或者下载的网页、PDF、附件，照纸面录入的文字（这时用 --proof 给出证明文件）
    file: PathBuf,
    /// 证明文件；不给时找“文件名.tlog-proof”
    #[arg(long)]
    proof: Option<PathBuf>,
    /// 公开日志的公钥，或者写有公钥的文件（每行一个）；可给多个
    #[arg(long, required = true)]
    key: Vec<String>,
    /// 至少要有几个见证人签名
    #[arg(long, default_value_t = 0)]
    witnesses: usize,
}

/// Runs `gongkai proof`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let trust = trust(&args.key, args.witnesses)?;
    let bytes = read(&args.file)?;
    let is_proof = bytes.starts_with(b"c2sp.org/tlog-proof@");
    let proof = match &args.proof {
        Some(path) => read(path)?,
        None if is_proof => bytes.clone(),
        None => {
            let mut beside = args.file.clone().into_os_string();
            beside.push(".tlog-proof");
            let beside = PathBuf::from(beside);
            if !beside.exists() {
                bail!("请用 --proof 给出证明文件（在信息页面的“公开证明”下载）");
            }
            read(&beside)?
        }
    };
    let checked = match std::str::from_utf8(&proof).map(|text| check(text, &trust)) {
        Ok(Ok(checked)) => checked,
        Ok(Err(error)) => {
            println!("证明不成立：{}", explain(&error));
            return Ok(ExitCode::FAILURE);
        }
        Err(_) => {
            println!("证明不成立：证明文件不是文本");
            return Ok(ExitCode::FAILURE);
        }
    };
    println!("证明成立：{}", sentence(&checked));
    println!("{}", signed(&checked));
    if let Some(facts) = &checked.item {
        println!("标题：{}\n索引号：{}\n发布机构：{}", facts.title, facts.index_number, facts.issuer);
    }
    if let Some(facts) = &checked.report {
        println!("标题：{}\n机关：{}\n年度：{}", facts.title, facts.agency, facts.year);
    }
    if let Some(facts) = &checked.receipt {
        let day = facts.submitted_on.or(facts.arrived_on).map_or_else(String::new, |on| on.to_string());
        println!("申请编号：{}\n受理机关：{}\n提交或者到达：{day}", facts.number, facts.agency);
    }
    if is_proof && args.proof.is_none() {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = checked.matches(&bytes) {
        println!("文件一致：{}", what(&checked, name));
        return Ok(ExitCode::SUCCESS);
    }
    println!("文件不一致：{} 不是证明所说的文件，也没有所说的全部文字", args.file.display());
    Ok(ExitCode::FAILURE)
}

/// What a rendition is, in words.
fn what(checked: &Checked, name: &str) -> String {
    match (name, checked.item.as_ref().and_then(|facts| facts.file(name))) {
        ("text", _) => "含有公开时的全部正文文字".to_owned(),
        ("download.json", _) => "是公开时的年度报告数据（JSON）".to_owned(),
        ("original", _) => "是补录时所用的原文件".to_owned(),
        ("asked", _) => "是申请时所写的内容".to_owned(),
        (_, Some(file)) => format!("是公开时的附件“{file}”"),
        (other, None) => format!("是公开时的 {other}"),
    }
}

fn sentence(checked: &Checked) -> String {
    let leaf = &checked.leaf;
    let at = gongkai_app::civil_date(leaf.at);
    format!("{}，{at}（{}），日志 {} 第 {} 条", leaf.told(), leaf.at, leaf.log.as_str(), checked.number)
}

fn signed(checked: &Checked) -> String {
    let names = checked.opened.signed_as.iter().map(|algorithm| match algorithm {
        Algorithm::Sm2 => "SM2",
        Algorithm::Ed25519 | Algorithm::Cosignature => "Ed25519",
    });
    let names = names.collect::<Vec<_>>().join("、");
    let witnesses: Vec<&str> = checked.opened.witnesses.iter().map(|(name, _)| name.as_str()).collect();
    let witnesses =
        if witnesses.is_empty() { String::new() } else { format!("；见证：{}", witnesses.join("、")) };
    format!("日志共 {} 条，签名 {names}{witnesses}", checked.opened.checkpoint.size)
}

/// Says in Chinese why a proof does not prove.
pub(crate) fn explain(error: &Unmatched) -> String {
    match error {
        Unmatched::File(error) => format!("证明文件不完整或者被改动（{error}）"),
        Unmatched::Extra | Unmatched::Entry(_) => "证明文件里没有可读的日志条目".to_owned(),
        Unmatched::Unproven(Unproven::Checkpoint(error)) => {
            format!("日志的签名不成立，或者不是所给公钥签的（{error}）")
        }
        Unmatched::Unproven(_) => "日志里没有这个条目：条目或者路径被改动".to_owned(),
        Unmatched::OtherLog => "条目属于另一本日志".to_owned(),
        Unmatched::Metadata => "标题等要素与条目所锁定的不符".to_owned(),
        other => other.to_string(),
    }
}

/// The keys that are trusted: given as such or as files that hold them.
pub(crate) fn trust(keys: &[String], quorum: usize) -> anyhow::Result<Trust> {
    let mut trust = Trust { quorum, ..Trust::default() };
    for given in keys {
        let text = if Path::new(given).exists() {
            std::fs::read_to_string(given).with_context(|| format!("读不到公钥文件 {given}"))?
        } else {
            given.clone()
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let key = VerifierKey::parse(line).map_err(|error| {
                anyhow::anyhow!("{line}：不是公钥（形如 名称+编号+字符，见网站的 /log/keys）：{error}")
            })?;
            match key.algorithm() {
                Algorithm::Cosignature => trust.witnesses.push(key),
                Algorithm::Ed25519 | Algorithm::Sm2 => trust.log.push(key),
            }
        }
    }
    if trust.log.is_empty() {
        bail!("没有给出公开日志的公钥（见网站的 /log/keys）");
    }
    Ok(trust)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("读不到 {}", path.display()))
}
