//! The statistics as tables, each figure with the records it counts.

use gongkai_document::write::sheet::{Cell, Head};
use gongkai_report::Row;
use gongkai_request::statistics::{GROUPS, group_label};
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{ReportRow, RequesterKind};
use gongkai_store::request::{NO_SECTION, RequestFilter};
use jiff::civil::Date;

use super::{Counts, Statistics};

/// Which records of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// New in the period.
    #[default]
    Received,
    /// Carried in at its beginning.
    CarriedIn,
    /// Ended in the period.
    Ended,
    /// Carried out at its end.
    CarriedOut,
}

impl Show {
    /// Every choice, with its key and words.
    pub const ALL: [(Show, &'static str, &'static str); 4] = [
        (Show::Received, "received", "本期新收"),
        (Show::CarriedIn, "carried_in", "期初结转"),
        (Show::Ended, "ended", "本期办结"),
        (Show::CarriedOut, "carried_out", "期末未结"),
    ];

    /// The choice with this key.
    pub fn from_key(key: &str) -> Option<Show> {
        Show::ALL.into_iter().find(|(_, known, _)| *known == key).map(|(show, ..)| show)
    }

    /// Its key.
    pub fn key(self) -> &'static str {
        Show::ALL.into_iter().find(|(show, ..)| *show == self).map_or("", |(_, key, _)| key)
    }
}

/// The records behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// Which of the period.
    pub show: Show,
    /// With this result.
    pub row: Option<ReportRow>,
    /// Of this kind of requester.
    pub requester: Option<RequesterKind>,
    /// By this channel.
    pub channel: Option<Channel>,
    /// Handled by this section.
    pub section: Option<String>,
    /// Ended late, or in time.
    pub late: Option<bool>,
}

impl Records {
    /// The filter that finds them, in the period from first to last day.
    pub fn filter(&self, agency: &str, period: (Date, Date)) -> RequestFilter {
        let mut filter = RequestFilter {
            agencies: vec![agency.to_owned()],
            row: self.row,
            requester: self.requester,
            channel: self.channel,
            section: self.section.clone(),
            late: self.late,
            ..RequestFilter::default()
        };
        match self.show {
            Show::Received => filter.counted = Some(period),
            Show::Ended => filter.ended = Some(period),
            Show::CarriedIn => filter.open_at = Some(period.0.yesterday().unwrap_or(period.0)),
            Show::CarriedOut => filter.open_at = Some(period.1),
        }
        filter
    }
}

/// Where a figure leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// Nowhere.
    Nowhere,
    /// To records of the period.
    To(Records),
    /// To records of another period: a month within it.
    Within(Records, (Date, Date)),
    /// To replies with so many handling days.
    Days(usize),
    /// To the fee notices.
    Fees,
}

/// A table of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureTable {
    /// Stable name.
    pub id: &'static str,
    /// Heading; name of the sheet.
    pub name: &'static str,
    /// Heads of the columns, the first of the labels.
    pub heads: Vec<&'static str>,
    /// Label and figures.
    pub rows: Vec<(String, Vec<(u64, Leads)>)>,
}

impl FigureTable {
    /// Heads of its sheet.
    pub fn sheet_heads(&self) -> Vec<Head> {
        let width = |place: usize| if place == 0 { 30 } else { 14 };
        self.heads.iter().enumerate().map(|(place, label)| Head { label, width: width(place) }).collect()
    }

    /// Rows of its sheet.
    pub fn sheet_rows(&self) -> impl Iterator<Item = Vec<Cell>> + '_ {
        self.rows.iter().map(|(label, figures)| {
            let figures = figures.iter().map(|(figure, _)| Cell::Count(*figure));
            std::iter::once(Cell::text(label)).chain(figures).collect()
        })
    }
}

/// All tables of the statistics; `sections` are slugs with names.
pub fn tables(
    statistics: &Statistics,
    sections: &[(String, String)],
    period: (Date, Date),
) -> Vec<FigureTable> {
    vec![
        results(statistics),
        by_channel(statistics),
        by_section(statistics, sections),
        by_month(statistics, period),
        days(statistics),
        fees(statistics),
    ]
}

/// Table 三 for the period.
fn results(statistics: &Statistics) -> FigureTable {
    let mut heads = vec!["项目"];
    heads.extend(RequesterKind::ALL.map(RequesterKind::label));
    heads.push("总计");
    let rows = Row::all().map(|row| {
        let (show, result) = match row {
            Row::Received => (Show::Received, None),
            Row::CarriedIn => (Show::CarriedIn, None),
            Row::Result(result) => (Show::Ended, Some(result)),
            Row::ResultsTotal => (Show::Ended, None),
            Row::CarriedOut => (Show::CarriedOut, None),
        };
        let count = |kind: RequesterKind| -> u64 {
            let of = |counts: &Counts| counts.get(kind.key()).copied().unwrap_or(0);
            let of_row = |result: ReportRow| {
                statistics.results.get(&format!("{} {}", result.key(), kind.key())).copied().unwrap_or(0)
            };
            match row {
                Row::Received => of(&statistics.received),
                Row::CarriedIn => of(&statistics.carried_in),
                Row::CarriedOut => of(&statistics.carried_out),
                Row::Result(result) => of_row(result),
                Row::ResultsTotal => ReportRow::ALL.into_iter().map(of_row).sum(),
            }
        };
        let leads = |requester| Leads::To(Records { show, row: result, requester, ..Records::default() });
        let mut figures: Vec<(u64, Leads)> =
            RequesterKind::ALL.into_iter().map(|kind| (count(kind), leads(Some(kind)))).collect();
        figures.push((figures.iter().map(|(figure, _)| figure).sum(), leads(None)));
        (row.label().to_owned(), figures)
    });
    FigureTable { id: "results", name: "收到和处理情况", heads, rows: rows.collect() }
}

