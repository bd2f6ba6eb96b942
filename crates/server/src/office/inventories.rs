//! Lists of what is to be public (公开目录清单): handed in as a file, and which entries have no item or only old ones.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::AppError;
use gongkai_app::inventories::{EntryCover, InventoryCover, NewInventory, inventory_template, key_of};
use gongkai_app::registers::FileFormat;
use gongkai_document::table::Table;
use gongkai_publication::{EntryState, InventoryKind};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, info, lines, render};
use super::items::list::ListPage;
use super::words::day_or_empty;
use crate::AppState;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::routes::{self, with_query};
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::field::{Choice, Field};
use crate::ui::file_input::FileInput;

/// Bytes of a file of entries.
const FILE_BYTES: usize = 5 * 1024 * 1024;
const NEW: &str = "/office/{agency}/coverage/inventories/new";
const FILE: &str = "/office/{agency}/coverage/inventories/{number}/file";
const END: &str = "/office/{agency}/coverage/inventories/{number}/end";

/// The pages of lists.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(NEW, get(new_page).post(adopt).layer(DefaultBodyLimit::max(FILE_BYTES)))
        .route("/office/{agency}/coverage/inventories/template/{format}", get(template))
        .route("/office/{agency}/coverage/inventories/{number}", get(page))
        .route("/office/{agency}/coverage/inventories/{number}/download/{format}", get(as_file))
        .route(FILE, get(file_page).post(file))
        .route(END, get(end_page).post(end))
}

/// The lists as a part of the page of coverage, and how it is begun.
pub(super) async fn part(desk: &Desk) -> Result<(DataTable, Vec<(String, String)>), Fault> {
    let covers = desk.app.inventory_covers(desk.code()).await?;
    let rows = covers.iter().map(|cover| {
        let row = &cover.row;
        vec![
            Value::link(&row.title, address::inventory(desk.code(), row.number)),
            Value::text(cover.entries.len().to_string()),
            Value::text(cover.count(EntryState::Empty).to_string()),
            Value::text(cover.count(EntryState::Stale).to_string()),
            Value::text(row.kind.label()),
            Value::text(format!("第 {} 版，{} 起", row.edition, row.from)),
        ]
    });
    let heads = [
        ("目录", Align::Start),
        ("事项", Align::End),
        ("没有信息", Align::End),
        ("久未更新", Align::End),
        ("种类", Align::Fixed),
        ("版本", Align::Fixed),
    ];
    let empty =
        "还没有登记主动公开基本目录、基层政务公开标准目录。登记后按事项检查有没有信息、是否久未更新。";
    let table = DataTable::plain("inventories", "公开目录清单", &heads, rows.collect(), empty);
    let begin = desk
        .may(&Method::POST, NEW)
        .then(|| ("登记目录".to_owned(), address::new_inventory(desk.code(), None)));
    Ok((table, begin.into_iter().collect()))
}

/// What is asked of a page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    entry: String,
    list: Option<u64>,
}

async fn load(desk: &Desk, number: u64) -> Result<InventoryCover, Fault> {
    let cover = desk.app.inventory_cover(desk.code(), number).await?;
    cover.ok_or(Fault::Problem(Problem::NotFound))
}

