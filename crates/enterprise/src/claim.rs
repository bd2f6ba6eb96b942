//! What an enterprise asks for and gets (申报、兑现): one stream for each enterprise and benefit.

use std::collections::BTreeSet;

use gongkai_statute::Refusal;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::number::Number;

/// An event of stream `claim/<agency>/<n>/<credit code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum ClaimEvent {
    /// The enterprise asked for it, or it was taken up without asking.
    #[serde(rename = "claim.applied.v1")]
    Applied(Applied),
    /// It was paid or granted.
    #[serde(rename = "claim.paid.v1")]
    Paid {
        /// The day.
        on: Date,
        /// 万元; nothing for what is no money.
        amount: Option<Number>,
        /// Login of the officer.
        by: String,
    },
    /// It was refused.
    #[serde(rename = "claim.refused.v1")]
    Refused {
        /// The day.
        on: Date,
        /// Why, as the enterprise is told.
        reason: String,
        /// Login of the officer.
        by: String,
    },
}

/// An application (申报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The version of the benefit that was public.
    pub version: u32,
    /// The application year.
    pub year: i16,
    /// The day.
    pub on: Date,
    /// Last day to pay, by the guide; nothing when the calendar does not reach so far.
    pub due: Option<Date>,
    /// Login of the officer who took it up; nothing when the enterprise asked itself.
    pub by: Option<String>,
}

/// A claim, the sum of its stream. An enterprise that was refused, or paid for a benefit given more than once, may ask
/// again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// The last application.
    pub applied: Option<Applied>,
    /// What became of it.
    pub end: Option<End>,
    /// Application years for which something was paid or granted.
    pub paid: BTreeSet<i16>,
}

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Paid or granted, how much.
    Paid(Date, Option<Number>),
    /// Refused, and why.
    Refused(Date, String),
}

impl Claim {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &ClaimEvent) {
        match event {
            ClaimEvent::Applied(applied) => {
                self.applied = Some(applied.clone());
                self.end = None;
            }
            ClaimEvent::Paid { on, amount, .. } => {
                self.paid.extend(self.applied.as_ref().map(|applied| applied.year));
                self.end = Some(End::Paid(*on, *amount));
            }
            ClaimEvent::Refused { on, reason, .. } => self.end = Some(End::Refused(*on, reason.clone())),
        }
    }

    fn pending(&self) -> Result<&Applied, Refusal> {
        match (&self.applied, &self.end) {
            (Some(applied), None) => Ok(applied),
            (Some(_), Some(_)) => Err(Refusal::new("claim_over", "这件申报已经办结。")),
            (None, _) => Err(Refusal::new("claim_exists", "该企业没有申报这个事项。")),
        }
    }
}

/// Asks for a benefit; `once` when it is given once only.
///
/// # Errors
///
/// A [`Refusal`] while an application is pending, or when it was paid for the same year or is given once only.
pub fn apply_for(claim: &Claim, applied: &Applied, once: bool) -> Result<Vec<ClaimEvent>, Refusal> {
    if claim.applied.is_some() && claim.end.is_none() {
        return Err(Refusal::new("claim_pending", "已经申报，正在办理，不必重复申报。"));
    }
    if once && !claim.paid.is_empty() {
        return Err(Refusal::new("claim_once", "这个事项只兑现一次，该企业已经兑现。"));
    }
    if claim.paid.contains(&applied.year) {
        let text = format!("{}年度已经兑现，一个申报年度兑现一次。", applied.year);
        return Err(Refusal::new("claim_year", text));
    }
    Ok(vec![ClaimEvent::Applied(applied.clone())])
}

/// Records that it was paid or granted (兑现).
///
/// # Errors
///
/// A [`Refusal`] when nothing is pending, the day lies ahead or before the application, or the amount is not positive.
pub fn pay(
    claim: &Claim,
    on: Date,
    amount: Option<Number>,
    by: &str,
    today: Date,
) -> Result<Vec<ClaimEvent>, Refusal> {
    let applied = claim.pending()?;
    if today < on || on < applied.on {
        return Err(Refusal::new("claim_day", "兑现日期应在申报日期以后、今天以前，请核对。"));
    }
    if amount.is_some_and(|amount| amount.millionths() <= 0) {
        return Err(Refusal::new("claim_amount", "兑现金额应大于 0；没有金额的留空。"));
    }
    Ok(vec![ClaimEvent::Paid { on, amount, by: by.to_owned() }])
}

/// Refuses it (不予兑现).
///
/// # Errors
///
/// A [`Refusal`] when nothing is pending, or the enterprise is not told why.
pub fn refuse(claim: &Claim, reason: &str, by: &str, today: Date) -> Result<Vec<ClaimEvent>, Refusal> {
    claim.pending()?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("claim_told", "请告诉企业为什么不予兑现。"));
    }
    Ok(vec![ClaimEvent::Refused { on: today, reason: reason.trim().to_owned(), by: by.to_owned() }])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn applied() -> Applied {
        Applied { version: 1, year: 2025, on: date(2025, 5, 6), due: Some(date(2025, 7, 31)), by: None }
    }

    fn does(claim: &mut Claim, decided: Result<Vec<ClaimEvent>, Refusal>) {
        for event in decided.unwrap() {
            let text = serde_json::to_string(&event).unwrap();
            claim.apply(&serde_json::from_str(&text).unwrap());
        }
    }

    #[test]
    fn what_is_given_once_is_asked_for_and_paid_once() {
        let mut claim = Claim::default();
        let (today, ten) = (date(2025, 5, 9), Number::whole(10));
        assert_eq!(pay(&claim, today, ten, "officer", today).unwrap_err().rule, "claim_exists");
        let decided = apply_for(&claim, &applied(), true);
        does(&mut claim, decided);
        assert_eq!(apply_for(&claim, &applied(), true).unwrap_err().rule, "claim_pending");
        assert_eq!(pay(&claim, date(2025, 5, 5), ten, "officer", today).unwrap_err().rule, "claim_day");
        assert_eq!(pay(&claim, today, Number::whole(0), "officer", today).unwrap_err().rule, "claim_amount");
        let decided = pay(&claim, today, ten, "officer", today);
        does(&mut claim, decided);
        assert_eq!(claim.end, Some(End::Paid(today, ten)));
        assert_eq!(apply_for(&claim, &applied(), true).unwrap_err().rule, "claim_once");
        assert_eq!(apply_for(&claim, &applied(), false).unwrap_err().rule, "claim_year");
        let next = Applied { year: 2026, ..applied() };
        assert!(apply_for(&claim, &next, false).is_ok(), "what is given every year is asked for again");
    }

    #[test]
    fn who_was_refused_is_told_and_may_ask_again() {
        let mut claim = Claim::default();
        let today = date(2025, 5, 9);
        let decided = apply_for(&claim, &applied(), true);
        does(&mut claim, decided);
        assert_eq!(refuse(&claim, " ", "officer", today).unwrap_err().rule, "claim_told");
        let decided = refuse(&claim, "材料不全", "officer", today);
        does(&mut claim, decided);
        assert_eq!(refuse(&claim, "再次", "officer", today).unwrap_err().rule, "claim_over");
        assert!(apply_for(&claim, &applied(), true).is_ok());
    }
}
