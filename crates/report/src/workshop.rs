//! The workshop of one year's report (年报编制): texts, corrections, sign-off, editions.
//!
//! Stream `report/<agency>/<year>`. Figures are never typed in: a hand correction is an entry of its own beside
//! the computed figure. An error found by the checks cannot be passed over.

mod decide;
mod event;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::cell::CellId;
use crate::check::{Finding, Outcome, Rule, Severity};
use crate::draft::{Bound, Section};
use crate::model::{AnnualReport, Cell, CellState};

pub use decide::{Act, Command, RecordEarlier, decide, record_earlier};
pub use event::{
    Acknowledged, AuthoritySubmission, Corrected, CorrectionWithdrawn, EarlierReport, Explained, Opened,
    Published, Reasoned, SignedOff, TextEdited, WorkshopEvent,
};

/// Where the report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Stage {
    /// Nothing happened yet.
    #[default]
    Unopened,
    /// Being written.
    Drafting,
    /// Handed to the head.
    Submitted,
    /// Signed by the head.
    SignedOff,
    /// On the portal.
    Published,
}

impl Stage {
    /// The stage's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Stage::Unopened => "unopened",
            Stage::Drafting => "drafting",
            Stage::Submitted => "submitted",
            Stage::SignedOff => "signed_off",
            Stage::Published => "published",
        }
    }

    /// The stage as an officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            Stage::Unopened => "未开始",
            Stage::Drafting => "编制中",
            Stage::Submitted => "待签发",
            Stage::SignedOff => "已签发",
            Stage::Published => "已公布",
        }
    }
}

/// A report in the workshop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workshop {
    /// Where it stands.
    pub stage: Stage,
    /// The agency's code.
    pub agency: String,
    /// The report year.
    pub year: i16,
    /// The section texts.
    pub texts: BTreeMap<Section, TextEdited>,
    /// Hand corrections that stand.
    pub corrections: BTreeMap<CellId, Corrected>,
    /// Warnings a person answered for, by fingerprint.
    pub acknowledged: BTreeMap<String, Acknowledged>,
    /// Why 上年结转 differs from last year's report.
    pub carry_over: Option<Explained>,
    /// Who handed it in.
    pub submitted_by: Option<String>,
    /// The head's signature on what is to be published.
    pub signed: Option<SignedOff>,
    /// Every edition published, oldest first.
    pub editions: Vec<Published>,
    /// Set when the report was made before the platform was there and only taken over.
    pub recorded: Option<EarlierReport>,
    /// When it was handed to the 主管部门.
    pub authority: Vec<AuthoritySubmission>,
}

impl Workshop {
    /// Takes note of what happened.
    pub fn apply(&mut self, event: &WorkshopEvent) {
        match event {
            WorkshopEvent::Opened(opened) => {
                self.stage = Stage::Drafting;
                self.agency.clone_from(&opened.agency);
                self.year = opened.year;
            }
            WorkshopEvent::TextEdited(edited) => {
                self.texts.insert(edited.section, edited.clone());
            }
            WorkshopEvent::FigureCorrected(corrected) => {
                self.corrections.insert(corrected.cell, corrected.clone());
            }
            WorkshopEvent::CorrectionWithdrawn(withdrawn) => {
                self.corrections.remove(&withdrawn.cell);
            }
            WorkshopEvent::FindingAcknowledged(acknowledged) => {
                self.acknowledged.insert(acknowledged.fingerprint.clone(), acknowledged.clone());
            }
            WorkshopEvent::CarryOverExplained(explained) => self.carry_over = Some(explained.clone()),
            WorkshopEvent::Submitted(submitted) => {
                self.stage = Stage::Submitted;
                self.submitted_by = Some(submitted.by.clone());
            }
            WorkshopEvent::Returned(_) | WorkshopEvent::Reopened(_) => {
                self.stage = Stage::Drafting;
                self.submitted_by = None;
                self.signed = None;
            }
            WorkshopEvent::SignedOff(signed) => {
                self.stage = Stage::SignedOff;
                self.signed = Some(signed.clone());
            }
            WorkshopEvent::Published(published) => {
                self.stage = Stage::Published;
                self.editions.push(published.clone());
            }
            WorkshopEvent::SubmittedToAuthority(submission) => self.authority.push(submission.clone()),
            WorkshopEvent::Recorded(earlier) => {
                self.stage = Stage::Published;
                self.editions.push(earlier.as_edition());
                self.recorded = Some(earlier.clone());
            }
        }
    }

    /// The text of a section with its bindings.
    pub fn text(&self, section: Section) -> Option<Bound> {
        self.texts
            .get(&section)
            .map(|edited| Bound { text: edited.text.clone(), figures: edited.figures.clone() })
    }

    /// The computed report with the corrections laid over it; each corrected figure says so.
    #[must_use]
    pub fn corrected(&self, computed: &AnnualReport) -> AnnualReport {
        let mut report = computed.clone();
        for (id, correction) in &self.corrections {
            let before = shown(computed.value(*id));
            let note = format!(
                "人工更正：统计为 {before}；理由：{}（{}，{}）",
                correction.reason, correction.by, correction.on
            );
            report.cells.insert(
                *id,
                Cell {
                    value: Some(correction.value),
                    state: CellState::Annotated,
                    place: None,
                    note: Some(note),
                },
            );
        }
        report
    }

    /// Corrections made against a computed figure that has changed since.
    pub fn stale_corrections(&self, computed: &AnnualReport) -> Vec<&Corrected> {
        self.corrections.values().filter(|entry| computed.value(entry.cell) != entry.computed).collect()
    }

    /// The findings that keep the report from being handed in or signed: errors, rules that cannot be decided, and
    /// warnings nobody has answered for.
    pub fn open_findings<'a>(&self, outcome: &'a Outcome) -> Vec<&'a Finding> {
        outcome.findings.iter().filter(|finding| finding.blocks() || !self.is_answered(finding)).collect()
    }

    /// Whether a warning has been acknowledged with a reason, or its difference explained.
    pub fn is_answered(&self, finding: &Finding) -> bool {
        let explained =
            finding.rule == Rule::K5 && finding.severity == Severity::Warning && self.carry_over.is_some();
        explained || self.acknowledged.contains_key(&finding.fingerprint())
    }
}

fn shown(value: Option<Decimal>) -> String {
    value.map_or_else(|| "空白".to_owned(), |value| value.normalize().to_string())
}

#[cfg(test)]
mod tests;
