//! Rows of items, editions, reviews and tasks.

use gongkai_publication::{Attachment, Attribute, Genre, LegalKind, Origin, Validity, WithdrawalKind};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::agency::{code, json, opt_code, opt_small, small};
use crate::param::{Bound, Param};
use crate::{Row, Store, StoreError};

/// What the public sees of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Never published.
    Draft,
    /// Public.
    Public,
    /// Withdrawn, with a notice in its place.
    Withdrawn,
    /// Pulled, with a neutral notice in its place: its title must not be shown either.
    Pulled,
    /// Given up before it was ever published.
    Abandoned,
}

impl ItemState {
    /// The stable identifier in rows and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            ItemState::Draft => "draft",
            ItemState::Public => "public",
            ItemState::Withdrawn => "withdrawn",
            ItemState::Pulled => "pulled",
            ItemState::Abandoned => "abandoned",
        }
    }

    /// The state as an officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            ItemState::Draft => "未公开",
            ItemState::Public => "已公开",
            ItemState::Withdrawn => "已撤下",
            ItemState::Pulled => "紧急撤稿",
            ItemState::Abandoned => "已撤销",
        }
    }

    /// The state with this identifier.
    pub fn from_key(key: &str) -> Option<ItemState> {
        Some(match key {
            "draft" => ItemState::Draft,
            "public" => ItemState::Public,
            "withdrawn" => ItemState::Withdrawn,
            "pulled" => ItemState::Pulled,
            "abandoned" => ItemState::Abandoned,
            _ => return None,
        })
    }
}

/// What an edition says, see [`gongkai_publication::Content`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFields {
    /// 标题
    pub title: String,
    /// 内容概述
    pub summary: String,
    /// SHA-256 of the body.
    pub body: String,
    /// 附件
    pub attachments: Vec<Attachment>,
    /// 发文字号
    pub document_number: Option<String>,
    /// 统一编号
    pub registration_number: Option<String>,
    /// 发布机构
    pub issuer: String,
    /// 联合制作机关
    pub joint_issuers: Vec<String>,
    /// 制作 or 获取
    pub origin: Origin,
    /// 生成日期
    pub generated_on: Date,
    /// Codes of Arts. 20 and 21.
    pub categories: Vec<String>,
    /// Column, its slug.
    pub column: String,
    /// 主题分类
    pub theme: Option<String>,
    /// 体裁
    pub genre: Option<Genre>,
    /// 规章 or 行政规范性文件
    pub legal_kind: Option<LegalKind>,
    /// 关键词
    pub keywords: Vec<String>,
    /// 公开属性
    pub attribute: Attribute,
    /// Key of the ground for 不予公开.
    pub ground: Option<String>,
    /// Why it is not 主动公开.
    pub ground_note: Option<String>,
    /// Key of the rhythm.
    pub rhythm: String,
    /// Responsible section.
    pub section: Option<String>,
    /// The item it interprets.
    pub interprets: Option<String>,
    /// Number of the request it comes from; for the office only.
    pub from_request: Option<String>,
    /// First day in force.
    pub effective_on: Option<Date>,
    /// Last day in force.
    pub expires_on: Option<Date>,
    /// Hash of all of this.
    pub hash: String,
}

/// An item: what is public now, or was, or what its first draft says (条目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// `<agency>/<number>`.
    pub id: String,
    /// The agency.
    pub agency: String,
    /// 索引号
    pub index_number: String,
    /// What the public sees.
    pub state: ItemState,
    /// The public edition, or the last that was.
    pub edition: Option<u32>,
    /// The newest edition, in work or public.
    pub newest_edition: u32,
    /// What it says.
    pub fields: ItemFields,
    /// When the edition shown was published.
    pub published_at: Option<Timestamp>,
    /// The same as a civil date.
    pub published_on: Option<Date>,
    /// Day of first publication.
    pub first_published_on: Option<Date>,
    /// Recorded force; see [`ItemRow::validity_on`].
    pub validity: Validity,
    /// Since when.
    pub validity_on: Option<Date>,
    /// The act that changed it.
    pub validity_act: Option<String>,
    /// The item holding that act.
    pub validity_act_item: Option<String>,
    /// How it was withdrawn.
    pub withdrawal_kind: Option<WithdrawalKind>,
    /// What readers are told.
    pub withdrawal_notice: Option<String>,
    /// The item to read instead.
    pub successor: Option<String>,
    /// When it was withdrawn or pulled.
    pub withdrawn_at: Option<Timestamp>,
    /// Is the review after an emergency publication still due?
    pub after_review: bool,
    /// When it was decided that it stays inside.
    pub held_at: Option<Timestamp>,
    /// Login of the author.
    pub drafted_by: String,
    /// When it was drafted.
    pub drafted_at: Timestamp,
}

