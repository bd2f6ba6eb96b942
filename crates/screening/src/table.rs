//! Tables in text (tabs or pipes): heads tell what a column holds, and a column is one finding.

use std::collections::BTreeMap;

use crate::detect::OTHER_NUMBERS;
use crate::finding::{Confidence, Finding, Kind, Span};
use crate::fold::is_han;
use crate::names::looks_like_name;
use crate::screener::{Raw, Screener, mark, single};

/// So many values of a kind in a column are one finding.
const COLUMN: usize = 3;

fn parts_cells(ch: char) -> bool {
    matches!(ch, '\t' | '|' | '｜' | '│')
}

/// Where a finding stands.
struct Position {
    line: usize,
    table: Option<usize>,
    column: usize,
}

/// Places of ascending character positions: lines, tables and columns counted in one pass.
fn positions(text: &str, raws: &[Raw]) -> Vec<Position> {
    let mut positions = Vec::with_capacity(raws.len());
    let mut next = raws.iter().peekable();
    let (mut at_byte, mut tables, mut open) = (0, 0, false);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at_byte + line.len();
        let tabular = line.contains(parts_cells);
        if tabular && !open {
            tables += 1;
        }
        // A blank line does not part a table: page breaks leave some.
        open = tabular || open && line.trim().is_empty();
        let table = tabular.then_some(tables);
        let (mut column, mut cursor) = (1, at_byte);
        while let Some(raw) = next.next_if(|raw| raw.bytes.0 < end) {
            let before = text.get(cursor..raw.bytes.0).unwrap_or_default();
            column += before.matches(parts_cells).count();
            cursor = raw.bytes.0.max(cursor);
            positions.push(Position { line: number + 1, table, column });
        }
        at_byte = end;
    }
    positions
}

/// The findings of `raws`, three or more of a kind in one column as one.
pub(crate) fn grouped(text: &str, raws: Vec<Raw>) -> Vec<Finding> {
    let positions = positions(text, &raws);
    let mut sizes: BTreeMap<(usize, usize, Kind), usize> = BTreeMap::new();
    for (raw, position) in raws.iter().zip(&positions) {
        if let Some(table) = position.table {
            *sizes.entry((table, position.column, raw.kind)).or_default() += 1;
        }
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut columns: BTreeMap<(usize, usize, Kind), usize> = BTreeMap::new();
    for (raw, position) in raws.into_iter().zip(positions) {
        let place = format!("第 {} 行", position.line);
        let key = position.table.map(|table| (table, position.column, raw.kind));
        let Some(key) =
            key.filter(|key| sizes.get(key).is_some_and(|size| *size >= COLUMN) && personal(key.2))
        else {
            findings.push(single(text, raw, &place));
            continue;
        };
        if let Some(finding) = columns.get(&key).and_then(|at| findings.get_mut(*at)) {
            finding.confidence = Confidence(finding.confidence.0.max(raw.confidence));
            finding.marks.push(mark(text, &raw, &place));
        } else {
            columns.insert(key, findings.len());
            let mut finding = single(text, raw, &place);
            finding.place = format!("第 {} 个表第 {} 列", key.0, key.1);
            findings.push(finding);
        }
    }
    findings
}

fn personal(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::SecrecyMark
            | Kind::DraftMark
            | Kind::WrongWord
            | Kind::DocumentNumber
            | Kind::Date
            | Kind::Metadata
    )
}

/// What the head of a column says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Name,
    Landline,
    Passport,
    Address,
    Other,
}

fn head(cell: &str) -> Option<Head> {
    let has = |words: &[&str]| words.iter().any(|word| cell.contains(word));
    if cell.chars().count() > 16 {
        None
    } else if has(OTHER_NUMBERS) {
        Some(Head::Other)
    } else if has(&[
        "姓名",
        "户主",
        "申请人",
        "当事人",
        "联系人",
        "患者",
        "学生",
        "救助对象",
        "残疾人",
        "户名",
        "承租人",
        "法定代表人",
        "收款人",
    ]) {
        Some(Head::Name)
    } else if has(&["电话", "座机"]) {
        Some(Head::Landline)
    } else if has(&["护照", "通行证"]) {
        Some(Head::Passport)
    } else if has(&["住址", "家庭地址", "居住地址", "户籍地址"]) {
        Some(Head::Address)
    } else {
        None
    }
}

