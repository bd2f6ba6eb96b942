//! The statutory categories (Arts. 20, 21) with what stands in each.

use askama::Template;

use super::{Example, Part};

/// One category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRow {
    /// What it is called.
    pub title: String,
    /// Which article asks for it, e.g. `第20条第（一）项`.
    pub article: String,
    /// Its list; `None` when the category is empty.
    pub href: Option<String>,
    /// How many items stand there.
    pub count: u64,
    /// When the last one was published; `None` when the category is empty.
    pub updated: Option<String>,
    /// Categories or columns below it.
    pub below: Vec<CategoryRow>,
}

/// The statutory categories with counts and last update.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "category_tree/template.html")]
pub struct CategoryTree {
    /// Caption of the table.
    pub caption: String,
    /// The categories in the order of the articles.
    pub rows: Vec<CategoryRow>,
}

writes_html!(CategoryTree);

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "category_tree",
    title: "法定公开类别",
    purpose: "条例第二十条、第二十一条各项，标明条数和最近更新日期；没有内容的也列出，不隐藏。",
    criteria: &["是带标题和表头的表格", "空类别写明“暂无”，不作链接"],
    examples,
};

fn examples() -> Vec<Example> {
    let row = |title: &str, article: &str, count: u64, updated: Option<&str>, below| CategoryRow {
        title: title.to_owned(),
        article: article.to_owned(),
        href: (count > 0).then(|| format!("/zfxxgk/jx/catalogue?category={count}")),
        count,
        updated: updated.map(str::to_owned),
        below,
    };
    let rows = vec![
        row(
            "行政法规、规章和规范性文件",
            "第二十条第（一）项",
            46,
            Some("2021-12-20"),
            vec![
                row("行政规范性文件", "", 31, Some("2021-12-20"), vec![]),
                row("其他政策文件", "", 15, Some("2021-11-02"), vec![]),
            ],
        ),
        row("机关职能、机构设置、联系方式、负责人姓名", "第二十条第（二）项", 12, Some("2021-09-01"), vec![]),
        row("公务员招考事项和录用结果", "第二十条第（十四）项", 0, None, vec![]),
    ];
    vec![Example::of("两级，含空类别", &CategoryTree { caption: "法定主动公开内容".to_owned(), rows })]
}
