//! What a policy gives whom (惠企事项): taken from a published text clause by clause, approved by a second person,
//! published as the guide enterprises go by, pushed to those it fits.

mod builder;
mod clauses;
mod decide;
mod event;
mod terms;

pub use builder::{Relation, build};
pub use clauses::{Candidate, candidates};
pub use decide::{
    add_condition, close_benefit, draft_benefit, hand_in_benefit, publish_benefit, record_push,
    remove_condition, send_back_benefit,
};
pub use event::{BenefitEvent, Drafted, Published, Pushed, Source};
pub use terms::{BenefitKind, Clause, Flaw, MOST_CLAUSES, Mode, Quote, Terms, flaws};

use std::collections::BTreeSet;

use jiff::civil::Date;

/// What a decision may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Login of whoever acts.
    pub by: String,
    /// The present civil date in Asia/Shanghai.
    pub today: Date,
}

/// Working days within which the guide of a new policy is published (申兑指南发布时限).
///
/// **Source**: a province's notice of 2024 on policies that reach enterprises directly; a practice, no rule of law.
pub const GUIDE_WORKDAYS: u16 = 7;

/// Where a benefit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 起草
    Drafted,
    /// 待审核
    HandedIn,
    /// 已发布
    Published,
    /// 已停止
    Closed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Stage; 4] = [Stage::Drafted, Stage::HandedIn, Stage::Published, Stage::Closed];

    /// The name in rows and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Stage::Drafted => "drafted",
            Stage::HandedIn => "handed_in",
            Stage::Published => "published",
            Stage::Closed => "closed",
        }
    }

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Stage::Drafted => "起草",
            Stage::HandedIn => "待审核",
            Stage::Published => "已发布",
            Stage::Closed => "已停止",
        }
    }

    /// The stage of that name.
    pub fn from_key(key: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.key() == key)
    }
}

/// A benefit (惠企事项), the sum of stream `benefit/<agency>/<n>`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Benefit {
    /// The agency; empty when nothing was ever recorded.
    pub agency: String,
    /// What is being written, while it differs from what is public.
    pub draft: Option<Draft>,
    /// What is public.
    pub published: Option<Published>,
    /// Why it is no longer offered.
    pub closed: Option<String>,
    /// Each push, in order.
    pub pushes: Vec<Pushed>,
    /// How often it was written.
    pub revisions: u32,
}

/// A draft of a benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text it is taken from.
    pub source: Source,
    /// What it says.
    pub terms: Terms,
    /// Logins of all who wrote at it since something was last published.
    pub authors: BTreeSet<String>,
    /// How often the benefit was written so far: an approval is of exactly one of them.
    pub revision: u32,
    /// Does it wait for approval?
    pub is_handed_in: bool,
    /// Why it was sent back.
    pub returned: Option<String>,
}

impl Benefit {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &BenefitEvent) {
        match event {
            BenefitEvent::Drafted(drafted) => {
                let before = self.draft.take();
                let (returned, mut authors) =
                    before.map(|draft| (draft.returned, draft.authors)).unwrap_or_default();
                authors.insert(drafted.by.clone());
                self.agency.clone_from(&drafted.agency);
                self.revisions += 1;
                self.draft = Some(Draft {
                    source: drafted.source.clone(),
                    terms: drafted.terms.clone(),
                    authors,
                    revision: self.revisions,
                    is_handed_in: false,
                    returned,
                });
            }
            BenefitEvent::HandedIn { .. } => {
                if let Some(draft) = &mut self.draft {
                    draft.is_handed_in = true;
                    draft.returned = None;
                }
            }
            BenefitEvent::SentBack { reason, .. } => {
                if let Some(draft) = &mut self.draft {
                    draft.is_handed_in = false;
                    draft.returned = Some(reason.clone());
                }
            }
            BenefitEvent::Published(published) => {
                self.draft = None;
                self.published = Some((**published).clone());
            }
            BenefitEvent::Closed { reason, .. } => {
                self.closed = Some(reason.clone());
                self.draft = None;
            }
            BenefitEvent::Pushed(pushed) => self.pushes.push(pushed.clone()),
        }
    }

    /// Where it stands; nothing when nothing was ever recorded. A published benefit stays so while it is revised.
    pub fn stage(&self) -> Option<Stage> {
        if self.agency.is_empty() {
            return None;
        }
        Some(match (&self.closed, &self.draft, &self.published) {
            (Some(_), _, _) => Stage::Closed,
            (None, Some(draft), _) if draft.is_handed_in => Stage::HandedIn,
            (None, _, Some(_)) => Stage::Published,
            (None, _, None) => Stage::Drafted,
        })
    }

    /// What is newest of it: the draft, or else what is public.
    pub fn newest(&self) -> Option<(&Source, &Terms)> {
        let draft = self.draft.as_ref().map(|draft| (&draft.source, &draft.terms));
        draft.or_else(|| self.published.as_ref().map(|published| (&published.source, &published.terms)))
    }
}
