//! Loading the register of enterprises (企业库导入): in batches, from where an earlier try was broken off.

use gongkai_enterprise::{LoadEvent, Loaded, Profile};
use gongkai_journal::Version;
use gongkai_store::enterprise::LoadRow;

use crate::{Actor, Aggregate, App, AppError, stream_write};

/// The only stream.
const REGISTER: &str = "register";
/// How often the end of a load is recorded anew.
const ATTEMPTS: u32 = 16;

/// The loads as the sum of their events.
#[derive(Debug, Clone, Default)]
struct Loads {
    last: Option<Loaded>,
}

impl Aggregate for Loads {
    const AREA: &'static str = "enterprises";
    type Event = LoadEvent;

    fn apply(&mut self, event: &LoadEvent) {
        let LoadEvent::Loaded(loaded) = event;
        self.last = Some(loaded.clone());
    }
}

/// How a load stands.
pub type LoadReport = LoadRow;

impl App {
    /// Begins to load a file, or goes on where loading it was broken off: `done` rows of it lie behind.
    pub async fn begin_enterprises(&self, sha256: &str, year: i16) -> Result<LoadReport, AppError> {
        Ok(self.store.begin_load(sha256, year).await?)
    }

    /// Takes in enterprises; `load` says how far the file is read with them. What a row does not know stays as it was.
    pub async fn take_enterprises(
        &self,
        mut load: LoadReport,
        profiles: Vec<Profile>,
    ) -> Result<LoadReport, AppError> {
        load.changed += self.store.load_enterprises(load, profiles).await?;
        Ok(load)
    }

    /// Records that a file was loaded to its end; the matching follows by itself.
    pub async fn finish_enterprises(
        &self,
        load: LoadReport,
        file: &str,
        sha256: &str,
        year: i16,
    ) -> Result<(), AppError> {
        let loaded = Loaded {
            number: load.number,
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            year,
            rows: load.read,
            changed: load.changed,
            bad: load.bad,
        };
        for _ in 0..ATTEMPTS {
            let known = self.load::<Loads>(REGISTER).await?;
            // Broken off between the record and the mark: the record stands already.
            if known.state.last.as_ref().is_some_and(|last| last.number == loaded.number) {
                return Ok(self.store.finish_load(load.number, self.now()).await?);
            }
            let events = [LoadEvent::Loaded(loaded.clone())];
            let write = stream_write::<Loads>(REGISTER, known.version, &events)?;
            if self.try_append(&Actor::System, vec![write]).await? {
                return Ok(self.store.finish_load(load.number, self.now()).await?);
            }
        }
        Err(AppError::Busy("enterprises/register".to_owned()))
    }

    /// The last load that came to its end.
    pub async fn last_enterprises(&self) -> Result<Option<Loaded>, AppError> {
        let loads = self.load::<Loads>(REGISTER).await?;
        Ok(if loads.version == Version(0) { None } else { loads.state.last })
    }
}
