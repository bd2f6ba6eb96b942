//! What each command does, step by step.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::fuzz;
use crate::setup::{self, Here, Machine};
use crate::steps::{Steps, cargo, root};
use crate::tally::Tally;
use crate::tidy;

/// How much is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What everyone runs before handing in.
    Daily,
    /// Also documentation and dependencies.
    Everything,
}

/// Builds and serves the sample site.
pub(crate) fn demo(arguments: &[String]) -> Result<ExitCode> {
    if !setup::ensure(&Here, setup::DEMO)? {
        return Ok(ExitCode::from(2));
    }
    eprintln!("── build: the first one compiles some 300 libraries (minutes), later ones take seconds");
    // The development profile: its libraries are optimised where the demo feels it, and `test` shares the artefacts.
    if !cargo(&["build", "--package", "gongkai"]).status()?.success() {
        return Ok(ExitCode::from(2));
    }
    eprintln!("── demo: starting; Ctrl+C ends it");
    let status =
        Command::new(binary()).arg("demo").args(arguments).status().context("cannot start gongkai")?;
    Ok(exit_code(status.code()))
}

/// Runs every check and test, then says how many held.
pub(crate) fn test(depth: Depth) -> Result<ExitCode> {
    if !setup::ensure(&Here, setup::TEST)? {
        return Ok(ExitCode::from(2));
    }
    let mut steps = Steps::default();
    steps.check("format", "every file as rustfmt writes it", &mut cargo(&["fmt", "--all", "--check"]))?;
    steps.own("tidy", "the rules of the house", run_tidy)?;
    let built = steps.check(
        "build",
        "the program and its tests",
        &mut cargo(&["test", "--workspace", "--no-run", "--quiet"]),
    )?;
    if built {
        // Tests see the published reports only when the caller says where they are.
        steps.tests(
            "tests",
            "unit, property, contract, page",
            &mut cargo(&["test", "--workspace", "--no-fail-fast"]),
        )?;
        browser(&mut steps, &[])?;
    } else {
        steps.not_reached("tests");
        steps.not_reached("journeys");
    }
    let lint = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    steps.check("clippy", "the linter, warnings denied", &mut cargo(&lint))?;
    if depth == Depth::Everything {
        more(&mut steps)?;
    }
    Ok(if steps.finish() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Documentation with warnings denied, and the checks of programs that are not in every toolchain.
fn more(steps: &mut Steps) -> Result<()> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    steps.check("doc", "documentation, warnings denied", doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    let optional: [(&'static str, &str, &[&str]); 3] = [
        ("cargo-deny", "licences and advisories of what we build on", &["deny", "check", "licenses", "bans"]),
        ("cargo-machete", "dependencies nobody uses", &["machete"]),
        ("typos", "spelling", &[]),
    ];
    for (program, why, arguments) in optional {
        if !Here.has_program(program) {
            eprintln!("\n── {program}: not installed, left out ({why})");
            continue;
        }
        let mut command = if arguments.is_empty() { Command::new(program) } else { cargo(arguments) };
        steps.check(program, why, command.current_dir(root()))?;
    }
    Ok(())
}

/// The rules of the house alone.
pub(crate) fn tidy() -> Result<ExitCode> {
    let tally = run_tidy()?;
    println!("{}", tally.closing_line());
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_tidy() -> Result<Tally> {
    let mut tally = Tally::default();
    for (rule, findings) in tidy::check(&root())? {
        tally += Tally::of(findings.is_empty());
        for finding in findings {
            println!("tidy: {rule}: {finding}");
        }
    }
    Ok(tally)
}

/// The browser journeys alone.
pub(crate) fn e2e(filter: &[String]) -> Result<ExitCode> {
    if !setup::ensure(&Here, setup::TEST)? {
        return Ok(ExitCode::from(2));
    }
    let mut steps = Steps::default();
    if steps.check("build", "the program", &mut cargo(&["build", "--package", "gongkai"]))? {
        browser(&mut steps, filter)?;
    } else {
        steps.not_reached("journeys");
    }
    Ok(if steps.finish() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn browser(steps: &mut Steps, filter: &[String]) -> Result<()> {
    let folder = root().join("e2e");
    if !is_installed(&folder) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).stdout(std::io::stderr());
        // No browser of its own: the one of the machine is driven.
        npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        if !steps.check("npm", "the packages the journeys are written with", &mut npm)? {
            steps.not_reached("journeys");
            return Ok(());
        }
    }
    let python = folder.join(".venv/bin/python");
    if !has_validators(&folder) {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", ".venv"]).current_dir(&folder);
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip.args(["-r", "requirements.txt"]).current_dir(&folder).stdout(std::io::stderr());
        let installed = steps.check("venv", "a place for validators", &mut venv)?
            && steps.check("pip", "validators that are none of ours", &mut pip)?;
        if !installed {
            steps.not_reached("journeys");
            return Ok(());
        }
        std::fs::write(folder.join(VALIDATORS), "")?;
    }
    let mut node = Command::new("node");
    node.env("GONGKAI_E2E_PYTHON", &python);
    node.arg("run.js").args(filter).current_dir(&folder).env("GONGKAI_BINARY", binary());
    if let Some(chromium) = setup::chromium(&Here) {
        node.env("GONGKAI_CHROMIUM", chromium);
    }
    steps.tests("journeys", "what a citizen and an officer do, in a real browser", &mut node)?;
    Ok(())
}

/// Written when the validators were installed.
const VALIDATORS: &str = ".venv/installed";

/// Whether `npm ci` has run since the lock file last changed.
fn is_installed(folder: &Path) -> bool {
    is_newer(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json"))
}

/// Whether the validators were installed since their list last changed.
fn has_validators(folder: &Path) -> bool {
    is_newer(&folder.join(VALIDATORS), &folder.join("requirements.txt"))
}

fn is_newer(one: &Path, other: &Path) -> bool {
    let changed = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    matches!((changed(one), changed(other)), (Some(one), Some(other)) if one >= other)
}

/// Installs what `test` needs, and no more.
pub(crate) fn set_up() -> Result<ExitCode> {
    Ok(if setup::ensure(&Here, setup::TEST)? { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Measurements: `benches/` is a workspace of its own, so peers never enter the product's tree.
///
/// `bench NAME` runs `benches/src/bin/NAME.rs`, `campaign NAME` runs `campaign_NAME.rs`; without a name, all of the kind.
/// The campaign `fuzz` has a workspace of its own too, with flags of its own.
pub(crate) fn benches(kind: &str, arguments: &[String]) -> Result<ExitCode> {
    let folder = root().join("benches");
    let mut known = measurements(kind, &folder.join("src/bin"));
    if kind == "campaign" {
        known.push("fuzz".to_owned());
    }
    let (chosen, rest) = match arguments.split_first() {
        Some((name, rest)) if known.contains(name) => (vec![name.clone()], rest),
        Some((name, _)) => bail!("no {kind} named {name}; there are: {}", known.join(", ")),
        None if known.is_empty() => bail!("there is no {kind} yet"),
        None => (known, arguments),
    };
    for name in chosen {
        if kind == "campaign" && name == "fuzz" {
            let outcome = fuzz::campaign(rest)?;
            if outcome != ExitCode::SUCCESS {
                return Ok(outcome);
            }
            continue;
        }
        let program = if kind == "campaign" { format!("campaign_{name}") } else { name };
        eprintln!("── {kind} {program}");
        let mut command = cargo(&["run", "--release", "--quiet", "--bin", &program, "--"]);
        let status = command.args(rest).current_dir(&folder).status()?;
        if !status.success() {
            return Ok(exit_code(status.code()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Names of the measurements of a kind, in order.
fn measurements(kind: &str, folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let stems = entries.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<String> = stems
        .filter_map(|stem| match (kind, stem.strip_prefix("campaign_")) {
            ("campaign", Some(name)) => Some(name.to_owned()),
            ("bench", None) => Some(stem),
            _ => None,
        })
        .collect();
    names.sort();
    names
}

fn binary() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join("gongkai")
}

fn exit_code(code: Option<i32>) -> ExitCode {
    // No code means a signal: Ctrl+C is how a demo ends.
    code.map_or(ExitCode::SUCCESS, |code| ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_and_campaigns_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["append.rs", "campaign_crash.rs", "search.rs"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(measurements("bench", folder.path()), ["append", "search"]);
        assert_eq!(measurements("campaign", folder.path()), ["crash"]);
        assert_eq!(measurements("bench", &folder.path().join("nowhere")), Vec::<String>::new());
    }

    #[test]
    fn packages_are_installed_again_when_the_lock_file_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_installed(folder.path()));
        std::fs::create_dir(folder.path().join("node_modules")).unwrap();
        let installed = folder.path().join("node_modules/.package-lock.json");
        let locked = folder.path().join("package-lock.json");
        std::fs::write(&locked, "{}").unwrap();
        std::fs::write(&installed, "{}").unwrap();
        assert!(is_installed(folder.path()));
        let earlier = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
        std::fs::File::open(&installed).unwrap().set_modified(earlier).unwrap();
        assert!(!is_installed(folder.path()));
    }
}
