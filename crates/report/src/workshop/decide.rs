//! Which act may follow which stage.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::event::{
    Acknowledged, AuthoritySubmission, Corrected, CorrectionWithdrawn, EarlierReport, Explained, Opened,
    Published, Reasoned, SignedOff, TextEdited, WorkshopEvent,
};
use super::{Stage, Workshop};
use crate::cell::CellId;
use crate::check::{Finding, Outcome, Severity};
use crate::draft::Section;
use crate::refusal::Refusal;

/// Who acts, when, and what the checks say now.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Login of the actor.
    pub by: &'a str,
    /// The day.
    pub on: Date,
    /// Whether the actor holds the role of the head (签发).
    pub is_leader: bool,
    /// What the checks of the corrected report say, against the records too.
    pub outcome: &'a Outcome,
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin the report of a year that is over.
    Open {
        /// The agency's code.
        agency: String,
        /// The report year.
        year: i16,
    },
    /// Write a section text, bound by [`crate::draft::bind`].
    EditText {
        /// Which section.
        section: Section,
        /// The text with its placeholders.
        text: String,
        /// The figures used.
        figures: BTreeMap<String, String>,
    },
    /// Correct a figure by hand.
    CorrectFigure {
        /// Which figure.
        cell: CellId,
        /// What the records give.
        computed: Option<Decimal>,
        /// What it should be.
        value: Decimal,
        /// Why.
        reason: String,
    },
    /// Take a correction back.
    WithdrawCorrection {
        /// Which figure.
        cell: CellId,
        /// Why.
        reason: String,
    },
    /// Answer for a warning.
    Acknowledge {
        /// The finding's fingerprint.
        fingerprint: String,
        /// Why it may stand.
        reason: String,
    },
    /// Explain why 上年结转 differs.
    ExplainCarryOver {
        /// The reason.
        reason: String,
    },
    /// Hand it to the head.
    Submit,
    /// Send it back.
    Return {
        /// Why.
        reason: String,
    },
    /// Sign it.
    SignOff {
        /// Journal position of the figures.
        position: u64,
        /// Hash of what is signed.
        content_hash: String,
    },
    /// Publish what was signed.
    Publish {
        /// Hash of what is to be published.
        content_hash: String,
    },
    /// Record that it was handed to the 主管部门.
    SubmitToAuthority {
        /// To whom.
        authority: String,
        /// The day.
        on: Date,
        /// What shows its receipt.
        receipt: String,
    },
    /// Begin a corrected edition.
    Reopen {
        /// Why.
        reason: String,
    },
}

/// A report published before the platform was there, as somebody wants to take it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordEarlier {
    /// The report year.
    pub year: i16,
    /// Hash of the edition read from the file.
    pub content_hash: String,
    /// Hash of the file.
    pub file_hash: String,
    /// Where it was published.
    pub source: String,
    /// The day it was published there.
    pub published_on: Date,
}

/// Takes over a report published before the platform was there (往年年报补录): all years stay on the portal, and the
/// next year is checked against it.
///
/// # Errors
///
/// A [`Refusal`] when the year has a report here, is not over, or the publication is not told.
pub fn record_earlier(
    state: &Workshop,
    command: RecordEarlier,
    by: &str,
    on: Date,
) -> Result<Vec<WorkshopEvent>, Refusal> {
    if state.recorded.is_some() {
        let message = format!("{} 年度年报已经补录，不能重复补录。", command.year);
        return Err(Refusal::new("recorded_once", 49, message));
    }
    if state.stage != Stage::Unopened {
        return Err(wrong_stage(state, "本平台已编制该年度年报，不能再补录"));
    }
    year_is_over(command.year, on)?;
    reasoned(&command.source, "原公布的网址或者载体")?;
    if command.published_on.year() <= command.year || command.published_on > on {
        let message = format!("公布日期应在 {} 年 12 月 31 日之后、不晚于今天，请核对。", command.year);
        return Err(Refusal::new("published_after_its_year", 49, message));
    }
    Ok(vec![WorkshopEvent::Recorded(EarlierReport {
        content_hash: command.content_hash,
        file_hash: command.file_hash,
        source: command.source,
        published_on: command.published_on,
        by: by.to_owned(),
        on,
    })])
}

