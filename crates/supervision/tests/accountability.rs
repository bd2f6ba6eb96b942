//! A case of accountability from its ground to its result.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_supervision::accountability::{
    AccountCase, AccountEvent, AccountGround, AccountOpened, AccountResult, Measure, ResultRecorded,
    close_account, open_account, record_result, take_measure,
};
use gongkai_supervision::{Context, Refusal};
use jiff::civil::{Date, date};

const ON: Date = date(2021, 5, 10);
const DUE: Date = date(2021, 5, 31);

fn by(today: Date) -> Context {
    Context { by: "office".to_owned(), today }
}

fn take(case: &mut AccountCase, events: Result<Vec<AccountEvent>, Refusal>) {
    for event in events.unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        case.apply(&serde_json::from_str(&json).unwrap());
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    let refusal = result.unwrap_err();
    assert!(refusal.message.ends_with('。'), "{}", refusal.message);
    refusal.rule
}

fn opened() -> AccountOpened {
    AccountOpened {
        authority: "county".to_owned(),
        agency: "jxj".to_owned(),
        ground: AccountGround::NotUpdated,
        facts: "公开指南三年未更新".to_owned(),
        sources: vec!["campaign/county/1#4".to_owned()],
        on: ON,
        by: "office".to_owned(),
    }
}

fn case() -> AccountCase {
    let mut case = AccountCase::default();
    let events = open_account(&case, opened());
    take(&mut case, events);
    case
}

fn result(measure: u16, result: AccountResult, persons: u16, decided_on: Date) -> ResultRecorded {
    ResultRecorded { measure, result, organ: "县监委".to_owned(), persons, decided_on, by: String::new() }
}

#[test]
fn every_ground_and_measure_quotes_its_article() {
    let grounds: Vec<String> = AccountGround::ALL.iter().map(|ground| ground.source().short()).collect();
    assert_eq!(grounds, ["第52条", "第53条第（一）项", "第53条第（二）项", "第53条第（三）项"]);
    let measures: Vec<String> =
        Measure::ALL.iter().map(|measure| measure.source(AccountGround::DutyUnmet).short()).collect();
    let (authority, superior) = ("第47条第1款", "第53条第（一）项");
    assert_eq!(measures, [authority, authority, superior, authority, superior]);
}

#[test]
fn a_case_goes_on_until_the_agency_has_put_it_right() {
    let mut case = case();
    assert_eq!(rule(close_account(&case, "结案", &by(ON))), "account_measures");
    let events = take_measure(&case, Measure::OrderedToCorrect, "云政办〔2021〕9号", Some(DUE), &by(ON));
    take(&mut case, events);
    let june = by(date(2021, 6, 1));
    assert!(case.is_overdue(june.today) && !case.is_overdue(DUE));
    assert_eq!(rule(close_account(&case, "结案", &june)), "account_pending");
    let events = record_result(&case, &result(1, AccountResult::NotCorrected, 0, june.today), &june);
    take(&mut case, events);
    assert_eq!(rule(close_account(&case, "结案", &june)), "account_uncorrected");
    for (measure, document) in [(Measure::Criticised, "通报1号"), (Measure::ProposedDiscipline, "建议1号")]
    {
        let events = take_measure(&case, measure, document, None, &june);
        take(&mut case, events);
    }
    let july = by(date(2021, 7, 1));
    let events = record_result(&case, &result(2, AccountResult::Corrected, 0, july.today), &july);
    take(&mut case, events);
    let events = record_result(&case, &result(3, AccountResult::Disciplined, 2, july.today), &july);
    take(&mut case, events);
    assert_eq!(case.pending().count(), 0);
    assert_eq!(rule(close_account(&case, " ", &july)), "account_conclusion");
    let events = close_account(&case, "已改正并处分", &july);
    take(&mut case, events);
    assert_eq!(rule(take_measure(&case, Measure::Criticised, "2号", None, &july)), "account_running");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (mut case, none) = (case(), AccountCase::default());
    let on = by(ON);
    assert_eq!(rule(open_account(&case, opened())), "account_unique");
    assert_eq!(
        rule(open_account(&none, AccountOpened { facts: " ".to_owned(), ..opened() })),
        "account_facts"
    );
    assert_eq!(rule(open_account(&none, AccountOpened { sources: vec![], ..opened() })), "account_sources");
    assert_eq!(rule(take_measure(&none, Measure::Urged, "1号", Some(DUE), &on)), "account_exists");
    let measure = |measure, document, due| rule(take_measure(&case, measure, document, due, &on));
    assert_eq!(measure(Measure::Urged, "", Some(DUE)), "account_document");
    assert_eq!(measure(Measure::Urged, "1号", None), "account_due");
    assert_eq!(measure(Measure::Urged, "1号", Some(ON)), "account_due");
    assert_eq!(measure(Measure::Criticised, "1号", Some(DUE)), "account_due");
    let events = take_measure(&case, Measure::ProposedDiscipline, "1号", None, &on);
    take(&mut case, events);
    let record = |recorded: ResultRecorded| rule(record_result(&case, &recorded, &on));
    assert_eq!(record(result(2, AccountResult::Disciplined, 1, ON)), "account_pending");
    assert_eq!(record(result(1, AccountResult::Corrected, 0, ON)), "account_result");
    assert_eq!(record(result(1, AccountResult::Prosecuted, 1, ON)), "account_result");
    assert_eq!(record(result(1, AccountResult::Disciplined, 0, ON)), "account_persons");
    assert_eq!(record(result(1, AccountResult::NotPursued, 1, ON)), "account_persons");
    assert_eq!(record(result(1, AccountResult::Disciplined, 1, date(2021, 5, 9))), "account_day");
    assert_eq!(record(result(1, AccountResult::Disciplined, 1, DUE)), "account_day");
    let unknown = ResultRecorded { organ: String::new(), ..result(1, AccountResult::Disciplined, 1, ON) };
    assert_eq!(record(unknown), "account_organ");
}
