//! What is due when: Art. 26 for one item, the rhythm for a column, coverage of the statutory categories.

use gongkai_statute::counting::{add_days, add_months};
use gongkai_statute::regulation::art26;
use gongkai_statute::{AgencyLevel, Calendar, Category, Due, DueError, RhythmKind};
use jiff::civil::Date;

use crate::Content;

/// The last day to publish what was made or changed on `generated_on` (Art. 26).
///
/// # Errors
///
/// [`DueError`] when a year's notice is missing.
pub fn publication_due(content: &Content, calendar: &Calendar) -> Result<Due, DueError> {
    art26::publication_due(content.generated_on, calendar)
}

/// How a column stands by its rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnState {
    /// It holds nothing.
    Empty,
    /// Nothing is due by itself.
    Unscheduled,
    /// Its next item is due by this day.
    Due(Date),
    /// Its next item was due on this day.
    Overdue(Date),
}

/// How a column stands on `today` (栏目更新情况).
///
/// Regular and dynamic columns with an interval are due that many days after their newest item. Staged and ad hoc
/// ones follow their matter, not the calendar.
pub fn column_state(
    rhythm: RhythmKind,
    due_every_days: Option<u16>,
    last_published_on: Option<Date>,
    today: Date,
) -> ColumnState {
    let Some(last) = last_published_on else { return ColumnState::Empty };
    let interval = match rhythm {
        RhythmKind::Regular | RhythmKind::Dynamic => due_every_days,
        RhythmKind::Staged | RhythmKind::AdHoc => None,
    };
    match interval.map(|days| add_days(last, days)) {
        None => ColumnState::Unscheduled,
        Some(due) if due < today => ColumnState::Overdue(due),
        Some(due) => ColumnState::Due(due),
    }
}

/// What is public of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryStock {
    /// The category.
    pub category: Category,
    /// Items public today.
    pub items: u64,
    /// Day of the newest publication.
    pub last_published_on: Option<Date>,
}

/// How an agency meets one category it owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryState {
    /// Nothing is public.
    Empty,
    /// The newest item is older than the agency's limit.
    Stale,
    /// There are items, the newest within the limit.
    Kept,
}

/// Every category the level owes, in the order of the articles, and how it is met (法定公开事项覆盖情况).
pub fn coverage(
    level: AgencyLevel,
    stocks: &[CategoryStock],
    stale_after_months: u16,
    today: Date,
) -> Vec<(CategoryStock, CategoryState)> {
    Category::owed_by(level)
        .map(|category| {
            let stock = stocks
                .iter()
                .find(|stock| stock.category == category)
                .copied()
                .unwrap_or(CategoryStock { category, items: 0, last_published_on: None });
            let state = match stock.last_published_on {
                _ if stock.items == 0 => CategoryState::Empty,
                Some(last) if today <= add_months(last, stale_after_months) => CategoryState::Kept,
                Some(_) | None => CategoryState::Stale,
            };
            (stock, state)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_columns_with_an_interval_fall_due_by_themselves() {
        let today = date(2021, 6, 30);
        let last = Some(date(2021, 3, 30));
        assert_eq!(column_state(RhythmKind::Regular, Some(92), None, today), ColumnState::Empty);
        assert_eq!(
            column_state(RhythmKind::Regular, Some(92), last, today),
            ColumnState::Due(date(2021, 6, 30)),
            "due on the very day"
        );
        assert_eq!(
            column_state(RhythmKind::Regular, Some(91), last, today),
            ColumnState::Overdue(date(2021, 6, 29))
        );
        assert_eq!(column_state(RhythmKind::Dynamic, None, last, today), ColumnState::Unscheduled);
        assert_eq!(column_state(RhythmKind::AdHoc, Some(1), last, today), ColumnState::Unscheduled);
    }

    #[test]
    fn coverage_names_every_category_owed_even_those_without_an_item() {
        let today = date(2021, 12, 31);
        let stock = |code: &str, items, last| CategoryStock {
            category: Category::from_code(code).unwrap(),
            items,
            last_published_on: last,
        };
        let stocks = [
            stock("A20-01", 3, Some(date(2021, 12, 1))),
            stock("A20-07", 1, Some(date(2019, 1, 1))),
            stock("A20-14", 0, Some(date(2021, 12, 1))),
        ];
        let coverage = coverage(AgencyLevel::County, &stocks, 12, today);
        assert_eq!(coverage.len(), 22);
        let state = |code: &str| {
            coverage.iter().find(|(stock, _)| stock.category.code() == code).map(|(_, state)| *state).unwrap()
        };
        assert_eq!(state("A20-01"), CategoryState::Kept);
        assert_eq!(state("A20-07"), CategoryState::Stale);
        assert_eq!(state("A20-14"), CategoryState::Empty);
        assert_eq!(state("A21-C01"), CategoryState::Empty);
    }
}
