//! The parts of every page: one folder each, with template, parameters, named examples and accessibility criteria.
//!
//! A part is a struct whose values arrive decided and formatted; it renders itself, so a page writes `{{ pager }}`.
//! Only parts are exempt from escaping, because what they contain was escaped by their own templates.

/// A part writes HTML that its own template has escaped, so a page may write it as it is.
macro_rules! writes_html {
    ($($part:ty),+ $(,)?) => { $(impl ::askama::filters::HtmlSafe for $part {})+ };
}

pub mod act_list;
pub mod agency_tree;
pub mod approval_bar;
pub mod attachment_list;
pub mod breadcrumb;
pub mod category_tree;
pub mod chart;
pub mod clock_strip;
pub mod column_entries;
pub mod confirmation;
pub mod countdown;
pub mod data_table;
pub mod edition_diff;
pub mod edition_history;
pub mod error_summary;
pub mod facets;
pub mod field;
pub mod figure;
pub mod file_input;
pub mod finding_list;
pub mod form_token;
pub mod gallery;
pub mod link_list;
pub mod metadata_table;
pub mod notice;
pub mod office_frame;
pub mod pager;
pub mod portal_frame;
pub mod prose;
pub mod statutory_table;
pub mod step_list;
pub mod task_card;
pub mod timeline;
pub mod validity_banner;

use askama::Template;

/// A named example of a part: shown in the gallery, and the fixture of its tests.
#[derive(Debug, Clone)]
pub struct Example {
    /// What the example shows, in a few words.
    pub name: &'static str,
    /// The part as rendered.
    pub html: prose::Html,
}

impl Example {
    /// Renders `part` under `name`. A template that fails is shown as an empty example, which the tests refuse.
    pub fn of(name: &'static str, part: &impl Template) -> Example {
        Example { name, html: prose::Html::of_part(part.render().unwrap_or_default()) }
    }
}

/// What the gallery and the tests know about a part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Name of the folder.
    pub key: &'static str,
    /// What it is called on the gallery page.
    pub title: &'static str,
    /// When to use it.
    pub purpose: &'static str,
    /// What must hold for everyone to be able to use it.
    pub criteria: &'static [&'static str],
    /// Its named examples.
    pub examples: fn() -> Vec<Example>,
}

/// Every part, in the order of the gallery.
pub const PARTS: [Part; 29] = [
    breadcrumb::PART,
    column_entries::PART,
    category_tree::PART,
    agency_tree::PART,
    link_list::PART,
    facets::PART,
    pager::PART,
    metadata_table::PART,
    validity_banner::PART,
    edition_history::PART,
    attachment_list::PART,
    notice::PART,
    figure::PART,
    statutory_table::PART,
    chart::PART,
    data_table::PART,
    countdown::PART,
    clock_strip::PART,
    act_list::PART,
    timeline::PART,
    task_card::PART,
    error_summary::PART,
    field::PART,
    file_input::PART,
    step_list::PART,
    approval_bar::PART,
    edition_diff::PART,
    finding_list::PART,
    confirmation::PART,
];

/// The style sheets, in the order of the cascade: tokens, ground, frames, parts.
const STYLES: [&str; 34] = [
    include_str!("base/tokens.css"),
    include_str!("base/base.css"),
    include_str!("base/layout.css"),
    include_str!("portal_frame/style.css"),
    include_str!("office_frame/style.css"),
    include_str!("breadcrumb/style.css"),
    include_str!("column_entries/style.css"),
    include_str!("category_tree/style.css"),
    include_str!("agency_tree/style.css"),
    include_str!("link_list/style.css"),
    include_str!("facets/style.css"),
    include_str!("pager/style.css"),
    include_str!("metadata_table/style.css"),
    include_str!("validity_banner/style.css"),
    include_str!("edition_history/style.css"),
    include_str!("attachment_list/style.css"),
    include_str!("notice/style.css"),
    include_str!("figure/style.css"),
    include_str!("statutory_table/style.css"),
    include_str!("chart/style.css"),
    include_str!("data_table/style.css"),
    include_str!("countdown/style.css"),
    include_str!("clock_strip/style.css"),
    include_str!("act_list/style.css"),
    include_str!("timeline/style.css"),
    include_str!("task_card/style.css"),
    include_str!("error_summary/style.css"),
    include_str!("field/style.css"),
    include_str!("step_list/style.css"),
    include_str!("approval_bar/style.css"),
    include_str!("edition_diff/style.css"),
    include_str!("finding_list/style.css"),
    include_str!("confirmation/style.css"),
    include_str!("base/print.css"),
];

/// The one style sheet of all pages.
pub fn stylesheet() -> String {
    STYLES.concat()
}
