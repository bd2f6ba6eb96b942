//! `/search?q=`: items whose title or number contains every word.
//!
//! The database reads through all public titles by one statement, so the cost grows with their number until the
//! full-text index is there; what that costs is said at `gongkai_store::publication::Sought`.

pub(super) mod words;

use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_store::publication::{Hits, Sought};
use serde::Deserialize;

use super::common::{grouped, item_link, show, site_frame};
use super::pages::SearchPage;
use crate::site::View;
use crate::ui::link_list::LinkList;
use crate::ui::pager::Pager;
use crate::{AppState, Problem, routes};

/// Hits shown at most: who finds more adds a word.
const MOST: u16 = 200;
/// Hits on a page.
const SIZE: u16 = 20;
/// Longest text searched for.
const LONGEST: usize = 100;

/// What is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    page: String,
}

/// `GET /search`
pub(super) async fn search(
    State(state): State<AppState>,
    view: View,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let query: String = asked.q.trim().chars().take(LONGEST).collect();
    let today = state.app.today();
    let words = words::of(&query);
    let sought = Sought { words: words.ways, numbers: words.numbers, today, most: MOST };
    let is_empty = sought.words.is_empty();
    let (page, hits) = find(&state, &sought, asked.page.parse().unwrap_or(1)).await?;
    let shown = hits.found.min(u64::from(MOST));
    let pager = Pager::new(page, shown, u64::from(SIZE), |page| {
        routes::with_query(&routes::search(), &[("q", query.as_str()), ("page", &page.to_string())])
    });
    let mut frame = site_frame(&state, view, "搜索", "信息公开");
    frame.query.clone_from(&query);
    let page = SearchPage {
        frame,
        query,
        summary: summary(is_empty, hits.found, words.left_out),
        list: LinkList {
            rows: hits.rows.iter().map(|item| item_link(item, today)).collect(),
            empty: if is_empty {
                "搜索结果将列在这里。".to_owned()
            } else {
                "没有找到。可以减少词语，或者换用文件标题中的原词再试。".to_owned()
            },
        },
        pager: (pager.pages > 1).then_some(pager),
    };
    show(&page)
}

/// The page asked for; the first one when there are not so many.
async fn find(state: &AppState, sought: &Sought, page: u64) -> Result<(u64, Hits), Problem> {
    let skip = page.max(1).saturating_sub(1).saturating_mul(u64::from(SIZE));
    let skip = u16::try_from(skip).unwrap_or(u16::MAX);
    let hits = state.app.store.find_public_items(sought, skip, SIZE).await?;
    if hits.rows.is_empty() && skip > 0 {
        return Ok((1, state.app.store.find_public_items(sought, 0, SIZE).await?));
    }
    Ok((page, hits))
}

/// How many were found, and in which order they stand.
fn summary(is_empty: bool, found: u64, left_out: bool) -> String {
    if is_empty {
        return "请输入标题、文号或者索引号中的词语，多个词语用空格隔开。".to_owned();
    }
    let found = if found > u64::from(MOST) {
        format!(
            "标题、文号或者索引号含有全部词语的信息超过 {MOST} 条，只列出前 {MOST} 条：现行有效的在前，由新到旧。请增加词语缩小范围，或者到机关目录按栏目、年度查找。"
        )
    } else if found > 0 {
        format!("标题、文号或者索引号含有全部词语的信息共 {} 条，现行有效的在前，由新到旧。", grouped(found))
    } else {
        "标题、文号或者索引号含有全部词语的信息共 0 条。".to_owned()
    };
    if left_out { format!("{found}词语较多，只用了前 {} 个。", words::MOST) } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_too_much_is_told_what_to_do() {
        assert!(summary(false, 201, false).contains("超过 200 条"));
        assert!(summary(false, 200, false).contains("共 200 条"));
        assert!(summary(false, 3, true).ends_with("只用了前 8 个。"));
    }
}
