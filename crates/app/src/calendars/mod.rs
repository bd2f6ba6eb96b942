//! The working-day calendar (工作日历): notices loaded, local holidays, the calendar of one agency.

use std::sync::Arc;

use gongkai_agency::{AgencyDay, CalendarEvent, Calendars, NoticeLoaded, Role, add_day, load_notice};
use gongkai_statute::{Calendar, Notice};
use gongkai_store::{BlobId, OutboxMessage};

use crate::{Actor, Aggregate, App, AppError};

/// The one stream of the site's calendar.
const SITE: &str = "site";

/// Topic of the message that tells consumers to date open cases anew; the body is `{"years":[…]}`.
pub const CALENDAR_CHANGED: &str = "calendar.changed";

impl Aggregate for Calendars {
    const AREA: &'static str = "calendar";
    type Event = CalendarEvent;

    fn apply(&mut self, event: &CalendarEvent) {
        Calendars::apply(self, event);
    }
}

impl App {
    /// Loads a holiday notice, or a correction, from a `date,kind,name` table; the years it changed.
    ///
    /// The bytes are kept, and the calendar in force changes at once. Loading the same bytes again changes nothing.
    pub async fn load_holiday_notice(
        &self,
        actor: &Actor,
        csv: Vec<u8>,
        source: &str,
    ) -> Result<Vec<i16>, AppError> {
        if !actor.has_anywhere(Role::Operator) {
            return Err(AppError::Forbidden);
        }
        let notices = read(&csv)?;
        let mut trial = (*self.calendar()).clone();
        for notice in &notices {
            trial = trial.with_notice(notice.clone()).map_err(|error| unreadable(&error))?;
        }
        let blob = self.blobs.put(csv).await?.as_str().to_owned();
        let decide = |calendars: &Calendars| {
            let mut events = Vec::new();
            for notice in &notices {
                events.extend(load_notice(calendars, notice.year, &blob, source)?);
            }
            Ok::<_, gongkai_agency::Refusal>(events)
        };
        let tell = |events: &[CalendarEvent]| {
            let years = serde_json::json!({ "years": loaded(events) });
            vec![OutboxMessage { topic: CALENDAR_CHANGED.to_owned(), body: years.to_string() }]
        };
        let recorded = self.update_and_tell::<Calendars, _, _, _>(actor, SITE, decide, tell).await?;
        let events =
            recorded.iter().map(gongkai_journal::decode).collect::<Result<Vec<CalendarEvent>, _>>()?;
        let years = loaded(&events);
        if !years.is_empty() {
            self.reload_calendar().await?;
        }
        Ok(years)
    }

    /// Adds a local day off of one agency, such as an ethnic-minority holiday.
    pub async fn add_local_holiday(&self, actor: &Actor, day: AgencyDay) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], &day.agency).await?;
        if day.is_workday {
            return Err(AppError::field("date", "本地只能登记放假日；调休上班日以国务院办公厅通知为准。"));
        }
        let decide = |calendars: &Calendars| add_day(calendars, day.clone());
        // No year's notice changed, but the agency's open cases are counted anew.
        let tell = |_: &[CalendarEvent]| {
            vec![OutboxMessage { topic: CALENDAR_CHANGED.to_owned(), body: r#"{"years":[]}"#.to_owned() }]
        };
        self.update_and_tell::<Calendars, _, _, _>(actor, SITE, decide, tell).await?;
        Ok(())
    }

    /// Puts the calendar in force that the shipped notices and those in the journal make.
    pub async fn reload_calendar(&self) -> Result<(), AppError> {
        let mut calendar = Calendar::built_in().clone();
        for row in self.store.calendar_notices().await? {
            let blob = BlobId::parse(&row.blob).ok_or_else(|| {
                AppError::Inconsistent(format!("calendar notice of {} names no blob", row.year))
            })?;
            let notice =
                read(&self.blobs.get(&blob).await?)?.into_iter().find(|notice| notice.year == row.year);
            let mut notice = notice.ok_or_else(|| {
                AppError::Inconsistent(format!("the kept notice of {} lacks its year", row.year))
            })?;
            notice.number.clone_from(&row.source);
            calendar = calendar.with_notice(notice).map_err(|error| unreadable(&error))?;
        }
        self.set_calendar(calendar);
        Ok(())
    }

    /// The calendar of one agency: the site's, with its local days off.
    pub async fn calendar_of(&self, agency: &str) -> Result<Arc<Calendar>, AppError> {
        let days = self.store.calendar_days().await?;
        let mut local = days.iter().filter(|day| day.agency == agency && !day.is_workday).peekable();
        let site = self.calendar();
        if local.peek().is_none() {
            return Ok(site);
        }
        Ok(Arc::new(site.with_local_holidays(local.map(|day| day.day))))
    }
}

fn read(csv: &[u8]) -> Result<Vec<Notice>, AppError> {
    let text = std::str::from_utf8(csv)
        .map_err(|_| AppError::field("file", "文件不是 UTF-8 文本，请另存为 UTF-8 编码的 CSV。"))?;
    let notices =
        Notice::read_csv(text.trim_start_matches('\u{feff}')).map_err(|error| unreadable(&error))?;
    if notices.is_empty() {
        return Err(AppError::field("file", "文件中没有放假或调休日期，请核对。"));
    }
    Ok(notices)
}

fn unreadable(error: &gongkai_statute::calendar::NoticeError) -> AppError {
    AppError::field(
        "file",
        format!("放假安排无法载入（{error}），请核对该行：日期,holiday 或 makeup_workday,名称。"),
    )
}

fn loaded(events: &[CalendarEvent]) -> Vec<i16> {
    events
        .iter()
        .filter_map(|event| match event {
            CalendarEvent::NoticeLoaded(NoticeLoaded { year, .. }) => Some(*year),
            CalendarEvent::AgencyDayAdded(_) => None,
        })
        .collect()
}
