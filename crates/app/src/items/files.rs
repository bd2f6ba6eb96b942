//! Files of an item (正文文件、附件): a Word file becomes the body, others go beside it, without what they hide.

use gongkai_document::article::{self, Article, HtmlOptions, Picture};
use gongkai_document::hidden::{self, HiddenError, Leak};
use gongkai_publication::{Attachment, Checked, Content, Item, Refusal, edit};

use super::draft::propose;
use super::{WRITERS, field_errors};
use crate::files::media_type;
use crate::{Actor, App, AppError};

/// Files beside a body at most.
const MOST_FILES: usize = 50;
/// All pictures of a body together, in bytes: they travel with it.
const PICTURE_BYTES: usize = 6 * 1024 * 1024;

impl App {
    /// Makes a Word file, a page, Markdown or plain text the body of the edition in work. `alternatives` say what the pictures show that have no words
    /// of their own, in order. What was changed or left out on the way.
    pub async fn set_item_body(
        &self,
        actor: &Actor,
        id: &str,
        name: &str,
        bytes: &[u8],
        alternatives: &[String],
    ) -> Result<Vec<String>, AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        self.fit_case_file(&format!("item/{agency}"), "file", name, bytes).await?;
        let (html, notes) = read_body("file", name, bytes, alternatives).await?;
        self.take_body(actor, id, html, notes).await
    }

    /// Makes what was pasted from a page, or typed as Markdown, the body of the edition in work.
    pub async fn paste_item_body(
        &self,
        actor: &Actor,
        id: &str,
        pasted: &str,
        alternatives: &[String],
    ) -> Result<Vec<String>, AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        self.fit_texts(&format!("item/{agency}"), &[("pasted", pasted)]).await?;
        let name = if gongkai_document::web::looks_like_page(pasted) { "pasted.html" } else { "pasted.md" };
        let (html, notes) = read_body("pasted", name, pasted.as_bytes(), alternatives).await?;
        self.take_body(actor, id, html, notes).await
    }

    /// Makes clean HTML the body of the edition in work, and proposes a summary where there is none.
    async fn take_body(
        &self,
        actor: &Actor,
        id: &str,
        html: String,
        mut notes: Vec<String>,
    ) -> Result<Vec<String>, AppError> {
        let mut draft = self.item_state(id).await?.in_work()?.content.clone();
        if propose(&mut draft, &html).is_some() {
            notes.push("内容概述已按正文开头生成".to_owned());
        }
        let body = self.keep_content(html.into_bytes()).await?;
        self.change_content(actor, id, |content| {
            content.body.clone_from(&body);
            if content.summary.is_empty() {
                content.summary.clone_from(&draft.summary);
            }
        })
        .await?;
        Ok(notes)
    }

    /// Puts a file beside the body of the edition in work, without what it hides; what was taken out.
    pub async fn attach_to_item(
        &self,
        actor: &Actor,
        id: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<Vec<String>, AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        let item = self.item_state(id).await?;
        let held = &item.in_work()?.content.attachments;
        if held.len() >= MOST_FILES {
            return Err(AppError::field(
                "file",
                format!("附件最多 {MOST_FILES} 个，请打包或者分成几条信息。"),
            ));
        }
        if held.iter().any(|known| known.name == name) {
            return Err(AppError::field("file", "已有同名的附件；要替换的，请先移除原来的。"));
        }
        self.fit_case_file(&format!("item/{agency}"), "file", name, bytes).await?;
        let (clean, media_type, notes) = clean_file("file", name, bytes).await?;
        let size_bytes = u64::try_from(clean.len()).unwrap_or(u64::MAX);
        let blob = self.keep_content(clean).await?;
        let file = Attachment { name: name.to_owned(), blob, media_type: media_type.to_owned(), size_bytes };
        self.change_content(actor, id, |content| content.attachments.push(file.clone())).await?;
        Ok(notes)
    }

    /// Takes a file away from the edition in work.
    pub async fn detach_from_item(&self, actor: &Actor, id: &str, name: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, WRITERS, id).await?;
        self.change_content(actor, id, |content| content.attachments.retain(|file| file.name != name)).await
    }

    /// Changes what the edition in work says; approvals so far are void.
    pub(super) async fn change_content(
        &self,
        actor: &Actor,
        id: &str,
        change: impl Fn(&mut Content) + Send + Sync,
    ) -> Result<(), AppError> {
        let today = self.today();
        let item = self.load_existing::<Item>(id).await?.state;
        let mut content = item.in_work()?.content.clone();
        change(&mut content);
        let checked = Checked::new(content, today).map_err(field_errors)?;
        let before = item.in_work()?.hash.clone();
        self.change_item(actor, id, |item, context| {
            // Somebody else changed it meanwhile: nothing of theirs is written over.
            if item.in_work()?.hash != before {
                return Err(Refusal::new("unchanged", "稿件刚刚被改动，请重新打开后再办理。"));
            }
            edit(item, &checked, context)
        })
        .await
    }
}

