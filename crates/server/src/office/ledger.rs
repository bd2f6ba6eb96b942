//! The ledger (台账): what the sections return for part 二 of the report, and the opening balance.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_publication::{LegalKind, Opening};
use gongkai_report::ledger::{Ledger, LedgerCommand, NewReturn};
use gongkai_report::tally::LedgerKind;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, render};
use super::people::People;
use crate::AppState;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Choice, Field};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;

/// What can be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAct {
    /// 指定报送科室
    Charge,
    /// 结束报送任务
    Release,
    /// 报送
    Return,
    /// 撤回报送
    Withdraw,
    /// 期初底数
    Opening,
}

impl LedgerAct {
    /// Every act.
    pub const ALL: [LedgerAct; 5] =
        [LedgerAct::Return, LedgerAct::Charge, LedgerAct::Release, LedgerAct::Withdraw, LedgerAct::Opening];

    const fn route(self) -> &'static str {
        match self {
            LedgerAct::Charge => "/office/{agency}/ledger/charge",
            LedgerAct::Release => "/office/{agency}/ledger/release",
            LedgerAct::Return => "/office/{agency}/ledger/return",
            LedgerAct::Withdraw => "/office/{agency}/ledger/withdraw",
            LedgerAct::Opening => "/office/{agency}/ledger/opening",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            LedgerAct::Charge => "指定报送科室",
            LedgerAct::Release => "结束报送任务",
            LedgerAct::Return => "报送",
            LedgerAct::Withdraw => "撤回报送",
            LedgerAct::Opening => "期初底数",
        }
    }

    fn address(self, agency: &str) -> String {
        let last = self.route().rsplit('/').next().unwrap_or_default();
        format!("{}/{last}", address::ledger(agency))
    }
}

/// The pages of the ledger.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new().route("/office/{agency}/ledger", get(page));
    for act in LedgerAct::ALL {
        let show = move |desk: Desk, Query(place): Query<Place>| async move { show(desk, act, place).await };
        let perform =
            move |desk: Desk, Form(fields): Form<Fields>| async move { perform(desk, act, fields).await };
        router = router.route(act.route(), get(show).post(perform));
    }
    router
}

/// The ledger.
#[derive(Debug, Clone, Template)]
#[template(path = "office/ledger.html")]
pub struct LedgerPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The year shown.
    pub year: i16,
    /// Other years: name and address.
    pub years: Vec<(String, String, bool)>,
    /// What may be entered.
    pub acts: Vec<(String, String)>,
    /// Rows: section and figure; returned, covered, missing.
    pub matrix: DataTable,
    /// Every return of the year.
    pub returns: Vec<ReturnRow>,
    /// The opening balance.
    pub opening: MetadataTable,
    /// Where it is stated.
    pub opening_href: Option<String>,
}

/// One return.
#[derive(Debug, Clone)]
pub struct ReturnRow {
    /// Its number.
    pub number: u32,
    /// Section, figure, period, amount, source, who signed it when.
    pub cells: [String; 6],
    /// Where it is withdrawn.
    pub withdraw: Option<String>,
}

/// Which year.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    year: Option<i16>,
}

/// `GET /office/{agency}/ledger`
///
/// # Errors
///
/// A problem when the ledger cannot be read.
pub async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &wanted).await?)
}

async fn view(desk: &Desk, wanted: &Wanted) -> Result<LedgerPage, Fault> {
    let ledger = desk.app.ledger(desk.code()).await?;
    let this_year = desk.app.today().year();
    let year = wanted.year.unwrap_or(this_year);
    let base = address::ledger(desk.code());
    let years = (0..4).map(|back| this_year - back);
    let acts = [LedgerAct::Return, LedgerAct::Charge, LedgerAct::Release];
    Ok(LedgerPage {
        frame: desk.frame("台账", &[]).await?,
        year,
        years: years
            .map(|it| (format!("{it} 年"), with_query(&base, &[("year", &it.to_string())]), it == year))
            .collect(),
        acts: acts
            .into_iter()
            .filter(|act| desk.may(&Method::POST, act.route()))
            .map(|act| (act.label().to_owned(), act.address(desk.code())))
            .collect(),
        matrix: matrix(&ledger, year),
        returns: returns(desk, &ledger, year).await?,
        opening: opening(desk).await?,
        opening_href: desk
            .may(&Method::POST, LedgerAct::Opening.route())
            .then(|| LedgerAct::Opening.address(desk.code())),
    })
}

/// A number with its unit: decisions, or fen as yuan.
fn amount(kind: LedgerKind, number: i64) -> String {
    if kind == LedgerKind::Fees {
        format!("{} 元", Decimal::new(number, 2).normalize())
    } else {
        format!("{number} 件")
    }
}

