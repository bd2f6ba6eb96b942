//! What a file carries besides what it shows (隐藏信息): found, reported and taken out before it is published.
//!
//! [`inspect`] and [`strip`] run the same code over the same bytes, so a report never differs from what is taken out.
//! After stripping, the visible content of the result is read again and compared with that of the original; a file
//! whose visible content would change is not given out ([`HiddenError::VisibleChanged`]).

mod archive;
mod leak;
mod odf;
mod ooxml;
mod parts;
mod pdf;
mod picture;
mod sheet;
mod slide;
mod visible;
mod word;

pub use leak::{Leak, LeakKind};
pub(crate) use parts::said;
pub use visible::visible_text;
pub(crate) use word::{main_part, part_of};

use leak::Findings;

use crate::Kind;
use crate::office::{Limits, OfficeError, Package};

/// A file after stripping (清除后的文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// The file to publish.
    pub bytes: Vec<u8>,
    /// What was taken out.
    pub removed: Vec<Leak>,
    /// What was found and stays, for somebody to judge.
    pub left: Vec<Leak>,
}

/// Why a file was not inspected or stripped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HiddenError {
    /// An archive that was not opened.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A PDF that was not read.
    #[error("pdf is damaged")]
    Pdf,
    /// A password is needed.
    #[error("file is encrypted")]
    Encrypted,
    /// A picture that was not read.
    #[error("picture is damaged")]
    Picture,
    /// A type nothing is known about.
    #[error("hidden content of {0:?} is not known")]
    Unsupported(Kind),
    /// The visible content would not be the same. The original stays as it is.
    #[error("visible content would change: {place}")]
    VisibleChanged {
        /// Where the two differ.
        place: String,
    },
}

/// What `bytes` carry besides what they show.
///
/// # Errors
///
/// [`HiddenError`] when the file is not opened or of a type nothing is known about.
pub fn inspect(bytes: &[u8]) -> Result<Vec<Leak>, HiddenError> {
    let mut findings = Findings::default();
    clean(bytes, &Limits::HOUSE, 0, &mut findings)?;
    let (mut removed, left) = findings.into_parts();
    removed.extend(left);
    Ok(removed)
}

/// The file without what it carries besides what it shows.
///
/// # Errors
///
/// [`HiddenError`] when the file is not opened, of a type nothing is known about, or would look different afterwards.
pub fn strip(bytes: &[u8]) -> Result<Stripped, HiddenError> {
    strip_within(bytes, &Limits::HOUSE)
}

/// The same as [`strip`] within other limits.
///
/// # Errors
///
/// As [`strip`].
pub fn strip_within(bytes: &[u8], limits: &Limits) -> Result<Stripped, HiddenError> {
    let mut findings = Findings::default();
    let cleaned = clean(bytes, limits, 0, &mut findings)?;
    let (removed, left) = findings.into_parts();
    Ok(Stripped { bytes: cleaned, removed, left })
}

/// Strips one file; `depth` counts the archives around it.
fn clean(
    bytes: &[u8],
    limits: &Limits,
    depth: usize,
    findings: &mut Findings,
) -> Result<Vec<u8>, HiddenError> {
    let kind = crate::kind(bytes);
    let cleaned = match kind {
        Kind::Docx => word::clean(bytes, limits, findings)?,
        Kind::Xlsx => sheet::clean(bytes, limits, findings)?,
        Kind::Pptx => slide::clean(bytes, limits, findings)?,
        Kind::Odt | Kind::Ods | Kind::Odp => odf::clean(bytes, limits, findings)?,
        Kind::Pdf => return pdf::clean(bytes, limits, findings),
        Kind::Jpeg | Kind::Png => picture::clean(bytes, findings).ok_or(HiddenError::Picture)?,
        Kind::Archive if bytes.starts_with(b"PK") => return archive::clean(bytes, limits, depth, findings),
        // Text shows all it holds.
        Kind::Text | Kind::Markdown | Kind::Json => return Ok(bytes.to_vec()),
        _ => return Err(HiddenError::Unsupported(kind)),
    };
    if let (Some(before), Some(after)) = (visible_text(bytes)?, visible_text(&cleaned)?)
        && let Some(place) = difference(&before, &after)
    {
        return Err(HiddenError::VisibleChanged { place });
    }
    Ok(cleaned)
}

/// Where two texts differ; where lines end does not count, for a paragraph whose mark was deleted joins the next.
fn difference(before: &str, after: &str) -> Option<String> {
    fn letters(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
        text.char_indices().filter(|(_, ch)| !ch.is_whitespace())
    }
    let mut after = letters(after);
    for (at, ch) in letters(before) {
        if after.next().map(|(_, other)| other) != Some(ch) {
            return Some(leak::shorten(before.get(at..).unwrap_or_default()));
        }
    }
    after.next().map(|_| "end".to_owned())
}

/// Opens an archive; all archives inside one file share what may be expanded.
fn open(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Package, OfficeError> {
    let room = limits.total_bytes.saturating_sub(findings.expanded_bytes);
    let package =
        Package::open(bytes, &Limits { total_bytes: room, ..*limits }).map_err(|error| match error {
            // The limit is that of the whole.
            OfficeError::TooLargeTogether { .. } => {
                OfficeError::TooLargeTogether { limit: limits.total_bytes }
            }
            error => error,
        })?;
    findings.expanded_bytes += package.parts().iter().map(|part| part.bytes.len()).sum::<usize>();
    Ok(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_by_their_letters_only() {
        assert_eq!(difference("甲\n乙 丙", "甲乙\n丙"), None);
        assert_eq!(difference("甲乙丙", "甲丁丙").as_deref(), Some("乙丙"));
        assert_eq!(difference("甲乙", "甲").as_deref(), Some("乙"));
        assert_eq!(difference("甲", "甲乙").as_deref(), Some("end"));
    }
}
