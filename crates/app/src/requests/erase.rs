//! Erasing people once their case need not be kept (删除个人信息), and the list of cases whose period is over.

use gongkai_agency::Role;
use gongkai_request::erasure::{Keeping, RemedyRecord, Whom, erase};
use gongkai_request::{Case, CaseNumber};
use gongkai_statute::retention;
use gongkai_store::request::{KeptCase, RemedyFilter};
use jiff::civil::Date;

use super::pure;
use crate::{Actor, App, AppError, stream_write};

/// Who may erase.
pub(crate) const ERASERS: &[Role] = &[Role::UnitHead, Role::Operator];
/// Remedies of one case at most.
const REMEDIES: u32 = 1000;
/// Cases of one person at most.
const SAME: u32 = 1000;

impl App {
    /// Erases a requester: the key is destroyed with the event, in every case sealed under it, and with it the keys of
    /// those beside them. `everywhere` also erases the same person in the other cases of the agency. The cases
    /// concerned.
    ///
    /// # Errors
    ///
    /// Refused while one of those cases is open, must be kept, or a remedy is open or may still be sought.
    pub async fn erase_requester(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        reason: &str,
        everywhere: bool,
    ) -> Result<Vec<CaseNumber>, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let form = case.registered.ok_or(AppError::NotFound)?;
        let mut numbers = self.store.requests_under_key(agency, &form.person).await?;
        if everywhere {
            numbers.extend(self.requests_of_same(actor, agency, number).await?);
            numbers.sort_unstable();
            numbers.dedup();
        }
        self.erase_in(actor, agency, numbers, &Whom::Requester, reason).await
    }

    /// Other requests of the agency by the same person, as far as they are not erased, newest first.
    pub async fn requests_of_same(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Vec<CaseNumber>, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let hash = case.registered.map(|form| form.identity_hash).unwrap_or_default();
        if hash.is_empty() || case.erased.iter().any(|it| it.letter.is_none() && !it.beside) {
            return Ok(Vec::new());
        }
        let same = self.store.requests_of(agency, &hash, SAME).await?;
        Ok(same.into_iter().map(|it| it.number).filter(|other| *other != number).collect())
    }

    /// Erases somebody who was asked for an opinion, without the requester.
    pub async fn erase_consulted(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        letter: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let whom = Whom::Consulted(letter.to_owned());
        self.erase_in(actor, agency, vec![number], &whom, reason).await?;
        Ok(())
    }

    /// Cases whose period is over and whose requester is not erased, oldest first.
    pub async fn requests_kept_too_long(
        &self,
        actor: &Actor,
        agency: &str,
        after: Option<(Date, CaseNumber)>,
        limit: u32,
    ) -> Result<Vec<KeptCase>, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let years = self.agency_state(agency).await?.settings.letters.retention_years;
        let cut = retention::closed_before(self.today(), years);
        Ok(self.store.requests_kept_since(agency, cut, after, limit).await?)
    }

    /// A case as far as whoever erases may see it: number, subject, letters that asked somebody, and until when
    /// it is kept.
    pub async fn erasable(&self, actor: &Actor, agency: &str, number: CaseNumber) -> Result<Case, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        Ok(self.load_existing::<Case>(&number.stream(agency)).await?.state)
    }

    async fn erase_in(
        &self,
        actor: &Actor,
        agency: &str,
        numbers: Vec<CaseNumber>,
        whom: &Whom,
        reason: &str,
    ) -> Result<Vec<CaseNumber>, AppError> {
        let retention_years = self.agency_state(agency).await?.settings.letters.retention_years;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let mut writes = Vec::with_capacity(numbers.len());
        for number in &numbers {
            let id = number.stream(agency);
            let loaded = self.load_existing::<Case>(&id).await?;
            let filter =
                RemedyFilter { agency: agency.to_owned(), request: Some(*number), ..RemedyFilter::default() };
            let rows = self.store.remedies(&filter, None, REMEDIES).await?;
            let remedies: Vec<RemedyRecord> = rows
                .iter()
                .map(|row| RemedyRecord { stage: row.stage, concluded_on: row.concluded_on })
                .collect();
            let keeping = Keeping { remedies: &remedies, retention_years };
            let events = erase(&loaded.state, whom, reason, &keeping, &pure(&context, &calendar))
                .map_err(|refusal| about(*number, &numbers, refusal))?;
            writes.push(stream_write::<Case>(&id, loaded.version, &events)?);
        }
        if writes.is_empty() {
            return Err(AppError::NotFound);
        }
        // A conflict means that somebody acted on the case this moment; whoever erases should look again.
        self.append(actor, writes, Vec::new()).await?;
        Ok(numbers)
    }
}

/// Which case stands in the way, when several are sealed under one key.
fn about(
    number: CaseNumber,
    all: &[CaseNumber],
    refusal: gongkai_request::Refusal,
) -> gongkai_request::Refusal {
    if all.len() < 2 {
        return refusal;
    }
    let message = format!("同一申请人的申请{number}：{}", refusal.message);
    gongkai_request::Refusal::new(refusal.rule, message)
}
