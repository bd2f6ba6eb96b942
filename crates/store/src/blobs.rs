//! Bodies and files, named by their SHA-256 in a folder.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::StoreError;

/// The name of a blob: the SHA-256 of its bytes in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(String);

impl BlobId {
    /// The name of `bytes`.
    pub fn of(bytes: &[u8]) -> BlobId {
        use fmt::Write as _;
        let mut name = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(name, "{byte:02x}");
        }
        BlobId(name)
    }

    /// Reads a name; `None` when it is not 64 lower-case hexadecimal digits.
    pub fn parse(name: &str) -> Option<BlobId> {
        let digits = name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (name.len() == 64 && digits).then(|| BlobId(name.to_owned()))
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A folder of blobs. A blob is never changed; putting it again does nothing.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: Arc<Path>,
}

/// Tells apart the temporary files of one process.
static NEXT: AtomicU64 = AtomicU64::new(0);

impl Blobs {
    /// Blobs in the folder at `path`, made when missing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Files`] when the folder cannot be made; so for all that follow.
    pub fn folder(path: &Path) -> Result<Blobs, StoreError> {
        fs::create_dir_all(path.join("incoming")).map_err(|error| failed(path, error))?;
        Ok(Blobs { folder: path.into() })
    }

    /// Keeps `bytes`; they are on disk when it returns.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<BlobId, StoreError> {
        let blobs = self.clone();
        blocking(move || blobs.put_now(&bytes)).await
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    ///
    /// [`StoreError::BlobMissing`], or [`StoreError::BlobChanged`] when the bytes no longer bear their name.
    pub async fn get(&self, id: &BlobId) -> Result<Vec<u8>, StoreError> {
        let (blobs, id) = (self.clone(), id.clone());
        blocking(move || blobs.get_now(&id)).await
    }

    /// Removes a blob; one that is not there is as good as removed.
    pub async fn remove(&self, id: &BlobId) -> Result<(), StoreError> {
        let path = self.path(id);
        blocking(move || match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, error)),
            Ok(()) | Err(_) => Ok(()),
        })
        .await
    }

    /// Is there such a blob?
    pub async fn contains(&self, id: &BlobId) -> Result<bool, StoreError> {
        let path = self.path(id);
        blocking(move || path.try_exists().map_err(|error| failed(&path, error))).await
    }

    /// Where the blob stands: two levels of folders, so that none grows too long.
    fn path(&self, id: &BlobId) -> PathBuf {
        let (first, rest) = id.0.split_at(2);
        let (second, _) = rest.split_at(2);
        self.folder.join(first).join(second).join(&id.0)
    }

    fn put_now(&self, bytes: &[u8]) -> Result<BlobId, StoreError> {
        let id = BlobId::of(bytes);
        let path = self.path(&id);
        // A damaged blob is written anew rather than trusted.
        if self.get_now(&id).is_ok() {
            return Ok(id);
        }
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let incoming = self.folder.join("incoming").join(format!("{}-{number}", std::process::id()));
        let written = write_durably(&incoming, &path, bytes);
        if written.is_err() {
            // What is left over is told apart by its folder.
            let _ = fs::remove_file(&incoming);
        }
        written.map(|()| id).map_err(|error| failed(&path, error))
    }

    fn get_now(&self, id: &BlobId) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::BlobMissing(id.clone()),
            _ => failed(&path, error),
        })?;
        if BlobId::of(&bytes) == *id { Ok(bytes) } else { Err(StoreError::BlobChanged(id.clone())) }
    }
}

/// Writes beside, then renames, so that a blob is either whole or absent after a power cut.
fn write_durably(incoming: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(incoming)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let shard = path.parent().unwrap_or(Path::new("."));
    let made = !shard.exists();
    fs::create_dir_all(shard)?;
    fs::rename(incoming, path)?;
    // The names are durable only when the folders that hold them are.
    File::open(shard)?.sync_all()?;
    if made {
        for folder in shard.ancestors().skip(1).take(2) {
            File::open(folder)?.sync_all()?;
        }
    }
    Ok(())
}

fn failed(path: &Path, error: io::Error) -> StoreError {
    StoreError::Files { path: path.to_owned(), source: Arc::new(error) }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Stopped))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::folder(&folder.path().join("blobs")).unwrap();
        (folder, blobs)
    }

    #[tokio::test]
    async fn a_blob_bears_the_name_of_its_bytes() {
        let (_folder, blobs) = blobs();
        let id = blobs.put(b"abc".to_vec()).await.unwrap();
        assert_eq!(id.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(blobs.get(&id).await.unwrap(), b"abc");
        assert!(blobs.contains(&id).await.unwrap());
        assert_eq!(blobs.put(b"abc".to_vec()).await.unwrap(), id);
        let left: Vec<_> = fs::read_dir(blobs.folder.join("incoming")).unwrap().collect();
        assert!(left.is_empty(), "nothing is left over");
    }

    #[tokio::test]
    async fn a_missing_blob_is_said_to_be_missing() {
        let (_folder, blobs) = blobs();
        let id = BlobId::of(b"never put");
        assert!(!blobs.contains(&id).await.unwrap());
        assert!(matches!(blobs.get(&id).await, Err(StoreError::BlobMissing(missing)) if missing == id));
    }

    #[tokio::test]
    async fn a_changed_blob_is_noticed_and_put_right_by_putting_it_again() {
        let (_folder, blobs) = blobs();
        let id = blobs.put(b"abc".to_vec()).await.unwrap();
        fs::write(blobs.path(&id), b"abd").unwrap();
        assert!(matches!(blobs.get(&id).await, Err(StoreError::BlobChanged(changed)) if changed == id));
        blobs.put(b"abc".to_vec()).await.unwrap();
        assert_eq!(blobs.get(&id).await.unwrap(), b"abc");
    }

    #[tokio::test]
    async fn many_may_put_the_same_blob_at_once() {
        let (_folder, blobs) = blobs();
        let bytes = vec![7; 100_000];
        let putters: Vec<_> = (0..16)
            .map(|_| {
                let (blobs, bytes) = (blobs.clone(), bytes.clone());
                tokio::spawn(async move { blobs.put(bytes).await.unwrap() })
            })
            .collect();
        for putter in putters {
            assert_eq!(putter.await.unwrap(), BlobId::of(&bytes));
        }
        assert_eq!(blobs.get(&BlobId::of(&bytes)).await.unwrap(), bytes);
    }

    #[test]
    fn only_64_small_hexadecimal_digits_are_a_name() {
        let name = BlobId::of(b"abc").to_string();
        assert_eq!(BlobId::parse(&name).unwrap().as_str(), name);
        for wrong in ["", "abc", "../../etc/passwd", &name.to_uppercase(), &name[1..]] {
            assert_eq!(BlobId::parse(wrong), None, "{wrong}");
        }
    }
}
