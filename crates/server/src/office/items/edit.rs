//! Writing an item: the form of a first draft, of a draft in work, of a new edition.

use axum::extract::{Path, Query};
use axum::response::Response;
use gongkai_app::items::{FromRequest, Text};
use gongkai_publication::{
    Attachment, Attribute, Content, Genre, LegalKind, Origin, SUMMARY_CHARACTERS, is_withholding,
};
use gongkai_request::CaseNumber;
use gongkai_statute::{Category, Decision, RhythmKind};
use serde::Deserialize;

use super::body;
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, info, lines};
use crate::office::words::day_or_empty;
use crate::ui::field::Choice;

/// What the form offers: the agency's own columns and sections, the categories it owes.
struct Offer {
    columns: Vec<Choice>,
    sections: Vec<Choice>,
    categories: Vec<Choice>,
}

async fn offer(desk: &Desk) -> Result<Offer, Fault> {
    let agency = desk.agency()?;
    let columns = desk.app.store.columns(&agency.code).await?;
    let sections = desk.app.store.sections(&agency.code).await?;
    Ok(Offer {
        columns: columns
            .into_iter()
            .filter(|row| !row.closed)
            .map(|row| Choice::new(row.slug, row.name))
            .collect(),
        sections: sections
            .into_iter()
            .filter(|row| !row.closed)
            .map(|row| Choice::new(row.slug, row.name))
            .collect(),
        categories: Category::owed_by(agency.level)
            .map(|category| Choice::new(category.code(), format!("{} {}", category.code(), category.label())))
            .collect(),
    })
}

fn groups(filled: &Filled<'_>, offer: Offer) -> Vec<Group> {
    vec![
        Group::new(
            "正文",
            vec![
                filled.line("title", "标题").hint("用文件的完整标题。"),
                filled.area("body", "正文", 16).hint("一段一行。涉密不上网：涉密内容、工作秘密不得录入。"),
                filled
                    .area("summary", "内容概述", 3)
                    .optional()
                    .hint(format!("不超过 {SUMMARY_CHARACTERS} 字，供目录和搜索显示。")),
                filled.line("keywords", "关键词").optional().hint("用空格或者顿号分开。"),
            ],
        ),
        Group::new(
            "文件",
            vec![
                filled.line("document_number", "发文字号").optional().hint("例如 云经信〔2021〕5号。"),
                filled
                    .line("registration_number", "规范性文件统一编号")
                    .optional()
                    .hint("行政规范性文件合法性审核后编列的号码。"),
                filled.date("generated_on", "生成日期").hint("成文日期，不晚于今天。"),
                filled.line("issuer", "发布机构").optional().hint("不填时为本机关在生成日期的规范名称。"),
                filled.area("joint_issuers", "联合制作机关", 2).optional().hint("一行一个，不含牵头机关。"),
                filled.radios("origin", "信息来源", choices(Origin::ALL, Origin::key, Origin::label)),
                filled.select("genre", "体裁", choices(Genre::ALL, Genre::key, Genre::label)).optional(),
                filled
                    .select(
                        "legal_kind",
                        "规章或者行政规范性文件",
                        choices(LegalKind::ALL, LegalKind::key, LegalKind::label),
                    )
                    .optional()
                    .hint("计入年度报告第二部分；其他文件不选。"),
                filled.date("effective_on", "施行日期").optional(),
                filled.date("expires_on", "失效日期").optional().hint("文件写明有效期的填写。"),
            ],
        ),
        Group::new(
            "归类",
            vec![
                filled.select("column", "栏目", offer.columns),
                filled
                    .checks("categories", "法定类别（条例第20、21条）", offer.categories)
                    .hint("可多选；不选时用栏目的默认类别。"),
                filled
                    .select(
                        "rhythm",
                        "公开节奏",
                        choices(&RhythmKind::ALL, RhythmKind::key, RhythmKind::label),
                    )
                    .optional()
                    .hint("不选时用栏目的节奏。"),
                filled.line("theme", "主题分类").optional(),
                filled.select("section", "承办科室", offer.sections).optional(),
                filled
                    .line("interprets", "解读的文件")
                    .optional()
                    .hint("解读材料填写所解读文件的条目编号，形如 jxj/12。"),
                filled.line("from_request", "来自依申请公开").optional().hint(
                    "公开某件申请的答复，或者把申请人要的信息转为主动公开时，填写申请编号；公众看不到编号，正文不得有申请人的个人信息。",
                ),
            ],
        ),
        Group::new(
            "公开属性",
            vec![
                filled.radios(
                    "attribute",
                    "公开属性",
                    choices(Attribute::ALL, Attribute::key, Attribute::label),
                ),
                filled
                    .select("ground", "不予公开的法定理由", grounds())
                    .optional()
                    .hint("仅“不予公开”时选择（条例第14至16条）。"),
                filled
                    .area("ground_note", "不主动公开的说明", 2)
                    .optional()
                    .hint("“依申请公开”“不予公开”须写明具体理由。"),
            ],
        ),
    ]
}

