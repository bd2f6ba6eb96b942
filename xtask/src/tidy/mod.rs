//! The rules of the house that no other tool checks.
//!
//! Each rule is a pure function from the repository's texts to findings, so each can be shown to fail.

mod arrows;
mod glossary;
mod links;
mod migrations;
mod purity;
mod sizes;
mod sql;
mod words;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// One text file of the repository.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

/// The repository's text files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// Text files, by path.
    pub(crate) files: Vec<File>,
    /// Paths of everything, pictures and the like included.
    pub(crate) paths: Vec<String>,
}

impl Tree {
    /// Files whose name ends so.
    pub(crate) fn ending<'a>(&'a self, endings: &'a [&'a str]) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(|file| endings.iter().any(|ending| file.path.ends_with(ending)))
    }

    /// One file.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or folder of this path exists.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty() || self.paths.iter().any(|known| known == path || known.starts_with(&folder))
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files: Vec<File> =
            files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() }).collect();
        Self { paths: files.iter().map(|file| file.path.clone()).collect(), files }
    }
}

/// Findings of one rule, each a line with its place.
type Findings = Vec<String>;

/// Runs every rule over the repository at `root`.
pub(crate) fn check(root: &Path) -> Result<Vec<(&'static str, Findings)>> {
    let tree = read(root)?;
    let graph = arrows::read_graph(root)?;
    Ok(vec![
        ("arrows", arrows::check(&graph)),
        ("purity", purity::check(&tree)),
        ("sizes", sizes::check(&tree)),
        ("words", words::check(&tree)),
        ("sql", sql::check(&tree)),
        ("migrations", migrations::check(&tree)),
        ("links", links::check(&tree)),
        ("glossary", glossary::check(&tree)),
    ])
}

/// Reads what git tracks or would track.
fn read(root: &Path) -> Result<Tree> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("cannot start git")?;
    ensure!(
        output.status.success(),
        "git ls-files failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let mut tree = Tree::default();
    for path in String::from_utf8_lossy(&output.stdout).split('\0').filter(|path| !path.is_empty()) {
        // A file removed but not yet committed is still listed.
        let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
        tree.paths.push(path.to_owned());
        if let Ok(text) = String::from_utf8(bytes) {
            tree.files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(tree)
}
