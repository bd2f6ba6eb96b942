//! Open data (开放数据): the whole catalogue, or what a list shows, as files; and what there is as DCAT.
//!
//! Files are written while they are read, page by page, so their length costs no memory; a workbook alone is made whole,
//! and what does not fit into one is offered as CSV.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream::try_unfold;
use gongkai_app::App;
use gongkai_document::write::WriteError;
use gongkai_document::write::sheet::{BYTE_ORDER_MARK, Book, Cell, Head, MOST_ROWS, csv_line};
use gongkai_publication::{Genre, Validity};
use gongkai_store::StoreError;
use gongkai_store::publication::{Cursor, ItemFilter, ItemRow};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::catalogue::read;
use super::common::{agency, show, site_frame};
use super::shape::{self, Field, Kind, field};
use crate::download::download;
use crate::site::{Site, View};
use crate::ui::data_table::{self, Align, DataTable};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Items read at once.
const AT_ONCE: u16 = 1_000;

/// What the file holds; an empty field does not narrow. A column and a year need an agency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    pub(super) agency: String,
    pub(super) column: String,
    pub(super) category: String,
    pub(super) theme: String,
    pub(super) genre: String,
    pub(super) issuer: String,
    pub(super) validity: String,
    pub(super) year: String,
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    JsonLines,
    Json,
    Xlsx,
}

impl Form {
    fn of_file(name: &str) -> Option<Form> {
        Some(match name {
            "catalogue.csv" => Form::Csv,
            "catalogue.jsonl" => Form::JsonLines,
            "catalogue.json" => Form::Json,
            "catalogue.xlsx" => Form::Xlsx,
            _ => return None,
        })
    }

