//! What the findings add up to (评分和结论).
//!
//! A single veto fails the site and nothing is scored. Otherwise deductions are taken from a hundred points, those of
//! one part never more than the part has; below sixty fails; above eighty the bonus is added. An agency that owes no
//! services is not checked for them, and its 75 points are scaled to a hundred.

use super::codes::{Indicator, Part, RecordKind, Severity};
use super::facts::{Facts, Reference, Services};
use super::finding::Finding;
use super::points::Points;
use super::rules::Rules;

/// The outcome for the site (检查结论).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Failed by these single vetoes; nothing is scored (单项否决，不合格).
    Vetoed(Vec<Indicator>),
    /// Failed by points (扣分后不合格).
    BelowMark(Score),
    /// Passed with this score (合格).
    Passed(Score),
    /// No single veto; the site is no portal and is not scored (合格，不评分).
    Unscored,
}

impl Verdict {
    /// Whether the site passed.
    pub const fn is_passed(&self) -> bool {
        matches!(self, Verdict::Passed(_) | Verdict::Unscored)
    }

    /// The score, where there is one.
    pub const fn score(&self) -> Option<&Score> {
        match self {
            Verdict::BelowMark(score) | Verdict::Passed(score) => Some(score),
            Verdict::Vetoed(_) | Verdict::Unscored => None,
        }
    }
}

/// The outcome for an account; only single vetoes count (新媒体检查结论).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountVerdict {
    /// The account.
    pub account: Reference,
    /// The vetoes it failed by; none when it passed.
    pub vetoes: Vec<Indicator>,
}

/// The points of one part of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartScore {
    /// Which.
    pub part: Part,
    /// Its full mark.
    pub full: Points,
    /// What its findings cost together.
    pub cost: Points,
    /// What is deducted: never more than the full mark.
    pub deducted: Points,
}

/// The points of a portal site (得分).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Part by part; parts that are not owed are left out.
    pub parts: Vec<PartScore>,
    /// Out of a hundred after deductions, scaled where a part is not owed.
    pub subtotal: Points,
    /// The bonus that counts.
    pub bonus: Points,
    /// The final score.
    pub total: Points,
    /// Deductions whose points nobody knows; they are not in the sum.
    pub unpriced: u32,
}

pub(super) fn verdict(facts: &Facts, rules: &Rules, findings: &[Finding]) -> Verdict {
    let is_of_site = |finding: &&Finding| {
        let is_of_account = finding.records.iter().any(|record| record.kind == RecordKind::Account);
        finding.severity == Severity::Veto && !is_of_account
    };
    let mut vetoes: Vec<Indicator> =
        findings.iter().filter(is_of_site).map(|finding| finding.indicator).collect();
    vetoes.dedup();
    if !vetoes.is_empty() {
        return Verdict::Vetoed(vetoes);
    }
    if !facts.is_portal {
        return Verdict::Unscored;
    }
    let score = score(facts, rules, findings);
    if score.subtotal < rules.scoring.fail_below.value {
        Verdict::BelowMark(score)
    } else {
        Verdict::Passed(score)
    }
}

fn score(facts: &Facts, rules: &Rules, findings: &[Finding]) -> Score {
    let is_owed = |part: Part| part != Part::Services || facts.services != Some(Services::NotOwed);
    let parts: Vec<PartScore> = Part::SCORED
        .into_iter()
        .filter(|part| is_owed(*part))
        .map(|part| part_score(part, rules, findings))
        .collect();
    let sum = |points: fn(&PartScore) -> Points| parts.iter().map(points).sum::<Points>();
    let full = sum(|part| part.full);
    let kept = full.minus(sum(|part| part.deducted));
    let subtotal = kept.scaled(full, Points::whole(100));
    let bonus = facts.bonus.unwrap_or_default().clamp(Points(0), rules.scoring.bonus_most.value);
    let bonus = if rules.scoring.bonus_above.value < subtotal { bonus } else { Points(0) };
    let unpriced = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Deduction && finding.points.is_none())
        .count();
    let unpriced = u32::try_from(unpriced).unwrap_or(u32::MAX);
    Score { parts, subtotal, bonus, total: subtotal.plus(bonus), unpriced }
}

fn part_score(part: Part, rules: &Rules, findings: &[Finding]) -> PartScore {
    let is_here = |finding: &&Finding| rules.rule(finding.indicator).is_some_and(|rule| rule.part == part);
    let full = rules.scoring.full(part);
    let cost = findings.iter().filter(is_here).filter_map(|it| it.points).sum::<Points>();
    PartScore { part, full, cost, deducted: cost.min(full) }
}

pub(super) fn account_verdicts(facts: &Facts, findings: &[Finding]) -> Vec<AccountVerdict> {
    facts
        .accounts
        .iter()
        .map(|account| {
            let is_its = |finding: &&Finding| {
                finding.severity == Severity::Veto
                    && finding.records.iter().any(|record| {
                        record.kind == RecordKind::Account && record.reference == account.reference
                    })
            };
            let mut vetoes: Vec<Indicator> =
                findings.iter().filter(is_its).map(|finding| finding.indicator).collect();
            vetoes.dedup();
            AccountVerdict { account: account.reference.clone(), vetoes }
        })
        .collect()
}
