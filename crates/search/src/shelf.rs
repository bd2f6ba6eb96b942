//! Generations of the index in one folder: the new one is built beside the old one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::SearchError;

/// The folder of an index (索引目录).
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

const CURRENT: &str = "CURRENT";

impl Shelf {
    /// The folder at `folder`; nothing is made yet.
    pub fn at(folder: PathBuf) -> Shelf {
        Shelf { folder }
    }

    /// The generation in use.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.folder.join(CURRENT)).ok()?;
        number(name.trim())?;
        let path = self.folder.join(name.trim());
        path.is_dir().then_some(path)
    }

    /// An empty folder for a new generation.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn begin(&self) -> Result<PathBuf, SearchError> {
        let newest = self.generations().into_iter().max().unwrap_or(0);
        let path = self.folder.join(format!("g-{}", newest + 1));
        fs::create_dir_all(&path).map_err(|source| failed(&path, source))?;
        Ok(path)
    }

    /// Puts a generation in use.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn switch(&self, generation: &Path) -> Result<(), SearchError> {
        let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let new = self.folder.join("CURRENT.new");
        let write = || {
            let mut file = fs::File::create(&new)?;
            file.write_all(name.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, self.folder.join(CURRENT))
        };
        write().map_err(|source| failed(&new, source))
    }

    /// Removes generations before the one in use; what another process holds open stays readable for it.
    pub fn sweep(&self) {
        let current = self.current();
        let held = current.as_deref().and_then(|path| number(path.file_name()?.to_str()?));
        let Some(held) = held else { return };
        for generation in self.generations().into_iter().filter(|one| *one < held) {
            // Whatever stays is tried again next time.
            let _ = fs::remove_dir_all(self.folder.join(format!("g-{generation}")));
        }
    }

    fn generations(&self) -> Vec<u64> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| number(entry.file_name().to_str()?)).collect()
    }
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix("g-")?.parse().ok()
}

pub(crate) fn failed(path: &Path, source: std::io::Error) -> SearchError {
    SearchError::Folder { path: path.to_owned(), source }
}
