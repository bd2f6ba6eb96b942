//! What one entry of the log says (日志条目): which document, what happened to it, the hashes of what was published.
//!
//! An entry is text in one canonical form. No title or name stands in it: the metadata is bound by a salted hash, which
//! only the salt opens, so that an entry about something withdrawn tells nothing once its salt is destroyed.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{from_hex, to_hex};
use crate::{Hash, instant_text, to_microsecond};

/// The first line of an entry.
const HEADER: &str = "gongkai/leaf/v1";
/// Longest entry in bytes: its length stands in two bytes before it.
const MAX_BYTES: usize = 65_535;

/// What happened to a document (事项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeafEvent {
    /// The last approval before publication: its content is bound from then on (审签锁定).
    ApproveCommit,
    /// The first edition was published (公开).
    Publish,
    /// A later edition was published (更正).
    Correct,
    /// Another act changed the document (修改).
    Modify,
    /// The document's time has run out (失效).
    Expire,
    /// The document was repealed (废止).
    Repeal,
    /// It was taken away in due form (撤下).
    Withdraw,
    /// It was taken away at once (紧急撤稿).
    Pull,
    /// A request for information was received (收到申请的回执).
    RequestReceipt,
}

impl LeafEvent {
    /// All events with their codes.
    pub const ALL: [(LeafEvent, &'static str); 9] = [
        (LeafEvent::ApproveCommit, "approve-commit"),
        (LeafEvent::Publish, "publish"),
        (LeafEvent::Correct, "correct"),
        (LeafEvent::Modify, "modify"),
        (LeafEvent::Expire, "expire"),
        (LeafEvent::Repeal, "repeal"),
        (LeafEvent::Withdraw, "withdraw"),
        (LeafEvent::Pull, "pull"),
        (LeafEvent::RequestReceipt, "request-receipt"),
    ];

    /// The code in entries and rows.
    pub fn code(self) -> &'static str {
        LeafEvent::ALL.iter().find(|(event, _)| *event == self).map_or("", |(_, code)| code)
    }

    /// What readers are told happened.
    pub fn label(self) -> &'static str {
        match self {
            LeafEvent::ApproveCommit => "审签锁定",
            LeafEvent::Publish => "公开",
            LeafEvent::Correct => "更正",
            LeafEvent::Modify => "被修改",
            LeafEvent::Expire => "失效",
            LeafEvent::Repeal => "废止",
            LeafEvent::Withdraw => "撤下",
            LeafEvent::Pull => "紧急撤稿",
            LeafEvent::RequestReceipt => "收到申请",
        }
    }

    /// The event of a code.
    pub fn from_code(code: &str) -> Option<LeafEvent> {
        LeafEvent::ALL.iter().find(|(_, known)| *known == code).map(|(event, _)| *event)
    }
}

/// A name within an entry: of a document, e.g. `item/pinghu-jxj/17`, or of a rendition, e.g. `attachment/1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Document(String);

