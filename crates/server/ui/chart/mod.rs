//! Charts as SVG with the table beside them (趋势图).

use std::fmt::Write as _;

use askama::Template;

use super::{Example, Part};

const WIDTH: f64 = 560.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 224.0;

/// How the series are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Bars side by side.
    Bars,
    /// Lines with a mark at each value.
    Lines,
}

/// One series: a name and a value for each label; `None` is not known, never 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What is counted.
    pub name: String,
    /// One value for each label.
    pub values: Vec<Option<u32>>,
}

/// A drawn bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Which series.
    pub series: usize,
    /// Left edge.
    pub x: String,
    /// Upper edge.
    pub y: String,
    /// Width.
    pub width: String,
    /// Height.
    pub height: String,
}

/// A drawn text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Anchor point.
    pub x: String,
    /// Base line.
    pub y: String,
    /// The words.
    pub text: String,
}

/// A drawn line of a series, with its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Which series.
    pub series: usize,
    /// SVG path data; a missing value breaks the line.
    pub data: String,
    /// Centres of the marks.
    pub marks: Vec<(String, String)>,
}

/// A chart and its table.
#[derive(Debug, Clone, Template)]
#[template(path = "chart/template.html")]
pub struct Chart {
    /// Prefix of the ids within.
    pub id: &'static str,
    /// Caption of figure and table.
    pub title: String,
    /// The chart in one or two sentences: the text alternative.
    pub summary: String,
    /// Unit of the values.
    pub unit: String,
    /// What the labels are, head of the first column, e.g. `年度`.
    pub axis: String,
    /// The labels, e.g. years.
    pub labels: Vec<String>,
    /// The series.
    pub series: Vec<Series>,
    bars: Vec<Bar>,
    paths: Vec<Path>,
    values: Vec<Text>,
    ticks: Vec<Text>,
    names: Vec<Text>,
}

writes_html!(Chart);

/// What a chart shows, before it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Prefix of the ids within.
    pub id: &'static str,
    /// Caption.
    pub title: String,
    /// The text alternative.
    pub summary: String,
    /// Unit of the values.
    pub unit: String,
    /// What the labels are.
    pub axis: String,
    /// The labels.
    pub labels: Vec<String>,
    /// The series.
    pub series: Vec<Series>,
}

/// Counts are small enough for the drawing to be exact.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn round(value: f64) -> String {
    let mut text = format!("{value:.1}");
    if let Some(whole) = text.strip_suffix(".0") {
        text = whole.to_owned();
    }
    text
}

/// The round number at the top of the axis, and the distance between its lines.
fn scale(highest: u32) -> (u32, u32) {
    let mut step = 1;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut decade = 1_u32;
    while step * 4 < highest {
        let factor = factors.next().unwrap_or(10);
        step = decade.saturating_mul(factor);
        if factor == 10 {
            decade = decade.saturating_mul(10);
        }
    }
    (step * highest.div_ceil(step).max(1), step)
}

