//! Merkle trees over entries: hashes, inclusion and consistency proofs by RFC 6962 §2.1.
//!
//! A proof is a list of hashes over ranges of entries. Each range falls into complete subtrees, named [`Node`]; where
//! their hashes come from (tiles, memory) is the caller's affair.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::Hash;

/// The root of a tree without entries: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// A complete subtree: the `2^level` entries from `index · 2^level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its height.
    pub level: u8,
    /// Its place among those of its height.
    pub index: u64,
}

/// Why a proof does not show what it should, or could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// There is no such entry, or the tree shrank.
    #[error("the tree of {size} entries has no place {index}")]
    Range {
        /// The entry, or the size of the older tree.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The proof has too few or too many hashes.
    #[error("the proof has not the length the tree asks for")]
    Length,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root hash")]
    Mismatch,
    /// A hash that is needed was not at hand.
    #[error("the hash of subtree {0:?} is not at hand")]
    Missing(Node),
}

/// The hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The subtrees that make up the root of a tree of `size`, left to right.
pub fn nodes_of_root(size: u64) -> Vec<Node> {
    nodes_of(&(0..size))
}

/// The subtrees an inclusion proof needs.
///
/// # Errors
///
/// [`ProofError::Range`] when the tree has no such entry.
pub fn nodes_of_inclusion(index: u64, size: u64) -> Result<Vec<Node>, ProofError> {
    Ok(inclusion_ranges(index, size)?.iter().flat_map(nodes_of).collect())
}

/// The subtrees a consistency proof needs.
///
/// # Errors
///
/// [`ProofError::Range`] when the older tree is the larger.
pub fn nodes_of_consistency(older: u64, newer: u64) -> Result<Vec<Node>, ProofError> {
    Ok(consistency_ranges(older, newer)?.iter().flat_map(nodes_of).collect())
}

/// The root of a tree of `size`.
///
/// # Errors
///
/// [`ProofError::Missing`] when `hash` does not know a subtree; so for the proofs below.
pub fn root(size: u64, hash: impl Fn(Node) -> Option<Hash>) -> Result<Hash, ProofError> {
    if size == 0 { Ok(EMPTY_ROOT) } else { hash_of(&(0..size), &hash) }
}

/// The hashes that lead from entry `index` to the root of a tree of `size`, nearest first.
///
/// # Errors
///
/// [`ProofError::Range`], or [`ProofError::Missing`].
pub fn inclusion_proof(
    index: u64,
    size: u64,
    hash: impl Fn(Node) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    inclusion_ranges(index, size)?.iter().map(|range| hash_of(range, &hash)).collect()
}

/// The hashes that show that the tree of `newer` entries continues the one of `older`.
///
/// Empty when the older tree is empty or the same.
///
/// # Errors
///
/// [`ProofError::Range`], or [`ProofError::Missing`].
pub fn consistency_proof(
    older: u64,
    newer: u64,
    hash: impl Fn(Node) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    consistency_ranges(older, newer)?.iter().map(|range| hash_of(range, &hash)).collect()
}

/// Checks that `leaf` stands at `index` in the tree of `size` whose root is `root`.
///
/// # Errors
///
/// [`ProofError`] saying in what the proof fails.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range { index, size });
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            climb_to_right_child(&mut place, &mut last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    finish(last, &[(&hash, root)])
}

/// Checks that the tree of `newer` entries begins with the tree of `older`.
///
/// # Errors
///
/// [`ProofError`] saying in what the proof fails.
pub fn verify_consistency(
    older: u64,
    newer: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    if older > newer {
        return Err(ProofError::Range { index: older, size: newer });
    }
    if older == 0 || older == newer {
        let root = if older == 0 { &EMPTY_ROOT } else { new_root };
        return if proof.is_empty() { finish(0, &[(old_root, root)]) } else { Err(ProofError::Length) };
    }
    let (mut place, mut last) = (older - 1, newer - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    // A complete older tree is its own first hash.
    let (first, rest) = if older.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::Length)?
    };
    let (mut old, mut new) = (*first, *first);
    if rest.is_empty() {
        return Err(ProofError::Length);
    }
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            climb_to_right_child(&mut place, &mut last);
        } else {
            new = node_hash(&new, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    finish(last, &[(&old, old_root), (&new, new_root)])
}

/// Skips the levels at which the subtree stands alone at the right edge.
fn climb_to_right_child(place: &mut u64, last: &mut u64) {
    while *place & 1 == 0 && *place != 0 {
        *place >>= 1;
        *last >>= 1;
    }
}

fn finish(last: u64, equal: &[(&Hash, &Hash)]) -> Result<(), ProofError> {
    if last != 0 {
        return Err(ProofError::Length);
    }
    if equal.iter().all(|(found, wanted)| found == wanted) { Ok(()) } else { Err(ProofError::Mismatch) }
}

/// The largest power of two below `size`, which is at least 2.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size {
        return Err(ProofError::Range { index, size });
    }
    let (mut from, mut to, mut ranges) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    ranges.reverse();
    Ok(ranges)
}

