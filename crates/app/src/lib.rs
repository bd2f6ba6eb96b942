//! Use cases: one function per thing a person does.
//!
//! A use case loads state, lets a pure crate decide, and appends what was decided. The actor and the time are
//! arguments of every decision; SQL stands in `store`, rules stand in the pure crates.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use gongkai_statute::Calendar;
use gongkai_store::{Blobs, Settings, Store};
use gongkai_typeset::Fonts;
use jiff::Timestamp;
use jiff::civil::Date;

pub mod access;
pub mod accounts;
pub mod agencies;
mod aggregate;
pub mod backup;
pub mod benefits;
pub mod calendars;
pub mod collections;
mod content;
mod context;
pub mod enterprises;
mod error;
pub mod files;
pub mod inquiries;
pub mod inspections;
pub mod intake;
pub mod inventories;
pub mod items;
pub mod letters;
pub mod motions;
pub mod plans;
pub mod public_log;
pub mod redating;
pub mod registers;
pub mod remedies;
pub mod reports;
pub mod requests;
pub mod rows;
pub mod screening;
pub mod search;
pub mod solicitations;
pub mod supply;
pub mod todos;
pub mod typed;
pub mod uploads;
pub mod vault;

pub use aggregate::{Aggregate, Loaded, stream_write};
pub use context::{Actor, Clock, Context, Grant, SystemClock, civil_date, instant_of, login_in_journal};
pub use error::{AppError, FieldError, Refused};

/// The platform: everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The journal and its projections.
    pub store: Store,
    /// Bodies and files by their SHA-256.
    pub blobs: Blobs,
    /// Sealing of personal data.
    pub vault: vault::Vault,
    /// The node's full-text index.
    pub search: search::Searching,
    /// The public log's keys on this node.
    pub log: public_log::PublicLog,
    screeners: items::rules::Screeners,
    matching: enterprises::Matching,
    offers: enterprises::Offers,
    clock: Arc<dyn Clock>,
    /// Fonts for letters, looked for when the first one is made.
    fonts: Arc<OnceLock<Arc<Fonts>>>,
    calendar: Arc<RwLock<Arc<Calendar>>>,
}

/// Where an installation keeps its things.
#[derive(Debug, Clone)]
pub struct Place {
    /// The database.
    pub database: Settings,
    /// Folder of blobs.
    pub blobs: PathBuf,
    /// File with the site key (32 bytes); made when missing.
    pub site_key: PathBuf,
}

impl Place {
    /// One folder holds all: `gongkai.db`, `blobs/`, `site.key`.
    pub fn folder(path: &Path) -> Place {
        Place {
            database: Settings::Sqlite { path: path.join("gongkai.db") },
            blobs: path.join("blobs"),
            site_key: path.join("site.key"),
        }
    }

    /// Folder of the full-text index: it belongs to this node, as the site key does.
    pub fn search(&self) -> PathBuf {
        self.site_key.with_file_name("search")
    }

    /// File with the private keys of the public log, beside the site key.
    pub fn log_key(&self) -> PathBuf {
        self.site_key.with_file_name("log.key")
    }

    /// Is there an installation to open, or would opening make a new one?
    pub fn holds_records(&self) -> bool {
        match &self.database {
            Settings::Sqlite { path } => path.exists(),
            Settings::Postgres { .. } => true,
        }
    }
}

impl App {
    /// Opens an installation, making what is missing.
    pub async fn open(place: &Place, clock: Arc<dyn Clock>) -> Result<App, AppError> {
        let store = Store::open(&place.database, gongkai_store::projection::projector()).await?;
        let site_key = site_key(&place.site_key)?;
        let app = App {
            search: search::Searching::at(place.search()),
            log: public_log::PublicLog::at(place.log_key()),
            screeners: items::rules::Screeners::default(),
            matching: enterprises::Matching::default(),
            offers: enterprises::Offers::default(),
            blobs: Blobs::folder(&place.blobs)?,
            vault: vault::Vault::new(store.clone(), site_key),
            store,
            clock,
            fonts: Arc::new(OnceLock::new()),
            calendar: Arc::new(RwLock::new(Arc::new(Calendar::built_in().clone()))),
        };
        app.reload_calendar().await?;
        Ok(app)
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present civil date in Asia/Shanghai.
    pub fn today(&self) -> Date {
        civil_date(self.now())
    }

    /// The working-day calendar in force.
    pub fn calendar(&self) -> Arc<Calendar> {
        match self.calendar.read() {
            Ok(calendar) => Arc::clone(&calendar),
            // A panic while the pointer was swapped cannot leave it half-written.
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// Puts another calendar in force; its notice is in the journal already.
    pub(crate) fn set_calendar(&self, calendar: Calendar) {
        let calendar = Arc::new(calendar);
        match self.calendar.write() {
            Ok(mut current) => *current = calendar,
            Err(poisoned) => *poisoned.into_inner() = calendar,
        }
    }

    /// What a decision may know, for this actor at this moment.
    pub fn context(&self, actor: &Actor) -> Context {
        let now = self.now();
        let by = actor.login().map_or_else(|| actor.journal_name(), str::to_owned);
        Context { now, today: civil_date(now), by, calendar: self.calendar() }
    }
}

/// Reads the site key, or makes one readable by the owner alone.
fn site_key(path: &Path) -> Result<[u8; 32], AppError> {
    let broken = |what: &str| AppError::Inconsistent(format!("site key {}: {what}", path.display()));
    match std::fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| broken("not 32 bytes")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = vault::random::<32>()?;
            write_secret(path, &key).map_err(|error| broken(&error.to_string()))?;
            Ok(key)
        }
        Err(error) => Err(broken(&error.to_string())),
    }
}

/// Writes a new file that its owner alone can read; an existing one stays and is an error.
fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
