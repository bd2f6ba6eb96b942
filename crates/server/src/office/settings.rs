//! What an agency says of itself (机关设置): guide, sections, columns, channels, switches, hand-over.

use axum::Router;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_agency::{
    AgencyDay, Channel, Column as AgencyColumn, ColumnType, HandOver, ItemSettings, LetterSettings, Matter,
    Profile, Section, Settings,
};
use gongkai_statute::{Category, RhythmKind};
use gongkai_store::agency::{AgencyRow, ColumnRow};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::establishment;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, lines, render};
use super::letter_settings;
use super::parts::{Part, PartsPage};
use super::people::People;
use super::word_list;
use crate::AppState;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Choice, Field};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};

/// What can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingAct {
    /// 指南信息
    Profile,
    /// 科室
    Section,
    /// 撤销科室
    CloseSection,
    /// 栏目
    Column,
    /// 关闭栏目
    CloseColumn,
    /// 申请渠道
    Channel,
    /// 开关
    Switches,
    /// 工作交接
    HandOver,
    /// 本地放假日
    Holiday,
    /// 文书设置
    Letters,
    /// 筛查词表
    Words,
    /// 机构概况
    Establishment,
}

impl SettingAct {
    /// Every act.
    pub const ALL: [SettingAct; 12] = [
        SettingAct::Profile,
        SettingAct::Section,
        SettingAct::CloseSection,
        SettingAct::Column,
        SettingAct::CloseColumn,
        SettingAct::Channel,
        SettingAct::Switches,
        SettingAct::HandOver,
        SettingAct::Holiday,
        SettingAct::Letters,
        SettingAct::Words,
        SettingAct::Establishment,
    ];

    const fn route(self) -> &'static str {
        match self {
            SettingAct::Profile => "/office/{agency}/settings/profile",
            SettingAct::Section => "/office/{agency}/settings/section",
            SettingAct::CloseSection => "/office/{agency}/settings/close-section",
            SettingAct::Column => "/office/{agency}/settings/column",
            SettingAct::CloseColumn => "/office/{agency}/settings/close-column",
            SettingAct::Channel => "/office/{agency}/settings/channel",
            SettingAct::Switches => "/office/{agency}/settings/switches",
            SettingAct::HandOver => "/office/{agency}/settings/hand-over",
            SettingAct::Holiday => "/office/{agency}/settings/holiday",
            SettingAct::Letters => "/office/{agency}/settings/letters",
            SettingAct::Words => "/office/{agency}/settings/words",
            SettingAct::Establishment => "/office/{agency}/settings/establishment",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            SettingAct::Profile => "修改指南信息",
            SettingAct::Section => "登记科室",
            SettingAct::CloseSection => "撤销科室",
            SettingAct::Column => "登记栏目",
            SettingAct::CloseColumn => "关闭栏目",
            SettingAct::Channel => "开通、关闭申请渠道",
            SettingAct::Switches => "修改开关",
            SettingAct::HandOver => "办理工作交接",
            SettingAct::Holiday => "登记本地放假日",
            SettingAct::Letters => "修改文书设置",
            SettingAct::Words => "修改筛查词表",
            SettingAct::Establishment => "修改机构概况",
        }
    }

    fn address(self, agency: &str) -> String {
        let last = self.route().rsplit('/').next().unwrap_or_default();
        format!("{}/{last}", address::settings(agency))
    }
}

/// The settings pages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new().route("/office/{agency}/settings", get(page));
    for act in SettingAct::ALL {
        let show = move |desk: Desk, Query(place): Query<Place>| async move { show(desk, act, place).await };
        let perform =
            move |desk: Desk, Form(fields): Form<Fields>| async move { perform(desk, act, fields).await };
        router = router.route(act.route(), get(show).post(perform));
    }
    router
}

