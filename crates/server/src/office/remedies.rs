//! Reviews and suits (行政复议、行政诉讼): list, case, filing, and what becomes of them.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_request::CaseNumber;
use gongkai_request::remedy::{Concluded, Filed, RemedyKind, RemedyResult, RemedyStage};
use gongkai_store::request::{RemedyFilter, RemedyRow};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, render};
use super::items::list::ListPage;
use super::words::day_or_empty;
use crate::AppState;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::act_list::{Act, ActList};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;

/// Rows on a page.
const ROWS: u32 = 50;

/// What can be recorded of a review or suit after it was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemedyAct {
    /// 受理、立案
    Accept,
    /// 登记结果
    Conclude,
    /// 上诉
    Appeal,
    /// 裁判生效
    Effective,
    /// 重新答复
    Reopen,
}

impl RemedyAct {
    /// Every act.
    pub const ALL: [RemedyAct; 5] =
        [RemedyAct::Accept, RemedyAct::Conclude, RemedyAct::Appeal, RemedyAct::Effective, RemedyAct::Reopen];

    const fn key(self) -> &'static str {
        match self {
            RemedyAct::Accept => "accept",
            RemedyAct::Conclude => "conclude",
            RemedyAct::Appeal => "appeal",
            RemedyAct::Effective => "effective",
            RemedyAct::Reopen => "reopen",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            RemedyAct::Accept => "/office/{agency}/remedies/{number}/accept",
            RemedyAct::Conclude => "/office/{agency}/remedies/{number}/conclude",
            RemedyAct::Appeal => "/office/{agency}/remedies/{number}/appeal",
            RemedyAct::Effective => "/office/{agency}/remedies/{number}/effective",
            RemedyAct::Reopen => "/office/{agency}/remedies/{number}/reopen",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            RemedyAct::Accept => "登记受理、立案",
            RemedyAct::Conclude => "登记结果",
            RemedyAct::Appeal => "登记上诉",
            RemedyAct::Effective => "登记裁判生效",
            RemedyAct::Reopen => "重新答复",
        }
    }

    /// Whether it usually follows this stage; the rules decide when it is done.
    fn follows(self, row: &RemedyRow) -> bool {
        let owes = row.result.is_some_and(RemedyResult::owes_new_reply) && row.request.is_some();
        match self {
            RemedyAct::Accept => row.stage == RemedyStage::Filed,
            RemedyAct::Conclude => {
                matches!(row.stage, RemedyStage::Filed | RemedyStage::Accepted | RemedyStage::Appealed)
            }
            RemedyAct::Appeal | RemedyAct::Effective => row.stage == RemedyStage::Concluded,
            RemedyAct::Reopen => owes,
        }
    }

    fn fields(self, filled: &Filled<'_>) -> Vec<crate::ui::field::Field> {
        match self {
            RemedyAct::Accept => vec![filled.date("on", "受理、立案日期")],
            RemedyAct::Appeal => vec![filled.date("on", "上诉日期")],
            RemedyAct::Effective => {
                vec![filled.date("on", "生效日期").hint("裁判生效的年度计入年度报告第四部分。")]
            }
            RemedyAct::Conclude => vec![
                filled.date("on", "收到决定、裁判的日期"),
                filled.select(
                    "result",
                    "审理结果",
                    choices(RemedyResult::ALL, RemedyResult::key, RemedyResult::label),
                ),
                filled.date("reply_by", "责令重新答复的期限").optional(),
            ],
            RemedyAct::Reopen => Vec::new(),
        }
    }
}

/// The pages of reviews and suits.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/remedies", get(list))
        .route("/office/{agency}/remedies/new", get(new_page).post(create))
        .route("/office/{agency}/remedies/{number}", get(page));
    for act in RemedyAct::ALL {
        let show = move |desk: Desk, Path((_, number)): Path<(String, String)>| async move {
            show_act(desk, number, act).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(fields): Form<Fields>| async move {
            perform_act(desk, number, act, fields).await
        };
        router = router.route(act.route(), get(show).post(perform));
    }
    router
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

/// `GET /office/{agency}/remedies`
///
/// # Errors
///
/// A problem when they cannot be read.
pub async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &list_view(&desk, &wanted).await?)
}

