//! `/api/v1`: what is public, for programs. One table of endpoints makes the routes and their description.

mod items;
mod others;
mod params;
mod push;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::{from_fn, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, get, post};
use gongkai_app::uploads;
use serde_json::{Map, Value, json};
use tower_http::cors::{Any, CorsLayer};

use self::params::{Form, Given, Parameter, described, must};
use super::open_data;
use super::shape::{Field, Kind, field, object, reference, schema};
use crate::{AppState, Problem, problem, routes};

/// What an endpoint answers.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// One object of this shape.
    One(&'static str),
    /// A list of objects of this shape, with the address of the next part.
    List(&'static str),
    /// A report, described by the statutory form.
    Report,
}

/// An endpoint.
struct Endpoint {
    path: &'static str,
    name: &'static str,
    summary: &'static str,
    /// Parameters in the path.
    places: &'static [Parameter],
    parameters: &'static [Parameter],
    answer: Answer,
    /// Statuses besides 200 and 400, and when.
    statuses: &'static [(u16, &'static str)],
    handler: fn() -> MethodRouter<AppState>,
}

const PLACE_OF_AGENCY: Parameter = must("agency", Form::Code, "机关代码");
const NO_AGENCY: (u16, &str) = (404, "没有这个机关或者栏目");

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/agencies",
        name: "list_agencies",
        summary: "全部机关",
        places: &[],
        parameters: others::NOTHING,
        answer: Answer::List("Agency"),
        statuses: &[],
        handler: || get(others::agencies),
    },
    Endpoint {
        path: "/agencies/{agency}",
        name: "get_agency",
        summary: "一个机关和它的栏目",
        places: &[PLACE_OF_AGENCY],
        parameters: others::NOTHING,
        answer: Answer::One("AgencyWithColumns"),
        statuses: &[NO_AGENCY],
        handler: || get(others::one_agency),
    },
    Endpoint {
        path: "/items",
        name: "list_items",
        summary: "公开的信息，由新到旧；各条件同时符合",
        places: &[],
        parameters: items::LIST,
        answer: Answer::List("Item"),
        statuses: &[NO_AGENCY],
        handler: || get(items::items),
    },
    Endpoint {
        path: "/items/{index_number}",
        name: "get_item",
        summary: "一条信息的全部内容；索引号中的斜杠照写或者写作 %2F",
        places: &[must("index_number", Form::Name, "索引号")],
        parameters: items::ONE,
        answer: Answer::One("WholeItem"),
        statuses: &[(404, "没有这条信息或者这一版"), (410, "已经撤下；有替代信息的给出地址")],
        handler: || get(items::item),
    },
    Endpoint {
        path: "/search",
        name: "search",
        summary: "全文检索",
        places: &[],
        parameters: items::SEARCH,
        answer: Answer::One("Found"),
        statuses: &[(503, "索引正在重建")],
        handler: || get(items::search),
    },
    Endpoint {
        path: "/changes",
        name: "list_changes",
        summary: "公开、更正、效力变动、撤下的先后，供别的平台跟随",
        places: &[],
        parameters: others::CHANGES,
        answer: Answer::One("Changes"),
        statuses: &[],
        handler: || get(others::changes),
    },
    Endpoint {
        path: "/reports",
        name: "list_reports",
        summary: "已发布的年度报告",
        places: &[],
        parameters: others::REPORTS,
        answer: Answer::List("Report"),
        statuses: &[NO_AGENCY],
        handler: || get(others::reports),
    },
    Endpoint {
        path: "/reports/{agency}/{year}",
        name: "get_report",
        summary: "一份年度报告，即公开日志记载校验值的那一种形式",
        places: &[PLACE_OF_AGENCY, must("year", Form::Year, "年度")],
        parameters: others::NOTHING,
        answer: Answer::Report,
        statuses: &[(404, "没有发布这份报告")],
        handler: || get(others::report),
    },
    Endpoint {
        path: "/messages",
        name: "list_messages",
        summary: "公开的留言和答复，由新到旧",
        places: &[],
        parameters: others::MESSAGES,
        answer: Answer::List("Message"),
        statuses: &[NO_AGENCY],
        handler: || get(others::messages),
    },
];

/// Every endpoint and what it gives, for people.
pub(super) fn overview() -> impl Iterator<Item = (String, &'static str)> {
    ENDPOINTS.iter().map(|endpoint| (format!("/api/v1{}", endpoint.path), endpoint.summary))
}

/// What stands in an answer that is none.
const PROBLEM: [Field; 7] = [
    field("type", "种类", Kind::Text, "总是 about:blank"),
    field("title", "问题", Kind::Text, ""),
    field("status", "状态码", Kind::Count, ""),
    field("detail", "说明", Kind::Text, ""),
    field("incident", "编号", Kind::MaybeText, "系统出错时，与运行单位联系时告知"),
    field("successor", "替代信息", Kind::MaybeUrl, "已经撤下而有替代的"),
    field("fields", "有误的字段", Kind::Many("FieldFlaw"), "推送的内容有误时"),
];

/// A field that cannot be taken.
const FIELD_FLAW: [Field; 2] =
    [field("field", "字段", Kind::Text, ""), field("message", "怎样改正", Kind::Text, "")];

/// A problem as JSON (RFC 9457).
pub(crate) fn problem_object(values: Vec<Value>) -> Value {
    Value::Object(object(&PROBLEM, values))
}

/// The routes of the interface that change only when something was recorded.
pub(super) fn router() -> Router<AppState> {
    let mut router = Router::new().route("/api/v1/openapi.json", get(openapi));
    for endpoint in ENDPOINTS {
        // An index number has slashes of its own.
        let path = endpoint.path.replace("{index_number}", "{*index_number}");
        router = router.route(&format!("/api/v1{path}"), (endpoint.handler)());
    }
    router
}

