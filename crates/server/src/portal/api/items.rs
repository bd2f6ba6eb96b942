//! Items: lists, one whole, and what a search finds.

use axum::extract::{Path, Query, RawQuery, State};
use axum::http::Uri;
use axum::response::Response;
use gongkai_app::items::PublicItem;
use gongkai_store::publication::{Cursor, ItemRow};
use serde_json::{Value, json};

use super::params::{Form, Given, Parameter, categories, genres, is_code, is_digits, may, must, validities};
use super::{answer, list, next};
use crate::portal::item::{Shown, around, body_of};
use crate::portal::open_data::{self, Wanted};
use crate::portal::search::machine;
use crate::portal::shape::{Field, Kind, field, object};
use crate::{AppState, Problem, routes};

const AGENCY: Parameter = may("agency", Form::Code, "机关代码");
const COLUMN: Parameter = may("column", Form::Code, "栏目代码，须同时给出机关代码");
const CATEGORY: Parameter = may("category", Form::Key(categories), "法定类别代码（条例第20条、第21条）");
const THEME: Parameter = may("theme", Form::Words(100), "主题分类");
const ISSUER: Parameter = may("issuer", Form::Words(100), "发布机构的规范名称");
const YEAR: Parameter = may("year", Form::Year, "公开年度");

/// What narrows a list of items.
pub(super) const LIST: &[Parameter] = &[
    AGENCY,
    COLUMN,
    CATEGORY,
    THEME,
    may("genre", Form::Key(genres), "体裁"),
    ISSUER,
    may("validity", Form::Key(validities), "规章、行政规范性文件当日的效力"),
    YEAR,
    may("after", Form::Cursor(r"^[0-9]{1,16}\.[a-z0-9-]{1,64}/[0-9]{1,9}$", is_cursor), "从这一条以后开始"),
    may("limit", Form::Number(1, 200, 50), "最多几条"),
];

/// What a search is narrowed by.
pub(super) const SEARCH: &[Parameter] = &[
    must("q", Form::Words(100), "要找的词、句或者文号；写法与门户的搜索相同"),
    AGENCY,
    may("column", Form::Words(64), "栏目名称"),
    may("category", Form::Words(64), "法定类别"),
    THEME,
    may("form", Form::Words(64), "体裁"),
    ISSUER,
    YEAR,
    may("from", Form::Day, "公开日期不早于"),
    may("until", Form::Day, "公开日期不晚于"),
    may("sort", Form::Key(|| vec!["newest", "oldest"]), "排序，缺省按相关"),
    may("past", Form::Key(|| vec!["1"]), "也找已失效、废止的"),
    may("page", Form::Number(1, 5_000, 1), "第几页，每页20条"),
];

/// The only parameter of one item.
pub(super) const ONE: &[Parameter] = &[may("edition", Form::Number(1, 9_999, 1), "版次，缺省为现行的一版")];

fn is_cursor(text: &str) -> bool {
    let is_id = |id: &str| {
        id.split_once('/').is_some_and(|(agency, number)| is_code(agency) && is_digits(number, 1..=9))
    };
    text.split_once('.').is_some_and(|(at, id)| is_digits(at, 1..=16) && is_id(id))
}

/// An edition in an item.
pub(super) const EDITION: [Field; 5] = [
    field("edition", "版次", Kind::Count, ""),
    field("published_at", "公开时间", Kind::MaybeInstant, "协调世界时"),
    field("change_note", "变更说明", Kind::Text, "第一版为空"),
    field("content_hash", "内容校验值", Kind::Hash, "SHA-256"),
    field("proof_url", "公开证明", Kind::Url, ""),
];

/// Another item that is pointed to.
pub(super) const POINTER: [Field; 3] = [
    field("index_number", "索引号", Kind::Text, ""),
    field("title", "标题", Kind::Text, ""),
    field("url", "网址", Kind::Url, ""),
];

/// What one item has besides the fields of a list.
pub(super) static WHOLE: [Field; 7] = [
    field("body_html", "正文", Kind::Text, "已净化的 HTML 片段；没有正文的为空"),
    field("validity_since", "现有效力的起始日期", Kind::MaybeDay, ""),
    field("validity_act", "改变效力的文件", Kind::MaybeText, ""),
    field("editions", "各版", Kind::Many("Edition"), "公开过的各版，由旧到新"),
    field("interprets", "所解读的文件", Kind::Maybe("Pointer"), "已公开的"),
    field("interpreted_by", "政策解读", Kind::Many("Pointer"), "已公开的"),
    field("pdf_url", "本版的 PDF 文件", Kind::Url, ""),
];

