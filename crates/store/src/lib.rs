//! The journal and its projections on SQLite and PostgreSQL, and blobs in a folder.
//!
//! Appends go through one writer per process, which commits all that is waiting as one transaction and there
//! gives each event its position and hash. Events, projections and outbox commit together. SQL stands here and
//! nowhere else.

pub mod access;
pub mod agency;
mod batch;
pub mod benefit;
mod blobs;
mod commit;
pub mod dump;
mod end;
pub mod enterprise;
mod error;
pub mod inquiry;
pub mod intake;
pub mod inventory;
pub mod log;
mod migrate;
mod outbox;
mod param;
pub mod plan;
mod postgres;
pub mod projection;
pub mod publication;
mod replay;
pub mod report;
pub mod request;
mod row;
pub mod screened;
mod session;
pub mod site;
pub mod solicitation;
mod sqlite;
mod store;
pub mod supply;
#[cfg(feature = "testing")]
pub mod testing;
mod verify;
mod votes;
mod writer;

pub use batch::{Batch, OutboxMessage, Statement, StreamWrite};
pub use blobs::{BlobId, Blobs};
pub use end::End;
pub use error::{AppendError, ProjectError, StoreError};
pub use outbox::Claimed;
pub use projection::Projector;
pub use replay::{Replayed, Snapshot};
pub use row::Row;
pub use store::{Settings, Store};
pub use verify::{Fault, Verification};
pub use writer::WriterLoad;
