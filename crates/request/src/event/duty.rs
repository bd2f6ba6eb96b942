//! Duties before a reply and what the desk does with a case: check-lists, objections, take-over, reminders, escalation.

use gongkai_statute::Decision;
use gongkai_statute::checklist::Answer;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{DeliveryWay, ObjectionFinding, answer, decision};
use crate::number::CaseNumber;

/// A check-list answered (核对表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistAnswered {
    /// The ground whose questions were answered.
    #[serde(with = "decision")]
    pub decision: Decision,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answered>,
    /// Who answered.
    pub by: String,
    /// Day.
    pub on: Date,
}

/// One answer of a check-list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Key of the question within its decision.
    pub question: String,
    /// The answer.
    #[serde(with = "answer")]
    pub answer: Answer,
    /// What is to be said of it.
    pub remark: Option<String>,
}

/// Information is disclosed although the third party objects (公共利益决定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicInterestDecided {
    /// The letter that was answered by the objection.
    pub letter: String,
    /// Why the objection does not hold.
    pub finding: ObjectionFinding,
    /// Reasons.
    pub reasons: String,
    /// What is disclosed.
    pub content: String,
    /// Head of the disclosure unit or leader who decided.
    pub by: String,
    /// Day.
    pub on: Date,
}

/// The third party was told in writing what is disclosed and why (告知第三方).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThirdPartyTold {
    /// The letter whose objection was overridden.
    pub letter: String,
    /// Day signed for or posted.
    pub on: Date,
    /// How.
    pub way: DeliveryWay,
    /// Number of the document, when given.
    pub document: Option<String>,
}

/// A successor of an ended agency goes on with the case (承接).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOver {
    /// Code of the successor.
    pub successor: String,
    /// Day.
    pub on: Date,
    /// The document that ordered the reform.
    pub basis: String,
}

/// Two requests look alike and are not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateDismissed {
    /// The other request.
    pub of: CaseNumber,
    /// Why they differ.
    pub reason: String,
    /// Who looked.
    pub by: String,
    /// Day.
    pub on: Date,
}

/// The section was reminded (催办).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// What was said.
    pub note: String,
    /// Who reminds.
    pub by: String,
    /// Day.
    pub on: Date,
}

/// The officer was reminded that the last day to reply comes near (期限提醒).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueReminded {
    /// Day of the reminder.
    pub on: Date,
    /// The last day it is about.
    pub due: Date,
    /// The agency's mark that was reached: working days left at most.
    pub mark: u16,
    /// Working days left on that day.
    pub left: u16,
}

/// An overdue case was brought before those above (逾期上报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// Day of the report.
    pub on: Date,
    /// The last day that is over.
    pub due: Date,
    /// Before whom: role and agency, e.g. `leader@jx`.
    pub to: Vec<String>,
}
