//! Items of government information (主动公开): drafted, reviewed, published, kept right, withdrawn.

use std::collections::BTreeSet;

use gongkai_agency::Role;
use gongkai_publication::{
    AfterReview, Item, ItemEvent, NewValidity, Opening, OpeningEvent, Openings, Refusal, Revision,
    SecrecyFinding, Withdrawal, abandon, approve, change_validity, edit, limit_access, publish, pull,
    review_afterwards, review_secrecy, revise, send_back, state_opening, submit, withdraw,
};
use gongkai_store::BlobId;

use crate::{Actor, Aggregate, App, AppError, FieldError};

mod asked;
mod draft;
mod duty;
mod files;
mod folder;
mod import;
pub mod markdown;
mod purge;
mod push;
mod read;
pub(crate) mod rules;
mod screen;
mod sheet;
mod table;
mod times;

pub use asked::FromRequest;
pub use draft::Text;
pub use duty::{DutyCount, ItemDuty};
pub use folder::{FileTold, FolderCounts};
pub use gongkai_screening::Kind as FoundKind;
pub use import::{LegacyItem, LegacyNumber, OldSite};
pub use push::{PushedItem, TakenItem};
pub use read::{Basics, CategoryCover, ColumnCover, ItemTask, ItemView, PublicItem};
pub(crate) use screen::escaped;
pub use screen::{AnsweredCase, FoundHere, ItemScreening, UNREAD, UnreadPart};
pub use sheet::{SheetFacts, SheetForm};
pub use table::{ItemColumn, ItemTold, TableCounts, item_template};

impl Aggregate for Item {
    const AREA: &'static str = "item";
    type Event = ItemEvent;

    fn apply(&mut self, event: &ItemEvent) {
        Item::apply(self, event);
    }
}

impl Aggregate for Openings {
    const AREA: &'static str = "item";
    type Event = OpeningEvent;

    fn apply(&mut self, event: &OpeningEvent) {
        Openings::apply(self, event);
    }
}

/// Who writes.
const WRITERS: &[Role] = &[Role::Author, Role::Officer];
/// Who approves a level.
const APPROVERS: &[Role] = &[Role::Reviewer, Role::UnitHead, Role::Leader];
/// Who may send a draft back.
const READERS: &[Role] =
    &[Role::Reviewer, Role::SecrecyReviewer, Role::UnitHead, Role::Leader, Role::Officer];

