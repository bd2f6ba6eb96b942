//! `gongkai strip`: what files carry besides what they show, and files without it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use gongkai_document::hidden::{HiddenError, Leak, Stripped, strip};
use gongkai_document::office::{OfficeError, XmlError};
use serde::Serialize;

/// Arguments of `gongkai strip`.
#[derive(Debug, clap::Args)]
#[command(after_help = "示例：\n  gongkai strip 名单.xlsx 通知.docx\n  gongkai strip 通知.docx --out 清除后")]
pub(crate) struct Args {
    /// 要检查的文件（docx、xlsx、pptx、odt、ods、odp、pdf、jpg、png、zip）
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 清除后的文件存入这个文件夹；不写则只检查。原文件不改动
    #[arg(long, value_name = "文件夹")]
    pub(crate) out: Option<PathBuf>,
    /// 每个文件输出一行 JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Inspects the files; exit status 1 when one carries something.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (mut wanting, mut failed) = (false, false);
    for file in &args.files {
        match strip_file(file, args.out.as_deref()) {
            Ok(stripped) => {
                wanting |= !stripped.removed.is_empty() || !stripped.left.is_empty();
                let name = file.display().to_string();
                let text = if args.json {
                    for_programs(&name, &stripped)?
                } else {
                    for_people(&name, &stripped, args.out.is_some())
                };
                write!(std::io::stdout().lock(), "{text}").context("无法写出结果")?;
            }
            // One file that is not read must not hide what the others carry.
            Err(error) => {
                failed = true;
                writeln!(std::io::stderr().lock(), "gongkai：{error:#}").context("无法写出结果")?;
            }
        }
    }
    Ok(match (failed, wanting) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn strip_file(file: &Path, out: Option<&Path>) -> anyhow::Result<Stripped> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    let stripped = match strip(&bytes) {
        Ok(stripped) => stripped,
        Err(error) => anyhow::bail!("处理不了 {}：{}", file.display(), explain(&error)),
    };
    if let Some(folder) = out {
        let name = file.file_name().with_context(|| format!("不是文件：{}", file.display()))?;
        let target = folder.join(name);
        anyhow::ensure!(!same_file(&target, file), "{} 是原文件，不能覆盖；请换一个文件夹", target.display());
        std::fs::create_dir_all(folder).with_context(|| format!("建不了文件夹 {}", folder.display()))?;
        std::fs::write(&target, &stripped.bytes).with_context(|| format!("写不了 {}", target.display()))?;
    }
    Ok(stripped)
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Why a file was not stripped, in the reader's terms.
fn explain(error: &HiddenError) -> String {
    match error {
        HiddenError::Office(error) => explain_office(error),
        HiddenError::Pdf => "PDF 已损坏".to_owned(),
        HiddenError::Encrypted => "文件已加密，请先去除密码".to_owned(),
        HiddenError::Picture => "图片已损坏".to_owned(),
        HiddenError::Unsupported(kind) => {
            format!("这种文件（{}）不能检查，请另存为 docx、xlsx、pptx、odt、pdf 等格式", kind.label())
        }
        HiddenError::VisibleChanged { place } => {
            format!("清除后看得见的内容会改变（{place}），没有生成文件，请人工处理")
        }
        _ => "不能处理".to_owned(),
    }
}

fn explain_office(error: &OfficeError) -> String {
    const MB: usize = 1024 * 1024;
    match error {
        OfficeError::NotAnArchive => "文件已损坏，打不开".to_owned(),
        OfficeError::FileTooLarge { limit } => format!("文件太大，最多 {} MB", limit / MB),
        OfficeError::TooManyParts { limit } => format!("文件内的部件太多，最多 {limit} 个"),
        OfficeError::PartTooLarge { name, limit } => format!("{name} 展开后太大，最多 {} MB", limit / MB),
        OfficeError::TooLargeTogether { limit } => format!("展开后太大，总共最多 {} MB", limit / MB),
        OfficeError::PackedTooStrongly { name, .. } => format!("{name} 压缩得不正常，可能是恶意文件"),
        OfficeError::UnsafeName { name } => format!("文件内有不安全的路径：{name}"),
        OfficeError::TwiceNamed { name } => format!("文件内有两个同名部件：{name}"),
        OfficeError::Encrypted { .. } => "文件已加密，请先去除密码".to_owned(),
        OfficeError::Damaged { name } => format!("{name} 已损坏"),
        OfficeError::Missing { name } => format!("文件不完整，缺少 {name}"),
        OfficeError::NestedTooDeep { limit } => format!("压缩包套叠太深，最多 {limit} 层"),
        OfficeError::Xml { name, source } => match source {
            XmlError::DocumentType | XmlError::Entity => format!("{name} 含有不允许的定义，可能是恶意文件"),
            XmlError::TooDeep { .. } | XmlError::TooManyNodes { .. } => format!("{name} 太复杂"),
            _ => format!("{name} 已损坏"),
        },
        _ => "不能打开".to_owned(),
    }
}

/// The answer's shape for programs.
#[derive(Serialize)]
struct Answer<'a> {
    file: &'a str,
    removed: Vec<Finding<'a>>,
    left: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    kind: &'static str,
    place: &'a str,
    excerpt: &'a str,
}

fn findings(leaks: &[Leak]) -> Vec<Finding<'_>> {
    leaks
        .iter()
        .map(|leak| Finding { kind: leak.kind.key(), place: &leak.place, excerpt: &leak.excerpt })
        .collect()
}

