//! One item: its review chain, text, metadata, editions, and what may be done now.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::AppError;
use gongkai_app::items::ItemView;
use gongkai_publication::{
    Attribute, Context, Fall, Genre, InterpretationForm, Item, LegalKind, Reassessment, SecrecyConclusion,
    Stage,
};
use gongkai_statute::{Category, Decision, RhythmKind};
use gongkai_store::publication::{EditionRow, ItemFields, ItemState, ReviewRow};
use serde::Deserialize;

use super::acts::{ItemAct, refusal};
use super::body;
use super::files;
use super::list::{desk_name, state_name};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::{info, render, warn};
use crate::office::people::People;
use crate::office::words::{article, day, day_or_empty, moment};
use crate::problem::Problem;
use crate::routes;
use crate::ui::act_list::{Act, ActList, ForbiddenAct};
use crate::ui::attachment_list::AttachmentList;
use crate::ui::edition_diff::EditionDiff;
use crate::ui::field::Field;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::notice::Notice;
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;
use crate::ui::step_list::{Step, StepList, StepState};
use crate::ui::timeline::{Happening, Timeline};

/// What stands where a text was purged.
const PURGED: &str = "（内容已清除）";

/// One item.
#[derive(Debug, Clone, Template)]
#[template(path = "office/item.html")]
pub struct ItemPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Title of the newest edition.
    pub title: String,
    /// Index number, state, edition, in words.
    pub subtitle: Vec<String>,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// The review chain of the edition in work.
    pub chain: Option<StepList>,
    /// On whose desk, since when.
    pub desk: String,
    /// The text.
    pub text: Html,
    /// Which edition the text is.
    pub text_of: String,
    /// The fields.
    pub metadata: MetadataTable,
    /// Files beside it.
    pub files: AttachmentList,
    /// Forms that take one away: name, field.
    pub removals: Vec<(String, Field)>,
    /// Where a file is taken away.
    pub detach: String,
    /// Where the screening is shown.
    pub screening_href: String,
    /// What may be done.
    pub acts: ActList,
    /// What happened.
    pub history: Timeline,
    /// Editions to compare: name and address.
    pub comparisons: Vec<(String, String)>,
    /// Its public page.
    pub public_href: Option<String>,
    /// How it will look.
    pub preview_href: String,
}

/// `满意 3，不满意 1`; empty when nobody said anything.
async fn votes(desk: &Desk, id: &str) -> Result<String, Fault> {
    let votes = desk.app.item_votes(id).await?;
    let votes: Vec<String> = votes.iter().map(|(what, count)| format!("{} {count}", what.label())).collect();
    Ok(votes.join("，"))
}

/// `GET /office/{agency}/items/{number}`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    let view = desk.app.item_view(&id).await?;
    let item = desk.app.item_state(&id).await?;
    let edition = view.editions.last().ok_or(Problem::NotFound)?;
    let mut people = People::new(&desk.app);
    let (chain, on_desk) = chain(&view, &item, &mut people).await?;
    let page = ItemPage {
        frame: desk.frame(&edition.fields.title, &[("主动公开", address::items(desk.code()))]).await?,
        title: edition.fields.title.clone(),
        subtitle: subtitle(&view),
        notices: notices(&view, &item),
        chain,
        desk: on_desk,
        text: text_of(&desk, &edition.fields).await?,
        text_of: format!("第 {} 版", edition.edition),
        metadata: {
            let mut table = metadata(&desk, &edition.fields).await?;
            let filed = desk.app.store.entries_of_item(&id).await?.join("、");
            table.rows.push(MetadataRow::new("目录事项", filed));
            table.rows.push(MetadataRow::new("读者评价", votes(&desk, &id).await?));
            table
        },
        files: files::list(&id, &edition.fields.attachments),
        removals: if item.work.is_some() {
            files::removals(&desk, &edition.fields.attachments)
        } else {
            Vec::new()
        },
        detach: address::item_act(&id, "detach"),
        screening_href: address::item_act(&id, "screening"),
        acts: acts(&desk, &id, &item),
        history: history(&view, &mut people).await?,
        comparisons: comparisons(&id, &view.editions),
        public_href: (view.item.state == ItemState::Public).then(|| routes::item(&view.item.index_number)),
        preview_href: address::item_act(&id, "preview"),
    };
    render(StatusCode::OK, &page)
}

