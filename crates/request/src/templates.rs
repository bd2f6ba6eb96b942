//! An agency's own wording of its letters (文书模板): every version is kept, the built-in one comes back at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An event of stream `template/<agency>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum TemplateEvent {
    /// A wording of its own was put in use (启用).
    #[serde(rename = "template.set.v1")]
    Set(TemplateSet),
    /// The built-in wording came back (恢复内置模板).
    #[serde(rename = "template.restored.v1")]
    Restored {
        /// Which document.
        code: String,
        /// Login.
        by: String,
    },
}

/// A wording of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSet {
    /// Which document.
    pub code: String,
    /// 1, 2 …, counted per document.
    pub version: u32,
    /// Blob of the text.
    pub text: String,
    /// What changed and why.
    pub note: String,
    /// Login.
    pub by: String,
}

/// The wordings of an agency as the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Templates {
    /// Every version by document, oldest first.
    pub versions: BTreeMap<String, Vec<TemplateSet>>,
    /// Documents whose own wording is in use.
    pub in_use: BTreeMap<String, TemplateSet>,
}

impl Templates {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &TemplateEvent) {
        match event {
            TemplateEvent::Set(set) => {
                self.versions.entry(set.code.clone()).or_default().push(set.clone());
                self.in_use.insert(set.code.clone(), set.clone());
            }
            TemplateEvent::Restored { code, .. } => {
                self.in_use.remove(code);
            }
        }
    }

    /// The version after the last one of a document.
    pub fn next_version(&self, code: &str) -> u32 {
        let last = self.versions.get(code).and_then(|versions| versions.last());
        last.map_or(1, |last| last.version + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_wording_keeps_its_versions() {
        let set = |version| {
            TemplateEvent::Set(TemplateSet {
                code: "R2".to_owned(),
                version,
                text: "hash".to_owned(),
                note: String::new(),
                by: "li".to_owned(),
            })
        };
        let mut templates = Templates::default();
        templates.apply(&set(1));
        templates.apply(&set(2));
        templates.apply(&TemplateEvent::Restored { code: "R2".to_owned(), by: "li".to_owned() });
        assert!(templates.in_use.is_empty());
        assert_eq!(templates.next_version("R2"), 3);
        assert_eq!(templates.next_version("R3"), 1);
    }
}