fn of(counts: &[Counts; 2], key: &str) -> (u64, u64) {
    let [received, ended] = counts;
    (received.get(key).copied().unwrap_or(0), ended.get(key).copied().unwrap_or(0))
}

fn by_channel(statistics: &Statistics) -> FigureTable {
    let rows = Channel::ALL.iter().map(|channel| {
        let (received, ended) = of(&statistics.channels, channel.key());
        let leads = |show| Leads::To(Records { show, channel: Some(*channel), ..Records::default() });
        let figures = vec![(received, leads(Show::Received)), (ended, leads(Show::Ended))];
        (channel.label().to_owned(), figures)
    });
    FigureTable {
        id: "channels", name: "按渠道", heads: vec!["渠道", "新收", "办结"], rows: rows.collect()
    }
}

fn by_section(statistics: &Statistics, sections: &[(String, String)]) -> FigureTable {
    let mut keys: Vec<String> = statistics.sections.iter().flat_map(Counts::keys).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let rows = keys.into_iter().map(|slug| {
        let (received, ended) = of(&statistics.sections, &slug);
        let leads = |show| {
            let section = if slug.is_empty() { NO_SECTION.to_owned() } else { slug.clone() };
            Leads::To(Records { show, section: Some(section), ..Records::default() })
        };
        let figures = vec![(received, leads(Show::Received)), (ended, leads(Show::Ended))];
        let name = sections.iter().find(|(known, _)| *known == slug).map(|(_, name)| name.clone());
        let label = if slug.is_empty() { "未分办".to_owned() } else { name.unwrap_or(slug.clone()) };
        (label, figures)
    });
    FigureTable {
        id: "sections",
        name: "按承办科室",
        heads: vec!["承办科室", "新收", "办结"],
        rows: rows.collect(),
    }
}

fn by_month(statistics: &Statistics, period: (Date, Date)) -> FigureTable {
    let mut rows = Vec::new();
    let mut month = period.0.first_of_month();
    // Ten years of months are enough for a page; longer periods are read by year.
    for _ in 0..120 {
        if period.1 < month {
            break;
        }
        let within = (month.max(period.0), month.last_of_month().min(period.1));
        let key = format!("{:04}-{:02}", month.year(), month.month());
        let (received, ended) = of(&statistics.months, &key);
        let leads = |show| Leads::Within(Records { show, ..Records::default() }, within);
        rows.push((key, vec![(received, leads(Show::Received)), (ended, leads(Show::Ended))]));
        let Ok(next) = month.last_of_month().tomorrow() else { break };
        month = next;
    }
    FigureTable { id: "months", name: "按月份", heads: vec!["月份", "新收", "办结"], rows }
}

fn days(statistics: &Statistics) -> FigureTable {
    let days = &statistics.days;
    let late = |late| Leads::To(Records { show: Show::Ended, late: Some(late), ..Records::default() });
    let mut rows: Vec<(String, Vec<(u64, Leads)>)> = (0..GROUPS.len())
        .map(|group| {
            let count = days.groups.get(group).copied().unwrap_or(0);
            (format!("{}工作日", group_label(group)), vec![(u64::from(count), Leads::Days(group))])
        })
        .collect();
    if days.unknown > 0 {
        rows.push(("缺少放假安排，不能计算".to_owned(), vec![(u64::from(days.unknown), Leads::Nowhere)]));
    }
    rows.push(("按期答复".to_owned(), vec![(u64::from(days.in_time), late(false))]));
    rows.push((
        "逾期答复".to_owned(),
        vec![(u64::from(days.count.saturating_sub(days.in_time)), late(true))],
    ));
    FigureTable { id: "days", name: "办理天数", heads: vec!["收到至送达", "件数"], rows }
}

fn fees(statistics: &Statistics) -> FigureTable {
    let row = |label: &str, (count, yuan): (u64, u64)| {
        (label.to_owned(), vec![(count, Leads::Fees), (yuan, Leads::Fees)])
    };
    FigureTable {
        id: "fees",
        name: "信息处理费",
        heads: vec!["项目", "件数", "金额（元）"],
        rows: vec![
            row("发出收费通知", statistics.fees_noticed),
            row("已缴费", statistics.fees_paid),
            row("已退费", statistics.fees_refunded),
        ],
    }
}
