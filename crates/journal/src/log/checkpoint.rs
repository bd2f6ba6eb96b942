//! Checkpoints (检查点): how many entries a log has and the root over them, signed. c2sp.org/tlog-checkpoint.

use std::fmt;

use super::{Algorithm, BadSignature, Note, NoteError, VerifierKey, decimal, hash_from_base64, to_base64};
use crate::Hash;

/// The head of a log's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's identity, e.g. `www.example.gov.cn/log`.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines: none of ours; kept when others have some.
    pub extensions: Vec<String>,
}

/// Why a text is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The origin is empty, or missing.
    #[error("a checkpoint begins with the log's origin")]
    Origin,
    /// The second line is no number.
    #[error("the second line of a checkpoint is the number of entries")]
    Size,
    /// The third line is no hash.
    #[error("the third line of a checkpoint is the root hash")]
    Root,
    /// An empty line, or no newline at the end.
    #[error("a checkpoint has lines that are not empty, each with its newline")]
    Lines,
}

impl Checkpoint {
    /// Reads the text of a note as checkpoint.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`] saying which line is wrong.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Origin)?;
        let size = lines.next().and_then(decimal).ok_or(CheckpointError::Size)?;
        let root = lines.next().and_then(hash_from_base64).ok_or(CheckpointError::Root)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Lines);
        }
        Ok(Checkpoint { origin: origin.to_owned(), size, root, extensions })
    }
}

/// The text that is signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, to_base64(&self.root))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// What a witness signs: its statement of `time`, in seconds since 1970, and the checkpoint's text.
pub fn cosigned_text(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// Whom a verifier trusts (信任的公钥).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trust {
    /// Keys of the log: one valid signature of one of them is needed. Their name is the log's origin.
    pub log: Vec<VerifierKey>,
    /// Keys of witnesses.
    pub witnesses: Vec<VerifierKey>,
    /// How many of the witnesses must have signed.
    pub quorum: usize,
}

/// A checkpoint whose signatures hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// How the log signed it.
    pub signed_as: Vec<Algorithm>,
    /// The witnesses that signed it, with the time each states.
    pub witnesses: Vec<(String, u64)>,
}

