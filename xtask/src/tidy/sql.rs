//! SQL stands in `store` only.

use super::{File, Tree};

/// Pairs that together on one line, inside a text, are SQL.
const STATEMENTS: [(&str, &str); 5] = [
    ("select ", " from "),
    ("insert into ", " values"),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", ""),
];

/// Lines outside `store` that look like SQL.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    tree.ending(&[".rs"])
        .filter(|file| file.path.starts_with("crates/") && !file.path.starts_with("crates/store/"))
        .flat_map(check_file)
        .collect()
}

fn check_file(file: &File) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    lines
        .filter(|(_, line)| texts(line).any(|text| is_sql(&text)))
        .map(|(index, _)| format!("{}:{}: SQL outside store", file.path, index + 1))
        .collect()
}

/// The quoted texts of a line of Rust, in lower case.
fn texts(line: &str) -> impl Iterator<Item = String> {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    code.split('"').skip(1).step_by(2).map(str::to_lowercase)
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    STATEMENTS.iter().any(|(verb, then)| text.starts_with(verb) && text.contains(then))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_in_the_server_is_found() {
        let tree = Tree::of(&[
            ("crates/server/src/a.rs", "let q = \"SELECT title FROM item\";\n// select a from b\n"),
            ("crates/store/src/b.rs", "let q = \"select title from item\";"),
            ("crates/app/src/c.rs", "let text = \"please select one from the list\";"),
        ]);
        assert_eq!(check(&tree), ["crates/server/src/a.rs:1: SQL outside store"]);
    }

    #[test]
    fn every_kind_of_statement_is_found() {
        for statement in
            ["insert into a values (1)", "update a set b = 1", "delete from a", "create table a (b text)"]
        {
            let line = format!("run(\"{statement}\");");
            assert_eq!(check(&Tree::of(&[("crates/app/src/a.rs", &line)])).len(), 1, "{statement}");
        }
    }
}
