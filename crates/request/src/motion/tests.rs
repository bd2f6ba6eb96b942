use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{Calendar, RequesterKind};
use jiff::civil::date;

use super::*;
use crate::code::DeliveryWay;
use crate::command::LetterNews;
use crate::decide::Context;
use crate::refusal::{Refusal, Rule};

const FILED: Date = date(2021, 9, 1);
const DAY: Date = date(2021, 9, 8);

fn context(by: &str) -> Context<'_> {
    Context { today: date(2021, 12, 31), by, calendar: Calendar::built_in() }
}

fn maker() -> ProposedBy {
    let sealed = || Sealed("00".to_owned());
    ProposedBy {
        channel: Channel::Online,
        requester: RequesterKind::NaturalPerson,
        person: "p1".to_owned(),
        identity_hash: "h1".to_owned(),
        sealed: SealedMotion {
            name: sealed(),
            identity: sealed(),
            contact: sealed(),
            about: sealed(),
            text: sealed(),
        },
        clerk: None,
    }
}

fn filed(kind: Kind, by: Option<ProposedBy>) -> Command {
    Command::File(Box::new(Filed {
        kind,
        received_on: FILED,
        due: Some(date(2021, 10, 8)),
        workdays: 20,
        subject: "企业备案信息中的地址".to_owned(),
        by,
        requests: Vec::new(),
    }))
}

fn examine(competent: Option<bool>, grounds: &[PublicGround]) -> Command {
    Command::Examine {
        on: FILED,
        finding: "与原始凭证比对，地址登记有误".to_owned(),
        competent,
        grounds: grounds.to_vec(),
    }
}

fn answer(outcome: Outcome) -> Answered {
    let text = |text: &str| Some(text.to_owned());
    Answered {
        on: DAY,
        by: String::new(),
        outcome,
        about: "企业备案信息中的地址".to_owned(),
        result: text("地址更正为样例街8号"),
        reason: text("经核实，记录与原始凭证一致"),
        competent: text("样例市市场监督管理局"),
    }
}

fn letter() -> Command {
    Command::IssueLetter(Box::new(MakeLetter {
        reason: None,
        files: Vec::new(),
        content: "hash".to_owned(),
        template: "t".to_owned(),
        warnings: Vec::new(),
    }))
}

fn sign() -> Command {
    Command::Sign {
        on: DAY,
        document: Some("样公告〔2021〕1号".to_owned()),
        content: Some("hash".to_owned()),
    }
}

fn send(way: DeliveryWay) -> Command {
    Command::Send { way, on: DAY, evidence: None, receipt_by: Some(date(2021, 9, 20)), read_by: None }
}

fn fulfil(item: Option<&str>) -> Command {
    Command::Fulfil { on: DAY, what: "登记簿已经更正".to_owned(), item: item.map(str::to_owned) }
}

/// Runs acts one after the other; the leader signs, the officer does the rest.
fn run(commands: &[Command]) -> Result<Motion, Refusal> {
    let mut motion = Motion::default();
    for command in commands {
        let by = if matches!(command, Command::Sign { .. }) { "leader" } else { "officer" };
        for event in decide(&motion, command, &context(by))? {
            motion.apply(&event);
        }
    }
    Ok(motion)
}

fn corrected() -> Vec<Command> {
    vec![
        filed(Kind::Correction, Some(maker())),
        examine(Some(true), &[]),
        Command::Draft(Box::new(answer(Outcome::Corrected))),
        sign(),
        letter(),
        send(DeliveryWay::Posted),
        fulfil(None),
    ]
}

