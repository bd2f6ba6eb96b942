//! What comes back from a backup (恢复), and what is looked at on the way.

use std::path::{Path, PathBuf};

use age::x25519::Identity;
use gongkai_store::dump::{DumpHead, DumpRow, EVENTS};
use gongkai_store::{BlobId, Blobs, Settings, StoreError};

use super::files::{LineReader, identities, read_sealed};
use super::{BackupError, Kept, Manifest, blob_path, manifest, snapshots};
use crate::{App, Place, SystemClock};

/// Where a backup stands.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The folder of backups.
    pub folder: PathBuf,
    /// Which snapshot; the newest when none is named.
    pub snapshot: Option<String>,
    /// Text of the file with the private keys; empty when the backup is plain.
    pub identities: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The snapshot.
    pub snapshot: String,
    /// When it was made.
    pub made_at: jiff::Timestamp,
    /// Events, all of one chain.
    pub events: u64,
    /// Hash of the last one, hexadecimal.
    pub hash: String,
    /// Rows besides.
    pub rows: u64,
    /// Blobs, each of which bears its name.
    pub blobs: u64,
    /// Tables built anew from the journal.
    pub tables: usize,
}

/// Brings a backup back into an empty place and looks at everything: files, chain, keys, views.
///
/// Blobs come before the database, and that is all or nothing: an attempt that was broken off is begun anew.
///
/// # Errors
///
/// [`BackupError`] says what is wrong; the place then holds no records, save for a PostgreSQL database that was brought
/// back whole and whose keys are others.
pub async fn restore(place: &Place, source: &Source) -> Result<Restored, BackupError> {
    let root = source.folder.clone();
    let names = snapshots(&root)?;
    let name = match &source.snapshot {
        Some(name) => names.iter().find(|known| *known == name).cloned().ok_or_else(|| {
            BackupError::told(format!("备份目录里没有 {name}，有的是：{}。", names.join("、")))
        })?,
        None => names.last().cloned().ok_or_else(|| BackupError::told("备份目录里没有完整的备份。"))?,
    };
    let said = manifest(&root, &name)?;
    if let Settings::Sqlite { path } = &place.database
        && path.exists()
    {
        return Err(BackupError::told(format!("{} 已有数据，请恢复到空的数据目录。", path.display())));
    }
    let keys = identities(&source.identities)?;
    if said.encrypted && keys.is_empty() {
        return Err(BackupError::told("备份是加密的，请用 --identity 给出私钥文件。"));
    }
    put_keys(&root, &name, &said, place, &keys)?;
    let blobs = put_blobs(&root, &said, place, &keys).await?;
    let (database, plan) = (place.database.clone(), said.clone());
    let done = tokio::task::spawn_blocking(move || load(&root, &plan, &database, &keys)).await;
    done.map_err(|error| BackupError::told(format!("恢复中断：{error}")))??;

    let tables = match look_over(place).await {
        Ok(tables) => tables,
        Err(error) => {
            // What does not open is not left standing where the right key would find it in the way.
            forget(&place.database);
            return Err(error);
        }
    };
    Ok(Restored {
        snapshot: name,
        made_at: said.made_at,
        events: said.position,
        hash: said.hash,
        rows: said.tables.lines,
        blobs,
        tables,
    })
}

/// Opens what came back: its chain, its views, its keys. How many tables were built anew.
async fn look_over(place: &Place) -> Result<usize, BackupError> {
    let app = App::open(place, std::sync::Arc::new(SystemClock)).await.map_err(Box::new)?;
    let verified = app.store.verify().await?;
    if let Some(fault) = verified.fault {
        return Err(BackupError::told(format!("恢复的记录链有问题：{fault}")));
    }
    let replayed = app.store.replay().await?;
    app.opens_content().await.map_err(|_| {
        BackupError::told("数据目录里的 site.key 不是这份备份的密钥：正文、附件和个人信息都读不出。请换上正确的 site.key 再恢复。")
    })?;
    Ok(replayed.tables)
}

