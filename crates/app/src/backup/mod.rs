//! Backups (备份) and what is made of them: consistent while others write, incremental, encrypted, checked on the way back.
//!
//! A backup is a folder. The journal grows there in segments, blobs stand under their names and are copied once; each
//! snapshot adds what the journal does not hold. All of it is JSON by lines and plain files, so it is also how one
//! leaves.

mod files;
mod restore;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongkai_store::dump::{EVENTS, dump};
use gongkai_store::{BlobId, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::files::{LineReader, LineWriter, copy_sealed, read_file};
use crate::Place;
use crate::vault::to_hex;

pub use self::restore::{Restored, Source, restore};

/// Version of the format.
const FORMAT: u32 = 1;
/// Snapshots kept at least.
const FEWEST: usize = 1;

/// Why there is no backup, or nothing came back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file or folder could not be read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database said no.
    #[error("store")]
    Store(#[from] StoreError),
    /// The installation could not be opened.
    #[error("installation")]
    App(#[from] Box<crate::AppError>),
    /// Something must be put right first; the text says what, in Chinese.
    #[error("{0}")]
    Told(String),
}

impl BackupError {
    fn told(what: impl Into<String>) -> BackupError {
        BackupError::Told(what.into())
    }
}

/// Where a backup goes.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The folder of backups.
    pub folder: PathBuf,
    /// Public keys (age) whose holders can read it; without any it stands there in plain.
    pub recipients: Vec<String>,
    /// Do the site's keys go into it? Only for backups that are encrypted.
    pub with_keys: bool,
    /// How many snapshots are kept; all when nothing is said.
    pub keep: Option<usize>,
}

/// What a backup did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Name of the snapshot.
    pub snapshot: String,
    /// The journal's end.
    pub position: u64,
    /// Events that were new.
    pub events: u64,
    /// Rows besides the journal.
    pub rows: u64,
    /// Blobs in all.
    pub blobs: u64,
    /// Blobs that were new.
    pub new_blobs: u64,
    /// Blobs that no longer bear their name: they are not in the backup.
    pub damaged: Vec<String>,
    /// Snapshots that were taken away, being too many.
    pub removed: Vec<String>,
}

/// What a snapshot says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Version of the format.
    pub(crate) format: u32,
    /// The program that made it.
    pub(crate) program: String,
    /// When.
    pub(crate) made_at: Timestamp,
    /// Number of the database's schema.
    pub(crate) schema: i64,
    /// The journal's end.
    pub(crate) position: u64,
    /// Its hash, hexadecimal.
    pub(crate) hash: String,
    /// Are the files encrypted?
    pub(crate) encrypted: bool,
    /// The journal, segment by segment.
    pub(crate) segments: Vec<Segment>,
    /// Everything else that is kept.
    pub(crate) tables: Kept,
    /// Names of the blobs.
    pub(crate) blobs: Kept,
    /// Names of the keys that are in it.
    pub(crate) keys: Vec<String>,
}

/// A file of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Its path below the folder of backups.
    pub(crate) file: String,
    /// Lines.
    pub(crate) lines: u64,
    /// SHA-256 of the lines, before they are packed and encrypted.
    pub(crate) sha256: String,
}

/// A piece of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// Position of its first event.
    pub(crate) first: u64,
    /// Position of its last one.
    pub(crate) last: u64,
    /// Hash of the last one, hexadecimal.
    pub(crate) hash: String,
    /// Its file.
    #[serde(flatten)]
    pub(crate) kept: Kept,
}

