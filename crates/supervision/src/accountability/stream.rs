//! A case as a stream: why it was opened, what was done, what came of it.

use gongkai_statute::{Article, REGULATION_2019, codes};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

codes! {
    /// Why an agency is called to account (追责情形), Arts. 52 and 53.
    AccountGround {
        NoSystem = "no_system", "未建立健全政府信息公开有关制度、机制";
        DutyUnmet = "duty_unmet", "不依法履行政府信息公开职能";
        NotUpdated = "not_updated", "不及时更新公开的政府信息内容、政府信息公开指南和政府信息公开目录";
        Otherwise = "otherwise", "违反《政府信息公开条例》规定的其他情形";
    }
}

impl AccountGround {
    /// The article it rests on.
    pub const fn source(self) -> Article {
        match self {
            AccountGround::NoSystem => REGULATION_2019.article(52),
            AccountGround::DutyUnmet => REGULATION_2019.article(53).item(1),
            AccountGround::NotUpdated => REGULATION_2019.article(53).item(2),
            AccountGround::Otherwise => REGULATION_2019.article(53).item(3),
        }
    }
}

codes! {
    /// What was done (处理措施), Arts. 47, 52 and 53.
    Measure {
        Urged = "urged", "督促整改";
        Criticised = "criticised", "通报批评";
        OrderedToCorrect = "ordered_to_correct", "责令改正";
        ProposedDiscipline = "proposed_discipline", "向有权机关提出处理建议";
        HandedToProsecution = "handed_to_prosecution", "移送司法机关";
    }
}

impl Measure {
    /// The article that allows it.
    pub const fn source(self, ground: AccountGround) -> Article {
        match self {
            Measure::Urged | Measure::Criticised | Measure::ProposedDiscipline => {
                REGULATION_2019.article(47).para(1)
            }
            Measure::OrderedToCorrect | Measure::HandedToProsecution => ground.source(),
        }
    }

    /// Others than the authority decide what comes of it.
    pub const fn goes_to_others(self) -> bool {
        matches!(self, Measure::ProposedDiscipline | Measure::HandedToProsecution)
    }
}

codes! {
    /// What came of a measure (处理结果).
    AccountResult {
        Corrected = "corrected", "已改正";
        NotCorrected = "not_corrected", "未改正";
        Disciplined = "disciplined", "已给予处分";
        Prosecuted = "prosecuted", "已追究刑事责任";
        NotPursued = "not_pursued", "不予追究";
    }
}

/// An event of stream `accountability/<authority>/<n>`. People appear as numbers only: names and posts are in the file
/// of the disciplinary body, not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AccountEvent {
    /// The case was opened.
    #[serde(rename = "accountability.opened.v1")]
    Opened(Box<AccountOpened>),
    /// A measure was taken.
    #[serde(rename = "accountability.measure_taken.v1")]
    MeasureTaken(MeasureTaken),
    /// What came of a measure is known.
    #[serde(rename = "accountability.result_recorded.v1")]
    ResultRecorded(ResultRecorded),
    /// The case ended.
    #[serde(rename = "accountability.closed.v1")]
    Closed {
        /// What the case shows.
        conclusion: String,
        /// Day.
        on: Date,
        /// Login of whoever closed it.
        by: String,
    },
}

/// A case as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOpened {
    /// Code of the authority.
    pub authority: String,
    /// Code of the agency.
    pub agency: String,
    /// Why.
    pub ground: AccountGround,
    /// What happened.
    pub facts: String,
    /// Where it came from: a finding, a complaint, a remedy lost; keys of records.
    pub sources: Vec<String>,
    /// Day.
    pub on: Date,
    /// Login of whoever opened it.
    pub by: String,
}

/// A measure (处理措施).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureTaken {
    /// What.
    pub measure: Measure,
    /// Number of the document (文号).
    pub document: String,
    /// By when the agency has to act; `None` where others decide.
    pub due_on: Option<Date>,
    /// Day.
    pub on: Date,
    /// Login of whoever recorded it.
    pub by: String,
}

/// What came of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRecorded {
    /// The measure, by place from 1.
    pub measure: u16,
    /// What came of it.
    pub result: AccountResult,
    /// The organ that decided (作出决定的机关).
    pub organ: String,
    /// How many people it concerns.
    pub persons: u16,
    /// Day of the decision.
    pub decided_on: Date,
    /// Login of whoever recorded it.
    pub by: String,
}

/// A case (责任追究).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountCase {
    /// How it was opened; `None` when nothing was ever recorded.
    pub opened: Option<Box<AccountOpened>>,
    /// The measures, by place, each with what came of it.
    pub measures: Vec<(MeasureTaken, Option<ResultRecorded>)>,
    /// When it ended.
    pub closed_on: Option<Date>,
}

impl AccountCase {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::Opened(opened) => self.opened = Some(opened.clone()),
            AccountEvent::MeasureTaken(taken) => self.measures.push((taken.clone(), None)),
            AccountEvent::ResultRecorded(recorded) => {
                let place = usize::from(recorded.measure).checked_sub(1);
                if let Some((_, result)) = place.and_then(|place| self.measures.get_mut(place)) {
                    *result = Some(recorded.clone());
                }
            }
            AccountEvent::Closed { on, .. } => self.closed_on = Some(*on),
        }
    }

    /// The measures whose result is not known yet, with their places.
    pub fn pending(&self) -> impl Iterator<Item = (u16, &MeasureTaken)> {
        let open = (1u16..).zip(&self.measures).filter(|(_, (_, result))| result.is_none());
        open.map(|(place, (taken, _))| (place, taken))
    }

    /// Whether the agency let the day of a measure pass.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.pending().any(|(_, taken)| taken.due_on.is_some_and(|due| due < today))
    }
}
