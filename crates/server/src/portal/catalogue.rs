//! `/zfxxgk/{agency}/catalogue`: what an agency publishes, narrowed and sorted.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_statute::Category;
use gongkai_store::agency::ColumnRow;
use gongkai_store::publication::{Facet, ItemFilter, ItemRow, Order, StockRow};
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
const SIZE: u16 = 20;

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

    /// The list as files.
    fn files(&self, code: &str) -> Vec<(String, String)> {
        let parameters = [
            ("agency", code),
            ("column", self.column.as_str()),
            ("category", self.category.as_str()),
            ("year", self.year.as_str()),
        ];
        [("CSV", "catalogue.csv"), ("XLSX", "catalogue.xlsx"), ("JSON", "catalogue.json")]
            .map(|(label, file)| (label.to_owned(), routes::data(file, &parameters)))
            .into()
    }

    fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    fn order(&self) -> Order {
        if self.sort == "oldest" { Order::OldestFirst } else { Order::NewestFirst }
    }

    /// The narrowing by `choice`, or without it when it is chosen now.
    fn with(&self, choice: &Choice) -> Narrowing {
        let key = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut there = Narrowing {
            category: key(&choice.filter.category),
            column: key(&choice.filter.column),
            year: choice.filter.year.map(|year| year.to_string()).unwrap_or_default(),
            sort: self.sort.clone(),
            page: String::new(),
        };
        if choice.is_chosen {
            match choice.group {
                Facet::All => there.year.clear(),
                Facet::Column => there.column.clear(),
                Facet::Category => there.category.clear(),
                Facet::Entry => {}
            }
        }
        there
    }

    fn filter(&self, code: &str) -> Result<ItemFilter, Problem> {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let year = given(&self.year).map(|year| year.parse().map_err(|_| Problem::NotFound)).transpose()?;
        Ok(ItemFilter {
            agency: Some(code.to_owned()),
            column: given(&self.column).filter(|_| self.category.is_empty()),
            category: given(&self.category),
            year,
            ..ItemFilter::default()
        })
    }
}

/// `GET /zfxxgk/{agency}/catalogue`
pub(super) async fn catalogue(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
    Query(narrowing): Query<Narrowing>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let columns = state.app.store.columns(&code).await?;
    let (title, description) = title(&columns, &narrowing)?;
    let filter = narrowing.filter(&code)?;
    let items = state.app.store.public_items_page(&filter, narrowing.order(), narrowing.page(), SIZE).await?;
    let choices = choices(&state, &code, &columns, &filter).await?;
    let today = state.app.today();
    let details = |item: &ItemRow| {
        let mut link = item_link(item, today);
        link.details.push(item.index_number.clone());
        link
    };
    let below = (title != "法定主动公开内容").then(|| Crumb::here(title.clone()));
    let page = CataloguePage {
        files: narrowing.files(&code),
        feed: routes::feed_of(&code, filter.column.as_deref().unwrap_or_default()),
        frame: column_frame(&state, view, &row, Fixed::Catalogue, below),
        title,
        description,
        entries: texts::entries(&code, Some(Fixed::Catalogue.place())),
        facets: facets(&state, &code, &narrowing, choices).await?,
        sorts: sorts(&code, &narrowing),
        list: LinkList {
            rows: items.rows.iter().map(details).collect(),
            empty: "这里将列出符合条件的信息。目前没有；可以取消左侧已选的条件再看。".to_owned(),
        },
        pager: Pager::new(items.page, items.total, u64::from(SIZE), |page| {
            Narrowing { page: page.to_string(), ..narrowing.clone() }.href(&code)
        }),
    };
    show(&page)
}

fn sorts(code: &str, narrowing: &Narrowing) -> Vec<(String, String, bool)> {
    let sort = |label: &str, sort: &str| {
        let there = Narrowing { sort: sort.to_owned(), page: String::new(), ..narrowing.clone() };
        (label.to_owned(), there.href(code), (narrowing.order() == Order::OldestFirst) == (sort == "oldest"))
    };
    vec![sort("由新到旧", ""), sort("由旧到新", "oldest")]
}

