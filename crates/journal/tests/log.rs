//! What holds for every log, and that other people's programs agree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests may call other programs")]

use std::collections::BTreeSet;
use std::process::Command;

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use gongkai_journal::Hash;
use gongkai_journal::log::{
    Algorithm, Checkpoint, Document, Leaf, LeafEvent, Node, Opening, Proof, Rendition, SecretKey, Tile,
    TileKind, Tiles, Trust, commitment, consistency_proof, hashes_of_bytes, inclusion_proof, leaf_hash,
    node_hash, nodes_of_consistency, nodes_of_inclusion, nodes_of_root, root, tile_bytes, tiles_of,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;

/// Trees of up to so many entries are walked through whole.
const SIZES: u64 = 1_200;

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// All complete subtrees over the first `size` entries, by level.
fn pyramid(size: u64) -> Vec<Vec<Hash>> {
    let mut levels = vec![(0..size).map(|index| leaf_hash(&entry(index))).collect::<Vec<Hash>>()];
    while levels.last().is_some_and(|level| level.len() > 1) {
        let below = levels.last().unwrap();
        let above = below.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        levels.push(above);
    }
    levels
}

fn lookup(levels: &[Vec<Hash>]) -> impl Fn(Node) -> Option<Hash> {
    |node| levels.get(usize::from(node.level))?.get(usize::try_from(node.index).ok()?).copied()
}

#[test]
fn in_every_tree_of_up_to_1200_entries_every_entry_is_proven() {
    let levels = pyramid(SIZES);
    let hash = lookup(&levels);
    for size in 1..=SIZES {
        let root = root(size, &hash).unwrap();
        for index in 0..size {
            let proof = inclusion_proof(index, size, &hash).unwrap();
            let leaf = levels[0][usize::try_from(index).unwrap()];
            assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()), "{index} of {size}");
        }
    }
}

#[test]
fn every_tree_of_up_to_1200_entries_is_shown_to_continue_every_smaller_one() {
    let levels = pyramid(SIZES);
    let hash = lookup(&levels);
    let roots: Vec<Hash> = (0..=SIZES).map(|size| root(size, &hash).unwrap()).collect();
    for (newer, new_root) in (0..).zip(&roots) {
        for (older, old_root) in (0..=newer).zip(&roots) {
            let proof = consistency_proof(older, newer, &hash).unwrap();
            let shown = verify_consistency(older, newer, &proof, old_root, new_root);
            assert_eq!(shown, Ok(()), "{older} in {newer}");
        }
    }
}

/// The tiles, as they are served, that a proof needs; nothing else is at hand.
fn fetch(levels: &[Vec<Hash>], nodes: &[Node], size: u64) -> Tiles {
    let mut tiles = Tiles::default();
    for tile in tiles_of(nodes, size) {
        let TileKind::Hashes { level } = tile.kind else { panic!("no entries are asked for") };
        let start = usize::try_from(tile.number).unwrap() * 256;
        let served = tile_bytes(&levels[usize::from(level) * 8][start..start + usize::from(tile.width)]);
        // Through its address and its bytes, as a reader of the site would get it.
        let tile = Tile::parse(&tile.to_string()).unwrap();
        tiles.insert(tile, hashes_of_bytes(&tile, &served).unwrap());
    }
    tiles
}

#[test]
fn proofs_from_tiles_are_those_from_the_whole_tree() {
    let levels = pyramid(70_000);
    let hash = lookup(&levels);
    for size in [1, 2, 255, 256, 257, 511, 512, 1_200, 65_535, 65_536, 65_537, 70_000] {
        let tiles = fetch(&levels, &nodes_of_root(size), size);
        assert_eq!(root(size, |node| tiles.hash(node)), root(size, &hash), "{size}");
        for index in [0, 1, 255, 256, size / 2, size - 1].into_iter().filter(|index| *index < size) {
            let tiles = fetch(&levels, &nodes_of_inclusion(index, size).unwrap(), size);
            let proof = inclusion_proof(index, size, |node| tiles.hash(node)).unwrap();
            assert_eq!(proof, inclusion_proof(index, size, &hash).unwrap(), "{index} of {size}");
        }
        for older in [1, 3, 256, 300, size / 2, size].into_iter().filter(|older| *older <= size) {
            let tiles = fetch(&levels, &nodes_of_consistency(older, size).unwrap(), size);
            let proof = consistency_proof(older, size, |node| tiles.hash(node)).unwrap();
            assert_eq!(proof, consistency_proof(older, size, &hash).unwrap(), "{older} in {size}");
        }
    }
}

