//! The bench of decomposition (拆解台): the policy's text on one side, what was taken from it on the other.

use askama::Template;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use gongkai_app::benefits::PolicyText;
use gongkai_store::benefit::BenefitRow;
use serde::Deserialize;

use super::{TITLE, stage_of};
use crate::form::{Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{Filled, Group, Sheet, render, show};
use crate::routes;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::office_frame::OfficeFrame;

/// Benefits of one text beside it.
const MOST: u32 = 300;

/// A stretch of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Its place, when it is a sentence that gives something or that a condition quotes.
    pub anchor: Option<String>,
    /// Benefits that quote it: name and address.
    pub used: Vec<(String, String)>,
    /// What can be made of it: label and address.
    pub acts: Vec<(String, String)>,
}

/// What was taken from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Where it stands.
    pub stage: String,
    /// Its conditions in words, with the anchor of their sentence.
    pub conditions: Vec<(String, String)>,
}

/// The bench of decomposition.
#[derive(Debug, Clone, Template)]
#[template(path = "office/bench.html")]
pub struct BenchPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The policy's title.
    pub title: String,
    /// How much was found and taken.
    pub subtitle: String,
    /// What the text is.
    pub facts: MetadataTable,
    /// Its paragraphs.
    pub paragraphs: Vec<Vec<Stretch>>,
    /// What was taken from it.
    pub taken: Vec<Taken>,
}

/// Which text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    item: String,
}

/// `GET /office/{agency}/benefits/source`: the text, or which one.
pub(super) async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    if wanted.item.trim().is_empty() {
        return ask(&desk, &wanted.item, &Flaws::default()).await;
    }
    let policy = match desk.app.policy_text(desk.code(), &wanted.item).await {
        Ok(policy) => policy,
        Err(error) => return ask(&desk, &wanted.item, &Fault::from(error).flaws()?).await,
    };
    let benefits = desk.app.store.benefits_of_item(&policy.item.index_number, MOST).await?;
    let may_write = desk.may(&Method::POST, "/office/{agency}/benefits/new");
    let title = policy.item.fields.title.clone();
    let page = BenchPage {
        frame: desk.frame("拆解政策文件", &[(TITLE, address::benefits(desk.code()))]).await?,
        subtitle: format!(
            "找到 {} 句可以拆解的内容，已经拆出 {} 个事项。左边是公开的正文，右边是拆出的事项。",
            policy.candidates.len(),
            benefits.len()
        ),
        facts: facts(&policy),
        paragraphs: paragraphs(&policy, &benefits, may_write.then(|| desk.code())),
        taken: benefits.iter().map(taken).collect(),
        title,
    };
    render(StatusCode::OK, &page)
}

/// `POST /office/{agency}/benefits/source`: opens the text that was named.
pub(super) async fn open(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let item = given.text("item").trim();
    if item.is_empty() {
        let mut errors = crate::form::FieldErrors::default();
        errors.add("item", "请填写政策文件的索引号或者条目编号");
        return ask(&desk, item, &Flaws { errors, refusal: None }).await;
    }
    Ok(Redirect::to(&address::benefit_source(desk.code(), item)).into_response())
}

/// Which text is taken apart.
async fn ask(desk: &Desk, item: &str, flaws: &Flaws) -> Result<Response, Fault> {
    let given = Fields::of([("item".to_owned(), item.to_owned())]);
    let field = Filled::new(&given, flaws)
        .line("item", "政策文件")
        .hint("填写已公开的政策文件的索引号，或者形如 jxj/12 的条目编号。");
    let sheet = Sheet {
        title: "拆解政策文件".to_owned(),
        intro: "从一份已经公开的政策文件开始，逐句拆成事项。".to_owned(),
        groups: vec![Group::plain(vec![field])],
        submit: "打开".to_owned(),
        action: address::benefit_source(desk.code(), ""),
        cancel: address::benefits(desk.code()),
        ..Sheet::default()
    };
    show(desk, sheet, flaws, &[(TITLE, address::benefits(desk.code()))]).await
}

