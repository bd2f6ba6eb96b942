//! The statutory clock of a case: received, today, due; pauses hatched; every mark opens its article.

use askama::Template;
use jiff::civil::Date;

use super::{Example, Part};

const LEFT: f64 = 40.0;
const WIDTH: f64 = 640.0;

/// What a mark on the strip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// Receipt of the request.
    Received,
    /// Something that moved or stopped the clock.
    Event,
    /// Today.
    Today,
    /// The last day.
    Due,
    /// The reply went out.
    Closed,
}

/// A day that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: MarkKind,
    /// What happened, in a few words.
    pub label: String,
    /// Which article says so, e.g. `条例第33条`.
    pub article: Option<String>,
    /// Where the article stands.
    pub article_href: Option<String>,
}

impl Mark {
    /// A mark without an article.
    pub fn new(date: Date, kind: MarkKind, label: impl Into<String>) -> Mark {
        Mark { date, kind, label: label.into(), article: None, article_href: None }
    }

    /// The same mark, citing its article.
    #[must_use]
    pub fn citing(mut self, article: impl Into<String>) -> Mark {
        self.article = Some(article.into());
        self
    }

    fn class(&self) -> &'static str {
        match self.kind {
            MarkKind::Received => "received",
            MarkKind::Event => "event",
            MarkKind::Today => "today",
            MarkKind::Due => "due",
            MarkKind::Closed => "closed",
        }
    }

    fn sign(&self) -> &'static str {
        match self.kind {
            MarkKind::Received => "○",
            MarkKind::Event => "◇",
            MarkKind::Today => "●",
            MarkKind::Due => "┃",
            MarkKind::Closed => "✓",
        }
    }
}

/// Days that do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// First day.
    pub from: Date,
    /// Last day; while it lasts, the day it is assumed to end.
    pub to: Date,
    /// Why, e.g. `征求第三方意见`.
    pub label: String,
}

/// A place on the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    class: &'static str,
    x: String,
    width: String,
    text: String,
    anchor: &'static str,
}

