//! Narrowing a list by links (筛选).

use askama::Template;

use super::{Example, Part};

/// One value to narrow by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetOption {
    /// What it is called.
    pub label: String,
    /// How many rows would be left.
    pub count: Option<u64>,
    /// The list narrowed (or widened, when selected) by it.
    pub href: String,
    /// Is the list narrowed by it now?
    pub selected: bool,
}

/// A group of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetGroup {
    /// What the group is about.
    pub title: String,
    /// Its values.
    pub options: Vec<FacetOption>,
}

/// Narrowing a list by links.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "facets/template.html")]
pub struct Facets {
    /// The groups.
    pub groups: Vec<FacetGroup>,
}

writes_html!(Facets);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "facets",
    title: "筛选",
    purpose: "在列表左侧按类别、年度等缩小范围；窄屏放在列表上方，可收起。",
    criteria: &["是有名称的导航地标", "已选中的写明“已选”，不只靠颜色", "收起用 details，不用脚本"],
    examples,
};

fn examples() -> Vec<Example> {
    let option = |label: &str, count, selected| FacetOption {
        label: label.to_owned(),
        count: Some(count),
        href: "/zfxxgk/jx/catalogue".to_owned(),
        selected,
    };
    let groups = vec![
        FacetGroup {
            title: "年度".to_owned(),
            options: vec![option("2021", 178, true), option("2020", 264, false), option("2019", 301, false)],
        },
        FacetGroup {
            title: "栏目".to_owned(),
            options: vec![option("工作动态", 96, false), option("政策文件", 31, false)],
        },
    ];
    vec![Example::of("两组，一个已选", &Facets { groups })]
}
