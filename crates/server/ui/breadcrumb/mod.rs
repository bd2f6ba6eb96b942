//! Where this page stands (面包屑导航).

use askama::Template;

use super::{Example, Part};

/// One step of the way from the home page to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// What the step is called.
    pub text: String,
    /// Where it leads; the last step, this page, leads nowhere.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that leads to `href`.
    pub fn to(text: impl Into<String>, href: impl Into<String>) -> Crumb {
        Crumb { text: text.into(), href: Some(href.into()) }
    }

    /// This page.
    pub fn here(text: impl Into<String>) -> Crumb {
        Crumb { text: text.into(), href: None }
    }
}

/// Where this page stands.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "breadcrumb/template.html")]
pub struct Breadcrumb {
    /// From the home page down to this page.
    pub crumbs: Vec<Crumb>,
}

writes_html!(Breadcrumb);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "breadcrumb",
    title: "当前位置",
    purpose: "每个页面（首页除外）标明所在位置，逐级可返回。",
    criteria: &["是有名称的导航地标", "最后一级是本页，以 aria-current 标出，不是链接"],
    examples,
};

fn examples() -> Vec<Example> {
    let crumbs = vec![
        Crumb::to("首页", "/"),
        Crumb::to("市经济和信息化局", "/zfxxgk/jx/"),
        Crumb::to("法定主动公开内容", "/zfxxgk/jx/catalogue"),
        Crumb::here("行政规范性文件"),
    ];
    vec![Example::of("四级", &Breadcrumb { crumbs })]
}