/// Why a checkpoint is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UntrustedCheckpoint {
    /// It is no signed note.
    #[error("not a signed note")]
    Note(#[source] NoteError),
    /// It is no checkpoint.
    #[error("not a checkpoint")]
    Checkpoint(#[source] CheckpointError),
    /// It is another log's.
    #[error("the checkpoint is of the log {0}, which is not trusted")]
    Origin(String),
    /// A trusted key's signature does not hold.
    #[error(transparent)]
    Signature(#[from] BadSignature),
    /// No trusted key of the log has signed it.
    #[error("no trusted key of the log has signed the checkpoint")]
    Unsigned,
    /// Too few witnesses have signed it.
    #[error("{found} of {wanted} witnesses have signed the checkpoint")]
    Witnesses {
        /// How many have.
        found: usize,
        /// How many must.
        wanted: usize,
    },
}

impl Trust {
    /// Opens a checkpoint: reads it and checks every signature of a trusted key. Unknown keys are passed over.
    ///
    /// # Errors
    ///
    /// [`UntrustedCheckpoint`].
    pub fn open(&self, note: &str) -> Result<Opened, UntrustedCheckpoint> {
        self.open_note(&Note::parse(note).map_err(UntrustedCheckpoint::Note)?)
    }

    /// As [`Trust::open`], of a note that was read already.
    ///
    /// # Errors
    ///
    /// [`UntrustedCheckpoint`].
    pub fn open_note(&self, note: &Note) -> Result<Opened, UntrustedCheckpoint> {
        let checkpoint = Checkpoint::parse(&note.text).map_err(UntrustedCheckpoint::Checkpoint)?;
        let log: Vec<&VerifierKey> = self.log.iter().filter(|key| key.name() == checkpoint.origin).collect();
        if log.is_empty() {
            return Err(UntrustedCheckpoint::Origin(checkpoint.origin));
        }
        let mut opened = Opened { checkpoint, signed_as: Vec::new(), witnesses: Vec::new() };
        for signature in &note.signatures {
            if let Some(key) = log.iter().find(|key| key.made(signature)) {
                key.verify(&note.text, signature)?;
                if !opened.signed_as.contains(&key.algorithm()) {
                    opened.signed_as.push(key.algorithm());
                }
            }
            if let Some(key) = self.witnesses.iter().find(|key| key.made(signature)) {
                let time = key.verify(&note.text, signature)?;
                if !opened.witnesses.iter().any(|(name, _)| name == key.name()) {
                    opened.witnesses.push((key.name().to_owned(), time.unwrap_or(0)));
                }
            }
        }
        if opened.signed_as.is_empty() {
            return Err(UntrustedCheckpoint::Unsigned);
        }
        if opened.witnesses.len() < self.quorum {
            return Err(UntrustedCheckpoint::Witnesses {
                found: opened.witnesses.len(),
                wanted: self.quorum,
            });
        }
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::SecretKey;

    // The example of the specification.
    const TEXT: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification_goes_both_ways() {
        let checkpoint = Checkpoint::parse(TEXT).unwrap();
        assert_eq!(
            (checkpoint.origin.as_str(), checkpoint.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(checkpoint.to_string(), TEXT);
        // As the specification of cosignatures shows it.
        assert_eq!(cosigned_text(1_679_315_147, TEXT), format!("cosignature/v1\ntime 1679315147\n{TEXT}"));
    }

    #[test]
    fn further_lines_are_kept() {
        let text = format!("{TEXT}one more\nand another\n");
        let checkpoint = Checkpoint::parse(&text).unwrap();
        assert_eq!(checkpoint.extensions, ["one more", "and another"]);
        assert_eq!(checkpoint.to_string(), text);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        for (text, error) in [
            (String::new(), CheckpointError::Lines),
            (format!("\n1\n{hash}\n"), CheckpointError::Origin),
            (format!("a\n01\n{hash}\n"), CheckpointError::Size),
            (format!("a\n-1\n{hash}\n"), CheckpointError::Size),
            (format!("a\n\n{hash}\n"), CheckpointError::Size),
            (format!("a\n18446744073709551616\n{hash}\n"), CheckpointError::Size),
            ("a\n1\n\n".to_owned(), CheckpointError::Root),
            (format!("a\n1\n{}\n", &hash[4..]), CheckpointError::Root),
            (format!("a\n1\n{hash}"), CheckpointError::Lines),
            (format!("a\n1\n{hash}\n\n"), CheckpointError::Lines),
        ] {
            let found = Checkpoint::parse(&text).unwrap_err();
            // Without its last newline the text has no line that ends, whatever else is wrong.
            assert_eq!(found, error, "{text:?}");
        }
    }

    fn key(name: &str, algorithm: Algorithm, seed: u8) -> SecretKey {
        SecretKey::from_seed(name, algorithm, &[seed; 32]).unwrap()
    }

    /// A checkpoint signed by the log in two ways, by a stranger, and by two witnesses.
    fn signed() -> (Note, Trust) {
        let log = key("example.com/behind-the-sofa", Algorithm::Ed25519, 1);
        let national = key("example.com/behind-the-sofa", Algorithm::Sm2, 2);
        let stranger = key("stranger.example", Algorithm::Ed25519, 3);
        let witnesses =
            [key("w1.example", Algorithm::Cosignature, 4), key("w2.example", Algorithm::Cosignature, 5)];
        let mut note = log.note(TEXT, 0).unwrap();
        for (key, time) in [(&national, 0), (&stranger, 0), (&witnesses[0], 11), (&witnesses[1], 12)] {
            note.signatures.push(key.sign(TEXT, time).unwrap());
        }
        let trust = Trust {
            log: vec![log.verifier().clone()],
            witnesses: witnesses.iter().map(|key| key.verifier().clone()).collect(),
            quorum: 2,
        };
        (note, trust)
    }

    #[test]
    fn the_log_must_have_signed_and_strangers_do_not_count() {
        let (note, mut trust) = signed();
        let opened = trust.open(&note.to_string()).unwrap();
        assert_eq!(opened.signed_as, [Algorithm::Ed25519], "the national signature is passed over");
        assert_eq!(opened.witnesses, [("w1.example".to_owned(), 11), ("w2.example".to_owned(), 12)]);
        trust.quorum = 3;
        let few = UntrustedCheckpoint::Witnesses { found: 2, wanted: 3 };
        assert_eq!(trust.open_note(&note), Err(few));
        trust.log = vec![key("example.com/behind-the-sofa", Algorithm::Ed25519, 9).verifier().clone()];
        assert_eq!(trust.open_note(&note), Err(UntrustedCheckpoint::Unsigned));
        trust.log = vec![key("other.example", Algorithm::Ed25519, 1).verifier().clone()];
        let other = UntrustedCheckpoint::Origin("example.com/behind-the-sofa".to_owned());
        assert_eq!(trust.open_note(&note), Err(other));
    }

    #[test]
    fn one_signature_of_a_trusted_key_that_does_not_hold_spoils_the_note() {
        let (note, trust) = signed();
        for place in [0, 3, 4] {
            for byte in 0..note.signatures[place].signature.len() {
                let mut spoiled = note.clone();
                spoiled.signatures[place].signature[byte] ^= 1;
                assert!(
                    matches!(trust.open_note(&spoiled), Err(UntrustedCheckpoint::Signature(_))),
                    "signature {place}, byte {byte}"
                );
            }
        }
    }

    #[test]
    fn the_national_signature_is_checked_by_whoever_trusts_it() {
        let (note, mut trust) = signed();
        trust.log = vec![key("example.com/behind-the-sofa", Algorithm::Sm2, 2).verifier().clone()];
        assert_eq!(trust.open_note(&note).unwrap().signed_as, [Algorithm::Sm2]);
        let mut spoiled = note;
        spoiled.signatures[1].signature[0] ^= 1;
        assert!(matches!(trust.open_note(&spoiled), Err(UntrustedCheckpoint::Signature(_))));
    }

    #[test]
    fn a_witness_that_signs_twice_is_one_witness() {
        let (mut note, mut trust) = signed();
        note.signatures.remove(3);
        note.signatures.push(key("w2.example", Algorithm::Cosignature, 5).sign(TEXT, 13).unwrap());
        assert!(matches!(trust.open_note(&note), Err(UntrustedCheckpoint::Witnesses { found: 1, .. })));
        trust.quorum = 1;
        assert_eq!(trust.open_note(&note).unwrap().witnesses, [("w2.example".to_owned(), 12)]);
    }
}
