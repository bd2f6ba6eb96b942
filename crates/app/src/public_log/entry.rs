//! What an event of the journal says in the log.

use gongkai_document::DocumentError;
use gongkai_journal::log::{Anchor, Document, Leaf, LeafEvent, Rendition, commitment};
use gongkai_journal::{Recorded, decode};
use gongkai_publication::{Attribute, ItemEvent, Validity};
use gongkai_report::workshop::WorkshopEvent;
use gongkai_request::{CaseNumber, Event};
use gongkai_store::log::NewLogEntry;
use gongkai_store::publication::EditionRow;
use gongkai_store::{BlobId, StoreError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::bare_words;
use crate::reports::{ReportFormat, write};
use crate::requests::place;
use crate::vault::random;
use crate::{App, AppError};

/// What an entry about an item is bound to without saying it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Code of the agency.
    pub agency: String,
    /// 索引号
    pub index_number: String,
    /// 标题
    pub title: String,
    /// 发文字号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// 发布机构
    pub issuer: String,
    /// Hash of all the edition says, which its approvals are bound to as well.
    pub content: String,
    /// Names of its files, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Where in a page or print the words of its body begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Anchor>,
    /// What is told of its end: the kind, the day, the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

impl ItemFacts {
    /// Name of the file that the rendition `attachment/N` is.
    pub fn file(&self, rendition: &str) -> Option<&str> {
        let place: usize = rendition.strip_prefix("attachment/")?.parse().ok()?;
        self.files.get(place.checked_sub(1)?).map(String::as_str)
    }
}

/// What an entry about a request is bound to without saying it. No word of the requester's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptFacts {
    /// Code of the agency.
    pub agency: String,
    /// 申请编号
    pub number: String,
    /// How it came.
    pub channel: String,
    /// Day it was submitted, handed in or posted.
    pub submitted_on: Option<Date>,
    /// Day it reached the agency.
    pub arrived_on: Option<Date>,
    /// SHA-256 of the bare words that describe what is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

/// What an entry about an annual report is bound to without saying it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFacts {
    /// Code of the agency.
    pub agency: String,
    /// The year reported on.
    pub year: i16,
    /// Title of the report.
    pub title: String,
    /// SHA-256 of the edition as it was signed.
    pub content: String,
}

/// What an event changes in the log.
pub(super) enum Told {
    Nothing,
    Entry(Box<NewLogEntry>),
    /// What opens the entries about this stream is destroyed.
    Forget,
}

/// An entry before it is bound and written.
struct Draft {
    document: String,
    edition: u32,
    event: LeafEvent,
    renditions: Vec<Rendition>,
    metadata: String,
}

impl App {
    /// What the log named `origin` says of an event.
    pub(super) async fn log_entry(&self, origin: &str, event: &Recorded) -> Result<Told, AppError> {
        let draft = match event.stream.area() {
            "item" if event.kind.starts_with("item.") => match decode(event)? {
                ItemEvent::Purged(_) => return Ok(Told::Forget),
                what => self.item_entry(event.stream.id(), &what).await?,
            },
            "report" => self.report_entry(event).await?,
            "request" if event.kind == "request.registered.v1" => self.receipt_entry(event).await?,
            "request" if event.kind == "request.erased.v1" => match decode(event)? {
                Event::Erased(erased) if erased.letter.is_none() && !erased.beside => {
                    return Ok(Told::Forget);
                }
                _ => None,
            },
            _ => None,
        };
        Ok(match draft {
            Some(draft) => Told::Entry(Box::new(bind(origin, event, draft)?)),
            None => Told::Nothing,
        })
    }

