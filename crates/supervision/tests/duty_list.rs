//! A duty list from its import to its scores.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_supervision::duty::{
    DutiesImported, DutyEvent, DutyList, DutyRow, Evidence, NamedUnit, Progress, Proof, assign_duty,
    attach_evidence, check_duty, give_task, import_duties, reopen_duty, report_duty, score_duty,
};
use gongkai_supervision::{Context, Refusal};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const DUE: Date = date(2021, 6, 30);

fn by(login: &str, today: Date) -> Context {
    Context { by: login.to_owned(), today }
}

fn unit(code: &str) -> NamedUnit {
    NamedUnit { words: code.to_owned(), codes: vec![code.to_owned()] }
}

fn imported() -> DutiesImported {
    let row = |task: &str, due_on| DutyRow {
        task: task.to_owned(),
        leads: vec![unit("fg")],
        cooperating: vec![unit("cz")],
        due_on,
        ..DutyRow::default()
    };
    DutiesImported {
        authority: "county".to_owned(),
        year: 2021,
        title: " 2021年政务公开重点工作责任清单 ".to_owned(),
        source: "a".repeat(64),
        rows: vec![row("公开规划", Some(DUE)), row("持续解读", None)],
        on: date(2021, 4, 1),
        by: "clerk".to_owned(),
    }
}

fn take(list: &mut DutyList, events: Result<Vec<DutyEvent>, Refusal>) {
    for event in events.unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        list.apply(&serde_json::from_str(&json).unwrap());
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    let refusal = result.unwrap_err();
    assert!(refusal.message.ends_with('。'), "{}", refusal.message);
    refusal.rule
}

fn list() -> DutyList {
    let mut list = DutyList::default();
    let events = import_duties(&list, imported());
    take(&mut list, events);
    list
}

fn link() -> Evidence {
    let what = Proof::Link("https://example.gov.cn/1".to_owned());
    Evidence { title: "规划全文".to_owned(), what, published_on: Some(date(2021, 5, 1)) }
}

#[test]
fn a_task_goes_from_its_import_to_its_score() {
    let mut list = list();
    let (may, june) = (by("fg-clerk", date(2021, 5, 10)), by("fg-clerk", DUE));
    assert_eq!(list.tasks[0].progress(may.today), Progress::NotStarted);
    let events = attach_evidence(&list, 1, &link(), &may);
    take(&mut list, events);
    assert_eq!(list.tasks[0].progress(may.today), Progress::Running);
    let events = report_duty(&list, 1, "fg", "已经公开", true, &june);
    take(&mut list, events);
    let july = by("office", date(2021, 7, 5));
    assert_eq!(list.tasks[0].progress(july.today), Progress::Running, "reported in time");
    assert_eq!(rule(check_duty(&list, 1, true, "", &by("fg-clerk", july.today))), "own_report");
    assert_eq!(rule(check_duty(&list, 1, false, " ", &july)), "check_opinion");
    let events = check_duty(&list, 1, false, "缺少附件", &july);
    take(&mut list, events);
    assert_eq!(list.tasks[0].progress(july.today), Progress::Overdue, "sent back after the day");
    let events = report_duty(&list, 1, "fg", "已经补齐", true, &by("fg-clerk", date(2021, 7, 8)));
    take(&mut list, events);
    assert_eq!(list.tasks[0].progress(july.today), Progress::Overdue, "reported late");
    let events = check_duty(&list, 1, true, "属实", &july);
    take(&mut list, events);
    assert_eq!(list.tasks[0].done_on(), Some(date(2021, 7, 8)));
    let tally = list.tally(july.today);
    assert_eq!(
        tally,
        [(Progress::NotStarted, 1), (Progress::Running, 0), (Progress::Done, 1), (Progress::Overdue, 0)]
    );
    assert_eq!(rule(score_duty(&list, 1, 101, "", &july)), "duty_score");
    assert_eq!(rule(score_duty(&list, 2, 90, "", &july)), "duty_checked");
    assert!(score_duty(&list, 1, 100, "", &july).is_ok());
    let events = score_duty(&list, 1, 90, "", &july);
    take(&mut list, events);
    assert_eq!(rule(score_duty(&list, 1, 95, "", &july)), "reason_given");
    assert_eq!(rule(report_duty(&list, 1, "fg", "再报", true, &july)), "duty_open");
    assert_eq!(rule(reopen_duty(&list, 2, "漏项", &july)), "duty_done");
    let events = reopen_duty(&list, 1, "链接失效", &july);
    take(&mut list, events);
    assert_eq!(list.tasks[0].progress(july.today), Progress::Overdue);
    assert_eq!(list.tasks[0].score, Some(90), "a score stays until it is replaced");
}