/// Decides what may happen.
///
/// # Errors
///
/// A [`Refusal`] saying what to do instead.
pub fn decide(state: &Workshop, command: Command, act: &Act<'_>) -> Result<Vec<WorkshopEvent>, Refusal> {
    let by = act.by.to_owned();
    let on = act.on;
    let event = match command {
        Command::Open { agency, year } => return open(state, agency, year, act),
        Command::EditText { section, text, figures } => {
            in_drafting(state)?;
            WorkshopEvent::TextEdited(TextEdited { section, text, figures, by, on })
        }
        Command::CorrectFigure { cell, computed, value, reason } => {
            in_drafting(state)?;
            reasoned(&reason, "更正理由")?;
            if computed == Some(value) {
                let message = format!("{}按记录统计就是 {value}，不需要更正。", cell.place_name());
                return Err(Refusal::new("correction_changes", 50, message));
            }
            WorkshopEvent::FigureCorrected(Corrected { cell, computed, value, reason, by, on })
        }
        Command::WithdrawCorrection { cell, reason } => {
            in_drafting(state)?;
            reasoned(&reason, "撤回理由")?;
            if !state.corrections.contains_key(&cell) {
                let message = format!("{}没有人工更正，不需要撤回。", cell.place_name());
                return Err(Refusal::new("withdraw_what_stands", 50, message));
            }
            WorkshopEvent::CorrectionWithdrawn(CorrectionWithdrawn { cell, reason, by, on })
        }
        Command::Acknowledge { fingerprint, reason } => {
            in_drafting(state)?;
            reasoned(&reason, "理由")?;
            acknowledge(fingerprint, reason, act)?
        }
        Command::ExplainCarryOver { reason } => {
            in_drafting(state)?;
            reasoned(&reason, "说明")?;
            WorkshopEvent::CarryOverExplained(Explained { reason, by, on })
        }
        Command::Submit => {
            in_drafting(state)?;
            texts_written(state)?;
            nothing_open(state, act.outcome)?;
            WorkshopEvent::Submitted(Reasoned { reason: String::new(), by, on })
        }
        Command::Return { reason } => {
            if !matches!(state.stage, Stage::Submitted | Stage::SignedOff) {
                return Err(wrong_stage(state, "只有待签发或者已签发、尚未公布的年报可以退回"));
            }
            reasoned(&reason, "退回理由")?;
            WorkshopEvent::Returned(Reasoned { reason, by, on })
        }
        Command::SignOff { position, content_hash } => {
            may_sign(state, act)?;
            WorkshopEvent::SignedOff(SignedOff { position, content_hash, by, on })
        }
        Command::Publish { content_hash } => publish(state, content_hash, act)?,
        Command::SubmitToAuthority { authority, on, receipt } => {
            if !matches!(state.stage, Stage::SignedOff | Stage::Published) {
                return Err(wrong_stage(state, "签发后才能报送主管部门"));
            }
            reasoned(&authority, "报送的主管部门")?;
            reasoned(&receipt, "回执或者签收情况")?;
            if on > act.on {
                return Err(Refusal::new("submitted_in_the_past", 49, "报送日期不能晚于今天。"));
            }
            WorkshopEvent::SubmittedToAuthority(AuthoritySubmission { authority, on, receipt, by })
        }
        Command::Reopen { reason } => {
            if state.stage != Stage::Published {
                return Err(wrong_stage(state, "已公布的年报才需要编制更正版"));
            }
            if state.recorded.is_some() {
                let message = "补录的往年年报不是由本平台的记录统计的，更正请在原公布处办理。";
                return Err(Refusal::new("made_elsewhere", 49, message));
            }
            reasoned(&reason, "更正的原因")?;
            WorkshopEvent::Reopened(Reasoned { reason, by, on })
        }
    };
    Ok(vec![event])
}

fn wrong_stage(state: &Workshop, advice: &str) -> Refusal {
    Refusal::new("stage", 49, format!("年报现在的状态是“{}”：{advice}。", state.stage.label()))
}

fn in_drafting(state: &Workshop) -> Result<(), Refusal> {
    let advice = match state.stage {
        Stage::Drafting => return Ok(()),
        Stage::Unopened => "请先开始编制本年度年报",
        Stage::Submitted | Stage::SignedOff => "要修改请先退回",
        Stage::Published => "要修改请编制更正版",
    };
    Err(wrong_stage(state, advice))
}