impl ItemRow {
    /// Whether the document is in force on `day`: what was recorded, and the last day it names itself.
    pub fn validity_on(&self, day: Date) -> Validity {
        let recorded = match self.validity_on {
            Some(on) if day < on => Validity::InForce,
            Some(_) | None => self.validity,
        };
        match recorded {
            Validity::InForce | Validity::Modified
                if self.fields.expires_on.is_some_and(|last| last < day) =>
            {
                Validity::Expired
            }
            Validity::InForce | Validity::Modified | Validity::Expired | Validity::Repealed => recorded,
        }
    }
}

/// An edition (版本).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRow {
    /// Its number, from 1.
    pub edition: u32,
    /// `work`, `public`, `superseded`, `withdrawn`, `pulled`, `abandoned` or `held`.
    pub state: String,
    /// What it says.
    pub fields: ItemFields,
    /// Editorial levels.
    pub levels: u8,
    /// Does only the wording differ?
    pub minor: bool,
    /// What changed, for readers.
    pub change_note: String,
    /// Reason of an emergency publication.
    pub emergency: Option<String>,
    /// Login of the author.
    pub drafted_by: String,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// When it became public.
    pub published_at: Option<Timestamp>,
}

/// One step of a review (审核记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Which edition.
    pub edition: u32,
    /// `submitted`, `approved`, `secrecy`, `sent_back`, `after_review`, `abandoned`, `held`, `reassessed` or `fell`.
    pub act: String,
    /// Level and number of levels.
    pub level: Option<(u8, u8)>,
    /// Key of the conclusion.
    pub conclusion: Option<String>,
    /// Basis, reason or remark.
    pub note: String,
    /// Hash of what was seen; it counts only while the edition still has it.
    pub hash: Option<String>,
    /// Login.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An edition in work: on whose desk, since when (待办).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// The item.
    pub item: String,
    /// The edition.
    pub edition: u32,
    /// The agency.
    pub agency: String,
    /// `drafting`, `reviewing`, `secrecy`, `referred` or `cleared`.
    pub stage: String,
    /// The level it waits for; 0 outside the levels.
    pub level: u8,
    /// Editorial levels.
    pub levels: u8,
    /// For a minor edition: the only one who may approve it.
    pub approver: Option<String>,
    /// 标题
    pub title: String,
    /// 生成日期, from which Art. 26 counts.
    pub generated_on: Date,
    /// Login of the author.
    pub drafted_by: String,
    /// Reason of an emergency publication.
    pub emergency: Option<String>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// Since when it lies there.
    pub since: Timestamp,
}

/// A set time (定时发布、定时撤下).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeRow {
    /// The item.
    pub item: String,
    /// Is it withdrawn then, or published?
    pub is_end: bool,
    /// When.
    pub at: Timestamp,
}

/// An emergency take-down (紧急撤稿).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// The item.
    pub item: String,
    /// The edition that was public.
    pub edition: u32,
    /// Why.
    pub reason: String,
    /// Login of the officer.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Of this agency, public, with a last day of its own before today, and nobody said what became of it.
const PAST_ITS_DAY: &str = "agency = $1 and expires_on < $2 and state = 'public'
     and validity in ('in_force', 'modified') and expires_on is not null";

/// A public item with an impossible day of publication (发布日期早于生成日期).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misdated {
    /// `<agency>/<number>`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day it bears.
    pub published_on: Option<Date>,
    /// The day it was made.
    pub generated_on: Date,
}

impl Store {
    /// The item with this id.
    pub async fn item(&self, id: &str) -> Result<Option<ItemRow>, StoreError> {
        self.items_by("select * from item where id = $1", vec![id.into()])
            .await
            .map(|rows| rows.into_iter().next())
    }

    /// The item with this index number.
    pub async fn item_by_index(&self, index_number: &str) -> Result<Option<ItemRow>, StoreError> {
        let sql = "select * from item where index_number = $1";
        self.items_by(sql, vec![index_number.into()]).await.map(|rows| rows.into_iter().next())
    }

