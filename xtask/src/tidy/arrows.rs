//! Arrows point inwards: who may depend on whom.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::steps::cargo;

/// Dependencies of one crate of ours, by short name (`statute`).
#[derive(Debug, Clone)]
pub(crate) struct Crate {
    /// Its name without the common prefix.
    pub(crate) name: String,
    /// Crates it is built with.
    pub(crate) uses: Vec<String>,
    /// Crates its tests are built with.
    pub(crate) tests_use: Vec<String>,
}

/// The pure crates and what of ours each may use.
pub(crate) const PURE: &[(&str, &[&str])] = &[
    ("statute", &[]),
    ("journal", &[]),
    ("report", &["statute"]),
    ("agency", &["statute"]),
    ("publication", &["statute"]),
    ("request", &["statute"]),
    ("enterprise", &["statute"]),
    ("supervision", &["statute"]),
    ("screening", &["statute"]),
];

const PURE_NAMES: &[&str] = &[
    "statute",
    "report",
    "agency",
    "publication",
    "request",
    "enterprise",
    "supervision",
    "screening",
    "journal",
];

/// The crates at the edge and what of ours each may use beside the pure ones.
const EDGE: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("typeset", &["document"]),
    ("store", &[]),
    ("search", &[]),
    ("channels", &[]),
    ("app", &["document", "typeset", "store", "search", "channels"]),
    ("server", &["app", "document", "typeset", "store", "search"]),
    ("gongkai", &["app", "server", "document", "typeset", "store", "search", "channels"]),
    ("xtask", &[]),
];

/// Others' crates that bring a clock, files, a network, chance or an async runtime: never in a pure crate.
const IMPURE: &[&str] = &[
    "axum",
    "deadpool-postgres",
    "getrandom",
    "hyper",
    "rand",
    "reqwest",
    "rusqlite",
    "tempfile",
    "tokio",
    "tokio-postgres",
    "tower",
    "tower-http",
    "tracing-subscriber",
];

/// Others' crates that speak to a database: in `store` only. `sea-query` builds values, so `app` may name it.
const DATABASE: &[&str] =
    &["deadpool-postgres", "rusqlite", "sea-query-postgres", "sea-query-rusqlite", "tokio-postgres"];

/// Asks cargo for the graph.
pub(crate) fn read_graph(root: &Path) -> Result<Vec<Crate>> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"]).current_dir(root).output()?;
    ensure!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    parse(&serde_json::from_slice(&output.stdout).context("cannot read cargo metadata")?)
}

fn parse(metadata: &Value) -> Result<Vec<Crate>> {
    let packages = metadata["packages"].as_array().context("no packages in cargo metadata")?;
    Ok(packages.iter().map(parse_package).collect())
}

fn parse_package(package: &Value) -> Crate {
    let short = |name: &str| name.strip_prefix("gongkai-").unwrap_or(name).to_owned();
    let mut parsed =
        Crate { name: short(package["name"].as_str().unwrap_or_default()), uses: vec![], tests_use: vec![] };
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let name = short(dependency["name"].as_str().unwrap_or_default());
        match dependency["kind"].as_str() {
            Some("dev") => parsed.tests_use.push(name),
            _ => parsed.uses.push(name),
        }
    }
    parsed
}

/// Every arrow that points outwards.
pub(crate) fn check(graph: &[Crate]) -> Vec<String> {
    graph.iter().flat_map(check_crate).collect()
}