/// What the list is, and what the column is for. An unknown column or category is not found.
fn title(columns: &[ColumnRow], narrowing: &Narrowing) -> Result<(String, String), Problem> {
    if !narrowing.category.is_empty() {
        let category = Category::from_code(&narrowing.category).ok_or(Problem::NotFound)?;
        let basis = format!("依照《政府信息公开条例》{}公开。", texts::short_article(category));
        return Ok((category.label().to_owned(), basis));
    }
    if !narrowing.column.is_empty() {
        let column = columns.iter().find(|column| column.slug == narrowing.column);
        let column = column.ok_or(Problem::NotFound)?;
        return Ok((column.name.clone(), column.description.clone()));
    }
    let all = "依照《政府信息公开条例》第二十条、第二十一条主动公开的信息。";
    Ok(("法定主动公开内容".to_owned(), all.to_owned()))
}

/// One way to narrow the list: its group, its label, what it leaves, and is it chosen?
struct Choice {
    group: Facet,
    label: String,
    filter: ItemFilter,
    is_chosen: bool,
}

/// Every year, column and category there is something in. A year keeps the column or category chosen, and they keep
/// the year.
async fn choices(
    state: &AppState,
    code: &str,
    columns: &[ColumnRow],
    now: &ItemFilter,
) -> Result<Vec<Choice>, Problem> {
    let stock = state.app.store.item_stock(code).await?;
    let is_held = |facet, key: &str| {
        let is_it = |row: &&StockRow| row.facet == facet && row.key == key && row.items > 0;
        stock.iter().any(|row| is_it(&row))
    };
    let mut choices = Vec::new();
    let years = state.app.store.public_years(code).await?;
    let (first, last) = years.unwrap_or((1, 0));
    for year in (first..=last).rev() {
        let filter = ItemFilter { year: Some(year), ..now.clone() };
        let is_chosen = now.year == Some(year);
        choices.push(Choice { group: Facet::All, label: format!("{year} 年"), filter, is_chosen });
    }
    for column in columns.iter().filter(|column| is_held(Facet::Column, &column.slug)) {
        let filter = ItemFilter { column: Some(column.slug.clone()), category: None, ..now.clone() };
        let is_chosen = now.column == filter.column;
        choices.push(Choice { group: Facet::Column, label: column.name.clone(), filter, is_chosen });
    }
    for category in Category::all().filter(|category| is_held(Facet::Category, category.code())) {
        let code = Some(category.code().to_owned());
        let filter = ItemFilter { category: code, column: None, ..now.clone() };
        let is_chosen = now.category == filter.category;
        choices.push(Choice {
            group: Facet::Category,
            label: category.label().to_owned(),
            filter,
            is_chosen,
        });
    }
    Ok(choices)
}

/// The choices with the number of rows each would leave; those that would leave none are not offered.
async fn facets(
    state: &AppState,
    code: &str,
    narrowing: &Narrowing,
    choices: Vec<Choice>,
) -> Result<Facets, Problem> {
    let filters: Vec<ItemFilter> = choices.iter().map(|choice| choice.filter.clone()).collect();
    let counts = state.app.store.count_public_items(&filters).await?;
    let titles = [(Facet::All, "年度"), (Facet::Column, "栏目"), (Facet::Category, "公开类别")];
    let mut groups = titles.map(|(_, title)| FacetGroup { title: title.to_owned(), options: Vec::new() });
    for (choice, count) in choices.into_iter().zip(counts) {
        let place = titles.iter().position(|(group, _)| *group == choice.group);
        let Some(group) = place.and_then(|place| groups.get_mut(place)) else { continue };
        if count > 0 || choice.is_chosen {
            group.options.push(FacetOption {
                href: narrowing.with(&choice).href(code),
                label: choice.label,
                count: Some(count),
                selected: choice.is_chosen,
            });
        }
    }
    Ok(Facets { groups: groups.into_iter().filter(|group| !group.options.is_empty()).collect() })
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