    const fn media_type(self) -> &'static str {
        match self {
            Form::Csv => "text/csv; charset=utf-8",
            Form::JsonLines => "application/jsonl; charset=utf-8",
            Form::Json => "application/json; charset=utf-8",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The fields, in their order.
static FIELDS: [Field; 22] = [
    field("index_number", "索引号", Kind::Text, "每条信息唯一，不再使用于其他信息"),
    field("title", "标题", Kind::Text, ""),
    field("document_number", "文号", Kind::MaybeText, "没有文号的为空"),
    field("agency", "机关代码", Kind::Text, "本平台的机关代码"),
    field("issuer", "发布机构", Kind::Text, "规范名称"),
    field("joint_issuers", "联合制作机关", Kind::Texts, "多个机关"),
    field("column", "栏目代码", Kind::Text, "本平台的栏目代码"),
    field("categories", "法定类别", Kind::Texts, "条例第20条、第21条的类别代码，多个"),
    field("theme", "主题分类", Kind::MaybeText, ""),
    field("genre", "体裁", Kind::MaybeText, ""),
    field("legal_kind", "文件性质", Kind::MaybeText, "规章、行政规范性文件"),
    field("keywords", "关键词", Kind::Texts, "多个"),
    field("summary", "内容概述", Kind::Text, ""),
    field("generated_on", "生成日期", Kind::Day, "年-月-日"),
    field("first_published_on", "首次公开日期", Kind::MaybeDay, "年-月-日"),
    field("published_at", "本版公开时间", Kind::MaybeInstant, "协调世界时"),
    field("validity", "有效性", Kind::MaybeText, "规章、行政规范性文件在导出当日的效力"),
    field("effective_on", "施行日期", Kind::MaybeDay, "年-月-日"),
    field("expires_on", "失效日期", Kind::MaybeDay, "文件写明的最后一天"),
    field("edition", "版次", Kind::MaybeCount, ""),
    field("content_hash", "内容校验值", Kind::Hash, "SHA-256，公开日志记载的同一个值"),
    field("url", "网址", Kind::Url, ""),
];

/// The values of an item in the order of [`FIELDS`]; several of one field stand in a list.
fn values(item: &ItemRow, site: &Site, today: Date) -> Vec<Value> {
    let fields = &item.fields;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let validity = fields.legal_kind.map(|_| item.validity_on(today).label());
    vec![
        json!(item.index_number),
        json!(fields.title),
        json!(fields.document_number),
        json!(item.agency),
        json!(fields.issuer),
        json!(fields.joint_issuers),
        json!(fields.column),
        json!(fields.categories),
        json!(fields.theme),
        json!(fields.genre.map(Genre::label)),
        json!(fields.legal_kind.map(gongkai_publication::LegalKind::label)),
        json!(fields.keywords),
        json!(fields.summary),
        json!(fields.generated_on.to_string()),
        json!(day(item.first_published_on)),
        json!(item.published_at.map(|at| at.to_string())),
        json!(validity),
        json!(day(fields.effective_on)),
        json!(day(fields.expires_on)),
        json!(item.edition),
        json!(fields.hash),
        json!(site.absolute(&routes::item(&item.index_number))),
    ]
}

/// A file of an item.
pub(super) const ATTACHMENT: [Field; 5] = [
    field("name", "文件名", Kind::Text, ""),
    field("media_type", "媒体类型", Kind::Text, ""),
    field("size_bytes", "字节数", Kind::Count, ""),
    field("sha256", "校验值", Kind::Hash, "SHA-256"),
    field("url", "网址", Kind::Url, ""),
];

/// What an item has besides the fields of the files.
static FILES: [Field; 1] = [field("attachments", "附件", Kind::Many("Attachment"), "")];

/// The fields of an item as an object.
pub(super) fn item_fields() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().chain(&FILES)
}

/// As one object, with its files.
pub(super) fn object(item: &ItemRow, site: &Site, today: Date) -> Value {
    let files = (1..).zip(&item.fields.attachments).map(|(place, file)| {
        let href = routes::attachment(&item.index_number, item.edition.unwrap_or_default(), place);
        let values = vec![
            json!(file.name),
            json!(file.media_type),
            json!(file.size_bytes),
            json!(file.blob),
            json!(site.absolute(&href)),
        ];
        Value::Object(shape::object(&ATTACHMENT, values))
    });
    let mut all = shape::object(&FIELDS, values(item, site, today));
    all.extend(shape::object(&FILES, vec![Value::Array(files.collect())]));
    Value::Object(all)
}

/// As cells of a table.
fn cells(item: &ItemRow, site: &Site, today: Date) -> Vec<Cell> {
    let cell = |value: Value| match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::text(text),
        Value::Array(several) => {
            let texts: Vec<&str> = several.iter().filter_map(Value::as_str).collect();
            Cell::text(texts.join("；"))
        }
        Value::Number(number) => Cell::Count(number.as_u64().unwrap_or_default()),
        other => Cell::text(other.to_string()),
    };
    values(item, site, today).into_iter().map(cell).collect()
}

pub(super) async fn filter(state: &AppState, wanted: &Wanted) -> Result<ItemFilter, Problem> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    if !wanted.agency.is_empty() {
        agency(state, &wanted.agency).await?;
    } else if !wanted.column.is_empty() {
        return Err(Problem::NotFound);
    }
    let today = state.app.today();
    Ok(ItemFilter {
        agency: given(&wanted.agency),
        column: given(&wanted.column).filter(|_| wanted.category.is_empty()),
        category: given(&wanted.category),
        theme: given(&wanted.theme),
        genre: read(&wanted.genre, Genre::from_key)?,
        issuer: given(&wanted.issuer),
        validity: read(&wanted.validity, Validity::from_key)?.map(|force| (force, today)),
        year: read(&wanted.year, |year| year.parse().ok())?,
        legal_kind: None,
    })
}

/// `GET /data/{file}`
pub(super) async fn file(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    if name == "dcat.jsonld" {
        return dcat(&state).await;
    }
    let form = Form::of_file(&name).ok_or(Problem::NotFound)?;
    let filter = filter(&state, &wanted).await?;
    if form == Form::Xlsx {
        return workbook(&state, &filter, &wanted, &name).await;
    }
    let lines =
        Lines { app: state.app.clone(), site: state.clone(), filter, form, after: None, part: Part::Head };
    let body = Body::from_stream(try_unfold(lines, |lines| async move { lines.next().await }));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    if form == Form::Csv {
        headers
            .insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"catalogue.csv\""));
    }
    Ok(response)
}

/// Where writing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    First,
    Rows,
    End,
    Done,
}