fn grounds() -> Vec<Choice> {
    let all = Decision::ALL.iter().copied().filter(|decision| is_withholding(*decision));
    all.map(|decision| Choice::new(decision.key(), decision.label())).collect()
}

/// What the form says, as the use case takes it; `files` are kept from the edition before.
fn read(fields: &Fields, files: Vec<Attachment>, kept: Option<&str>) -> Result<Text, FieldErrors> {
    let mut check = Checker::new(fields);
    let title = check.required("title", "请填写标题");
    // A body from a file is not typed over.
    if kept.is_none() {
        check.required("body", "请填写正文");
    }
    let generated_on = check.date("generated_on", "生成日期");
    let column = check.required("column", "请选择栏目");
    let origin = check.choice("origin", Origin::from_key, "请选择信息来源");
    let attribute = check.choice("attribute", Attribute::from_key, "请选择公开属性");
    let effective_on = check.optional_date("effective_on", "施行日期");
    let expires_on = check.optional_date("expires_on", "失效日期");
    let split = |text: &str| -> Vec<String> {
        let parts = text.split([' ', '、', '，', ',', '；', ';', '　']);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let rest = (check.optional("document_number"), check.optional("registration_number"));
    let (theme, section) = (check.optional("theme"), check.optional("section"));
    let (ground, ground_note) = (check.optional("ground"), check.optional("ground_note"));
    let (interprets, from_request) = (check.optional("interprets"), check.optional("from_request"));
    let whole = generated_on.zip(origin).zip(attribute).map(|((generated_on, origin), attribute)| Text {
        body: kept.map_or_else(|| body::to_html(fields.text("body")), str::to_owned),
        fields: Content {
            title,
            summary: fields.text("summary").to_owned(),
            body: String::new(),
            attachments: files,
            document_number: rest.0,
            registration_number: rest.1,
            issuer: fields.text("issuer").to_owned(),
            joint_issuers: lines(fields.text("joint_issuers")),
            origin,
            generated_on,
            categories: fields.all("categories").into_iter().map(str::to_owned).collect(),
            column,
            theme,
            genre: Genre::from_key(fields.text("genre")),
            legal_kind: LegalKind::from_key(fields.text("legal_kind")),
            keywords: split(fields.text("keywords")),
            attribute,
            ground,
            ground_note,
            rhythm: fields.text("rhythm").to_owned(),
            section,
            interprets,
            from_request,
            effective_on,
            expires_on,
        },
    });
    check.finish(whole)
}

/// A body that the form would flatten.
fn rich(html: &str) -> Option<&str> {
    body::is_rich(html).then_some(html)
}

/// The form filled in from an edition.
fn filled_in(content: &Content, html: &str) -> Fields {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut pairs: Vec<(&str, String)> = vec![
        ("title", content.title.clone()),
        ("body", body::to_text(html)),
        ("summary", content.summary.clone()),
        ("keywords", content.keywords.join("、")),
        ("document_number", text(&content.document_number)),
        ("registration_number", text(&content.registration_number)),
        ("generated_on", content.generated_on.to_string()),
        ("issuer", content.issuer.clone()),
        ("joint_issuers", content.joint_issuers.join("\n")),
        ("origin", content.origin.key().to_owned()),
        ("genre", content.genre.map_or("", Genre::key).to_owned()),
        ("legal_kind", content.legal_kind.map_or("", LegalKind::key).to_owned()),
        ("effective_on", day_or_empty(content.effective_on)),
        ("expires_on", day_or_empty(content.expires_on)),
        ("column", content.column.clone()),
        ("rhythm", content.rhythm.clone()),
        ("theme", text(&content.theme)),
        ("section", text(&content.section)),
        ("interprets", text(&content.interprets)),
        ("from_request", text(&content.from_request)),
        ("attribute", content.attribute.key().to_owned()),
        ("ground", text(&content.ground)),
        ("ground_note", text(&content.ground_note)),
    ];
    pairs.extend(content.categories.iter().map(|code| ("categories", code.clone())));
    Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

/// What a first draft starts from: the usual answers.
fn blank() -> Fields {
    let usual = [("origin", Origin::Made.key()), ("attribute", Attribute::Proactive.key())];
    Fields::of(usual.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

fn done_with(notes: &[String], what: &str) -> String {
    if notes.is_empty() { what.to_owned() } else { format!("{what}{}", notes.join("")) }
}

async fn new_form(desk: &Desk, fields: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let sheet = Sheet {
        title: "起草信息".to_owned(),
        intro: "保存后取得索引号，再送审。".to_owned(),
        groups: groups(&Filled::new(fields, flaws), offer(desk).await?),
        submit: "保存草稿".to_owned(),
        action: address::new_item(desk.code()),
        cancel: address::items(desk.code()),
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("主动公开", address::items(desk.code()))]).await
}

/// `GET /office/{agency}/items/new`
///
/// # Errors
///
/// A problem when the agency cannot be read.
pub async fn new_page(desk: Desk, Query(from): Query<Origins>) -> Result<Response, Fault> {
    let fields = match CaseNumber::parse(&from.request) {
        Some(number) => {
            reply(&desk.app.item_from_request(&desk.actor, desk.code(), number).await?, desk.app.today())
        }
        None => blank(),
    };
    new_form(&desk, &fields, &Flaws::default()).await
}

/// What the draft comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Origins {
    request: String,
}

/// What a draft starts from that makes a reply public: what was asked and decided, without anybody's words.
fn reply(from: &FromRequest, today: jiff::civil::Date) -> Fields {
    let decision = from.decision.as_deref().unwrap_or("（答复送达后填写）");
    let body = format!("申请内容：{}\n答复结果：{decision}\n答复内容：", from.subject);
    let pairs = [
        ("title", format!("关于“{}”申请的答复", from.subject)),
        ("body", body),
        ("origin", Origin::Made.key().to_owned()),
        ("attribute", Attribute::Proactive.key().to_owned()),
        ("generated_on", today.to_string()),
        ("column", from.column.clone().unwrap_or_default()),
        ("from_request", from.number.to_string()),
    ];
    Fields::of(pairs.map(|(name, value)| (name.to_owned(), value)))
}

/// `POST /office/{agency}/items/new`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn create(desk: Desk, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    match draft(&desk, &fields).await {
        Ok((id, notes)) => desk.done(done_with(&notes, "草稿已保存。"), &address::item(&id)).await,
        Err(fault) => new_form(&desk, &fields, &fault.flaws()?).await,
    }
}

