//! From events to rows: what lists and figures are read from.
//!
//! A projector is pure: an event in, statements out. It reads nothing, so a replay gives the same rows.

use std::sync::Arc;

use gongkai_journal::Recorded;

use crate::{ProjectError, Statement};

mod access;
mod agency;
mod benefit;
mod inquiry;
mod inventory;
mod motion;
mod numbering;
mod plan;
mod publication;
mod report;
mod request;
mod rows;
mod solicitation;
mod supply;

/// Turns events into rows.
pub trait Projector: Send + Sync {
    /// The tables it writes, parents before children; a replay empties them in reverse order.
    fn tables(&self) -> Vec<&'static str>;

    /// The statements that carry `event` into the tables, run in order in the event's own transaction.
    fn project(&self, event: &Recorded) -> Result<Vec<Statement>, ProjectError>;
}

/// The projector of all areas.
pub fn projector() -> Arc<dyn Projector> {
    Arc::new(Areas)
}

struct Areas;

impl Projector for Areas {
    fn tables(&self) -> Vec<&'static str> {
        [
            agency::TABLES,
            publication::TABLES,
            inventory::TABLES,
            plan::TABLES,
            supply::TABLES,
            solicitation::TABLES,
            inquiry::TABLES,
            benefit::TABLES,
            request::TABLES,
            motion::TABLES,
            numbering::TABLES,
            report::TABLES,
            access::TABLES,
        ]
        .concat()
    }

    fn project(&self, event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
        match event.stream.area() {
            "agency" | "account" | "calendar" => agency::project(event),
            "item" => {
                let mut statements = publication::project(event)?;
                statements.extend(benefit::source_changed(event)?);
                Ok(statements)
            }
            "plan" => plan::project(event),
            "inventory" => inventory::project(event),
            "filing" => inventory::filing(event),
            "supply" => supply::project(event),
            "solicitation" => solicitation::project(event),
            "solicited" => solicitation::opinion(event),
            "inquiry" => inquiry::project(event),
            "benefit" => benefit::project(event),
            "claim" => benefit::claim(event),
            "enterprise" => benefit::account(event),
            "request" => {
                let mut statements = request::project(event)?;
                statements.extend(report::fee(event)?);
                Ok(statements)
            }
            "remedy" => request::project(event),
            "motion" => motion::project(event),
            "numbering" => numbering::project(event),
            "access" => access::project(event),
            // Read from their stream alone: wordings by agency, the site's words, what was loaded, the others by keyed hashes.
            "template" | "synonyms" | "collection" | "enterprises" | "push" | "query_code"
            | "opinion_link" => Ok(Vec::new()),
            "ledger" | "report" => report::project(event),
            _ => Err(ProjectError::unknown(event)),
        }
    }
}
