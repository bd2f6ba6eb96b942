//! What is indexed: an item with its parts, and what lists are narrowed by.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a list of hits is narrowed by (筛选项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The agency that answers for the item, its code.
    Agency,
    /// 栏目, its slug.
    Column,
    /// 公开类别, its code.
    Category,
    /// 主题分类
    Theme,
    /// 体裁, its key.
    Form,
    /// Year of publication.
    Year,
    /// 发布机构
    Issuer,
}

impl Facet {
    /// All of them, in the order in which readers look for them.
    pub const ALL: [Facet; 7] = [
        Facet::Agency,
        Facet::Year,
        Facet::Column,
        Facet::Category,
        Facet::Theme,
        Facet::Form,
        Facet::Issuer,
    ];

    /// Its name in the index and in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Facet::Agency => "agency",
            Facet::Column => "column",
            Facet::Category => "category",
            Facet::Theme => "theme",
            Facet::Form => "form",
            Facet::Year => "year",
            Facet::Issuer => "issuer",
        }
    }
}

/// A part of a document that has a text (正文或附件的一页).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Name of the file; `None` for the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Page of the file, from 1, where it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The text; a line for each paragraph.
    pub text: String,
}

/// A public document as the index takes it (检索文档).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Id of the item.
    pub id: String,
    /// Hash of what the public edition says: a hit in an older one is not quoted.
    pub hash: String,
    /// 标题
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// 索引号
    pub index_number: String,
    /// Headings in the body.
    pub headings: Vec<String>,
    /// Summary, keywords, names of issuers: looked through, not quoted.
    pub about: Vec<String>,
    /// Body first, then the files page by page.
    pub parts: Vec<Part>,
    /// Values to narrow by.
    pub facets: BTreeMap<Facet, Vec<String>>,
    /// When it was published.
    pub published_at: Timestamp,
    /// First day on which it is no longer in force, where there is one.
    pub past_from: Option<Date>,
}
