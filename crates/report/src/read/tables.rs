//! From the rows of the source to figures: how many a row must have, and which is which.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::marks::{Head, Item, proactive};
use super::scan::{Field, Figures, Raw2, Raw4, Run};
use super::split::{plain, summed};
use super::value::{Unit, Value, parse};
use super::work::Work;
use crate::cell::{CellId, ProactiveCell, RemedyColumn, RemedyKind};
use crate::model::{AnnualReport, Cell, CellState, Equation, Form};

/// Figures being gathered; a place read twice must read the same.
#[derive(Default)]
pub(super) struct Cells(pub(super) BTreeMap<CellId, Cell>);

impl Cells {
    pub(super) fn put(&mut self, id: CellId, cell: Cell) {
        let Some(known) = self.0.get_mut(&id) else {
            self.0.insert(id, cell);
            return;
        };
        if cell.state == CellState::Lost || (known.value, known.state) == (cell.value, cell.state) {
            return;
        }
        if known.state == CellState::Lost && known.value.is_none() && !is_conflict(known) {
            *known = cell;
            return;
        }
        let say = |cell: &Cell| cell.value.map_or_else(|| "空白".to_owned(), |value| value.to_string());
        let note = format!(
            "{CONFLICT}：{}处为 {}，{}处为 {}",
            known.place.as_deref().unwrap_or("前"),
            say(known),
            cell.place.as_deref().unwrap_or("后"),
            say(&cell)
        );
        *known = Cell { note: Some(note), place: known.place.clone(), ..Cell::default() };
    }
}

const CONFLICT: &str = "同一格读到两个不同的数";

fn is_conflict(cell: &Cell) -> bool {
    cell.note.as_deref().is_some_and(|note| note.starts_with(CONFLICT))
}

pub(super) fn lost(place: &str, note: impl Into<String>) -> Cell {
    Cell { place: Some(place.to_owned()), note: Some(note.into()), ..Cell::default() }
}

pub(super) fn inferred(value: i64, place: &str, note: &str) -> Cell {
    Cell {
        value: Some(Decimal::from(value)),
        state: CellState::Inferred,
        place: Some(place.to_owned()),
        note: Some(note.to_owned()),
    }
}

/// A delimited cell as a figure.
pub(super) fn cell(field: &Field, unit: Unit) -> Cell {
    let place = Some(field.place.clone());
    match parse(&field.text, unit) {
        Value::Blank => Cell { state: CellState::Blank, place, ..Cell::default() },
        Value::Number(value) => Cell { value: Some(value), state: CellState::Given, place, note: None },
        Value::Annotated(value, note) => {
            Cell { value: Some(value), state: CellState::Annotated, place, note: Some(note) }
        }
        Value::Unreadable => lost(&field.place, format!("“{}”不是一个数", shorten(&field.text))),
    }
}

fn shorten(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= 20 { flat } else { flat.chars().take(20).chain(['…']).collect() }
}

/// The places where `count` figures in a row may begin: nothing stands outside, not even a mark for nothing.
pub(super) fn windows(fields: &[Field], count: usize) -> Vec<&[Field]> {
    fields
        .windows(count.max(1))
        .enumerate()
        .filter(|(start, _)| {
            fields.iter().enumerate().all(|(index, field)| {
                (*start..start + count).contains(&index) || field.text.trim().is_empty()
            })
        })
        .map(|(_, window)| window)
        .collect()
}

/// The figures of a row whose cells are delimited, one state for each of `count` places.
pub(super) fn delimited(
    fields: &[Field],
    count: usize,
    unit: impl Fn(usize) -> Unit,
) -> Result<Vec<Cell>, String> {
    let all = windows(fields, count);
    let Some(first) = all.first() else {
        let found = fields.iter().filter(|field| !field.is_blank()).count();
        return Err(format!(
            "这一行应有 {count} 格，读到 {} 格（其中 {found} 格有字），不能断定各属哪一列",
            fields.len()
        ));
    };
    let read = |window: &[Field]| -> Vec<Cell> {
        window.iter().enumerate().map(|(index, field)| cell(field, unit(index))).collect()
    };
    let mut cells = read(first);
    for other in all.iter().skip(1) {
        for (cell, other) in cells.iter_mut().zip(read(other)) {
            if (cell.value, cell.state) != (other.value, other.state) {
                *cell = lost(cell.place.as_deref().unwrap_or(""), "这一行有空格，不能断定各数属哪一列");
            }
        }
    }
    Ok(cells)
}

