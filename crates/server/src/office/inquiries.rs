//! Messages of the public in the office (咨询留言): what waits for an answer, the words on demand, drafting, approving.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::inquiries::{InquiryCommand, InquiryDetail, PlainInquiry};
use gongkai_publication::{Dismissal, InquiryAnswer, InquiryStage};
use gongkai_request::motion::InquiryId;
use gongkai_store::inquiry::InquiryRow;
use jiff::civil::Date;
use serde::Deserialize;

use super::access::{self, Of};
use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, render};
use super::items::list::ListPage;
use super::motions::MakerPage;
use super::people::People;
use super::words::day_or_empty;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::act_list::{Act, ActList};
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;
use crate::ui::timeline::{Happening, Timeline};
use crate::{AppState, routes};

/// Rows on a page.
const ROWS: u32 = 50;
/// Looks shown below the words.
const LOOKS: u32 = 50;
/// What the list is called.
const TITLE: &str = "咨询留言";

/// What can be done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// 起草答复
    Draft,
    /// 审核答复
    Approve,
    /// 退回修改
    Return,
    /// 不予办理
    Dismiss,
    /// 取消公开
    Hide,
}

impl Deed {
    /// Every act.
    pub const ALL: [Deed; 5] = [Deed::Draft, Deed::Approve, Deed::Return, Deed::Dismiss, Deed::Hide];

    const fn key(self) -> &'static str {
        match self {
            Deed::Draft => "draft",
            Deed::Approve => "approve",
            Deed::Return => "return",
            Deed::Dismiss => "dismiss",
            Deed::Hide => "hide",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            Deed::Draft => "/office/{agency}/messages/{number}/draft",
            Deed::Approve => "/office/{agency}/messages/{number}/approve",
            Deed::Return => "/office/{agency}/messages/{number}/return",
            Deed::Dismiss => "/office/{agency}/messages/{number}/dismiss",
            Deed::Hide => "/office/{agency}/messages/{number}/hide",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Deed::Draft => "起草答复",
            Deed::Approve => "审核通过",
            Deed::Return => "退回修改",
            Deed::Dismiss => "不予办理",
            Deed::Hide => "取消公开",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            Deed::Draft => {
                "起草后由他人审核，审核通过即答复留言人。留言原文只供办理，每次查看都记入查阅记录。"
            }
            Deed::Approve => "通过后留言人凭查询码看到答复；公开的，同时列在门户的咨询留言中。",
            Deed::Return => "退回起草人修改。",
            Deed::Dismiss => "留言人凭查询码看到不予办理的情形和说明，留言办结。",
            Deed::Hide => "从门户撤下归纳内容和答复，留言人仍能看到答复。",
        }
    }

    /// Is it possible at this stage?
    fn fits(self, row: &InquiryRow) -> bool {
        match self {
            Deed::Draft | Deed::Dismiss => !row.stage.is_over(),
            Deed::Approve | Deed::Return => row.stage == InquiryStage::Drafted,
            Deed::Hide => row.is_shown,
        }
    }
}

/// The pages of messages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/messages", get(list))
        .route("/office/{agency}/messages/{number}", get(page))
        .route("/office/{agency}/messages/{number}/words", get(words));
    for deed in Deed::ALL {
        let show = move |desk: Desk, Path((_, number)): Path<(String, String)>| async move {
            show(desk, id_of(&number)?, deed).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(given): Form<Fields>| async move {
            perform(desk, id_of(&number)?, deed, given).await
        };
        router = router.route(deed.route(), get(show).post(perform));
    }
    router
}

fn id_of(text: &str) -> Result<InquiryId, Fault> {
    InquiryId::parse(text).ok_or(Fault::Problem(Problem::NotFound))
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    after: String,
}

