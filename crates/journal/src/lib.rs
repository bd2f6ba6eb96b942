//! The journal (记录链): what happened, appended once and never edited.
//!
//! Pure: this crate defines the envelope, its canonical bytes and the hash chain, and the public [`log`] that proves
//! to others what was published. Keeping events is the `store`'s work, deciding them is the domain crates'.

mod bounds;
mod chain;
mod envelope;
pub mod log;

pub use bounds::{MAX_BODY_BYTES, MAX_NAME_BYTES, OutOfBounds, check_name};
pub use chain::{Broken, Chain, GENESIS, Hash};
pub use envelope::{
    EnvelopeError, NewEvent, Recorded, StreamId, Version, decode, encode, instant_text, to_microsecond,
};
