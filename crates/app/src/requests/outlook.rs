//! What would be, if (假设推算): nothing is recorded.

use gongkai_request::{Case, CaseNumber, Hypothesis, Outlook, what_if};

use super::{READERS, pure};
use crate::{Actor, App, AppError};

impl App {
    /// The last day of a request if `acts` happened.
    pub async fn outlook(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        acts: &[Hypothesis],
    ) -> Result<Outlook, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        Ok(what_if(&case, acts, &pure(&context, &calendar)))
    }
}
