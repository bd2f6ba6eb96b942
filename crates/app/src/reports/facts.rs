//! From rows to the facts a report is counted from.

use gongkai_publication::LegalKind;
use gongkai_report::tally::{
    Computed, DocumentFigure, DocumentKind, Facts, FeeFact, RecordQuery, RemedyFact, RemedyOutcome,
    RequestFact, tally,
};
use gongkai_report::{Cell, CellId, CellState, ProactiveCell, RemedyKind};
use gongkai_request::remedy::{RemedyKind as CaseKind, ResultColumn};
use gongkai_store::publication::LegalRow;
use rust_decimal::Decimal;

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
        let facts = Facts {
            requests: &requests,
            remedies: &remedies,
            ledger: &entries,
            duties: &ledger.duties,
            fees: &fees,
            ..Facts::default()
        };
        let mut computed = tally(name, year, &facts);
        // Items and documents are counted as they are published, so no report walks through all of them.
        let (in_year, total) = self.store.published_counts(agency, year).await?;
        computed.counters.items_in_year = in_year;
        computed.counters.items_total = Some(total);
        for row in self.store.legal_documents(agency, year).await? {
            count_documents(&mut computed, &row);
        }
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

fn count_documents(computed: &mut Computed, row: &LegalRow) {
    let kind = match row.kind {
        LegalKind::Regulation => DocumentKind::Regulation,
        LegalKind::NormativeDocument => DocumentKind::Normative,
    };
    for cell in ProactiveCell::FORM_2021 {
        let id = CellId::Proactive(cell);
        let Some(RecordQuery::Documents { kind: of, figure, .. }) = computed.sources.get(&id) else {
            continue;
        };
        if *of != kind {
            continue;
        }
        let value = match figure {
            DocumentFigure::Issued => Some(row.made),
            DocumentFigure::Repealed => Some(row.ended),
            DocumentFigure::InForce => row.in_force,
        };
        let counted = value.map_or_else(more_ended_than_known, |count| Cell::given(Decimal::from(count)));
        computed.report.cells.insert(id, counted);
    }
}

/// More documents ended than the opening stock and the records explain: the stock is wrong, and no figure is given.
fn more_ended_than_known() -> Cell {
    Cell {
        value: None,
        state: CellState::Blank,
        place: None,
        note: Some("废止的文件多于期初底数与记录之和，请核对期初底数".to_owned()),
    }
}