/// A file on its way.
struct Lines {
    app: App,
    site: AppState,
    filter: ItemFilter,
    form: Form,
    after: Option<Cursor>,
    part: Part,
}

impl Lines {
    /// The next piece; nothing when all is written.
    async fn next(mut self) -> Result<Option<(Bytes, Lines)>, StoreError> {
        let text = match self.part {
            Part::Done => return Ok(None),
            Part::Head => {
                self.part = Part::First;
                self.head()
            }
            Part::End => {
                self.part = Part::Done;
                if self.form == Form::Json { "\n]\n".to_owned() } else { String::new() }
            }
            Part::First | Part::Rows => {
                let page = self.app.store.public_items(&self.filter, self.after.as_ref(), AT_ONCE).await?;
                let text = self.rows(&page.rows);
                self.part = if page.next.is_some() { Part::Rows } else { Part::End };
                self.after = page.next;
                text
            }
        };
        Ok(Some((Bytes::from(text), self)))
    }

    fn head(&self) -> String {
        match self.form {
            Form::Csv => {
                let heads = csv_line(FIELDS.iter().map(|field| Cell::text(field.label)));
                format!("{BYTE_ORDER_MARK}{heads}")
            }
            Form::Json => "[".to_owned(),
            Form::JsonLines | Form::Xlsx => String::new(),
        }
    }

    fn rows(&self, items: &[ItemRow]) -> String {
        let (site, today) = (&self.site.site, self.app.today());
        let mut text = String::new();
        for (place, item) in items.iter().enumerate() {
            match self.form {
                Form::Csv => text.push_str(&csv_line(cells(item, site, today))),
                Form::JsonLines | Form::Xlsx => {
                    text.push_str(&object(item, site, today).to_string());
                    text.push('\n');
                }
                Form::Json => {
                    let is_first = place == 0 && self.part == Part::First;
                    text.push_str(if is_first { "\n" } else { ",\n" });
                    text.push_str(&object(item, site, today).to_string());
                }
            }
        }
        text
    }
}