#[test]
fn ct_merkle_accepts_our_proofs() {
    let levels = pyramid(300);
    let hash = lookup(&levels);
    let head = |size| RootHash::<Sha256>::new(root(size, &hash).unwrap().into(), size);
    for size in 1..=300 {
        for index in 0..size {
            let proof = inclusion_proof(index, size, &hash).unwrap();
            let digests: Vec<_> = proof.iter().map(|hash| (*hash).into()).collect();
            let theirs = InclusionProof::<Sha256>::from_digests(digests.iter());
            head(size).verify_inclusion(&entry(index), index, &theirs).unwrap();
        }
        for older in 1..=size {
            let proof = consistency_proof(older, size, &hash).unwrap();
            let digests: Vec<_> = proof.iter().map(|hash| (*hash).into()).collect();
            let theirs = ConsistencyProof::<Sha256>::from_digests(digests.iter());
            head(size).verify_consistency(&head(older), &theirs).unwrap();
        }
    }
}

#[test]
fn tlog_tiles_accepts_our_proofs_paths_and_checkpoints() {
    let levels = pyramid(300);
    let hash = lookup(&levels);
    let theirs = |proof: Vec<Hash>| proof.into_iter().map(tlog_tiles::Hash).collect::<Vec<_>>();
    let head = |size| tlog_tiles::Hash(root(size, &hash).unwrap());
    for size in 1..=300 {
        for index in 0..size {
            let proof = theirs(inclusion_proof(index, size, &hash).unwrap());
            let leaf = tlog_tiles::record_hash(&entry(index));
            tlog_tiles::check_record(&proof, size, head(size), index, leaf).unwrap();
        }
        for older in 1..=size {
            let proof = theirs(consistency_proof(older, size, &hash).unwrap());
            tlog_tiles::check_tree(&proof, size, head(size), older, head(older)).unwrap();
        }
    }
    for number in [0, 999, 1_000, 1_234_067] {
        for width in [1_u16, 255, 256] {
            let ours = Tile { kind: TileKind::Hashes { level: 1 }, number, width };
            // Theirs has the height of a tile in front.
            let their = tlog_tiles::Tile::new(8, 1, number, u32::from(width), false).path();
            assert!(their.ends_with(&ours.to_string()), "{their} and {ours}");
        }
    }
    let checkpoint = Checkpoint {
        origin: "log.example/gongkai".to_owned(),
        size: 300,
        root: root(300, &hash).unwrap(),
        extensions: Vec::new(),
    };
    let read = tlog_tiles::Checkpoint::from_bytes(checkpoint.to_string().as_bytes()).unwrap();
    assert_eq!((read.origin(), read.size(), read.hash()), ("log.example/gongkai", 300, &head(300)));
}

#[test]
fn a_tree_of_70_000_has_the_274_level_0_tiles_of_the_specification() {
    let all = |level| {
        (0..)
            .map_while(|number| Tile::in_tree(TileKind::Hashes { level }, number, 70_000))
            .collect::<BTreeSet<_>>()
    };
    let counts: Vec<(usize, usize)> = (0..4)
        .map(|level| (all(level).iter().filter(|tile| tile.is_full()).count(), all(level).len()))
        .collect();
    assert_eq!(counts, [(273, 274), (1, 2), (0, 1), (0, 0)]);
}