fn for_programs(file: &str, stripped: &Stripped) -> anyhow::Result<String> {
    let answer = Answer { file, removed: findings(&stripped.removed), left: findings(&stripped.left) };
    Ok(format!("{}\n", serde_json::to_string(&answer)?))
}

fn for_people(file: &str, stripped: &Stripped, written: bool) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = match (stripped.removed.len(), stripped.left.len()) {
        (0, 0) => writeln!(text, "{file}：没有发现隐藏信息"),
        (removed, left) => {
            let verb = if written { "已清除" } else { "可清除" };
            writeln!(text, "{file}：{verb} {removed} 处，须人工判断 {left} 处")
        }
    };
    for (leaks, note) in [(&stripped.removed, ""), (&stripped.left, "（须人工判断）")] {
        for leak in leaks {
            let place = if leak.place.is_empty() { String::new() } else { format!("  {}", leak.place) };
            let _ = writeln!(text, "  {}{note}{place}：{}", leak.kind.label(), leak.excerpt);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use gongkai_document::office::Package;

    use super::*;

    fn letter() -> Vec<u8> {
        let mut package = Package::empty();
        let body = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>\
            <w:r><w:t>明</w:t></w:r></w:p></w:body></w:document>";
        package.set("[Content_Types].xml", b"<Types/>".to_vec());
        package.set(
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"r\" Type=\"t/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
                .to_vec(),
        );
        package.set("word/document.xml", body.as_bytes().to_vec());
        package.write().unwrap()
    }

    #[test]
    fn people_read_what_was_found_and_what_was_done() {
        let stripped = strip(&letter()).unwrap();
        assert_eq!(
            for_people("信.docx", &stripped, true),
            "信.docx：已清除 1 处，须人工判断 0 处\n  隐藏文字  word/document.xml：暗\n"
        );
        assert_eq!(
            for_programs("信.docx", &stripped).unwrap(),
            "{\"file\":\"信.docx\",\"removed\":[{\"kind\":\"hidden_text\",\"place\":\"word/document.xml\",\"excerpt\":\"暗\"}],\"left\":[]}\n"
        );
    }

    #[test]
    fn the_original_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("信.docx");
        std::fs::write(&file, letter()).unwrap();
        assert!(strip_file(&file, Some(folder.path())).unwrap_err().to_string().contains("不能覆盖"));
        assert_eq!(std::fs::read(&file).unwrap(), letter());
        strip_file(&file, Some(&folder.path().join("清除后"))).unwrap();
        let written = std::fs::read(folder.path().join("清除后/信.docx")).unwrap();
        assert!(strip(&written).unwrap().removed.is_empty());
    }

    #[test]
    fn every_reason_is_said_in_the_readers_terms() {
        let errors = [
            HiddenError::Pdf,
            HiddenError::Encrypted,
            HiddenError::Picture,
            HiddenError::Unsupported(gongkai_document::Kind::Ole),
            HiddenError::VisibleChanged { place: "甲".into() },
            HiddenError::Office(OfficeError::NotAnArchive),
            HiddenError::Office(OfficeError::PackedTooStrongly { name: "a".into(), limit: 1 }),
            HiddenError::Office(OfficeError::Xml { name: "a".into(), source: XmlError::DocumentType }),
        ];
        for error in errors {
            let text = explain(&error);
            assert!(text != "不能处理" && text != "不能打开" && !text.is_ascii(), "{error:?}: {text}");
        }
    }
}
