//! Remedies (行政复议、行政诉讼): one case each, feeding table 四 of the annual report.
//!
//! A case of review counts when it is concluded, a suit when its result is effective; a second instance is the same
//! suit and counts once, by the effective result.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decide::Context;
use crate::number::CaseNumber;
use crate::refusal::{Decided, Refusal, Rule};
use gongkai_statute::codes;

codes! {
    /// The group of table 四.
    RemedyKind {
        /// 行政复议
        Review = "review", "行政复议";
        /// 行政诉讼 · 未经复议直接起诉
        SuitDirect = "suit_direct", "行政诉讼（未经复议直接起诉）";
        /// 行政诉讼 · 复议后起诉
        SuitAfterReview = "suit_after_review", "行政诉讼（复议后起诉）";
    }
}

codes! {
    /// The column of table 四 in which a result counts.
    ResultColumn {
        /// 结果维持
        Upheld = "upheld", "结果维持";
        /// 结果纠正
        Corrected = "corrected", "结果纠正";
        /// 其他结果
        Other = "other", "其他结果";
    }
}

codes! {
    /// How a review or a suit ended (审理结果).
    RemedyResult {
        /// 维持
        Maintained = "maintained", "维持";
        /// 驳回复议请求
        ReviewClaimRejected = "review_claim_rejected", "驳回复议请求";
        /// 判决驳回诉讼请求
        SuitClaimRejected = "suit_claim_rejected", "判决驳回诉讼请求";
        /// 撤销
        Revoked = "revoked", "撤销";
        /// 变更
        Changed = "changed", "变更";
        /// 确认违法
        FoundUnlawful = "found_unlawful", "确认违法";
        /// 责令履行
        OrderedToPerform = "ordered_to_perform", "责令履行";
        /// 责令重新作出
        OrderedAnew = "ordered_anew", "责令重新作出答复";
        /// 撤回申请、撤诉
        Withdrawn = "withdrawn", "撤回申请或者撤诉";
        /// 终止
        Terminated = "terminated", "终止";
        /// 驳回申请
        ReviewDismissed = "review_dismissed", "驳回复议申请";
        /// 驳回起诉
        SuitDismissed = "suit_dismissed", "驳回起诉";
        /// 不予受理
        NotAccepted = "not_accepted", "不予受理或者不予立案";
        /// 移送
        Transferred = "transferred", "移送";
    }
}

impl RemedyResult {
    /// The column in which it counts.
    pub const fn column(self) -> ResultColumn {
        match self {
            RemedyResult::Maintained
            | RemedyResult::ReviewClaimRejected
            | RemedyResult::SuitClaimRejected => ResultColumn::Upheld,
            RemedyResult::Revoked
            | RemedyResult::Changed
            | RemedyResult::FoundUnlawful
            | RemedyResult::OrderedToPerform
            | RemedyResult::OrderedAnew => ResultColumn::Corrected,
            RemedyResult::Withdrawn
            | RemedyResult::Terminated
            | RemedyResult::ReviewDismissed
            | RemedyResult::SuitDismissed
            | RemedyResult::NotAccepted
            | RemedyResult::Transferred => ResultColumn::Other,
        }
    }

    /// Whether the agency lost and owes a new reply.
    pub const fn owes_new_reply(self) -> bool {
        matches!(self, RemedyResult::Revoked | RemedyResult::OrderedToPerform | RemedyResult::OrderedAnew)
    }
}

/// What can happen to a remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RemedyEvent {
    /// 收到复议申请书副本、起诉状副本
    #[serde(rename = "remedy.filed.v1")]
    Filed(Filed),
    /// 受理、立案
    #[serde(rename = "remedy.accepted.v1")]
    Accepted(RemedyOn),
    /// 复议决定、判决、裁定
    #[serde(rename = "remedy.concluded.v1")]
    Concluded(Concluded),
    /// 上诉
    #[serde(rename = "remedy.appealed.v1")]
    Appealed(RemedyOn),
    /// 生效：复议决定随即生效，裁判到期生效
    #[serde(rename = "remedy.effective.v1")]
    Effective(RemedyOn),
}

/// A remedy was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Which group of table 四.
    pub kind: RemedyKind,
    /// About which request; `None` for failures to publish proactively.
    pub request: Option<CaseNumber>,
    /// The review before a suit.
    pub earlier: Option<CaseNumber>,
    /// Day filed.
    pub on: Date,
    /// Reviewing authority or court.
    pub authority: String,
    /// What is attacked, without personal data.
    pub matter: String,
}

