//! The outbox: work that consumers claim, do and finish, each safe to run twice.

use jiff::{SignedDuration, Timestamp};

use gongkai_journal::instant_text;

use crate::param::{Bound, Param};
use crate::row::number;
use crate::session::Dialect;
use crate::{Row, Store, StoreError};

/// A message somebody has claimed until the lease runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// Which consumer it is for.
    pub topic: String,
    /// What it says, JSON.
    pub body: String,
    /// The journal's end when it was written.
    pub position: u64,
    /// How often it has been claimed, this claim included.
    pub attempts: i64,
}

impl Store {
    /// Claims the oldest messages of `topic` that nobody works on, until `now + lease`.
    ///
    /// No two claims overlap, whichever nodes they come from; a lease that runs out frees the message.
    pub async fn claim_outbox(
        &self,
        topic: &str,
        limit: u32,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Vec<Claimed>, StoreError> {
        let until = now.checked_add(lease).map_err(|_| StoreError::Value("lease of this length"))?;
        let skip = match self.dialect() {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for update skip locked",
        };
        let sql = format!(
            "update outbox set leased_until = $1, attempts = attempts + 1
             where id in (select id from outbox where topic = $2 and leased_until <= $3 order by id limit $4{skip})
             returning id, topic, body, position, attempts"
        );
        let params = vec![
            instant_text(until).into(),
            topic.into(),
            instant_text(now).into(),
            Param::Int(limit.into()),
        ];
        let rows = match self.dialect() {
            Dialect::Sqlite => self.alone(move |session| session.query(&sql, &params)).await?,
            // A row lock is enough here; the journal's writers need not wait.
            Dialect::Postgres => self.query(Bound::new(sql, params)).await?,
        };
        let mut claimed = rows.iter().map(message).collect::<Result<Vec<_>, _>>()?;
        claimed.sort_unstable_by_key(|message| message.id);
        Ok(claimed)
    }

    /// Removes a message that is done. False when the lease had run out and somebody else has claimed it since.
    pub async fn finish_outbox(&self, claimed: &Claimed) -> Result<bool, StoreError> {
        let sql = "delete from outbox where id = $1 and attempts = $2 returning id";
        self.settle(sql, vec![claimed.id.into(), claimed.attempts.into()]).await
    }

    /// Gives a message back, not to be claimed before `until`. False as in [`Store::finish_outbox`].
    pub async fn postpone_outbox(&self, claimed: &Claimed, until: Timestamp) -> Result<bool, StoreError> {
        let sql = "update outbox set leased_until = $1 where id = $2 and attempts = $3 returning id";
        self.settle(sql, vec![instant_text(until).into(), claimed.id.into(), claimed.attempts.into()]).await
    }

    /// How many messages of `topic` are not done.
    pub async fn outbox_length(&self, topic: &str) -> Result<u64, StoreError> {
        let sql = "select count(*) as length from outbox where topic = $1";
        let rows = self.query(Bound::new(sql, vec![topic.into()])).await?;
        rows.first().map_or(Ok(0), |row| number(row, "length"))
    }

    async fn settle(&self, sql: &'static str, params: Vec<Param>) -> Result<bool, StoreError> {
        let rows = match self.dialect() {
            Dialect::Sqlite => self.alone(move |session| session.query(sql, &params)).await?,
            Dialect::Postgres => self.query(Bound::new(sql, params)).await?,
        };
        Ok(!rows.is_empty())
    }
}

fn message(row: &Row) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        id: row.int("id")?,
        topic: row.text("topic")?,
        body: row.text("body")?,
        position: number(row, "position")?,
        attempts: row.int("attempts")?,
    })
}