fn subtitle(view: &ItemView) -> Vec<String> {
    let state = if view.item.held_at.is_some() { "不公开" } else { state_name(view.item.state) };
    let mut parts = vec![format!("索引号 {}", view.item.index_number), state.to_owned()];
    if let Some(on) = view.item.first_published_on {
        parts.push(format!("首次公开 {on}"));
    }
    if let Some(task) = &view.task {
        parts.push(format!("第 {} 版在办", task.edition));
    }
    parts
}

fn notices(view: &ItemView, item: &Item) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(Stage::Drafting(Some(reason))) = item.work.as_ref().map(|work| &work.stage) {
        notices.push(warn(format!("退回修改：{reason}")));
    }
    if let Some(reason) = item.work.as_ref().and_then(|work| work.emergency.as_ref()) {
        notices.push(warn(format!("紧急公开：{reason}。编辑审核在公开后补办，保密审查不能略过。")));
    }
    if let Some(plan) = item.work.as_ref().and_then(|work| work.scheduled.as_ref()) {
        notices.push(info(format!("定于 {} 自动发布；改动或者退回稿件，定时自动取消。", moment(plan.at))));
    }
    if let Some(end) = &item.ends {
        notices.push(info(format!("定于 {} 自动撤下，届时显示：{}", moment(end.at), end.notice)));
    }
    if item.purged {
        notices.push(warn("内容已经清除：正文和附件不能再读出，标题、索引号和办理记录保留。"));
    }
    if !item.limited_to.is_empty() {
        notices.push(info("已限定查看范围：公开以前只有选定的人员和撰稿人能看到。"));
    }
    if let Some(held) = item.held.as_ref().filter(|_| item.work.is_none()) {
        notices.push(match held.reassess_on {
            Some(on) => info(format!("已定为不公开，{on} 以前重新评估（条例第18条）。")),
            None => warn("评估结论为转为主动公开，请起草公开属性为主动公开的新版本。"),
        });
    }
    if let Some(fell) = &item.fell {
        notices.push(warn(format!(
            "处罚决定自 {} 起{}（{}），应当在 3 个工作日内撤下并公开说明理由（行政处罚法第48条）。",
            fell.on,
            fell.how.label(),
            fell.act
        )));
    }
    if let Some(plan) = &item.interpretation {
        let forms: Vec<&str> = plan.forms.iter().copied().map(InterpretationForm::label).collect();
        notices.push(info(if plan.needed {
            format!("解读方案：{}。{}", forms.join("、"), plan.note)
        } else {
            format!("不需要解读：{}", plan.note)
        }));
    }
    if view.item.after_review {
        notices.push(warn("紧急公开后尚未补审，请审核人补审。"));
    }
    if let Some(notice) = &view.item.withdrawal_notice {
        notices.push(info(format!("撤下说明：{notice}")));
    }
    if let Some(act) = &view.item.validity_act {
        let on = day_or_empty(view.item.validity_on);
        notices.push(info(format!("自 {on} 起{}，依据：{act}", view.item.validity.label())));
    }
    notices
}

/// The steps of the edition in work with who took them, and on whose desk it lies.
async fn chain(
    view: &ItemView,
    item: &Item,
    people: &mut People<'_>,
) -> Result<(Option<StepList>, String), Fault> {
    let (Some(task), Some(work)) = (&view.task, &item.work) else { return Ok((None, String::new())) };
    let place = match work.stage {
        Stage::Drafting(_) => 0,
        Stage::Reviewing(level) => usize::from(level),
        Stage::Secrecy | Stage::Referred => usize::from(work.levels) + 1,
        Stage::Cleared => usize::from(work.levels) + 2,
    };
    let mut labels = vec!["起草".to_owned()];
    labels.extend((1..=work.levels).map(|level| format!("第 {level} 级审核")));
    let last = match work.content.attribute {
        Attribute::Proactive => "发布",
        Attribute::OnRequest | Attribute::Withheld => "定为不公开",
    };
    labels.extend(["保密审查".to_owned(), last.to_owned()]);
    let mut steps = Vec::new();
    for (index, label) in labels.into_iter().enumerate() {
        let state = match index.cmp(&place) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        };
        let by = match index {
            0 => Some(task.drafted_by.clone()),
            index if index <= usize::from(work.levels) => {
                work.approvals.iter().find(|it| usize::from(it.level) == index).map(|it| it.by.clone())
            }
            index if index == usize::from(work.levels) + 1 => work.secrecy.as_ref().map(|it| it.by.clone()),
            _ => None,
        };
        let note = match (by, state) {
            (Some(by), StepState::Done) => people.name(&by).await?,
            (_, StepState::Current) => format!("自 {} 起", day(task.since)),
            _ => String::new(),
        };
        steps.push(Step { label, state, href: None, note });
    }
    let on_desk =
        format!("在{}手上，自 {} 起", desk_name(&task.stage, task.level, task.levels), moment(task.since));
    Ok((Some(StepList { label: "审核进度".to_owned(), steps }), on_desk))
}

