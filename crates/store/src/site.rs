//! Tables of the site outside the journal: sessions, credentials, keys of persons, login throttling, counters.

use gongkai_journal::instant_text;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_query::Value;

use crate::param::{Bound, Param};
use crate::request::numbered;
use crate::row::number;
use crate::{Row, Statement, Store, StoreError};

/// A login's secret (登录凭证).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Argon2id in PHC form.
    pub phc: String,
    /// When it was set.
    pub changed_at: Timestamp,
}

/// A content's key, sealed by the site key, and where its sealed bytes stand.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentKey {
    /// SHA-256 of what it says, by which it is named.
    pub hash: String,
    /// Name of this key: a content kept again after a purge has another.
    pub id: String,
    /// Blob of the sealed bytes.
    pub blob: String,
    /// The key, sealed.
    pub sealed: Vec<u8>,
}

impl Store {
    /// Keeps a session under the SHA-256 of its cookie, in place of an earlier one of the same name.
    pub async fn save_session(
        &self,
        id_hash: [u8; 32],
        data: Vec<u8>,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(
            "insert into session (id_hash, data, expires_at) values ($1, $2, $3)
             on conflict (id_hash) do update set data = excluded.data, expires_at = excluded.expires_at",
            vec![id_hash.to_vec().into(), data.into(), instant_text(expires_at).into()],
        )
        .await
        .map(drop)
    }

    /// The session's data, unless it has expired by `now`.
    pub async fn load_session(
        &self,
        id_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select data from session where id_hash = $1 and expires_at > $2";
        let params = vec![Param::Blob(id_hash.to_vec()), instant_text(now).into()];
        self.one(sql, params).await?.map(|row| row.blob("data")).transpose()
    }

    /// Ends a session.
    pub async fn delete_session(&self, id_hash: [u8; 32]) -> Result<(), StoreError> {
        self.change("delete from session where id_hash = $1", vec![id_hash.to_vec().into()]).await.map(drop)
    }

