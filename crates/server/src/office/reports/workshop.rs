//! The workshop of one year's report: figures, checks with their reasons, texts, sign-off.

use askama::Template;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::reports::{ReportFormat, ReportView, SectionText};
use gongkai_report::CellId;
use gongkai_report::check::{Finding, NotChecked, Rule, Severity};
use gongkai_report::workshop::Stage;

use super::acts::ReportAct;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::{info, render, warn};
use crate::office::people::People;
use crate::office::words::left;
use crate::routes;
use crate::ui::act_list::{Act, ActList};
use crate::ui::countdown::Countdown;
use crate::ui::figure::{Figure, FigureRow};
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;
use crate::ui::statutory_table::{Light, Marks, StatutoryTable, tables};
use crate::ui::step_list::{Step, StepList, StepState};

/// One thing a check found, and what is to be done about it.
#[derive(Debug, Clone)]
pub struct Check {
    /// Error, warning, undecidable.
    pub word: &'static str,
    /// The rule.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// The figures concerned: name and address of their records.
    pub places: Vec<(String, String)>,
    /// Why it may stand, by whom, when it was answered for.
    pub answer: Option<String>,
    /// Where it is answered for; errors have none.
    pub act: Option<(String, String)>,
}

/// A figure corrected by hand, beside the computed one.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Which figure.
    pub name: String,
    /// What the records give.
    pub computed: String,
    /// What the report says instead.
    pub value: String,
    /// Why, by whom, when.
    pub reason: String,
    /// Do the records give something else by now?
    pub stale: bool,
    /// Where it is taken back.
    pub withdraw: Option<String>,
}

/// A section text.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Heading as printed.
    pub heading: &'static str,
    /// The text with the figures of now.
    pub text: Html,
    /// Was it written or accepted by a person?
    pub is_written: bool,
    /// Figures that changed since.
    pub stale: Vec<String>,
    /// Where it is edited.
    pub edit: Option<String>,
}

/// The workshop.
#[derive(Debug, Clone, Template)]
#[template(path = "office/workshop.html")]
pub struct WorkshopPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Title of the report.
    pub title: String,
    /// Deadline and cut-off, in words.
    pub subtitle: Vec<String>,
    /// What is left until it is due.
    pub countdown: Countdown,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// Where it stands.
    pub steps: StepList,
    /// What may be done.
    pub acts: ActList,
    /// Figures that stand in no table.
    pub counters: FigureRow,
    /// Tables 二, 三, 四.
    pub tables: Vec<StatutoryTable>,
    /// Hand corrections.
    pub corrections: Vec<Correction>,
    /// Findings that keep it from being handed in.
    pub open: Vec<Check>,
    /// Findings answered for.
    pub answered: Vec<Check>,
    /// Rules that were not checked, and why.
    pub not_checked: Vec<String>,
    /// How many figures no rule can reach, in words.
    pub unreachable: String,
    /// What the sections have not returned.
    pub gaps: Vec<String>,
    /// Section texts.
    pub chapters: Vec<Chapter>,
    /// Where the drafts are taken over.
    pub accept: Option<String>,
    /// What changed in the records since publication.
    pub differences: Vec<String>,
    /// Files: format and address.
    pub downloads: Vec<(String, String)>,
    /// The published page.
    pub public_href: Option<String>,
}

/// `GET /office/{agency}/reports/{year}`
///
/// # Errors
///
/// A problem when the report cannot be computed.
pub async fn page(desk: Desk, Path((_, year)): Path<(String, i16)>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, year).await?)
}

