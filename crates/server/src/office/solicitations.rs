//! Asking the public about drafts (意见征集): opened on a public item, opinions weighed one by one, fed back as an item.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::solicitations::{MOST_AT_ONCE, NewSolicitation, PlainOpinion};
use gongkai_publication::{Adoption, BUSINESS_ARTICLE, OpinionChannel, OpinionWeighed};
use gongkai_store::solicitation::{OpinionRow, SolicitationRow};
use serde::Deserialize;

use super::access::{self, Of};
use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, render};
use super::items::list::ListPage;
use super::motions::MakerPage;
use super::parts::{Part, PartsPage};
use crate::AppState;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::field::{Choice, Field};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::prose::Html;

/// Rows on a page.
const ROWS: u32 = 50;
/// Looks shown below an opinion.
const LOOKS: u32 = 20;
/// What the list is called.
const TITLE: &str = "意见征集";

/// What can be done with a solicitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SolicitationAct {
    /// 登记意见
    Register,
    /// 延长征集
    Extend,
    /// 起草反馈
    Feedback,
    /// 终止征集
    Stop,
    /// 删除提出人信息
    Erase,
}

impl SolicitationAct {
    /// Every act.
    pub const ALL: [SolicitationAct; 5] = [
        SolicitationAct::Register,
        SolicitationAct::Extend,
        SolicitationAct::Feedback,
        SolicitationAct::Stop,
        SolicitationAct::Erase,
    ];

    const fn key(self) -> &'static str {
        match self {
            SolicitationAct::Register => "register",
            SolicitationAct::Extend => "extend",
            SolicitationAct::Feedback => "feedback",
            SolicitationAct::Stop => "stop",
            SolicitationAct::Erase => "erase",
        }
    }

    const fn route(self) -> &'static str {
        match self {
            SolicitationAct::Register => "/office/{agency}/solicitations/{number}/register",
            SolicitationAct::Extend => "/office/{agency}/solicitations/{number}/extend",
            SolicitationAct::Feedback => "/office/{agency}/solicitations/{number}/feedback",
            SolicitationAct::Stop => "/office/{agency}/solicitations/{number}/stop",
            SolicitationAct::Erase => "/office/{agency}/solicitations/{number}/erase",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            SolicitationAct::Register => "登记意见",
            SolicitationAct::Extend => "延长征集",
            SolicitationAct::Feedback => "起草反馈",
            SolicitationAct::Stop => "终止征集",
            SolicitationAct::Erase => "删除提出人信息",
        }
    }

    const fn intro(self) -> &'static str {
        match self {
            SolicitationAct::Register => "信函、邮件、座谈会等方式收到的意见登记后，与网上提交的一并办理。",
            SolicitationAct::Extend => "新的截止日期在征集页面公布。",
            SolicitationAct::Feedback => {
                "按登记的采纳情况生成一条待公开的信息，内容相同、处理相同的意见合并列出，不含提出人的信息。审核、保密审查、发布以后，征集页面自动列出。"
            }
            SolicitationAct::Stop => {
                "不再制定或者另行征求意见的，终止征集。原因在征集页面公布，已收到的意见不再反馈。"
            }
            SolicitationAct::Erase => {
                "删除全部提出人的姓名、联系方式和意见原文，不能恢复。意见归纳和采纳情况保留。"
            }
        }
    }

    const fn is_grave(self) -> bool {
        matches!(self, SolicitationAct::Stop | SolicitationAct::Erase)
    }

    fn fields(self, filled: &Filled<'_>) -> Vec<Field> {
        match self {
            SolicitationAct::Register => {
                let channels =
                    OpinionChannel::ALL.iter().filter(|channel| **channel != OpinionChannel::Online);
                vec![
                    filled.radios(
                        "channel",
                        "提出方式",
                        choices(channels, OpinionChannel::key, OpinionChannel::label),
                    ),
                    filled.date("on", "收到日期"),
                    filled.area("text", "意见内容", 6),
                    filled.line("name", "姓名或者名称").optional(),
                    filled.line("contact", "联系方式").optional(),
                ]
            }
            SolicitationAct::Extend => {
                vec![filled.date("through", "新的截止日期"), filled.area("reason", "延长原因", 2)]
            }
            SolicitationAct::Stop => vec![filled.area("reason", "终止原因", 3)],
            SolicitationAct::Feedback | SolicitationAct::Erase => Vec::new(),
        }
    }
}

