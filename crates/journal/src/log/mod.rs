//! The public log (公开日志): a C2SP transparency log over what was published, verifiable by anyone without us.
//!
//! Pure: bytes in, bytes out. Trees and proofs by RFC 6962 (`merkle`), their layout by c2sp.org/tlog-tiles (`tile`),
//! signed texts by c2sp.org/signed-note (`note`, `key`), tree heads by c2sp.org/tlog-checkpoint (`checkpoint`),
//! proofs by c2sp.org/tlog-proof (`proof`), witnesses by c2sp.org/tlog-cosignature and tlog-witness (`witness`).
//! What one entry says is ours (`leaf`), and so is how words are compared across page, paper and file (`bare`).

mod bare;
mod checkpoint;
mod edge;
mod key;
mod leaf;
mod merkle;
mod note;
mod proof;
mod tile;
mod witness;

pub use bare::{Anchor, bare, find};
pub use checkpoint::{Checkpoint, CheckpointError, Opened, Trust, UntrustedCheckpoint, cosigned_text};
pub use edge::{Edge, Placed};
pub use key::{Algorithm, BadSignature, KeyError, SecretKey, VerifierKey};
pub use leaf::{Document, Leaf, LeafError, LeafEvent, Opening, Rendition, commitment};
pub use merkle::{
    EMPTY_ROOT, Node, ProofError, consistency_proof, inclusion_proof, leaf_hash, node_hash,
    nodes_of_consistency, nodes_of_inclusion, nodes_of_root, root, verify_consistency, verify_inclusion,
};
pub use note::{MAX_SIGNATURES, Note, NoteError, NoteSignature};
pub use proof::{Proof, ProofFileError, Unproven};
pub use tile::{
    BundleError, TILE_WIDTH, Tile, TileKind, Tiles, bundle, bundle_entries, hashes_of_bytes, tile_bytes,
    tiles_of,
};
pub use witness::{AddCheckpoint, AddCheckpointError, WitnessRefusal, Witnessed, cosignatures};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Hash;

fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Standard alphabet, padded, and no other way to write the same bytes.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

fn hash_from_base64(text: &str) -> Option<Hash> {
    from_base64(text)?.try_into().ok()
}

fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Lower-case digits only, so that the same bytes have one form.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

/// A decimal number without leading zeros.
fn decimal(text: &str) -> Option<u64> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { text.parse().ok() } else { None }
}
