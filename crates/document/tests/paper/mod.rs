//! Writes made-up reports as files: tables with merged cells, laid out on pages, and damaged on purpose.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::struct_excessive_bools,
    clippy::trivially_copy_pass_by_ref,
    reason = "support of tests"
)]

pub(crate) mod damage;
pub(crate) mod office;
pub(crate) mod page;
pub(crate) mod pdf;

use std::collections::BTreeMap;

use gongkai_report::form::{self, Group};
use gongkai_report::{CellId, Column, Form, ProactiveCell, RemedyColumn, RemedyKind, Row};
use rust_decimal::Decimal;

pub(crate) const TITLE: &str = "云溪市示范局2023年政府信息公开工作年度报告";
pub(crate) const OPENING: &str =
    "根据《中华人民共和国政府信息公开条例》编制。统计期限自2023年1月1日起至2023年12月31日止。";
pub(crate) const OVERVIEW: &str = "全年工作平稳，按照统一部署推进主动公开，重点领域信息按时更新，政策文件与解读材料同步发布，\
    公开专栏逐项核对，未发现应当公开而没有公开的内容。";
pub(crate) const PROBLEMS: &str = "一是解读形式单一。二是培训不够。";
pub(crate) const OTHER: &str = "无。";

/// Numbers by chance, the same for the same seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From nought to `sides` less one.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }
}

/// What stands in each place: the text as printed, and the figure it says; none for a blank.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Printed {
    pub(crate) text: String,
    pub(crate) value: Option<Decimal>,
}

pub(crate) type Report = BTreeMap<CellId, Printed>;

fn small(dice: &mut Dice) -> i64 {
    let most = dice.of(&[1, 1, 1, 1, 10, 10, 200, 6000]);
    i64::try_from(dice.roll(most)).unwrap()
}

/// A consistent report of a form, its numbers dressed one way.
pub(crate) fn report(form: Form, dice: &mut Dice) -> Report {
    let mut values: BTreeMap<CellId, Decimal> = BTreeMap::new();
    for cell in form::blocks(form).iter().flat_map(|block| block.items).flat_map(|item| item.cells) {
        let changes = matches!(
            cell,
            ProactiveCell::LicencesChange
                | ProactiveCell::OtherServicesChange
                | ProactiveCell::PenaltiesChange
                | ProactiveCell::CoerciveMeasuresChange
                | ProactiveCell::FeeItemsChange
        );
        let value = match cell {
            ProactiveCell::Fees10kYuan => Decimal::new(small(dice) * 613, 2).normalize(),
            ProactiveCell::ProcurementYuan => Decimal::new(small(dice) * 100_501, 2).normalize(),
            _ if changes => Decimal::from(small(dice) - 20),
            _ => Decimal::from(small(dice) * i64::try_from(dice.roll(90) + 1).unwrap()),
        };
        values.insert(CellId::Proactive(*cell), value);
    }
    let mut rows: BTreeMap<Row, [i64; 6]> = BTreeMap::new();
    let mut total = [0; 6];
    for row in form::result_rows(form) {
        let figures: [i64; 6] = std::array::from_fn(|_| small(dice));
        for (sum, figure) in total.iter_mut().zip(figures) {
            *sum += figure;
        }
        rows.insert(row, figures);
    }
    let out: [i64; 6] = std::array::from_fn(|_| small(dice));
    let carried: [i64; 6] = std::array::from_fn(|at| small(dice).min(total[at] + out[at]));
    let received = std::array::from_fn(|at| total[at] + out[at] - carried[at]);
    rows.extend([
        (Row::Received, received),
        (Row::CarriedIn, carried),
        (Row::ResultsTotal, total),
        (Row::CarriedOut, out),
    ]);
    for (row, figures) in rows {
        let sum: i64 = figures.iter().sum();
        for (column, figure) in Column::ALL.into_iter().zip(figures.into_iter().chain([sum])) {
            values.insert(CellId::Request(row, column), figure.into());
        }
    }
    for kind in RemedyKind::ALL {
        let figures: [i64; 4] = std::array::from_fn(|_| small(dice));
        let sum: i64 = figures.iter().sum();
        for (column, figure) in RemedyColumn::ALL.into_iter().zip(figures.into_iter().chain([sum])) {
            values.insert(CellId::Remedy(kind, column), figure.into());
        }
    }
    let dress = dice.of(&[
        Dress::Plain,
        Dress::Plain,
        Dress::Plain,
        Dress::Grouped,
        Dress::Wide,
        Dress::Blanks("/"),
        Dress::Blanks("——"),
        Dress::Blanks(""),
        Dress::Notes,
    ]);
    values.into_iter().map(|(id, value)| (id, dressed(id, value, dress, dice))).collect()
}

