//! The portal's pages: one struct of decided, formatted values and one template each.

use askama::Template;

use super::described::Described;
use crate::ui::agency_tree::AgencyTree;
use crate::ui::attachment_list::AttachmentList;
use crate::ui::category_tree::CategoryTree;
use crate::ui::chart::Chart;
use crate::ui::column_entries::ColumnEntries;
use crate::ui::data_table::DataTable;
use crate::ui::edition_history::EditionHistory;
use crate::ui::facets::Facets;
use crate::ui::field::Field;
use crate::ui::figure::FigureRow;
use crate::ui::link_list::LinkList;
use crate::ui::metadata_table::MetadataTable;
use crate::ui::notice::Notice;
use crate::ui::pager::Pager;
use crate::ui::portal_frame::PortalFrame;
use crate::ui::prose::Html;
use crate::ui::statutory_table::StatutoryTable;
use crate::ui::validity_banner::ValidityBanner;

/// A titled list that leads to a longer one.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Anchor.
    pub id: String,
    /// What is listed.
    pub title: String,
    /// The whole list.
    pub more: Option<String>,
    /// Its newest rows.
    pub list: LinkList,
}

/// A way in for requests, or out for information: name and how to use it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// What it is called, e.g. `当面提交`.
    pub name: String,
    /// Where and how.
    pub how: String,
}

/// `/`: what is new, and where things are.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/home.html")]
pub struct HomePage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// The four columns of each agency at the top of the tree.
    pub groups: Vec<(String, ColumnEntries)>,
    /// Newest items by column.
    pub panels: Vec<Panel>,
    /// The agencies at the top of the tree, with their pages.
    pub agencies: Vec<(String, String)>,
    /// What the public is asked now.
    pub asked: LinkList,
    /// Annual reports of the last year: title and address.
    pub reports: LinkList,
}

/// `/zfxxgk/{agency}/`: the four columns and the statutory categories of an agency.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/agency.html")]
pub struct AgencyPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Name of the agency.
    pub name: String,
    /// How much is published, since when, in a sentence.
    pub summary: String,
    /// 指南、制度、法定主动公开内容、年报
    pub entries: ColumnEntries,
    /// What must be known first, e.g. that the agency was merged.
    pub notice: Option<Notice>,
    /// Categories of Arts. 20 and 21.
    pub categories: CategoryTree,
    /// Lists of what is to be public: title and address.
    pub inventories: Vec<(String, String)>,
    /// Newest items.
    pub latest: Panel,
    /// Who to turn to: the disclosure unit.
    pub unit: MetadataTable,
    /// Where the agency says what it is for and who leads it.
    pub organisation: String,
    /// What was asked and answered.
    pub messages: String,
    /// Where a message is written.
    pub write: String,
    /// Agencies below: name and address.
    pub below: Vec<(String, String)>,
}

/// `/zfxxgk/{agency}/guide`: the guide (政府信息公开指南), Art. 12.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/guide.html")]
pub struct GuidePage {
    /// The frame.
    pub frame: PortalFrame,
    /// Name of the agency.
    pub name: String,
    /// The four columns.
    pub entries: ColumnEntries,
    /// When the guide was last brought up to date.
    pub updated: String,
    /// What is published: categories with their articles.
    pub categories: CategoryTree,
    /// How index numbers are built (编排体系).
    pub arrangement: String,
    /// Where information can be had (获取方式).
    pub obtaining: Vec<Way>,
    /// The disclosure unit: name, address, hours, phone, fax, internet.
    pub unit: MetadataTable,
    /// Open channels for requests.
    pub channels: Vec<Way>,
    /// How long a reply takes, what it costs.
    pub periods: Vec<Way>,
    /// Where to turn when the agency does not do its duty.
    pub remedies: Vec<Way>,
}

/// `/zfxxgk/{agency}/rules`: laws and the agency's own rules (政府信息公开制度).
#[derive(Debug, Clone, Template)]
#[template(path = "portal/rules.html")]
pub struct RulesPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Name of the agency.
    pub name: String,
    /// The four columns.
    pub entries: ColumnEntries,
    /// Laws and regulations: name and how they are cited.
    pub laws: Vec<Way>,
    /// The agency's own rules.
    pub own: LinkList,
}

/// `/zfxxgk/{agency}/catalogue`: what is published, narrowed by category, column and year.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/catalogue.html")]
pub struct CataloguePage {
    /// The frame.
    pub frame: PortalFrame,
    /// What this list is.
    pub title: String,
    /// What the column holds, in a sentence.
    pub description: String,
    /// The four columns.
    pub entries: ColumnEntries,
    /// Narrowing.
    pub facets: Facets,
    /// Ways to sort: label, address, chosen now.
    pub sorts: Vec<(String, String, bool)>,
    /// The rows.
    pub list: LinkList,
    /// Page of pages.
    pub pager: Pager,
    /// The list as files: name of the format and address.
    pub files: Vec<(String, String)>,
    /// The newest of the agency or the column, as a feed.
    pub feed: String,
}

/// `/zfxxgk/{agency}/reports`: the annual reports of all years.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/reports.html")]
pub struct ReportsPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Name of the agency.
    pub name: String,
    /// The four columns.
    pub entries: ColumnEntries,
    /// The reports, newest first.
    pub list: LinkList,
}