/// The keys of the backup, unless the place has them; without a site key nothing could be read.
fn put_keys(
    root: &Path,
    name: &str,
    said: &Manifest,
    place: &Place,
    keys: &[Identity],
) -> Result<(), BackupError> {
    for path in [&place.site_key, &place.log_key()] {
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        if path.exists() || !said.keys.contains(&file) {
            continue;
        }
        let bytes = read_sealed(&root.join("snapshots").join(name).join(format!("{file}.age")), keys)?;
        crate::write_secret(path, &bytes)
            .map_err(|source| BackupError::File { path: path.clone(), source })?;
    }
    if !place.site_key.exists() && said.position > 0 {
        let path = place.site_key.display();
        return Err(BackupError::told(format!(
            "备份里没有 site.key。请把另存的 site.key 放到 {path} 再恢复；缺了它，正文、附件和个人信息都读不出。"
        )));
    }
    Ok(())
}

async fn put_blobs(
    root: &Path,
    said: &Manifest,
    place: &Place,
    keys: &[Identity],
) -> Result<u64, BackupError> {
    let blobs = Blobs::folder(&place.blobs)?;
    let mut count = 0;
    let mut list = Vec::new();
    let mut names = LineReader::open(&root.join(&said.blobs.file), &[])?;
    while let Some(line) = names.next(&said.blobs.sha256)? {
        list.push(line);
    }
    for line in list {
        let id = BlobId::parse(&line)
            .ok_or_else(|| BackupError::told(format!("备份的文件清单里有一行不是文件名：{line}")))?;
        let path = blob_path(&root.join("blobs"), &id);
        let path = if said.encrypted { path.with_extension("age") } else { path };
        let bytes = read_sealed(&path, keys)?;
        if BlobId::of(&bytes) != id {
            return Err(BackupError::told(format!("备份里的文件 {id} 已损坏或者被改动。")));
        }
        blobs.put(bytes).await?;
        count += 1;
    }
    Ok(count)
}

/// The rows into a new database.
fn load(root: &Path, said: &Manifest, database: &Settings, keys: &[Identity]) -> Result<(), BackupError> {
    let hash = crate::vault::from_hex(&said.hash)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| BackupError::told("清单里的记录链校验值不是 SHA-256。"))?;
    let head = DumpHead { position: said.position, hash, schema: said.schema, after: None };
    let segments = said.segments.iter().map(|segment| (&segment.kept, true));
    let mut files: Vec<(&Kept, bool)> = segments.chain([(&said.tables, false)]).collect();
    files.reverse();
    // What is wrong with a file of the backup is told as it is, not as an error of the database.
    let mut fault = None;
    let mut open: Option<(LineReader, &Kept, bool)> = None;
    let mut rows = std::iter::from_fn(|| {
        loop {
            if open.is_none() {
                let (kept, is_journal) = files.pop()?;
                match LineReader::open(&root.join(&kept.file), keys) {
                    Ok(reader) => open = Some((reader, kept, is_journal)),
                    Err(error) => {
                        fault = Some(error);
                        return Some(Err(StoreError::Value("a file of the backup")));
                    }
                }
            }
            let (reader, kept, is_journal) = open.as_mut()?;
            match reader.next(&kept.sha256) {
                Ok(Some(line)) if *is_journal => return Some(Ok((EVENTS.to_owned(), line))),
                Ok(Some(line)) => return Some(row(&line)),
                Ok(None) => open = None,
                Err(error) => {
                    fault = Some(error);
                    return Some(Err(StoreError::Value("a file of the backup")));
                }
            }
        }
    });
    let loaded = gongkai_store::dump::restore(database, &head, &mut rows);
    match (loaded, fault) {
        (Err(_), Some(fault)) => {
            forget(database);
            Err(fault)
        }
        (Err(error), None) => {
            forget(database);
            Err(error.into())
        }
        (Ok(()), _) => Ok(()),
    }
}

/// An empty database that was made for nothing.
fn forget(database: &Settings) {
    if let Settings::Sqlite { path } = database {
        for ending in ["", "-wal", "-shm"] {
            let mut file = path.clone().into_os_string();
            file.push(ending);
            let _ = std::fs::remove_file(file);
        }
    }
}

fn row(line: &str) -> Result<DumpRow, StoreError> {
    #[derive(serde::Deserialize)]
    struct Line {
        table: String,
        row: serde_json::Map<String, serde_json::Value>,
    }
    let line: Line = serde_json::from_str(line).map_err(|_| StoreError::Value("line of a backup"))?;
    Ok((line.table, serde_json::Value::Object(line.row).to_string()))
}