/// A cell with its place.
struct Cell<'a> {
    text: &'a str,
    byte: usize,
}

fn cells(line: &str, start: usize) -> Vec<Cell<'_>> {
    let mut cells = Vec::new();
    let mut byte = start;
    for text in line.split_inclusive(parts_cells) {
        let inner = text.trim_end_matches(parts_cells);
        let lead = inner.len() - inner.trim_start().len();
        cells.push(Cell { text: inner.trim(), byte: byte + lead });
        byte += text.len();
    }
    cells
}

/// Adds what only the head of a column tells, and takes away numbers that are something else there.
pub(crate) fn by_heads(screener: &Screener, text: &str, raws: &mut Vec<Raw>) {
    if !text.contains(parts_cells) {
        return;
    }
    let mut found: Vec<(Kind, usize, usize, f64)> = Vec::new();
    let mut others: Vec<(usize, usize)> = Vec::new();
    let mut heads: BTreeMap<usize, Head> = BTreeMap::new();
    let (mut byte, mut open) = (0, false);
    for line in text.split_inclusive('\n') {
        let tabular = line.contains(parts_cells);
        if tabular {
            let cells = cells(line.trim_end_matches(['\n', '\r']), byte);
            if open {
                for (column, cell) in cells.iter().enumerate() {
                    let Some(head) = heads.get(&column) else { continue };
                    if *head == Head::Other {
                        others.push((cell.byte, cell.byte + cell.text.len()));
                    } else if let Some((kind, sure)) = told(screener, *head, cell.text) {
                        found.push((kind, cell.byte, cell.byte + cell.text.len(), sure));
                    }
                }
            } else {
                heads =
                    cells.iter().enumerate().filter_map(|(at, cell)| Some((at, head(cell.text)?))).collect();
            }
            open = true;
        } else if !line.trim().is_empty() {
            open = false;
        }
        byte += line.len();
    }
    others.sort_unstable();
    raws.retain(|raw| !(may_be_other(raw) && within(&others, raw.bytes.0)));
    add(text, raws, &found);
}

fn may_be_other(raw: &Raw) -> bool {
    matches!(raw.kind, Kind::Mobile | Kind::BankCard | Kind::Landline)
        || raw.kind == Kind::IdNumber && raw.confidence < 0.9
}

fn within(sorted: &[(usize, usize)], byte: usize) -> bool {
    let after = sorted.partition_point(|(start, _)| *start <= byte);
    after.checked_sub(1).and_then(|at| sorted.get(at)).is_some_and(|(_, end)| byte < *end)
}

fn told(screener: &Screener, head: Head, cell: &str) -> Option<(Kind, f64)> {
    if cell.is_empty() || cell.len() > 256 {
        return None;
    }
    let folded: String =
        cell.chars().filter_map(|ch| screener.folder.fold(ch)).filter(|ch| *ch != ' ').collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match head {
        Head::Name => looks_like_name(&folded).map(|_| (Kind::PersonName, 0.9)),
        Head::Landline => {
            let local = matches!(folded.len(), 7 | 8) && digits(&folded) && !folded.starts_with(['0', '1']);
            local.then_some((Kind::Landline, 0.8))
        }
        Head::Passport => {
            let shape = matches!(folded.len(), 8..=9)
                && folded.starts_with(|ch: char| ch.is_ascii_alphabetic())
                && folded.get(2..).is_some_and(digits);
            shape.then_some((Kind::Passport, 0.95))
        }
        Head::Address => {
            let long = folded.chars().filter(|ch| is_han(*ch)).count() >= 5;
            (long && folded.contains(['路', '街', '村', '镇', '区', '号', '县', '乡']))
                .then_some((Kind::Address, 0.85))
        }
        Head::Other => None,
    }
}

/// Byte places become character places in one pass; `found` is in reading order.
fn add(text: &str, raws: &mut Vec<Raw>, found: &[(Kind, usize, usize, f64)]) {
    let (mut byte, mut at) = (0, 0);
    for (kind, start, end, confidence) in found {
        at += text.get(byte..*start).unwrap_or_default().chars().count();
        let length = text.get(*start..*end).unwrap_or_default().chars().count();
        byte = *start;
        let span = Span { start: at, end: at + length };
        raws.push(Raw { kind: *kind, confidence: *confidence, note: None, span, bytes: (*start, *end) });
    }
}
