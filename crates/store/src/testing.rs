//! Databases for tests: SQLite in a temporary folder, PostgreSQL in a temporary cluster.

use std::sync::Arc;

use tempfile::TempDir;

use crate::projection::{Projector, projector};
use crate::{Settings, Store};

mod cluster;

pub use cluster::Cluster;

/// A database of its own for one test; the folder goes when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    /// How to open it.
    pub settings: Settings,
    /// A folder for whatever else the test keeps.
    pub folder: TempDir,
}

impl Scratch {
    /// Opens the store with the projector of all areas; panics like [`Scratch::open_with`].
    pub async fn open(&self) -> Store {
        self.open_with(projector()).await
    }

    /// Opens the store with another projector.
    ///
    /// # Panics
    ///
    /// When the database does not open: the test has then failed.
    #[expect(clippy::expect_used, reason = "only tests come here")]
    pub async fn open_with(&self, projector: Arc<dyn Projector>) -> Store {
        Store::open(&self.settings, projector).await.expect("the test's database opens")
    }
}

impl Store {
    /// How many persons have a key.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn count_person_keys(&self) -> Result<u64, crate::StoreError> {
        let bound = crate::param::Bound::new("select count(*) as keys from person_key", vec![]);
        self.query(bound).await?.first().map_or(Ok(0), |row| crate::row::number(row, "keys"))
    }
}

/// An empty SQLite database in a temporary folder.
pub fn sqlite() -> Scratch {
    let folder = folder();
    Scratch { settings: Settings::Sqlite { path: folder.path().join("gongkai.db") }, folder }
}

/// An empty PostgreSQL database in the test process's cluster, which ends with the process.
pub fn postgres() -> Scratch {
    Scratch {
        settings: Settings::Postgres { url: Cluster::of_this_process().new_database() },
        folder: folder(),
    }
}

#[expect(clippy::expect_used, reason = "only tests come here")]
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("gongkai-test-").tempdir().expect("a temporary folder")
}