/// The words of a run, by the spaces between.
pub(super) fn tokens(run: &Run) -> Vec<Field> {
    run.text
        .split(|ch: char| ch.is_whitespace() || ch == '|')
        .filter(|token| !token.is_empty())
        .map(|token| Field { text: token.to_owned(), place: run.place.clone() })
        .collect()
}

/// The digits of a run without spaces; `None` when other characters stand between.
pub(super) fn digits(run: &Run) -> Option<Vec<u8>> {
    run.text
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .map(|ch| {
            super::fold::half_width(ch)
                .to_digit(10)
                .and_then(|digit| u8::try_from(digit).ok())
                .map(|d| b'0' + d)
        })
        .collect()
}

/// True when the run shows that figures touch: a token no figure can look like.
pub(super) fn touches(run: &Run, count: usize) -> bool {
    let tokens = tokens(run);
    tokens.iter().any(|token| is_several(&token.text))
        || tokens.len() == 1 && count > 1 && run.text.len() >= count
}

/// True of a word that begins with a nought and goes on: no figure does.
fn is_several(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && !text.contains('.')
}

/// Fills table 二.
pub(super) fn table2(
    report: &mut AnnualReport,
    cells: &mut Cells,
    rows: &[Raw2],
    prose: &Prose,
    work: &mut Work,
) {
    let glued = rows.iter().any(|row| match &row.figures {
        Figures::Run(run) => !run.cut && touches(run, expected(row, report.form).len()),
        Figures::Cells(_) => false,
    });
    // Where blanks part the figures of one row, a word too few in another is a figure lost.
    let parted = rows.iter().any(|row| match &row.figures {
        Figures::Run(run) => {
            let (count, tokens) = (expected(row, report.form).len(), tokens(run));
            count > 1 && tokens.len() == count && !tokens.iter().any(|token| is_several(&token.text))
        }
        Figures::Cells(_) => false,
    });
    let mut surplus = false;
    for row in rows {
        let ids = expected(row, report.form);
        let loose = std::mem::replace(&mut surplus, has_surplus(&row.figures, ids.len())) || row.loose > 0;
        let unit = |index: usize| match ids.get(index) {
            Some(ProactiveCell::Fees10kYuan) if row.yuan => Unit::Yuan,
            Some(ProactiveCell::Fees10kYuan) => Unit::TenThousandYuan,
            Some(ProactiveCell::ProcurementYuan) => Unit::Yuan,
            _ => Unit::Count,
        };
        let read = match &row.figures {
            Figures::Cells(fields) => delimited(fields, ids.len(), unit),
            Figures::Run(_) if loose => Err("这一行的标签上方另有不知属于哪一行的数字".to_owned()),
            Figures::Run(run) if run.torn => {
                Err(format!("“{}”分在几行，不能断定都属于这一行", shorten(&run.text)))
            }
            Figures::Run(run) => {
                let tokens = tokens(run);
                if tokens.len() == ids.len() && (!glued || ids.len() == 1) {
                    delimited(&tokens, ids.len(), unit)
                } else if parted
                    && tokens.len() < ids.len()
                    && !tokens.iter().any(|token| is_several(&token.text))
                {
                    Err(format!("这一行应有 {} 个数，读到 {} 个", ids.len(), tokens.len()))
                } else {
                    triple(run, &ids, prose, &mut report.notes, work)
                }
            }
        };
        let place = match &row.figures {
            Figures::Cells(fields) => fields.first().map_or("", |field| field.place.as_str()).to_owned(),
            Figures::Run(run) => run.place.clone(),
        };
        let read = read.unwrap_or_else(|why| ids.iter().map(|_| lost(&place, why.clone())).collect());
        for (id, mut cell) in ids.into_iter().zip(read) {
            if id == ProactiveCell::Fees10kYuan && row.yuan {
                in_ten_thousands(&mut cell);
            }
            cells.put(CellId::Proactive(id), cell);
        }
    }
}

