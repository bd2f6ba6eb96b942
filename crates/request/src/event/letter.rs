//! Letters of a case (文书): issued as immutable editions, sent, delivered, returned, opened; the archive of the case.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::SealedFile;
use crate::code::{DeliveryWay, Sealed};

codes! {
    /// To whom a letter goes (主送).
    Addressee {
        /// 申请人
        Requester = "requester", "申请人";
        /// 第三方
        ThirdParty = "third_party", "第三方";
        /// 其他机关、单位
        OtherUnit = "other_unit", "其他单位";
        /// 存入案卷
        File = "file", "存档";
    }
}

/// A letter as it was made, never changed (文书版本).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterIssued {
    /// Name of the letter within the case, e.g. `w1`; its editions share it.
    pub letter: String,
    /// Which document, e.g. `P3` or `R12`.
    pub code: String,
    /// To whom.
    pub to: Addressee,
    /// The consultation it belongs to.
    pub about: Option<String>,
    /// Its number (文号), when the document bears one.
    pub document: Option<String>,
    /// 1, 2 …
    pub edition: u32,
    /// Why there is another edition.
    pub reason: Option<String>,
    /// Date of the letter (成文日期).
    pub on: Date,
    /// Login of whoever issued it.
    pub by: String,
    /// Opaque id of the person whose key seals the files.
    pub person: String,
    /// The letter as files: PDF, DOCX and plain text; only the scan for a sealed copy brought back.
    pub files: Vec<SealedFile>,
    /// Keyed hash of the text without its number: what was approved and what is sent are compared by it.
    pub content: String,
    /// SHA-256 of the template it was made with.
    pub template: String,
    /// A sealed copy brought back (盖章扫描件), compared with the approved text.
    pub scanned: bool,
    /// What the makers of the files warn of, e.g. a character that fell back to another font.
    pub warnings: Vec<String>,
}

/// A letter left the agency (发出).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterSent {
    /// Which letter.
    pub letter: String,
    /// Which document.
    pub code: String,
    /// The consultation it belongs to.
    pub about: Option<String>,
    /// After the last day on which it could be told in time: marked, never prevented.
    pub late: bool,
    /// Which edition.
    pub edition: u32,
    /// Its number, when it bears one.
    pub document: Option<String>,
    /// How.
    pub way: DeliveryWay,
    /// Day handed over, posted, or sent electronically.
    pub on: Date,
    /// Tracking number, or who takes it; sealed.
    pub evidence: Option<Sealed>,
    /// Day by which the receipt should be back.
    pub receipt_by: Option<Date>,
    /// Day by which an electronic letter should have been opened.
    pub read_by: Option<Date>,
}

/// A letter reached its reader (送达).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterDelivered {
    /// Which letter.
    pub letter: String,
    /// The consultation it belongs to: an opinion is owed from the day it was received.
    pub about: Option<String>,
    /// Day.
    pub on: Date,
}

/// The receipt came back (送达回证、邮寄回执).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptReturned {
    /// Which letter.
    pub letter: String,
    /// Day it came back.
    pub on: Date,
    /// The scanned receipt, by its id among the files of the case.
    pub file: Option<String>,
}

/// A letter came back undelivered (退回).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterUndelivered {
    /// Which letter.
    pub letter: String,
    /// Day it came back.
    pub on: Date,
    /// Why, e.g. 查无此人.
    pub reason: String,
}

/// The reader opened a letter on the tracking page for the first time (打开).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterOpened {
    /// Which letter.
    pub letter: String,
    /// Day.
    pub on: Date,
}

/// A number that no document will bear (文号作废).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberVoided {
    /// The number as printed.
    pub document: String,
    /// Day.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// Everything of the case in one sealed package (归档).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Day.
    pub on: Date,
    /// Login.
    pub by: String,
    /// Opaque id of the person whose key seals it.
    pub person: String,
    /// The package.
    pub file: SealedFile,
    /// How many documents it holds.
    pub documents: u32,
    /// The case must be kept until this day.
    pub keep_until: Date,
}
