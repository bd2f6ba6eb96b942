//! What is wrong with a condition, and where.

use std::fmt;

/// A place in the text of a condition.
///
/// **Unit**: characters (not bytes); lines and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First character, from 0.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1.
    pub column: usize,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The condition cannot be used, or can never be met.
    Error,
    /// Probably not what was meant.
    Warning,
}

/// A finding about a condition (条件核对发现), in Chinese with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Stable code: `syntax`, `type`, `unknown_attribute`, `unknown_code`, `contradiction`, `always_true`,
    /// `redundant`, `overlapping_exclusion`, `suspicious`, `too_complex`.
    pub code: &'static str,
    /// Where.
    pub span: Span,
    /// What, and what to write instead.
    pub message: String,
}

impl Problem {
    pub(crate) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Error, code, span, message: message.into() }
    }

    pub(crate) fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, code, span, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行第 {} 列：{}", self.span.line, self.span.column, self.message)
    }
}
