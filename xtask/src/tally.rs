//! Reads how many tests passed and failed from what test runners print.

use std::ops::AddAssign;

/// Tests counted, whoever ran them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that held.
    pub(crate) passed: u64,
    /// Tests that did not.
    pub(crate) failed: u64,
    /// Tests left out.
    pub(crate) skipped: u64,
}

impl Tally {
    /// One check that held or did not.
    pub(crate) fn of(held: bool) -> Self {
        Self { passed: u64::from(held), failed: u64::from(!held), skipped: 0 }
    }

    /// The closing line, which programs read.
    pub(crate) fn closing_line(self) -> String {
        let Self { passed, failed, skipped } = self;
        if skipped == 0 {
            format!("{passed} passed, {failed} failed")
        } else {
            format!("{passed} passed, {failed} failed, {skipped} skipped")
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// What one line says: a `test result:` of cargo, or a `pass`/`fail` line of node's runner.
pub(crate) fn read_line(line: &str) -> Tally {
    let line = without_colours(line);
    let line = line.trim();
    if let Some(result) = line.strip_prefix("test result: ") {
        return read_cargo(result);
    }
    let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
        return Tally::default();
    };
    let mut words = rest.split_whitespace();
    let (Some(what), Some(count), None) = (words.next(), words.next(), words.next()) else {
        return Tally::default();
    };
    let Ok(count) = count.parse() else { return Tally::default() };
    match what {
        "pass" => Tally { passed: count, ..Tally::default() },
        "fail" | "cancelled" => Tally { failed: count, ..Tally::default() },
        "skipped" | "todo" => Tally { skipped: count, ..Tally::default() },
        _ => Tally::default(),
    }
}

/// `ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s`
fn read_cargo(result: &str) -> Tally {
    let mut tally = Tally::default();
    let counts = result.split_once(". ").map_or(result, |(_, counts)| counts);
    for part in counts.split(';') {
        let mut words = part.split_whitespace();
        let (Some(count), Some(what)) = (words.next(), words.next()) else { continue };
        let Ok(count) = count.parse::<u64>() else { continue };
        match what {
            "passed" => tally.passed += count,
            "failed" => tally.failed += count,
            "ignored" => tally.skipped += count,
            _ => {}
        }
    }
    tally
}

/// Terminals' colour codes removed: `ESC [ … m`.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut inside = false;
    for character in line.chars() {
        match character {
            '\u{1b}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_results_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.5s";
        assert_eq!(read_line(line), Tally { passed: 12, failed: 3, skipped: 1 });
    }

    #[test]
    fn coloured_results_are_counted_too() {
        let line = "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 0 ignored";
        assert_eq!(read_line(line), Tally { passed: 7, failed: 0, skipped: 0 });
    }

    #[test]
    fn node_results_are_counted_in_both_of_its_styles() {
        assert_eq!(read_line("ℹ pass 4"), Tally { passed: 4, failed: 0, skipped: 0 });
        assert_eq!(read_line("# fail 2"), Tally { passed: 0, failed: 2, skipped: 0 });
        assert_eq!(read_line("ℹ duration_ms 1480"), Tally::default());
    }

    #[test]
    fn ordinary_output_counts_nothing() {
        assert_eq!(read_line("running 12 tests"), Tally::default());
        assert_eq!(read_line("# pass the salt please"), Tally::default());
    }

    #[test]
    fn the_closing_line_is_the_one_programs_read() {
        let mut all = Tally::of(true);
        all += Tally { passed: 41, failed: 1, skipped: 0 };
        assert_eq!(all.closing_line(), "42 passed, 1 failed");
    }
}
