//! What items say and attach (正文、附件): each kept under a key of its own, named by the hash of what it says.
//!
//! Destroying the key purges every copy, those in backups of the blobs included; the journal keeps the hash. What was
//! kept before keys were, and texts of other kinds, stand in plain under their hash.

use gongkai_store::site::ContentKey;
use gongkai_store::{BlobId, StoreError};

use crate::vault::{self, VaultError, random, to_hex};
use crate::{App, AppError};

impl App {
    /// Keeps what an item says or attaches; the hash it is named by.
    pub async fn keep_content(&self, plain: Vec<u8>) -> Result<String, AppError> {
        Ok(self.keep_contents(vec![plain]).await?.swap_remove(0))
    }

    /// Keeps many at once: each waits for the disk, so they wait together. Their hashes, in order.
    pub(crate) async fn keep_contents(&self, plain: Vec<Vec<u8>>) -> Result<Vec<String>, AppError> {
        let mut puts = Vec::with_capacity(plain.len());
        let mut hashes = Vec::with_capacity(plain.len());
        for bytes in plain {
            let hash = BlobId::of(&bytes).as_str().to_owned();
            hashes.push(hash.clone());
            // The same words again are the same content; without its blob it is kept anew.
            if let Some(known) = self.store.content_key(&hash).await?
                && let Some(blob) = BlobId::parse(&known.blob)
                && self.blobs.contains(&blob).await?
            {
                continue;
            }
            let (vault, blobs) = (self.vault.clone(), self.blobs.clone());
            puts.push(tokio::spawn(async move {
                let (key, id) = (random::<32>()?, to_hex(&random::<16>()?));
                let sealed = vault::seal(&key, hash.as_bytes(), &bytes)?;
                let blob = blobs.put(sealed).await?.as_str().to_owned();
                let sealed_key = vault.seal_under_site(&place(&id), &key)?;
                Ok::<_, AppError>(ContentKey { hash, id, blob, sealed: sealed_key })
            }));
        }
        let mut keys = Vec::with_capacity(puts.len());
        for put in puts {
            let kept =
                put.await.map_err(|error| AppError::Inconsistent(format!("keeping content: {error}")))?;
            keys.push(kept?);
        }
        self.store.save_content_keys(keys).await?;
        Ok(hashes)
    }

    /// Does the site key open what it should? One key of a content is tried, if there is any.
    pub(crate) async fn opens_content(&self) -> Result<(), AppError> {
        if let Some(known) = self.store.some_content_key().await? {
            self.vault.open_under_site(&place(&known.id), &known.sealed)?;
        }
        Ok(())
    }

    /// The bytes of what an item says or attaches; [`AppError::NotFound`] once they were purged.
    pub async fn content(&self, hash: &str) -> Result<Vec<u8>, AppError> {
        let name = BlobId::parse(hash).ok_or(AppError::NotFound)?;
        let Some(known) = self.store.content_key(hash).await? else {
            return match self.blobs.get(&name).await {
                Err(StoreError::BlobMissing(_)) => Err(AppError::NotFound),
                read => Ok(read?),
            };
        };
        self.content_under(&known).await
    }

    /// The bytes of a content whose key is at hand.
    pub async fn content_under(&self, known: &ContentKey) -> Result<Vec<u8>, AppError> {
        let hash = known.hash.as_str();
        let name = BlobId::parse(hash).ok_or(AppError::NotFound)?;
        let key = self.vault.open_under_site(&place(&known.id), &known.sealed)?;
        let blob = BlobId::parse(&known.blob).ok_or(VaultError::DoesNotOpen)?;
        let plain = vault::open(&key, hash.as_bytes(), &self.blobs.get(&blob).await?)?;
        // The seal binds the bytes to the hash, and the hash to the bytes.
        if BlobId::of(&plain) == name { Ok(plain) } else { Err(StoreError::BlobChanged(name).into()) }
    }
}

/// Where the key of a content stands, which it is bound to.
fn place(id: &str) -> String {
    format!("content/{id}")
}
