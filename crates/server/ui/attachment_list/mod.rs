//! Files that belong to an item (附件).

use askama::Template;

use super::{Example, Part};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name as offered for download.
    pub name: String,
    /// Where it is downloaded.
    pub href: String,
    /// Kind in capitals, e.g. `PDF`.
    pub kind: String,
    /// Size with its unit, e.g. `248 KB`.
    pub size: String,
    /// SHA-256 of its bytes; empty when it is made anew for each reader.
    pub sha256: String,
    /// Where the file is verified.
    pub verify_href: Option<String>,
}

/// Files that belong to an item.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "attachment_list/template.html")]
pub struct AttachmentList {
    /// The files in the order of the document.
    pub files: Vec<Attachment>,
}

writes_html!(AttachmentList);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "attachment_list",
    title: "附件",
    purpose: "列出附件的名称、格式、大小和 SHA-256 值，可下载、可验证。",
    criteria: &["链接文字含文件名、格式和大小"],
    examples,
};

fn examples() -> Vec<Example> {
    let sha256 = "9b1e47c2a6f4d8e0b3c7915a2d6e8f0143b5c7d9e1f2a3b4c5d6e7f83f0a8c5d";
    let file = |name: &str, kind: &str, size: &str| Attachment {
        name: name.to_owned(),
        href: "/files/1".to_owned(),
        kind: kind.to_owned(),
        size: size.to_owned(),
        sha256: sha256.to_owned(),
        verify_href: Some("/files/1/proof".to_owned()),
    };
    let files = vec![
        file("示例市工业企业数字化改造扶持办法.pdf", "PDF", "248 KB"),
        file("补助资金申请表.docx", "DOCX", "31 KB"),
    ];
    vec![Example::of("两个附件", &AttachmentList { files })]
}
