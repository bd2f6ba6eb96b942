//! Known labels of the form, found in running text and in cells.

use std::collections::HashMap;
use std::sync::LazyLock;

use gongkai_statute::{ReportRow, RequesterKind};

use super::fold::{Sig, fold};
use crate::cell::{Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use crate::form::Group;

/// A row of table 二.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Regulations,
    Normative,
    Licences,
    OtherServices,
    Penalties,
    Coercive,
    Fees,
    Procurement,
}

/// A column head of table 二.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Issued,
    Repealed,
    InForce,
    Decisions,
    Amount,
    NewlyMade,
    NewlyDisclosed,
    TotalDisclosed,
    Stock,
    Change,
    ProcurementItems,
    ProcurementYuan,
}

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A chapter heading, 1 to 6.
    Chapter(u8),
    /// 第二十条第（…）项
    Caption,
    /// 信息内容
    Information,
    Item(Item),
    Head(Head),
    /// 本列数据的勾稽关系为…
    Note,
    /// 申请人情况
    Requesters,
    /// 法人或其他组织
    Organisations,
    Requester(RequesterKind),
    /// 其他: a column, a row, or short for （六）其他处理
    Other,
    /// 总计: a column, a row, or a column of table 四
    Total,
    Row(Row),
    Group(Group),
    /// 三、本年度办理结果
    Results,
    /// A group of table 四
    Remedy(RemedyKind),
    /// 行政诉讼 over both groups of suits
    Suits,
    Outcome(RemedyColumn),
}

/// A label found in a text, with its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    /// Where the label begins, its ordinal and bracket included.
    pub(super) start: usize,
    /// Where the words of the label begin.
    pub(super) core: usize,
    pub(super) end: usize,
    /// The ordinal before the label.
    pub(super) ordinal: Option<char>,
    /// False when the digit before the label may as well end a figure.
    pub(super) sure: bool,
}

