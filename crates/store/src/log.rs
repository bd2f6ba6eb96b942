//! The public log (公开日志): entries, the hashes of their tree, and every tree head that was signed.
//!
//! One transaction under the journal's lock adds entries, their hashes and the signed head, so of several nodes that
//! read the same events one adds them and the log never forks.

use gongkai_journal::log::{Edge, Tile, TileKind, leaf_hash};
use gongkai_journal::{Hash, instant_text};
use jiff::Timestamp;

use crate::param::{Bound, Param};
use crate::row::number;
use crate::session::{Session, to_column};
use crate::{Row, Store, StoreError};

/// How far the log has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogState {
    /// The last journal position that was read.
    pub position: u64,
    /// How many entries it has.
    pub size: u64,
}

/// A signed tree head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// How many entries it is over.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// An entry on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLogEntry {
    /// Journal position of the event it tells.
    pub position: u64,
    /// Stream of that event.
    pub stream: String,
    /// Which edition; 0 for what has none.
    pub edition: u32,
    /// Code of what happened.
    pub event: String,
    /// The bytes.
    pub entry: Vec<u8>,
    /// What opens its metadata: salt and metadata.
    pub opening: Option<([u8; 32], String)>,
}

/// Entries from the events between two positions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogStep {
    /// Where the log must be.
    pub from: LogState,
    /// The position read up to.
    pub to: u64,
    /// What is added.
    pub entries: Vec<NewLogEntry>,
    /// Streams whose openings are destroyed.
    pub forgotten: Vec<String>,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place, from 0.
    pub number: u64,
    /// Stream of the event it tells.
    pub stream: String,
    /// Which edition; 0 for what has none.
    pub edition: u32,
    /// Code of what happened.
    pub event: String,
    /// The bytes.
    pub entry: Vec<u8>,
    /// What opens its metadata; `None` once it was destroyed.
    pub opening: Option<([u8; 32], String)>,
}

/// A public key of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKey {
    /// As verifiers take it.
    pub verifier: String,
    /// Since when it signs.
    pub first_at: Timestamp,
    /// Since when it no longer does.
    pub retired_at: Option<Timestamp>,
}

const STATE: &str = "select position, size from log_state";
const HASHES: &str =
    "select hash from log_hash where level = $1 and number >= $2 and number < $3 order by number";
const WITNESSED: &str = "select size, root from log_witnessed where origin = $1";
/// Destroys what opens the entries about a stream.
pub(crate) const FORGET: &str = "update log_entry set salt = null, metadata = null where stream = $1";

impl Store {
    /// How far the log has come.
    pub async fn log_state(&self) -> Result<LogState, StoreError> {
        state_of(&self.query(Bound::new(STATE, Vec::new())).await?)
    }

    /// The newest signed tree head; `None` before the first.
    pub async fn log_head(&self) -> Result<Option<LogHead>, StoreError> {
        let sql = "select size, note, at from log_checkpoint order by size desc limit 1";
        self.query(Bound::new(sql, Vec::new())).await?.first().map(head_of).transpose()
    }

    /// The newest tree head that witnesses have signed too; `None` when none has.
    pub async fn witnessed_log_head(&self) -> Result<Option<LogHead>, StoreError> {
        let sql = "select size, note, at from log_checkpoint where witnesses > 0 order by size desc limit 1";
        self.query(Bound::new(sql, Vec::new())).await?.first().map(head_of).transpose()
    }

    /// Adds a witness's signature lines to the head of `size`, once.
    pub async fn cosign_log(&self, size: u64, witness: &str, lines: String) -> Result<(), StoreError> {
        let witness = witness.to_owned();
        self.alone(move |session| {
            session.lock_journal()?;
            let size = to_column(size)?;
            let signs = [witness.as_str().into(), size.into()];
            let known =
                session.query("select size from log_witness where name = $1 and size >= $2", &signs)?;
            if !known.is_empty() {
                return Ok(());
            }
            let sql =
                "update log_checkpoint set note = note || $1, witnesses = witnesses + 1 where size = $2";
            let cosigned = Bound::new(sql, vec![lines.into(), size.into()]);
            session.run(&[cosigned, witness_size(&witness, size)]).map(drop)
        })
        .await
    }

    /// Adds signature lines of the log's own to the head of `size`, after its keys were replaced.
    pub async fn sign_log_again(&self, size: u64, lines: String) -> Result<(), StoreError> {
        let sql = "update log_checkpoint set note = note || $1 where size = $2";
        let statement = Bound::new(sql, vec![lines.into(), to_column(size)?.into()]);
        self.alone(move |session| session.run(&[statement]).map(drop)).await
    }

    /// How many entries a witness of ours has signed last; 0 for none.
    pub async fn log_witness_size(&self, witness: &str) -> Result<u64, StoreError> {
        let sql = "select size from log_witness where name = $1";
        let rows = self.query(Bound::new(sql, vec![witness.into()])).await?;
        rows.first().map_or(Ok(0), |row| number(row, "size"))
    }