    /// Those of `ids` that are public, in no order.
    pub async fn public_items_among(&self, ids: &[&str]) -> Result<Vec<ItemRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select * from item where state = 'public' and id in ({})", places.join(", "));
        self.items_by(&sql, ids.iter().map(|id| (*id).into()).collect()).await
    }

    /// Items that come from this request of the agency, drafts included, oldest first.
    pub async fn items_of_request(&self, agency: &str, request: &str) -> Result<Vec<ItemRow>, StoreError> {
        let sql = "select * from item where agency = $1 and from_request = $2 order by drafted_at, id";
        self.items_by(sql, vec![agency.into(), request.into()]).await
    }

    /// Public items that bear a day of publication before the day they were made, from an index of these alone.
    pub async fn misdated_items(&self, agency: &str, limit: u32) -> Result<Vec<Misdated>, StoreError> {
        let sql = "select id, title, published_on, generated_on from item
                   where agency = $1 and state = 'public' and published_on < generated_on order by id limit $2";
        let values = vec![agency.into(), Param::Int(limit.into())];
        let rows = self.query(Bound::new(sql, values)).await?;
        rows.iter()
            .map(|row| {
                Ok(Misdated {
                    id: row.text("id")?,
                    title: row.text("title")?,
                    published_on: row.opt_date("published_on")?,
                    generated_on: row.date("generated_on")?,
                })
            })
            .collect()
    }

    /// Public items of a column that interpret nothing: id and title, from an index of these alone.
    pub async fn unlinked_items(
        &self,
        agency: &str,
        column: &str,
        limit: u32,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "select id, title from item where agency = $1 and column_slug = $2 and state = 'public'
                   and interprets is null order by id limit $3";
        let values = vec![agency.into(), column.into(), Param::Int(limit.into())];
        let rows = self.query(Bound::new(sql, values)).await?;
        rows.iter().map(|row| Ok((row.text("id")?, row.text("title")?))).collect()
    }

    /// The public items that interpret this one.
    pub async fn interpretations_of(&self, id: &str) -> Result<Vec<ItemRow>, StoreError> {
        let sql = "select * from item where interprets = $1 and state = 'public' order by published_at, id";
        self.items_by(sql, vec![id.into()]).await
    }

    /// Items published in an emergency whose review is due.
    pub async fn items_awaiting_after_review(&self, agency: &str) -> Result<Vec<ItemRow>, StoreError> {
        let sql = "select * from item where agency = $1 and after_review = 1 order by published_at, id";
        self.items_by(sql, vec![agency.into()]).await
    }

    /// Items of this agency with this document number, drafts too.
    pub async fn items_with_number(&self, agency: &str, number: &str) -> Result<Vec<ItemRow>, StoreError> {
        let sql = "select * from item where document_number = $1 and agency = $2 order by id";
        self.items_by(sql, vec![number.into(), agency.into()]).await
    }

    /// Items of an agency that only some may see: the item, and logins of those and of its authors.
    pub async fn limited_items(&self, agency: &str) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        self.limited_by("item.agency = $1 and item.limited_to is not null", agency).await
    }

    /// Who may see an item, where that is limited.
    pub async fn limited_to(&self, item: &str) -> Result<Option<Vec<String>>, StoreError> {
        let rows = self.limited_by("item.id = $1 and item.limited_to is not null", item).await?;
        Ok(rows.into_iter().next().map(|(_, logins)| logins))
    }

    async fn limited_by(&self, which: &str, value: &str) -> Result<Vec<(String, Vec<String>)>, StoreError> {
        let sql = format!(
            "select item.id, item.limited_to, edition.drafted_by from item
             left join edition on edition.item = item.id and edition.state = 'work' where {which}"
        );
        let rows = self.query(Bound::new(&sql, vec![value.into()])).await?;
        rows.iter()
            .map(|row| {
                let mut logins: Vec<String> = json(row, "limited_to")?;
                logins.extend(row.opt_text("drafted_by")?);
                Ok((row.text("id")?, logins))
            })
            .collect()
    }

    /// The editions of an item, in order.
    pub async fn editions(&self, item: &str) -> Result<Vec<EditionRow>, StoreError> {
        let sql = "select * from edition where item = $1 order by edition";
        self.query(Bound::new(sql, vec![item.into()])).await?.iter().map(edition_row).collect()
    }

    /// One edition.
    pub async fn edition(&self, item: &str, edition: u32) -> Result<Option<EditionRow>, StoreError> {
        let sql = "select * from edition where item = $1 and edition = $2";
        let params = vec![item.into(), Param::Int(edition.into())];
        self.query(Bound::new(sql, params)).await?.first().map(edition_row).transpose()
    }

    /// Every step of every review of an item, in order.
    pub async fn reviews(&self, item: &str) -> Result<Vec<ReviewRow>, StoreError> {
        let sql = "select * from item_review where item = $1 order by position";
        self.query(Bound::new(sql, vec![item.into()])).await?.iter().map(review_row).collect()
    }

    /// The edition of an item that is in work.
    pub async fn item_task(&self, item: &str) -> Result<Option<TaskRow>, StoreError> {
        let sql = "select * from item_task where item = $1";
        self.query(Bound::new(sql, vec![item.into()])).await?.first().map(task_row).transpose()
    }

    /// Editions in work at an agency, the longest waiting first.
    pub async fn item_tasks(&self, agency: &str) -> Result<Vec<TaskRow>, StoreError> {
        let sql = "select * from item_task where agency = $1 order by since, item";
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(task_row).collect()
    }

    /// Does another item say or attach this content, in any of its editions?
    ///
    /// Looks through all editions: asked only when something is destroyed.
    pub async fn is_content_elsewhere(&self, item: &str, hash: &str) -> Result<bool, StoreError> {
        let sql =
            "select 1 as found from edition where item <> $1 and (body = $2 or attachments like $3) limit 1";
        let values = vec![item.into(), hash.into(), format!("%\"{hash}\"%").into()];
        Ok(!self.query(Bound::new(sql, values)).await?.is_empty())
    }

    /// Where the legacy items of an agency stood; read whole, once an import.
    pub async fn item_sources(&self, agency: &str) -> Result<Vec<String>, StoreError> {
        let sql = "select source from item where agency = $1 and source is not null";
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(|row| row.text("source")).collect()
    }

    /// Set times that have come, the earliest first.
    pub async fn item_times_due(&self, now: Timestamp, limit: u32) -> Result<Vec<TimeRow>, StoreError> {
        let sql = "select * from item_time where at <= $1 order by at, item limit $2";
        let values = vec![gongkai_journal::instant_text(now).into(), i64::from(limit).into()];
        self.query(Bound::new(sql, values)).await?.iter().map(time_row).collect()
    }

    /// Set times of an agency, the earliest first.
    pub async fn item_times(&self, agency: &str, limit: u32) -> Result<Vec<TimeRow>, StoreError> {
        let sql = "select * from item_time where agency = $1 order by at, item limit $2";
        let values = vec![agency.into(), i64::from(limit).into()];
        self.query(Bound::new(sql, values)).await?.iter().map(time_row).collect()
    }

    /// Public items whose own last day is before `today` and whose force nobody has changed since, the longest
    /// overdue first.
    pub async fn items_past_their_day(
        &self,
        agency: &str,
        today: Date,
        limit: u32,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let sql = format!("select * from item where {PAST_ITS_DAY} order by expires_on, id limit $3");
        self.items_by(&sql, vec![agency.into(), today.to_string().into(), i64::from(limit).into()]).await
    }

    /// How many they are, counted up to `most`.
    pub async fn count_items_past_their_day(
        &self,
        agency: &str,
        today: Date,
        most: u32,
    ) -> Result<u64, StoreError> {
        let sql =
            format!("select count(*) as items from (select id from item where {PAST_ITS_DAY} limit $3) past");
        let values = vec![agency.into(), today.to_string().into(), i64::from(most).into()];
        self.query(Bound::new(sql, values))
            .await?
            .first()
            .map_or(Ok(0), |row| crate::row::number(row, "items"))
    }

    /// Emergency take-downs at an agency, newest first.
    pub async fn item_incidents(&self, agency: &str) -> Result<Vec<IncidentRow>, StoreError> {
        let sql = "select * from item_incident where agency = $1 order by position desc";
        let incident = |row: &Row| {
            Ok(IncidentRow {
                item: row.text("item")?,
                edition: small(row, "edition")?,
                reason: row.text("reason")?,
                by: row.text("by_login")?,
                at: row.instant("at")?,
            })
        };
        self.query(Bound::new(sql, vec![agency.into()])).await?.iter().map(incident).collect()
    }

    pub(crate) async fn items_by(&self, sql: &str, params: Vec<Param>) -> Result<Vec<ItemRow>, StoreError> {
        self.query(Bound::new(sql, params)).await?.iter().map(item_row).collect()
    }
}

