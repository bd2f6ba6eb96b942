//! One benefit: what it says, its conditions beside their sentences, how far it came.

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_enterprise::benefit::{Source, Stage, Terms};
use gongkai_store::benefit::BenefitRow;

use super::acts::Deed;
use super::{TITLE, load, stage_of};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::parts::{Part, PartsPage};
use crate::routes;
use crate::routes::with_query;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// `GET /office/{agency}/benefits/{number}`
pub(super) async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let newest = match (&row.draft, &row.published) {
        (Some((source, terms)), _) => Some((source, terms)),
        (None, Some(public)) => Some((&public.source, &public.terms)),
        (None, None) => None,
    };
    let Some((source, terms)) = newest else { return Err(Fault::Problem(crate::problem::Problem::NotFound)) };
    let mut intro = stage_of(&row);
    if let Some(reason) = &row.returned {
        intro = format!("{intro}：{reason}");
    }
    if let Some(reason) = &row.closed {
        intro = format!("{intro}：{reason}");
    }
    let mut parts = vec![
        Part {
            title: "事项", acts: acts(&desk, &row), table: None, facts: Some(facts(&row, source, terms))
        },
        Part {
            title: "申报条件",
            acts: link(&desk, &row, Deed::Condition).into_iter().collect(),
            table: Some(conditions(&desk, &row, terms, &desk.app.quotes(source, terms).await?)),
            facts: None,
        },
    ];
    if row.published.is_some() {
        parts.push(ledger(&desk, &row).await?);
    }
    let page = PartsPage {
        frame: desk.frame(&row.name, &[(TITLE, address::benefits(desk.code()))]).await?,
        title: row.name.clone(),
        intro,
        parts,
    };
    render(StatusCode::OK, &page)
}

/// The link of an act that is possible and allowed. Nobody approves what they wrote.
fn link(desk: &Desk, row: &BenefitRow, deed: Deed) -> Option<(String, String)> {
    let own = deed == Deed::Publish && row.drafted_by == desk.login;
    let may = deed.fits(row) && !own && desk.may(&Method::POST, deed.route());
    may.then(|| (deed.label().to_owned(), format!("{}/{}", address::benefit(&row.id), deed.key())))
}

fn acts(desk: &Desk, row: &BenefitRow) -> Vec<(String, String)> {
    let here = address::benefit(&row.id);
    let mut acts = Vec::new();
    if Deed::Condition.fits(row) && desk.may(&Method::POST, "/office/{agency}/benefits/{number}/edit") {
        acts.push(("修改".to_owned(), format!("{here}/edit")));
    }
    let deeds = [Deed::HandIn, Deed::Publish, Deed::SendBack, Deed::Push, Deed::Apply, Deed::Close];
    acts.extend(deeds.into_iter().filter_map(|deed| link(desk, row, deed)));
    acts.push(("测算惠及面".to_owned(), format!("{here}/reach")));
    acts
}

fn facts(row: &BenefitRow, source: &Source, terms: &Terms) -> MetadataTable {
    let mut rows = vec![
        MetadataRow::link("政策文件", &source.item, routes::item(&source.item)),
        MetadataRow::new("条款", &source.clause),
        MetadataRow::new("兑现方式", terms.kind.label()),
        MetadataRow::new("办理方式", terms.mode.label()),
        MetadataRow::new("次数", if terms.once { "一次性" } else { "符合条件可以再次申报" }),
        MetadataRow::new("就高不重复", terms.exclusion.as_deref().unwrap_or_default()),
        MetadataRow::wide("惠及对象", &terms.beneficiaries),
        MetadataRow::wide("兑现金额", terms.amount_sentence()),
        MetadataRow::new("受理时间", terms.window()),
        MetadataRow::new("申报年度", terms.year.to_string()),
        MetadataRow::new("兑现时限", terms.pay_sentence()),
        MetadataRow::new("受理单位", &terms.unit),
        MetadataRow::new("咨询电话", &terms.phone),
        MetadataRow::wide("受理地址", &terms.address),
        MetadataRow::wide(
            "申报材料",
            if terms.materials.is_empty() { "不需要".to_owned() } else { terms.materials.join("；") },
        ),
    ];
    if let Some(public) = row.published.as_ref().filter(|_| row.is_public) {
        let shown = format!("第 {} 版，{} 发布", public.version, public.on);
        rows.push(MetadataRow { wide: true, ..MetadataRow::link("门户", shown, routes::policy(&row.id)) });
    }
    MetadataTable { rows }
}

fn conditions(desk: &Desk, row: &BenefitRow, terms: &Terms, quotes: &[Option<String>]) -> DataTable {
    let may = Deed::Remove.fits(row) && desk.may(&Method::POST, Deed::Remove.route());
    let rows = terms.clauses.iter().enumerate().map(|(place, clause)| {
        let sentence = clause.condition().map_or_else(|| clause.when.clone(), |one| one.sentence());
        let remove = if may {
            let at = (place + 1).to_string();
            let href = format!("{}/{}", address::benefit(&row.id), Deed::Remove.key());
            Value::link(format!("删除第 {at} 项"), with_query(&href, &[("place", &at)]))
        } else {
            Value::text("")
        };
        let quote = quotes.get(place).cloned().flatten();
        let quote = quote.unwrap_or_else(|| "（现行版本中不在原处，请删除后重新增加）".to_owned());
        vec![Value::text(sentence), Value::text(quote), remove]
    });
    let heads = [("条件", Align::Start), ("原文", Align::Start), ("删除", Align::Fixed)];
    let empty = "还没有条件。每项条件对应原文的一句话，全部满足才符合。";
    DataTable::plain("conditions", "申报条件", &heads, rows.collect(), empty)
}

/// How far what is public came: pushed, reached, read, asked for, paid.
async fn ledger(desk: &Desk, row: &BenefitRow) -> Result<Part, Fault> {
    let reach = desk.app.reach_of(row).await?;
    let claims = desk.app.store.claim_count(&row.id).await?;
    let share = |part: u64, whole: u64| match (part * 1_000).checked_div(whole) {
        Some(tenths) => format!("{part} 家（{}.{}%）", tenths / 10, tenths % 10),
        None => format!("{part} 家"),
    };
    let missed = "/office/{agency}/benefits/{number}/missed";
    let acts = if desk.may(&Method::GET, missed) && row.stage != Stage::Closed {
        vec![("符合而未送达".to_owned(), format!("{}/missed", address::benefit(&row.id)))]
    } else {
        Vec::new()
    };
    let rows = vec![
        MetadataRow::new("已推送", format!("{} 家", reach.pushed)),
        MetadataRow::new("已送达", share(reach.reached, reach.pushed)),
        MetadataRow::new("已查看", share(reach.opened, reach.reached)),
        MetadataRow::new("已申报", format!("{} 家", claims.applied)),
        MetadataRow::new("已兑现", share(claims.paid, claims.applied)),
        MetadataRow::new("不予兑现", format!("{} 家", claims.refused)),
    ];
    Ok(Part { title: "推送和兑现", acts, table: None, facts: Some(MetadataTable { rows }) })
}
