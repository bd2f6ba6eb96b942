//! What machines are given: objects whose fields stand in one table, from which answers and their descriptions are made.

use serde_json::{Map, Value, json};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, which may be empty.
    Text,
    /// A text, or nothing.
    MaybeText,
    /// Several texts.
    Texts,
    /// A civil date, or nothing.
    MaybeDay,
    /// A civil date.
    Day,
    /// An instant in UTC.
    Instant,
    /// An instant in UTC, or nothing.
    MaybeInstant,
    /// A number from 0.
    Count,
    /// A number from 0, or nothing.
    MaybeCount,
    /// Yes or no.
    Flag,
    /// An absolute address.
    Url,
    /// An absolute address, or nothing.
    MaybeUrl,
    /// SHA-256 in hexadecimal.
    Hash,
    /// Objects of another shape.
    Many(&'static str),
    /// An object of another shape, or nothing.
    Maybe(&'static str),
}

impl Kind {
    fn schema(self) -> Value {
        let or_nothing = |mut schema: Value| {
            if let Some(kind) = schema.get_mut("type") {
                *kind = json!([kind, "null"]);
            }
            schema
        };
        match self {
            Kind::Text => json!({ "type": "string" }),
            Kind::MaybeText => or_nothing(Kind::Text.schema()),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Kind::Day => json!({ "type": "string", "format": "date" }),
            Kind::MaybeDay => or_nothing(Kind::Day.schema()),
            Kind::Instant => json!({ "type": "string", "format": "date-time" }),
            Kind::MaybeInstant => or_nothing(Kind::Instant.schema()),
            Kind::Count => json!({ "type": "integer", "minimum": 0 }),
            Kind::MaybeCount => or_nothing(Kind::Count.schema()),
            Kind::Flag => json!({ "type": "boolean" }),
            Kind::Url => json!({ "type": "string", "format": "uri" }),
            Kind::MaybeUrl => or_nothing(Kind::Url.schema()),
            Kind::Hash => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
            Kind::Many(shape) => json!({ "type": "array", "items": reference(shape) }),
            Kind::Maybe(shape) => json!({ "anyOf": [reference(shape), { "type": "null" }] }),
        }
    }
}

/// A field: its name in JSON, its head in tables, what it holds and what that means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: Kind,
    pub(super) meaning: &'static str,
}

pub(super) const fn field(
    name: &'static str,
    label: &'static str,
    kind: Kind,
    meaning: &'static str,
) -> Field {
    Field { name, label, kind, meaning }
}

/// The object with these values, in the order of the fields.
pub(super) fn object(fields: &[Field], values: Vec<Value>) -> Map<String, Value> {
    debug_assert_eq!(fields.len(), values.len(), "each field has a value");
    fields.iter().zip(values).map(|(field, value)| (field.name.to_owned(), value)).collect()
}

/// Where the shape of this name is described.
pub(super) fn reference(shape: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{shape}") })
}

/// The description of objects with these fields: each is there, and no other.
pub(super) fn schema<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = field.kind.schema();
        let words: Vec<&str> =
            [field.label, field.meaning].into_iter().filter(|text| !text.is_empty()).collect();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), json!(words.join("：")));
        }
        properties.insert(field.name.to_owned(), schema);
        required.push(field.name);
    }
    json!({
        "type": "object", "additionalProperties": false, "properties": properties, "required": required,
    })
}