/// A file without what it hides, its media type, and what was taken out.
pub(super) async fn clean_file(
    field: &'static str,
    name: &str,
    bytes: &[u8],
) -> Result<(Vec<u8>, &'static str, Vec<String>), AppError> {
    let media_type = media_type(name, bytes).ok_or_else(|| {
        AppError::field(
            field,
            "不能接收这种文件，或者内容与扩展名不符；请上传 PDF、OFD、DOC(X)、XLS(X)、WPS、JPG、PNG、TXT 或者 ZIP。",
        )
    })?;
    let file = bytes.to_vec();
    let (clean, notes) = match apart(move || hidden::strip(&file)).await? {
        Ok(stripped) => {
            let mut notes = counted("已去除", &stripped.removed);
            notes.extend(counted("请核对", &stripped.left));
            (stripped.bytes, notes)
        }
        Err(HiddenError::Unsupported(_)) => {
            (bytes.to_vec(), vec!["这种文件没有检查隐藏信息，请确认后再发布。".to_owned()])
        }
        Err(HiddenError::Encrypted) => {
            return Err(AppError::field(field, "文件有密码，公众打不开，也不能检查；请去掉密码后上传。"));
        }
        Err(HiddenError::VisibleChanged { .. }) => {
            return Err(AppError::field(
                field,
                "去除隐藏信息会改变看得见的内容，没有上传；请在原软件中清理后再上传。",
            ));
        }
        Err(_) => return Err(AppError::field(field, "文件已损坏，请重新导出后上传。")),
    };
    Ok((clean, media_type, notes))
}

/// A body from a Word file, a page, Markdown or plain text, as clean HTML; and what was changed or left out on the way.
pub(super) async fn read_body(
    field: &'static str,
    name: &str,
    bytes: &[u8],
    alternatives: &[String],
) -> Result<(String, Vec<String>), AppError> {
    let file = bytes.to_vec();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let is_word = gongkai_document::kind(bytes) == gongkai_document::Kind::Docx;
    let is_text = matches!(ending.as_str(), "html" | "htm" | "md" | "markdown" | "txt");
    if !is_word && !is_text {
        return Err(AppError::field(
            field,
            "正文只接收 DOCX、HTML、Markdown 和 TXT 文件；WPS 文字和旧版 DOC 请另存为 DOCX，其他文件请作为附件上传。",
        ));
    }
    let read = apart(move || {
        if is_word {
            return gongkai_document::word::read(&file).map_err(|_| ());
        }
        let text = gongkai_document::decode(&file).map_err(|_| ())?;
        match ending.as_str() {
            "html" | "htm" => gongkai_document::web::read(&text).map_err(|_| ()),
            "txt" => Ok(plain(&text)),
            _ => gongkai_document::web::markdown(&text).map_err(|_| ()),
        }
    });
    let unread = if is_word {
        "请用 Word 或者 WPS 打开后另存为 DOCX。"
    } else {
        "请核对文件的内容和编码。"
    };
    let mut article =
        read.await?.map_err(|()| AppError::field(field, format!("读不出这个文件，{unread}")))?;
    describe(&mut article, alternatives)?;
    let mut notes: Vec<String> = article
        .remarks
        .iter()
        .map(|remark| format!("{}：{}", remark.kind.label(), short(&remark.text)))
        .collect();
    notes.dedup();
    let unshown = article.pictures.iter().filter(|picture| data_address(picture).is_empty()).count();
    if unshown > 0 {
        notes.push(format!("{unshown} 张图片不是 PNG 或者 JPG，没有放进正文，请转换后重新上传"));
    }
    let address = |_: usize, picture: &Picture| data_address(picture);
    let html = article::html(&article, &HtmlOptions { picture: &address, ..HtmlOptions::default() });
    if html.trim().is_empty() {
        return Err(AppError::field(field, "没有读到正文。"));
    }
    Ok((html, notes))
}

/// Plain text, a paragraph a line.
fn plain(text: &str) -> Article {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let paragraph = |line: &str| article::Block::Paragraph {
        align: article::Align::Start,
        content: vec![article::Inline::Text {
            text: line.to_owned(),
            look: article::Look::default(),
            link: None,
        }],
    };
    Article { blocks: lines.map(paragraph).collect(), ..Article::default() }
}

/// Says what the pictures show; each needs words of its own or of the form.
fn describe(article: &mut Article, alternatives: &[String]) -> Result<(), AppError> {
    let lacking = article.pictures_without_alternative();
    let given: Vec<&String> = alternatives.iter().filter(|line| !line.trim().is_empty()).collect();
    if given.len() < lacking.len() {
        return Err(AppError::field(
            "alternatives",
            format!(
                "文件里有 {} 张图片没有替代文字，请按顺序一行一张写明图中内容（现在填了 {} 行），供看不见图片的人听读。",
                lacking.len(),
                given.len()
            ),
        ));
    }
    for (index, words) in lacking.into_iter().zip(given) {
        if let Some(picture) = article.pictures.get_mut(index) {
            picture.alternative = Some(words.trim().to_owned());
        }
    }
    let bytes: usize = article.pictures.iter().map(|picture| picture.bytes.len()).sum();
    if bytes > PICTURE_BYTES {
        return Err(AppError::field("file", "正文中的图片合计超过 6 MB，请压缩图片后再上传。"));
    }
    Ok(())
}

/// A picture as part of the page that shows it.
fn data_address(picture: &Picture) -> String {
    use base64::Engine as _;
    let kind = match picture.kind {
        gongkai_document::Kind::Png => "png",
        gongkai_document::Kind::Jpeg => "jpeg",
        _ => return String::new(),
    };
    format!("data:image/{kind};base64,{}", base64::engine::general_purpose::STANDARD.encode(&picture.bytes))
}

/// `已去除：批注 3 处、文档属性 2 处`
fn counted(what: &str, leaks: &[Leak]) -> Vec<String> {
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for leak in leaks {
        match kinds.iter_mut().find(|(label, _)| *label == leak.kind.label()) {
            Some((_, count)) => *count += 1,
            None => kinds.push((leak.kind.label(), 1)),
        }
    }
    if kinds.is_empty() {
        return Vec::new();
    }
    let all: Vec<String> = kinds.into_iter().map(|(label, count)| format!("{label} {count} 处")).collect();
    vec![format!("{what}：{}。", all.join("、"))]
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Reading a file takes long and a damaged one may do worse.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| AppError::field("file", "读不出这个文件，请另存后再上传。"))
}