async fn text_of(desk: &Desk, fields: &ItemFields) -> Result<Html, Fault> {
    Ok(kept_body(desk, fields).await?.map_or_else(|| Html::paragraphs(PURGED), |html| Html::document(&html)))
}

async fn plain_text(desk: &Desk, fields: &ItemFields) -> Result<String, Fault> {
    Ok(kept_body(desk, fields).await?.map_or_else(|| PURGED.to_owned(), |html| body::to_text(&html)))
}

/// The body of an edition; `None` once it was purged.
async fn kept_body(desk: &Desk, fields: &ItemFields) -> Result<Option<String>, Fault> {
    if fields.body.is_empty() {
        return Ok(Some(String::new()));
    }
    match desk.app.item_body(&fields.body).await {
        Ok(html) => Ok(Some(html)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn metadata(desk: &Desk, fields: &ItemFields) -> Result<MetadataTable, Fault> {
    let columns = desk.app.store.columns(desk.code()).await?;
    let sections = desk.app.store.sections(desk.code()).await?;
    let column = columns.iter().find(|row| row.slug == fields.column).map(|row| row.name.clone());
    let section = fields.section.as_ref().and_then(|slug| sections.iter().find(|row| row.slug == *slug));
    let categories: Vec<String> = fields
        .categories
        .iter()
        .map(|code| Category::from_code(code).map_or(code.clone(), |it| format!("{code} {}", it.label())))
        .collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut rows = vec![
        MetadataRow::new("文号", text(&fields.document_number)),
        MetadataRow::new("统一编号", text(&fields.registration_number)),
        MetadataRow::new("发布机构", &fields.issuer),
        MetadataRow::new("联合制作机关", fields.joint_issuers.join("、")),
        MetadataRow::new("信息来源", fields.origin.label()),
        MetadataRow::new("生成日期", fields.generated_on.to_string()),
        MetadataRow::new("栏目", column.unwrap_or_else(|| fields.column.clone())),
        MetadataRow::new("体裁", fields.genre.map_or("", Genre::label)),
        MetadataRow::new("文件性质", fields.legal_kind.map_or("", LegalKind::label)),
        MetadataRow::new("公开节奏", RhythmKind::from_key(&fields.rhythm).map_or("", RhythmKind::label)),
        MetadataRow::new("施行日期", day_or_empty(fields.effective_on)),
        MetadataRow::new("失效日期", day_or_empty(fields.expires_on)),
        MetadataRow::new("主题分类", text(&fields.theme)),
        MetadataRow::new("关键词", fields.keywords.join("、")),
        MetadataRow::new("承办科室", section.map(|row| row.name.clone()).unwrap_or_default()),
        MetadataRow::new("公开属性", fields.attribute.label()),
    ];
    if let Some(interpreted) = &fields.interprets {
        rows.push(MetadataRow::link("解读的文件", interpreted, address::item(interpreted)));
    }
    if let Some(number) = &fields.from_request {
        rows.push(MetadataRow::link("来自依申请公开", number, address::request(desk.code(), number)));
    }
    let ground = fields.ground.as_deref().and_then(Decision::from_key).map(Decision::label);
    if ground.is_some() || fields.ground_note.is_some() {
        let note = format!("{} {}", ground.unwrap_or_default(), text(&fields.ground_note));
        rows.push(MetadataRow::wide("不主动公开的理由", note.trim()));
    }
    rows.push(MetadataRow::wide("法定类别", categories.join("；")));
    rows.push(MetadataRow::wide("内容概述", &fields.summary));
    Ok(MetadataTable { rows })
}

fn acts(desk: &Desk, id: &str, item: &Item) -> ActList {
    let context = Context { by: desk.login.clone(), now: desk.app.now(), today: desk.app.today() };
    let mut list = ActList { title: "现在可以做的".to_owned(), ..ActList::default() };
    let may = |key: &str| desk.may(&Method::POST, &format!("/office/{{agency}}/items/{{number}}/{key}"));
    let drafting = matches!(item.work.as_ref().map(|work| &work.stage), Some(Stage::Drafting(_)));
    if item.work.is_some() && may("edit") {
        list.allowed.push(act(id, "edit", "修改稿件", if drafting { "" } else { "改动后须重新送审" }, false));
    }
    if item.work.is_some() && may("upload") {
        list.allowed.push(act(id, "upload", "上传文件", "作正文或者附件", false));
    }
    for one in ItemAct::ALL.into_iter().filter(|one| may(one.key()) && one.concerns(item)) {
        match refusal(item, one, &context) {
            None => {
                let primary = list.allowed.iter().all(|act| !act.primary)
                    && matches!(
                        one,
                        ItemAct::Submit
                            | ItemAct::Approve
                            | ItemAct::Secrecy
                            | ItemAct::Publish
                            | ItemAct::Hold
                            | ItemAct::Reassess
                    );
                list.allowed.push(act(id, one.key(), one.label(), "", primary));
            }
            Some(refusal) => list.forbidden.push(ForbiddenAct {
                label: one.label().to_owned(),
                why: refusal.message,
                article: refusal.article.map(|it| article(&it.to_string())),
            }),
        }
    }
    let was_decided = !item.editions.is_empty() || item.held.is_some();
    if item.work.is_none() && was_decided && !item.purged && may("revise") {
        list.allowed.push(act(id, "revise", "起草新版本", "", false));
    }
    list
}

fn act(id: &str, key: &str, label: &str, hint: &str, primary: bool) -> Act {
    Act { label: label.to_owned(), href: address::item_act(id, key), hint: hint.to_owned(), primary }
}

/// Everything that happened: drafts, reviews, publications, oldest first.
async fn history(view: &ItemView, people: &mut People<'_>) -> Result<Timeline, Fault> {
    let mut all = Vec::new();
    for edition in &view.editions {
        let by = people.name(&edition.drafted_by).await?;
        let title = format!("起草第 {} 版", edition.edition);
        all.push((edition.drafted_at, happening(edition.drafted_at, title, &edition.change_note, by)));
        if let Some(at) = edition.published_at {
            let title = format!("第 {} 版公开", edition.edition);
            all.push((at, happening(at, title, "", String::new())));
        }
    }
    for review in &view.reviews {
        let by = people.name(&review.by).await?;
        let note = match review.act.as_str() {
            "held" => format!("{} 以前重新评估", review.note),
            _ => review.note.clone(),
        };
        all.push((review.at, happening(review.at, review_title(review), &note, by)));
    }
    all.sort_by_key(|(at, _)| *at);
    let happenings = all.into_iter().map(|(_, happening)| happening).collect();
    Ok(Timeline { happenings, empty: "还没有经过。".to_owned() })
}

fn happening(at: jiff::Timestamp, title: String, text: &str, by: String) -> Happening {
    let whole = moment(at);
    let (date, time) = whole.split_once(' ').unwrap_or((whole.as_str(), ""));
    Happening {
        date: date.to_owned(),
        time: time.to_owned(),
        title,
        text: text.to_owned(),
        by,
        documents: Vec::new(),
    }
}

fn review_title(review: &ReviewRow) -> String {
    let conclusion =
        review.conclusion.as_deref().and_then(SecrecyConclusion::from_key).map(SecrecyConclusion::label);
    match (review.act.as_str(), review.level) {
        ("submitted", _) => "送审".to_owned(),
        ("approved", Some((level, of))) => format!("第 {level} 级审核通过（共 {of} 级）"),
        ("approved", None) => "审核通过".to_owned(),
        ("secrecy", _) => format!("保密审查：{}", conclusion.unwrap_or("已审查")),
        ("sent_back", _) => "退回修改".to_owned(),
        ("after_review", _) => "事后补审".to_owned(),
        ("abandoned", _) => "放弃稿件".to_owned(),
        ("held", _) => "定为不公开".to_owned(),
        ("reassessed", _) => {
            let found = review.conclusion.as_deref().and_then(Reassessment::from_key);
            format!("评估是否公开：{}", found.map_or("", Reassessment::label))
        }
        ("fell", _) => {
            let how = review.conclusion.as_deref().and_then(Fall::from_key);
            format!("处罚决定{}", how.map_or("", Fall::label))
        }
        (other, _) => other.to_owned(),
    }
}

fn comparisons(id: &str, editions: &[EditionRow]) -> Vec<(String, String)> {
    let pairs = editions.windows(2).filter_map(|pair| match pair {
        [older, newer] => Some((older.edition, newer.edition)),
        _ => None,
    });
    pairs
        .map(|(older, newer)| {
            let path = address::item_act(id, "compare");
            let href = routes::with_query(&path, &[("from", &older.to_string()), ("to", &newer.to_string())]);
            (format!("第 {older} 版与第 {newer} 版对照"), href)
        })
        .collect()
}

/// How an item will look to readers.
#[derive(Debug, Clone, Template)]
#[template(path = "office/preview.html")]
pub struct PreviewPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Title.
    pub title: String,
    /// Issuer, number and days below the title.
    pub byline: Vec<String>,
    /// The text.
    pub text: Html,
    /// Back to the item.
    pub back: String,
}

/// `GET /office/{agency}/items/{number}/preview`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn preview(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    let view = desk.app.item_view(&id).await?;
    let fields = &view.editions.last().ok_or(Problem::NotFound)?.fields;
    let mut byline = vec![fields.issuer.clone()];
    byline.extend(fields.document_number.clone());
    byline.push(format!("生成日期 {}", fields.generated_on));
    let above = [("主动公开", address::items(desk.code())), ("条目", address::item(&id))];
    let page = PreviewPage {
        frame: desk.frame("预览", &above).await?,
        title: fields.title.clone(),
        byline,
        text: text_of(&desk, fields).await?,
        back: address::item(&id),
    };
    render(StatusCode::OK, &page)
}

/// Which editions are compared.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Editions {
    from: u32,
    to: u32,
}

