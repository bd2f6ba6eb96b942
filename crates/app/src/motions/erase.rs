//! Erasing the maker of a motion once it need not be kept (删除个人信息).

use gongkai_request::motion::{self, Motion, MotionId};
use gongkai_statute::retention;
use gongkai_store::request::MotionRow;
use jiff::civil::Date;

use crate::requests::{ERASERS, pure};
use crate::{Actor, App, AppError};

impl App {
    /// Erases the maker of a motion: the key is destroyed with the event.
    ///
    /// # Errors
    ///
    /// Refused while the motion is open, must be kept, or a remedy may still be sought.
    pub async fn erase_motion(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        self.load_existing::<Motion>(&id.stream(agency)).await?;
        let years = self.agency_state(agency).await?.settings.letters.retention_years;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Motion, _, _>(actor, &id.stream(agency), |motion| {
            motion::erase(motion, reason, years, &pure(&context, &calendar))
        })
        .await?;
        Ok(())
    }

    /// A motion as far as whoever erases may see it: number and subject.
    pub async fn erasable_motion(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
    ) -> Result<MotionRow, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        self.store.motion(agency, id).await?.ok_or(AppError::NotFound)
    }

    /// Motions whose period is over and whose maker is not erased, with the day they were over, oldest first.
    pub async fn motions_kept_too_long(
        &self,
        actor: &Actor,
        agency: &str,
        limit: u32,
    ) -> Result<Vec<(MotionRow, Date)>, AppError> {
        self.permit_in_tree(actor, ERASERS, agency).await?;
        let years = self.agency_state(agency).await?.settings.letters.retention_years;
        Ok(self
            .store
            .motions_kept_since(agency, retention::closed_before(self.today(), years), limit)
            .await?)
    }
}
