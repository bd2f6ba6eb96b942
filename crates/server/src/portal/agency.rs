//! `/zfxxgk/{agency}/` and its guide, rules and reports.

use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use gongkai_agency::{Channel, ColumnType};
use gongkai_statute::Category;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::{Facet, ItemFilter, StockRow};

use super::common::{Fixed, agency, column_frame, day, frame, grouped, item_link, show};
use super::pages::{AgencyPage, GuidePage, Panel, ReportsPage, RulesPage, Way};
use super::texts;
use crate::site::View;
use crate::tags::ColumnTags;
use crate::ui::breadcrumb::Crumb;
use crate::ui::category_tree::{CategoryRow, CategoryTree};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::{Notice, Tone};
use crate::{AppState, Problem, routes};

/// `GET /zfxxgk/{agency}`: the address without its slash.
pub(super) async fn without_slash(Path(code): Path<String>) -> Redirect {
    Redirect::permanent(&routes::agency(&code))
}

/// `GET /zfxxgk/{agency}/`
pub(super) async fn show_agency(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let today = state.app.today();
    let filter = ItemFilter { agency: Some(code.clone()), ..ItemFilter::default() };
    let latest = state.app.store.public_items(&filter, None, 8).await?;
    let stock = state.app.store.item_stock(&code).await?;
    let tags = ColumnTags {
        name: "政府信息公开".to_owned(),
        description: format!("{}政府信息公开平台", row.name),
        keywords: vec!["政府信息公开".to_owned(), row.short_name.clone()],
        kind: "信息公开".to_owned(),
    };
    let page = AgencyPage {
        frame: frame(&state, view, "政府信息公开")
            .agency(row.name.clone(), routes::agency(&code))
            .crumbs(vec![Crumb::here(row.name.clone())])
            .tags(|all| all.column(tags)),
        name: row.name.clone(),
        summary: summary(&state, &code, &stock).await?,
        entries: texts::entries(&code, None),
        notice: ended(&state, &row).await?,
        categories: categories(&row, &stock),
        latest: Panel {
            id: "latest".to_owned(),
            title: "最新公开".to_owned(),
            more: Some(routes::catalogue(&code)),
            list: LinkList {
                rows: latest.rows.iter().map(|item| item_link(item, today)).collect(),
                empty: "这里将列出本机关最新公开的信息。目前还没有。".to_owned(),
            },
        },
        inventories: inventories(&state, &code).await?,
        unit: unit(&row),
        organisation: routes::organisation(&code),
        messages: routes::messages_of(&code),
        write: routes::write_message(&code),
        below: below(&state, &code).await?,
    };
    show(&page)
}

/// The acting agencies below: name and address.
pub(super) async fn below(state: &AppState, code: &str) -> Result<Vec<(String, String)>, Problem> {
    let all = state.app.store.agencies().await?.into_iter();
    let below = all.filter(|other| other.parent.as_deref() == Some(code) && other.ended_on.is_none());
    Ok(below.map(|other| (other.name, routes::agency(&other.code))).collect())
}

/// The lists of what is to be public that apply: title and address.
async fn inventories(state: &AppState, code: &str) -> Result<Vec<(String, String)>, Problem> {
    let rows = state.app.store.inventories(code).await?.into_iter().filter(|row| row.ended.is_none());
    Ok(rows.map(|row| (row.title, routes::inventory(code, row.number))).collect())
}

async fn summary(state: &AppState, code: &str, stock: &[StockRow]) -> Result<String, Problem> {
    let counts = state.app.store.item_counts(code).await?;
    let Some(year) = counts.iter().map(|row| row.year).max() else {
        return Ok("目前还没有公开的信息。".to_owned());
    };
    let (in_year, total) = state.app.store.published_counts(code, year).await?;
    let newest = stock.iter().filter_map(|row| row.last_published_on).max();
    let updated = newest.map(|on| format!("，最近更新 {on}")).unwrap_or_default();
    Ok(format!("累计公开 {} 条，{year} 年公开 {} 条{updated}。", grouped(total), grouped(in_year)))
}

async fn ended(state: &AppState, row: &AgencyRow) -> Result<Option<Notice>, Problem> {
    let Some(on) = row.ended_on else { return Ok(None) };
    let mut names = Vec::new();
    for code in &row.successors {
        names.extend(
            state.app.store.agency(code).await?.map(|other| (other.name, routes::agency(&other.code))),
        );
    }
    let text = format!("本机关自 {on} 起不再行使职权，原有公开信息保留供查阅。");
    Ok(Some(Notice { link: names.into_iter().next(), ..Notice::new(Tone::Warn, text) }))
}

/// The categories the agency owes, and others it has published in.
fn categories(agency: &AgencyRow, stock: &[StockRow]) -> CategoryTree {
    let row = |category: Category| {
        let stocked = stock.iter().find(|row| row.facet == Facet::Category && row.key == category.code());
        let count = stocked.map_or(0, |row| row.items);
        let href = routes::with_query(&routes::catalogue(&agency.code), &[("category", category.code())]);
        CategoryRow {
            title: category.label().to_owned(),
            article: texts::short_article(category),
            href: (count > 0).then_some(href),
            count,
            updated: stocked.and_then(|row| row.last_published_on).map(|on| on.to_string()),
            below: Vec::new(),
        }
    };
    let shown = |category: &Category| {
        category.is_owed_by(agency.level)
            || stock
                .iter()
                .any(|row| row.facet == Facet::Category && row.key == category.code() && row.items > 0)
    };
    let rows = Category::all().filter(shown).map(row).collect();
    CategoryTree { caption: "法定主动公开内容".to_owned(), rows }
}

