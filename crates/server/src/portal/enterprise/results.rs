//! What fits an enterprise, as it is shown: what fits, what may, what one datum is missing to; each with its reasons.

use askama::Template;
use gongkai_app::enterprises::{Fit, Fits};
use gongkai_enterprise::Truth;
use gongkai_enterprise::benefit::Terms;

use crate::ui::portal_frame::PortalFrame;

/// A line of reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonLine {
    /// ✓ ? ✗
    pub mark: &'static str,
    /// The same in a word.
    pub word: &'static str,
    /// How deep it stands.
    pub depth: usize,
    /// What is required, and what is there.
    pub text: String,
}

/// A benefit beside the enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FitView {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub href: String,
    /// How much, until when, how.
    pub details: String,
    /// A word about where it stands: new, asked for, paid.
    pub state: String,
    /// Every condition.
    pub lines: Vec<ReasonLine>,
    /// What is missing.
    pub missing: String,
    /// The one condition that is not met.
    pub short: String,
}

/// Benefits of one result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FitGroup {
    /// 符合、可能符合、只差一项
    pub title: &'static str,
    /// Anchor.
    pub id: &'static str,
    /// What it means.
    pub intro: &'static str,
    /// The benefits.
    pub fits: Vec<FitView>,
    /// How many there are.
    pub count: usize,
}

/// What fits, without an account.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/fits.html")]
pub struct ResultsPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Heading.
    pub title: String,
    /// In a sentence.
    pub sentence: String,
    /// The groups.
    pub groups: Vec<FitGroup>,
    /// Where one goes back to.
    pub back: (String, String),
}

/// Reasons of a benefit.
pub(super) fn reasons(fit: &Fit) -> Vec<ReasonLine> {
    fit.lines
        .iter()
        .map(|line| ReasonLine {
            mark: line.truth.mark(),
            word: line.truth.label(),
            depth: line.depth,
            text: match &line.actual {
                Some(actual) => format!("{}；实际：{actual}", line.required),
                None => line.required.clone(),
            },
        })
        .collect()
}

/// One benefit as it is shown; `href` leads to its page, `state` says where it stands.
pub(super) fn view(fit: &Fit, href: String, state: String) -> FitView {
    let terms = fit.benefit.published.as_ref().map(|public| &public.terms);
    let amount = match (fit.amount, terms) {
        (Some(amount), _) if fit.truth != Truth::Not => format!("预计 {amount} 万元"),
        (_, Some(terms)) => terms.amount_sentence(),
        (_, None) => String::new(),
    };
    let details = [
        amount,
        terms.map(|terms| terms.mode.label().to_owned()).unwrap_or_default(),
        terms.map(Terms::window).unwrap_or_default(),
    ];
    FitView {
        name: fit.benefit.name.clone(),
        href,
        details: details.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，"),
        state,
        lines: reasons(fit),
        missing: if fit.truth == Truth::Unknown { fit.missing.join("、") } else { String::new() },
        short: fit.short.clone().filter(|_| fit.truth == Truth::Not).unwrap_or_default(),
    }
}

/// All that was found, in three groups.
pub(super) fn groups(fits: &Fits, show: impl Fn(&Fit) -> FitView) -> Vec<FitGroup> {
    let group = |truth: Truth, count, id, title, intro| FitGroup {
        title,
        id,
        intro,
        count,
        fits: fits.shown.iter().filter(|fit| fit.truth == truth).map(&show).collect(),
    };
    vec![
        group(Truth::Met, fits.met, "met", "符合", "各项条件都满足，可以申报；免申即享的不用申报。"),
        group(
            Truth::Unknown,
            fits.unknown,
            "unknown",
            "可能符合",
            "没有不满足的条件，但缺少数据，补上以后才能判断。",
        ),
        group(Truth::Not, fits.short, "short", "只差一项", "只有一项条件不满足。"),
    ]
}

/// How many of each, in a sentence.
pub(super) fn sentence(groups: &[FitGroup]) -> String {
    let counts: Vec<String> =
        groups.iter().map(|group| format!("{} {} 项", group.title, group.count)).collect();
    format!("{}。", counts.join("，"))
}