/// Something of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyOn {
    /// The day.
    pub on: Date,
}

/// A decision on review, judgment or ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// Day the decision or judgment was received.
    pub on: Date,
    /// How it ended.
    pub result: RemedyResult,
    /// Last day set for a new reply.
    pub reply_by: Option<Date>,
}

/// Where a remedy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum RemedyStage {
    /// Not filed.
    #[default]
    Unborn,
    /// Filed.
    Filed,
    /// Accepted for examination.
    Accepted,
    /// Judged, not yet effective.
    Concluded,
    /// Before the second instance.
    Appealed,
    /// Over: counted.
    Over,
}

impl RemedyStage {
    /// The stable identifier in databases.
    pub const fn key(self) -> &'static str {
        match self {
            RemedyStage::Unborn => "unborn",
            RemedyStage::Filed => "filed",
            RemedyStage::Accepted => "accepted",
            RemedyStage::Concluded => "concluded",
            RemedyStage::Appealed => "appealed",
            RemedyStage::Over => "over",
        }
    }

    /// The words the officer reads.
    pub const fn label(self) -> &'static str {
        match self {
            RemedyStage::Unborn => "未登记",
            RemedyStage::Filed => "已提出",
            RemedyStage::Accepted => "审理中",
            RemedyStage::Concluded => "已裁判，未生效",
            RemedyStage::Appealed => "二审中",
            RemedyStage::Over => "已审结",
        }
    }

    /// The stage with this identifier.
    pub fn from_key(key: &str) -> Option<RemedyStage> {
        [
            RemedyStage::Unborn,
            RemedyStage::Filed,
            RemedyStage::Accepted,
            RemedyStage::Concluded,
            RemedyStage::Appealed,
            RemedyStage::Over,
        ]
        .into_iter()
        .find(|stage| stage.key() == key)
    }
}

/// A remedy as the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// As filed.
    pub filed: Option<Filed>,
    /// Where it stands.
    pub stage: RemedyStage,
    /// The last decision or judgment.
    pub concluded: Option<Concluded>,
    /// Day on which it counts in table 四; pending until then.
    pub counted_on: Option<Date>,
}

impl Remedy {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &RemedyEvent) {
        match event {
            RemedyEvent::Filed(filed) => {
                self.filed = Some(filed.clone());
                self.stage = RemedyStage::Filed;
            }
            RemedyEvent::Accepted(_) => self.stage = RemedyStage::Accepted,
            RemedyEvent::Concluded(concluded) => {
                self.concluded = Some(concluded.clone());
                self.stage = RemedyStage::Concluded;
            }
            RemedyEvent::Appealed(_) => self.stage = RemedyStage::Appealed,
            RemedyEvent::Effective(act) => {
                self.stage = RemedyStage::Over;
                self.counted_on = Some(act.on);
            }
        }
    }

    /// A review ends with its decision; a suit waits until the judgment is effective, except where nothing was judged.
    fn ends_with(&self, result: RemedyResult) -> bool {
        let review = self.filed.as_ref().is_some_and(|filed| filed.kind == RemedyKind::Review);
        review || matches!(result, RemedyResult::Withdrawn | RemedyResult::Transferred)
    }
}

/// An act on a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemedyCommand {
    /// 登记
    File(Filed),
    /// 受理
    Accept(Date),
    /// 登记结果
    Conclude(Concluded),
    /// 上诉
    Appeal(Date),
    /// 生效
    MakeEffective(Date),
}