pub(super) fn unit(row: &AgencyRow) -> MetadataTable {
    let rows = [
        ("机构名称", &row.unit_name),
        ("办公地址", &row.address),
        ("办公时间", &row.office_hours),
        ("联系电话", &row.phone),
        ("传真号码", &row.fax),
        ("互联网", &row.internet_contact),
    ];
    MetadataTable { rows: rows.map(|(term, value)| MetadataRow::wide(term, value.clone())).to_vec() }
}

/// The open ways in for requests: the two basic ones always, others when the agency opened them.
pub(super) async fn channels(state: &AppState, row: &AgencyRow) -> Result<Vec<Way>, Problem> {
    let stated = state.app.store.channels(&row.code).await?;
    let ways = Channel::ALL.iter().copied().filter_map(|channel| {
        let said = stated.iter().find(|row| row.channel == channel.key());
        if !channel.is_basic() && !said.is_some_and(|said| said.is_open) {
            return None;
        }
        let note =
            said.filter(|said| said.is_open).map(|said| said.note.clone()).filter(|note| !note.is_empty());
        let how = note.unwrap_or_else(|| usual_way(channel, row));
        Some(Way { name: channel.label().to_owned(), how })
    });
    Ok(ways.collect())
}

/// What the agency's profile says of a channel it did not describe.
fn usual_way(channel: Channel, row: &AgencyRow) -> String {
    let known = |text: &str| !text.trim().is_empty();
    match channel {
        Channel::InPerson if known(&row.address) => format!("{}，{}", row.address, row.office_hours),
        Channel::Mail if known(&row.address) => {
            let postcode =
                if known(&row.postcode) { format!("邮编 {}，", row.postcode) } else { String::new() };
            format!("{postcode}{}，{}，信封注明“政府信息公开申请”", row.address, row.name)
        }
        Channel::Fax if known(&row.fax) => row.fax.clone(),
        Channel::Email | Channel::Online if known(&row.internet_contact) => row.internet_contact.clone(),
        Channel::InPerson | Channel::Mail | Channel::Fax | Channel::Email | Channel::Online => {
            "本机关尚未公布具体方式，请电话联系。".to_owned()
        }
    }
}

/// `GET /zfxxgk/{agency}/guide`
pub(super) async fn guide(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let stock = state.app.store.item_stock(&code).await?;
    let page = GuidePage {
        frame: column_frame(&state, view, &row, Fixed::Guide, None),
        name: row.name.clone(),
        entries: texts::entries(&code, Some(Fixed::Guide.place())),
        updated: day(row.updated_at).to_string(),
        categories: categories(&row, &stock),
        arrangement: texts::arrangement(&row.settings.index_template),
        obtaining: texts::obtaining(&state.site.name, &state.app.store.supply_places(&code).await?),
        unit: unit(&row),
        channels: channels(&state, &row).await?,
        periods: texts::periods(),
        remedies: texts::remedies(),
    };
    show(&page)
}

/// `GET /zfxxgk/{agency}/rules`
pub(super) async fn rules(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let today = state.app.today();
    let mut own = Vec::new();
    for column in state.app.store.columns(&code).await? {
        if column.column_type == ColumnType::System.key() {
            let filter =
                ItemFilter { agency: Some(code.clone()), column: Some(column.slug), ..ItemFilter::default() };
            let items = state.app.store.public_items(&filter, None, 200).await?;
            own.extend(items.rows.iter().map(|item| item_link(item, today)));
        }
    }
    let page = RulesPage {
        frame: column_frame(&state, view, &row, Fixed::Rules, None),
        name: row.name.clone(),
        entries: texts::entries(&code, Some(Fixed::Rules.place())),
        laws: texts::laws(),
        own: LinkList {
            rows: own,
            empty: "这里将列出本机关制定的政府信息公开制度。目前还没有公布。".to_owned(),
        },
    };
    show(&page)
}

/// `GET /zfxxgk/{agency}/reports`
pub(super) async fn reports(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let published = state.app.store.reports(&code).await?.into_iter();
    let rows = published.filter_map(|report| {
        let on = report.published_on?;
        let title = format!("{}{}年度政府信息公开工作年度报告", row.name, report.year);
        Some(LinkRow::new(routes::report(&code, report.year), title, on.to_string()))
    });
    let empty = "这里将列出历年政府信息公开工作年度报告。目前还没有发布。".to_owned();
    let page = ReportsPage {
        list: LinkList { rows: rows.collect(), empty },
        frame: column_frame(&state, view, &row, Fixed::Reports, None),
        name: row.name.clone(),
        entries: texts::entries(&code, Some(Fixed::Reports.place())),
    };
    show(&page)
}
