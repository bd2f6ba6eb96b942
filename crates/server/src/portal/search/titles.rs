//! While there is no index: items whose title, document number or index number contains every word.
//!
//! The database reads through all public titles by one statement, so the cost grows with their number; what that costs
//! is said at `gongkai_store::publication::Sought`.

use gongkai_store::publication::{Hits, Sought};

use super::{SIZE, words};
use crate::portal::common::{grouped, item_link};
use crate::ui::link_list::LinkRow;
use crate::{AppState, Problem};

/// Hits shown at most: who finds more adds a word.
const MOST: u16 = 200;

/// What was found by titles.
pub(super) struct ByTitle {
    pub(super) summary: String,
    pub(super) rows: Vec<LinkRow>,
    pub(super) page: u64,
    pub(super) total: u64,
}

/// Looks through the titles.
pub(super) async fn by_title(state: &AppState, query: &str, page: u64) -> Result<ByTitle, Problem> {
    let today = state.app.today();
    let words = words::of(query);
    let sought = Sought { words: words.ways, numbers: words.numbers, today, most: MOST };
    let (page, hits) = find(state, &sought, page).await?;
    Ok(ByTitle {
        summary: summary(hits.found, words.left_out),
        rows: hits.rows.iter().map(|item| item_link(item, today)).collect(),
        page,
        total: hits.found.min(u64::from(MOST)),
    })
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
fn summary(found: u64, left_out: bool) -> String {
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
        assert!(summary(201, false).contains("超过 200 条"));
        assert!(summary(200, false).contains("共 200 条"));
        assert!(summary(3, true).ends_with("只用了前 8 个。"));
    }
}