/// How an agency writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Dress {
    Plain,
    /// Thousands separators.
    Grouped,
    /// Full-width digits.
    Wide,
    /// A mark for nought.
    Blanks(&'static str),
    /// Units and remarks in the cells of table 二.
    Notes,
}

fn dressed(id: CellId, value: Decimal, dress: Dress, dice: &mut Dice) -> Printed {
    let plain = value.to_string();
    let yuan = id == CellId::Proactive(ProactiveCell::ProcurementYuan);
    let text = match dress {
        Dress::Blanks(mark) if value.is_zero() && !matches!(id, CellId::Request(_, Column::Total)) => {
            return Printed { text: mark.to_owned(), value: None };
        }
        Dress::Grouped => grouped(&plain),
        Dress::Wide => plain
            .chars()
            .map(|ch| match ch {
                '0'..='9' => char::from_u32(u32::from(ch) + 0xfee0).unwrap(),
                _ => ch,
            })
            .collect(),
        Dress::Notes => match id {
            CellId::Proactive(ProactiveCell::Fees10kYuan) => format!("{plain}万元"),
            CellId::Proactive(ProactiveCell::NormativeIssued | ProactiveCell::Licences) if dice.coin() => {
                format!("{plain}（其中修订{}件）", dice.roll(20))
            }
            CellId::Proactive(ProactiveCell::Penalties) => format!("{plain}件"),
            _ => plain,
        },
        _ => plain,
    };
    let text = if yuan && dress != Dress::Plain { format!("{text}元") } else { text };
    Printed { text, value: Some(value) }
}

fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (index, ch) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(ch);
    }
    format!("{sign}{out}{}", fraction.map_or(String::new(), |fraction| format!(".{fraction}")))
}

/// A cell of a table as it is printed.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) across: usize,
    pub(crate) down: usize,
    /// The figure that stands here.
    pub(crate) figure: Option<CellId>,
}

pub(crate) fn label(text: &str, across: usize, down: usize) -> Cell {
    Cell { text: text.to_owned(), across, down, figure: None }
}

/// A table with merged cells, as HTML has them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// Shares of the width.
    pub(crate) columns: Vec<f64>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Rows that a next page repeats.
    pub(crate) head: usize,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Title(String),
    Heading(String),
    Text(String),
    Table(Table),
}

/// A type of file, and for laid-out pages whether their tables have lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Carrier {
    Pdf,
    PdfWithoutLines,
    Docx,
    Xlsx,
    Ofd,
    Html,
}

impl Carrier {
    pub(crate) const ALL: [Carrier; 6] =
        [Carrier::Pdf, Carrier::PdfWithoutLines, Carrier::Docx, Carrier::Xlsx, Carrier::Ofd, Carrier::Html];
}

/// The file; `smudge` may change the pages of one that has pages.
pub(crate) fn written(
    carrier: Carrier,
    pieces: &[Piece],
    dice: &mut Dice,
    mut smudge: impl FnMut(&mut page::Pages, &mut Dice),
) -> Vec<u8> {
    let mut laid_out = |dice: &mut Dice| {
        let style = page::Style { ruled: carrier != Carrier::PdfWithoutLines, ..page::Style::by(dice) };
        let mut pages = page::pages(pieces, &style);
        smudge(&mut pages, dice);
        pages
    };
    match carrier {
        Carrier::Pdf | Carrier::PdfWithoutLines => {
            let pages = laid_out(dice);
            pdf::pdf(&pages, &pdf::Ink::by(dice))
        }
        Carrier::Ofd => office::ofd(&laid_out(dice)),
        Carrier::Docx => office::docx(pieces),
        Carrier::Xlsx => office::xlsx(pieces),
        Carrier::Html => office::html(pieces).into_bytes(),
    }
}