    /// Keeps what a witness of ours says that it has signed last.
    pub async fn keep_log_witness_size(&self, witness: &str, size: u64) -> Result<(), StoreError> {
        let statement = witness_size(witness, to_column(size)?);
        self.alone(move |session| session.run(&[statement]).map(drop)).await
    }

    /// As a witness: size and root of what was signed last of a log.
    pub async fn log_witnessed(&self, origin: &str) -> Result<Option<(u64, Hash)>, StoreError> {
        let rows = self.query(Bound::new(WITNESSED, vec![origin.into()])).await?;
        rows.first().map(witnessed_of).transpose()
    }

    /// As a witness: keeps what is about to be signed, when `before` is what was signed last; false when it is not.
    pub async fn keep_log_witnessed(
        &self,
        origin: &str,
        before: u64,
        size: u64,
        root: Hash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let origin = origin.to_owned();
        self.alone(move |session| {
            session.lock_journal()?;
            let rows = session.query(WITNESSED, &[origin.as_str().into()])?;
            let known = rows.first().map(witnessed_of).transpose()?;
            let goes_on = known.map_or(0, |(size, _)| size) == before;
            if !goes_on || known.is_some_and(|(of, it)| of == size && it != root) {
                return Ok(false);
            }
            let sql = "insert into log_witnessed (origin, size, root, at) values ($1, $2, $3, $4)
                       on conflict (origin) do update set size = excluded.size, root = excluded.root, at = excluded.at";
            let params = vec![
                origin.into(),
                to_column(size)?.into(),
                Param::Blob(root.to_vec()),
                instant_text(at).into(),
            ];
            session.run(&[Bound::new(sql, params)])?;
            Ok(true)
        })
        .await
    }

    /// Adds entries and the head that `sign` makes of size and root; false when another node was faster.
    pub async fn append_log(
        &self,
        step: LogStep,
        at: Timestamp,
        sign: impl FnOnce(u64, &Hash) -> Result<String, StoreError> + Send + 'static,
    ) -> Result<bool, StoreError> {
        self.alone(move |session| {
            session.lock_journal()?;
            if state_of(&session.query(STATE, &[])?)? != step.from {
                return Ok(false);
            }
            append(session, &step, at, sign)?;
            Ok(true)
        })
        .await
    }

    /// The hashes of a tile of hashes, as many as there are.
    pub async fn log_hashes(&self, tile: &Tile) -> Result<Vec<Hash>, StoreError> {
        let Some(params) = place_of(tile)? else { return Ok(Vec::new()) };
        self.query(Bound::new(HASHES, params)).await?.iter().map(hash_of).collect()
    }

    /// Entries from `first` on, at most `most`.
    pub async fn log_entries(&self, first: u64, most: u16) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "select * from log_entry where number >= $1 order by number limit $2";
        let params = vec![to_column(first)?.into(), Param::Int(most.into())];
        self.query(Bound::new(sql, params)).await?.iter().map(entry_of).collect()
    }

    /// The newest entries first, at most `most`.
    pub async fn newest_log_entries(&self, most: u16) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "select * from log_entry order by number desc limit $1";
        self.query(Bound::new(sql, vec![Param::Int(most.into())])).await?.iter().map(entry_of).collect()
    }

    /// All entries about a stream, in order.
    pub async fn log_entries_of(&self, stream: &str) -> Result<Vec<LogEntry>, StoreError> {
        let sql = "select * from log_entry where stream = $1 order by number";
        self.query(Bound::new(sql, vec![stream.into()])).await?.iter().map(entry_of).collect()
    }

    /// Makes `verifiers` the log's keys: when it has none, or in place of those it has with `replace`.
    ///
    /// False when the log is signed by other keys, which stay.
    pub async fn adopt_log_keys(
        &self,
        verifiers: Vec<String>,
        replace: bool,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.alone(move |session| {
            session.lock_journal()?;
            let rows = session.query("select verifier, retired_at from log_key", &[])?;
            let mut current = Vec::new();
            for row in &rows {
                if row.opt_text("retired_at")?.is_none() {
                    current.push(row.text("verifier")?);
                }
            }
            let is_known = verifiers.iter().all(|key| current.contains(key));
            if is_known && !replace {
                return Ok(true);
            }
            if !rows.is_empty() && !replace {
                return Ok(false);
            }
            let now = instant_text(at);
            for key in current.iter().filter(|key| !verifiers.contains(key)) {
                let sql = "update log_key set retired_at = $1 where verifier = $2";
                session.run(&[Bound::new(sql, vec![now.as_str().into(), key.as_str().into()])])?;
            }
            for key in verifiers {
                let sql = "insert into log_key (verifier, first_at) values ($1, $2)
                           on conflict (verifier) do update set retired_at = null";
                session.run(&[Bound::new(sql, vec![key.into(), now.as_str().into()])])?;
            }
            Ok(true)
        })
        .await
    }

    /// The log's public keys, the oldest first.
    pub async fn log_keys(&self) -> Result<Vec<LogKey>, StoreError> {
        let sql = "select verifier, first_at, retired_at from log_key order by first_at, verifier";
        let rows = self.query(Bound::new(sql, Vec::new())).await?;
        rows.iter()
            .map(|row| {
                Ok(LogKey {
                    verifier: row.text("verifier")?,
                    first_at: row.instant("first_at")?,
                    retired_at: row.opt_instant("retired_at")?,
                })
            })
            .collect()
    }
}