async fn view(desk: &Desk, year: i16) -> Result<WorkshopPage, Fault> {
    let view = desk.app.report_view(desk.code(), year).await?;
    let calendar = desk.app.calendar();
    let today = desk.app.today();
    let published = !view.workshop.editions.is_empty();
    let differences =
        if published { desk.app.report_differences(desk.code(), year).await? } else { Vec::new() };
    let mut people = People::new(&desk.app);
    let mut frame = desk.frame(&format!("{year} 年"), &[("年度报告", address::reports(desk.code()))]).await?;
    frame.wide = true;
    let (open, answered) = checks(desk, &view, year, &mut people).await?;
    let editable = view.workshop.stage == Stage::Drafting;
    let may = |act: ReportAct| desk.may(&Method::POST, act.route());
    let title = &view.report.sections.title;
    Ok(WorkshopPage {
        frame,
        title: title.clone(),
        subtitle: subtitle(&view),
        countdown: if published {
            Countdown::done("已公布")
        } else {
            Countdown::of_workdays(left(&calendar, today, view.due))
        },
        notices: notices(&view),
        steps: steps(&view, &mut people).await?,
        acts: act_list(desk, &view, year),
        counters: counters(&view),
        tables: statutory(desk, &view, year),
        corrections: corrections(desk, &view, year, &mut people).await?,
        open,
        answered,
        not_checked: view.outcome.not_checked.iter().map(not_checked).collect(),
        unreachable: unreachable(&view),
        gaps: gaps(&view, desk.app.store.item_opening(desk.code()).await?.is_some()),
        chapters: view.texts.iter().map(|text| chapter(desk, year, text, editable)).collect(),
        accept: (editable && may(ReportAct::Drafts) && view.texts.iter().any(|text| !text.is_written))
            .then(|| address::report_act(desk.code(), year, ReportAct::Drafts.key())),
        differences: differences.iter().map(|finding| finding.message.clone()).collect(),
        downloads: ReportFormat::ALL
            .map(|format| {
                let href = address::report_act(desk.code(), year, &format!("download/{}", format.key()));
                (format.key().to_uppercase(), href)
            })
            .into(),
        public_href: published.then(|| routes::report(desk.code(), year)),
    })
}

fn subtitle(view: &ReportView) -> Vec<String> {
    let mut parts = vec![
        view.workshop.stage.label().to_owned(),
        format!("最迟 {} 公布（条例第49条）", view.due),
        format!("数据统计至记录第 {} 号", view.position),
    ];
    if let Some(edition) = view.workshop.editions.last() {
        parts.push(format!("第 {} 版 {} 公布", edition.edition, edition.on));
    }
    parts
}

fn notices(view: &ReportView) -> Vec<Notice> {
    let mut notices = Vec::new();
    let stale = view.workshop.stale_corrections(&view.computed.report).len();
    if stale > 0 {
        notices.push(warn(format!("有 {stale} 处人工更正所依据的统计数已经变化，请重新核对。")));
    }
    if let Some(explained) = &view.workshop.carry_over {
        notices.push(info(format!("上年结转差异说明：{}", explained.reason)));
    }
    for submission in &view.workshop.authority {
        notices.push(Notice::new(
            Tone::Done,
            format!("{} 报送{}，{}。", submission.on, submission.authority, submission.receipt),
        ));
    }
    notices
}

async fn steps(view: &ReportView, people: &mut People<'_>) -> Result<StepList, Fault> {
    let workshop = &view.workshop;
    let place = match workshop.stage {
        Stage::Unopened => 0,
        Stage::Drafting => 1,
        Stage::Submitted => 2,
        Stage::SignedOff => 3,
        Stage::Published if workshop.authority.is_empty() => 4,
        Stage::Published => 5,
    };
    let submitted = match &workshop.submitted_by {
        Some(login) => people.name(login).await?,
        None => String::new(),
    };
    let signed = match &workshop.signed {
        Some(signed) => format!("{} {}", people.name(&signed.by).await?, signed.on),
        None => String::new(),
    };
    let published = workshop.editions.last().map(|it| it.on.to_string()).unwrap_or_default();
    let notes = [String::new(), submitted, signed, published, String::new()];
    let labels = ["开始编制", "编制并提交", "负责人签发", "公布", "报送主管部门"];
    let steps = labels.into_iter().zip(notes).enumerate().map(|(index, (label, note))| {
        let state = match index.cmp(&place) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        };
        let note = if state == StepState::Done { note } else { String::new() };
        Step { label: label.to_owned(), state, href: None, note }
    });
    Ok(StepList { label: "年报进度".to_owned(), steps: steps.collect() })
}