fn consistency_ranges(older: u64, newer: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if older > newer {
        return Err(ProofError::Range { index: older, size: newer });
    }
    if older == 0 || older == newer {
        return Ok(Vec::new());
    }
    let (mut from, mut to, mut ranges) = (0, newer, Vec::new());
    while older < to {
        let middle = from + split(to - from);
        if older <= middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    // Where it began, the verifier knows the hash: it is the older root.
    if from != 0 {
        ranges.push(from..to);
    }
    ranges.reverse();
    Ok(ranges)
}

/// The complete subtrees of a range that starts where a subtree of its size may start.
fn nodes_of(range: &Range<u64>) -> Vec<Node> {
    let (mut from, mut nodes) = (range.start, Vec::new());
    while from < range.end {
        let level = (range.end - from).ilog2();
        nodes.push(Node { level: u8::try_from(level).unwrap_or(u8::MAX), index: from >> level });
        from += 1 << level;
    }
    nodes
}

fn hash_of(range: &Range<u64>, hash: &impl Fn(Node) -> Option<Hash>) -> Result<Hash, ProofError> {
    let mut joined: Option<Hash> = None;
    for node in nodes_of(range).into_iter().rev() {
        let left = hash(node).ok_or(ProofError::Missing(node))?;
        joined = Some(joined.map_or(left, |right| node_hash(&left, &right)));
    }
    Ok(joined.unwrap_or(EMPTY_ROOT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{from_hex, to_hex};

    // The eight entries of RFC 6962's reference tests and the roots over the first n of them.
    const ENTRIES: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn hash(node: Node) -> Option<Hash> {
        if node.level == 0 {
            let entry = ENTRIES.get(usize::try_from(node.index).ok()?)?;
            return Some(leaf_hash(&from_hex(entry)?));
        }
        let child = |index| hash(Node { level: node.level - 1, index });
        Some(node_hash(&child(node.index * 2)?, &child(node.index * 2 + 1)?))
    }

    #[test]
    fn the_roots_are_those_of_the_reference_tests() {
        assert_eq!(root(0, hash), Ok(EMPTY_ROOT));
        for (size, known) in (1..).zip(ROOTS) {
            assert_eq!(to_hex(&root(size, hash).unwrap()), known, "{size} entries");
        }
    }

    #[test]
    fn the_proofs_are_those_of_the_reference_tests() {
        let path = inclusion_proof(5, 8, hash).unwrap();
        let path: Vec<String> = path.iter().map(|hash| to_hex(hash)).collect();
        assert_eq!(
            path,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        let proof = consistency_proof(6, 8, hash).unwrap();
        let proof: Vec<String> = proof.iter().map(|hash| to_hex(hash)).collect();
        assert_eq!(
            proof,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    #[test]
    fn a_place_outside_the_tree_has_no_proof() {
        let outside = ProofError::Range { index: 8, size: 8 };
        assert_eq!(inclusion_proof(8, 8, hash), Err(outside));
        assert_eq!(verify_inclusion(&EMPTY_ROOT, 8, 8, &[], &EMPTY_ROOT), Err(outside));
        let shrunk = ProofError::Range { index: 9, size: 8 };
        assert_eq!(consistency_proof(9, 8, hash), Err(shrunk));
        assert_eq!(verify_consistency(9, 8, &[], &EMPTY_ROOT, &EMPTY_ROOT), Err(shrunk));
    }

    #[test]
    fn the_largest_tree_has_proofs_too() {
        let size = u64::MAX;
        assert_eq!(inclusion_ranges(size - 1, size).unwrap().len(), 63);
        assert_eq!(nodes_of_root(size).len(), 64);
        assert!(matches!(inclusion_proof(0, size, |_| None), Err(ProofError::Missing(_))));
    }

    #[test]
    fn a_hash_that_is_not_at_hand_is_named() {
        let none = |node: Node| (node.level > 0).then_some(EMPTY_ROOT);
        assert_eq!(root(3, none), Err(ProofError::Missing(Node { level: 0, index: 2 })));
    }
}