/// The statutory clock of a case.
#[derive(Debug, Clone, Template)]
#[template(path = "clock_strip/template.html")]
pub struct ClockStrip {
    /// Prefix of the ids within.
    pub id: &'static str,
    /// Where it stands in one sentence: the text alternative.
    pub sentence: String,
    /// The days that matter, in order.
    pub marks: Vec<Mark>,
    /// Days that do not count.
    pub pauses: Vec<Pause>,
    spots: Vec<Spot>,
    hatched: Vec<Spot>,
    run: Vec<(String, String, &'static str)>,
}

writes_html!(ClockStrip);

/// Which marks have their date written beneath them: what matters more first, and none over another.
///
/// Every date stands in the list below the drawing anyway.
fn labelled(marks: &[Mark], places: &[f64]) -> Vec<bool> {
    const ROOM: f64 = 52.0;
    let rank = |kind: MarkKind| match kind {
        MarkKind::Due => 0,
        MarkKind::Received | MarkKind::Closed => 1,
        MarkKind::Event => 2,
        // Today is written above the line, where nothing else is.
        MarkKind::Today => 3,
    };
    let mut order: Vec<(usize, &Mark, f64)> =
        marks.iter().zip(places).enumerate().map(|(index, (mark, place))| (index, mark, *place)).collect();
    order.sort_by_key(|(index, mark, _)| (rank(mark.kind), *index));
    let mut taken: Vec<f64> = Vec::new();
    let mut is_shown = vec![false; marks.len()];
    for (index, mark, place) in order {
        let above = mark.kind == MarkKind::Today;
        if above || taken.iter().all(|other| (other - place).abs() >= ROOM) {
            if !above {
                taken.push(place);
            }
            if let Some(shown) = is_shown.get_mut(index) {
                *shown = true;
            }
        }
    }
    is_shown
}

impl ClockStrip {
    /// Lays the days out from the first to the last.
    pub fn new(
        id: &'static str,
        sentence: impl Into<String>,
        mut marks: Vec<Mark>,
        pauses: Vec<Pause>,
    ) -> ClockStrip {
        marks.sort_by_key(|mark| mark.date);
        let days = || {
            marks.iter().map(|mark| mark.date).chain(pauses.iter().flat_map(|pause| [pause.from, pause.to]))
        };
        let first = days().min().unwrap_or(Date::ZERO);
        let last = days().max().unwrap_or(first);
        let span = f64::from(days_between(first, last).max(1));
        let x = |date: Date| LEFT + WIDTH * f64::from(days_between(first, date)) / span;
        let places: Vec<f64> = marks.iter().map(|mark| x(mark.date)).collect();
        let is_shown = labelled(&marks, &places);
        let spots = marks.iter().zip(&is_shown).map(|(mark, is_shown)| {
            let place = x(mark.date);
            let anchor = if place < LEFT + 40.0 {
                "start"
            } else if place > LEFT + WIDTH - 40.0 {
                "end"
            } else {
                "middle"
            };
            Spot {
                class: mark.class(),
                x: tenth(place),
                width: String::new(),
                text: if *is_shown { short(mark.date) } else { String::new() },
                anchor,
            }
        });
        let hatched = pauses.iter().map(|pause| Spot {
            class: "pause",
            x: tenth(x(pause.from)),
            width: tenth((x(pause.to) - x(pause.from)).max(3.0)),
            text: pause.label.clone(),
            anchor: "middle",
        });
        let reached = marks.iter().rfind(|mark| matches!(mark.kind, MarkKind::Today | MarkKind::Closed));
        let due = marks.iter().rfind(|mark| mark.kind == MarkKind::Due);
        let stretch = |from: f64, to: f64, class| (tenth(from), tenth(to - from), class);
        let run = match (reached.map(|mark| mark.date), due.map(|mark| mark.date)) {
            (Some(reached), Some(due)) if due < reached => {
                vec![stretch(LEFT, x(due), "run"), stretch(x(due), x(reached), "late")]
            }
            (Some(reached), _) => vec![stretch(LEFT, x(reached), "run")],
            (None, _) => Vec::new(),
        };
        let (spots, hatched) = (spots.collect(), hatched.collect());
        ClockStrip { id, sentence: sentence.into(), marks, pauses, spots, hatched, run }
    }
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

fn short(date: Date) -> String {
    format!("{:02}-{:02}", date.month(), date.day())
}

/// Calendar days, for the drawing alone: periods are counted in working days by the statute.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "clock_strip",
    title: "法定期限",
    purpose: "收到日、今天、届满日在一条线上；不计期限的时间画斜线；每个日期注明条文。",
    criteria: &["图的内容同时列为文字", "图形有文字替代", "窄屏只显示文字列表"],
    examples,
};

fn examples() -> Vec<Example> {
    use MarkKind::{Due, Event, Received, Today};
    let day = |month, day| jiff::civil::date(2021, month, day);
    let marks = |today| {
        vec![
            Mark::new(day(3, 1), Received, "收到申请").citing("条例第三十一条"),
            Mark::new(day(3, 8), Event, "征求第三方意见").citing("条例第三十二条"),
            Mark::new(day(3, 15), Event, "第三方答复：同意公开").citing("条例第三十三条第三款"),
            Mark::new(today, Today, "今天（第 12 个工作日，共 20 个）"),
            Mark::new(day(4, 7), Due, "答复期限届满").citing("条例第三十三条第二款"),
        ]
    };
    let pause = Pause { from: day(3, 8), to: day(3, 15), label: "征求意见".to_owned() };
    vec![
        Example::of(
            "在办",
            &ClockStrip::new(
                "clock-open",
                "在办，剩 8 个工作日，2021-04-07 届满。",
                marks(day(3, 25)),
                vec![pause.clone()],
            ),
        ),
        Example::of(
            "逾期",
            &ClockStrip::new(
                "clock-late",
                "逾期 3 个工作日，应于 2021-04-07 前答复。",
                marks(day(4, 12)),
                vec![pause],
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_that_would_stand_over_another_are_left_to_the_list() {
        let marks = [
            Mark::new(date(2021, 12, 21), MarkKind::Event, "提交"),
            Mark::new(date(2021, 12, 24), MarkKind::Received, "收到"),
            Mark::new(date(2022, 1, 11), MarkKind::Today, "今天"),
            Mark::new(date(2022, 2, 17), MarkKind::Due, "届满"),
        ];
        assert_eq!(labelled(&marks, &[40.0, 73.0, 270.0, 680.0]), [false, true, true, true]);
    }
}
