//! Campaigns that look again at what was published (“回头看”), Arts. 46 and 47.
//!
//! A scope, often a sample anybody can draw again, findings with a snapshot of what was seen, a notice to put them
//! right, a reply, a second look; what is not put right is made known in a circular.

mod acts;
mod sample;
mod stream;

pub use acts::{
    MOST_FINDINGS, close_campaign, dismiss_finding, draw_sample, escalate_finding, issue_notice,
    open_campaign, recheck_finding, record_finding, reply_notice,
};
pub use sample::{draw, population_hash};
pub use stream::{
    Campaign, CampaignEvent, CampaignFinding, CampaignOpened, FindingStage, Recheck, RectificationNotice,
    RectificationReply, SampleRule, Sampled, Scope, TrackedFinding, TrackedNotice,
};
