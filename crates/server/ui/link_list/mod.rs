//! A list of titles with their dates.

use askama::Template;

use super::{Example, Part};

/// One row: a title that leads to its page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkRow {
    /// The page.
    pub href: String,
    /// The title.
    pub title: String,
    /// `2021-12-31`.
    pub date: String,
    /// Document number, issuing agency and the like, shown below the title.
    pub details: Vec<String>,
    /// A word about its state, e.g. `已废止`; nothing when it is plainly in force.
    pub state: Option<String>,
    /// The title with the words looked for marked; empty where nothing is looked for.
    pub marked: Vec<Stretch>,
    /// Where the excerpt stands, e.g. in a file; nothing for the text of the page itself.
    pub place: Option<String>,
    /// Why the row is here (search): an excerpt.
    pub why: Vec<Stretch>,
}

/// A stretch of text, marked when it is what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The text.
    pub text: String,
    /// Is it what was looked for?
    pub is_hit: bool,
}

impl LinkRow {
    /// A row of title and date.
    pub fn new(href: impl Into<String>, title: impl Into<String>, date: impl Into<String>) -> LinkRow {
        LinkRow { href: href.into(), title: title.into(), date: date.into(), ..LinkRow::default() }
    }
}

/// A list of titles with their dates.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "link_list/template.html")]
pub struct LinkList {
    /// The rows, newest first unless the reader sorted otherwise.
    pub rows: Vec<LinkRow>,
    /// What will stand here, and how to begin, when there are none.
    pub empty: String,
}

writes_html!(LinkList);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "link_list",
    title: "标题列表",
    purpose: "标题、日期对齐；文号和效力状态用文字写在标题下。",
    criteria: &["链接文字就是标题", "效力状态是文字", "空列表是一句说明"],
    examples,
};

fn examples() -> Vec<Example> {
    let rows = vec![
        LinkRow {
            details: vec!["示经信〔2021〕58号".to_owned(), "示例市经济和信息化局".to_owned()],
            ..LinkRow::new(
                "/items/1/2021-00178",
                "关于印发《示例市工业企业数字化改造扶持办法》的通知",
                "2021-12-20",
            )
        },
        LinkRow {
            details: vec!["示经信〔2018〕12号".to_owned()],
            state: Some("已废止".to_owned()),
            ..LinkRow::new(
                "/items/1/2018-00012",
                "关于加强小微企业服务工作的若干意见（一个很长很长的标题，用来看看在窄屏幕上怎样换行，日期仍然对齐）",
                "2018-03-07",
            )
        },
        LinkRow::new("/items/1/2021-00170", "2021年第四季度工业经济运行情况", "2021-12-10"),
    ];
    let empty = "这里将列出本类别公开的信息。目前还没有。".to_owned();
    vec![
        Example::of("三条", &LinkList { rows, empty: String::new() }),
        Example::of("没有内容", &LinkList { rows: vec![], empty }),
    ]
}
