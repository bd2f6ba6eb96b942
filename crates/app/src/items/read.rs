//! What pages show of items.

use gongkai_publication::{
    CategoryState, CategoryStock, ColumnState, WithdrawalKind, column_state, coverage,
};
use gongkai_statute::counting::add_months;
use gongkai_statute::regulation::art26;
use gongkai_statute::{Category, Due, DueError};
use gongkai_store::agency::{AgencyRow, ColumnRow};
use gongkai_store::publication::{EditionRow, Facet, ItemRecord, ItemRow, ItemState, ReviewRow, TaskRow};

use jiff::civil::Date;

use crate::{Actor, App, AppError, civil_date};

/// What the public sees at an item's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicItem {
    /// The item.
    Shown(Box<ItemRow>),
    /// Another item in its place: its index number.
    Superseded {
        /// The item that was.
        title: String,
        /// What readers are told.
        notice: String,
        /// Index number of the item to read instead.
        successor: String,
    },
    /// A notice in its place.
    Withdrawn {
        /// What readers are told.
        notice: String,
    },
    /// A neutral notice in its place, without a word of what it said.
    Pulled,
}

/// An item as the office sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemView {
    /// Its row.
    pub item: ItemRow,
    /// Its editions.
    pub editions: Vec<EditionRow>,
    /// Every step of every review.
    pub reviews: Vec<ReviewRow>,
    /// On whose desk the edition in work lies.
    pub task: Option<TaskRow>,
    /// Public items that interpret it.
    pub interpretations: Vec<ItemRow>,
}

/// An edition in work with its last day to be published, Art. 26.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemTask {
    /// Whose desk, since when.
    pub task: TaskRow,
    /// The last day; an error when a year's notice is missing.
    pub due: Result<Due, DueError>,
}

/// How one column is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnCover {
    /// The column.
    pub column: ColumnRow,
    /// Items public in it.
    pub items: u64,
    /// Day of the newest publication.
    pub last_published_on: Option<Date>,
    /// How it stands today.
    pub state: ColumnState,
}

/// When what every agency must have was last brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basics {
    /// 指南
    pub guide: Date,
    /// 目录: the newest publication.
    pub catalogue: Option<Date>,
    /// The newest annual report of the last two years.
    pub report: Option<Date>,
    /// Last year's report is past its last day and not public.
    pub report_is_late: bool,
}

/// How one statutory category is kept.
pub type CategoryCover = (CategoryStock, CategoryState);

impl App {
    /// What the public sees of the item with this index number; drafts and unknown numbers are the same nothing.
    pub async fn public_item(&self, index_number: &str) -> Result<PublicItem, AppError> {
        let item = self.store.item_by_index(index_number).await?.ok_or(AppError::NotFound)?;
        self.seen(item).await
    }

    /// The same with everything the item's page shows, for one wait.
    pub async fn public_record(&self, index_number: &str) -> Result<(PublicItem, ItemRecord), AppError> {
        let record = self.store.item_record(index_number).await?.ok_or(AppError::NotFound)?;
        Ok((self.seen(record.item.clone()).await?, record))
    }

    async fn seen(&self, item: ItemRow) -> Result<PublicItem, AppError> {
        Ok(match item.state {
            ItemState::Draft | ItemState::Abandoned => return Err(AppError::NotFound),
            ItemState::Public => PublicItem::Shown(Box::new(item)),
            ItemState::Pulled => PublicItem::Pulled,
            ItemState::Withdrawn => {
                let notice = item.withdrawal_notice.unwrap_or_default();
                let successor = match (item.withdrawal_kind, &item.successor) {
                    (Some(WithdrawalKind::Superseded), Some(id)) => self.store.item(id).await?,
                    (Some(_) | None, _) => None,
                };
                match successor {
                    Some(other) => PublicItem::Superseded {
                        title: item.fields.title,
                        notice,
                        successor: other.index_number,
                    },
                    None => PublicItem::Withdrawn { notice },
                }
            }
        })
    }

    /// An item of this agency, by its id or its index number, as people write either.
    pub(crate) async fn own_item(&self, agency: &str, named: &str) -> Result<Option<ItemRow>, AppError> {
        let named = named.trim();
        let found = match self.store.item(named).await? {
            Some(row) => Some(row),
            None => self.store.item_by_index(named).await?,
        };
        Ok(found.filter(|row| row.agency == agency))
    }

