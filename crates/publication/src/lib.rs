//! Items of government information, their editions, review, publication and end (主动公开).
//!
//! An item has editions; an edition never changes; at most one is public. An approval is bound to the hash of what
//! was approved, so any change voids it. Pure: a decision is a function of a state and what it is told.

mod codes;
mod content;
mod document_number;
mod draft;
mod duty;
mod event;
mod index;
mod inquiry;
mod inventory;
mod opening;
mod plan;
mod reason;
mod review;
mod schedule;
mod solicitation;
mod state;
mod summary;
mod supply;
mod times;
mod withdraw;

pub use codes::{
    AfterReview, Attribute, Fall, Genre, InterpretationForm, LegalKind, Origin, Reassessment,
    SecrecyConclusion, Validity, WithdrawalKind,
};
pub use content::{Attachment, Checked, Content, ContentHash, Fault, SUMMARY_CHARACTERS, is_withholding};
pub use document_number::DocumentNumber;
pub use draft::{Context, Legacy, Revision, abandon, draft, edit, import, revise};
pub use duty::{Assessment, PENALTIES, decision_fell, hold, limit_access, plan_interpretation, reassess};
pub use event::{
    AfterReviewed, Approved, DecisionFell, Drafted, Edited, EndSet, FindingAnswered, Held, Imported,
    InterpretationPlan, ItemEvent, Published, Purged, Reassessed, Revised, Scheduled, SecrecyReviewed,
    SentBack, Submitted, ValidityChange, Withdrawn,
};
pub use gongkai_statute::Refusal;
pub use index::{IndexNumber, IndexTemplate, IndexValues};
pub use inquiry::{
    Dismissal, Inquiry, InquiryAnswer, InquiryDismissed, InquiryEvent, InquiryKind, InquiryReceived,
    InquiryStage, LONGEST_INQUIRY, Satisfaction, approve_answer, dismiss_inquiry, draft_answer,
    erase_inquiry, hide_inquiry, rate_inquiry, receive_inquiry, return_answer,
};
pub use inventory::{
    EntryState, EntryWay, Filing, FilingEvent, Inventory, InventoryEdition, InventoryEntry, InventoryEvent,
    InventoryKind, MOST_ENTRIES, adopt_inventory, end_inventory, entry_state, file_under,
};
pub use opening::{Opening, OpeningEvent, Openings, state_opening};
pub use plan::{
    Plan, PlanEvent, PlanMade, PlannedStage, Stage as PlanStage, StageEnd, add_stage, end_plan, finish_stage,
    make_plan, move_stage, waive_stage,
};
pub use review::{
    SecrecyFinding, answer_finding, approve, publish, review_afterwards, review_secrecy, send_back, submit,
};
pub use schedule::{CategoryState, CategoryStock, ColumnState, column_state, coverage, publication_due};
pub use solicitation::{
    Adoption, BUSINESS_ARTICLE, BUSINESS_DAYS, OpinionChannel, OpinionEvent, OpinionReceived, OpinionWeighed,
    Solicitation, SolicitationEvent, SolicitationOpened, SolicitedOpinion, as_a_rule_through, draft_feedback,
    erase_opinion, extend_solicitation, open_solicitation, receive_opinion, stop_solicitation, weigh_opinion,
};
pub use state::{Edition, HeldBack, Identity, Item, Showing, Stage, Work};
pub use summary::propose_summary;
pub use supply::{Delivery, Place, PlaceKind, Supply, SupplyEvent, close_place, deliver, receive, set_place};
pub use times::{cancel_end, end, publish_scheduled, schedule, set_end, unschedule};
pub use withdraw::{NewValidity, Purge, Withdrawal, change_validity, contents, pull, purge, withdraw};
