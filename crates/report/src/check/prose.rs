//! K8: figures quoted in sections 一, 五 and 六 against the tables.
//!
//! A true sentence must raise nothing, so a figure is compared only when its clause says plainly what it counts;
//! everything else (parts, periods, other years, other bodies, rough numbers) is left alone.

use gongkai_statute::RequesterKind;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization as _;

use super::{Finding, Rule, Run, Severity, shown};
use crate::cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use crate::form::Group;
use crate::model::{AnnualReport, CellState};

/// A figure with its clause and sentence.
#[derive(Debug)]
struct Quote<'a> {
    sentence: &'a str,
    /// The clause before the figure, from the figure before it on.
    before: &'a str,
    /// The clause after the figure, up to the next figure.
    after: &'a str,
    value: Decimal,
    /// The sentence stands in the part about requests.
    on_request: bool,
}

/// What a quote claims.
struct Claim {
    /// The figure it should equal.
    cell: CellId,
    /// What the tables call it.
    name: String,
    /// Every reading under which the sentence is true; the first is the one shown.
    allowed: Vec<Decimal>,
    /// True when a smaller number is also a true sentence.
    at_most: bool,
}

pub(super) fn check(run: &mut Run<'_>) {
    let Some(overview) = &run.report.sections.overview else {
        return run.skip(Rule::K8, Vec::new(), "第一部分未能读出，未核对文字中的数字。");
    };
    let overview = plain(overview);
    sentences(run, &overview);
    for section in [&run.report.sections.problems, &run.report.sections.other].into_iter().flatten() {
        sentences(run, &plain(section));
    }
}

fn sentences(run: &mut Run<'_>, text: &str) {
    let mut on_request = false;
    for sentence in text.split(['。', ';', '!', '?']) {
        if sentence.contains("依申请公开") {
            on_request = true;
        } else if ["信息管理", "平台建设", "平台载体", "监督保障"].iter().any(|next| sentence.contains(next))
        {
            on_request = false;
        }
        if names_another_year(sentence, run.report.year) {
            continue;
        }
        for quote in quotes(sentence, on_request) {
            compare(run, &quote);
        }
    }
}

fn compare(run: &mut Run<'_>, quote: &Quote<'_>) {
    let Some(claim) = claim(quote, run.report) else { return };
    let fits = claim.allowed.contains(&quote.value)
        || (claim.at_most && claim.allowed.first().is_some_and(|most| quote.value <= *most));
    if fits {
        // A figure decoded from glued digits may have been chosen by this very sentence.
        let is_evidence = run.report.state(claim.cell) != CellState::Inferred;
        if is_evidence && claim.allowed.first() == Some(&quote.value) && !claim.at_most {
            run.reached.insert(claim.cell);
        }
        return;
    }
    let expected = claim.allowed.first().copied();
    let message = format!(
        "第一部分写“{}”，其中 {} 与{}（{}）不一致。",
        quote.sentence.trim(),
        shown(Some(quote.value)),
        claim.name,
        shown(expected)
    );
    run.find(Finding {
        rule: Rule::K8,
        severity: Severity::Warning,
        cells: vec![claim.cell],
        expected,
        found: Some(quote.value),
        message,
    });
}

/// Full-width digits and punctuation made plain, white space gone: a page break may stand inside a sentence.
fn plain(text: &str) -> String {
    let text: String = text.nfkc().filter(|character| !character.is_whitespace()).collect();
    text.replace("行政复议、行政诉讼", "复诉").replace("行政复议和行政诉讼", "复诉")
}

fn names_another_year(sentence: &str, year: Option<i16>) -> bool {
    let Some(year) = year else { return false };
    figures(sentence).any(|(start, end)| {
        let digits = sentence.get(start..end).unwrap_or_default();
        let is_year = digits.len() == 4 && sentence.get(end..).is_some_and(|rest| rest.starts_with('年'));
        // Next year is where cases are carried to.
        is_year && digits.parse::<i16>().is_ok_and(|named| named != year && named != year + 1)
    })
}

/// Byte ranges of the digit runs of `text`, decimals included.
fn figures(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !bytes.get(at)?.is_ascii_digit() {
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.') {
            at += 1;
        }
        (start < at).then_some((start, at))
    })
}

