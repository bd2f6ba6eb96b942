//! A module is one idea: more than 800 lines are several.

use super::Tree;

const MOST_LINES: usize = 800;

/// Source files that are too long; data tables and generated files excepted.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    tree.ending(&[".rs", ".js", ".css", ".html", ".sql"])
        .filter(|file| !file.path.split('/').any(|part| part == "data" || part == "generated"))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > MOST_LINES).then(|| format!("{}: {lines} lines, at most {MOST_LINES}", file.path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_module_is_found_and_a_long_data_table_is_not() {
        let long = "//\n".repeat(801);
        let tree = Tree::of(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/short.rs", "//\n"),
            ("crates/a/data/table.rs", &long),
        ]);
        assert_eq!(check(&tree), ["crates/a/src/long.rs: 801 lines, at most 800"]);
    }
}
