//! Files of a case (案卷材料): kept sealed under a person's key, described here by codes and hashes only.

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::Sealed;

codes! {
    /// What a file is for (材料种类).
    FilePurpose {
        /// 身份证明
        Identity = "identity", "身份证明";
        /// 授权委托书、监护关系证明
        Authority = "authority", "授权、监护证明";
        /// 申请材料
        Request = "request", "申请材料";
        /// 补正材料
        Supplement = "supplement", "补正材料";
        /// 意见材料
        Opinion = "opinion", "第三方意见";
        /// 证据
        Evidence = "evidence", "证据材料";
        /// 答复所附信息
        Reply = "reply", "答复所附信息";
        /// 送达回证、邮寄回执
        ReturnedReceipt = "returned_receipt", "送达回证、邮寄回执";
        /// 其他
        Other = "other", "其他材料";
    }
}

/// A file as the journal knows it (密封文件): only the vault of an installation can read name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// Opaque id, the file's name in addresses.
    pub id: String,
    /// The file's name, sealed: people call files by their own names.
    pub name: Sealed,
    /// Media type, e.g. `application/pdf`.
    pub media_type: String,
    /// Size of the plain file in bytes.
    pub size_bytes: u64,
    /// SHA-256 of the sealed bytes: the name of the blob.
    pub blob: String,
    /// Keyed hash of the plain bytes: tells equal files, reveals nothing without the site key.
    pub digest: String,
}

/// Pages of a file, counted from 1 (页码范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRange {
    /// First page.
    pub first: u32,
    /// Last page, not before the first.
    pub last: u32,
}

/// A file was added to the case (添加材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAdded {
    /// Day.
    pub on: Date,
    /// Login, or `public` for the requester and third parties.
    pub by: String,
    /// What it is for.
    pub purpose: FilePurpose,
    /// Opaque id of the person whose key seals it.
    pub person: String,
    /// The file.
    pub file: SealedFile,
    /// Which pages matter, e.g. those that concern a third party.
    pub pages: Option<PageRange>,
    /// What it belongs to: the name of a consultation, the id of a letter.
    pub about: Option<String>,
}