    async fn item_entry(&self, id: &str, what: &ItemEvent) -> Result<Option<Draft>, AppError> {
        let (edition, event) = match what {
            ItemEvent::Approved(facts) if facts.level == facts.of => {
                (facts.edition, LeafEvent::ApproveCommit)
            }
            ItemEvent::Published(facts) if facts.edition > 1 => (facts.edition, LeafEvent::Correct),
            ItemEvent::Published(facts) => (facts.edition, LeafEvent::Publish),
            ItemEvent::Imported(_) => (1, LeafEvent::Publish),
            ItemEvent::Withdrawn(facts) => (facts.edition, LeafEvent::Withdraw),
            ItemEvent::Pulled { edition, .. } => (*edition, LeafEvent::Pull),
            ItemEvent::ValidityChanged(facts) => (
                0,
                match facts.validity {
                    Validity::Repealed => LeafEvent::Repeal,
                    Validity::Expired => LeafEvent::Expire,
                    Validity::Modified | Validity::InForce => LeafEvent::Modify,
                },
            ),
            _ => return Ok(None),
        };
        let Some(row) = self.store.item(id).await? else { return Ok(None) };
        let editions = self.store.editions(id).await?;
        let shown = if edition == 0 { row.edition.unwrap_or(1) } else { edition };
        let Some(found) = editions.iter().find(|row| row.edition == shown) else { return Ok(None) };
        if found.fields.attribute != Attribute::Proactive {
            return Ok(None);
        }
        let mut facts = ItemFacts {
            agency: row.agency,
            index_number: row.index_number,
            title: found.fields.title.clone(),
            document_number: found.fields.document_number.clone(),
            issuer: found.fields.issuer.clone(),
            content: found.fields.hash.clone(),
            files: found.fields.attachments.iter().map(|file| file.name.clone()).collect(),
            words: None,
            end: None,
        };
        let mut renditions = Vec::new();
        match what {
            // Of what is not yet public not even a hash can be tried out: all is in the commitment.
            ItemEvent::Approved(approved) => facts.content.clone_from(&approved.hash),
            ItemEvent::Published(_) | ItemEvent::Imported(_) => {
                (renditions, facts.words) = self.renditions(found).await?;
            }
            ItemEvent::Withdrawn(end) => facts.end = Some(end.kind_of.key().to_owned()),
            ItemEvent::Pulled { .. } => facts.end = Some("pulled".to_owned()),
            ItemEvent::ValidityChanged(end) => {
                facts.end = Some(format!("{} {} {}", end.validity.key(), end.on, end.act));
            }
            _ => {}
        }
        let metadata = json_of(&facts)?;
        Ok(Some(Draft { document: format!("item/{id}"), edition, event, renditions, metadata }))
    }

    /// The words of an edition's body and the bytes of its files.
    async fn renditions(&self, edition: &EditionRow) -> Result<(Vec<Rendition>, Option<Anchor>), AppError> {
        let mut renditions = Vec::new();
        let mut anchor = None;
        let body = &edition.fields.body;
        if !body.is_empty()
            && let Some(bytes) = self.content_if_kept(body).await?
        {
            match apart(move || bare_words(&bytes)).await?.map(|pages| pages.concat()) {
                Ok(words) if !words.is_empty() => {
                    anchor = Some(Anchor::of(&words));
                    renditions.push(Rendition::of(name("text")?, words.as_bytes()));
                }
                // A body of pictures alone has no words.
                Ok(_) | Err(DocumentError::Empty | DocumentError::NoText) => {}
                Err(error) => {
                    tracing::error!(body, error = &error as &dyn std::error::Error, "no words in a body");
                }
            }
        }
        for (place, file) in (1..).zip(&edition.fields.attachments) {
            if let Some(bytes) = self.content_if_kept(&file.blob).await? {
                let name = name(&format!("attachment/{place}"))?;
                renditions.push(apart(move || Rendition::of(name, &bytes)).await?);
            }
        }
        Ok((renditions, anchor))
    }

    async fn content_if_kept(&self, hash: &str) -> Result<Option<Vec<u8>>, AppError> {
        kept_bytes(self.content(hash).await)
    }

