//! Witnesses (见证): others who have seen our log grow and sign that it did, and we for them. c2sp.org/tlog-witness.

use std::fmt;

use super::{
    BadSignature, Checkpoint, Note, NoteSignature, Trust, UntrustedCheckpoint, VerifierKey, decimal,
    hash_from_base64, to_base64, verify_consistency,
};
use crate::Hash;

/// The specification allows no more.
const MAX_PROOF: usize = 63;

/// A request to witness a checkpoint: the body of `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the checkpoint that was witnessed last.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// Why a body is no such request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddCheckpointError {
    /// The first line is not `old` and a size.
    #[error("the first line is not \"old\" and a size")]
    Old,
    /// A line of the proof is no hash, or there are too many.
    #[error("line {0} is no hash of the proof")]
    Proof(usize),
    /// No blank line, or nothing behind it.
    #[error("the checkpoint is missing")]
    Checkpoint,
}

/// What a witness remembers of a log: the largest checkpoint it has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witnessed {
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Why a witness does not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WitnessRefusal {
    /// It does not know the log: 404.
    #[error("the log is not known here")]
    UnknownLog,
    /// No key it trusts has signed, or a signature does not hold: 403.
    #[error("no trusted key has signed the checkpoint")]
    Untrusted,
    /// It cannot be read, or the old size is the larger: 400.
    #[error("the request is not of the form")]
    Malformed,
    /// It has signed another size last: 409, with that size.
    #[error("the last checkpoint signed here has {0} entries")]
    Stale(u64),
    /// Same size, another root: 409. The log shows two faces.
    #[error("another tree of the same size was signed here")]
    Forked(u64),
    /// The proof does not hold: 422.
    #[error("the consistency proof does not hold")]
    Inconsistent,
}

impl WitnessRefusal {
    /// The HTTP status the specification asks for.
    pub fn status(&self) -> u16 {
        match self {
            WitnessRefusal::UnknownLog => 404,
            WitnessRefusal::Untrusted => 403,
            WitnessRefusal::Malformed => 400,
            WitnessRefusal::Stale(_) | WitnessRefusal::Forked(_) => 409,
            WitnessRefusal::Inconsistent => 422,
        }
    }
}

impl AddCheckpoint {
    /// Reads the body of a request.
    ///
    /// # Errors
    ///
    /// [`AddCheckpointError`] saying which line is wrong.
    pub fn parse(body: &str) -> Result<AddCheckpoint, AddCheckpointError> {
        let (head, checkpoint) = body.split_once("\n\n").ok_or(AddCheckpointError::Checkpoint)?;
        let mut lines = head.split('\n').zip(1..);
        let old = lines.next().and_then(|(line, _)| decimal(line.strip_prefix("old ")?));
        let old = old.ok_or(AddCheckpointError::Old)?;
        let proof: Vec<Hash> = lines
            .map(|(line, number)| hash_from_base64(line).ok_or(AddCheckpointError::Proof(number)))
            .collect::<Result<_, _>>()?;
        if proof.len() > MAX_PROOF {
            return Err(AddCheckpointError::Proof(proof.len() + 1));
        }
        if checkpoint.is_empty() {
            return Err(AddCheckpointError::Checkpoint);
        }
        Ok(AddCheckpoint { old, proof, checkpoint: checkpoint.to_owned() })
    }

    /// The log that is asked for; `None` when there is no checkpoint to be read.
    pub fn origin(&self) -> Option<String> {
        let note = Note::parse(&self.checkpoint).ok()?;
        Checkpoint::parse(&note.text).ok().map(|checkpoint| checkpoint.origin)
    }

    /// Examines the request against what is known of the log; what may be signed and must be remembered first.
    ///
    /// # Errors
    ///
    /// [`WitnessRefusal`].
    pub fn examine(
        &self,
        known: Option<Witnessed>,
        logs: &Trust,
    ) -> Result<(Note, Checkpoint), WitnessRefusal> {
        let note = Note::parse(&self.checkpoint).map_err(|_| WitnessRefusal::Malformed)?;
        let opened = logs.open_note(&note).map_err(|untrusted| match untrusted {
            UntrustedCheckpoint::Origin(_) => WitnessRefusal::UnknownLog,
            UntrustedCheckpoint::Checkpoint(_) => WitnessRefusal::Malformed,
            _ => WitnessRefusal::Untrusted,
        })?;
        let checkpoint = opened.checkpoint;
        if self.old > checkpoint.size {
            return Err(WitnessRefusal::Malformed);
        }
        let known = known.unwrap_or(Witnessed { size: 0, root: super::EMPTY_ROOT });
        if self.old != known.size {
            return Err(WitnessRefusal::Stale(known.size));
        }
        if known.size == checkpoint.size && known.root != checkpoint.root {
            return Err(WitnessRefusal::Forked(known.size));
        }
        verify_consistency(known.size, checkpoint.size, &self.proof, &known.root, &checkpoint.root)
            .map_err(|_| WitnessRefusal::Inconsistent)?;
        Ok((note, checkpoint))
    }
}