/// What fits into a workbook; more is offered as CSV.
async fn workbook(
    state: &AppState,
    filter: &ItemFilter,
    wanted: &Wanted,
    name: &str,
) -> Result<Response, Problem> {
    let today = state.app.today();
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = state.app.store.public_items(filter, after.as_ref(), AT_ONCE).await?;
        rows.extend(page.rows.iter().map(|item| cells(item, &state.site, today)));
        if rows.len() > MOST_ROWS {
            return Ok(Redirect::to(&routes::data("catalogue.csv", &wanted.parameters())).into_response());
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let made = tokio::task::spawn_blocking(move || {
        let heads = FIELDS.each_ref().map(|field| Head { label: field.label, width: 20 });
        let mut book = Book::new("政府信息目录", today)?;
        book.sheet("目录", &heads, rows)?;
        book.finish()
    });
    let bytes: Result<Vec<u8>, WriteError> = made.await.map_err(Problem::failed)?;
    Ok(download(name, Form::Xlsx.media_type(), bytes.map_err(|error| Problem::failed(error.to_string()))?))
}

impl Wanted {
    fn parameters(&self) -> [(&str, &str); 8] {
        [
            ("agency", &self.agency),
            ("column", &self.column),
            ("category", &self.category),
            ("theme", &self.theme),
            ("genre", &self.genre),
            ("issuer", &self.issuer),
            ("validity", &self.validity),
            ("year", &self.year),
        ]
    }
}

/// What there is, for harvesters: W3C DCAT 3 as JSON-LD.
async fn dcat(state: &AppState) -> Result<Response, Problem> {
    let site = &state.site;
    let agencies = state.app.store.agencies().await?;
    let publisher = |name: &str| json!({ "@type": "foaf:Agent", "foaf:name": name });
    let newest = state.app.store.public_items(&ItemFilter::default(), None, 1).await?;
    let modified = newest.rows.first().and_then(|item| item.published_at).map(|at| at.to_string());
    let distributions = |parameters: &[(&str, &str)]| -> Vec<Value> {
        [
            ("catalogue.csv", "text/csv"),
            ("catalogue.jsonl", "application/jsonl"),
            ("catalogue.json", "application/json"),
        ]
        .map(|(file, media)| {
            let url = site.absolute(&routes::data(file, parameters));
            json!({
                "@type": "dcat:Distribution", "@id": url, "dcat:accessURL": { "@id": url },
                "dcat:downloadURL": { "@id": url },
                "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{media}") },
            })
        })
        .into()
    };
    let mut datasets = vec![json!({
        "@type": "dcat:Dataset", "@id": site.absolute("/data/"), "dct:title": "主动公开的政府信息目录",
        "dct:description": "本平台全部机关主动公开的政府信息：要素、网址和附件。",
        "dct:publisher": publisher(&site.host), "dct:modified": modified, "dct:language": "zh-CN",
        "dcat:landingPage": { "@id": site.absolute("/data/") }, "dcat:distribution": distributions(&[]),
    })];
    datasets.extend(agencies.iter().filter(|agency| agency.ended_on.is_none()).map(|agency| {
        let page = site.absolute(&routes::catalogue(&agency.code));
        json!({
            "@type": "dcat:Dataset", "@id": page, "dct:title": format!("{}主动公开的政府信息目录", agency.name),
            "dct:description": format!("{}主动公开的政府信息：要素、网址和附件。", agency.name),
            "dct:publisher": publisher(&agency.name), "dct:language": "zh-CN",
            "dcat:landingPage": { "@id": page }, "dcat:distribution": distributions(&[("agency", &agency.code)]),
        })
    }));
    let service = json!({
        "@type": "dcat:DataService", "@id": site.absolute(&routes::api("")), "dct:title": "开放接口",
        "dcat:endpointURL": { "@id": site.absolute(&routes::api("")) },
        "dcat:endpointDescription": { "@id": site.absolute(&routes::api("openapi.json")) },
        "dcat:servesDataset": { "@id": site.absolute("/data/") },
    });
    let catalogue = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Catalog", "@id": site.absolute("/data/dcat.jsonld"), "dct:title": site.name,
        "dct:publisher": publisher(&site.host), "dct:language": "zh-CN", "dcat:dataset": datasets, "dcat:service": service,
    });
    Ok(([(CONTENT_TYPE, "application/ld+json; charset=utf-8")], catalogue.to_string()).into_response())
}

/// `/data/`: what there is, in words.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/open_data.html")]
pub struct OpenDataPage {
    /// The frame.
    pub frame: PortalFrame,
    /// The files: name, what it is for, address.
    pub files: DataTable,
    /// What programs read: address and what it gives.
    pub interfaces: DataTable,
    /// The fields.
    pub fields: DataTable,
}

/// `GET /data/`
pub(super) async fn page(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let text = data_table::Value::text;
    let files = [
        ("catalogue.csv", "CSV", "表格软件可以直接打开，UTF-8 编码，第一行是列名"),
        ("catalogue.jsonl", "JSON（一行一条）", "附件一并列出，适合程序逐行读取"),
        ("catalogue.json", "JSON", "同上，整个文件是一个数组"),
        ("dcat.jsonld", "数据集说明", "按 DCAT 标准，供数据平台采集"),
    ];
    let rows = files.map(|(file, name, what)| {
        vec![data_table::Value::link(name, routes::data(file, &[])), text(what), text(file)]
    });
    let heads = [("文件", Align::Fixed), ("说明", Align::Start), ("文件名", Align::Fixed)];
    let fields = FIELDS.iter().map(|field| vec![text(field.label), text(field.meaning), text(field.name)]);
    let names = [("列", Align::Fixed), ("说明", Align::Start), ("JSON 中的名称", Align::Fixed)];
    show(&OpenDataPage {
        frame: site_frame(&state, view, "开放数据", "数据发布"),
        files: DataTable::plain("files", "可以下载的文件", &heads, rows.into(), ""),
        interfaces: DataTable::plain(
            "interfaces",
            "可以读取的内容",
            &[("地址", Align::Fixed), ("说明", Align::Start)],
            super::api::overview()
                .map(|(path, what)| vec![data_table::Value::text(path), text(what)])
                .collect(),
            "",
        ),
        fields: DataTable::plain("fields", "每个字段", &names, fields.collect(), ""),
    })
}
