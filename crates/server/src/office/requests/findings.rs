//! What the case page says of the law: sentences, findings with the act that cures each, check-lists on file.

use gongkai_app::requests::RequestDetail;
use gongkai_request::{Act, Severity};
use gongkai_statute::checklist::checklist;

use super::acts;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::people::People;
use crate::office::words::article;
use crate::routes::with_query;

/// Where a request stands, as the page shows it.
#[derive(Debug, Clone)]
pub struct PlainWords {
    /// The sentences but for the last day.
    pub now: String,
    /// The sentence about the last day; empty when there is none.
    pub last: String,
    /// What comes next.
    pub next: String,
    /// How the last day was counted.
    pub steps: Vec<StepRow>,
}

/// One step of the reckoning.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// The day.
    pub day: String,
    /// What happened or ends.
    pub what: String,
    /// The article that makes it so.
    pub article: String,
}

/// One finding of the check before sending.
#[derive(Debug, Clone)]
pub struct FindingRow {
    /// Does it block?
    pub blocks: bool,
    /// What is missing or contradictory.
    pub text: String,
    /// The article.
    pub article: String,
    /// The act that cures it and where it is done, when the reader may do it now.
    pub cure: Option<(String, String)>,
}

/// A check-list on file.
#[derive(Debug, Clone)]
pub struct ChecklistView {
    /// The ground, and by whom and when it was answered.
    pub title: String,
    /// The draft changed since.
    pub is_stale: bool,
    /// Question, answer and remark.
    pub rows: Vec<AnswerRow>,
}

/// One answer on file.
#[derive(Debug, Clone)]
pub struct AnswerRow {
    /// The question with its article.
    pub question: String,
    /// The answer.
    pub answer: &'static str,
    /// What was said of it.
    pub remark: String,
}

/// A request that looks like this one.
#[derive(Debug, Clone)]
pub struct AlikeRow {
    /// Its number.
    pub number: String,
    /// Its page.
    pub href: String,
    /// Why they look alike.
    pub reason: String,
    /// Where they are linked, and where it is said that they differ; `None` for readers who may not.
    pub settle: Option<(String, String)>,
}

pub(super) fn alike(desk: &Desk, detail: &RequestDetail) -> Vec<AlikeRow> {
    let own = detail.row.number.to_string();
    let may = desk.has_any(&[gongkai_agency::Role::Officer]);
    let rows = detail.alike.likely.iter().map(|likeness| {
        let number = likeness.number.to_string();
        let act = |act: Act, name: &str| {
            with_query(&address::request_act(desk.code(), &own, act.key()), &[(name, &number)])
        };
        AlikeRow {
            href: address::request(desk.code(), &number),
            reason: likeness.reason(),
            settle: may.then(|| (act(Act::Link, "to"), act(Act::DismissDuplicate, "of"))),
            number,
        }
    });
    rows.collect()
}

pub(super) fn publication(detail: &RequestDetail) -> String {
    if detail.alike.proposes_publication {
        "有不同的申请人申请了相近的信息；可以公开的，建议转为主动公开（条例第44条）。".to_owned()
    } else {
        String::new()
    }
}

pub(super) fn plain(detail: &RequestDetail) -> PlainWords {
    let plain = &detail.plain;
    PlainWords {
        now: format!("{}{}", plain.now, plain.today),
        last: plain.last.clone(),
        next: plain.next.clone(),
        steps: plain
            .steps
            .iter()
            .map(|step| StepRow {
                day: step.date.to_string(),
                what: step.what.clone(),
                article: article(&step.article.to_string()),
            })
            .collect(),
    }
}

pub(super) fn rows(desk: &Desk, detail: &RequestDetail) -> Vec<FindingRow> {
    let number = detail.row.number.to_string();
    let open = detail.case.result.is_none() || !detail.case.closed;
    let findings = detail.findings.iter().filter(|_| open);
    findings
        .map(|finding| {
            let may_cure = |act| {
                acts::is_offered(act)
                    && detail
                        .acts
                        .iter()
                        .any(|here| here.act == act && here.is_permitted && here.refusal.is_none())
            };
            FindingRow {
                blocks: finding.severity == Severity::Blocker,
                text: finding.refusal.message.clone(),
                article: article(&finding.refusal.citation()),
                cure: finding.cure.filter(|act| may_cure(*act)).map(|act| {
                    (act.label().to_owned(), address::request_act(desk.code(), &number, act.key()))
                }),
            }
        })
        .collect()
}

pub(super) async fn checklists(desk: &Desk, detail: &RequestDetail) -> Result<Vec<ChecklistView>, Fault> {
    let mut people = People::new(&desk.app);
    let mut views = Vec::new();
    for list in &detail.case.checklists {
        let answered = &list.answered;
        let questions = checklist(answered.decision);
        let rows = answered.answers.iter().map(|one| {
            let question = questions.iter().find(|question| question.key == one.question);
            let text = question.map_or_else(
                || one.question.clone(),
                |question| format!("{}（{}）", question.text, article(&question.article.to_string())),
            );
            AnswerRow {
                question: text,
                answer: one.answer.label(),
                remark: one.remark.clone().unwrap_or_default(),
            }
        });
        let by = people.name(&answered.by).await?;
        views.push(ChecklistView {
            title: format!("{}（{by} {}）", answered.decision.label(), answered.on),
            is_stale: list.is_stale,
            rows: rows.collect(),
        });
    }
    Ok(views)
}
