//! One enterprise → all benefits: what fits it, what may, what it misses by one datum, each with its reasons.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use gongkai_enterprise::benefit::Clause;
use gongkai_enterprise::condition::Condition;
use gongkai_enterprise::{
    Facts, Items, Line, Missing, Number, Profile, Rule, Scratch, Truth, evaluate, explain, judge,
};
use gongkai_store::benefit::BenefitRow;

use crate::{App, AppError};

/// Benefits explained of each result.
const SHOWN: usize = 100;

/// Offered benefits laid out for matching, as of the last change of any. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Offers {
    held: Arc<RwLock<Arc<Laid>>>,
}

#[derive(Default)]
struct Laid {
    changed: i64,
    /// By application year: the benefits, and their rules in the same order.
    years: BTreeMap<i16, (Vec<Offer>, Items)>,
}

/// A benefit with its conditions as read.
struct Offer {
    row: BenefitRow,
    conditions: Vec<Condition>,
    whole: Condition,
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

/// What was found for an enterprise.
#[derive(Debug, Clone, Default)]
pub struct Fits {
    /// How many fit, may fit, and would but for one datum.
    pub met: usize,
    /// 可能符合
    pub unknown: usize,
    /// 只差一项
    pub short: usize,
    /// The first of each, with reasons.
    pub shown: Vec<Fit>,
}

impl App {
    /// Offered benefits that are not over yet and fit the enterprise, may fit it, or would but for one datum; in this order,
    /// the most money first.
    pub async fn fits(&self, profile: &Profile) -> Result<Fits, AppError> {
        let laid = self.laid().await?;
        let (profile, today) = (profile.clone(), self.today());
        let found = tokio::task::spawn_blocking(move || found(&laid, &profile, today));
        found.await.map_err(|error| AppError::Inconsistent(format!("matching: {error}")))
    }

    /// One offered benefit beside an enterprise.
    pub fn fit_of(&self, benefit: &BenefitRow, profile: &Profile) -> Option<Fit> {
        let offer = Offer::of(benefit.clone())?;
        let year = offer.row.published.as_ref()?.terms.year;
        Some(offer.fit(&Facts::new(profile, year)))
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

/// A benefit beside an enterprise, not yet explained.
struct Beside<'a> {
    truth: Truth,
    amount: Option<Number>,
    year: i16,
    offer: &'a Offer,
}

impl Beside<'_> {
    fn rank(&self) -> (Reverse<Truth>, Reverse<Option<Number>>, &str) {
        (Reverse(self.truth), Reverse(self.amount), &self.offer.row.id)
    }
}

fn found(laid: &Laid, profile: &Profile, today: jiff::civil::Date) -> Fits {
    let mut all: Vec<Beside<'_>> = Vec::new();
    let mut scratch = Scratch::default();
    for (year, (offers, items)) in &laid.years {
        let facts = Facts::new(profile, *year);
        let fitting = items.fitting(&facts, &mut scratch);
        let short = items.short(&facts, &mut scratch);
        let numbers = [
            (Truth::Met, fitting.met),
            (Truth::Unknown, fitting.unknown),
            (Truth::Not, short.into_iter().map(|short| short.item).collect()),
        ];
        for (truth, numbers) in numbers {
            for number in numbers {
                let Some(offer) = offers.get(number as usize) else { continue };
                let Some(terms) = offer.row.published.as_ref().map(|public| &public.terms) else { continue };
                if terms.closes_on.is_none_or(|last| today <= last) {
                    let amount = terms.amount.as_ref().and_then(|amount| amount.of(&facts));
                    all.push(Beside { truth, amount, year: *year, offer });
                }
            }
        }
    }
    all.sort_by(|one, other| one.rank().cmp(&other.rank()));
    let mut fits = Fits::default();
    for Beside { truth, year, offer, .. } in all {
        let count = match truth {
            Truth::Met => &mut fits.met,
            Truth::Unknown => &mut fits.unknown,
            Truth::Not => &mut fits.short,
        };
        *count += 1;
        if *count <= SHOWN {
            fits.shown.push(offer.fit(&Facts::new(profile, year)));
        }
    }
    fits
}

fn lay_out(rows: Vec<BenefitRow>, changed: i64) -> Laid {
    let mut years: BTreeMap<i16, Vec<Offer>> = BTreeMap::new();
    for row in rows {
        let Some(year) = row.published.as_ref().map(|public| public.terms.year) else { continue };
        years.entry(year).or_default().extend(Offer::of(row));
    }
    let years = years.into_iter().map(|(year, offers)| {
        let items = Items::build(offers.iter().map(|offer| Rule::compile(&offer.whole, year)));
        (year, (offers, items))
    });
    Laid { changed, years: years.collect() }
}

impl Offer {
    fn of(row: BenefitRow) -> Option<Offer> {
        let terms = &row.published.as_ref()?.terms;
        let conditions = terms.clauses.iter().filter_map(Clause::condition).collect();
        let whole = terms.condition()?;
        Some(Offer { row, conditions, whole })
    }

    /// Each condition is explained by itself, so that it stands beside its own sentence.
    fn fit(&self, facts: &Facts<'_>) -> Fit {
        let verdict = judge(&self.whole, facts);
        let failed: Vec<&Condition> =
            self.conditions.iter().filter(|condition| evaluate(condition, facts) == Truth::Not).collect();
        let amount = self.row.published.as_ref().and_then(|public| public.terms.amount.as_ref());
        Fit {
            benefit: self.row.clone(),
            truth: verdict.truth,
            lines: self.conditions.iter().flat_map(|condition| explain(condition, facts)).collect(),
            missing: verdict.missing.iter().map(Missing::label).collect(),
            amount: amount.and_then(|amount| amount.of(facts)),
            short: match failed.as_slice() {
                [only] => Some(only.sentence()),
                _ => None,
            },
        }
    }
}
