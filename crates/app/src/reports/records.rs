//! The records behind a figure: any number of the report opens into what it counts.

use gongkai_publication::LegalKind;
use gongkai_report::CellId;
use gongkai_report::tally::{DocumentFigure, DocumentKind, LegalDocumentFact, RecordQuery};
use jiff::civil::Date;

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
    /// What it adds to the figure: 1, or a sum returned by a section.
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
        let legal_kind = match kind {
            DocumentKind::Regulation => LegalKind::Regulation,
            DocumentKind::Normative => LegalKind::NormativeDocument,
        };
        let query = RecordQuery::Documents { year, kind, figure };
        let mut records = Vec::new();
        for row in self.store.legal_document_list(agency, legal_kind, year).await? {
            let fact = LegalDocumentFact {
                number: row.index_number,
                kind,
                made_on: row.made_on,
                repealed_on: row.ended_on,
            };
            if query.selects_document(&fact) {
                let on =
                    if figure == DocumentFigure::Repealed { fact.repealed_on } else { Some(fact.made_on) };
                records.push(CountedRecord {
                    area: "item",
                    number: fact.number,
                    what: row.title,
                    on,
                    amount: 1,
                });
            }
        }
        // The opening stock counts as a whole: its documents are not on record one by one.
        if figure == DocumentFigure::InForce
            && let Some(opening) = self.store.item_opening(agency).await?
        {
            let stock = match kind {
                DocumentKind::Regulation => opening.regulations,
                DocumentKind::Normative => opening.normative_documents,
            };
            if stock > 0 && opening.as_of.year() <= year {
                records.push(CountedRecord {
                    area: "opening",
                    number: opening.as_of.to_string(),
                    what: format!("期初底数（{}）", opening.evidence),
                    on: Some(opening.as_of),
                    amount: i64::try_from(stock).unwrap_or(i64::MAX),
                });
            }
        }
        Ok(records)
    }
}
