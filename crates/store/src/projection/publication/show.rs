//! Making an edition the public one, and the counts that follow.

use gongkai_journal::instant_text;
use jiff::Timestamp;
use sea_query::Value;

use super::content::CONTENT;
use crate::Statement;
use crate::projection::rows::statement;

/// Makes an edition the public one, and counts the item where it then stands.
pub(super) fn show(
    item: &str,
    edition: u32,
    published_at: Timestamp,
    published_on: &str,
    year: i16,
    after_review: bool,
) -> Vec<Statement> {
    let at = instant_text(published_at);
    let id = || Value::from(item);
    let number = || Value::from(i64::from(edition));
    vec![
        stock(item, -1),
        count(item, -1),
        statement("update edition set state = 'superseded' where item = $1 and state = 'public'", vec![id()]),
        statement(
            "update edition set state = 'public', published_at = $1, published_on = $2
             where item = $3 and edition = $4",
            vec![at.as_str().into(), published_on.into(), id(), number()],
        ),
        statement(
            format!(
                "update item set ({CONTENT}) = (select {CONTENT} from edition where item = $1 and edition = $2)
                 where id = $1"
            ),
            vec![id(), number()],
        ),
        statement(
            "update item set state = 'public', edition = $1, published_at = $2, published_on = $3,
             first_published_on = coalesce(first_published_on, $3),
             first_published_year = coalesce(first_published_year, $4), counted = 1, withdrawal_kind = null,
             withdrawal_notice = null, successor = null, withdrawn_at = null, after_review = $5 where id = $6",
            vec![
                number(),
                at.as_str().into(),
                published_on.into(),
                i64::from(year).into(),
                i64::from(after_review).into(),
                id(),
            ],
        ),
        statement("delete from item_category where item = $1", vec![id()]),
        statement(
            "insert into item_category (item, category, agency, published_at, is_public)
             select item.id, edition_category.category, item.agency, item.published_at, 1
             from edition_category join item on item.id = edition_category.item
             where edition_category.item = $1 and edition_category.edition = $2",
            vec![id(), number()],
        ),
        statement(
            "update item_entry set published_at = $1, is_public = 1 where item = $2",
            vec![at.as_str().into(), id()],
        ),
        count(item, 1),
        stock(item, 1),
    ]
}

/// Adds `by` to the counts by year of first publication, for every facet in which the item stands.
pub(super) fn count(item: &str, by: i64) -> Statement {
    statement(
        "insert into item_count (agency, year, facet, facet_key, items)
         select agency, first_published_year, 'all', '', cast($1 as bigint) from item
         where id = $2 and counted = 1
         union all
         select agency, first_published_year, 'column', column_slug, cast($1 as bigint) from item
         where id = $2 and counted = 1
         union all
         select item.agency, item.first_published_year, 'category', item_category.category, cast($1 as bigint)
         from item join item_category on item_category.item = item.id where item.id = $2 and item.counted = 1
         on conflict (agency, year, facet, facet_key) do update set items = item_count.items + excluded.items",
        vec![by.into(), item.into()],
    )
}

/// Adds `by` to what is public now, for every facet in which the item stands.
pub(in crate::projection) fn stock(item: &str, by: i64) -> Statement {
    statement(
        "insert into item_stock (agency, facet, facet_key, items)
         select agency, 'all', '', cast($1 as bigint) from item where id = $2 and state = 'public'
         union all
         select agency, 'column', column_slug, cast($1 as bigint) from item where id = $2 and state = 'public'
         union all
         select item.agency, 'category', item_category.category, cast($1 as bigint)
         from item join item_category on item_category.item = item.id where item.id = $2 and item.state = 'public'
         union all
         select agency, 'theme', theme, cast($1 as bigint) from item
         where id = $2 and state = 'public' and theme is not null
         union all
         select agency, 'genre', genre, cast($1 as bigint) from item
         where id = $2 and state = 'public' and genre is not null
         union all
         select agency, 'issuer', issuer, cast($1 as bigint) from item where id = $2 and state = 'public'
         union all
         select item.agency, 'entry', item_entry.entry, cast($1 as bigint)
         from item join item_entry on item_entry.item = item.id where item.id = $2 and item.state = 'public'
         on conflict (agency, facet, facet_key) do update set items = item_stock.items + excluded.items",
        vec![by.into(), item.into()],
    )
}
