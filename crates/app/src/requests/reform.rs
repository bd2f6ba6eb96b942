//! After agencies were merged or split (机构改革): whoever received a request handles it, and a successor may go on.
//!
//! Source: 国办公开办函〔2019〕14号. The staff of a successor hold at an ended agency the roles they hold at home, so
//! that open cases go on where they stand; a take-over puts on record who does.

use gongkai_agency::{Role, Standing};
use gongkai_request::event::TakenOver;
use gongkai_request::{Act, CaseNumber, Command, Refusal, Rule};
use jiff::civil::Date;

use super::roles_for;
use crate::{Actor, App, AppError, Grant};

/// The roles that pass on: those that handle what the ended agency left.
const PASSING: &[Role] =
    &[Role::Officer, Role::Author, Role::Reviewer, Role::SecrecyReviewer, Role::UnitHead, Role::Leader];
/// Reforms that followed one another, at most.
const STEPS: usize = 8;

impl App {
    /// Adds the rights at ended agencies whose duties passed to an agency of `grants`.
    pub(crate) async fn with_inherited(&self, mut grants: Vec<Grant>) -> Result<Vec<Grant>, AppError> {
        let ended = self.store.ended_agencies().await?;
        if ended.is_empty() {
            return Ok(grants);
        }
        for _ in 0..STEPS {
            let mut more = Vec::new();
            for (agency, successors) in &ended {
                let passes =
                    |grant: &&Grant| PASSING.contains(&grant.role) && successors.contains(&grant.agency);
                for grant in grants.iter().filter(passes) {
                    let inherited = Grant { role: grant.role, agency: agency.clone() };
                    if !grants.contains(&inherited) && !more.contains(&inherited) {
                        more.push(inherited);
                    }
                }
            }
            if more.is_empty() {
                break;
            }
            grants.extend(more);
        }
        Ok(grants)
    }

    /// Records that the actor's agency, a successor, goes on with a case of an ended one (承接办理).
    pub async fn take_over_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
        basis: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::TakeOver), agency).await?;
        let Standing::Ended { ending, .. } = self.agency_state(agency).await?.standing else {
            return Err(not_successor("本机关没有撤并，不需要承接；请直接办理。").into());
        };
        let mine = |code: &&String| actor.has(Role::Officer, code);
        let Some(successor) = ending.successors.iter().find(mine).cloned() else {
            return Err(not_successor(
                "承接由职权划入的机关登记；原机关的人员可以继续办理，或者告知申请人向承接机关提出申请。",
            )
            .into());
        };
        let act = TakenOver { successor, on, basis: basis.to_owned() };
        self.act_on_request(actor, agency, number, &Command::TakeOver(act)).await
    }
}

fn not_successor(message: &str) -> Refusal {
    Refusal::new(Rule::NotSuccessor, message).under(gongkai_statute::regulation::art36::MERGED_AGENCIES)
}
