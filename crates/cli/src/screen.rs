//! `gongkai screen`: personal data, secrecy marks and wrong words in files, before they are published.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use gongkai_app::items::{AnsweredCase, FoundKind};
use gongkai_app::screening::screen_bytes;
use gongkai_screening::{Rules, Screener, Screening, Verdict};
use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::Serialize;

use crate::config::Config;

/// Arguments of `gongkai screen`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai screen 公示.txt\n  gongkai screen 通知.html 名单.md --json\n  gongkai screen 公示.docx --words 词表.txt"
)]
pub(crate) struct Args {
    /// 要筛查的文件（txt、md、html、docx、xlsx、pdf、ofd）
    #[arg(required_unless_present = "answered")]
    pub(crate) files: Vec<PathBuf>,
    /// 另加的词表：一行一词，“种类，词，说明”，种类为 错词、密级、内部、草稿、姓名、例外
    #[arg(long, value_name = "FILE")]
    pub(crate) words: Option<PathBuf>,
    /// 用现行规则核对已写明可以保留的筛查结果：哪些仍会提出（改动规则、词表后的回归检查）
    #[arg(long, conflicts_with_all = ["files", "words"])]
    pub(crate) answered: bool,
    /// 设置文件（与 `--answered` 同用）
    #[arg(long, requires = "answered")]
    pub(crate) config: Option<PathBuf>,
    /// 每个文件输出一行 JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Screens the files; exit status 1 when something was found or a file must not be published.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if args.answered {
        return answered(args);
    }
    let today = Offset::constant(8).to_datetime(Timestamp::now()).date();
    let mut rules = Rules::built_in();
    if let Some(file) = &args.words {
        let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
        let list = String::from_utf8(bytes).with_context(|| format!("{} 不是 UTF-8 文本", file.display()))?;
        rules.add_list(&list).with_context(|| format!("词表 {}", file.display()))?;
    }
    let screener = Screener::new(&rules);
    let (mut wanting, mut failed) = (false, false);
    for file in &args.files {
        match screen(&screener, file, today) {
            Ok(screening) => {
                wanting |= screening.verdict != Verdict::Clean;
                let name = file.display().to_string();
                let text =
                    if args.json { for_programs(&name, &screening)? } else { for_people(&name, &screening) };
                write!(std::io::stdout().lock(), "{text}").context("无法写出结果")?;
            }
            // One unreadable file must not hide what stands in the others.
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

/// What people said may stay, held against the rules of today.
fn answered(args: &Args) -> anyhow::Result<ExitCode> {
    let config = Config::read(args.config.as_deref())?;
    let cases = crate::serve::runtime()?.block_on(async {
        let app = crate::installation::open(&config).await?;
        anyhow::Ok(app.answered_cases().await?)
    })?;
    let mut out = std::io::stdout().lock();
    if args.json {
        for case in &cases {
            let line = serde_json::json!({
                "item": case.item, "kind": case.kind, "reason": case.reason, "still_found": case.still_found
            });
            writeln!(out, "{line}").context("无法写出结果")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    write!(out, "{}", answered_for_people(&cases)).context("无法写出结果")?;
    Ok(ExitCode::SUCCESS)
}

fn answered_for_people(cases: &[AnsweredCase]) -> String {
    if cases.is_empty() {
        return "还没有写明可以保留的筛查结果。\n".to_owned();
    }
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for case in cases {
        let counts = kinds.entry(case.kind.as_str()).or_default();
        let place = match case.still_found {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    let mut text = format!("已写明可以保留的筛查结果 {} 处，按现行规则核对：\n", cases.len());
    for (key, [still, gone, unread]) in kinds {
        let label = FoundKind::from_key(key).map_or_else(|| key.to_owned(), |kind| kind.label().to_owned());
        let _ = writeln!(text, "  {label}：仍会提出 {still} 处，不再提出 {gone} 处，读不出 {unread} 处");
    }
    text
}

fn screen(screener: &Screener, file: &Path, today: Date) -> anyhow::Result<Screening> {
    let bytes = std::fs::read(file).with_context(|| format!("打不开 {}", file.display()))?;
    screen_bytes(screener, &bytes, today).with_context(|| format!("读不了 {}", file.display()))
}

/// The answer's shape, a promise of design §4. A column of a table is spread out: every value has its own place.
#[derive(Serialize)]
struct Answer<'a> {
    file: &'a str,
    findings: Vec<Finding<'a>>,
    coverage: Coverage,
    verdict: &'static str,
}

#[derive(Serialize)]
struct Finding<'a> {
    kind: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    place: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct Coverage {
    characters: usize,
    unreadable: usize,
    picture_pages: usize,
    encrypted: bool,
}

fn for_programs(file: &str, screening: &Screening) -> anyhow::Result<String> {
    let findings = screening.each().map(|(finding, mark)| Finding {
        kind: finding.kind.key(),
        start: mark.span.start,
        end: mark.span.end,
        text: &mark.text,
        place: &mark.place,
        confidence: finding.confidence.0,
    });
    let read = screening.coverage;
    let answer = Answer {
        file,
        findings: findings.collect(),
        coverage: Coverage {
            characters: read.characters,
            unreadable: read.unreadable,
            picture_pages: read.picture_pages,
            encrypted: read.encrypted,
        },
        verdict: screening.verdict.key(),
    };
    Ok(format!("{}\n", serde_json::to_string(&answer)?))
}

fn for_people(file: &str, screening: &Screening) -> String {
    let read = screening.coverage;
    let mut text = format!("{file}：{}（已读 {} 字", screening.verdict.label(), read.characters);
    // Writing to a string does not fail.
    if read.unreadable > 0 {
        let _ = write!(text, "，{} 字无法读取", read.unreadable);
    }
    if read.picture_pages > 0 {
        let _ = write!(text, "，{} 页是图片，须人工核对", read.picture_pages);
    }
    if read.encrypted {
        text.push_str("，有加密部分");
    }
    text.push_str("）\n");
    for finding in &screening.findings {
        let first = finding.marks.first().map(|mark| mark.text.as_str()).unwrap_or_default();
        let count =
            if finding.is_column() { format!(" 等 {} 处", finding.marks.len()) } else { String::new() };
        let note = finding.note.as_deref().map(|note| format!("（{note}）")).unwrap_or_default();
        let (label, sure) = (finding.kind.label(), finding.confidence.0 * 100.0);
        let _ = writeln!(text, "  {}  {label}：{first}{count}{note}  把握 {sure:.0}%", finding.place);
    }
    text
}

#[cfg(test)]
mod tests {
    use gongkai_document::DocumentError;
    use jiff::civil::date;

    use super::*;

    fn screened(bytes: &[u8]) -> Result<Screening, DocumentError> {
        screen_bytes(&Screener::new(&Rules::built_in()), bytes, date(2026, 11, 24))
    }

    fn answer(bytes: &[u8]) -> serde_json::Value {
        serde_json::from_str(&for_programs("样例", &screened(bytes).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn the_answer_has_the_promised_shape() {
        assert_eq!(
            answer("公告\n联系手机１３８-１２３４-５６７８。".as_bytes()),
            serde_json::json!({"file": "样例", "findings": [{"kind": "mobile", "start": 7, "end": 20,
                "text": "１３８-１２３４-５６７８", "place": "第 2 行", "confidence": 0.98}],
                "coverage": {"characters": 21, "unreadable": 0, "picture_pages": 0, "encrypted": false},
                "verdict": "found"})
        );
        assert_eq!(answer("今天天气很好。".as_bytes())["verdict"], "clean");
    }

    #[test]
    fn a_table_in_a_page_is_read_by_cells() {
        let page = "<html><body><p>公示</p><table><tr><td>姓名</td><td>身份证</td></tr><tr><td>张三</td><td>330482200002290013</td></tr></table></body></html>";
        let found = answer(page.as_bytes());
        let places: Vec<&str> = found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["place"].as_str().unwrap())
            .collect();
        assert_eq!(places, ["第 1 个表第 2 行第 1 列", "第 1 个表第 2 行第 2 列"]);
        assert_eq!((&found["findings"][1]["start"], &found["findings"][1]["end"]), (&0.into(), &18.into()));
    }

    #[test]
    fn a_picture_is_not_clean() {
        let found = answer(b"\x89PNG\r\n\x1a\n....");
        assert_eq!((&found["verdict"], &found["coverage"]["picture_pages"]), (&"blocked".into(), &1.into()));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_error() {
        assert!(screened(b"{\\rtf1 text}").is_err());
        assert!(screened(b"").is_err());
    }

    #[test]
    fn answered_findings_are_counted_by_what_the_rules_say_today() {
        let case = |kind: &str, still_found| AnsweredCase {
            item: "a/1".to_owned(),
            kind: kind.to_owned(),
            reason: "值班电话".to_owned(),
            still_found,
        };
        let cases = [
            case("mobile", Some(true)),
            case("mobile", Some(false)),
            case("mobile", None),
            case("draft_mark", Some(true)),
        ];
        insta::assert_snapshot!(answered_for_people(&cases), @r"
        已写明可以保留的筛查结果 4 处，按现行规则核对：
          草稿或签批痕迹：仍会提出 1 处，不再提出 0 处，读不出 0 处
          手机号码：仍会提出 1 处，不再提出 1 处，读不出 1 处
        ");
        assert!(answered_for_people(&[]).contains("还没有"));
    }

    #[test]
    fn people_read_what_to_do() {
        let text =
            "机密★1年\n姓名\t手机\n张三\t13812345678\n李四\t13912345678\n王五\t13712345678\n各单位要布署\n";
        insta::assert_snapshot!(for_people("名单.txt", &screened(text.as_bytes()).unwrap()), @r"
        名单.txt：不得上网（已读 64 字）
          第 1 行  涉密或内部标志：机密（国家秘密标志）  把握 97%
          第 1 个表第 1 列  自然人姓名：张三 等 3 处  把握 85%
          第 1 个表第 2 列  手机号码：13812345678 等 3 处  把握 90%
          第 6 行  用词用字：布署（应为“部署”）  把握 90%
        ");
    }
}
