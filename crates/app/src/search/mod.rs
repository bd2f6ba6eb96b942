//! Full-text search (全文检索): the index follows the journal, answers are looked at again in the database.
//!
//! The index belongs to one node and stands beside its site key. It may lag behind the journal by a moment, so what it
//! finds is shown only while the item is public, and quoted only while its public edition is the one that was indexed.

mod document;
mod find;
mod follow;
mod missed;
mod synonyms;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use gongkai_search::{Index, Shelf, Synonyms};

pub(crate) use document::text_of;
pub use find::{Hit, SearchAsked, SearchPage};
pub use gongkai_search::{Excerpt, Facet, Order, Piece};

/// How the index stands (检索状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none yet.
    Absent,
    /// It is being built: documents so far, and in all.
    Building(u64, u64),
    /// It answers.
    Ready,
}

/// The node's index. Cheap to clone.
#[derive(Clone)]
pub struct Searching {
    inner: Arc<Inner>,
}

struct Inner {
    shelf: Shelf,
    held: RwLock<Held>,
    /// A search met damage: the next round looks closer.
    distrusted: AtomicBool,
    /// Another number whenever a search may find something else.
    stamp: AtomicU64,
}

struct Held {
    index: Option<Arc<Index>>,
    standing: Standing,
    synonyms: Arc<Synonyms>,
}

impl Searching {
    /// The index in `folder`; nothing is opened yet.
    pub(crate) fn at(folder: PathBuf) -> Searching {
        let held = Held { index: None, standing: Standing::Absent, synonyms: Arc::default() };
        // Begins elsewhere with every start of the program, so that no number comes again.
        let start = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let inner = Inner {
            shelf: Shelf::at(folder),
            held: RwLock::new(held),
            distrusted: AtomicBool::new(false),
            stamp: AtomicU64::new(u64::try_from(start.as_micros()).unwrap_or(0)),
        };
        Searching { inner: Arc::new(inner) }
    }

    fn read<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        match self.inner.held.read() {
            Ok(held) => look(&held),
            // A panic while a pointer was swapped cannot leave it half-written.
            Err(poisoned) => look(&poisoned.into_inner()),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Held)) {
        match self.inner.held.write() {
            Ok(mut held) => change(&mut held),
            Err(poisoned) => change(&mut poisoned.into_inner()),
        }
        self.moved();
    }

    /// From now on a search may find something else.
    fn moved(&self) {
        self.inner.stamp.fetch_add(1, Ordering::AcqRel);
    }

    /// A number that is another one whenever a search may find something else.
    pub fn stamp(&self) -> u64 {
        self.inner.stamp.load(Ordering::Acquire)
    }

    /// How the index stands.
    pub fn standing(&self) -> Standing {
        self.read(|held| held.standing)
    }

    fn index(&self) -> Option<Arc<Index>> {
        self.read(|held| held.index.clone())
    }

    fn synonyms(&self) -> Arc<Synonyms> {
        self.read(|held| Arc::clone(&held.synonyms))
    }

    fn hold(&self, index: Arc<Index>) {
        self.change(|held| {
            held.index = Some(index);
            held.standing = Standing::Ready;
        });
    }

    fn let_go(&self) {
        self.change(|held| {
            held.index = None;
            held.standing = Standing::Absent;
        });
    }

    fn distrust(&self) {
        self.inner.distrusted.store(true, Ordering::Relaxed);
    }

    fn was_distrusted(&self) -> bool {
        self.inner.distrusted.swap(false, Ordering::Relaxed)
    }
}
