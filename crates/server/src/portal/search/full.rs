//! A page of hits from the index.

use std::collections::HashMap;

use gongkai_app::search::{Excerpt, Facet, Hit, Piece, SearchPage as Page};
use gongkai_publication::Genre;
use gongkai_statute::Category;
use jiff::civil::Date;

use super::asked::Asked;
use super::{SIZE, blank, days, list, tips};
use crate::portal::common::{grouped, item_link};
use crate::portal::pages::SearchPage;
use crate::ui::facets::{FacetGroup, FacetOption, Facets};
use crate::ui::link_list::{LinkRow, Stretch};
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem};

/// Values of a group offered at most, the most frequent.
const MOST: usize = 20;

/// What the index found, with the names of what it found.
pub(super) struct Found {
    page: Page,
    /// Which page it is.
    number: u64,
    today: Date,
    /// Names of agencies by code, of the chosen agency's columns by slug.
    names: HashMap<(Facet, String), String>,
}

/// Searches; `None` while there is no index.
pub(super) async fn search(state: &AppState, asked: &Asked) -> Result<Option<Found>, Problem> {
    let mut wanted = asked.for_search();
    let Some(mut page) = state.app.search(&wanted).await? else { return Ok(None) };
    let last = page.total.div_ceil(u64::from(SIZE)).max(1);
    if wanted.page > last {
        wanted.page = last;
        page = state.app.search(&wanted).await?.unwrap_or_default();
    }
    let mut names = HashMap::new();
    for agency in state.app.store.agencies().await? {
        names.insert((Facet::Agency, agency.code), agency.short_name);
    }
    let agency = asked.facet(Facet::Agency);
    if !agency.is_empty() {
        for column in state.app.store.columns(agency).await? {
            names.insert((Facet::Column, column.slug), column.name);
        }
    }
    Ok(Some(Found { page, number: wanted.page, today: state.app.today(), names }))
}

impl Found {
    pub(super) fn page(self, frame: PortalFrame, asked: &Asked) -> SearchPage {
        let Found { page, today, .. } = &self;
        let pager = Pager::new(self.number, page.total, u64::from(SIZE), |page| {
            asked.with(&[("page", &page.to_string())])
        });
        let suggestions = page.suggestions.iter().map(|text| (text.clone(), asked.with(&[("q", text)])));
        let is_bare = page.total + page.past == 0 && !asked.is_narrowed();
        let kept = asked.parameters().into_iter();
        SearchPage {
            summary: summary(page, asked),
            notices: self.notices(asked),
            suggestions: suggestions.collect(),
            facets: self.facets(asked),
            // Where nothing was found there is nothing to narrow or to sort.
            days: if is_bare { Vec::new() } else { days(asked) },
            days_given: asked.has_days(),
            kept: kept
                .filter(|(name, value)| !["from", "until"].contains(name) && !value.is_empty())
                .collect(),
            force: force(page, asked),
            sorts: if is_bare { Vec::new() } else { sorts(asked) },
            feed: (!is_bare).then(|| asked.feed()),
            list: list(page.hits.iter().map(|hit| row(hit, *today)).collect()),
            pager: (pager.pages > 1).then_some(pager),
            tips: if page.total == 0 { tips() } else { Vec::new() },
            ..blank(frame)
        }
    }

    fn notices(&self, asked: &Asked) -> Vec<Notice> {
        let cut = self.page.is_cut.then(|| "词语较多，只用了前面的一部分。".to_owned());
        let relaxed =
            self.page.relaxed.then(|| "没有含有全部词语的信息，下面是含有大部分词语的。".to_owned());
        let told = asked.wrong_days().into_iter().chain(cut).chain(relaxed);
        told.map(|text| Notice { tone: Tone::Info, text, link: None }).collect()
    }

    fn facets(&self, asked: &Asked) -> Facets {
        let groups = Facet::ALL.iter().filter_map(|facet| {
            let options = self.options(*facet, asked);
            // A single value narrows nothing.
            let is_worth = options.len() > 1 || options.iter().any(|option| option.selected);
            is_worth.then(|| FacetGroup { title: title(*facet).to_owned(), options })
        });
        Facets { groups: groups.collect() }
    }