/// `GET /office/{agency}/settings`
///
/// # Errors
///
/// A problem when the agency cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<PartsPage, Fault> {
    let agency = desk.agency()?;
    let act = |act: SettingAct| {
        let may = desk.may(&Method::POST, act.route());
        may.then(|| (act.label().to_owned(), act.address(desk.code())))
    };
    let facts = |title, table, act: Option<(String, String)>| Part {
        title,
        acts: act.into_iter().collect(),
        table: None,
        facts: Some(table),
    };
    let rows = |title, table, acts: Vec<Option<(String, String)>>| Part {
        title,
        acts: acts.into_iter().flatten().collect(),
        table: Some(table),
        facts: None,
    };
    Ok(PartsPage {
        frame: desk.frame("机关设置", &[]).await?,
        title: "机关设置".to_owned(),
        intro: agency.name.clone(),
        parts: vec![
            facts("指南信息", guide(desk, agency).await?, act(SettingAct::Profile)),
            facts("机构概况", establishment::facts(desk).await?, act(SettingAct::Establishment)),
            rows("科室", sections(desk).await?, vec![act(SettingAct::Section)]),
            rows("栏目", columns(desk).await?, vec![act(SettingAct::Column)]),
            rows("申请渠道", channels(desk).await?, vec![act(SettingAct::Channel)]),
            facts("开关", switches(agency), act(SettingAct::Switches)),
            Part {
                acts: act(SettingAct::Letters)
                    .into_iter()
                    .chain([("文书模板".to_owned(), address::templates(desk.code()))])
                    .collect(),
                ..facts("文书", letter_settings::facts(agency), None)
            },
            facts("筛查词表", word_list::facts(desk).await?, act(SettingAct::Words)),
            rows("工作交接", hand_overs(desk).await?, vec![act(SettingAct::HandOver)]),
            rows("本地放假日", holidays(desk).await?, vec![act(SettingAct::Holiday)]),
        ],
    })
}

async fn guide(desk: &Desk, agency: &AgencyRow) -> Result<MetadataTable, Fault> {
    let mut people = People::new(&desk.app);
    let mut name = async |login: &Option<String>| match login {
        Some(login) => people.name(login).await,
        None => Ok(String::new()),
    };
    let (officer, deputy) = (name(&agency.officer).await?, name(&agency.deputy).await?);
    let sections = desk.app.store.sections(&agency.code).await?;
    let section = agency.section.as_ref().and_then(|slug| sections.iter().find(|row| row.slug == *slug));
    Ok(MetadataTable {
        rows: vec![
            MetadataRow::new("工作机构", &agency.unit_name),
            MetadataRow::new("负责人", &agency.unit_head),
            MetadataRow::new("办公地址", &agency.address),
            MetadataRow::new("邮政编码", &agency.postcode),
            MetadataRow::new("办公时间", &agency.office_hours),
            MetadataRow::new("联系电话", &agency.phone),
            MetadataRow::new("传真", &agency.fax),
            MetadataRow::new("互联网联系方式", &agency.internet_contact),
            MetadataRow::new("承办科室", section.map(|row| row.name.clone()).unwrap_or_default()),
            MetadataRow::new("公开专员", officer),
            MetadataRow::new("副手", deputy),
        ],
    })
}

fn switches(agency: &AgencyRow) -> MetadataTable {
    let yes = |is: bool| if is { "是" } else { "否" };
    let settings = &agency.settings;
    let due = settings.report_due.map(|(month, day)| format!("{month} 月 {day} 日")).unwrap_or_default();
    MetadataTable {
        rows: vec![
            MetadataRow::new("审核级数", settings.review_levels.to_string()),
            MetadataRow::new("索引号格式", &settings.index_template),
            MetadataRow::new("规章制定权", yes(settings.makes_regulations)),
            MetadataRow::new("网上提交即确认", yes(settings.on_screen_confirmation_counts)),
            MetadataRow::new("逾期告知补正也重新起算", yes(settings.late_supplement_restarts)),
            MetadataRow::new("本地年报期限", due),
            MetadataRow::new("更正、建议、留言办理期限", format!("{} 个工作日", settings.internal_workdays)),
            MetadataRow::new("不公开信息评估间隔", format!("{} 个月", settings.items.reassess_months)),
            MetadataRow::new("政策解读期限", format!("{} 个工作日", settings.items.interpretation_workdays)),
            MetadataRow::new("无解读方案不予收文", yes(settings.items.interpretation_plan_first)),
            MetadataRow::new("久未更新提示", format!("{} 个月", settings.items.stale_months)),
            MetadataRow::new("期限提醒", marks_in_words(&settings.remind_workdays)),
            MetadataRow::wide("收费通知", settings.fee_notice.clone().unwrap_or_default()),
        ],
    }
}

