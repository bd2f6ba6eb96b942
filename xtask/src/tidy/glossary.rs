//! The glossary names what the code calls its things.

use std::collections::HashSet;

use super::Tree;

const GLOSSARY: &str = "GLOSSARY.md";

/// Identifiers of the glossary that no crate knows.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let Some(glossary) = tree.file(GLOSSARY) else { return vec![format!("{GLOSSARY} is missing")] };
    let known: HashSet<&str> = tree
        .ending(&[".rs"])
        .filter(|file| file.path.starts_with("crates/"))
        .flat_map(|file| words(&file.text))
        .collect();
    let mut findings = Vec::new();
    for (index, line) in glossary.text.lines().enumerate() {
        for identifier in identifiers(line) {
            if words(identifier).any(|word| !known.contains(word)) {
                findings.push(format!("{GLOSSARY}:{}: no `{identifier}` in the code", index + 1));
            }
        }
    }
    findings
}

/// What stands between backticks in the second column.
fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    let column = if line.starts_with('|') { line.split('|').nth(2).unwrap_or_default() } else { "" };
    column.split('`').skip(1).step_by(2)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_the_code_does_not_know_is_found() {
        let tree = Tree::of(&[
            (
                "GLOSSARY.md",
                "| 补正 | `Supplement` | 30 |\n| 答复 | `Reply::Sent`, `reply_due` | 33 |\n| `x` | note | |\n",
            ),
            ("crates/request/src/lib.rs", "pub struct Supplement;\nenum Reply { Sent }\n"),
        ]);
        assert_eq!(check(&tree), ["GLOSSARY.md:2: no `reply_due` in the code"]);
    }

    #[test]
    fn a_repository_without_glossary_is_found() {
        assert_eq!(check(&Tree::default()).len(), 1);
    }
}
