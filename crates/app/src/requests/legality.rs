//! The check before a reply may leave (发出前的合法性检查), with what only the records know.

use gongkai_request::{Case, CaseNumber, Earlier, Finding, Sending, Severity, legality};
use gongkai_statute::remedy::Readings;
use gongkai_statute::{AgencyKind, Decision};

use super::pure;
use crate::{Actor, App, AppError};

impl App {
    /// Everything that blocks the present draft or should be known of it; nothing without a draft.
    pub async fn legality_of(
        &self,
        actor: &Actor,
        agency: &str,
        case: &Case,
    ) -> Result<Vec<Finding>, AppError> {
        let Some(draft) = &case.draft else { return Ok(Vec::new()) };
        let body = match &draft.reply.body {
            Some(hash) => Some(self.item_body(hash).await?),
            None => None,
        };
        let kind = self.store.agency(agency).await?.map_or(AgencyKind::Department, |row| row.kind);
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let sending = Sending {
            agency: kind,
            readings: &Readings::default(),
            body: body.as_deref(),
            earlier: self.earlier_of(agency, case).await?,
        };
        Ok(legality(case, &pure(&context, &calendar), &sending))
    }

    /// Refuses what the present draft still lacks.
    pub(super) async fn check_legality(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<(), AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let findings = self.legality_of(actor, agency, &case).await?;
        match findings.into_iter().find(|finding| finding.severity == Severity::Blocker) {
            Some(finding) => Err(finding.refusal.into()),
            None => Ok(()),
        }
    }

    /// The earlier request a repeated one names, when it is on record here.
    async fn earlier_of(&self, agency: &str, case: &Case) -> Result<Option<Earlier>, AppError> {
        let reply = case.draft.as_ref().map(|draft| &draft.reply);
        let named = reply.filter(|reply| reply.decision == Decision::Repeat);
        let number = named.and_then(|reply| reply.earlier.as_deref()).and_then(CaseNumber::parse);
        let Some(number) = number else { return Ok(None) };
        let earlier = self.load::<Case>(&number.stream(agency)).await?.state;
        let hash = |case: &Case| case.registered.as_deref().map(|form| form.identity_hash.clone());
        if earlier.registered.is_none() {
            return Ok(None);
        }
        Ok(Some(Earlier {
            same_requester: hash(&earlier) == hash(case),
            answered: earlier.result.is_some_and(|result| result.is_reply()),
        }))
    }
}