/// `剩 5、2 个工作日和届满当日`
fn marks_in_words(marks: &[u16]) -> String {
    let days: Vec<String> = marks.iter().filter(|mark| **mark > 0).map(ToString::to_string).collect();
    let days = (!days.is_empty()).then(|| format!("剩 {} 个工作日", days.join("、")));
    let last = marks.contains(&0).then(|| "届满当日".to_owned());
    days.into_iter().chain(last).collect::<Vec<_>>().join("和")
}

fn table(id: &'static str, caption: &str, heads: &[&str], rows: Vec<Vec<Value>>, empty: &str) -> DataTable {
    DataTable {
        id,
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: heads
            .iter()
            .map(|head| {
                let long = matches!(*head, "说明" | "移交事项" | "依据" | "名称");
                Column::new(*head, if long { Align::Start } else { Align::Fixed })
            })
            .collect(),
        rows,
        empty: empty.to_owned(),
    }
}

/// A link for those who may, a dash for others.
fn link(desk: &Desk, act: SettingAct, label: &str, slug: &str) -> Value {
    if desk.may(&Method::POST, act.route()) {
        Value::link(label, with_query(&act.address(desk.code()), &[("slug", slug)]))
    } else {
        Value::text("")
    }
}

async fn sections(desk: &Desk) -> Result<DataTable, Fault> {
    let rows = desk.app.store.sections(desk.code()).await?;
    let rows = rows.iter().map(|row| {
        let (state, rename, close) = if row.closed {
            ("已撤销", Value::text(""), Value::text(""))
        } else {
            (
                "在用",
                link(desk, SettingAct::Section, "改名", &row.slug),
                link(desk, SettingAct::CloseSection, "撤销", &row.slug),
            )
        };
        vec![Value::text(&row.name), Value::text(&row.slug), Value::text(state), rename, close]
    });
    let heads = ["名称", "代码", "状态", "改名", "撤销"];
    Ok(table("sections", "科室", &heads, rows.collect(), "还没有科室。"))
}

async fn columns(desk: &Desk) -> Result<DataTable, Fault> {
    let rows = desk.app.store.columns(desk.code()).await?;
    let rows = rows.iter().map(|row| {
        let kind = ColumnType::from_key(&row.column_type).map_or("", ColumnType::label);
        let every = row.due_every_days.map_or(String::new(), |days| format!("每 {days} 天"));
        let (edit, close) = if row.closed {
            (Value::text("已关闭"), Value::text(""))
        } else {
            (
                link(desk, SettingAct::Column, "修改", &row.slug),
                link(desk, SettingAct::CloseColumn, "关闭", &row.slug),
            )
        };
        vec![
            Value::text(&row.name),
            Value::text(kind),
            Value::text(row.rhythm.label()),
            Value::text(every),
            edit,
            close,
        ]
    });
    let heads = ["名称", "类别", "节奏", "更新要求", "修改", "关闭"];
    Ok(table("columns", "栏目", &heads, rows.collect(), "还没有栏目。"))
}

async fn channels(desk: &Desk) -> Result<DataTable, Fault> {
    let known = desk.app.store.channels(desk.code()).await?;
    let rows = Channel::ALL.iter().map(|channel| {
        let row = known.iter().find(|row| row.channel == channel.key());
        let is_open = row.map_or(channel.is_basic(), |row| row.is_open);
        vec![
            Value::text(channel.label()),
            Value::text(if is_open { "开通" } else { "未开通" }),
            Value::text(row.map(|row| row.note.clone()).unwrap_or_default()),
        ]
    });
    Ok(table("channels", "申请渠道", &["渠道", "状态", "说明"], rows.collect(), ""))
}

