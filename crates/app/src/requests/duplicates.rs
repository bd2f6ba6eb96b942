//! Requests that look alike (可能重复): proposed on the case page, never merged silently.

use gongkai_request::likeness::{Candidate, Likeness, likely_duplicates, proposes_publication};
use gongkai_request::{Case, CaseNumber};

use crate::intake::NO_SUBJECT;
use crate::{App, AppError};

/// Requests of the same person looked at.
const OWN: u32 = 50;
/// Requests of the agency looked at, the newest first: a bounded walk along the key, never all records.
const RECENT: u32 = 300;
/// Proposals shown.
const SHOWN: usize = 5;

/// What looks like the request, and whether to propose publishing it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alike {
    /// The likely duplicates that nobody linked or dismissed.
    pub likely: Vec<Likeness>,
    /// Several people asked for it: propose to publish proactively (Art. 44).
    pub proposes_publication: bool,
}

impl App {
    /// Requests that look like this one; linked and dismissed ones are settled and not proposed again.
    pub(super) async fn alike(
        &self,
        agency: &str,
        number: CaseNumber,
        case: &Case,
    ) -> Result<Alike, AppError> {
        let Some(form) = case.registered.as_deref().filter(|form| form.subject != NO_SUBJECT) else {
            return Ok(Alike::default());
        };
        let own =
            Candidate { number, identity_hash: form.identity_hash.clone(), subject: form.subject.clone() };
        let mut candidates: Vec<Candidate> =
            self.store.requests_alike(agency, &form.identity_hash, OWN, RECENT).await?;
        candidates.retain(|other| other.subject != NO_SUBJECT);
        let mut likely = likely_duplicates(&own, candidates.clone());
        let proposes_publication = proposes_publication(&own, &likely, &candidates);
        likely.retain(|likeness| {
            let settled = case.links.iter().any(|link| link.to == likeness.number)
                || case.dismissed.iter().any(|act| act.of == likeness.number)
                || case.parts.contains(&likeness.number)
                || case.split_from().is_some_and(|from| from.number == likeness.number);
            !settled
        });
        likely.truncate(SHOWN);
        Ok(Alike { likely, proposes_publication })
    }

    /// Whether several people asked for the like, and the requests of the others.
    pub(crate) async fn asked_by_several(
        &self,
        agency: &str,
        number: CaseNumber,
        case: &Case,
    ) -> Result<(bool, Vec<CaseNumber>), AppError> {
        let alike = self.alike(agency, number, case).await?;
        let others = alike.likely.iter().filter(|likeness| !likeness.same_requester);
        Ok((alike.proposes_publication, others.map(|likeness| likeness.number).collect()))
    }
}
