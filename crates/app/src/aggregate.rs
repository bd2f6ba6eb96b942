//! Loading an aggregate, deciding, appending: the one way in which anything happens.

use gongkai_journal::{Recorded, StreamId, Version, decode, encode};
use gongkai_store::{AppendError, Batch, OutboxMessage, StreamWrite};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Actor, App, AppError};

/// How often a decision is made again when somebody else was faster.
const ATTEMPTS: u32 = 16;

/// A state that is the sum of its events.
pub trait Aggregate: Default + Send {
    /// First part of the stream's name, e.g. `request`.
    const AREA: &'static str;
    /// What can happen to it.
    type Event: Serialize + DeserializeOwned + Send;
    /// Takes one event into the state.
    fn apply(&mut self, event: &Self::Event);
}

/// An aggregate as loaded, with its place in time.
#[derive(Debug, Clone)]
pub struct Loaded<A> {
    /// The state after the last event.
    pub state: A,
    /// How many events made it; 0 when nothing was ever recorded.
    pub version: Version,
    /// The events themselves, for a timeline.
    pub events: Vec<Recorded>,
}

impl App {
    /// Loads the aggregate `id`; a stream without events is the default state at version 0.
    pub async fn load<A: Aggregate>(&self, id: &str) -> Result<Loaded<A>, AppError> {
        let events = self.store.load(&StreamId::new(A::AREA, id)).await?;
        let mut state = A::default();
        for event in &events {
            state.apply(&decode(event)?);
        }
        let version = events.last().map_or(Version(0), |event| event.version);
        Ok(Loaded { state, version, events })
    }

    /// Loads the aggregate `id`, or [`AppError::NotFound`] when nothing was ever recorded.
    pub async fn load_existing<A: Aggregate>(&self, id: &str) -> Result<Loaded<A>, AppError> {
        let loaded = self.load::<A>(id).await?;
        if loaded.version == Version(0) { Err(AppError::NotFound) } else { Ok(loaded) }
    }

    /// Loads, decides and appends, deciding anew when another writer was faster.
    ///
    /// A decision that yields no event changes nothing and succeeds.
    pub async fn update<A, R, F>(&self, actor: &Actor, id: &str, decide: F) -> Result<Vec<Recorded>, AppError>
    where
        A: Aggregate,
        R: Into<AppError>,
        F: Fn(&A) -> Result<Vec<A::Event>, R> + Send + Sync,
    {
        self.update_and_tell(actor, id, decide, |_| Vec::new()).await
    }

    /// As [`App::update`], with messages for consumers committed together with the events.
    pub async fn update_and_tell<A, R, F, T>(
        &self,
        actor: &Actor,
        id: &str,
        decide: F,
        tell: T,
    ) -> Result<Vec<Recorded>, AppError>
    where
        A: Aggregate,
        R: Into<AppError>,
        F: Fn(&A) -> Result<Vec<A::Event>, R> + Send + Sync,
        T: Fn(&[A::Event]) -> Vec<OutboxMessage> + Send + Sync,
    {
        for _ in 0..ATTEMPTS {
            let loaded = self.load::<A>(id).await?;
            let events = decide(&loaded.state).map_err(Into::into)?;
            if events.is_empty() {
                return Ok(Vec::new());
            }
            let outbox = tell(&events);
            let write = stream_write::<A>(id, loaded.version, &events)?;
            match self.append(actor, vec![write], outbox).await {
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                done => return done,
            }
        }
        Err(AppError::Busy(StreamId::new(A::AREA, id).to_string()))
    }

    /// Appends decided events of several streams as one act.
    pub async fn append(
        &self,
        actor: &Actor,
        writes: Vec<StreamWrite>,
        outbox: Vec<OutboxMessage>,
    ) -> Result<Vec<Recorded>, AppError> {
        let batch = Batch { actor: actor.journal_name(), recorded_at: self.now(), writes, outbox };
        self.store.append(batch).await.map_err(AppError::Append)
    }
}

/// Encodes `events` as a write to the stream of aggregate `id` at `expected`.
pub fn stream_write<A: Aggregate>(
    id: &str,
    expected: Version,
    events: &[A::Event],
) -> Result<StreamWrite, AppError> {
    let events = events.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
    Ok(StreamWrite { stream: StreamId::new(A::AREA, id), expected, events })
}

/// The agency in an id `<agency>/<number>`.
pub(crate) fn agency_of(id: &str) -> Result<&str, AppError> {
    id.rsplit_once('/').map(|(agency, _)| agency).ok_or(AppError::NotFound)
}
