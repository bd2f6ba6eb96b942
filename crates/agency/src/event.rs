//! What can happen to an agency.

use gongkai_statute::{AgencyKind, AgencyLevel, RhythmKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Channel, ColumnType, Establishment, LetterSettings, codes};

/// An event of stream `agency/<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum AgencyEvent {
    /// The agency joined the platform.
    #[serde(rename = "agency.founded.v1")]
    Founded(Founded),
    /// What the guide (指南) says about its disclosure unit changed.
    #[serde(rename = "agency.profile_set.v1")]
    ProfileSet(Profile),
    /// It moved below another agency, or to the top.
    #[serde(rename = "agency.moved.v1")]
    Moved {
        /// The agency above from now on.
        parent: Option<String>,
    },
    /// It got a section (科室).
    #[serde(rename = "agency.section_added.v1")]
    SectionAdded(Section),
    /// A section got another name.
    #[serde(rename = "agency.section_renamed.v1")]
    SectionRenamed(Section),
    /// A section was closed.
    #[serde(rename = "agency.section_closed.v1")]
    SectionClosed {
        /// The section.
        slug: String,
    },
    /// A column (栏目) was opened or described anew.
    #[serde(rename = "agency.column_set.v1")]
    ColumnSet(Column),
    /// A column was closed; its items stay.
    #[serde(rename = "agency.column_closed.v1")]
    ColumnClosed {
        /// The column.
        slug: String,
    },
    /// A way in for requests was opened, or its note changed.
    #[serde(rename = "agency.channel_opened.v1")]
    ChannelOpened {
        /// The way in.
        channel: Channel,
        /// How to use it, as the guide tells citizens.
        note: String,
    },
    /// A way in for requests was closed.
    #[serde(rename = "agency.channel_closed.v1")]
    ChannelClosed {
        /// The way in.
        channel: Channel,
        /// Why, as the guide tells citizens.
        note: String,
    },
    /// Its settings changed.
    #[serde(rename = "agency.settings_set.v1")]
    SettingsSet(Settings),
    /// Its list of words for the screening was replaced (筛查词表).
    #[serde(rename = "agency.words_set.v1")]
    WordsSet {
        /// The whole list, a word a line.
        words: String,
        /// Login of whoever set it.
        by: String,
    },
    /// What it is for, who leads it and how it is set up was said anew (机构概况).
    #[serde(rename = "agency.establishment_set.v1")]
    EstablishmentSet {
        /// The whole of it.
        establishment: Establishment,
        /// Login of whoever set it.
        by: String,
    },
    /// One officer handed the open matters to another by a signed list (交接清单).
    #[serde(rename = "agency.duties_handed_over.v1")]
    DutiesHandedOver(HandOver),
    /// It got another name.
    #[serde(rename = "agency.renamed.v1")]
    Renamed(Naming),
    /// It was merged into another agency.
    #[serde(rename = "agency.merged.v1")]
    Merged(Ending),
    /// It was split; several agencies go on.
    #[serde(rename = "agency.split.v1")]
    Split(Ending),
}

/// What is known of an agency from its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// Code in addresses and names of streams.
    pub code: String,
    /// Standard name (规范名称).
    pub name: String,
    /// Short name, for lists.
    pub short_name: String,
    /// What it is under the Regulation.
    #[serde(with = "codes::kind")]
    pub kind: AgencyKind,
    /// Its level.
    #[serde(with = "codes::level")]
    pub level: AgencyLevel,
    /// Region code, six digits.
    pub region: String,
    /// The agency above, for the supervisor's tree.
    pub parent: Option<String>,
    /// 统一社会信用代码, checked.
    pub credit_code: Option<String>,
}

/// The disclosure unit as the guide must describe it, Art. 12 para. 2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// 办公地址
    pub address: String,
    /// 邮政编码
    pub postcode: String,
    /// 办公时间
    pub office_hours: String,
    /// 联系电话
    pub phone: String,
    /// 传真号码
    pub fax: String,
    /// 互联网联系方式
    pub internet_contact: String,
    /// 政府信息公开工作机构名称
    pub unit_name: String,
    /// Name of the head of that unit; a public fact of the office (Art. 20 no. 2).
    pub unit_head: String,
    /// Responsible section (承办科室), its slug.
    pub section: Option<String>,
    /// Login of the officer (专人).
    pub officer: Option<String>,
    /// Login of the deputy.
    pub deputy: Option<String>,
}

