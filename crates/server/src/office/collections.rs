//! Collecting the annual reports of the agencies below (年报收集): who owes one, what came and whether it adds up, the sums.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use gongkai_app::collections::{CollectionCommand, REPORT_BYTES};
use gongkai_app::reports::ReportFormat;
use gongkai_supervision::collection::{Collection, UnitReport, UnitStatus};
use jiff::ToSpan as _;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, lines, render};
use super::parts::{Part, PartsPage};
use super::words::day_or_empty;
use crate::AppState;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::file_input::FileInput;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What the page is called.
const TITLE: &str = "年报收集";
/// Days a unit gets when its report is sent back.
const AGAIN_DAYS: i32 = 7;

/// An act on the whole collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Open,
    Take,
    Close,
    Reopen,
}

impl Deed {
    const ALL: [Deed; 4] = [Deed::Open, Deed::Take, Deed::Close, Deed::Reopen];

    const fn key(self) -> &'static str {
        match self {
            Deed::Open => "open",
            Deed::Take => "take",
            Deed::Close => "close",
            Deed::Reopen => "reopen",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            Deed::Open => "/office/{agency}/supervision/reports/{year}/open",
            Deed::Take => "/office/{agency}/supervision/reports/{year}/take",
            Deed::Close => "/office/{agency}/supervision/reports/{year}/close",
            Deed::Reopen => "/office/{agency}/supervision/reports/{year}/reopen",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Deed::Open => "发起收集",
            Deed::Take => "取平台上公布的年报",
            Deed::Close => "结束收集",
            Deed::Reopen => "重新发起",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            Deed::Open => "下面的每个机关列入名单，期限按条例第49条计算。",
            Deed::Take => "已经在本平台公布年报的机关不用另外报送：取来校核，列为待审核。",
            Deed::Close => "结束后不再接收；还缺数据的写明理由，缺谁记录在案。",
            Deed::Reopen => "迟报、更正的，重新发起以后再接收。",
        }
    }

    fn fits(self, collection: &Collection) -> bool {
        match self {
            Deed::Open => collection.opened.is_none(),
            Deed::Take | Deed::Close => collection.opened.is_some() && collection.closed_on.is_none(),
            Deed::Reopen => collection.closed_on.is_some(),
        }
    }
}

/// An act on one unit's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnitDeed {
    Remind,
    Upload,
    SendBack,
    Accept,
    Waive,
}

impl UnitDeed {
    const ALL: [UnitDeed; 5] =
        [UnitDeed::Remind, UnitDeed::Upload, UnitDeed::SendBack, UnitDeed::Accept, UnitDeed::Waive];

    const fn key(self) -> &'static str {
        match self {
            UnitDeed::Remind => "remind",
            UnitDeed::Upload => "upload",
            UnitDeed::SendBack => "send-back",
            UnitDeed::Accept => "accept",
            UnitDeed::Waive => "waive",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            UnitDeed::Remind => "/office/{agency}/supervision/reports/{year}/{unit}/remind",
            UnitDeed::Upload => "/office/{agency}/supervision/reports/{year}/{unit}/upload",
            UnitDeed::SendBack => "/office/{agency}/supervision/reports/{year}/{unit}/send-back",
            UnitDeed::Accept => "/office/{agency}/supervision/reports/{year}/{unit}/accept",
            UnitDeed::Waive => "/office/{agency}/supervision/reports/{year}/{unit}/waive",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            UnitDeed::Remind => "催报",
            UnitDeed::Upload => "报送文件",
            UnitDeed::SendBack => "退回修改",
            UnitDeed::Accept => "接收",
            UnitDeed::Waive => "免于报送",
        }
    }

    fn fits(self, collection: &Collection, unit: &UnitReport) -> bool {
        let runs = collection.opened.is_some() && collection.closed_on.is_none();
        runs && match self {
            UnitDeed::Remind => unit.owed_by().is_some(),
            UnitDeed::SendBack => matches!(unit.status, UnitStatus::HandedIn | UnitStatus::Accepted),
            UnitDeed::Accept => unit.status == UnitStatus::HandedIn,
            UnitDeed::Upload | UnitDeed::Waive => !unit.status.is_over(),
        }
    }
}

