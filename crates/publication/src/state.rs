//! An item as the sum of its events.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{
    Approved, Attribute, Content, ContentHash, DecisionFell, EndSet, FindingAnswered, InterpretationPlan,
    ItemEvent, Reassessment, Refusal, Scheduled, SecrecyConclusion, SecrecyReviewed, Validity,
    ValidityChange, Withdrawn,
};

/// What an item is for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The agency that answers for it.
    pub agency: String,
    /// 索引号
    pub index_number: String,
}

/// An item of government information (政府信息条目).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What it is; `None` when nothing was ever recorded.
    pub identity: Option<Identity>,
    /// The edition in work, if any.
    pub work: Option<Work>,
    /// What the public sees.
    pub showing: Showing,
    /// Editions that were ever public, in order. An edition never changes.
    pub editions: Vec<Edition>,
    /// The last change of force; `None` while in force.
    pub validity: Option<ValidityChange>,
    /// Day of first publication; none while never published or when published in error.
    pub first_published_on: Option<Date>,
    /// The edition published in an emergency that still waits for its review.
    pub awaits_after_review: Option<u32>,
    /// Number of the newest edition, public or not.
    pub newest_edition: u32,
    /// When it is to be withdrawn.
    pub ends: Option<EndSet>,
    /// What it said is destroyed.
    pub purged: bool,
    /// Findings of the screening that somebody gave a reason for.
    pub answered: Vec<FindingAnswered>,
    /// What was decided not to publish, until an edition is public.
    pub held: Option<HeldBack>,
    /// How it is to be interpreted, once that was planned.
    pub interpretation: Option<InterpretationPlan>,
    /// The decision it makes public no longer stands, and it is still to be taken back.
    pub fell: Option<DecisionFell>,
    /// Who may see what is not public, where that is limited.
    pub limited_to: Vec<String>,
}

/// An edition that stays inside (不公开的信息).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// Its number, from 1.
    pub edition: u32,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// Who approved that.
    pub approvals: Vec<Approved>,
    /// Day by which it is assessed again; none once it is to be published.
    pub reassess_on: Option<Date>,
}

/// What the public sees of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Showing {
    /// Nothing yet.
    #[default]
    Never,
    /// One edition.
    Public(u32),
    /// A notice in its place.
    Withdrawn(Withdrawn),
    /// A neutral notice in its place; what becomes of it is still to be decided.
    Pulled(u32),
}

/// An edition that is or was public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its number, from 1.
    pub number: u32,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// When it became public.
    pub published_at: Timestamp,
    /// Logins of all who wrote it.
    pub authors: BTreeSet<String>,
    /// Who approved it.
    pub approvals: Vec<Approved>,
    /// The secrecy review that let it pass.
    pub secrecy: SecrecyReviewed,
    /// Were the editorial levels skipped?
    pub emergency: bool,
    /// What changed, for readers; empty for the first one.
    pub change_note: String,
}

/// The edition in work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its number, from 1.
    pub edition: u32,
    /// What it says.
    pub content: Content,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// Logins of all who wrote it; none of them may review it.
    pub authors: BTreeSet<String>,
    /// Editorial levels it must pass.
    pub levels: u8,
    /// For a minor edition: the only one who may approve it.
    pub approver: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Approvals of exactly this content.
    pub approvals: Vec<Approved>,
    /// The secrecy review of exactly this content.
    pub secrecy: Option<SecrecyReviewed>,
    /// Reason of an emergency publication.
    pub emergency: Option<String>,
    /// What changed, for readers.
    pub change_note: String,
    /// Does only the wording change?
    pub minor: bool,
    /// When it is to be published, for exactly this content.
    pub scheduled: Option<Scheduled>,
}

/// Where the edition in work stands, so on whose desk it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// With its author; the reason when it was sent back.
    Drafting(Option<String>),
    /// With the reviewer of a level.
    Reviewing(u8),
    /// With the secrecy reviewer.
    Secrecy,
    /// With the authority that was asked because the secrecy reviewer could not decide.
    Referred,
    /// With the officer, ready to be published.
    Cleared,
}

impl Stage {
    /// The stable identifier in rows.
    pub const fn key(&self) -> &'static str {
        match self {
            Stage::Drafting(_) => "drafting",
            Stage::Reviewing(_) => "reviewing",
            Stage::Secrecy => "secrecy",
            Stage::Referred => "referred",
            Stage::Cleared => "cleared",
        }
    }

    /// Whose desk it is, in words.
    pub fn desk(&self) -> String {
        match self {
            Stage::Drafting(None) => "撰稿人：起草".to_owned(),
            Stage::Drafting(Some(_)) => "撰稿人：退回修改".to_owned(),
            Stage::Reviewing(level) => format!("审核人：第{level}级审核"),
            Stage::Secrecy => "保密审查员：保密审查".to_owned(),
            Stage::Referred => "主管部门或者保密行政管理部门：确定能否公开".to_owned(),
            Stage::Cleared => "公开专员：待发布".to_owned(),
        }
    }
}

