//! Lists of requests.

use gongkai_request::{CaseNumber, Stage};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Decision, ReportRow, RequesterKind};
use jiff::civil::Date;
use sea_query::Value;

use super::Among;
use super::count::unknown;
use crate::{Row, Store, StoreError};

/// One request in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// The agency.
    pub agency: String,
    /// Its number.
    pub number: CaseNumber,
    /// How it came.
    pub channel: Channel,
    /// Day it was handed in.
    pub submitted_on: Option<Date>,
    /// Day of receipt.
    pub received_on: Option<Date>,
    /// Column of table 三.
    pub requester: RequesterKind,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub stage: Stage,
    /// The section that handles it.
    pub section: Option<String>,
    /// Who drafted the reply.
    pub drafted_by: Option<String>,
    /// Last day to reply under the present calendar; of a closed case, as it stood then.
    pub due: Option<Date>,
    /// When `due` cannot be told.
    pub not_before: Option<Date>,
    /// A pending consultation may still move `due`.
    pub provisional: bool,
    /// How it ended.
    pub closed: Option<ClosedBy>,
    /// Number of the reply.
    pub document: Option<String>,
    /// How often a remedy reopened it.
    pub round: u32,
    /// New in table 三 on this day.
    pub counted_on: Option<Date>,
    /// Day on which the requester's data was erased.
    pub erased_on: Option<Date>,
}

/// How a request ended, as table 三 counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedBy {
    /// The result.
    pub decision: Decision,
    /// The day.
    pub on: Date,
    /// After the last day.
    pub late: bool,
}

/// Which requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Of these agencies; none means none.
    pub agencies: Vec<String>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// Open or closed.
    pub open: Option<bool>,
    /// Of this kind of requester.
    pub requester: Option<RequesterKind>,
    /// By this channel.
    pub channel: Option<Channel>,
    /// Handled by this section; [`NO_SECTION`] for what is not assigned.
    pub section: Option<String>,
    /// With these words in the subject.
    pub subject: Option<String>,
    /// With this result.
    pub row: Option<ReportRow>,
    /// New in this period, first and last day.
    pub counted: Option<(Date, Date)>,
    /// Ended in this period, first and last day.
    pub ended: Option<(Date, Date)>,
    /// Counted as new by this day and not ended by it: carried over.
    pub open_at: Option<Date>,
    /// Answered after the last day, or in time; requests that ended without a reply are left out.
    pub late: Option<bool>,
    /// Open, with a last day before this one.
    pub due_before: Option<Date>,
    /// Open, with a last day on or after this one.
    pub due_from: Option<Date>,
}

/// Instead of a section: not assigned to any. No section is called so.
pub const NO_SECTION: &str = "-";

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RequestOrder {
    /// Newest number first.
    #[default]
    Newest,
    /// In order of receipt, as the register has them; those not yet received are left out.
    Register,
    /// Most urgent first; open cases only, those without a last day at the end.
    Due,
}

/// Where the last page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestCursor {
    /// Last day of the last row (order by due), or day it is counted on (register).
    pub due: Option<Date>,
    /// Its agency.
    pub agency: String,
    /// Its number.
    pub number: CaseNumber,
}

impl RequestRow {
    /// The cursor after this row of the register.
    pub fn register_cursor(&self) -> RequestCursor {
        RequestCursor { due: self.counted_on, agency: self.agency.clone(), number: self.number }
    }

    /// The cursor after this row.
    pub fn cursor(&self) -> RequestCursor {
        RequestCursor { due: self.due, agency: self.agency.clone(), number: self.number }
    }
}

const COLUMNS: &str =
    "c.agency, c.number, c.channel, c.submitted_on, c.received_on, c.requester, c.subject, c.stage,
    c.section, c.drafted_by, c.decision, c.result_on, c.late, c.document, c.round,
    c.counted_on, c.erased_on,
    coalesce(k.due, c.last_due) as due, k.not_before, coalesce(k.provisional, 0) as provisional";

