//! Benefits of policies for everybody (惠企政策): what is offered, to whom, how much, until when, from which sentence.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use gongkai_enterprise::benefit::{BenefitKind, Mode};
use gongkai_store::benefit::{BenefitFilter, BenefitRow};
use serde::Deserialize;

use super::common::{agency, frame, show, site_frame};
use super::pages::Panel;
use crate::site::View;
use crate::ui::breadcrumb::Crumb;
use crate::ui::facets::{FacetGroup, FacetOption, Facets};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Benefits on a page.
const ROWS: u32 = 30;
/// What the column is called.
pub(super) const TITLE: &str = "惠企政策";

/// Pages everybody sees alike.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/policies/", get(list)).route("/policies/{agency}/{number}", get(page))
}

/// `/policies/`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/policies.html")]
pub struct PoliciesPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// What stands here.
    pub summary: String,
    /// Narrowing the list.
    pub facets: Facets,
    /// What is offered.
    pub offered: Panel,
    /// Where the earlier ones are.
    pub next: Option<String>,
}

/// A condition of a benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The condition in words.
    pub sentence: String,
    /// The sentence of the policy.
    pub quote: String,
}

/// `/policies/{agency}/{number}`
#[derive(Debug, Clone, Template)]
#[template(path = "portal/policy.html")]
pub struct PolicyPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What it is called.
    pub title: String,
    /// How much, until when, in a sentence.
    pub sentence: String,
    /// The guide: for whom, how much, when, where.
    pub facts: MetadataTable,
    /// Its conditions.
    pub conditions: Vec<Said>,
    /// 申报材料.
    pub materials: Vec<String>,
    /// The policy: title and address.
    pub source: (String, String),
    /// Where the clause stands in it.
    pub clause: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    agency: String,
    kind: String,
    mode: String,
    show: String,
    before: String,
}

impl Wanted {
    fn href(&self, change: &[(&str, &str)]) -> String {
        let pick = |name: &str, own: &str| {
            change.iter().find(|(key, _)| *key == name).map_or(own, |(_, value)| *value).to_owned()
        };
        let pairs = [
            ("agency", pick("agency", &self.agency)),
            ("kind", pick("kind", &self.kind)),
            ("mode", pick("mode", &self.mode)),
            ("show", pick("show", &self.show)),
            ("before", pick("before", "")),
        ];
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        routes::with_query(&routes::policies(), &pairs)
    }

    fn option(&self, name: &str, own: &str, key: &str, label: &str) -> FacetOption {
        let selected = own == key;
        FacetOption {
            label: label.to_owned(),
            count: None,
            href: self.href(&[(name, if selected { "" } else { key })]),
            selected,
        }
    }
}

