//! `/` and `/agencies`.

use axum::extract::State;
use axum::response::Response;
use gongkai_publication::LegalKind;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::{Facet, ItemFilter};

use super::common::{frame, item_link, show, site_frame};
use super::pages::{AgenciesPage, HomePage, Panel};
use super::texts;
use crate::site::View;
use crate::tags::ColumnTags;
use crate::ui::agency_tree::{AgencyNode, AgencyTree};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::{AppState, Problem, routes};

/// Rows of a panel on the home page.
const NEWEST: u16 = 8;
/// Solicitations on the home page.
const ASKED: u32 = 5;
/// Agencies whose four columns stand on the home page.
const WITH_COLUMNS: usize = 3;

/// `GET /`
pub(super) async fn home(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let agencies: Vec<AgencyRow> =
        state.app.store.agencies().await?.into_iter().filter(|row| row.ended_on.is_none()).collect();
    let top = agencies.iter().filter(|row| row.parent.is_none()).take(WITH_COLUMNS);
    let groups = top.map(|row| (row.name.clone(), texts::entries(&row.code, None))).collect();
    let documents = ItemFilter { legal_kind: Some(LegalKind::NormativeDocument), ..ItemFilter::default() };
    let panels = vec![
        panel(&state, "latest", "最新公开", &ItemFilter::default()).await?,
        panel(&state, "documents", "行政规范性文件", &documents).await?,
    ];
    let tags =
        ColumnTags { name: "首页".to_owned(), kind: "信息公开".to_owned(), ..ColumnTags::default() };
    let page = HomePage {
        frame: frame(&state, view, state.site.name.clone()).tags(|all| all.column(tags)),
        title: state.site.name.clone(),
        groups,
        panels: panels
            .into_iter()
            .filter(|panel| panel.id == "latest" || !panel.list.rows.is_empty())
            .collect(),
        asked: asked(&state).await?,
        reports: newest_reports(&state, &agencies).await?,
        agencies: agencies.into_iter().take(10).map(|row| (row.name, routes::agency(&row.code))).collect(),
    };
    show(&page)
}

async fn panel(state: &AppState, id: &str, title: &str, filter: &ItemFilter) -> Result<Panel, Problem> {
    let newest = state.app.store.public_items(filter, None, NEWEST).await?;
    let today = state.app.today();
    let rows = newest.rows.iter().map(|item| item_link(item, today)).collect();
    let empty = "这里将列出最新公开的信息。目前还没有。".to_owned();
    Ok(Panel { id: id.to_owned(), title: title.to_owned(), more: None, list: LinkList { rows, empty } })
}

/// What the public is asked now, the earliest last day first.
async fn asked(state: &AppState) -> Result<LinkList, Problem> {
    let mut rows = Vec::new();
    for row in state.app.store.running_solicitations(state.app.today(), ASKED).await? {
        rows.push(super::solicitations::link(state, row).await?);
    }
    Ok(LinkList { rows, empty: String::new() })
}

async fn newest_reports(state: &AppState, agencies: &[AgencyRow]) -> Result<LinkList, Problem> {
    let mut rows = Vec::new();
    for agency in agencies.iter().take(10) {
        let reports = state.app.store.reports(&agency.code).await?;
        let published = reports.into_iter().find_map(|row| Some((row.year, row.published_on?)));
        rows.extend(published.map(|(year, on)| {
            let title = format!("{}{year}年度报告", agency.short_name);
            LinkRow::new(routes::report(&agency.code, year), title, on.to_string())
        }));
    }
    rows.sort_by(|left, right| right.date.cmp(&left.date));
    rows.truncate(5);
    Ok(LinkList { rows, empty: "这里将列出已发布的年度报告。目前还没有。".to_owned() })
}

/// `GET /agencies`
pub(super) async fn agencies(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let rows = state.app.store.agencies().await?;
    let mut nodes = Vec::with_capacity(rows.len());
    for row in &rows {
        let stock = state.app.store.item_stock(&row.code).await?;
        let all = stock.into_iter().find(|stock| stock.facet == Facet::All);
        let remark = match row.ended_on {
            Some(on) => format!("{on} 起不再行使职权"),
            None => row.level.label().to_owned(),
        };
        nodes.push(AgencyNode {
            name: row.name.clone(),
            href: routes::agency(&row.code),
            remark,
            count: all.as_ref().map_or(0, |all| all.items),
            updated: all.and_then(|all| all.last_published_on).map(|on| on.to_string()),
            below: Vec::new(),
        });
    }
    let tree = AgencyTree { nodes: tree(&rows, &nodes, None) };
    show(&AgenciesPage { frame: site_frame(&state, view, "机关目录", "机构职能"), tree })
}

/// The nodes below `parent`, each with its own below it. A parent that is not on record counts as none.
fn tree(rows: &[AgencyRow], nodes: &[AgencyNode], parent: Option<&str>) -> Vec<AgencyNode> {
    let known = |code: &str| rows.iter().any(|row| row.code == code);
    rows.iter()
        .zip(nodes)
        .filter(|(row, _)| row.parent.as_deref().filter(|code| known(code)) == parent)
        .map(|(row, node)| AgencyNode { below: tree(rows, nodes, Some(&row.code)), ..node.clone() })
        .collect()
}