/// A section (科室).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A column (栏目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name in addresses.
    pub slug: String,
    /// Its name, e.g. 工作动态.
    pub name: String,
    /// Standard class, for page tags.
    pub column_type: ColumnType,
    /// What it is for, for page tags and readers.
    pub description: String,
    /// Default category code of Art. 20 or 21.
    pub category: Option<String>,
    /// How often its content is due.
    #[serde(with = "codes::rhythm")]
    pub rhythm: RhythmKind,
    /// A new item is due within this many calendar days; `None` when nothing is due by itself.
    pub due_every_days: Option<u16>,
    /// Editorial levels for its items, where they differ from the agency's.
    pub review_levels: Option<u8>,
    /// Place among the columns.
    pub place: u16,
}

/// How an agency keeps its items (信息管理). Conventions all: neither the Regulation nor a national rule sets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemSettings {
    /// Months after which what is not public is assessed again (Art. 18).
    pub reassess_months: u16,
    /// Working days after a policy within which its interpretation is to be public.
    pub interpretation_workdays: u16,
    /// Must a policy have an interpretation plan before it is handed in (无解读方案的不予收文)? Default: no.
    pub interpretation_plan_first: bool,
    /// Months after which a guide or a statutory category without anything new is told as stale.
    pub stale_months: u16,
}

impl Default for ItemSettings {
    fn default() -> ItemSettings {
        ItemSettings {
            reassess_months: 12,
            interpretation_workdays: 3,
            interpretation_plan_first: false,
            stale_months: 12,
        }
    }
}

/// Switches of one agency. Every default is the law's plain reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Is the confirmation shown on screen the confirmation of both sides (双方确认, Art. 31)? Default: no.
    pub on_screen_confirmation_counts: bool,
    /// Does a supplement notice after the seventh working day restart the clock? Convention; default: no.
    pub late_supplement_restarts: bool,
    /// A local deadline for the annual report, month and day, not later than the law's.
    pub report_due: Option<(i8, i8)>,
    /// Template of index numbers (索引号).
    pub index_template: String,
    /// May the agency make 规章?
    pub makes_regulations: bool,
    /// Editorial levels before the secrecy review, 1 to 5.
    pub review_levels: u8,
    /// The agency's notice on information-processing fees and how they are counted, when it issued one.
    pub fee_notice: Option<String>,
    /// What its letters say, and how long they are waited for.
    pub letters: LetterSettings,
    /// Working days within which a correction or a proposal is to be done; the Regulation sets none. Convention.
    pub internal_workdays: u16,
    /// How its items are kept.
    pub items: ItemSettings,
    /// Working days left at which a reply is reminded of, most first; 0 is the last day itself. Convention.
    pub remind_workdays: Vec<u16>,
}

impl Settings {
    /// How many working days before its last day a matter comes onto the list of the day.
    pub fn ahead(&self) -> u16 {
        self.remind_workdays.iter().copied().max().unwrap_or_default()
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            on_screen_confirmation_counts: false,
            late_supplement_restarts: false,
            report_due: None,
            index_template: "{region}/{year}-{serial:5}".to_owned(),
            makes_regulations: false,
            review_levels: 3,
            fee_notice: None,
            letters: LetterSettings::default(),
            internal_workdays: 20,
            items: ItemSettings::default(),
            remind_workdays: vec![10, 5, 2, 0],
        }
    }
}

/// Duties handed from one officer to another (工作交接).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// Login of the officer who leaves.
    pub from: String,
    /// Login of the officer who takes over.
    pub to: String,
    /// The day from which the new officer answers for it.
    pub on: Date,
    /// Every open matter, by its stream, with a remark.
    pub matters: Vec<Matter>,
    /// Login of whoever witnessed the list (监交人).
    pub witness: String,
    /// SHA-256 of the signed list, when it was scanned.
    pub signed_list: Option<String>,
}

/// One open matter on a hand-over list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its stream, e.g. `request/2021-000123`.
    pub stream: String,
    /// What stands to be done.
    pub remark: String,
}

/// Another name from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// Standard name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// First day of the name.
    pub on: Date,
    /// The document that ordered it.
    pub basis: String,
}

/// The end of an agency, and who goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Codes of the agencies that carry on its duties.
    pub successors: Vec<String>,
    /// First day on which it no longer acts.
    pub on: Date,
    /// The document that ordered it.
    pub basis: String,
}