fn quotes(sentence: &str, on_request: bool) -> Vec<Quote<'_>> {
    let mut found = Vec::new();
    for clause in sentence.split([',', '、', ':', '(', ')']) {
        let ranges: Vec<(usize, usize)> = figures(clause).collect();
        let mut from = 0;
        for (index, (start, end)) in ranges.iter().copied().enumerate() {
            let until = ranges.get(index + 1).map_or(clause.len(), |(next, _)| *next);
            let (Some(before), Some(digits), Some(after)) =
                (clause.get(from..start), clause.get(start..end), clause.get(end..until))
            else {
                continue;
            };
            from = end;
            if is_rough(before, after) || !["件", "份", "宗", "起"].iter().any(|unit| after.starts_with(unit))
            {
                continue;
            }
            if let Ok(value) = digits.parse() {
                found.push(Quote { sentence, before, after, value, on_request });
            }
        }
    }
    found
}

fn is_rough(before: &str, after: &str) -> bool {
    ["近", "约", "超", "逾", "超过", "第"].iter().any(|word| before.ends_with(word))
        || ["余", "多", "万", "亿", "%", "件次", "件余", "余件"].iter().any(|word| after.starts_with(word))
}

/// Words that make the figure a part, another period or another body's, so the tables need not show it.
const PARTS: [&str; 44] = [
    "上年",
    "去年",
    "同比",
    "较",
    "增长",
    "上升",
    "下降",
    "减少",
    "增加",
    "增幅",
    "累计",
    "历年",
    "以来",
    "平均",
    "其中",
    "网上",
    "网络",
    "网站",
    "信函",
    "邮寄",
    "当面",
    "现场",
    "传真",
    "邮件",
    "邮箱",
    "在线",
    "窗口",
    "季度",
    "半年",
    "月",
    "本级",
    "市级",
    "县级",
    "乡镇",
    "街道",
    "各部门",
    "部门",
    "同一",
    "当年",
    "涉及",
    "有关",
    "许可申请",
    "登记",
    "补贴",
];

const OTHER_MATTERS: [&str; 12] =
    ["许可", "专利", "项目", "救助", "仲裁", "认定", "备案", "审批", "职称", "信访", "资金", "咨询"];

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn claim(quote: &Quote<'_>, report: &AnnualReport) -> Option<Claim> {
    let clause = format!("{}{}", quote.before, quote.after);
    carried(quote, &clause, report)
        .or_else(|| by_requester(quote, &clause, report))
        .or_else(|| by_result(quote, &clause, report))
        .or_else(|| received_or_done(quote, &clause, report))
        .or_else(|| remedies(quote, &clause, report))
        .or_else(|| documents(quote, &clause, report))
}

fn about_requests(quote: &Quote<'_>, clause: &str) -> bool {
    let named = says(quote.sentence, &["公开申请", "依申请", "信息申请", "申请公开", "申请信息"]);
    (quote.on_request || named) && quote.sentence.contains("申请") && !says(clause, &OTHER_MATTERS)
}

fn request(report: &AnnualReport, row: Row, column: Column) -> Option<Decimal> {
    report.value(CellId::Request(row, column))
}

fn new_and_carried(report: &AnnualReport, column: Column) -> Vec<Decimal> {
    let new = request(report, Row::Received, column);
    let carried = request(report, Row::CarriedIn, column);
    let both = new.zip(carried).map(|(new, carried)| new.saturating_add(carried));
    new.into_iter().chain(both).collect()
}

fn claim_of(cell: CellId, allowed: Vec<Decimal>) -> Option<Claim> {
    (!allowed.is_empty()).then(|| Claim { cell, name: cell.place_name(), allowed, at_most: false })
}

fn carried(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    if !clause.contains("结转") || !about_requests(quote, clause) {
        return None;
    }
    let row = if says(clause, &["下年", "下一年", "次年", "明年"]) {
        Row::CarriedOut
    } else if says(clause, &["上年", "上一年", "去年"]) {
        Row::CarriedIn
    } else {
        return None;
    };
    let cell = CellId::Request(row, Column::Total);
    claim_of(cell, report.value(cell).into_iter().collect())
}

