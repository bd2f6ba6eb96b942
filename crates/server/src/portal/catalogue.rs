//! `/zfxxgk/{agency}/catalogue`: what an agency publishes, narrowed and sorted.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_publication::{Genre, Validity};
use gongkai_statute::Category;
use gongkai_store::agency::ColumnRow;
use gongkai_store::publication::{Facet, ItemFilter, ItemRow, Order, StockRow};
use jiff::civil::Date;
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

/// By what the list is narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Year,
    Column,
    Category,
    Theme,
    Genre,
    Validity,
    Issuer,
}

/// Every group and what it is called, in the order of the page.
const GROUPS: [(Group, &str); 7] = [
    (Group::Year, "年度"),
    (Group::Column, "栏目"),
    (Group::Category, "公开类别"),
    (Group::Theme, "主题分类"),
    (Group::Genre, "体裁"),
    (Group::Validity, "有效性"),
    (Group::Issuer, "发文机关"),
];

/// How the list is narrowed and sorted. Column, category, subject, form and issuer are ways to the same items, so one
/// replaces the other; year and force go with each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Narrowing {
    category: String,
    column: String,
    theme: String,
    genre: String,
    issuer: String,
    validity: String,
    year: String,
    sort: String,
    page: String,
}

impl Narrowing {
    fn href(&self, code: &str) -> String {
        let parameters = [
            ("category", self.category.as_str()),
            ("column", self.column.as_str()),
            ("theme", self.theme.as_str()),
            ("genre", self.genre.as_str()),
            ("issuer", self.issuer.as_str()),
            ("validity", self.validity.as_str()),
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
            ("theme", self.theme.as_str()),
            ("genre", self.genre.as_str()),
            ("issuer", self.issuer.as_str()),
            ("validity", self.validity.as_str()),
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
        let filter = &choice.filter;
        let mut there = Narrowing {
            category: key(&filter.category),
            column: key(&filter.column),
            theme: key(&filter.theme),
            genre: filter.genre.map(|genre| genre.key().to_owned()).unwrap_or_default(),
            issuer: key(&filter.issuer),
            validity: filter.validity.map(|(force, _)| force.key().to_owned()).unwrap_or_default(),
            year: filter.year.map(|year| year.to_string()).unwrap_or_default(),
            sort: self.sort.clone(),
            page: String::new(),
        };
        if choice.is_chosen {
            let chosen = match choice.group {
                Group::Year => &mut there.year,
                Group::Column => &mut there.column,
                Group::Category => &mut there.category,
                Group::Theme => &mut there.theme,
                Group::Genre => &mut there.genre,
                Group::Validity => &mut there.validity,
                Group::Issuer => &mut there.issuer,
            };
            chosen.clear();
        }
        there
    }

    fn filter(&self, code: &str, today: Date) -> Result<ItemFilter, Problem> {
        let texts = [&self.column, &self.category, &self.theme, &self.genre, &self.issuer];
        let narrowed = ItemFilter {
            agency: Some(code.to_owned()),
            year: read(&self.year, |year| year.parse().ok())?,
            validity: read(&self.validity, Validity::from_key)?.map(|force| (force, today)),
            ..ItemFilter::default()
        };
        // An address with two ways goes the first one named here.
        let [column, category, theme, genre, issuer] =
            texts.map(|text| Some(text.clone()).filter(|text| !text.is_empty()));
        Ok(match (category, column, theme, genre, issuer) {
            (category @ Some(_), ..) => ItemFilter { category, ..narrowed },
            (_, column @ Some(_), ..) => ItemFilter { column, ..narrowed },
            (_, _, theme @ Some(_), ..) => ItemFilter { theme, ..narrowed },
            (_, _, _, Some(genre), _) => ItemFilter { genre: read(&genre, Genre::from_key)?, ..narrowed },
            (.., issuer) => ItemFilter { issuer, ..narrowed },
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
    let today = state.app.today();
    let filter = narrowing.filter(&code, today)?;
    let items = state.app.store.public_items_page(&filter, narrowing.order(), narrowing.page(), SIZE).await?;
    let choices = choices(&state, &code, &columns, &filter, today).await?;
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
    if !narrowing.theme.is_empty() {
        return Ok((narrowing.theme.clone(), format!("主题分类为“{}”的信息。", narrowing.theme)));
    }
    if let Some(genre) = read(&narrowing.genre, Genre::from_key)? {
        return Ok((genre.label().to_owned(), format!("体裁为“{}”的信息。", genre.label())));
    }
    if !narrowing.issuer.is_empty() {
        return Ok((narrowing.issuer.clone(), format!("发文机关为{}的信息。", narrowing.issuer)));
    }
    let all = "依照《政府信息公开条例》第二十条、第二十一条主动公开的信息。";
    Ok(("法定主动公开内容".to_owned(), all.to_owned()))
}

/// One way to narrow the list: its group, its label, what it leaves, and is it chosen?
struct Choice {
    group: Group,
    label: String,
    filter: ItemFilter,
    is_chosen: bool,
}

/// A value of an address; none is given when it is empty.
pub(super) fn read<T>(text: &str, of: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { of(text).map(Some).ok_or(Problem::NotFound) }
}

/// Every value there is something in. A year and a force keep the way chosen, and the ways keep year and force.
async fn choices(
    state: &AppState,
    code: &str,
    columns: &[ColumnRow],
    now: &ItemFilter,
    today: Date,
) -> Result<Vec<Choice>, Problem> {
    let stock = state.app.store.item_stock(code).await?;
    let is_held = |facet, key: &str| {
        let is_it = |row: &&StockRow| row.facet == facet && row.key == key && row.items > 0;
        stock.iter().any(|row| is_it(&row))
    };
    let way =
        ItemFilter { column: None, category: None, theme: None, genre: None, issuer: None, ..now.clone() };
    let mut choices = Vec::new();
    let mut offer = |group, label: &str, is_chosen, filter| {
        choices.push(Choice { group, label: label.to_owned(), is_chosen, filter });
    };
    let years = state.app.store.public_years(code).await?;
    let (first, last) = years.unwrap_or((1, 0));
    for year in (first..=last).rev() {
        let filter = ItemFilter { year: Some(year), ..now.clone() };
        offer(Group::Year, &format!("{year} 年"), now.year == Some(year), filter);
    }
    for column in columns.iter().filter(|column| is_held(Facet::Column, &column.slug)) {
        let filter = ItemFilter { column: Some(column.slug.clone()), ..way.clone() };
        offer(Group::Column, &column.name, now.column == filter.column, filter);
    }
    for category in Category::all().filter(|category| is_held(Facet::Category, category.code())) {
        let filter = ItemFilter { category: Some(category.code().to_owned()), ..way.clone() };
        offer(Group::Category, category.label(), now.category == filter.category, filter);
    }
    for row in most(&stock, Facet::Theme) {
        let filter = ItemFilter { theme: Some(row.key.clone()), ..way.clone() };
        offer(Group::Theme, &row.key, now.theme == filter.theme, filter);
    }
    for genre in Genre::ALL.iter().copied().filter(|genre| is_held(Facet::Genre, genre.key())) {
        let filter = ItemFilter { genre: Some(genre), ..way.clone() };
        offer(Group::Genre, genre.label(), now.genre == filter.genre, filter);
    }
    for force in Validity::ALL.iter().copied() {
        let filter = ItemFilter { validity: Some((force, today)), ..now.clone() };
        offer(Group::Validity, force.label(), now.validity == filter.validity, filter);
    }
    // One issuer alone narrows nothing.
    let issuers = most(&stock, Facet::Issuer);
    for row in issuers.iter().filter(|_| issuers.len() > 1) {
        let filter = ItemFilter { issuer: Some(row.key.clone()), ..way.clone() };
        offer(Group::Issuer, &row.key, now.issuer == filter.issuer, filter);
    }
    Ok(choices)
}

/// The values most items have, so many as a reader looks through.
fn most(stock: &[StockRow], facet: Facet) -> Vec<&StockRow> {
    let mut rows: Vec<_> = stock.iter().filter(|row| row.facet == facet && row.items > 0).collect();
    rows.sort_by(|one, other| other.items.cmp(&one.items).then_with(|| one.key.cmp(&other.key)));
    rows.truncate(30);
    rows
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
    let mut groups = GROUPS.map(|(_, title)| FacetGroup { title: title.to_owned(), options: Vec::new() });
    for (choice, count) in choices.into_iter().zip(counts) {
        let place = GROUPS.iter().position(|(group, _)| *group == choice.group);
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