/// `GET /policies/`: what can be applied for today, or everything that is offered.
async fn list(
    State(state): State<AppState>,
    view: View,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let filter = BenefitFilter {
        agency: Some(wanted.agency.clone()).filter(|code| !code.is_empty()),
        kind: BenefitKind::from_key(&wanted.kind),
        mode: Mode::from_key(&wanted.mode),
        open_on: (wanted.show != "all").then(|| state.app.today()),
    };
    let after = wanted.before.split_once('~').map(|(day, id)| (day.to_owned(), id.to_owned()));
    let mut rows = state.app.store.public_benefits(&filter, after.as_ref(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).and_then(|row| {
        let on = row.published.as_ref()?.on;
        Some(wanted.href(&[("before", &format!("{on}~{}", row.id))]))
    });
    let agencies = state.app.store.agencies().await?;
    let name = |code: &str| agencies.iter().find(|one| one.code == code).map(|one| one.name.clone());
    let links = rows.iter().map(|row| link(row, name(&row.agency).unwrap_or_default())).collect();
    let kinds =
        BenefitKind::ALL.iter().map(|kind| wanted.option("kind", &wanted.kind, kind.key(), kind.label()));
    let modes = Mode::ALL.iter().map(|mode| wanted.option("mode", &wanted.mode, mode.key(), mode.label()));
    let mut groups = vec![
        FacetGroup {
            title: "受理".to_owned(),
            options: vec![wanted.option("show", &wanted.show, "all", "含未到期、已截止的")],
        },
        FacetGroup { title: "兑现方式".to_owned(), options: kinds.collect() },
        FacetGroup { title: "办理方式".to_owned(), options: modes.collect() },
    ];
    if let Some(code) = &filter.agency {
        let label = name(code).ok_or(Problem::NotFound)?;
        groups.push(FacetGroup {
            title: "机关".to_owned(),
            options: vec![wanted.option("agency", &wanted.agency, code, &label)],
        });
    }
    let empty = "没有这样的事项。行政机关把惠企政策拆解成事项，审核以后列在这里。".to_owned();
    show(&PoliciesPage {
        frame: site_frame(&state, view, TITLE, "惠企政策"),
        title: TITLE.to_owned(),
        summary: "每个事项写明对象、条件、金额、时限和受理地址，条件对应政策原文。".to_owned(),
        facets: Facets { groups },
        offered: Panel {
            id: "offered".to_owned(),
            title: if filter.open_on.is_some() { "正在受理" } else { "全部事项" }.to_owned(),
            more: None,
            list: LinkList { rows: links, empty },
        },
        next,
    })
}

fn link(row: &BenefitRow, by: String) -> LinkRow {
    let Some(public) = &row.published else { return LinkRow::default() };
    let terms = &public.terms;
    let details = [terms.amount_sentence(), terms.mode.label().to_owned(), terms.window(), by];
    LinkRow {
        details: details.into_iter().filter(|text| !text.is_empty()).collect(),
        ..LinkRow::new(routes::policy(&row.id), &row.name, public.on.to_string())
    }
}

/// `GET /policies/{agency}/{number}`: the guide of one benefit.
async fn page(
    State(state): State<AppState>,
    view: View,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let row = state.app.store.offered_benefit(&format!("{code}/{number}")).await?.ok_or(Problem::NotFound)?;
    let Some(public) = &row.published else { return Err(Problem::NotFound) };
    let by = agency(&state, &code).await?;
    let terms = &public.terms;
    let item = state.app.store.item_by_index(&public.source.item).await?;
    let source = item.map_or_else(|| public.source.item.clone(), |item| item.fields.title);
    let today = state.app.today();
    let open = match (terms.is_open_on(today), terms.opens_on) {
        (true, _) => "正在受理",
        (false, Some(first)) if today < first => "尚未开始受理",
        (false, _) => "已经截止",
    };
    show(&PolicyPage {
        frame: frame(&state, view, row.name.clone())
            .agency(by.name.clone(), routes::agency(&by.code))
            .crumbs(vec![Crumb::to(TITLE, routes::policies()), Crumb::here(row.name.clone())]),
        title: row.name.clone(),
        sentence: format!("{open}，{}。", terms.window()),
        facts: facts(&row, &by.name),
        conditions: terms
            .clauses
            .iter()
            .zip(state.app.quotes(&public.source, terms).await?)
            .map(|(clause, quote)| Said {
                sentence: clause.condition().map_or_else(|| clause.when.clone(), |one| one.sentence()),
                quote: quote.unwrap_or_default(),
            })
            .collect(),
        materials: terms.materials.clone(),
        source: (source, routes::item(&public.source.item)),
        clause: public.source.clause.clone(),
    })
}

/// The guide as terms and values.
pub(super) fn facts(row: &BenefitRow, by: &str) -> MetadataTable {
    let Some(public) = &row.published else { return MetadataTable::default() };
    let terms = &public.terms;
    let mut rows = vec![
        MetadataRow::wide("惠及对象", &terms.beneficiaries),
        MetadataRow::wide("兑现金额", terms.amount_sentence()),
        MetadataRow::new("兑现方式", terms.kind.label()),
        MetadataRow::new("办理方式", terms.mode.label()),
        MetadataRow::new("受理时间", terms.window()),
        MetadataRow::new("兑现时限", terms.pay_sentence()),
        MetadataRow::new("受理单位", &terms.unit),
        MetadataRow::new("咨询电话", &terms.phone),
        MetadataRow::wide("受理地址", &terms.address),
    ];
    if terms.once {
        rows.push(MetadataRow::wide("次数", "同一企业只兑现一次"));
    }
    if let Some(name) = &terms.exclusion {
        rows.push(MetadataRow::wide("就高不重复", format!("与其他“{name}”事项不重复享受，按最高的一项兑现")));
    }
    rows.push(MetadataRow::new("公布机关", by));
    rows.push(MetadataRow::new("公布日期", format!("{}（第 {} 版）", public.on, public.version)));
    MetadataTable { rows }
}
