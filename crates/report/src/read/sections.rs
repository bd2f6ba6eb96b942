//! Title, agency, year and the narrative chapters.

use super::flow::Flow;
use super::fold::{fold, folded};
use super::marks::{Kind, Mark};
use super::scan::Found;
use super::tables::Prose;
use crate::model::{AnnualReport, Sections};
use crate::source::Source;

/// Fills everything but the figures.
pub(super) fn narrate(report: &mut AnnualReport, source: &Source, flow: &Flow<'_>, found: &Found) {
    let title = title(source, flow, found);
    let (signed, body_end) = signature(flow);
    let from_title = title.as_deref().and_then(agency_of_title);
    if let (Some(title), Some(signed)) = (&from_title, &signed)
        && title != signed
    {
        report.notes.push(format!("标题中的机关为“{title}”，落款为“{signed}”。"));
    }
    report.agency = from_title.or(signed);
    let stated = periods(flow);
    let titled = title.as_deref().and_then(year_in);
    report.year = match (stated.first().copied(), titled) {
        (Some(stated_year), Some(titled)) if stated_year != titled && !stated.contains(&titled) => {
            report.notes.push(format!("统计期限为 {stated_year} 年，标题为 {titled} 年；以统计期限为准。"));
            Some(stated_year)
        }
        (Some(_), Some(titled)) => Some(titled),
        (stated, titled) => stated.or(titled),
    };
    report.sections = sections(flow, found, body_end);
    report.sections.title = title.unwrap_or_default();
}

fn sections(flow: &Flow<'_>, found: &Found, body_end: usize) -> Sections {
    let chapters: Vec<(u8, &Mark)> = flow
        .marks
        .iter()
        .filter_map(|mark| match mark.kind {
            Kind::Chapter(chapter) => Some((chapter, mark)),
            _ => None,
        })
        .collect();
    let first_table = found.first.unwrap_or(flow.text.len());
    let last_table = found.last.unwrap_or(0);
    let next = |at: usize| {
        chapters.iter().map(|(_, mark)| mark.start).find(|start| *start >= at).unwrap_or(body_end)
    };
    let text = |start: usize, end: usize| clean(flow.slice(start, end.max(start)));
    let first = chapters.iter().rev().find(|(chapter, mark)| *chapter == 1 && mark.start < first_table);
    let overview = first.map(|(_, mark)| {
        let opening = opening(flow.slice(0, mark.start));
        let body = text(mark.end, next(mark.end).min(first_table.max(mark.end)));
        [opening, body].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    });
    let of = |wanted: u8| {
        let all = || chapters.iter().filter(move |(chapter, _)| *chapter == wanted);
        all().find(|(_, mark)| mark.start >= last_table).or_else(|| all().next_back()).map(|(_, mark)| {
            let end = next(mark.end);
            let end =
                if mark.start < first_table { end.min(first_table) } else { end.min(body_end.max(mark.end)) };
            text(mark.end, end)
        })
    };
    Sections { title: String::new(), overview, problems: of(5), other: of(6) }
}

/// The opening paragraph: what stands before chapter one, without title, site chrome and page data.
fn opening(text: &str) -> String {
    let text = text.rsplit("-->").next().unwrap_or(text);
    let lines = text.lines().filter_map(|line| {
        let line = line.trim();
        let start = if line.contains("当前位置") {
            ["根据《", "依据《", "按照《", "本报告"].iter().filter_map(|mark| line.find(mark)).min()?
        } else {
            0
        };
        let line = line.get(start..)?;
        line.contains('。').then_some(line)
    });
    clean(&lines.collect::<Vec<_>>().join("\n"))
}

const CHROME: &[&str] = &[
    "附件下载",
    "附件",
    "打印本页",
    "打印",
    "关闭窗口",
    "关闭",
    "分享到",
    "分享",
    "上一篇",
    "下一篇",
    "返回顶部",
    "扫一扫在手机打开当前页",
];

