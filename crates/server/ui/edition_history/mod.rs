//! The editions of an item, newest first (版本).

use askama::Template;

use super::{Example, Part};

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRow {
    /// Its number, from 1.
    pub number: u32,
    /// When it was published.
    pub date: String,
    /// What happened: published, revised, corrected, repealed.
    pub what: String,
    /// Its page; `None` for the edition on this page.
    pub href: Option<String>,
    /// SHA-256 of its text.
    pub sha256: String,
}

/// The editions of an item.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "edition_history/template.html")]
pub struct EditionHistory {
    /// Newest first.
    pub rows: Vec<EditionRow>,
}

writes_html!(EditionHistory);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "edition_history",
    title: "版本",
    purpose: "列出一条信息的全部版本，旧版本不删除；每版给出文本的 SHA-256 值。",
    criteria: &["有序列表", "本页所示版本用文字标明"],
    examples,
};

fn examples() -> Vec<Example> {
    let sha256 = "3f0a8c5d9b1e47c2a6f4d8e0b3c7915a2d6e8f0143b5c7d9e1f2a3b4c5d6e7f8";
    let row = |number, date: &str, what: &str, href: Option<&str>| EditionRow {
        number,
        date: date.to_owned(),
        what: what.to_owned(),
        href: href.map(str::to_owned),
        sha256: sha256.to_owned(),
    };
    let rows = vec![
        row(2, "2021-12-28", "更正：第六条补助标准的单位", None),
        row(1, "2021-12-20", "首次公开", Some("/items/1/2021-00178?edition=1")),
    ];
    vec![Example::of("两个版本", &EditionHistory { rows })]
}