/// `GET /office/{agency}/messages`
async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let open = wanted.show != "all";
    let base = address::messages(desk.code());
    let after = InquiryId::parse(&wanted.after);
    let mut rows = desk.app.inquiries(&desk.actor, desk.code(), open, after, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown && !open;
    if !open {
        rows.truncate(shown);
    }
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| with_query(&base, &[("show", "all"), ("after", &row.id.to_string())]));
    let today = desk.app.today();
    let cells = rows.iter().map(|row| {
        vec![
            Value::link(row.id.label(), address::message(desk.code(), &row.id.to_string())),
            Value::text(row.kind.label()),
            Value::text(row.title.as_deref().unwrap_or("（起草答复时填写）")),
            Value::text(stage_of(row, today)),
            Value::text(row.received_on.to_string()),
            Value::text(day_or_empty(row.due)),
        ]
    });
    let columns = [
        ("编号", Align::Fixed),
        ("类型", Align::Fixed),
        ("标题", Align::Start),
        ("状态", Align::Fixed),
        ("收到日期", Align::Fixed),
        ("最迟答复", Align::Fixed),
    ];
    let empty = if open {
        "没有要答复的留言。公众在门户提交的留言列在这里。"
    } else {
        "还没有收到留言。"
    };
    let workdays = desk.agency()?.settings.internal_workdays;
    let page = ListPage {
        frame: desk.frame(TITLE, &[]).await?,
        title: TITLE.to_owned(),
        intro: format!(
            "本机关规定 {workdays} 个工作日内答复。政府网站检查中，留言超过三个月不答复的单项否决。"
        ),
        tabs: vec![
            ("待办理".to_owned(), base.clone(), open),
            ("全部".to_owned(), with_query(&base, &[("show", "all")]), !open),
        ],
        narrower: Vec::new(),
        begin: None,
        table: DataTable::plain("messages", TITLE, &columns, cells.collect(), empty),
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

fn stage_of(row: &InquiryRow, today: Date) -> String {
    let stage = match row.stage {
        InquiryStage::Open if row.returned.is_some() => "退回修改",
        InquiryStage::Answered if row.is_shown => "已答复并公开",
        stage => stage.label(),
    };
    let is_late = !row.stage.is_over() && row.due.is_some_and(|due| due < today);
    if is_late { format!("{stage}，已逾期") } else { stage.to_owned() }
}

/// One message.
#[derive(Debug, Clone, Template)]
#[template(path = "office/inquiry.html")]
pub struct InquiryPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Number and what it is about.
    pub title: String,
    /// Where it stands.
    pub subtitle: String,
    /// What is known of it.
    pub facts: MetadataTable,
    /// What its sender wrote, on demand.
    pub words: Option<String>,
    /// The answer on the desk or on record.
    pub answer: Option<MetadataTable>,
    /// What happened.
    pub timeline: Timeline,
    /// What may be done.
    pub acts: ActList,
}

/// `GET /office/{agency}/messages/{number}`
async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = id_of(&number)?;
    let detail = desk.app.inquiry_detail(&desk.actor, desk.code(), id).await?;
    let row = &detail.row;
    let here = address::message(desk.code(), &id.to_string());
    let today = desk.app.today();
    let due = row.due.filter(|_| !row.stage.is_over()).map(|due| format!("，最迟 {due} 答复"));
    let page = InquiryPage {
        frame: desk.frame(&id.label(), &[(TITLE, address::messages(desk.code()))]).await?,
        title: format!("{} {}", id.label(), row.title.as_deref().unwrap_or(row.kind.label())),
        subtitle: format!("{}{}", stage_of(row, today), due.unwrap_or_default()),
        facts: facts(row),
        words: desk.may(&Method::GET, WORDS).then(|| format!("{here}/words")),
        answer: answer(&detail),
        timeline: timeline(&desk, &detail).await?,
        acts: acts(&desk, row, &here),
    };
    render(StatusCode::OK, &page)
}

const WORDS: &str = "/office/{agency}/messages/{number}/words";

fn facts(row: &InquiryRow) -> MetadataTable {
    let mut rows = vec![
        MetadataRow::new("类型", row.kind.label()),
        MetadataRow::new("收到日期", row.received_on.to_string()),
        MetadataRow::new("最迟答复", day_or_empty(row.due)),
        MetadataRow::new("公开意愿", if row.consents { "同意公开" } else { "不同意公开" }),
    ];
    rows.extend(row.item.iter().map(|item| MetadataRow::link("有关信息", item.clone(), routes::item(item))));
    rows.extend(row.satisfaction.map(|it| MetadataRow::new("留言人评价", it.label())));
    if row.is_shown {
        let href = routes::message(&row.agency, &row.id.to_string());
        rows.push(MetadataRow::link("公开页面", "在门户查看", href));
    }
    MetadataTable { rows }
}

fn answer(detail: &InquiryDetail) -> Option<MetadataTable> {
    let draft = detail.inquiry.draft.as_ref()?;
    let mut rows = vec![MetadataRow::wide("标题", &draft.title)];
    if draft.publish {
        rows.push(MetadataRow::wide("留言归纳（公开）", &draft.question));
    }
    rows.push(MetadataRow::wide("答复内容", &draft.answer));
    rows.push(MetadataRow::new("公开", if draft.publish { "答复后公开" } else { "只答复本人" }));
    if let Some(reason) = detail.inquiry.returned.as_ref().filter(|_| detail.row.stage == InquiryStage::Open)
    {
        rows.push(MetadataRow::wide("退回原因", reason));
    }
    Some(MetadataTable { rows })
}