/// A chapter's text without empty lines and what the site puts behind it.
fn clean(text: &str) -> String {
    let mut lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != PICTURE).collect();
    while let Some(last) = lines.last_mut() {
        let bare = last.trim_end_matches(|ch: char| {
            ch.is_whitespace() || matches!(ch, '：' | ':' | '【' | '】' | '[' | ']')
        });
        let Some(cut) = CHROME.iter().find_map(|chrome| bare.strip_suffix(chrome)) else { break };
        // Only what stands apart from the sentence is chrome.
        if !cut.is_empty() && !cut.ends_with([' ', '\u{a0}', '\u{3000}', '。', '【', '[', '】', ']']) {
            break;
        }
        *last = cut.trim_end_matches(['【', '[']).trim_end();
        if last.is_empty() {
            lines.pop();
        }
    }
    lines.join("\n").trim_start_matches(['。', '：', ':', '*', ' ']).to_owned()
}

/// How a picture in a document is told to the reader.
pub const PICTURE: &str = "［图片］";

/// The title: a short line before the tables that names a report on disclosure.
fn title(source: &Source, flow: &Flow<'_>, found: &Found) -> Option<String> {
    let head = flow.slice(0, found.first.unwrap_or(flow.text.len()));
    let lines: Vec<&str> = head.lines().map(str::trim).filter(|line| !line.is_empty()).take(40).collect();
    let single = lines.iter().find(|line| is_title(line)).map(|line| (*line).to_owned());
    let single = single.filter(|title| agency_of_title(title).is_some() || year_in(title).is_some());
    let in_two = || {
        lines.windows(2).find_map(|pair| {
            let [first, second] = pair else { return None };
            let joined = format!("{first}{second}");
            (first.chars().count() < 30 && is_title(&joined) && agency_of_title(&joined).is_some())
                .then_some(joined)
        })
    };
    let meta = || source.title.as_deref().filter(|title| is_title(title)).map(str::to_owned);
    let found = match single {
        Some(title) if agency_of_title(&title).is_some() => Some(title),
        Some(title) => {
            in_two().or_else(|| meta().filter(|meta| agency_of_title(meta).is_some())).or(Some(title))
        }
        None => in_two().or_else(meta),
    }?;
    let found = found.trim_start_matches("标题").trim_start_matches([':', '：', '#', ' ', '*']);
    Some(found.trim_end_matches('*').split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_title(line: &str) -> bool {
    let words = folded(line);
    let named = words.contains("信息公开") && (words.contains("年度报告") || words.contains("年报"));
    named && words.chars().count() <= 60 && !line.contains(['。', '《', '，', ','])
}

/// The agency a title names: what stands before the year, or between year and 政府信息公开.
fn agency_of_title(title: &str) -> Option<String> {
    let title = title.trim_start_matches("标题").trim_start_matches([':', '：', '#', ' ', '*']);
    let sigs = fold(title);
    let words: Vec<char> = sigs.iter().map(|sig| sig.ch).collect();
    let year = (0..words.len()).find(|&at| year_at(&words, at).is_some())?;
    let length = 4;
    let name: String = if year > 0 {
        words.iter().take(year).collect()
    } else {
        let rest: String = words.iter().skip(length).collect();
        let rest = rest.trim_start_matches('年').trim_start_matches('度').to_owned();
        let end = rest.find("政府信息公开").or_else(|| rest.find("信息公开"))?;
        let name = rest.get(..end)?;
        if rest.get(end..).is_some_and(|tail| tail.starts_with("政府信息公开")) && name.ends_with("人民")
        {
            format!("{name}政府")
        } else {
            name.to_owned()
        }
    };
    let name = name.trim_start_matches("关于").trim_start_matches("附件");
    (!name.is_empty() && name.chars().count() <= 40).then(|| original(title, &sigs, name))
}

/// The name as the title writes it, without spaces.
fn original(title: &str, sigs: &[super::fold::Sig], name: &str) -> String {
    let wanted: Vec<char> = name.chars().collect();
    let found =
        sigs.windows(wanted.len()).find(|window| window.iter().map(|sig| sig.ch).eq(wanted.iter().copied()));
    match found {
        Some([first, .., last]) => {
            let text = title.get(first.start..last.end).unwrap_or(name);
            text.chars().filter(|ch| !ch.is_whitespace()).collect()
        }
        _ => name.to_owned(),
    }
}

/// The year at a place: `2021` or `二〇二一`, followed by 年.
fn year_at(words: &[char], at: usize) -> Option<i16> {
    const CHINESE: &str = "〇一二三四五六七八九";
    let digit = |ch: &char| {
        ch.to_digit(10).or_else(|| {
            CHINESE.chars().position(|known| known == *ch).and_then(|place| u32::try_from(place).ok())
        })
    };
    if words.get(at + 4) != Some(&'年')
        || at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|ch| digit(ch).is_some())
    {
        return None;
    }
    let digits: Option<Vec<u32>> = words.get(at..at + 4)?.iter().map(digit).collect();
    let year = digits?.into_iter().fold(0, |year, digit| year * 10 + digit);
    i16::try_from(year).ok().filter(|year| (2008..=2100).contains(year))
}

fn year_in(text: &str) -> Option<i16> {
    let words: Vec<char> = folded(text).chars().collect();
    (0..words.len()).find_map(|at| year_at(&words, at))
}

/// The years of the statistics periods the text states (1 January to 31 December).
fn periods(flow: &Flow<'_>) -> Vec<i16> {
    let words: Vec<char> = flow.sigs.iter().map(|sig| sig.ch).collect();
    let start: Vec<char> = "年1月1日".chars().collect();
    let mut out = Vec::new();
    for at in 0..words.len() {
        if words.get(at) != Some(&'年') || words.get(at..at + start.len()) != Some(start.as_slice()) {
            continue;
        }
        let Some(year) = at.checked_sub(4).and_then(|at| year_at(&words, at)) else { continue };
        let rest: String = words.iter().skip(at + start.len()).take(20).collect();
        let Some(end) = rest.find("12月31日") else { continue };
        let between: Vec<char> = rest.get(..end).unwrap_or("").chars().collect();
        let until = (0..between.len()).find_map(|at| year_at(&between, at));
        if until.is_none_or(|until| until == year) {
            out.push(year);
        }
    }
    out
}

/// The agency and date under the report, and where the text before them ends.
fn signature(flow: &Flow<'_>) -> (Option<String>, usize) {
    let text = flow.text.trim_end();
    let mut end = text.len();
    let mut agency = None;
    for line in text.lines().rev().take(3) {
        let words = folded(line);
        let dated = words.ends_with('日') && words.contains('年') && words.chars().count() <= 14;
        let named = agency.is_none() && is_agency(line);
        if !dated && !named {
            break;
        }
        if named {
            agency = Some(line.chars().filter(|ch| !ch.is_whitespace()).collect());
        }
        end = end.saturating_sub(line.len());
        end = flow.slice(0, end).trim_end().len();
    }
    if agency.is_none() {
        return (None, flow.text.len());
    }
    (agency, end)
}

fn is_agency(line: &str) -> bool {
    let words = folded(line);
    let ends = ["局", "政府", "办公室", "委员会", "厅", "街道办事处", "管委会", "中心", "委"];
    let short = (4..=30).contains(&words.chars().count());
    short && ends.iter().any(|end| words.ends_with(end)) && !line.contains(['。', '，', '；', '：', '、'])
}

/// What the text before table 二 says of 规范性文件, to tell apart a triple run together.
pub(super) fn prose(flow: &Flow<'_>, before: usize) -> Prose {
    let words: String = flow.sigs.iter().filter(|sig| sig.start < before).map(|sig| sig.ch).collect();
    let counted = |phrases: &[&str]| -> Option<i64> {
        let mut found = None;
        for phrase in phrases {
            for (at, _) in words.match_indices(phrase) {
                let rest: String = words.get(at + phrase.len()..)?.chars().take(12).collect();
                let rest = rest.trim_start_matches(['共', '有', '计']);
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let unit = rest
                    .get(digits.len()..)
                    .is_some_and(|rest| rest.starts_with('件') || rest.starts_with('份'));
                let Some(number) = digits.parse().ok().filter(|_| unit) else { continue };
                if found.is_some_and(|other| other != number) {
                    // Two statements: neither decides.
                    return None;
                }
                found = Some(number);
            }
        }
        found
    };
    Prose {
        in_force: counted(&[
            "现行有效行政规范性文件",
            "现行有效规范性文件",
            "现行有效的行政规范性文件",
            "现行有效的规范性文件",
        ]),
        issued: counted(&[
            "制发的规范性文件",
            "制发规范性文件",
            "制发行政规范性文件",
            "制发的行政规范性文件",
            "制定规范性文件",
            "制定行政规范性文件",
        ]),
        repealed: counted(&[
            "废止的规范性文件",
            "废止规范性文件",
            "废止行政规范性文件",
            "废止的行政规范性文件",
        ]),
    }
}
