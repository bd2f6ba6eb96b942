//! What readers think of items (满意度): counted, never told apart. Votes are no record: they stand outside the journal.

use gongkai_journal::instant_text;
use gongkai_publication::Satisfaction;
use jiff::Timestamp;

use crate::agency::code;
use crate::row::number;
use crate::{Store, StoreError};

impl Store {
    /// Keeps what a reader thinks of an item, in place of what the same reader said before.
    pub async fn keep_vote(
        &self,
        item: &str,
        voter: &str,
        satisfaction: Satisfaction,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(
            "insert into item_vote (item, voter, satisfaction, voted_at) values ($1, $2, $3, $4)
             on conflict (item, voter) do update set satisfaction = excluded.satisfaction,
                                                     voted_at = excluded.voted_at",
            vec![item.into(), voter.into(), satisfaction.key().into(), instant_text(at).into()],
        )
        .await
        .map(drop)
    }

    /// How many readers said what of an item.
    pub async fn votes(&self, item: &str) -> Result<Vec<(Satisfaction, u64)>, StoreError> {
        let sql = "select satisfaction, count(*) as votes from item_vote where item = $1
                   group by satisfaction order by satisfaction";
        let rows = self.numbered_rows(sql, vec![item.into()]).await?;
        rows.iter()
            .map(|row| Ok((code(row, "satisfaction", Satisfaction::from_key)?, number(row, "votes")?)))
            .collect()
    }
}
