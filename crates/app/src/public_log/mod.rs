//! The public log (公开日志): what was published, signed, so that anyone can prove it without us.
//!
//! It follows the journal. Its keys stand in a file of the node, beside the site key; a node without them serves the
//! log but does not write it.

mod check;
mod entry;
mod follow;
mod keys;
mod proof;
mod witness;
mod words;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gongkai_journal::log::SecretKey;

pub use check::{Checked, Unmatched, check};
pub use entry::{ItemFacts, ReceiptFacts, ReportFacts};
pub use keys::Keys;
pub use proof::Proven;
pub use witness::{Witness, Witnesses};
pub use words::bare_words;

/// The log's keys on this node. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PublicLog {
    file: Arc<Path>,
    keys: Arc<OnceLock<Vec<SecretKey>>>,
    witnesses: Arc<OnceLock<Arc<Witnesses>>>,
}

impl PublicLog {
    pub(crate) fn at(file: PathBuf) -> PublicLog {
        PublicLog { file: file.into(), keys: Arc::default(), witnesses: Arc::default() }
    }

    /// The keys it signs with; `None` before [`crate::App::open_log`], and on a node without any.
    fn keys(&self) -> Option<&[SecretKey]> {
        self.keys.get().map(Vec::as_slice)
    }
}