    /// An item with all its editions and reviews.
    pub async fn item_view(&self, id: &str) -> Result<ItemView, AppError> {
        Ok(ItemView {
            item: self.store.item(id).await?.ok_or(AppError::NotFound)?,
            editions: self.store.editions(id).await?,
            reviews: self.store.reviews(id).await?,
            task: self.store.item_task(id).await?,
            interpretations: self.store.interpretations_of(id).await?,
        })
    }

    /// The body of an edition; [`AppError::NotFound`] once it was purged.
    pub async fn item_body(&self, hash: &str) -> Result<String, AppError> {
        let bytes = self.content(hash).await?;
        String::from_utf8(bytes).map_err(|_| AppError::Inconsistent(format!("body {hash} is not text")))
    }

    /// Editions in work at an agency, with their last days, the longest waiting first.
    ///
    /// Those limited to others are left out.
    pub async fn item_tasks(&self, actor: &Actor, agency: &str) -> Result<Vec<ItemTask>, AppError> {
        let calendar = self.calendar_of(agency).await?;
        let hidden = self.hidden_items(actor, agency).await?;
        let tasks = self.store.item_tasks(agency).await?.into_iter();
        Ok(tasks
            .filter(|task| !hidden.contains(&task.item))
            .map(|task| ItemTask { due: art26::publication_due(task.generated_on, &calendar), task })
            .collect())
    }

    /// How an agency keeps the statutory categories it owes: which are empty, which stale by its settings.
    pub async fn category_coverage(&self, agency: &str) -> Result<Vec<CategoryCover>, AppError> {
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let stocks: Vec<CategoryStock> = self
            .store
            .item_stock(agency)
            .await?
            .into_iter()
            .filter(|row| row.facet == Facet::Category)
            .filter_map(|row| {
                let category = Category::from_code(&row.key)?;
                Some(CategoryStock { category, items: row.items, last_published_on: row.last_published_on })
            })
            .collect();
        Ok(coverage(row.level, &stocks, row.settings.items.stale_months, self.today()))
    }

    /// When guide, catalogue and annual report of an agency were last brought up to date (Arts. 12, 50, 53).
    pub async fn basics(&self, agency: &str) -> Result<Basics, AppError> {
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let stock = self.store.item_stock(agency).await?;
        let all = stock.iter().find(|row| row.facet == Facet::All);
        let year = self.today().year() - 1;
        let editions = self.store.report_editions(agency, year).await?;
        let due = crate::reports::due(&row.settings, row.kind, year).day;
        let report_is_late = editions.is_empty() && due < self.today();
        let known =
            if editions.is_empty() { self.store.report_editions(agency, year - 1).await? } else { editions };
        Ok(Basics {
            guide: civil_date(row.updated_at),
            catalogue: all.and_then(|all| all.last_published_on),
            report: known.iter().map(|edition| edition.published_on).max(),
            report_is_late,
        })
    }

    /// Has an agency's guide not been touched for longer than its settings say (Art. 53)?
    pub fn is_guide_stale(&self, agency: &AgencyRow) -> bool {
        self.is_stale(agency, civil_date(agency.updated_at))
    }

    /// Is a day longer ago than an agency's settings allow?
    pub fn is_stale(&self, agency: &AgencyRow, on: Date) -> bool {
        add_months(on, agency.settings.items.stale_months) < self.today()
    }

    /// Open columns whose next item was due before today.
    pub async fn columns_overdue(&self, agency: &str) -> Result<usize, AppError> {
        let covers = self.column_coverage(agency).await?;
        Ok(covers.iter().filter(|cover| matches!(cover.state, ColumnState::Overdue(_))).count())
    }

    /// How an agency keeps its open columns.
    pub async fn column_coverage(&self, agency: &str) -> Result<Vec<ColumnCover>, AppError> {
        let stock = self.store.item_stock(agency).await?;
        let today = self.today();
        let columns = self.store.columns(agency).await?.into_iter().filter(|column| !column.closed);
        Ok(columns
            .map(|column| {
                let row = stock.iter().find(|row| row.facet == Facet::Column && row.key == column.slug);
                let last = row.and_then(|row| row.last_published_on);
                ColumnCover {
                    items: row.map_or(0, |row| row.items),
                    last_published_on: last,
                    state: column_state(column.rhythm, column.due_every_days, last, today),
                    column,
                }
            })
            .collect())
    }
}
