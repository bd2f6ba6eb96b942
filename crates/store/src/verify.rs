//! Walking the journal: is every event the one that was recorded?

use gongkai_journal::{Broken, Chain};

use crate::param::Bound;
use crate::row::{chain_of, number, recorded};
use crate::{Store, StoreError};

/// How many events are read at once.
const CHUNK: u32 = 2000;

/// What a walk along the journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The last event that holds, counted from 1, and its hash.
    pub head: Chain,
    /// How far the projections have come.
    pub watermark: Chain,
    /// The first thing wrong, if any.
    pub fault: Option<Fault>,
}

impl Verification {
    /// Does the whole journal hold?
    pub fn holds(&self) -> bool {
        self.fault.is_none()
    }
}

/// The first place at which the journal does not hold (记录链断裂).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The chain breaks: an event was changed, removed, inserted or moved.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A column of the event no longer holds what the journal writes.
    #[error("event at position {position} cannot be read: {problem}")]
    Unreadable {
        /// The event's position.
        position: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// Events at the end are gone.
    #[error("the journal ends at position {found}, but {expected} events were recorded")]
    Truncated {
        /// Where it should end.
        expected: u64,
        /// Where it ends.
        found: u64,
    },
    /// Events stand at the end that this program did not record.
    #[error("events from position {position} on were added behind the program's back")]
    Added {
        /// The first of them.
        position: u64,
    },
    /// The chain holds, but it is another chain than the one recorded.
    #[error("the events up to position {position} were replaced")]
    Replaced {
        /// The position at which the record was kept.
        position: u64,
    },
}

impl Fault {
    /// The position to look at.
    pub fn position(&self) -> u64 {
        match self {
            Fault::Broken(Broken::Gap { expected, .. }) => *expected,
            Fault::Broken(Broken::Changed(position)) => *position,
            Fault::Unreadable { position, .. } | Fault::Added { position } | Fault::Replaced { position } => {
                *position
            }
            Fault::Truncated { found, .. } => found + 1,
        }
    }
}

impl Store {
    /// Walks the whole journal and names the first place at which it does not hold.
    ///
    /// Safe while others append: what is recorded meanwhile is covered as well.
    pub async fn verify(&self) -> Result<Verification, StoreError> {
        let before = self.watermark().await?;
        let mut head = Chain::default();
        let mut at_watermark = before.position == 0;
        let mut fault = None;
        'walk: loop {
            let rows = self.rows_after(head.position, CHUNK).await?;
            for row in &rows {
                let step = match recorded(row) {
                    Ok(event) => head.follow(&event).map_err(Fault::Broken),
                    Err(StoreError::Column { column, problem }) => {
                        let problem = format!("{column} {problem}");
                        Err(Fault::Unreadable { position: number(row, "position")?, problem })
                    }
                    Err(error) => return Err(error),
                };
                if let Err(found) = step {
                    fault = Some(found);
                    break 'walk;
                }
                if head.position == before.position {
                    at_watermark = head.hash == before.hash;
                }
            }
            if rows.is_empty() {
                break;
            }
        }
        let watermark = self.watermark().await?;
        let fault = fault.or_else(|| end_fault(&head, &before, &watermark, at_watermark));
        Ok(Verification { head, watermark, fault })
    }

    /// How far the projections have come.
    pub(crate) async fn watermark(&self) -> Result<Chain, StoreError> {
        chain_of(&self.query(Bound::new("select position, hash from watermark", Vec::new())).await?)
    }
}

/// Compares where the walk ended with what the record says, before and after the walk.
fn end_fault(head: &Chain, before: &Chain, after: &Chain, at_watermark: bool) -> Option<Fault> {
    if head.position < before.position {
        return Some(Fault::Truncated { expected: before.position, found: head.position });
    }
    if !at_watermark {
        return Some(Fault::Replaced { position: before.position });
    }
    // Watermark and events are committed together, so an event seen is never beyond the later watermark.
    (head.position > after.position).then_some(Fault::Added { position: after.position + 1 })
}