#[test]
fn a_correction_goes_from_filing_to_the_corrected_record() {
    let stages = [
        Stage::Open,
        Stage::Open,
        Stage::Drafted,
        Stage::Signed,
        Stage::Signed,
        Stage::Fulfilling,
        Stage::Over,
    ];
    let commands = corrected();
    for (count, stage) in stages.iter().enumerate() {
        let motion = run(&commands[..=count]).unwrap();
        assert_eq!(motion.stage(), *stage, "after {count}");
        assert_eq!(motion.standing.stage, *stage, "and the last event says so");
    }
    let motion = run(&commands).unwrap();
    assert_eq!(motion.answered_on(), Some(DAY));
    assert_eq!(motion.standing.tasks, [(Task::ReceiptMissing, Some(date(2021, 9, 20)))]);
}

#[test]
fn a_letter_that_came_back_may_leave_again_even_after_the_end() {
    let mut commands = corrected();
    let back =
        LetterNews::Undelivered { letter: "w1".to_owned(), on: DAY, reason: "查无此人".to_owned() };
    commands.push(Command::RecordNews(back));
    let motion = run(&commands).unwrap();
    assert_eq!(motion.standing.tasks, [(Task::LetterUndelivered, Some(DAY))]);
    commands.push(send(DeliveryWay::Signed));
    assert!(run(&commands).is_ok());
}

#[test]
fn an_agency_that_may_not_correct_passes_on_or_tells_where_to_ask() {
    for outcome in [Outcome::PassedOn, Outcome::ToldWhereToAsk] {
        let commands = [
            filed(Kind::Correction, Some(maker())),
            examine(Some(false), &[]),
            Command::Draft(Box::new(answer(outcome))),
            sign(),
            letter(),
            send(DeliveryWay::Electronic),
        ];
        assert_eq!(run(&commands).unwrap().stage(), Stage::Over, "{outcome:?}");
    }
}

#[test]
fn a_proposal_of_the_agency_itself_needs_no_letter() {
    let commands = [
        filed(Kind::Proposal, None),
        examine(None, &[PublicGround::Knowledge]),
        Command::Draft(Box::new(answer(Outcome::Adopted))),
        Command::Sign { on: DAY, document: None, content: None },
        fulfil(Some("X/2021-00001")),
    ];
    assert_eq!(run(&commands[..4]).unwrap().stage(), Stage::Fulfilling);
    let motion = run(&commands).unwrap();
    assert_eq!((motion.stage(), motion.answered_on()), (Stage::Over, Some(DAY)));
}