/// A row for each section and figure: the sum returned, and the periods it covers.
fn matrix(ledger: &Ledger, year: i16) -> DataTable {
    let mut rows: BTreeMap<(String, LedgerKind), (i64, Vec<String>)> = BTreeMap::new();
    for duty in &ledger.duties {
        if duty.from.year() <= year && duty.to.is_none_or(|to| year <= to.year()) {
            rows.entry((duty.section.clone(), duty.kind)).or_default();
        }
    }
    for entry in ledger.entries.values().filter(|entry| entry.to.year() == year) {
        let row = rows.entry((entry.section.clone(), entry.figure)).or_default();
        row.0 = row.0.saturating_add(entry.amount);
        row.1.push(format!("{} 至 {}", entry.from, entry.to));
    }
    let rows = rows.into_iter().map(|((section, kind), (sum, periods))| {
        let (number, covered) = if periods.is_empty() {
            ("未报送".to_owned(), String::new())
        } else {
            (amount(kind, sum), periods.join("；"))
        };
        vec![Value::text(section), Value::text(kind.label()), Value::text(number), Value::text(covered)]
    });
    let columns = [
        ("科室", Align::Start),
        ("项目", Align::Start),
        ("本年合计", Align::End),
        ("已报期间", Align::Start),
    ];
    DataTable {
        id: "matrix",
        caption: "各科室报送情况".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: "还没有指定报送科室。先指定哪个科室报送行政许可、行政处罚、行政强制和收费，没有报送的不算 0。"
            .to_owned(),
    }
}

async fn returns(desk: &Desk, ledger: &Ledger, year: i16) -> Result<Vec<ReturnRow>, Fault> {
    let mut people = People::new(&desk.app);
    let may = desk.may(&Method::POST, LedgerAct::Withdraw.route());
    let mut rows = Vec::new();
    for entry in ledger.entries.values().filter(|entry| entry.to.year() == year) {
        let signed = format!("{} {}", people.name(&entry.by).await?, entry.on);
        let number = entry.number.to_string();
        let href = LedgerAct::Withdraw.address(desk.code());
        rows.push(ReturnRow {
            number: entry.number,
            cells: [
                entry.section.clone(),
                entry.figure.label().to_owned(),
                format!("{} 至 {}", entry.from, entry.to),
                amount(entry.figure, entry.amount),
                entry.source.clone(),
                signed,
            ],
            withdraw: may.then(|| with_query(&href, &[("number", &number)])),
        });
    }
    Ok(rows)
}

async fn opening(desk: &Desk) -> Result<MetadataTable, Fault> {
    let Some(opening) = desk.app.store.item_opening(desk.code()).await? else {
        return Ok(MetadataTable {
            rows: vec![MetadataRow::wide("期初底数", "尚未登记；累计数只含本平台的记录。")],
        });
    };
    Ok(MetadataTable {
        rows: vec![
            MetadataRow::new("截止日期", opening.as_of.to_string()),
            MetadataRow::new("累计公布信息", format!("{} 条", opening.items)),
            MetadataRow::new("现行有效规章", format!("{} 件", opening.regulations)),
            MetadataRow::new("现行有效行政规范性文件", format!("{} 件", opening.normative_documents)),
            MetadataRow::wide("依据", opening.evidence),
        ],
    })
}

/// Which return a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    number: String,
}

fn kinds() -> Vec<Choice> {
    choices(&LedgerKind::ALL, LedgerKind::key, LedgerKind::label)
}

fn fields(act: LedgerAct, filled: &Filled<'_>, sections: Vec<Choice>) -> Vec<Field> {
    match act {
        LedgerAct::Charge => vec![
            filled.select("section", "科室", sections),
            filled.select("figure", "项目", kinds()),
            filled.date("from", "自哪一天起"),
        ],
        LedgerAct::Release => vec![
            filled.select("section", "科室", sections),
            filled.select("figure", "项目", kinds()),
            filled.date("last", "最后一天"),
        ],
        LedgerAct::Return => vec![
            filled.select("section", "科室", sections),
            filled.select("figure", "项目", kinds()),
            filled.date("from", "期间的第一天"),
            filled.date("to", "期间的最后一天"),
            filled
                .line("amount", "数量")
                .hint("许可、处罚、强制填件数；收费填元，可带两位小数。没有的填 0。"),
            filled.line("source", "数据来源").hint("例如：行政许可系统 2021 年导出表。"),
        ],
        LedgerAct::Withdraw => {
            vec![Field::hidden("number", filled.fields.text("number")), filled.area("reason", "撤回理由", 2)]
        }
        LedgerAct::Opening => vec![
            filled.date("as_of", "截止日期").hint("底数包含这一天；之后公开的逐条统计。"),
            filled.number("items", "累计公布信息（条）"),
            filled.number("regulations", "现行有效规章（件）"),
            filled.number("normative_documents", "现行有效行政规范性文件（件）"),
            filled.area("evidence", "依据", 2).hint("例如：上年度年度报告、原网站统计表。"),
        ],
    }
}

