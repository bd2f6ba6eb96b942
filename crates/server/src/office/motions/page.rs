//! One correction request or proposal: what is known, what happened, what may be done.

use askama::Template;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::files::kind_of;
use gongkai_app::motions::MotionDetail;
use gongkai_request::motion::{Kind, MotionId, Outcome, Stage};

use super::acts::Deed;
use super::{id_of, maker as maker_word};
use crate::download::{download, size};
use crate::office::access;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::people::People;
use crate::office::words::{article, day_or_empty};
use crate::routes;
use crate::ui::act_list::{Act, ActList, ForbiddenAct};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;
use crate::ui::timeline::{Happening, Timeline};

/// How many earlier looks the maker's page lists.
const LOOKS: u32 = 50;

/// One motion.
#[derive(Debug, Clone, Template)]
#[template(path = "office/motion.html")]
pub(super) struct MotionPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Number and what it is about.
    pub title: String,
    /// Where it stands.
    pub subtitle: String,
    /// What is known of it.
    pub facts: MetadataTable,
    /// Who made it, on demand: text and address.
    pub maker: Option<(String, String)>,
    /// The answer on the desk or on record.
    pub answer: Option<MetadataTable>,
    /// Evidence and letters.
    pub files: DataTable,
    /// What happened.
    pub timeline: Timeline,
    /// What may be done.
    pub acts: ActList,
}

/// `GET /office/{agency}/motions/{number}`
pub(super) async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = id_of(&number)?;
    let detail = desk.app.motion_detail(&desk.actor, desk.code(), id).await?;
    let above =
        [("依申请公开", address::requests(desk.code())), ("更正与建议", address::motions(desk.code()))];
    let may_see = desk.may(&Method::GET, "/office/{agency}/motions/{number}/maker");
    let maker = (detail.motion.has_maker() && may_see).then(|| {
        let word = maker_word(id.kind);
        (format!("查看{word}信息"), format!("{}/maker", address::motion(desk.code(), &id.to_string())))
    });
    let page = MotionPage {
        frame: desk.frame(&id.label(), &above).await?,
        title: format!("{} {}", id.label(), detail.row.subject),
        subtitle: subtitle(&desk, &detail),
        facts: facts(&desk, id, &detail),
        maker,
        answer: answer(&detail),
        files: files(&desk, id, &detail),
        timeline: timeline(&desk, &detail).await?,
        acts: acts(&desk, id, &detail),
    };
    render(StatusCode::OK, &page)
}

fn subtitle(desk: &Desk, detail: &MotionDetail) -> String {
    let row = &detail.row;
    let stage = row.stage.label();
    match row.due.filter(|_| matches!(row.stage, Stage::Open | Stage::Drafted | Stage::Signed)) {
        Some(due) if due < desk.app.today() => format!("{stage}，办理期限 {due} 已过"),
        Some(due) => format!("{stage}，办理期限 {due}（本机关规定，条例未规定期限）"),
        None => stage.to_owned(),
    }
}

fn facts(desk: &Desk, id: MotionId, detail: &MotionDetail) -> MetadataTable {
    let row = &detail.row;
    let mut rows = vec![
        MetadataRow::new("种类", id.kind.label()),
        MetadataRow::new("渠道", row.channel.map_or("本机关提出", |channel| channel.label())),
        MetadataRow::new("收到日期", row.received_on.to_string()),
        MetadataRow::new("办理期限", day_or_empty(row.due)),
        MetadataRow::new("文号", row.document.clone().unwrap_or_default()),
        MetadataRow::new("答复日期", day_or_empty(row.answered_on)),
    ];
    if let Some(filed) = &detail.motion.filed {
        rows.extend(filed.requests.iter().map(|number| {
            let number = number.to_string();
            MetadataRow::link("来自申请", &number, address::request(desk.code(), &number))
        }));
    }
    if let Some(item) = &row.item {
        let title = detail.item_title.clone().unwrap_or_else(|| item.clone());
        rows.push(MetadataRow::link("已经公开", title, routes::item(item)));
    }
    MetadataTable { rows }
}

fn answer(detail: &MotionDetail) -> Option<MetadataTable> {
    let draft = detail.motion.draft.as_ref()?;
    let answer = &draft.answer;
    let result = match answer.outcome.kind() {
        Kind::Correction => "更正后的内容",
        Kind::Proposal => "公开的位置",
    };
    let mut rows = vec![
        MetadataRow::new("处理结果", answer.outcome.label()),
        MetadataRow::wide("记录、信息", &answer.about),
    ];
    let said = [(result, &answer.result), ("理由", &answer.reason), ("有权更正的机关", &answer.competent)];
    rows.extend(said.into_iter().filter_map(|(term, text)| Some(MetadataRow::wide(term, text.as_deref()?))));
    let state = if draft.signed.is_some() { "已签发" } else { "待签发" };
    rows.push(MetadataRow::new("状态", state));
    Some(MetadataTable { rows })
}

/// Their names are sealed and come with the download.
fn files(desk: &Desk, id: MotionId, detail: &MotionDetail) -> DataTable {
    let base = address::motion(desk.code(), &id.to_string());
    let link = |what: &str, on: String, media_type: &str, bytes: u64, file: &str| {
        let kind = format!("{}（{}）", kind_of(media_type), size(bytes));
        let href = format!("{base}/files/{}", routes::segment(file));
        vec![Value::text(what), Value::text(on), Value::link(kind, href)]
    };
    let evidence = detail.motion.evidence.iter().map(|added| {
        let what = if added.is_identity { "身份证明" } else { "证据材料" };
        let file = &added.file;
        link(what, added.on.to_string(), &file.media_type, file.size_bytes, &file.id)
    });
    let editions = detail.motion.letters.iter().flat_map(|letter| &letter.editions);
    let letters = editions.flat_map(|edition| {
        edition
            .files
            .iter()
            .map(|file| link("答复文书", edition.on.to_string(), &file.media_type, file.size_bytes, &file.id))
    });
    DataTable {
        id: "files",
        caption: "材料和文书".to_owned(),
        caption_hidden: true,
        columns: [("种类", Align::Start), ("日期", Align::Fixed), ("下载", Align::Fixed)]
            .map(|(label, align)| Column::new(label, align))
            .into(),
        rows: evidence.chain(letters).collect(),
        empty: "没有材料。身份证明、证据材料上传后，答复签发后的文书，列在这里。".to_owned(),
    }
}

