//! The trend over all years whose reports are published.

use gongkai_app::reports::PublishedEdition;
use gongkai_report::CellId;
use rust_decimal::prelude::ToPrimitive as _;

use super::{CONCLUDED, RECEIVED, shown};
use crate::ui::chart::{Chart, Plan, Series, Shape};
use crate::{AppState, Problem};

/// Up to so many years stand as bars; more are drawn as lines.
const BARS: usize = 8;

/// A value for each year; `None` is not known, never 0.
type Values = Vec<Option<u32>>;

/// Requests and published items over the years, each where two years at least are known.
pub(super) async fn charts(state: &AppState, code: &str) -> Result<Vec<Chart>, Problem> {
    let mut editions = Vec::new();
    for row in state.app.store.reports(code).await?.into_iter().filter(|row| row.edition > 0).rev() {
        editions.extend(state.app.published_report(code, row.year).await?.map(|one| (row.year, one)));
    }
    let (Some((first, _)), Some((last, _))) = (editions.first(), editions.last()) else {
        return Ok(Vec::new());
    };
    // A year without a report keeps its place, so that the distance between years is true.
    let years: Vec<i16> = (*first..=*last).collect();
    let of = |value: &dyn Fn(&PublishedEdition) -> Option<u32>| -> Values {
        let in_year = |year: &i16| editions.iter().find(|(other, _)| other == year);
        years.iter().map(|year| in_year(year).and_then(|(_, edition)| value(edition))).collect()
    };
    let cell = |cell: CellId| of(&|edition| edition.report.value(cell).and_then(|value| value.to_u32()));
    let items = of(&|edition| u32::try_from(edition.counters.as_ref()?.items_in_year).ok());
    let requests = vec![("新收", cell(RECEIVED)), ("办结", cell(CONCLUDED))];
    let charts = [
        chart("trend-requests", "历年申请收到与办结数量", "件", &years, requests),
        chart("trend-items", "历年主动公开政府信息数量", "条", &years, vec![("主动公开", items)]),
    ];
    Ok(charts.into_iter().flatten().collect())
}

/// The chart, when two years at least are known.
fn chart(
    id: &'static str,
    title: &str,
    unit: &str,
    years: &[i16],
    series: Vec<(&str, Values)>,
) -> Option<Chart> {
    let known = |values: &Values| values.iter().flatten().count();
    if series.iter().all(|(_, values)| known(values) < 2) {
        return None;
    }
    let said: Vec<String> =
        series.iter().filter_map(|(name, values)| sentence(name, unit, years, values)).collect();
    let plan = Plan {
        id,
        title: title.to_owned(),
        summary: format!("{}。", said.join("；")),
        unit: unit.to_owned(),
        axis: "年度".to_owned(),
        labels: years.iter().map(ToString::to_string).collect(),
        series: series.into_iter().map(|(name, values)| Series { name: name.to_owned(), values }).collect(),
    };
    let shape = if years.len() > BARS { Shape::Lines } else { Shape::Bars };
    Some(Chart::draw(shape, plan))
}

/// `新收 2020 年 3 件，2021 年 5 件，最多的是 2021 年`: what the picture shows, in words.
fn sentence(name: &str, unit: &str, years: &[i16], values: &Values) -> Option<String> {
    let known: Vec<(i16, u32)> =
        years.iter().zip(values).filter_map(|(year, value)| Some((*year, (*value)?))).collect();
    let (first, last) = (known.first()?, known.last()?);
    let said = |(year, value): &(i16, u32)| format!("{year} 年 {} {unit}", shown(Some(i64::from(*value))));
    if known.len() == 1 {
        return Some(format!("{name} {}", said(first)));
    }
    let mut text = format!("{name} {}，{}", said(first), said(last));
    let most = known.iter().max_by_key(|(year, value)| (*value, std::cmp::Reverse(*year)));
    if let Some(most) = most.filter(|most| *most != first && *most != last) {
        text.push_str("，最多的是 ");
        text.push_str(&said(most));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_known_year_is_no_trend() {
        let one = vec![("新收", vec![Some(3), None])];
        assert!(chart("trend", "历年", "件", &[2020, 2021], one).is_none());
    }

    #[test]
    fn a_year_without_a_report_stays_blank_and_the_sentence_names_the_ends() {
        let series = vec![("新收", vec![Some(3), None, Some(9), Some(1_200)])];
        let chart = chart("trend", "历年", "件", &[2018, 2019, 2020, 2021], series).unwrap();
        assert_eq!(chart.summary, "新收 2018 年 3 件，2021 年 1,200 件。");
        assert_eq!(chart.labels, ["2018", "2019", "2020", "2021"]);
        assert!(askama::Template::render(&chart).unwrap().contains("<td>—</td>"));
    }

    #[test]
    fn a_peak_between_the_ends_is_said() {
        let said = sentence("新收", "件", &[2019, 2020, 2021], &vec![Some(1), Some(8), Some(2)]);
        assert_eq!(said.unwrap(), "新收 2019 年 1 件，2021 年 2 件，最多的是 2020 年 8 件");
    }
}
