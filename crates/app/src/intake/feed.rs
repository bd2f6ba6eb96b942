//! The feed of one request (订阅办理进展): at an address nobody guesses, without a word about anybody.

use gongkai_request::{Case, Stage};
use jiff::Timestamp;

use super::code::OpenedCase;
use crate::{App, AppError};

/// Hexadecimal digits of an address.
const LENGTH: usize = 32;

/// One line of a feed: stages and codes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// Place in the case's stream: the entry's identity.
    pub version: u64,
    /// What happened.
    pub what: &'static str,
    /// When it was recorded.
    pub at: Timestamp,
}

/// The feed of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFeed {
    /// Name of the agency.
    pub agency: String,
    /// Where it stands.
    pub stage: &'static str,
    /// What happened, newest first.
    pub entries: Vec<FeedEntry>,
}

impl App {
    /// The part of the feed's address that nobody guesses.
    pub fn feed_key(&self, opened: &OpenedCase) -> String {
        self.feed_key_of(&opened.number().stream(opened.agency()))
    }

    fn feed_key_of(&self, id: &str) -> String {
        let mut key = self.vault.lookup_hash("case feed", id);
        key.truncate(LENGTH);
        key
    }

    /// The feed at an address; any wrong one is not found.
    pub async fn case_feed(&self, agency: &str, number: &str, key: &str) -> Result<CaseFeed, AppError> {
        let number = gongkai_request::CaseNumber::parse(number).ok_or(AppError::NotFound)?;
        let id = number.stream(agency);
        if self.feed_key_of(&id) != key {
            return Err(AppError::NotFound);
        }
        let loaded = self.load_existing::<Case>(&id).await?;
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let mut entries = Vec::new();
        for recorded in &loaded.events {
            let event = gongkai_journal::decode(recorded)?;
            entries.extend(super::afterwards::what_happened(&event).map(|what| FeedEntry {
                version: recorded.version.0,
                what,
                at: recorded.recorded_at,
            }));
        }
        entries.reverse();
        let stage = match loaded.state.stage() {
            Stage::Unborn | Stage::AwaitingConfirmation => "待双方确认",
            Stage::Running | Stage::Consulting | Stage::Drafted | Stage::Approved => "正在办理",
            Stage::WaitingSupplement => "待补正",
            Stage::WaitingFee => "待缴费",
            Stage::Closed => "已办结",
        };
        Ok(CaseFeed { agency: row.name, stage, entries })
    }
}
