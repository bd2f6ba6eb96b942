//! Where the journal stands, read once for all who ask at the same time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::StoreError;

/// Where the journal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Position of the last event; 0 before the first.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
}

pub(crate) type Reply = oneshot::Sender<Result<End, StoreError>>;

/// Those who wait for the next reading.
#[derive(Default)]
pub(crate) struct Ends(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    replies: Vec<Reply>,
    is_reading: bool,
}

impl Ends {
    /// Waits for the next reading; true when nobody reads and the caller has to.
    pub(crate) fn wait(&self, reply: Reply) -> bool {
        let mut waiting = self.lock();
        waiting.replies.push(reply);
        !std::mem::replace(&mut waiting.is_reading, true)
    }

    /// For the one who reads: who is to be answered, reading by reading.
    pub(crate) fn turns(&self) -> Turns<'_> {
        Turns { ends: self, is_over: false }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // A panic while a list was swapped cannot leave it half-written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turns of the one who reads. When they end early, those who wait are told so, and the next one reads.
pub(crate) struct Turns<'a> {
    ends: &'a Ends,
    is_over: bool,
}

impl Turns<'_> {
    /// Those whom the reading that begins now will answer; `None`, and the reader rests, when there are none.
    pub(crate) fn next(&mut self) -> Option<Vec<Reply>> {
        let mut waiting = self.ends.lock();
        if waiting.replies.is_empty() {
            waiting.is_reading = false;
            self.is_over = true;
            return None;
        }
        Some(std::mem::take(&mut waiting.replies))
    }
}

impl Drop for Turns<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            *self.ends.lock() = Waiting::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reads_for_all_who_came_before() {
        let ends = Ends::default();
        let reply = || oneshot::channel().0;
        assert!(ends.wait(reply()), "the first one reads");
        assert!(!ends.wait(reply()));
        let mut turns = ends.turns();
        assert_eq!(turns.next().map(|replies| replies.len()), Some(2));
        assert!(!ends.wait(reply()), "who comes during a reading waits for the next");
        assert_eq!(turns.next().map(|replies| replies.len()), Some(1));
        assert!(turns.next().is_none());
        drop(turns);
        assert!(ends.wait(reply()), "the reader rests, so the next one who comes reads");
    }

    #[test]
    fn a_reader_that_is_stopped_keeps_nobody_waiting() {
        let ends = Ends::default();
        let (reply, mut answer) = oneshot::channel();
        assert!(ends.wait(reply));
        drop(ends.turns());
        assert!(matches!(answer.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
        assert!(ends.wait(oneshot::channel().0), "the next one who comes reads");
    }
}