/// The report as its agency prints it.
pub(crate) fn pieces(report: &Report, form: Form) -> Vec<Piece> {
    vec![
        Piece::Title(TITLE.to_owned()),
        Piece::Text(OPENING.to_owned()),
        Piece::Heading("一、总体情况".to_owned()),
        Piece::Text(OVERVIEW.to_owned()),
        Piece::Heading("二、主动公开政府信息情况".to_owned()),
        Piece::Table(table2(report, form)),
        Piece::Heading("三、收到和处理政府信息公开申请情况".to_owned()),
        Piece::Table(table3(report, form)),
        Piece::Heading("四、政府信息公开行政复议、行政诉讼情况".to_owned()),
        Piece::Table(table4(report)),
        Piece::Heading("五、存在的主要问题及改进情况".to_owned()),
        Piece::Text(PROBLEMS.to_owned()),
        Piece::Heading("六、其他需要报告的事项".to_owned()),
        Piece::Text(OTHER.to_owned()),
    ]
}

fn figure(report: &Report, id: CellId, across: usize) -> Cell {
    Cell { text: report[&id].text.clone(), across, down: 1, figure: Some(id) }
}

fn table2(report: &Report, form: Form) -> Table {
    let mut rows = Vec::new();
    for block in form::blocks(form) {
        rows.push(vec![label(block.caption, 4, 1)]);
        let last = block.columns.len() - 1;
        let across = |at: usize| if at == last { 3 - last } else { 1 };
        let heads = block.columns.iter().enumerate().map(|(at, head)| label(head, across(at), 1));
        rows.push([label("信息内容", 1, 1)].into_iter().chain(heads).collect());
        for item in block.items {
            let cells = item
                .cells
                .iter()
                .enumerate()
                .map(|(at, cell)| figure(report, CellId::Proactive(*cell), across(at)));
            rows.push([label(item.label, 1, 1)].into_iter().chain(cells).collect());
        }
    }
    Table { columns: vec![38.0, 21.0, 18.0, 23.0], rows, head: 0 }
}

fn table3(report: &Report, form: Form) -> Table {
    let mut rows = vec![
        vec![label(form::RELATION_NOTE, 3, 3), label(form::REQUESTERS, 7, 1)],
        vec![label("自然人", 1, 2), label(form::ORGANISATIONS, 5, 1), label("总计", 1, 2)],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
            .iter()
            .map(|head| label(head, 1, 1))
            .collect(),
    ];
    let results = form::result_rows(form).count() + 1;
    let mut seen: Option<Group> = None;
    for row in form::rows(form) {
        let mut cells = Vec::new();
        if form::result_rows(form).next() == Some(row) {
            cells.push(label(form::RESULTS, 1, results));
        }
        let group = row.group_in(form);
        if let Some(group) = group.filter(|group| seen != Some(*group)) {
            cells.push(label(group.label(), 1, group.span()));
            seen = Some(group);
        }
        let across = match (row, group) {
            (Row::Received | Row::CarriedIn | Row::CarriedOut, _) => 3,
            (_, None) => 2,
            _ => 1,
        };
        cells.push(label(row.label_in(form), across, 1));
        cells.extend(Column::ALL.map(|column| figure(report, CellId::Request(row, column), 1)));
        rows.push(cells);
    }
    Table { columns: vec![5.5, 9.5, 25.0, 8.6, 8.6, 8.6, 8.6, 8.6, 8.0, 9.0], rows, head: 3 }
}

fn table4(report: &Report) -> Table {
    let outcomes = |down: usize| RemedyColumn::ALL.map(|column| label(column.label(), 1, down));
    let figures = RemedyKind::ALL
        .into_iter()
        .flat_map(|kind| RemedyColumn::ALL.map(|column| figure(report, CellId::Remedy(kind, column), 1)));
    let rows = vec![
        vec![label("行政复议", 5, 1), label("行政诉讼", 10, 1)],
        outcomes(2).into_iter().chain([label("未经复议直接起诉", 5, 1), label("复议后起诉", 5, 1)]).collect(),
        outcomes(1).into_iter().chain(outcomes(1)).collect(),
        figures.collect(),
    ];
    Table { columns: vec![1.0; 15], rows, head: 0 }
}
