//! What people looked for in vain (无结果搜索词): folded words and how often, by day, and nobody's personal data.

use gongkai_screening::looks_like_a_name;
use jiff::civil::Date;

use crate::screening::SCREENER;
use crate::{App, AppError};

/// Days for which they are kept.
const MISSED_DAYS: i32 = 180;
/// Longest query kept, in characters: what is longer is a letter rather than a search.
const LONGEST: usize = 30;

impl App {
    /// Counts a search that found nothing, unless it may be about a person.
    pub(super) async fn note_missed(&self, folded: &str) -> Result<(), AppError> {
        if may_be_kept(folded) {
            self.store.note_missed_search(self.today(), folded).await?;
        }
        Ok(())
    }

    /// What was looked for in vain and is still kept, the most frequent first: words, how often, the last day.
    pub async fn missed_searches(&self, most: u16) -> Result<Vec<(String, u64, Date)>, AppError> {
        let since = self.today().saturating_sub(jiff::Span::new().days(MISSED_DAYS));
        Ok(self.store.missed_searches(since, most).await?)
    }

    /// Forgets what was looked for longer ago than [`MISSED_DAYS`]; how many.
    pub async fn forget_missed_searches(&self) -> Result<u64, AppError> {
        let before = self.today().saturating_sub(jiff::Span::new().days(MISSED_DAYS));
        Ok(self.store.delete_missed_searches_before(before).await?)
    }
}

/// Is it without anything that may be somebody's?
fn may_be_kept(folded: &str) -> bool {
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    folded.chars().count() <= LONGEST
        // Six digits and more may be part of a number of a person's.
        && digits < 6
        && SCREENER.screen(folded, None).findings.is_empty()
        && !folded.split(' ').any(looks_like_a_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_somebodys_is_not_kept() {
        for kept in ["养犬登记", "数字化改造 补助", "惠企政策兑现"] {
            assert!(may_be_kept(kept), "{kept}");
        }
        for dropped in [
            "王小明",
            "李四 低保",
            "13800000000",
            "330482199001011234",
            "身份证 110101",
            "zhang.san@example.com",
            &"很长的话".repeat(10),
        ] {
            assert!(!may_be_kept(dropped), "{dropped}");
        }
    }
}
