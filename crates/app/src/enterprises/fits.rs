//! One enterprise → all benefits: what fits it, what may, what it misses by one datum, each with its reasons.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use gongkai_enterprise::{Facts, Items, Line, Number, Profile, Rule, Scratch, Truth, explain, judge};
use gongkai_store::benefit::BenefitRow;

use crate::{App, AppError};

/// Public benefits laid out for matching, as of the last change of any. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Offers {
    held: Arc<RwLock<Arc<Laid>>>,
}

#[derive(Default)]
struct Laid {
    changed: i64,
    /// By application year: the benefits, and their rules in the same order.
    years: BTreeMap<i16, (Vec<BenefitRow>, Items)>,
}

/// A benefit beside an enterprise (政策匹配结果).
#[derive(Debug, Clone)]
pub struct Fit {
    /// The benefit.
    pub benefit: BenefitRow,
    /// Does it fit?
    pub truth: Truth,
    /// Every condition with what is required and what is there.
    pub lines: Vec<Line>,
    /// What is missing, in words.
    pub missing: Vec<String>,
    /// What it would pay, in 万元; nothing when it cannot be reckoned.
    pub amount: Option<Number>,
    /// The one condition that is not met, in words.
    pub short: Option<String>,
}

impl App {
    /// Public benefits that are not over yet and fit the enterprise, may fit it, or would but for one condition; in this
    /// order, the most money first.
    pub async fn fits(&self, profile: &Profile) -> Result<Vec<Fit>, AppError> {
        let laid = self.laid().await?;
        let (profile, today) = (profile.clone(), self.today());
        let found = tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            let mut scratch = Scratch::default();
            for (year, (rows, items)) in &laid.years {
                let facts = Facts::new(&profile, *year);
                let fitting = items.fitting(&facts, &mut scratch);
                let short = items.short(&facts, &mut scratch);
                let numbers = fitting.met.iter().chain(&fitting.unknown).copied();
                for number in numbers.chain(short.iter().map(|short| short.item)) {
                    let Some(row) = rows.get(number as usize) else { continue };
                    found.extend(fit(row, &facts));
                }
            }
            found
        });
        let mut found = found.await.map_err(|error| AppError::Inconsistent(format!("matching: {error}")))?;
        found.retain(|fit| {
            let public = fit.benefit.published.as_ref();
            public.is_some_and(|public| public.terms.closes_on.is_none_or(|last| today <= last))
        });
        found.sort_by(|one, other| {
            let rank = |fit: &Fit| (std::cmp::Reverse(fit.truth), std::cmp::Reverse(fit.amount));
            rank(one).cmp(&rank(other)).then_with(|| one.benefit.id.cmp(&other.benefit.id))
        });
        Ok(found)
    }

    /// One public benefit beside an enterprise.
    pub fn fit_of(&self, benefit: &BenefitRow, profile: &Profile) -> Option<Fit> {
        let year = benefit.published.as_ref()?.terms.year;
        fit(benefit, &Facts::new(profile, year))
    }

    async fn laid(&self) -> Result<Arc<Laid>, AppError> {
        let changed = self.store.benefits_changed().await?;
        let known = match self.offers.held.read() {
            Ok(held) => Arc::clone(&held),
            // A panic while the pointer was swapped cannot leave it half-written.
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        };
        if known.changed == changed {
            return Ok(known);
        }
        let rows = self.store.all_public_benefits().await?;
        let laid = tokio::task::spawn_blocking(move || lay_out(rows, changed));
        let laid = laid.await.map_err(|error| AppError::Inconsistent(format!("matching: {error}")))?;
        let laid = Arc::new(laid);
        match self.offers.held.write() {
            Ok(mut held) => *held = Arc::clone(&laid),
            Err(poisoned) => *poisoned.into_inner() = Arc::clone(&laid),
        }
        Ok(laid)
    }
}

fn lay_out(rows: Vec<BenefitRow>, changed: i64) -> Laid {
    let mut years: BTreeMap<i16, (Vec<BenefitRow>, Vec<Rule>)> = BTreeMap::new();
    for row in rows {
        let Some(terms) = row.published.as_ref().map(|public| &public.terms) else { continue };
        let Some(condition) = terms.condition() else { continue };
        let year = terms.year;
        let (kept, rules) = years.entry(year).or_default();
        kept.push(row);
        rules.push(Rule::compile(&condition, year));
    }
    let years = years.into_iter().map(|(year, (rows, rules))| (year, (rows, Items::build(rules)))).collect();
    Laid { changed, years }
}

/// Each condition is explained by itself, so that it stands beside its own sentence.
fn fit(row: &BenefitRow, facts: &Facts<'_>) -> Option<Fit> {
    let terms = &row.published.as_ref()?.terms;
    let conditions: Vec<_> =
        terms.clauses.iter().filter_map(gongkai_enterprise::benefit::Clause::condition).collect();
    let verdict = judge(&terms.condition()?, facts);
    let failed: Vec<String> = conditions
        .iter()
        .filter(|condition| judge(condition, facts).truth == Truth::Not)
        .map(gongkai_enterprise::condition::Condition::sentence)
        .collect();
    Some(Fit {
        benefit: row.clone(),
        truth: verdict.truth,
        lines: conditions.iter().flat_map(|condition| explain(condition, facts)).collect(),
        missing: verdict.missing.iter().map(gongkai_enterprise::Missing::label).collect(),
        amount: terms.amount.as_ref().and_then(|amount| amount.of(facts)),
        short: match failed.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
    })
}