async fn hand_overs(desk: &Desk) -> Result<DataTable, Fault> {
    let mut people = People::new(&desk.app);
    let mut rows = Vec::new();
    for row in desk.app.store.hand_overs(desk.code()).await? {
        let matters: Vec<String> =
            row.matters.iter().map(|it| format!("{} {}", it.stream, it.remark)).collect();
        rows.push(vec![
            Value::text(row.on.to_string()),
            Value::text(people.name(&row.from).await?),
            Value::text(people.name(&row.to).await?),
            Value::text(people.name(&row.witness).await?),
            Value::text(matters.join("；")),
        ]);
    }
    let heads = ["日期", "移交人", "接收人", "监交人", "移交事项"];
    Ok(table("hand-overs", "工作交接", &heads, rows, "没有交接记录。人员变动时凭清单交接在办事项。"))
}

async fn holidays(desk: &Desk) -> Result<DataTable, Fault> {
    let days = desk.app.store.calendar_days().await?;
    let rows = days
        .iter()
        .filter(|day| day.agency == desk.code())
        .map(|day| vec![Value::text(day.day.to_string()), Value::text(&day.name), Value::text(&day.source)]);
    let heads = ["日期", "名称", "依据"];
    Ok(table("holidays", "本地放假日", &heads, rows.collect(), "没有本地放假日。"))
}

/// Which section or column a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    slug: String,
}

fn fields(act: SettingAct, filled: &Filled<'_>, offer: &Offer) -> Vec<Field> {
    match act {
        SettingAct::Profile => vec![
            filled.line("unit_name", "政府信息公开工作机构名称"),
            filled.line("unit_head", "工作机构负责人").optional(),
            filled.line("address", "办公地址"),
            filled.line("postcode", "邮政编码").optional(),
            filled.line("office_hours", "办公时间"),
            filled.line("phone", "联系电话"),
            filled.line("fax", "传真号码").optional(),
            filled.line("internet_contact", "互联网联系方式").optional(),
            filled.select("section", "承办科室", offer.sections.clone()).optional(),
            filled.select("officer", "公开专员", offer.people.clone()).optional(),
            filled.select("deputy", "副手", offer.people.clone()).optional(),
        ],
        SettingAct::Section => vec![
            filled.line("name", "科室名称"),
            filled.line("slug", "代码").hint("小写字母、数字和连字符，登记后不变，例如 bgs。"),
        ],
        SettingAct::CloseSection | SettingAct::CloseColumn => {
            vec![Field::hidden("slug", filled.fields.text("slug"))]
        }
        SettingAct::Column => vec![
            filled.line("name", "栏目名称"),
            filled.line("slug", "代码").hint("小写字母、数字和连字符，用于网址，登记后不变。"),
            filled.select(
                "column_type",
                "栏目类别",
                choices(ColumnType::ALL, ColumnType::key, ColumnType::label),
            ),
            filled.area("description", "栏目描述", 2).hint("这个栏目公开什么，用于页面标签和读者。"),
            filled.select("category", "默认的法定类别", offer.categories.clone()).optional(),
            filled.select(
                "rhythm",
                "公开节奏",
                choices(&RhythmKind::ALL, RhythmKind::key, RhythmKind::label),
            ),
            filled
                .number("due_every_days", "更新要求（天）")
                .optional()
                .hint("多少天内应有更新；没有要求的不填。"),
            filled.number("review_levels", "审核级数").optional().hint("与本机关不同时填写，1 至 5。"),
            filled.number("place", "排列次序"),
        ],
        SettingAct::Channel => vec![
            filled.select("channel", "渠道", choices(Channel::ALL, Channel::key, Channel::label)),
            filled.radios(
                "open",
                "办理",
                vec![Choice::new("yes", "开通或者修改说明"), Choice::new("no", "关闭")],
            ),
            filled.area("note", "说明", 2).hint("指南中告知公众：地址、号码、怎样使用；关闭的写明原因。"),
        ],
        SettingAct::Switches => vec![
            filled.number("review_levels", "审核级数").hint("保密审查之前的审核级数，1 至 5。"),
            filled.line("index_template", "索引号格式"),
            filled.tick("makes_regulations", "规章制定权", "本机关有规章制定权"),
            filled.tick("on_screen_confirmation_counts", "网上提交", "网上提交后的屏幕确认视为双方确认"),
            filled.tick(
                "late_supplement_restarts",
                "补正",
                "超过 7 个工作日告知补正的，收到补正后也重新起算",
            ),
            filled.line("report_due", "本地年报期限").optional().hint("早于法定期限的填写月-日，例如 1-20。"),
            filled.number("internal_workdays", "更正、建议、留言办理期限（工作日）"),
            filled.number("reassess_months", "不公开信息评估间隔（月）").hint("条例第18条，间隔由本机关定。"),
            filled
                .number("interpretation_workdays", "政策解读期限（工作日）")
                .hint("文件公开后多少个工作日内公开解读。"),
            filled.tick("interpretation_plan_first", "解读方案", "规章、规范性文件没有解读方案的不予送审"),
            filled
                .number("stale_months", "久未更新提示（月）")
                .hint("指南、法定公开事项多久没有更新时提示（条例第53条）。"),
            filled
                .line("remind_workdays", "期限提醒（剩余工作日）")
                .hint("届满前还剩几个工作日时提醒，从大到小，用逗号分开，例如 5,2,0；0 为届满当日。最大的数也是“今日待办”提前列出的天数。"),
            filled.area("fee_notice", "收费通知", 2).optional(),
        ],
        SettingAct::HandOver => vec![
            filled.select("from", "移交人", offer.people.clone()),
            filled.select("to", "接收人", offer.people.clone()),
            filled.select("witness", "监交人", offer.people.clone()),
            filled.date("on", "交接日期"),
            filled.area("matters", "移交事项", 8).hint("一行一件：编号，空格，说明。"),
        ],
        SettingAct::Letters => letter_settings::fields(filled),
        SettingAct::Words => word_list::fields(filled),
        SettingAct::Establishment => establishment::fields(filled),
        SettingAct::Holiday => vec![
            filled.date("date", "日期"),
            filled.line("name", "名称"),
            filled.line("source", "依据的文件"),
        ],
    }
}