/// The pages of solicitations.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/solicitations", get(list))
        .route("/office/{agency}/solicitations/new", get(new_page).post(create))
        .route("/office/{agency}/solicitations/{number}", get(page))
        .route("/office/{agency}/solicitations/{number}/opinions/{opinion}", get(words))
        .route(
            "/office/{agency}/solicitations/{number}/opinions/{opinion}/weigh",
            get(weigh_page).post(weigh),
        );
    for act in SolicitationAct::ALL {
        let show = move |desk: Desk, Path((_, number)): Path<(String, String)>| async move {
            let (row, _) = load(&desk, &number).await?;
            act_form(&desk, &row, act, &Fields::default(), &Flaws::default()).await
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

/// What is asked of a list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    item: String,
}

/// `GET /office/{agency}/solicitations`
///
/// # Errors
///
/// A problem when the rows cannot be read.
pub async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let base = address::solicitations(desk.code());
    let mut rows = desk.app.store.solicitations(desk.code(), wanted.after.parse().ok(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next =
        rows.last().filter(|_| more).map(|row| with_query(&base, &[("after", &row.number.to_string())]));
    let cells = rows.iter().map(|row| {
        vec![
            Value::link(&row.title, address::solicitation(&row.id)),
            Value::text(state_of(&desk, row)),
            Value::text(format!("{} 至 {}", row.from, row.through)),
            Value::text(row.opinions.to_string()),
            Value::text(row.unweighed.to_string()),
        ]
    });
    let columns = [
        ("征求意见的文件", Align::Start),
        ("状态", Align::Fixed),
        ("期间", Align::Fixed),
        ("收到", Align::End),
        ("待办理", Align::End),
    ];
    let empty = "还没有征求过意见。征求意见稿和起草说明公开以后，从这里发起意见征集。";
    let page = ListPage {
        frame: desk.frame(TITLE, &[]).await?,
        title: TITLE.to_owned(),
        intro: format!(
            "起草与市场主体生产经营活动密切相关的规定，向社会征求意见一般不少于30日，并反馈采纳情况（{BUSINESS_ARTICLE}）。"
        ),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: desk
            .may(&Method::POST, "/office/{agency}/solicitations/new")
            .then(|| ("发起意见征集".to_owned(), address::new_solicitation(desk.code()))),
        table: DataTable::plain("solicitations", TITLE, &columns, cells.collect(), empty),
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

fn state_of(desk: &Desk, row: &SolicitationRow) -> &'static str {
    match row {
        row if row.stopped.is_some() => "已终止",
        row if row.is_running(desk.app.today()) => "征集中",
        row if row.feedback.is_some() => "已起草反馈",
        row if row.unweighed > 0 => "待办理意见",
        _ => "待反馈",
    }
}

async fn load(desk: &Desk, number: &str) -> Result<(SolicitationRow, bool), Fault> {
    Ok(desk.app.solicitation_for_office(&desk.actor, &format!("{}/{number}", desk.code())).await?)
}

/// `GET /office/{agency}/solicitations/{number}`
///
/// # Errors
///
/// Not found when there is no such solicitation.
pub async fn page(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    let (row, is_drafted) = load(&desk, &number).await?;
    let app = &desk.app;
    let shown = app.shown_solicitation(&row.id).await?;
    let mut facts = vec![
        MetadataRow::new("状态", state_of(&desk, &row)),
        MetadataRow::new("期间", format!("{} 至 {}", row.from, row.through)),
        MetadataRow::new("收到意见", format!("{} 条", row.opinions)),
        MetadataRow::new("待办理", format!("{} 条", row.unweighed)),
        MetadataRow::link("征求意见的文件", &row.title, address::item(&row.item)),
        MetadataRow::link("征集页面", "在门户查看", crate::routes::solicitation(&row.id)),
    ];
    if let Some(feedback) = row.feedback.as_ref().filter(|_| is_drafted) {
        let words = if shown.feedback.is_some() { "已公开" } else { "办理中" };
        facts.push(MetadataRow::link("采纳情况反馈", words, address::item(feedback)));
    }
    facts.extend(row.why_short.iter().map(|why| MetadataRow::wide("少于30日的理由", why)));
    facts.extend(row.stopped.iter().map(|(why, on)| MetadataRow::wide("终止", format!("{on}：{why}"))));
    facts.push(MetadataRow::wide("其他提出方式", &row.ways));
    let is_over = row.stopped.is_some() || shown.feedback.is_some();
    let possible = |act: SolicitationAct| match act {
        SolicitationAct::Erase => is_over && row.opinions > 0,
        SolicitationAct::Feedback => {
            !is_drafted && row.stopped.is_none() && row.unweighed == 0 && row.through < app.today()
        }
        SolicitationAct::Register | SolicitationAct::Extend | SolicitationAct::Stop => {
            !is_drafted && row.stopped.is_none()
        }
    };
    let acts = SolicitationAct::ALL
        .into_iter()
        .filter(|act| possible(*act) && desk.may(&Method::POST, act.route()))
        .map(|act| (act.label().to_owned(), act_href(&row, act)));
    let unweighed = wanted.show == "unweighed";
    let base = address::solicitation(&row.id);
    let above = wanted.after.parse().unwrap_or_default();
    let mut opinions = app.opinions_of(&desk.actor, &row.id, unweighed, above, ROWS + 1).await?;
    let fits = usize::try_from(ROWS).unwrap_or_default();
    let more = opinions.len() > fits;
    opinions.truncate(fits);
    let mut ways = Vec::new();
    if unweighed {
        ways.push(("全部意见".to_owned(), base.clone()));
    } else if row.unweighed > 0 {
        ways.push(("只看待办理的".to_owned(), with_query(&base, &[("show", "unweighed")])));
    }
    if let Some(last) = opinions.last().filter(|_| more) {
        let next = with_query(&base, &[("show", &wanted.show), ("after", &last.number.to_string())]);
        ways.push(("后面的意见".to_owned(), next));
    }
    let page = PartsPage {
        frame: desk.frame(&row.title, &[(TITLE, address::solicitations(desk.code()))]).await?,
        title: row.title.clone(),
        intro: String::new(),
        parts: vec![
            Part {
                title: "征集",
                acts: acts.collect(),
                table: None,
                facts: Some(MetadataTable { rows: facts }),
            },
            Part {
                title: "收到的意见",
                acts: ways,
                table: Some(opinion_table(&desk, &row, is_drafted, &opinions)),
                facts: None,
            },
        ],
    };
    render(StatusCode::OK, &page)
}

fn opinion_table(desk: &Desk, row: &SolicitationRow, is_drafted: bool, opinions: &[OpinionRow]) -> DataTable {
    let weighs = !is_drafted && row.stopped.is_none() && desk.may(&Method::POST, WEIGH);
    let reads = desk.may(&Method::GET, READ);
    let cells = opinions.iter().map(|one| {
        let (gist, adoption) = match &one.weighed {
            Some((gist, adoption, _)) => (gist.as_str(), adoption.label()),
            None => ("", "待办理"),
        };
        let name = format!("第 {} 条", one.number);
        let link = match () {
            () if weighs && !one.is_erased => Value::link(name, address::weigh_opinion(&row.id, one.number)),
            () if reads => Value::link(name, address::solicited_opinion(&row.id, one.number)),
            () => Value::text(name),
        };
        vec![
            link,
            Value::text(adoption),
            Value::text(gist),
            Value::text(one.channel.label()),
            Value::text(one.on.to_string()),
        ]
    });
    let columns = [
        ("意见", Align::Fixed),
        ("采纳情况", Align::Fixed),
        ("意见归纳", Align::Start),
        ("方式", Align::Fixed),
        ("收到日期", Align::Fixed),
    ];
    DataTable::plain("opinions", "收到的意见", &columns, cells.collect(), "还没有收到意见。")
}

const READ: &str = "/office/{agency}/solicitations/{number}/opinions/{opinion}";
const WEIGH: &str = "/office/{agency}/solicitations/{number}/opinions/{opinion}/weigh";

fn act_href(row: &SolicitationRow, act: SolicitationAct) -> String {
    format!("{}/{}", address::solicitation(&row.id), act.key())
}

async fn new_form(desk: &Desk, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.line("item", "征求意见的文件").hint("已经公开的征求意见稿，填写索引号或者条目编号。"),
        filled.date("through", "截止日期").hint("含当日。"),
        filled
            .tick("touches_business", "适用范围", "与市场主体生产经营活动密切相关")
            .hint(format!("选择的，征求意见一般不少于30日（{BUSINESS_ARTICLE}）。")),
        filled.area("why_short", "少于30日的理由", 2).optional().hint("在征集页面公布。"),
        filled
            .area("ways", "其他提出方式", 3)
            .optional()
            .hint("通信地址、电子邮箱、电话等，在征集页面公布；网上提交自动开通。"),
    ];
    let sheet = Sheet {
        title: "发起意见征集".to_owned(),
        groups: vec![Group::plain(fields)],
        submit: "发起".to_owned(),
        next: "门户从今天起接受意见，截止后列入今日待办。".to_owned(),
        action: address::new_solicitation(desk.code()),
        cancel: address::solicitations(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[(TITLE, address::solicitations(desk.code()))]).await
}

/// `GET /office/{agency}/solicitations/new`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn new_page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let given = Fields::of([("item".to_owned(), wanted.item)]);
    new_form(&desk, &given, &Flaws::default()).await
}

/// `POST /office/{agency}/solicitations/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let opened = async {
        let mut check = Checker::new(&given);
        let item = check.required("item", "请填写索引号或者条目编号");
        let through = check.date("through", "截止日期");
        let new = NewSolicitation {
            item,
            touches_business: given.has("touches_business"),
            why_short: check.optional("why_short"),
            ways: given.text("ways").to_owned(),
            through: check.finish(through)?,
        };
        Ok::<_, Fault>(desk.app.open_solicitation(&desk.actor, desk.code(), new).await?)
    };
    match opened.await {
        Ok(id) => desk.done("意见征集已发起。", &address::solicitation(&id)).await,
        Err(fault) => new_form(&desk, &given, &fault.flaws()?).await,
    }
}

