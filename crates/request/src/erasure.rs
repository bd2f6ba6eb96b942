//! Erasing people (删除个人信息): the key is destroyed, the record that something happened stays.
//!
//! Refused while the case is open, while it must be kept, and while somebody may still seek a remedy.

use gongkai_statute::{remedy as remedies, retention};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decide::Context;
use crate::event::Event;
use crate::refusal::{Decided, Refusal, Rule};
use crate::remedy::RemedyStage;
use crate::state::Case;

/// Whose data (谁的个人信息).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// The requester, and with them joint requesters, agents and guardians.
    Requester,
    /// Whoever was asked for an opinion by this letter.
    Consulted(String),
}

/// A person's data was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// The day.
    pub on: Date,
    /// Login of whoever ordered it.
    pub by: String,
    /// Opaque id of the person whose key was destroyed.
    pub person: String,
    /// The letter, when it was somebody asked for an opinion; the requester when `None`.
    pub letter: Option<String>,
    /// Somebody who stood beside the requester: joint requester, agent, guardian.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside: bool,
    /// Why, without personal data.
    pub reason: String,
}

/// A remedy about the case, as far as erasure goes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemedyRecord {
    /// Where it stands.
    pub stage: RemedyStage,
    /// Day of its last decision or judgment.
    pub concluded_on: Option<Date>,
}

/// What the case's own events do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping<'a> {
    /// Reviews and suits about it.
    pub remedies: &'a [RemedyRecord],
    /// Years the agency keeps a closed case.
    pub retention_years: u16,
}

/// The first day on which a case closed on `closed_on` may be erased, as far as retention goes by it.
pub fn last_kept(closed_on: Date, keeping: &Keeping<'_>) -> Date {
    retention::kept_until(closed_on, keeping.retention_years)
}

/// Decides whether a person's data may be erased.
///
/// # Errors
///
/// A [`Refusal`] while the case is open, must be kept, or a remedy is open or may still be sought.
pub fn erase(
    case: &Case,
    whom: &Whom,
    reason: &str,
    keeping: &Keeping<'_>,
    context: &Context,
) -> Decided<Event> {
    let person = person_of(case, whom)?;
    given(reason)?;
    let closed_on = case.last_closed_on().ok_or_else(|| {
        Refusal::new(Rule::CaseOpen, "该申请尚未办结，个人信息仍需使用，请办结并期满后再删除。")
    })?;
    remedies_are_over(closed_on, keeping, context)?;
    period_is_over(closed_on, keeping.retention_years, context)?;
    let letter = match whom {
        Whom::Requester => None,
        Whom::Consulted(letter) => Some(letter.clone()),
    };
    let beside = match whom {
        Whom::Requester => beside(case),
        Whom::Consulted(_) => Vec::new(),
    };
    let erased = |person: String, letter, beside| {
        let (on, by, reason) = (context.today, context.by.to_owned(), reason.trim().to_owned());
        Event::Erased(Erased { on, by, person, letter, beside, reason })
    };
    let mut events = vec![erased(person, letter, false)];
    events.extend(beside.into_iter().map(|person| erased(person, None, true)));
    Ok(events)
}

/// A reason is on record.
pub(crate) fn given(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Rule::Blank, "请写明删除的理由和依据（不含个人信息）。"));
    }
    Ok(())
}

/// The years for which the file is kept have passed.
pub(crate) fn period_is_over(closed_on: Date, years: u16, context: &Context) -> Result<(), Refusal> {
    let kept = retention::kept_until(closed_on, years);
    if context.today <= kept {
        return Err(Refusal::new(
            Rule::RetentionRunning,
            format!("案卷保管期限为办结后{years}年，至{kept}届满，期满后才能删除个人信息。"),
        ));
    }
    Ok(())
}

/// Joint requesters, agents and guardians not erased yet.
fn beside(case: &Case) -> Vec<String> {
    let Some(parties) = case.registered.as_deref().and_then(|form| form.parties.as_deref()) else {
        return Vec::new();
    };
    let agent = parties.agent.iter().map(|agent| &agent.who.person);
    let all = parties.joint.iter().map(|party| &party.person).chain(agent);
    all.filter(|person| !case.erased.iter().any(|erased| erased.person == **person)).cloned().collect()
}

fn person_of(case: &Case, whom: &Whom) -> Result<String, Refusal> {
    let form = case
        .registered
        .as_deref()
        .ok_or_else(|| Refusal::new(Rule::NotRegistered, "没有这件申请，请核对编号。"))?;
    let person = match whom {
        Whom::Requester => Some(form.person.clone()),
        Whom::Consulted(letter) => {
            case.consulted_persons.iter().find(|(id, _)| id == letter).map(|(_, person)| person.clone())
        }
    };
    let person = person.ok_or_else(|| {
        Refusal::new(Rule::ConsultationUnknown, "没有这封征求意见的函，请从本件的征求意见记录中选择。")
    })?;
    if case.erased.iter().any(|erased| erased.person == person) {
        return Err(Refusal::new(Rule::AlreadyErased, "该人的个人信息已经删除，不必再次删除。"));
    }
    Ok(person)
}

/// No remedy is pending, and none can be sought any more.
fn remedies_are_over(closed_on: Date, keeping: &Keeping<'_>, context: &Context) -> Result<(), Refusal> {
    if keeping.remedies.iter().any(|remedy| remedy.stage != RemedyStage::Over) {
        return Err(Refusal::new(
            Rule::RemedyRunning,
            "本件有复议、诉讼尚未审结，请在审结并登记结果后再删除。",
        ));
    }
    let concluded = keeping.remedies.iter().filter_map(|remedy| remedy.concluded_on);
    no_remedy_is_open(concluded.fold(closed_on, Date::max), context)
}

/// None can be sought any more against what was decided on `from`.
pub(crate) fn no_remedy_is_open(from: Date, context: &Context) -> Result<(), Refusal> {
    let until = remedies::open_until(from, context.calendar);
    if context.today <= until {
        return Err(Refusal::new(
            Rule::RemedyRunning,
            format!("申请人仍可申请行政复议或者提起行政诉讼，最迟至{until}，期满后才能删除个人信息。"),
        ));
    }
    Ok(())
}

#[cfg(test)]
#[path = "erasure/tests.rs"]
mod tests;