/// Makes a backup of the installation at `place`, while it goes on working. Blocks.
///
/// # Errors
///
/// [`BackupError`]; an earlier snapshot is then as it was.
pub fn back_up(place: &Place, target: &Target, now: Timestamp) -> Result<Made, BackupError> {
    if target.with_keys && target.recipients.is_empty() {
        return Err(BackupError::told("密钥只能放进加密的备份：请用 --recipient 指定接收人的公钥。"));
    }
    let recipients = files::recipients(&target.recipients)?;
    let root = &target.folder;
    make(&root.join("snapshots"))?;
    make(&root.join("journal"))?;
    let _lock = lock(root)?;
    let before = newest(root)?;
    let encrypted = !recipients.is_empty();
    let ending = if encrypted { ".jsonl.gz.age" } else { ".jsonl.gz" };
    let name = free_name(root, now);
    let folder = format!("snapshots/{name}");
    // A snapshot without its manifest is none: what a crash leaves is taken away here.
    let unfinished = root.join("snapshots").join("unfinished");
    let _ = fs::remove_dir_all(&unfinished);
    make(&unfinished)?;

    // The journal goes on where the newest snapshot of the same kind ended.
    let mut segments =
        before.filter(|before| before.encrypted == encrypted).map(|it| it.segments).unwrap_or_default();
    let known = segments.last().map_or((0, String::new()), |last| (last.last, last.hash.clone()));
    let part = root.join("journal").join("unfinished");
    let mut journal = LineWriter::create(&part, &recipients)?;
    let mut tables = LineWriter::create(&unfinished.join("tables"), &recipients)?;
    let head = dump(&place.database, known.0, &mut |table, line| {
        let written = if table == EVENTS {
            journal.line(line)
        } else {
            tables.line(&format!("{{\"table\":\"{table}\",\"row\":{line}}}"))
        };
        written.map_err(|error| StoreError::Files { path: unfinished.clone(), source: Arc::new(error) })
    })?;
    let hash = to_hex(&head.hash);
    let goes_on = head.after.is_some_and(|found| to_hex(&found) == known.1);
    if known.0 > 0 && !goes_on {
        return Err(BackupError::told(format!(
            "备份目录里的记录到第 {} 条，本系统只到第 {} 条或者内容不同：这个目录属于另一个系统，或者本系统是从更早的备份恢复的。请换一个目录。",
            known.0, head.position
        )));
    }
    let kept = journal.finish()?;
    if kept.0 > 0 {
        let file = format!("journal/{:012}-{:012}{ending}", known.0 + 1, head.position);
        files::rename(&part, &root.join(&file))?;
        let kept = Kept { file, lines: kept.0, sha256: kept.1 };
        segments.push(Segment { first: known.0 + 1, last: head.position, hash: hash.clone(), kept });
    } else {
        let _ = fs::remove_file(&part);
    }
    let (rows, sha256) = tables.finish()?;
    files::rename(&unfinished.join("tables"), &unfinished.join(format!("tables{ending}")))?;
    let tables = Kept { file: format!("{folder}/tables{ending}"), lines: rows, sha256 };

    // After the database: what its rows name stands in the folder by now.
    let mut damaged = Vec::new();
    let (mut all, mut new_blobs) = (0, 0);
    // The names alone say nothing, and without them nothing could be tidied up.
    let mut names = LineWriter::create(&unfinished.join("blobs.txt.gz"), &[])?;
    for id in blobs_in(&place.blobs)? {
        let (from, to) = (blob_path(&place.blobs, &id), blob_path(&root.join("blobs"), &id));
        let to = if encrypted { to.with_extension("age") } else { to };
        if !to.exists() {
            let bytes = read_file(&from)?;
            if BlobId::of(&bytes) != id {
                damaged.push(id.to_string());
                continue;
            }
            make(to.parent().unwrap_or(root))?;
            copy_sealed(&bytes, &to, &recipients)?;
            new_blobs += 1;
        }
        all += 1;
        names.line(id.as_str()).map_err(|source| BackupError::File { path: unfinished.clone(), source })?;
    }
    let (lines, sha256) = names.finish()?;
    let blobs = Kept { file: format!("{folder}/blobs.txt.gz"), lines, sha256 };

    let mut keys = Vec::new();
    if target.with_keys {
        for key in [&place.site_key, &place.log_key()] {
            let name = key.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if key.exists() {
                copy_sealed(&read_file(key)?, &unfinished.join(format!("{name}.age")), &recipients)?;
                keys.push(name);
            }
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        schema: head.schema,
        position: head.position,
        hash,
        encrypted,
        segments,
        tables,
        blobs,
        keys,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| BackupError::told(error.to_string()))?;
    copy_sealed(&text, &unfinished.join("manifest.json"), &[])?;
    files::rename(&unfinished, &root.join(&folder))?;
    let removed = match target.keep {
        Some(keep) => forget_old(root, keep.max(FEWEST))?,
        None => Vec::new(),
    };
    let events = head.position - known.0;
    Ok(Made {
        snapshot: name,
        position: head.position,
        events,
        rows,
        blobs: all,
        new_blobs,
        damaged,
        removed,
    })
}

/// A name nobody has yet: the instant, by which names also sort.
fn free_name(root: &Path, now: Timestamp) -> String {
    let stem = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let is_free = |name: &String| !root.join("snapshots").join(name).exists();
    std::iter::once(stem.clone())
        .chain((2..1_000).map(|number| format!("{stem}-{number:03}")))
        .find(is_free)
        .unwrap_or(stem)
}

/// Names of the finished snapshots, the oldest first.
pub fn snapshots(root: &Path) -> Result<Vec<String>, BackupError> {
    let folder = root.join("snapshots");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|source| BackupError::File { path: folder.clone(), source })? {
        let entry = entry.map_err(|source| BackupError::File { path: folder.clone(), source })?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "unfinished" && entry.path().join("manifest.json").exists() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

pub(crate) fn manifest(root: &Path, name: &str) -> Result<Manifest, BackupError> {
    let path = root.join("snapshots").join(name).join("manifest.json");
    let read: Manifest = serde_json::from_slice(&read_file(&path)?)
        .map_err(|error| BackupError::told(format!("{} 不是备份的清单：{error}", path.display())))?;
    if read.format == FORMAT {
        Ok(read)
    } else {
        let format = read.format;
        Err(BackupError::told(format!("备份格式 {format} 由更新的版本生成，请用新版本恢复。")))
    }
}

fn newest(root: &Path) -> Result<Option<Manifest>, BackupError> {
    snapshots(root)?.last().map(|name| manifest(root, name)).transpose()
}

/// Takes away all but the newest `keep` snapshots, and the blobs that none of these names.
fn forget_old(root: &Path, keep: usize) -> Result<Vec<String>, BackupError> {
    let names = snapshots(root)?;
    let old: Vec<String> = names.iter().take(names.len().saturating_sub(keep)).cloned().collect();
    if old.is_empty() {
        return Ok(old);
    }
    for name in &old {
        let path = root.join("snapshots").join(name);
        fs::remove_dir_all(&path).map_err(|source| BackupError::File { path, source })?;
    }
    let mut named = BTreeSet::new();
    for name in snapshots(root)? {
        let list = manifest(root, &name)?.blobs;
        let reader = LineReader::open(&root.join(&list.file), &[])?;
        for line in reader.lines() {
            let line = line.map_err(|source| BackupError::File { path: root.join(&list.file), source })?;
            named.insert(line);
        }
    }
    for id in blobs_in(&root.join("blobs"))? {
        if !named.contains(id.as_str()) {
            let plain = blob_path(&root.join("blobs"), &id);
            for path in [plain.with_extension("age"), plain] {
                let _ = fs::remove_file(path);
            }
        }
    }
    Ok(old)
}

/// The blobs of a folder, sealed ones too, in the order of their names.
pub(crate) fn blobs_in(folder: &Path) -> Result<BTreeSet<BlobId>, BackupError> {
    let mut found = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(BackupError::File { path: folder, source }),
        };
        for entry in entries {
            let entry = entry.map_err(|source| BackupError::File { path: folder.clone(), source })?;
            let path = entry.path();
            if path.is_dir() {
                if depth < 2 && entry.file_name().len() == 2 {
                    folders.push((path, depth + 1));
                }
            } else if let Some(id) = path.file_stem().and_then(|stem| BlobId::parse(&stem.to_string_lossy()))
            {
                found.insert(id);
            }
        }
    }
    Ok(found)
}

/// Where a blob stands below a folder: as in the installation.
pub(crate) fn blob_path(folder: &Path, id: &BlobId) -> PathBuf {
    let (first, rest) = id.as_str().split_at(2);
    let (second, _) = rest.split_at(2);
    folder.join(first).join(second).join(id.as_str())
}

fn make(folder: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(folder).map_err(|source| BackupError::File { path: folder.to_owned(), source })
}

/// One backup at a time goes into a folder.
fn lock(root: &Path) -> Result<fs::File, BackupError> {
    let path = root.join("lock");
    let file = fs::File::create(&path).map_err(|source| BackupError::File { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(BackupError::told("另一个备份正在写入这个目录，请等它完成。"))
        }
        Err(fs::TryLockError::Error(source)) => Err(BackupError::File { path, source }),
    }
}
