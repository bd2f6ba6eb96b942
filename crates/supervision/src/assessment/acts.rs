//! What may be done in an assessment.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::formula::FormulaError;
use super::sheet::{CheckedSheet, SheetError};
use super::stream::{Appeal, Assessment, AssessmentEvent, AssessmentOpened, FiguresTaken, PointsGiven};
use crate::context::{blob, given, reason};
use crate::inspection::Points;
use crate::{Context, Refusal};

/// Opens an assessment (发起考核).
///
/// # Errors
///
/// A [`Refusal`] when it is open, its days are turned round, nobody is assessed or somebody twice, or the sheet cannot
/// be counted.
pub fn open_assessment(
    assessment: &Assessment,
    opened: AssessmentOpened,
) -> Result<Vec<AssessmentEvent>, Refusal> {
    if assessment.opened.is_some() {
        return Err(Refusal::new("assessment_unique", "这次考核已经发起。"));
    }
    if opened.until < opened.from {
        return Err(Refusal::new("assessment_days", "考核期间的截止日期不能早于开始日期。"));
    }
    let distinct: BTreeSet<&String> = opened.agencies.iter().collect();
    if distinct.is_empty() || distinct.len() != opened.agencies.len() {
        return Err(Refusal::new("assessment_agencies", "请选择被考核的单位，每个单位只选一次。"));
    }
    let figures: BTreeSet<&str> = opened.figures.iter().map(String::as_str).collect();
    opened.sheet.check(&figures).map_err(|error| Refusal::new("assessment_sheet", told(&error)))?;
    Ok(vec![AssessmentEvent::Opened(Box::new(opened))])
}

/// What is wrong with a sheet, for whoever wrote it.
fn told(error: &SheetError) -> String {
    match error {
        SheetError::Empty => "评分表至少有一项指标。".to_owned(),
        SheetError::Key(key) => format!("指标标识“{key}”为空或者重复，请修改。"),
        SheetError::Weight(key) => format!("指标“{key}”的分值应大于0，最多两位小数。"),
        SheetError::Formula(key, FormulaError::Syntax(place)) => {
            format!("指标“{key}”的公式从第{place}个字符起无法识别，请修改。")
        }
        SheetError::Formula(key, FormulaError::TooLong) => {
            format!("指标“{key}”的公式过长或者括号过多，请精简。")
        }
        SheetError::Figure(key, figure) => format!("指标“{key}”的公式用到的数据“{figure}”不存在。"),
    }
}

/// Takes the figures of an agency (取数), again if need be until the scores are announced.
///
/// # Errors
///
/// A [`Refusal`] when the scores are announced, the agency is not assessed, or a figure is not one of the assessment.
pub fn take_figures(assessment: &Assessment, taken: FiguresTaken) -> Result<Vec<AssessmentEvent>, Refusal> {
    let (opened, _) = scoring(assessment)?;
    assessment.agency(&taken.agency)?;
    if let Some(unknown) = taken.figures.keys().find(|name| !opened.figures.contains(name)) {
        return Err(Refusal::new("assessment_figure", format!("本次考核没有“{unknown}”这项数据。")));
    }
    Ok(vec![AssessmentEvent::FiguresTaken(taken)])
}

/// Scores an indicator by hand (人工评分).
///
/// # Errors
///
/// A [`Refusal`] when the scores are announced, the agency is not assessed, the indicator is counted, the points are
/// more than it gives, or neither words nor evidence are given.
pub fn give_points(assessment: &Assessment, score: PointsGiven) -> Result<Vec<AssessmentEvent>, Refusal> {
    let (_, sheet) = scoring(assessment)?;
    assessment.agency(&score.agency)?;
    let (weight, is_manual) = item(sheet, &score.item)?;
    if !is_manual {
        return Err(Refusal::new("assessment_counted", "这项指标由系统按数据计分，不能人工评分。"));
    }
    within(score.points, weight)?;
    let words = given("assessment_words", &score.words, "请写明评分的依据。")?;
    let evidence = score.evidence.iter().map(|hash| blob(hash)).collect::<Result<Vec<String>, Refusal>>()?;
    Ok(vec![AssessmentEvent::PointsGiven(PointsGiven { words, evidence, ..score })])
}

/// Tells the agencies their scores (公布考核结果).
///
/// # Errors
///
/// A [`Refusal`] when they are told already, the day to appeal is not ahead, or agencies have no total and no reason is
/// given.
pub fn announce_scores(
    assessment: &Assessment,
    appeal_until: Date,
    why: &str,
    context: &Context,
) -> Result<Vec<AssessmentEvent>, Refusal> {
    scoring(assessment)?;
    if appeal_until <= context.today {
        return Err(Refusal::new("assessment_appeal_days", "申诉截止日期应在今天以后。"));
    }
    let (_, missing) = assessment.ranking();
    let why = why.trim();
    if !missing.is_empty() && why.is_empty() {
        let text = format!(
            "还有{}家单位没有总分（{}），请补齐；仍要公布的，请写明理由。",
            missing.len(),
            missing.join("、")
        );
        return Err(Refusal::new("assessment_missing", text));
    }
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    let by = context.by.clone();
    Ok(vec![AssessmentEvent::Announced { appeal_until, reason, on: context.today, by }])
}

