//! What may happen to an agency, and what may not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_agency::{
    Agency, AgencyEvent, Channel, Ending, Founded, HandOver, Lineage, Matter, Naming, Profile, Refusal,
    Section, Settings, Standing, close_channel, close_section, end, found, hand_over, move_under,
    open_channel, rename, set_column, set_profile, set_settings, standard_columns,
};
use gongkai_statute::{AgencyKind, AgencyLevel, REGULATION_2019};
use jiff::civil::date;
use proptest::prelude::*;

fn facts(code: &str, parent: Option<&str>) -> Founded {
    Founded {
        code: code.to_owned(),
        name: "云溪市经济和信息化局".to_owned(),
        short_name: "市经信局".to_owned(),
        kind: AgencyKind::Department,
        level: AgencyLevel::County,
        region: "330482".to_owned(),
        parent: parent.map(str::to_owned),
        credit_code: None,
    }
}

fn taken(mut agency: Agency, events: Result<Vec<AgencyEvent>, Refusal>) -> Agency {
    for event in events.unwrap() {
        agency.apply(&event);
    }
    agency
}

fn bureau() -> Agency {
    taken(Agency::default(), found(&Agency::default(), facts("yunxi-jxj", None), &Lineage::top()))
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().rule
}

#[test]
fn an_agency_is_founded_once() {
    let agency = bureau();
    assert_eq!(rule(found(&agency, facts("yunxi-jxj", None), &Lineage::top())), "agency_code_unique");
}

#[test]
fn a_wrong_credit_code_is_refused_and_a_right_one_is_kept() {
    let with = |code: &str| Founded { credit_code: Some(code.to_owned()), ..facts("a1", None) };
    assert_eq!(rule(found(&Agency::default(), with("11341702486344515X"), &Lineage::top())), "credit_code");
    assert!(found(&Agency::default(), with("11341702486344515H"), &Lineage::top()).is_ok());
}

#[test]
fn the_tree_never_gets_a_cycle() {
    let agency = bureau();
    let below = Lineage { line: vec!["child".to_owned(), "yunxi-jxj".to_owned()], all_active: true };
    assert_eq!(rule(move_under(&agency, Some("child".to_owned()), &below)), "tree_without_cycle");
    let itself = Lineage { line: vec!["yunxi-jxj".to_owned()], all_active: true };
    assert_eq!(rule(move_under(&agency, Some("yunxi-jxj".to_owned()), &itself)), "tree_without_cycle");
    let missing = Lineage { line: vec![], all_active: true };
    assert_eq!(rule(move_under(&agency, Some("nobody".to_owned()), &missing)), "parent_exists");
    let city = Lineage { line: vec!["yunxi".to_owned()], all_active: true };
    let moved = taken(agency.clone(), move_under(&agency, Some("yunxi".to_owned()), &city));
    assert_eq!(moved.active().unwrap().parent.as_deref(), Some("yunxi"));
}

proptest! {
    /// Every agency moves under any other as the rule allows; however it goes, each line upwards ends.
    #[test]
    fn however_agencies_move_every_line_upwards_ends(moves in prop::collection::vec((0usize..6, 0usize..6), 0..40)) {
        let codes = ["a0", "a1", "a2", "a3", "a4", "a5"];
        let mut agencies: Vec<Agency> = codes
            .iter()
            .map(|code| taken(Agency::default(), found(&Agency::default(), facts(code, None), &Lineage::top())))
            .collect();
        for (child, parent) in moves {
            let line = line_upwards(&agencies, &codes, codes[parent]).unwrap();
            let lineage = Lineage { line, all_active: true };
            if let Ok(events) = move_under(&agencies[child], Some(codes[parent].to_owned()), &lineage) {
                for event in events {
                    agencies[child].apply(&event);
                }
            }
            for code in codes {
                prop_assert!(line_upwards(&agencies, &codes, code).is_some());
            }
        }
    }
}

fn line_upwards(agencies: &[Agency], codes: &[&str], from: &str) -> Option<Vec<String>> {
    let mut line = vec![from.to_owned()];
    while let Some(parent) =
        agencies[codes.iter().position(|code| code == line.last().unwrap())?].active().unwrap().parent.clone()
    {
        line.push(parent);
        if line.len() > codes.len() {
            return None;
        }
    }
    Some(line)
}

#[test]
fn a_document_keeps_the_name_its_maker_had_that_day() {
    let agency = bureau();
    let naming = Naming {
        name: "云溪市数字经济局".to_owned(),
        short_name: "市数经局".to_owned(),
        on: date(2023, 5, 1),
        basis: "机构改革方案".to_owned(),
    };
    let agency = taken(agency.clone(), rename(&agency, naming.clone()));
    assert_eq!(agency.name_on(date(2023, 4, 30)), "云溪市经济和信息化局");
    assert_eq!(agency.name_on(date(2023, 5, 1)), "云溪市数字经济局");
    assert_eq!(rule(rename(&agency, naming)), "renaming_in_order");
}

#[test]
fn an_agency_ends_only_with_a_successor_and_does_nothing_afterwards() {
    let agency = bureau();
    let ending = |successors: &[&str]| Ending {
        successors: successors.iter().map(|code| (*code).to_owned()).collect(),
        on: date(2024, 1, 1),
        basis: "机构改革方案".to_owned(),
    };
    assert_eq!(rule(end(&agency, ending(&[]))), "successor_named");
    assert_eq!(rule(end(&agency, ending(&["yunxi-jxj"]))), "successor_is_another");
    assert!(matches!(end(&agency, ending(&["a1", "a2"])).unwrap()[0], AgencyEvent::Split(_)));
    let ended = taken(agency.clone(), end(&agency, ending(&["yunxi-fgj"])));
    assert!(matches!(&ended.standing, Standing::Ended { .. }));
    let refusal = set_settings(&ended, Settings::default()).unwrap_err();
    assert_eq!(refusal.rule, "agency_active");
    assert!(refusal.message.contains("yunxi-fgj"), "names who goes on: {}", refusal.message);
}

