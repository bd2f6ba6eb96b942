//! An assessment from its sheet to the final ranking.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeMap;

use gongkai_supervision::assessment::{
    Assessment, AssessmentEvent, AssessmentOpened, FiguresTaken, PointsGiven, ScoreSheet, SheetItem,
    WhenEmpty, announce_scores, appeal_score, close_assessment, decide_appeal, give_points, open_assessment,
    take_figures,
};
use gongkai_supervision::inspection::Points;
use gongkai_supervision::{Context, Refusal};
use jiff::civil::{Date, date};

const ON: Date = date(2022, 1, 10);
const UNTIL: Date = date(2022, 1, 20);

fn by(login: &str, today: Date) -> Context {
    Context { by: login.to_owned(), today }
}

fn item(key: &str, weight: &str, formula: Option<&str>) -> SheetItem {
    SheetItem {
        key: key.to_owned(),
        name: key.to_owned(),
        weight: weight.to_owned(),
        formula: formula.map(str::to_owned),
        when_empty: WhenEmpty::Full,
    }
}

fn opened() -> AssessmentOpened {
    AssessmentOpened {
        authority: "county".to_owned(),
        from: date(2021, 1, 1),
        until: date(2021, 12, 31),
        sheet: ScoreSheet {
            title: "2021年度政务公开考核".to_owned(),
            items: vec![item("replies", "60", Some("in_time / answered")), item("innovation", "40", None)],
        },
        figures: vec!["in_time".to_owned(), "answered".to_owned()],
        agencies: vec!["jxj".to_owned(), "czj".to_owned()],
        on: ON,
        by: "office".to_owned(),
    }
}

fn take(assessment: &mut Assessment, events: Result<Vec<AssessmentEvent>, Refusal>) {
    for event in events.unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        assessment.apply(&serde_json::from_str(&json).unwrap());
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    let refusal = result.unwrap_err();
    assert!(refusal.message.ends_with('。'), "{}", refusal.message);
    refusal.rule
}

fn figures(agency: &str, in_time: i64) -> FiguresTaken {
    FiguresTaken {
        agency: agency.to_owned(),
        figures: BTreeMap::from([("in_time".to_owned(), in_time), ("answered".to_owned(), 4)]),
        position: 900,
        on: ON,
        by: "job".to_owned(),
    }
}

fn points(agency: &str, points: i16) -> PointsGiven {
    PointsGiven {
        agency: agency.to_owned(),
        item: "innovation".to_owned(),
        points: Points::whole(points),
        words: "见材料".to_owned(),
        evidence: vec!["a".repeat(64)],
        on: ON,
        by: "office".to_owned(),
    }
}

/// Both agencies scored: 75 and 80.
fn scored() -> Assessment {
    let mut assessment = Assessment::default();
    let events = open_assessment(&assessment, opened());
    take(&mut assessment, events);
    for (agency, in_time, given) in [("jxj", 3, 30), ("czj", 4, 20)] {
        let events = take_figures(&assessment, figures(agency, in_time));
        take(&mut assessment, events);
        let events = give_points(&assessment, points(agency, given));
        take(&mut assessment, events);
    }
    assessment
}

fn totals(assessment: &Assessment) -> Vec<(String, String, usize)> {
    let (ranked, missing) = assessment.ranking();
    assert_eq!(missing, Vec::<&str>::new());
    ranked.into_iter().map(|it| (it.agency, it.total.to_string(), it.place)).collect()
}

fn ranked(list: [(&str, &str, usize); 2]) -> Vec<(String, String, usize)> {
    list.map(|(agency, total, place)| (agency.to_owned(), total.to_owned(), place)).to_vec()
}

#[test]
fn an_appeal_changes_a_score_and_the_ranking() {
    let mut assessment = scored();
    let office = by("office", ON);
    assert_eq!(totals(&assessment), ranked([("czj", "80", 1), ("jxj", "75", 2)]));
    assert_eq!(rule(close_assessment(&assessment, &office)), "assessment_announced");
    assert_eq!(rule(announce_scores(&assessment, ON, "", &office)), "assessment_appeal_days");
    let events = announce_scores(&assessment, UNTIL, "", &office);
    take(&mut assessment, events);
    assert_eq!(rule(give_points(&assessment, points("jxj", 40))), "assessment_announced");
    let clerk = by("jxj-clerk", UNTIL);
    assert_eq!(rule(appeal_score(&assessment, "jxj", "replies", " ", &clerk)), "appeal_words");
    let events = appeal_score(&assessment, "jxj", "replies", "一件系重复申请", &clerk);
    take(&mut assessment, events);
    assert_eq!(rule(appeal_score(&assessment, "jxj", "replies", "再次", &clerk)), "appeal_once");
    let late = by("office", date(2022, 1, 21));
    assert_eq!(rule(appeal_score(&assessment, "czj", "replies", "迟了", &late)), "appeal_time");
    assert_eq!(rule(close_assessment(&assessment, &by("office", UNTIL))), "assessment_appeals");
    assert_eq!(rule(close_assessment(&assessment, &late)), "assessment_appeals");
    let decide = |points, why: &str, context: &Context| {
        decide_appeal(&assessment, "jxj", "replies", points, why, context)
    };
    assert_eq!(rule(decide(None, "不成立", &by("jxj-clerk", ON))), "own_appeal");
    assert_eq!(rule(decide(Some(Points::whole(61)), "成立", &late)), "assessment_points");
    assert_eq!(rule(decide(None, "", &late)), "reason_given");
    let events = decide(Some(Points::whole(60)), "重复申请不计", &late);
    take(&mut assessment, events);
    assert_eq!(totals(&assessment), ranked([("jxj", "90", 1), ("czj", "80", 2)]));
    assert_eq!(rule(decide_appeal(&assessment, "jxj", "replies", None, "再议", &late)), "appeal_exists");
    let events = close_assessment(&assessment, &late);
    take(&mut assessment, events);
    assert_eq!(rule(appeal_score(&assessment, "czj", "replies", "迟了", &clerk)), "assessment_closed");
}

