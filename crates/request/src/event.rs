//! What can happen to a request (申请办理事件). Facts and codes only; personal data sealed.

use std::collections::BTreeMap;

use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::{Channel, Receipt};
use gongkai_statute::regulation::art42::Schedule;
use gongkai_statute::{Decision, RequesterKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{
    AgentKind, ClosingReason, DeliveryWay, Opinion, ProvisionForm, ProvisionRoute, Sealed, channel,
    consulted, decision, requester_kind, schedule,
};
use crate::erasure::Erased;
use crate::number::CaseNumber;
use crate::standing::Dated;
pub use crate::voice::{Complained, ComplaintAnswered, OpinionLinkMade, Rated, ReasonsGiven};

pub(crate) mod duty;
mod file;
mod letter;
mod past;

pub use duty::{
    Answered, ChecklistAnswered, DueReminded, DuplicateDismissed, Escalated, PublicInterestDecided, Reminded,
    TakenOver, ThirdPartyTold,
};
pub use file::{FileAdded, FilePurpose, PageRange, SealedFile};
pub use letter::{
    Addressee, Archived, LetterDelivered, LetterIssued, LetterOpened, LetterSent, LetterUndelivered,
    NumberVoided, ReceiptReturned,
};
pub use past::{BroughtIn, PastEnd};

/// Something that happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// Registered (登记)
    #[serde(rename = "request.registered.v1")]
    Registered(Box<Registered>),
    /// Both sides confirmed receipt (双方确认), Art. 31
    #[serde(rename = "request.confirmed.v1")]
    Confirmed(On),
    /// The dates as counted after this act; always written together with the act that moved them
    #[serde(rename = "request.dated.v1")]
    Dated(Dated),
    /// 补正告知, Art. 30
    #[serde(rename = "request.supplement_asked.v1")]
    SupplementAsked(SupplementAsked),
    /// 收到补正, Art. 30
    #[serde(rename = "request.supplement_received.v1")]
    SupplementReceived(SupplementReceived),
    /// 逾期不补正，不再处理 (row 3.6.1), Art. 30
    #[serde(rename = "request.abandoned.v1")]
    Abandoned(ClosedOn),
    /// 征求意见, Arts. 32–34
    #[serde(rename = "request.consultation_sent.v1")]
    ConsultationSent(ConsultationSent),
    /// 收到意见
    #[serde(rename = "request.consultation_answered.v1")]
    ConsultationAnswered(ConsultationAnswered),
    /// 逾期未提出意见
    #[serde(rename = "request.consultation_expired.v1")]
    ConsultationExpired(ConsultationExpired),
    /// 要求说明理由, Art. 35
    #[serde(rename = "request.reasons_demanded.v1")]
    ReasonsDemanded(ReasonsDemanded),
    /// 收到理由说明, Art. 35
    #[serde(rename = "request.reasons_received.v1")]
    ReasonsReceived(ReasonsReceived),
    /// 延迟答复, Art. 35
    #[serde(rename = "request.deferred.v1")]
    Deferred(Deferred),
    /// 延长答复期限, Art. 33
    #[serde(rename = "request.extended.v1")]
    Extended(Extended),
    /// 收费通知, Art. 42
    #[serde(rename = "request.fee_noticed.v1")]
    FeeNoticed(FeeNoticed),
    /// 已缴费
    #[serde(rename = "request.fee_paid.v1")]
    FeePaid(FeePaid),
    /// 逾期未缴费，不再处理 (row 3.6.2)
    #[serde(rename = "request.fee_lapsed.v1")]
    FeeLapsed(ClosedOn),
    /// 退费
    #[serde(rename = "request.fee_refunded.v1")]
    FeeRefunded(FeeRefunded),
    /// 分办
    #[serde(rename = "request.assigned.v1")]
    Assigned(Assigned),
    /// 检索记录
    #[serde(rename = "request.searched.v1")]
    Searched(Searched),
    /// 起草答复
    #[serde(rename = "request.drafted.v1")]
    Drafted(Box<Drafted>),
    /// 保密审查, Art. 17
    #[serde(rename = "request.secrecy_reviewed.v1")]
    SecrecyReviewed(SecrecyReviewed),
    /// 退回修改
    #[serde(rename = "request.returned.v1")]
    Returned(Returned),
    /// 签发
    #[serde(rename = "request.approved.v1")]
    Approved(Approved),
    /// 送达
    #[serde(rename = "request.delivered.v1")]
    Delivered(Delivered),
    /// 申请人撤回 (row 3.6.3)
    #[serde(rename = "request.withdrawn.v1")]
    Withdrawn(ClosedOn),
    /// 其他处理 (row 3.6.3)
    #[serde(rename = "request.closed.v1")]
    Closed(Closed),
    /// 复议、诉讼后重新答复, Art. 51
    #[serde(rename = "request.reopened.v1")]
    Reopened(Reopened),
    /// 一事一申请，拆分
    #[serde(rename = "request.split.v1")]
    Split(Split),
    /// 关联
    #[serde(rename = "request.linked.v1")]
    Linked(Linked),
    /// 删除个人信息
    #[serde(rename = "request.erased.v1")]
    Erased(Erased),
    /// 添加材料
    #[serde(rename = "request.file_added.v1")]
    FileAdded(Box<FileAdded>),
    /// 出具文书
    #[serde(rename = "request.letter_issued.v1")]
    LetterIssued(Box<LetterIssued>),
    /// 发出文书
    #[serde(rename = "request.letter_sent.v1")]
    LetterSent(LetterSent),
    /// 文书送达
    #[serde(rename = "request.letter_delivered.v1")]
    LetterDelivered(LetterDelivered),
    /// 回执收回
    #[serde(rename = "request.receipt_returned.v1")]
    ReceiptReturned(ReceiptReturned),
    /// 文书被退回
    #[serde(rename = "request.letter_undelivered.v1")]
    LetterUndelivered(LetterUndelivered),
    /// 申请人打开文书
    #[serde(rename = "request.letter_opened.v1")]
    LetterOpened(LetterOpened),
    /// 文号作废
    #[serde(rename = "request.number_voided.v1")]
    NumberVoided(NumberVoided),
    /// 归档
    #[serde(rename = "request.archived.v1")]
    Archived(Box<Archived>),
    /// 填写事项摘要: what it is about, without personal data
    #[serde(rename = "request.subject_set.v1")]
    SubjectSet(SubjectSet),
    /// 申请人网上确认, Art. 31
    #[serde(rename = "request.requester_confirmed.v1")]
    RequesterConfirmed(On),
    /// 申请人说明理由, Art. 35
    #[serde(rename = "request.reasons_given.v1")]
    ReasonsGiven(ReasonsGiven),
    /// 满意度评价
    #[serde(rename = "request.rated.v1")]
    Rated(Rated),
    /// 投诉, Art. 51
    #[serde(rename = "request.complained.v1")]
    Complained(Complained),
    /// 投诉处理结果
    #[serde(rename = "request.complaint_answered.v1")]
    ComplaintAnswered(ComplaintAnswered),
    /// 第三方意见链接, Art. 32
    #[serde(rename = "request.opinion_link_made.v1")]
    OpinionLinkMade(OpinionLinkMade),
    /// 核对表
    #[serde(rename = "request.checklist_answered.v1")]
    ChecklistAnswered(ChecklistAnswered),
    /// 不顾第三方不同意见的公开决定, Art. 32
    #[serde(rename = "request.public_interest_decided.v1")]
    PublicInterestDecided(PublicInterestDecided),
    /// 书面告知第三方, Art. 32
    #[serde(rename = "request.third_party_told.v1")]
    ThirdPartyTold(ThirdPartyTold),
    /// 机构改革后承接
    #[serde(rename = "request.taken_over.v1")]
    TakenOver(TakenOver),
    /// 不是重复
    #[serde(rename = "request.duplicate_dismissed.v1")]
    DuplicateDismissed(DuplicateDismissed),
    /// 催办
    #[serde(rename = "request.reminded.v1")]
    Reminded(Reminded),
    /// 逾期上报
    #[serde(rename = "request.escalated.v1")]
    Escalated(Escalated),
    /// 补录: brought along from earlier records
    #[serde(rename = "request.brought_in.v1")]
    BroughtIn(Box<BroughtIn>),
    /// 期限提醒
    #[serde(rename = "request.due_reminded.v1")]
    DueReminded(DueReminded),
}

