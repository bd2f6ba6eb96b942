//! Is a condition sensible (条件核对)? Contradictions, unknown codes, parts that say nothing.

mod codes;
mod conflict;

use crate::condition::{Condition, Says};
use crate::normal::alternatives;
use crate::problem::{Problem, Span};
use crate::rule::{Plan, Term, plan};

use conflict::{Conflict, conflict};

/// The most terms a condition may have when written as alternatives.
const WHOLE: usize = 20_000;
/// The same for a comparison of two parts.
const PAIR: usize = 500;
/// The most parts of a series compared with each other.
const SIDE_BY_SIDE: usize = 80;

/// Findings about a condition, in the order of the text; no error among them means it can be used.
///
/// `year` is the application year the condition is meant for.
pub fn check(condition: &Condition, year: i16) -> Vec<Problem> {
    let mut problems = Vec::new();
    codes::check(condition, &mut problems);
    whole(condition, year, &mut problems);
    parts(condition, year, &mut problems);
    problems.sort_by_key(|problem| (problem.span.start, problem.severity));
    problems.dedup();
    problems
}

/// Can it be met at all, and by each of its branches?
fn whole(condition: &Condition, year: i16, problems: &mut Vec<Problem>) {
    let compiled = plan(condition, year, true);
    let Some(rows) = alternatives(&compiled, WHOLE) else {
        let message = "条件组合过多，无法核对各分支是否矛盾，建议拆成几个事项。";
        problems.push(Problem::warning("too_complex", condition.span, message));
        return;
    };
    let found: Vec<Option<Conflict>> = rows.iter().map(|row| conflict(row)).collect();
    if found.iter().all(|conflict| matches!(conflict, Some(Conflict::Never { .. }))) {
        let (span, why) = found
            .iter()
            .flatten()
            .map(Conflict::words)
            .next()
            .unwrap_or((condition.span, "条件恒为 false".to_owned()));
        let message = format!("条件永远无法满足：{why}。");
        problems.push(Problem::error("contradiction", span, message));
        return;
    }
    for conflict in found.iter().flatten() {
        let (span, why) = conflict.words();
        let message = match conflict {
            Conflict::Never { .. } => format!("有一个分支永远不成立：{why}。"),
            Conflict::SeveralCodesOnly { .. } => why,
        };
        problems.push(Problem::warning("contradiction", span, message));
    }
}

/// Parts that say nothing, or nothing that others do not say.
fn parts(condition: &Condition, year: i16, problems: &mut Vec<Problem>) {
    match &condition.says {
        Says::All(inner) | Says::Any(inner) => {
            let any = matches!(condition.says, Says::Any(_));
            if any && never(&plan(condition, year, false)) {
                let message = "这几项合起来恒成立（数据齐全时），等于没有限制。";
                problems.push(Problem::warning("always_true", condition.span, message));
            }
            if inner.len() <= SIDE_BY_SIDE {
                side_by_side(inner, any, year, problems);
            }
            for part in inner {
                parts(part, year, problems);
            }
        }
        Says::Not(inner) => match inner.says {
            Says::Test(_) => tautology(condition, year, problems),
            Says::All(_) | Says::Any(_) | Says::Not(_) | Says::Always(_) => parts(inner, year, problems),
        },
        Says::Test(_) => tautology(condition, year, problems),
        Says::Always(_) => {}
    }
}

fn tautology(condition: &Condition, year: i16, problems: &mut Vec<Problem>) {
    if never(&plan(condition, year, false)) {
        let message = format!("“{}”恒成立，等于没有限制。", condition.sentence());
        problems.push(Problem::warning("always_true", condition.span, message));
    }
}

fn never(plan: &Plan) -> bool {
    alternatives(plan, PAIR)
        .is_some_and(|rows| rows.iter().all(|row| matches!(conflict(row), Some(Conflict::Never { .. }))))
}

