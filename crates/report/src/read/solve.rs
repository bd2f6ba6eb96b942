//! Rows joined by their columns: which readings of all rows fit together.

use super::work::Work;

/// Readings a search may try.
const BUDGET: usize = 250_000;
/// What trying a reading costs beside trying a figure: all its columns are added and taken away again.
const COST: usize = 4;
/// Columns that carry figures.
const WIDTH: usize = 7;

/// `Σ plus = Σ minus` in every usable column, over rows by index.
#[derive(Debug, Clone)]
pub(super) struct Balance {
    pub(super) plus: Vec<usize>,
    pub(super) minus: Vec<usize>,
}

/// The readings of one row.
pub(super) type Options = Vec<[i64; WIDTH]>;

/// What a join leaves.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// Which readings of each row stand in some joint reading.
    Kept(Vec<Vec<bool>>),
    /// No joint reading exists.
    None,
    /// More ways than can be tried.
    TooMany,
}

/// Keeps the readings that take part in a joint reading in which every balance holds.
pub(super) fn join(rows: &[Options], balances: &[Balance], work: &mut Work) -> Joined {
    let mut order: Vec<usize> =
        balances.iter().flat_map(|balance| balance.plus.iter().chain(&balance.minus)).copied().collect();
    order.sort_unstable();
    order.dedup();
    // Rows with one reading first: they narrow the bounds for the others.
    order.sort_by_key(|&row| rows.get(row).map_or(0, Vec::len));
    let signs: Vec<Vec<i64>> = balances
        .iter()
        .map(|balance| {
            let side = |list: &[usize], row: usize| list.iter().filter(|&&other| other == row).count();
            order
                .iter()
                .map(|&row| sign(side(&balance.plus, row)) - sign(side(&balance.minus, row)))
                .collect()
        })
        .collect();
    let mut search = Search {
        rows,
        order: &order,
        bounds: signs.iter().map(|signs| bounds(rows, &order, signs)).collect(),
        signs: &signs,
        kept: rows.iter().map(|options| vec![false; options.len()]).collect(),
        chosen: Vec::new(),
        steps: 0,
        work,
        found: false,
    };
    let mut sums = vec![[0_i64; WIDTH]; balances.len()];
    if !search.descend(&mut sums) {
        return Joined::TooMany;
    }
    if search.found { Joined::Kept(search.kept) } else { Joined::None }
}

fn sign(count: usize) -> i64 {
    i64::from(count > 0)
}

/// Least and greatest sum of the rows from each depth on, by column.
fn bounds(rows: &[Options], order: &[usize], signs: &[i64]) -> Vec<[(i64, i64); WIDTH]> {
    let mut out = vec![[(0, 0); WIDTH]];
    for (&row, &sign) in order.iter().zip(signs).rev() {
        let mut next = out.last().copied().unwrap_or_default();
        let options = rows.get(row).map_or(&[] as &[_], Vec::as_slice);
        for (column, bound) in next.iter_mut().enumerate() {
            let values = || options.iter().filter_map(|option| option.get(column)).map(|value| value * sign);
            bound.0 += values().min().unwrap_or(0);
            bound.1 += values().max().unwrap_or(0);
        }
        out.push(next);
    }
    out.reverse();
    out
}

struct Search<'a> {
    rows: &'a [Options],
    order: &'a [usize],
    signs: &'a [Vec<i64>],
    bounds: Vec<Vec<[(i64, i64); WIDTH]>>,
    kept: Vec<Vec<bool>>,
    chosen: Vec<(usize, usize)>,
    steps: usize,
    work: &'a mut Work,
    found: bool,
}

impl Search<'_> {
    /// False when the budget is spent.
    fn descend(&mut self, sums: &mut [[i64; WIDTH]]) -> bool {
        let depth = self.chosen.len();
        let Some(&row) = self.order.get(depth) else {
            self.found = true;
            for &(row, option) in &self.chosen {
                if let Some(flag) = self.kept.get_mut(row).and_then(|flags| flags.get_mut(option)) {
                    *flag = true;
                }
            }
            return true;
        };
        let rows = self.rows;
        for (index, option) in rows.get(row).into_iter().flatten().enumerate() {
            self.steps += 1;
            if self.steps > BUDGET || !self.work.spend(COST) {
                return false;
            }
            self.add(sums, depth, option, 1);
            self.chosen.push((row, index));
            let go_on = !self.reachable(sums, depth + 1) || self.descend(sums);
            self.chosen.pop();
            self.add(sums, depth, option, -1);
            if !go_on {
                return false;
            }
        }
        true
    }

    /// Adds a reading of the row at `depth` to every balance, or takes it away.
    fn add(&self, sums: &mut [[i64; WIDTH]], depth: usize, option: &[i64; WIDTH], times: i64) {
        for (sum, signs) in sums.iter_mut().zip(self.signs) {
            let sign = signs.get(depth).copied().unwrap_or(0) * times;
            for (total, value) in sum.iter_mut().zip(option) {
                *total += value * sign;
            }
        }
    }

    /// True when the rows left can still bring every sum to nought.
    fn reachable(&self, sums: &[[i64; WIDTH]], depth: usize) -> bool {
        sums.iter().zip(&self.bounds).all(|(sum, bounds)| {
            let bounds = bounds.get(depth).copied().unwrap_or_default();
            sum.iter().zip(bounds).all(|(sum, (least, most))| sum + least <= 0 && 0 <= sum + most)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_decide_what_a_row_leaves_open() {
        let one = vec![[1, 0, 0, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 1]];
        let other = vec![[0, 0, 0, 0, 0, 2, 2]];
        let total = vec![[0, 1, 0, 0, 0, 2, 3]];
        let balance = Balance { plus: vec![0, 1], minus: vec![2] };
        let Joined::Kept(kept) = join(&[one, other, total], &[balance], &mut Work::of_a_report()) else {
            panic!("no reading")
        };
        assert_eq!(kept, [vec![false, true], vec![true], vec![true]]);
    }

    #[test]
    fn rows_that_never_add_up_have_no_joint_reading() {
        let row = vec![[1, 0, 0, 0, 0, 0, 1]];
        let balance = Balance { plus: vec![0], minus: vec![1] };
        assert_eq!(
            join(&[row, vec![[2, 0, 0, 0, 0, 0, 2]]], &[balance], &mut Work::of_a_report()),
            Joined::None
        );
    }

    #[test]
    fn too_many_ways_are_given_up_within_bounds() {
        let open: Options = (0..40).map(|n| [n, 40 - n, 0, 0, 0, 0, 40]).collect();
        let rows: Vec<Options> =
            std::iter::repeat_n(open, 21).chain([vec![[420, 420, 0, 0, 0, 0, 840]]]).collect();
        let balance = Balance { plus: (0..21).collect(), minus: vec![21] };
        assert_eq!(join(&rows, &[balance], &mut Work::of_a_report()), Joined::TooMany);
    }
}
