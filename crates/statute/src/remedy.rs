//! What the applicant can do about a decision (救济途径), Art. 51 and the laws it leads to.
//!
//! The paragraph depends on the decision, its day and the agency. Block A stands before 2024: reconsideration or court.
//! Block B since 1 January 2024 for refusals under Arts. 14–16: reconsideration first (复议前置). Block C since then for
//! all others: reconsideration or court. A reply that grants a part has B for what it withholds and C for the rest, by
//! a reading that is a dated setting, for the law's scope is open there.

use jiff::civil::Date;

use crate::calendar::{Calendar, NoNotice};
use crate::category::AgencyKind;
use crate::counting::{add_days, add_months};
use crate::decision::Decision;
use crate::source::{
    Article, Dated, LITIGATION_LAW_2017, RECONSIDERATION_LAW_2017, RECONSIDERATION_LAW_2023,
};

/// A period in calendar days or months, with its name (期间).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// 日
    Days(u16),
    /// 月
    Months(u16),
}

impl Period {
    /// The period as it is written.
    pub fn label(self) -> String {
        match self {
            Period::Days(days) => format!("{days}日"),
            Period::Months(months) => format!("{months}个月"),
        }
    }

    /// The last day of the period that starts on `start`; a day off moves to the next working day (C4, C9).
    ///
    /// # Errors
    ///
    /// [`NoNotice`] when the year it ends in has no notice.
    pub fn end(self, start: Date, calendar: &Calendar) -> Result<Date, NoNotice> {
        calendar.on_or_after(self.nominal_end(start))
    }

    /// The last day before any move to a working day: the period is certainly not over before it.
    pub fn nominal_end(self, start: Date) -> Date {
        match self {
            Period::Days(days) => add_days(start, days),
            Period::Months(months) => add_months(start, months),
        }
    }
}

/// Time to apply for administrative reconsideration (行政复议申请期限).
///
/// Source: 行政复议法 Art. 20; before 2024, Art. 9. From the day the applicant knew of the decision.
pub static RECONSIDERATION_PERIOD: Dated<Period> = Dated(&[
    (RECONSIDERATION_LAW_2017.article(9), Period::Days(60)),
    (RECONSIDERATION_LAW_2023.article(20), Period::Days(60)),
]);

/// Time to sue without reconsideration (直接起诉期限).
///
/// Source: 行政诉讼法 Art. 46. From the day the applicant knew of the decision.
pub static SUIT_PERIOD: Dated<Period> = Dated(&[(LITIGATION_LAW_2017.article(46), Period::Months(6))]);

/// Time to sue after reconsideration (复议后起诉期限).
///
/// Source: 行政诉讼法 Art. 45. From receipt of the reconsideration decision.
pub static SUIT_AFTER_RECONSIDERATION_PERIOD: Dated<Period> =
    Dated(&[(LITIGATION_LAW_2017.article(45), Period::Days(15))]);

/// Which remedy paragraph applies (救济告知的种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Before 2024: reconsideration or court.
    A,
    /// Since 2024, refusals under Arts. 14–16: reconsideration first.
    B,
    /// Since 2024, other decisions: reconsideration or court.
    C,
}

impl Block {
    /// The block's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Block::A => "A",
            Block::B => "B",
            Block::C => "C",
        }
    }
}

/// What part of the reply a block speaks of (适用范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The whole reply.
    Whole,
    /// What it withholds.
    WithheldPart,
    /// The rest of it.
    Rest,
}

/// How a reply that grants a part is read under 复议前置 (部分公开的读法).
///
/// Convention: the law does not say whether its withheld part is a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PartlyGrantedReading {
    /// Block B for the withheld part, C for the rest.
    #[default]
    ByPart,
    /// Block B for the whole reply.
    AsRefusal,
    /// Block C for the whole reply.
    AsGrant,
}

/// The reading of 部分公开 over time, as an installation sets it; the earliest entry also holds before its day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readings(Vec<(Date, PartlyGrantedReading)>);

