//! The same rule as an SQL condition for PostgreSQL, where a register outgrows one machine.
//!
//! SQL's own three values are Kleene's: the expression is true for met, false for not met and null for unknown. The table
//! has one row an enterprise: texts as `text`, several as `text[]`, days as `date`, figures as `numeric`, one column for
//! each year (`revenue_2023`). The size is kept with the row (`size_2023`, 0 micro to 3 large), so that it has one home.

use std::fmt::Write as _;

use crate::attribute::Attribute;
use crate::register::date_of;
use crate::rule::{Column, Plan, Range, Rule, TextTest, Wanted, day_code};

/// Names in the text of a condition that would not survive as a literal.
const NOUGHT: char = '\0';

impl Rule {
    /// The rule as an SQL expression: true, false or null.
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        plan(&self.plan, &mut sql);
        sql
    }

    /// The columns it reads, with their SQL type.
    pub fn sql_columns(&self) -> Vec<(String, &'static str)> {
        let mut columns = Vec::new();
        collect(&self.plan, &mut columns);
        columns.sort();
        columns.dedup();
        columns
    }
}

fn collect(plan: &Plan, columns: &mut Vec<(String, &'static str)>) {
    match plan {
        Plan::All(parts) | Plan::Any(parts) => parts.iter().for_each(|part| collect(part, columns)),
        Plan::Always(_) => {}
        Plan::Term(term) if term.atom.column.attribute == Attribute::RdRatio => {
            for attribute in [Attribute::Rd, Attribute::Revenue] {
                columns.push((name(Column { attribute, ..term.atom.column }), "numeric"));
            }
        }
        Plan::Term(term) => {
            let kind = match term.atom.column.attribute {
                Attribute::Region => "text",
                Attribute::Industry | Attribute::Qualifications | Attribute::Flags => "text[]",
                Attribute::Founded | Attribute::Age => "date",
                Attribute::Size => "smallint",
                Attribute::Staff
                | Attribute::Revenue
                | Attribute::Assets
                | Attribute::Rd
                | Attribute::RdRatio => "numeric",
            };
            columns.push((name(term.atom.column), kind));
        }
    }
}

fn name(column: Column) -> String {
    let key = column.attribute.key();
    if column.attribute.is_yearly() { format!("{key}_{}", column.year) } else { key.to_owned() }
}

fn plan(plan_: &Plan, sql: &mut String) {
    let mut series = |parts: &[Plan], joint: &str| {
        sql.push('(');
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                sql.push_str(joint);
            }
            plan(part, sql);
        }
        sql.push(')');
    };
    match plan_ {
        Plan::All(parts) => series(parts, " and "),
        Plan::Any(parts) => series(parts, " or "),
        Plan::Always(value) => sql.push_str(if *value { "true" } else { "false" }),
        Plan::Term(term) => {
            if !term.affirmed {
                sql.push_str("not ");
            }
            sql.push_str(&atom(term.atom.column, &term.atom.wanted));
        }
    }
}

fn atom(column: Column, wanted: &Wanted) -> String {
    let name_of = name(column);
    match (wanted, column.attribute) {
        (Wanted::Codes(ranges), _) => {
            let parts: Vec<String> = ranges.iter().map(|range| within(column, *range)).collect();
            // No code at all fits: not met by those who are known, unknown for the others.
            if parts.is_empty() { never(column) } else { format!("({})", parts.join(" or ")) }
        }
        (Wanted::Holds(text), _) => format!("({name_of} @> array[{}]::text[])", literal(text)),
        (Wanted::Texts(tests), Attribute::Region) => format!("({})", any_of(&name_of, tests)),
        (Wanted::Texts(tests), _) => {
            let tests = any_of("code", tests);
            format!(
                "(case when {name_of} is not null then exists (select from unnest({name_of}) as one(code) where {tests}) end)"
            )
        }
    }
}