fn facts(policy: &PolicyText) -> MetadataTable {
    let item = &policy.item;
    let public = item.first_published_on.map(|on| on.to_string()).unwrap_or_default();
    let guide = policy.guide_due.map_or_else(
        || "工作日历没有到那一年，无法计算".to_owned(),
        |due| format!("{due} 以前（公开后 7 个工作日内发布申兑指南）"),
    );
    MetadataTable {
        rows: vec![
            MetadataRow::link("索引号", &item.index_number, routes::item(&item.index_number)),
            MetadataRow::new("版本", format!("第 {} 版", policy.edition)),
            MetadataRow::new("公开日期", public),
            MetadataRow::new("指南发布", guide),
        ],
    }
}

fn anchor(start: usize) -> String {
    format!("s{start}")
}

fn taken(row: &BenefitRow) -> Taken {
    let terms = row.draft.as_ref().map(|(_, terms)| terms);
    let terms = terms.or(row.published.as_ref().map(|public| &public.terms));
    let conditions = terms.map(|terms| {
        let said = terms.clauses.iter().map(|clause| {
            let sentence = clause.condition().map(|condition| condition.sentence());
            (sentence.unwrap_or_else(|| clause.when.clone()), anchor(clause.quote.start as usize))
        });
        said.collect()
    });
    Taken {
        name: row.name.clone(),
        href: address::benefit(&row.id),
        stage: stage_of(row),
        conditions: conditions.unwrap_or_default(),
    }
}

/// A sentence of the text that is marked: where it stands, what quotes it, what can be made of it.
struct Marked {
    start: usize,
    end: usize,
    used: Vec<(String, String)>,
    acts: Vec<(String, String)>,
}

/// The text in paragraphs, its sentences marked; `may` is the agency when something may be taken from it.
fn paragraphs(policy: &PolicyText, benefits: &[BenefitRow], may: Option<&str>) -> Vec<Vec<Stretch>> {
    let mut marked: Vec<Marked> = Vec::new();
    for candidate in &policy.candidates {
        let acts = may.map(|code| {
            let several = 1 < candidate.pairs.len();
            let acts = candidate.pairs.iter().enumerate().map(|(place, (subject, _))| {
                let label =
                    if several { format!("拆出“{subject}”") } else { "拆成事项".to_owned() };
                (label, address::new_benefit(code, &policy.item.index_number, candidate.start, place))
            });
            acts.collect()
        });
        marked.push(Marked {
            start: candidate.start,
            end: candidate.end,
            used: Vec::new(),
            acts: acts.unwrap_or_default(),
        });
    }
    for row in benefits {
        let newest = row.draft.as_ref().map(|(source, terms)| (source, terms));
        let newest = newest.or(row.published.as_ref().map(|public| (&public.source, &public.terms)));
        // Places of another edition say nothing of this one.
        let terms = newest.filter(|(source, _)| source.edition == policy.edition).map(|(_, terms)| terms);
        for clause in terms.map(|terms| terms.clauses.as_slice()).unwrap_or_default() {
            let (start, end) = (clause.quote.start as usize, clause.quote.end as usize);
            let link = (row.name.clone(), address::benefit(&row.id));
            // A quote within a sentence that is marked already belongs to it.
            match marked.iter_mut().find(|one| one.start <= start && end <= one.end) {
                Some(one) if one.used.contains(&link) => {}
                Some(one) => one.used.push(link),
                None => marked.push(Marked { start, end, used: vec![link], acts: Vec::new() }),
            }
        }
    }
    marked.sort_by_key(|one| (one.start, one.end));
    let text: Vec<char> = policy.text.chars().collect();
    let words = |from: usize, to: usize| text.get(from..to).unwrap_or_default().iter().collect::<String>();
    let (mut lines, mut at) = (Vec::new(), 0);
    for line in policy.text.split('\n') {
        let end = at + line.chars().count();
        let (begin, mut stretches) = (at, Vec::new());
        for one in marked.iter().filter(|one| begin <= one.start && one.end <= end) {
            let (from, to) = (one.start.max(at), one.end);
            if to <= at {
                continue;
            }
            if at < from {
                stretches.push(Stretch { text: words(at, from), ..Stretch::default() });
            }
            stretches.push(Stretch {
                text: words(from, to),
                anchor: Some(anchor(one.start)),
                used: one.used.clone(),
                acts: one.acts.clone(),
            });
            at = to;
        }
        if at < end {
            stretches.push(Stretch { text: words(at, end), ..Stretch::default() });
        }
        at = end + 1;
        if !stretches.is_empty() {
            lines.push(stretches);
        }
    }
    lines
}