impl Store {
    /// At most `limit` requests that follow `after`.
    pub async fn requests(
        &self,
        filter: &RequestFilter,
        order: RequestOrder,
        after: Option<&RequestCursor>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, StoreError> {
        let mut query = Conditions::of(filter);
        let order_by = match order {
            RequestOrder::Newest => "c.number desc, c.agency",
            RequestOrder::Register => "c.counted_on, c.agency, c.number",
            RequestOrder::Due => "coalesce(k.due, '9999-12-31'), c.agency, c.number",
        };
        if let Some(after) = after {
            let (agency, number) =
                (query.value(after.agency.as_str()), query.value(after.number.to_string()));
            let condition = match order {
                RequestOrder::Newest => {
                    format!("(c.number < {number} or (c.number = {number} and {agency} < c.agency))")
                }
                RequestOrder::Register => {
                    let day = query.value(after.due.map(|day| day.to_string()).unwrap_or_default());
                    format!("({day}, {agency}, {number}) < (c.counted_on, c.agency, c.number)")
                }
                RequestOrder::Due => {
                    let due = after.due.map_or_else(|| "9999-12-31".to_owned(), |due| due.to_string());
                    let due = query.value(due);
                    format!(
                        "({due}, {agency}, {number}) < (coalesce(k.due, '9999-12-31'), c.agency, c.number)"
                    )
                }
            };
            query.wanted.push(condition);
        }
        if order == RequestOrder::Register {
            query.wanted.push("c.counted_on is not null".to_owned());
        }
        let limit = query.value(i64::from(limit));
        let join = if order == RequestOrder::Due { "join" } else { "left join" };
        let tail = format!("order by {order_by} limit {limit}");
        let rows = query.fetch(self, COLUMNS, join, &tail).await?;
        rows.iter().map(request_row).collect()
    }

    /// How many requests.
    pub async fn count_requests(&self, filter: &RequestFilter) -> Result<u64, StoreError> {
        let rows = Conditions::of(filter).fetch(self, "count(*) as count", "left join", "").await?;
        let count = rows.first().map_or(Ok(0), |row| row.int("count"))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// One request.
    pub async fn request(&self, agency: &str, number: CaseNumber) -> Result<Option<RequestRow>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from request_case c left join request_clock k on k.agency = c.agency and k.number = c.number
             where c.agency = $1 and c.number = $2"
        );
        let rows = self.numbered_rows(&sql, vec![agency.into(), number.to_string().into()]).await?;
        rows.first().map(request_row).transpose()
    }

    /// The other requests of the same requester to `agency`, newest first.
    pub async fn requests_of(
        &self,
        agency: &str,
        identity_hash: &str,
        limit: u32,
    ) -> Result<Vec<RequestRow>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from request_case c left join request_clock k on k.agency = c.agency and k.number = c.number
             where c.agency = $1 and c.identity_hash = $2 order by c.number desc limit $3"
        );
        let values = vec![agency.into(), identity_hash.into(), i64::from(limit).into()];
        let rows = self.numbered_rows(&sql, values).await?;
        rows.iter().map(request_row).collect()
    }
}

