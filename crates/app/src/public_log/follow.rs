//! The log follows the journal by position; of several nodes with its keys one writes each step.

use std::time::Duration;

use gongkai_journal::Hash;
use gongkai_journal::log::{Checkpoint, SecretKey};
use gongkai_store::StoreError;
use gongkai_store::log::LogStep;
use jiff::Timestamp;

use super::entry::Told;
use crate::{App, AppError};

/// How often the journal is looked at.
const EVERY: Duration = Duration::from_millis(400);
/// How often witnesses are asked to sign what is new.
const WITNESSES_EVERY: Duration = Duration::from_secs(5);
/// Events read at once.
const AT_ONCE: u32 = 500;

impl App {
    /// Keeps the log; does not return. Whatever fails is tried again.
    pub async fn follow_log(self) {
        let mut asked = tokio::time::Instant::now();
        loop {
            if let Err(error) = self.catch_up_log().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the public log is behind");
            }
            if asked.elapsed() >= WITNESSES_EVERY && !self.witnesses().ours.is_empty() {
                asked = tokio::time::Instant::now();
                if let Err(error) = self.ask_witnesses().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "witnesses are not asked");
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Brings the log to the journal's end once, when this node has its keys.
    pub async fn catch_up_log(&self) -> Result<(), AppError> {
        let Some(origin) = self.log.keys().and_then(<[SecretKey]>::first).map(|key| key.verifier().name())
        else {
            return Ok(());
        };
        loop {
            let from = self.store.log_state().await?;
            let events = self.store.events_after(from.position, AT_ONCE).await?;
            let Some(to) = events.last().map(|event| event.position) else { return Ok(()) };
            let mut step = LogStep { from, to, ..LogStep::default() };
            for event in &events {
                match self.log_entry(origin, event).await? {
                    Told::Nothing => {}
                    Told::Entry(entry) => step.entries.push(*entry),
                    Told::Forget => step.forgotten.push(event.stream.as_str().to_owned()),
                }
            }
            let at = self.now();
            let log = self.log.clone();
            let sign = move |size, root: &Hash| signed(log.keys().unwrap_or_default(), size, *root, at);
            // False: another node did this step; what follows is read anew.
            self.store.append_log(step, at, sign).await?;
        }
    }
}

/// The tree head, signed by every key of the log.
fn signed(keys: &[SecretKey], size: u64, root: Hash, at: Timestamp) -> Result<String, StoreError> {
    let origin = keys.first().map(|key| key.verifier().name().to_owned()).unwrap_or_default();
    let text = Checkpoint { origin, size, root, extensions: Vec::new() }.to_string();
    let time = u64::try_from(at.as_second()).unwrap_or(0);
    let signatures = keys.iter().map(|key| key.sign(&text, time)).collect::<Result<Vec<_>, _>>();
    let signatures = signatures.map_err(|_| StoreError::Value("a key of the log cannot sign"))?;
    Ok(gongkai_journal::log::Note { text, signatures }.to_string())
}