async fn timeline(desk: &Desk, detail: &InquiryDetail) -> Result<Timeline, Fault> {
    let mut people = People::new(&desk.app);
    let mut happenings = Vec::with_capacity(detail.timeline.len());
    for (on, what, text, by) in detail.timeline.iter().rev() {
        happenings.push(Happening {
            date: on.to_string(),
            title: (*what).to_owned(),
            text: text.clone(),
            by: people.name(by).await?,
            ..Happening::default()
        });
    }
    Ok(Timeline { happenings, empty: "还没有经过。".to_owned() })
}

fn acts(desk: &Desk, row: &InquiryRow, here: &str) -> ActList {
    let next = match row.stage {
        InquiryStage::Drafted => Some(Deed::Approve),
        InquiryStage::Open => Some(Deed::Draft),
        InquiryStage::Answered | InquiryStage::Dismissed => None,
    };
    let mut allowed: Vec<Act> = Deed::ALL
        .into_iter()
        .filter(|deed| deed.fits(row) && desk.may(&Method::POST, deed.route()))
        // Nobody approves what they drafted themselves.
        .filter(|deed| *deed != Deed::Approve || row.drafted_by.as_deref() != Some(desk.login.as_str()))
        .map(|deed| Act {
            label: deed.label().to_owned(),
            href: format!("{here}/{}", deed.key()),
            hint: String::new(),
            primary: next == Some(deed),
        })
        .collect();
    allowed.sort_by_key(|act| !act.primary);
    ActList { title: "现在可以做的".to_owned(), allowed, forbidden: Vec::new() }
}

/// `GET /office/{agency}/messages/{number}/words`: shown on demand only, and the look is journaled.
async fn words(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = id_of(&number)?;
    let words = desk.app.inquiry_words(&desk.actor, desk.code(), id).await?;
    let looks = desk.app.access_to_case(&desk.actor, desk.code(), &id.to_string(), LOOKS).await?;
    let back = address::message(desk.code(), &id.to_string());
    let label = id.label();
    let title = "留言内容";
    let above = [(TITLE, address::messages(desk.code())), (label.as_str(), back.clone())];
    let page = MakerPage {
        frame: desk.frame(title, &above).await?,
        title: title.to_owned(),
        number: label.clone(),
        who: words.as_ref().map(|words| MetadataTable {
            rows: vec![
                MetadataRow::new("姓名或者名称", &words.name),
                MetadataRow::new("联系方式", &words.contact),
            ],
        }),
        words: words
            .map_or_else(Vec::new, |words| vec![(words.title.clone(), Html::paragraphs(&words.text))]),
        looks: access::table(&desk, &looks, Of::OneCase).await?,
        back,
    };
    render(StatusCode::OK, &page)
}

async fn form(
    desk: &Desk,
    row: &InquiryRow,
    deed: Deed,
    (given, flaws): (&Fields, &Flaws),
) -> Result<Response, Fault> {
    let back = address::message(desk.code(), &row.id.to_string());
    let label = row.id.label();
    let filled = Filled::new(given, flaws);
    let fields = match deed {
        Deed::Draft => draft_fields(row, &filled),
        Deed::Approve => {
            vec![filled.tick("checked", "核对", "已核对：答复和公开的内容不含国家秘密、商业秘密和个人信息")]
        }
        Deed::Return => vec![filled.area("reason", "退回原因", 3)],
        Deed::Dismiss => vec![
            filled.radios("ground", "情形", choices(Dismissal::ALL, Dismissal::key, Dismissal::label)),
            filled
                .area("told", "告诉留言人", 3)
                .hint("不属于本机关职责的，写明应当向哪个机关反映、怎样联系。"),
        ],
        Deed::Hide => vec![filled.area("reason", "原因", 2)],
    };
    let preview = match deed {
        Deed::Draft | Deed::Dismiss => {
            let words = desk.app.inquiry_words(&desk.actor, desk.code(), row.id).await?;
            Some(("留言原文".to_owned(), Html::paragraphs(&original(words))))
        }
        Deed::Approve | Deed::Return => Some(("待审核的答复".to_owned(), Html::paragraphs(&drafted(row)))),
        Deed::Hide => None,
    };
    let sheet = Sheet {
        title: deed.label().to_owned(),
        intro: format!("{label}。{}", deed.intro()),
        groups: vec![Group::plain(fields)],
        submit: format!("确认{}", deed.label()),
        action: format!("{back}/{}", deed.key()),
        cancel: back.clone(),
        grave: deed == Deed::Dismiss,
        preview,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[(TITLE, address::messages(desk.code())), (label.as_str(), back)]).await
}

