//! What a check found, with its place (检查结果).

use askama::Template;

use super::notice::Tone;
use super::{Example, Part};

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub tone: Tone,
    /// Which rule, e.g. `K1`.
    pub rule: String,
    /// What is wrong, with its place, expected and found.
    pub message: String,
    /// Places: name and address.
    pub places: Vec<(String, String)>,
}

impl Finding {
    fn word(&self) -> &'static str {
        match self.tone {
            Tone::Stop => "错误",
            Tone::Warn => "提醒",
            Tone::Info => "无法判断",
            Tone::Done => "相符",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "finding_list/template.html")]
pub struct FindingList {
    /// The findings, gravest first.
    pub findings: Vec<Finding>,
    /// What is said when nothing was found, including what was not checked.
    pub clean: String,
}

writes_html!(FindingList);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "finding_list",
    title: "检查结果",
    purpose: "勾稽关系检查、发布前筛查的结果，逐条写明位置、应为、实为。",
    criteria: &["轻重用文字（错误、提醒、无法判断、相符）", "位置可以打开"],
    examples,
};

fn examples() -> Vec<Example> {
    let findings = vec![
        Finding {
            tone: Tone::Stop,
            rule: "K1".to_owned(),
            message: "“自然人”列：第一项 101 加第二项 6 为 107，第三项 94 加第四项 12 为 106，相差 1。"
                .to_owned(),
            places: vec![("四、结转下年度继续办理 · 自然人".to_owned(), "#table-3".to_owned())],
        },
        Finding {
            tone: Tone::Warn,
            rule: "K6".to_owned(),
            message: "行政规范性文件现行有效 31 件，上年 30 件，本年制发 4 件、废止 2 件，应为 32 件。"
                .to_owned(),
            places: vec![],
        },
    ];
    vec![
        Example::of("两条", &FindingList { findings, clean: String::new() }),
        Example::of(
            "全部相符",
            &FindingList {
                findings: vec![],
                clean: "全部勾稽关系相符。没有上年报告，K5、K6、K9 未检查。".to_owned(),
            },
        ),
    ]
}