async fn list_view(desk: &Desk, wanted: &Wanted) -> Result<ListPage, Fault> {
    let filter = RemedyFilter {
        agency: desk.code().to_owned(),
        kind: RemedyKind::from_key(&wanted.kind),
        request: None,
        pending: wanted.show != "all",
    };
    let after = CaseNumber::parse(&wanted.after);
    let rows = desk.app.list_remedies(&desk.actor, &filter, after, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let base = address::remedies(desk.code());
    let next = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown).map(|row| {
        let after = row.id.to_string();
        with_query(&base, &[("show", &wanted.show), ("kind", &wanted.kind), ("after", &after)])
    });
    let show = if wanted.show == "all" { "all" } else { "" };
    let tabs = [("", "未审结"), ("all", "全部")];
    let kinds =
        std::iter::once(("", "全部种类")).chain(RemedyKind::ALL.iter().map(|it| (it.key(), it.label())));
    Ok(ListPage {
        frame: desk.frame("复议诉讼", &[]).await?,
        title: "复议诉讼".to_owned(),
        intro: "在年度内审结的和年底尚未审结的计入年度报告第四部分。".to_owned(),
        tabs: tabs
            .map(|(key, name)| {
                let href = with_query(&base, &[("show", key), ("kind", &wanted.kind)]);
                (name.to_owned(), href, key == show)
            })
            .into(),
        narrower: kinds
            .map(|(key, name)| {
                let href = with_query(&base, &[("show", show), ("kind", key)]);
                (name.to_owned(), href, wanted.kind == key)
            })
            .collect(),
        begin: desk
            .may(&Method::POST, "/office/{agency}/remedies/new")
            .then(|| ("登记复议、诉讼".to_owned(), address::new_remedy(desk.code()))),
        table: table(desk, rows.iter().take(shown)),
        find: None,
        next,
    })
}

fn table<'a>(desk: &Desk, rows: impl Iterator<Item = &'a RemedyRow>) -> DataTable {
    let rows = rows.map(|row| {
        let id = row.id.to_string();
        vec![
            Value::link(&id, address::remedy(desk.code(), &id)),
            Value::text(&row.matter),
            Value::text(row.kind.label()),
            Value::text(&row.authority),
            Value::text(row.filed_on.to_string()),
            Value::text(row.stage.label()),
            Value::text(row.result.map_or("", RemedyResult::label)),
        ]
    });
    let columns = [
        ("编号", Align::Fixed),
        ("事项", Align::Start),
        ("种类", Align::Start),
        ("机关、法院", Align::Start),
        ("提出日期", Align::Fixed),
        ("环节", Align::Fixed),
        ("结果", Align::Fixed),
    ];
    DataTable {
        id: "remedies",
        caption: "复议、诉讼".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: "没有这样的复议、诉讼。收到复议申请书副本、起诉状副本后登记，列在这里。".to_owned(),
    }
}

/// One review or suit.
#[derive(Debug, Clone, Template)]
#[template(path = "office/remedy.html")]
pub struct RemedyPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Number and matter.
    pub title: String,
    /// Where it stands.
    pub subtitle: String,
    /// What is known of it.
    pub facts: MetadataTable,
    /// What may be done.
    pub acts: ActList,
}

async fn load(desk: &Desk, number: &str) -> Result<RemedyRow, Fault> {
    let id = CaseNumber::parse(number).ok_or(Problem::NotFound)?;
    let row = desk.app.store.remedy(desk.code(), id).await?;
    row.ok_or(Fault::Problem(Problem::NotFound))
}

/// `GET /office/{agency}/remedies/{number}`
///
/// # Errors
///
/// Not found when there is no such case.
pub async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let id = row.id.to_string();
    let offered = RemedyAct::ALL.into_iter().filter(|act| act.follows(&row));
    let allowed = offered.filter(|act| desk.may(&Method::POST, act.route())).enumerate();
    let allowed = allowed.map(|(index, act)| Act {
        label: act.label().to_owned(),
        href: format!("{}/{}", address::remedy(desk.code(), &id), act.key()),
        hint: String::new(),
        primary: index == 0,
    });
    let page = RemedyPage {
        frame: desk.frame(&id, &[("复议诉讼", address::remedies(desk.code()))]).await?,
        title: format!("{id} {}", row.matter),
        subtitle: format!("{} · {}", row.kind.label(), row.stage.label()),
        facts: facts(&desk, &row),
        acts: ActList {
            title: "现在可以做的".to_owned(), allowed: allowed.collect(), forbidden: Vec::new()
        },
    };
    render(StatusCode::OK, &page)
}

fn facts(desk: &Desk, row: &RemedyRow) -> MetadataTable {
    let mut rows = vec![
        MetadataRow::new("种类", row.kind.label()),
        MetadataRow::new("机关、法院", &row.authority),
        MetadataRow::new("提出日期", row.filed_on.to_string()),
        MetadataRow::new("受理日期", day_or_empty(row.accepted_on)),
        MetadataRow::new("结果", row.result.map_or("", RemedyResult::label)),
        MetadataRow::new("收到结果", day_or_empty(row.concluded_on)),
        MetadataRow::new("重新答复期限", day_or_empty(row.reply_by)),
        MetadataRow::new("计入统计", day_or_empty(row.counted_on)),
    ];
    if let Some(request) = row.request {
        let number = request.to_string();
        rows.push(MetadataRow::link("所涉申请", &number, address::request(desk.code(), &number)));
    }
    if let Some(earlier) = row.earlier {
        let number = earlier.to_string();
        rows.push(MetadataRow::link("此前的复议", &number, address::remedy(desk.code(), &number)));
    }
    MetadataTable { rows }
}