/// What another system sends, which no cache may come near.
pub(super) fn push_router() -> Router<AppState> {
    // Files stand in it as Base64, four signs for three bytes.
    let limit = DefaultBodyLimit::max(uploads::TOTAL_BYTES / 3 * 4 + 1024 * 1024);
    Router::new().route("/api/v1/items", post(push::push).layer(limit))
}

/// What is no endpoint.
pub(super) fn others() -> Router<AppState> {
    let nothing = || any(async || Problem::NotFound);
    Router::new()
        .route("/api/v1", get(async || axum::response::Redirect::to(&routes::api("openapi.json"))))
        .route("/api/v1/", nothing())
        .route("/api/v1/{*rest}", nothing())
}

/// The same routes answering problems as JSON, to programs on pages of any site.
pub(crate) fn open(router: Router<AppState>) -> Router<AppState> {
    let anybody = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers(Any)
        .expose_headers(Any);
    router.layer(from_fn(problem::as_json)).layer(map_response(for_other_sites)).layer(anybody)
}

async fn for_other_sites(mut response: Response) -> Response {
    let name = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("cross-origin"));
    response
}

/// An answer.
fn answer(value: &Value) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], value.to_string()).into_response()
}

/// A list with the address of its next part.
fn list(rows: &[Value], next: Option<&str>) -> Response {
    answer(&json!({ "items": rows, "next": next }))
}

/// Where the next part of a list is.
fn next(state: &AppState, path: &str, given: &Given, after: &str) -> String {
    state.site.absolute(&routes::with_query(&routes::api(path), &given.with(&[("after", after)])))
}

/// `GET /api/v1/openapi.json`
async fn openapi(State(state): State<AppState>) -> Response {
    answer(&description(&state.site.absolute(&routes::api("")), &state.site.name))
}

fn description(server: &str, site: &str) -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        paths.insert(endpoint.path.to_owned(), json!({ "get": operation(endpoint) }));
    }
    if let Some(items) = paths.get_mut("/items").and_then(Value::as_object_mut) {
        items.insert("post".to_owned(), push_operation());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{site}开放接口"),
            "version": "1",
            "description": "读取不需要账号，推送信息需要令牌。内容与门户相同；列表用 next 逐段读取；带 If-None-Match 的请求没有变动时返回 304。",
        },
        "servers": [{ "url": server.trim_end_matches('/') }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let places = endpoint.places.iter().map(|parameter| described(parameter, "path"));
    let parameters: Vec<Value> =
        places.chain(endpoint.parameters.iter().map(|parameter| described(parameter, "query"))).collect();
    let body = match endpoint.answer {
        Answer::One(shape) => reference(shape),
        Answer::List(shape) => json!({
            "type": "object", "additionalProperties": false, "required": ["items", "next"],
            "properties": {
                "items": { "type": "array", "items": reference(shape) },
                "next": { "type": ["string", "null"], "format": "uri", "description": "下一段的地址；没有的为空" },
            },
        }),
        Answer::Report => json!({ "type": "object" }),
    };
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({ "description": endpoint.summary, "content": { "application/json": { "schema": body } } }),
    );
    let refused = [(400, "参数不对，说明写明是哪一个"), (500, "系统出错")];
    for (status, when) in endpoint.statuses.iter().chain(&refused) {
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        responses.insert(status.to_string(), json!({ "description": when, "content": content }));
    }
    json!({
        "operationId": endpoint.name, "summary": endpoint.summary,
        "parameters": parameters, "responses": responses,
    })
}

/// Pushing an item.
fn push_operation() -> Value {
    let problem = |when: &str| json!({ "description": when, "content": { "application/problem+json": { "schema": reference("Problem") } } });
    let taken = |when: &str| json!({ "description": when, "content": { "application/json": { "schema": reference("Taken") } } });
    json!({
        "operationId": "push_item",
        "summary": "推送一条待公开的信息：建成草稿，经审核、保密审查后发布",
        "security": [{ "token": [] }],
        "requestBody": {
            "required": true, "content": { "application/json": { "schema": push::body_schema() } },
        },
        "responses": {
            "201": taken("已建成草稿"), "200": taken("同一编号以前推送过"),
            "400": problem("请求不对"), "401": problem("没有有效的令牌"), "403": problem("令牌的主人在这个机关没有撰稿权限"),
            "404": problem("没有这个机关"), "413": problem("内容太大"), "422": problem("有字段不能接受"), "500": problem("系统出错"),
        },
    })
}

fn schemas() -> Value {
    json!({
        "Agency": schema(&others::AGENCY),
        "AgencyWithColumns": schema(others::AGENCY.iter().chain(&others::COLUMNS)),
        "Column": schema(&others::COLUMN),
        "Item": schema(open_data::item_fields()),
        "Attachment": schema(&open_data::ATTACHMENT),
        "WholeItem": schema(items::item_fields()),
        "Edition": schema(&items::EDITION),
        "Pointer": schema(&items::POINTER),
        "Found": schema(&super::search::machine::FOUND),
        "Change": schema(&others::CHANGE),
        "Changes": schema(&others::CHANGED),
        "Report": schema(&others::REPORT),
        "Message": schema(&others::MESSAGE),
        "Problem": schema(&PROBLEM),
        "FieldFlaw": schema(&FIELD_FLAW),
        "Taken": schema(&push::TAKEN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_shape() {
        let description = description("https://www.example.gov.cn/api/v1", "示例");
        let text = description.to_string();
        let named = text.split("#/components/schemas/").skip(1);
        let mut count = 0;
        for rest in named {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(description["components"]["schemas"][&name].is_object(), "{name}");
            count += 1;
        }
        assert!(count > ENDPOINTS.len());
    }
}
