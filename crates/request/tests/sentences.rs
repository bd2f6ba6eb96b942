//! Where a request stands, in sentences: what the officer reads, and what the requester reads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use gongkai_request::{Act, OwnAct, citizen_sentence, officer_sentence};
use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::date;

mod common;
use common::{Desk, RECEIVED_ON, answered, ask_supplement, extend, letter, received, register, sample};

fn consulting() -> Desk {
    let early = date(2021, 4, 26);
    let mut desk = received().with([(early, letter("a", Consulted::ThirdParty, early, Some(early)))]);
    desk.today = date(2021, 5, 8);
    desk
}

#[test]
fn the_officer_reads_stage_day_and_next_act() {
    let mut desk = received();
    desk.today = date(2021, 5, 10);
    let plain = officer_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.paragraph(), @"现处于“在办”，自2021-04-20起。今天是第 13 个工作日，共 20 个。最后一天是2021-05-19。下一步：起草答复。");
    assert!(!plain.steps.is_empty(), "the day opens into its steps");
}

#[test]
fn the_officer_reads_whose_opinion_is_waited_for_and_the_requester_does_not() {
    let desk = consulting();
    let officer = officer_sentence(&desk.case, &desk.context());
    let citizen = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(officer.paragraph(), @"现处于“征求意见”，自2021-04-26起。今天是第 5 个工作日，共 20 个。最后一天暂计为2021-06-09，依法不计入期限的事项结束后可能提前。下一步：收到意见后登记；对方期满没有提出意见的，登记逾期未提出意见。");
    insta::assert_snapshot!(citizen.paragraph(), @"现处于“正在办理”，自2021-04-20起。今天是第 5 个工作日，共 20 个。最后一天暂计为2021-06-09，依法不计入期限的事项结束后可能提前。下一步：本机关作出答复并送达您。");
    for text in citizen.steps.iter().map(|step| step.what.as_str()).chain([citizen.paragraph().as_str()]) {
        assert!(!text.contains("第三方") && !text.contains("征求") && !text.contains("意见"), "{text}");
    }
    assert_eq!(citizen.last_day, officer.last_day);
    assert_eq!(citizen.own_acts, [OwnAct::Withdraw]);
}

#[test]
fn desks_are_not_shown_to_the_requester() {
    let early = date(2021, 4, 26);
    let mut desk = received().with([(early, sample(Act::DraftReply, early))]);
    let drafted = citizen_sentence(&desk.case, &desk.context());
    desk.does("sun", &sample(Act::ReviewSecrecy, early)).unwrap();
    desk.does("zhou", &sample(Act::Approve, early)).unwrap();
    let approved = citizen_sentence(&desk.case, &desk.context());
    assert_eq!(drafted, approved);
    assert_eq!(drafted.stage, "正在办理");
    assert_eq!(officer_sentence(&desk.case, &desk.context()).stage, "待送达");
}

#[test]
fn the_requester_reads_what_to_do_and_until_when() {
    let early = date(2021, 4, 26);
    let desk = received().with([(early, ask_supplement(early, date(2021, 5, 20)))]);
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.paragraph(), @"现处于“等待您补正”，自2021-04-26起。请您按补正告知书补正，到2021-05-20为止；无正当理由逾期不补正的，视为放弃申请（条例第30条）。");
    assert_eq!(plain.own_acts, [OwnAct::Supplement, OwnAct::Withdraw]);
    assert_eq!((plain.last_day, plain.day_of), (None, None));

    let desk = received().with([(early, sample(Act::NotifyFee, early))]);
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.next, @"请您按收费通知缴费，到2021-05-26为止；逾期未缴的，视为放弃申请（条例第42条）。");
    assert_eq!(plain.own_acts, [OwnAct::Pay, OwnAct::Withdraw]);

    let desk = received().with([(early, sample(Act::DemandReasons, early))]);
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.next, @"请您说明申请的理由，到2021-05-06为止（条例第35条）。");
    assert_eq!(plain.own_acts, [OwnAct::GiveReasons, OwnAct::Withdraw]);
}

#[test]
fn an_unconfirmed_request_has_no_last_day_yet() {
    let desk = Desk::new(RECEIVED_ON).with([(RECEIVED_ON, register(Channel::Online, RECEIVED_ON))]);
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.paragraph(), @"现处于“待双方确认”，自2021-04-20起。下一步：本机关与您联系，确认收到申请；期限自双方确认之日起算（条例第31条）。");
    assert_eq!(plain.last_day, None);
}

#[test]
fn after_the_last_day_the_requester_reads_where_to_turn() {
    let mut desk = received();
    desk.today = date(2021, 5, 24);
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.paragraph(), @"现处于“正在办理”，自2021-04-20起。最后一天是2021-05-19，已逾期 3 个工作日。本机关尚未答复。您可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼（条例第51条）。");
    assert_eq!(plain.own_acts, [OwnAct::Complain, OwnAct::Remedy, OwnAct::Withdraw]);
}

#[test]
fn an_extension_shows_in_the_steps_of_the_last_day() {
    let day = date(2021, 5, 19);
    let desk = received().with([(day, extend(day, 20))]);
    let plain = citizen_sentence(&desk.case, &desk.context());
    let steps: Vec<String> = plain
        .steps
        .iter()
        .map(|step| format!("{} {}（{}）", step.date, step.what, step.article.short()))
        .collect();
    insta::assert_snapshot!(steps.join("\n"), @r"
    2021-04-20 收到申请之日，次日起计算（第31条）
    2021-05-19 告知延长答复期限20个工作日（第33条）
    2021-06-17 答复期限届满（第33条）
    ");
}

#[test]
fn an_answered_request_says_when_and_what_follows() {
    let desk = answered(received(), date(2021, 5, 10), Decision::Granted).unwrap();
    let plain = citizen_sentence(&desk.case, &desk.context());
    insta::assert_snapshot!(plain.paragraph(), @"已办结，办结日期2021-05-10。答复书已经送达；不服答复的，可以按答复书写明的途径和期限申请行政复议或者提起行政诉讼。");
    assert_eq!(plain.own_acts, [OwnAct::Remedy]);
    assert_eq!(plain.last_day, None);
}