async fn form(desk: &Desk, act: LedgerAct, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let sections = desk.app.store.sections(desk.code()).await?.into_iter().filter(|row| !row.closed);
    let sections = sections.map(|row| Choice::new(row.name.clone(), row.name)).collect();
    let intro = match act {
        LedgerAct::Return => "科室对期间内的数量签字负责；没有报送的期间不算 0。".to_owned(),
        LedgerAct::Withdraw => format!("撤回第 {} 号报送，以便重新报送。", given.text("number")),
        _ => String::new(),
    };
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro,
        groups: vec![Group::plain(fields(act, &Filled::new(given, flaws), sections))],
        submit: if act == LedgerAct::Return { "签字报送".to_owned() } else { "确认".to_owned() },
        action: act.address(desk.code()),
        cancel: address::ledger(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("台账", address::ledger(desk.code()))]).await
}

/// `GET /office/{agency}/ledger/{act}`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn show(desk: Desk, act: LedgerAct, place: Place) -> Result<Response, Fault> {
    let year = desk.app.today().year();
    let pairs = [("number", place.number), ("from", format!("{year}-01-01"))];
    let given = Fields::of(pairs.map(|(name, value)| (name.to_owned(), value)));
    form(&desk, act, &given, &Flaws::default()).await
}

/// `POST /office/{agency}/ledger/{act}`
///
/// # Errors
///
/// The form comes back when the act is refused.
pub async fn perform(desk: Desk, act: LedgerAct, given: Fields) -> Result<Response, Fault> {
    match run(&desk, act, &given).await {
        Ok(()) => desk.done(format!("已登记：{}。", act.label()), &address::ledger(desk.code())).await,
        Err(fault) => form(&desk, act, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, act: LedgerAct, given: &Fields) -> Result<(), Fault> {
    if act == LedgerAct::Opening {
        let stated = stated(desk, given)?;
        desk.app.state_item_opening(&desk.actor, stated).await?;
    } else {
        let command = command(act, given)?;
        desk.app.act_on_ledger(&desk.actor, desk.code(), command).await?;
    }
    Ok(())
}

fn command(act: LedgerAct, given: &Fields) -> Result<LedgerCommand, FieldErrors> {
    let mut check = Checker::new(given);
    if act == LedgerAct::Withdraw {
        let number = check.count("number", "编号").and_then(|number| u32::try_from(number).ok());
        let reason = check.required("reason", "请写明撤回理由");
        return check.finish(number.map(|number| LedgerCommand::Withdraw { number, reason }));
    }
    let section = check.required("section", "请选择科室");
    let figure = check.choice("figure", LedgerKind::from_key, "请选择项目");
    match act {
        LedgerAct::Charge => {
            let from = check.date("from", "起始日期");
            let command = figure.zip(from);
            check.finish(command.map(|(figure, from)| LedgerCommand::Charge { section, figure, from }))
        }
        LedgerAct::Release => {
            let last = check.date("last", "结束日期");
            let command = figure.zip(last);
            check.finish(command.map(|(figure, last)| LedgerCommand::Release { section, figure, last }))
        }
        LedgerAct::Return | LedgerAct::Withdraw | LedgerAct::Opening => {
            let (from, to) = (check.date("from", "期间的第一天"), check.date("to", "期间的最后一天"));
            let source = check.required("source", "请填写数据来源");
            let amount = check.choice("amount", |text| read_amount(figure, text), "数量应为 0 或者正数");
            let whole = figure.zip(from).zip(to.zip(amount));
            check.finish(whole.map(|((figure, from), (to, amount))| {
                LedgerCommand::Return(NewReturn { section, figure, from, to, amount, source })
            }))
        }
    }
}

/// Decisions are whole; fees are typed in yuan and kept in fen.
fn read_amount(figure: Option<LedgerKind>, text: &str) -> Option<i64> {
    let number: Decimal = text.replace([',', '，'], "").parse().ok()?;
    let number = if figure == Some(LedgerKind::Fees) { number * Decimal::ONE_HUNDRED } else { number };
    if number.is_sign_negative() || !number.fract().is_zero() { None } else { number.to_i64() }
}

fn stated(desk: &Desk, given: &Fields) -> Result<Opening, FieldErrors> {
    let mut check = Checker::new(given);
    let as_of = check.date("as_of", "截止日期");
    let items = check.count("items", "累计公布信息");
    let regulations = check.count("regulations", "规章");
    let documents = check.count("normative_documents", "行政规范性文件");
    let evidence = check.required("evidence", "请写明依据");
    let whole = as_of.zip(items).zip(regulations.zip(documents));
    check.finish(whole.map(|((as_of, items), (regulations, documents))| Opening {
        agency: desk.code().to_owned(),
        as_of,
        items,
        legal_stock: BTreeMap::from([
            (LegalKind::Regulation, regulations),
            (LegalKind::NormativeDocument, documents),
        ]),
        evidence,
        evidence_file: None,
        by: desk.login.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_typed_in_yuan_and_kept_in_fen() {
        assert_eq!(read_amount(Some(LedgerKind::Fees), "345,670.80"), Some(34_567_080));
        assert_eq!(read_amount(Some(LedgerKind::Licences), "318"), Some(318));
        for wrong in ["-1", "1.5", "许多"] {
            assert_eq!(read_amount(Some(LedgerKind::Licences), wrong), None, "{wrong}");
        }
        assert_eq!(amount(LedgerKind::Fees, 34_567_080), "345670.8 元");
    }
}