fn act_list(desk: &Desk, view: &ReportView, year: i16) -> ActList {
    let offered: &[ReportAct] = match view.workshop.stage {
        Stage::Unopened => &[ReportAct::Open],
        Stage::Drafting => &[ReportAct::Submit],
        Stage::Submitted => &[ReportAct::Sign, ReportAct::Return],
        Stage::SignedOff => &[ReportAct::Publish, ReportAct::Authority, ReportAct::Return],
        Stage::Published => &[ReportAct::Authority, ReportAct::Reopen],
    };
    let allowed = offered.iter().filter(|act| desk.may(&Method::POST, act.route())).enumerate();
    let allowed = allowed.map(|(index, act)| Act {
        label: act.label().to_owned(),
        href: address::report_act(desk.code(), year, act.key()),
        hint: String::new(),
        primary: index == 0,
    });
    ActList { title: "现在可以做的".to_owned(), allowed: allowed.collect(), forbidden: Vec::new() }
}

fn counters(view: &ReportView) -> FigureRow {
    let counters = &view.computed.counters;
    let figure = |label: &str, value: String, unit: &str| Figure {
        label: label.to_owned(),
        value,
        unit: unit.to_owned(),
        ..Figure::default()
    };
    let yuan = view.figures.get("fee_collected_yuan").unwrap_or_default().to_owned();
    FigureRow {
        figures: vec![
            figure("本年公布", counters.items_in_year.to_string(), "条"),
            figure("累计公布", counters.items_total.map_or("—".to_owned(), |total| total.to_string()), "条"),
            figure("收费通知", counters.fee_notices.to_string(), "件"),
            figure("实收信息处理费", yuan, "元"),
            figure("平均办理", view.figures.get("mean_days").unwrap_or("—").to_owned(), "天（自然日）"),
        ],
    }
}

fn statutory(desk: &Desk, view: &ReportView, year: i16) -> Vec<StatutoryTable> {
    let mut marks = Marks::new();
    for correction in view.workshop.corrections.values() {
        marks.insert(correction.cell, Light::Corrected(format!("人工更正：{}", correction.reason)));
    }
    let broken = view.outcome.findings.iter().filter(|finding| finding.severity == Severity::Error);
    for finding in broken {
        for cell in &finding.cells {
            marks.insert(*cell, Light::Broken(finding.message.clone()));
        }
    }
    let code = desk.code().to_owned();
    let link = |cell: CellId| Some(address::report_records(&code, year, &cell.to_string()));
    tables(&view.report, &link, &marks).into()
}

async fn corrections(
    desk: &Desk,
    view: &ReportView,
    year: i16,
    people: &mut People<'_>,
) -> Result<Vec<Correction>, Fault> {
    let stale = view.workshop.stale_corrections(&view.computed.report);
    let may = view.workshop.stage == Stage::Drafting
        && desk.may(&Method::POST, ReportAct::WithdrawCorrection.route());
    let mut rows = Vec::new();
    for one in view.workshop.corrections.values() {
        let computed = view.computed.report.value(one.cell);
        rows.push(Correction {
            name: one.cell.place_name(),
            computed: computed.map_or("空白".to_owned(), |value| value.normalize().to_string()),
            value: one.value.normalize().to_string(),
            reason: format!("{}（{} {}）", one.reason, people.name(&one.by).await?, one.on),
            stale: stale.iter().any(|it| it.cell == one.cell),
            withdraw: may.then(|| {
                let act = address::report_act(desk.code(), year, ReportAct::WithdrawCorrection.key());
                routes::with_query(&act, &[("cell", &one.cell.to_string())])
            }),
        });
    }
    Ok(rows)
}