/// `GET /office/{agency}/coverage/inventories/{number}`
///
/// # Errors
///
/// Not found when there is no such list.
pub async fn page(
    desk: Desk,
    Path((_, number)): Path<(String, u64)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    let cover = load(&desk, number).await?;
    let base = address::inventory(desk.code(), number);
    let narrowed = match wanted.show.as_str() {
        "empty" => Some(EntryState::Empty),
        "stale" => Some(EntryState::Stale),
        _ => None,
    };
    let show = if narrowed.is_some() { wanted.show.as_str() } else { "" };
    let tab = |key: &str, name: &str, count: usize| {
        (format!("{name} {count}"), with_query(&base, &[("show", key)]), key == show)
    };
    let row = &cover.row;
    let mut narrower = Vec::new();
    if row.ended.is_none() && desk.may(&Method::POST, NEW) {
        let again = address::new_inventory(desk.code(), Some(number));
        narrower.push(("登记新的一版".to_owned(), again, false));
        narrower.push(("停用".to_owned(), address::end_inventory(desk.code(), number), false));
    }
    narrower.push(("下载 XLSX".to_owned(), address::inventory_file(desk.code(), number, "xlsx"), false));
    narrower.push(("下载 CSV".to_owned(), address::inventory_file(desk.code(), number, "csv"), false));
    let shown = cover.entries.iter().filter(|one| narrowed.is_none_or(|state| one.state == state));
    let cells = shown.map(|one| line(&desk, number, one)).collect();
    let heads = [
        ("序号", Align::Fixed),
        ("公开事项", Align::Start),
        ("状态", Align::Fixed),
        ("条数", Align::End),
        ("最近公开", Align::Fixed),
        ("归入", Align::Fixed),
        ("公开时限", Align::Start),
    ];
    let mut intro = format!("{}，第 {} 版，自 {} 起", row.kind.label(), row.edition, row.from);
    if !row.authority.is_empty() {
        intro = format!("{intro}；{}", row.authority);
    }
    if let Some(why) = &row.ended {
        intro = format!("{intro}；已停用：{why}");
    }
    let page = ListPage {
        frame: desk.frame(&row.title, &[("公开覆盖", address::coverage(desk.code()))]).await?,
        title: row.title.clone(),
        intro: format!("{intro}。"),
        tabs: vec![
            tab("", "全部", cover.entries.len()),
            tab("empty", "没有信息", cover.count(EntryState::Empty)),
            tab("stale", "久未更新", cover.count(EntryState::Stale)),
        ],
        narrower,
        begin: None,
        table: DataTable::plain("entries", "目录事项", &heads, cells, "没有这样的事项。"),
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}

fn line(desk: &Desk, number: u64, one: &EntryCover) -> Vec<Value> {
    let entry = &one.entry;
    let state = match one.state {
        EntryState::Empty => Countdown::stopped("没有信息"),
        EntryState::Stale => Countdown::stopped("久未更新"),
        EntryState::Kept => Countdown::done("正常"),
        EntryState::OnRequest => Countdown::done("依申请"),
    };
    let portal = routes::inventory_entry(desk.code(), number, &entry.code);
    let filing = match () {
        () if entry.column.is_some() => Value::text("按栏目"),
        () if desk.may(&Method::POST, FILE) => {
            Value::link("登记信息", address::file_under(desk.code(), number, &entry.code))
        }
        () => Value::text("逐条登记"),
    };
    vec![
        Value::text(&entry.code),
        if one.items > 0 { Value::link(entry.name(), portal) } else { Value::text(entry.name()) },
        Value::Countdown(state),
        Value::text(one.items.to_string()),
        Value::text(day_or_empty(one.newest)),
        filing,
        Value::text(&entry.within),
    ]
}

/// `GET /office/{agency}/coverage/inventories/template/{format}`: an empty file to fill in.
///
/// # Errors
///
/// Not found when there is no such format.
pub async fn template(desk: Desk, Path((_, format)): Path<(String, String)>) -> Result<Response, Fault> {
    let format = FileFormat::from_key(&format).ok_or(Fault::Problem(Problem::NotFound))?;
    let file = inventory_template(format, desk.app.today())?;
    Ok(download(&format!("公开目录清单.{}", format.key()), format.media_type(), file.bytes))
}

/// `GET /office/{agency}/coverage/inventories/{number}/download/{format}`
///
/// # Errors
///
/// Not found when there is no such list or format.
pub async fn as_file(
    desk: Desk,
    Path((_, number, format)): Path<(String, u64, String)>,
) -> Result<Response, Fault> {
    let format = FileFormat::from_key(&format).ok_or(Fault::Problem(Problem::NotFound))?;
    let title = load(&desk, number).await?.row.title;
    let file = desk.app.inventory_file(desk.code(), number, format).await?;
    Ok(download(&format!("{title}.{}", format.key()), format.media_type(), file.bytes))
}

async fn new_form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let kinds = choices(InventoryKind::ALL, InventoryKind::key, InventoryKind::label);
    let fields = vec![
        filled.radios("kind", "种类", kinds),
        filled
            .line("title", "目录名称")
            .hint("例如 云溪市财政局主动公开基本目录、户籍管理领域基层政务公开标准目录。"),
        filled.line("authority", "发布机关和文号").optional(),
        filled.date("from", "自哪天起执行"),
        Field::hidden("list", given.text("list")),
    ];
    let file = FileInput {
        name: "file",
        label: "目录文件".to_owned(),
        hint: "XLSX 或者 CSV，一行一项，列名与模板相同。".to_owned(),
        error: flaws.errors.of("file").map(str::to_owned),
        accept: ".xlsx,.csv",
        multiple: false,
    };
    let is_new = given.text("list").is_empty();
    let sheet = Sheet {
        title: if is_new { "登记目录" } else { "登记新的一版" }.to_owned(),
        intro: "登记后按事项检查有没有信息、是否久未更新；门户公布这份目录。新的一版取代现行的一版，已经归入的信息按序号保留。"
            .to_owned(),
        notices: vec![info("模板可以用表格软件打开，照目录填写；已登记的目录可以下载后修改。")],
        groups: vec![Group { files: vec![file], ..Group::plain(fields) }],
        submit: "登记".to_owned(),
        action: address::new_inventory(desk.code(), None),
        cancel: address::coverage(desk.code()),
        other: Some(("下载模板".to_owned(), address::inventory_template(desk.code()))),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("公开覆盖", address::coverage(desk.code()))]).await
}

