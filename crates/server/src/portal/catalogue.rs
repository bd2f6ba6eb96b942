//! `/zfxxgk/{agency}/catalogue`: what an agency publishes, narrowed and sorted.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_statute::Category;
use gongkai_store::agency::ColumnRow;
use gongkai_store::publication::{CountRow, Facet, ItemFilter, ItemRow, StockRow};
use serde::Deserialize;

use super::common::{Fixed, agency, column_frame, item_link, show};
use super::pages::CataloguePage;
use super::texts;
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::facets::{FacetGroup, FacetOption, Facets};
use crate::ui::link_list::LinkList;
use crate::ui::pager::Pager;
use crate::{AppState, Problem, routes};

/// Rows of a page.
const SIZE: u64 = 20;

/// How the list is narrowed and sorted. A column and a category are ways to the same items, so one replaces the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Narrowing {
    category: String,
    column: String,
    year: String,
    sort: String,
    page: String,
}

impl Narrowing {
    fn href(&self, code: &str) -> String {
        let parameters = [
            ("category", self.category.as_str()),
            ("column", self.column.as_str()),
            ("year", self.year.as_str()),
            ("sort", self.sort.as_str()),
            ("page", self.page.as_str()),
        ];
        routes::with_query(&routes::catalogue(code), &parameters)
    }

    fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    fn oldest_first(&self) -> bool {
        self.sort == "oldest"
    }

    fn filter(&self, code: &str) -> Result<ItemFilter, Problem> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let year = given(&self.year).map(|year| year.parse().map_err(|_| Problem::NotFound)).transpose()?;
        Ok(ItemFilter {
            agency: Some(code.to_owned()),
            column: given(&self.column),
            category: given(&self.category),
            year,
            ..ItemFilter::default()
        })
    }
}

/// What there is to narrow by.
struct Stock {
    columns: Vec<ColumnRow>,
    items: Vec<StockRow>,
    counts: Vec<CountRow>,
}

/// `GET /zfxxgk/{agency}/catalogue`
pub(super) async fn catalogue(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
    Query(narrowing): Query<Narrowing>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let stock = Stock {
        columns: state.app.store.columns(&code).await?,
        items: state.app.store.item_stock(&code).await?,
        counts: state.app.store.item_counts(&code).await?,
    };
    let (title, description) = stock.title(&narrowing)?;
    let filter = narrowing.filter(&code)?;
    let (items, total) = rows(&state, &filter, &narrowing, &stock).await?;
    let today = state.app.today();
    let details = |item: &ItemRow| {
        let mut link = item_link(item, today);
        link.details.push(item.index_number.clone());
        link
    };
    let below = (title != "法定主动公开内容").then(|| Crumb::here(title.clone()));
    let page = CataloguePage {
        frame: column_frame(&state, view, &row, Fixed::Catalogue, below),
        title,
        description,
        entries: texts::entries(&code, Some(Fixed::Catalogue.place())),
        facets: stock.facets(&code, &narrowing),
        sorts: sorts(&code, &narrowing),
        list: LinkList {
            rows: items.iter().map(details).collect(),
            empty: "这里将列出符合条件的信息。目前没有；可以取消左侧已选的条件再看。".to_owned(),
        },
        pager: Pager::new(narrowing.page(), total, SIZE, |page| {
            Narrowing { page: page.to_string(), ..narrowing.clone() }.href(&code)
        }),
    };
    show(&page)
}

/// The rows of the page and the number of rows on all pages.
///
/// The store turns pages by cursor; a page of a given number is found by reading up to it.
async fn rows(
    state: &AppState,
    filter: &ItemFilter,
    narrowing: &Narrowing,
    stock: &Stock,
) -> Result<(Vec<ItemRow>, u64), Problem> {
    let known = if filter.year.is_none() { Some(stock.total(filter)) } else { None };
    // Within a year the rows themselves are counted: the yearly counts keep items that were withdrawn.
    let total = match known {
        Some(total) => total,
        None => count(&read(state, filter, u64::from(u16::MAX)).await?),
    };
    let page = narrowing.page().min(total.div_ceil(SIZE).max(1));
    let before = (page - 1) * SIZE;
    let (skip, take) = if narrowing.oldest_first() {
        let end = total.saturating_sub(before);
        let begin = end.saturating_sub(SIZE);
        (begin, end - begin)
    } else {
        (before, SIZE)
    };
    let items = read(state, filter, skip + take).await?.into_iter();
    let skip = usize::try_from(skip).unwrap_or(usize::MAX);
    let mut items: Vec<ItemRow> = items.skip(skip).collect();
    if narrowing.oldest_first() {
        items.reverse();
    }
    Ok((items, total))
}