/// `/items/{index-number}`: an item.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/item.html")]
pub struct ItemPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Title.
    pub title: String,
    /// Issuing agency, publication time and the like, under the title.
    pub byline: Vec<String>,
    /// Is this an earlier edition?
    pub notice: Option<Notice>,
    /// Is it in force? Only for documents of which one may ask.
    pub validity: Option<ValidityBanner>,
    /// 索引号、文号 …
    pub metadata: MetadataTable,
    /// What it says.
    pub body: Html,
    /// What to say when there is no text, e.g. that it was withdrawn.
    pub no_body: String,
    /// This edition as files to keep: label and address.
    pub files: Vec<(String, String)>,
    /// Its files.
    pub attachments: AttachmentList,
    /// The document it interprets, or its interpretations.
    pub related: Panel,
    /// Its editions.
    pub editions: EditionHistory,
    /// What machines are told of it.
    pub described: Option<Described>,
    /// How a paper cites it; empty for what cannot be cited.
    pub citation: String,
    /// Where this edition is proven, and the address as a picture for paper.
    pub proof: Option<(String, Html)>,
    /// What a reader may do with it: ask about it. Label and address.
    pub replies: Vec<(String, String)>,
}

/// `/reports/{agency}/{year}`: an annual report.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/report.html")]
pub struct ReportPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Title of the report.
    pub title: String,
    /// Agency, publication date, edition.
    pub byline: Vec<String>,
    /// Is there a newer edition, or a correction?
    pub notice: Option<Notice>,
    /// The year in four figures.
    pub figures: FigureRow,
    /// 一、总体情况
    pub overview: Html,
    /// Tables 二, 三, 四.
    pub tables: Vec<StatutoryTable>,
    /// The trends over the years.
    pub trends: Vec<Chart>,
    /// 五、存在的主要问题及改进情况
    pub problems: Html,
    /// 六、其他需要报告的事项
    pub other: Html,
    /// The report as files.
    pub downloads: AttachmentList,
    /// Its editions.
    pub editions: EditionHistory,
    /// Up to which record the figures count.
    pub basis: String,
}

/// `/reports/{agency}/{year}/records`: the records behind a figure.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/records.html")]
pub struct RecordsPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Where the figure stands, in words.
    pub place: String,
    /// The figure.
    pub figures: FigureRow,
    /// How the figure is counted, and by which article.
    pub how: String,
    /// What is not shown and why, e.g. requests are listed as counts only.
    pub notice: Option<Notice>,
    /// Published items among the records.
    pub items: LinkList,
    /// Counts of private records by month or kind.
    pub counts: Option<DataTable>,
    /// Page of pages.
    pub pager: Option<Pager>,
    /// Back to the report: text and address.
    pub back: (String, String),
}

/// `/agencies`: all agencies.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/agencies.html")]
pub struct AgenciesPage {
    /// The frame.
    pub frame: PortalFrame,
    /// The tree.
    pub tree: AgencyTree,
}

/// An agency to ask, with the ways to do so.
#[derive(Debug, Clone, Default)]
pub struct AskAgency {
    /// Asking for a correction.
    pub correct: String,
    /// Proposing to publish.
    pub propose: String,
    /// Name.
    pub name: String,
    /// Replies to earlier requests, once there are any.
    pub replies: Option<String>,
    /// Its guide.
    pub guide: String,
    /// Where one asks it online.
    pub ask: String,
    /// Open channels.
    pub channels: Vec<Way>,
}

/// `/requests/new`: how to ask.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/ask.html")]
pub struct AskPage {
    /// The frame.
    pub frame: PortalFrame,
    /// What to give in the request, Art. 29.
    pub contents: Vec<String>,
    /// What happens after, with periods and articles.
    pub steps: Vec<Way>,
    /// The agencies that can be asked.
    pub agencies: Vec<AskAgency>,
    /// Where the visitor's open draft goes on.
    pub draft: Option<String>,
}

/// `/search?q=`: items whose title or number contains the words.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/search.html")]
pub struct SearchPage {
    /// The frame, whose search box shows the words.
    pub frame: PortalFrame,
    /// What was searched for.
    pub query: String,
    /// How many were found, in a sentence.
    pub summary: String,
    /// What else the reader should know.
    pub notices: Vec<Notice>,
    /// What may have been meant: words and the search for them.
    pub suggestions: Vec<(String, String)>,
    /// What the hits may be narrowed by.
    pub facets: Facets,
    /// The days between which it was published.
    pub days: Vec<Field>,
    /// Is there a day among them?
    pub days_given: bool,
    /// What a search by other days keeps: names and values.
    pub kept: Vec<(&'static str, String)>,
    /// Where that form leads.
    pub action: String,
    /// The switch between what is in force and everything: text and address.
    pub force: Option<(String, String)>,
    /// Orders: label, address, is it this one?
    pub sorts: Vec<(String, String, bool)>,
    /// The feed of what is found.
    pub feed: Option<String>,
    /// The hits.
    pub list: LinkList,
    /// Page of pages.
    pub pager: Option<Pager>,
    /// How to ask: example and meaning.
    pub tips: Vec<(&'static str, &'static str)>,
}
