//! One benefit → all enterprises: the register in columns with its bitmap index, kept in memory and brought up to date
//! by what was loaded since.

use std::collections::HashMap;
use std::sync::Arc;

use gongkai_agency::Role;
use gongkai_enterprise::benefit::Terms;
use gongkai_enterprise::{Answer, Index, Reach, Register, Rule};
use gongkai_request::access::Viewed;
use gongkai_store::benefit::BenefitRow;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{Actor, App, AppError};

/// Enterprises read from the database at once.
const AT_ONCE: u32 = 10_000;
/// Rules an index has learned when it is built anew, so that what drafts asked long ago does not stay in memory.
const MOST_LEARNED: usize = 500;
/// So many enterprises at least stand behind a number that is shown.
pub const FEWEST: u64 = 3;
/// Who reckons what a benefit would cost: whoever writes or approves it.
const RECKONERS: &[Role] = &[Role::Officer, Role::Author, Role::Reviewer, Role::UnitHead, Role::Leader];
/// Digits of the region by which reach is counted: the county.
const REGION_DIGITS: usize = 6;

/// The register in memory. Cheap to clone; empty until it is asked for.
#[derive(Clone, Default)]
pub struct Matching {
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    register: Register,
    rows: HashMap<String, usize>,
    index: Index,
    learned: usize,
    /// Where reading stands: the change and the code of the last enterprise read.
    read: (i64, String),
}

/// Whom a draft would reach, and what it would cost (政策模拟).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// How many enterprises the register holds.
    pub enterprises: usize,
    /// Whom it reaches, by region, industry and size, and the cost.
    pub reach: Reach,
    /// Enterprises one datum short; nothing when the conditions have too many alternatives to tell.
    pub short: Option<usize>,
    /// Of these, how many fall short of which condition, in words.
    pub short_by: Vec<(String, u64)>,
}

impl App {
    /// Whom a benefit would reach, and what it would cost; the look is journaled. Counts below [`FEWEST`] are not told, nor
    /// the cost for so few: conditions can be drawn so that they fit one enterprise, and its figures are not public.
    ///
    /// # Errors
    ///
    /// A refusal when a condition cannot be read.
    pub async fn simulate_benefit(
        &self,
        actor: &Actor,
        row: &BenefitRow,
        terms: &Terms,
    ) -> Result<Simulated, AppError> {
        self.permit_in_tree(actor, RECKONERS, &row.agency).await?;
        let (subject, detail) = (format!("benefit-{}", row.number), format!("惠及面测算：{}", row.name));
        self.journal_view_of(actor, &row.agency, &subject, Viewed::Enterprise, Some(detail)).await?;
        let mut simulated = self.simulate(terms).await?;
        if simulated.reach.all.0 < FEWEST || (1..FEWEST).contains(&simulated.reach.all.1) {
            simulated.reach.cost = None;
        }
        Ok(simulated)
    }

    /// Whom the terms would reach, and what they would cost, to the last enterprise.
    ///
    /// # Errors
    ///
    /// A refusal when a condition cannot be read.
    pub async fn simulate(&self, terms: &Terms) -> Result<Simulated, AppError> {
        let terms = terms.clone();
        self.matched(move |held| {
            let (rule, condition) = compiled(&terms)?;
            let answer = held.answer(&rule)?;
            let reach = held.register.reach(&answer, terms.year, REGION_DIGITS, terms.amount.as_ref());
            let query = held.index.query(&rule);
            let near = query.as_ref().and_then(gongkai_enterprise::Query::near);
            let short_by = near.as_ref().map(|near| {
                let demands = near.demands().into_iter().filter(|(_, count)| 0 < *count);
                let told = demands.map(|(spans, count)| {
                    let said = spans.first().and_then(|span| condition.at(*span));
                    (said.map(gongkai_enterprise::condition::Condition::sentence).unwrap_or_default(), count)
                });
                told.collect()
            });
            Ok(Simulated {
                enterprises: held.register.len(),
                reach,
                short: near.as_ref().map(|near| near.rows.len()),
                short_by: short_by.unwrap_or_default(),
            })
        })
        .await
    }

    /// Every enterprise the terms fit or may fit: code, and whether it fits; in the order of the codes.
    pub(crate) async fn candidates_of(&self, terms: &Terms) -> Result<Vec<(String, bool)>, AppError> {
        let terms = terms.clone();
        self.matched(move |held| {
            let (rule, _) = compiled(&terms)?;
            let answer = held.answer(&rule)?;
            let code = |row: &u32| held.register.credit_code(*row as usize).map(str::to_owned);
            let met = answer.met.iter().filter_map(code).map(|code| (code, true));
            let unknown = answer.unknown.iter().filter_map(code).map(|code| (code, false));
            let mut all: Vec<(String, bool)> = met.chain(unknown).collect();
            all.sort_unstable();
            Ok(all)
        })
        .await
    }

    /// Runs `work` on the register as it is now, apart from the async workers.
    async fn matched<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Held) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let mut held = Arc::clone(&self.matching.held).lock_owned().await;
        loop {
            let (change, code) = held.read.clone();
            let changed = self.store.enterprises_changed(change, &code, AT_ONCE).await?;
            let Some((change, last)) = changed.last() else { break };
            let read = (*change, last.credit_code.clone());
            held = apart(held, move |held| {
                for (_, profile) in &changed {
                    held.take(profile);
                }
                held.read = read;
            })
            .await?
            .0;
        }
        apart(held, work).await?.1
    }
}

/// Does something with the register on a thread of its own, and gives it back.
async fn apart<T: Send + 'static>(
    mut held: OwnedMutexGuard<Held>,
    work: impl FnOnce(&mut Held) -> T + Send + 'static,
) -> Result<(OwnedMutexGuard<Held>, T), AppError> {
    let done = tokio::task::spawn_blocking(move || {
        let done = work(&mut held);
        (held, done)
    });
    done.await.map_err(|error| AppError::Inconsistent(format!("matching: {error}")))
}

impl Held {
    fn take(&mut self, profile: &gongkai_enterprise::Profile) {
        let row = match self.rows.get(&profile.credit_code) {
            Some(row) => {
                self.register.set(*row, profile);
                Some(*row)
            }
            None => self.register.push(profile),
        };
        if let Some(row) = row {
            self.rows.insert(profile.credit_code.clone(), row);
            self.index.refresh(&self.register, row);
        }
    }

    fn answer(&mut self, rule: &Rule) -> Result<Answer, AppError> {
        if self.learned >= MOST_LEARNED {
            self.index = Index::build(&self.register, []);
            self.learned = 0;
        }
        self.index.learn(&self.register, [rule]);
        self.learned += 1;
        let query = self.index.query(rule);
        query
            .map(|query| query.answer())
            .ok_or_else(|| AppError::Inconsistent("index without a rule".to_owned()))
    }
}

fn compiled(terms: &Terms) -> Result<(Rule, gongkai_enterprise::condition::Condition), AppError> {
    let condition = terms
        .condition()
        .ok_or_else(|| AppError::refused("benefit_condition", "条件的写法有误，改正以后才能测算。"))?;
    Ok((Rule::compile(&condition, terms.year), condition))
}