const LABELS: &[(&str, Kind)] = &[
    ("总体情况", Kind::Chapter(1)),
    ("总体工作情况", Kind::Chapter(1)),
    ("主动公开政府信息情况", Kind::Chapter(2)),
    ("主动公开政府信息的情况", Kind::Chapter(2)),
    ("收到和处理政府信息公开申请情况", Kind::Chapter(3)),
    ("收到和处理政府信息公开申请的情况", Kind::Chapter(3)),
    ("政府信息公开行政复议行政诉讼情况", Kind::Chapter(4)),
    ("政府信息公开行政法复议行政诉讼情况", Kind::Chapter(4)),
    ("政府信息公开行政复议行政诉讼的情况", Kind::Chapter(4)),
    ("因政府信息公开工作被申请行政复议提起行政诉讼情况", Kind::Chapter(4)),
    ("因政府信息公开工作被申请行政复议提起行政诉讼的情况", Kind::Chapter(4)),
    ("其他需要报告的事项", Kind::Chapter(6)),
    ("其他需要报告事项", Kind::Chapter(6)),
    ("需要报告的其他事项", Kind::Chapter(6)),
    ("第二十条第一项", Kind::Caption),
    ("第二十条第五项", Kind::Caption),
    ("第二十条第六项", Kind::Caption),
    ("第二十条第八项", Kind::Caption),
    ("第二十条第九项", Kind::Caption),
    ("信息内容", Kind::Information),
    ("规章", Kind::Item(Item::Regulations)),
    ("行政规范性文件", Kind::Item(Item::Normative)),
    ("规范性文件", Kind::Item(Item::Normative)),
    ("行政许可", Kind::Item(Item::Licences)),
    ("其他对外管理服务事项", Kind::Item(Item::OtherServices)),
    ("行政处罚", Kind::Item(Item::Penalties)),
    ("行政强制", Kind::Item(Item::Coercive)),
    ("行政事业性收费", Kind::Item(Item::Fees)),
    ("政府集中采购", Kind::Item(Item::Procurement)),
    ("本年制发件数", Kind::Head(Head::Issued)),
    ("本年废止件数", Kind::Head(Head::Repealed)),
    ("现行有效件数", Kind::Head(Head::InForce)),
    ("本年处理决定数量", Kind::Head(Head::Decisions)),
    ("处理决定数量", Kind::Head(Head::Decisions)),
    ("本年收费金额单位万元", Kind::Head(Head::Amount)),
    ("本年收费金额单位元", Kind::Head(Head::Amount)),
    ("本年收费金额万元", Kind::Head(Head::Amount)),
    ("本年收费金额", Kind::Head(Head::Amount)),
    ("本年新制作数量", Kind::Head(Head::NewlyMade)),
    ("本年新公开数量", Kind::Head(Head::NewlyDisclosed)),
    ("对外公开总数量", Kind::Head(Head::TotalDisclosed)),
    ("上一年项目数量", Kind::Head(Head::Stock)),
    ("本年增减", Kind::Head(Head::Change)),
    ("采购项目数量", Kind::Head(Head::ProcurementItems)),
    ("采购总金额", Kind::Head(Head::ProcurementYuan)),
    ("本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和", Kind::Note),
    ("本列数据的勾稽关系为", Kind::Note),
    ("申请人情况", Kind::Requesters),
    ("法人或其他组织", Kind::Organisations),
    ("自然人", Kind::Requester(RequesterKind::NaturalPerson)),
    ("商业企业", Kind::Requester(RequesterKind::Enterprise)),
    ("科研机构", Kind::Requester(RequesterKind::Research)),
    ("社会公益组织", Kind::Requester(RequesterKind::SocialWelfare)),
    ("社会公益", Kind::Requester(RequesterKind::SocialWelfare)),
    ("法律服务机构", Kind::Requester(RequesterKind::LegalService)),
    ("其他", Kind::Other),
    ("总计", Kind::Total),
    ("本年新收政府信息公开申请数量", Kind::Row(Row::Received)),
    ("上年结转政府信息公开申请数量", Kind::Row(Row::CarriedIn)),
    ("本年度办理结果", Kind::Results),
    ("予以公开", Kind::Row(Row::Result(ReportRow::Granted))),
    ("部分公开区分处理的只计这一情形不计其他情形", Kind::Row(Row::Result(ReportRow::PartlyGranted))),
    ("部分公开", Kind::Row(Row::Result(ReportRow::PartlyGranted))),
    ("不予公开", Kind::Group(Group::Refused)),
    ("无法提供", Kind::Group(Group::Unavailable)),
    ("不予处理", Kind::Group(Group::Unprocessed)),
    ("其他处理", Kind::Group(Group::Other)),
    ("属于国家秘密", Kind::Row(Row::Result(ReportRow::RefusedStateSecret))),
    ("其他法律行政法规禁止公开", Kind::Row(Row::Result(ReportRow::RefusedProhibitedByLaw))),
    ("其他法律行政止公开", Kind::Row(Row::Result(ReportRow::RefusedProhibitedByLaw))),
    ("危及三安全一稳定", Kind::Row(Row::Result(ReportRow::RefusedSecurityStability))),
    ("保护第三方合法权益", Kind::Row(Row::Result(ReportRow::RefusedThirdParty))),
    ("属于三类内部事务信息", Kind::Row(Row::Result(ReportRow::RefusedInternalAffairs))),
    ("属于四类过程性信息", Kind::Row(Row::Result(ReportRow::RefusedProcess))),
    ("属于行政执法案卷", Kind::Row(Row::Result(ReportRow::RefusedEnforcementFile))),
    ("属于行政查询事项", Kind::Row(Row::Result(ReportRow::RefusedInquiryItem))),
    ("本机关不掌握相关政府信息", Kind::Row(Row::Result(ReportRow::UnavailableNotHeld))),
    ("没有现成信息需要另行制作", Kind::Row(Row::Result(ReportRow::UnavailableNeedsCreation))),
    ("补正后申请内容仍不明确", Kind::Row(Row::Result(ReportRow::UnavailableUnclear))),
    ("信访举报投诉类申请", Kind::Row(Row::Result(ReportRow::UnprocessedPetition))),
    ("重复申请", Kind::Row(Row::Result(ReportRow::UnprocessedRepeat))),
    ("要求提供公开出版物", Kind::Row(Row::Result(ReportRow::UnprocessedPublication))),
    ("无正当理由大量反复申请", Kind::Row(Row::Result(ReportRow::UnprocessedExcessive))),
    ("要求行政机关确认或重新出具已获取信息", Kind::Row(Row::Result(ReportRow::UnprocessedReconfirm))),
    (
        "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请",
        Kind::Row(Row::Result(ReportRow::OtherNoSupplement)),
    ),
    ("申请人无正当理由逾期不补正", Kind::Row(Row::Result(ReportRow::OtherNoSupplement))),
    ("逾期不补正", Kind::Row(Row::Result(ReportRow::OtherNoSupplement))),
    (
        "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请",
        Kind::Row(Row::Result(ReportRow::OtherFeeUnpaid)),
    ),
    ("申请人逾期未按收费通知要求缴纳费用", Kind::Row(Row::Result(ReportRow::OtherFeeUnpaid))),
    ("逾期不缴费", Kind::Row(Row::Result(ReportRow::OtherFeeUnpaid))),
    ("结转下年度继续办理", Kind::Row(Row::CarriedOut)),
    ("行政复议", Kind::Remedy(RemedyKind::Review)),
    ("行政法复议", Kind::Remedy(RemedyKind::Review)),
    ("行政诉讼", Kind::Suits),
    ("未经复议直接起诉", Kind::Remedy(RemedyKind::SuitDirect)),
    ("复议后起诉", Kind::Remedy(RemedyKind::SuitAfterReview)),
    ("结果维持", Kind::Outcome(RemedyColumn::Upheld)),
    ("结果纠正", Kind::Outcome(RemedyColumn::Corrected)),
    ("其他结果", Kind::Outcome(RemedyColumn::Other)),
    ("尚未审结", Kind::Outcome(RemedyColumn::Pending)),
];