fn time_row(row: &Row) -> Result<TimeRow, StoreError> {
    Ok(TimeRow { item: row.text("item")?, is_end: row.text("kind")? == "end", at: row.instant("at")? })
}

fn fields(row: &Row) -> Result<ItemFields, StoreError> {
    Ok(ItemFields {
        title: row.text("title")?,
        summary: row.text("summary")?,
        body: row.text("body")?,
        attachments: json(row, "attachments")?,
        document_number: row.opt_text("document_number")?,
        registration_number: row.opt_text("registration_number")?,
        issuer: row.text("issuer")?,
        joint_issuers: json(row, "joint_issuers")?,
        origin: code(row, "origin", Origin::from_key)?,
        generated_on: row.date("generated_on")?,
        categories: json(row, "categories")?,
        column: row.text("column_slug")?,
        theme: row.opt_text("theme")?,
        genre: opt_code(row, "genre", Genre::from_key)?,
        legal_kind: opt_code(row, "legal_kind", LegalKind::from_key)?,
        keywords: json(row, "keywords")?,
        attribute: code(row, "attribute", Attribute::from_key)?,
        ground: row.opt_text("ground")?,
        ground_note: row.opt_text("ground_note")?,
        rhythm: row.text("rhythm")?,
        section: row.opt_text("section")?,
        interprets: row.opt_text("interprets")?,
        from_request: row.opt_text("from_request")?,
        effective_on: row.opt_date("effective_on")?,
        expires_on: row.opt_date("expires_on")?,
        hash: row.text("content_hash")?,
    })
}