async fn timeline(desk: &Desk, detail: &MotionDetail) -> Result<Timeline, Fault> {
    let mut people = People::new(&desk.app);
    let mut happenings = Vec::with_capacity(detail.timeline.len());
    for (on, what, text, by) in &detail.timeline {
        happenings.push(Happening {
            date: on.to_string(),
            title: what.clone(),
            text: text.clone(),
            by: people.name(by).await?,
            ..Happening::default()
        });
    }
    happenings.reverse();
    Ok(Timeline { happenings, empty: "还没有经过。".to_owned() })
}

fn acts(desk: &Desk, id: MotionId, detail: &MotionDetail) -> ActList {
    let base = address::motion(desk.code(), &id.to_string());
    let mut list =
        ActList { title: "现在可以做的".to_owned(), allowed: Vec::new(), forbidden: Vec::new() };
    for deed in Deed::ALL {
        if !desk.may(&Method::POST, deed.path()) || (deed == Deed::Code && !detail.motion.has_maker()) {
            continue;
        }
        let here = deed.act().and_then(|act| detail.acts.iter().find(|one| one.act == act));
        if here.is_some_and(|here| !here.is_permitted) {
            continue;
        }
        match here.and_then(|here| here.refusal.as_ref()) {
            None => list.allowed.push(Act {
                label: deed.label(id.kind).to_owned(),
                href: format!("{base}/{}", deed.key()),
                hint: String::new(),
                primary: is_next(deed, detail),
            }),
            Some(refusal) => list.forbidden.push(ForbiddenAct {
                label: deed.label(id.kind).to_owned(),
                why: refusal.message.clone(),
                article: Some(article(&refusal.citation())).filter(|text| !text.is_empty()),
            }),
        }
    }
    list.allowed.sort_by_key(|act| !act.primary);
    list
}

/// The act the stage waits for.
fn is_next(deed: Deed, detail: &MotionDetail) -> bool {
    let examined = detail.motion.examined.is_some();
    match detail.row.stage {
        Stage::Open => deed == if examined { Deed::Draft } else { Deed::Examine },
        Stage::Drafted => deed == Deed::Sign,
        Stage::Signed => deed == Deed::Send,
        Stage::Fulfilling => deed == Deed::Fulfil,
        Stage::Unborn | Stage::Over => false,
    }
}

/// Its maker's own words, on demand.
#[derive(Debug, Clone, Template)]
#[template(path = "office/motion_maker.html")]
pub(in crate::office) struct MakerPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// `申请人信息` or `建议人信息`.
    pub title: String,
    /// Number of the motion.
    pub number: String,
    /// Name, identity and contact; `None` when they were erased.
    pub who: Option<MetadataTable>,
    /// What it is about, and what was written.
    pub words: Vec<(String, Html)>,
    /// Who looked at it before, newest first.
    pub looks: DataTable,
    /// Back to the motion.
    pub back: String,
}

/// `GET /office/{agency}/motions/{number}/maker`: shown on demand only, and the look is journaled.
pub(super) async fn maker(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = id_of(&number)?;
    let words = desk.app.motion_words(&desk.actor, desk.code(), id).await?;
    let looks = desk.app.access_to_case(&desk.actor, desk.code(), &id.to_string(), LOOKS).await?;
    let back = address::motion(desk.code(), &id.to_string());
    let label = id.label();
    let title = format!("{}信息", maker_word(id.kind));
    let above = [("更正与建议", address::motions(desk.code())), (label.as_str(), back.clone())];
    let (about, text) = match id.kind {
        Kind::Correction => ("要更正的信息、记录", "哪里不准确、正确的内容和证据"),
        Kind::Proposal => ("建议公开的信息", "建议公开的理由"),
    };
    let page = MakerPage {
        frame: desk.frame(&title, &above).await?,
        title,
        number: label.clone(),
        who: words.as_ref().map(|words| MetadataTable {
            rows: vec![
                MetadataRow::new("姓名或者名称", &words.name),
                MetadataRow::new("身份证明", &words.identity),
                MetadataRow::wide("联系方式", &words.contact),
            ],
        }),
        words: words.map_or_else(Vec::new, |words| {
            vec![
                (about.to_owned(), Html::paragraphs(&words.about)),
                (text.to_owned(), Html::paragraphs(&words.text)),
            ]
        }),
        looks: access::table(&desk, &looks, access::Of::OneCase).await?,
        back,
    };
    render(StatusCode::OK, &page)
}

/// `GET /office/{agency}/motions/{number}/files/{id}`: shown on demand only, and the look is journaled.
pub(super) async fn read(
    desk: Desk,
    Path((_, number, file)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let file = desk.app.motion_file(&desk.actor, desk.code(), id_of(&number)?, &file).await?;
    Ok(download(&file.name, &file.media_type, file.bytes))
}

/// What each outcome asks to be filled in; the form shows all of them.
pub(super) fn outcomes(kind: Kind) -> Vec<Outcome> {
    Outcome::of(kind).collect()
}