impl Item {
    /// The edition in work.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is none.
    pub fn in_work(&self) -> Result<&Work, Refusal> {
        self.work.as_ref().ok_or_else(|| {
            Refusal::new("edition_in_work", "没有正在办理的稿件；如需修改已公开内容，请先起草新版本。")
        })
    }

    /// What it says now: in work, else kept inside, else what was public last.
    pub fn newest_content(&self) -> Option<&Content> {
        let work = self.work.as_ref().map(|work| &work.content);
        let held = self.held.as_ref().map(|held| &held.content);
        work.or(held).or_else(|| self.editions.last().map(|edition| &edition.content))
    }

    /// The edition the public sees.
    pub fn public_edition(&self) -> Option<&Edition> {
        match self.showing {
            Showing::Public(number) => self.editions.iter().find(|edition| edition.number == number),
            Showing::Never | Showing::Withdrawn(_) | Showing::Pulled(_) => None,
        }
    }

    /// Whether the document is in force.
    pub fn validity(&self) -> Validity {
        self.validity.as_ref().map_or(Validity::InForce, |change| change.validity)
    }

    /// Takes one event into the state.
    pub fn apply(&mut self, event: &ItemEvent) {
        match event {
            ItemEvent::Drafted(facts) => {
                self.identity =
                    Some(Identity { agency: facts.agency.clone(), index_number: facts.index_number.clone() });
                self.begin(Work::new(1, &facts.content, &facts.hash, facts.levels, &facts.by));
            }
            ItemEvent::Imported(facts) => {
                self.identity =
                    Some(Identity { agency: facts.agency.clone(), index_number: facts.index_number.clone() });
                self.newest_edition = 1;
                self.first_published_on = Some(facts.published_on);
                self.showing = Showing::Public(1);
                self.editions.push(Edition {
                    number: 1,
                    content: facts.content.clone(),
                    hash: facts.hash.clone(),
                    published_at: facts.published_at,
                    authors: BTreeSet::from([facts.by.clone()]),
                    approvals: Vec::new(),
                    secrecy: facts.secrecy.clone(),
                    emergency: false,
                    change_note: String::new(),
                });
            }
            ItemEvent::Revised(facts) => {
                let mut work = Work::new(facts.edition, &facts.content, &facts.hash, facts.levels, &facts.by);
                work.change_note.clone_from(&facts.change_note);
                work.minor = facts.minor;
                work.approver.clone_from(&facts.approver);
                self.begin(work);
            }
            ItemEvent::Published(facts) => {
                if let Some(work) = self.work.take()
                    && let Some(secrecy) = work.secrecy.clone()
                {
                    self.held = None;
                    self.fell = None;
                    self.limited_to.clear();
                    self.first_published_on = self.first_published_on.or(Some(facts.published_on));
                    self.showing = Showing::Public(facts.edition);
                    self.awaits_after_review = facts.after_review.then_some(facts.edition);
                    self.editions.push(work.into_edition(secrecy, facts.published_at));
                }
            }
            ItemEvent::AccessLimited { logins, .. } => self.limited_to.clone_from(logins),
            ItemEvent::Held(facts) => {
                if let Some(work) = self.work.take() {
                    self.held = Some(HeldBack {
                        edition: facts.edition,
                        content: work.content,
                        hash: work.hash,
                        approvals: work.approvals,
                        reassess_on: Some(facts.reassess_on),
                    });
                }
            }
            ItemEvent::Reassessed(facts) => {
                if let Some(held) = &mut self.held {
                    held.reassess_on = match facts.conclusion {
                        Reassessment::Stays => facts.reassess_on,
                        Reassessment::Disclose => None,
                    };
                }
            }
            ItemEvent::InterpretationPlanned(plan) => self.interpretation = Some(plan.clone()),
            ItemEvent::DecisionFell(facts) => self.fell = Some(facts.clone()),
            ItemEvent::AfterReviewed(_) => self.awaits_after_review = None,
            ItemEvent::Purged(_) => self.purged = true,
            ItemEvent::FindingAnswered(answer) => self.answered.push(answer.clone()),
            ItemEvent::EndSet(end) => self.ends = Some(end.clone()),
            ItemEvent::EndCancelled { .. } => self.ends = None,
            ItemEvent::WorkAbandoned { .. } => self.work = None,
            ItemEvent::ValidityChanged(change) => self.validity = Some(change.clone()),
            ItemEvent::Withdrawn(facts) => {
                if facts.kind_of == crate::WithdrawalKind::InError {
                    self.first_published_on = None;
                }
                self.awaits_after_review = None;
                self.ends = None;
                self.fell = None;
                self.showing = Showing::Withdrawn(facts.clone());
            }
            ItemEvent::Pulled { edition, .. } => {
                self.awaits_after_review = None;
                self.ends = None;
                self.showing = Showing::Pulled(*edition);
            }
            ItemEvent::Edited(_)
            | ItemEvent::Submitted(_)
            | ItemEvent::Approved(_)
            | ItemEvent::SecrecyReviewed(_)
            | ItemEvent::Scheduled(_)
            | ItemEvent::Unscheduled { .. }
            | ItemEvent::SentBack(_) => {
                if let Some(work) = &mut self.work {
                    work.apply(event);
                }
            }
        }
    }