/// Every way real reports write the heading of chapter 五.
fn problem_headings() -> impl Iterator<Item = String> {
    ["政府信息公开工作存在", "政府信息公开存在", "存在"].into_iter().flat_map(|start| {
        ["的主要问题", "主要问题", "的问题", "问题"].into_iter().flat_map(move |middle| {
            ["及", "和", "与", "以及"].into_iter().flat_map(move |joint| {
                ["改进情况", "整改措施", "改进措施", "整改情况", "改进"]
                    .into_iter()
                    .map(move |end| format!("{start}{middle}{joint}{end}"))
            })
        })
    })
}

struct Pattern {
    chars: Vec<char>,
    kind: Kind,
}

/// The labels by first character, longest first.
static PATTERNS: LazyLock<HashMap<char, Vec<Pattern>>> = LazyLock::new(|| {
    let listed = LABELS.iter().map(|&(label, kind)| (label.to_owned(), kind));
    let problems = problem_headings().map(|label| (label, Kind::Chapter(5)));
    let mut map: HashMap<char, Vec<Pattern>> = HashMap::new();
    for (label, kind) in listed.chain(problems) {
        let chars: Vec<char> = label.chars().collect();
        if let Some(&first) = chars.first() {
            map.entry(first).or_default().push(Pattern { chars, kind });
        }
    }
    for patterns in map.values_mut() {
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.chars.len()));
    }
    map
});

/// Every label in `text`, from left to right, the longest at each place.
pub(super) fn find(text: &str, sigs: &[Sig]) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    let mut index = 0;
    while let Some(sig) = sigs.get(index) {
        let found = PATTERNS.get(&sig.ch).and_then(|patterns| {
            patterns.iter().find(|pattern| starts_with(sigs.get(index..).unwrap_or_default(), &pattern.chars))
        });
        let Some(pattern) = found else {
            index += 1;
            continue;
        };
        let end = sigs.get(index + pattern.chars.len() - 1).map_or(sig.end, |last| last.end);
        let mut mark =
            Mark { kind: pattern.kind, start: sig.start, core: sig.start, end, ordinal: None, sure: true };
        let floor = out.last().map_or(0, |last| last.end);
        if let Some(before) = index.checked_sub(1).and_then(|before| sigs.get(before))
            && before.start >= floor
        {
            attach_ordinal(text, *before, &mut mark);
        }
        let chapter_without_ordinal = matches!(mark.kind, Kind::Chapter(_)) && !heads_a_chapter(text, &mark);
        if chapter_without_ordinal {
            // The opening paragraph lists the chapters by name; and shorter labels may stand inside.
            index += 1;
            continue;
        }
        index += pattern.chars.len();
        out.push(mark);
    }
    out
}

fn starts_with(sigs: &[Sig], chars: &[char]) -> bool {
    sigs.len() >= chars.len() && sigs.iter().zip(chars).all(|(sig, &ch)| sig.ch == ch)
}

/// A chapter heading has an ordinal or a line of its own.
fn heads_a_chapter(text: &str, mark: &Mark) -> bool {
    if mark.ordinal.is_some_and(|ch| !ch.is_ascii_digit()) {
        return true;
    }
    let before = text.get(..mark.start).unwrap_or("");
    let after = text.get(mark.end..).unwrap_or("");
    let line_start = before.rsplit('\n').next().unwrap_or("");
    let line_end = after.split('\n').next().unwrap_or("");
    [line_start, line_end].into_iter().all(|part| fold(part).is_empty())
}