/// What the forms offer to choose from.
struct Offer {
    sections: Vec<Choice>,
    people: Vec<Choice>,
    categories: Vec<Choice>,
}

async fn offer(desk: &Desk) -> Result<Offer, Fault> {
    let sections = desk.app.store.sections(desk.code()).await?.into_iter().filter(|row| !row.closed);
    let people = desk.app.store.accounts(desk.code()).await?.into_iter().filter(|row| !row.disabled);
    Ok(Offer {
        sections: sections.map(|row| Choice::new(row.slug, row.name)).collect(),
        people: people.map(|row| Choice::new(row.login, row.name)).collect(),
        categories: Category::all()
            .map(|it| Choice::new(it.code(), format!("{} {}", it.code(), it.label())))
            .collect(),
    })
}

/// What the form holds at first: what stands now.
async fn present(desk: &Desk, act: SettingAct, slug: &str) -> Result<Fields, Fault> {
    let agency = desk.agency()?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let flag = |name: &'static str, is: bool| is.then(|| (name, "yes".to_owned()));
    let today = desk.app.today().to_string();
    let pairs: Vec<(&str, String)> = match act {
        SettingAct::Profile => vec![
            ("unit_name", agency.unit_name.clone()),
            ("unit_head", agency.unit_head.clone()),
            ("address", agency.address.clone()),
            ("postcode", agency.postcode.clone()),
            ("office_hours", agency.office_hours.clone()),
            ("phone", agency.phone.clone()),
            ("fax", agency.fax.clone()),
            ("internet_contact", agency.internet_contact.clone()),
            ("section", text(&agency.section)),
            ("officer", text(&agency.officer)),
            ("deputy", text(&agency.deputy)),
        ],
        SettingAct::Section => {
            let rows = desk.app.store.sections(desk.code()).await?;
            let row = rows.into_iter().find(|row| row.slug == slug);
            row.map(|row| vec![("slug", row.slug), ("name", row.name)]).unwrap_or_default()
        }
        SettingAct::Column => {
            let rows = desk.app.store.columns(desk.code()).await?;
            match rows.iter().position(|row| row.slug == slug) {
                Some(place) => rows.get(place).map(|row| column_now(row, place)).unwrap_or_default(),
                None => vec![("place", rows.len().to_string())],
            }
        }
        SettingAct::CloseSection | SettingAct::CloseColumn => vec![("slug", slug.to_owned())],
        SettingAct::Switches => {
            let settings = &agency.settings;
            let due = settings.report_due.map(|(month, day)| format!("{month}-{day}"));
            let flags = [
                flag("makes_regulations", settings.makes_regulations),
                flag("on_screen_confirmation_counts", settings.on_screen_confirmation_counts),
                flag("late_supplement_restarts", settings.late_supplement_restarts),
                flag("interpretation_plan_first", settings.items.interpretation_plan_first),
            ];
            let mut pairs = vec![
                ("review_levels", settings.review_levels.to_string()),
                ("index_template", settings.index_template.clone()),
                ("report_due", due.unwrap_or_default()),
                ("internal_workdays", settings.internal_workdays.to_string()),
                ("reassess_months", settings.items.reassess_months.to_string()),
                ("interpretation_workdays", settings.items.interpretation_workdays.to_string()),
                ("stale_months", settings.items.stale_months.to_string()),
                ("remind_workdays", marks_as_typed(&settings.remind_workdays)),
                ("fee_notice", text(&settings.fee_notice)),
            ];
            pairs.extend(flags.into_iter().flatten());
            pairs
        }
        SettingAct::Channel => vec![("open", "yes".to_owned())],
        SettingAct::HandOver => vec![("on", today), ("matters", open_matters(desk).await?)],
        SettingAct::Holiday => Vec::new(),
        SettingAct::Letters => letter_settings::present(&agency.settings.letters),
        SettingAct::Words => vec![("words", word_list::present(desk).await?)],
        SettingAct::Establishment => establishment::present(desk).await?,
    };
    Ok(Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))))
}

