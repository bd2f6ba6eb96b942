//! Re-dating (重新计算期限): when a holiday notice is loaded or corrected, every open case is counted anew.
//!
//! One event carries up to a thousand cases of one agency, grouped by what changed, because a notice moves tens of
//! thousands of cases alike; each case's page shows it beside the case's own events.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::standing::{LastCount, TaskKind};

/// Cases in one event at most.
pub const CASES_PER_EVENT: usize = 1000;

/// What a re-dating records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RedatingEvent {
    /// Cases of one agency counted anew
    #[serde(rename = "request.redated.v1")]
    Redated(Redated),
}

/// Cases of one agency, counted anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redated {
    /// Document number of the notice.
    pub notice: String,
    /// The agency.
    pub agency: String,
    /// Last days to reply that changed.
    pub replies: Vec<Change>,
    /// Other days that changed.
    pub tasks: Vec<TaskChange>,
}

/// The same change to many cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Before.
    pub was: Counted,
    /// Now.
    pub now: Counted,
    /// The cases, by number.
    pub numbers: Vec<String>,
}

/// [`LastCount`] as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Last day to reply.
    pub due: Option<Date>,
    /// When it cannot be told: not before this day.
    pub not_before: Option<Date>,
    /// A pending consultation may still move it.
    pub provisional: bool,
}

impl From<LastCount> for Counted {
    fn from(count: LastCount) -> Counted {
        Counted { due: count.due, not_before: count.not_before, provisional: count.provisional }
    }
}

/// A task's day that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskChange {
    /// The case.
    pub number: String,
    /// What.
    pub task: TaskKind,
    /// Which.
    pub name: String,
    /// Before.
    pub was: Option<Date>,
    /// Now.
    pub now: Option<Date>,
}

/// A case whose last day changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The agency.
    pub agency: String,
    /// Before.
    pub was: LastCount,
    /// Now.
    pub now: LastCount,
    /// The case.
    pub number: String,
}

/// Groups what moved into events; `tasks` are by agency.
pub fn redated(
    notice: &str,
    mut moved: Vec<Moved>,
    mut tasks: Vec<(String, TaskChange)>,
) -> Vec<RedatingEvent> {
    moved.sort_unstable();
    tasks.sort_by(|(a, x), (b, y)| (a, &x.number).cmp(&(b, &y.number)));
    let mut events: Vec<Redated> = Vec::new();
    let mut room = 0;
    for case in moved {
        let fits = 0 < room && events.last().is_some_and(|event| event.agency == case.agency);
        if !fits {
            events.push(empty(notice, &case.agency));
            room = CASES_PER_EVENT;
        }
        room -= 1;
        let Some(event) = events.last_mut() else { continue };
        let (was, now) = (case.was.into(), case.now.into());
        match event.replies.last_mut() {
            Some(change) if change.was == was && change.now == now => change.numbers.push(case.number),
            Some(_) | None => event.replies.push(Change { was, now, numbers: vec![case.number] }),
        }
    }
    for (agency, change) in tasks {
        match events.last_mut() {
            Some(event) if event.agency == agency && event.tasks.len() < CASES_PER_EVENT => {
                event.tasks.push(change);
            }
            Some(_) | None => {
                events.push(Redated { tasks: vec![change], ..empty(notice, &agency) });
            }
        }
    }
    events.into_iter().map(RedatingEvent::Redated).collect()
}

fn empty(notice: &str, agency: &str) -> Redated {
    Redated { notice: notice.to_owned(), agency: agency.to_owned(), replies: Vec::new(), tasks: Vec::new() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn moved(agency: &str, sequence: u32, day: i8) -> Moved {
        Moved {
            agency: agency.to_owned(),
            was: LastCount { due: Some(date(2026, 12, day)), ..LastCount::default() },
            now: LastCount { due: Some(date(2026, 12, day + 1)), ..LastCount::default() },
            number: format!("2026-{sequence:06}"),
        }
    }

    #[test]
    fn every_moved_case_is_told_once_and_events_stay_small() {
        let cases: Vec<_> = (1..=2500)
            .map(|sequence| {
                moved(if sequence <= 1200 { "a" } else { "b" }, sequence, 1 + (sequence % 20) as i8)
            })
            .collect();
        let events = redated("通知", cases, Vec::new());
        let mut numbers = Vec::new();
        for RedatingEvent::Redated(event) in &events {
            let count: usize = event.replies.iter().map(|change| change.numbers.len()).sum();
            assert!(0 < count && count <= CASES_PER_EVENT);
            numbers.extend(event.replies.iter().flat_map(|change| change.numbers.clone()));
        }
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!((events.len(), numbers.len()), (4, 2500));
    }
}