async fn act_form(
    desk: &Desk,
    row: &SolicitationRow,
    act: SolicitationAct,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let back = address::solicitation(&row.id);
    let sheet = Sheet {
        title: act.label().to_owned(),
        intro: format!("{}。{}", row.title, act.intro()),
        groups: vec![Group::plain(act.fields(&Filled::new(given, flaws)))],
        submit: format!("确认{}", act.label()),
        action: act_href(row, act),
        cancel: back.clone(),
        grave: act.is_grave(),
        ..Sheet::default()
    };
    let above = [(TITLE, address::solicitations(desk.code())), (row.title.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

async fn perform_act(
    desk: Desk,
    number: String,
    act: SolicitationAct,
    given: Fields,
) -> Result<Response, Fault> {
    let (row, _) = load(&desk, &number).await?;
    match run(&desk, &row.id, act, &given).await {
        Ok((told, to)) => desk.done(told, &to).await,
        Err(fault) => act_form(&desk, &row, act, &given, &fault.flaws()?).await,
    }
}

/// What is told, and where it leads.
async fn run(desk: &Desk, id: &str, act: SolicitationAct, given: &Fields) -> Result<(String, String), Fault> {
    let (app, actor) = (&desk.app, &desk.actor);
    let back = address::solicitation(id);
    let mut check = Checker::new(given);
    match act {
        SolicitationAct::Register => {
            let channel = check.choice("channel", OpinionChannel::from_key, "请选择提出方式");
            let on = check.date("on", "收到日期");
            let (channel, on) = check.finish(channel.zip(on))?;
            let text = |name: &str| given.text(name).to_owned();
            let plain = PlainOpinion { name: text("name"), contact: text("contact"), text: text("text") };
            let number = app.register_opinion(actor, id, channel, on, plain).await?;
            Ok((format!("意见已登记，编号为第 {number} 条。"), back))
        }
        SolicitationAct::Extend => {
            let (through, reason) =
                (check.date("through", "截止日期"), check.required("reason", "请写明原因"));
            let through = check.finish(through)?;
            app.extend_solicitation(actor, id, through, &reason).await?;
            Ok((format!("征集延长到 {through}。"), back))
        }
        SolicitationAct::Feedback => {
            let item = app.draft_feedback(actor, id).await?;
            Ok(("反馈已经起草，请核对后送审。".to_owned(), address::item(&item)))
        }
        SolicitationAct::Stop => {
            let reason = check.required("reason", "请写明原因");
            app.stop_solicitation(actor, id, &check.finish(Some(reason))?).await?;
            Ok(("征集已经终止。".to_owned(), back))
        }
        SolicitationAct::Erase => {
            let erased = app.erase_opinions(actor, id).await?;
            Ok((format!("已删除 {erased} 条意见的提出人信息。"), back))
        }
    }
}

/// `GET /office/{agency}/solicitations/{number}/opinions/{opinion}`: the look is journaled.
///
/// # Errors
///
/// Not found when there is no such opinion.
pub async fn words(
    desk: Desk,
    Path((_, number, opinion)): Path<(String, String, u64)>,
) -> Result<Response, Fault> {
    let (row, _) = load(&desk, &number).await?;
    let words = desk.app.opinion_words(&desk.actor, &row.id, opinion).await?;
    let subject = format!("solicitation-{}", row.number);
    let looks = desk.app.access_to_case(&desk.actor, desk.code(), &subject, LOOKS).await?;
    let back = address::solicitation(&row.id);
    let title = format!("第 {opinion} 条意见");
    let above = [(TITLE, address::solicitations(desk.code())), (row.title.as_str(), back.clone())];
    let page = MakerPage {
        frame: desk.frame(&title, &above).await?,
        title,
        number: row.title.clone(),
        who: words.as_ref().map(|words| MetadataTable {
            rows: vec![
                MetadataRow::new("姓名或者名称", &words.name),
                MetadataRow::new("联系方式", &words.contact),
            ],
        }),
        words: words.map_or_else(Vec::new, |words| vec![("意见".to_owned(), Html::paragraphs(&words.text))]),
        looks: access::table(&desk, &looks, Of::OneCase).await?,
        back,
    };
    render(StatusCode::OK, &page)
}

/// `GET /office/{agency}/solicitations/{number}/opinions/{opinion}/weigh`: shows the words too, and the look is
/// journaled.
///
/// # Errors
///
/// Not found when there is no such opinion.
pub async fn weigh_page(
    desk: Desk,
    Path((_, number, opinion)): Path<(String, String, u64)>,
) -> Result<Response, Fault> {
    let (row, _) = load(&desk, &number).await?;
    let known = desk.app.store.solicited_opinion(&row.id, opinion).await?;
    let known = known.ok_or(Fault::Problem(Problem::NotFound))?;
    let given = known.weighed.map_or_else(Vec::new, |(gist, adoption, reason)| {
        vec![
            ("gist".to_owned(), gist),
            ("adoption".to_owned(), adoption.key().to_owned()),
            ("reason".to_owned(), reason),
        ]
    });
    weigh_form(&desk, &row, opinion, &Fields::of(given), &Flaws::default()).await
}

async fn weigh_form(
    desk: &Desk,
    row: &SolicitationRow,
    opinion: u64,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let words = desk.app.opinion_words(&desk.actor, &row.id, opinion).await?;
    let filled = Filled::new(given, flaws);
    let adoptions = choices(Adoption::ALL, Adoption::key, Adoption::label);
    // What was said before of the like is chosen, not typed again.
    let known = desk.app.store.opinion_groups(&row.id).await?;
    let same: Vec<Choice> = (1..)
        .zip(known.iter().take(SAME))
        .map(|(place, group): (usize, _)| {
            Choice::new(place.to_string(), format!("{}（{}）", group.gist, group.adoption.label()))
        })
        .collect();
    let mut fields = Vec::new();
    if !same.is_empty() {
        fields.push(
            filled
                .select("same", "与已办理的意见相同", same)
                .optional()
                .hint("选择的，按那一条的归纳、采纳情况和理由办理，下面不用填写。"),
        );
    }
    fields.extend([
        filled.area("gist", "意见归纳", 3).hint("写进公布的反馈，不要写提出人的任何情况。"),
        filled.radios("adoption", "采纳情况", adoptions),
        filled.area("reason", "理由", 3).optional().hint("没有全部采纳的必须填写，写进公布的反馈。"),
        filled
            .line("also", "一并办理")
            .optional()
            .hint(format!("内容相同的其他意见的编号，例如 3、5-8；一次最多 {MOST_AT_ONCE} 条。")),
    ]);
    let preview = words.map_or_else(
        || "提出人信息和意见原文已经删除。".to_owned(),
        |words| {
            let who = [words.name, words.contact].into_iter().filter(|text| !text.is_empty());
            let who = who.collect::<Vec<_>>().join("，");
            if who.is_empty() { words.text } else { format!("{}\n\n提出人：{who}", words.text) }
        },
    );
    let back = address::solicitation(&row.id);
    let title = format!("办理第 {opinion} 条意见");
    let sheet = Sheet {
        title,
        intro: "意见原文只供办理使用，每次查看都记入查阅记录。".to_owned(),
        groups: vec![Group::plain(fields)],
        submit: "保存".to_owned(),
        next: "保存后转到下一条待办理的意见。".to_owned(),
        action: address::weigh_opinion(&row.id, opinion),
        cancel: back.clone(),
        preview: Some(("意见原文".to_owned(), Html::paragraphs(&preview))),
        ..Sheet::default()
    };
    let above = [(TITLE, address::solicitations(desk.code())), (row.title.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// Groups offered for choosing.
const SAME: usize = 100;

/// `POST /office/{agency}/solicitations/{number}/opinions/{opinion}/weigh`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn weigh(
    desk: Desk,
    Path((_, number, opinion)): Path<(String, String, u64)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let (row, _) = load(&desk, &number).await?;
    match weighed(&desk, &row, opinion, &given).await {
        Ok(count) => {
            let next = desk.app.opinions_of(&desk.actor, &row.id, true, 0, 1).await?;
            let to = next.first().map_or_else(
                || address::solicitation(&row.id),
                |next| address::weigh_opinion(&row.id, next.number),
            );
            let told = match next.first() {
                Some(_) => format!("已办理 {count} 条，这是下一条。"),
                None => format!("已办理 {count} 条，没有待办理的意见了。"),
            };
            desk.done(told, &to).await
        }
        Err(fault) => weigh_form(&desk, &row, opinion, &given, &fault.flaws()?).await,
    }
}

async fn weighed(desk: &Desk, row: &SolicitationRow, opinion: u64, given: &Fields) -> Result<usize, Fault> {
    let mut check = Checker::new(given);
    let mut numbers = vec![opinion];
    match numbers_of(given.text("also")) {
        Some(also) => numbers.extend(also),
        None => check.fail("also", "请填写编号，例如 3、5-8"),
    }
    numbers.sort_unstable();
    numbers.dedup();
    let known = desk.app.store.opinion_groups(&row.id).await?;
    let same = given.text("same").parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let weighed = if let Some(group) = same.and_then(|place| known.get(place)) {
        let (gist, reason) = (group.gist.clone(), group.reason.clone());
        OpinionWeighed { gist, adoption: group.adoption, reason, by: String::new() }
    } else {
        let gist = check.required("gist", "请归纳意见的内容");
        let adoption = check.choice("adoption", Adoption::from_key, "请选择采纳情况");
        let reason = given.text("reason").to_owned();
        if adoption.is_some_and(Adoption::needs_reason) && reason.trim().is_empty() {
            check.fail("reason", "没有全部采纳的，请写明理由");
        }
        let adoption = check.finish(adoption)?;
        check = Checker::new(given);
        OpinionWeighed { gist, adoption, reason, by: String::new() }
    };
    check.finish(Some(()))?;
    desk.app.weigh_opinions(&desk.actor, &row.id, &numbers, weighed).await?;
    Ok(numbers.len())
}

/// `3、5-8` as numbers; nothing for what is no list of them or longer than may be weighed at once.
fn numbers_of(text: &str) -> Option<Vec<u64>> {
    let mut numbers = Vec::new();
    for piece in text.split(['、', ',', '，', ' ', ';', '；']).filter(|piece| !piece.is_empty()) {
        let (first, last) = piece.split_once(['-', '－', '—', '~', '至']).unwrap_or((piece, piece));
        let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let count = usize::try_from(last.checked_sub(first)?).ok()? + 1;
        if first == 0 || numbers.len() + count > MOST_AT_ONCE {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(numbers_of(""), Some(vec![]));
        assert_eq!(numbers_of("3、5-8，12"), Some(vec![3, 5, 6, 7, 8, 12]));
        assert_eq!(numbers_of("5至7"), Some(vec![5, 6, 7]));
        for wrong in ["第三条", "8-5", "0", "1-201", "1-18446744073709551615", "3-"] {
            assert_eq!(numbers_of(wrong), None, "{wrong}");
        }
    }
}