/// True when more numbers stand behind a label than its row has: the last may belong to the next row.
fn has_surplus(figures: &Figures, count: usize) -> bool {
    matches!(figures, Figures::Run(run) if tokens(run).len() > count)
}

/// The head counts in 元, the form in 万元.
fn in_ten_thousands(cell: &mut Cell) {
    if let Some(value) = cell.value {
        cell.value = Some((value * Decimal::new(1, 4)).normalize());
        cell.state = CellState::Annotated;
        cell.note = Some(format!("原表单位为元：{value}元"));
    }
}

/// The figures a row must have: those its heads name, or those of the form when a head was lost.
fn expected(row: &Raw2, form: Form) -> Vec<ProactiveCell> {
    let cells = |heads: &[Head]| -> Vec<ProactiveCell> {
        heads.iter().filter_map(|head| proactive(row.item, *head)).collect()
    };
    let other = if form == Form::Y2019 { Form::Y2021 } else { Form::Y2019 };
    let named = cells(&row.heads);
    for form in [form, other] {
        let whole = cells(printed(row.item, form));
        if named.iter().all(|cell| whole.contains(cell)) {
            return if named.len() == whole.len() { named } else { whole };
        }
    }
    named
}

/// The heads over a row of table 二 in a form.
fn printed(item: Item, form: Form) -> &'static [Head] {
    match (item, form) {
        (Item::Regulations | Item::Normative, Form::Y2019) => {
            &[Head::NewlyMade, Head::NewlyDisclosed, Head::TotalDisclosed]
        }
        (Item::Regulations | Item::Normative, _) => &[Head::Issued, Head::Repealed, Head::InForce],
        (Item::Fees, Form::Y2019) => &[Head::Stock, Head::Change],
        (Item::Fees, _) => &[Head::Amount],
        (Item::Procurement, _) => &[Head::ProcurementItems, Head::ProcurementYuan],
        (_, Form::Y2019) => &[Head::Stock, Head::Change, Head::Decisions],
        (_, _) => &[Head::Decisions],
    }
}

/// Figures about 规范性文件 in the running text, the only help with a triple run together.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub(super) issued: Option<i64>,
    pub(super) repealed: Option<i64>,
    pub(super) in_force: Option<i64>,
}

fn triple(
    run: &Run,
    ids: &[ProactiveCell],
    prose: &Prose,
    notes: &mut Vec<String>,
    work: &mut Work,
) -> Result<Vec<Cell>, String> {
    // Where blanks part figures, or words stand between, a row too short is not one run together.
    let tokens = tokens(run);
    let run_together = tokens.len() == 1 || tokens.iter().any(|token| is_several(&token.text));
    let digits = digits(run).filter(|digits| !digits.is_empty() && run_together && !run.cut);
    let Some(digits) = digits else {
        return Err(format!("“{}”不能分成 {} 个数", shorten(&run.text), ids.len()));
    };
    if ids.len() == 1 {
        return Err(format!("“{}”不是一个数", shorten(&run.text)));
    }
    let readings = plain(&digits, ids.len(), work).unwrap_or_default();
    let say = |value: i64, note: &str| inferred(value, &run.place, note);
    if let [only] = readings.as_slice() {
        return Ok(only.iter().map(|&value| say(value, "数字连排，只有一种分法")).collect());
    }
    let known = |id: &ProactiveCell| match id {
        ProactiveCell::NormativeIssued => prose.issued,
        ProactiveCell::NormativeRepealed => prose.repealed,
        ProactiveCell::NormativeInForce => prose.in_force,
        _ => None,
    };
    let fits = |reading: &&Vec<i64>| {
        ids.iter().zip(reading.iter()).all(|(id, value)| known(id).is_none_or(|known| known == *value))
    };
    let fitting: Vec<&Vec<i64>> = readings.iter().filter(fits).collect();
    if let [only] = fitting.as_slice() {
        notes.push(format!(
            "表二“行政规范性文件”一行数字连排（{}），按正文所述件数分开；正文与表格是否一致因此不能再作为证据。",
            run.text
        ));
        return Ok(only.iter().map(|&value| say(value, "数字连排，按正文所述件数分开")).collect());
    }
    notes.push(format!(
        "表二有一行 {} 个数连排为“{}”，没有合计可以核对，不能分开。",
        ids.len(),
        shorten(&run.text)
    ));
    Err(format!("{} 个数连排为“{}”，有 {} 种分法", ids.len(), shorten(&run.text), readings.len()))
}

