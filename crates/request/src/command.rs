//! What an officer can ask for: acts, with what their forms ask.

use std::collections::BTreeMap;

use gongkai_statute::Decision;
use jiff::civil::Date;

use crate::act::Act;
use crate::code::{DeliveryWay, ObjectionFinding, ProvisionForm, Sealed};
use crate::event::duty::{Answered, TakenOver, ThirdPartyTold};
use crate::event::{
    Addressee, Assigned, Closed, ClosedOn, ConsultationAnswered, ConsultationExpired, ConsultationSent,
    Deferred, Extended, FeeNoticed, FeePaid, FeeRefunded, FilePurpose, Linked, On, PageRange,
    ReasonsDemanded, ReasonsReceived, Registered, Reopened, SealedFile, Searched, Split, SupplementReceived,
    WithheldPart,
};
use crate::number::CaseNumber;

/// An act on a request, with what its form asks for.
///
/// Acts whose form holds exactly the facts of the event carry the event's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 登记
    Register(Box<Registered>),
    /// 双方确认
    Confirm(On),
    /// 补正告知
    AskSupplement(AskSupplement),
    /// 收到补正
    ReceiveSupplement(SupplementReceived),
    /// 逾期不补正
    Abandon(ClosedOn),
    /// 征求意见
    Consult(ConsultationSent),
    /// 收到意见
    AnswerConsultation(ConsultationAnswered),
    /// 逾期未提出意见
    ExpireConsultation(ConsultationExpired),
    /// 要求说明理由
    DemandReasons(ReasonsDemanded),
    /// 收到理由说明
    ReceiveReasons(ReasonsReceived),
    /// 延迟答复
    Defer(Deferred),
    /// 延长答复期限
    Extend(Extended),
    /// 收费通知
    NotifyFee(FeeNoticed),
    /// 缴费
    PayFee(FeePaid),
    /// 逾期未缴费
    LapseFee(ClosedOn),
    /// 退费
    RefundFee(FeeRefunded),
    /// 分办
    Assign(Assigned),
    /// 检索记录
    RecordSearch(Searched),
    /// 起草答复
    DraftReply(Box<DraftReply>),
    /// 保密审查
    ReviewSecrecy(ReviewSecrecy),
    /// 退回修改
    ReturnDraft(ReturnDraft),
    /// 签发
    Approve(Approve),
    /// 送达
    Deliver(Deliver),
    /// 申请人撤回
    Withdraw(ClosedOn),
    /// 其他处理
    Close(Closed),
    /// 重新答复
    Reopen(Reopened),
    /// 拆分
    Split(Split),
    /// 关联
    Link(Linked),
    /// 添加材料
    AddFile(Box<AddFile>),
    /// 出具文书
    IssueLetter(Box<IssueLetter>),
    /// 发出文书
    SendLetter(SendLetter),
    /// 登记送达情况
    RecordDelivery(LetterNews),
    /// 归档
    Archive(Box<Archive>),
    /// 核对表
    AnswerChecklist(AnswerChecklist),
    /// 公共利益决定
    DecidePublicInterest(DecidePublicInterest),
    /// 告知第三方
    TellThirdParty(ThirdPartyTold),
    /// 承接
    TakeOver(TakenOver),
    /// 不是重复
    DismissDuplicate(DismissDuplicate),
    /// 催办
    Remind(Remind),
}

