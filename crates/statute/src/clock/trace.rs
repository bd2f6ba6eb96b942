//! What a run leaves behind: everything, or nothing when only the last day is wanted.

use jiff::civil::Date;

use super::{Pause, Step};
use crate::source::Article;

/// Where a run tells its steps. Texts are closures, so a silent run builds none.
pub(super) trait Trace {
    fn step(&mut self, date: Date, article: Article, what: impl FnOnce() -> String);
    fn warn(&mut self, text: impl FnOnce() -> String);
    fn pause(&mut self, pause: Pause);
    fn forget_pauses(&mut self);
    fn pauses(&self) -> &[Pause];
}

/// Leaves nothing.
pub(super) struct Silent;

impl Trace for Silent {
    fn step(&mut self, _: Date, _: Article, _: impl FnOnce() -> String) {}
    fn warn(&mut self, _: impl FnOnce() -> String) {}
    fn pause(&mut self, _: Pause) {}
    fn forget_pauses(&mut self) {}
    fn pauses(&self) -> &[Pause] {
        &[]
    }
}

/// Keeps everything.
#[derive(Default)]
pub(super) struct Record {
    pub(super) steps: Vec<Step>,
    pub(super) warnings: Vec<String>,
    pub(super) pauses: Vec<Pause>,
}

impl Trace for Record {
    fn step(&mut self, date: Date, article: Article, what: impl FnOnce() -> String) {
        self.steps.push(Step { date, what: what(), article });
    }

    fn warn(&mut self, text: impl FnOnce() -> String) {
        self.warnings.push(text());
    }

    fn pause(&mut self, pause: Pause) {
        self.pauses.push(pause);
    }

    fn forget_pauses(&mut self) {
        self.pauses.clear();
    }

    fn pauses(&self) -> &[Pause] {
        &self.pauses
    }
}
