//! Page of pages (分页).

use askama::Template;

use super::{Example, Part};

/// Which page of a list this is, and the way to its neighbours.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pager/template.html")]
pub struct Pager {
    /// This page, from 1.
    pub page: u64,
    /// The number of pages, at least 1.
    pub pages: u64,
    /// The number of rows on all pages.
    pub total: u64,
    /// Name of the landmark; another one where a page has two lists.
    pub label: &'static str,
    /// Unit of the rows, e.g. `条`.
    pub unit: &'static str,
    /// The first page, when this is not it.
    pub first: Option<String>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The last page, when this is not it.
    pub last: Option<String>,
}

writes_html!(Pager);

impl Pager {
    /// The pager of page `page` of a list of `total` rows, `size` a page; `href` gives the address of a page.
    pub fn new(page: u64, total: u64, size: u64, href: impl Fn(u64) -> String) -> Pager {
        let pages = total.div_ceil(size.max(1)).max(1);
        let page = page.clamp(1, pages);
        Pager {
            page,
            pages,
            total,
            label: "分页",
            unit: "条",
            first: (page > 1).then(|| href(1)),
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < pages).then(|| href(page + 1)),
            last: (page < pages).then(|| href(pages)),
        }
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "pager",
    title: "分页",
    purpose: "列表超过一页时放在列表下方，写明第几页、共几页、共几条。",
    criteria: &["是有名称的导航地标", "到头时不给链接，文字仍在原处", "触点高度不小于 40 像素"],
    examples,
};

fn examples() -> Vec<Example> {
    let href = |page| format!("/zfxxgk/jx/catalogue?page={page}");
    vec![
        Example::of("第一页", &Pager::new(1, 178, 20, href)),
        Example::of("中间", &Pager { label: "申请分页", ..Pager::new(5, 178, 20, href) }),
        Example::of("只有一页", &Pager { label: "文书分页", ..Pager::new(1, 7, 20, href) }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_past_the_end_is_the_last_page() {
        let pager = Pager::new(99, 41, 20, |page| page.to_string());
        assert_eq!((pager.page, pager.pages), (3, 3));
        assert_eq!(pager.previous.as_deref(), Some("2"));
        assert_eq!(pager.next, None);
    }

    #[test]
    fn an_empty_list_has_one_page() {
        let pager = Pager::new(0, 0, 20, |page| page.to_string());
        assert_eq!((pager.page, pager.pages, pager.previous, pager.next), (1, 1, None, None));
    }
}
