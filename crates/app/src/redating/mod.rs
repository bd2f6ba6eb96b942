//! Counting every open case anew when a holiday notice is loaded or corrected (重新计算期限).
//!
//! Reads the clocks of open cases page by page, counts each under the calendar of its agency, and records what moved
//! in few events. Safe to run twice: the second time nothing moves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gongkai_journal::{StreamId, Version, encode};
use gongkai_request::redating::{Moved, RedatingEvent, TaskChange, redated};
use gongkai_request::{LastCount, Moments, counted_tasks};
use gongkai_statute::Calendar;
use gongkai_store::request::OpenClock;
use gongkai_store::{AppendError, Batch, OutboxMessage, StreamWrite};
use jiff::SignedDuration;

use crate::calendars::CALENDAR_CHANGED;
use crate::{Actor, App, AppError};

/// Topic of the message that tells each agency which cases were counted anew; the body is
/// `{"agency":…,"notice":…,"cases":n}`.
pub const REQUESTS_REDATED: &str = "request.redated";

/// Clocks read at once.
const PAGE: u32 = 20_000;
/// How often cases acted on meanwhile are looked at again.
const ROUNDS: u32 = 4;
/// How long one node may take before another tries.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// What a re-dating did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redating {
    /// Open cases counted.
    pub counted: u64,
    /// Cases whose last day moved, became known or unknown.
    pub moved: u64,
    /// Other days that moved.
    pub tasks: u64,
}

impl App {
    /// Does the re-datings that loaded notices have asked for; how many messages were worked off.
    pub async fn redate_when_told(&self) -> Result<u32, AppError> {
        let told = self.store.claim_outbox(CALENDAR_CHANGED, 10, self.now(), LEASE).await?;
        let mut done = 0;
        for message in told {
            // Another node may have loaded the notice.
            self.reload_calendar().await?;
            let notice = self.notice_of(&message.body);
            self.redate_requests(&notice).await?;
            self.store.finish_outbox(&message).await?;
            done += 1;
        }
        Ok(done)
    }

    /// Counts every open case anew under the calendar in force; `notice` is told as the reason.
    pub async fn redate_requests(&self, notice: &str) -> Result<Redating, AppError> {
        let mut total = Redating::default();
        for round in 0..ROUNDS {
            let head = self.store.head().await?.position;
            let (once, recorded_at) = self.redate_once(notice, head).await?;
            total.moved += once.moved;
            total.tasks += once.tasks;
            if round == 0 {
                total.counted = once.counted;
            }
            // Nobody acted between reading and recording, so nothing was missed.
            if once.moved + once.tasks == 0 || recorded_at == Some(head + 1) {
                break;
            }
        }
        tracing::info!(
            counted = total.counted,
            moved = total.moved,
            tasks = total.tasks,
            "open cases redated"
        );
        Ok(total)
    }

