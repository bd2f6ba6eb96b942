//! Every migration exists in both dialects, numbered without gaps.

use std::collections::BTreeSet;

use super::Tree;

const FOLDER: &str = "crates/store/migrations";

/// Migrations that are missing, misnamed or out of order.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let sqlite = names(tree, "sqlite");
    let postgres = names(tree, "postgres");
    let mut findings = Vec::new();
    for (here, there, missing) in [(&sqlite, &postgres, "postgres"), (&postgres, &sqlite, "sqlite")] {
        for name in here.difference(there) {
            findings.push(format!("{FOLDER}/{missing}/{name} is missing"));
        }
    }
    for (index, name) in sqlite.iter().enumerate() {
        let expected = format!("{:04}_", index + 1);
        if !name.starts_with(&expected) {
            findings.push(format!("{FOLDER}/sqlite/{name}: number {expected} was expected"));
        }
    }
    findings
}

fn names(tree: &Tree, dialect: &str) -> BTreeSet<String> {
    let folder = format!("{FOLDER}/{dialect}/");
    tree.paths.iter().filter_map(|path| path.strip_prefix(&folder)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_of_one_dialect_only_is_found() {
        let tree = Tree::of(&[
            ("crates/store/migrations/sqlite/0001_journal.sql", ""),
            ("crates/store/migrations/postgres/0001_journal.sql", ""),
            ("crates/store/migrations/sqlite/0002_site.sql", ""),
        ]);
        assert_eq!(check(&tree), ["crates/store/migrations/postgres/0002_site.sql is missing"]);
    }

    #[test]
    fn a_gap_in_the_numbers_is_found() {
        let tree = Tree::of(&[
            ("crates/store/migrations/sqlite/0002_site.sql", ""),
            ("crates/store/migrations/postgres/0002_site.sql", ""),
        ]);
        assert_eq!(check(&tree).len(), 1);
    }
}
