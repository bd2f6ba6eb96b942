//! Searching: the index finds, the database decides what is shown.

use std::collections::BTreeMap;

use gongkai_search::{Excerpt, Facet, Order, Piece, Query, Sought};
use gongkai_store::publication::ItemRow;
use jiff::civil::Date;

use super::follow::blocking;
use crate::{App, AppError};

/// Hits below which something else may have been meant.
const FEW: u64 = 1;

/// A search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchAsked {
    /// What was typed.
    pub text: String,
    /// Values to narrow by.
    pub filters: Vec<(Facet, String)>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published on this day or earlier.
    pub until: Option<Date>,
    /// Also what is no longer in force?
    pub past_too: bool,
    /// The order.
    pub order: Order,
    /// Page, from 1.
    pub page: u64,
    /// Hits on a page.
    pub size: u16,
    /// Asked while somebody types something else: what is not found says nothing.
    pub is_aside: bool,
}

/// A hit as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The public item.
    pub item: ItemRow,
    /// Its title with the words marked.
    pub title: Vec<Piece>,
    /// Where the words stand; `None` when its edition is newer than the index.
    pub excerpt: Option<Excerpt>,
}

/// A page of hits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Hits on all pages.
    pub total: u64,
    /// Hits no longer in force, shown or not.
    pub past: u64,
    /// Values to narrow by with the hits each would leave.
    pub facets: BTreeMap<Facet, Vec<(String, u64)>>,
    /// Have the hits only most of the words?
    pub relaxed: bool,
    /// What may have been meant instead.
    pub suggestions: Vec<String>,
    /// Was the query longer than is looked for?
    pub is_cut: bool,
}

impl App {
    /// Searches what is public; `None` while there is no index.
    pub async fn search(&self, asked: &SearchAsked) -> Result<Option<SearchPage>, AppError> {
        let Some(index) = self.search.index() else { return Ok(None) };
        let query = Query::read(&asked.text, &self.search.synonyms());
        let is_cut = query.is_cut();
        let skip = asked.page.max(1).saturating_sub(1).saturating_mul(u64::from(asked.size));
        let folded = query.folded();
        let sought = Sought {
            query,
            filters: asked.filters.clone(),
            from: asked.from,
            until: asked.until,
            in_force: !asked.past_too,
            today: self.today(),
            order: asked.order,
            skip: usize::try_from(skip).unwrap_or(usize::MAX),
            size: usize::from(asked.size),
            facets: true,
        };
        let text = asked.text.clone();
        let is_open = asked.filters.is_empty() && asked.from.is_none() && asked.until.is_none();
        let found = blocking(move || {
            let answer = index.search(&sought)?;
            let few = answer.total + answer.past < FEW || answer.relaxed;
            let suggestions = if few { index.suggest(&text)? } else { Vec::new() };
            Ok((answer, suggestions))
        });
        let (answer, suggestions) = match found.await {
            Ok(found) => found,
            Err(AppError::Search(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a search failed");
                self.search.distrust();
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if is_open
            && !asked.is_aside
            && !folded.is_empty()
            && (answer.relaxed || answer.total + answer.past == 0)
        {
            self.note_missed(&folded).await?;
        }
        let ids: Vec<&str> = answer.found.iter().map(|found| found.id.as_str()).collect();
        let mut rows: BTreeMap<String, ItemRow> =
            self.store.public_items_among(&ids).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
        let hits = answer.found.into_iter().filter_map(|found| {
            let item = rows.remove(&found.id)?;
            let is_same = found.hash == item.fields.hash;
            let title = if is_same {
                found.title
            } else {
                vec![Piece { text: item.fields.title.clone(), is_hit: false }]
            };
            Some(Hit { item, title, excerpt: is_same.then_some(found.excerpt) })
        });
        Ok(Some(SearchPage {
            hits: hits.collect(),
            total: answer.total,
            past: answer.past,
            facets: answer.facets,
            relaxed: answer.relaxed,
            suggestions: self.still_public(suggestions).await?,
            is_cut,
        }))
    }

    /// Suggestions that a public title still says.
    async fn still_public(&self, all: Vec<gongkai_search::Suggestion>) -> Result<Vec<String>, AppError> {
        let mut texts = Vec::new();
        for suggestion in all {
            let ids: Vec<&str> = suggestion.items.iter().map(String::as_str).collect();
            let rows = self.store.public_items_among(&ids).await?;
            let says =
                |row: &ItemRow| gongkai_search::fold_text(&row.fields.title).contains(&suggestion.text);
            if rows.iter().any(says) {
                texts.push(suggestion.text);
            }
        }
        Ok(texts)
    }
}
