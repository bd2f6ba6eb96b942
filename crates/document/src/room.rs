//! How much is kept and read of one document: a word merged over a thousand cells is kept a thousand times, and a part
//! named a thousand times is read as often.

use crate::office::xml::Element;
use crate::office::{Limits, OfficeError, Package};
use crate::{DocumentError, Kind, LIMIT_CELLS};

/// Most bytes of text kept in the cells of one document, copies counted.
const LIMIT_TEXT: usize = 64 * 1024 * 1024;

/// What may still be kept of the cells of a document.
#[derive(Debug)]
pub(crate) struct Room {
    cells: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Room { cells: LIMIT_CELLS, bytes: LIMIT_TEXT }
    }
}

impl Room {
    /// Takes the room of a cell, or of a row without one.
    pub(crate) fn cell(&mut self, text: &str) -> Result<(), DocumentError> {
        self.cells = self.cells.checked_sub(1).ok_or(DocumentError::TooManyCells)?;
        self.text(text)
    }

    /// Takes the room of a text.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), DocumentError> {
        self.bytes = self.bytes.checked_sub(text.len()).ok_or(DocumentError::TooComplex)?;
        Ok(())
    }
}

/// The parts of a package as they are read one after another.
pub(crate) struct Parts {
    package: Package,
    kind: Kind,
    bytes: usize,
}

impl Parts {
    pub(crate) fn open(bytes: &[u8], kind: Kind) -> Result<Parts, DocumentError> {
        // Each part once, and as much again.
        let package = crate::open(bytes, kind)?;
        Ok(Parts { package, kind, bytes: 2 * Limits::HOUSE.total_bytes })
    }

    pub(crate) fn package(&self) -> &Package {
        &self.package
    }

    /// A part read as XML; nothing when there is no such part.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<Element>, DocumentError> {
        // Reading costs something however short the part is.
        let cost = self.package.get(name).map_or(0, <[u8]>::len).saturating_add(1024);
        self.bytes = self.bytes.checked_sub(cost).ok_or(DocumentError::TooComplex)?;
        self.package.xml(name).map_err(|error: OfficeError| crate::in_words(&error, self.kind))
    }
}
