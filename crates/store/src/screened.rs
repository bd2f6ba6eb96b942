//! Lists of words for the screening, and what screening the public items again found.

use std::collections::BTreeMap;

use gongkai_journal::instant_text;
use jiff::Timestamp;

use crate::param::{Bound, Param};
use crate::publication::Cursor;
use crate::row::number;
use crate::{Row, Store, StoreError};

/// What was found in a public item: how many, not what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenedRow {
    /// The item.
    pub item: String,
    /// Hash of the content that was screened.
    pub hash: String,
    /// By which rules.
    pub rules: String,
    /// Findings to look at that nobody gave a reason for.
    pub open: u64,
    /// Parts that were not read.
    pub unread: u64,
    /// Links to what is not here any more.
    pub links: u64,
    /// How many of each kind, by its key.
    pub kinds: BTreeMap<String, u64>,
    /// When.
    pub at: Timestamp,
}

/// How far an agency's public items were screened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescreening {
    /// By which rules.
    pub rules: String,
    /// The last one; `None` before the first.
    pub after: Option<Cursor>,
    /// Are all of them?
    pub is_done: bool,
}

/// Screened rows whose content is what is public now.
const STANDING: &str = "from screened join item on item.id = screened.item
     where screened.agency = $1 and item.state = 'public' and item.content_hash = screened.hash";

impl Store {
    /// Hashes of the lists of words, by agency.
    pub async fn word_lists(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let rows = self.query(Bound::new("select agency, hash from agency_words", Vec::new())).await?;
        rows.iter().map(|row| Ok((row.text("agency")?, row.text("hash")?))).collect()
    }

    /// The list of words of an agency, with its hash.
    pub async fn words_of(&self, agency: &str) -> Result<Option<(String, String)>, StoreError> {
        let sql = "select words, hash from agency_words where agency = $1";
        let rows = self.query(Bound::new(sql, vec![agency.into()])).await?;
        rows.first().map(|row| Ok((row.text("words")?, row.text("hash")?))).transpose()
    }

    /// Every acting agency with the one above it.
    pub async fn agency_parents(&self) -> Result<BTreeMap<String, Option<String>>, StoreError> {
        let sql = "select code, parent from agency where ended_on is null";
        let rows = self.query(Bound::new(sql, Vec::new())).await?;
        rows.iter().map(|row| Ok((row.text("code")?, row.opt_text("parent")?))).collect()
    }

    /// How far each agency was screened.
    pub async fn rescreenings(&self) -> Result<BTreeMap<String, Rescreening>, StoreError> {
        let rows = self.query(Bound::new("select * from rescreening", Vec::new())).await?;
        rows.iter()
            .map(|row| {
                let after = row.opt_text("after_item")?;
                Ok((
                    row.text("agency")?,
                    Rescreening {
                        rules: row.text("rules")?,
                        after: after.as_deref().and_then(Cursor::from_text),
                        is_done: row.flag("is_done")?,
                    },
                ))
            })
            .collect()
    }

    /// Keeps how far an agency was screened.
    pub async fn keep_rescreening(&self, agency: &str, how_far: &Rescreening) -> Result<(), StoreError> {
        let sql = "insert into rescreening (agency, rules, after_item, is_done) values ($1, $2, $3, $4)
                   on conflict (agency) do update set rules = excluded.rules, after_item = excluded.after_item,
                   is_done = excluded.is_done";
        let values = vec![
            agency.into(),
            how_far.rules.as_str().into(),
            how_far.after.as_ref().map(Cursor::to_text).into(),
            i64::from(how_far.is_done).into(),
        ];
        self.change(sql, values).await.map(drop)
    }

    /// Everything of an agency is to be screened again.
    pub async fn forget_rescreening(&self, agency: &str) -> Result<(), StoreError> {
        self.change("delete from rescreening where agency = $1", vec![agency.into()]).await.map(drop)
    }

    /// Keeps what was found in an item, or forgets it when there is nothing to look at.
    pub async fn keep_screened(&self, agency: &str, row: &ScreenedRow) -> Result<(), StoreError> {
        if row.open == 0 && row.unread == 0 && row.links == 0 {
            return self
                .change("delete from screened where item = $1", vec![row.item.as_str().into()])
                .await
                .map(drop);
        }
        let kinds = serde_json::to_string(&row.kinds).unwrap_or_default();
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let sql = "insert into screened (item, agency, hash, rules, open, unread, links, kinds, screened_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                   on conflict (item) do update set hash = excluded.hash, rules = excluded.rules, open = excluded.open,
                   unread = excluded.unread, links = excluded.links, kinds = excluded.kinds,
                   screened_at = excluded.screened_at";
        let values = vec![
            row.item.as_str().into(),
            agency.into(),
            row.hash.as_str().into(),
            row.rules.as_str().into(),
            count(row.open).into(),
            count(row.unread).into(),
            count(row.links).into(),
            kinds.into(),
            instant_text(row.at).into(),
        ];
        self.change(sql, values).await.map(drop)
    }

    /// Public items of an agency in which something stands to be looked at, with their titles.
    pub async fn screened_items(
        &self,
        agency: &str,
        limit: u32,
    ) -> Result<Vec<(String, ScreenedRow)>, StoreError> {
        let sql = format!("select screened.*, item.title {STANDING} order by screened.item limit $2");
        let rows = self.query(Bound::new(sql, vec![agency.into(), Param::Int(limit.into())])).await?;
        rows.iter().map(|row| Ok((row.text("title")?, screened_row(row)?))).collect()
    }

    /// How many they are, counted up to `most`.
    pub async fn count_screened(&self, agency: &str, most: u32) -> Result<u64, StoreError> {
        let sql =
            format!("select count(*) as items from (select screened.item {STANDING} limit $2) standing");
        let rows = self.query(Bound::new(sql, vec![agency.into(), Param::Int(most.into())])).await?;
        rows.first().map_or(Ok(0), |row| number(row, "items"))
    }
}

fn screened_row(row: &Row) -> Result<ScreenedRow, StoreError> {
    Ok(ScreenedRow {
        item: row.text("item")?,
        hash: row.text("hash")?,
        rules: row.text("rules")?,
        open: number(row, "open")?,
        unread: number(row, "unread")?,
        links: number(row, "links")?,
        kinds: crate::agency::json(row, "kinds")?,
        at: row.instant("screened_at")?,
    })
}
