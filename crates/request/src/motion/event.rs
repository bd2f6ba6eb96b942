//! What can happen to a motion. Facts and codes only; personal data sealed.

use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Kind, Outcome, PublicGround, SealedMotion, Stage, Task};
use crate::code::{channel, requester_kind};
use crate::event::{
    LetterDelivered, LetterIssued, LetterOpened, LetterSent, LetterUndelivered, ReceiptReturned, SealedFile,
};
use crate::number::CaseNumber;

/// Something that happened to a motion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// 登记
    #[serde(rename = "motion.filed.v1")]
    Filed(Box<Filed>),
    /// 填写事项摘要
    #[serde(rename = "motion.subject_set.v1")]
    SubjectSet(SubjectSet),
    /// 收到证据、材料
    #[serde(rename = "motion.evidence_added.v1")]
    EvidenceAdded(EvidenceAdded),
    /// 核实、审查
    #[serde(rename = "motion.examined.v1")]
    Examined(Examined),
    /// 起草答复
    #[serde(rename = "motion.drafted.v1")]
    Drafted(Box<Answered>),
    /// 退回修改
    #[serde(rename = "motion.returned.v1")]
    Returned(Returned),
    /// 签发
    #[serde(rename = "motion.signed.v1")]
    Signed(Signed),
    /// 出具文书
    #[serde(rename = "motion.letter_issued.v1")]
    LetterIssued(Box<LetterIssued>),
    /// 发出文书
    #[serde(rename = "motion.letter_sent.v1")]
    LetterSent(LetterSent),
    /// 送达
    #[serde(rename = "motion.letter_delivered.v1")]
    LetterDelivered(LetterDelivered),
    /// 收回回执
    #[serde(rename = "motion.receipt_returned.v1")]
    ReceiptReturned(ReceiptReturned),
    /// 退回
    #[serde(rename = "motion.letter_undelivered.v1")]
    LetterUndelivered(LetterUndelivered),
    /// 打开
    #[serde(rename = "motion.letter_opened.v1")]
    LetterOpened(LetterOpened),
    /// 落实：已经更正、已经公开
    #[serde(rename = "motion.fulfilled.v1")]
    Fulfilled(Fulfilled),
    /// 撤回
    #[serde(rename = "motion.withdrawn.v1")]
    Withdrawn(WithdrawnOn),
    /// 删除个人信息
    #[serde(rename = "motion.erased.v1")]
    Erased(MotionErased),
    /// Where it stands after this act; always written together with the act that moved it
    #[serde(rename = "motion.stood.v1")]
    Stood(Standing),
}

/// A motion as it was registered (登记).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Which motion.
    pub kind: Kind,
    /// Day it reached the agency.
    pub received_on: Date,
    /// The agency's own last day to answer; `None` when the calendar does not reach.
    pub due: Option<Date>,
    /// From how many working days it was counted.
    pub workdays: u16,
    /// What it is about, without personal data.
    pub subject: String,
    /// Who made it; `None` for what the agency proposes to itself.
    pub by: Option<ProposedBy>,
    /// The requests from which the proposal comes (多个申请人就相同信息提出申请).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<CaseNumber>,
}

/// Who made a motion, and in what words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedBy {
    /// How it came.
    #[serde(with = "channel")]
    pub channel: Channel,
    /// How the person is addressed.
    #[serde(with = "requester_kind")]
    pub requester: RequesterKind,
    /// Opaque id of the person whose key seals the data.
    pub person: String,
    /// Keyed hash of the identity, for "same person".
    pub identity_hash: String,
    /// Name, identity, contact and words.
    pub sealed: SealedMotion,
    /// Clerk who wrote down an oral motion (代为填写).
    pub clerk: Option<String>,
}

/// What is shown in lists was worded (事项摘要).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSet {
    /// Without personal data.
    pub subject: String,
}

/// Something was handed in (证据材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceAdded {
    /// Day.
    pub on: Date,
    /// Login, or `public`.
    pub by: String,
    /// It proves who the maker is.
    pub is_identity: bool,
    /// The file, sealed under the maker's key.
    pub file: SealedFile,
}

/// The agency looked into it (核实、审查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// Day.
    pub on: Date,
    /// Login.
    pub by: String,
    /// What was found, without personal data.
    pub finding: String,
    /// Whether this agency may correct the record; `None` for proposals.
    pub competent: Option<bool>,
    /// Why it should be published, Art. 19; none for corrections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<PublicGround>,
}

/// An answer (答复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Day drafted.
    pub on: Date,
    /// Login of whoever drafted it.
    pub by: String,
    /// How it is answered.
    pub outcome: Outcome,
    /// The record or information as the letter names it.
    pub about: String,
    /// How the record reads after the correction, or where the information will be published.
    pub result: Option<String>,
    /// Why not; or why another agency.
    pub reason: Option<String>,
    /// The competent agency.
    pub competent: Option<String>,
}

/// A draft was sent back (退回修改).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Day.
    pub on: Date,
    /// Login.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The leader's signature (签发).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Day.
    pub on: Date,
    /// Login.
    pub by: String,
    /// Number of the letter; none when there is nobody to write to.
    pub document: Option<String>,
    /// Keyed hash of the text that was signed.
    pub content: Option<String>,
}

/// What was promised is done (落实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilled {
    /// Day.
    pub on: Date,
    /// Login.
    pub by: String,
    /// What was done, without personal data.
    pub what: String,
    /// Index number of the published item.
    pub item: Option<String>,
}

/// Its maker took it back (撤回).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnOn {
    /// Day.
    pub on: Date,
    /// Login, or `public`.
    pub by: String,
}

/// Its maker's data was erased (删除个人信息).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotionErased {
    /// Day.
    pub on: Date,
    /// Login of whoever ordered it.
    pub by: String,
    /// Opaque id of the person whose key was destroyed.
    pub person: String,
    /// Why, without personal data.
    pub reason: String,
}

/// Where a motion stands, and what it waits for (办理环节、待办).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Stage.
    pub stage: Stage,
    /// What it waits for, each with its last day where there is one.
    pub tasks: Vec<(Task, Option<Date>)>,
}

impl Default for Standing {
    fn default() -> Standing {
        Standing { stage: Stage::Unborn, tasks: Vec::new() }
    }
}
