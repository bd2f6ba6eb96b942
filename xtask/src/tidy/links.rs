//! Links between documents lead somewhere.

use super::{File, Tree};

/// Relative links of Markdown files whose target does not exist.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    tree.ending(&[".md"]).flat_map(|file| check_file(tree, file)).collect()
}

fn check_file(tree: &Tree, file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    let mut fenced = false;
    for (index, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for target in targets(line) {
            let outside = target.contains("://") || target.starts_with('#') || target.starts_with("mailto:");
            let path = target.split('#').next().unwrap_or_default();
            if !outside && !tree.has(&resolve(&file.path, path)) {
                findings.push(format!("{}:{}: {target} does not exist", file.path, index + 1));
            }
        }
    }
    findings
}

/// What `](…)` encloses.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("](") {
        let Some((target, beyond)) = after.split_once(')') else { break };
        found.push(target);
        rest = beyond;
    }
    found
}

/// A target as a path from the root.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_nothing_is_found() {
        let tree = Tree::of(&[
            (
                "README.md",
                "see [a](docs/a.md), [the folder](docs/), [b](docs/b.md#part), [web](https://example.org)",
            ),
            (
                "docs/a.md",
                "back to [the start](../README.md) and [here](#here)\n```\n[not a link](x.md)\n```\n",
            ),
        ]);
        assert_eq!(check(&tree), ["README.md:1: docs/b.md#part does not exist"]);
    }
}