    fn options(&self, facet: Facet, asked: &Asked) -> Vec<FacetOption> {
        let chosen = asked.facet(facet);
        // Columns are an agency's own.
        if facet == Facet::Column && asked.facet(Facet::Agency).is_empty() && chosen.is_empty() {
            return Vec::new();
        }
        let mut values = self.page.facets.get(&facet).cloned().unwrap_or_default();
        if facet == Facet::Year {
            values.sort_by(|a, b| b.0.cmp(&a.0));
        }
        values.truncate(MOST);
        if !chosen.is_empty() && !values.iter().any(|(value, _)| value == chosen) {
            values.insert(0, (chosen.to_owned(), 0));
        }
        let option = |(value, count): (String, u64)| {
            let selected = value == chosen;
            let mut changed = vec![(facet.key(), if selected { "" } else { value.as_str() })];
            if facet == Facet::Agency {
                changed.push((Facet::Column.key(), ""));
            }
            Some(FacetOption {
                href: asked.with(&changed),
                label: self.label(facet, &value).or_else(|| selected.then(|| value.clone()))?,
                count: Some(count),
                selected,
            })
        };
        values.into_iter().filter_map(option).collect()
    }

    /// What a value is called; nothing for what has no name any more.
    fn label(&self, facet: Facet, value: &str) -> Option<String> {
        match facet {
            Facet::Agency | Facet::Column => self.names.get(&(facet, value.to_owned())).cloned(),
            Facet::Category => Some(Category::from_code(value)?.label().to_owned()),
            Facet::Form => Some(Genre::from_key(value)?.label().to_owned()),
            Facet::Year => Some(format!("{value} 年")),
            Facet::Theme | Facet::Issuer => Some(value.to_owned()),
        }
    }
}

const fn title(facet: Facet) -> &'static str {
    match facet {
        Facet::Agency => "公开机关",
        Facet::Year => "公开年度",
        Facet::Column => "栏目",
        Facet::Category => "公开类别",
        Facet::Theme => "主题",
        Facet::Form => "体裁",
        Facet::Issuer => "发布机构",
    }
}

fn summary(page: &Page, asked: &Asked) -> String {
    let of = if asked.past.is_empty() { "现行有效的信息" } else { "信息" };
    let order = match asked.sort.as_str() {
        "newest" => "由新到旧",
        "oldest" => "由旧到新",
        _ => "标题、文号相符的在前",
    };
    if page.total == 0 {
        format!("找到{of} 0 条。")
    } else {
        format!("找到{of} {} 条，{order}。", grouped(page.total))
    }
}

/// The switch between what is in force and everything.
fn force(page: &Page, asked: &Asked) -> Option<(String, String)> {
    if !asked.past.is_empty() {
        return Some(("只看现行有效的".to_owned(), asked.with(&[("past", "")])));
    }
    let all =
        || (format!("另有已失效、废止的 {} 条，一并列出", grouped(page.past)), asked.with(&[("past", "1")]));
    (page.past > 0).then(all)
}

fn sorts(asked: &Asked) -> Vec<(String, String, bool)> {
    let known = ["newest", "oldest"];
    [("按相关", ""), ("由新到旧", "newest"), ("由旧到新", "oldest")]
        .map(|(label, sort)| {
            let now = known.iter().find(|known| **known == asked.sort).copied().unwrap_or_default();
            (label.to_owned(), asked.with(&[("sort", sort)]), now == sort)
        })
        .to_vec()
}

fn row(hit: &Hit, today: Date) -> LinkRow {
    let mut row = item_link(&hit.item, today);
    row.details.push(hit.item.fields.issuer.clone());
    row.marked = stretches(&hit.title);
    if let Some(Excerpt { file, page, pieces }) = &hit.excerpt {
        row.place = file.as_ref().map(|file| match page {
            Some(page) => format!("附件“{file}”第 {page} 页"),
            None => format!("附件“{file}”"),
        });
        row.why = stretches(pieces);
    }
    row
}

fn stretches(pieces: &[Piece]) -> Vec<Stretch> {
    pieces.iter().map(|piece| Stretch { text: piece.text.clone(), is_hit: piece.is_hit }).collect()
}