#[test]
fn the_guide_needs_what_article_12_names() {
    let agency = bureau();
    let profile = Profile {
        unit_name: "办公室".to_owned(),
        address: "云溪市人民路1号".to_owned(),
        office_hours: "工作日8:30—17:00".to_owned(),
        phone: "0573-80000000".to_owned(),
        internet_contact: "gk@yunxi.example".to_owned(),
        ..Profile::default()
    };
    assert_eq!(
        rule(set_profile(&agency, Profile { phone: String::new(), ..profile.clone() })),
        "profile_complete"
    );
    let officer = Some("li.si".to_owned());
    let same = Profile { officer: officer.clone(), deputy: officer, ..profile.clone() };
    assert_eq!(rule(set_profile(&agency, same)), "deputy_is_another");
    let set = taken(agency.clone(), set_profile(&agency, profile.clone()));
    assert_eq!(set_profile(&set, profile).unwrap().len(), 1, "the same again says that it still holds");
}

#[test]
fn the_two_basic_channels_cannot_be_closed() {
    let agency = bureau();
    let refusal = close_channel(&agency, Channel::Mail, "不再使用").unwrap_err();
    assert_eq!(
        (refusal.rule, refusal.article),
        ("basic_channels_stay_open", Some(REGULATION_2019.article(28)))
    );
    assert!(agency.is_open(Channel::InPerson) && !agency.is_open(Channel::Fax));
    let opened = taken(agency.clone(), open_channel(&agency, Channel::Fax, "传真后请来电确认"));
    assert!(opened.is_open(Channel::Fax));
    let closed = taken(opened.clone(), close_channel(&opened, Channel::Fax, "传真机停用"));
    assert!(!closed.is_open(Channel::Fax));
}

#[test]
fn settings_stay_within_the_law() {
    let agency = bureau();
    let with = |settings: Settings| set_settings(&agency, settings);
    let base = Settings::default();
    let late = with(Settings { report_due: Some((2, 1)), ..base.clone() }).unwrap_err();
    assert_eq!(
        (late.rule, late.article),
        ("report_due_not_later_than_law", Some(REGULATION_2019.article(49)))
    );
    assert!(with(Settings { report_due: Some((1, 15)), ..base.clone() }).is_ok());
    assert_eq!(rule(with(Settings { makes_regulations: true, ..base.clone() })), "makes_regulations");
    assert_eq!(rule(with(Settings { review_levels: 0, ..base.clone() })), "review_levels");
    assert_eq!(
        rule(with(Settings { index_template: "{year}".to_owned(), ..base.clone() })),
        "index_template"
    );
    for marks in [vec![], vec![2, 5], vec![5, 5, 0], vec![61, 5], (0..11).rev().collect()] {
        assert_eq!(rule(with(Settings { remind_workdays: marks, ..base.clone() })), "remind_workdays");
    }
    let reminds = Settings { remind_workdays: vec![5, 2, 0], ..base.clone() };
    assert_eq!(reminds.ahead(), 5);
    assert!(with(reminds).is_ok());
    assert_eq!(with(base).unwrap(), vec![], "the defaults are already in force");
}

#[test]
fn the_responsible_section_cannot_be_closed() {
    let mut agency = bureau();
    agency
        .apply(&AgencyEvent::SectionAdded(Section { slug: "bgs".to_owned(), name: "办公室".to_owned() }));
    agency.profile.section = Some("bgs".to_owned());
    assert_eq!(rule(close_section(&agency, "bgs")), "responsible_section_stays");
}

#[test]
fn the_standard_columns_are_accepted_and_have_their_own_review_levels_only_when_told() {
    let mut agency = bureau();
    for column in standard_columns() {
        agency = taken(agency.clone(), set_column(&agency, column));
    }
    assert_eq!(agency.columns.len(), 15);
    assert_eq!(agency.review_levels("gzdt"), 3);
    let mut news = agency.columns["gzdt"].clone();
    news.review_levels = Some(1);
    agency = taken(agency.clone(), set_column(&agency, news));
    assert_eq!(agency.review_levels("gzdt"), 1);
}

#[test]
fn a_hand_over_needs_three_persons_and_a_remark_for_every_matter() {
    let agency = bureau();
    let list = HandOver {
        from: "li.si".to_owned(),
        to: "wang.wu".to_owned(),
        on: date(2024, 3, 1),
        matters: vec![Matter { stream: "request/2024-000001".to_owned(), remark: "待答复".to_owned() }],
        witness: "zhao.liu".to_owned(),
        signed_list: None,
    };
    let today = date(2024, 3, 1);
    assert!(hand_over(&agency, list.clone(), today).is_ok());
    let own = HandOver { witness: "li.si".to_owned(), ..list.clone() };
    assert_eq!(rule(hand_over(&agency, own, today)), "hand_over_witnessed");
    let ahead = HandOver { on: date(2024, 3, 2), ..list.clone() };
    assert_eq!(rule(hand_over(&agency, ahead, today)), "hand_over_not_ahead");
    let mut bare = list.clone();
    bare.matters[0].remark.clear();
    assert_eq!(rule(hand_over(&agency, bare, today)), "hand_over_matters");
    let mut agency = agency;
    agency.profile.officer = Some("li.si".to_owned());
    let agency = taken(agency.clone(), hand_over(&agency, list, today));
    assert_eq!(agency.profile.officer.as_deref(), Some("wang.wu"));
}
