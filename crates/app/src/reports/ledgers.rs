//! What the sections return for table 二: charged, returned for a period, withdrawn.

use gongkai_agency::Role;
use gongkai_report::ledger::{Ledger, LedgerCommand, decide};

use crate::{Actor, App, AppError};

impl App {
    /// Charges a section, records its signed return, imports rows, or withdraws a return.
    pub async fn act_on_ledger(
        &self,
        actor: &Actor,
        agency: &str,
        command: LedgerCommand,
    ) -> Result<(), AppError> {
        self.permit_any(actor, &[Role::Officer, Role::Author], agency)?;
        let context = self.context(actor);
        self.update(actor, agency, |ledger: &Ledger| {
            decide(ledger, command.clone(), &context.by, context.today)
        })
        .await?;
        Ok(())
    }

    /// The ledger of an agency.
    pub async fn ledger(&self, agency: &str) -> Result<Ledger, AppError> {
        Ok(self.load::<Ledger>(agency).await?.state)
    }
}
