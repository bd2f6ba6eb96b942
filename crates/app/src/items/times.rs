//! Set times (定时发布、定时撤下): setting them, and keeping them when they come.

use gongkai_agency::Role;
use gongkai_publication::{cancel_end, end, publish_scheduled, schedule, set_end, unschedule};
use gongkai_store::publication::{ItemRow, TimeRow};
use jiff::Timestamp;

use crate::{Actor, App, AppError};

/// Times kept in one round.
const AT_ONCE: u32 = 100;

impl App {
    /// Sets when the edition in work is published.
    pub async fn schedule_item(&self, actor: &Actor, id: &str, at: Timestamp) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, |item, context| schedule(item, at, context)).await
    }

    /// Takes that back.
    pub async fn unschedule_item(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, unschedule).await
    }

    /// Sets when the item is withdrawn, and what its readers are told then.
    pub async fn set_item_end(
        &self,
        actor: &Actor,
        id: &str,
        at: Timestamp,
        notice: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, |item, context| set_end(item, at, notice, context)).await
    }

    /// Takes that back.
    pub async fn cancel_item_end(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, cancel_end).await
    }

    /// Keeps the set times that have come, each once however many nodes try and however late; how many.
    pub async fn keep_item_times(&self) -> Result<u32, AppError> {
        let mut kept = 0;
        for time in self.store.item_times_due(self.now(), AT_ONCE).await? {
            let done = if time.is_end {
                self.change_item(&Actor::System, &time.item, end).await
            } else {
                self.change_item(&Actor::System, &time.item, publish_scheduled).await
            };
            match done {
                Ok(()) => kept += 1,
                // Another node was faster, or an officer acted this moment.
                Err(AppError::Refused(_) | AppError::Busy(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(kept)
    }

    /// Set times of an agency, the earliest first.
    pub async fn item_times(&self, agency: &str) -> Result<Vec<TimeRow>, AppError> {
        Ok(self.store.item_times(agency, AT_ONCE).await?)
    }

    /// How many stand in [`App::items_past_their_day`], counted up to `most`.
    pub async fn count_items_past_their_day(&self, agency: &str, most: u32) -> Result<u64, AppError> {
        Ok(self.store.count_items_past_their_day(agency, self.today(), most).await?)
    }

    /// Public items whose own last day is past and whose force nobody has changed since (过期信息清理).
    pub async fn items_past_their_day(&self, agency: &str, limit: u32) -> Result<Vec<ItemRow>, AppError> {
        Ok(self.store.items_past_their_day(agency, self.today(), limit).await?)
    }
}
