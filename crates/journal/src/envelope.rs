//! The event envelope (事件).

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::Hash;

/// The name of a stream, e.g. `request/2021-000123`: one aggregate's events in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(String);

impl StreamId {
    /// Names the stream of `id` within `area`, e.g. `("request", "2021-000123")`.
    pub fn new(area: &str, id: &str) -> StreamId {
        StreamId(format!("{area}/{id}"))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first slash.
    pub fn area(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(area, _)| area)
    }

    /// The part after the first slash.
    pub fn id(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, id)| id)
    }
}

impl From<String> for StreamId {
    fn from(name: String) -> StreamId {
        StreamId(name)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many events a stream holds; the first event makes it 1, an unborn stream is at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Version(pub u64);

/// An event that was decided but is not yet recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened, past tense with its version, e.g. `request.registered.v1`.
    pub kind: String,
    /// The facts as canonical JSON: keys sorted, no white space. Personal data is sealed.
    pub body: String,
}

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Order in the whole journal, from 1, without gaps.
    pub position: u64,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Place within its stream, from 1, without gaps.
    pub version: Version,
    /// What happened.
    pub kind: String,
    /// The facts as canonical JSON.
    pub body: String,
    /// Who did it: `account/<login>` or `system`.
    pub actor: String,
    /// When it was recorded, UTC, to the microsecond.
    pub recorded_at: Timestamp,
    /// SHA-256 over this event and the hash before it.
    pub hash: Hash,
}

/// An instant as the journal writes it: RFC 3339, UTC, six decimals, so that texts sort as instants do.
pub fn instant_text(instant: Timestamp) -> String {
    format!("{:.6}", to_microsecond(instant))
}

/// `instant` without what the journal does not keep: all beyond the microsecond.
pub fn to_microsecond(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// Why an event could not be turned into its stored form, or back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The value does not serialise to `{"kind": …, "body": {…}}`.
    #[error("an event must be an adjacently tagged enum with `kind` and `body`")]
    Shape,
    /// The body does not fit its kind.
    #[error("event of kind {kind} cannot be read")]
    Body {
        /// The kind found.
        kind: String,
        /// What the reader said.
        #[source]
        source: serde_json::Error,
    },
    /// The value cannot be written as JSON.
    #[error("event cannot be written")]
    Write(#[source] serde_json::Error),
}

/// Turns a domain event into its stored form.
///
/// The event type is an enum with `#[serde(tag = "kind", content = "body")]`; every variant is renamed to
/// its stable kind. Bodies are canonical because `serde_json` keeps object keys sorted.
///
/// # Errors
///
/// [`EnvelopeError`] when the type has another shape.
pub fn encode<E: Serialize>(event: &E) -> Result<NewEvent, EnvelopeError> {
    let value = serde_json::to_value(event).map_err(EnvelopeError::Write)?;
    let serde_json::Value::Object(mut map) = value else { return Err(EnvelopeError::Shape) };
    let Some(serde_json::Value::String(kind)) = map.remove("kind") else { return Err(EnvelopeError::Shape) };
    // A variant without facts has no body; `null` reads back as one.
    let body = map.remove("body").unwrap_or(serde_json::Value::Null);
    Ok(NewEvent { kind, body: body.to_string() })
}

/// Turns a recorded event back into its domain event.
///
/// # Errors
///
/// [`EnvelopeError::Body`] when kind or body are not known to `E`.
pub fn decode<E: DeserializeOwned>(recorded: &Recorded) -> Result<E, EnvelopeError> {
    let failed = |source| EnvelopeError::Body { kind: recorded.kind.clone(), source };
    let body: serde_json::Value = serde_json::from_str(&recorded.body).map_err(failed)?;
    let mut map = serde_json::Map::new();
    map.insert("kind".to_owned(), serde_json::Value::String(recorded.kind.clone()));
    map.insert("body".to_owned(), body);
    serde_json::from_value(serde_json::Value::Object(map)).map_err(failed)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "body")]
    enum Event {
        #[serde(rename = "note.written.v1")]
        Written(Written),
        #[serde(rename = "note.removed.v1")]
        Removed,
    }

    // Declared out of order, so that a map that kept the order would show it.
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Written {
        title: String,
        author: Author,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Author {
        name: String,
        desk: u32,
    }

    fn written() -> Event {
        Event::Written(Written {
            title: "通知".to_owned(),
            author: Author { name: "甲".to_owned(), desk: 7 },
        })
    }

    fn recorded(event: NewEvent) -> Recorded {
        Recorded {
            position: 1,
            stream: StreamId::new("note", "a/b"),
            version: Version(1),
            kind: event.kind,
            body: event.body,
            actor: "system".to_owned(),
            recorded_at: Timestamp::UNIX_EPOCH,
            hash: crate::GENESIS,
        }
    }

    #[test]
    fn a_body_keeps_its_keys_sorted_at_every_depth() {
        // Fails when a crate somewhere in the tree switches on `preserve_order` of serde_json, which would change
        // the bytes, and so the hashes, of everything recorded from then on.
        let event = encode(&written()).unwrap();
        assert_eq!(event.kind, "note.written.v1");
        assert_eq!(event.body, r#"{"author":{"desk":7,"name":"甲"},"title":"通知"}"#);
    }

    #[test]
    fn an_event_goes_both_ways() {
        for event in [written(), Event::Removed] {
            let stored = recorded(encode(&event).unwrap());
            assert_eq!(decode::<Event>(&stored).unwrap(), event);
        }
    }

    #[test]
    fn an_unknown_kind_is_named() {
        let event = NewEvent { kind: "note.sung.v1".to_owned(), body: "{}".to_owned() };
        let error = decode::<Event>(&recorded(event)).unwrap_err();
        assert_eq!(error.to_string(), "event of kind note.sung.v1 cannot be read");
    }

    #[test]
    fn a_value_without_kind_is_no_event() {
        assert!(matches!(encode(&7), Err(EnvelopeError::Shape)));
        assert!(matches!(encode(&Author { name: String::new(), desk: 1 }), Err(EnvelopeError::Shape)));
    }

    #[test]
    fn a_stream_is_named_by_area_and_id() {
        let stream = StreamId::new("note", "a/b");
        assert_eq!((stream.area(), stream.id(), stream.as_str()), ("note", "a/b", "note/a/b"));
        let bare = StreamId::from("note".to_owned());
        assert_eq!((bare.area(), bare.id()), ("note", ""));
    }

    #[test]
    fn instants_as_text_sort_as_instants_do() {
        let instants = [
            "2024-03-01T00:00:00Z",
            "2024-03-01T00:00:00.000001Z",
            "2024-03-01T00:00:00.5Z",
            "2024-03-01T00:00:01Z",
        ];
        let texts: Vec<String> = instants.iter().map(|text| instant_text(text.parse().unwrap())).collect();
        assert_eq!(texts[0], "2024-03-01T00:00:00.000000Z");
        assert!(texts.is_sorted(), "{texts:?}");
    }

    #[test]
    fn an_instant_is_kept_to_the_microsecond() {
        let instant: Timestamp = "2024-03-01T00:00:00.123456789Z".parse().unwrap();
        assert_eq!(instant_text(instant), "2024-03-01T00:00:00.123456Z");
        assert_eq!(instant_text(instant).parse::<Timestamp>().unwrap(), to_microsecond(instant));
    }
}
