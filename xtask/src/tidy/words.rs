//! Words that have no place in the repository: notes to self, registry hosts, paths of somebody's machine.

use super::{File, Tree};

/// Notes to self; written in two halves, so that this file does not find itself.
const NOTES: [(&str, &str); 3] = [("TO", "DO"), ("FIX", "ME"), ("XX", "X:")];

/// Hosts of package registries: what we build on is named by package, not by where it was fetched.
const HOSTS: [(&str, &str); 7] = [
    ("registry.", "npmjs"),
    ("crates", ".io"),
    ("pypi", ".org"),
    ("pythonhosted", ".org"),
    ("deb.", "debian.org"),
    ("proxy.", "golang.org"),
    ("repo1.", "maven"),
];

/// Folders that exist on one person's machine only.
const FOLDERS: [(&str, &str); 5] =
    [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("C:\\", "Users")];

/// Every forbidden word with its place.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    tree.files.iter().filter(|file| !is_written_by_tools(file)).flat_map(check_file).collect()
}

/// Lock files say where packages come from, and licences are others' texts.
fn is_written_by_tools(file: &File) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    matches!(name, "Cargo.lock" | "package-lock.json") || name.starts_with("LICENSE")
}

fn check_file(file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        for (first, second) in NOTES {
            let word = format!("{first}{second}");
            if contains_word(line, &word) {
                findings.push(format!("{place}: {word} (file an issue instead)"));
            }
        }
        for (first, second) in HOSTS {
            let host = format!("{first}{second}");
            if line.contains(&host) {
                findings.push(format!("{place}: {host} (name the package, not the host)"));
            }
        }
        for (first, second) in FOLDERS {
            let folder = format!("{first}{second}");
            if begins_a_path(line, &folder) {
                findings.push(format!("{place}: {folder} (a path of one machine)"));
            }
        }
    }
    findings
}

/// Whether `word` stands in `line` with nothing alphanumeric beside it.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, found)| {
        let before = line[..at].chars().next_back();
        let after = line[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a path begins with `folder`, rather than having it somewhere inside.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        !line[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || "./_-}*".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&Tree::of(&[("docs/page.md", text)])).len()
    }

    fn joined((first, second): (&str, &str)) -> String {
        format!("{first}{second}")
    }

    #[test]
    fn notes_to_self_are_found() {
        for note in NOTES {
            assert_eq!(found(&format!("// {} later", joined(note))), 1, "{note:?}");
        }
        assert_eq!(found(&format!("a{}list", joined(NOTES[0]))), 0);
    }

    #[test]
    fn registry_hosts_are_found() {
        for host in HOSTS {
            assert_eq!(found(&format!("fetched from https://{}/x", joined(host))), 1, "{host:?}");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_and_parts_of_other_paths_are_not() {
        for folder in FOLDERS {
            assert_eq!(found(&format!("see `{}somebody`", joined(folder))), 1, "{folder:?}");
        }
        assert_eq!(found(&format!("the folder ..{}", joined(FOLDERS[0]))), 0);
    }

    #[test]
    fn lock_files_may_say_where_packages_come_from() {
        let tree = Tree::of(&[("Cargo.lock", &format!("source = \"{}\"", joined(HOSTS[1])))]);
        assert_eq!(check(&tree), Vec::<String>::new());
    }
}