fn reasoned(text: &str, what: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("reasoned", 50, format!("请填写{what}。")));
    }
    Ok(())
}

fn open(state: &Workshop, agency: String, year: i16, act: &Act<'_>) -> Result<Vec<WorkshopEvent>, Refusal> {
    if state.stage != Stage::Unopened {
        return Err(wrong_stage(state, "本年度年报已经开始编制"));
    }
    year_is_over(year, act.on)?;
    Ok(vec![WorkshopEvent::Opened(Opened { agency, year, by: act.by.to_owned(), on: act.on })])
}

fn year_is_over(year: i16, today: Date) -> Result<(), Refusal> {
    if today.year() <= year {
        let message = format!("{year} 年还没有结束，统计期限到 12 月 31 日；请在次年 1 月办理。");
        return Err(Refusal::new("year_is_over", 49, message));
    }
    Ok(())
}

/// Errors and undecidable rules are put right, not acknowledged.
fn acknowledge(fingerprint: String, reason: String, act: &Act<'_>) -> Result<WorkshopEvent, Refusal> {
    let finding =
        act.outcome.findings.iter().find(|finding| finding.fingerprint() == fingerprint).ok_or_else(
            || Refusal::new("finding_stands", 50, "这条核对结果已经变化，请按最新的核对结果处理。"),
        )?;
    if finding.blocks() {
        let message = format!("{}属于{}，不能略过，请更正数据。", finding.message, finding.severity.label());
        return Err(Refusal::new("errors_are_not_passed_over", 50, message));
    }
    Ok(WorkshopEvent::FindingAcknowledged(Acknowledged {
        fingerprint,
        rule: finding.rule.key().to_owned(),
        message: finding.message.clone(),
        reason,
        by: act.by.to_owned(),
        on: act.on,
    }))
}

fn texts_written(state: &Workshop) -> Result<(), Refusal> {
    for section in Section::ALL {
        let written = state.texts.get(&section).is_some_and(|edited| !edited.text.trim().is_empty());
        if !written {
            let message = format!("“{}”还没有内容，请写完后提交。", section.heading());
            return Err(Refusal::new("sections_are_written", 50, message));
        }
    }
    Ok(())
}

fn nothing_open(state: &Workshop, outcome: &Outcome) -> Result<(), Refusal> {
    let open = state.open_findings(outcome);
    let Some(first) = open.first() else { return Ok(()) };
    let grave = |finding: &&&Finding| finding.blocks();
    let message = match open.iter().filter(grave).count() {
        0 => format!("还有 {} 条提示没有说明理由，请逐条说明：{}", open.len(), first.message),
        errors => {
            let first = open.iter().find(grave).unwrap_or(first);
            let kind = if first.severity == Severity::Error { "错误" } else { "问题" };
            format!("还有 {errors} 条{kind}没有解决，不能提交和签发：{}", first.message)
        }
    };
    Err(Refusal::new("findings_are_answered", 50, message))
}

/// The head signs what another person handed in.
fn may_sign(state: &Workshop, act: &Act<'_>) -> Result<(), Refusal> {
    if state.stage != Stage::Submitted {
        return Err(wrong_stage(state, "提交后才能签发"));
    }
    if !act.is_leader {
        return Err(Refusal::new("head_signs", 49, "年报由本机关负责人签发，请提请负责人签发。"));
    }
    if state.submitted_by.as_deref() == Some(act.by) {
        return Err(Refusal::new("not_ones_own_draft", 49, "不能签发自己提交的年报，请由另一位负责人签发。"));
    }
    nothing_open(state, act.outcome)
}

fn publish(state: &Workshop, content_hash: String, act: &Act<'_>) -> Result<WorkshopEvent, Refusal> {
    let Some(signed) = state.signed.as_ref().filter(|_| state.stage == Stage::SignedOff) else {
        return Err(wrong_stage(state, "签发后才能公布"));
    };
    if signed.content_hash != content_hash {
        let message = "签发后数据或者文字有变化，公布的必须与签发的一致；请退回，重新提交签发。";
        return Err(Refusal::new("publish_what_was_signed", 49, message));
    }
    Ok(WorkshopEvent::Published(Published {
        edition: u32::try_from(state.editions.len()).unwrap_or(u32::MAX).saturating_add(1),
        position: signed.position,
        content_hash,
        by: act.by.to_owned(),
        on: act.on,
    }))
}