#[test]
fn a_task_given_below_another_holds_it_open() {
    let mut list = list();
    let may = by("fg-clerk", date(2021, 5, 10));
    assert_eq!(rule(give_task(&list, 1, &unit("k1"), "收集", None, &may)), "duty_due");
    assert_eq!(rule(give_task(&list, 1, &unit("k1"), "收集", Some(date(2021, 7, 1)), &may)), "duty_due");
    assert_eq!(rule(give_task(&list, 1, &unit("k1"), "收集", Some(date(2021, 5, 9)), &may)), "duty_due");
    assert_eq!(rule(give_task(&list, 1, &unit("k1"), " ", Some(DUE), &may)), "duty_words");
    for due in [may.today, DUE] {
        assert!(give_task(&list, 1, &unit("k1"), "收集", Some(due), &may).is_ok(), "{due} is in time");
    }
    let unknown = NamedUnit { words: "某局".to_owned(), codes: vec![] };
    assert_eq!(rule(give_task(&list, 1, &unknown, "收集", Some(DUE), &may)), "duty_unit");
    let events = give_task(&list, 1, &unit("k1"), "收集", Some(date(2021, 6, 1)), &may);
    take(&mut list, events);
    let part: Vec<u16> = list.of_unit("k1").map(|(place, _)| place).collect();
    assert_eq!(part, [3], "the superior's list is the inferior's task");
    assert_eq!(list.tasks[0].progress(may.today), Progress::Running, "what is given on has started");
    assert_eq!(list.tally(may.today).iter().map(|(_, count)| count).sum::<usize>(), 2);
    let events = attach_evidence(&list, 1, &link(), &may);
    take(&mut list, events);
    assert_eq!(rule(report_duty(&list, 1, "fg", "完成", true, &may)), "duty_parts");
    let events = attach_evidence(&list, 3, &link(), &may);
    take(&mut list, events);
    let events = report_duty(&list, 3, "k1", "完成", true, &by("k1-clerk", may.today));
    take(&mut list, events);
    let events = check_duty(&list, 3, true, "", &may);
    take(&mut list, events);
    let events = report_duty(&list, 1, "fg", "完成", true, &may);
    take(&mut list, events);
    assert!(list.tasks[0].awaits_check());
    assert_eq!(rule(reopen_duty(&list, 3, "漏项", &may)), "duty_open", "not below what waits for its check");
}

