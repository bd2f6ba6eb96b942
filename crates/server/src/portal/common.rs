//! What several portal pages need: dates as printed, agencies, rows of items, the frame of an agency's page.

use std::sync::Arc;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use gongkai_publication::Validity;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::ItemRow;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::pages::Way;
use crate::site::View;
use crate::tags::ColumnTags;
use crate::ui::breadcrumb::Crumb;
use crate::ui::link_list::LinkRow;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// A column every agency has (固定栏目).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    /// 政府信息公开指南
    Guide,
    /// 政府信息公开制度
    Rules,
    /// 法定主动公开内容
    Catalogue,
    /// 政府信息公开年报
    Reports,
}

impl Fixed {
    /// Its place among the four.
    pub(super) const fn place(self) -> usize {
        self as usize
    }

    const fn title(self) -> &'static str {
        match self {
            Fixed::Guide => "政府信息公开指南",
            Fixed::Rules => "政府信息公开制度",
            Fixed::Catalogue => "法定主动公开内容",
            Fixed::Reports => "政府信息公开年报",
        }
    }

    /// Its standard class (`ColumnType`).
    const fn kind(self) -> &'static str {
        match self {
            Fixed::Guide => "信息公开指南",
            Fixed::Rules => "信息公开制度",
            Fixed::Catalogue => "信息公开目录",
            Fixed::Reports => "信息公开年报",
        }
    }

    fn href(self, code: &str) -> String {
        match self {
            Fixed::Guide => routes::guide(code),
            Fixed::Rules => routes::rules(code),
            Fixed::Catalogue => routes::catalogue(code),
            Fixed::Reports => routes::reports(code),
        }
    }
}

/// Renders a page.
pub(super) fn show(page: &impl Template) -> Result<Response, Problem> {
    Ok(Html(page.render()?).into_response())
}

/// The agency with this code, or the page that nothing was found.
pub(super) async fn agency(state: &AppState, code: &str) -> Result<AgencyRow, Problem> {
    state.app.store.agency(code).await?.ok_or(Problem::NotFound)
}

/// The frame of a page that belongs to a fixed column of an agency; `below` is what follows the column.
pub(super) fn column_frame(
    state: &AppState,
    view: View,
    agency: &AgencyRow,
    column: Fixed,
    below: Option<Crumb>,
) -> PortalFrame {
    let title = below.as_ref().map_or_else(|| column.title().to_owned(), |crumb| crumb.text.clone());
    let column_crumb = match &below {
        Some(_) => Crumb::to(column.title(), column.href(&agency.code)),
        None => Crumb::here(column.title()),
    };
    let crumbs = [Crumb::to(agency.name.clone(), routes::agency(&agency.code)), column_crumb];
    let tags = ColumnTags {
        name: column.title().to_owned(),
        description: format!("{}的{}", agency.name, column.title()),
        keywords: vec![column.title().to_owned(), agency.short_name.clone()],
        kind: column.kind().to_owned(),
    };
    frame(state, view, title)
        .agency(agency.name.clone(), routes::agency(&agency.code))
        .crumbs(crumbs.into_iter().chain(below).collect())
        .tags(|all| all.column(tags))
}

/// The frame of a page of the whole site, described as a column of its own.
pub(super) fn site_frame(state: &AppState, view: View, title: &str, kind: &str) -> PortalFrame {
    let tags = ColumnTags { name: title.to_owned(), kind: kind.to_owned(), ..ColumnTags::default() };
    frame(state, view, title).crumbs(vec![Crumb::here(title)]).tags(|all| all.column(tags))
}

/// A frame with nothing said yet.
pub(super) fn frame(state: &AppState, view: View, title: impl Into<String>) -> PortalFrame {
    PortalFrame::new(&Arc::clone(&state.site), view, title)
}

/// Whom to ask about what was handed in: the agency, called `role`, its unit and telephone.
pub(super) fn contact(role: &str, agency: &AgencyRow) -> Vec<Way> {
    [(role, &agency.name), ("工作机构", &agency.unit_name), ("电话", &agency.phone)]
        .into_iter()
        .filter(|(_, how)| !how.trim().is_empty())
        .map(|(name, how)| Way { name: name.to_owned(), how: how.clone() })
        .collect()
}

/// `2021-12-20`, in Asia/Shanghai.
pub(super) fn day(at: Timestamp) -> Date {
    Offset::constant(8).to_datetime(at).date()
}

/// `2021-12-20 09:30`, in Asia/Shanghai.
pub(super) fn minute(at: Timestamp) -> String {
    Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// 5750 as `5,750`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The word about force that a list shows; nothing for what is plainly in force or has no force.
pub(super) fn force_word(item: &ItemRow, today: Date) -> Option<&'static str> {
    match item.validity_on(today) {
        Validity::InForce => None,
        Validity::Modified => Some("已修改"),
        Validity::Expired => Some("已失效"),
        Validity::Repealed => Some("已废止"),
    }
}

/// A public item as a row of a list.
pub(super) fn item_link(item: &ItemRow, today: Date) -> LinkRow {
    let date = item.published_at.map(|at| day(at).to_string()).unwrap_or_default();
    LinkRow {
        details: item.fields.document_number.iter().cloned().collect(),
        state: force_word(item, today).map(str::to_owned),
        ..LinkRow::new(routes::item(&item.index_number), item.fields.title.clone(), date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (5_750, "5,750"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
