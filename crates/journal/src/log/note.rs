//! Signed notes (带签名的文本) by c2sp.org/signed-note: a text, a blank line, a line for each signature.

use std::fmt;

use super::{from_base64, to_base64};

/// How many signatures a note may bear; the specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 100;
/// Longest note in bytes.
const MAX_BYTES: usize = 1 << 20;

/// A text and the signatures under it. Whether they hold is for a key to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, ending in a newline.
    pub text: String,
    /// The signatures in order.
    pub signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub key_id: u32,
    /// What the key made of the text.
    pub signature: Vec<u8>,
}

/// Why a text is no signed note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// It is too long.
    #[error("the note has {0} bytes, more than {MAX_BYTES}")]
    Long(usize),
    /// It has control characters other than newlines.
    #[error("the note has control characters")]
    Control,
    /// No blank line sets the signatures apart, or the text is empty or does not end in a newline.
    #[error("the note has no text, or no blank line before its signatures")]
    Shape,
    /// A signature line is not of the form.
    #[error("line {0} is no signature line")]
    Signature(usize),
    /// It bears too many signatures, or none.
    #[error("the note has {0} signatures, not 1 to {MAX_SIGNATURES}")]
    Count(usize),
}

/// May a key be called so: not empty, no spaces, no plus sign?
pub(super) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

impl Note {
    /// Reads a signed note.
    ///
    /// # Errors
    ///
    /// [`NoteError`] saying in what it departs from the form.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        if note.len() > MAX_BYTES {
            return Err(NoteError::Long(note.len()));
        }
        if note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err(NoteError::Control);
        }
        // The text may have blank lines; the last one sets the signatures apart.
        let split = note.rfind("\n\n").ok_or(NoteError::Shape)?;
        let (text, signatures) = (note.get(..=split), note.get(split + 2..));
        let (Some(text), Some(signatures)) = (text, signatures) else { return Err(NoteError::Shape) };
        if text == "\n" || !(signatures.is_empty() || signatures.ends_with('\n')) {
            return Err(NoteError::Shape);
        }
        let before = text.matches('\n').count() + 1;
        let signatures: Vec<NoteSignature> = signatures
            .split_terminator('\n')
            .enumerate()
            .map(|(place, line)| NoteSignature::parse(line).ok_or(NoteError::Signature(before + place + 1)))
            .collect::<Result<_, _>>()?;
        if signatures.is_empty() || signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Count(signatures.len()));
        }
        Ok(Note { text: text.to_owned(), signatures })
    }
}

impl NoteSignature {
    /// Reads one signature line, without its newline.
    pub fn parse(line: &str) -> Option<NoteSignature> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = from_base64(signature)?;
        let (key_id, signature) = bytes.split_first_chunk()?;
        if !is_key_name(name) || signature.is_empty() {
            return None;
        }
        let key_id = u32::from_be_bytes(*key_id);
        Some(NoteSignature { name: name.to_owned(), key_id, signature: signature.to_vec() })
    }
}

/// The line with its newline.
impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.to_be_bytes().as_slice(), &self.signature].concat();
        writeln!(f, "— {} {}", self.name, to_base64(&bytes))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| signature.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the specification.
    const POEM: &str =
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";
    const SIGNATURE: &str = "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    #[test]
    fn the_example_of_the_specification_is_read() {
        let note = Note::parse(&format!("{POEM}\n{SIGNATURE}")).unwrap();
        assert_eq!(note.text, POEM);
        let [signature] = note.signatures.as_slice() else { panic!("one signature") };
        assert_eq!((signature.name.as_str(), signature.key_id), ("quasimodo.example/salvatore", 0x367b_a04b));
        assert_eq!(signature.signature.len(), 64);
        assert_eq!(note.to_string(), format!("{POEM}\n{SIGNATURE}"));
    }

    #[test]
    fn what_departs_from_the_form_is_refused_with_its_place() {
        for note in [
            "",
            "text\n",
            "text",
            &format!("text\n{SIGNATURE}"),
            &format!("\n\n{SIGNATURE}"),
            &format!("text\n\n{}", SIGNATURE.trim_end()),
        ] {
            assert_eq!(Note::parse(note), Err(NoteError::Shape), "{note:?}");
        }
        assert_eq!(Note::parse("text\n\n"), Err(NoteError::Count(0)));
        assert_eq!(Note::parse(&format!("te\txt\n\n{SIGNATURE}")), Err(NoteError::Control));
        for line in [
            "- a AAAAAAA=",
            "— a",
            "— a AAAAAA==",
            "— a AAAAAAB=",
            "— a+b AAAAAAA=",
            "— a AAAAAAA",
            "—  AAAAAAA=",
            "— a b AAAAAAA=",
        ] {
            let note = format!("a\nb\n\n{SIGNATURE}{line}\n");
            assert_eq!(Note::parse(&note), Err(NoteError::Signature(5)), "{line}");
        }
        let many = format!("text\n\n{}", SIGNATURE.repeat(MAX_SIGNATURES + 1));
        assert_eq!(Note::parse(&many), Err(NoteError::Count(101)));
        assert!(matches!(Note::parse(&"x".repeat(MAX_BYTES + 1)), Err(NoteError::Long(_))));
    }
}