/// Decides an act on a remedy.
///
/// # Errors
///
/// A [`Refusal`] when the remedy, the day or the form do not allow it.
pub fn decide_remedy(remedy: &Remedy, command: &RemedyCommand, context: &Context) -> Decided<RemedyEvent> {
    let on = match command {
        RemedyCommand::File(filed) => filed.on,
        RemedyCommand::Conclude(concluded) => concluded.on,
        RemedyCommand::Accept(on) | RemedyCommand::Appeal(on) | RemedyCommand::MakeEffective(on) => *on,
    };
    if on > context.today {
        return Err(Refusal::new(Rule::InFuture, format!("日期{on}晚于今日，请在当日或者之后登记。")));
    }
    follows(remedy, command)?;
    in_order(remedy, on)?;
    Ok(vec![match command {
        RemedyCommand::File(filed) => {
            complete(filed)?;
            RemedyEvent::Filed(filed.clone())
        }
        RemedyCommand::Accept(on) => RemedyEvent::Accepted(RemedyOn { on: *on }),
        RemedyCommand::Conclude(concluded) if remedy.ends_with(concluded.result) => {
            let effective = RemedyEvent::Effective(RemedyOn { on: concluded.on });
            return Ok(vec![RemedyEvent::Concluded(concluded.clone()), effective]);
        }
        RemedyCommand::Conclude(concluded) => RemedyEvent::Concluded(concluded.clone()),
        RemedyCommand::Appeal(on) => RemedyEvent::Appealed(RemedyOn { on: *on }),
        RemedyCommand::MakeEffective(on) => RemedyEvent::Effective(RemedyOn { on: *on }),
    }])
}

/// What may follow the present stage.
fn follows(remedy: &Remedy, command: &RemedyCommand) -> Result<(), Refusal> {
    match (remedy.stage, command) {
        (RemedyStage::Unborn, RemedyCommand::File(_))
        | (RemedyStage::Filed, RemedyCommand::Accept(_))
        | (RemedyStage::Filed | RemedyStage::Accepted | RemedyStage::Appealed, RemedyCommand::Conclude(_))
        | (RemedyStage::Concluded, RemedyCommand::Appeal(_) | RemedyCommand::MakeEffective(_)) => Ok(()),
        (_, RemedyCommand::File(_)) => Err(Refusal::new(
            Rule::RemedyFiled,
            "该编号的案件已经登记，请使用新的编号；二审请在原案件中登记上诉。",
        )),
        (RemedyStage::Unborn, _) => {
            Err(Refusal::new(Rule::RemedyUnknown, "没有这件复议、诉讼案件，请先登记。"))
        }
        (RemedyStage::Over, _) => {
            Err(Refusal::new(Rule::RemedyOver, "案件已经审结，结果不再变动；再审请登记为新的案件。"))
        }
        (
            RemedyStage::Accepted | RemedyStage::Concluded | RemedyStage::Appealed,
            RemedyCommand::Accept(_),
        ) => Err(Refusal::new(Rule::RemedyFiled, "案件已经受理，请登记其结果。")),
        (RemedyStage::Concluded, RemedyCommand::Conclude(_)) => Err(Refusal::new(
            Rule::RemedyOver,
            "已经登记裁判结果；上诉的请先登记上诉，未上诉的请登记裁判生效。",
        )),
        (
            RemedyStage::Filed | RemedyStage::Accepted | RemedyStage::Appealed,
            RemedyCommand::Appeal(_) | RemedyCommand::MakeEffective(_),
        ) => Err(not_concluded(remedy)),
    }
}

fn not_concluded(remedy: &Remedy) -> Refusal {
    if remedy.filed.as_ref().is_some_and(|filed| filed.kind == RemedyKind::Review) {
        Refusal::new(Rule::RemedyNotSuit, "行政复议以复议决定审结，请登记复议结果。")
    } else {
        Refusal::new(Rule::RemedyNotConcluded, "案件尚未裁判，请先登记裁判结果。")
    }
}

fn in_order(remedy: &Remedy, on: Date) -> Result<(), Refusal> {
    let last = remedy
        .concluded
        .as_ref()
        .map(|concluded| concluded.on)
        .or_else(|| remedy.filed.as_ref().map(|filed| filed.on));
    match last {
        Some(last) if on < last => {
            Err(Refusal::new(Rule::OutOfOrder, format!("日期{on}早于前一环节的{last}，请核对日期。")))
        }
        Some(_) | None => Ok(()),
    }
}

fn complete(filed: &Filed) -> Result<(), Refusal> {
    if filed.authority.trim().is_empty() || filed.matter.trim().is_empty() {
        return Err(Refusal::new(Rule::Blank, "请填写复议机关或者法院，以及争议的事项（不含个人信息）。"));
    }
    if filed.kind == RemedyKind::SuitAfterReview && filed.earlier.is_none() {
        return Err(Refusal::new(
            Rule::RemedyEarlierMissing,
            "复议后起诉应当指明先前的行政复议案件；未经复议的请登记为直接起诉。",
        ));
    }
    Ok(())
}

#[cfg(test)]
#[path = "remedy/tests.rs"]
mod tests;
