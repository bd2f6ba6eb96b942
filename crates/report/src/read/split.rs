//! Digits run together, taken apart by arithmetic.
//!
//! A figure has no leading zero, and a row's last figure is the sum of the others; that leaves few ways to cut a run.
//! The work is bounded: past [`BUDGET`] tries, or when the report's [`Work`] is spent, there is no answer rather than a late
//! one.

use super::work::Work;

/// Tries an enumeration may take.
const BUDGET: usize = 2_400_000;
/// Readings an enumeration may give.
const READINGS: usize = 4_000;
/// Longest figure looked for.
const DIGITS: usize = 12;

/// All ways to cut, or none of them when there are too many.
pub(super) type Readings = Option<Vec<Vec<i64>>>;

/// Cuts `digits` into `groups` groups of `size` figures whose last is the sum of the others.
pub(super) fn summed(digits: &[u8], groups: usize, size: usize, work: &mut Work) -> Readings {
    let mut search = Search { digits, size, summed: true, tries: 0, work, out: Vec::new() };
    let done = search.extend(0, groups * size, &mut Vec::new());
    done.then_some(search.out)
}

/// Cuts `digits` into `count` figures in every way.
pub(super) fn plain(digits: &[u8], count: usize, work: &mut Work) -> Readings {
    let mut search = Search { digits, size: count, summed: false, tries: 0, work, out: Vec::new() };
    let done = search.extend(0, count, &mut Vec::new());
    done.then_some(search.out)
}

struct Search<'a> {
    digits: &'a [u8],
    size: usize,
    summed: bool,
    tries: usize,
    work: &'a mut Work,
    out: Vec<Vec<i64>>,
}

impl Search<'_> {
    /// False when the budget is spent.
    fn extend(&mut self, at: usize, left: usize, taken: &mut Vec<i64>) -> bool {
        if self.out.len() > READINGS {
            return false;
        }
        let remaining = self.digits.len().saturating_sub(at);
        if left == 0 {
            if remaining == 0 {
                self.out.push(taken.clone());
            }
            return true;
        }
        if remaining < left || remaining > left * DIGITS {
            return true;
        }
        let inside = taken.len() % self.size;
        let sum: i64 = taken.iter().rev().take(inside).sum();
        let closes = self.summed && inside + 1 == self.size;
        let mut value: i64 = 0;
        for length in 1..=DIGITS.min(remaining) {
            self.tries += 1;
            if self.tries > BUDGET || !self.work.spend(1) {
                return false;
            }
            let Some(digit) = self.digits.get(at + length - 1) else { break };
            if length == 2 && value == 0 {
                break;
            }
            value = value * 10 + i64::from(digit - b'0');
            if closes && value > sum {
                break;
            }
            if closes && value != sum {
                continue;
            }
            // The sum to come has at most DIGITS digits, and no part of it is larger.
            taken.push(value);
            let more = self.worth(at + length, left - 1, taken) && !self.extend(at + length, left - 1, taken);
            taken.pop();
            if more {
                return false;
            }
        }
        true
    }

    /// False when the digits left cannot hold a sum as large as what is taken.
    fn worth(&self, at: usize, left: usize, taken: &[i64]) -> bool {
        if !self.summed || taken.len().is_multiple_of(self.size) {
            return true;
        }
        let inside = taken.len() % self.size;
        let sum: i64 = taken.iter().rev().take(inside).sum();
        let width = sum.checked_ilog10().unwrap_or(0) as usize + 1;
        self.digits.len().saturating_sub(at) + 1 >= left + width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_cut_where_its_sum_says() {
        assert_eq!(
            summed(b"640020470", 1, 7, &mut Work::of_a_report()),
            Some(vec![vec![64, 0, 0, 2, 0, 4, 70]])
        );
        assert_eq!(summed(b"0000000", 1, 7, &mut Work::of_a_report()), Some(vec![vec![0; 7]]));
        assert_eq!(summed(b"12345", 1, 7, &mut Work::of_a_report()), Some(vec![]));
    }

    #[test]
    fn a_triple_has_no_sum_to_cut_by() {
        assert_eq!(plain(b"000", 3, &mut Work::of_a_report()), Some(vec![vec![0, 0, 0]]));
        assert_eq!(plain(b"693665", 3, &mut Work::of_a_report()).map(|all| all.len()), Some(10));
    }

    #[test]
    fn runs_share_the_work_of_their_report() {
        let mut work = Work::of_a_report();
        let given_up = (0..25).filter(|_| summed(&[b'1'; 40], 1, 7, &mut work).is_none()).count();
        assert_eq!((given_up, work.spend(1)), (25, false));
        assert_eq!(summed(b"640020470", 1, 7, &mut work), None);
    }

    #[test]
    fn a_run_too_long_gives_up_within_bounds() {
        let long = vec![b'1'; 60];
        assert!(plain(&long, 15, &mut Work::of_a_report()).is_none());
        assert!(summed(&vec![b'1'; 4000], 3, 5, &mut Work::of_a_report()).is_some_and(|all| all.is_empty()));
    }
}