fn by_requester(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    let parts: Vec<&str> = PARTS.into_iter().filter(|word| !matches!(*word, "其中" | "涉及")).collect();
    if !about_requests(quote, clause) || says(clause, &parts) || says(clause, &RESULT_WORDS) {
        return None;
    }
    let kind = RequesterKind::ALL
        .into_iter()
        .filter(|kind| *kind != RequesterKind::Other)
        .find(|kind| quote.before.contains(kind.label()))?;
    let column = Column::Kind(kind);
    let mut allowed = new_and_carried(report, column);
    allowed.extend(request(report, Row::ResultsTotal, column));
    claim_of(CellId::Request(Row::Received, column), allowed)
}

const RESULT_WORDS: [&str; 8] =
    ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理", "办结", "答复"];

fn by_result(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    if !about_requests(quote, clause) || says(clause, &PARTS) || quote.before.contains("不予以") {
        return None;
    }
    let result = |row| request(report, Row::Result(row), Column::Total);
    let granted = result(gongkai_statute::ReportRow::Granted);
    let partly = result(gongkai_statute::ReportRow::PartlyGranted);
    let cell = |row| CellId::Request(Row::Result(row), Column::Total);
    let both = granted.zip(partly).map(|(granted, partly)| granted.saturating_add(partly));
    let says_granted = quote.before.contains("予以公开");
    let says_partly = quote.before.contains("部分公开");
    if says_granted || says_partly {
        let (row, allowed): (_, Vec<Decimal>) = match (says_granted, says_partly) {
            (true, true) => (gongkai_statute::ReportRow::Granted, both.into_iter().collect()),
            (true, false) => (gongkai_statute::ReportRow::Granted, granted.into_iter().chain(both).collect()),
            _ => (gongkai_statute::ReportRow::PartlyGranted, partly.into_iter().chain(both).collect()),
        };
        return claim_of(cell(row), allowed);
    }
    let group = Group::ALL.into_iter().find(|group| {
        let name = group.label().trim_start_matches(['（', '）', '三', '四', '五', '六']);
        quote.before.contains(name)
    })?;
    let rows: Vec<Row> =
        group.rows().filter(|row| crate::form::rows(report.form).any(|own| own == *row)).collect();
    let sum = rows
        .iter()
        .map(|row| request(report, *row, Column::Total))
        .try_fold(Decimal::ZERO, |sum, value| Some(sum.saturating_add(value?)));
    let first = CellId::Request(*rows.first()?, Column::Total);
    let name = format!("表三“{}”各行合计", group.label());
    sum.map(|sum| Claim { cell: first, name, allowed: vec![sum], at_most: false })
}

fn received_or_done(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    let others = quote.before.replace("我局", "").replace("本局", "").replace("全局", "");
    let own = report.agency.as_deref().map_or_else(|| others.clone(), |agency| others.replace(agency, ""));
    if !about_requests(quote, clause)
        || says(clause, &PARTS)
        || says(&own, &["局", "镇", "委员会", "复议", "诉讼"])
    {
        return None;
    }
    let done = says(clause, &["办结", "共办理", "办理完毕", "全部办理"]);
    if !done && clause.contains("申请") && says(quote.before, &["收到", "受理", "新收", "接收"]) {
        return claim_of(
            CellId::Request(Row::Received, Column::Total),
            new_and_carried(report, Column::Total),
        );
    }
    let cell = CellId::Request(Row::ResultsTotal, Column::Total);
    let total = report.value(cell)?;
    // 办结率 and the like are no counts; a count of what came in may stand beside 办结.
    (done && !clause.contains("办结率"))
        .then(|| {
            let mut allowed = vec![total];
            allowed.extend(new_and_carried(report, Column::Total));
            claim_of(cell, allowed)
        })
        .flatten()
}

