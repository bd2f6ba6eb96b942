//! What an edition says: the fields of an item, checked, with a hash that binds approvals to them.

use std::fmt::Write as _;

use gongkai_statute::{Category, Decision, RhythmKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Attribute, DocumentNumber, Genre, LegalKind, Origin};

/// Longest summary (内容概述), in characters. Convention of the platform: Zhejiang's guides say 150.
pub const SUMMARY_CHARACTERS: usize = 150;

/// The fields of an edition (信息要素), as events hold them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// 标题
    pub title: String,
    /// 内容概述
    pub summary: String,
    /// SHA-256 of the body as published.
    pub body: String,
    /// Files beside the body.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// 发文字号 in its proper form.
    pub document_number: Option<String>,
    /// Unified registration number of a normative document (统一编号).
    #[serde(default)]
    pub registration_number: Option<String>,
    /// 发布机构, full standard name.
    pub issuer: String,
    /// 联合制作机关, Art. 10.
    #[serde(default)]
    pub joint_issuers: Vec<String>,
    /// 制作 or 获取.
    pub origin: Origin,
    /// 生成日期
    pub generated_on: Date,
    /// Codes of Arts. 20 and 21.
    pub categories: Vec<String>,
    /// Column, its slug.
    pub column: String,
    /// 主题分类
    #[serde(default)]
    pub theme: Option<String>,
    /// 体裁
    #[serde(default)]
    pub genre: Option<Genre>,
    /// 规章 or 行政规范性文件, if either.
    #[serde(default)]
    pub legal_kind: Option<LegalKind>,
    /// 关键词
    #[serde(default)]
    pub keywords: Vec<String>,
    /// 公开属性
    pub attribute: Attribute,
    /// For 不予公开: key of the decision it would be refused by.
    #[serde(default)]
    pub ground: Option<String>,
    /// For anything but 主动公开: why.
    #[serde(default)]
    pub ground_note: Option<String>,
    /// Key of the rhythm.
    pub rhythm: String,
    /// Responsible section, its slug.
    #[serde(default)]
    pub section: Option<String>,
    /// The item this one interprets (解读).
    #[serde(default)]
    pub interprets: Option<String>,
    /// Number of the request whose reply, or what it asked for, is made public by this; for the office only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_request: Option<String>,
    /// First day in force, where the document names one.
    #[serde(default)]
    pub effective_on: Option<Date>,
    /// Last day in force, where the document names one.
    #[serde(default)]
    pub expires_on: Option<Date>,
}

/// A file beside the body (附件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Name offered for download.
    pub name: String,
    /// SHA-256 of the bytes.
    pub blob: String,
    /// Media type found in the bytes.
    pub media_type: String,
    /// Size.
    pub size_bytes: u64,
}

/// One field that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong and how to put it right, in Chinese.
    pub message: String,
}

/// SHA-256 over all that an edition says, in hexadecimal.
pub type ContentHash = String;

/// Content that passed the field checks. Only [`Checked::new`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    content: Content,
    notes: Vec<String>,
}

impl Checked {
    /// Checks every field, trims text and puts the document number into its proper form.
    ///
    /// `today` bounds the date: what is not yet made cannot be published.
    ///
    /// # Errors
    ///
    /// All faults together, by field.
    pub fn new(mut content: Content, today: Date) -> Result<Checked, Vec<Fault>> {
        let mut notes = Vec::new();
        let mut faults = Vec::new();
        tidy(&mut content);
        check_texts(&content, &mut faults);
        check_days(&content, today, &mut faults);
        check_classes(&content, &mut faults);
        check_openness(&content, &mut faults);
        if let Some(typed) = content.document_number.take() {
            match DocumentNumber::read(&typed) {
                Some(number) => {
                    if !number.note.is_empty() {
                        notes.push(format!("发文字号“{typed}”已规范为“{}”：{}。", number.text, number.note));
                    }
                    content.document_number = Some(number.text);
                }
                None => fault(
                    &mut faults,
                    "document_number",
                    "发文字号应为“机关代字〔年份〕序号号”，例如 云经信〔2021〕5号。",
                ),
            }
        }
        if faults.is_empty() { Ok(Checked { content, notes }) } else { Err(faults) }
    }

    /// What was checked.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// What was put right on the way, in Chinese.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn fault(faults: &mut Vec<Fault>, field: &'static str, message: impl Into<String>) {
    faults.push(Fault { field, message: message.into() });
}

fn tidy(content: &mut Content) {
    let present =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    content.title = content.title.trim().to_owned();
    content.summary = content.summary.trim().to_owned();
    content.issuer = content.issuer.trim().to_owned();
    for list in [&mut content.joint_issuers, &mut content.keywords, &mut content.categories] {
        let mut tidy: Vec<String> = Vec::new();
        for text in list.drain(..) {
            let text = text.trim();
            if !text.is_empty() && !tidy.iter().any(|known| known == text) {
                tidy.push(text.to_owned());
            }
        }
        *list = tidy;
    }
    content.document_number = present(content.document_number.take());
    content.registration_number = present(content.registration_number.take());
    content.theme = present(content.theme.take());
    content.section = present(content.section.take());
    content.interprets = present(content.interprets.take());
    content.from_request = present(content.from_request.take());
    content.ground = present(content.ground.take());
    content.ground_note = present(content.ground_note.take());
}