/// The registration form (登记表), Arts. 29, 31, 45.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// How it came.
    #[serde(with = "channel")]
    pub channel: Channel,
    /// Day the requester handed it in, posted or submitted it.
    pub submitted_on: Option<Date>,
    /// Day it reached the agency.
    pub arrived_on: Option<Date>,
    /// Day both sides confirmed.
    pub confirmed_on: Option<Date>,
    /// Column of table 三.
    #[serde(with = "requester_kind")]
    pub requester: RequesterKind,
    /// Opaque id of the person whose key seals the data.
    pub person: String,
    /// Keyed hash of the verified identity, for "same requester".
    pub identity_hash: String,
    /// Name, identity, contact and text.
    pub sealed: SealedForm,
    /// What it is about, without personal data.
    pub subject: String,
    /// Manner asked for.
    pub form: ProvisionForm,
    /// Route asked for.
    pub route: ProvisionRoute,
    /// Clerk who wrote down an oral request (代为填写).
    pub clerk: Option<String>,
    /// The request this was split from.
    pub split_from: Option<SplitFrom>,
    /// Joint requesters, and who acts for them; events before this existed have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parties: Option<Box<Parties>>,
}

impl Registered {
    /// When and how it came, as Art. 31 asks.
    pub const fn receipt(&self) -> Receipt {
        Receipt {
            channel: self.channel,
            submitted_on: self.submitted_on,
            arrived_on: self.arrived_on,
            confirmed_on: self.confirmed_on,
        }
    }
}