impl Document {
    /// A name; `None` when it is empty or has spaces or control characters.
    pub fn new(name: &str) -> Option<Document> {
        let fits = !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control());
        fits.then(|| Document(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One form in which an edition was published: its text, or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Which, e.g. `body` or `attachment/1`.
    pub name: Document,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// SM3 of its bytes.
    pub sm3: Hash,
}

impl Rendition {
    /// The rendition `name` with these bytes.
    pub fn of(name: Document, bytes: &[u8]) -> Rendition {
        let sm3 = <sm3::Sm3 as sm3::Digest>::digest(bytes);
        Rendition { name, sha256: Sha256::digest(bytes).into(), sm3: sm3.into() }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The log's origin: an entry belongs to one log only.
    pub log: Document,
    /// The document.
    pub document: Document,
    /// Its edition; 0 for what has none.
    pub edition: u32,
    /// What happened.
    pub event: LeafEvent,
    /// When, UTC, to the microsecond.
    pub at: Timestamp,
    /// What was published.
    pub renditions: Vec<Rendition>,
    /// Salted hash of the metadata.
    pub metadata: Hash,
}

/// Why an entry cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeafError {
    /// It is longer than an entry may be.
    #[error("an entry has at most {MAX_BYTES} bytes")]
    Long,
    /// A line is not what stands there.
    #[error("line {0} of the entry is not of the form")]
    Line(usize),
    /// It can be read, but is not written as we write it.
    #[error("the entry is not in its canonical form")]
    Form,
}

impl Leaf {
    /// What readers are told: what happened, and to which edition, e.g. `更正第 2 版`.
    pub fn told(&self) -> String {
        let edition = if self.edition > 0 { format!("第 {} 版", self.edition) } else { String::new() };
        format!("{}{edition}", self.event.label())
    }

    /// The canonical bytes.
    ///
    /// # Errors
    ///
    /// [`LeafError::Long`].
    pub fn encode(&self) -> Result<Vec<u8>, LeafError> {
        let bytes = self.to_string().into_bytes();
        if bytes.len() > MAX_BYTES { Err(LeafError::Long) } else { Ok(bytes) }
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    ///
    /// [`LeafError`] saying which line is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Leaf, LeafError> {
        let text = std::str::from_utf8(bytes).map_err(|_| LeafError::Form)?;
        let mut lines = Lines { lines: text.split_terminator('\n').collect(), next: 0 };
        if lines.take("").ok() != Some(HEADER) {
            return Err(LeafError::Line(1));
        }
        let mut leaf = Leaf {
            log: lines.read("log ", Document::new)?,
            document: lines.read("document ", Document::new)?,
            edition: lines.read("edition ", |text| text.parse().ok())?,
            event: lines.read("event ", LeafEvent::from_code)?,
            at: to_microsecond(lines.read("time ", |text| text.parse().ok())?),
            renditions: Vec::new(),
            metadata: [0; 32],
        };
        while lines.begins("rendition ") {
            leaf.renditions.push(lines.read("rendition ", rendition)?);
        }
        leaf.metadata = lines.read("metadata ", hash)?;
        // One entry, one form: other ways to write a number or an instant, lines that follow, are none.
        if leaf.to_string().as_bytes() == bytes { Ok(leaf) } else { Err(LeafError::Form) }
    }
}

/// The lines of an entry and how many were read.
struct Lines<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Lines<'a> {
    fn begins(&self, name: &str) -> bool {
        self.lines.get(self.next).is_some_and(|line| line.starts_with(name))
    }

    fn take(&mut self, name: &str) -> Result<&'a str, LeafError> {
        self.next += 1;
        let line = self.lines.get(self.next - 1).and_then(|line| line.strip_prefix(name));
        line.ok_or(LeafError::Line(self.next))
    }

    fn read<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, LeafError> {
        let value = self.take(name)?;
        read(value).ok_or(LeafError::Line(self.next))
    }
}

fn hash(text: &str) -> Option<Hash> {
    from_hex(text)?.try_into().ok()
}

fn rendition(text: &str) -> Option<Rendition> {
    let mut words = text.split(' ');
    let (name, sha256, sm3) = (words.next()?, words.next()?, words.next()?);
    Some(Rendition { name: Document::new(name)?, sha256: hash(sha256)?, sm3: hash(sm3)? })
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        writeln!(f, "log {}", self.log.0)?;
        writeln!(f, "document {}", self.document.0)?;
        writeln!(f, "edition {}", self.edition)?;
        writeln!(f, "event {}", self.event.code())?;
        writeln!(f, "time {}", instant_text(self.at))?;
        for rendition in &self.renditions {
            let (sha256, sm3) = (to_hex(&rendition.sha256), to_hex(&rendition.sm3));
            writeln!(f, "rendition {} {sha256} {sm3}", rendition.name.0)?;
        }
        writeln!(f, "metadata {}", to_hex(&self.metadata))
    }
}

/// The salted hash of metadata: without the 32 random bytes nobody can tell what it was made of.
pub fn commitment(salt: &[u8; 32], metadata: &str) -> Hash {
    let digest = Sha256::new().chain_update("gongkai/metadata/v1\n").chain_update(salt);
    digest.chain_update(metadata).finalize().into()
}

/// What a proof file carries beside the proof: the entry, and what opens its metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The entry.
    pub entry: String,
    /// The salt in hexadecimal; `None` when it was destroyed.
    pub salt: Option<String>,
    /// The metadata as they were bound, JSON.
    pub metadata: Option<String>,
}

