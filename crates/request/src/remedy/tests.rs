use gongkai_statute::Calendar;
use jiff::civil::date;

use super::*;

fn context() -> Context<'static> {
    Context { today: date(2022, 12, 31), by: "zhao", calendar: Calendar::built_in() }
}

fn filed(kind: RemedyKind) -> RemedyCommand {
    RemedyCommand::File(Filed {
        kind,
        request: CaseNumber::parse("2021-000007"),
        earlier: (kind == RemedyKind::SuitAfterReview).then(|| CaseNumber::parse("2021-000001")).flatten(),
        on: date(2021, 9, 1),
        authority: "样例市人民法院".to_owned(),
        matter: "不服不予公开答复".to_owned(),
    })
}

fn concluded(on: Date, result: RemedyResult) -> RemedyCommand {
    RemedyCommand::Conclude(Concluded { on, result, reply_by: None })
}

fn run(commands: &[RemedyCommand]) -> Result<Remedy, Refusal> {
    let mut remedy = Remedy::default();
    for command in commands {
        for event in decide_remedy(&remedy, command, &context())? {
            remedy.apply(&event);
        }
    }
    Ok(remedy)
}

#[test]
fn a_review_counts_on_the_day_it_is_concluded() {
    let remedy =
        run(&[filed(RemedyKind::Review), concluded(date(2021, 11, 1), RemedyResult::Maintained)]).unwrap();
    assert_eq!((remedy.stage, remedy.counted_on), (RemedyStage::Over, Some(date(2021, 11, 1))));
}

#[test]
fn a_suit_counts_once_by_its_effective_result() {
    let remedy = run(&[
        filed(RemedyKind::SuitDirect),
        RemedyCommand::Accept(date(2021, 9, 6)),
        concluded(date(2021, 12, 10), RemedyResult::SuitClaimRejected),
        RemedyCommand::Appeal(date(2021, 12, 20)),
        concluded(date(2022, 4, 1), RemedyResult::Revoked),
        RemedyCommand::MakeEffective(date(2022, 4, 2)),
    ])
    .unwrap();
    assert_eq!(remedy.counted_on, Some(date(2022, 4, 2)));
    assert_eq!(remedy.concluded.unwrap().result.column(), ResultColumn::Corrected);
}

#[test]
fn a_withdrawn_suit_is_over_at_once() {
    let remedy =
        run(&[filed(RemedyKind::SuitDirect), concluded(date(2021, 10, 1), RemedyResult::Withdrawn)]).unwrap();
    assert_eq!(remedy.counted_on, Some(date(2021, 10, 1)));
}

#[test]
fn what_a_remedy_does_not_allow_is_refused_with_its_article() {
    let file = filed(RemedyKind::Review);
    let late = concluded(date(2021, 8, 1), RemedyResult::Maintained);
    let cases: [(&[RemedyCommand], Rule); 6] = [
        (&[file.clone(), file.clone()], Rule::RemedyFiled),
        (&[RemedyCommand::Accept(date(2021, 9, 2))], Rule::RemedyUnknown),
        (&[file.clone(), RemedyCommand::MakeEffective(date(2021, 9, 2))], Rule::RemedyNotSuit),
        (&[filed(RemedyKind::SuitDirect), RemedyCommand::Appeal(date(2021, 9, 2))], Rule::RemedyNotConcluded),
        (&[file.clone(), late], Rule::OutOfOrder),
        (
            &[
                file,
                concluded(date(2021, 10, 1), RemedyResult::Maintained),
                RemedyCommand::Accept(date(2021, 10, 2)),
            ],
            Rule::RemedyOver,
        ),
    ];
    for (commands, rule) in cases {
        let refusal = run(commands).unwrap_err();
        assert_eq!(refusal.rule, rule);
        assert!(refusal.citation().contains('条'));
    }
}

#[test]
fn a_suit_after_review_names_the_review() {
    let RemedyCommand::File(form) = filed(RemedyKind::SuitAfterReview) else { unreachable!() };
    let without = RemedyCommand::File(Filed { earlier: None, ..form });
    assert_eq!(run(&[without]).unwrap_err().rule, Rule::RemedyEarlierMissing);
}
