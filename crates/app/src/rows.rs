//! Files of rows that people fill in (补录表、迁移表): heads, cells with everything wrong at once, an empty file to fill in.

use std::marker::PhantomData;

use gongkai_document::table::{Cell, Row};
use gongkai_document::write::WriteError;
use gongkai_document::write::sheet::{self, BYTE_ORDER_MARK, Book, Head, csv_line};
use jiff::civil::Date;

use crate::registers::{FileFormat, RegisterFile};
use crate::{AppError, typed};

/// A column of such a file.
pub trait FileColumn: Copy + PartialEq + 'static {
    /// All columns, in the order of the template.
    const ALL: &'static [Self];
    /// Its head.
    fn label(self) -> &'static str;
    /// Whether every row must fill it in, and so the head must be there.
    fn is_required(self) -> bool;
    /// What to fill in, in a sentence.
    fn hint(self) -> String;
    /// Its width in a workbook, in characters.
    fn width(self) -> u16;
}

/// `可填：甲；乙。`
pub(crate) fn one_of(labels: impl Iterator<Item = &'static str>) -> String {
    format!("可填：{}。", labels.collect::<Vec<_>>().join("；"))
}

/// An empty file to fill in; the workbook explains its columns on a second sheet.
pub(crate) fn template<C: FileColumn>(
    title: &str,
    name: &str,
    format: FileFormat,
    today: Date,
) -> Result<RegisterFile, AppError> {
    let broken = |error: WriteError| AppError::Inconsistent(error.to_string());
    let bytes = match format {
        FileFormat::Csv => {
            let heads = csv_line(C::ALL.iter().map(|column| sheet::Cell::text(column.label())));
            format!("{BYTE_ORDER_MARK}{heads}").into_bytes()
        }
        FileFormat::Xlsx => {
            let heads: Vec<Head> =
                C::ALL.iter().map(|column| Head { label: column.label(), width: column.width() }).collect();
            let mut book = Book::new(title, today).map_err(broken)?;
            book.sheet(name, &heads, std::iter::empty()).map_err(broken)?;
            let about = [("列", 16), ("是否必填", 10), ("怎么填", 90)];
            let about = about.map(|(label, width)| Head { label, width });
            let rows = C::ALL.iter().map(|column| {
                let must = if column.is_required() { "必填" } else { "选填" };
                let (label, hint) = (sheet::Cell::text(column.label()), sheet::Cell::text(column.hint()));
                vec![label, sheet::Cell::text(must), hint]
            });
            book.sheet("说明", &about, rows).map_err(broken)?;
            book.finish().map_err(broken)?
        }
    };
    Ok(RegisterFile { format, bytes })
}

/// What is wrong with a cell, or with a row as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    /// The column, from 1; `None` for the row as a whole.
    pub place: Option<usize>,
    /// The column's head; empty for the row as a whole.
    pub head: &'static str,
    /// What is wrong and how to put it right.
    pub message: String,
}

impl std::fmt::Display for BadCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.place {
            Some(place) => write!(f, "第 {place} 列“{}”：{}", self.head, self.message),
            None if self.head.is_empty() => f.write_str(&self.message),
            None => write!(f, "“{}”：{}", self.head, self.message),
        }
    }
}

/// Which column stands where.
#[derive(Debug, Clone)]
pub(crate) struct Heads<C> {
    places: Vec<Option<usize>>,
    column: PhantomData<C>,
}

impl<C: FileColumn> Heads<C> {
    /// Reads the first row.
    ///
    /// # Errors
    ///
    /// Heads that are doubled, missing or none of ours: a column nobody reads would be lost without a word.
    pub(crate) fn read(row: &Row) -> Result<Heads<C>, AppError> {
        let mut places = vec![None; C::ALL.len()];
        let mut wrong = Vec::new();
        for (place, cell) in (1..).zip(&row.cells) {
            let text = match cell {
                Cell::Text(text) => text,
                _ => "",
            };
            let bare = bare_head(text);
            if bare.is_empty() && matches!(cell, Cell::Text(_)) {
                continue;
            }
            match C::ALL.iter().position(|column| column.label() == bare) {
                Some(at) => match places.get_mut(at) {
                    Some(Some(first)) => {
                        wrong.push(format!("第 {place} 列“{bare}”与第 {first} 列重复，请删去一列"));
                    }
                    Some(free) => *free = Some(place),
                    None => {}
                },
                None => {
                    wrong.push(format!("第 {place} 列“{text}”不是模板中的列，请改为模板中的列名或者删去"));
                }
            }
        }
        for (column, place) in C::ALL.iter().zip(&places) {
            if column.is_required() && place.is_none() {
                wrong.push(format!("缺少“{}”一列", column.label()));
            }
        }
        if wrong.is_empty() {
            return Ok(Heads { places, column: PhantomData });
        }
        Err(AppError::field("file", format!("表头（第 {} 行）：{}。", row.number, wrong.join("；"))))
    }

    /// What is wrong with a column of a row, or with the row as a whole.
    pub(crate) fn bad(&self, column: Option<C>, message: impl Into<String>) -> BadCell {
        BadCell {
            place: column.and_then(|column| self.place(column)),
            head: column.map_or("", C::label),
            message: message.into(),
        }
    }

