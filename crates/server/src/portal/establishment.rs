//! `/zfxxgk/{agency}/organisation`: what an agency is for, who leads it and how it is set up (机构概况).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_agency::{Establishment, Office};

use super::agency::{below, unit};
use super::common::{agency, day, frame, show};
use crate::site::View;
use crate::tags::ColumnTags;
use crate::ui::breadcrumb::Crumb;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::MetadataTable;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// What an agency is for, who leads it and how it is set up.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/establishment.html")]
pub struct EstablishmentPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Name of the agency.
    pub name: String,
    /// When it was last said, in a sentence.
    pub updated: String,
    /// 机关职能, paragraph by paragraph.
    pub duties: Vec<String>,
    /// 领导分工
    pub leaders: Option<DataTable>,
    /// 内设机构
    pub offices: Option<DataTable>,
    /// 所属单位
    pub units: Option<DataTable>,
    /// Who to turn to: the disclosure unit.
    pub unit: MetadataTable,
    /// Agencies below: name and address.
    pub below: Vec<(String, String)>,
}

/// `GET /zfxxgk/{agency}/organisation`
pub(super) async fn page(
    State(state): State<AppState>,
    view: View,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let row = agency(&state, &code).await?;
    let (said, at) = match state.app.store.establishment_of(&code).await? {
        Some((said, at)) => (said, Some(at)),
        None => (Establishment::default(), None),
    };
    let tags = ColumnTags {
        name: "机构概况".to_owned(),
        description: format!("{}的职能、领导分工、内设机构和联系方式", row.name),
        keywords: vec!["机构职能".to_owned(), "领导分工".to_owned()],
        kind: "机构职能".to_owned(),
    };
    show(&EstablishmentPage {
        frame: frame(&state, view, "机构概况")
            .agency(row.name.clone(), routes::agency(&code))
            .crumbs(vec![Crumb::to(row.name.clone(), routes::agency(&code)), Crumb::here("机构概况")])
            .tags(|all| all.column(tags)),
        name: row.name.clone(),
        updated: at.map_or_else(
            || "本机关尚未填写机构概况，联系方式见下。".to_owned(),
            |at| format!("{} 更新。", day(at)),
        ),
        duties: said
            .duties
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        leaders: (!said.leaders.is_empty()).then(|| leaders(&said)),
        offices: table("offices", "内设机构", &said.offices),
        units: table("units", "所属单位", &said.units),
        unit: unit(&row),
        below: below(&state, &code).await?,
    })
}

fn leaders(said: &Establishment) -> DataTable {
    let rows = said
        .leaders
        .iter()
        .map(|leader| [&leader.name, &leader.post, &leader.duties].map(Value::text).to_vec());
    let heads = [("姓名", Align::Fixed), ("职务", Align::Fixed), ("分工", Align::Start)];
    DataTable::plain("leaders", "领导姓名、职务和分工", &heads, rows.collect(), "")
}

fn table(id: &'static str, title: &str, offices: &[Office]) -> Option<DataTable> {
    let rows = offices.iter().map(|office| {
        [&office.name, &office.duties, &office.phone, &office.address].map(Value::text).to_vec()
    });
    let heads =
        [("名称", Align::Start), ("职责", Align::Start), ("电话", Align::Fixed), ("地址", Align::Start)];
    let caption = format!("{title}的名称、职责和联系方式");
    (!offices.is_empty()).then(|| DataTable::plain(id, &caption, &heads, rows.collect(), ""))
}