/// Conditions with their values, numbered as they come.
struct Conditions {
    among: Among,
    wanted: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(filter: &RequestFilter) -> Conditions {
        let among = Among::of(&filter.agencies);
        let mut query = Conditions { values: vec![among.value()], among, wanted: Vec::new() };
        query.equal("c.stage", filter.stage.map(Stage::key));
        query.equal("c.requester", filter.requester.map(RequesterKind::key));
        query.equal("c.channel", filter.channel.map(Channel::key));
        match filter.section.as_deref() {
            Some(NO_SECTION) => query.wanted.push("c.section is null".to_owned()),
            section => query.equal("c.section", section),
        }
        query.equal("c.report_row", filter.row.map(ReportRow::key));
        if let Some(open) = filter.open {
            let open = query.value(i64::from(open));
            query.wanted.push(format!("c.open = {open}"));
        }
        query.within("c.counted_on", filter.counted);
        query.within("c.result_on", filter.ended);
        // Figures of results count only what was ever received.
        if filter.ended.is_some() {
            query.wanted.push("c.counted_on is not null".to_owned());
        }
        if let Some(day) = filter.open_at {
            let day = query.value(day.to_string());
            query
                .wanted
                .push(format!("c.counted_on <= {day} and (c.result_on is null or {day} < c.result_on)"));
        }
        if let Some(late) = filter.late {
            let late = query.value(i64::from(late));
            let [supplement, fee, other] =
                [Decision::NoSupplement, Decision::FeeUnpaid, Decision::Other].map(Decision::key);
            query
                .wanted
                .push(format!("c.late = {late} and c.decision not in ('{supplement}', '{fee}', '{other}')"));
        }
        if let Some(day) = filter.due_before {
            let day = query.value(day.to_string());
            query.wanted.push(format!("k.due < {day}"));
        }
        if let Some(day) = filter.due_from {
            let day = query.value(day.to_string());
            query.wanted.push(format!("k.due >= {day}"));
        }
        if let Some(words) = filter.subject.as_deref().filter(|words| !words.is_empty()) {
            let pattern: String = words
                .chars()
                .flat_map(|sign| matches!(sign, '%' | '_' | '\\').then_some('\\').into_iter().chain([sign]))
                .collect();
            let pattern = query.value(format!("%{pattern}%"));
            query.wanted.push(format!("c.subject like {pattern} escape '\\'"));
        }
        query
    }

    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn equal(&mut self, column: &str, value: Option<&str>) {
        if let Some(value) = value {
            let value = self.value(value);
            self.wanted.push(format!("{column} = {value}"));
        }
    }

    fn within(&mut self, column: &str, period: Option<(Date, Date)>) {
        if let Some((first, last)) = period {
            let (first, last) = (self.value(first.to_string()), self.value(last.to_string()));
            self.wanted.push(format!("{column} between {first} and {last}"));
        }
    }

    async fn fetch(
        self,
        store: &Store,
        columns: &str,
        join: &str,
        tail: &str,
    ) -> Result<Vec<Row>, StoreError> {
        let (sqlite, postgres) = self.among.sql(|agencies| {
            let mut text = format!(
                "select {columns} from request_case c {join} request_clock k on k.agency = c.agency and k.number = c.number
                 where c.agency {agencies}"
            );
            for condition in &self.wanted {
                text.push_str(" and ");
                text.push_str(condition);
            }
            text.push(' ');
            text.push_str(tail);
            text
        });
        store.fetch_per_dialect(&sqlite, &postgres, self.values).await
    }
}

pub(super) fn number_of(row: &Row, column: &str) -> Result<CaseNumber, StoreError> {
    let text = row.text(column)?;
    CaseNumber::parse(&text).ok_or_else(|| unknown(column, &text))
}

fn request_row(row: &Row) -> Result<RequestRow, StoreError> {
    let key = |column: &str| row.text(column);
    let (channel, requester, stage) = (key("channel")?, key("requester")?, key("stage")?);
    let closed = match (row.opt_text("decision")?, row.opt_date("result_on")?) {
        (Some(decision), Some(on)) => Some(ClosedBy {
            decision: Decision::from_key(&decision).ok_or_else(|| unknown("decision", &decision))?,
            on,
            late: row.opt_int("late")? == Some(1),
        }),
        _ => None,
    };
    Ok(RequestRow {
        agency: row.text("agency")?,
        number: number_of(row, "number")?,
        channel: Channel::from_key(&channel).ok_or_else(|| unknown("channel", &channel))?,
        submitted_on: row.opt_date("submitted_on")?,
        received_on: row.opt_date("received_on")?,
        requester: RequesterKind::from_key(&requester).ok_or_else(|| unknown("requester", &requester))?,
        subject: row.text("subject")?,
        stage: Stage::from_key(&stage).ok_or_else(|| unknown("stage", &stage))?,
        section: row.opt_text("section")?,
        drafted_by: row.opt_text("drafted_by")?,
        due: row.opt_date("due")?,
        not_before: row.opt_date("not_before")?,
        provisional: row.flag("provisional")?,
        closed,
        document: row.opt_text("document")?,
        round: u32::try_from(row.int("round")?).unwrap_or_default(),
        counted_on: row.opt_date("counted_on")?,
        erased_on: row.opt_date("erased_on")?,
    })
}