impl Opening {
    /// The bytes for a proof's extra line.
    pub fn encode(&self) -> Vec<u8> {
        // Three texts always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads the extra line of a proof.
    pub fn decode(extra: &[u8]) -> Option<Opening> {
        serde_json::from_slice(extra).ok()
    }

    /// Is the metadata what the entry was bound to? `None` when it was not given.
    pub fn holds(&self, leaf: &Leaf) -> Option<bool> {
        let (salt, metadata) = (self.salt.as_deref()?, self.metadata.as_deref()?);
        Some(hash(salt).is_some_and(|salt| commitment(&salt, metadata) == leaf.metadata))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Document {
        Document::new(text).unwrap()
    }

    fn leaf() -> Leaf {
        Leaf {
            log: name("log.example/gongkai"),
            document: name("item/yunpu-cjj/17"),
            edition: 2,
            event: LeafEvent::Correct,
            at: "2021-03-01T01:02:03.5Z".parse().unwrap(),
            renditions: vec![Rendition::of(name("body"), b"abc"), Rendition::of(name("attachment/1"), b"")],
            metadata: commitment(&[7; 32], r#"{"title":"甲"}"#),
        }
    }

    #[test]
    fn an_entry_is_the_same_bytes_for_ever() {
        // Logs in use depend on them. The hashes of `abc` are the examples of FIPS 180 and GB/T 32905.
        assert_eq!(
            leaf().to_string(),
            "gongkai/leaf/v1\n\
             log log.example/gongkai\n\
             document item/yunpu-cjj/17\n\
             edition 2\n\
             event correct\n\
             time 2021-03-01T01:02:03.500000Z\n\
             rendition body ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad \
             66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0\n\
             rendition attachment/1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
             1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b\n\
             metadata c85252e6506c9ee137bcafe78bb0687c706ceab5b695a312f85755fe2a52c8ad\n"
        );
    }

    #[test]
    fn an_entry_goes_both_ways() {
        for renditions in [0, 1, 2] {
            let mut leaf = leaf();
            leaf.renditions.truncate(renditions);
            assert_eq!(Leaf::decode(&leaf.encode().unwrap()), Ok(leaf));
        }
        for (event, code) in LeafEvent::ALL {
            assert_eq!((LeafEvent::from_code(code), event.code()), (Some(event), code));
        }
    }

    #[test]
    fn another_way_to_write_an_entry_is_refused() {
        let text = leaf().to_string();
        for (from, to, error) in [
            ("leaf/v1", "leaf/v2", LeafError::Line(1)),
            ("log log", "log  log", LeafError::Line(2)),
            ("edition 2", "edition two", LeafError::Line(4)),
            ("edition 2", "edition 02", LeafError::Form),
            ("edition 2", "edition +2", LeafError::Form),
            ("event correct", "event Correct", LeafError::Line(5)),
            ("03.500000Z", "03.5Z", LeafError::Form),
            ("03.500000Z", "03.5000001Z", LeafError::Form),
            ("rendition body ba78", "rendition body BA78", LeafError::Line(7)),
            ("metadata ", "metadatum ", LeafError::Line(9)),
        ] {
            assert_eq!(Leaf::decode(text.replacen(from, to, 1).as_bytes()), Err(error), "{to}");
        }
        assert_eq!(Leaf::decode(format!("{text}more\n").as_bytes()), Err(LeafError::Form));
        assert_eq!(Leaf::decode(text.trim_end().as_bytes()), Err(LeafError::Form));
        assert_eq!(Leaf::decode(b""), Err(LeafError::Line(1)));
        assert_eq!(Leaf::decode(b"\xff"), Err(LeafError::Form));
    }

    #[test]
    fn an_entry_that_is_too_long_is_refused() {
        let mut long = leaf();
        long.renditions = vec![Rendition::of(name("body"), b"abc"); 500];
        assert_eq!(long.encode(), Err(LeafError::Long));
    }

    #[test]
    fn metadata_opens_with_its_salt_only() {
        let metadata = r#"{"title":"甲"}"#;
        let opening = Opening {
            entry: leaf().to_string(),
            salt: Some(to_hex(&[7; 32])),
            metadata: Some(metadata.to_owned()),
        };
        assert_eq!(opening.holds(&leaf()), Some(true));
        assert_eq!(Opening::decode(&opening.encode()), Some(opening.clone()));
        let other = Opening { metadata: Some(metadata.replace('甲', "乙")), ..opening.clone() };
        assert_eq!(other.holds(&leaf()), Some(false));
        let other = Opening { salt: Some(to_hex(&[8; 32])), ..opening.clone() };
        assert_eq!(other.holds(&leaf()), Some(false));
        assert_eq!(Opening { salt: None, ..opening }.holds(&leaf()), None, "destroyed");
    }
}
