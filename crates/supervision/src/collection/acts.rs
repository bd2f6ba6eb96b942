//! What may be done in a collection.

use std::collections::BTreeSet;

use gongkai_statute::AgencyKind;
use gongkai_statute::regulation::art49;
use gongkai_statute::reporting::{LocalDeadline, report_due};
use jiff::civil::Date;

use super::stream::{
    Collection, CollectionEvent, CollectionOpened, ExpectedUnit, HandedInReport, ReportOrigin, UnitReport,
    UnitStatus,
};
use crate::context::{blob, given, reason};
use crate::{Context, Refusal};

/// A unit with the day Art. 49 sets for the report of `year`, or an earlier local one.
pub fn expect_unit(
    unit: &str,
    name: &str,
    kind: AgencyKind,
    year: i16,
    local: Option<LocalDeadline>,
) -> ExpectedUnit {
    let due = report_due(kind, year, local);
    ExpectedUnit {
        unit: unit.to_owned(),
        name: name.to_owned(),
        kind,
        due_on: due.day,
        is_local: due.is_local,
    }
}

/// Opens the collection of a year (发起年报收集).
///
/// # Errors
///
/// A [`Refusal`] when it is open, or nobody is expected, or a unit twice.
pub fn open_collection(
    collection: &Collection,
    opened: CollectionOpened,
) -> Result<Vec<CollectionEvent>, Refusal> {
    if collection.opened.is_some() {
        return Err(Refusal::new("collection_unique", "该年度的年报收集已经发起。"));
    }
    if opened.units.is_empty() {
        return Err(Refusal::new("collection_units", "请选择应当报送年报的单位。"));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = opened.units.iter().find(|unit| !seen.insert(&unit.unit)) {
        return Err(Refusal::new("collection_once", format!("“{}”重复出现，请只保留一处。", twice.name)));
    }
    Ok(vec![CollectionEvent::Opened(Box::new(opened))])
}

/// Expects one more unit.
///
/// # Errors
///
/// A [`Refusal`] when the collection is over, the unit is expected already, or no reason is given.
pub fn add_unit(
    collection: &Collection,
    unit: &ExpectedUnit,
    why: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    if collection.unit(&unit.unit).is_ok() {
        return Err(Refusal::new("collection_once", format!("“{}”已经在名单中。", unit.name)));
    }
    let by = context.by.clone();
    Ok(vec![CollectionEvent::UnitAdded { unit: unit.clone(), reason: reason(why)?, by }])
}

/// Reminds a unit that owes something (催报); at most once a day.
///
/// # Errors
///
/// A [`Refusal`] when the collection is over or the unit owes nothing. A second reminder of a day is no event.
pub fn remind_unit(
    collection: &Collection,
    unit: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    let report = collection.unit(unit)?;
    if report.owed_by().is_none() {
        return Err(Refusal::new("collection_owes", "该单位目前没有需要报送的内容，不用催报。"));
    }
    if report.reminded_on == Some(context.today) {
        return Ok(Vec::new());
    }
    Ok(vec![CollectionEvent::Reminded { unit: unit.to_owned(), on: context.today, by: context.by.clone() }])
}

/// Hands a report in (报送年报), or another in the place of one that is not accepted.
///
/// # Errors
///
/// A [`Refusal`] when the collection is over, the year has not ended, the report is of another year or of several, the
/// file did not arrive, or the unit owes none.
pub fn hand_in(
    collection: &Collection,
    unit: &str,
    report: HandedInReport,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    let year = running(collection)?.year;
    match collection.unit(unit)?.status {
        UnitStatus::Missing | UnitStatus::HandedIn | UnitStatus::SentBack => {}
        UnitStatus::Accepted => {
            let text = "年报已经接收；需要更正的，请联系主管部门退回。";
            return Err(Refusal::new("collection_accepted", text));
        }
        UnitStatus::Waived => {
            return Err(Refusal::new("collection_waived", "该单位本年度免于报送年报。"));
        }
    }
    if context.today.year() <= year {
        let text = format!("{year}年的统计期间还没有结束，请于次年报送。");
        return Err(Refusal {
            article: Some(art49::ARTICLE.para(1)),
            ..Refusal::new("collection_ended", text)
        });
    }
    if report.years != [year] {
        return Err(Refusal::new("collection_year", wrong_years(&report.years, year)));
    }
    match &report.origin {
        ReportOrigin::Computed(hash) | ReportOrigin::Uploaded(hash) => blob(hash)?,
    };
    let (unit, report, by) = (unit.to_owned(), Box::new(report), context.by.clone());
    Ok(vec![CollectionEvent::HandedIn { unit, report, on: context.today, by }])
}

fn wrong_years(years: &[i16], year: i16) -> String {
    match years {
        [] => format!("没有读出年报的年度，请核对文件；本次收集的是{year}年的年报。"),
        [other] => format!("这是{other}年的年报，本次收集的是{year}年的年报。"),
        several => {
            let several: Vec<String> = several.iter().map(|year| format!("{year}年")).collect();
            format!("汇总中混有{}的数据，不同年度不能合并，请分别汇总。", several.join("、"))
        }
    }
}

/// Sends a report back (退回修改), an accepted one as well.
///
/// # Errors
///
/// A [`Refusal`] when the collection is over, there is no report, nothing is to be put right, or the day is past.
pub fn send_report_back(
    collection: &Collection,
    unit: &str,
    findings: &[String],
    again_by: Date,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    match collection.unit(unit)?.status {
        UnitStatus::HandedIn | UnitStatus::Accepted => {}
        UnitStatus::Missing | UnitStatus::SentBack | UnitStatus::Waived => {
            return Err(Refusal::new("collection_report", "该单位没有可以退回的年报。"));
        }
    }
    let findings = findings
        .iter()
        .map(|finding| given("collection_findings", finding, "每一条问题都要写明。"))
        .collect::<Result<Vec<String>, Refusal>>()?;
    if findings.is_empty() {
        return Err(Refusal::new("collection_findings", "退回时请写明需要修改的问题。"));
    }
    if again_by < context.today {
        return Err(Refusal::new("collection_again", "重新报送的日期不能早于今天。"));
    }
    let (unit, by) = (unit.to_owned(), context.by.clone());
    Ok(vec![CollectionEvent::SentBack { unit, findings, again_by, on: context.today, by }])
}

/// Accepts a report (接收年报).
///
/// # Errors
///
/// A [`Refusal`] when the collection is over, there is no report to accept, or the reader found errors and no reason
/// is given.
pub fn accept_report(
    collection: &Collection,
    unit: &str,
    why: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    let UnitReport { status: UnitStatus::HandedIn, report: Some((report, _)), .. } = collection.unit(unit)?
    else {
        return Err(Refusal::new("collection_report", "该单位没有等待审核的年报。"));
    };
    let why = why.trim();
    if !report.verdict.is_clean() && why.is_empty() {
        let verdict = report.verdict;
        let text = format!(
            "校核发现{}处错误、{}处不能判定，请退回修改；确需接收的，请写明理由。",
            verdict.errors, verdict.undecidable
        );
        return Err(Refusal::new("collection_errors", text));
    }
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    let (unit, by) = (unit.to_owned(), context.by.clone());
    Ok(vec![CollectionEvent::Accepted { unit, reason, on: context.today, by }])
}

/// Waives the report of a unit (免于报送), such as one that was abolished.
///
/// # Errors
///
/// A [`Refusal`] when the collection is over, a report was accepted or already waived, or no reason is given.
pub fn waive_report(
    collection: &Collection,
    unit: &str,
    why: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    if collection.unit(unit)?.status.is_over() {
        return Err(Refusal::new("collection_over", "该单位的年报已经接收或者免于报送。"));
    }
    let (unit, by) = (unit.to_owned(), context.by.clone());
    Ok(vec![CollectionEvent::Waived { unit, reason: reason(why)?, on: context.today, by }])
}

/// Ends the collection (结束收集).
///
/// # Errors
///
/// A [`Refusal`] when it is over, or reports are missing and no reason is given.
pub fn close_collection(
    collection: &Collection,
    why: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    running(collection)?;
    let lacking = collection.completeness().lacking;
    let why = why.trim();
    if !lacking.is_empty() && why.is_empty() {
        let text =
            format!("还缺{}家单位的数据（{}）；仍要结束的，请写明理由。", lacking.len(), lacking.join("、"));
        return Err(Refusal::new("collection_lacking", text));
    }
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    Ok(vec![CollectionEvent::Closed { reason, lacking, on: context.today, by: context.by.clone() }])
}

/// Goes on with a collection that was closed, for a late or a corrected report.
///
/// # Errors
///
/// A [`Refusal`] when it is not closed, or no reason is given.
pub fn reopen_collection(
    collection: &Collection,
    why: &str,
    context: &Context,
) -> Result<Vec<CollectionEvent>, Refusal> {
    if collection.closed_on.is_none() {
        return Err(Refusal::new("collection_closed", "年报收集没有结束，不需要重新发起。"));
    }
    let by = context.by.clone();
    Ok(vec![CollectionEvent::Reopened { reason: reason(why)?, on: context.today, by }])
}

/// The collection while it is under way.
fn running(collection: &Collection) -> Result<&CollectionOpened, Refusal> {
    match (&collection.opened, collection.closed_on) {
        (Some(opened), None) => Ok(opened),
        (Some(_), Some(on)) => {
            Err(Refusal::new("collection_running", format!("年报收集已于{on}结束，需要的请重新发起。")))
        }
        (None, _) => Err(Refusal::new("collection_exists", "没有发起该年度的年报收集。")),
    }
}