fn marks_as_typed(marks: &[u16]) -> String {
    marks.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The marks as typed: Chinese and Latin commas both stand between numbers.
fn marks_of(text: &str) -> Option<Vec<u16>> {
    text.split([',', '，', '、', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

fn column_now(row: &ColumnRow, place: usize) -> Vec<(&'static str, String)> {
    vec![
        ("slug", row.slug.clone()),
        ("name", row.name.clone()),
        ("column_type", row.column_type.clone()),
        ("description", row.description.clone()),
        ("category", row.category.clone().unwrap_or_default()),
        ("rhythm", row.rhythm.key().to_owned()),
        ("due_every_days", row.due_every_days.map(|days| days.to_string()).unwrap_or_default()),
        ("review_levels", row.review_levels.map(|levels| levels.to_string()).unwrap_or_default()),
        ("place", place.to_string()),
    ]
}

/// Every open matter of the agency, one a line: the list the officers sign.
async fn open_matters(desk: &Desk) -> Result<String, Fault> {
    let mut matters = Vec::new();
    let filter = gongkai_store::request::RequestFilter {
        agencies: vec![desk.code().to_owned()],
        open: Some(true),
        ..gongkai_store::request::RequestFilter::default()
    };
    let order = gongkai_store::request::RequestOrder::Due;
    for row in desk.app.list_requests(&desk.actor, &filter, order, None, 500).await? {
        let due = row.due.map(|due| format!("，{due} 届满")).unwrap_or_default();
        matters.push(format!("request/{}/{} {}{due}", row.agency, row.number, row.stage.label()));
    }
    for one in desk.app.item_tasks(&desk.actor, desk.code()).await? {
        matters.push(format!("item/{} {}", one.task.item, one.task.title));
    }
    Ok(matters.join("\n"))
}

async fn form(desk: &Desk, act: SettingAct, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let closing = matches!(act, SettingAct::CloseSection | SettingAct::CloseColumn);
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: if closing {
            format!("代码 {}；已有的信息保留。", given.text("slug"))
        } else {
            String::new()
        },
        groups: vec![Group::plain(fields(act, &Filled::new(given, flaws), &offer(desk).await?))],
        submit: "保存".to_owned(),
        action: act.address(desk.code()),
        cancel: address::settings(desk.code()),
        grave: closing,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("机关设置", address::settings(desk.code()))]).await
}

/// `GET /office/{agency}/settings/{act}`
///
/// # Errors
///
/// A problem when the agency cannot be read.
pub async fn show(desk: Desk, act: SettingAct, place: Place) -> Result<Response, Fault> {
    let fields = present(&desk, act, &place.slug).await?;
    form(&desk, act, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/settings/{act}`
///
/// # Errors
///
/// The form comes back when the change is refused.
pub async fn perform(desk: Desk, act: SettingAct, given: Fields) -> Result<Response, Fault> {
    match run(&desk, act, &given).await {
        Ok(()) => desk.done(format!("已保存：{}。", act.label()), &address::settings(desk.code())).await,
        Err(fault) => form(&desk, act, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, act: SettingAct, given: &Fields) -> Result<(), Fault> {
    let (app, actor, code) = (&desk.app, &desk.actor, desk.code());
    match act {
        SettingAct::Profile => app.set_agency_profile(actor, code, profile(given)?).await?,
        SettingAct::Section => {
            let section = section(given)?;
            let known = app.store.sections(code).await?.iter().any(|row| row.slug == section.slug);
            if known {
                app.rename_section(actor, code, section).await?;
            } else {
                app.add_section(actor, code, section).await?;
            }
        }
        SettingAct::CloseSection => app.close_section(actor, code, given.text("slug")).await?,
        SettingAct::Column => app.set_column(actor, code, column(given)?).await?,
        SettingAct::CloseColumn => app.close_column(actor, code, given.text("slug")).await?,
        SettingAct::Channel => {
            let mut check = Checker::new(given);
            let channel = check.choice("channel", Channel::from_key, "请选择渠道");
            let note = check.required("note", "请填写说明");
            let channel = check.finish(channel)?;
            if given.text("open") == "no" {
                app.close_channel(actor, code, channel, &note).await?;
            } else {
                app.open_channel(actor, code, channel, &note).await?;
            }
        }
        SettingAct::Switches => {
            let letters = desk.agency()?.settings.letters.clone();
            app.set_agency_settings(actor, code, settings(given, letters)?).await?;
        }
        SettingAct::Letters => {
            let settings = desk.agency()?.settings.clone();
            let settings = Settings { letters: letter_settings::read(given)?, ..settings };
            app.set_agency_settings(actor, code, settings).await?;
        }
        SettingAct::Words => app.set_agency_words(actor, code, given.text("words")).await?,
        SettingAct::Establishment => app.set_establishment(actor, code, establishment::read(given)?).await?,
        SettingAct::HandOver => app.hand_over(actor, code, handed(given)?).await?,
        SettingAct::Holiday => app.add_local_holiday(actor, holiday(code, given)?).await?,
    }
    Ok(())
}

fn profile(given: &Fields) -> Result<Profile, FieldErrors> {
    let mut check = Checker::new(given);
    let text = |name: &str| given.text(name).to_owned();
    let profile = Profile {
        unit_name: check.required("unit_name", "请填写工作机构名称"),
        address: check.required("address", "请填写办公地址"),
        office_hours: check.required("office_hours", "请填写办公时间"),
        phone: check.required("phone", "请填写联系电话"),
        postcode: text("postcode"),
        fax: text("fax"),
        internet_contact: text("internet_contact"),
        unit_head: text("unit_head"),
        section: check.optional("section"),
        officer: check.optional("officer"),
        deputy: check.optional("deputy"),
    };
    check.finish(Some(profile))
}

fn section(given: &Fields) -> Result<Section, FieldErrors> {
    let mut check = Checker::new(given);
    let name = check.required("name", "请填写科室名称");
    let slug = check.required("slug", "请填写代码");
    check.finish(Some(Section { slug, name }))
}

fn column(given: &Fields) -> Result<AgencyColumn, FieldErrors> {
    let mut check = Checker::new(given);
    let name = check.required("name", "请填写栏目名称");
    let slug = check.required("slug", "请填写代码");
    let column_type = check.choice("column_type", ColumnType::from_key, "请选择栏目类别");
    let rhythm = check.choice("rhythm", RhythmKind::from_key, "请选择公开节奏");
    let place = check.small("place", "排列次序");
    let description = check.required("description", "请填写栏目描述");
    let category = check.optional("category");
    let due_every_days = check.optional_small("due_every_days", "更新要求");
    let review_levels = check.optional_small("review_levels", "审核级数");
    let whole = column_type.zip(rhythm).zip(place);
    check.finish(whole.map(|((column_type, rhythm), place)| AgencyColumn {
        slug,
        name,
        column_type,
        description,
        category,
        rhythm,
        due_every_days,
        review_levels,
        place,
    }))
}

fn settings(given: &Fields, letters: LetterSettings) -> Result<Settings, FieldErrors> {
    let mut check = Checker::new(given);
    let levels = check.small("review_levels", "审核级数");
    let internal = check.small("internal_workdays", "更正、建议、留言办理期限");
    let reassess = check.small("reassess_months", "不公开信息评估间隔");
    let interpretation = check.small("interpretation_workdays", "政策解读期限");
    let stale = check.small("stale_months", "久未更新提示");
    let index_template = check.required("index_template", "请填写索引号格式");
    let fee_notice = check.optional("fee_notice");
    let due = given.text("report_due").split_once('-');
    let remind = marks_of(given.text("remind_workdays"));
    if remind.is_none() {
        check.fail("remind_workdays", "请填写用逗号分开的整数，例如 5,2,0");
    }
    let report_due = due.and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    if report_due.is_none() && !given.text("report_due").is_empty() {
        check.fail("report_due", "请按“月-日”的格式填写，例如 1-20");
    }
    let whole = levels.zip(internal).zip(remind).zip(reassess).zip(interpretation).zip(stale);
    check.finish(whole.map(|(((((levels, internal), remind), reassess), interpretation), stale)| Settings {
        on_screen_confirmation_counts: given.has("on_screen_confirmation_counts"),
        late_supplement_restarts: given.has("late_supplement_restarts"),
        report_due,
        index_template,
        makes_regulations: given.has("makes_regulations"),
        review_levels: levels,
        fee_notice,
        letters,
        internal_workdays: internal,
        remind_workdays: remind,
        items: ItemSettings {
            reassess_months: reassess,
            interpretation_workdays: interpretation,
            interpretation_plan_first: given.has("interpretation_plan_first"),
            stale_months: stale,
        },
    }))
}

fn handed(given: &Fields) -> Result<HandOver, FieldErrors> {
    let mut check = Checker::new(given);
    let from = check.required("from", "请选择移交人");
    let to = check.required("to", "请选择接收人");
    let witness = check.required("witness", "请选择监交人");
    let on = check.date("on", "交接日期");
    let matters = lines(given.text("matters")).into_iter().map(|line| match line.split_once(' ') {
        Some((stream, remark)) => Matter { stream: stream.to_owned(), remark: remark.trim().to_owned() },
        None => Matter { stream: line, remark: String::new() },
    });
    let matters = matters.collect();
    check.finish(on.map(|on| HandOver { from, to, on, matters, witness, signed_list: None }))
}

fn holiday(agency: &str, given: &Fields) -> Result<AgencyDay, FieldErrors> {
    let mut check = Checker::new(given);
    let date = check.date("date", "日期");
    let name = check.required("name", "请填写名称");
    let source = check.required("source", "请填写依据的文件");
    check.finish(date.map(|date| AgencyDay {
        agency: agency.to_owned(),
        date,
        is_workday: false,
        name,
        source,
    }))
}
