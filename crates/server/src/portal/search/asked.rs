//! What is asked of the search, as it stands in the address.

use gongkai_app::search::{Facet, Order, SearchAsked};
use jiff::civil::Date;
use serde::Deserialize;

use super::{LONGEST, SIZE};
use crate::routes;

/// What is searched for, narrowed by and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::portal) struct Asked {
    pub(super) q: String,
    agency: String,
    column: String,
    category: String,
    theme: String,
    form: String,
    year: String,
    issuer: String,
    pub(super) from: String,
    pub(super) until: String,
    /// `newest` or `oldest`; otherwise by how well it fits.
    pub(super) sort: String,
    /// Not empty: also what is no longer in force.
    pub(super) past: String,
    page: String,
}

impl Asked {
    /// The words, cut to a length that makes sense.
    pub(super) fn words(&self) -> String {
        self.q.trim().chars().take(LONGEST).collect()
    }

    pub(super) fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    pub(super) fn facet(&self, facet: Facet) -> &str {
        match facet {
            Facet::Agency => &self.agency,
            Facet::Column => &self.column,
            Facet::Category => &self.category,
            Facet::Theme => &self.theme,
            Facet::Form => &self.form,
            Facet::Year => &self.year,
            Facet::Issuer => &self.issuer,
        }
    }

    /// Everything in the address but the page, by name.
    pub(super) fn parameters(&self) -> Vec<(&'static str, String)> {
        let facets = Facet::ALL.map(|facet| (facet.key(), self.facet(facet).to_owned()));
        let rest = [
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("sort", self.sort.clone()),
            ("past", self.past.clone()),
        ];
        std::iter::once(("q", self.words())).chain(facets).chain(rest).collect()
    }

    /// The address with some parameters otherwise; it begins at the first page.
    pub(super) fn with(&self, changed: &[(&str, &str)]) -> String {
        self.address(&routes::search(), changed)
    }

    /// The feed of the same.
    pub(super) fn feed(&self) -> String {
        self.address(&routes::search_feed(), &[("sort", "")])
    }

    /// The same as RSS.
    pub(super) fn rss(&self) -> String {
        self.address(&routes::search_rss(), &[("sort", "")])
    }

    fn address(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let mut all = self.parameters();
        for (name, value) in &mut all {
            if let Some((_, new)) = changed.iter().find(|(changed, _)| changed == name) {
                (*new).clone_into(value);
            }
        }
        let page = changed.iter().find(|(name, _)| *name == "page").map(|(_, page)| (*page).to_owned());
        let mut all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend(page.as_deref().map(|page| ("page", page)));
        routes::with_query(path, &all)
    }

    /// For the search; a day that is none is left out and told on the page.
    pub(super) fn for_search(&self) -> SearchAsked {
        let filters = Facet::ALL.iter().map(|facet| (*facet, self.facet(*facet).to_owned()));
        SearchAsked {
            is_aside: false,
            text: self.words(),
            filters: filters.filter(|(_, value)| !value.is_empty()).collect(),
            from: day(&self.from),
            until: day(&self.until),
            past_too: !self.past.is_empty(),
            order: match self.sort.as_str() {
                "newest" => Order::Newest,
                "oldest" => Order::Oldest,
                _ => Order::Best,
            },
            page: self.page(),
            size: SIZE,
        }
    }

    pub(super) fn has_days(&self) -> bool {
        !self.from.is_empty() || !self.until.is_empty()
    }

    /// Is it narrowed by anything but words?
    pub(super) fn is_narrowed(&self) -> bool {
        self.has_days() || Facet::ALL.iter().any(|facet| !self.facet(*facet).is_empty())
    }

    /// What is wrong with the days, if anything.
    pub(super) fn wrong_days(&self) -> Option<String> {
        for text in [&self.from, &self.until] {
            if !text.trim().is_empty() && day(text).is_none() {
                return Some(format!("“{text}”不是有效日期，没有按它筛选；请按“2021-12-31”的格式填写。"));
            }
        }
        let (from, until) = (day(&self.from)?, day(&self.until)?);
        (from > until).then(|| format!("起始日期 {from} 晚于截止日期 {until}，因此没有结果；请调换后再查。"))
    }
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            q: " 数字化 改造 ".to_owned(),
            year: "2021".to_owned(),
            page: "3".to_owned(),
            ..Asked::default()
        }
    }

    #[test]
    fn the_address_keeps_what_was_chosen_and_begins_at_the_first_page() {
        let here = "/search?q=%E6%95%B0%E5%AD%97%E5%8C%96%20%E6%94%B9%E9%80%A0&year=2021";
        assert_eq!(asked().with(&[]), here);
        assert_eq!(asked().with(&[("page", "2")]), format!("{here}&page=2"));
        assert_eq!(asked().with(&[("sort", "newest")]), format!("{here}&sort=newest"));
        assert_eq!(asked().with(&[("year", ""), ("q", "x")]), "/search?q=x");
    }

    #[test]
    fn days_that_are_none_are_told_and_left_out() {
        let with =
            |from: &str, until: &str| Asked { from: from.to_owned(), until: until.to_owned(), ..asked() };
        assert_eq!(with("2021-01-01", "2021-12-31").wrong_days(), None);
        assert!(with("2021-02-30", "").wrong_days().is_some_and(|text| text.contains("2021-02-30")));
        assert_eq!(with("2021-02-30", "").for_search().from, None);
        assert!(with("2021-12-31", "2021-01-01").wrong_days().is_some());
    }
}