fn check_texts(content: &Content, faults: &mut Vec<Fault>) {
    if content.title.is_empty() {
        fault(faults, "title", "请填写标题。");
    } else if content.title.chars().count() > 200 {
        fault(faults, "title", "标题过长，请控制在200字以内。");
    }
    if content.summary.chars().count() > SUMMARY_CHARACTERS {
        fault(faults, "summary", format!("内容概述不超过{SUMMARY_CHARACTERS}字，请精简。"));
    }
    if content.issuer.is_empty() {
        fault(faults, "issuer", "请填写发布机构的规范名称。");
    }
    if content.joint_issuers.contains(&content.issuer) {
        fault(faults, "joint_issuers", "联合制作机关不含牵头的发布机构，请删除重复的机关。");
    }
    if !is_hash(&content.body) {
        fault(faults, "body", "请填写正文。");
    }
    if content.attachments.iter().any(|file| file.name.trim().is_empty() || !is_hash(&file.blob)) {
        fault(faults, "attachments", "附件须有名称且已上传完毕，请重新上传。");
    }
    if content.column.is_empty() {
        fault(faults, "column", "请选择栏目。");
    }
}

fn check_days(content: &Content, today: Date, faults: &mut Vec<Fault>) {
    if today < content.generated_on {
        fault(faults, "generated_on", "生成日期不能晚于今天，请核对成文日期。");
    }
    if let (Some(from), Some(until)) = (content.effective_on, content.expires_on)
        && until < from
    {
        fault(faults, "expires_on", "失效日期不能早于施行日期，请核对。");
    }
}

fn check_classes(content: &Content, faults: &mut Vec<Fault>) {
    if let Some(unknown) = content.categories.iter().find(|code| Category::from_code(code).is_none()) {
        fault(faults, "categories", format!("没有类别 {unknown}，请从条例第20、21条的目录中选择。"));
    }
    if content.attribute == Attribute::Proactive && content.categories.is_empty() {
        fault(faults, "categories", "主动公开的信息须选择至少一个法定类别（条例第20、21条）。");
    }
    if content.legal_kind.is_some() && !content.categories.iter().any(|code| code == "A20-01") {
        fault(faults, "categories", "规章和行政规范性文件属于条例第20条第（一）项，请同时选择类别 A20-01。");
    }
    if RhythmKind::from_key(&content.rhythm).is_none() {
        fault(faults, "rhythm", "请选择公开节奏：经常性、阶段性、动态性或临时性。");
    }
}

fn check_openness(content: &Content, faults: &mut Vec<Fault>) {
    let ground =
        content.ground.as_deref().map(|key| Decision::from_key(key).filter(|it| is_withholding(*it)));
    match content.attribute {
        Attribute::Proactive => {
            if ground.is_some() {
                fault(faults, "ground", "主动公开的信息不填不公开理由，请清空或改选公开属性。");
            }
        }
        Attribute::OnRequest => {
            if content.ground_note.is_none() {
                fault(faults, "ground_note", "请说明为何不主动公开（条例第13、19条）。");
            }
        }
        Attribute::Withheld => {
            if !matches!(ground, Some(Some(_))) {
                fault(faults, "ground", "不予公开须选择法定理由（条例第14至16条）。");
            }
            if content.ground_note.is_none() {
                fault(faults, "ground_note", "请写明不予公开的具体理由。");
            }
        }
    }
}

/// Is it a reason not to disclose under Arts. 14–16?
pub const fn is_withholding(decision: Decision) -> bool {
    matches!(
        decision,
        Decision::StateSecret
            | Decision::ProhibitedByLaw
            | Decision::SecurityStability
            | Decision::ThirdParty
            | Decision::InternalAffairs
            | Decision::Process
            | Decision::EnforcementFile
    )
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Content {
    /// The hash approvals are bound to.
    ///
    /// Empty fields are left out, so a field added to the form later does not change the hash of what stands.
    pub fn hash(&self) -> ContentHash {
        let mut digest = Sha256::new();
        digest.update(b"gongkai content v1");
        let mut feed = |name: &str, value: &str| {
            if !value.is_empty() {
                for part in [name, value] {
                    digest.update((part.len() as u64).to_be_bytes());
                    digest.update(part.as_bytes());
                }
            }
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let day = |value: Option<Date>| value.map(|day| day.to_string()).unwrap_or_default();
        feed("title", &self.title);
        feed("summary", &self.summary);
        feed("body", &self.body);
        for file in &self.attachments {
            feed("attachment.name", &file.name);
            feed("attachment.blob", &file.blob);
            feed("attachment.media_type", &file.media_type);
        }
        feed("document_number", &text(&self.document_number));
        feed("registration_number", &text(&self.registration_number));
        feed("issuer", &self.issuer);
        self.joint_issuers.iter().for_each(|issuer| feed("joint_issuer", issuer));
        feed("origin", self.origin.key());
        feed("generated_on", &self.generated_on.to_string());
        self.categories.iter().for_each(|category| feed("category", category));
        feed("column", &self.column);
        feed("theme", &text(&self.theme));
        feed("genre", self.genre.map_or("", Genre::key));
        feed("legal_kind", self.legal_kind.map_or("", LegalKind::key));
        self.keywords.iter().for_each(|keyword| feed("keyword", keyword));
        feed("attribute", self.attribute.key());
        feed("ground", &text(&self.ground));
        feed("ground_note", &text(&self.ground_note));
        feed("rhythm", &self.rhythm);
        feed("section", &text(&self.section));
        feed("interprets", &text(&self.interprets));
        feed("from_request", &text(&self.from_request));
        feed("effective_on", &day(self.effective_on));
        feed("expires_on", &day(self.expires_on));
        digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