#[test]
fn an_appeal_that_fails_leaves_the_score() {
    let mut assessment = scored();
    let office = by("office", ON);
    let events = announce_scores(&assessment, UNTIL, "", &office);
    take(&mut assessment, events);
    let events = appeal_score(&assessment, "jxj", "innovation", "材料未看", &by("jxj-clerk", ON));
    take(&mut assessment, events);
    let events = decide_appeal(&assessment, "jxj", "innovation", None, "已经看过", &office);
    take(&mut assessment, events);
    assert_eq!(totals(&assessment), ranked([("czj", "80", 1), ("jxj", "75", 2)]));
}

#[test]
fn scores_are_not_announced_while_figures_are_missing() {
    let mut assessment = Assessment::default();
    let events = open_assessment(&assessment, opened());
    take(&mut assessment, events);
    let events = give_points(&assessment, points("jxj", 40));
    take(&mut assessment, events);
    let refusal = announce_scores(&assessment, UNTIL, "", &by("office", ON)).unwrap_err();
    insta::assert_snapshot!(
        refusal.message,
        @"还有2家单位没有总分（czj、jxj），请补齐；仍要公布的，请写明理由。"
    );
    assert!(announce_scores(&assessment, UNTIL, "年中撤销", &by("office", ON)).is_ok());
}

#[test]
fn what_does_not_fit_is_refused() {
    let (assessment, none) = (scored(), Assessment::default());
    assert_eq!(rule(open_assessment(&assessment, opened())), "assessment_unique");
    let open = |change: fn(&mut AssessmentOpened)| {
        let mut opened = opened();
        change(&mut opened);
        rule(open_assessment(&none, opened))
    };
    assert_eq!(open(|opened| opened.until = date(2020, 12, 31)), "assessment_days");
    assert_eq!(open(|opened| opened.agencies.clear()), "assessment_agencies");
    assert_eq!(open(|opened| opened.agencies.push("jxj".to_owned())), "assessment_agencies");
    assert_eq!(open(|opened| opened.sheet.items.clear()), "assessment_sheet");
    assert_eq!(open(|opened| opened.figures.clear()), "assessment_sheet");
    assert_eq!(open(|opened| opened.sheet.items[0].formula = Some("1 /".to_owned())), "assessment_sheet");
    assert_eq!(open(|opened| opened.sheet.items[0].weight = "0".to_owned()), "assessment_sheet");
    assert_eq!(open(|opened| opened.sheet.items[0].key.clear()), "assessment_sheet");
    assert_eq!(rule(take_figures(&none, figures("jxj", 1))), "assessment_exists");
    assert_eq!(rule(take_figures(&assessment, figures("x", 1))), "assessment_agency");
    let mut unknown = figures("jxj", 1);
    unknown.figures.insert("lost".to_owned(), 1);
    assert_eq!(rule(take_figures(&assessment, unknown)), "assessment_figure");
    assert_eq!(rule(give_points(&assessment, points("jxj", 41))), "assessment_points");
    let counted = PointsGiven { item: "replies".to_owned(), ..points("jxj", 1) };
    assert_eq!(rule(give_points(&assessment, counted)), "assessment_counted");
    let unknown = PointsGiven { item: "x".to_owned(), ..points("jxj", 1) };
    assert_eq!(rule(give_points(&assessment, unknown)), "assessment_item");
    let wordless = PointsGiven { words: " ".to_owned(), ..points("jxj", 1) };
    assert_eq!(rule(give_points(&assessment, wordless)), "assessment_words");
    let lost = PointsGiven { evidence: vec!["a".to_owned()], ..points("jxj", 1) };
    assert_eq!(rule(give_points(&assessment, lost)), "file_there");
}
