//! Steps of reviews.

use gongkai_journal::{Recorded, instant_text};
use sea_query::Value;

use crate::Statement;
use crate::projection::rows::insert;

/// One step of a review.
pub(super) struct Review {
    row: Vec<(&'static str, Value)>,
}

impl Review {
    pub(super) fn of(item: &str, edition: u32, act: &str, note: &str, by: &str) -> Review {
        Review {
            row: vec![
                ("item", item.into()),
                ("edition", i64::from(edition).into()),
                ("act", act.into()),
                ("note", note.into()),
                ("by_login", by.into()),
            ],
        }
    }

    pub(super) fn level(mut self, level: u8, of: u8) -> Review {
        self.row.extend([("level", i64::from(level).into()), ("of_levels", i64::from(of).into())]);
        self
    }

    pub(super) fn conclusion(mut self, conclusion: &str) -> Review {
        self.row.push(("conclusion", conclusion.into()));
        self
    }

    pub(super) fn hash(mut self, hash: &str) -> Review {
        self.row.push(("hash", hash.into()));
        self
    }

    pub(super) fn row(mut self, event: &Recorded) -> Statement {
        self.row
            .extend([("position", event.position.into()), ("at", instant_text(event.recorded_at).into())]);
        insert("item_review", self.row)
    }
}