impl Readings {
    /// Readings each from its day on.
    pub fn new(mut readings: Vec<(Date, PartlyGrantedReading)>) -> Readings {
        readings.sort_by_key(|(from, _)| *from);
        Readings(readings)
    }

    /// The reading on a day; the default when none is set.
    pub fn on(&self, day: Date) -> PartlyGrantedReading {
        let set = self.0.iter().rev().find(|(from, _)| *from <= day).or_else(|| self.0.first());
        set.map(|(_, reading)| *reading).unwrap_or_default()
    }
}

/// Which body hears a reconsideration (行政复议机关).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// 本级人民政府
    OwnGovernment,
    /// 上一级人民政府
    SuperiorGovernment,
    /// 上一级主管部门
    SuperiorDepartment,
    /// 本级人民政府或者上一级主管部门，由申请人选择
    OwnGovernmentOrSuperiorDepartment,
}

impl Authority {
    /// The body for an agency's decision of a day.
    ///
    /// Source: 行政复议法 Arts. 24, 27, 28; before 2024, Arts. 12 and 13.
    pub fn of(agency: AgencyKind, decided_on: Date) -> Authority {
        let revised = RECONSIDERATION_LAW_2023.is_in_force(decided_on);
        match (agency, revised) {
            (AgencyKind::Government, _) => Authority::SuperiorGovernment,
            (AgencyKind::VerticalDepartment, _) => Authority::SuperiorDepartment,
            (AgencyKind::Department | AgencyKind::AuthorisedOrganisation, true) => Authority::OwnGovernment,
            (AgencyKind::JudicialDepartment, _)
            | (AgencyKind::Department | AgencyKind::AuthorisedOrganisation, false) => {
                Authority::OwnGovernmentOrSuperiorDepartment
            }
        }
    }
}

/// The names a remedy paragraph is filled with (名称).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The government the agency belongs to, or the one above when the agency is itself a government.
    pub government: String,
    /// The superior department, where it may hear the case; `None` prints the general words.
    pub superior_department: Option<String>,
    /// The court that hears the suit; `None` prints the general words.
    pub court: Option<String>,
}

/// One remedy paragraph (救济告知).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Which block.
    pub block: Block,
    /// What it speaks of.
    pub scope: Scope,
    /// Which body hears the reconsideration.
    pub authority: Authority,
    /// The articles behind it.
    pub articles: Vec<Article>,
    /// Time to apply for reconsideration.
    pub reconsideration: Period,
    /// Time to sue: directly, or after reconsideration for block B.
    pub suit: Period,
}

impl Advice {
    /// The paragraph, ready for the reply.
    pub fn text(&self, names: &Names) -> String {
        let superior = names.superior_department.as_deref().unwrap_or("上一级主管部门");
        let authority = match self.authority {
            Authority::OwnGovernment | Authority::SuperiorGovernment => names.government.clone(),
            Authority::SuperiorDepartment => superior.to_owned(),
            Authority::OwnGovernmentOrSuperiorDepartment => format!("{}或者{superior}", names.government),
        };
        let court = names.court.as_deref().unwrap_or("有管辖权的人民法院");
        let about = match self.scope {
            Scope::Whole => "如对本答复不服",
            Scope::WithheldPart => "如对本答复中不予公开的内容不服",
            Scope::Rest => "如对本答复的其他内容不服",
        };
        let (apply, sue) = (self.reconsideration.label(), self.suit.label());
        match self.block {
            Block::A | Block::C => format!(
                "{about}，可以自收到本答复之日起{apply}内向{authority}申请行政复议，\
                 或者自收到本答复之日起{sue}内向{court}提起行政诉讼。"
            ),
            Block::B => format!(
                "{about}，应当先自收到本答复之日起{apply}内向{authority}申请行政复议；\
                 对行政复议决定不服的，可以自收到行政复议决定书之日起{sue}内向{court}提起行政诉讼。"
            ),
        }
    }
}