    fn place(&self, column: C) -> Option<usize> {
        self.places.get(C::ALL.iter().position(|one| *one == column)?).copied().flatten()
    }
}

/// A head without spaces and without a mark that it must be filled in.
fn bare_head(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let text = text.trim_matches(['*', '＊']);
    ["（必填）", "（选填）"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).to_owned()
}

/// What the row says, as far as it is read: by this a row is known again.
pub(crate) fn content<C: FileColumn>(row: &Row, heads: &Heads<C>) -> String {
    let mut content = String::new();
    for column in C::ALL {
        if let Some(Cell::Text(text)) = cell(row, heads, *column) {
            content.push_str(text);
        } else if let Some(Cell::Day(day)) = cell(row, heads, *column) {
            content.push_str(&day.to_string());
        }
        content.push('\u{1f}');
    }
    content
}

pub(crate) fn cell<'a, C: FileColumn>(row: &'a Row, heads: &Heads<C>, column: C) -> Option<&'a Cell> {
    heads.place(column).and_then(|place| row.cells.get(place - 1))
}

/// A row that is being read; everything wrong with it is gathered.
pub(crate) struct Cells<'a, C> {
    pub(crate) row: &'a Row,
    pub(crate) heads: &'a Heads<C>,
    pub(crate) today: Date,
    /// What is wrong.
    pub(crate) bad: Vec<BadCell>,
}

impl<'a, C: FileColumn> Cells<'a, C> {
    pub(crate) fn new(row: &'a Row, heads: &'a Heads<C>, today: Date) -> Cells<'a, C> {
        let mut cells = Cells { row, heads, today, bad: Vec::new() };
        if row.is_hidden {
            cells.fail_row("这一行在工作表中被隐藏（筛选），请取消隐藏后再导入。");
        }
        cells
    }

    pub(crate) fn fail(&mut self, column: C, message: impl Into<String>) {
        self.bad.push(self.heads.bad(Some(column), message));
    }

    pub(crate) fn fail_row(&mut self, message: &str) {
        self.bad.push(self.heads.bad(None, message));
    }

    pub(crate) fn text(&mut self, column: C, most: usize) -> String {
        let text = match cell(self.row, self.heads, column) {
            None => return String::new(),
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Day(day)) => day.to_string(),
            Some(Cell::Formula) => {
                self.fail(column, "是公式，请复制后“选择性粘贴”为数值。");
                return String::new();
            }
            Some(Cell::Error(error)) => {
                let message = format!("是错误值 {error}，请改为正确的内容。");
                self.fail(column, message);
                return String::new();
            }
            Some(Cell::Garbled(_)) => {
                self.fail(column, "有无法识别的字符，请把文件另存为 UTF-8 编码的 CSV 或者 XLSX 后再导入。");
                return String::new();
            }
        };
        let count = text.chars().count();
        if count > most {
            self.fail(column, format!("最多 {most} 个字，现在有 {count} 个字，请删减。"));
        }
        text
    }

    pub(crate) fn optional(&mut self, column: C, most: usize) -> Option<String> {
        Some(self.text(column, most)).filter(|text| !text.is_empty())
    }

    pub(crate) fn required(&mut self, column: C, most: usize) -> String {
        let before = self.bad.len();
        let text = self.text(column, most);
        if text.is_empty() && self.bad.len() == before {
            self.fail(column, "没有填写，这一列必填。");
        }
        text
    }

    /// A day, also one that lies ahead.
    pub(crate) fn later_day(&mut self, column: C) -> Option<Date> {
        let day = if let Some(Cell::Day(day)) = cell(self.row, self.heads, column) {
            *day
        } else {
            let text = self.text(column, 40);
            if text.is_empty() {
                return None;
            }
            let compact = Some(text.as_str()).filter(|text| text.len() == 8 && text.is_ascii());
            let compact = compact.and_then(|text| Date::strptime("%Y%m%d", text).ok());
            let Some(day) = typed::day(&text).or(compact) else {
                self.fail(column, format!("“{text}”不是有效日期，请按“2021-12-31”的格式填写。"));
                return None;
            };
            day
        };
        Some(day)
    }

    /// A day up to today and, where there is one, from the first on that makes sense; its reason goes with it.
    pub(crate) fn day(&mut self, column: C, first: Option<(Date, &str)>) -> Option<Date> {
        let day = self.later_day(column)?;
        if day > self.today {
            self.fail(column, format!("{day} 晚于今日，请核对。"));
            return None;
        }
        if let Some((first, why)) = first.filter(|(first, _)| day < *first) {
            self.fail(column, format!("{day} 早于{why} {first}，请核对。"));
            return None;
        }
        Some(day)
    }

    /// One of a list, by the words that stand in the template, or by its code.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        column: C,
        all: &[T],
        label: impl Fn(T) -> &'static str,
        key: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let text = if column.is_required() { self.required(column, 60) } else { self.text(column, 60) };
        if text.is_empty() {
            return None;
        }
        let found = all.iter().copied().find(|one| label(*one) == text || key(*one) == text);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|one| label(*one)).collect();
            self.fail(column, format!("“{text}”不在可填的内容中；可填：{}。", known.join("；")));
        }
        found
    }
}