/// Who else stands in the request (共同申请人、代理人). The report's column follows the principal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parties {
    /// Who asks together with the first requester (共同申请人).
    #[serde(default)]
    pub joint: Vec<SealedParty>,
    /// Who acts for the requester.
    #[serde(default)]
    pub agent: Option<SealedAgent>,
    /// The requester is a minor (未成年人), for whom a guardian acts.
    #[serde(default)]
    pub minor: bool,
}

/// A person beside the first requester, sealed by a key of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedParty {
    /// Opaque id of the person whose key seals the data.
    pub person: String,
    /// 姓名或者名称
    pub name: Sealed,
    /// 身份证明
    pub identity: Sealed,
    /// 联系方式
    pub contact: Sealed,
}

/// Who acts for the requester (代理人), and by what authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAgent {
    /// By mandate or as guardian.
    pub kind: AgentKind,
    /// The person.
    pub who: SealedParty,
    /// What proves the authority, without personal data, e.g. 授权委托书原件; `None` while it is owed.
    pub proof: Option<String>,
}

/// Where a part comes from (拆分自).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitFrom {
    /// The request that held several matters.
    pub number: CaseNumber,
    /// Day of splitting: a part split off after the year end is new in the year of splitting.
    pub on: Date,
}

/// What the requester wrote, sealed by the person's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedForm {
    /// 姓名或者名称
    pub name: Sealed,
    /// 身份证明
    pub identity: Sealed,
    /// 联系方式
    pub contact: Sealed,
    /// 所需信息的描述
    pub text: Sealed,
}

/// An act of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct On {
    /// The day.
    pub on: Date,
}

/// A closing act: counted in the year of its day (ruling: rows 3.6.1 and 3.6.2 on the day it is recorded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOn {
    /// Day the closing act is recorded.
    pub on: Date,
    /// Remark for the file.
    pub note: Option<String>,
}

/// 补正告知书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementAsked {
    /// Date of the notice.
    pub on: Date,
    /// Day it was delivered or posted, when different.
    pub delivered_on: Option<Date>,
    /// Last day to supplement.
    pub reply_by: Date,
    /// Everything to be supplemented, at once.
    pub points: Vec<String>,
    /// After the 7 working days: the notice holds, the clock does not restart.
    pub late: bool,
}

/// The supplement (补正材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementReceived {
    /// Day it was received.
    pub on: Date,
    /// After the last day, but for a good reason (正当理由).
    pub excused: bool,
    /// The supplemented text, when there is one.
    pub text: Option<Sealed>,
}

/// A letter asking for an opinion (征求意见).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationSent {
    /// Name of the letter within the case, e.g. `a`.
    pub id: String,
    /// Whom: silence means something else for each.
    #[serde(with = "consulted")]
    pub to: Consulted,
    /// Opaque id of the person whose key seals the name.
    pub person: Option<String>,
    /// Who, sealed: a third party may be a person.
    pub whom: Option<Sealed>,
    /// Day it was sent.
    pub on: Date,
    /// Day they received it.
    pub received_on: Option<Date>,
    /// Last day to answer, for other agencies.
    pub reply_by: Option<Date>,
}

/// An opinion that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationAnswered {
    /// Which letter.
    pub id: String,
    /// Day the opinion was received.
    pub on: Date,
    /// What it says.
    pub opinion: Opinion,
    /// Reasons, sealed.
    pub reasons: Option<Sealed>,
}

/// Silence until the last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationExpired {
    /// Which letter.
    pub id: String,
    /// Day the silence was recorded.
    pub on: Date,
}

/// 说明理由告知书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsDemanded {
    /// Date of the notice.
    pub on: Date,
    /// Last day to give reasons.
    pub reply_by: Option<Date>,
    /// Number and frequency found.
    pub finding: String,
}

/// 理由说明
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsReceived {
    /// Day they were received.
    pub on: Date,
    /// Whether the agency finds them reasonable.
    pub reasonable: bool,
    /// What was said, sealed.
    pub text: Option<Sealed>,
}

/// 延迟答复告知书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// Date of the notice.
    pub on: Date,
    /// The later last day.
    pub until: Date,
    /// Head of the disclosure unit who approved.
    pub approved_by: String,
}

