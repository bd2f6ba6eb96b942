//! What is to be published when (公开计划): the calendar of everything due, plans, and what becomes of their stages.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_publication::{ColumnState, PlanMade, PlannedStage};
use gongkai_statute::RhythmKind;
use gongkai_store::plan::{PlanRow, StageRow};
use gongkai_store::publication::DutyKind;
use jiff::civil::Date;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, lines, render};
use super::items::list::ListPage;
use super::parts::{Part, PartsPage};
use super::words::left;
use crate::AppState;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::field::{Choice, Field};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// Rows of the calendar from one source at most.
const MOST: u32 = 200;
/// Plans on a page.
const ROWS: u32 = 50;

/// What can be recorded of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanAct {
    /// 登记已公开
    Finish,
    /// 调整日期
    Move,
    /// 不再公开
    Waive,
    /// 增加阶段
    Add,
    /// 结束计划
    End,
}

impl PlanAct {
    /// Every act.
    pub const ALL: [PlanAct; 5] =
        [PlanAct::Finish, PlanAct::Move, PlanAct::Waive, PlanAct::Add, PlanAct::End];

    const fn key(self) -> &'static str {
        match self {
            PlanAct::Finish => "finish",
            PlanAct::Move => "move",
            PlanAct::Waive => "waive",
            PlanAct::Add => "add",
            PlanAct::End => "end",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            PlanAct::Finish => "/office/{agency}/plans/{number}/finish",
            PlanAct::Move => "/office/{agency}/plans/{number}/move",
            PlanAct::Waive => "/office/{agency}/plans/{number}/waive",
            PlanAct::Add => "/office/{agency}/plans/{number}/add",
            PlanAct::End => "/office/{agency}/plans/{number}/end",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            PlanAct::Finish => "登记已公开",
            PlanAct::Move => "调整日期",
            PlanAct::Waive => "不再公开",
            PlanAct::Add => "增加阶段",
            PlanAct::End => "结束计划",
        }
    }

    /// Is it about one stage?
    const fn is_of_stage(self) -> bool {
        matches!(self, PlanAct::Finish | PlanAct::Move | PlanAct::Waive)
    }

    fn fields(self, filled: &Filled<'_>) -> Vec<Field> {
        let mut fields = match self {
            PlanAct::Finish => {
                vec![filled.line("item", "已公开的信息").hint("填写索引号，或者形如 jxj/12 的条目编号。")]
            }
            PlanAct::Move => vec![filled.date("due_on", "新的日期"), filled.area("reason", "调整原因", 2)],
            PlanAct::Waive => vec![filled.area("reason", "不再公开的原因", 3)],
            PlanAct::Add => vec![filled.date("due_on", "公开日期"), filled.line("name", "公开内容")],
            PlanAct::End => vec![filled.area("reason", "结束原因", 3).hint("还没有公开的阶段不再列为待办。")],
        };
        if self.is_of_stage() {
            fields.push(Field::hidden("stage", filled.fields.text("stage")));
        }
        fields
    }
}