fn any_of(name: &str, tests: &[TextTest]) -> String {
    let parts: Vec<String> = tests
        .iter()
        .map(|test| match test {
            TextTest::Whole(text) => format!("{name} = {}", literal(text)),
            TextTest::Prefix(text) => format!("starts_with({name}, {})", literal(text)),
        })
        .collect();
    parts.join(" or ")
}

/// A text cannot hold U+0000 in PostgreSQL, so no datum there equals one that does; U+FFFF stands for it.
fn literal(text: &str) -> String {
    let text = text.replace(NOUGHT, "\u{ffff}").replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

/// False where the column is known, null elsewhere.
fn never(column: Column) -> String {
    if column.attribute == Attribute::RdRatio {
        let (part, whole) = (of(Attribute::Rd, column), of(Attribute::Revenue, column));
        return format!("(({part} is null or {whole} is null or {whole} = 0) and null)");
    }
    format!("({} is null and null)", name(column))
}

fn of(attribute: Attribute, column: Column) -> String {
    name(Column { attribute, ..column })
}

fn within(column: Column, (low, high): Range) -> String {
    let (from, to) = match column.attribute {
        Attribute::Size => {
            let bound = |sign, code: i64| format!("{} {sign} {code}", name(column));
            ((low > i64::MIN).then(|| bound(">=", low)), (high < i64::MAX).then(|| bound("<=", high)))
        }
        Attribute::Founded | Attribute::Age => return days(column, (low, high)),
        Attribute::RdRatio => return ratio(column, (low, high)),
        _ => {
            // A code is twice the millionths, and a figure has six places.
            let bound = |sign, code: i64| format!("{} {sign} {}", name(column), millionths(code.into()));
            let from = (low > i64::MIN).then(|| bound(">=", low.div_euclid(2) + low.rem_euclid(2)));
            (from, (high < i64::MAX).then(|| bound("<=", high.div_euclid(2))))
        }
    };
    join(column, from, to)
}

fn join(column: Column, from: Option<String>, to: Option<String>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("({from} and {to})"),
        (Some(one), None) | (None, Some(one)) => one,
        // Anything, as long as it is known.
        (None, None) => format!("not {}", never(column)),
    }
}

/// The nearest days that exist within a range of codes.
fn days(column: Column, (low, high): Range) -> String {
    let (first, last) = (day_code(1, 1, 1), day_code(9999, 12, 31));
    if low > last || high < first {
        return never(column);
    }
    let day = |code: i64, step: i64| {
        let found = (0..31).find_map(|steps| date_of(code + step * steps));
        found.map(|day| format!("date '{day}'"))
    };
    let from = (low > first).then(|| day(low, 1)).flatten().map(|day| format!("{} >= {day}", name(column)));
    let to = (high < last).then(|| day(high, -1)).flatten().map(|day| format!("{} <= {day}", name(column)));
    join(column, from, to)
}

/// `rd / revenue` beside a bound, both sides times revenue: exact, no division.
fn ratio(column: Column, (low, high): Range) -> String {
    let (part, whole) = (of(Attribute::Rd, column), of(Attribute::Revenue, column));
    // An odd code lies between two bounds of six places.
    let compared = |wide: &str, narrow: &str, code: i64, down: bool| {
        let odd = code.rem_euclid(2) == 1;
        let bound = code.div_euclid(2) + i64::from(odd && !down);
        let sign = if odd { narrow } else { wide };
        format!("{part} * sign({whole}) {sign} {} * abs({whole})", millionths(bound.into()))
    };
    let from = (low > i64::MIN).then(|| compared(">=", ">", low, true));
    let to = (high < i64::MAX).then(|| compared("<=", "<", high, false));
    let both: Vec<String> = from.into_iter().chain(to).collect();
    let both = if both.is_empty() { "true".to_owned() } else { both.join(" and ") };
    format!("(case when {whole} <> 0 and {part} is not null then {both} end)")
}

fn millionths(count: i128) -> String {
    let mut text = String::new();
    let sign = if count < 0 { "-" } else { "" };
    let size = count.unsigned_abs();
    // Writing to a string does not fail.
    let _ = write!(text, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
    text
}
