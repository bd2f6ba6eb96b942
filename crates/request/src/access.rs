//! The access journal (查阅记录): who looked at personal data, when, and at what.
//!
//! A look is recorded before the data is shown. The record names the case and the kind of data, never the data.

use gongkai_statute::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What was looked at (查阅的内容).
    Viewed {
        /// Name, identity, contact and words of the requester.
        Requester = "requester", "申请人信息";
        /// A file handed in or kept with the case.
        File = "file", "案卷文件";
        /// A letter that names people.
        Letter = "letter", "文书";
        /// The archive package of a case.
        Archive = "archive", "归档卷";
        /// A search over sealed texts.
        Search = "search", "检索申请内容";
        /// The register with names.
        RegisterExport = "register_export", "导出带姓名的登记簿";
        /// Whoever asked for a correction.
        Correction = "correction", "更正申请人信息";
        /// Whoever proposed that something be published.
        Proposal = "proposal", "建议人信息";
        /// Whoever gave an opinion in a solicitation.
        SolicitedOpinion = "solicited_opinion", "征集意见提出人信息";
        /// Whoever sent a message.
        Inquiry = "inquiry", "留言人信息";
        /// What an enterprise lets an agency see.
        Enterprise = "enterprise", "企业授权查阅的信息";
    }
}

/// What the access journal records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AccessEvent {
    /// Somebody looked (查阅)
    #[serde(rename = "access.viewed.v1")]
    Viewed(View),
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// At what.
    pub what: Viewed,
    /// Login of whoever looked, or `public`, `system`.
    pub by: String,
    /// Why, when a reason was given.
    pub why: Option<String>,
    /// What exactly: name of the file, number of rows; no personal data.
    pub detail: Option<String>,
}
