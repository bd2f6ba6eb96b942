//! A page with a form for a visitor: asking, supplementing, rating, answering by a link.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::Way;
use super::visitor::Visit;
use crate::Problem;
use crate::office::fault::Flaws;
use crate::office::forms::Group;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::form_token::FormToken;
use crate::ui::metadata_table::MetadataTable;
use crate::ui::notice::Notice;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::step_list::StepList;

/// A file the visitor has handed in.
#[derive(Debug, Clone, Default)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// Kind and size.
    pub note: String,
    /// The value of the button that takes it away.
    pub remove: String,
}

/// Something filled in before, to be looked over.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// What it is.
    pub title: String,
    /// Where it is changed.
    pub href: String,
    /// What stands there.
    pub table: MetadataTable,
}

/// A page with a form for a visitor.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/visitor_form.html")]
pub struct VisitorPage {
    /// The frame.
    pub frame: PortalFrame,
    /// The steps of a long form.
    pub steps: Option<StepList>,
    /// What it asks.
    pub title: String,
    /// What it is for.
    pub intro: String,
    /// What to know before.
    pub notices: Vec<Notice>,
    /// Everything that is wrong.
    pub summary: ErrorSummary,
    /// What was filled in before.
    pub looked: Vec<Looked>,
    /// Files handed in before.
    pub kept: Vec<KeptFile>,
    /// The fields.
    pub groups: Vec<Group>,
    /// The form's token.
    pub token: FormToken,
    /// Where the form is sent.
    pub action: String,
    /// Where the script saves what is typed; empty for nowhere.
    pub save: String,
    /// The button.
    pub submit: String,
    /// Can it not be undone?
    pub is_grave: bool,
    /// Where it is left: text and address.
    pub back: Option<(String, String)>,
    /// A second button, which gives the whole thing up: where it is sent and what it says.
    pub give_up: Option<(String, String)>,
    /// Whom to ask, and what helps.
    pub help: Vec<Way>,
}

impl VisitorPage {
    /// A page with nothing on it yet.
    pub(super) fn new(frame: PortalFrame, visit: &Visit, title: &str) -> VisitorPage {
        VisitorPage {
            frame,
            steps: None,
            title: title.to_owned(),
            intro: String::new(),
            notices: Vec::new(),
            summary: ErrorSummary::default(),
            looked: Vec::new(),
            kept: Vec::new(),
            groups: Vec::new(),
            token: visit.token(),
            action: String::new(),
            save: String::new(),
            submit: String::new(),
            is_grave: false,
            back: None,
            give_up: None,
            help: Vec::new(),
        }
    }

    fn is_multipart(&self) -> bool {
        self.groups.iter().any(|group| !group.files.is_empty())
    }

    /// Shows it with what is to be put right.
    pub(super) fn show(
        mut self,
        visit: &Visit,
        status: StatusCode,
        flaws: &Flaws,
    ) -> Result<Response, Problem> {
        self.summary = flaws.errors.summary();
        if let Some(refusal) = &flaws.refusal {
            self.notices.insert(0, refusal.clone());
        }
        let has_script = self.frame.script.is_some();
        visit.show(status, &self, has_script)
    }
}
