//! Everything the page of an item shows, for one wait.

use super::row::{edition_row, item_row};
use super::{EditionRow, ItemRow};
use crate::param::Bound;
use crate::site::{ContentKey, content_key_row};
use crate::solicitation::{SolicitationRow, solicitation_row};
use crate::{Store, StoreError};

/// An item with what stands around it.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemRecord {
    /// Its row.
    pub item: ItemRow,
    /// Its editions, in order.
    pub editions: Vec<EditionRow>,
    /// Where the body of its row stands; `None` when it has none of its own, or was purged.
    pub body: Option<ContentKey>,
    /// Public items that interpret it.
    pub interpretations: Vec<ItemRow>,
    /// The newest solicitation on it.
    pub solicitation: Option<SolicitationRow>,
}

const ITEM: &str = "select * from item where index_number = $1";
const EDITIONS: &str = "select edition.* from item join edition on edition.item = item.id
    where item.index_number = $1 order by edition.edition";
const BODY: &str = "select content_key.* from item join content_key on content_key.hash = item.body
    where item.index_number = $1";
const INTERPRETATIONS: &str = "select other.* from item
    join item other on other.interprets = item.id and other.state = 'public'
    where item.index_number = $1 order by other.published_at, other.id";
const SOLICITATION: &str = "select solicitation.* from item join solicitation on solicitation.item = item.id
    where item.index_number = $1 order by solicitation.number desc limit 1";

impl Store {
    /// The item with this index number and what stands around it.
    pub async fn item_record(&self, index_number: &str) -> Result<Option<ItemRecord>, StoreError> {
        let questions = [ITEM, EDITIONS, BODY, INTERPRETATIONS, SOLICITATION];
        let bounds = questions.map(|sql| Bound::new(sql, vec![index_number.into()]));
        let answers = self.query_all(bounds.into()).await?;
        let [items, editions, bodies, interpretations, solicitations] = answers.as_slice() else {
            return Err(StoreError::Stopped);
        };
        let Some(item) = items.first() else { return Ok(None) };
        Ok(Some(ItemRecord {
            item: item_row(item)?,
            editions: editions.iter().map(edition_row).collect::<Result<_, _>>()?,
            body: bodies.first().map(content_key_row).transpose()?,
            interpretations: interpretations.iter().map(item_row).collect::<Result<_, _>>()?,
            solicitation: solicitations.first().map(solicitation_row).transpose()?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sqlite;

    #[tokio::test]
    async fn an_item_is_read_by_its_keys() {
        let store = sqlite().open().await;
        for sql in [ITEM, EDITIONS, BODY, INTERPRETATIONS, SOLICITATION] {
            let explain = Bound::new(format!("explain query plan {sql}"), vec!["a1/1".into()]);
            let plan = store.query(explain).await.unwrap();
            for step in plan.iter().map(|row| row.text("detail").unwrap()) {
                assert!(!step.starts_with("SCAN "), "{step}\n{sql}");
            }
        }
        assert!(store.item_record("none").await.unwrap().is_none());
    }
}
