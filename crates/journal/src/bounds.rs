//! What the journal takes: bounds that keep one event from spoiling the rest.

use crate::{NewEvent, StreamId};

/// Longest body of an event in bytes. Texts and files are blobs; an event holds their hash.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// Longest name of a stream, a kind or an actor in bytes.
pub const MAX_NAME_BYTES: usize = 200;

/// Why an event is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutOfBounds {
    /// A name is empty, too long or holds control characters.
    #[error("{what} must have 1 to {MAX_NAME_BYTES} bytes and no control characters: {name:?}")]
    Name {
        /// Which name: `stream`, `kind` or `actor`.
        what: &'static str,
        /// The name, shortened.
        name: String,
    },
    /// A stream's name has no area or no id.
    #[error("a stream is named area/id: {0:?}")]
    Stream(String),
    /// The body is too long.
    #[error("the body of an event of kind {kind} has {bytes} bytes, more than {MAX_BODY_BYTES}")]
    Body {
        /// Kind of the event.
        kind: String,
        /// Its length.
        bytes: usize,
    },
    /// The body holds a NUL, which PostgreSQL cannot keep.
    #[error("the body of an event of kind {0} holds a NUL character")]
    Nul(String),
}

impl NewEvent {
    /// Checks that the journal can take the event.
    ///
    /// # Errors
    ///
    /// [`OutOfBounds`] saying which bound is passed.
    pub fn check(&self) -> Result<(), OutOfBounds> {
        check_name("kind", &self.kind)?;
        if self.body.len() > MAX_BODY_BYTES {
            return Err(OutOfBounds::Body { kind: self.kind.clone(), bytes: self.body.len() });
        }
        // JSON writes a NUL as an escape; a raw one means the body is not JSON.
        if self.body.contains('\0') { Err(OutOfBounds::Nul(self.kind.clone())) } else { Ok(()) }
    }
}

impl StreamId {
    /// Checks that the journal can take the name.
    ///
    /// # Errors
    ///
    /// [`OutOfBounds`] when it is too long or not of the form `area/id`.
    pub fn check(&self) -> Result<(), OutOfBounds> {
        check_name("stream", self.as_str())?;
        if self.area().is_empty() || self.id().is_empty() {
            return Err(OutOfBounds::Stream(self.as_str().to_owned()));
        }
        Ok(())
    }
}

/// Checks a name, e.g. `("actor", "account/li")`.
///
/// # Errors
///
/// [`OutOfBounds::Name`] when it is empty, too long or unprintable.
pub fn check_name(what: &'static str, name: &str) -> Result<(), OutOfBounds> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        return Err(OutOfBounds::Name { what, name: name.chars().take(40).collect() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, bytes: usize) -> NewEvent {
        NewEvent { kind: kind.to_owned(), body: "x".repeat(bytes) }
    }

    #[test]
    fn a_body_of_just_the_longest_length_is_taken() {
        assert_eq!(event("note.written.v1", MAX_BODY_BYTES).check(), Ok(()));
        let refused = event("note.written.v1", MAX_BODY_BYTES + 1).check().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the body of an event of kind note.written.v1 has 1048577 bytes, more than 1048576"
        );
    }

    #[test]
    fn names_are_short_and_printable() {
        assert_eq!(check_name("actor", &"a".repeat(MAX_NAME_BYTES)), Ok(()));
        for name in [String::new(), "a".repeat(MAX_NAME_BYTES + 1), "a\nb".to_owned(), "a\0".to_owned()] {
            assert!(
                matches!(check_name("actor", &name), Err(OutOfBounds::Name { what: "actor", .. })),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_stream_needs_an_area_and_an_id() {
        assert_eq!(StreamId::new("request", "2021-000123").check(), Ok(()));
        for name in ["request", "/1", "request/"] {
            assert_eq!(StreamId::from(name.to_owned()).check(), Err(OutOfBounds::Stream(name.to_owned())));
        }
    }

    #[test]
    fn a_raw_nul_is_refused() {
        let event = NewEvent { kind: "note.written.v1".to_owned(), body: "\0".to_owned() };
        assert_eq!(event.check(), Err(OutOfBounds::Nul("note.written.v1".to_owned())));
    }
}
