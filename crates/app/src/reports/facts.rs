//! From rows to the facts a report is counted from.

use gongkai_publication::LegalKind;
use gongkai_report::RemedyKind;
use gongkai_report::tally::{
    Computed, DocumentKind, Facts, FeeFact, LegalDocumentFact, OpeningStock, RemedyFact, RemedyOutcome,
    RequestFact, tally,
};
use gongkai_request::remedy::{RemedyKind as CaseKind, ResultColumn};
use gongkai_store::publication::OpeningRow;
use gongkai_store::report::LegalDocumentRow;

use crate::{App, AppError};

impl App {
    /// Counts the report of `agency`, called `name` in its title, for `year`.
    pub(super) async fn tally_report(
        &self,
        agency: &str,
        name: &str,
        year: i16,
    ) -> Result<Computed, AppError> {
        let requests = self.request_facts(agency, year).await?;
        let remedies = self.remedy_facts(agency, year).await?;
        let fees = self.fee_facts(agency, year).await?;
        let ledger = self.ledger(agency).await?;
        let entries = ledger.facts();
        let opening = self.store.item_opening(agency).await?;
        let openings = opening.as_ref().map(stocks).unwrap_or_default();
        let mut documents = Vec::new();
        for kind in DocumentKind::ALL {
            let rows = self.store.legal_document_list(agency, legal_kind(kind), year).await?;
            documents.extend(rows.into_iter().map(|row| document_fact(kind, row)));
        }
        let facts = Facts {
            requests: &requests,
            remedies: &remedies,
            documents: &documents,
            openings: &openings,
            ledger: &entries,
            duties: &ledger.duties,
            fees: &fees,
            ..Facts::default()
        };
        let mut computed = tally(name, year, &facts);
        // Items are counted as they are published, so no report walks through all of them.
        let (in_year, total) = self.store.published_counts(agency, year).await?;
        let known = opening.is_none_or(|opening| opening.as_of.year() <= year);
        computed.counters.items_in_year = in_year;
        computed.counters.items_total = known.then_some(total);
        Ok(computed)
    }

    pub(super) async fn request_facts(&self, agency: &str, year: i16) -> Result<Vec<RequestFact>, AppError> {
        let rows = self.store.request_facts(agency, year).await?;
        // `counted_on` already is the day of receipt, or that of splitting off after the year's end.
        let fact = |row: gongkai_store::request::RequestFact| RequestFact {
            number: row.number,
            received_on: row.counted_on,
            requester: row.requester,
            result: row.result,
            split_off_on: None,
            carried_as: None,
        };
        Ok(rows.into_iter().map(fact).collect())
    }

    pub(super) async fn remedy_facts(&self, agency: &str, year: i16) -> Result<Vec<RemedyFact>, AppError> {
        let rows = self.store.remedy_facts(agency, year).await?;
        let fact = |row: gongkai_store::request::RemedyFact| RemedyFact {
            number: row.id,
            kind: group(row.kind),
            filed_on: row.filed_on,
            concluded: row.counted.map(|(column, on)| (outcome(column), on)),
        };
        Ok(rows.into_iter().map(fact).collect())
    }

    async fn fee_facts(&self, agency: &str, year: i16) -> Result<Vec<FeeFact>, AppError> {
        let rows = self.store.fee_notices(agency, year).await?;
        let fact = |row: gongkai_store::report::FeeNoticeRow| FeeFact {
            request: row.request,
            noticed_on: row.noticed_on,
            amount_fen: row.amount_fen,
            paid: row.paid_on.map(|on| (on, row.amount_fen)),
        };
        Ok(rows.into_iter().map(fact).collect())
    }
}

const fn group(kind: CaseKind) -> RemedyKind {
    match kind {
        CaseKind::Review => RemedyKind::Review,
        CaseKind::SuitDirect => RemedyKind::SuitDirect,
        CaseKind::SuitAfterReview => RemedyKind::SuitAfterReview,
    }
}

const fn outcome(column: ResultColumn) -> RemedyOutcome {
    match column {
        ResultColumn::Upheld => RemedyOutcome::Upheld,
        ResultColumn::Corrected => RemedyOutcome::Corrected,
        ResultColumn::Other => RemedyOutcome::Other,
    }
}

/// The kind as the register of items names it.
pub(super) const fn legal_kind(kind: DocumentKind) -> LegalKind {
    match kind {
        DocumentKind::Regulation => LegalKind::Regulation,
        DocumentKind::Normative => LegalKind::NormativeDocument,
    }
}

pub(super) fn document_fact(kind: DocumentKind, row: LegalDocumentRow) -> LegalDocumentFact {
    LegalDocumentFact { number: row.index_number, kind, made_on: row.made_on, repealed_on: row.ended_on }
}

/// How many documents of each kind an opening balance says were in force.
pub(super) fn stocks(opening: &OpeningRow) -> Vec<OpeningStock> {
    let stock = |kind, count| OpeningStock {
        kind,
        as_of: opening.as_of,
        count: u32::try_from(count).unwrap_or(u32::MAX),
        evidence: opening.evidence.clone(),
    };
    vec![
        stock(DocumentKind::Regulation, opening.regulations),
        stock(DocumentKind::Normative, opening.normative_documents),
    ]
}
