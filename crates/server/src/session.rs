//! Sessions (会话) on our own database: nothing is kept in memory, so any node may serve the next request.

use std::fmt;

use async_trait::async_trait;
use gongkai_store::Store;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use crate::site::Site;

/// How long a session lasts after it was last written.
const LASTS: Duration = Duration::hours(2);

/// Sessions in the table of the store, under the SHA-256 of their cookie.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Sessions {
    /// Sessions in `store`.
    pub fn new(store: Store) -> Sessions {
        Sessions { store }
    }
}

/// The layer that gives every request its session.
pub fn layer(store: Store, site: &Site) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions::new(store))
        .with_name("gongkai_session")
        .with_secure(site.https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(LASTS))
}

/// The database knows a hash only: who reads the table cannot take over a session.
fn hash(id: &Id) -> [u8; 32] {
    Sha256::digest(id.to_string().as_bytes()).into()
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // A number of 128 random bits is never met twice; the check costs nothing and says so.
        while self.load(&record.id).await?.is_some() {
            record.id = Id::default();
        }
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let data = serde_json::to_vec(record).map_err(|error| Error::Encode(error.to_string()))?;
        let expires_at = Timestamp::from_second(record.expiry_date.unix_timestamp()).map_err(backend)?;
        self.store.save_session(hash(&record.id), data, expires_at).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let data = self.store.load_session(hash(id), Timestamp::now()).await.map_err(backend)?;
        data.map(|data| serde_json::from_slice(&data).map_err(|error| Error::Decode(error.to_string())))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete_session(hash(id)).await.map_err(backend)
    }
}