/// Fills table 四.
pub(super) fn table4(report: &mut AnnualReport, cells: &mut Cells, rows: &[Raw4], work: &mut Work) {
    for row in rows {
        let sets: Vec<&[RemedyColumn]> = row.outcomes.chunks(RemedyColumn::ALL.len()).collect();
        let groups = groups(row, sets.len());
        let standard = sets.iter().all(|set| *set == RemedyColumn::ALL);
        let ids: Vec<CellId> = groups
            .iter()
            .flat_map(|kind| RemedyColumn::ALL.map(|column| CellId::Remedy(*kind, column)))
            .collect();
        if ids.is_empty() || !standard {
            report.notes.push("表四的列与格式不同，有数字没有采用。".to_owned());
            continue;
        }
        let (read, place) = match &row.figures {
            Figures::Cells(fields) => (
                delimited(fields, ids.len(), |_| Unit::Count),
                fields.first().map_or(String::new(), |field| field.place.clone()),
            ),
            Figures::Run(run) => (remedies(run, &groups, report, work), run.place.clone()),
        };
        let read = read.unwrap_or_else(|why| ids.iter().map(|_| lost(&place, why.clone())).collect());
        for (id, cell) in ids.into_iter().zip(read) {
            cells.put(id, cell);
        }
    }
}

/// Which groups the sets of columns belong to.
fn groups(row: &Raw4, sets: usize) -> Vec<RemedyKind> {
    let mut named = row.groups.clone();
    named.dedup();
    // A head torn out of the table may have been met too early: another order than the form's is not believed.
    let in_order = named.is_sorted();
    if named.len() == sets && in_order {
        return named;
    }
    if sets == RemedyKind::ALL.len() && in_order { RemedyKind::ALL.to_vec() } else { Vec::new() }
}

fn remedies(
    run: &Run,
    groups: &[RemedyKind],
    report: &mut AnnualReport,
    work: &mut Work,
) -> Result<Vec<Cell>, String> {
    let size = RemedyColumn::ALL.len();
    let count = groups.len() * size;
    let tokens = tokens(run);
    let numbers: Option<Vec<i64>> = tokens.iter().map(|token| token.text.parse().ok()).collect();
    let adds_up = |numbers: &[i64]| {
        numbers
            .chunks(size)
            .all(|group| group.split_last().is_some_and(|(total, parts)| parts.iter().sum::<i64>() == *total))
    };
    if tokens.len() == count && !touches(run, count) && numbers.as_deref().is_none_or(adds_up) {
        return delimited(&tokens, count, |_| Unit::Count);
    }
    let Some(digits) = digits(run) else { return delimited(&tokens, count, |_| Unit::Count) };
    let readings = if digits.len() == count {
        plain(&digits, count, work)
    } else {
        summed(&digits, groups.len(), size, work)
    };
    let readings = readings.unwrap_or_default();
    if readings.is_empty() && tokens.len() == count {
        return delimited(&tokens, count, |_| Unit::Count);
    }
    let Some(first) = readings.first() else {
        report.notes.push(format!("表四的数字连排为“{}”，没有一种分法符合各组合计。", shorten(&run.text)));
        return Err("数字连排，没有一种分法符合各组合计".to_owned());
    };
    if digits.len() != count {
        report.decoded_by.extend(groups.iter().map(|kind| Equation::RemedySum(*kind)));
        report.notes.push("表四的数字连排，按各组合计分开；各组合计因此不能再作为证据。".to_owned());
    }
    let open = readings.len();
    if open > 1 {
        report.notes.push(format!("表四的数字有 {open} 种分法都符合各组合计，不能断定的格没有采用。"));
    }
    Ok(first
        .iter()
        .enumerate()
        .map(|(at, &value)| {
            if readings.iter().all(|reading| reading.get(at) == Some(&value)) {
                inferred(value, &run.place, "数字连排，按合计分开")
            } else {
                lost(&run.place, format!("数字连排，有 {open} 种分法都符合合计"))
            }
        })
        .collect())
}