/// Cases carried in are in the table but need not be in the sentence, so only too many is wrong.
fn remedies(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    let disclosure = quote.on_request || says(quote.sentence, &["信息公开", "依申请", "政务公开"]);
    if !disclosure || says(clause, &["上年", "去年", "累计", "以来", "同比", "较"]) {
        return None;
    }
    let total = |kind| report.value(CellId::Remedy(kind, RemedyColumn::Total));
    let suits = || Some(total(RemedyKind::SuitDirect)?.saturating_add(total(RemedyKind::SuitAfterReview)?));
    let (kind, name, most) = if quote.before.contains("复诉") {
        (RemedyKind::Review, "表四三组总计之和", Some(total(RemedyKind::Review)?.saturating_add(suits()?)))
    } else if quote.before.contains("诉讼") {
        (RemedyKind::SuitDirect, "表四行政诉讼两组总计之和", suits())
    } else if quote.before.contains("复议") {
        (RemedyKind::Review, "表四行政复议总计", total(RemedyKind::Review))
    } else {
        return None;
    };
    let cell = CellId::Remedy(kind, RemedyColumn::Total);
    Some(Claim { cell, name: name.to_owned(), allowed: vec![most?], at_most: true })
}

fn documents(quote: &Quote<'_>, clause: &str, report: &AnnualReport) -> Option<Claim> {
    let guard = ["政府规范性", "解读", "审查", "修订", "修改", "清理", "备案", "公布", "评估", "失效"];
    if !quote.before.contains("规范性文件") || says(clause, &guard) || says(clause, &PARTS) {
        return None;
    }
    let cell = if quote.before.contains("现行有效") {
        ProactiveCell::NormativeInForce
    } else if quote.before.contains("废止") {
        ProactiveCell::NormativeRepealed
    } else if says(quote.before, &["制发", "制定", "出台", "印发"]) {
        ProactiveCell::NormativeIssued
    } else {
        return None;
    };
    let cell = CellId::Proactive(cell);
    claim_of(cell, report.value(cell).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckContext, check};
    use crate::model::{Cell, Form};

    fn report(overview: &str) -> AnnualReport {
        let mut report = AnnualReport::new(Form::Y2021);
        report.year = Some(2022);
        report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
        let mut put = |row, column, value: i64| {
            report.cells.insert(CellId::Request(row, column), Cell::given(value));
        };
        put(Row::Received, Column::Total, 74);
        put(Row::Received, Column::Kind(RequesterKind::NaturalPerson), 71);
        put(Row::CarriedIn, Column::Total, 1);
        put(Row::CarriedIn, Column::Kind(RequesterKind::NaturalPerson), 1);
        put(Row::Received, Column::Kind(RequesterKind::Enterprise), 3);
        put(Row::ResultsTotal, Column::Total, 73);
        put(Row::CarriedOut, Column::Total, 2);
        report.sections.overview = Some(overview.to_owned());
        report
    }

    fn quoted(overview: &str) -> Vec<String> {
        let outcome = check(&report(overview), None, &CheckContext::default());
        outcome.findings.into_iter().filter(|f| f.rule == Rule::K8).map(|f| f.message).collect()
    }

    #[test]
    fn true_sentences_raise_nothing() {
        for sentence in [
            "2022年我局收到政府信息公开申请 74 件。",
            "（二）依申请公开。全年共收到75件申请，办结73件，2件结转下年度继续办理。",
            "2022年，全区收到政府信息公开申请７５件，涉及自然人72件、商业企业3件，办结率100%。",
            "依申请公开方面，通过网络收到申请 20 件，当面收到申请 3 件，近70件申请按时答复。",
            "收到政府信息公开申请较2021年的 50 件增长 48%。",
            "全年受理行政许可申请 517 件，发布政策文件20件。",
            "收到政府信息公开申请 80 余件。",
            "2022年没有因信息公开引起的行政复议、行政诉讼案件，即 0 件。",
        ] {
            assert_eq!(quoted(sentence), Vec::<String>::new(), "{sentence}");
        }
    }

    #[test]
    fn a_false_figure_is_quoted_with_its_sentence() {
        for (sentence, wrong) in [
            ("2022年我局收到政府信息公开申请 76 件。", "76"),
            ("依申请公开情况：结转下年度办理 5 件申请。", "5"),
            ("收到政府信息公开申请74件，其中自然人70件。", "70"),
            ("信息公开工作引起行政复议案件 3 件。", "3"),
            ("现行有效行政规范性文件698件。", "698"),
            ("依申请公开申请中，不予公开4件。", "4"),
        ] {
            let found = quoted(sentence);
            assert_eq!(found.len(), 1, "{sentence}: {found:?}");
            assert!(found[0].contains(wrong), "{found:?}");
        }
    }
}
