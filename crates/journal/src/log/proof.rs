//! Proof files (证明文件) by c2sp.org/tlog-proof: an entry's place in the log, checked with nothing but a public key.

use std::fmt;

use super::{
    Opened, ProofError, Trust, UntrustedCheckpoint, decimal, from_base64, hash_from_base64, leaf_hash,
    to_base64, verify_inclusion,
};
use crate::Hash;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No path is longer: a tree has at most 2^64 - 1 entries.
const MAX_PATH: usize = 64;

/// A proof that an entry stands in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What the application adds; nobody has signed it.
    pub extra: Option<Vec<u8>>,
    /// The entry's place, from 0.
    pub index: u64,
    /// The hashes from the entry to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint, as the log issued it.
    pub checkpoint: String,
}

/// Why a file is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofFileError {
    /// The first line is another.
    #[error("a proof file begins with {HEADER}")]
    Header,
    /// The extra data is not base64.
    #[error("the extra line is not base64")]
    Extra,
    /// No place is given.
    #[error("the index line is missing or no number")]
    Index,
    /// A line of the path is no hash, or there are too many.
    #[error("line {0} is no hash of the path")]
    Path(usize),
    /// The checkpoint is missing.
    #[error("the checkpoint is missing")]
    Checkpoint,
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unproven {
    /// The checkpoint is not trusted.
    #[error("the checkpoint is not trusted")]
    Checkpoint(#[source] UntrustedCheckpoint),
    /// The entry is not in the tree at the place given.
    #[error("the entry is not where the proof says")]
    Inclusion(#[source] ProofError),
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    ///
    /// [`ProofFileError`] saying which line is wrong.
    pub fn parse(file: &str) -> Result<Proof, ProofFileError> {
        let (head, checkpoint) = file.split_once("\n\n").ok_or(ProofFileError::Checkpoint)?;
        let mut lines = head.split('\n').zip(1..).peekable();
        if lines.next().is_none_or(|(line, _)| line != HEADER) {
            return Err(ProofFileError::Header);
        }
        let extra = lines.next_if(|(line, _)| line.starts_with("extra "));
        let extra = extra
            .map(|(line, _)| line.strip_prefix("extra ").and_then(from_base64).ok_or(ProofFileError::Extra))
            .transpose()?;
        let index = lines.next().and_then(|(line, _)| decimal(line.strip_prefix("index ")?));
        let index = index.ok_or(ProofFileError::Index)?;
        let path: Vec<Hash> = lines
            .map(|(line, number)| hash_from_base64(line).ok_or(ProofFileError::Path(number)))
            .collect::<Result<_, _>>()?;
        if path.len() > MAX_PATH {
            return Err(ProofFileError::Path(path.len()));
        }
        if checkpoint.is_empty() {
            return Err(ProofFileError::Checkpoint);
        }
        Ok(Proof { extra, index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that `entry` stands in the log at the proof's place, by keys that are trusted.
    ///
    /// # Errors
    ///
    /// [`Unproven`] saying what does not hold.
    pub fn verify(&self, entry: &[u8], trust: &Trust) -> Result<Opened, Unproven> {
        let opened = trust.open(&self.checkpoint).map_err(Unproven::Checkpoint)?;
        let head = &opened.checkpoint;
        verify_inclusion(&leaf_hash(entry), self.index, head.size, &self.path, &head.root)
            .map_err(Unproven::Inclusion)?;
        Ok(opened)
    }
}

/// The file.
impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", to_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", to_base64(hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Algorithm, Checkpoint, Node, SecretKey, inclusion_proof, node_hash, root};

    /// Three entries, a proof of the second, and whom to trust.
    fn proven() -> (Proof, Trust) {
        let entries: [&[u8]; 3] = [b"a", b"b", b"c"];
        let hash = |node: Node| match node.level {
            0 => entries.get(usize::try_from(node.index).ok()?).map(|entry| leaf_hash(entry)),
            _ => Some(node_hash(&leaf_hash(b"a"), &leaf_hash(b"b"))),
        };
        let key = SecretKey::from_seed("log.example", Algorithm::Ed25519, &[1; 32]).unwrap();
        let checkpoint = Checkpoint {
            origin: "log.example".to_owned(),
            size: 3,
            root: root(3, hash).unwrap(),
            extensions: Vec::new(),
        };
        let proof = Proof {
            extra: Some(b"more".to_vec()),
            index: 1,
            path: inclusion_proof(1, 3, hash).unwrap(),
            checkpoint: key.note(&checkpoint.to_string(), 0).unwrap().to_string(),
        };
        (proof, Trust { log: vec![key.verifier().clone()], ..Trust::default() })
    }

    #[test]
    fn a_proof_goes_both_ways_and_proves_its_entry_only() {
        let (proof, trust) = proven();
        for extra in [None, Some(Vec::new()), Some(b"more".to_vec())] {
            let proof = Proof { extra, ..proof.clone() };
            assert_eq!(Proof::parse(&proof.to_string()), Ok(proof));
        }
        assert_eq!(proof.verify(b"b", &trust).unwrap().checkpoint.size, 3);
        assert_eq!(proof.verify(b"c", &trust), Err(Unproven::Inclusion(ProofError::Mismatch)));
    }

    #[test]
    fn a_proof_file_with_any_byte_changed_fails() {
        let (proof, trust) = proven();
        let file = Proof { extra: None, ..proof }.to_string();
        for place in 0..file.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut bytes = file.clone().into_bytes();
                bytes[place] ^= flip;
                let proven = String::from_utf8(bytes)
                    .ok()
                    .and_then(|file| Proof::parse(&file).ok())
                    .is_some_and(|proof| proof.verify(b"b", &trust).is_ok());
                assert!(!proven, "byte {place} of {} with {flip:02x} flipped", file.len());
            }
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let (proof, _) = proven();
        let file = proof.to_string();
        for (from, to, error) in [
            ("proof@v1", "proof@v2", ProofFileError::Header),
            ("extra bW9y", "extra !", ProofFileError::Extra),
            ("index 1", "index 01", ProofFileError::Index),
            ("index 1\n", "", ProofFileError::Index),
            ("index 1\n", "index 1\nAAAA\n", ProofFileError::Path(4)),
        ] {
            assert_eq!(Proof::parse(&file.replace(from, to)), Err(error), "{to}");
        }
        let (head, _) = file.split_once("\n\n").unwrap();
        assert_eq!(Proof::parse(head), Err(ProofFileError::Checkpoint));
        assert_eq!(Proof::parse(&format!("{head}\n\n")), Err(ProofFileError::Checkpoint));
    }

    #[test]
    fn the_lines_of_the_specifications_example_are_read() {
        let file = "c2sp.org/tlog-proof@v1\nindex 73894\n\
            gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\n\
            example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog hI2DJw==\n";
        let proof = Proof::parse(file).unwrap();
        assert_eq!((proof.index, proof.path.len()), (73_894, 2));
        assert_eq!(proof.to_string(), file);
    }
}
