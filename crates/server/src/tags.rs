//! The meta tags of government pages (页面标签), 国办发〔2017〕47号 annex: site, column and article tags.

use crate::site::Site;

/// Values that some systems write when they have none: worse than no tag.
const PLACEHOLDERS: [&str; 6] = ["null", "none", "undefined", "nan", "-", "无"];

/// A column as its tags describe it (栏目).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnTags {
    /// 栏目名称
    pub name: String,
    /// 栏目描述; the name stands in when it is empty.
    pub description: String,
    /// 栏目关键词; the name stands in when there are none.
    pub keywords: Vec<String>,
    /// 栏目类别, a standard class such as `信息公开年报`.
    pub kind: String,
}

/// An article as its tags describe it (文章).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleTags {
    /// 标题
    pub title: String,
    /// 发布时间, `YYYY-MM-DD HH:MM`.
    pub published: String,
    /// 来源
    pub source: String,
    /// 关键词
    pub keywords: Vec<String>,
    /// 作者
    pub author: String,
    /// 摘要
    pub description: String,
    /// 网址
    pub url: String,
}

/// The tags of a page: those of the site always, those of column and article where they apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    site: Vec<(&'static str, String)>,
    column: Option<ColumnTags>,
    article: Option<ArticleTags>,
}

impl Tags {
    /// The tags every page has.
    pub fn of_site(site: &Site) -> Tags {
        let site = vec![
            ("SiteName", site.name.clone()),
            ("SiteDomain", site.domain.clone()),
            ("SiteIDCode", site.id_code.clone()),
        ];
        Tags { site, column: None, article: None }
    }

    /// The same tags, for a page of this column.
    #[must_use]
    pub fn column(mut self, column: ColumnTags) -> Tags {
        self.column = Some(column);
        self
    }

    /// The same tags, for an article.
    #[must_use]
    pub fn article(mut self, article: ArticleTags) -> Tags {
        self.article = Some(article);
        self
    }

    /// Name and content of each tag: each name once, none empty or a placeholder.
    pub fn list(&self) -> Vec<(&'static str, String)> {
        let mut tags = self.site.clone();
        if let Some(column) = &self.column {
            let name = column.name.clone();
            let or_name = |text: String| if is_empty(&text) { name.clone() } else { text };
            tags.push(("ColumnName", name.clone()));
            tags.push(("ColumnDescription", or_name(column.description.clone())));
            tags.push(("ColumnKeywords", or_name(joined(&column.keywords))));
            tags.push(("ColumnType", or_name(column.kind.clone())));
        }
        if let Some(article) = &self.article {
            tags.push(("ArticleTitle", article.title.clone()));
            tags.push(("PubDate", article.published.clone()));
            tags.push(("ContentSource", article.source.clone()));
            tags.push(("Keywords", joined(&article.keywords)));
            tags.push(("Author", article.author.clone()));
            tags.push(("Description", article.description.clone()));
            tags.push(("Url", article.url.clone()));
        }
        tags.into_iter()
            .map(|(name, content)| (name, content.split_whitespace().collect::<Vec<_>>().join(" ")))
            .filter(|(_, content)| !is_empty(content))
            .collect()
    }
}

fn joined(words: &[String]) -> String {
    words.iter().map(|word| word.trim()).filter(|word| !is_empty(word)).collect::<Vec<_>>().join(",")
}

fn is_empty(content: &str) -> bool {
    let content = content.trim();
    content.is_empty() || PLACEHOLDERS.contains(&content.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site {
            name: "示例市人民政府".to_owned(),
            domain: "www.example.gov.cn".to_owned(),
            id_code: "3304820001".to_owned(),
            ..Site::default()
        }
    }

    #[test]
    fn a_column_without_description_falls_back_to_its_name() {
        let column =
            ColumnTags {
                name: "政策文件".to_owned(), kind: "政策文件".to_owned(), ..ColumnTags::default()
            };
        let tags = Tags::of_site(&site()).column(column).list();
        assert!(tags.contains(&("ColumnDescription", "政策文件".to_owned())));
        assert!(tags.contains(&("ColumnKeywords", "政策文件".to_owned())));
    }

    #[test]
    fn no_tag_is_empty_doubled_or_a_placeholder() {
        let article = ArticleTags {
            title: "通知".to_owned(),
            published: "2021-12-20 09:30".to_owned(),
            source: "null".to_owned(),
            keywords: vec!["数字化".to_owned(), " ".to_owned(), "补助".to_owned()],
            description: "  多行\n 摘要 ".to_owned(),
            ..ArticleTags::default()
        };
        let tags = Tags::of_site(&site()).article(article).list();
        let mut names: Vec<_> = tags.iter().map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(tags.iter().all(|(_, content)| !is_empty(content)));
        assert!(!tags.iter().any(|(name, _)| *name == "ContentSource" || *name == "Author"));
        assert!(tags.contains(&("Keywords", "数字化,补助".to_owned())));
        assert!(tags.contains(&("Description", "多行 摘要".to_owned())));
    }
}