/// Findings that are open, and those that were answered for.
async fn checks(
    desk: &Desk,
    view: &ReportView,
    year: i16,
    people: &mut People<'_>,
) -> Result<(Vec<Check>, Vec<Check>), Fault> {
    let editable =
        view.workshop.stage == Stage::Drafting && desk.may(&Method::POST, ReportAct::Acknowledge.route());
    let (mut open, mut answered) = (Vec::new(), Vec::new());
    for finding in &view.outcome.findings {
        let stands = !finding.blocks() && view.workshop.is_answered(finding);
        let mut check = check(desk, year, finding, editable && !stands);
        if stands {
            check.answer = Some(answer(view, finding, people).await?);
            answered.push(check);
        } else {
            open.push(check);
        }
    }
    Ok((open, answered))
}

async fn answer(view: &ReportView, finding: &Finding, people: &mut People<'_>) -> Result<String, Fault> {
    if let Some(given) = view.workshop.acknowledged.get(&finding.fingerprint()) {
        return Ok(format!("{}（{} {}）", given.reason, people.name(&given.by).await?, given.on));
    }
    match &view.workshop.carry_over {
        Some(given) => Ok(format!("{}（{} {}）", given.reason, people.name(&given.by).await?, given.on)),
        None => Ok(String::new()),
    }
}

fn check(desk: &Desk, year: i16, finding: &Finding, answerable: bool) -> Check {
    let places = finding
        .cells
        .iter()
        .take(6)
        .map(|cell| (cell.place_name(), address::report_records(desk.code(), year, &cell.to_string())));
    let act = (answerable && !finding.blocks()).then(|| {
        if finding.rule == Rule::K5 {
            let href = address::report_act(desk.code(), year, ReportAct::Explain.key());
            ("说明差异".to_owned(), href)
        } else {
            let href = address::report_act(desk.code(), year, ReportAct::Acknowledge.key());
            ("说明理由".to_owned(), routes::with_query(&href, &[("finding", &finding.fingerprint())]))
        }
    });
    Check {
        word: finding.severity.label(),
        rule: finding.rule.key(),
        message: finding.message.clone(),
        places: places.collect(),
        answer: None,
        act,
    }
}

fn not_checked(skipped: &NotChecked) -> String {
    format!("{}：{}", skipped.rule.key(), skipped.reason)
}

fn unreachable(view: &ReportView) -> String {
    match view.outcome.unreachable.len() {
        0 => "每个数字都有勾稽关系可以核对。".to_owned(),
        count => format!(
            "有 {count} 个数字没有勾稽关系可以核对（主要在第二部分），只能与记录比对；点开数字查看记录。"
        ),
    }
}

/// What the sections have not returned, and whether the opening balance is missing.
fn gaps(view: &ReportView, has_opening: bool) -> Vec<String> {
    let returned = view.computed.gaps.iter().map(|gap| match &gap.section {
        Some(section) => format!("{section}尚未报送{}（{} 至 {}）", gap.kind.label(), gap.from, gap.to),
        None => format!("{}还没有指定报送科室，年报中为空白，不是 0", gap.kind.label()),
    });
    let mut gaps: Vec<String> = returned.collect();
    if !has_opening {
        gaps.push("期初底数尚未登记，规章和行政规范性文件的件数为空白；请在台账登记期初底数".to_owned());
    }
    gaps
}

fn chapter(desk: &Desk, year: i16, text: &SectionText, editable: bool) -> Chapter {
    let stale = text.stale.iter().map(|stale| match &stale.now {
        Some(now) => format!("{}：写作时 {}，现在 {now}", super::text::figure_name(&stale.key), stale.then),
        None => format!("{}：写作时 {}，现在没有这个数", super::text::figure_name(&stale.key), stale.then),
    });
    let may = desk.may(&Method::POST, "/office/{agency}/reports/{year}/text/{section}");
    Chapter {
        heading: text.section.heading(),
        text: Html::paragraphs(&text.rendered),
        is_written: text.is_written,
        stale: stale.collect(),
        edit: (editable && may)
            .then(|| address::report_act(desk.code(), year, &format!("text/{}", text.section.key()))),
    }
}
