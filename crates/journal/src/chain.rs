//! The hash chain: one changed, removed, inserted or reordered event breaks it, at a place it can name.

use sha2::{Digest, Sha256};

use crate::{Recorded, instant_text};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The hash before the first event.
pub const GENESIS: Hash = [0; 32];

/// The state of the chain after some events: what the next event must continue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Position of the last event.
    pub position: u64,
    /// Hash of the last event.
    pub hash: Hash,
}

impl Default for Chain {
    fn default() -> Chain {
        Chain { position: 0, hash: GENESIS }
    }
}

/// The first event at which the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A position is missing or stands twice: an event was removed, inserted or moved.
    #[error("position {expected} was expected, {found} was found")]
    Gap {
        /// The position that should come next.
        expected: u64,
        /// The position that came.
        found: u64,
    },
    /// The event's content is not what was recorded.
    #[error("event at position {0} is not the one that was recorded")]
    Changed(u64),
}

impl Chain {
    /// The hash of `event` as successor of this chain's last event. `event.hash` is not read.
    ///
    /// Every field is preceded by its length, so no two events share their bytes.
    pub fn hash_of(&self, event: &Recorded) -> Hash {
        let mut digest = Sha256::new();
        digest.update(b"gongkai event v1");
        digest.update(self.hash);
        digest.update(event.position.to_be_bytes());
        digest.update(event.version.0.to_be_bytes());
        let recorded_at = instant_text(event.recorded_at);
        for field in [event.stream.as_str(), &event.kind, &event.body, &event.actor, &recorded_at] {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field.as_bytes());
        }
        digest.finalize().into()
    }

    /// Gives `event` its hash as the chain's next, and moves on to it.
    #[must_use]
    pub fn extend(&mut self, mut event: Recorded) -> Recorded {
        event.hash = self.hash_of(&event);
        self.position = event.position;
        self.hash = event.hash;
        event
    }

    /// Checks that `event` continues the chain, and moves on to it.
    ///
    /// # Errors
    ///
    /// [`Broken`] with the position at which it does not.
    pub fn follow(&mut self, event: &Recorded) -> Result<(), Broken> {
        let expected = self.position + 1;
        if event.position != expected {
            return Err(Broken::Gap { expected, found: event.position });
        }
        if self.hash_of(event) != event.hash {
            return Err(Broken::Changed(event.position));
        }
        self.position = expected;
        self.hash = event.hash;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StreamId, Version};

    fn first() -> Recorded {
        Recorded {
            position: 1,
            stream: StreamId::new("request", "2021-000123"),
            version: Version(1),
            kind: "request.registered.v1".to_owned(),
            body: r#"{"received_on":"2021-03-01"}"#.to_owned(),
            actor: "account/li".to_owned(),
            recorded_at: "2021-03-01T01:02:03.5Z".parse().unwrap(),
            hash: GENESIS,
        }
    }

    #[test]
    fn the_hash_of_an_event_never_changes() {
        // Computed apart from this code from the bytes that `hash_of` describes: journals in use depend on it.
        let hash = Chain::default()
            .hash_of(&first())
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(hash, "a8af8f80bd00e2a99f57374e1ba8b21b7e818af249540ff9ee64beb830305db4");
    }

    #[test]
    fn the_hash_given_is_not_part_of_the_hash() {
        let mut other = first();
        other.hash = [9; 32];
        assert_eq!(Chain::default().hash_of(&first()), Chain::default().hash_of(&other));
    }

    #[test]
    fn the_same_event_elsewhere_has_another_hash() {
        let elsewhere = Chain { position: 0, hash: [1; 32] };
        assert_ne!(elsewhere.hash_of(&first()), Chain::default().hash_of(&first()));
    }
}
