//! Proof files from the log as it stands.

use gongkai_journal::log::{
    Leaf, LeafEvent, Opening, Proof, Tile, TileKind, Tiles, bundle, inclusion_proof, nodes_of_inclusion,
    tile_bytes, tiles_of,
};
use gongkai_request::CaseNumber;
use gongkai_store::log::LogEntry;
use jiff::Timestamp;

use crate::vault::to_hex;
use crate::{App, AppError};

/// An entry with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Its place, from 0.
    pub number: u64,
    /// What it says.
    pub leaf: Leaf,
    /// What it is bound to, as JSON; `None` once it was destroyed.
    pub metadata: Option<String>,
    /// How many entries the log had.
    pub size: u64,
    /// The file.
    pub file: String,
}

impl App {
    /// The proof of an edition's publication; `None` while the log has not come to it.
    pub async fn edition_proof(&self, item: &str, edition: u32) -> Result<Option<Proven>, AppError> {
        self.document_proof(&format!("item/{item}"), edition).await
    }

    /// The same of any document, by its name in the log: an item or an annual report.
    pub async fn document_proof(&self, document: &str, edition: u32) -> Result<Option<Proven>, AppError> {
        let entries = self.store.log_entries_of(document).await?;
        let published = [LeafEvent::Publish.code(), LeafEvent::Correct.code()];
        let found = entries
            .into_iter()
            .find(|entry| entry.edition == edition && published.contains(&entry.event.as_str()));
        self.proof_of(found).await
    }

    /// The proof of a request's receipt; `None` while the log has not come to it.
    pub async fn receipt_proof(&self, agency: &str, number: CaseNumber) -> Result<Option<Proven>, AppError> {
        self.proof_of(self.receipt_entry_of(agency, number).await?).await
    }

    /// Where and when a request's receipt was recorded; `None` while the log has not come to it.
    pub async fn receipt_recorded(
        &self,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Option<(u64, Timestamp)>, AppError> {
        let Some(entry) = self.receipt_entry_of(agency, number).await? else { return Ok(None) };
        Ok(Some((entry.number, leaf_of(&entry)?.at)))
    }

    async fn receipt_entry_of(&self, agency: &str, number: CaseNumber) -> Result<Option<LogEntry>, AppError> {
        let entries = self.store.log_entries_of(&format!("request/{}", number.stream(agency))).await?;
        let code = LeafEvent::RequestReceipt.code();
        Ok(entries.into_iter().find(|entry| entry.event == code))
    }

    async fn proof_of(&self, entry: Option<LogEntry>) -> Result<Option<Proven>, AppError> {
        let (Some(entry), Some(newest)) = (entry, self.store.log_head().await?) else { return Ok(None) };
        // A head that others have signed too proves more, when it is old enough to hold the entry.
        let witnessed = self.store.witnessed_log_head().await?;
        let head = witnessed.filter(|head| head.size > entry.number).unwrap_or(newest);
        let broken =
            |what: String| AppError::Inconsistent(format!("public log, entry {}: {what}", entry.number));
        let nodes = nodes_of_inclusion(entry.number, head.size).map_err(|error| broken(error.to_string()))?;
        let mut tiles = Tiles::default();
        for tile in tiles_of(&nodes, head.size) {
            tiles.insert(tile, self.store.log_hashes(&tile).await?);
        }
        let path = inclusion_proof(entry.number, head.size, |node| tiles.hash(node));
        let path = path.map_err(|error| broken(error.to_string()))?;
        let leaf = leaf_of(&entry)?;
        let (salt, metadata) = entry.opening.clone().unzip();
        let opening = Opening {
            entry: leaf.to_string(),
            salt: salt.map(|salt| to_hex(&salt)),
            metadata: metadata.clone(),
        };
        let extra = Some(opening.encode());
        let proof = Proof { extra, index: entry.number, path, checkpoint: head.note };
        Ok(Some(Proven { number: entry.number, leaf, metadata, size: head.size, file: proof.to_string() }))
    }

    /// A tile or a bundle of entries as it is served; `None` when the log has none there.
    pub async fn log_tile(&self, tile: &Tile) -> Result<Option<Vec<u8>>, AppError> {
        let size = self.store.log_head().await?.map_or(0, |head| head.size);
        if !tile.exists_in(size) {
            return Ok(None);
        }
        if matches!(tile.kind, TileKind::Hashes { .. }) {
            return Ok(Some(tile_bytes(&self.store.log_hashes(tile).await?)));
        }
        let entries = self.store.log_entries(tile.first(), tile.width).await?;
        let bytes = bundle(entries.iter().map(|entry| entry.entry.as_slice()));
        Ok(Some(bytes.map_err(|error| AppError::Inconsistent(error.to_string()))?))
    }
}

fn leaf_of(entry: &LogEntry) -> Result<Leaf, AppError> {
    let broken = |error: gongkai_journal::log::LeafError| {
        AppError::Inconsistent(format!("public log, entry {}: {error}", entry.number))
    };
    Leaf::decode(&entry.entry).map_err(broken)
}
