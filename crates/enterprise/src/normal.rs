//! A rule as alternatives of conjunctions (析取范式), within a bound.
//!
//! Distribution and De Morgan hold in Kleene's logic, so the answer stays the same with three values; excluded middle
//! does not, so nothing is simplified away.

use crate::rule::{Plan, Term};

/// The alternatives, or `None` when there would be more than `most` terms in them.
///
/// No alternative: never met. An empty alternative: always met.
pub(crate) fn alternatives(plan: &Plan, most: usize) -> Option<Vec<Vec<&Term>>> {
    let found = match plan {
        Plan::Always(true) => vec![vec![]],
        Plan::Always(false) => vec![],
        Plan::Term(term) => vec![vec![term]],
        Plan::Any(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(alternatives(part, most)?);
                within(&all, most)?;
            }
            all
        }
        Plan::All(parts) => {
            let mut product: Vec<Vec<&Term>> = vec![vec![]];
            for part in parts {
                let options = alternatives(part, most)?;
                let terms = |rows: &[Vec<&Term>]| rows.iter().map(|row| row.len() + 1).sum::<usize>();
                let size = terms(&product).saturating_mul(options.len())
                    + terms(&options).saturating_mul(product.len());
                if size > most.saturating_mul(4) {
                    return None;
                }
                product = product
                    .iter()
                    .flat_map(|row| options.iter().map(move |option| [row.as_slice(), option].concat()))
                    .collect();
                within(&product, most)?;
            }
            product
        }
    };
    Some(found)
}

fn within(rows: &[Vec<&Term>], most: usize) -> Option<()> {
    (rows.iter().map(|row| row.len() + 1).sum::<usize>() <= most).then_some(())
}