    fn begin(&mut self, work: Work) {
        self.newest_edition = work.edition;
        self.work = Some(work);
    }
}

impl Work {
    fn new(edition: u32, content: &Content, hash: &str, levels: u8, by: &str) -> Work {
        Work {
            edition,
            content: content.clone(),
            hash: hash.to_owned(),
            authors: BTreeSet::from([by.to_owned()]),
            levels,
            approver: None,
            stage: Stage::Drafting(None),
            approvals: Vec::new(),
            secrecy: None,
            emergency: None,
            change_note: String::new(),
            minor: false,
            scheduled: None,
        }
    }

    fn into_edition(self, secrecy: SecrecyReviewed, published_at: Timestamp) -> Edition {
        Edition {
            number: self.edition,
            content: self.content,
            hash: self.hash,
            published_at,
            authors: self.authors,
            approvals: self.approvals,
            secrecy,
            emergency: self.emergency.is_some(),
            change_note: self.change_note,
        }
    }

    fn restart(&mut self, reason: Option<String>) {
        self.stage = Stage::Drafting(reason);
        self.approvals.clear();
        self.secrecy = None;
        self.emergency = None;
        self.scheduled = None;
    }

    fn apply(&mut self, event: &ItemEvent) {
        match event {
            ItemEvent::Edited(facts) => {
                self.content = facts.content.clone();
                self.hash.clone_from(&facts.hash);
                self.authors.insert(facts.by.clone());
                self.restart(None);
            }
            ItemEvent::Submitted(facts) => {
                self.emergency.clone_from(&facts.emergency);
                self.stage = if facts.emergency.is_some() { Stage::Secrecy } else { Stage::Reviewing(1) };
            }
            ItemEvent::Approved(facts) => {
                self.approvals.push(facts.clone());
                self.stage =
                    if facts.level < facts.of { Stage::Reviewing(facts.level + 1) } else { Stage::Secrecy };
            }
            ItemEvent::SecrecyReviewed(facts) => {
                self.secrecy = Some(facts.clone());
                self.stage = match facts.conclusion {
                    SecrecyConclusion::Public => Stage::Cleared,
                    SecrecyConclusion::Undecided => Stage::Referred,
                    // What is not meant to be published is confirmed by that, and waits for the officer.
                    SecrecyConclusion::NotPublic if self.content.attribute != Attribute::Proactive => {
                        Stage::Cleared
                    }
                    SecrecyConclusion::NotPublic => {
                        Stage::Drafting(Some(format!("保密审查不得公开：{}", facts.basis)))
                    }
                };
            }
            ItemEvent::SentBack(facts) => self.restart(Some(facts.reason.clone())),
            ItemEvent::Scheduled(plan) => self.scheduled = Some(plan.clone()),
            ItemEvent::Unscheduled { .. } => self.scheduled = None,
            ItemEvent::Drafted(_)
            | ItemEvent::Imported(_)
            | ItemEvent::Published(_)
            | ItemEvent::AfterReviewed(_)
            | ItemEvent::Revised(_)
            | ItemEvent::EndSet(_)
            | ItemEvent::Purged(_)
            | ItemEvent::FindingAnswered(_)
            | ItemEvent::EndCancelled { .. }
            | ItemEvent::WorkAbandoned { .. }
            | ItemEvent::AccessLimited { .. }
            | ItemEvent::Held(_)
            | ItemEvent::Reassessed(_)
            | ItemEvent::InterpretationPlanned(_)
            | ItemEvent::DecisionFell(_)
            | ItemEvent::ValidityChanged(_)
            | ItemEvent::Withdrawn(_)
            | ItemEvent::Pulled { .. } => {}
        }
    }
}
