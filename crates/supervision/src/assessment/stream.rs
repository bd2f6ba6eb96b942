//! An assessment as a stream: its sheet, the figures, what people gave, appeals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::sheet::{CheckedSheet, Ranked, ScoreSheet, SheetScore, rank};
use crate::Refusal;
use crate::inspection::Points;

/// An event of stream `assessment/<authority>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AssessmentEvent {
    /// The assessment began.
    #[serde(rename = "assessment.opened.v1")]
    Opened(Box<AssessmentOpened>),
    /// The figures of an agency were taken from the records, or taken anew.
    #[serde(rename = "assessment.figures_taken.v1")]
    FiguresTaken(FiguresTaken),
    /// A person scored an indicator.
    #[serde(rename = "assessment.points_given.v1")]
    PointsGiven(PointsGiven),
    /// The agencies were told their scores.
    #[serde(rename = "assessment.announced.v1")]
    Announced {
        /// The last day to appeal.
        appeal_until: Date,
        /// Why, although some agencies have no total.
        reason: Option<String>,
        /// Day.
        on: Date,
        /// Login of whoever announced.
        by: String,
    },
    /// An agency does not agree with a score.
    #[serde(rename = "assessment.appealed.v1")]
    Appealed {
        /// The agency.
        agency: String,
        /// The indicator.
        item: String,
        /// Why.
        words: String,
        /// Day.
        on: Date,
        /// Login of whoever appealed.
        by: String,
    },
    /// An appeal was decided.
    #[serde(rename = "assessment.appeal_decided.v1")]
    AppealDecided {
        /// The agency.
        agency: String,
        /// The indicator.
        item: String,
        /// The new score; `None` when the old one stands.
        points: Option<Points>,
        /// Why.
        reason: String,
        /// Day.
        on: Date,
        /// Login of whoever decided.
        by: String,
    },
    /// The scores are final.
    #[serde(rename = "assessment.closed.v1")]
    Closed {
        /// Day.
        on: Date,
        /// Login of whoever closed it.
        by: String,
    },
}

/// An assessment as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentOpened {
    /// Code of the authority.
    pub authority: String,
    /// First day that counts.
    pub from: Date,
    /// Last day that counts.
    pub until: Date,
    /// What is scored and how.
    pub sheet: ScoreSheet,
    /// Names of the figures that can be counted.
    pub figures: Vec<String>,
    /// Codes of the agencies.
    pub agencies: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever opened it.
    pub by: String,
}

/// The figures of an agency (考核数据).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresTaken {
    /// The agency.
    pub agency: String,
    /// By name; what nobody knows is left out.
    pub figures: BTreeMap<String, i64>,
    /// The journal's position they were taken at.
    pub position: u64,
    /// Day.
    pub on: Date,
    /// Login of whoever took them, or of the job.
    pub by: String,
}

/// Points a person gave (人工评分).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsGiven {
    /// The agency.
    pub agency: String,
    /// The indicator.
    pub item: String,
    /// The points.
    pub points: Points,
    /// Why.
    pub words: String,
    /// SHA-256 of what it rests on.
    pub evidence: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever gave them.
    pub by: String,
}

/// An appeal (考核申诉).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The indicator.
    pub item: String,
    /// Why the agency does not agree.
    pub words: String,
    /// Login of whoever appealed.
    pub by: String,
    /// How it was decided: why, and the new score if there is one.
    pub decided: Option<(String, Option<Points>)>,
}

/// What an agency's scores come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyScores {
    /// Its figures, the newest.
    pub figures: Option<FiguresTaken>,
    /// What people gave, by indicator, the newest.
    pub given: BTreeMap<String, PointsGiven>,
    /// What appeals changed, by indicator.
    pub changed: BTreeMap<String, Points>,
    /// Its appeals.
    pub appeals: Vec<Appeal>,
}

/// An assessment (考核).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// How it was opened; `None` when nothing was ever recorded.
    pub opened: Option<Box<AssessmentOpened>>,
    /// The agencies.
    pub agencies: BTreeMap<String, AgencyScores>,
    /// The last day to appeal, once the scores were announced.
    pub appeal_until: Option<Date>,
    /// When the scores became final.
    pub closed_on: Option<Date>,
    sheet: Option<CheckedSheet>,
}

impl Assessment {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &AssessmentEvent) {
        match event {
            AssessmentEvent::Opened(opened) => {
                let figures: BTreeSet<&str> = opened.figures.iter().map(String::as_str).collect();
                self.sheet = opened.sheet.check(&figures).ok();
                self.agencies =
                    opened.agencies.iter().map(|agency| (agency.clone(), AgencyScores::default())).collect();
                self.opened = Some(opened.clone());
            }
            AssessmentEvent::FiguresTaken(taken) => {
                self.change(&taken.agency, |scores| scores.figures = Some(taken.clone()));
            }
            AssessmentEvent::PointsGiven(given) => self.change(&given.agency, |scores| {
                scores.given.insert(given.item.clone(), given.clone());
            }),
            AssessmentEvent::Announced { appeal_until, .. } => self.appeal_until = Some(*appeal_until),
            AssessmentEvent::Appealed { agency, item, words, by, .. } => self.change(agency, |scores| {
                let (item, words, by) = (item.clone(), words.clone(), by.clone());
                scores.appeals.push(Appeal { item, words, by, decided: None });
            }),
            AssessmentEvent::AppealDecided { agency, item, points, reason, .. } => {
                self.change(agency, |scores| {
                    let open = |appeal: &&mut Appeal| appeal.item == *item && appeal.decided.is_none();
                    if let Some(appeal) = scores.appeals.iter_mut().find(open) {
                        appeal.decided = Some((reason.clone(), *points));
                    }
                    scores.changed.extend(points.map(|points| (item.clone(), points)));
                });
            }
            AssessmentEvent::Closed { on, .. } => self.closed_on = Some(*on),
        }
    }

    fn change(&mut self, agency: &str, change: impl FnOnce(&mut AgencyScores)) {
        if let Some(scores) = self.agencies.get_mut(agency) {
            change(scores);
        }
    }

    /// The sheet everybody is scored by; `None` before the assessment was opened.
    pub fn sheet(&self) -> Option<&CheckedSheet> {
        self.sheet.as_ref()
    }

    /// An agency by its code.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is not assessed.
    pub fn agency(&self, agency: &str) -> Result<&AgencyScores, Refusal> {
        let scores = self.agencies.get(agency);
        scores.ok_or_else(|| Refusal::new("assessment_agency", "该单位不在本次考核的范围内。"))
    }

    /// The scores of an agency as they stand.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it is not assessed.
    pub fn score(&self, agency: &str) -> Result<SheetScore, Refusal> {
        let scores = self.agency(agency)?;
        let none = BTreeMap::new();
        let figures = scores.figures.as_ref().map_or(&none, |taken| &taken.figures);
        let given = scores.given.iter().map(|(item, given)| (item.clone(), given.points));
        let given: BTreeMap<String, Points> =
            given.chain(scores.changed.iter().map(|(item, points)| (item.clone(), *points))).collect();
        let sheet = self.sheet.as_ref();
        let score = sheet.map(|sheet| sheet.score(figures, &given));
        score.ok_or_else(|| Refusal::new("assessment_exists", "没有发起这次考核。"))
    }

    /// The agencies by their totals, and those without one (排名).
    pub fn ranking(&self) -> (Vec<Ranked>, Vec<&str>) {
        let total = |agency: &str| self.score(agency).ok().and_then(|score| score.total);
        rank(self.agencies.keys().map(|agency| (agency.as_str(), total(agency))))
    }
}