/// Takes the ordinal before a label into the label.
fn attach_ordinal(text: &str, before: Sig, mark: &mut Mark) {
    let gap = text.get(before.end..mark.core).unwrap_or("");
    if gap.contains('\n') {
        return;
    }
    let separated =
        gap.trim_start().starts_with(['.', '．', '、', ')', '）', ',', '，', ':', '：', '﹒', '·']);
    let head = text.get(..before.start).unwrap_or("");
    let bracket = head.chars().next_back().filter(|ch| matches!(ch, '(' | '（' | '〔' | '〈'));
    let start = before.start - bracket.map_or(0, char::len_utf8);
    if "一二三四五六七八".contains(before.ch) {
        // `（七）总计`, `四、结转…`; but not 三 inside words, which no label follows without a mark between.
        if separated || bracket.is_some() || !gap.trim().is_empty() || gap.contains(' ') {
            mark.ordinal = Some(before.ch);
            mark.start = start;
        }
        return;
    }
    let Some(expected) = expected_ordinal(mark.kind) else { return };
    if !before.ch.is_ascii_digit() {
        return;
    }
    if separated || bracket.is_some() {
        mark.ordinal = Some(before.ch);
        mark.start = start;
    } else if expected == before.ch {
        mark.ordinal = Some(before.ch);
        mark.sure = false;
    }
}

fn expected_ordinal(kind: Kind) -> Option<char> {
    match kind {
        Kind::Row(row) => row.label().chars().next().filter(char::is_ascii_digit),
        Kind::Other => Some('3'),
        _ => None,
    }
}

/// The labels that make up a whole cell, a character or two of a long one lost or wrong; `None` when other words
/// stand in it.
pub(super) fn of_cell(text: &str) -> Option<Vec<Mark>> {
    exactly(text).or_else(|| {
        similar(&fold(text)).map(|kind| {
            let end = text.len();
            vec![Mark { kind, start: 0, core: 0, end, ordinal: None, sure: true }]
        })
    })
}

/// The labels that make up a whole cell, to the letter.
pub(super) fn exactly(text: &str) -> Option<Vec<Mark>> {
    let sigs = fold(text);
    if sigs.is_empty() {
        return None;
    }
    let mut marks = find(text, &sigs);
    let mut covered = 0;
    for mark in &mut marks {
        // In a cell of words a digit before a label can only be its ordinal.
        if !mark.sure {
            mark.sure = true;
            mark.start =
                sigs.iter().rev().find(|sig| sig.end <= mark.core).map_or(mark.core, |sig| sig.start);
        }
        covered += sigs.iter().filter(|sig| mark.start <= sig.start && sig.end <= mark.end).count();
    }
    (!marks.is_empty() && covered + ordinals_alone(&sigs, &marks) == sigs.len()).then_some(marks)
}

/// Ordinals that a mark did not take because no separator stands between (`1属于国家秘密`).
fn ordinals_alone(sigs: &[Sig], marks: &[Mark]) -> usize {
    sigs.iter()
        .enumerate()
        .filter(|(index, sig)| {
            let outside = marks.iter().all(|mark| sig.end <= mark.start || mark.end <= sig.start);
            let next = sigs.get(index + 1).map(|next| next.start);
            let heads = marks.iter().any(|mark| Some(mark.start) == next);
            outside && heads && "12345678一二三四五六七".contains(sig.ch)
        })
        .count()
}

/// The one long label that `sigs` resembles (a character or two lost or wrong).
fn similar(sigs: &[Sig]) -> Option<Kind> {
    let text: Vec<char> =
        sigs.iter().map(|sig| sig.ch).skip_while(|ch| "12345678一二三四五六七".contains(*ch)).collect();
    if !(6..=48).contains(&text.len()) {
        return None;
    }
    let mut found: Option<Kind> = None;
    for (label, kind) in
        LABELS.iter().filter(|(_, kind)| matches!(kind, Kind::Row(_) | Kind::Note | Kind::Caption))
    {
        let label: Vec<char> = label.chars().collect();
        if label.len() < 6 || distance(&text, &label) * 5 > label.len() {
            continue;
        }
        if found.is_some_and(|other| other != *kind) {
            return None;
        }
        found = Some(*kind);
    }
    found.filter(|kind| *kind != Kind::Caption)
}

/// How many characters must be put in, left out or changed.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let change = row.get(j).copied().unwrap_or(0) + usize::from(a != b);
            let out = row.get(j + 1).copied().unwrap_or(0) + 1;
            let put = next.get(j).copied().unwrap_or(0) + 1;
            next.push(change.min(out).min(put));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// The figure of table 二 at a row and a column head.
