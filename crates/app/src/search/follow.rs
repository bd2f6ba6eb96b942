//! The index follows the journal by position, and is built from nothing when it is missing or damaged.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gongkai_search::{Document, Index, SearchError, Writer};
use gongkai_store::publication::{ItemFilter, ItemState};

use super::Standing;
use crate::{App, AppError};

/// How often the journal is looked at: a published item is to be found within two seconds.
const EVERY: Duration = Duration::from_millis(400);
/// Events read at once.
const AT_ONCE: u16 = 500;
/// Documents between two commits while all are built.
const COMMIT_EVERY: u64 = 5_000;
/// Events without items after which the position is written down all the same.
const FAR: u64 = 5_000;

/// What a round found to do.
enum Change {
    Put(Box<Document>),
    Remove(String),
}

/// The follower: the writer it holds, and how far it has come.
struct Follower {
    app: App,
    writer: Option<Writer>,
    /// Position in memory; what is written down may be less.
    position: u64,
    written: u64,
}

impl App {
    /// Keeps the node's index; does not return. Whatever fails is tried again.
    pub async fn follow_search(self) {
        let mut follower = Follower { app: self, writer: None, position: 0, written: 0 };
        let mut is_checked = false;
        loop {
            if let Err(error) = follower.round(&mut is_checked).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the search index is behind");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Brings the index to the journal's end once; for tests and programs that end.
    pub async fn catch_up_search(&self) -> Result<(), AppError> {
        let mut follower = Follower { app: self.clone(), writer: None, position: 0, written: 0 };
        follower.round(&mut true).await?;
        follower.rest().await
    }

    /// Opens the index that is there, to search in it; false when there is none.
    pub async fn open_search(&self) -> Result<bool, AppError> {
        self.reload_synonyms().await?;
        let Some(folder) = self.search.inner.shelf.current() else { return Ok(false) };
        let index = blocking(move || Index::open(&folder)).await?;
        self.search.hold(Arc::new(index));
        Ok(true)
    }

    /// Builds the index from nothing beside the one in use, which it replaces; the number of documents.
    ///
    /// `told` hears how many documents are in, and of how many.
    pub async fn rebuild_search(&self, told: &(dyn Fn(u64, u64) + Send + Sync)) -> Result<u64, AppError> {
        let shelf = self.search.inner.shelf.clone();
        let start = self.store.head().await?.position;
        let total =
            self.store.count_public_items(&[ItemFilter::default()]).await?.first().copied().unwrap_or(0);
        told(0, total);
        let (folder, index, mut writer) = blocking(move || {
            let folder = shelf.begin()?;
            let index = Index::create(&folder)?;
            let writer = index.writer()?;
            Ok((folder, index, writer))
        })
        .await?;
        let mut after = None;
        let mut done = 0;
        loop {
            let page = self.store.public_items(&ItemFilter::default(), after.as_ref(), AT_ONCE).await?;
            let mut documents = Vec::with_capacity(page.rows.len());
            for item in &page.rows {
                documents.push(Change::Put(Box::new(self.search_document(item).await?)));
            }
            done += documents.len() as u64;
            let commit = (done % COMMIT_EVERY < documents.len() as u64).then_some(0);
            writer = write(writer, documents, commit).await?;
            told(done, total.max(done));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        writer = write(writer, Vec::new(), Some(start)).await?;
        blocking(move || writer.finish()).await?;
        drop(index);
        let shelf = self.search.inner.shelf.clone();
        blocking(move || {
            shelf.switch(&folder)?;
            shelf.sweep();
            Ok(())
        })
        .await?;
        Ok(done)
    }
}

impl Follower {
    async fn round(&mut self, is_checked: &mut bool) -> Result<(), AppError> {
        let distrusted = self.app.search.was_distrusted();
        let current = self.app.search.inner.shelf.current();
        let held = self.app.search.index();
        let is_same = held.as_ref().is_some_and(|index| Some(index.folder()) == current.as_deref());
        if !is_same {
            self.writer = None;
            *is_checked = false;
            self.open(current).await?;
        }
        if distrusted || !*is_checked {
            self.check(distrusted).await?;
            *is_checked = true;
        }
        match self.catch_up().await {
            Err(AppError::Search(error)) if error.needs_rebuild() => self.build(&error.to_string()).await,
            other => other,
        }
    }

    /// Opens the index in use, or builds one.
    async fn open(&mut self, current: Option<PathBuf>) -> Result<(), AppError> {
        self.app.reload_synonyms().await?;
        let Some(folder) = current else { return self.build("there is none").await };
        let opened = blocking(move || {
            let index = Index::open(&folder)?;
            let position = index.position()?;
            Ok((index, position))
        });
        match opened.await {
            Ok((index, position)) => {
                self.app.search.hold(Arc::new(index));
                (self.position, self.written) = (position, position);
                Ok(())
            }
            Err(AppError::Search(error)) if error.needs_rebuild() => self.build(&error.to_string()).await,
            Err(error) => Err(error),
        }
    }

    /// Compares the files with their checksums; while it answers, it goes on answering.
    async fn check(&mut self, distrusted: bool) -> Result<(), AppError> {
        let Some(index) = self.app.search.index() else { return Ok(()) };
        match blocking(move || index.validate()).await {
            Ok(()) if !distrusted => Ok(()),
            // Files as they were written, and still a search failed: whatever it was, a new index is without it.
            Ok(()) => self.build("a search failed").await,
            Err(AppError::Search(error)) => self.build(&error.to_string()).await,
            Err(error) => Err(error),
        }
    }

    async fn build(&mut self, why: &str) -> Result<(), AppError> {
        tracing::warn!(why, "the search index is built anew");
        self.writer = None;
        self.app.search.let_go();
        let searching = self.app.search.clone();
        let told =
            move |done, total| searching.change(|held| held.standing = Standing::Building(done, total));
        let built = self.app.rebuild_search(&told).await;
        if built.is_err() {
            self.app.search.let_go();
        }
        let documents = built?;
        tracing::info!(documents, "the search index is built");
        let folder = self.app.search.inner.shelf.current();
        let folder =
            folder.ok_or_else(|| AppError::Inconsistent("no index after it was built".to_owned()))?;
        let (index, position) = blocking(move || {
            let index = Index::open(&folder)?;
            let position = index.position()?;
            Ok((index, position))
        })
        .await?;
        self.app.search.hold(Arc::new(index));
        (self.position, self.written) = (position, position);
        Ok(())
    }

    /// Takes in every event since the last round.
    async fn catch_up(&mut self) -> Result<(), AppError> {
        let Some(index) = self.app.search.index() else { return Ok(()) };
        loop {
            let events = self.app.store.events_after(self.position, u32::from(AT_ONCE)).await?;
            let Some(last) = events.last().map(|event| event.position) else { break };
            if events.iter().any(|event| ["agency", "synonyms"].contains(&event.stream.area())) {
                self.app.reload_synonyms().await?;
            }
            let items: BTreeSet<&str> = events
                .iter()
                .filter(|event| event.stream.area() == "item")
                .map(|event| event.stream.id())
                .collect();
            if !items.is_empty() || last >= self.written + FAR {
                let changes = self.changes(items).await?;
                let writer = if let Some(writer) = self.writer.take() {
                    writer
                } else {
                    let own = Arc::clone(&index);
                    match blocking(move || own.writer()).await {
                        // Another process keeps this index; what it writes is read.
                        Err(AppError::Search(SearchError::Busy)) => {
                            reload(index).await?;
                            self.app.search.moved();
                            return Ok(());
                        }
                        other => other?,
                    }
                };
                self.writer = Some(write(writer, changes, Some(last)).await?);
                self.written = last;
                reload(Arc::clone(&index)).await?;
                self.app.search.moved();
            }
            self.position = last;
        }
        Ok(())
    }

    async fn changes(&self, items: BTreeSet<&str>) -> Result<Vec<Change>, AppError> {
        let mut changes = Vec::with_capacity(items.len());
        for id in items {
            changes.push(match self.app.store.item(id).await? {
                Some(item) if item.state == ItemState::Public => {
                    Change::Put(Box::new(self.app.search_document(&item).await?))
                }
                Some(_) | None => Change::Remove(id.to_owned()),
            });
        }
        Ok(changes)
    }

    /// Ends the writing.
    async fn rest(&mut self) -> Result<(), AppError> {
        match self.writer.take() {
            Some(writer) => blocking(move || writer.finish()).await,
            None => Ok(()),
        }
    }
}

async fn reload(index: Arc<Index>) -> Result<(), AppError> {
    blocking(move || index.reload()).await
}

async fn write(mut writer: Writer, changes: Vec<Change>, commit: Option<u64>) -> Result<Writer, AppError> {
    blocking(move || {
        for change in &changes {
            match change {
                Change::Put(document) => writer.put(document)?,
                Change::Remove(id) => writer.remove(id),
            }
        }
        if let Some(position) = commit {
            writer.commit(position)?;
        }
        Ok(writer)
    })
    .await
}

/// Runs what reads and writes files apart from the async workers; a panic in it is damage.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SearchError> + Send + 'static,
) -> Result<T, AppError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(AppError::Search(SearchError::Damaged(error.to_string()))),
    }
}
