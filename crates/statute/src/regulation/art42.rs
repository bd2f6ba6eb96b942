//! Art. 42: information is free; excessive requests may be charged (信息处理费).
//!
//! The 2020 fee rules give two schedules, each progressive: every slice at its own rate. An agency chooses one for
//! each request, never both. The applicant pays within 20 working days of the notice or is deemed to have given up.

use crate::calendar::Workdays;
use crate::source::{Article, Dated, FEE_RULES_2020, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(42);

/// The fee rules as a whole.
pub const FEE_RULES: Article = FEE_RULES_2020.article(0);

/// Time to pay (缴费期限).
///
/// Unit: working days, counted from the day after the applicant receives the notice.
/// Source: 《政府信息公开信息处理费管理办法》.
pub static PAYMENT_PERIOD: Dated<Workdays> = Dated(&[(FEE_RULES, Workdays(20))]);

/// An amount in whole yuan (元). Fees have no fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Yuan(pub u64);

/// How a fee is counted (计费方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schedule {
    /// 按件计收：同一申请人一个自然月内累计
    PerRequest,
    /// 按量计收：单件申请的页数
    PerPage,
}

impl Schedule {
    /// The schedule's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Schedule::PerRequest => "per_request",
            Schedule::PerPage => "per_page",
        }
    }

    /// The schedule's name.
    pub const fn label(self) -> &'static str {
        match self {
            Schedule::PerRequest => "按件计收",
            Schedule::PerPage => "按量计收",
        }
    }

    /// What the schedule counts.
    pub const fn unit(self) -> &'static str {
        match self {
            Schedule::PerRequest => "件",
            Schedule::PerPage => "页",
        }
    }

    /// The schedule with this identifier.
    pub fn from_key(key: &str) -> Option<Schedule> {
        [Schedule::PerRequest, Schedule::PerPage].into_iter().find(|schedule| schedule.key() == key)
    }

    /// The last number of the slice that begins at `from`, and its rate. `None`: the slice has no end.
    const fn slice(self, from: u32) -> (Option<u32>, Yuan) {
        match (self, from) {
            (Schedule::PerRequest, 0..=10) => (Some(10), Yuan(0)),
            (Schedule::PerRequest, 11..=30) => (Some(30), Yuan(100)),
            (Schedule::PerRequest, 31..) => {
                let step = (from - 31) / 10;
                (step.saturating_mul(10).checked_add(40), Yuan(200 + 100 * step as u64))
            }
            (Schedule::PerPage, 0..=30) => (Some(30), Yuan(0)),
            (Schedule::PerPage, 31..=100) => (Some(100), Yuan(10)),
            (Schedule::PerPage, 101..=200) => (Some(200), Yuan(20)),
            (Schedule::PerPage, 201..) => (None, Yuan(40)),
        }
    }

    /// What the `nth` request of the month, or the `nth` page, costs by itself; `None` for the zeroth.
    pub const fn rate(self, nth: u32) -> Option<Yuan> {
        if nth == 0 { None } else { Some(self.slice(nth).1) }
    }
}

/// One slice of a fee, as far as it was reached (累进档次).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// First number of the slice.
    pub from: u32,
    /// Last number reached in the slice.
    pub to: u32,
    /// What each costs.
    pub rate: Yuan,
    /// How many were reached.
    pub count: u32,
    /// What the slice costs.
    pub amount: Yuan,
}

/// A fee with the steps that lead to it (信息处理费及其计算).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// How it is counted.
    pub schedule: Schedule,
    /// How many requests of the month, or pages.
    pub count: u32,
    /// What the last one costs by itself: for a request this is its fee.
    pub rate_of_nth: Option<Yuan>,
    /// The sum of all steps.
    pub total: Yuan,
    /// The slices reached, in order.
    pub steps: Vec<Step>,
    /// The rule applied.
    pub source: Article,
}

/// The fee for `count` requests of one month, or for `count` pages of one request.
pub fn fee(schedule: Schedule, count: u32) -> Fee {
    let mut steps = Vec::new();
    let mut from = 1;
    while from <= count {
        let (end, rate) = schedule.slice(from);
        let to = end.map_or(count, |end| end.min(count));
        let reached = to - from + 1;
        steps.push(Step { from, to, rate, count: reached, amount: Yuan(rate.0 * u64::from(reached)) });
        match to.checked_add(1) {
            Some(next) => from = next,
            None => break,
        }
    }
    let total = Yuan(steps.iter().fold(0, |sum: u64, step| sum.saturating_add(step.amount.0)));
    Fee { schedule, count, rate_of_nth: schedule.rate(count), total, steps, source: FEE_RULES }
}

/// How one request of a month is charged (某一申请的计费方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charge {
    /// By its position in the month.
    PerRequest,
    /// By its pages.
    PerPage(u32),
}

/// Whether a request charged by pages still takes a position in the month's count (按量计收的申请是否占件数).
///
/// Convention: the fee rules are silent; by default it does, being a request of that month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PagePosition {
    /// It counts as a request of the month.
    #[default]
    Counted,
    /// It is left out of the count.
    NotCounted,
}

/// What each request of one applicant's month costs, in the order of receipt.
pub fn month(charges: &[Charge], pages: PagePosition) -> Vec<Yuan> {
    let mut position = 0;
    charges
        .iter()
        .map(|charge| match charge {
            Charge::PerRequest => {
                position += 1;
                Schedule::PerRequest.rate(position).unwrap_or_default()
            }
            Charge::PerPage(count) => {
                position += u32::from(pages == PagePosition::Counted);
                fee(Schedule::PerPage, *count).total
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fee_of_one_request_is_the_rate_of_its_position() {
        assert_eq!(Schedule::PerRequest.rate(31), Some(Yuan(200)));
        assert_eq!(Schedule::PerRequest.rate(10), Some(Yuan(0)));
        assert_eq!(Schedule::PerRequest.rate(0), None);
    }

    #[test]
    fn the_steps_of_a_fee_cover_every_number_once() {
        for schedule in [Schedule::PerRequest, Schedule::PerPage] {
            let fee = fee(schedule, 257);
            assert_eq!(fee.steps.iter().map(|step| step.count).sum::<u32>(), 257);
            assert!(fee.steps.iter().all(|step| step.to - step.from + 1 == step.count));
            let by_ones: u64 = (1..=257).map(|nth| schedule.rate(nth).unwrap().0).sum();
            assert_eq!(fee.total, Yuan(by_ones));
        }
    }

    #[test]
    fn nothing_asked_costs_nothing() {
        let fee = fee(Schedule::PerRequest, 0);
        assert_eq!((fee.total, fee.rate_of_nth, fee.steps.len()), (Yuan(0), None, 0));
    }

    #[test]
    fn a_request_charged_by_pages_keeps_its_position_unless_set_otherwise() {
        let mut charges = vec![Charge::PerRequest; 9];
        charges.extend([Charge::PerPage(31), Charge::PerRequest]);
        let counted = month(&charges, PagePosition::Counted);
        assert_eq!((counted[9], counted[10]), (Yuan(10), Yuan(100)));
        let left_out = month(&charges, PagePosition::NotCounted);
        assert_eq!((left_out[9], left_out[10]), (Yuan(10), Yuan(0)));
    }
}
