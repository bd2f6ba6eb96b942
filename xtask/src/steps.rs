//! Runs one step after another, times each, and counts what its tests say.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::tally::{self, Tally};

/// One finished step.
struct Step {
    name: &'static str,
    held: bool,
    tally: Tally,
    took: Duration,
}

/// The steps taken so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

impl Steps {
    /// Runs a command whose exit code is the answer: one check.
    pub(crate) fn check(&mut self, name: &'static str, why: &str, command: &mut Command) -> Result<bool> {
        announce(name, why);
        let began = Instant::now();
        let status =
            command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let held = status.success();
        self.record(Step { name, held, tally: Tally::of(held), took: began.elapsed() });
        Ok(held)
    }

    /// Runs a command that runs tests, passing its output on while counting what it reports.
    pub(crate) fn tests(&mut self, name: &'static str, why: &str, command: &mut Command) -> Result<bool> {
        announce(name, why);
        let began = Instant::now();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let mut tally = Tally::default();
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).split(b'\n') {
                let line = line?;
                let line = String::from_utf8_lossy(&line);
                tally += tally::read_line(&line);
                println!("{line}");
            }
        }
        let held = child.wait()?.success();
        // A runner that died before it could count still counts as one failure.
        if !held && tally.failed == 0 {
            tally.failed = 1;
        }
        self.record(Step { name, held: held && tally.failed == 0, tally, took: began.elapsed() });
        Ok(held)
    }

    /// Runs a check of our own, which returns its findings.
    pub(crate) fn own(
        &mut self,
        name: &'static str,
        why: &str,
        run: impl FnOnce() -> Result<Tally>,
    ) -> Result<bool> {
        announce(name, why);
        let began = Instant::now();
        let tally = run()?;
        let held = tally.failed == 0;
        self.record(Step { name, held, tally, took: began.elapsed() });
        Ok(held)
    }

    /// Notes a step that could not be taken because an earlier one failed.
    pub(crate) fn not_reached(&mut self, name: &'static str) {
        self.record(Step { name, held: false, tally: Tally::of(false), took: Duration::ZERO });
    }

    /// Prints the table and the closing line; whether everything held.
    pub(crate) fn finish(&self) -> bool {
        let mut all = Tally::default();
        println!("\n{:<14} {:<8} {:>9} {:>8} {:>8}", "step", "", "passed", "failed", "seconds");
        for step in &self.done {
            all += step.tally;
            println!(
                "{:<14} {:<8} {:>9} {:>8} {:>8.1}",
                step.name,
                if step.held { "ok" } else { "FAILED" },
                step.tally.passed,
                step.tally.failed,
                step.took.as_secs_f64()
            );
        }
        println!("\n{}", all.closing_line());
        all.failed == 0 && self.done.iter().all(|step| step.held)
    }

    fn record(&mut self, step: Step) {
        eprintln!(
            "   {} {} in {:.1} s",
            step.name,
            if step.held { "ok" } else { "FAILED" },
            step.took.as_secs_f64()
        );
        self.done.push(step);
    }
}

fn announce(name: &str, why: &str) {
    eprintln!("\n── {name}: {why}");
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}

/// Cargo, at the root of the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failing_command_fails_the_run() {
        let mut steps = Steps::default();
        assert!(steps.check("good", "", &mut shell("true")).unwrap());
        assert!(!steps.check("bad", "", &mut shell("false")).unwrap());
        assert!(!steps.finish());
    }

    #[test]
    fn a_runner_that_dies_without_counting_is_one_failure() {
        let mut steps = Steps::default();
        steps.tests("dead", "", &mut shell("echo starting; exit 3")).unwrap();
        assert_eq!(steps.done[0].tally, Tally { passed: 0, failed: 1, skipped: 0 });
        assert!(!steps.finish());
    }

    #[test]
    fn several_test_programs_add_up() {
        let mut steps = Steps::default();
        let script =
            "echo 'test result: ok. 2 passed; 0 failed;'; echo 'test result: ok. 3 passed; 0 failed;'";
        assert!(steps.tests("two", "", &mut shell(script)).unwrap());
        assert_eq!(steps.done[0].tally.passed, 5);
        assert!(steps.finish());
    }
}
