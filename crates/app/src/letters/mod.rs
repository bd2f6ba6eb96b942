//! Letters of a case (文书): numbers, issuing, approval, sending, templates, archive.
//!
//! A letter is assembled from the case, the agency and the law, set by `typeset` on a blocking thread, and kept sealed as
//! an edition that never changes. A reply is approved as a text: its keyed hash stands in the approval, and only a letter
//! with the same text leaves.

mod approve;
mod archive;
pub(crate) mod bind;
mod facts;
mod issue;
pub(crate) mod numbering;
pub(crate) mod preview;
mod public;
mod send;
pub(crate) mod templates;
pub(crate) mod words;

pub use archive::ArchiveFile;
pub use issue::{NewLetter, ScannedCopy};
pub use preview::{LetterPreview, Offer, OwnField};
pub use public::{PublicFile, PublicLetter};
pub use send::Sending;
pub use templates::{TemplateRow, TemplateView};

pub(crate) use numbering::Numbered;
pub(crate) use templates::beside;

use gongkai_typeset::LetterCode;

/// The name of a document by its code; the code itself when it is none of ours.
pub fn label(code: &str) -> String {
    LetterCode::from_key(code).map_or_else(|| code.to_owned(), |known| known.label().to_owned())
}