/// The pages of the collection.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/supervision/reports", get(newest))
        .route("/office/{agency}/supervision/reports/{year}", get(page))
        .route("/office/{agency}/supervision/reports/{year}/file/{format}", get(file))
        .route("/office/{agency}/supervision/reports/{year}/{unit}", get(unit_page));
    for deed in Deed::ALL {
        let show = move |desk: Desk, Path((_, year)): Path<(String, String)>| async move {
            form(&desk, year_of(&year)?, deed, (&Fields::default(), &Flaws::default())).await
        };
        let perform = move |desk: Desk,
                            Path((_, year)): Path<(String, String)>,
                            Form(given): Form<Fields>| async move {
            perform(desk, year_of(&year)?, deed, given).await
        };
        router = router.route(deed.route(), get(show).post(perform));
    }
    for deed in UnitDeed::ALL {
        let show = move |desk: Desk, Path((_, year, unit)): Path<(String, String, String)>| async move {
            unit_form(&desk, year_of(&year)?, &unit, deed, (&Fields::default(), &Flaws::default())).await
        };
        let perform = move |desk: Desk,
                            Path((_, year, unit)): Path<(String, String, String)>,
                            Form(given): Form<Fields>| async move {
            perform_unit(desk, year_of(&year)?, unit, deed, given).await
        };
        let limit = DefaultBodyLimit::max(REPORT_BYTES + 512 * 1024);
        router = router.route(deed.route(), get(show).post(perform).layer(limit));
    }
    router
}

fn year_of(text: &str) -> Result<i16, Fault> {
    text.parse().ok().filter(|year| (2000..=2200).contains(year)).ok_or(Fault::Problem(Problem::NotFound))
}

/// `GET /office/{agency}/supervision/reports`: the year that is reported on now.
async fn newest(desk: Desk) -> Result<Response, Fault> {
    let year = desk.app.today().year() - 1;
    Ok(Redirect::to(&address::collection(desk.code(), year)).into_response())
}

/// `GET /office/{agency}/supervision/reports/{year}`
async fn page(desk: Desk, Path((_, year)): Path<(String, String)>) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let collection = desk.app.collection(desk.code(), year).await?;
    let here = address::collection(desk.code(), year);
    let acts =
        Deed::ALL.into_iter().filter(|deed| deed.fits(&collection) && desk.may(&Method::POST, deed.route()));
    let mut acts: Vec<(String, String)> =
        acts.map(|deed| (deed.label().to_owned(), format!("{here}/{}", deed.key()))).collect();
    let complete = collection.completeness();
    if 0 < complete.accepted {
        for format in [ReportFormat::Xlsx, ReportFormat::Json] {
            acts.push((
                format!("下载汇总（{}）", format.key().to_uppercase()),
                format!("{here}/file/{}", format.key()),
            ));
        }
    }
    for other in [year - 1, year + 1] {
        acts.push((format!("{other} 年度"), address::collection(desk.code(), other)));
    }
    let today = desk.app.today();
    let state = match (&collection.opened, collection.closed_on) {
        (None, _) => "还没有发起".to_owned(),
        (Some(opened), None) => format!("{} 发起，正在收集", opened.on),
        (Some(_), Some(on)) => format!("{on} 结束"),
    };
    let rows = vec![
        MetadataRow::new("状态", state),
        MetadataRow::new("应报送", format!("{} 个", complete.expected)),
        MetadataRow::new("已接收", format!("{} 个", complete.accepted)),
        MetadataRow::new("其中有校核问题", format!("{} 个", complete.with_errors)),
        MetadataRow::new("逾期", format!("{} 个", collection.overdue(today).count())),
        MetadataRow::wide(
            "还缺",
            if complete.is_complete() { "没有".to_owned() } else { complete.lacking.join("、") },
        ),
    ];
    let page = PartsPage {
        frame: desk.frame(TITLE, &[("监督总览", address::supervision(desk.code()))]).await?,
        title: format!("{year} 年度年报收集"),
        intro:
            "各机关每年 1 月 31 日前向政府信息公开工作主管部门提交上一年度年报并向社会公布（条例第49条）。"
                .to_owned(),
        parts: vec![
            Part { title: "完整情况", acts, table: None, facts: Some(MetadataTable { rows }) },
            Part {
                title: "各机关",
                acts: Vec::new(),
                table: Some(units(&desk, year, &collection)),
                facts: None,
            },
        ],
    };
    render(StatusCode::OK, &page)
}

