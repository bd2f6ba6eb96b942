//! Each pure crate carries the linter's list of what it may not call.

use super::Tree;
use super::arrows::PURE;

/// What every list must ban: clock, environment, files, network, programs, threads.
const BANNED: [&str; 11] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "std::env::var",
    "std::fs::read",
    "std::fs::write",
    "std::fs::File",
    "std::net::TcpStream",
    "std::process::Command",
    "std::thread::sleep",
];

/// Pure crates without the list, or whose list lets something through.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, _) in PURE {
        let path = format!("crates/{name}/clippy.toml");
        let Some(file) = tree.file(&path) else {
            findings.push(format!("{path} is missing: copy that of crates/statute"));
            continue;
        };
        for call in BANNED {
            if !file.text.contains(&format!("path = \"{call}\"")) {
                findings.push(format!("{path} does not ban {call}"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Tree {
        let paths: Vec<String> = PURE.iter().map(|(name, _)| format!("crates/{name}/clippy.toml")).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text)).collect();
        Tree::of(&files)
    }

    fn list(calls: &[&str]) -> String {
        let lines: Vec<String> = calls.iter().map(|call| format!("    {{ path = \"{call}\" }},")).collect();
        lines.join("\n")
    }

    #[test]
    fn every_pure_crate_needs_the_list() {
        assert_eq!(check(&all(&list(&BANNED))), Vec::<String>::new());
        assert_eq!(check(&Tree::default()).len(), PURE.len());
    }

    #[test]
    fn a_list_that_lets_the_clock_through_is_found() {
        let without_clock = check(&all(&list(&BANNED[1..])));
        assert_eq!(without_clock.len(), PURE.len());
        assert!(without_clock[0].ends_with("does not ban std::time::SystemTime::now"), "{without_clock:?}");
    }
}
