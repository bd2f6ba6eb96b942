//! Items that another system pushes (推送): each becomes a draft that goes through review like any other, once.

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_publication::Content;
use serde::{Deserialize, Serialize};

use super::Text;
use super::files::read_body;
use crate::{Actor, Aggregate, App, AppError, stream_write};

/// What stands for a picture the sender says nothing of.
const PICTURE: &str = "图片";
/// Pictures of a body at most.
const PICTURES: usize = 200;
/// Longest name in the other system, in characters.
const LONGEST: usize = 200;

/// Something that happened to what was pushed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub(super) enum PushEvent {
    /// It became an item.
    #[serde(rename = "push.taken.v1")]
    Taken {
        /// Its name in the other system.
        external: String,
        /// The item.
        item: String,
    },
}

/// What was pushed under a name, as the sum of its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Push {
    item: Option<String>,
}

impl Aggregate for Push {
    const AREA: &'static str = "push";
    type Event = PushEvent;

    fn apply(&mut self, event: &PushEvent) {
        let PushEvent::Taken { item, .. } = event;
        self.item = Some(item.clone());
    }
}

/// An item as another system sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedItem {
    /// Its name in the other system: the same is taken once.
    pub external: String,
    /// The fields.
    pub fields: Content,
    /// The body: HTML, or plain text.
    pub body: String,
    /// Its files: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Is it handed in for review at once?
    pub submit: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenItem {
    /// The item's id.
    pub id: String,
    /// Is it new, or was it taken before?
    pub is_new: bool,
    /// What was put right, or why it was not handed in.
    pub notes: Vec<String>,
}

impl App {
    /// Takes in an item that another system pushes, as a draft of the actor's.
    ///
    /// # Errors
    ///
    /// The fields that cannot be taken; then nothing is.
    pub async fn push_item(
        &self,
        actor: &Actor,
        agency: &str,
        pushed: PushedItem,
    ) -> Result<TakenItem, AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Author], agency).await?;
        let external = pushed.external.trim();
        if external.is_empty() || external.chars().count() > LONGEST {
            return Err(AppError::field(
                "external_id",
                format!("请填写推送系统中的编号，最多 {LONGEST} 个字。"),
            ));
        }
        let stream = format!("{agency}/{}", self.vault.lookup_hash("push", external));
        if let Some(id) = self.load::<Push>(&stream).await?.state.item {
            return Ok(TakenItem { id, is_new: false, notes: Vec::new() });
        }
        // What the column brings along is asked for by no field of the sender's.
        let columns = self.store.columns(agency).await?;
        if !columns.iter().any(|column| column.slug == pushed.fields.column && !column.closed) {
            return Err(AppError::field("column", "本机关没有这个栏目，或者栏目已经关闭。"));
        }
        let place = format!("push/{agency}");
        let is_page = gongkai_document::web::looks_like_page(&pushed.body);
        let name = if is_page { "body.html" } else { "body.txt" };
        let bytes = pushed.body.into_bytes();
        self.fit_case_file(&place, "body", name, &bytes).await?;
        let alternatives = vec![PICTURE.to_owned(); PICTURES];
        let (body, mut notes) = read_body("body", name, &bytes, &alternatives).await?;
        // Files are looked at before anything is recorded.
        for (name, bytes) in &pushed.files {
            self.fit_file(&place, "attachments", name, bytes).await?;
        }
        let (id, told) = self.draft_item(actor, agency, Text { fields: pushed.fields, body }).await?;
        notes.extend(told);
        let taken = PushEvent::Taken { external: external.to_owned(), item: id.clone() };
        let write = stream_write::<Push>(&stream, Version(0), &[taken])?;
        let attached = async {
            for (name, bytes) in &pushed.files {
                notes.extend(self.attach_to_item(actor, &id, name, bytes).await?);
            }
            self.try_append(actor, vec![write]).await
        };
        match attached.await {
            Ok(true) => {}
            Ok(false) => {
                // Sent twice at the same moment: the other one is it.
                self.abandon_item(actor, &id, "同一信息已经推送").await?;
                let id = self.load::<Push>(&stream).await?.state.item;
                let id = id.ok_or_else(|| AppError::Busy(format!("push/{stream}")))?;
                return Ok(TakenItem { id, is_new: false, notes: Vec::new() });
            }
            Err(error) => {
                self.abandon_item(actor, &id, "推送的附件不能保存").await?;
                return Err(error);
            }
        }
        if pushed.submit {
            match self.submit_item(actor, &id, None).await {
                Ok(()) => {}
                // It stays with its author, who reads why.
                Err(AppError::Refused(refused)) => notes.push(format!("没有送审：{}", refused.message)),
                Err(AppError::Fields(fields)) => {
                    let told: Vec<String> = fields.into_iter().map(|field| field.message).collect();
                    notes.push(format!("没有送审：{}", told.join("")));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(TakenItem { id, is_new: true, notes })
    }
}
