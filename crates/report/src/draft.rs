//! The section texts 一, 五, 六, drafted from the year's own figures.
//!
//! A drafted text keeps its placeholders; the page fills them in. So a figure in a text stays bound to the
//! records, and a figure that changed since the officer wrote around it is flagged.

mod figures;
mod templates;

use std::collections::BTreeMap;

pub use figures::{Figures, figures};
pub use templates::{Section, default_template};

/// A text with its placeholders and the figures it was written with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bound {
    /// The text; `{{key}}` stands for a figure.
    pub text: String,
    /// The figures used, as they stood when the text was last written.
    pub figures: BTreeMap<String, String>,
}

/// A figure that is no longer the one the text was written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The placeholder.
    pub key: String,
    /// The figure then.
    pub then: String,
    /// The figure now; `None` when it has none any more.
    pub now: Option<String>,
}

/// Why a template or a text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// A placeholder names no figure.
    #[error("no figure is called {0}")]
    UnknownFigure(String),
    /// `{{` without `}}`.
    #[error("a placeholder is not closed: {0}")]
    Unclosed(String),
    /// `{{#key}}` or `{{^key}}` without `{{/key}}`.
    #[error("the condition {0} is not closed")]
    OpenCondition(String),
}

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Figure(&'a str),
    /// `{{#key}}`: what follows stands only when the figure is not 0; `{{^key}}`: only when it is.
    When {
        key: &'a str,
        positive: bool,
    },
    End(&'a str),
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, DraftError> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, next)) = after.split_once("}}") else {
            return Err(DraftError::Unclosed(after.chars().take(20).collect()));
        };
        pieces.push(Piece::Text(before));
        let name = name.trim();
        pieces.push(match (name.strip_prefix('#'), name.strip_prefix('^'), name.strip_prefix('/')) {
            (Some(key), _, _) => Piece::When { key, positive: true },
            (_, Some(key), _) => Piece::When { key, positive: false },
            (_, _, Some(key)) => Piece::End(key),
            _ => Piece::Figure(name),
        });
        rest = next;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Drafts a text: conditions are decided by the figures, placeholders stay.
///
/// # Errors
///
/// [`DraftError`] when the template names what does not exist.
pub fn draft(template: &str, figures: &Figures) -> Result<Bound, DraftError> {
    let mut text = String::new();
    let mut open: Vec<(&str, bool)> = Vec::new();
    for piece in pieces(template)? {
        let shown = open.iter().all(|(_, shown)| *shown);
        match piece {
            Piece::Text(words) if shown => text.push_str(words),
            Piece::Figure(key) if shown => {
                text.push_str("{{");
                text.push_str(key);
                text.push_str("}}");
            }
            Piece::Text(_) | Piece::Figure(_) => {}
            Piece::When { key, positive } => {
                let value = figures.get(key).ok_or_else(|| DraftError::UnknownFigure(key.to_owned()))?;
                let is_positive = !matches!(value, "0" | "");
                open.push((key, is_positive == positive));
            }
            Piece::End(key) => match open.pop() {
                Some((opened, _)) if opened == key => {}
                _ => return Err(DraftError::OpenCondition(key.to_owned())),
            },
        }
    }
    if let Some((key, _)) = open.pop() {
        return Err(DraftError::OpenCondition(key.to_owned()));
    }
    bind(&text, figures)
}

/// Binds a text an officer wrote: every placeholder must name a figure.
///
/// # Errors
///
/// [`DraftError`] when it does not.
pub fn bind(text: &str, figures: &Figures) -> Result<Bound, DraftError> {
    let mut used = BTreeMap::new();
    for piece in pieces(text)? {
        match piece {
            Piece::Text(_) => {}
            Piece::Figure(key) => {
                let value = figures.get(key).ok_or_else(|| DraftError::UnknownFigure(key.to_owned()))?;
                used.insert(key.to_owned(), value.to_owned());
            }
            Piece::When { key, .. } | Piece::End(key) => {
                return Err(DraftError::OpenCondition(key.to_owned()));
            }
        }
    }
    Ok(Bound { text: text.to_owned(), figures: used })
}

/// The text with its figures filled in as they stand now.
///
/// # Errors
///
/// [`DraftError::UnknownFigure`] when a figure is not there any more.
pub fn render(bound: &Bound, figures: &Figures) -> Result<String, DraftError> {
    let mut text = String::new();
    for piece in pieces(&bound.text)? {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Figure(key) => {
                let value = figures.get(key).ok_or_else(|| DraftError::UnknownFigure(key.to_owned()))?;
                text.push_str(value);
            }
            Piece::When { key, .. } | Piece::End(key) => {
                return Err(DraftError::OpenCondition(key.to_owned()));
            }
        }
    }
    Ok(text)
}

