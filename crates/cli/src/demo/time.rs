//! The demo's course of time: the years it tells pass while it is built, then its last day goes on.

use std::sync::RwLock;
use std::time::Instant;

use gongkai_app::Clock;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

/// A clock that is set, and runs on from there once started.
pub(crate) struct DemoClock {
    at: RwLock<(Timestamp, Option<Instant>)>,
}

impl DemoClock {
    /// A clock standing at `at`.
    pub(crate) fn new(at: Timestamp) -> DemoClock {
        DemoClock { at: RwLock::new((at, None)) }
    }

    /// Sets the clock; it stands there.
    pub(crate) fn set(&self, at: Timestamp) {
        self.put((at, None));
    }

    /// Lets the clock run from where it stands.
    pub(crate) fn start(&self) {
        let now = self.now();
        self.put((now, Some(Instant::now())));
    }

    fn put(&self, value: (Timestamp, Option<Instant>)) {
        match self.at.write() {
            Ok(mut at) => *at = value,
            Err(poisoned) => *poisoned.into_inner() = value,
        }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let (at, running) = match self.at.read() {
            Ok(at) => *at,
            Err(poisoned) => *poisoned.into_inner(),
        };
        let passed =
            running.and_then(|since| SignedDuration::try_from(since.elapsed()).ok()).unwrap_or_default();
        at.checked_add(passed).unwrap_or(at)
    }
}

/// The instant at which `hour`:`minute` strikes in Asia/Shanghai on `day`.
pub(crate) fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    let time = DateTime::from_parts(day, jiff::civil::time(hour, minute, 0, 0));
    gongkai_app::instant_of(time)
}