    /// Removes sessions that have expired by `now`; how many.
    pub async fn delete_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.change("delete from session where expires_at <= $1", vec![instant_text(now).into()]).await
    }

    /// The secret of `login`.
    pub async fn credential(&self, login: &str) -> Result<Option<Credential>, StoreError> {
        let sql = "select phc, changed_at from credential where login = $1";
        let credential =
            |row: Row| Ok(Credential { phc: row.text("phc")?, changed_at: row.instant("changed_at")? });
        self.one(sql, vec![login.into()]).await?.map(credential).transpose()
    }

    /// Sets the secret of `login`, in place of an earlier one.
    pub async fn set_credential(&self, login: &str, phc: &str, now: Timestamp) -> Result<(), StoreError> {
        self.change(
            "insert into credential (login, phc, changed_at) values ($1, $2, $3)
             on conflict (login) do update set phc = excluded.phc, changed_at = excluded.changed_at",
            vec![login.into(), phc.into(), instant_text(now).into()],
        )
        .await
        .map(drop)
    }

    /// Takes the secret of `login` away: nobody signs in with it until a new one is set.
    pub async fn remove_credential(&self, login: &str) -> Result<(), StoreError> {
        self.change("delete from credential where login = $1", vec![login.into()]).await.map(drop)
    }

    /// Keeps the sealed key of a new person.
    ///
    /// # Errors
    ///
    /// [`StoreError::Constraint`] when the person has one: writing over it would erase them.
    pub async fn save_person_key(&self, person: &str, sealed: &[u8]) -> Result<(), StoreError> {
        let sql = "insert into person_key (person, sealed) values ($1, $2)";
        self.change(sql, vec![person.into(), sealed.to_vec().into()]).await.map(drop)
    }

    /// Keeps the sealed keys of several new persons at once, as [`Store::save_person_key`]: all or none.
    pub async fn save_person_keys(&self, keys: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        let sql = "insert into person_key (person, sealed) values ($1, $2)";
        let insert = |(person, sealed): (String, Vec<u8>)| numbered(sql, vec![person.into(), sealed.into()]);
        self.execute(keys.into_iter().map(insert).collect()).await.map(drop)
    }

    /// The sealed key of a person; `None` when it was destroyed or never made.
    pub async fn person_key(&self, person: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "select sealed from person_key where person = $1";
        self.one(sql, vec![person.into()]).await?.map(|row| row.blob("sealed")).transpose()
    }

    /// Destroys the key of a person; what was sealed under it can never be read again.
    pub async fn destroy_person_key(&self, person: &str) -> Result<(), StoreError> {
        self.change("delete from person_key where person = $1", vec![person.into()]).await.map(drop)
    }

    /// Keeps where contents stand and their sealed keys; a content that has a key keeps it.
    pub async fn save_content_keys(&self, keys: Vec<ContentKey>) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let sql = "insert into content_key (hash, id, blob, sealed) values ($1, $2, $3, $4)
                   on conflict (hash) do update set id = excluded.id, blob = excluded.blob, sealed = excluded.sealed";
        let insert = |key: ContentKey| {
            numbered(sql, vec![key.hash.into(), key.id.into(), key.blob.into(), key.sealed.into()])
        };
        self.execute(keys.into_iter().map(insert).collect()).await.map(drop)
    }

    /// Where the content with this hash stands, and its sealed key; `None` when it has none or was purged.
    pub async fn content_key(&self, hash: &str) -> Result<Option<ContentKey>, StoreError> {
        let sql = "select * from content_key where hash = $1";
        self.one(sql, vec![hash.into()]).await?.as_ref().map(content_key_row).transpose()
    }

    /// Any of them.
    pub async fn some_content_key(&self) -> Result<Option<ContentKey>, StoreError> {
        let sql = "select * from content_key limit 1";
        self.one(sql, Vec::new()).await?.as_ref().map(content_key_row).transpose()
    }

    /// Notes an attempt to sign in under `throttle`, a keyed hash of what is counted.
    pub async fn note_attempt(&self, throttle: &str, at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert into login_attempt (throttle, at) values ($1, $2)";
        self.change(sql, vec![throttle.into(), instant_text(at).into()]).await.map(drop)
    }

    /// How many attempts were noted under `throttle` from `since` on.
    pub async fn attempts_since(&self, throttle: &str, since: Timestamp) -> Result<u64, StoreError> {
        let sql = "select count(*) as attempts from login_attempt where throttle = $1 and at >= $2";
        let row = self.one(sql, vec![throttle.into(), instant_text(since).into()]).await?;
        row.map_or(Ok(0), |row| number(&row, "attempts"))
    }

    /// Forgets the attempts under `throttle`, after a sign-in that succeeded.
    pub async fn forget_attempts(&self, throttle: &str) -> Result<(), StoreError> {
        self.change("delete from login_attempt where throttle = $1", vec![throttle.into()]).await.map(drop)
    }

    /// Forgets attempts before `before`; how many.
    pub async fn delete_attempts_before(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.change("delete from login_attempt where at < $1", vec![instant_text(before).into()]).await
    }

    /// The next number of a counter, from 1, each given out once; a number may stay unused.
    pub async fn next_number(&self, counter: &str) -> Result<u64, StoreError> {
        let name = counter.to_owned();
        let rows = self
            .alone(move |session| {
                session.query(
                    "insert into counter (name, last) values ($1, 1)
                     on conflict (name) do update set last = counter.last + 1 returning last",
                    &[name.into()],
                )
            })
            .await?;
        rows.first().map_or(Err(StoreError::Stopped), |row| number(row, "last"))
    }

    /// Counts a search that found nothing.
    pub async fn note_missed_search(&self, day: Date, query: &str) -> Result<(), StoreError> {
        let sql = "insert into missed_search (day, query, times) values ($1, $2, 1)
                   on conflict (day, query) do update set times = missed_search.times + 1";
        self.change(sql, vec![day.to_string().into(), query.into()]).await.map(drop)
    }

    /// What was looked for in vain from `since` on, the most frequent first: query, how often, and the last day.
    pub async fn missed_searches(
        &self,
        since: Date,
        most: u16,
    ) -> Result<Vec<(String, u64, Date)>, StoreError> {
        let sql = "select query, cast(sum(times) as bigint) as times, max(day) as day from missed_search where day >= $1
                   group by query order by times desc, day desc, query limit $2";
        let rows =
            self.query(Bound::new(sql, vec![since.to_string().into(), Param::Int(most.into())])).await?;
        rows.iter().map(|row| Ok((row.text("query")?, number(row, "times")?, row.date("day")?))).collect()
    }

    /// Forgets searches before `before`; how many.
    pub async fn delete_missed_searches_before(&self, before: Date) -> Result<u64, StoreError> {
        self.change("delete from missed_search where day < $1", vec![before.to_string().into()]).await
    }

    /// One statement that reads the same in both dialects but for its placeholders, which both take as `$n`.
    pub(crate) async fn change(&self, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let statement = Statement::PerDialect { sqlite: sql.to_owned(), postgres: sql.to_owned(), values };
        self.execute(vec![statement]).await
    }

    async fn one(&self, sql: &str, params: Vec<Param>) -> Result<Option<Row>, StoreError> {
        Ok(self.query(Bound::new(sql, params)).await?.into_iter().next())
    }
}
pub(crate) fn content_key_row(row: &Row) -> Result<ContentKey, StoreError> {
    Ok(ContentKey {
        hash: row.text("hash")?,
        id: row.text("id")?,
        blob: row.text("blob")?,
        sealed: row.blob("sealed")?,
    })
}
