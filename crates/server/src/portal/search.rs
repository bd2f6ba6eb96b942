//! `/search?q=`: full-text search over what is public, narrowed and sorted.

mod asked;
mod full;
pub(super) mod machine;
mod titles;
pub(super) mod words;

use axum::extract::{Query, State};
use axum::response::Response;
use gongkai_app::search::Standing;

use self::asked::Asked;
use super::common::{grouped, show, site_frame};
use super::pages::SearchPage;
use crate::site::View;
use crate::ui::facets::Facets;
use crate::ui::field::{Control, Field};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Hits on a page.
const SIZE: u16 = 20;
/// Longest text searched for.
const LONGEST: usize = 100;

/// `GET /search`
pub(super) async fn search(
    State(state): State<AppState>,
    view: View,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut frame = site_frame(&state, view, "搜索", "信息公开");
    frame.query = asked.words();
    let page = if frame.query.is_empty() {
        nothing_asked(frame)
    } else {
        match full::search(&state, &asked).await? {
            Some(found) => found.page(frame, &asked),
            None => without_index(&state, frame, &asked).await?,
        }
    };
    show(&page)
}

fn nothing_asked(frame: PortalFrame) -> SearchPage {
    SearchPage {
        query: String::new(),
        summary: "请在上方输入要找的词语，多个词语用空格隔开。".to_owned(),
        list: LinkList { rows: Vec::new(), empty: "搜索结果将列在这里。".to_owned() },
        tips: tips(),
        ..blank(frame)
    }
}

/// A page with no hits, no choices and nothing to tell.
fn blank(frame: PortalFrame) -> SearchPage {
    SearchPage {
        query: frame.query.clone(),
        frame,
        summary: String::new(),
        notices: Vec::new(),
        suggestions: Vec::new(),
        facets: Facets::default(),
        days: Vec::new(),
        days_given: false,
        kept: Vec::new(),
        action: routes::search(),
        force: None,
        sorts: Vec::new(),
        feed: None,
        list: LinkList::default(),
        pager: None,
        tips: Vec::new(),
    }
}

async fn without_index(state: &AppState, frame: PortalFrame, asked: &Asked) -> Result<SearchPage, Problem> {
    let found = titles::by_title(state, &frame.query, asked.page()).await?;
    let pager = Pager::new(found.page, found.total, u64::from(SIZE), |page| {
        asked.with(&[("page", &page.to_string())])
    });
    Ok(SearchPage {
        summary: found.summary,
        notices: vec![being_built(state.app.search.standing())],
        list: list(found.rows),
        pager: (pager.pages > 1).then_some(pager),
        ..blank(frame)
    })
}

fn being_built(standing: Standing) -> Notice {
    let how_far = match standing {
        Standing::Building(done, total) if total > 0 => {
            format!("（已完成 {} 条，共 {} 条）", grouped(done), grouped(total))
        }
        _ => String::new(),
    };
    Notice {
        tone: Tone::Warn,
        text: format!(
            "全文检索正在准备{how_far}，暂时只按标题、文号、索引号查找，正文和附件中的词语查不到；请稍后再查一次。"
        ),
        link: None,
    }
}

fn list(rows: Vec<LinkRow>) -> LinkList {
    let empty = "没有找到。可以减少词语，换用文件标题中的原词，或者取消左侧已选的条件再试。".to_owned();
    LinkList { rows, empty }
}

/// How to ask, by examples.
fn tips() -> Vec<(&'static str, &'static str)> {
    vec![
        ("养犬 登记", "几个词语都要有，不分先后"),
        ("“数字化改造”", "引号中的文字连在一起才算"),
        ("补助 -公示", "减号后的词语不要有"),
        ("示经信〔2021〕30号", "按文号找；括号不同、写成 2021-30 也可以"),
        ("yangquan", "拼音或者有错字的，会提示相近的词语"),
    ]
}

/// The days between which something was published.
fn days(asked: &Asked) -> Vec<Field> {
    let field = |name: &'static str, label: &str, value: &str| {
        Field::line(name, label, value).control(Control::Line("date")).optional()
    };
    vec![field("from", "公开日期从", &asked.from), field("until", "到", &asked.until)]
}
