//! Registers and statistics of requests for any period (登记簿、统计).

use std::collections::BTreeMap;

use gongkai_agency::Role;
use gongkai_request::CaseNumber;
use gongkai_request::access::Viewed;
use gongkai_request::statistics::{Ended, HandlingDays, handling_days};
use gongkai_store::request::{
    Counted, CountedBy, EndedRow, FeeRow, RequestCursor, RequestFilter, RequestOrder, RequestRow,
};
use jiff::civil::Date;

use crate::access::WHOLE_REGISTER;
use crate::{Actor, App, AppError};

mod figures;
mod files;

pub use figures::{FigureTable, Leads, Records, Show, tables};
pub use files::{FEE_HEADS, FileFormat, REGISTER_HEADS, RegisterFile, register_cells};

/// Who sees the register without personal data.
const LOOKERS: &[Role] = Role::ALL;
/// Who may take the register with the requesters' names.
const NAMERS: &[Role] = &[Role::Officer];
/// Rows read at once.
const CHUNK: u32 = 1000;

/// A row of a period's table 三, or what is counted by something else.
pub type Counts = BTreeMap<String, u64>;

/// The statistics of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// New, by kind of requester.
    pub received: Counts,
    /// Carried in at the beginning, by kind.
    pub carried_in: Counts,
    /// Carried out at the end, by kind.
    pub carried_out: Counts,
    /// Results by row of table 三 and kind, joined by a space.
    pub results: Counts,
    /// New and ended by channel.
    pub channels: [Counts; 2],
    /// New and ended by section.
    pub sections: [Counts; 2],
    /// New and ended by month.
    pub months: [Counts; 2],
    /// How long replies took.
    pub days: HandlingDays,
    /// Fee notices in the period: how many, and their sum in yuan.
    pub fees_noticed: (u64, u64),
    /// Paid in the period.
    pub fees_paid: (u64, u64),
    /// Given back in the period.
    pub fees_refunded: (u64, u64),
}

impl App {
    /// A page of the register, in order of receipt.
    pub async fn register_page(
        &self,
        actor: &Actor,
        filter: &RequestFilter,
        after: Option<&RequestCursor>,
        limit: u32,
    ) -> Result<Vec<RequestRow>, AppError> {
        for agency in &filter.agencies {
            self.permit_in_tree(actor, LOOKERS, agency).await?;
        }
        Ok(self.store.requests(filter, RequestOrder::Register, after, limit).await?)
    }

