//! PostgreSQL: a writer with a connection of its own, and a pool for reading.

mod readers;
mod session;

use std::time::Duration;

use crate::StoreError;

pub(crate) use readers::PostgresReaders;
pub(crate) use session::PostgresSession;

fn config(url: &str) -> Result<tokio_postgres::Config, StoreError> {
    let mut config: tokio_postgres::Config = url.parse()?;
    if config.get_application_name().is_none() {
        config.application_name("gongkai");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    Ok(config)
}
