//! `POST /api/v1/items`: another system pushes an item, which becomes a draft for review here.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gongkai_app::items::PushedItem;
use gongkai_app::{Actor, AppError, FieldError};
use gongkai_publication::{Attribute, Content, Genre, LegalKind, Origin};
use gongkai_store::publication::ItemState;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::params::{categories, genres};
use crate::portal::shape::{Field, Kind, field, object};
use crate::{AppState, Problem, routes};

/// A file of a pushed item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    content_base64: String,
}

/// An item as it is pushed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pushed {
    agency: String,
    external_id: String,
    title: String,
    body: String,
    column: String,
    generated_on: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    document_number: Option<String>,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    joint_issuers: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    theme: Option<String>,
    #[serde(default)]
    genre: Option<String>,
    #[serde(default)]
    legal_kind: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    effective_on: Option<String>,
    #[serde(default)]
    expires_on: Option<String>,
    #[serde(default)]
    attachments: Vec<File>,
    #[serde(default)]
    submit: bool,
}

/// What becomes of it.
pub(super) static TAKEN: [Field; 5] = [
    field("index_number", "索引号", Kind::Text, ""),
    field(
        "state",
        "状态",
        Kind::Text,
        "draft 办理中，public 已公开，withdrawn、pulled 已撤下，abandoned 已放弃",
    ),
    field("is_new", "这次新建", Kind::Flag, "同一 external_id 只建一条，再推送时为 false，内容不变"),
    field("notes", "说明", Kind::Texts, "改正了什么，为什么没有送审"),
    field("url", "公开后的网址", Kind::Url, ""),
];

/// How it is described.
pub(super) fn body_schema() -> Value {
    let text = |most: u32| json!({ "type": "string", "maxLength": most });
    let maybe = |mut schema: Value| {
        if let Some(kind) = schema.get_mut("type") {
            *kind = json!(["string", "null"]);
        }
        schema
    };
    let day = json!({ "type": "string", "format": "date" });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let key = |all: Vec<&str>| {
        let mut all: Vec<Value> = all.into_iter().map(Value::from).collect();
        all.push(Value::Null);
        json!({ "enum": all })
    };
    let kinds: Vec<&str> = LegalKind::ALL.iter().map(|kind| kind.key()).collect();
    json!({
        "type": "object", "additionalProperties": false,
        "required": ["agency", "external_id", "title", "body", "column", "generated_on"],
        "properties": {
            "agency": { "type": "string", "description": "机关代码" },
            "external_id": { "type": "string", "description": "在推送系统中的编号：同一编号只建一条", "maxLength": 200 },
            "title": text(500), "summary": text(2_000),
            "body": { "type": "string", "description": "HTML 或者纯文本；HTML 只保留标题、段落、列表、表格、链接" },
            "column": { "type": "string", "description": "栏目代码" },
            "generated_on": day, "effective_on": maybe(day.clone()), "expires_on": maybe(day.clone()),
            "document_number": maybe(text(100)), "issuer": text(200), "joint_issuers": texts.clone(),
            "categories": { "type": "array", "items": { "type": "string", "enum": categories() } },
            "theme": maybe(text(100)), "genre": key(genres()), "legal_kind": key(kinds), "keywords": texts,
            "attachments": { "type": "array", "items": {
                "type": "object", "additionalProperties": false, "required": ["name", "content_base64"],
                "properties": { "name": { "type": "string" },
                                "content_base64": { "type": "string", "contentEncoding": "base64" } },
            } },
            "submit": { "type": "boolean", "description": "建成后是否立即送审" },
        },
    })
}

async fn actor(state: &AppState, headers: &HeaderMap) -> Result<Actor, Problem> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.split_once(' '));
    let token =
        token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    match token {
        Some(token) => state.app.actor_by_token(token).await?.ok_or(Problem::NoToken),
        None => Err(Problem::NoToken),
    }
}

