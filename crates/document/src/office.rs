//! Files that are ZIP archives of parts: Word, Excel, `PowerPoint`, ODF, OFD and plain archives.
//!
//! A file from outside may be built to exhaust whoever opens it. [`Package::open`] therefore expands within
//! [`Limits`]: how many parts, how large each and all of them, how strongly packed, and which names. Every limit is an
//! error of its own, so that a caller can say which one was met. Work and memory grow with the size of the file only.

mod error;
mod package;
mod relations;
pub mod xml;

pub use error::{OfficeError, XmlError};
pub use package::{Package, Part};
pub use relations::{Relation, owner_of, relations, relations_name, resolve};

/// What a file may cost whoever opens it (打开文件的限度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub file_bytes: usize,
    /// Most parts.
    pub entries: usize,
    /// Largest part when expanded, in bytes.
    pub entry_bytes: usize,
    /// All parts together when expanded, in bytes.
    pub total_bytes: usize,
    /// How many times larger a part may be than it was packed; parts under a megabyte are not measured.
    pub ratio: usize,
    /// Archives inside archives that are opened.
    pub depth: usize,
}

impl Limits {
    /// The limits of the house.
    pub const HOUSE: Limits = Limits {
        file_bytes: 64 * 1024 * 1024,
        entries: 10_000,
        entry_bytes: 64 * 1024 * 1024,
        total_bytes: 192 * 1024 * 1024,
        ratio: 250,
        depth: 3,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Limits::HOUSE
    }
}