impl Command {
    /// Which act it is.
    pub const fn act(&self) -> Act {
        match self {
            Command::Register(_) => Act::Register,
            Command::Confirm(_) => Act::Confirm,
            Command::AskSupplement(_) => Act::AskSupplement,
            Command::ReceiveSupplement(_) => Act::ReceiveSupplement,
            Command::Abandon(_) => Act::Abandon,
            Command::Consult(_) => Act::Consult,
            Command::AnswerConsultation(_) => Act::AnswerConsultation,
            Command::ExpireConsultation(_) => Act::ExpireConsultation,
            Command::DemandReasons(_) => Act::DemandReasons,
            Command::ReceiveReasons(_) => Act::ReceiveReasons,
            Command::Defer(_) => Act::Defer,
            Command::Extend(_) => Act::Extend,
            Command::NotifyFee(_) => Act::NotifyFee,
            Command::PayFee(_) => Act::PayFee,
            Command::LapseFee(_) => Act::LapseFee,
            Command::RefundFee(_) => Act::RefundFee,
            Command::Assign(_) => Act::Assign,
            Command::RecordSearch(_) => Act::RecordSearch,
            Command::DraftReply(_) => Act::DraftReply,
            Command::ReviewSecrecy(_) => Act::ReviewSecrecy,
            Command::ReturnDraft(_) => Act::ReturnDraft,
            Command::Approve(_) => Act::Approve,
            Command::Deliver(_) => Act::Deliver,
            Command::Withdraw(_) => Act::Withdraw,
            Command::Close(_) => Act::Close,
            Command::Reopen(_) => Act::Reopen,
            Command::Split(_) => Act::Split,
            Command::Link(_) => Act::Link,
            Command::AddFile(_) => Act::AddFile,
            Command::IssueLetter(_) => Act::IssueLetter,
            Command::SendLetter(_) => Act::SendLetter,
            Command::RecordDelivery(_) => Act::RecordDelivery,
            Command::Archive(_) => Act::Archive,
            Command::AnswerChecklist(_) => Act::AnswerChecklist,
            Command::DecidePublicInterest(_) => Act::DecidePublicInterest,
            Command::TellThirdParty(_) => Act::TellThirdParty,
            Command::TakeOver(_) => Act::TakeOver,
            Command::DismissDuplicate(_) => Act::DismissDuplicate,
            Command::Remind(_) => Act::Remind,
        }
    }
}

/// 补正告知书
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskSupplement {
    /// Date of the notice.
    pub on: Date,
    /// Day it was delivered or posted, when different.
    pub delivered_on: Option<Date>,
    /// Last day to supplement.
    pub reply_by: Date,
    /// Everything to be supplemented, at once.
    pub points: Vec<String>,
}

/// A draft reply (答复书稿).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftReply {
    /// Day.
    pub on: Date,
    /// One of the results; of several grounds the main one.
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
    /// Name and contact of the agency responsible, when another is.
    pub competent: Option<String>,
    /// What the letter of this decision asks for and the case does not know, by the name of the field.
    pub details: BTreeMap<String, String>,
}

impl DraftReply {
    /// A reply with `decision` and nothing else yet.
    pub fn new(on: Date, decision: Decision) -> DraftReply {
        DraftReply {
            on,
            decision,
            reason: None,
            parts: Vec::new(),
            earlier: None,
            form: None,
            form_reason: None,
            body: None,
            competent: None,
            details: BTreeMap::new(),
        }
    }
}

/// 保密审查意见
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewSecrecy {
    /// Day.
    pub on: Date,
    /// May it leave?
    pub passed: bool,
    /// Opinion and basis.
    pub opinion: String,
}

/// 退回修改
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnDraft {
    /// Day.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// 签发
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approve {
    /// Day.
    pub on: Date,
    /// Number of the document (文号), when given.
    pub document: Option<String>,
    /// Keyed hash of the text that the leader saw, without its number.
    pub content: Option<String>,
}

/// A file for the case, sealed already (添加材料).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddFile {
    /// What it is for.
    pub purpose: FilePurpose,
    /// Opaque id of the person whose key seals it.
    pub person: String,
    /// The file.
    pub file: SealedFile,
    /// Which pages matter.
    pub pages: Option<PageRange>,
    /// What it belongs to: the name of a consultation, the id of a letter.
    pub about: Option<String>,
}