    /// A published edition of an annual report: its figures and texts in their JSON form, which no release changes.
    async fn report_entry(&self, event: &Recorded) -> Result<Option<Draft>, AppError> {
        let (edition, told) = match decode(event)? {
            WorkshopEvent::Published(facts) if facts.edition > 1 => (facts.edition, LeafEvent::Correct),
            WorkshopEvent::Published(facts) => (facts.edition, LeafEvent::Publish),
            WorkshopEvent::Recorded(_) => (1, LeafEvent::Publish),
            _ => return Ok(None),
        };
        let Some((agency, year)) = event.stream.id().rsplit_once('/') else { return Ok(None) };
        let Ok(year) = year.parse::<i16>() else { return Ok(None) };
        let Some(kept) = self.published_report_edition(agency, year, edition).await? else { return Ok(None) };
        let json = write(&kept.report, ReportFormat::Json)?;
        let mut renditions = vec![Rendition::of(name("download.json")?, &json.bytes)];
        if let Some(blob) = kept.file.as_deref().and_then(BlobId::parse)
            && let Some(bytes) = kept_bytes(self.blobs.get(&blob).await.map_err(AppError::from))?
        {
            renditions.push(Rendition::of(name("original")?, &bytes));
        }
        let facts = ReportFacts {
            agency: agency.to_owned(),
            year,
            title: kept.report.sections.title.clone(),
            content: kept.content_hash,
        };
        let (document, metadata) = (event.stream.as_str().to_owned(), json_of(&facts)?);
        Ok(Some(Draft { document, edition, event: told, renditions, metadata }))
    }

    async fn receipt_entry(&self, event: &Recorded) -> Result<Option<Draft>, AppError> {
        let Event::Registered(form) = decode(event)? else { return Ok(None) };
        let Some((agency, number)) = CaseNumber::from_stream(event.stream.id()) else { return Ok(None) };
        let at = place(agency, number, "text");
        // Erased by now: nothing is left to bind, and the entry says no less.
        let asked = self.vault.open(&form.person, &at, form.sealed.text.as_str()).await.ok();
        let facts = ReceiptFacts {
            agency: agency.to_owned(),
            number: number.to_string(),
            channel: form.channel.key().to_owned(),
            submitted_on: form.submitted_on,
            arrived_on: form.arrived_on,
            asked: asked.map(|text| {
                let words = gongkai_journal::log::bare(&text);
                BlobId::of(words.as_bytes()).as_str().to_owned()
            }),
        };
        let (document, metadata) = ("receipt".to_owned(), json_of(&facts)?);
        let event = LeafEvent::RequestReceipt;
        Ok(Some(Draft { document, edition: 0, event, renditions: Vec::new(), metadata }))
    }
}

/// The bytes; `None` when they were purged or lost, which must not keep the log from going on.
fn kept_bytes(read: Result<Vec<u8>, AppError>) -> Result<Option<Vec<u8>>, AppError> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(AppError::NotFound) => Ok(None),
        Err(AppError::Store(error @ (StoreError::BlobMissing(_) | StoreError::BlobChanged(_)))) => {
            tracing::error!(error = &error as &dyn std::error::Error, "published bytes are lost");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn bind(origin: &str, event: &Recorded, draft: Draft) -> Result<NewLogEntry, AppError> {
    let salt = random::<32>()?;
    let leaf = Leaf {
        log: name(origin)?,
        document: name(&draft.document)?,
        edition: draft.edition,
        event: draft.event,
        at: event.recorded_at,
        renditions: draft.renditions,
        metadata: commitment(&salt, &draft.metadata),
    };
    let entry = leaf.encode().map_err(|error| AppError::Inconsistent(format!("log entry: {error}")))?;
    Ok(NewLogEntry {
        position: event.position,
        stream: event.stream.as_str().to_owned(),
        edition: draft.edition,
        event: draft.event.code().to_owned(),
        entry,
        opening: Some((salt, draft.metadata)),
    })
}

fn name(text: &str) -> Result<Document, AppError> {
    Document::new(text).ok_or_else(|| AppError::Inconsistent(format!("no name for a log entry: {text:?}")))
}

fn json_of(facts: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(facts).map_err(|error| AppError::Inconsistent(error.to_string()))
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Inconsistent(format!("reading what was published: {error}")))
}