/// Two editions beside each other.
#[derive(Debug, Clone, Template)]
#[template(path = "office/compare.html")]
pub struct ComparePage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Title of the newer edition.
    pub title: String,
    /// The fields that differ: name, older, newer.
    pub fields: Vec<(String, String, String)>,
    /// The text paragraph by paragraph.
    pub diff: EditionDiff,
    /// Back to the item.
    pub back: String,
}

/// `GET /office/{agency}/items/{number}/compare?from=&to=`
///
/// # Errors
///
/// Not found when there is no such edition.
pub async fn compare(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Query(editions): Query<Editions>,
) -> Result<Response, Fault> {
    render(StatusCode::OK, &compare_view(&desk, &number, editions).await?)
}

async fn compare_view(desk: &Desk, number: &str, editions: Editions) -> Result<ComparePage, Fault> {
    let id = format!("{}/{number}", desk.code());
    let older = desk.app.store.edition(&id, editions.from).await?.ok_or(Problem::NotFound)?;
    let newer = desk.app.store.edition(&id, editions.to).await?.ok_or(Problem::NotFound)?;
    let names = (format!("第 {} 版", older.edition), format!("第 {} 版", newer.edition));
    let texts = (plain_text(desk, &older.fields).await?, plain_text(desk, &newer.fields).await?);
    let before = metadata(desk, &older.fields).await?;
    let after = metadata(desk, &newer.fields).await?;
    let mut changed = Vec::new();
    if older.fields.title != newer.fields.title {
        changed.push(("标题".to_owned(), older.fields.title.clone(), newer.fields.title.clone()));
    }
    for row in &after.rows {
        let was = before.rows.iter().find(|it| it.term == row.term).map(|it| it.value.clone());
        if was.as_deref().unwrap_or_default() != row.value {
            changed.push((row.term.clone(), was.unwrap_or_default(), row.value.clone()));
        }
    }
    let above = [("主动公开", address::items(desk.code())), ("条目", address::item(&id))];
    Ok(ComparePage {
        frame: desk.frame("版本对照", &above).await?,
        title: newer.fields.title.clone(),
        fields: changed,
        diff: EditionDiff::compare((&names.0, &texts.0), (&names.1, &texts.1)),
        back: address::item(&id),
    })
}
