//! The agencies of the installation as a tree.

use askama::Template;

use super::{Example, Part};

/// An agency and those below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyNode {
    /// Full standard name.
    pub name: String,
    /// Its disclosure page.
    pub href: String,
    /// Kind or remark, e.g. `县级市`, `已并入市商务局`.
    pub remark: String,
    /// How many items it has published.
    pub count: u64,
    /// Date of its last publication.
    pub updated: Option<String>,
    /// Agencies below it.
    pub below: Vec<AgencyNode>,
}

/// The subtree of one agency, rendered by itself so that any depth is possible.
#[derive(Debug, Clone, Template)]
#[template(path = "agency_tree/node.html")]
pub struct AgencyBranch<'a> {
    /// The agencies of this level.
    pub nodes: &'a [AgencyNode],
}

impl askama::filters::HtmlSafe for AgencyBranch<'_> {}

/// The agencies of the installation.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "agency_tree/template.html")]
pub struct AgencyTree {
    /// Agencies without one above them.
    pub nodes: Vec<AgencyNode>,
}

writes_html!(AgencyTree);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "agency_tree",
    title: "机关目录",
    purpose: "按隶属关系列出本平台全部行政机关。",
    criteria: &["嵌套列表，读屏可知层级和数目", "不用折叠，打开即见"],
    examples,
};

fn examples() -> Vec<Example> {
    let leaf = |name: &str, count| AgencyNode {
        name: name.to_owned(),
        href: "/zfxxgk/x/".to_owned(),
        remark: String::new(),
        count,
        updated: Some("2021-12-30".to_owned()),
        below: vec![],
    };
    let mut city = leaf("示例市人民政府", 320);
    city.below = vec![leaf("示例市经济和信息化局", 5750), leaf("示例市示例镇人民政府", 0)];
    vec![Example::of("两级", &AgencyTree { nodes: vec![city] })]
}
