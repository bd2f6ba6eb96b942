//! One row of the file, read into what a registration asks for; everything wrong with it at once.

use gongkai_document::table::{Cell, Row};
use gongkai_request::EarlierEnd;
use gongkai_request::code::{DeliveryWay, ProvisionForm, ProvisionRoute};
use gongkai_request::event::PastEnd;
use gongkai_screening::checksum;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::{Date, date};

use super::column::ImportColumn;
use crate::requests::PlainForm;
use crate::{AppError, typed};

/// What stands in lists until an officer has said what the request is about, without personal data.
const NO_SUBJECT: &str = "补录申请（待写事项摘要）";
/// Characters of a summary: it stands in lists.
const LONGEST_SUBJECT: usize = 100;
/// The first day on which there was a law to ask by.
const FIRST_DAY: Date = date(2008, 5, 1);

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
pub(super) struct Heads {
    places: Vec<Option<usize>>,
}

impl Heads {
    /// Reads the first row.
    ///
    /// # Errors
    ///
    /// Heads that are doubled, missing or none of ours: a column nobody reads would be lost without a word.
    pub(super) fn read(row: &Row) -> Result<Heads, AppError> {
        let mut places = vec![None; ImportColumn::ALL.len()];
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
            match ImportColumn::ALL.iter().position(|column| column.label() == bare) {
                Some(at) => match places.get_mut(at) {
                    Some(Some(first)) => {
                        wrong.push(format!("第 {place} 列“{bare}”与第 {first} 列重复，请删去一列"));
                    }
                    Some(free) => *free = Some(place),
                    None => {}
                },
                None => {
                    wrong.push(format!("第 {place} 列“{text}”不是补录表的列，请改为模板中的列名或者删去"));
                }
            }
        }
        for (column, place) in ImportColumn::ALL.iter().zip(&places) {
            if column.is_required() && place.is_none() {
                wrong.push(format!("缺少“{}”一列", column.label()));
            }
        }
        if wrong.is_empty() {
            return Ok(Heads { places });
        }
        Err(AppError::field("file", format!("表头（第 {} 行）：{}。", row.number, wrong.join("；"))))
    }

    /// What is wrong with a column of a row, or with the row as a whole.
    pub(super) fn bad(&self, column: Option<ImportColumn>, message: impl Into<String>) -> BadCell {
        BadCell {
            place: column.and_then(|column| self.place(column)),
            head: column.map_or("", ImportColumn::label),
            message: message.into(),
        }
    }

    fn place(&self, column: ImportColumn) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }
}

/// A head without spaces and without a mark that it must be filled in.
fn bare_head(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let text = text.trim_matches(['*', '＊']);
    ["（必填）", "（选填）"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).to_owned()
}

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) old_number: Option<String>,
    pub(super) requester: RequesterKind,
    /// As sealed: the identity with its kind before it.
    pub(super) plain: PlainForm,
    /// The bare number, by which the same requester is known.
    pub(super) identity: String,
    pub(super) subject: String,
    pub(super) form: ProvisionForm,
    pub(super) route: ProvisionRoute,
    pub(super) channel: Channel,
    pub(super) submitted_on: Option<Date>,
    pub(super) arrived_on: Option<Date>,
    pub(super) confirmed_on: Option<Date>,
    pub(super) clerk: Option<String>,
    pub(super) ended: Option<EarlierEnd>,
}

/// Reads a row; every wrong cell is told.
pub(super) fn read(row: &Row, heads: &Heads, today: Date) -> Result<Read, Vec<BadCell>> {
    let mut cells = Cells { row, heads, today, bad: Vec::new() };
    if row.is_hidden {
        cells.fail_row("这一行在工作表中被隐藏（筛选），请取消隐藏后再导入。");
    }
    let requester =
        cells.choice(ImportColumn::Requester, &RequesterKind::ALL, RequesterKind::label, RequesterKind::key);
    let name = cells.required(ImportColumn::Name, 100);
    let (identity, sealed_identity) = cells.identity();
    let contact = cells.required(ImportColumn::Contact, 500);
    let subject = cells.text(ImportColumn::Subject, LONGEST_SUBJECT);
    let text = cells.required(ImportColumn::Text, 20_000);
    let form = cells.choice(ImportColumn::Form, ProvisionForm::ALL, ProvisionForm::label, ProvisionForm::key);
    let route =
        cells.choice(ImportColumn::Route, ProvisionRoute::ALL, ProvisionRoute::label, ProvisionRoute::key);
    let channel = cells.choice(ImportColumn::Channel, &Channel::ALL, Channel::label, Channel::key);
    let submitted_on = cells.day(ImportColumn::SubmittedOn);
    let arrived_on = cells.day(ImportColumn::ArrivedOn);
    let confirmed_on = cells.day(ImportColumn::ConfirmedOn);
    let clerk = cells.optional(ImportColumn::Clerk, 50);
    let old_number = cells.optional(ImportColumn::OldNumber, 60);
    let ended = cells.ended();
    let codes = requester.zip(form).zip(route.zip(channel));
    match codes {
        Some(((requester, form), (route, channel))) if cells.bad.is_empty() => Ok(Read {
            old_number,
            requester,
            plain: PlainForm { name, identity: sealed_identity, contact, text },
            identity,
            subject: if subject.is_empty() { NO_SUBJECT.to_owned() } else { subject },
            form,
            route,
            channel,
            submitted_on,
            arrived_on,
            confirmed_on,
            clerk,
            ended,
        }),
        _ => Err(cells.bad),
    }
}

