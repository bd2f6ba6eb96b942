//! What others send to the public log or about it: proof files, checkpoints, requests of witnesses, tiles, leaves.
#![no_main]

use gongkai_journal::log::{
    AddCheckpoint, Algorithm, Checkpoint, Leaf, Note, Opening, Proof, SecretKey, Tile, Trust, VerifierKey,
    bare, bundle_entries, cosignatures, hashes_of_bytes,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = bundle_entries(bytes);
    if let Ok(leaf) = Leaf::decode(bytes) {
        assert!(leaf.encode().is_ok());
    }
    let _ = Opening::decode(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = bare(text);
    let _ = VerifierKey::parse(text);
    let _ = SecretKey::parse(text);
    if let Some(tile) = Tile::parse(text) {
        assert_eq!(Tile::parse(&tile.to_string()), Some(tile));
        let _ = hashes_of_bytes(&tile, bytes);
    }
    let keys = [Algorithm::Ed25519, Algorithm::Sm2]
        .map(|algorithm| SecretKey::from_seed("log.example/a", algorithm, &[1; 32]));
    let log: Vec<VerifierKey> = keys.iter().flatten().map(|key| key.verifier().clone()).collect();
    let trust = Trust { log: log.clone(), ..Trust::default() };
    if let Ok(note) = Note::parse(text) {
        assert_eq!(Note::parse(&note.to_string()), Ok(note.clone()));
        let _ = Checkpoint::parse(&note.text);
        let _ = trust.open_note(&note);
    }
    let _ = Checkpoint::parse(text);
    if let Ok(proof) = Proof::parse(text) {
        assert_eq!(Proof::parse(&proof.to_string()), Ok(proof.clone()));
        let _ = proof.verify(b"entry", &trust);
    }
    if let Ok(request) = AddCheckpoint::parse(text) {
        assert_eq!(AddCheckpoint::parse(&request.to_string()).map(|again| again.old), Ok(request.old));
        let _ = request.origin();
        let _ = request.examine(None, &trust);
    }
    for key in &log {
        let _ = cosignatures(text, text, key);
    }
});
