//! The fuzzing campaign: builds the targets of `fuzz/` with coverage, on the stable compiler, and runs each for a while.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::steps::{cargo, root};

/// What counts the code reached, so that the fuzzer keeps what reaches more.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];
/// How long each target runs when nobody says.
const SECONDS: u64 = 120;
/// What one input may cost, and how long it may be.
const BOUNDS: [&str; 3] = ["-rss_limit_mb=1024", "-timeout=20", "-max_len=32768"];

/// Runs a target, or all one after another; fails when an input made one panic, hang or take too much memory.
pub(crate) fn campaign(arguments: &[String]) -> Result<ExitCode> {
    let folder = root().join("fuzz");
    let known = targets(&folder.join("fuzz_targets"))?;
    let (chosen, seconds) = chosen(arguments, known)?;
    let host = host()?;
    // What is fuzzed is what is shipped: the same libraries.
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    // With a target of its own, what runs while building is not counted.
    let cargo = |command: &str, rest: &[&str]| {
        let mut cargo = cargo(&[command, "--release", "--quiet", "--target", &host]);
        cargo.args(rest).current_dir(&folder).env("RUSTFLAGS", COVERAGE.join(" "));
        cargo
    };
    eprintln!("── fuzz: building, minutes the first time");
    if !cargo("build", &["--bins"]).status()?.success() {
        bail!("the targets were not built; libFuzzer needs a C++ compiler");
    }
    if !cargo("run", &["--bin", "seeds", "--", "corpus"]).status()?.success() {
        bail!("no seeds were written");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    let built = target.join(&host).join("release");
    let mut failed = false;
    for target in chosen {
        eprintln!("── fuzz {target}: {seconds} s");
        let artifacts = folder.join("artifacts").join(&target);
        std::fs::create_dir_all(&artifacts)?;
        let before = found(&artifacts)?;
        let mut command = Command::new(built.join(&target));
        command.current_dir(&folder).args(BOUNDS).args(["-print_final_stats=1", "-dict=corpus/words.dict"]);
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-artifact_prefix=artifacts/{target}/")).arg(format!("corpus/{target}"));
        let output = command.stdout(Stdio::null()).output().context("cannot start the target")?;
        let log = String::from_utf8_lossy(&output.stderr);
        let new: Vec<String> = found(&artifacts)?.into_iter().filter(|name| !before.contains(name)).collect();
        println!("{target}: {}", summary(&log, &new));
        if !output.status.success() || !new.is_empty() {
            failed = true;
            std::fs::write(artifacts.join("log"), log.as_bytes())?;
            for name in &new {
                println!(
                    "  fuzz/artifacts/{target}/{name}; what was said stands in fuzz/artifacts/{target}/log"
                );
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// `[TARGET] [--seconds N]`
fn chosen(arguments: &[String], known: Vec<String>) -> Result<(Vec<String>, u64)> {
    let (name, rest) = match arguments {
        [name, rest @ ..] if !name.starts_with("--") => (Some(name), rest),
        rest => (None, rest),
    };
    let seconds = match rest {
        [] => SECONDS,
        [flag, seconds] if flag == "--seconds" => seconds.parse().context("--seconds takes a number")?,
        _ => bail!("cargo xtask campaign fuzz [TARGET] [--seconds N]"),
    };
    match name {
        None => Ok((known, seconds)),
        Some(name) if known.contains(name) => Ok((vec![name.clone()], seconds)),
        Some(name) => bail!("no target named {name}; there are: {}", known.join(", ")),
    }
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> =
        names(folder)?.into_iter().filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

/// Inputs that broke something; one that was only slow has not.
fn found(folder: &Path) -> Result<Vec<String>> {
    let kinds = ["crash-", "leak-", "oom-", "timeout-"];
    Ok(names(folder)?.into_iter().filter(|name| kinds.iter().any(|kind| name.starts_with(kind))).collect())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// The triple of this machine.
fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say for which machine it compiles")?.to_owned())
}

/// What a run did, from what libFuzzer printed.
fn summary(log: &str, found: &[String]) -> String {
    let statistic = |name: &str| {
        let line = log.lines().find_map(|line| line.strip_prefix(&format!("stat::{name}:")));
        line.map_or("?", str::trim).to_owned()
    };
    let covered = progress(log, "cov:");
    let (first, last) = (covered.first().unwrap_or(&"?"), covered.last().unwrap_or(&"?"));
    let corpus = progress(log, "corp:").last().and_then(|corpus| corpus.split('/').next()).unwrap_or("?");
    let count = |kind: &str| found.iter().filter(|name| name.starts_with(kind)).count();
    format!(
        "{} runs, {} a second, coverage {first} to {last} edges, corpus {corpus}, memory {} MB, {} crashes, {} timeouts, {} out of memory",
        statistic("number_of_executed_units"),
        statistic("average_exec_per_sec"),
        statistic("peak_rss_mb"),
        count("crash-"),
        count("timeout-"),
        count("oom-"),
    )
}

/// What stands behind a word in the lines of progress.
fn progress<'a>(log: &'a str, field: &str) -> Vec<&'a str> {
    let lines = log.lines().filter(|line| line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().skip_while(|word| *word != field).nth(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_target_and_its_time_are_chosen() {
        let known = || words("grid word");
        assert_eq!(chosen(&[], known()).unwrap(), (words("grid word"), SECONDS));
        assert_eq!(chosen(&words("word --seconds 7"), known()).unwrap(), (words("word"), 7));
        assert!(chosen(&words("nothing"), known()).unwrap_err().to_string().contains("grid, word"));
        assert!(chosen(&words("word --minutes 7"), known()).is_err());
    }

    #[test]
    fn what_the_fuzzer_printed_is_summed_up() {
        let log = "INFO: seed\n#12\tINITED cov: 30 ft: 40 corp: 2/9b exec/s: 0 rss: 50Mb\n\
            #99\tNEW    cov: 31 ft: 44 corp: 3/10b lim: 4 exec/s: 0 rss: 51Mb L: 1/2 MS: 1 ChangeBit-\n\
            stat::number_of_executed_units: 120\nstat::average_exec_per_sec:     60\nstat::peak_rss_mb:              52\n";
        assert_eq!(
            summary(log, &words("oom-1 crash-2")),
            "120 runs, 60 a second, coverage 30 to 31 edges, corpus 3, memory 52 MB, 1 crashes, 0 timeouts, 1 out of memory"
        );
    }
}