/// The body.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", to_base64(hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The cosignatures in a witness's answer that are `witness`'s own and hold for `text`; others are passed over.
///
/// # Errors
///
/// [`BadSignature`] when one bears its name and id and does not hold.
pub fn cosignatures(
    answer: &str,
    text: &str,
    witness: &VerifierKey,
) -> Result<Vec<NoteSignature>, BadSignature> {
    let own = answer.lines().filter_map(NoteSignature::parse).filter(|signature| witness.made(signature));
    own.map(|signature| witness.verify(text, &signature).map(|_| signature)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Algorithm, EMPTY_ROOT, Node, SecretKey, consistency_proof, leaf_hash, node_hash, root};

    fn hash(node: Node) -> Option<Hash> {
        if node.level == 0 {
            return Some(leaf_hash(&node.index.to_be_bytes()));
        }
        let child = |index| hash(Node { level: node.level - 1, index });
        Some(node_hash(&child(node.index * 2)?, &child(node.index * 2 + 1)?))
    }

    fn log() -> SecretKey {
        SecretKey::from_seed("log.example", Algorithm::Ed25519, &[1; 32]).unwrap()
    }

    fn logs() -> Trust {
        Trust { log: vec![log().verifier().clone()], ..Trust::default() }
    }

    fn request(old: u64, size: u64) -> AddCheckpoint {
        let root = root(size, hash).unwrap();
        let checkpoint = Checkpoint { origin: "log.example".to_owned(), size, root, extensions: Vec::new() };
        AddCheckpoint {
            old,
            proof: if old <= size { consistency_proof(old, size, hash).unwrap() } else { Vec::new() },
            checkpoint: log().note(&checkpoint.to_string(), 0).unwrap().to_string(),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "what is known of a log may be nothing")]
    fn known(size: u64) -> Option<Witnessed> {
        Some(Witnessed { size, root: root(size, hash).unwrap() })
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        let body = "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\nexample.com/behind-the-sofa\n20852163\n\
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
        let request = AddCheckpoint::parse(body).unwrap();
        assert_eq!((request.old, request.proof.len()), (20_852_014, 4));
        assert_eq!(request.origin().as_deref(), Some("example.com/behind-the-sofa"));
        assert_eq!(request.to_string(), body);
    }

    #[test]
    fn a_log_that_grows_is_signed_step_by_step() {
        let mut seen = None;
        for (old, size) in [(0, 3), (3, 3), (3, 8), (8, 13)] {
            let (_, checkpoint) = request(old, size).examine(seen, &logs()).unwrap();
            seen = Some(Witnessed { size: checkpoint.size, root: checkpoint.root });
        }
        assert_eq!(seen, known(13));
    }

    #[test]
    fn each_refusal_has_the_status_of_the_specification() {
        let refused = |request: AddCheckpoint, known| {
            let refusal = request.examine(known, &logs()).unwrap_err();
            (refusal.status(), refusal)
        };
        assert_eq!(refused(request(5, 8), known(3)), (409, WitnessRefusal::Stale(3)));
        assert_eq!(refused(request(5, 8), None), (409, WitnessRefusal::Stale(0)));
        assert_eq!(refused(request(9, 8), known(9)), (400, WitnessRefusal::Malformed));
        let mut bad = request(3, 8);
        bad.proof[0][0] ^= 1;
        assert_eq!(refused(bad, known(3)), (422, WitnessRefusal::Inconsistent));
        let mut bad = request(0, 8);
        bad.proof.push([0; 32]);
        assert_eq!(refused(bad, None), (422, WitnessRefusal::Inconsistent));
        let other = Some(Witnessed { size: 8, root: EMPTY_ROOT });
        assert_eq!(refused(request(8, 8), other), (409, WitnessRefusal::Forked(8)));
        let mut bad = request(3, 8);
        bad.checkpoint = bad.checkpoint.replace("\n8\n", "\n9\n");
        assert_eq!(refused(bad, known(3)), (403, WitnessRefusal::Untrusted));
        let mut bad = request(3, 8);
        bad.checkpoint = bad.checkpoint.replace("log.example", "other.example");
        assert_eq!(refused(bad, known(3)), (404, WitnessRefusal::UnknownLog));
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (body, error) in [
            ("", AddCheckpointError::Checkpoint),
            ("old 1\n", AddCheckpointError::Checkpoint),
            ("old 1\n\n", AddCheckpointError::Checkpoint),
            ("old 01\n\nx", AddCheckpointError::Old),
            ("new 1\n\nx", AddCheckpointError::Old),
            ("old 1\nAAAA\n\nx", AddCheckpointError::Proof(2)),
        ] {
            assert_eq!(AddCheckpoint::parse(body), Err(error), "{body:?}");
        }
        let long = AddCheckpoint { old: 1, proof: vec![[0; 32]; 64], checkpoint: "x".to_owned() };
        assert_eq!(AddCheckpoint::parse(&long.to_string()), Err(AddCheckpointError::Proof(65)));
    }

    #[test]
    fn of_an_answer_only_the_witnesss_own_signatures_are_taken() {
        let witness = SecretKey::from_seed("w.example", Algorithm::Cosignature, &[2; 32]).unwrap();
        let other = SecretKey::from_seed("v.example", Algorithm::Cosignature, &[3; 32]).unwrap();
        let text = "log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
        let own = witness.sign(text, 7).unwrap();
        let answer = format!("{}{own}", other.sign(text, 7).unwrap());
        assert_eq!(cosignatures(&answer, text, witness.verifier()), Ok(vec![own.clone()]));
        assert!(cosignatures(&answer, "changed\n", witness.verifier()).is_err());
        assert_eq!(cosignatures("nothing\n", text, witness.verifier()), Ok(Vec::new()));
    }
}