impl Chart {
    /// Draws `plan`.
    pub fn draw(shape: Shape, plan: Plan) -> Chart {
        let highest = plan.series.iter().flat_map(|series| &series.values).filter_map(|value| *value).max();
        let (top, step) = scale(highest.unwrap_or(0));
        let height_of = |value: u32| (BOTTOM - TOP) * f64::from(value) / f64::from(top);
        let slot = (WIDTH - LEFT - 8.0) / number(plan.labels.len().max(1));
        let centre = |index: usize| LEFT + slot * (number(index) + 0.5);
        let mut chart = Chart {
            id: plan.id,
            title: plan.title,
            summary: plan.summary,
            unit: plan.unit,
            axis: plan.axis,
            labels: plan.labels,
            series: plan.series,
            bars: Vec::new(),
            paths: Vec::new(),
            values: Vec::new(),
            ticks: Vec::new(),
            names: Vec::new(),
        };
        let mut tick = 0;
        while tick <= top {
            chart.ticks.push(Text {
                x: round(LEFT - 8.0),
                y: round(BOTTOM - height_of(tick)),
                text: tick.to_string(),
            });
            tick += step;
        }
        for (index, label) in chart.labels.iter().enumerate() {
            let (x, y) = (round(centre(index)), round(BOTTOM + 22.0));
            chart.names.push(Text { x, y, text: label.clone() });
        }
        let count = number(chart.series.len().max(1));
        let width = (slot * 0.68 / count).min(44.0);
        for (place, series) in chart.series.iter().enumerate() {
            let mut path = Path { series: place, data: String::new(), marks: Vec::new() };
            let mut pen_down = false;
            for (index, value) in series.values.iter().enumerate() {
                let Some(value) = *value else {
                    pen_down = false;
                    continue;
                };
                let y = BOTTOM - height_of(value);
                let x = match shape {
                    Shape::Bars => centre(index) + width * (number(place) - count / 2.0),
                    Shape::Lines => centre(index),
                };
                match shape {
                    Shape::Bars => chart.bars.push(Bar {
                        series: place,
                        x: round(x),
                        y: round(y),
                        width: round(width - 2.0),
                        height: round(BOTTOM - y),
                    }),
                    Shape::Lines => {
                        let _ = write!(
                            path.data,
                            "{}{} {}",
                            if pen_down { "L" } else { "M" },
                            round(x),
                            round(y)
                        );
                        path.marks.push((round(x), round(y)));
                        pen_down = true;
                    }
                }
                let middle = if shape == Shape::Bars { x + width / 2.0 - 1.0 } else { x };
                // The second line writes its values below, so that two close lines stay legible.
                let lift = if shape == Shape::Lines && place % 2 == 1 { -20.0 } else { 6.0 };
                chart.values.push(Text { x: round(middle), y: round(y - lift), text: value.to_string() });
            }
            if shape == Shape::Lines {
                chart.paths.push(path);
            }
        }
        chart
    }

    fn rows(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        self.labels.iter().enumerate().map(|(index, label)| {
            let values = self.series.iter().map(|series| {
                series
                    .values
                    .get(index)
                    .copied()
                    .flatten()
                    .map_or_else(|| "—".to_owned(), |value| value.to_string())
            });
            (label.as_str(), values.collect())
        })
    }
}

/// What the gallery knows of it.
pub const PART: Part = Part {
    key: "chart",
    title: "图表",
    purpose: "柱形图、折线图，旁边总有同样数据的表格。",
    criteria: &[
        "图有文字替代（title、desc），数据另有表格",
        "各组以填充或线型区分，不只靠颜色",
        "没有数据的年份空缺，不画成 0",
    ],
    examples,
};

/// The example of requests received and decided.
pub(crate) fn example_plan() -> Plan {
    Plan {
        id: "trend",
        title: "近五年申请收到与办结数量".to_owned(),
        summary: "新收申请由 2017 年的 64 件增加到 2021 年的 126 件；2019 年办结数没有记录。".to_owned(),
        unit: "件".to_owned(),
        axis: "年度".to_owned(),
        labels: ["2017", "2018", "2019", "2020", "2021"].map(str::to_owned).to_vec(),
        series: vec![
            Series { name: "新收".to_owned(), values: [64, 80, 97, 112, 126].map(Some).to_vec() },
            Series {
                name: "办结".to_owned(), values: vec![Some(60), Some(83), None, Some(108), Some(118)]
            },
        ],
    }
}

fn examples() -> Vec<Example> {
    vec![
        Example::of("柱形图", &Chart::draw(Shape::Bars, example_plan())),
        Example::of(
            "折线图",
            &Chart::draw(
                Shape::Lines,
                Plan { id: "trend-lines", title: "近五年申请变化".to_owned(), ..example_plan() },
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number_not_below_the_highest_value() {
        for highest in [0, 1, 3, 7, 12, 126, 999, 5750, 1_000_001] {
            let (top, step) = scale(highest);
            assert!(
                top >= highest.max(1) && top % step == 0 && top / step <= 5,
                "{highest}: {top} by {step}"
            );
        }
    }

    #[test]
    fn an_unknown_value_is_not_drawn_as_nought() {
        let chart = Chart::draw(Shape::Bars, example_plan());
        assert_eq!(chart.bars.len(), 9);
        let html = chart.render().unwrap();
        assert!(html.contains("<td>—</td>"));
    }
}
