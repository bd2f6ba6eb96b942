//! Drafting: the form's fields checked against the agency, the item's number, its index number.

use gongkai_agency::{Agency, Founded};
use gongkai_journal::Version;
use gongkai_publication::{
    Checked, Content, IndexNumber, IndexTemplate, IndexValues, Item, draft, propose_summary,
};
use gongkai_store::{AppendError, StreamWrite};
use tokio::sync::Mutex;

use super::{WRITERS, field_errors};
use crate::screening::SCREENER;
use crate::{Actor, App, AppError, stream_write};

/// Numbers are given out one after the other, so that writers of one process do not race for them. Another process
/// may still be faster; then the number is taken anew.
pub(super) static NUMBERING: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
pub(super) const ATTEMPTS: u32 = 16;

/// What an author hands in: the fields, and the body as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The fields. `body` is filled in from [`Text::body`]; an empty issuer is the agency itself, empty categories
    /// are the column's.
    pub fields: Content,
    /// The body, clean HTML.
    pub body: String,
}

impl App {
    /// Drafts a new item at an agency; its id, and what was put right in the form.
    pub async fn draft_item(
        &self,
        actor: &Actor,
        agency: &str,
        text: Text,
    ) -> Result<(String, Vec<String>), AppError> {
        self.permit_in_tree(actor, WRITERS, agency).await?;
        let (checked, notes) = self.checked(agency, text).await?;
        let state = self.agency_state(agency).await?;
        let founded = state.active()?;
        let levels = state.review_levels(&checked.content().column);
        let template = IndexTemplate::parse(&state.settings.index_template)?;
        let values = index_values(founded, checked.content());
        let series = template.series(&values)?;
        let context = self.publication_context(actor);
        let _turn = NUMBERING.lock().await;
        for _ in 0..ATTEMPTS {
            let id = format!("{agency}/{}", self.store.next_item_number(agency).await?);
            let index = template.number(&values, self.store.next_index_serial(&series).await?)?;
            let events = draft(&Item::default(), agency, &index, levels, &checked, &context)?;
            let write = stream_write::<Item>(&id, Version(0), &events)?;
            if self.try_append(actor, vec![write]).await? {
                return Ok((id, notes));
            }
        }
        Err(AppError::Busy(format!("item/{agency}")))
    }

    /// Appends writes of new streams; `false` when a number was taken by somebody else meanwhile.
    pub(crate) async fn try_append(&self, actor: &Actor, writes: Vec<StreamWrite>) -> Result<bool, AppError> {
        match self.append(actor, writes, Vec::new()).await {
            Ok(_) => Ok(true),
            Err(AppError::Append(
                AppendError::Conflict { .. }
                | AppendError::Projection(gongkai_store::ProjectError::Constraint(_)),
            )) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keeps the body, fills in what the agency says and what the text offers, checks every field; what was put right or
    /// proposed.
    pub(super) async fn checked(&self, agency: &str, text: Text) -> Result<(Checked, Vec<String>), AppError> {
        let state = self.agency_state(agency).await?;
        let mut content = text.fields;
        complete(&mut content, &state);
        if let Some(interpreted) = &content.interprets
            && self.store.item(interpreted).await?.is_none()
        {
            return Err(AppError::field("interprets", "没有找到被解读的文件，请核对条目编号。"));
        }
        let place = format!("item/{agency}");
        self.fit_texts(
            &place,
            &[("title", &content.title), ("summary", &content.summary), ("body", &text.body)],
        )
        .await?;
        self.check_asked(agency, &mut content, &text.body).await?;
        let body = text.body;
        content.body = if body.trim().is_empty() {
            String::new()
        } else {
            self.keep_content(body.clone().into_bytes()).await?
        };
        let proposed = propose(&mut content, &body);
        let checked = Checked::new(content, self.today()).map_err(field_errors)?;
        known_places(&state, checked.content())?;
        let mut notes = checked.notes().to_vec();
        notes.extend(proposed);
        Ok((checked, notes))
    }
}

/// A summary from the text where the author gave none; says that it is to be looked over.
pub(super) fn propose(content: &mut Content, html: &str) -> Option<String> {
    if !content.summary.trim().is_empty() {
        return None;
    }
    // What tells of somebody is not said once more.
    let harmless = |line: &&str| SCREENER.screen(line, None).findings.is_empty();
    let text = lines_of(html).lines().filter(harmless).collect::<Vec<_>>().join("\n");
    content.summary = propose_summary(content.title.trim(), &text);
    (!content.summary.is_empty()).then(|| "内容概述已按正文开头生成，请核对。".to_owned())
}

/// The words of clean HTML, a paragraph a line.
fn lines_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (index, piece) in html.split('<').enumerate() {
        let words = if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, words)| words) };
        let closes = ["/p>", "/h", "/li>", "/td>", "/th>", "br>"].iter().any(|end| piece.starts_with(end));
        if closes {
            text.push('\n');
        }
        text.push_str(words.trim_matches('\n'));
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What the form may leave to the agency: issuer, categories, rhythm.
pub(super) fn complete(content: &mut Content, agency: &Agency) {
    if content.issuer.trim().is_empty() {
        agency.name_on(content.generated_on).clone_into(&mut content.issuer);
    }
    if let Some(column) = agency.columns.get(&content.column) {
        if content.categories.is_empty() {
            content.categories.extend(column.category.clone());
        }
        if content.rhythm.is_empty() {
            column.rhythm.key().clone_into(&mut content.rhythm);
        }
    }
}

/// Column and section are the agency's own, and so is the power to make 规章.
pub(super) fn known_places(agency: &Agency, content: &Content) -> Result<(), AppError> {
    agency.active()?;
    if !agency.columns.contains_key(&content.column) {
        return Err(AppError::field("column", "没有这个栏目，请从本机关的栏目中选择。"));
    }
    if content.section.as_ref().is_some_and(|section| !agency.sections.contains_key(section)) {
        return Err(AppError::field("section", "没有这个科室，请从本机关的科室中选择。"));
    }
    if content.legal_kind == Some(gongkai_publication::LegalKind::Regulation)
        && !agency.settings.makes_regulations
        && content.origin == gongkai_publication::Origin::Made
    {
        return Err(AppError::field(
            "legal_kind",
            "本机关没有规章制定权；请选行政规范性文件，或把来源改为获取。",
        ));
    }
    Ok(())
}

pub(super) fn index_values(agency: &Founded, content: &Content) -> IndexValues {
    IndexValues {
        region: agency.region.clone(),
        credit_code: agency.credit_code.clone(),
        agency: agency.code.clone(),
        section: content.section.clone(),
        category: content.categories.first().cloned(),
        generated_on: content.generated_on,
    }
}

/// A number brought along from another site belongs to no series here.
pub(super) fn foreign_number(text: &str) -> IndexNumber {
    IndexNumber { text: text.to_owned(), series: String::new(), serial: 0 }
}