fn new_fields(filled: &Filled<'_>) -> Vec<crate::ui::field::Field> {
    vec![
        filled.radios("kind", "种类", choices(RemedyKind::ALL, RemedyKind::key, RemedyKind::label)),
        filled.date("on", "提出日期"),
        filled.line("authority", "复议机关、人民法院"),
        filled.line("matter", "事项").hint("针对什么提出，不写申请人、原告的姓名。"),
        filled
            .line("request", "所涉申请的编号")
            .optional()
            .hint("例如 2021-000123；针对不履行主动公开义务的不填。"),
        filled.line("earlier", "此前的复议编号").optional().hint("复议后起诉的填写。"),
    ]
}

fn read_new(fields: &Fields) -> Result<Filed, FieldErrors> {
    let mut check = Checker::new(fields);
    let kind = check.choice("kind", RemedyKind::from_key, "请选择种类");
    let on = check.date("on", "提出日期");
    let authority = check.required("authority", "请填写复议机关或者人民法院");
    let matter = check.required("matter", "请填写事项");
    let mut number = |name: &str| {
        let text = fields.text(name);
        let number = CaseNumber::parse(text);
        if number.is_none() && !text.is_empty() {
            check.fail(name, "编号的格式应为 2021-000123，请核对");
        }
        number
    };
    let (request, earlier) = (number("request"), number("earlier"));
    check.finish(kind.zip(on).map(|(kind, on)| Filed { kind, request, earlier, on, authority, matter }))
}

async fn new_form(desk: &Desk, fields: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let sheet = Sheet {
        title: "登记复议、诉讼".to_owned(),
        groups: vec![Group::plain(new_fields(&Filled::new(fields, flaws)))],
        submit: "登记".to_owned(),
        action: address::new_remedy(desk.code()),
        cancel: address::remedies(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("复议诉讼", address::remedies(desk.code()))]).await
}

/// `GET /office/{agency}/remedies/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk) -> Result<Response, Fault> {
    let today = desk.app.today().to_string();
    let fields = Fields::of([("on".to_owned(), today)]);
    new_form(&desk, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/remedies/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    let filed = async {
        let filed = read_new(&fields)?;
        Ok::<_, Fault>(desk.app.file_remedy(&desk.actor, desk.code(), filed).await?)
    };
    match filed.await {
        Ok(filed) => {
            let to = address::remedy(desk.code(), &filed.id.to_string());
            desk.done(format!("已登记，编号 {}。{}", filed.id, filed.warnings.join("")), &to).await
        }
        Err(fault) => new_form(&desk, &fields, &fault.flaws()?).await,
    }
}

async fn act_form(
    desk: &Desk,
    row: &RemedyRow,
    act: RemedyAct,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let id = row.id.to_string();
    let back = address::remedy(desk.code(), &id);
    let next = match act {
        RemedyAct::Reopen => "重新答复的期限自收到决定、裁判之日起算，原申请的统计不变。",
        _ => "",
    };
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: format!("{id}　{}", row.matter),
        groups: vec![Group::plain(act.fields(&Filled::new(fields, flaws)))],
        submit: format!("确认{}", act.label()),
        next: next.to_owned(),
        action: format!("{back}/{}", act.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("复议诉讼", address::remedies(desk.code())), (id.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/remedies/{number}/{act}`
///
/// # Errors
///
/// Not found when there is no such case.
pub async fn show_act(desk: Desk, number: String, act: RemedyAct) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let fields = Fields::of([("on".to_owned(), desk.app.today().to_string())]);
    act_form(&desk, &row, act, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/remedies/{number}/{act}`
///
/// # Errors
///
/// The form comes back when the act is refused.
pub async fn perform_act(
    desk: Desk,
    number: String,
    act: RemedyAct,
    fields: Fields,
) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    match run(&desk, row.id, act, &fields).await {
        Ok(()) => {
            let to = address::remedy(desk.code(), &row.id.to_string());
            desk.done(format!("已办理：{}。", act.label()), &to).await
        }
        Err(fault) => act_form(&desk, &row, act, &fields, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, id: CaseNumber, act: RemedyAct, fields: &Fields) -> Result<(), Fault> {
    let (app, actor, agency) = (&desk.app, &desk.actor, desk.code());
    if act == RemedyAct::Reopen {
        app.reopen_request(actor, agency, id).await?;
        return Ok(());
    }
    let mut check = Checker::new(fields);
    let on = check.date("on", "日期");
    if act == RemedyAct::Conclude {
        let result = check.choice("result", RemedyResult::from_key, "请选择审理结果");
        let reply_by = check.optional_date("reply_by", "责令重新答复的期限");
        let concluded = on.zip(result).map(|(on, result)| Concluded { on, result, reply_by });
        app.conclude_remedy(actor, agency, id, check.finish(concluded)?).await?;
        return Ok(());
    }
    let on = check.finish(on)?;
    match act {
        RemedyAct::Accept => app.accept_remedy(actor, agency, id, on).await?,
        RemedyAct::Appeal => app.appeal_remedy(actor, agency, id, on).await?,
        RemedyAct::Effective => app.make_remedy_effective(actor, agency, id, on).await?,
        RemedyAct::Conclude | RemedyAct::Reopen => {}
    }
    Ok(())
}
