//! `/search?q=`: items whose title or number contains every word. Simple for now: the newest items are read through.

use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_store::publication::{ItemFilter, ItemRow};
use serde::Deserialize;

use super::common::{item_link, show, site_frame};
use super::pages::SearchPage;
use crate::site::View;
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::pager::Pager;
use crate::{AppState, Problem, routes};

/// Items read through at most.
const MOST: usize = 20_000;
/// Items read at a time.
const BATCH: u16 = 1_000;
/// Hits on a page.
const SIZE: u64 = 20;
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
    let words: Vec<String> = query.split_whitespace().map(plain).collect();
    let (hits, whole) = if words.is_empty() { (Vec::new(), true) } else { find(&state, &words).await? };
    let total = u64::try_from(hits.len()).unwrap_or(u64::MAX);
    let pager = Pager::new(asked.page.parse().unwrap_or(1), total, SIZE, |page| {
        routes::with_query(&routes::search(), &[("q", query.as_str()), ("page", &page.to_string())])
    });
    let skip = usize::try_from((pager.page - 1) * SIZE).unwrap_or(usize::MAX);
    let summary = match (words.is_empty(), whole) {
        (true, _) => "请输入标题或者文号中的词语，多个词语用空格隔开。".to_owned(),
        (false, true) => format!("标题、文号或者索引号含有全部词语的信息共 {total} 条。"),
        (false, false) => {
            format!("在最近公开的 {MOST} 条信息中找到 {total} 条；更早的请到机关目录按年度查找。")
        }
    };
    let mut frame = site_frame(&state, view, "搜索", "信息公开");
    frame.query.clone_from(&query);
    let page = SearchPage {
        frame,
        query,
        summary,
        list: LinkList {
            rows: hits.into_iter().skip(skip).take(usize::try_from(SIZE).unwrap_or(20)).collect(),
            empty: "没有找到。可以减少词语，或者换用文件标题中的原词再试。".to_owned(),
        },
        pager: (pager.pages > 1).then_some(pager),
    };
    show(&page)
}

/// The hits, newest first, and whether everything was read through.
async fn find(state: &AppState, words: &[String]) -> Result<(Vec<LinkRow>, bool), Problem> {
    let today = state.app.today();
    let (mut hits, mut after, mut seen) = (Vec::new(), None, 0);
    while seen < MOST {
        let batch = state.app.store.public_items(&ItemFilter::default(), after.as_ref(), BATCH).await?;
        seen += batch.rows.len();
        hits.extend(batch.rows.iter().filter(|item| fits(item, words)).map(|item| item_link(item, today)));
        after = batch.next;
        if after.is_none() {
            return Ok((hits, true));
        }
    }
    Ok((hits, false))
}

fn fits(item: &ItemRow, words: &[String]) -> bool {
    let number = item.fields.document_number.as_deref().unwrap_or_default();
    let text = plain(&[item.fields.title.as_str(), number, item.index_number.as_str()].join("\n"));
    words.iter().all(|word| text.contains(word.as_str()))
}

/// Letters small, full-width forms plain, every bracket of a document number the same.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|character| match character {
            '〔' | '[' | '［' | '【' | '（' => '(',
            '〕' | ']' | '］' | '】' | '）' => ')',
            '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_found_however_its_brackets_are_typed() {
        for typed in
            ["示经信〔2021〕58号", "示经信[2021]58号", "示经信（2021）58号", "示经信【２０２１】58号"]
        {
            assert_eq!(plain(typed), "示经信(2021)58号");
        }
    }
}