/// `GET /api/v1/items`
pub(super) async fn items(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(LIST, query.as_deref())?;
    let filter = open_data::filter(&state, &wanted(&given)).await?;
    let after = given.maybe("after").and_then(Cursor::from_text);
    let limit = u16::try_from(given.number("limit", LIST)).unwrap_or(u16::MAX);
    let page = state.app.store.public_items(&filter, after.as_ref(), limit).await?;
    let today = state.app.today();
    let rows: Vec<Value> = page.rows.iter().map(|item| open_data::object(item, &state.site, today)).collect();
    let next = page.next.map(|cursor| next(&state, "items", &given, &cursor.to_text()));
    Ok(list(&rows, next.as_deref()))
}

fn wanted(given: &Given) -> Wanted {
    let text = |name: &str| given.text(name).to_owned();
    Wanted {
        agency: text("agency"),
        column: text("column"),
        category: text("category"),
        theme: text("theme"),
        genre: text("genre"),
        issuer: text("issuer"),
        validity: text("validity"),
        year: text("year"),
    }
}

/// `GET /api/v1/items/{index_number}`
pub(super) async fn item(
    State(state): State<AppState>,
    Path(index_number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(ONE, query.as_deref())?;
    let (seen, record) = state.app.public_record(&index_number).await?;
    match seen {
        PublicItem::Shown(_) => {}
        PublicItem::Superseded { notice, successor, .. } => {
            let successor = Some(state.site.absolute(&routes::api(&format!("items/{successor}"))));
            return Err(Problem::Gone { notice, successor });
        }
        PublicItem::Withdrawn { notice } => return Err(Problem::Gone { notice, successor: None }),
        PublicItem::Pulled => {
            let notice = "该网址的信息已撤下。".to_owned();
            return Err(Problem::Gone { notice, successor: None });
        }
    }
    let edition = given.maybe("edition").and_then(|edition| edition.parse().ok());
    let shown = around(&state, record, edition).await?;
    Ok(answer(&Value::Object(whole(&state, &shown).await?)))
}

async fn whole(state: &AppState, shown: &Shown) -> Result<serde_json::Map<String, Value>, Problem> {
    let index = shown.item.index_number.as_str();
    let site = &state.site;
    let editions = shown.editions.iter().map(|row| {
        let values = vec![
            json!(row.edition),
            json!(row.published_at.map(|at| at.to_string())),
            json!(row.change_note),
            json!(row.fields.hash),
            json!(site.absolute(&routes::proof(index, row.edition))),
        ];
        Value::Object(object(&EDITION, values))
    });
    let editions: Vec<Value> = editions.collect();
    let interprets = shown.interpreted(state).await?;
    let values = vec![
        json!(body_of(state, shown).await?.to_string()),
        json!(shown.item.validity_on.map(|day| day.to_string())),
        json!(shown.item.validity_act),
        json!(editions),
        json!(interprets.as_ref().map(|other| pointer(state, other))),
        json!(shown.interpretations.iter().map(|other| pointer(state, other)).collect::<Vec<_>>()),
        json!(site.absolute(&routes::rendition(index, shown.edition, "pdf"))),
    ];
    // An earlier edition says what it said then; what is known of the item is as it stands now.
    let item = ItemRow {
        fields: shown.fields.clone(),
        edition: Some(shown.edition),
        published_at: shown.published_at(),
        ..shown.item.clone()
    };
    let mut all = match open_data::object(&item, site, state.app.today()) {
        Value::Object(all) => all,
        _ => serde_json::Map::new(),
    };
    all.extend(object(&WHOLE, values));
    Ok(all)
}

fn pointer(state: &AppState, other: &ItemRow) -> Value {
    let url = state.site.absolute(&routes::item(&other.index_number));
    Value::Object(object(&POINTER, vec![json!(other.index_number), json!(other.fields.title), json!(url)]))
}

/// `GET /api/v1/search`
pub(super) async fn search(State(state): State<AppState>, uri: Uri) -> Result<Response, Problem> {
    Given::read(SEARCH, uri.query())?;
    let Query(asked) = Query::<machine::Asked>::try_from_uri(&uri).map_err(|_| Problem::Unreadable)?;
    Ok(answer(&Value::Object(object(&machine::FOUND, machine::found(&state, &asked).await?))))
}

/// The fields of a list and those of one item.
pub(super) fn item_fields() -> impl Iterator<Item = &'static Field> {
    open_data::item_fields().chain(&WHOLE)
}