proptest! {
    #[test]
    fn a_proof_with_a_changed_bit_fails(size in 2_u64..600, pick: u64, place: prop::sample::Index, bit in 0_usize..256) {
        let levels = pyramid(size);
        let hash = lookup(&levels);
        let index = pick % size;
        let root = root(size, &hash).unwrap();
        let leaf = levels[0][usize::try_from(index).unwrap()];
        let mut proof = inclusion_proof(index, size, &hash).unwrap();
        prop_assert!(verify_inclusion(&leaf, (index + 1) % size, size, &proof, &root).is_err());
        let place = place.index(proof.len());
        proof[place][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
    }

    #[test]
    fn a_consistency_proof_with_a_changed_bit_or_length_fails(newer in 3_u64..600, pick: u64, place: prop::sample::Index, bit in 0_usize..256) {
        let levels = pyramid(newer);
        let hash = lookup(&levels);
        let older = 1 + pick % (newer - 1);
        let (old_root, new_root) = (root(older, &hash).unwrap(), root(newer, &hash).unwrap());
        let proof = consistency_proof(older, newer, &hash).unwrap();
        let verify = |proof: &[Hash]| verify_consistency(older, newer, proof, &old_root, &new_root);
        prop_assert_eq!(verify(&proof), Ok(()));
        let mut changed = proof.clone();
        let place = place.index(proof.len());
        changed[place][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(verify(&changed).is_err());
        prop_assert!(verify(&proof[1..]).is_err());
        let mut longer = proof;
        longer.push([0; 32]);
        prop_assert!(verify(&longer).is_err());
    }
}

/// A log of 300 entries with a proof of one of them: the proof, the key, the entry.
fn proven() -> (Proof, SecretKey, Leaf) {
    let key = SecretKey::from_seed("log.example/gongkai", Algorithm::Ed25519, &[1; 32]).unwrap();
    let metadata = r#"{"title":"关于甲的通知"}"#;
    let name = |text| Document::new(text).unwrap();
    let leaf = Leaf {
        log: name("log.example/gongkai"),
        document: name("item/yunpu-cjj/17"),
        edition: 1,
        event: LeafEvent::Publish,
        at: "2021-03-01T01:02:03.5Z".parse().unwrap(),
        renditions: vec![Rendition::of(name("body"), "正文".as_bytes())],
        metadata: commitment(&[7; 32], metadata),
    };
    let mut levels = pyramid(300);
    levels[0][123] = leaf_hash(leaf.to_string().as_bytes());
    for level in 1..levels.len() {
        let above = levels[level - 1].chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        levels[level] = above;
    }
    let hash = lookup(&levels);
    let checkpoint = Checkpoint {
        origin: "log.example/gongkai".to_owned(),
        size: 300,
        root: root(300, &hash).unwrap(),
        extensions: Vec::new(),
    };
    let text = checkpoint.to_string();
    let national = SecretKey::from_seed("log.example/gongkai", Algorithm::Sm2, &[2; 32]).unwrap();
    let mut note = key.note(&text, 0).unwrap();
    note.signatures.push(national.sign(&text, 0).unwrap());
    let salt = "07".repeat(32);
    let opening = Opening { entry: leaf.to_string(), salt: Some(salt), metadata: Some(metadata.to_owned()) };
    let proof = Proof {
        extra: Some(opening.encode()),
        index: 123,
        path: inclusion_proof(123, 300, &hash).unwrap(),
        checkpoint: note.to_string(),
    };
    let trust = Trust { log: vec![key.verifier().clone()], ..Trust::default() };
    proof.verify(leaf.to_string().as_bytes(), &trust).unwrap();
    (proof, key, leaf)
}

#[test]
fn the_verifier_in_python_accepts_a_proof_and_refuses_changed_ones() {
    let check = Command::new("python3").args(["-c", "import cryptography"]).output();
    assert!(
        check.is_ok_and(|output| output.status.success()),
        "python3 with the package cryptography is missing: run `cargo xtask setup`"
    );
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify/verify_proof.py");
    let folder = tempfile::tempdir().unwrap();
    let (proof, key, leaf) = proven();
    let run = |proof: &[u8], content: &str| {
        let (file, body) = (folder.path().join("a.tlog-proof"), folder.path().join("body"));
        std::fs::write(&file, proof).unwrap();
        std::fs::write(&body, content).unwrap();
        let mut command = Command::new("python3");
        let output =
            command.arg(script).arg(&file).arg(key.verifier().to_string()).arg(&body).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let file = proof.to_string();
    assert_eq!(run(file.as_bytes(), "正文"), (Some(0), leaf.to_string()));
    assert_eq!(run(file.as_bytes(), "正文。").0, Some(1), "another file");
    let mut bytes = file.into_bytes();
    // The national signature at the end is passed over by this verifier; what is before it is not.
    let guarded = bytes.len() - 150;
    for place in (0..guarded).step_by(41) {
        bytes[place] ^= 1;
        assert_eq!(run(&bytes, "正文").0, Some(1), "byte {place}");
        bytes[place] ^= 1;
    }
}
