//! A sentence set apart because it changes what the reader should do (提示).

use askama::Template;

use super::{Example, Part};

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Info,
    /// Take care.
    Warn,
    /// Something is wrong or overdue.
    Stop,
    /// It was done.
    Done,
}

impl Tone {
    /// The word that says so without colour.
    pub const fn label(self) -> &'static str {
        match self {
            Tone::Info => "提示",
            Tone::Warn => "注意",
            Tone::Stop => "警告",
            Tone::Done => "已完成",
        }
    }

    /// The class of its colours.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Info => "info",
            Tone::Warn => "warn",
            Tone::Stop => "stop",
            Tone::Done => "good",
        }
    }
}

/// A sentence set apart.
#[derive(Debug, Clone, Template)]
#[template(path = "notice/template.html")]
pub struct Notice {
    /// How grave it is.
    pub tone: Tone,
    /// What the reader should know.
    pub text: String,
    /// Where to go: text and address.
    pub link: Option<(String, String)>,
}

writes_html!(Notice);

impl Notice {
    /// A notice that leads nowhere.
    pub fn new(tone: Tone, text: impl Into<String>) -> Notice {
        Notice { tone, text: text.into(), link: None }
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "notice",
    title: "提示",
    purpose: "一句会改变读者做法的话。不飘浮，不自动消失。",
    criteria: &["轻重由文字说明（提示、注意、警告、已完成）"],
    examples,
};

fn examples() -> Vec<Example> {
    vec![
        Example::of("提示", &Notice::new(Tone::Info, "本机关的门户由市人民政府门户网站统一提供。")),
        Example::of(
            "注意",
            &Notice {
                link: Some(("查看 2022 年报告".to_owned(), "/reports/jx/2022".to_owned())),
                ..Notice::new(Tone::Warn, "这是更正前的版本。")
            },
        ),
        Example::of("警告", &Notice::new(Tone::Stop, "涉密不上网：请勿在本系统填写、上传涉密内容。")),
        Example::of("已完成", &Notice::new(Tone::Done, "更正已于 2022-01-25 发布。")),
    ]
}