/// A letter as it was made, its files sealed already (出具文书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLetter {
    /// Name within the case; that of an earlier edition for another one.
    pub letter: String,
    /// Which document.
    pub code: String,
    /// Does it tell the decision of the draft on the desk?
    pub is_answer: bool,
    /// To whom.
    pub to: Addressee,
    /// The consultation it belongs to.
    pub about: Option<String>,
    /// Its number.
    pub document: Option<String>,
    /// Why there is another edition.
    pub reason: Option<String>,
    /// Date of the letter.
    pub on: Date,
    /// Opaque id of the person whose key seals the files.
    pub person: String,
    /// Its files.
    pub files: Vec<SealedFile>,
    /// Keyed hash of the text without its number.
    pub content: String,
    /// SHA-256 of the template.
    pub template: String,
    /// A sealed copy brought back.
    pub scanned: bool,
    /// What the makers of the files warn of.
    pub warnings: Vec<String>,
}

/// A letter leaves (发出文书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendLetter {
    /// Which.
    pub letter: String,
    /// How.
    pub way: DeliveryWay,
    /// Day.
    pub on: Date,
    /// Tracking number, or who takes it.
    pub evidence: Option<Sealed>,
    /// Day by which the receipt should be back.
    pub receipt_by: Option<Date>,
    /// Day by which it should have been opened.
    pub read_by: Option<Date>,
}

/// What became of a letter (送达情况).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterNews {
    /// 送达
    Delivered {
        /// Which letter.
        letter: String,
        /// Day.
        on: Date,
    },
    /// 回执收回
    ReceiptReturned {
        /// Which letter.
        letter: String,
        /// Day.
        on: Date,
        /// The scan, by its id among the files.
        file: Option<String>,
    },
    /// 退回
    Undelivered {
        /// Which letter.
        letter: String,
        /// Day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// 打开
    Opened {
        /// Which letter.
        letter: String,
        /// Day.
        on: Date,
    },
}

impl LetterNews {
    /// Which letter.
    pub fn letter(&self) -> &str {
        match self {
            LetterNews::Delivered { letter, .. }
            | LetterNews::ReceiptReturned { letter, .. }
            | LetterNews::Undelivered { letter, .. }
            | LetterNews::Opened { letter, .. } => letter,
        }
    }

    /// Its day.
    pub const fn on(&self) -> Date {
        match self {
            LetterNews::Delivered { on, .. }
            | LetterNews::ReceiptReturned { on, .. }
            | LetterNews::Undelivered { on, .. }
            | LetterNews::Opened { on, .. } => *on,
        }
    }
}

/// The package of a closed case, sealed already (归档).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// Opaque id of the person whose key seals it.
    pub person: String,
    /// The package.
    pub file: SealedFile,
    /// How many documents it holds.
    pub documents: u32,
    /// The case must be kept until this day.
    pub keep_until: Date,
}

/// 送达
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliver {
    /// How.
    pub way: DeliveryWay,
    /// Day signed for, posted, or entered the address named.
    pub on: Date,
    /// Tracking number or who signed.
    pub evidence: Option<Sealed>,
}

/// 核对表
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChecklist {
    /// Day.
    pub on: Date,
    /// The ground whose questions are answered.
    pub decision: Decision,
    /// The answers.
    pub answers: Vec<Answered>,
}

impl AnswerChecklist {
    /// Every question answered so that the ground stands, each remark as given.
    ///
    /// For imports and tests: an officer answers one by one.
    pub fn sound(on: Date, decision: Decision, remark: &str) -> AnswerChecklist {
        let answers = gongkai_statute::checklist::checklist(decision).iter().map(|question| Answered {
            question: question.key.to_owned(),
            answer: question.sound_answer(),
            remark: question.needs_remark(question.sound_answer()).then(|| remark.to_owned()),
        });
        AnswerChecklist { on, decision, answers: answers.collect() }
    }
}

/// 不顾第三方不同意见的公开决定
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidePublicInterest {
    /// Day.
    pub on: Date,
    /// The letter answered by the objection.
    pub letter: String,
    /// Why the objection does not hold.
    pub finding: ObjectionFinding,
    /// Reasons.
    pub reasons: String,
    /// What is disclosed.
    pub content: String,
}

/// 不是重复
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DismissDuplicate {
    /// Day.
    pub on: Date,
    /// The other request.
    pub of: CaseNumber,
    /// Why they differ.
    pub reason: String,
}

/// 催办
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remind {
    /// Day.
    pub on: Date,
    /// What is said.
    pub note: String,
}
