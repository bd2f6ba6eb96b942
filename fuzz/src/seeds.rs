//! Writes what fuzzing begins with into a folder: for each target files of our own, and the words that readers look for.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai_document::office::{Limits, Package};
use gongkai_fuzz::{ARCHIVES, input_of_archive};
use gongkai_journal::log::{
    AddCheckpoint, Algorithm, Checkpoint, Document, Leaf, LeafEvent, Proof, Rendition, SecretKey, bundle,
    leaf_hash,
};
// Its runtime counts what is covered, here as in the targets.
use libfuzzer_sys as _;

#[path = "../../crates/document/tests/office/mod.rs"]
mod office;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("seeds FOLDER")?);
    let put = |target: &str, name: &str, bytes: &[u8]| -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder.join(target))?;
        Ok(fs::write(folder.join(target).join(format!("seed-{name}")), bytes)?)
    };
    for (kind, file) in office::samples::all() {
        for target in ["grid", "strip", "word"] {
            if target != "word" || kind == "docx" {
                put(target, kind, &file)?;
            }
        }
        if ARCHIVES.iter().any(|(own, _)| *own == kind) {
            let package = Package::open(&file, &Limits::HOUSE)?;
            put("parts", kind, &input_of_archive(kind, &package).ok_or("no input makes this archive")?)?;
        }
    }
    let objects = office::samples::PDF_OBJECTS.map(|(head, stream)| match stream {
        Some(stream) => format!("{head}\u{1}{stream}"),
        None => head.to_owned(),
    });
    put("pdf", "drawn", objects.join("\0").as_bytes())?;
    for target in ["grid", "strip"] {
        put(target, "drawn.pdf", &gongkai_fuzz::pdf(objects.join("\0").as_bytes()))?;
    }
    let page = "<h2>一</h2><p align=\"right\" style=\"text-align:center\">甲<b>乙</b><a href=\"https://a.cn/\">丙</a><br>丁</p>\
        <ol start=\"2\"><li>戊<ul><li>己</li></ul></li></ol><table><tr><th colspan=\"2\">庚</th></tr><tr><td>1</td><td>2</td></tr></table>\
        <img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"图\"><pre>x\ny</pre><script>z</script>";
    put("web", "page.html", page.as_bytes())?;
    put(
        "web",
        "text.md",
        "# 一\n\n1. 甲\n   - 乙\n\n| 丙 | 丁 |\n|---|---|\n| 1 | 2 |\n\n[戊](https://a.cn/) <b>己</b>"
            .as_bytes(),
    )?;
    log(&put)?;
    // Numbers at the ends of their types.
    let ends = [i32::MAX.to_string(), u32::MAX.to_string(), i64::MAX.to_string(), u64::MAX.to_string()];
    let mut words = BTreeSet::from(ends);
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for sources in ["document/src", "journal/src/log"] {
        collect(&crates.join(sources), &mut words)?;
    }
    let lines = words.iter().map(|word| format!("\"{word}\"\n"));
    Ok(fs::write(folder.join("words.dict"), lines.collect::<String>())?)
}

/// A log of one entry: its checkpoint signed both ways, the proof of the entry, what a witness is asked, a tile, a leaf.
fn log(put: &dyn Fn(&str, &str, &[u8]) -> Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let origin = "log.example/a";
    let size = 1;
    let text =
        Checkpoint { origin: origin.into(), size, root: leaf_hash(b"entry"), extensions: vec![] }.to_string();
    for (name, algorithm) in [("ed25519", Algorithm::Ed25519), ("sm2", Algorithm::Sm2)] {
        let key = SecretKey::from_seed(origin, algorithm, &[1; 32])?;
        let note = key.note(&text, 1_700_000_000)?.to_string();
        let proof = Proof { extra: Some(vec![1; 8]), index: 0, path: vec![], checkpoint: note.clone() };
        let request = AddCheckpoint { old: 0, proof: vec![], checkpoint: note.clone() };
        put("log", &format!("{name}-note"), note.as_bytes())?;
        put("log", &format!("{name}-proof"), proof.to_string().as_bytes())?;
        put("log", &format!("{name}-request"), request.to_string().as_bytes())?;
        put("log", &format!("{name}-key"), key.verifier().to_string().as_bytes())?;
    }
    put("log", "tile", b"0/x001/067.p/12")?;
    put("log", "bundle", &bundle([b"entry".as_slice(), b"b"])?)?;
    let named = |name: &str| Document::new(name).ok_or("no name of a document");
    let leaf = Leaf {
        log: named(origin)?,
        document: named("item/1")?,
        edition: 1,
        event: LeafEvent::Publish,
        at: "2026-01-01T00:00:00Z".parse()?,
        renditions: vec![Rendition::of(named("body")?, b"body")],
        metadata: [1; 32],
    };
    put("log", "leaf", &leaf.encode()?)
}

/// String literals of our sources: what is compared with the input is worth trying.
fn collect(folder: &Path, words: &mut BTreeSet<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, words)?;
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let literals = line.split('"').skip(1).step_by(2);
            let short = literals.filter(|word| (2..=24).contains(&word.len()));
            let plain = |ch: char| ch.is_ascii_graphic() && !matches!(ch, '\\' | '"' | '{' | '}');
            words.extend(short.filter(|word| word.chars().all(plain)).map(str::to_owned));
        }
    }
    Ok(())
}