/// `GET /office/{agency}/coverage/inventories/new`
///
/// # Errors
///
/// Not found when a new edition is asked for of a list that is not there.
pub async fn new_page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let given = match wanted.list {
        None => Vec::new(),
        Some(number) => {
            let row = load(&desk, number).await?.row;
            vec![
                ("list", number.to_string()),
                ("kind", row.kind.key().to_owned()),
                ("title", row.title),
                ("authority", row.authority),
            ]
        }
    };
    let given = Fields::of(given.into_iter().map(|(name, value)| (name.to_owned(), value)));
    new_form(&desk, &given, &Flaws::default()).await
}

/// `POST /office/{agency}/coverage/inventories/new`
///
/// # Errors
///
/// The form comes back when a field or the file is wrong.
pub async fn adopt(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let adopted = async {
        let mut check = Checker::new(&given);
        let title = check.required("title", "请填写目录名称");
        let kind = check.choice("kind", InventoryKind::from_key, "请选择种类");
        let from = check.date("from", "执行日期");
        let upload = given.files("file").next();
        if upload.is_none() {
            check.fail("file", "请选择文件");
        }
        let (kind, from) = check.finish(kind.zip(from))?;
        let authority = given.text("authority").to_owned();
        let new = NewInventory { number: given.text("list").parse().ok(), kind, title, authority, from };
        let bytes = upload.map(|upload| upload.bytes.clone()).unwrap_or_default();
        let table = Table::open(bytes).map_err(|error| AppError::field("file", format!("{error}。")))?;
        Ok::<_, Fault>(desk.app.adopt_inventory(&desk.actor, desk.code(), new, table).await?)
    };
    match adopted.await {
        Ok(number) => desk.done("目录已登记。", &address::inventory(desk.code(), number)).await,
        Err(fault) => new_form(&desk, &given, &fault.flaws()?).await,
    }
}

