//! Why a file was not opened.

/// Why a file made of parts was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OfficeError {
    /// Not a ZIP archive, or one whose directory is damaged.
    #[error("not a zip archive")]
    NotAnArchive,
    /// A larger file than is opened.
    #[error("file larger than {limit} bytes")]
    FileTooLarge {
        /// The limit.
        limit: usize,
    },
    /// More parts than are opened.
    #[error("more than {limit} parts")]
    TooManyParts {
        /// The limit.
        limit: usize,
    },
    /// A part expands beyond what is read.
    #[error("part {name} larger than {limit} bytes")]
    PartTooLarge {
        /// The part.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// All parts together expand beyond what is read.
    #[error("parts larger than {limit} bytes together")]
    TooLargeTogether {
        /// The limit.
        limit: usize,
    },
    /// A part packed more strongly than honest content is.
    #[error("part {name} expands more than {limit} times")]
    PackedTooStrongly {
        /// The part.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// A name that leads outside the archive, or a link.
    #[error("unsafe part name {name:?}")]
    UnsafeName {
        /// The name as it stands in the archive.
        name: String,
    },
    /// The same name twice: two readers would see two documents.
    #[error("part {name} occurs twice")]
    TwiceNamed {
        /// The name.
        name: String,
    },
    /// A password is needed.
    #[error("part {name} is encrypted")]
    Encrypted {
        /// The part.
        name: String,
    },
    /// A part that does not unpack.
    #[error("part {name} is damaged")]
    Damaged {
        /// The part.
        name: String,
    },
    /// A part without which there is no document.
    #[error("part {name} is missing")]
    Missing {
        /// The part.
        name: String,
    },
    /// A part that is no XML.
    #[error("part {name} is not read")]
    Xml {
        /// The part.
        name: String,
        /// Why.
        source: XmlError,
    },
    /// Archives inside archives deeper than is followed.
    #[error("archives nested more than {limit} deep")]
    NestedTooDeep {
        /// The limit.
        limit: usize,
    },
}

/// Why XML was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlError {
    /// Not well-formed.
    #[error("xml not well-formed near byte {at}")]
    Malformed {
        /// Where reading stopped.
        at: u64,
    },
    /// A document type, which could define entities.
    #[error("xml with a document type")]
    DocumentType,
    /// An entity that XML does not define by itself.
    #[error("xml with an entity of its own")]
    Entity,
    /// Elements nested deeper than is followed.
    #[error("xml nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More elements, attributes and texts than are kept.
    #[error("xml with more than {limit} nodes")]
    TooManyNodes {
        /// The limit.
        limit: usize,
    },
}