/// The pages of plans.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/plans", get(list))
        .route("/office/{agency}/plans/new", get(new_page).post(create))
        .route("/office/{agency}/plans/{number}", get(page));
    for act in PlanAct::ALL {
        let show = move |desk: Desk,
                         Path((_, number)): Path<(String, String)>,
                         Query(place): Query<Place>| async move {
            let fields = Fields::of([("stage".to_owned(), place.stage)]);
            act_form(&desk, &load(&desk, &number).await?, act, &fields, &Flaws::default()).await
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

/// Which stage a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    stage: String,
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

/// `GET /office/{agency}/plans`
///
/// # Errors
///
/// A problem when they cannot be read.
pub async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let base = address::plans(desk.code());
    let (table, next) = if wanted.show == "plans" {
        plans(&desk, wanted.after.parse().ok()).await?
    } else {
        (calendar(&desk).await?, None)
    };
    let show = if wanted.show == "plans" { "plans" } else { "" };
    let page = ListPage {
        frame: desk.frame("公开计划", &[]).await?,
        title: "公开计划".to_owned(),
        intro: "经常性工作定期公开，阶段性工作逐段公开，动态性工作及时公开，临时性工作随时公开。".to_owned(),
        tabs: [("", "公开日历"), ("plans", "全部计划")]
            .map(|(key, name)| (name.to_owned(), with_query(&base, &[("show", key)]), key == show))
            .into(),
        narrower: Vec::new(),
        begin: desk
            .may(&Method::POST, "/office/{agency}/plans/new")
            .then(|| ("编制公开计划".to_owned(), address::new_plan(desk.code()))),
        table,
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

/// Something that is due.
struct Entry {
    due: Date,
    what: Value,
    kind: String,
}

/// Everything that is due, by its day: stages, columns, drafts, what is owed for items.
async fn calendar(desk: &Desk) -> Result<DataTable, Fault> {
    let (app, code) = (&desk.app, desk.code());
    let mut entries = Vec::new();
    for stage in app.store.open_stages(code, Date::MAX, MOST).await? {
        let what = format!("{}：{}", stage.title, stage.name);
        entries.push(Entry {
            due: stage.due_on,
            what: Value::link(what, address::plan(&stage.plan)),
            kind: "公开计划".to_owned(),
        });
    }
    for cover in app.column_coverage(code).await? {
        if let ColumnState::Due(due) | ColumnState::Overdue(due) = cover.state {
            let what = Value::link(format!("栏目“{}”更新", cover.column.name), address::coverage(code));
            entries.push(Entry { due, what, kind: cover.column.rhythm.label().to_owned() });
        }
    }
    for one in app.item_tasks(&desk.actor, code).await? {
        if let Ok(due) = &one.due {
            entries.push(Entry {
                due: due.day,
                what: Value::link(&one.task.title, address::item(&one.task.item)),
                kind: "在办稿件（条例第26条）".to_owned(),
            });
        }
    }
    for (kind, name) in [
        (DutyKind::TakeBack, "处罚决定撤回"),
        (DutyKind::Interpret, "政策解读"),
        (DutyKind::Reassess, "评估是否公开（条例第18条）"),
    ] {
        for duty in app.item_duties(&desk.actor, code, kind, MOST).await? {
            let Some(due) = duty.due else { continue };
            let what = Value::link(&duty.row.title, address::item(&duty.row.item));
            entries.push(Entry { due, what, kind: name.to_owned() });
        }
    }
    entries.sort_by_key(|entry| entry.due);
    let calendar = app.calendar_of(code).await?;
    let today = app.today();
    let rows = entries.into_iter().map(|entry| {
        let left = Countdown::of_workdays(left(&calendar, today, entry.due));
        vec![entry.what, Value::Countdown(left), Value::text(entry.due.to_string()), Value::text(entry.kind)]
    });
    let columns =
        [("事项", Align::Start), ("期限", Align::Fixed), ("日期", Align::Fixed), ("种类", Align::Start)];
    let empty = "没有到期的事项。编制的公开计划、有更新要求的栏目、在办的稿件按日期列在这里。";
    Ok(DataTable::plain("calendar", "公开日历", &columns, rows.collect(), empty))
}

async fn plans(desk: &Desk, below: Option<u64>) -> Result<(DataTable, Option<String>), Fault> {
    let rows = desk.app.store.plans(desk.code(), below, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let next = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown).map(|row| {
        with_query(&address::plans(desk.code()), &[("show", "plans"), ("after", &row.number.to_string())])
    });
    let columns = desk.app.store.columns(desk.code()).await?;
    let cells = rows.iter().take(shown).map(|row| {
        let column = columns.iter().find(|column| column.slug == row.column);
        vec![
            Value::link(&row.title, address::plan(&row.id)),
            Value::text(rhythm(row)),
            Value::text(column.map_or(row.column.as_str(), |column| column.name.as_str())),
            Value::text(if row.ended.is_some() { "已结束" } else { "进行中" }),
        ]
    });
    let heads =
        [("事项", Align::Start), ("公开节奏", Align::Fixed), ("栏目", Align::Fixed), ("状态", Align::Fixed)];
    let empty = "还没有公开计划。需要定期、逐段公开的事项编制后列在这里，到期列入今日待办。";
    Ok((DataTable::plain("plans", "公开计划", &heads, cells.collect(), empty), next))
}

fn rhythm(row: &PlanRow) -> String {
    let label = RhythmKind::from_key(&row.rhythm).map_or("", RhythmKind::label);
    match row.every_months {
        Some(months) => format!("{label}，每 {months} 个月"),
        None => label.to_owned(),
    }
}

async fn load(desk: &Desk, number: &str) -> Result<PlanRow, Fault> {
    let row = desk.app.store.plan(&format!("{}/{number}", desk.code())).await?;
    row.ok_or(Fault::Problem(Problem::NotFound))
}

/// `GET /office/{agency}/plans/{number}`
///
/// # Errors
///
/// Not found when there is no such plan.
pub async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let stages = desk.app.store.plan_stages(&row.id).await?;
    let columns = desk.app.store.columns(desk.code()).await?;
    let sections = desk.app.store.sections(desk.code()).await?;
    let column = columns.iter().find(|column| column.slug == row.column).map(|column| column.name.clone());
    let section = row.section.as_ref().and_then(|slug| sections.iter().find(|section| section.slug == *slug));
    let acts = [PlanAct::Add, PlanAct::End]
        .into_iter()
        .filter(|act| row.ended.is_none() && desk.may(&Method::POST, act.route()));
    let page = PartsPage {
        frame: desk.frame(&row.title, &[("公开计划", address::plans(desk.code()))]).await?,
        title: row.title.clone(),
        intro: row.ended.as_ref().map(|why| format!("已结束：{why}")).unwrap_or_default(),
        parts: vec![
            Part {
                title: "计划",
                acts: acts.map(|act| (act.label().to_owned(), act_href(&row, act, None))).collect(),
                table: None,
                facts: Some(MetadataTable {
                    rows: vec![
                        MetadataRow::new("公开节奏", rhythm(&row)),
                        MetadataRow::new("栏目", column.unwrap_or_else(|| row.column.clone())),
                        MetadataRow::new("承办科室", section.map(|row| row.name.clone()).unwrap_or_default()),
                    ],
                }),
            },
            Part {
                title: "阶段",
                acts: Vec::new(),
                table: Some(stage_table(&desk, &row, &stages).await?),
                facts: None,
            },
        ],
    };
    render(StatusCode::OK, &page)
}

async fn stage_table(desk: &Desk, plan: &PlanRow, stages: &[StageRow]) -> Result<DataTable, Fault> {
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let today = desk.app.today();
    let act = |act: PlanAct, row: &StageRow| {
        if row.is_open && desk.may(&Method::POST, act.route()) {
            Value::link(act.label(), act_href(plan, act, Some(row.stage)))
        } else {
            Value::text("")
        }
    };
    let rows = stages.iter().map(|row| {
        let state = match (&row.item, &row.waived) {
            (Some(_), _) => {
                Countdown::done(row.done_on.map_or("已公开".to_owned(), |on| format!("{on} 已公开")))
            }
            (None, Some(_)) => Countdown::stopped("不再公开"),
            (None, None) if !row.is_open => Countdown::stopped("计划已结束"),
            (None, None) => Countdown::of_workdays(left(&calendar, today, row.due_on)),
        };
        let name = match &row.waived {
            Some(why) => format!("{}（{why}）", row.name),
            None => row.name.clone(),
        };
        vec![
            match &row.item {
                Some(item) => Value::link(name, address::item(item)),
                None => Value::text(name),
            },
            Value::Countdown(state),
            Value::text(row.due_on.to_string()),
            act(PlanAct::Finish, row),
            act(PlanAct::Move, row),
            act(PlanAct::Waive, row),
        ]
    });
    let columns = [
        ("公开内容", Align::Start),
        ("状态", Align::Fixed),
        ("日期", Align::Fixed),
        ("公开", Align::Fixed),
        ("调整", Align::Fixed),
        ("取消", Align::Fixed),
    ];
    Ok(DataTable::plain("stages", "公开阶段", &columns, rows.collect(), ""))
}

fn act_href(plan: &PlanRow, act: PlanAct, stage: Option<u16>) -> String {
    let path = format!("{}/{}", address::plan(&plan.id), act.key());
    match stage {
        Some(stage) => with_query(&path, &[("stage", &stage.to_string())]),
        None => path,
    }
}

async fn new_form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let columns = desk.app.store.columns(desk.code()).await?.into_iter().filter(|row| !row.closed);
    let sections = desk.app.store.sections(desk.code()).await?.into_iter().filter(|row| !row.closed);
    let fields = vec![
        filled.line("title", "公开事项").hint("例如 部门决算、城中村改造项目征收补偿信息。"),
        filled.radios("rhythm", "公开节奏", choices(&RhythmKind::ALL, RhythmKind::key, RhythmKind::label)),
        filled.select("column", "栏目", columns.map(|row| Choice::new(row.slug, row.name)).collect()),
        filled
            .select("section", "承办科室", sections.map(|row| Choice::new(row.slug, row.name)).collect())
            .optional(),
        filled
            .number("every_months", "间隔（月）")
            .optional()
            .hint("经常性工作填写：每隔几个月公开一次；办结一次，自动列出下一次。"),
        filled
            .area("stages", "阶段", 6)
            .hint("一行一个：日期，空格，公开的内容，按日期先后，例如 2022-02-20 2021年度部门决算。"),
    ];
    let sheet = Sheet {
        title: "编制公开计划".to_owned(),
        groups: vec![Group::plain(fields)],
        submit: "保存".to_owned(),
        next: "到期前列入今日待办和公开日历，公开后登记对应的信息。".to_owned(),
        action: address::new_plan(desk.code()),
        cancel: address::plans(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("公开计划", address::plans(desk.code()))]).await
}

/// `GET /office/{agency}/plans/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk) -> Result<Response, Fault> {
    new_form(&desk, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/plans/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let made = async {
        let made = read_new(&desk, &given)?;
        Ok::<_, Fault>(desk.app.make_plan(&desk.actor, made).await?)
    };
    match made.await {
        Ok(id) => desk.done("公开计划已保存。", &address::plan(&id)).await,
        Err(fault) => new_form(&desk, &given, &fault.flaws()?).await,
    }
}

fn read_new(desk: &Desk, given: &Fields) -> Result<PlanMade, FieldErrors> {
    let mut check = Checker::new(given);
    let title = check.required("title", "请填写公开事项");
    let rhythm = check.choice("rhythm", RhythmKind::from_key, "请选择公开节奏");
    let column = check.required("column", "请选择栏目");
    let every_months = check.optional_small("every_months", "间隔");
    let mut stages = Vec::new();
    for (at, line) in lines(given.text("stages")).into_iter().enumerate() {
        let (day, name) = line.split_once([' ', '　', '\t']).unwrap_or((line.as_str(), ""));
        match (gongkai_app::typed::day(day), name.trim()) {
            (Some(due_on), name) if !name.is_empty() => {
                stages.push(PlannedStage { name: name.to_owned(), due_on });
            }
            _ => {
                let message =
                    format!("第 {} 行“{line}”应为“日期 公开的内容”，例如 2022-02-20 部门决算", at + 1);
                check.fail("stages", message);
                break;
            }
        }
    }
    if given.text("stages").is_empty() {
        check.fail("stages", "请至少列明一个阶段");
    }
    let section = check.optional("section");
    check.finish(rhythm.map(|rhythm| PlanMade {
        agency: desk.code().to_owned(),
        title,
        rhythm: rhythm.key().to_owned(),
        column,
        section,
        every_months,
        stages,
        by: String::new(),
    }))
}

async fn act_form(
    desk: &Desk,
    plan: &PlanRow,
    act: PlanAct,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let back = address::plan(&plan.id);
    let stages = desk.app.store.plan_stages(&plan.id).await?;
    let stage = stages.iter().find(|row| row.stage.to_string() == given.text("stage"));
    let intro = match stage.filter(|_| act.is_of_stage()) {
        Some(stage) => format!("{}：{}（{}）", plan.title, stage.name, stage.due_on),
        None if act.is_of_stage() => return Err(Fault::Problem(Problem::NotFound)),
        None => plan.title.clone(),
    };
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro,
        groups: vec![Group::plain(act.fields(&Filled::new(given, flaws)))],
        submit: format!("确认{}", act.label()),
        action: format!("{back}/{}", act.key()),
        cancel: back.clone(),
        grave: act == PlanAct::End,
        ..Sheet::default()
    };
    let above = [("公开计划", address::plans(desk.code())), (plan.title.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

async fn perform_act(desk: Desk, number: String, act: PlanAct, given: Fields) -> Result<Response, Fault> {
    let plan = load(&desk, &number).await?;
    match run(&desk, &plan.id, act, &given).await {
        Ok(()) => desk.done(format!("已办理：{}。", act.label()), &address::plan(&plan.id)).await,
        Err(fault) => act_form(&desk, &plan, act, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, plan: &str, act: PlanAct, given: &Fields) -> Result<(), Fault> {
    let (app, actor) = (&desk.app, &desk.actor);
    let mut check = Checker::new(given);
    let stage: u16 = given.text("stage").parse().unwrap_or_default();
    match act {
        PlanAct::Finish => {
            let item = check.required("item", "请填写索引号或者条目编号");
            app.finish_stage(actor, plan, stage, &check.finish(Some(item))?).await?;
        }
        PlanAct::Move => {
            let (due_on, reason) = (check.date("due_on", "新的日期"), check.required("reason", "请写明原因"));
            app.move_stage(actor, plan, stage, check.finish(due_on)?, &reason).await?;
        }
        PlanAct::Waive => {
            let reason = check.required("reason", "请写明原因");
            app.waive_stage(actor, plan, stage, &check.finish(Some(reason))?).await?;
        }
        PlanAct::Add => {
            let (due_on, name) = (check.date("due_on", "公开日期"), check.required("name", "请填写公开内容"));
            app.add_stage(actor, plan, &PlannedStage { name, due_on: check.finish(due_on)? }).await?;
        }
        PlanAct::End => {
            let reason = check.required("reason", "请写明原因");
            app.end_plan(actor, plan, &check.finish(Some(reason))?).await?;
        }
    }
    Ok(())
}