fn check_crate(member: &Crate) -> Vec<String> {
    let name = member.name.as_str();
    let is_ours = |used: &str| [PURE, EDGE].concat().iter().any(|(known, _)| *known == used);
    let find = |table: &[(&str, &'static [&'static str])]| {
        table.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed)
    };
    let mut findings = Vec::new();
    if let Some(allowed) = find(PURE) {
        for used in member.uses.iter().map(String::as_str) {
            if is_ours(used) && !allowed.contains(&used) {
                findings.push(format!("{name} is pure and may use only {allowed:?} of ours, not {used}"));
            }
            if IMPURE.contains(&used) {
                findings.push(format!("{name} is pure and may not use {used}"));
            }
        }
        for used in member.tests_use.iter().map(String::as_str) {
            if EDGE.iter().any(|(edge, _)| *edge == used) {
                findings.push(format!("the tests of {name}, which is pure, may not use {used}"));
            }
        }
    } else if let Some(allowed) = find(EDGE) {
        for used in member.uses.iter().map(String::as_str) {
            if is_ours(used) && !PURE_NAMES.contains(&used) && !allowed.contains(&used) {
                findings.push(format!("{name} may use the pure crates and {allowed:?}, not {used}"));
            }
        }
    } else {
        findings.push(format!("{name} has no place in the order of crates: give it one in tidy/arrows.rs"));
    }
    if name != "store" {
        for used in member.uses.iter().filter(|used| DATABASE.contains(&used.as_str())) {
            findings.push(format!("only store speaks to a database, but {name} uses {used}"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, uses: &[&str]) -> Crate {
        Crate {
            name: name.into(),
            uses: uses.iter().map(|used| (*used).to_owned()).collect(),
            tests_use: vec![],
        }
    }

    #[test]
    fn arrows_that_point_inwards_pass() {
        let graph = [
            member("statute", &["jiff", "serde"]),
            member("report", &["statute"]),
            member("document", &["report"]),
            member("store", &["statute", "request", "journal", "rusqlite"]),
            member("app", &["store", "document", "request"]),
            member("server", &["app", "store", "report"]),
            member("gongkai", &["server", "app", "store"]),
        ];
        assert_eq!(check(&graph), Vec::<String>::new());
    }

    #[test]
    fn a_pure_crate_that_uses_the_edge_is_found() {
        assert_eq!(check(&[member("request", &["statute", "store"])]).len(), 1);
    }

    #[test]
    fn pure_crates_do_not_use_each_other() {
        assert_eq!(check(&[member("request", &["publication"])]).len(), 1);
        assert_eq!(check(&[member("journal", &["statute"])]).len(), 1);
    }

    #[test]
    fn a_runtime_in_a_pure_crate_is_found() {
        assert_eq!(check(&[member("statute", &["tokio"])]).len(), 1);
    }

    #[test]
    fn the_server_may_not_reach_for_the_command_line_nor_the_store_for_the_app() {
        assert_eq!(check(&[member("server", &["gongkai"])]).len(), 1);
        assert_eq!(check(&[member("store", &["app"])]).len(), 1);
    }

    #[test]
    fn a_database_driver_outside_the_store_is_found() {
        assert_eq!(check(&[member("server", &["rusqlite"])]).len(), 1);
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        assert_eq!(check(&[member("helpers", &[])]).len(), 1);
    }

    #[test]
    fn a_pure_crate_whose_tests_use_the_edge_is_found() {
        let mut report = member("report", &["statute"]);
        report.tests_use.push("document".into());
        assert_eq!(check(&[report]).len(), 1);
    }

    #[test]
    fn the_two_tables_of_pure_crates_agree() {
        let mut names: Vec<&str> = PURE.iter().map(|(name, _)| *name).collect();
        let mut also = PURE_NAMES.to_vec();
        names.sort_unstable();
        also.sort_unstable();
        assert_eq!(names, also);
    }

    #[test]
    fn cargo_metadata_is_read_with_its_kinds() {
        let metadata = serde_json::json!({"packages": [{"name": "gongkai-report", "dependencies": [
            {"name": "gongkai-statute", "kind": null}, {"name": "proptest", "kind": "dev"}]}]});
        let graph = parse(&metadata).unwrap();
        assert_eq!(graph[0].name, "report");
        assert_eq!(graph[0].uses, ["statute"]);
        assert_eq!(graph[0].tests_use, ["proptest"]);
    }
}