pub(super) fn item_row(row: &Row) -> Result<ItemRow, StoreError> {
    Ok(ItemRow {
        id: row.text("id")?,
        agency: row.text("agency")?,
        index_number: row.text("index_number")?,
        state: code(row, "state", ItemState::from_key)?,
        edition: opt_small(row, "edition")?,
        newest_edition: small(row, "newest_edition")?,
        fields: fields(row)?,
        published_at: row.opt_instant("published_at")?,
        published_on: row.opt_date("published_on")?,
        first_published_on: row.opt_date("first_published_on")?,
        validity: code(row, "validity", Validity::from_key)?,
        validity_on: row.opt_date("validity_on")?,
        validity_act: row.opt_text("validity_act")?,
        validity_act_item: row.opt_text("validity_act_item")?,
        withdrawal_kind: opt_code(row, "withdrawal_kind", WithdrawalKind::from_key)?,
        withdrawal_notice: row.opt_text("withdrawal_notice")?,
        successor: row.opt_text("successor")?,
        withdrawn_at: row.opt_instant("withdrawn_at")?,
        after_review: row.flag("after_review")?,
        held_at: row.opt_instant("held_at")?,
        drafted_by: row.text("drafted_by")?,
        drafted_at: row.instant("drafted_at")?,
    })
}

pub(super) fn edition_row(row: &Row) -> Result<EditionRow, StoreError> {
    Ok(EditionRow {
        edition: small(row, "edition")?,
        state: row.text("state")?,
        fields: fields(row)?,
        levels: small(row, "levels")?,
        minor: row.flag("minor")?,
        change_note: row.text("change_note")?,
        emergency: row.opt_text("emergency")?,
        drafted_by: row.text("drafted_by")?,
        drafted_at: row.instant("drafted_at")?,
        published_at: row.opt_instant("published_at")?,
    })
}

fn review_row(row: &Row) -> Result<ReviewRow, StoreError> {
    Ok(ReviewRow {
        edition: small(row, "edition")?,
        act: row.text("act")?,
        level: opt_small(row, "level")?.zip(opt_small(row, "of_levels")?),
        conclusion: row.opt_text("conclusion")?,
        note: row.text("note")?,
        hash: row.opt_text("hash")?,
        by: row.text("by_login")?,
        at: row.instant("at")?,
    })
}

fn task_row(row: &Row) -> Result<TaskRow, StoreError> {
    Ok(TaskRow {
        item: row.text("item")?,
        edition: small(row, "edition")?,
        agency: row.text("agency")?,
        stage: row.text("stage")?,
        level: small(row, "level")?,
        levels: small(row, "levels")?,
        approver: row.opt_text("approver")?,
        title: row.text("title")?,
        generated_on: row.date("generated_on")?,
        drafted_by: row.text("drafted_by")?,
        emergency: row.opt_text("emergency")?,
        reason: row.opt_text("reason")?,
        since: row.instant("since")?,
    })
}