    /// The statistics of a period, first and last day.
    pub async fn request_statistics(
        &self,
        actor: &Actor,
        agency: &str,
        period: (Date, Date),
    ) -> Result<Statistics, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        let counts = async |counted: Counted, by: CountedBy| -> Result<Counts, AppError> {
            Ok(self.store.count_requests_by(agency, counted, by, period).await?.into_iter().collect())
        };
        let both = async |by: CountedBy| -> Result<[Counts; 2], AppError> {
            Ok([counts(Counted::Received, by).await?, counts(Counted::Ended, by).await?])
        };
        let before = period.0.yesterday().unwrap_or(period.0);
        let mut statistics = Statistics {
            received: counts(Counted::Received, CountedBy::Requester).await?,
            carried_in: counts(Counted::OpenAt(before), CountedBy::Requester).await?,
            carried_out: counts(Counted::OpenAt(period.1), CountedBy::Requester).await?,
            results: counts(Counted::Ended, CountedBy::Result).await?,
            channels: both(CountedBy::Channel).await?,
            sections: both(CountedBy::Section).await?,
            months: both(CountedBy::Month).await?,
            ..Statistics::default()
        };
        let calendar = self.calendar_of(agency).await?;
        let ended = self.ended(agency, period).await?;
        statistics.days = handling_days(ended.iter().map(|row| row.ended), &calendar);
        let within = |day: Option<Date>| day.is_some_and(|day| period.0 <= day && day <= period.1);
        let add = |sum: &mut (u64, u64), yuan: u64| *sum = (sum.0 + 1, sum.1.saturating_add(yuan));
        for fee in self.fees(agency, period).await? {
            if within(Some(fee.noticed_on)) {
                add(&mut statistics.fees_noticed, fee.yuan);
            }
            if within(fee.paid_on) {
                add(&mut statistics.fees_paid, fee.yuan);
            }
            if within(fee.refunded_on) {
                add(&mut statistics.fees_refunded, fee.yuan);
            }
        }
        Ok(statistics)
    }

    /// The replies of a period whose handling days fall into `group`, from the `skip`th on, and how many there are.
    pub async fn requests_by_days(
        &self,
        actor: &Actor,
        agency: &str,
        period: (Date, Date),
        group: usize,
        page: (usize, usize),
    ) -> Result<(Vec<RequestRow>, usize), AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        let calendar = self.calendar_of(agency).await?;
        let in_group = |ended: &Ended| {
            ended.is_answered()
                && ended.days(&calendar).map(gongkai_request::statistics::group_of) == Some(group)
        };
        let numbers: Vec<CaseNumber> = self
            .ended(agency, period)
            .await?
            .iter()
            .filter(|row| in_group(&row.ended))
            .map(|row| row.number)
            .collect();
        let (skip, take) = page;
        let mut rows = Vec::new();
        for number in numbers.iter().skip(skip).take(take) {
            rows.extend(self.store.request(agency, *number).await?);
        }
        Ok((rows, numbers.len()))
    }

    /// The fee notices of a period.
    pub async fn fee_register(
        &self,
        actor: &Actor,
        agency: &str,
        period: (Date, Date),
    ) -> Result<Vec<FeeRow>, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency).await?;
        self.fees(agency, period).await
    }

    /// The statistics of a period as a file.
    pub async fn statistics_file(
        &self,
        actor: &Actor,
        agency: &str,
        period: (Date, Date),
        format: FileFormat,
    ) -> Result<RegisterFile, AppError> {
        let statistics = self.request_statistics(actor, agency, period).await?;
        let tables = tables(&statistics, &self.section_names(agency).await?, period);
        files::figures(&tables, format, self.today())
    }

    /// The fee notices of a period as a file.
    pub async fn fee_file(
        &self,
        actor: &Actor,
        agency: &str,
        period: (Date, Date),
        format: FileFormat,
    ) -> Result<RegisterFile, AppError> {
        files::fees(&self.fee_register(actor, agency, period).await?, format, self.today())
    }

    /// Slugs and names of the sections of `agency`.
    pub async fn section_names(&self, agency: &str) -> Result<Vec<(String, String)>, AppError> {
        let rows = self.store.sections(agency).await?;
        Ok(rows.into_iter().map(|row| (row.slug, row.name)).collect())
    }

    /// The register of a period as a file, without personal data; with `named`, with the requesters' names, for
    /// officers, and journaled before a name is opened.
    pub async fn register_file(
        &self,
        actor: &Actor,
        filter: &RequestFilter,
        format: FileFormat,
        named: bool,
    ) -> Result<RegisterFile, AppError> {
        let [agency] = filter.agencies.as_slice() else { return Err(AppError::NotFound) };
        let roles = if named { NAMERS } else { LOOKERS };
        self.permit_in_tree(actor, roles, agency).await?;
        let count = self.store.count_requests(filter).await?;
        if format == FileFormat::Xlsx && count > files::MOST_ROWS {
            return Err(AppError::refused(
                "too_many_rows",
                format!("共{count}件，超过工作簿可以容纳的件数，请缩短期间或者改用 CSV。"),
            ));
        }
        if named {
            let detail = Some(format!("{count} 件"));
            self.journal_view_of(actor, agency, WHOLE_REGISTER, Viewed::RegisterExport, detail).await?;
        }
        let mut file = files::Writing::begin(format, named, self.today());
        let mut after = None;
        loop {
            let rows = self.store.requests(filter, RequestOrder::Register, after.as_ref(), CHUNK).await?;
            let full = rows.len() == usize::try_from(CHUNK).unwrap_or_default();
            after = rows.last().map(RequestRow::register_cursor);
            for row in rows {
                let name = if named { Some(self.name_of(&row).await?) } else { None };
                file.row(register_cells(&row, name));
            }
            if !full {
                return file.finish();
            }
        }
    }

    /// The requester's name; says so when it was erased.
    async fn name_of(&self, row: &RequestRow) -> Result<String, AppError> {
        match self.plain_form(&row.agency, row.number).await {
            Ok(form) => Ok(form.name),
            Err(AppError::Vault(crate::vault::VaultError::NoKey)) => Ok("（已删除）".to_owned()),
            Err(error) => Err(error),
        }
    }

    async fn ended(&self, agency: &str, period: (Date, Date)) -> Result<Vec<EndedRow>, AppError> {
        let mut all: Vec<EndedRow> = Vec::new();
        loop {
            let after = all.last().map(|row| (row.ended.result_on, row.number));
            let rows = self.store.requests_ended(agency, period, after, CHUNK).await?;
            let full = rows.len() == usize::try_from(CHUNK).unwrap_or_default();
            all.extend(rows);
            if !full {
                return Ok(all);
            }
        }
    }

    async fn fees(&self, agency: &str, period: (Date, Date)) -> Result<Vec<FeeRow>, AppError> {
        let mut all: Vec<FeeRow> = Vec::new();
        loop {
            let after = all.last().map(|row| (row.noticed_on, row.number));
            let rows = self.store.fee_register(agency, period, after, CHUNK).await?;
            let full = rows.len() == usize::try_from(CHUNK).unwrap_or_default();
            all.extend(rows);
            if !full {
                return Ok(all);
            }
        }
    }
}
