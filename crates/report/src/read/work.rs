//! How much a reading may try (试分的限度), for all its runs of digits together.
//!
//! A search that is bounded by itself adds up where a report has thirty of them. What is left open when the work is spent is
//! lost, and the report says so.

/// Tries a report is worth: some three seconds of an unoptimised build, a fraction of one of an optimised.
const MOST: usize = 16_000_000;

/// The tries that are left.
#[derive(Debug)]
pub(super) struct Work(usize);

impl Work {
    /// The work a report is worth.
    pub(super) const fn of_a_report() -> Work {
        Work(MOST)
    }

    /// Takes `tries` from what is left; false when there are not so many.
    pub(super) fn spend(&mut self, tries: usize) -> bool {
        let left = self.0.checked_sub(tries);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone() {
        let mut work = Work(5);
        assert!(work.spend(5));
        assert!(!work.spend(1));
    }
}