/// Appeals against a score (申诉), for the agency.
///
/// # Errors
///
/// A [`Refusal`] when nothing is announced or all is final, the time is over, the indicator is unknown or under appeal,
/// or nothing is said.
pub fn appeal_score(
    assessment: &Assessment,
    agency: &str,
    item_key: &str,
    words: &str,
    context: &Context,
) -> Result<Vec<AssessmentEvent>, Refusal> {
    let (sheet, appeal_until) = announced(assessment)?;
    item(sheet, item_key)?;
    if appeal_until < context.today {
        return Err(Refusal::new("appeal_time", format!("申诉已于{appeal_until}截止。")));
    }
    if open_appeal(assessment, agency, item_key)?.is_some() {
        return Err(Refusal::new("appeal_once", "这项指标的申诉正在处理。"));
    }
    let words = given("appeal_words", words, "请写明申诉的理由。")?;
    let (agency, item, by) = (agency.to_owned(), item_key.to_owned(), context.by.clone());
    Ok(vec![AssessmentEvent::Appealed { agency, item, words, on: context.today, by }])
}

/// Decides an appeal (申诉处理): with a new score, or the old one stands.
///
/// # Errors
///
/// A [`Refusal`] when there is none, it is one's own, the points are more than the indicator gives, or no reason is
/// given.
pub fn decide_appeal(
    assessment: &Assessment,
    agency: &str,
    item_key: &str,
    points: Option<Points>,
    why: &str,
    context: &Context,
) -> Result<Vec<AssessmentEvent>, Refusal> {
    let (sheet, _) = announced(assessment)?;
    let (weight, _) = item(sheet, item_key)?;
    let Some(appeal) = open_appeal(assessment, agency, item_key)? else {
        return Err(Refusal::new("appeal_exists", "这项指标没有等待处理的申诉。"));
    };
    if appeal.by == context.by {
        return Err(Refusal::new("own_appeal", "不能处理自己提出的申诉，请由他人处理。"));
    }
    if let Some(points) = points {
        within(points, weight)?;
    }
    let (agency, item, by) = (agency.to_owned(), item_key.to_owned(), context.by.clone());
    let (reason, on) = (reason(why)?, context.today);
    Ok(vec![AssessmentEvent::AppealDecided { agency, item, points, reason, on, by }])
}

/// Makes the scores final (考核结束).
///
/// # Errors
///
/// A [`Refusal`] when nothing is announced or all is final, the time to appeal runs, or appeals are open.
pub fn close_assessment(assessment: &Assessment, context: &Context) -> Result<Vec<AssessmentEvent>, Refusal> {
    let (_, appeal_until) = announced(assessment)?;
    if context.today <= appeal_until {
        return Err(Refusal::new("assessment_appeals", format!("申诉期到{appeal_until}，期满后才能结束。")));
    }
    let appeals = assessment.agencies.values().flat_map(|scores| &scores.appeals);
    let open = appeals.filter(|appeal| appeal.decided.is_none()).count();
    if 0 < open {
        return Err(Refusal::new("assessment_appeals", format!("还有{open}件申诉没有处理。")));
    }
    Ok(vec![AssessmentEvent::Closed { on: context.today, by: context.by.clone() }])
}

/// The assessment and its sheet while scores may change.
fn scoring(assessment: &Assessment) -> Result<(&AssessmentOpened, &CheckedSheet), Refusal> {
    match (assessment.opened.as_deref(), assessment.sheet(), assessment.appeal_until) {
        (Some(opened), Some(sheet), None) => Ok((opened, sheet)),
        (Some(_), Some(_), Some(_)) => {
            Err(Refusal::new("assessment_announced", "考核结果已经公布，评分只能通过申诉更改。"))
        }
        (None, _, _) | (_, None, _) => Err(Refusal::new("assessment_exists", "没有发起这次考核。")),
    }
}

/// The sheet and the last day to appeal, between announcement and end.
fn announced(assessment: &Assessment) -> Result<(&CheckedSheet, Date), Refusal> {
    match (assessment.sheet(), assessment.appeal_until, assessment.closed_on) {
        (Some(sheet), Some(until), None) => Ok((sheet, until)),
        (Some(_), _, Some(on)) => {
            Err(Refusal::new("assessment_closed", format!("考核已于{on}结束，结果不再更改。")))
        }
        (Some(_), None, None) => Err(Refusal::new("assessment_announced", "考核结果还没有公布。")),
        (None, _, _) => Err(Refusal::new("assessment_exists", "没有发起这次考核。")),
    }
}

fn item(sheet: &CheckedSheet, key: &str) -> Result<(Points, bool), Refusal> {
    sheet.item(key).ok_or_else(|| Refusal::new("assessment_item", "评分表中没有这项指标。"))
}

fn within(points: Points, weight: Points) -> Result<(), Refusal> {
    if (Points(0)..=weight).contains(&points) {
        return Ok(());
    }
    Err(Refusal::new("assessment_points", format!("这项指标的得分应在0至{weight}分之间。")))
}

fn open_appeal<'a>(
    assessment: &'a Assessment,
    agency: &str,
    item: &str,
) -> Result<Option<&'a Appeal>, Refusal> {
    let appeals = &assessment.agency(agency)?.appeals;
    Ok(appeals.iter().find(|appeal| appeal.item == item && appeal.decided.is_none()))
}