fn count(items: &[ItemRow]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

async fn read(state: &AppState, filter: &ItemFilter, limit: u64) -> Result<Vec<ItemRow>, Problem> {
    let limit = u16::try_from(limit).unwrap_or(u16::MAX);
    Ok(state.app.store.public_items(filter, None, limit).await?.rows)
}

fn sorts(code: &str, narrowing: &Narrowing) -> Vec<(String, String, bool)> {
    let sort = |label: &str, sort: &str| {
        let there = Narrowing { sort: sort.to_owned(), page: String::new(), ..narrowing.clone() };
        (label.to_owned(), there.href(code), narrowing.oldest_first() == (sort == "oldest"))
    };
    vec![sort("由新到旧", ""), sort("由旧到新", "oldest")]
}

impl Stock {
    /// Rows public now, for a filter without a year.
    fn total(&self, filter: &ItemFilter) -> u64 {
        let (facet, key) = match (&filter.category, &filter.column) {
            (Some(category), _) => (Facet::Category, category.as_str()),
            (None, Some(column)) => (Facet::Column, column.as_str()),
            (None, None) => (Facet::All, ""),
        };
        let row = self.items.iter().find(|row| row.facet == facet && (facet == Facet::All || row.key == key));
        row.map_or(0, |row| row.items)
    }

    /// What the list is, and what the column is for. An unknown column or category is not found.
    fn title(&self, narrowing: &Narrowing) -> Result<(String, String), Problem> {
        if !narrowing.category.is_empty() {
            let category = Category::from_code(&narrowing.category).ok_or(Problem::NotFound)?;
            let basis = format!("依照《政府信息公开条例》{}公开。", texts::short_article(category));
            return Ok((category.label().to_owned(), basis));
        }
        if !narrowing.column.is_empty() {
            let column = self.columns.iter().find(|column| column.slug == narrowing.column);
            let column = column.ok_or(Problem::NotFound)?;
            return Ok((column.name.clone(), column.description.clone()));
        }
        let all = "依照《政府信息公开条例》第二十条、第二十一条主动公开的信息。";
        Ok(("法定主动公开内容".to_owned(), all.to_owned()))
    }

    fn facets(&self, code: &str, narrowing: &Narrowing) -> Facets {
        let option = |label: &str, count, selected: bool, there: Narrowing| FacetOption {
            label: label.to_owned(),
            count,
            href: Narrowing { page: String::new(), ..there }.href(code),
            selected,
        };
        let in_stock = |facet, key: &str| {
            let row = self.items.iter().find(|row| row.facet == facet && row.key == key);
            row.map(|row| row.items).filter(|items| *items > 0)
        };
        let unless = |selected: bool, key: &str| if selected { String::new() } else { key.to_owned() };
        let mut years: Vec<i16> =
            self.counts.iter().filter(|row| row.facet == Facet::All).map(|row| row.year).collect();
        years.sort_unstable_by(|left, right| right.cmp(left));
        let years = years.into_iter().map(|year| {
            let key = year.to_string();
            let selected = narrowing.year == key;
            option(
                &format!("{key} 年"),
                None,
                selected,
                Narrowing { year: unless(selected, &key), ..narrowing.clone() },
            )
        });
        let columns = self.columns.iter().filter_map(|column| {
            let count = in_stock(Facet::Column, &column.slug)?;
            let selected = narrowing.column == column.slug;
            let there = Narrowing {
                column: unless(selected, &column.slug),
                category: String::new(),
                ..narrowing.clone()
            };
            Some(option(&column.name, Some(count), selected, there))
        });
        let categories = Category::all().filter_map(|category| {
            let count = in_stock(Facet::Category, category.code())?;
            let selected = narrowing.category == category.code();
            let there = Narrowing {
                category: unless(selected, category.code()),
                column: String::new(),
                ..narrowing.clone()
            };
            Some(option(category.label(), Some(count), selected, there))
        });
        let groups = [
            ("年度", years.collect::<Vec<_>>()),
            ("栏目", columns.collect()),
            ("公开类别", categories.collect()),
        ];
        let groups = groups.into_iter().filter(|(_, options)| !options.is_empty());
        Facets {
            groups: groups.map(|(title, options)| FacetGroup { title: title.to_owned(), options }).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_what_was_chosen_and_leaves_out_the_rest() {
        let narrowing = Narrowing { year: "2021".to_owned(), page: "2".to_owned(), ..Narrowing::default() };
        assert_eq!(narrowing.href("jx"), "/zfxxgk/jx/catalogue?year=2021&page=2");
        assert_eq!(Narrowing::default().href("jx"), "/zfxxgk/jx/catalogue");
    }

    #[test]
    fn a_page_that_is_no_number_is_the_first() {
        assert_eq!(Narrowing { page: "-3".to_owned(), ..Narrowing::default() }.page(), 1);
    }
}