fn units(desk: &Desk, year: i16, collection: &Collection) -> DataTable {
    let today = desk.app.today();
    let rows = collection.units.iter().map(|unit| {
        let state = if unit.is_overdue(today) {
            format!("{}，已逾期", unit.status.label())
        } else {
            unit.status.label().to_owned()
        };
        let verdict = unit.report.as_ref().map(|(report, _)| {
            let verdict = report.verdict;
            if verdict.is_clean() {
                "通过".to_owned()
            } else {
                format!("错误 {}，不能判定 {}", verdict.errors, verdict.undecidable)
            }
        });
        let late = if unit.came_late() { "（迟报）" } else { "" };
        vec![
            Value::link(&unit.expected.name, address::collected(desk.code(), year, &unit.expected.unit)),
            Value::text(state),
            Value::text(unit.owed_by().unwrap_or(unit.expected.due_on).to_string()),
            Value::text(unit.first_on.map(|on| format!("{on}{late}")).unwrap_or_default()),
            Value::text(verdict.unwrap_or_default()),
            Value::text(day_or_empty(unit.reminded_on)),
        ]
    });
    let heads = [
        ("机关", Align::Start),
        ("状态", Align::Fixed),
        ("期限", Align::Fixed),
        ("报送日期", Align::Fixed),
        ("校核", Align::Fixed),
        ("最近催报", Align::Fixed),
    ];
    let empty = "发起收集以后，下面的每个机关列在这里。";
    DataTable::plain("units", "各机关报送情况", &heads, rows.collect(), empty)
}

