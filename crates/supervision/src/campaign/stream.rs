//! A campaign as a stream: what is looked at, what was found, what became of it.

use std::collections::BTreeSet;

use gongkai_statute::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// An event of stream `campaign/<authority>/<n>`. Findings and notices are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CampaignEvent {
    /// The campaign began.
    #[serde(rename = "campaign.opened.v1")]
    Opened(Box<CampaignOpened>),
    /// The sample was drawn.
    #[serde(rename = "campaign.sampled.v1")]
    Sampled(Box<Sampled>),
    /// Something was found.
    #[serde(rename = "campaign.found.v1")]
    Found(Box<CampaignFinding>),
    /// A finding does not stand.
    #[serde(rename = "campaign.dismissed.v1")]
    Dismissed {
        /// The finding.
        finding: u16,
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever dismissed it.
        by: String,
    },
    /// An agency was told to put something right.
    #[serde(rename = "campaign.notice_issued.v1")]
    NoticeIssued(Box<RectificationNotice>),
    /// The agency answered.
    #[serde(rename = "campaign.replied.v1")]
    Replied {
        /// The notice.
        notice: u16,
        /// What it did.
        reply: RectificationReply,
    },
    /// A finding was looked at again.
    #[serde(rename = "campaign.rechecked.v1")]
    Rechecked {
        /// The finding.
        finding: u16,
        /// What was seen.
        recheck: Recheck,
    },
    /// A finding was made known in a circular.
    #[serde(rename = "campaign.escalated.v1")]
    Escalated {
        /// The finding.
        finding: u16,
        /// Number of the circular (通报文号).
        circular: String,
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever escalated it.
        by: String,
    },
    /// The campaign ended.
    #[serde(rename = "campaign.closed.v1")]
    Closed {
        /// What came of it.
        summary: String,
        /// Day.
        on: Date,
        /// Login of whoever closed it.
        by: String,
    },
}

/// A campaign as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignOpened {
    /// Code of the authority.
    pub authority: String,
    /// Its title.
    pub title: String,
    /// What is looked at.
    pub scope: Scope,
    /// The rules it goes by, each with its version.
    pub rules: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever opened it.
    pub by: String,
}

/// What a campaign looks at (检查范围).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Codes of the agencies.
    pub agencies: Vec<String>,
    /// Columns, their slugs; none for all.
    pub columns: Vec<String>,
    /// First day of publication looked at.
    pub from: Date,
    /// Last day of publication looked at.
    pub until: Date,
    /// Only a sample of the records; `None` for all.
    pub sample: Option<SampleRule>,
}

/// How a sample is drawn (抽样规则), by [`super::draw`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRule {
    /// What makes the draw repeatable; set before anybody knows the population.
    pub seed: String,
    /// How many records.
    pub size: u32,
}

/// A sample that was drawn (样本).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// How many records there were.
    pub population: u32,
    /// Which, by [`super::population_hash`].
    pub population_hash: String,
    /// Those drawn, by rank.
    pub drawn: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever drew.
    pub by: String,
}

/// Something a campaign found (检查发现).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignFinding {
    /// Code of the agency.
    pub agency: String,
    /// Key of the record, such as an index number.
    pub record: String,
    /// Its title.
    pub title: String,
    /// The rule that found it by itself; `None` when a person did.
    pub rule: Option<String>,
    /// What is wrong.
    pub words: String,
    /// SHA-256 of what was seen (证据快照).
    pub snapshot: String,
    /// Day.
    pub on: Date,
    /// Login of whoever found it, or of the job.
    pub by: String,
}

/// A notice to put something right (督促整改通知书), Art. 47.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RectificationNotice {
    /// Code of the agency.
    pub agency: String,
    /// Its number (文号).
    pub number: String,
    /// The findings, by place.
    pub findings: Vec<u16>,
    /// The last day to put them right.
    pub due_on: Date,
    /// Day.
    pub on: Date,
    /// Login of whoever issued it.
    pub by: String,
}

/// What an agency did about a notice (整改回复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RectificationReply {
    /// In its words.
    pub words: String,
    /// SHA-256 of what proves it.
    pub evidence: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever replied.
    pub by: String,
}

/// A second look at a finding (复查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// Is it put right?
    pub is_corrected: bool,
    /// What was seen.
    pub words: String,
    /// SHA-256 of it.
    pub snapshot: String,
    /// Day.
    pub on: Date,
    /// Login of whoever looked.
    pub by: String,
}

codes! {
    /// Where a finding stands (问题状态).
    FindingStage {
        Open = "open", "待通知整改";
        Noticed = "noticed", "整改中";
        Replied = "replied", "待复查";
        NotCorrected = "not_corrected", "复查未通过";
        Corrected = "corrected", "已整改";
        Dismissed = "dismissed", "不成立";
        Escalated = "escalated", "已通报";
    }
}

impl FindingStage {
    /// Nothing more comes of it.
    pub const fn is_over(self) -> bool {
        matches!(self, FindingStage::Corrected | FindingStage::Dismissed | FindingStage::Escalated)
    }
}

