//! A page of facts and tables, part by part.

use askama::Template;

use crate::ui::data_table::DataTable;
use crate::ui::metadata_table::MetadataTable;
use crate::ui::office_frame::OfficeFrame;

/// A part of the page: heading, links, content.
#[derive(Debug, Clone)]
pub struct Part {
    /// Heading.
    pub title: &'static str,
    /// What may be done: label and address.
    pub acts: Vec<(String, String)>,
    /// Rows, when it is a table.
    pub table: Option<DataTable>,
    /// Terms, when it is a list of facts.
    pub facts: Option<MetadataTable>,
}

/// A page of facts and tables, part by part.
#[derive(Debug, Clone, Template)]
#[template(path = "office/parts.html")]
pub struct PartsPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Heading.
    pub title: String,
    /// What it is about, in a sentence.
    pub intro: String,
    /// The parts.
    pub parts: Vec<Part>,
}
