//! The records behind a figure: any number of the report opens into what it counts.

use gongkai_report::CellId;
use gongkai_report::tally::{DocumentFigure, DocumentKind, LegalDocumentFact, OpeningStock, RecordQuery};
use jiff::civil::Date;

use super::facts::{document_fact, legal_kind, stocks};
use crate::{App, AppError};

/// A record that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedRecord {
    /// Which kind of record: `request`, `remedy`, `ledger`, `item`, `opening`.
    pub area: &'static str,
    /// Its number in its register.
    pub number: String,
    /// What it is, in words; without personal data.
    pub what: String,
    /// The day by which it counts.
    pub on: Option<Date>,
    /// What it adds to the figure: 1, a sum returned by a section (fees in fen), −1 for what left the opening stock.
    pub amount: i64,
}

/// The records of one figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedRecords {
    /// The figure.
    pub cell: CellId,
    /// How many records it counts.
    pub count: usize,
    /// Records shown: at most the number asked for.
    pub records: Vec<CountedRecord>,
}

impl App {
    /// The records that the figure `cell` of the report of `agency` for `year` counts, as they stand now.
    ///
    /// Records of requests and remedies are not public: a portal page shows their count alone.
    pub async fn counted_records(
        &self,
        agency: &str,
        year: i16,
        cell: CellId,
        skip: usize,
        limit: usize,
    ) -> Result<CountedRecords, AppError> {
        let query = RecordQuery::of(year, cell);
        let records = match query {
            RecordQuery::Requests { .. } => self.counted_requests(agency, year, &query).await?,
            RecordQuery::Remedies { .. } => self.counted_remedies(agency, year, &query).await?,
            RecordQuery::Ledger { .. } => self.counted_returns(agency, &query).await?,
            RecordQuery::Documents { kind, figure, .. } => {
                self.counted_documents(agency, year, kind, figure).await?
            }
            RecordQuery::None => Vec::new(),
        };
        let count = records.len();
        let records = records.into_iter().skip(skip).take(limit).collect();
        Ok(CountedRecords { cell, count, records })
    }

    async fn counted_requests(
        &self,
        agency: &str,
        year: i16,
        query: &RecordQuery,
    ) -> Result<Vec<CountedRecord>, AppError> {
        let facts = self.request_facts(agency, year).await?;
        let counted = facts.into_iter().filter(|fact| query.selects_request(fact));
        Ok(counted
            .map(|fact| CountedRecord {
                area: "request",
                what: fact.result.map_or("尚未答复", |(decision, _)| decision.label()).to_owned(),
                on: fact.done_on().or(Some(fact.received_on)),
                number: fact.number,
                amount: 1,
            })
            .collect())
    }

    async fn counted_remedies(
        &self,
        agency: &str,
        year: i16,
        query: &RecordQuery,
    ) -> Result<Vec<CountedRecord>, AppError> {
        let facts = self.remedy_facts(agency, year).await?;
        let counted = facts.into_iter().filter(|fact| query.selects_remedy(fact));
        Ok(counted
            .map(|fact| CountedRecord {
                area: "remedy",
                what: fact.kind.label().to_owned(),
                on: Some(fact.concluded.map_or(fact.filed_on, |(_, on)| on)),
                number: fact.number,
                amount: 1,
            })
            .collect())
    }

    async fn counted_returns(
        &self,
        agency: &str,
        query: &RecordQuery,
    ) -> Result<Vec<CountedRecord>, AppError> {
        let facts = self.ledger(agency).await?.facts();
        let counted = facts.into_iter().filter(|fact| query.selects_ledger(fact));
        Ok(counted
            .map(|fact| CountedRecord {
                area: "ledger",
                what: format!("{}：{} 至 {}，{}", fact.section, fact.from, fact.to, fact.source),
                on: Some(fact.to),
                number: fact.id,
                amount: fact.amount,
            })
            .collect())
    }

    async fn counted_documents(
        &self,
        agency: &str,
        year: i16,
        kind: DocumentKind,
        figure: DocumentFigure,
    ) -> Result<Vec<CountedRecord>, AppError> {
        // Without an opening stock the figure is blank: what is on record alone is not the whole.
        let Some(opening) = self.store.item_opening(agency).await?.filter(|row| row.as_of.year() <= year)
        else {
            return Ok(Vec::new());
        };
        let query = RecordQuery::Documents { year, kind, figure };
        let stock = stocks(&opening).into_iter().find(|stock| stock.kind == kind);
        let mut records: Vec<CountedRecord> = Vec::new();
        if figure == DocumentFigure::InForce {
            records.extend(stock.filter(|stock| stock.count > 0).as_ref().map(opening_record));
        }
        for row in self.store.legal_document_list(agency, legal_kind(kind), year).await? {
            let what = row.title.clone();
            let fact = document_fact(kind, row);
            let (amount, on) = match figure {
                DocumentFigure::Issued => (query.selects_document(&fact).into(), Some(fact.made_on)),
                DocumentFigure::Repealed => (query.selects_document(&fact).into(), fact.repealed_on),
                DocumentFigure::InForce => since_opening(&fact, opening.as_of, year),
            };
            if amount != 0 {
                records.push(CountedRecord { area: "item", number: fact.number, what, on, amount });
            }
        }
        Ok(records)
    }
}

/// The opening stock counts as a whole: its documents need not be on record one by one.
fn opening_record(stock: &OpeningStock) -> CountedRecord {
    CountedRecord {
        area: "opening",
        number: stock.as_of.to_string(),
        what: format!("期初底数（{}）", stock.evidence),
        on: Some(stock.as_of),
        amount: stock.count.into(),
    }
}

/// What a document adds to the stock since the opening: +1 made and in force, −1 part of the stock and ended since.
fn since_opening(fact: &LegalDocumentFact, as_of: Date, year: i16) -> (i64, Option<Date>) {
    let since = |day: Date| as_of < day && day.year() <= year;
    let made = i64::from(since(fact.made_on));
    let ended = i64::from(fact.repealed_on.is_some_and(since));
    let on = if ended > made { fact.repealed_on } else { Some(fact.made_on) };
    (made - ended, on)
}