impl App {
    /// Changes the edition in work; approvals so far are void.
    pub async fn edit_item(&self, actor: &Actor, id: &str, text: Text) -> Result<Vec<String>, AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        let (checked, notes) = self.checked(&agency, text).await?;
        self.change_item(actor, id, |item, context| edit(item, &checked, context)).await?;
        Ok(notes)
    }

    /// Hands the edition in work in for review; with a reason as an emergency, which skips the editorial levels.
    pub async fn submit_item(
        &self,
        actor: &Actor,
        id: &str,
        emergency: Option<&str>,
    ) -> Result<(), AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        self.check_screened(id).await?;
        self.check_planned(&agency, &self.item_state(id).await?).await?;
        self.change_item(actor, id, |item, context| submit(item, emergency, context)).await
    }

    /// Approves the level where the edition stands; `seen` is the content hash that was on screen.
    pub async fn approve_item(
        &self,
        actor: &Actor,
        id: &str,
        seen: &str,
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, APPROVERS, id).await?;
        self.change_item(actor, id, |item, context| approve(item, seen, note, context)).await
    }

    /// Records the secrecy review.
    pub async fn review_item_secrecy(
        &self,
        actor: &Actor,
        id: &str,
        finding: &SecrecyFinding,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::SecrecyReviewer], id).await?;
        self.change_item(actor, id, |item, context| review_secrecy(item, finding, context)).await
    }

    /// Sends the edition in work back to its author.
    pub async fn send_back_item(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, READERS, id).await?;
        self.change_item(actor, id, |item, context| send_back(item, reason, context)).await
    }

    /// Publishes the edition in work.
    pub async fn publish_item(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, publish).await
    }

    /// Records the review that follows an emergency publication.
    pub async fn review_item_afterwards(
        &self,
        actor: &Actor,
        id: &str,
        finding: AfterReview,
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, APPROVERS, id).await?;
        self.change_item(actor, id, |item, context| review_afterwards(item, finding, note, context)).await
    }

    /// Drafts a new edition of an item that was public.
    pub async fn revise_item(
        &self,
        actor: &Actor,
        id: &str,
        text: Text,
        change_note: &str,
        minor: bool,
    ) -> Result<Vec<String>, AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        let (checked, notes) = self.checked(&agency, text).await?;
        let levels = self.agency_state(&agency).await?.review_levels(&checked.content().column);
        let revision = Revision { checked, change_note: change_note.to_owned(), minor, levels };
        self.change_item(actor, id, |item, context| revise(item, &revision, context)).await?;
        Ok(notes)
    }

    /// Gives up the edition in work.
    pub async fn abandon_item(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, WRITERS, id).await?;
        self.change_item(actor, id, |item, context| abandon(item, reason, context)).await
    }

    /// Records that a document was modified, expired or was repealed.
    pub async fn change_item_validity(
        &self,
        actor: &Actor,
        id: &str,
        change: &NewValidity,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        if let Some(act) = &change.act_item
            && self.store.item(act).await?.is_none()
        {
            return Err(AppError::field("act_item", "没有找到据以变更效力的文件，请核对索引号。"));
        }
        self.change_item(actor, id, |item, context| change_validity(item, change, context)).await
    }

    /// Withdraws an item in due form; its address stays and says so.
    pub async fn withdraw_item(
        &self,
        actor: &Actor,
        id: &str,
        withdrawal: &Withdrawal,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        if let Some(successor) = &withdrawal.successor
            && (successor == id || self.store.item(successor).await?.is_none())
        {
            return Err(AppError::field("successor", "没有找到取代它的条目，请核对索引号。"));
        }
        self.change_item(actor, id, |item, context| withdraw(item, withdrawal, context)).await
    }

    /// Takes an item away at once (紧急撤稿): one officer, one act.
    pub async fn pull_item(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), AppError> {
        self.permit_on_item(actor, &[Role::Officer], id).await?;
        self.change_item(actor, id, |item, context| pull(item, reason, context)).await
    }

    /// States how much an agency had published before the platform counted.
    pub async fn state_item_opening(&self, actor: &Actor, opening: Opening) -> Result<(), AppError> {
        self.permit_in_tree(actor, &[Role::Officer, Role::Operator], &opening.agency).await?;
        let opening = Opening { by: self.context(actor).by, ..opening };
        if let Some(file) = &opening.evidence_file
            && BlobId::parse(file).is_none()
        {
            return Err(AppError::field("evidence_file", "证明文件尚未上传完毕，请重新上传。"));
        }
        let today = self.today();
        let id = format!("{}/opening", opening.agency);
        self.update::<Openings, _, _>(actor, &id, |openings| state_opening(openings, opening.clone(), today))
            .await?;
        Ok(())
    }

    /// An item's present state, for whoever may see drafts.
    pub async fn item_state(&self, id: &str) -> Result<Item, AppError> {
        Ok(self.load_existing::<Item>(id).await?.state)
    }

    /// The item's agency, when the actor holds one of `roles` there.
    async fn permit_on_item(&self, actor: &Actor, roles: &[Role], id: &str) -> Result<String, AppError> {
        let (agency, _) = id.rsplit_once('/').ok_or(AppError::NotFound)?;
        self.permit_in_tree(actor, roles, agency).await?;
        if !self.may_see_item(actor, id).await? {
            return Err(AppError::Forbidden);
        }
        Ok(agency.to_owned())
    }

    /// May the actor see an item at all? Only those named may where that is limited.
    pub async fn may_see_item(&self, actor: &Actor, id: &str) -> Result<bool, AppError> {
        let Actor::Account { login, .. } = actor else { return Ok(true) };
        Ok(self.store.limited_to(id).await?.is_none_or(|logins| logins.contains(login)))
    }

    /// Items of an agency that the actor may not see.
    pub async fn hidden_items(&self, actor: &Actor, agency: &str) -> Result<BTreeSet<String>, AppError> {
        let Actor::Account { login, .. } = actor else { return Ok(BTreeSet::new()) };
        let limited = self.store.limited_items(agency).await?.into_iter();
        Ok(limited.filter(|(_, logins)| !logins.contains(login)).map(|(item, _)| item).collect())
    }

    /// Limits who may see an item that is not public; with nobody named everybody with a role may again.
    pub async fn limit_item_access(
        &self,
        actor: &Actor,
        id: &str,
        logins: &[String],
    ) -> Result<(), AppError> {
        let agency = self.permit_on_item(actor, WRITERS, id).await?;
        let known = self.store.accounts(&agency).await?;
        if logins.iter().any(|login| !known.iter().any(|account| account.login == *login)) {
            return Err(AppError::field("logins", "范围里有本机关没有的人员，请重新选择。"));
        }
        self.change_item(actor, id, |item, context| limit_access(item, logins, context)).await
    }

    async fn change_item<F>(&self, actor: &Actor, id: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Item, &gongkai_publication::Context) -> Result<Vec<ItemEvent>, Refusal> + Send + Sync,
    {
        // Never born is not found: an id is not a way to make an item.
        self.load_existing::<Item>(id).await?;
        let context = self.publication_context(actor);
        self.update::<Item, _, _>(actor, id, |item| decide(item, &context)).await?;
        Ok(())
    }

    pub(crate) fn publication_context(&self, actor: &Actor) -> gongkai_publication::Context {
        let context = self.context(actor);
        gongkai_publication::Context { by: context.by, now: context.now, today: context.today }
    }
}

/// The pure crate's faults as faults of a form.
fn field_errors(faults: Vec<gongkai_publication::Fault>) -> AppError {
    let error = |fault: gongkai_publication::Fault| FieldError { field: fault.field, message: fault.message };
    AppError::Fields(faults.into_iter().map(error).collect())
}
