//! Destroying what an item said after it was taken away (清除内容): keys in the journal's transaction, then the blobs.

use gongkai_agency::Role;
use gongkai_publication::{Item, Purge, contents, purge};
use gongkai_store::BlobId;

use crate::{Actor, App, AppError};

/// Who destroys: those who answer for the unit, not whoever took it away in haste.
const PURGERS: &[Role] = &[Role::UnitHead, Role::Leader];

impl App {
    /// Destroys what a withdrawn or pulled item said and attached; how many of its contents other items keep.
    pub async fn purge_item(&self, actor: &Actor, id: &str, reason: &str) -> Result<usize, AppError> {
        self.permit_on_item(actor, PURGERS, id).await?;
        let item = self.load_existing::<Item>(id).await?.state;
        let mut what = Purge { reason: reason.to_owned(), ..Purge::default() };
        let (mut blobs, mut shared) = (Vec::new(), 0);
        for hash in contents(&item) {
            if self.store.is_content_elsewhere(id, &hash).await? {
                shared += 1;
                continue;
            }
            match self.store.content_key(&hash).await? {
                Some(key) => {
                    blobs.extend(BlobId::parse(&key.blob));
                    what.keys.push(key.id);
                }
                // Kept before contents had keys: the bytes themselves have to go.
                None => blobs.extend(BlobId::parse(&hash)),
            }
            what.hashes.push(hash);
        }
        self.change_item(actor, id, |item, context| purge(item, &what, context)).await?;
        for blob in blobs {
            self.blobs.remove(&blob).await?;
        }
        Ok(shared)
    }
}
