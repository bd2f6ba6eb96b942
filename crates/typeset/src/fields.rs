//! The values bound into a template (字段), and which fields each document knows.

mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::table::fields_of;

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// Words. A line break in them stays one.
    Text(String),
    /// Several paragraphs or points, in order.
    Lines(Vec<String>),
    /// Rows of named cells, in order.
    Rows(Vec<BTreeMap<String, String>>),
}

impl Value {
    /// Whether there is nothing to print: what `字段 != none` asks.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Flag(flag) => !flag,
            Value::Text(text) => text.trim().is_empty(),
            Value::Lines(lines) => lines.iter().all(|line| line.trim().is_empty()),
            Value::Rows(rows) => rows.is_empty(),
        }
    }
}

/// Values by field name (字段名), such as 申请人.
///
/// Values are plain words: nothing in them is read as markup. Fields that the document does not know are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// No fields yet.
    pub fn new() -> Fields {
        Fields::default()
    }

    /// With words.
    #[must_use]
    pub fn text(self, name: &str, text: impl Into<String>) -> Fields {
        self.with(name, Value::Text(text.into()))
    }

    /// With words, if there are any.
    #[must_use]
    pub fn maybe(self, name: &str, text: Option<impl Into<String>>) -> Fields {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// With paragraphs or points.
    #[must_use]
    pub fn lines(self, name: &str, lines: impl IntoIterator<Item = impl Into<String>>) -> Fields {
        self.with(name, Value::Lines(lines.into_iter().map(Into::into).collect()))
    }

    /// With a yes or no.
    #[must_use]
    pub fn flag(self, name: &str, flag: bool) -> Fields {
        self.with(name, Value::Flag(flag))
    }

    /// With one more row of named cells.
    #[must_use]
    pub fn row<'a>(mut self, name: &str, cells: impl IntoIterator<Item = (&'a str, String)>) -> Fields {
        let row = cells.into_iter().map(|(cell, words)| (cell.to_owned(), words)).collect();
        match self.0.get_mut(name) {
            Some(Value::Rows(rows)) => rows.push(row),
            _ => return self.with(name, Value::Rows(vec![row])),
        }
        self
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Fields {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every field with its value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The words of a field; `None` when it is absent, empty or no text.
    pub(crate) fn words(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Value::Text(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }
}

/// An example of a field's value; its kind is the kind of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Yes or no.
    Flag(bool),
    /// Words.
    Text(&'static str),
    /// Several paragraphs or points.
    Lines(&'static [&'static str]),
    /// Rows of named cells.
    Rows(&'static [&'static [(&'static str, &'static str)]]),
}

impl Sample {
    /// The example as a value.
    pub fn value(self) -> Value {
        let row = |cells: &[(&str, &str)]| {
            cells.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())).collect()
        };
        match self {
            Sample::Flag(flag) => Value::Flag(flag),
            Sample::Text(text) => Value::Text(text.to_owned()),
            Sample::Lines(lines) => Value::Lines(lines.iter().map(|line| (*line).to_owned()).collect()),
            Sample::Rows(rows) => Value::Rows(rows.iter().map(|cells| row(cells)).collect()),
        }
    }

    /// The names of a row's cells; none for other kinds.
    pub fn cells(self) -> impl Iterator<Item = &'static str> {
        let first = match self {
            Sample::Rows(rows) => rows.first().copied().unwrap_or_default(),
            _ => &[],
        };
        first.iter().map(|(name, _)| *name)
    }
}

/// A field that a document's template may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// Its name, as the template writes it.
    pub name: &'static str,
    /// What it holds, for the person who edits the template.
    pub meaning: &'static str,
    /// Whether the document cannot be made without it.
    pub required: bool,
    /// An example, plainly invented.
    pub sample: Sample,
}

/// The sample values of every field of a document.
pub fn sample_fields(code: crate::LetterCode) -> Fields {
    fields_of(code).iter().fold(Fields::new(), |fields, field| fields.with(field.name, field.sample.value()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LetterCode;

    #[test]
    fn fields_travel_through_json_unchanged() {
        let fields = sample_fields(LetterCode::R3).flag("代为填写", true);
        let json = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<Fields>(&json).unwrap(), fields);
    }

    #[test]
    fn no_document_lists_a_field_twice_and_every_sample_says_something() {
        for code in LetterCode::ALL {
            let mut names: Vec<_> = fields_of(code).iter().map(|field| field.name).collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "{code:?}");
            assert!(fields_of(code).iter().all(|field| !field.meaning.is_empty()));
        }
    }

    #[test]
    fn a_document_that_needs_remedies_requires_their_field() {
        for code in LetterCode::ALL {
            let asks = fields_of(code).iter().any(|field| field.name == "救济告知" && field.required);
            assert_eq!(asks, code.needs_remedies(), "{code:?}");
        }
    }
}