pub(super) fn proactive(item: Item, head: Head) -> Option<ProactiveCell> {
    use ProactiveCell as P;
    Some(match (item, head) {
        (Item::Regulations, Head::Issued) => P::RegulationsIssued,
        (Item::Regulations, Head::Repealed) => P::RegulationsRepealed,
        (Item::Regulations, Head::InForce) => P::RegulationsInForce,
        (Item::Regulations, Head::NewlyMade) => P::RegulationsNewlyMade,
        (Item::Regulations, Head::NewlyDisclosed) => P::RegulationsNewlyDisclosed,
        (Item::Regulations, Head::TotalDisclosed) => P::RegulationsTotalDisclosed,
        (Item::Normative, Head::Issued) => P::NormativeIssued,
        (Item::Normative, Head::Repealed) => P::NormativeRepealed,
        (Item::Normative, Head::InForce) => P::NormativeInForce,
        (Item::Normative, Head::NewlyMade) => P::NormativeNewlyMade,
        (Item::Normative, Head::NewlyDisclosed) => P::NormativeNewlyDisclosed,
        (Item::Normative, Head::TotalDisclosed) => P::NormativeTotalDisclosed,
        (Item::Licences, Head::Decisions) => P::Licences,
        (Item::Licences, Head::Stock) => P::LicencesStock,
        (Item::Licences, Head::Change) => P::LicencesChange,
        (Item::OtherServices, Head::Decisions) => P::OtherServices,
        (Item::OtherServices, Head::Stock) => P::OtherServicesStock,
        (Item::OtherServices, Head::Change) => P::OtherServicesChange,
        (Item::Penalties, Head::Decisions) => P::Penalties,
        (Item::Penalties, Head::Stock) => P::PenaltiesStock,
        (Item::Penalties, Head::Change) => P::PenaltiesChange,
        (Item::Coercive, Head::Decisions) => P::CoerciveMeasures,
        (Item::Coercive, Head::Stock) => P::CoerciveMeasuresStock,
        (Item::Coercive, Head::Change) => P::CoerciveMeasuresChange,
        (Item::Fees, Head::Amount) => P::Fees10kYuan,
        (Item::Fees, Head::Stock) => P::FeeItemsStock,
        (Item::Fees, Head::Change) => P::FeeItemsChange,
        (Item::Procurement, Head::ProcurementItems) => P::ProcurementItems,
        (Item::Procurement, Head::ProcurementYuan) => P::ProcurementYuan,
        _ => return None,
    })
}

/// The column of table 三 a head stands for.
pub(super) fn column(kind: Kind) -> Option<Column> {
    match kind {
        Kind::Requester(kind) => Some(Column::Kind(kind)),
        Kind::Other => Some(Column::Kind(RequesterKind::Other)),
        Kind::Total => Some(Column::Total),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        find(text, &fold(text)).into_iter().map(|mark| mark.kind).collect()
    }

    #[test]
    fn an_ordinal_digit_belongs_to_the_label_behind_it() {
        let text = "1.属于国家秘密00000002.其他法律行政法规禁止公开1000001";
        let marks = find(text, &fold(text));
        assert_eq!(marks.len(), 2);
        assert_eq!(&text[marks[0].end..marks[1].start], "0000000");
        assert!(marks[1].sure);
    }

    #[test]
    fn a_list_of_chapters_in_a_sentence_is_no_heading() {
        assert_eq!(kinds("本报告包括总体情况、主动公开政府信息情况和其他需要报告的事项等六个部分。"), []);
        assert_eq!(kinds("0591-23165370。一、总体情况2021年"), [Kind::Chapter(1)]);
        assert_eq!(kinds("12五、存在问题及改进情况"), [Kind::Chapter(5)]);
        assert_eq!(kinds("政府信息公开工作存在的主要问题及改进情况"), [Kind::Chapter(5)]);
    }

    #[test]
    fn a_label_is_known_with_a_character_lost() {
        let row = |row| Some(Kind::Row(Row::Result(row)));
        let one = |text: &str| of_cell(text).and_then(|marks| marks.last().map(|mark| mark.kind));
        assert_eq!(one("2.其他法律行政法规禁公开"), row(ReportRow::RefusedProhibitedByLaw));
        assert_eq!(one("1属于国家秘密"), row(ReportRow::RefusedStateSecret));
        assert_eq!(one("（三）不予公开 1. 属于国家秘密"), row(ReportRow::RefusedStateSecret));
        assert_eq!(one("属于行政许可事项"), None);
        assert_eq!(one("备注"), None);
    }
}
