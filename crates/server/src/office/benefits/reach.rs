//! Whom a benefit would reach and what it would cost (惠及面测算), and whom it fits but did not reach (符合而未送达).

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::enterprises::{FEWEST, Simulated};
use gongkai_enterprise::{Counted, Number};

use super::{TITLE, load};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::render;
use crate::office::items::list::ListPage;
use crate::office::parts::{Part, PartsPage};
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// Enterprises named on a page.
const NAMED: usize = 200;

/// `GET /office/{agency}/benefits/{number}/reach`
pub(super) async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let terms = row.draft.as_ref().map(|(_, terms)| terms);
    let terms = terms.or(row.published.as_ref().map(|public| &public.terms));
    let Some(terms) = terms else { return Err(Fault::Problem(crate::problem::Problem::NotFound)) };
    let above = [(TITLE, address::benefits(desk.code())), (row.name.as_str(), address::benefit(&row.id))];
    let frame = desk.frame("惠及面测算", &above).await?;
    let title = format!("惠及面测算：{}", row.name);
    let simulated = match desk.app.simulate_benefit(&desk.actor, &row, terms).await {
        Ok(simulated) => simulated,
        Err(error) => {
            let flaws: Flaws = Fault::from(error).flaws()?;
            let intro = flaws.refusal.map(|notice| notice.text).unwrap_or_default();
            return render(StatusCode::OK, &PartsPage { frame, title, intro, parts: Vec::new() });
        }
    };
    let version = if row.draft.is_some() { "修改中的内容" } else { "已发布的内容" };
    let intro = format!(
        "按{version}与企业库中的 {} 家企业比对，{} 年度申报。可能符合的，是企业库缺少数据、不能判断的。少于 3 家的不列数字和资金，每次测算都有记录。",
        simulated.enterprises, terms.year
    );
    render(StatusCode::OK, &PartsPage { frame, title, intro, parts: parts(&simulated) })
}

fn parts(simulated: &Simulated) -> Vec<Part> {
    let reach = &simulated.reach;
    let mut rows = vec![
        MetadataRow::new("符合", format!("{} 家", told(reach.all.0))),
        MetadataRow::new("可能符合", format!("{} 家", told(reach.all.1))),
        MetadataRow::new(
            "只差一项",
            simulated.short.map_or_else(
                || "条件组合过多，没有统计".to_owned(),
                |count| format!("{} 家", told(u64::try_from(count).unwrap_or(u64::MAX))),
            ),
        ),
    ];
    if let Some(cost) = &reach.cost {
        rows.push(MetadataRow::new("所需资金", format!("{} 万元", money(cost.met))));
        rows.push(MetadataRow::new("可能另需", format!("{} 万元", money(cost.unknown))));
        rows.push(MetadataRow::new("缺少计算依据", format!("{} 家，未计入", cost.without_figure)));
    }
    let text = |map: &BTreeMap<Option<String>, Counted>| {
        let rows =
            map.iter().map(|(code, counted)| (code.clone().unwrap_or_else(|| "未知".to_owned()), *counted));
        rows.collect::<Vec<_>>()
    };
    let sizes = reach
        .sizes
        .iter()
        .rev()
        .map(|(size, counted)| (size.map_or("未知", |size| size.label()).to_owned(), *counted));
    let mut parts =
        vec![Part { title: "结果", acts: Vec::new(), table: None, facts: Some(MetadataTable { rows }) }];
    for (id, title, head, rows) in [
        ("regions", "按地区", "行政区划代码", text(&reach.regions)),
        ("industries", "按行业", "行业门类", text(&reach.industries)),
        ("sizes", "按规模", "企业规模", sizes.collect()),
    ] {
        parts.push(Part { title, acts: Vec::new(), table: Some(counts(id, title, head, rows)), facts: None });
    }
    if !simulated.short_by.is_empty() {
        let rows = simulated
            .short_by
            .iter()
            .map(|(sentence, count)| vec![Value::text(sentence), Value::text(told(*count))]);
        let heads = [("差在", Align::Start), ("企业", Align::End)];
        let table = DataTable::plain("short", "只差一项", &heads, rows.collect(), "");
        parts.push(Part { title: "只差一项", acts: Vec::new(), table: Some(table), facts: None });
    }
    parts
}

fn counts(id: &'static str, title: &str, head: &str, rows: Vec<(String, Counted)>) -> DataTable {
    let cells = rows.into_iter().map(|(code, (met, unknown))| {
        vec![Value::text(code), Value::text(told(met)), Value::text(told(unknown))]
    });
    let heads = [(head, Align::Start), ("符合", Align::End), ("可能符合", Align::End)];
    DataTable::plain(id, title, &heads, cells.collect(), "没有符合或者可能符合的企业。")
}

/// A count as it is told: of very few not how many.
fn told(count: u64) -> String {
    if (1..FEWEST).contains(&count) { format!("少于 {FEWEST}") } else { count.to_string() }
}

/// Millionths of 万元 as 万元.
fn money(millionths: i128) -> String {
    let exact = i64::try_from(millionths).ok().and_then(Number::from_millionths);
    exact.map_or_else(|| (millionths / 1_000_000).to_string(), |number| number.to_string())
}

/// `GET /office/{agency}/benefits/{number}/missed`
pub(super) async fn missed(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let (codes, count) = desk.app.not_reached(&desk.actor, &row, NAMED).await?;
    let known = desk.app.store.enterprises_among(&codes).await?;
    let cells = codes.iter().map(|code| {
        let name = known.iter().find(|one| one.credit_code == *code).and_then(|one| one.name.clone());
        vec![Value::link(code, address::enterprise(desk.code(), code)), Value::text(name.unwrap_or_default())]
    });
    let above = [(TITLE, address::benefits(desk.code())), (row.name.as_str(), address::benefit(&row.id))];
    let told = if codes.len() < count { format!("，下面列出前 {NAMED} 家") } else { String::new() };
    let page = ListPage {
        frame: desk.frame("符合而未送达", &above).await?,
        title: "符合而未送达".to_owned(),
        intro: format!(
            "{}：按现在的企业库，符合条件而没有送达的 {count} 家{told}。没有开通账户的，上门告知并发给开通码；开通后即可看到。",
            row.name
        ),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: None,
        table: DataTable::plain(
            "missed",
            "符合而未送达的企业",
            &[("统一社会信用代码", Align::Fixed), ("名称", Align::Start)],
            cells.collect(),
            "没有符合而未送达的企业。",
        ),
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}