#[test]
fn what_does_not_fit_is_refused() {
    let list = list();
    let may = by("fg-clerk", date(2021, 5, 10));
    let none = DutyList::default();
    assert_eq!(rule(import_duties(&list, imported())), "duties_unique");
    assert_eq!(
        rule(import_duties(&none, DutiesImported { title: " ".to_owned(), ..imported() })),
        "duties_title"
    );
    assert_eq!(rule(import_duties(&none, DutiesImported { rows: vec![], ..imported() })), "duties_rows");
    assert_eq!(
        rule(import_duties(&none, DutiesImported { source: "A".repeat(64), ..imported() })),
        "file_there"
    );
    assert_eq!(list.imported.as_ref().unwrap().title, "2021年政务公开重点工作责任清单");
    for task in [0, 3, u16::MAX] {
        assert_eq!(rule(report_duty(&list, task, "fg", "进展", false, &may)), "duty_exists");
    }
    assert_eq!(rule(report_duty(&list, 1, "jy", "进展", false, &may)), "duty_concerns");
    assert_eq!(rule(report_duty(&list, 1, "cz", "完成", true, &may)), "duty_led");
    assert_eq!(rule(report_duty(&list, 1, "fg", "完成", true, &may)), "duty_evidence");
    assert_eq!(rule(report_duty(&list, 1, "cz", "", false, &may)), "report_words");
    assert_eq!(rule(check_duty(&list, 1, true, "", &may)), "duty_reported");
    let attach = |evidence: Evidence| rule(attach_evidence(&list, 1, &evidence, &may));
    assert_eq!(attach(Evidence { title: String::new(), ..link() }), "evidence_title");
    assert_eq!(attach(Evidence { what: Proof::Link("ftp://a".to_owned()), ..link() }), "evidence_link");
    assert_eq!(attach(Evidence { what: Proof::File("b".to_owned()), ..link() }), "file_there");
    assert_eq!(attach(Evidence { what: Proof::Item(" ".to_owned()), ..link() }), "evidence_item");
    assert_eq!(attach(Evidence { published_on: Some(DUE), ..link() }), "evidence_day");
    assert!(attach_evidence(&list, 1, &Evidence { published_on: Some(may.today), ..link() }, &may).is_ok());
    let assign = |leads: &[NamedUnit], others: &[NamedUnit], why| {
        rule(assign_duty(&list, 1, leads, others, why, &may))
    };
    assert_eq!(assign(&[], &[unit("cz")], "调整"), "duty_lead");
    assert_eq!(assign(&[unit("cz")], &[unit("cz")], "调整"), "duty_unit_once");
    assert_eq!(assign(&[NamedUnit { words: "某局".to_owned(), codes: vec![] }], &[], "调整"), "duty_unit");
    assert_eq!(assign(&[unit("cz")], &[], " "), "reason_given");
}

#[test]
fn an_unknown_name_is_put_right_by_assigning() {
    let mut list = DutyList::default();
    let mut source = imported();
    source.rows[0].leads[0].codes.clear();
    let events = import_duties(&list, source);
    take(&mut list, events);
    assert_eq!(list.tasks[0].unresolved().collect::<Vec<_>>(), ["fg"]);
    let events =
        assign_duty(&list, 1, &[unit("fg")], &[unit("cz")], "核对名录", &by("clerk", date(2021, 4, 2)));
    take(&mut list, events);
    assert_eq!(list.tasks[0].unresolved().count(), 0);
    assert!(list.tasks[0].is_led_by("fg") && list.tasks[0].concerns("cz"));
}

proptest! {
    #[test]
    fn nothing_is_done_without_evidence_report_and_anothers_check(
        acts in prop::collection::vec((0u8..7, 0u16..5, 0usize..3, any::<bool>(), 0i64..120), 0..80),
    ) {
        let mut list = list();
        for (act, task, who, choice, day) in acts {
            let context = by(["a", "b", "c"][who], date(2021, 4, 1).saturating_add(jiff::Span::new().days(day)));
            let events = match act {
                0 => attach_evidence(&list, task, &link(), &context),
                1 | 2 => report_duty(&list, task, if choice { "fg" } else { "k1" }, "进展", true, &context),
                3 => check_duty(&list, task, choice, "意见", &context),
                4 => give_task(&list, task, &unit("k1"), "分解", Some(date(2021, 6, 1)), &context),
                5 => score_duty(&list, task, 80, "评", &context),
                _ => reopen_duty(&list, task, "重办", &context),
            };
            for event in events.unwrap_or_default() {
                list.apply(&event);
            }
            let open = |place| list.below(place).any(|(_, part)| part.done_on().is_none());
            for (place, duty) in (1u16..).zip(&list.tasks) {
                prop_assert_eq!(duty.done_on().is_some(), duty.progress(DUE) == Progress::Done);
                if duty.done_on().is_some() {
                    let (report, check) = (duty.reports.last().unwrap(), duty.checks.last().unwrap());
                    prop_assert!(!duty.evidence.is_empty() && check.is_passed && check.by != report.by);
                    prop_assert!(duty.is_led_by(&report.unit));
                    prop_assert!(!open(place), "no part is open below what is done");
                }
            }
            let total: usize = list.tally(DUE).iter().map(|(_, count)| count).sum();
            prop_assert_eq!(total, 2);
        }
    }
}
