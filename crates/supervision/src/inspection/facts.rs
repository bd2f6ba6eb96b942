//! What is known of one agency's site on a check date (检查时点的情况). Plain values: the caller reads them from records
//! or from a crawl, the check only judges them. What nobody looked at is `None` and is reported as unchecked; an empty
//! list says that somebody looked and found nothing.

use jiff::civil::Date;

use super::codes::{Basic, Incident, LinkPlace, MessageKind, Standing};
use super::points::Points;

/// One agency's site, columns, messages and accounts (检查对象).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Only portal sites are scored; the rest is held to the single vetoes.
    pub is_portal: bool,
    /// 首页
    pub home: Option<HomePage>,
    /// 栏目
    pub columns: Vec<Column>,
    /// 网民留言 of the year before the check date, and older ones that are still open.
    pub messages: Option<Vec<Message>>,
    /// Is there an effective way to consult online (有效的在线咨询渠道)?
    pub has_consultation: Option<bool>,
    /// 办事服务
    pub services: Option<Services>,
    /// 政务新媒体账号
    pub accounts: Vec<Account>,
    /// Grave problems of the site that somebody found.
    pub incidents: Option<Vec<Found<Incident>>>,
    /// Personal data that screening found and nobody cleared (泄露的个人信息): what kind, in Chinese.
    pub personal_data: Option<Vec<Found<String>>>,
    /// Items whose dates may be wrong or missing; sound ones do no harm.
    pub items: Option<Vec<Dated>>,
    /// 失效链接
    pub dead_links: Option<Vec<DeadLink>>,
    /// Links to pages outside government (链接到非政府网站): page and target.
    pub outside_links: Option<Vec<Found<String>>>,
    /// 政策文件 without an interpretation, though one is owed.
    pub uninterpreted: Option<Vec<Policy>>,
    /// Interpretations that do not link to what they interpret (未关联的解读).
    pub unlinked: Option<Vec<Reference>>,
    /// Columns about the agency that are missing.
    pub missing_basics: Option<Vec<Basic>>,
    /// Is the entry “我为政府网站找错” there?
    pub has_fault_entry: Option<bool>,
    /// When guide, catalogue and report were last renewed.
    pub standing: Vec<(Standing, Option<Date>)>,
    /// Visits to the site, each of them (可用性监测).
    pub probes: Vec<Probe>,
    /// Points the assessors added (加分); they count only when the rest is good enough.
    pub bonus: Option<Points>,
}

/// A record, by what leads back to it, and what a reader calls it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Key or address.
    pub key: String,
    /// Name or title.
    pub name: String,
}

/// Something that was found somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What.
    pub what: T,
    /// Where.
    pub at: Reference,
    /// Since when it is known.
    pub on: Date,
}

/// The home page and what counts as its update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomePage {
    /// It shows content; last changed on that day.
    Content(Date),
    /// It only leads on (导航页): the newest change of any second-level page counts.
    Navigation(Date),
}

impl HomePage {
    /// The day that counts.
    pub const fn updated_on(self) -> Date {
        match self {
            HomePage::Content(day) | HomePage::Navigation(day) => day,
        }
    }
}

/// What a column holds, which sets how often it must change (栏目类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// 动态、要闻
    News,
    /// 通知公告, first level
    Notices,
    /// 政策文件, first level
    Policies,
    /// 办事统计
    ServiceStatistics,
    /// 留言答复
    Replies,
    /// Any other; a column with an interval of its own must change that often, others never lapse by time.
    Other {
        /// Days from one update to the next.
        every_days: Option<u16>,
    },
}

/// A column (栏目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Which.
    pub reference: Reference,
    /// What it holds.
    pub kind: ColumnKind,
    /// Items that the public sees; without any the column is empty.
    pub items: u64,
    /// Newest publication day; `None` when no item bears a date.
    pub last_published_on: Option<Date>,
}

/// A message of the public (网民留言).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which.
    pub reference: Reference,
    /// What kind.
    pub kind: MessageKind,
    /// Is it one that must be answered (有效留言)?
    pub is_valid: bool,
    /// Day it was submitted.
    pub submitted_on: Date,
    /// Day it was answered.
    pub answered_on: Option<Date>,
}

/// What the site offers for getting things done (办事服务).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Services {
    /// The agency serves no public; the part is not checked.
    NotOwed,
    /// It offers these, each with its guide; none when it offers nothing.
    Offered(Vec<ServiceGuide>),
}

/// The guide of one service (办事指南).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceGuide {
    /// Which.
    pub reference: Reference,
    /// Classes of elements it lacks: name, basis, conditions, materials …
    pub missing_classes: u32,
}

/// An account (政务新媒体账号).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which.
    pub reference: Reference,
    /// Day of the newest post; `None` when there never was one.
    pub last_post_on: Option<Date>,
    /// A local rule stricter than the national period; a longer one has no effect.
    pub every_days: Option<u16>,
    /// Can it be downloaded and used?
    pub is_usable: Option<bool>,
    /// Does it let the public answer and ask?
    pub has_interaction: Option<bool>,
    /// Grave problems that somebody found.
    pub incidents: Vec<Found<Incident>>,
}

/// The dates of an item (信息的日期).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Which.
    pub reference: Reference,
    /// The publication day it shows.
    pub shown_on: Option<Date>,
    /// Day it was made (生成日期), where known.
    pub made_on: Option<Date>,
    /// Day it really went public, by the journal or the first crawl; `None` where nobody can tell, as of old stock.
    pub public_on: Option<Date>,
}

/// A link that leads nowhere (失效链接).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLink {
    /// The page it stands on.
    pub page: Reference,
    /// Where it leads.
    pub target: String,
    /// Where it stands.
    pub place: LinkPlace,
    /// Since when it is broken.
    pub since: Date,
}

/// A policy document that is owed an interpretation (应当解读的政策文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which.
    pub reference: Reference,
    /// Day it was published.
    pub published_on: Date,
}

/// One visit to the site (一次访问).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Civil day of the visit.
    pub on: Date,
    /// How long the page took to open; `None` when it did not.
    pub opened_ms: Option<u32>,
}