/// The figures that changed since the text was written.
pub fn stale(bound: &Bound, figures: &Figures) -> Vec<Stale> {
    bound
        .figures
        .iter()
        .filter_map(|(key, then)| {
            let now = figures.get(key);
            (now != Some(then.as_str())).then(|| Stale {
                key: key.clone(),
                then: then.clone(),
                now: now.map(str::to_owned),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use gongkai_statute::{Decision, RequesterKind};
    use jiff::civil::date;

    use super::*;
    use crate::check::{CheckContext, Rule, check};
    use crate::tally::{Computed, Facts, FeeFact, RequestFact, tally};

    fn computed(requests: usize, carried: usize, fees: &[FeeFact]) -> Computed {
        let fact = |received_on, answered: bool| RequestFact {
            number: String::new(),
            received_on,
            requester: RequesterKind::NaturalPerson,
            result: answered.then_some((Decision::NotExisting, date(2021, 12, 1))),
            split_off_on: None,
            carried_as: None,
        };
        let mut rows: Vec<RequestFact> = (0..requests).map(|n| fact(date(2021, 5, 1), n % 3 > 0)).collect();
        rows.extend((0..carried).map(|_| fact(date(2020, 12, 20), true)));
        tally("示例市经济局", 2021, &Facts { requests: &rows, fees, ..Facts::default() })
    }

    fn texts(computed: &Computed) -> Vec<String> {
        let figures = figures(&computed.report, &computed.counters);
        Section::ALL
            .map(|section| render(&draft(default_template(section), &figures).unwrap(), &figures).unwrap())
            .to_vec()
    }

    #[test]
    fn a_quiet_year_is_told_with_its_zero() {
        let [overview, _, other] = texts(&computed(0, 0, &[])).try_into().unwrap();
        insta::assert_snapshot!(overview);
        assert_eq!(other, "2021年，我局未发出收费通知，未收取信息处理费。");
    }

    #[test]
    fn a_busy_year_is_told_with_its_figures() {
        let fee = FeeFact {
            request: "1".to_owned(),
            noticed_on: date(2021, 5, 1),
            amount_fen: 40_000,
            paid: Some((date(2021, 5, 9), 40_000)),
        };
        let texts = texts(&computed(9, 1, &[fee]));
        insta::assert_snapshot!(texts.join("\n——\n"));
    }

    #[test]
    fn a_drafted_overview_never_contradicts_its_tables() {
        for (requests, carried) in [(0, 0), (1, 0), (9, 1), (40, 3), (0, 2)] {
            let mut computed = computed(requests, carried, &[]);
            let [overview, problems, other] = texts(&computed).try_into().unwrap();
            computed.report.sections.overview = Some(overview);
            computed.report.sections.problems = Some(problems);
            computed.report.sections.other = Some(other);
            let outcome = check(&computed.report, None, &CheckContext::default());
            let quoted: Vec<_> = outcome.findings.iter().filter(|f| f.rule == Rule::K8).collect();
            assert!(quoted.is_empty(), "{quoted:?}");
        }
    }

    #[test]
    fn a_figure_that_changed_is_flagged_and_rendered_anew() {
        let mut figures = Figures::default();
        figures.set("items_in_year", "178");
        let bound = bind("公布信息{{items_in_year}}条。", &figures).unwrap();
        assert!(stale(&bound, &figures).is_empty());
        figures.set("items_in_year", "179");
        assert_eq!(render(&bound, &figures).unwrap(), "公布信息179条。");
        let changed = stale(&bound, &figures);
        assert_eq!((changed[0].then.as_str(), changed[0].now.as_deref()), ("178", Some("179")));
        assert_eq!(stale(&bound, &Figures::default())[0].now, None);
    }

    #[test]
    fn a_template_that_names_nothing_is_refused() {
        let figures = Figures::default();
        assert_eq!(bind("{{x}}", &figures), Err(DraftError::UnknownFigure("x".to_owned())));
        assert_eq!(bind("{{x", &figures), Err(DraftError::Unclosed("x".to_owned())));
        let mut one = Figures::default();
        one.set("x", "1");
        assert_eq!(draft("{{#x}}有", &one), Err(DraftError::OpenCondition("x".to_owned())));
        assert_eq!(draft("{{#x}}有{{/x}}{{^x}}无{{/x}}", &one).unwrap().text, "有");
    }
}