fn draft_fields(row: &InquiryRow, filled: &Filled<'_>) -> Vec<crate::ui::field::Field> {
    let mut fields = vec![
        filled.line("title", "标题").hint("用于列表，不写留言人的任何情况。"),
        filled.area("answer", "答复内容", 8),
    ];
    if row.consents {
        fields.extend([
            filled.tick("publish", "公开", "答复后公开"),
            filled
                .area("question", "留言归纳", 4)
                .optional()
                .hint("公开的必须填写。公众看到的是归纳，不是留言原文；不写留言人的任何情况。"),
        ]);
    }
    fields
}

fn original(words: Option<PlainInquiry>) -> String {
    words.map_or_else(
        || "留言人信息和留言原文已经删除。".to_owned(),
        |words| {
            let who = [words.name, words.contact].into_iter().filter(|text| !text.is_empty());
            let who = who.collect::<Vec<_>>().join("，");
            let text = format!("{}\n\n{}", words.title, words.text);
            if who.is_empty() { text } else { format!("{text}\n\n留言人：{who}") }
        },
    )
}

fn drafted(row: &InquiryRow) -> String {
    let title = row.title.as_deref().unwrap_or_default();
    let shown = if row.publish {
        format!("公开。留言归纳：{}", row.question)
    } else {
        "不公开，只答复本人。".to_owned()
    };
    format!("{title}\n\n{}\n\n{shown}", row.answer)
}

async fn show(desk: Desk, id: InquiryId, deed: Deed) -> Result<Response, Fault> {
    let detail = desk.app.inquiry_detail(&desk.actor, desk.code(), id).await?;
    let mut given = Vec::new();
    if deed == Deed::Draft
        && let Some(draft) = &detail.inquiry.draft
    {
        given.extend([
            ("title".to_owned(), draft.title.clone()),
            ("answer".to_owned(), draft.answer.clone()),
            ("question".to_owned(), draft.question.clone()),
        ]);
        given.extend(draft.publish.then(|| ("publish".to_owned(), "yes".to_owned())));
    }
    form(&desk, &detail.row, deed, (&Fields::of(given), &Flaws::default())).await
}

async fn perform(desk: Desk, id: InquiryId, deed: Deed, given: Fields) -> Result<Response, Fault> {
    let run = async {
        let command = command(deed, &given)?;
        Ok::<_, Fault>(desk.app.act_on_inquiry(&desk.actor, desk.code(), id, &command).await?)
    };
    match run.await {
        Ok(()) => {
            let to = address::message(desk.code(), &id.to_string());
            desk.done(format!("已办理：{}。", deed.label()), &to).await
        }
        Err(fault) => {
            let row = desk.app.inquiry_detail(&desk.actor, desk.code(), id).await?.row;
            form(&desk, &row, deed, (&given, &fault.flaws()?)).await
        }
    }
}

fn command(deed: Deed, given: &Fields) -> Result<InquiryCommand, Fault> {
    let text = |name: &str| given.text(name).trim().to_owned();
    let mut check = Checker::new(given);
    Ok(match deed {
        Deed::Draft => {
            let (title, answer) =
                (check.required("title", "请写明标题"), check.required("answer", "请写明答复内容"));
            let publish = given.has("publish");
            if publish && text("question").is_empty() {
                check.fail("question", "公开的，请归纳留言内容");
            }
            check.finish(Some(()))?;
            InquiryCommand::Draft(Box::new(InquiryAnswer {
                title,
                answer,
                question: text("question"),
                publish,
                // Both are set where it is decided.
                on: Date::MIN,
                by: String::new(),
            }))
        }
        Deed::Approve => InquiryCommand::Approve(given.has("checked")),
        Deed::Return => {
            let reason = check.required("reason", "请写明原因");
            InquiryCommand::Return(check.finish(Some(reason))?)
        }
        Deed::Dismiss => {
            let told = check.required("told", "请写明告诉留言人什么");
            let ground = check.choice("ground", Dismissal::from_key, "请选择情形");
            InquiryCommand::Dismiss(check.finish(ground)?, told)
        }
        Deed::Hide => {
            let reason = check.required("reason", "请写明原因");
            InquiryCommand::Hide(check.finish(Some(reason))?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_address_of_its_act() {
        for deed in Deed::ALL {
            assert!(deed.route().ends_with(&format!("/{}", deed.key())), "{}", deed.route());
        }
    }
}