#[test]
fn what_a_motion_does_not_allow_is_refused_with_its_article() {
    let correction = || filed(Kind::Correction, Some(maker()));
    let proposal = || filed(Kind::Proposal, Some(maker()));
    let draft = |outcome, change: fn(&mut Answered)| {
        let mut answer = answer(outcome);
        change(&mut answer);
        Command::Draft(Box::new(answer))
    };
    let plain = |outcome| draft(outcome, |_| {});
    let early = Command::Examine {
        on: date(2021, 8, 1),
        finding: "x".to_owned(),
        competent: Some(true),
        grounds: Vec::new(),
    };
    let late = Command::Withdraw(date(2022, 1, 1));
    let cases: Vec<(Vec<Command>, Rule, u16)> = vec![
        (vec![examine(Some(true), &[])], Rule::MotionUnknown, 45),
        (vec![correction(), correction()], Rule::MotionFiled, 45),
        (vec![filed(Kind::Correction, None)], Rule::MakerMissing, 41),
        (vec![correction(), early], Rule::OutOfOrder, 45),
        (vec![correction(), late], Rule::InFuture, 45),
        (vec![correction(), plain(Outcome::Corrected)], Rule::ExamineFirst, 41),
        (vec![proposal(), plain(Outcome::Adopted)], Rule::ExamineFirst, 44),
        (vec![correction(), examine(None, &[])], Rule::Blank, 41),
        (vec![correction(), examine(Some(false), &[]), plain(Outcome::Corrected)], Rule::OutcomeOther, 41),
        (vec![correction(), examine(Some(true), &[]), plain(Outcome::PassedOn)], Rule::OutcomeOther, 41),
        (vec![correction(), examine(Some(true), &[]), plain(Outcome::Adopted)], Rule::OutcomeOther, 41),
        (
            vec![correction(), examine(Some(true), &[]), draft(Outcome::Corrected, |it| it.result = None)],
            Rule::Blank,
            41,
        ),
        (
            vec![correction(), examine(Some(true), &[]), draft(Outcome::NotCorrected, |it| it.reason = None)],
            Rule::ReasonMissing,
            41,
        ),
        (
            vec![correction(), examine(Some(false), &[]), draft(Outcome::PassedOn, |it| it.competent = None)],
            Rule::CompetentMissing,
            41,
        ),
        (vec![proposal(), examine(None, &[]), plain(Outcome::Adopted)], Rule::PublicGroundMissing, 44),
        (vec![correction(), examine(Some(true), &[]), sign()], Rule::NoDraft, 45),
        (vec![correction(), send(DeliveryWay::Posted)], Rule::NotApproved, 45),
        (vec![correction(), fulfil(None)], Rule::NothingToFulfil, 41),
        (corrected().into_iter().chain([fulfil(None)]).collect(), Rule::MotionOver, 45),
        (corrected().into_iter().chain([send(DeliveryWay::Posted)]).collect(), Rule::LetterSentOnce, 45),
        (
            corrected().into_iter().take(4).chain([examine(Some(true), &[])]).collect(),
            Rule::MotionSettled,
            41,
        ),
        (corrected().into_iter().take(4).chain([Command::Withdraw(DAY)]).collect(), Rule::MotionSettled, 41),
        (vec![filed(Kind::Proposal, None), Command::Withdraw(DAY)], Rule::NothingToFulfil, 44),
    ];
    for (commands, rule, article) in cases {
        let refusal = run(&commands).unwrap_err();
        assert_eq!(refusal.rule, rule, "{}", refusal.message);
        assert!(refusal.citation().contains(&format!("第{article}条")), "{rule:?}: {}", refusal.citation());
        assert!(refusal.message.ends_with('。'));
    }
}

#[test]
fn nobody_signs_their_own_answer() {
    let motion = run(&corrected()[..3]).unwrap();
    assert_eq!(decide(&motion, &sign(), &context("officer")).unwrap_err().rule, Rule::ApproveByAnother);
}

#[test]
fn the_letter_says_what_was_signed() {
    let motion = run(&corrected()[..4]).unwrap();
    let other = Command::IssueLetter(Box::new(MakeLetter {
        reason: None,
        files: Vec::new(),
        content: "another".to_owned(),
        template: String::new(),
        warnings: Vec::new(),
    }));
    assert_eq!(decide(&motion, &other, &context("officer")).unwrap_err().rule, Rule::LetterDiffers);
}

#[test]
fn every_act_is_allowed_or_refused_with_an_article_in_every_stage() {
    let commands = corrected();
    for count in 0..=commands.len() {
        let motion = run(&commands[..count]).unwrap();
        for (act, refusal) in acts(&motion) {
            assert!(refusal.is_none_or(|it| it.citation().contains('条')), "{act:?} after {count}");
        }
    }
}

#[test]
fn the_same_evidence_is_put_on_record_once() {
    let file = SealedFile {
        id: "f1".to_owned(),
        name: Sealed("00".to_owned()),
        media_type: "application/pdf".to_owned(),
        size_bytes: 1,
        blob: "b".to_owned(),
        digest: "d".to_owned(),
    };
    let add = Command::AddEvidence(Box::new(file), false);
    let motion = run(&[filed(Kind::Correction, Some(maker())), add.clone(), add]).unwrap();
    assert_eq!(motion.evidence.len(), 1);
}

#[test]
fn an_event_reads_as_it_was_written() {
    let motion = run(&corrected()).unwrap();
    let filed = Event::Filed(motion.filed.clone().unwrap());
    let text = serde_json::to_string(&filed).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), filed);
    assert!(text.starts_with(r#"{"kind":"motion.filed.v1""#), "{text}");
}
