//! Pages that ask for something: one template for every form of the office.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html as Answer, IntoResponse, Response};

use super::desk::Desk;
use super::fault::{Fault, Flaws};
use crate::form::Fields;
use crate::ui::data_table::DataTable;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Choice, Control, Field};
use crate::ui::file_input::FileInput;
use crate::ui::form_token::FormToken;
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;

/// Fields that belong together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// What they are about; empty for the only group of a form.
    pub legend: String,
    /// What to know about them.
    pub hint: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// Files to hand in.
    pub files: Vec<FileInput>,
}

impl Group {
    /// The only group of a short form.
    pub fn plain(fields: Vec<Field>) -> Group {
        Group { fields, ..Group::default() }
    }

    /// A group with a heading.
    pub fn new(legend: &str, fields: Vec<Field>) -> Group {
        Group { legend: legend.to_owned(), fields, ..Group::default() }
    }

    /// The same group, explained.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Group {
        hint.clone_into(&mut self.hint);
        self
    }
}

/// What a form asks for, before it stands on a page.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// What is done.
    pub title: String,
    /// What it is about and what it means, in a sentence or two.
    pub intro: String,
    /// What to know before.
    pub notices: Vec<Notice>,
    /// The fields.
    pub groups: Vec<Group>,
    /// The button.
    pub submit: String,
    /// What happens next.
    pub next: String,
    /// Where the form is sent.
    pub action: String,
    /// Where it is given up.
    pub cancel: String,
    /// Can it not be undone?
    pub grave: bool,
    /// What to look up while filling it in.
    pub reference: Option<DataTable>,
    /// What is decided about, in full.
    pub preview: Option<(String, Html)>,
    /// Another act by one button: label and address.
    pub other: Option<(String, String)>,
}

/// A page with one form.
#[derive(Debug, Clone, Template)]
#[template(path = "office/form.html")]
pub struct FormPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// What the form asks.
    pub sheet: Sheet,
    /// Everything that is wrong.
    pub summary: ErrorSummary,
    /// The form's token.
    pub token: FormToken,
    /// Are files handed in?
    pub multipart: bool,
}

/// Shows `sheet` with what is to be put right: 200 at first, 422 when it comes back.
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn show(
    desk: &Desk,
    mut sheet: Sheet,
    flaws: &Flaws,
    above: &[(&str, String)],
) -> Result<Response, Fault> {
    let frame = desk.frame(&sheet.title, above).await?;
    if let Some(refusal) = &flaws.refusal {
        sheet.notices.insert(0, refusal.clone());
    }
    let multipart = sheet.groups.iter().any(|group| !group.files.is_empty());
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page =
        FormPage { frame, sheet, summary: flaws.errors.summary(), token: desk.token.clone(), multipart };
    render(status, &page)
}

/// A page as an answer. Office pages are never kept by caches: they show what is not public.
///
/// # Errors
///
/// A problem when the template fails.
pub fn render(status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
    Ok((status, Answer(page.render()?)).into_response())
}

/// Makes fields that show what was filled in and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Filled<'a> {
    /// What was filled in.
    pub fields: &'a Fields,
    /// What is wrong.
    pub flaws: &'a Flaws,
}

impl<'a> Filled<'a> {
    /// From what was filled in and what is wrong with it.
    pub fn new(fields: &'a Fields, flaws: &'a Flaws) -> Filled<'a> {
        Filled { fields, flaws }
    }

    /// A field of one line.
    pub fn line(&self, name: &'static str, label: &str) -> Field {
        Field::line(name, label, self.fields.text(name)).error(self.flaws.errors.of(name))
    }

    /// A day.
    pub fn date(&self, name: &'static str, label: &str) -> Field {
        self.line(name, label).control(Control::Line("date"))
    }

    /// A number.
    pub fn number(&self, name: &'static str, label: &str) -> Field {
        self.line(name, label).control(Control::Line("number"))
    }

    /// Several lines.
    pub fn area(&self, name: &'static str, label: &str, rows: u32) -> Field {
        self.line(name, label).control(Control::Area(rows))
    }

    /// One of many; the first choice is "please choose".
    pub fn select(&self, name: &'static str, label: &str, choices: Vec<Choice>) -> Field {
        let mut all = vec![Choice::new("", "请选择")];
        all.extend(choices);
        self.line(name, label).control(Control::Select(all))
    }

    /// As [`Filled::select`]; where there is one only, it stands chosen.
    pub fn select_only(&self, name: &'static str, label: &str, choices: Vec<Choice>) -> Field {
        let only = match choices.as_slice() {
            [one] => Some(one.value.clone()),
            _ => None,
        };
        let mut field = self.select(name, label, choices);
        if let (true, Some(only)) = (field.value.is_empty(), only) {
            field.value = only;
        }
        field
    }

    /// One of a few.
    pub fn radios(&self, name: &'static str, label: &str, choices: Vec<Choice>) -> Field {
        self.line(name, label).control(Control::Radios(choices))
    }

    /// Any of a few.
    pub fn checks(&self, name: &'static str, label: &str, choices: Vec<Choice>) -> Field {
        let value = self.fields.all(name).join("\n");
        let field = Field::line(name, label, value).error(self.flaws.errors.of(name));
        field.control(Control::Checks(choices)).optional()
    }

    /// One box.
    pub fn tick(&self, name: &'static str, label: &str, meaning: &str) -> Field {
        self.checks(name, label, vec![Choice::new("yes", meaning)])
    }
}

/// The choices of a closed list of codes.
pub fn choices<'a, T: Copy + 'a>(
    all: impl IntoIterator<Item = &'a T>,
    key: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    all.into_iter().map(|code| Choice::new(key(*code), label(*code))).collect()
}

/// The texts of a field with one entry a line, without empty ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A warning on a form.
pub fn warn(text: impl Into<String>) -> Notice {
    Notice::new(Tone::Warn, text)
}

/// A hint on a form.
pub fn info(text: impl Into<String>) -> Notice {
    Notice::new(Tone::Info, text)
}
