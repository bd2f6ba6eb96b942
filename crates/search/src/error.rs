//! Why a search or a change of the index failed.

use std::path::PathBuf;

/// Why the index could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index library says so; with a damaged file it is told as damage where it can be told.
    #[error("the index cannot be used")]
    Engine(#[from] tantivy::TantivyError),
    /// Files do not hold what their checksums say.
    #[error("index damaged: {0}")]
    Damaged(String),
    /// Made by a program with another form of index.
    #[error("the index has another form")]
    OtherForm,
    /// Another process writes to this index.
    #[error("another process writes to this index")]
    Busy,
    /// The folder cannot be read or written.
    #[error("index folder {path}")]
    Folder {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl SearchError {
    /// Does only building the index anew help?
    pub fn needs_rebuild(&self) -> bool {
        match self {
            SearchError::Damaged(_) | SearchError::OtherForm => true,
            SearchError::Engine(error) => matches!(
                error,
                tantivy::TantivyError::DataCorruption(_)
                    | tantivy::TantivyError::OpenReadError(_)
                    | tantivy::TantivyError::IoError(_)
                    | tantivy::TantivyError::IncompatibleIndex(_)
                    | tantivy::TantivyError::SchemaError(_)
                    | tantivy::TantivyError::InternalError(_)
            ),
            SearchError::Busy | SearchError::Folder { .. } => false,
        }
    }
}