async fn draft(desk: &Desk, fields: &Fields) -> Result<(String, Vec<String>), Fault> {
    let text = read(fields, Vec::new(), None)?;
    Ok(desk.app.draft_item(&desk.actor, desk.code(), text).await?)
}

/// Whether the form changes the draft in work or begins a new edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Edit,
    Revise,
}

async fn writing_form(
    desk: &Desk,
    id: &str,
    writing: Writing,
    kept: &str,
    fields: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(fields, flaws);
    let mut groups = groups(&filled, offer(desk).await?);
    let mut notices = Vec::new();
    if body::is_rich(kept) {
        notices.push(info("正文由文件上传，带有格式，在这里只改信息要素；要改正文，请改好文件重新上传。"));
        if let Some(group) = groups.first_mut() {
            group.fields.retain(|field| field.name != "body");
        }
    }
    if writing == Writing::Revise {
        let note = filled
            .area("change_note", "修改说明", 2)
            .hint("公众在版本记录中看到，例如“更正第六条补助标准”。");
        let minor = filled.tick("minor", "修改性质", "只改文字、不改内容：由上一版的终审人复核");
        groups.insert(0, Group::new("新版本", vec![note, minor]));
    } else {
        notices.push(info("保存改动后，已有的审核意见作废，须重新送审。"));
    }
    let (title, submit, act) = match writing {
        Writing::Edit => ("修改稿件", "保存改动", "edit"),
        Writing::Revise => ("起草新版本", "保存新版本草稿", "revise"),
    };
    let sheet = Sheet {
        title: title.to_owned(),
        notices,
        groups,
        submit: submit.to_owned(),
        action: address::item_act(id, act),
        cancel: address::item(id),
        ..Sheet::default()
    };
    let above = [("主动公开", address::items(desk.code())), ("条目", address::item(id))];
    forms::show(desk, sheet, flaws, &above).await
}

