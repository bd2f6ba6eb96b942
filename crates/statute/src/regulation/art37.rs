//! Art. 37: what can be separated is separated (区分处理).
//!
//! The agency hands over what may be disclosed and gives reasons for the rest.

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(37);

/// What becomes of a document with parts (处理).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parts {
    /// Nothing is withheld: the whole is disclosed.
    Whole,
    /// A part is disclosed, reasons are given for the rest (部分公开).
    Separated,
    /// Nothing is disclosed.
    Nothing,
}

/// What becomes of information of which `disclosable` and `withheld` parts exist.
pub const fn separate(disclosable: bool, withheld: bool, separable: bool) -> Parts {
    match (disclosable, withheld, separable) {
        (true, false, _) => Parts::Whole,
        (true, true, true) => Parts::Separated,
        (true, true, false) | (false, _, _) => Parts::Nothing,
    }
}