/// `GET /office/{agency}/supervision/reports/{year}/{unit}`
async fn unit_page(
    desk: Desk,
    Path((_, year, unit)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let year = year_of(&year)?;
    let collection = desk.app.collection(desk.code(), year).await?;
    let found = collection.unit(&unit).map_err(|_| Fault::Problem(Problem::NotFound))?;
    let here = address::collected(desk.code(), year, &unit);
    let acts = UnitDeed::ALL
        .into_iter()
        .filter(|deed| deed.fits(&collection, found) && desk.may(&Method::POST, deed.route()));
    let acts = acts.map(|deed| (deed.label().to_owned(), format!("{here}/{}", deed.key())));
    let mut rows = vec![
        MetadataRow::new("状态", found.status.label()),
        MetadataRow::new("期限", found.expected.due_on.to_string()),
        MetadataRow::new("首次报送", day_or_empty(found.first_on)),
        MetadataRow::new("最近催报", day_or_empty(found.reminded_on)),
    ];
    rows.extend(found.reason.as_ref().map(|reason| MetadataRow::wide("理由", reason)));
    if !found.findings.is_empty() {
        let again = found.again_by.map(|day| format!("（{day} 前重新报送）")).unwrap_or_default();
        rows.push(MetadataRow::wide("退回时的问题", format!("{}{again}", found.findings.join("；"))));
    }
    let mut parts =
        vec![Part {
            title: "报送", acts: acts.collect(), table: None, facts: Some(MetadataTable { rows })
        }];
    if let Some((report, findings)) = desk.app.collected_report(desk.code(), year, &unit).await? {
        let cells = findings.iter().map(|finding| {
            vec![
                Value::text(finding.message.clone()),
                Value::text(finding.severity.label()),
                Value::text(finding.rule.key()),
            ]
        });
        let heads = [("问题", Align::Start), ("程度", Align::Fixed), ("规则", Align::Fixed)];
        let table = DataTable::plain("findings", "校核结果", &heads, cells.collect(), "没有发现问题。");
        parts.push(Part { title: "校核结果", acts: Vec::new(), table: Some(table), facts: None });
        if !report.notes.is_empty() {
            let rows = report.notes.iter().map(|note| MetadataRow::wide("读取说明", note)).collect();
            parts.push(Part {
                title: "读取说明",
                acts: Vec::new(),
                table: None,
                facts: Some(MetadataTable { rows }),
            });
        }
    }
    let above =
        [("监督总览", address::supervision(desk.code())), (TITLE, address::collection(desk.code(), year))];
    let page = PartsPage {
        frame: desk.frame(&found.expected.name, &above).await?,
        title: format!("{}：{year} 年度年报", found.expected.name),
        intro: String::new(),
        parts,
    };
    render(StatusCode::OK, &page)
}

/// `GET /office/{agency}/supervision/reports/{year}/file/{format}`: the sums of what was accepted.
async fn file(
    desk: Desk,
    Path((_, year, format)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let (year, format) = (year_of(&year)?, ReportFormat::from_key(&format));
    let format = format.ok_or(Fault::Problem(Problem::NotFound))?;
    let file = desk.app.collection_file(&desk.actor, desk.code(), year, format).await?;
    let name = format!("年报汇总-{}-{year}.{}", desk.code(), format.key());
    Ok(download(&name, format.media_type(), file.bytes))
}

async fn form(
    desk: &Desk,
    year: i16,
    deed: Deed,
    (given, flaws): (&Fields, &Flaws),
) -> Result<Response, Fault> {
    let back = address::collection(desk.code(), year);
    let filled = Filled::new(given, flaws);
    let fields = match deed {
        Deed::Open | Deed::Take => Vec::new(),
        Deed::Close => vec![filled.area("reason", "理由", 2).optional().hint("还缺数据的必须写明。")],
        Deed::Reopen => vec![filled.area("reason", "理由", 2)],
    };
    let sheet = Sheet {
        title: deed.label().to_owned(),
        intro: format!("{year} 年度。{}", deed.intro()),
        groups: vec![Group::plain(fields)],
        submit: format!("确认{}", deed.label()),
        action: format!("{back}/{}", deed.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("监督总览", address::supervision(desk.code())), (TITLE, back)]).await
}

async fn perform(desk: Desk, year: i16, deed: Deed, given: Fields) -> Result<Response, Fault> {
    let run = async {
        let (app, actor, code) = (&desk.app, &desk.actor, desk.code());
        let mut check = Checker::new(&given);
        let reason = given.text("reason").trim().to_owned();
        match deed {
            Deed::Open => app.open_collection(actor, code, year).await?,
            Deed::Take => {
                let taken = app.take_published_reports(actor, code, year).await?;
                return Ok::<_, Fault>(format!("取来 {taken} 份年报。"));
            }
            Deed::Close => {
                app.act_on_collection(actor, code, year, &CollectionCommand::Close(reason)).await?;
            }
            Deed::Reopen => {
                let reason = check.required("reason", "请写明理由");
                let command = CollectionCommand::Reopen(check.finish(Some(reason))?);
                app.act_on_collection(actor, code, year, &command).await?;
            }
        }
        Ok(format!("已办理：{}。", deed.label()))
    };
    match run.await {
        Ok(done) => desk.done(done, &address::collection(desk.code(), year)).await,
        Err(fault) => form(&desk, year, deed, (&given, &fault.flaws()?)).await,
    }
}

async fn unit_form(
    desk: &Desk,
    year: i16,
    unit: &str,
    deed: UnitDeed,
    (given, flaws): (&Fields, &Flaws),
) -> Result<Response, Fault> {
    let collection = desk.app.collection(desk.code(), year).await?;
    let found = collection.unit(unit).map_err(|_| Fault::Problem(Problem::NotFound))?;
    let back = address::collected(desk.code(), year, unit);
    let mut filled_in = given.clone();
    if deed == UnitDeed::SendBack && flaws.is_empty() {
        let findings = desk.app.collected_report(desk.code(), year, unit).await?;
        let findings = findings.map(|(_, findings)| findings).unwrap_or_default();
        let text: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        let again = desk.app.today().checked_add(AGAIN_DAYS.days()).unwrap_or(desk.app.today());
        filled_in = Fields::of([
            ("findings".to_owned(), text.join("\n")),
            ("again_by".to_owned(), again.to_string()),
        ]);
    }
    let filled = Filled::new(&filled_in, flaws);
    let mut group = Group::default();
    match deed {
        UnitDeed::Remind => {}
        UnitDeed::Upload => group.files.push(FileInput {
            name: "file",
            label: "年报文件".to_owned(),
            hint: "PDF、OFD、DOCX、XLSX、HTML、Markdown、TXT 或者 JSON，不超过 20 MB。读出后立即校核。"
                .to_owned(),
            error: flaws.errors.of("file").map(str::to_owned),
            accept: ".pdf,.ofd,.docx,.xlsx,.html,.htm,.md,.txt,.json",
            multiple: false,
        }),
        UnitDeed::SendBack => {
            group.fields.push(filled.area("findings", "需要修改的问题", 6).hint("一行一个。"));
            group.fields.push(filled.date("again_by", "重新报送期限"));
        }
        UnitDeed::Accept => {
            group
                .fields
                .push(filled.area("reason", "理由", 2).optional().hint("校核有问题而仍要接收的必须写明。"));
        }
        UnitDeed::Waive => group.fields.push(filled.area("reason", "理由", 2)),
    }
    let sheet = Sheet {
        title: deed.label().to_owned(),
        intro: format!("{}，{year} 年度年报，{}。", found.expected.name, found.status.label()),
        groups: vec![group],
        submit: format!("确认{}", deed.label()),
        action: format!("{back}/{}", deed.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let name = found.expected.name.clone();
    let above = [
        ("监督总览", address::supervision(desk.code())),
        (TITLE, address::collection(desk.code(), year)),
        (name.as_str(), back),
    ];
    forms::show(desk, sheet, flaws, &above).await
}

async fn perform_unit(
    desk: Desk,
    year: i16,
    unit: String,
    deed: UnitDeed,
    given: Fields,
) -> Result<Response, Fault> {
    let run = async {
        let (app, actor, code) = (&desk.app, &desk.actor, desk.code());
        let mut check = Checker::new(&given);
        let unit = unit.clone();
        let command = match deed {
            UnitDeed::Remind => CollectionCommand::Remind(unit),
            UnitDeed::Upload => {
                let Some(file) = given.files("file").next() else {
                    check.fail("file", "请选择年报文件");
                    check.finish::<()>(None)?;
                    return Ok(String::new());
                };
                let findings = app.hand_in_report(actor, code, year, &unit, file.bytes.clone()).await?;
                return Ok::<_, Fault>(format!("已报送，校核发现 {} 处问题。", findings.len()));
            }
            UnitDeed::SendBack => {
                let again = check.date("again_by", "重新报送期限");
                CollectionCommand::SendBack(unit, lines(given.text("findings")), check.finish(again)?)
            }
            UnitDeed::Accept => CollectionCommand::Accept(unit, given.text("reason").to_owned()),
            UnitDeed::Waive => {
                let reason = check.required("reason", "请写明理由");
                CollectionCommand::Waive(unit, check.finish(Some(reason))?)
            }
        };
        app.act_on_collection(actor, code, year, &command).await?;
        Ok(format!("已办理：{}。", deed.label()))
    };
    match run.await {
        Ok(done) => desk.done(done, &address::collected(desk.code(), year, &unit)).await,
        Err(fault) => unit_form(&desk, year, &unit, deed, (&given, &fault.flaws()?)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_address_of_its_act() {
        for deed in Deed::ALL {
            assert!(deed.route().ends_with(&format!("/{}", deed.key())), "{}", deed.route());
        }
        for deed in UnitDeed::ALL {
            assert!(deed.route().ends_with(&format!("/{}", deed.key())), "{}", deed.route());
        }
    }
}
