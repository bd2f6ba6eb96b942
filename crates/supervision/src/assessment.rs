//! Assessment of agencies (工作考核), Art. 46: score sheets as data, formulas over figures, appeals, ranking.
//!
//! A sheet is checked before anybody is scored by it. What can be counted is counted from figures; what cannot is scored
//! by a person with evidence; an agency may appeal, and each total opens into the indicators and figures it comes from.

mod acts;
mod formula;
mod sheet;
mod stream;

pub use acts::{
    announce_scores, appeal_score, close_assessment, decide_appeal, give_points, open_assessment,
    take_figures,
};
pub use formula::{Formula, FormulaError, Value};
pub use sheet::{
    CheckedSheet, ItemScore, Ranked, ScoreSheet, SheetError, SheetItem, SheetScore, WhenEmpty, rank,
};
pub use stream::{
    AgencyScores, Appeal, Assessment, AssessmentEvent, AssessmentOpened, FiguresTaken, PointsGiven,
};