/// The newest content of an item with its body.
async fn load(desk: &Desk, number: &str) -> Result<(String, Content, String), Fault> {
    let id = format!("{}/{number}", desk.code());
    let item = desk.app.item_state(&id).await?;
    let content = item.newest_content().cloned().ok_or(crate::problem::Problem::NotFound)?;
    let html =
        if content.body.is_empty() { String::new() } else { desk.app.item_body(&content.body).await? };
    Ok((id, content, html))
}

/// `GET /office/{agency}/items/{number}/edit`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn edit_page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let (id, content, html) = load(&desk, &number).await?;
    let fields = filled_in(&content, &html);
    writing_form(&desk, &id, Writing::Edit, &html, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/items/{number}/edit`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn save(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let (id, content, html) = load(&desk, &number).await?;
    let saved = async {
        let text = read(&fields, content.attachments.clone(), rich(&html))?;
        Ok::<_, Fault>(desk.app.edit_item(&desk.actor, &id, text).await?)
    };
    match saved.await {
        Ok(notes) => desk.done(done_with(&notes, "改动已保存。"), &address::item(&id)).await,
        Err(fault) => writing_form(&desk, &id, Writing::Edit, &html, &fields, &fault.flaws()?).await,
    }
}

/// `GET /office/{agency}/items/{number}/revise`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn revise_page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let (id, mut content, html) = load(&desk, &number).await?;
    // What was found to be public is drafted as such; who drafts may say otherwise.
    let decided = desk.app.item_state(&id).await?.held.is_some_and(|held| held.reassess_on.is_none());
    if decided {
        content = Content { attribute: Attribute::Proactive, ground: None, ground_note: None, ..content };
    }
    let fields = filled_in(&content, &html);
    writing_form(&desk, &id, Writing::Revise, &html, &fields, &Flaws::default()).await
}

/// `POST /office/{agency}/items/{number}/revise`
///
/// # Errors
///
/// The form comes back when a field is wrong.
pub async fn revise(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let (id, content, html) = load(&desk, &number).await?;
    let revised = async {
        let text = read(&fields, content.attachments.clone(), rich(&html))?;
        let (note, minor) = (fields.text("change_note"), fields.has("minor"));
        Ok::<_, Fault>(desk.app.revise_item(&desk.actor, &id, text, note, minor).await?)
    };
    match revised.await {
        Ok(notes) => desk.done(done_with(&notes, "新版本草稿已保存。"), &address::item(&id)).await,
        Err(fault) => writing_form(&desk, &id, Writing::Revise, &html, &fields, &fault.flaws()?).await,
    }
}