/// `POST /api/v1/items`
pub(super) async fn push(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let actor = actor(&state, &headers).await?;
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().unwrap_or_default().trim() != "application/json" {
        return Err(Problem::Parameter {
            name: "content-type".to_owned(),
            flaw: "应当是 application/json".to_owned(),
        });
    }
    let pushed: Pushed =
        serde_json::from_slice(&body).map_err(|error| Problem::Fields(vec![unread(&error)]))?;
    let agency = pushed.agency.clone();
    let taken = match read(pushed) {
        Ok(item) => state.app.push_item(&actor, &agency, item).await,
        Err(flaws) => Err(AppError::Fields(flaws)),
    };
    let taken = match taken {
        Ok(taken) => taken,
        Err(AppError::Fields(flaws)) => return Err(Problem::Fields(flaws)),
        Err(error) => return Err(error.into()),
    };
    let row = state.app.store.item(&taken.id).await?.ok_or(Problem::NotFound)?;
    let url = state.site.absolute(&routes::item(&row.index_number));
    let values = vec![
        json!(row.index_number),
        json!(row.state.key()),
        json!(taken.is_new),
        json!(taken.notes),
        json!(url),
    ];
    let status = if taken.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, super::answer(&Value::Object(object(&TAKEN, values)))).into_response();
    let at = if row.state == ItemState::Public { url } else { String::new() };
    if let Ok(at) = HeaderValue::from_str(&at)
        && !at.is_empty()
    {
        response.headers_mut().insert(LOCATION, at);
    }
    Ok(response)
}

/// What serde says, for people: where, and what.
fn unread(error: &serde_json::Error) -> FieldError {
    let said = error.to_string();
    let said = said.split(" at line").next().unwrap_or_default();
    let name = said.split('`').nth(1).unwrap_or_default();
    let message = match said {
        said if said.starts_with("missing field") => format!("缺少 {name}。"),
        said if said.starts_with("unknown field") => format!("没有 {name} 这个字段。"),
        said if said.starts_with("duplicate field") => format!("{name} 重复了。"),
        _ => "内容不是符合说明的 JSON。".to_owned(),
    };
    FieldError {
        field: "body",
        message: format!("第 {} 行第 {} 列：{message}", error.line(), error.column()),
    }
}

fn read(pushed: Pushed) -> Result<PushedItem, Vec<FieldError>> {
    let mut flaws = Vec::new();
    let mut flaw = |field: &'static str, message: String| flaws.push(FieldError { field, message });
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let mut day = |field: &'static str, text: Option<String>| -> Option<Date> {
        let text = text?;
        let day = text.trim().parse().ok().filter(|_| text.trim().len() == 10);
        if day.is_none() {
            flaw(field, format!("“{text}”不是“2021-12-31”格式的日期。"));
        }
        day
    };
    let generated_on = day("generated_on", Some(pushed.generated_on.clone()));
    let effective_on = day("effective_on", given(&pushed.effective_on));
    let expires_on = day("expires_on", given(&pushed.expires_on));
    let genre = given(&pushed.genre);
    let legal_kind = given(&pushed.legal_kind);
    if genre.as_deref().is_some_and(|key| Genre::from_key(key).is_none()) {
        flaw("genre", "没有这个体裁。".to_owned());
    }
    if legal_kind.as_deref().is_some_and(|key| LegalKind::from_key(key).is_none()) {
        flaw("legal_kind", "没有这种文件性质。".to_owned());
    }
    let mut files = Vec::with_capacity(pushed.attachments.len());
    for file in &pushed.attachments {
        match STANDARD.decode(file.content_base64.as_bytes()) {
            Ok(bytes) => files.push((file.name.clone(), bytes)),
            Err(_) => flaw("attachments", format!("“{}”的内容不是 Base64。", file.name)),
        }
    }
    let Some(generated_on) = generated_on.filter(|_| flaws.is_empty()) else { return Err(flaws) };
    Ok(PushedItem {
        external: pushed.external_id,
        body: pushed.body,
        files,
        submit: pushed.submit,
        fields: Content {
            title: pushed.title,
            summary: pushed.summary,
            body: String::new(),
            attachments: Vec::new(),
            document_number: given(&pushed.document_number),
            registration_number: None,
            issuer: pushed.issuer,
            joint_issuers: pushed.joint_issuers,
            origin: Origin::Made,
            generated_on,
            categories: pushed.categories,
            column: pushed.column,
            theme: given(&pushed.theme),
            genre: genre.as_deref().and_then(Genre::from_key),
            legal_kind: legal_kind.as_deref().and_then(LegalKind::from_key),
            keywords: pushed.keywords,
            attribute: Attribute::Proactive,
            ground: None,
            ground_note: None,
            rhythm: String::new(),
            section: None,
            interprets: None,
            from_request: None,
            effective_on,
            expires_on,
        },
    })
}