async fn file_form(
    desk: &Desk,
    number: u64,
    code: &str,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let cover = load(desk, number).await?;
    let one = cover.entries.iter().find(|one| one.entry.code == code);
    let one = one.ok_or(Fault::Problem(Problem::NotFound))?;
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.area("items", "信息", 6).hint("一行一条：索引号，或者形如 jxj/12 的条目编号。"),
        filled.radios(
            "act",
            "办理",
            vec![Choice::new("add", "归入这一项"), Choice::new("remove", "从这一项移出")],
        ),
    ];
    let under = desk.app.store.items_under_entry(desk.code(), &key_of(number, code), None, FILED).await?;
    let rows = under.rows.iter().map(|item| {
        vec![Value::link(&item.fields.title, address::item(&item.id)), Value::text(&item.index_number)]
    });
    let heads = [("已归入的信息（最近公开的在前）", Align::Start), ("索引号", Align::Fixed)];
    let back = address::inventory(desk.code(), number);
    let sheet = Sheet {
        title: "登记目录事项的信息".to_owned(),
        intro: format!("{} {}：{}", code, one.entry.name(), one.entry.content),
        groups: vec![Group::plain(fields)],
        submit: "保存".to_owned(),
        action: address::file_under(desk.code(), number, code),
        cancel: back.clone(),
        reference: Some(DataTable::plain(
            "filed",
            "已归入的信息",
            &heads,
            rows.collect(),
            "还没有归入信息。",
        )),
        ..Sheet::default()
    };
    let above = [("公开覆盖", address::coverage(desk.code())), (cover.row.title.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// Items shown under an entry.
const FILED: u16 = 50;

/// `GET /office/{agency}/coverage/inventories/{number}/file`
///
/// # Errors
///
/// Not found when there is no such entry.
pub async fn file_page(
    desk: Desk,
    Path((_, number)): Path<(String, u64)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    let given = Fields::of([("act".to_owned(), "add".to_owned())]);
    file_form(&desk, number, &wanted.entry, &given, &Flaws::default()).await
}

/// `POST /office/{agency}/coverage/inventories/{number}/file`
///
/// # Errors
///
/// The form comes back when an item is not known.
pub async fn file(
    desk: Desk,
    Path((_, number)): Path<(String, u64)>,
    Query(wanted): Query<Wanted>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let filed = async {
        let mut check = Checker::new(&given);
        let items = lines(&check.required("items", "请填写信息的索引号或者条目编号"));
        let act =
            check.choice("act", |key| ["add", "remove"].contains(&key).then(|| key == "add"), "请选择办理");
        let is_there = check.finish(act)?;
        let (actor, code) = (&desk.actor, wanted.entry.as_str());
        Ok::<_, Fault>(desk.app.file_items(actor, desk.code(), number, code, &items, is_there).await?)
    };
    match filed.await {
        Ok(count) => {
            desk.done(format!("已办理 {count} 条。"), &address::inventory(desk.code(), number)).await
        }
        Err(fault) => file_form(&desk, number, &wanted.entry, &given, &fault.flaws()?).await,
    }
}

async fn end_form(desk: &Desk, number: u64, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let title = load(desk, number).await?.row.title;
    let back = address::inventory(desk.code(), number);
    let filled = Filled::new(given, flaws);
    let sheet = Sheet {
        title: "停用目录".to_owned(),
        intro: format!("{title}。停用后不再检查，门户不再列出。"),
        groups: vec![Group::plain(vec![filled.area("reason", "停用原因", 3)])],
        submit: "确认停用目录".to_owned(),
        action: address::end_inventory(desk.code(), number),
        cancel: back.clone(),
        grave: true,
        ..Sheet::default()
    };
    let above = [("公开覆盖", address::coverage(desk.code())), (title.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/coverage/inventories/{number}/end`
///
/// # Errors
///
/// Not found when there is no such list.
pub async fn end_page(desk: Desk, Path((_, number)): Path<(String, u64)>) -> Result<Response, Fault> {
    end_form(&desk, number, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/coverage/inventories/{number}/end`
///
/// # Errors
///
/// The form comes back when no reason is given.
pub async fn end(
    desk: Desk,
    Path((_, number)): Path<(String, u64)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let ended = async {
        let mut check = Checker::new(&given);
        let reason = check.required("reason", "请写明原因");
        let reason = check.finish(Some(reason))?;
        Ok::<_, Fault>(desk.app.end_inventory(&desk.actor, desk.code(), number, &reason).await?)
    };
    match ended.await {
        Ok(()) => desk.done("目录已停用。", &address::coverage(desk.code())).await,
        Err(fault) => end_form(&desk, number, &given, &fault.flaws()?).await,
    }
}