/// What the row says, as far as it is read: by this a row is known again.
pub(super) fn content(row: &Row, heads: &Heads) -> String {
    let mut content = String::new();
    for column in ImportColumn::ALL {
        if let Some(Cell::Text(text)) = cell(row, heads, *column) {
            content.push_str(text);
        } else if let Some(Cell::Day(day)) = cell(row, heads, *column) {
            content.push_str(&day.to_string());
        }
        content.push('\u{1f}');
    }
    content
}

fn cell<'a>(row: &'a Row, heads: &Heads, column: ImportColumn) -> Option<&'a Cell> {
    heads.place(column).and_then(|place| row.cells.get(place - 1))
}

struct Cells<'a> {
    row: &'a Row,
    heads: &'a Heads,
    today: Date,
    bad: Vec<BadCell>,
}

impl Cells<'_> {
    fn fail(&mut self, column: ImportColumn, message: impl Into<String>) {
        self.bad.push(self.heads.bad(Some(column), message));
    }

    fn fail_row(&mut self, message: &str) {
        self.bad.push(self.heads.bad(None, message));
    }

    fn text(&mut self, column: ImportColumn, most: usize) -> String {
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

    fn optional(&mut self, column: ImportColumn, most: usize) -> Option<String> {
        Some(self.text(column, most)).filter(|text| !text.is_empty())
    }

    fn required(&mut self, column: ImportColumn, most: usize) -> String {
        let before = self.bad.len();
        let text = self.text(column, most);
        if text.is_empty() && self.bad.len() == before {
            self.fail(column, "没有填写，这一列必填。");
        }
        text
    }

    fn day(&mut self, column: ImportColumn) -> Option<Date> {
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
        if day < FIRST_DAY || day > self.today {
            let message = if day > self.today {
                format!("{day} 晚于今日，请核对。")
            } else {
                format!("{day} 早于《政府信息公开条例》施行之日 {FIRST_DAY}，请核对。")
            };
            self.fail(column, message);
            return None;
        }
        Some(day)
    }

    /// One of a list, by the words that stand in the template, or by its code.
    fn choice<T: Copy>(
        &mut self,
        column: ImportColumn,
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

    /// The bare number, and the number with its kind.
    fn identity(&mut self) -> (String, String) {
        let kind = self.text(ImportColumn::IdentityKind, 20);
        let number = self.text(ImportColumn::Identity, 60);
        if number.is_empty() {
            if !kind.is_empty() {
                self.fail(ImportColumn::Identity, "写了证件类型，没有写号码；请补上，或者两列都留空。");
            }
            return (number, String::new());
        }
        let bare = super::super::search::bare(&typed::digits(&number));
        let holds = match kind.as_str() {
            "居民身份证" | "身份证" => {
                checksum::id_number(&bare, Some(self.today)) || checksum::old_id_number(&bare)
            }
            "统一社会信用代码" => checksum::credit_code(&bare),
            _ => true,
        };
        if !holds {
            self.fail(
                ImportColumn::Identity,
                format!("不是有效的{kind}号码（校验位不对），请对照原件核对。"),
            );
        }
        let sealed = if kind.is_empty() { number.clone() } else { format!("{kind} {number}") };
        (number, sealed)
    }

    fn ended(&mut self) -> Option<EarlierEnd> {
        let decision = self.choice(ImportColumn::Decision, &Decision::ALL, Decision::label, Decision::key);
        let on = self.day(ImportColumn::EndedOn);
        let way = self.choice(ImportColumn::Way, DeliveryWay::ALL, DeliveryWay::label, DeliveryWay::key);
        let document = self.optional(ImportColumn::Document, 60);
        let late = self.choice(
            ImportColumn::Late,
            &[true, false],
            |late| if late { "是" } else { "否" },
            |late| if late { "逾期" } else { "按期" },
        );
        let filled =
            |column| matches!(cell(self.row, self.heads, column), Some(Cell::Text(text)) if !text.is_empty());
        let has_day = matches!(cell(self.row, self.heads, ImportColumn::EndedOn), Some(Cell::Day(_)))
            || filled(ImportColumn::EndedOn);
        let has_decision = filled(ImportColumn::Decision);
        if has_day && !has_decision {
            self.fail(ImportColumn::Decision, "写了办结日期，没有写办理结果；请补上，未办结的两列都留空。");
        }
        if has_decision && !has_day {
            self.fail(ImportColumn::EndedOn, "写了办理结果，没有写办结日期；请补上，未办结的两列都留空。");
        }
        if !has_decision && !has_day && (way.is_some() || document.is_some() || late.is_some()) {
            self.fail(ImportColumn::Decision, "写了送达方式、文号或者是否逾期，没有写办理结果；请补上。");
        }
        let (decision, on) = decision.zip(on)?;
        // Whether it was late is decided by the dates; the records only say what the dates leave open.
        Some(EarlierEnd { end: PastEnd { decision, on, way, late: false, document }, late })
    }
}
