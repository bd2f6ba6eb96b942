//! Acts on motions.

use gongkai_statute::codes;
use jiff::civil::Date;

use super::PublicGround;
use super::event::{Answered, Filed};
use crate::code::{DeliveryWay, Sealed};
use crate::command::LetterNews;
use crate::event::SealedFile;

codes! {
    /// An act on a motion (办理事项).
    Act {
        /// Registers
        File = "file", "登记";
        /// Words the summary
        SetSubject = "subject", "填写事项摘要";
        /// Puts evidence on record
        AddEvidence = "evidence", "添加证据材料";
        /// Records what was found
        Examine = "examine", "登记核实情况";
        /// Drafts the answer
        Draft = "draft", "起草答复";
        /// Sends the draft back
        Return = "return", "退回修改";
        /// Signs the answer
        Sign = "sign", "签发答复";
        /// Issues the letter
        IssueLetter = "letter", "出具答复文书";
        /// Sends the letter
        Send = "send", "送达答复";
        /// Records what became of the letter
        RecordNews = "record", "登记送达情况";
        /// Records that what was promised is done
        Fulfil = "fulfil", "登记落实情况";
        /// Records that its maker took it back
        Withdraw = "withdraw", "登记撤回";
    }
}

/// A letter that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeLetter {
    /// Why there is another edition.
    pub reason: Option<String>,
    /// The files.
    pub files: Vec<SealedFile>,
    /// Keyed hash of its text.
    pub content: String,
    /// SHA-256 of the template.
    pub template: String,
    /// What the makers of the files warn of.
    pub warnings: Vec<String>,
}

/// An act on a motion with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 登记
    File(Box<Filed>),
    /// 填写事项摘要
    SetSubject(String),
    /// 添加证据材料: the file, and whether it proves who the maker is
    AddEvidence(Box<SealedFile>, bool),
    /// 登记核实情况
    Examine {
        /// Day.
        on: Date,
        /// What was found.
        finding: String,
        /// Whether this agency may correct the record.
        competent: Option<bool>,
        /// Why it should be published.
        grounds: Vec<PublicGround>,
    },
    /// 起草答复
    Draft(Box<Answered>),
    /// 退回修改, with the reason
    Return(String),
    /// 签发
    Sign {
        /// Day.
        on: Date,
        /// Number of the letter.
        document: Option<String>,
        /// Keyed hash of its text.
        content: Option<String>,
    },
    /// 出具答复文书
    IssueLetter(Box<MakeLetter>),
    /// 送达
    Send {
        /// How.
        way: DeliveryWay,
        /// Day.
        on: Date,
        /// Tracking number, or who took it; sealed.
        evidence: Option<Sealed>,
        /// Day by which the receipt should be back.
        receipt_by: Option<Date>,
        /// Day by which an electronic letter should have been opened.
        read_by: Option<Date>,
    },
    /// 登记送达情况
    RecordNews(LetterNews),
    /// 登记落实情况
    Fulfil {
        /// Day.
        on: Date,
        /// What was done.
        what: String,
        /// Index number of the published item.
        item: Option<String>,
    },
    /// 登记撤回
    Withdraw(Date),
}

impl Command {
    /// Which act.
    pub const fn act(&self) -> Act {
        match self {
            Command::File(_) => Act::File,
            Command::SetSubject(_) => Act::SetSubject,
            Command::AddEvidence(..) => Act::AddEvidence,
            Command::Examine { .. } => Act::Examine,
            Command::Draft(_) => Act::Draft,
            Command::Return(_) => Act::Return,
            Command::Sign { .. } => Act::Sign,
            Command::IssueLetter(_) => Act::IssueLetter,
            Command::Send { .. } => Act::Send,
            Command::RecordNews(_) => Act::RecordNews,
            Command::Fulfil { .. } => Act::Fulfil,
            Command::Withdraw(_) => Act::Withdraw,
        }
    }

    /// The day by which it is judged.
    pub(super) fn on(&self) -> Option<Date> {
        match self {
            Command::File(filed) => Some(filed.received_on),
            Command::Draft(answer) => Some(answer.on),
            Command::RecordNews(news) => Some(news.on()),
            Command::Examine { on, .. }
            | Command::Sign { on, .. }
            | Command::Send { on, .. }
            | Command::Fulfil { on, .. }
            | Command::Withdraw(on) => Some(*on),
            Command::SetSubject(_)
            | Command::AddEvidence(..)
            | Command::Return(_)
            | Command::IssueLetter(_) => None,
        }
    }
}