/// The last day on which somebody told of a decision on `decided_on` may still seek a remedy (救济期限届满日).
///
/// The later of reconsideration and suit. Where a year's notice is missing, a fortnight is added in place of the move
/// to a working day, so that the answer is never too early.
pub fn open_until(decided_on: Date, calendar: &Calendar) -> Date {
    let periods = [
        RECONSIDERATION_PERIOD.on(decided_on).map(|(_, period)| *period),
        SUIT_PERIOD.on(decided_on).map(|(_, period)| *period),
    ];
    let end = |period: Period| {
        period.end(decided_on, calendar).unwrap_or_else(|_| add_days(period.nominal_end(decided_on), 14))
    };
    periods.into_iter().flatten().map(end).max().unwrap_or(decided_on)
}

/// Why no remedy paragraph could be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdviceError {
    /// The day is earlier than the laws modelled here.
    #[error("no remedy rules are modelled for {0}")]
    NoRule(Date),
}

/// The remedy paragraphs of a reply (救济告知), in the order they are printed.
///
/// # Errors
///
/// [`AdviceError::NoRule`] for decisions before 1 September 2017.
pub fn advice(
    decision: Decision,
    decided_on: Date,
    agency: AgencyKind,
    readings: &Readings,
) -> Result<Vec<Advice>, AdviceError> {
    let no_rule = AdviceError::NoRule(decided_on);
    let &(applied, reconsideration) = RECONSIDERATION_PERIOD.on(decided_on).ok_or(no_rule)?;
    let &(direct, direct_period) = SUIT_PERIOD.on(decided_on).ok_or(no_rule)?;
    let &(after, after_period) = SUIT_AFTER_RECONSIDERATION_PERIOD.on(decided_on).ok_or(no_rule)?;
    let authority = Authority::of(agency, decided_on);
    let one = |block, scope| match block {
        Block::A | Block::C => Advice {
            block,
            scope,
            authority,
            articles: vec![applied, direct],
            reconsideration,
            suit: direct_period,
        },
        Block::B => Advice {
            block,
            scope,
            authority,
            articles: vec![RECONSIDERATION_LAW_2023.article(23).para(1).item(4), applied, after],
            reconsideration,
            suit: after_period,
        },
    };
    if !RECONSIDERATION_LAW_2023.is_in_force(decided_on) {
        return Ok(vec![one(Block::A, Scope::Whole)]);
    }
    if decision == Decision::PartlyGranted {
        return Ok(match readings.on(decided_on) {
            PartlyGrantedReading::ByPart => {
                vec![one(Block::B, Scope::WithheldPart), one(Block::C, Scope::Rest)]
            }
            PartlyGrantedReading::AsRefusal => vec![one(Block::B, Scope::Whole)],
            PartlyGrantedReading::AsGrant => vec![one(Block::C, Scope::Whole)],
        });
    }
    let block = if decision.is_refusal_14_16() { Block::B } else { Block::C };
    Ok(vec![one(block, Scope::Whole)])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn blocks(decision: Decision, day: Date) -> Vec<Block> {
        let advice = advice(decision, day, AgencyKind::Department, &Readings::default()).unwrap();
        advice.into_iter().map(|advice| advice.block).collect()
    }

    fn names() -> Names {
        Names {
            government: "样例市人民政府".into(),
            superior_department: Some("样例省样例厅".into()),
            court: Some("样例市人民法院".into()),
        }
    }

    #[test]
    fn reconsideration_comes_first_for_refusals_since_2024() {
        for decision in Decision::ALL {
            assert_eq!(blocks(decision, date(2023, 12, 31)), [Block::A], "{decision:?}");
            let expected = match decision {
                Decision::PartlyGranted => vec![Block::B, Block::C],
                refusal if refusal.is_refusal_14_16() => vec![Block::B],
                _ => vec![Block::C],
            };
            assert_eq!(blocks(decision, date(2024, 1, 1)), expected, "{decision:?}");
        }
    }

    #[test]
    fn a_department_lost_its_choice_of_authority_in_2024() {
        let of = |kind, year| Authority::of(kind, date(year, 6, 1));
        assert_eq!(of(AgencyKind::Department, 2023), Authority::OwnGovernmentOrSuperiorDepartment);
        assert_eq!(of(AgencyKind::Department, 2024), Authority::OwnGovernment);
        assert_eq!(of(AgencyKind::JudicialDepartment, 2024), Authority::OwnGovernmentOrSuperiorDepartment);
        assert_eq!(of(AgencyKind::VerticalDepartment, 2024), Authority::SuperiorDepartment);
        assert_eq!(of(AgencyKind::Government, 2024), Authority::SuperiorGovernment);
    }

    #[test]
    fn the_paragraph_of_a_refusal_sends_to_reconsideration_first() {
        let advice =
            advice(Decision::Process, date(2025, 3, 3), AgencyKind::Department, &Readings::default())
                .unwrap();
        insta::assert_snapshot!(advice[0].text(&names()), @"如对本答复不服，应当先自收到本答复之日起60日内向样例市人民政府申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向样例市人民法院提起行政诉讼。");
    }

    #[test]
    fn the_paragraph_of_another_decision_leaves_the_choice() {
        let advice =
            advice(Decision::Granted, date(2021, 3, 3), AgencyKind::Department, &Readings::default())
                .unwrap();
        insta::assert_snapshot!(advice[0].text(&names()), @"如对本答复不服，可以自收到本答复之日起60日内向样例市人民政府或者样例省样例厅申请行政复议，或者自收到本答复之日起6个月内向样例市人民法院提起行政诉讼。");
    }

    #[test]
    fn the_reading_of_a_partly_granted_reply_is_a_dated_setting() {
        let readings = Readings::new(vec![
            (date(2024, 1, 1), PartlyGrantedReading::ByPart),
            (date(2026, 7, 1), PartlyGrantedReading::AsGrant),
        ]);
        let scopes = |day| {
            advice(Decision::PartlyGranted, day, AgencyKind::Department, &readings)
                .unwrap()
                .into_iter()
                .map(|advice| (advice.block, advice.scope))
                .collect::<Vec<_>>()
        };
        assert_eq!(scopes(date(2026, 6, 30)), [(Block::B, Scope::WithheldPart), (Block::C, Scope::Rest)]);
        assert_eq!(scopes(date(2026, 7, 1)), [(Block::C, Scope::Whole)]);
    }

    #[test]
    fn sixty_days_that_end_on_a_holiday_end_on_the_next_workday() {
        let calendar = Calendar::built_in();
        // 60 days from 2 August 2021 end on 1 October, a holiday; work resumes on 8 October.
        assert_eq!(Period::Days(60).end(date(2021, 8, 2), calendar), Ok(date(2021, 10, 8)));
        assert_eq!(Period::Days(60).end(date(2021, 3, 1), calendar), Ok(date(2021, 4, 30)));
    }

    #[test]
    fn six_months_end_on_the_last_day_of_a_short_month() {
        let calendar = Calendar::built_in();
        assert_eq!(Period::Months(6).end(date(2021, 8, 31), calendar), Ok(date(2022, 2, 28)));
        // 28 February 2026 is a make-up Saturday, a working day.
        assert_eq!(Period::Months(6).end(date(2025, 8, 31), calendar), Ok(date(2026, 2, 28)));
        assert_eq!(Period::Months(6).end(date(2026, 8, 31), calendar), Err(NoNotice { year: 2027 }));
    }

    #[test]
    fn no_remedy_table_has_a_gap() {
        assert_eq!(RECONSIDERATION_PERIOD.flaw(), None);
        assert_eq!(SUIT_PERIOD.flaw(), None);
        assert_eq!(SUIT_AFTER_RECONSIDERATION_PERIOD.flaw(), None);
    }

    #[test]
    fn a_decision_before_the_modelled_laws_is_not_guessed() {
        let day = date(2017, 6, 30);
        let asked = advice(Decision::Granted, day, AgencyKind::Department, &Readings::default());
        assert_eq!(asked, Err(AdviceError::NoRule(day)));
    }
}
