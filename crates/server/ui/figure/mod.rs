//! Numbers that open into the records they count.

use askama::Template;

use super::{Example, Part};

/// One number with what it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub label: String,
    /// The number as shown; `—` when it is not known.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The records it counts.
    pub href: Option<String>,
    /// What to know about it, e.g. the comparison with last year.
    pub note: String,
}

/// A row of numbers, each leading to its records.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "figure/template.html")]
pub struct FigureRow {
    /// The numbers.
    pub figures: Vec<Figure>,
}

writes_html!(FigureRow);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "figure",
    title: "可打开的数字",
    purpose: "任何数字都能打开，看到它所统计的记录；不知道的写“—”，不写 0。",
    criteria: &["链接名称包含统计项、数字和单位", "变化用文字说明，不只用箭头或颜色"],
    examples,
};

fn examples() -> Vec<Example> {
    let figure = |label: &str, value: &str, unit: &str, note: &str| Figure {
        label: label.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        href: (value != "—").then(|| "/reports/jx/2021/records?cell=requests.received.total".to_owned()),
        note: note.to_owned(),
    };
    let figures = vec![
        figure("主动公开政府信息", "178", "条", "累计 5,750 条"),
        figure("新收公开申请", "126", "件", "比上年增加 14 件"),
        figure("办结", "118", "件", "其中予以公开、部分公开 73 件"),
        figure("复议、诉讼", "—", "", "该年度没有记录"),
    ];
    vec![Example::of("一年四个数", &FigureRow { figures })]
}