/// A finding and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackedFinding {
    /// What was found.
    pub found: CampaignFinding,
    /// Where it stands.
    pub stage: FindingStage,
    /// The notice it is in, the newest.
    pub notice: Option<u16>,
    /// The second looks, the newest last.
    pub rechecks: Vec<Recheck>,
    /// Why it was dismissed or escalated.
    pub reason: Option<String>,
}

/// A notice and its reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackedNotice {
    /// The notice.
    pub notice: RectificationNotice,
    /// The reply, the newest.
    pub reply: Option<RectificationReply>,
}

impl TrackedNotice {
    /// Whether the agency is behind with its reply on `today`.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.reply.is_none() && self.notice.due_on < today
    }
}

/// A campaign (“回头看”).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Campaign {
    /// How it was opened; `None` when nothing was ever recorded.
    pub opened: Option<Box<CampaignOpened>>,
    /// Its sample, once drawn.
    pub sample: Option<Box<Sampled>>,
    /// The findings, by place.
    pub findings: Vec<TrackedFinding>,
    /// The notices, by place.
    pub notices: Vec<TrackedNotice>,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// What was found, for telling what is new.
    known: BTreeSet<FindingKey>,
}

/// What makes two findings one: the record, and the rule or, of people, the words.
type FindingKey = (String, Result<String, String>);

fn key(found: &CampaignFinding) -> FindingKey {
    (found.record.clone(), found.rule.clone().ok_or_else(|| found.words.clone()))
}

impl Campaign {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &CampaignEvent) {
        match event {
            CampaignEvent::Opened(opened) => self.opened = Some(opened.clone()),
            CampaignEvent::Sampled(sampled) => self.sample = Some(sampled.clone()),
            CampaignEvent::Found(found) => self.find(found),
            CampaignEvent::Dismissed { finding, reason, .. } => {
                self.settle(*finding, FindingStage::Dismissed, reason);
            }
            CampaignEvent::NoticeIssued(notice) => self.notify(notice),
            CampaignEvent::Replied { notice, reply } => self.reply(*notice, reply),
            CampaignEvent::Rechecked { finding, recheck } => self.change(*finding, |finding| {
                finding.stage =
                    if recheck.is_corrected { FindingStage::Corrected } else { FindingStage::NotCorrected };
                finding.rechecks.push(recheck.clone());
            }),
            CampaignEvent::Escalated { finding, reason, .. } => {
                self.settle(*finding, FindingStage::Escalated, reason);
            }
            CampaignEvent::Closed { on, .. } => self.closed_on = Some(*on),
        }
    }

    fn find(&mut self, found: &CampaignFinding) {
        self.known.insert(key(found));
        self.findings.push(TrackedFinding {
            found: found.clone(),
            stage: FindingStage::Open,
            notice: None,
            rechecks: Vec::new(),
            reason: None,
        });
    }

    fn change(&mut self, finding: u16, change: impl FnOnce(&mut TrackedFinding)) {
        if let Some(finding) = index(finding).and_then(|index| self.findings.get_mut(index)) {
            change(finding);
        }
    }

    fn settle(&mut self, finding: u16, stage: FindingStage, reason: &str) {
        self.change(finding, |finding| {
            finding.stage = stage;
            finding.reason = Some(reason.to_owned());
        });
    }

    fn notify(&mut self, notice: &RectificationNotice) {
        self.notices.push(TrackedNotice { notice: notice.clone(), reply: None });
        let place = u16::try_from(self.notices.len()).ok();
        for finding in &notice.findings {
            self.change(*finding, |finding| {
                finding.stage = FindingStage::Noticed;
                finding.notice = place;
            });
        }
    }

    fn reply(&mut self, notice: u16, reply: &RectificationReply) {
        let Some(tracked) = index(notice).and_then(|index| self.notices.get_mut(index)) else { return };
        tracked.reply = Some(reply.clone());
        let waiting = self.findings.iter_mut().filter(|finding| finding.notice == Some(notice));
        for finding in waiting.filter(|finding| finding.stage == FindingStage::Noticed) {
            finding.stage = FindingStage::Replied;
        }
    }

    /// A finding by its place, from 1.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is none.
    pub fn finding(&self, finding: u16) -> Result<&TrackedFinding, Refusal> {
        let tracked = index(finding).and_then(|index| self.findings.get(index));
        tracked.ok_or_else(|| Refusal::new("finding_exists", "没有这项检查发现。"))
    }

    /// A notice by its place, from 1.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is none.
    pub fn notice(&self, notice: u16) -> Result<&TrackedNotice, Refusal> {
        let tracked = index(notice).and_then(|index| self.notices.get(index));
        tracked.ok_or_else(|| Refusal::new("notice_exists", "没有这份督促整改通知书。"))
    }

    /// Whether the same was found before, by the same version of a rule or in the same words.
    pub fn knows(&self, found: &CampaignFinding) -> bool {
        self.known.contains(&key(found))
    }

    /// Whether the record is looked at: any record without a sample, those drawn with one.
    pub fn covers(&self, record: &str) -> bool {
        self.sample.as_ref().is_none_or(|sample| sample.drawn.iter().any(|drawn| drawn == record))
    }
}

fn index(place: u16) -> Option<usize> {
    usize::from(place).checked_sub(1)
}
