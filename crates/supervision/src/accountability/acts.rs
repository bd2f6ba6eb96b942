//! What may be done in a case.

use jiff::civil::Date;

use super::stream::{
    AccountCase, AccountEvent, AccountOpened, AccountResult, Measure, MeasureTaken, ResultRecorded,
};
use crate::context::given;
use crate::{Context, Refusal};

/// Opens a case (立案), Arts. 52 and 53.
///
/// # Errors
///
/// A [`Refusal`] when it is open, the facts or what they rest on are missing.
pub fn open_account(case: &AccountCase, opened: AccountOpened) -> Result<Vec<AccountEvent>, Refusal> {
    if case.opened.is_some() {
        return Err(Refusal::new("account_unique", "这件责任追究已经登记。"));
    }
    let facts = given("account_facts", &opened.facts, "请写明违反条例规定的事实。")?;
    if opened.sources.iter().all(|source| source.trim().is_empty()) {
        return Err(Refusal::new("account_sources", "请关联检查发现、举报或者败诉案件等依据。"));
    }
    Ok(vec![AccountEvent::Opened(Box::new(AccountOpened { facts, ..opened }))])
}

/// Takes a measure (采取处理措施).
///
/// # Errors
///
/// A [`Refusal`] when the case is over, the document has no number, or the day is missing, past, or not asked for.
pub fn take_measure(
    case: &AccountCase,
    measure: Measure,
    document: &str,
    due_on: Option<Date>,
    context: &Context,
) -> Result<Vec<AccountEvent>, Refusal> {
    running(case)?;
    let document = given("account_document", document, "请填写文书的文号。")?;
    let needs_day = matches!(measure, Measure::Urged | Measure::OrderedToCorrect);
    match due_on {
        None if needs_day => return Err(Refusal::new("account_due", "请填写改正的期限。")),
        Some(_) if !needs_day => {
            return Err(Refusal::new("account_due", "只有督促整改和责令改正填写期限。"));
        }
        Some(due) if due <= context.today => {
            return Err(Refusal::new("account_due", "改正的期限应在今天以后。"));
        }
        Some(_) | None => {}
    }
    Ok(vec![AccountEvent::MeasureTaken(MeasureTaken {
        measure,
        document,
        due_on,
        on: context.today,
        by: context.by.clone(),
    })])
}

/// Records what came of a measure (登记处理结果).
///
/// # Errors
///
/// A [`Refusal`] when the case is over, the measure is unknown or has its result, the result does not go with it, the
/// organ is missing, the number of people does not fit, or the day lies ahead or before the measure.
pub fn record_result(
    case: &AccountCase,
    result: &ResultRecorded,
    context: &Context,
) -> Result<Vec<AccountEvent>, Refusal> {
    running(case)?;
    let Some((_, taken)) = case.pending().find(|(place, _)| *place == result.measure) else {
        return Err(Refusal::new("account_pending", "没有这项等待结果的措施。"));
    };
    if !fits(taken.measure, result.result) {
        let text = format!("“{}”的结果不能是“{}”。", taken.measure.label(), result.result.label());
        return Err(Refusal::new("account_result", text));
    }
    let organ = given("account_organ", &result.organ, "请填写作出决定的机关。")?;
    let concerns = matches!(result.result, AccountResult::Disciplined | AccountResult::Prosecuted);
    if concerns != (0 < result.persons) {
        let text = "给予处分、追究刑事责任的，请填写人数；其他结果不填。";
        return Err(Refusal::new("account_persons", text));
    }
    if result.decided_on < taken.on || context.today < result.decided_on {
        return Err(Refusal::new("account_day", "决定日期应在采取措施以后，且不晚于今天。"));
    }
    let by = context.by.clone();
    Ok(vec![AccountEvent::ResultRecorded(ResultRecorded { organ, by, ..result.clone() })])
}

/// Whether a result can come of a measure.
const fn fits(measure: Measure, result: AccountResult) -> bool {
    match result {
        AccountResult::Corrected | AccountResult::NotCorrected => !measure.goes_to_others(),
        AccountResult::Disciplined => matches!(measure, Measure::ProposedDiscipline),
        AccountResult::Prosecuted => matches!(measure, Measure::HandedToProsecution),
        AccountResult::NotPursued => measure.goes_to_others(),
    }
}

/// Ends a case (结案).
///
/// # Errors
///
/// A [`Refusal`] when it is over, nothing was done, a result is awaited, the last measure on the agency was not heeded,
/// or nothing is said of what the case shows.
pub fn close_account(
    case: &AccountCase,
    conclusion: &str,
    context: &Context,
) -> Result<Vec<AccountEvent>, Refusal> {
    running(case)?;
    if case.measures.is_empty() {
        return Err(Refusal::new("account_measures", "还没有采取任何措施，不能结案。"));
    }
    if case.pending().next().is_some() {
        return Err(Refusal::new("account_pending", "还有措施没有登记结果，不能结案。"));
    }
    let on_agency = case.measures.iter().rfind(|(taken, _)| !taken.measure.goes_to_others());
    let last = on_agency.and_then(|(_, result)| result.as_ref()).map(|result| result.result);
    if last == Some(AccountResult::NotCorrected) {
        return Err(Refusal::new("account_uncorrected", "问题还没有改正，请采取进一步的措施。"));
    }
    let conclusion = given("account_conclusion", conclusion, "请写明结案意见。")?;
    Ok(vec![AccountEvent::Closed { conclusion, on: context.today, by: context.by.clone() }])
}

/// The case while it is open.
fn running(case: &AccountCase) -> Result<&AccountOpened, Refusal> {
    match (case.opened.as_deref(), case.closed_on) {
        (Some(opened), None) => Ok(opened),
        (Some(_), Some(on)) => Err(Refusal::new("account_running", format!("这件责任追究已于{on}结案。"))),
        (None, _) => Err(Refusal::new("account_exists", "没有登记这件责任追究。")),
    }
}
