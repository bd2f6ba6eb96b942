//! The fields of the index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, TantivyDocument};

use crate::document::{Document, Facet};
use crate::query::whole;
use crate::token::{Bigrams, Way};
use crate::{number, sound};

/// The form of the index: another number means it is built anew.
pub(crate) const FORM: u32 = 1;
/// The last day of the reckoning, for what stays in force.
const NEVER: i64 = i64::MAX / 2;

/// Handles of the fields.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) hash: Field,
    pub(crate) parts: Field,
    pub(crate) title: Field,
    pub(crate) heading: Field,
    pub(crate) all: Field,
    pub(crate) signs: Field,
    pub(crate) number: Field,
    pub(crate) exact: Field,
    pub(crate) sound: Field,
    pub(crate) name: Field,
    facets: Vec<(Facet, Field)>,
    published: Field,
    past_from: Field,
}

impl Fields {
    pub(crate) fn facet(&self, facet: Facet) -> Option<Field> {
        self.facets.iter().find(|(one, _)| *one == facet).map(|(_, field)| *field)
    }
}

fn text(tokenizer: &str, option: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
    TextOptions::default().set_indexing_options(indexing.set_fieldnorms(norms))
}

/// The schema with its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    use IndexRecordOption::{Basic, WithFreqsAndPositions};
    let mut builder = Schema::builder();
    let raw = || text("raw", Basic, false);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        hash: builder.add_text_field("hash", STORED),
        name: builder.add_text_field("name", STORED),
        parts: builder.add_text_field("parts", STORED),
        title: builder.add_text_field("title", text("title", WithFreqsAndPositions, true)),
        heading: builder.add_text_field("heading", text("pairs", WithFreqsAndPositions, true)),
        all: builder.add_text_field("all", text("pairs", WithFreqsAndPositions, true)),
        signs: builder.add_text_field("signs", text("signs", Basic, false)),
        number: builder.add_text_field("number", raw()),
        exact: builder.add_text_field("exact", raw()),
        sound: builder.add_text_field("sound", text("sound", WithFreqsAndPositions, false)),
        facets: Facet::ALL
            .into_iter()
            .map(|facet| (facet, builder.add_text_field(facet.key(), STRING | FAST)))
            .collect(),
        published: builder.add_i64_field("published", FAST),
        past_from: builder.add_i64_field("past_from", FAST),
    };
    (builder.build(), fields)
}

/// Teaches an index our tokenizers.
pub(crate) fn teach(index: &Index) {
    for (name, way) in [("pairs", Way::Pairs), ("title", Way::PairsAndSigns), ("signs", Way::Signs)] {
        index.tokenizers().register(name, TextAnalyzer::from(Bigrams(way)));
    }
    index.tokenizers().register("sound", TextAnalyzer::from(sound::Sounds));
}

/// A day as the index counts it.
pub(crate) fn day(date: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    (date - epoch).get_days().into()
}

/// The document as the index takes it.
pub(crate) fn indexed(fields: &Fields, document: &Document) -> TantivyDocument {
    let mut indexed = TantivyDocument::default();
    indexed.add_text(fields.id, &document.id);
    indexed.add_text(fields.hash, &document.hash);
    indexed.add_text(fields.name, &document.title);
    // A part is plain text and numbers: this cannot fail, and an empty list only loses the excerpt.
    indexed
        .add_text(fields.parts, serde_json::to_string(&document.parts).unwrap_or_else(|_| "[]".to_owned()));
    indexed.add_text(fields.title, &document.title);
    indexed.add_text(fields.sound, &document.title);
    indexed.add_text(fields.exact, whole(&document.title));
    indexed.add_text(fields.exact, whole(&document.index_number));
    for heading in &document.headings {
        indexed.add_text(fields.heading, heading);
    }
    for key in document.number.as_deref().map(number::keys).unwrap_or_default() {
        indexed.add_text(fields.number, key);
    }
    let names = [&document.title, &document.index_number].into_iter().chain(&document.number);
    let texts: Vec<&str> = names
        .chain(&document.about)
        .map(String::as_str)
        .chain(document.parts.iter().map(|part| part.text.as_str()))
        .collect();
    for text in &texts {
        indexed.add_text(fields.all, text);
    }
    indexed.add_text(fields.signs, texts.join("\n"));
    for (facet, values) in &document.facets {
        let Some(field) = fields.facet(*facet) else { continue };
        for value in values.iter().filter(|value| !value.is_empty()) {
            indexed.add_text(field, value);
        }
    }
    indexed.add_i64(fields.published, document.published_at.as_second());
    indexed.add_i64(fields.past_from, document.past_from.map_or(NEVER, day));
    indexed
}