/// 延期答复告知书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// Date of the notice.
    pub on: Date,
    /// Day it was delivered or posted, when different.
    pub delivered_on: Option<Date>,
    /// By how many working days, 1 to 20.
    pub workdays: u16,
    /// Why.
    pub reason: String,
    /// Head of the disclosure unit who approved.
    pub approved_by: String,
}

/// 信息处理费收费通知书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeNoticed {
    /// Date of the notice.
    pub on: Date,
    /// Day the requester received it, when different.
    pub delivered_on: Option<Date>,
    /// Which schedule.
    #[serde(with = "schedule")]
    pub schedule: Schedule,
    /// Place of the request in the month, or number of pages.
    pub counted: u32,
    /// Whole yuan.
    pub yuan: u64,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeePaid {
    /// Day the payment was complete.
    pub on: Date,
    /// Number of the receipt.
    pub receipt: Option<String>,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRefunded {
    /// Day of the refund.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// 分办单
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Day.
    pub on: Date,
    /// The section that handles it.
    pub section: String,
    /// Internal last day.
    pub internal_due: Option<Date>,
}

/// A search before "not held" (检索记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// Day.
    pub on: Date,
    /// Where was searched.
    pub scope: String,
    /// By whom.
    pub by: String,
    /// What was found.
    pub result: String,
}

/// A withheld part with its ground and reason (不予公开的部分), Art. 37.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldPart {
    /// Which part.
    pub part: String,
    /// On which ground: one of the refusals, numbers 4 to 11.
    #[serde(with = "decision")]
    pub ground: Decision,
    /// Why.
    pub reason: String,
}

/// A draft reply (答复书稿).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// Who drafted.
    pub by: String,
    /// Day.
    pub on: Date,
    /// One of the 23 results; of several grounds the main one.
    #[serde(with = "decision")]
    pub decision: Decision,
    /// Why, where the reply withholds, cannot give or does not process.
    pub reason: Option<String>,
    /// The withheld parts of a partial disclosure.
    pub parts: Vec<WithheldPart>,
    /// The earlier request, for a repeated one.
    pub earlier: Option<String>,
    /// The form in which it is given.
    pub form: Option<ProvisionForm>,
    /// Why another form than the one asked for.
    pub form_reason: Option<String>,
    /// Blob of the body, when written.
    pub body: Option<String>,
    /// Name and contact of the agency responsible, when another is (负责公开的机关), Art. 36 item 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competent: Option<String>,
    /// What the letter of this decision asks for and the case does not know, by the name of the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// 保密审查记录
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyReviewed {
    /// Who reviewed.
    pub by: String,
    /// Day.
    pub on: Date,
    /// May it leave?
    pub passed: bool,
    /// Opinion and basis.
    pub opinion: String,
    /// Which draft of the case was reviewed, counted from 1: a review never passes on to a changed draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<u32>,
}

/// Sent back with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Who sent it back.
    pub by: String,
    /// Day.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// 签发
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The leader who signed.
    pub by: String,
    /// Day.
    pub on: Date,
    /// Number of the document, when given.
    pub document: Option<String>,
    /// Keyed hash of the text that was approved, without its number; what is sent must have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// 送达回证
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// How.
    pub way: DeliveryWay,
    /// Day signed for, posted, or entered the address named: the result date.
    pub on: Date,
    /// Tracking number or who signed, sealed when it names a person.
    pub evidence: Option<Sealed>,
    /// After the last day: marked and explained, never prevented.
    pub late: bool,
    /// The result as answered.
    #[serde(with = "decision")]
    pub decision: Decision,
    /// 0 for the first reply, which table 三 counts; later replies follow a remedy.
    pub round: u32,
    /// Answered on the day of receipt (当场答复), Art. 33.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_the_spot: bool,
}

/// Closed without a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Day the closing act is recorded.
    pub on: Date,
    /// Why.
    pub reason: ClosingReason,
    /// Remark for the file.
    pub note: String,
}

/// A new reply is owed after a lost review or suit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Number of the remedy case.
    pub remedy: String,
    /// Day the decision or judgment was received: the new period starts.
    pub on: Date,
    /// Last day set by the decision or judgment.
    pub reply_by: Option<Date>,
}

/// One letter with several matters, split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Day.
    pub on: Date,
    /// Numbers of the new requests; this one keeps its first matter.
    pub parts: Vec<CaseNumber>,
}

/// Two requests that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The other request.
    pub to: CaseNumber,
    /// How they belong together.
    pub note: String,
}

/// What a request is about, in the agency's words (事项摘要).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSet {
    /// Day.
    pub on: Date,
    /// The summary, without personal data.
    pub subject: String,
}