fn append(
    session: &mut dyn Session,
    step: &LogStep,
    at: Timestamp,
    sign: impl FnOnce(u64, &Hash) -> Result<String, StoreError>,
) -> Result<(), StoreError> {
    let mut edge = read_edge(session, step.from.size)?;
    let mut statements = Vec::new();
    for new in &step.entries {
        let (salt, metadata) = match &new.opening {
            Some((salt, metadata)) => (Param::Blob(salt.to_vec()), metadata.as_str().into()),
            None => (Param::Null, Param::Null),
        };
        let sql = "insert into log_entry (number, position, stream, edition, event, entry, salt, metadata)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)";
        let params = vec![
            to_column(edge.size())?.into(),
            to_column(new.position)?.into(),
            new.stream.as_str().into(),
            Param::Int(new.edition.into()),
            new.event.as_str().into(),
            Param::Blob(new.entry.clone()),
            salt,
            metadata,
        ];
        statements.push(Bound::new(sql, params));
        for placed in edge.push(leaf_hash(&new.entry)) {
            let sql = "insert into log_hash (level, number, hash) values ($1, $2, $3)";
            let params = vec![
                Param::Int(placed.level.into()),
                to_column(placed.number)?.into(),
                Param::Blob(placed.hash.to_vec()),
            ];
            statements.push(Bound::new(sql, params));
        }
    }
    for stream in &step.forgotten {
        statements.push(Bound::new(FORGET, vec![stream.as_str().into()]));
    }
    if !step.entries.is_empty() {
        let root = edge.root().map_err(|_| StoreError::Value("the log's hashes are incomplete"))?;
        let sql = "insert into log_checkpoint (size, note, at) values ($1, $2, $3)";
        let note = sign(edge.size(), &root)?;
        let params = vec![to_column(edge.size())?.into(), note.into(), instant_text(at).into()];
        statements.push(Bound::new(sql, params));
    }
    let params = vec![to_column(step.to)?.into(), to_column(edge.size())?.into()];
    statements.push(Bound::new("update log_state set position = $1, size = $2", params));
    session.run(&statements).map(drop)
}

fn read_edge(session: &mut dyn Session, size: u64) -> Result<Edge, StoreError> {
    let mut levels = Vec::new();
    for tile in Edge::tiles(size) {
        let place = tile.as_ref().map(place_of).transpose()?.flatten();
        levels.push(match place {
            Some(params) => session.query(HASHES, &params)?.iter().map(hash_of).collect::<Result<_, _>>()?,
            None => Vec::new(),
        });
    }
    Edge::new(size, levels).ok_or(StoreError::Value("the log's hashes are incomplete"))
}

/// Level, first hash and the one behind the last of a tile; `None` of a bundle of entries.
fn place_of(tile: &Tile) -> Result<Option<Vec<Param>>, StoreError> {
    let TileKind::Hashes { level } = tile.kind else { return Ok(None) };
    let first = tile.first();
    let end = first.checked_add(tile.width.into()).ok_or(StoreError::Value("tile beyond 2^63"))?;
    Ok(Some(vec![Param::Int(level.into()), to_column(first)?.into(), to_column(end)?.into()]))
}

fn state_of(rows: &[Row]) -> Result<LogState, StoreError> {
    let row = rows.first().ok_or(StoreError::Value("the log has no state"))?;
    Ok(LogState { position: number(row, "position")?, size: number(row, "size")? })
}

fn head_of(row: &Row) -> Result<LogHead, StoreError> {
    Ok(LogHead { size: number(row, "size")?, note: row.text("note")?, at: row.instant("at")? })
}

fn witness_size(witness: &str, size: i64) -> Bound {
    let sql = "insert into log_witness (name, size) values ($1, $2)
               on conflict (name) do update set size = excluded.size";
    Bound::new(sql, vec![witness.into(), size.into()])
}

fn hash_of(row: &Row) -> Result<Hash, StoreError> {
    hash_in(row, "hash")
}

fn witnessed_of(row: &Row) -> Result<(u64, Hash), StoreError> {
    Ok((number(row, "size")?, hash_in(row, "root")?))
}

fn hash_in(row: &Row, column: &str) -> Result<Hash, StoreError> {
    row.blob(column)?.try_into().map_err(|_| StoreError::Value("hash of other than 32 bytes"))
}

fn entry_of(row: &Row) -> Result<LogEntry, StoreError> {
    let salt = row.opt_blob("salt")?.and_then(|salt| salt.try_into().ok());
    Ok(LogEntry {
        number: number(row, "number")?,
        stream: row.text("stream")?,
        edition: u32::try_from(row.int("edition")?).map_err(|_| StoreError::Value("edition beyond 2^32"))?,
        event: row.text("event")?,
        entry: row.blob("entry")?,
        opening: salt.zip(row.opt_text("metadata")?),
    })
}