/// Which parts follow from another one?
fn side_by_side(inner: &[Condition], any: bool, year: i16, problems: &mut Vec<Problem>) {
    let implies = |one: &Condition, other: &Condition| {
        let both = Plan::All(vec![plan(one, year, true), plan(other, year, false)]);
        // What cannot be met, or always is, implies too much; that is reported elsewhere.
        never(&both) && !never(&plan(one, year, true)) && !never(&plan(other, year, false))
    };
    for (place, later) in inner.iter().enumerate() {
        for earlier in inner.iter().take(place) {
            let (forth, back) = (implies(earlier, later), implies(later, earlier));
            // In a conjunction the weaker part is superfluous, in a disjunction the stronger one.
            let (spare, kept) = match (forth, back, any) {
                (false, false, _) => continue,
                (true, false, false) | (false, true, true) | (true, true, _) => (later, earlier),
                (false, true, false) | (true, false, true) => (earlier, later),
            };
            let both_exclude =
                matches!(spare.says, Says::Not(_)) && matches!(kept.says, Says::Not(_)) && !any;
            let (code, what) = if both_exclude {
                ("overlapping_exclusion", "排除条件重叠")
            } else {
                ("redundant", "重复的条件")
            };
            let place = at(kept.span);
            let message =
                format!("{what}：“{}”已包含在{place}的“{}”之中。", spare.sentence(), kept.sentence());
            problems.push(Problem::warning(code, spare.span, message));
        }
    }
}

fn at(span: Span) -> String {
    format!("第 {} 行第 {} 列", span.line, span.column)
}

/// The term in words, for findings.
fn words(term: &Term) -> String {
    at(term.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::parse;
    use crate::problem::Severity;

    fn found(text: &str) -> Vec<(Severity, &'static str, usize)> {
        let condition = parse(text).unwrap();
        check(&condition, 2024).iter().map(|one| (one.severity, one.code, one.span.column)).collect()
    }

    use Severity::{Error, Warning};

    #[test]
    fn the_example_of_the_design_has_no_findings() {
        let text = "region.startsWith('3304') && industry.startsWith('C') && size in ['small','micro'] && rd_ratio >= 0.03
            && '高新技术企业' in qualifications && !('serious_dishonesty' in flags)";
        assert_eq!(found(text), []);
    }

    #[test]
    fn conditions_nobody_can_meet_are_errors_at_their_place() {
        for (text, column) in [
            ("staff > 100 && staff < 50", 16),
            ("staff > 5 && staff < 6", 14),
            ("region.startsWith('33') && region == '320500'", 28),
            ("'软件企业' in qualifications && !('软件企业' in qualifications)", 30),
            ("size == 'small' && size == 'micro'", 20),
            ("founded < '2010-01-01' && age < 3", 27),
            ("staff < 0", 1),
            ("false", 1),
            ("revenue == 100 && revenue != 100", 19),
            ("region.startsWith('3304') && !region.startsWith('33')", 31),
        ] {
            assert_eq!(found(text).first(), Some(&(Error, "contradiction", column)), "{text}");
        }
    }

    #[test]
    fn a_branch_that_cannot_be_met_is_a_warning() {
        let text = "region.startsWith('33') && (region == '320500' || staff > 3)";
        assert_eq!(found(text), [(Warning, "contradiction", 29)]);
        assert_eq!(
            found("industry.startsWith('C') && industry.startsWith('I')"),
            [(Warning, "contradiction", 29)]
        );
    }

    #[test]
    fn parts_that_say_nothing_are_named() {
        assert_eq!(found("staff >= 0 && revenue > 5"), [(Warning, "always_true", 1)]);
        assert_eq!(found("size in ['large', 'medium', 'small', 'micro']"), [(Warning, "always_true", 1)]);
        assert_eq!(found("staff > 5 || staff <= 5"), [(Warning, "always_true", 1)]);
        assert_eq!(found("staff > 5 && staff > 3"), [(Warning, "redundant", 14)]);
        assert_eq!(found("staff > 5 || staff > 3"), [(Warning, "redundant", 1)]);
        assert_eq!(
            found("!region.startsWith('33') && !region.startsWith('3304')"),
            [(Warning, "overlapping_exclusion", 29)]
        );
    }

    #[test]
    fn codes_outside_the_standards_are_named() {
        assert_eq!(found("region.startsWith('99')"), [(Error, "unknown_code", 1)]);
        assert_eq!(found("industry in ['C39', 'Z1']"), [(Error, "unknown_code", 1)]);
        assert_eq!(found("'高薪技术企业' in qualifications"), [(Warning, "unknown_code", 1)]);
        assert_eq!(found("region == '3304'"), [(Warning, "suspicious", 1)]);
        assert_eq!(found("rd_ratio >= 3"), [(Warning, "suspicious", 1)]);
    }
}
