//! Relations between the parts of an Office file: which part refers to which, and what lies outside.

use super::{OfficeError, Package};

/// Most relations of one part.
const MOST: usize = 20_000;

/// One relation of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The id by which the part's XML refers to it.
    pub id: String,
    /// The last word of its type: `image`, `hyperlink`, `comments`, …
    pub kind: String,
    /// The part's name in the package, or the address outside.
    pub target: String,
    /// Outside the package.
    pub external: bool,
}

/// The name of the part that holds the relations of `part`; of the package itself for `""`.
pub fn relations_name(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The part whose relations `name` holds; nothing when `name` holds none.
pub fn owner_of(name: &str) -> Option<String> {
    let rest = name.strip_suffix(".rels")?;
    if let Some(file) = rest.strip_prefix("_rels/") {
        return Some(file.to_owned());
    }
    let (folder, file) = rest.rsplit_once("/_rels/")?;
    Some(format!("{folder}/{file}"))
}

/// The relations of `part`; none when it has none.
///
/// # Errors
///
/// [`OfficeError::Xml`] when the relations are no XML.
pub fn relations(package: &Package, part: &str) -> Result<Vec<Relation>, OfficeError> {
    let Some(root) = package.xml(&relations_name(part))? else { return Ok(Vec::new()) };
    let relations = root.elements().filter(|element| element.is("Relationship"));
    // Relations are looked up one among all, so their number is bounded as that of parts is.
    if relations.clone().nth(MOST).is_some() {
        return Err(OfficeError::TooManyParts { limit: MOST });
    }
    Ok(relations
        .map(|element| {
            let external =
                element.attr("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
            let target = element.attr("Target").unwrap_or_default();
            let kind = element.attr("Type").unwrap_or_default();
            Relation {
                id: element.attr("Id").unwrap_or_default().to_owned(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external { target.to_owned() } else { resolve(part, target) },
                external,
            }
        })
        .collect())
}

/// The name of the part that `target` means when `part` refers to it.
pub fn resolve(part: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default().replace('\\', "/");
    let mut folders: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        part.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default()
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                folders.pop();
            }
            step => folders.push(step),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_from_the_folder_of_their_part() {
        assert_eq!(resolve("word/document.xml", "media/image1.png"), "word/media/image1.png");
        assert_eq!(resolve("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("word/document.xml", "/docProps/core.xml"), "docProps/core.xml");
        assert_eq!(resolve("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolve("a/b.xml", "../../../c.xml"), "c.xml");
    }

    #[test]
    fn the_owner_of_relations_is_found_again() {
        for part in ["", "word/document.xml", "a.xml"] {
            assert_eq!(owner_of(&relations_name(part)).as_deref(), Some(part));
        }
    }
}