    /// One pass; with the position of the first event recorded, if any.
    async fn redate_once(&self, notice: &str, head: u64) -> Result<(Redating, Option<u64>), AppError> {
        let calendars = Calendars { site: self.calendar(), local: self.local_calendars().await? };
        let mut after: Option<(String, String)> = None;
        let mut counted = 0;
        let mut moved = Vec::new();
        let mut tasks = Vec::new();
        let mut waiting = self.tasks_by_case().await?;
        loop {
            let place = after.as_ref().map(|(agency, number)| (agency.as_str(), number.as_str()));
            let page = self.store.open_clocks(place, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.agency.clone(), last.number.clone()));
            let is_last = page.len() < PAGE as usize;
            counted += page.len() as u64;
            for clock in page {
                count_one(clock, &calendars, &mut waiting, &mut moved, &mut tasks)?;
            }
            if is_last {
                break;
            }
        }
        let done = Redating { counted, moved: moved.len() as u64, tasks: tasks.len() as u64 };
        if done.moved + done.tasks == 0 {
            return Ok((done, None));
        }
        Ok((done, self.record(notice, head, moved, tasks).await?))
    }

    /// Appends what moved as one act, with one message for each agency.
    async fn record(
        &self,
        notice: &str,
        head: u64,
        moved: Vec<Moved>,
        tasks: Vec<(String, TaskChange)>,
    ) -> Result<Option<u64>, AppError> {
        let events = redated(notice, moved, tasks);
        let outbox = messages(notice, &events);
        let events = events.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
        // The journal's end names the stream: two re-datings that both record something never share one.
        let stream = StreamId::new("request", &format!("redating/{head}"));
        let write = StreamWrite { stream, expected: Version(0), events };
        let batch = Batch {
            actor: Actor::System.journal_name(),
            recorded_at: self.now(),
            writes: vec![write],
            outbox,
        };
        match self.store.append(batch).await {
            Ok(recorded) => Ok(recorded.first().map(|event| event.position)),
            // Somebody else is counting at this very moment; the next round sees what is left.
            Err(AppendError::Conflict { .. }) => Ok(None),
            Err(error) => Err(AppError::Append(error)),
        }
    }

    async fn tasks_by_case(&self) -> Result<Waiting, AppError> {
        let mut waiting = Waiting::new();
        for task in self.store.counted_tasks().await? {
            let key = (task.agency.clone(), task.number.clone());
            waiting.entry(key).or_default().push(task);
        }
        Ok(waiting)
    }

    async fn local_calendars(&self) -> Result<BTreeMap<String, Arc<Calendar>>, AppError> {
        let days = self.store.calendar_days().await?;
        let agencies: BTreeSet<String> = days.into_iter().map(|day| day.agency).collect();
        let mut local = BTreeMap::new();
        for agency in agencies {
            let calendar = self.calendar_of(&agency).await?;
            local.insert(agency, calendar);
        }
        Ok(local)
    }

    /// The document number of the newest notice among the years a message names.
    fn notice_of(&self, body: &str) -> String {
        let calendar = self.calendar();
        let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        let years = body.get("years").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        let numbers = years
            .iter()
            .filter_map(|year| i16::try_from(year.as_i64()?).ok())
            .filter_map(|year| calendar.notice(year).map(|notice| (year, notice.number.clone())));
        let names: Vec<String> = numbers
            .map(|(year, number)| if number.is_empty() { format!("{year}年放假安排") } else { number })
            .collect();
        if names.is_empty() { "放假安排调整".to_owned() } else { names.join("、") }
    }
}

type Waiting = BTreeMap<(String, String), Vec<gongkai_store::request::OpenTask>>;

/// The site's calendar and those of agencies with days off of their own.
struct Calendars {
    site: Arc<Calendar>,
    local: BTreeMap<String, Arc<Calendar>>,
}

impl Calendars {
    fn of(&self, agency: &str) -> &Calendar {
        self.local.get(agency).unwrap_or(&self.site)
    }
}

/// Counts one case anew, and the days of its tasks.
fn count_one(
    clock: OpenClock,
    calendars: &Calendars,
    waiting: &mut Waiting,
    moved: &mut Vec<Moved>,
    tasks: &mut Vec<(String, TaskChange)>,
) -> Result<(), AppError> {
    let calendar = calendars.of(&clock.agency);
    let moments = Moments::decode(&clock.timeline).ok_or_else(|| {
        AppError::Inconsistent(format!("timeline of request {}/{}", clock.agency, clock.number))
    })?;
    if !waiting.is_empty()
        && let Some(old) = waiting.remove(&(clock.agency.clone(), clock.number.clone()))
    {
        let new = counted_tasks(&moments, calendar);
        for task in old {
            let Some(now) = new.iter().find(|now| now.kind == task.kind && now.name == task.name) else {
                continue;
            };
            if now.due != task.due {
                let change = TaskChange {
                    number: task.number,
                    task: task.kind,
                    name: task.name,
                    was: task.due,
                    now: now.due,
                };
                tasks.push((task.agency, change));
            }
        }
    }
    let now = LastCount::of(&moments, calendar);
    if now != clock.count {
        moved.push(Moved { agency: clock.agency, was: clock.count, now, number: clock.number });
    }
    Ok(())
}

/// One message for each agency.
fn messages(notice: &str, events: &[RedatingEvent]) -> Vec<OutboxMessage> {
    let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
    for RedatingEvent::Redated(event) in events {
        let count =
            event.replies.iter().map(|change| change.numbers.len()).sum::<usize>() + event.tasks.len();
        *cases.entry(&event.agency).or_default() += count;
    }
    cases
        .into_iter()
        .map(|(agency, cases)| OutboxMessage {
            topic: REQUESTS_REDATED.to_owned(),
            body: serde_json::json!({ "agency": agency, "notice": notice, "cases": cases }).to_string(),
        })
        .collect()
}
