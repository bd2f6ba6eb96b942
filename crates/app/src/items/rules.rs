//! The rules an agency's items are screened by: what is built in, the lists of the agency and of those above it, its
//! own contacts. When lists change, what is public is screened again (词表变更后的复查).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use gongkai_agency::{Role, set_words};
use gongkai_screening::{Rules, Screener};
use gongkai_store::StoreError;
use gongkai_store::publication::{ItemFilter, ItemRow, ItemState};
use gongkai_store::screened::{Rescreening, ScreenedRow};
use sha2::{Digest, Sha256};

use super::{ItemScreening, UnreadPart};
use crate::vault::to_hex;
use crate::{Actor, App, AppError};

/// Items screened again in one go.
const AT_ONCE: u16 = 20;
/// How often lists are looked at once everything is screened.
const EVERY: Duration = Duration::from_mins(1);
/// Of the time, one part is spent on screening again and so many on everything else.
const REST: u32 = 3;

/// Screeners made ready, by what they were made from.
#[derive(Clone, Default)]
pub(crate) struct Screeners(Arc<RwLock<HashMap<String, Ready>>>);

#[derive(Clone)]
struct Ready {
    key: String,
    screener: Arc<Screener>,
}

impl Screeners {
    fn get(&self, agency: &str, key: &str) -> Option<Arc<Screener>> {
        let known = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.get(agency).filter(|ready| ready.key == key).map(|ready| Arc::clone(&ready.screener))
    }

    fn keep(&self, agency: &str, key: String, screener: &Arc<Screener>) {
        let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.insert(agency.to_owned(), Ready { key, screener: Arc::clone(screener) });
    }
}

impl App {
    /// Replaces an agency's list of words; agencies below go by it too.
    pub async fn set_agency_words(&self, actor: &Actor, code: &str, words: &str) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], code).await?;
        Rules::built_in().add_list(words).map_err(|fault| AppError::field("words", fault.to_string()))?;
        let by = self.context(actor).by;
        self.change_agency(actor, code, |agency| set_words(agency, words, &by)).await
    }

    /// The screener for what an agency publishes.
    pub(crate) async fn screener_for(&self, agency: &str) -> Result<Arc<Screener>, AppError> {
        let (mut lists, mut hashes, mut contacts) = (Vec::new(), Vec::new(), Vec::new());
        for (code, _) in self.store.lineage(agency).await? {
            if let Some((words, hash)) = self.store.words_of(&code).await? {
                lists.push(words);
                hashes.push(hash);
            }
            if let Some(row) = self.store.agency(&code).await? {
                contacts.extend([row.phone, row.fax, row.internet_contact, row.address]);
            }
        }
        let version = version(&hashes);
        let key = format!("{version} {}", contacts.join(" "));
        if let Some(ready) = self.screeners.get(agency, &key) {
            return Ok(ready);
        }
        let mut rules = Rules { version, ..Rules::built_in() };
        for list in &lists {
            // Every list was read before it was recorded; a word of one that no longer reads is none.
            if let Err(fault) = rules.add_list(list) {
                tracing::warn!(
                    agency,
                    error = &fault as &dyn std::error::Error,
                    "a list of words is left out"
                );
            }
        }
        rules
            .contacts
            .extend(contacts.iter().flat_map(|line| line.split(['、', '；', ';', ' '])).map(str::to_owned));
        let screener = Arc::new(Screener::new(&rules));
        self.screeners.keep(agency, key, &screener);
        Ok(screener)
    }

    /// Screens again what is public wherever the rules have changed since; does not return.
    pub async fn follow_rules(self) {
        loop {
            let begun = Instant::now();
            let pause = match self.rescreen_some().await {
                Ok(0) => EVERY,
                Ok(_) => begun.elapsed() * REST,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "public items are not screened again yet"
                    );
                    EVERY
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Screens some public items again of each agency whose rules have changed; how many such agencies there are.
    pub async fn rescreen_some(&self) -> Result<u32, AppError> {
        let parents = self.store.agency_parents().await?;
        let (lists, known) = (self.store.word_lists().await?, self.store.rescreenings().await?);
        let mut changed = 0;
        for agency in parents.keys() {
            let rules = version(&lists_of(agency, &parents, &lists));
            let so_far = known.get(agency).filter(|so_far| so_far.rules == rules);
            if so_far.is_some_and(|so_far| so_far.is_done) {
                continue;
            }
            let filter = ItemFilter { agency: Some(agency.clone()), ..ItemFilter::default() };
            let after = so_far.and_then(|so_far| so_far.after.as_ref());
            let page = self.store.public_items(&filter, after, AT_ONCE).await?;
            for item in &page.rows {
                self.rescreen(item).await?;
            }
            let is_done = page.next.is_none();
            self.store.keep_rescreening(agency, &Rescreening { rules, after: page.next, is_done }).await?;
            changed += 1;
        }
        Ok(changed)
    }

    /// Screens what is public of an item again and keeps what stands to be looked at.
    pub(super) async fn rescreen_item(&self, id: &str) -> Result<(), AppError> {
        match self.store.item(id).await?.filter(|row| row.state == ItemState::Public) {
            Some(row) => self.rescreen(&row).await,
            None => Ok(()),
        }
    }

    async fn rescreen(&self, row: &ItemRow) -> Result<(), AppError> {
        let item = self.item_state(&row.id).await?;
        let Some(edition) = item.public_edition() else { return Ok(()) };
        let screening = match self.screen_content(&item, &edition.content).await {
            Ok(screening) => screening,
            // What is lost of one item is to be looked at, and stops the screening of no other.
            Err(
                AppError::NotFound | AppError::Store(StoreError::BlobMissing(_) | StoreError::BlobChanged(_)),
            ) => {
                let unread = vec![UnreadPart::lost()];
                ItemScreening { unread, rules: Rules::VERSION.to_owned(), ..ItemScreening::default() }
            }
            Err(error) => return Err(error),
        };
        let mut kinds = BTreeMap::new();
        for found in screening.to_look_at() {
            *kinds.entry(found.kind.key().to_owned()).or_default() += 1;
        }
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let kept = ScreenedRow {
            item: row.id.clone(),
            hash: edition.hash.clone(),
            rules: screening.rules.clone(),
            open: count(screening.to_look_at().count()),
            unread: count(screening.unlooked()),
            links: count(screening.links.len()),
            kinds,
            at: self.now(),
        };
        Ok(self.store.keep_screened(&row.agency, &kept).await?)
    }
}

/// Hashes of the lists an agency goes by: its own, then those above it.
fn lists_of(
    agency: &str,
    parents: &BTreeMap<String, Option<String>>,
    lists: &BTreeMap<String, String>,
) -> Vec<String> {
    let (mut hashes, mut code) = (Vec::new(), Some(agency.to_owned()));
    // A tree is not deeper than this; a circle would be without end.
    for _ in 0..100 {
        let Some(here) = code else { break };
        hashes.extend(lists.get(&here).cloned());
        code = parents.get(&here).cloned().flatten();
    }
    hashes
}

/// The name of rules made of what is built in and these lists.
fn version(lists: &[String]) -> String {
    if lists.is_empty() {
        return Rules::VERSION.to_owned();
    }
    let digest = Sha256::digest(lists.join(" ").as_bytes());
    format!("{}+{}", Rules::VERSION, to_hex(digest.get(..6).unwrap_or_default()))
}
