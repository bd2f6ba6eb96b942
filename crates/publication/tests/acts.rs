//! Every act in every state: what is allowed, and by which rule it is refused where it is not.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{
    TODAY, approve_by, at_secrecy, by, checked, cleared, content, drafted, finding, held, index, public,
    submitted, take, withheld,
};
use gongkai_publication::{
    AfterReview, Assessment, Attribute, Checked, Fall, InterpretationForm, Item, Legacy, LegalKind,
    NewValidity, Opening, Openings, Reassessment, Refusal, Revision, SecrecyConclusion, Showing, Stage,
    Validity, Withdrawal, WithdrawalKind, abandon, approve, change_validity, decision_fell, draft, edit,
    hold, import, limit_access, plan_interpretation, publish, pull, reassess, review_afterwards,
    review_secrecy, revise, send_back, state_opening, submit, withdraw,
};
use gongkai_statute::REGULATION_2019;
use jiff::civil::date;

fn states() -> Vec<(&'static str, Item)> {
    let mut withdrawn = public();
    let events = withdraw(&withdrawn, &withdrawal(WithdrawalKind::WithNotice), &by("officer"));
    take(&mut withdrawn, events);
    let mut pulled = public();
    let events = pull(&pulled, "正文含身份证号", &by("officer"));
    take(&mut pulled, events);
    vec![
        ("unborn", Item::default()),
        ("drafted", drafted()),
        ("submitted", submitted()),
        ("at secrecy", at_secrecy()),
        ("cleared", cleared()),
        ("public", public()),
        ("withdrawn", withdrawn),
        ("pulled", pulled),
        ("held", held()),
    ]
}

fn withdrawal(kind: WithdrawalKind) -> Withdrawal {
    Withdrawal { kind, notice: "该信息已撤下。".to_owned(), successor: None }
}

fn revision(minor: bool) -> Revision {
    Revision {
        checked: checked("测试一号文件（修订）"),
        change_note: "修正附件".to_owned(),
        minor,
        levels: 1,
    }
}

fn repeal() -> NewValidity {
    NewValidity {
        validity: Validity::Repealed,
        on: TODAY,
        act: "云经信〔2021〕9号".to_owned(),
        act_item: None,
    }
}

fn assessment(conclusion: Reassessment) -> Assessment {
    Assessment { conclusion, basis: "情况没有变化".to_owned(), next_on: date(2023, 6, 1) }
}

fn outcome<T>(result: Result<Vec<T>, Refusal>) -> &'static str {
    match result {
        Ok(events) => match events.len() {
            0 => "nothing",
            _ => "ok",
        },
        Err(refusal) => {
            assert!(!refusal.message.is_empty());
            refusal.rule
        }
    }
}

#[test]
fn every_act_is_allowed_in_its_states_only() {
    let mut table = Vec::new();
    for (name, item) in states() {
        let seen = item.work.as_ref().map(|work| work.hash.clone()).unwrap_or_default();
        let acts = [
            ("draft", outcome(draft(&item, "a1", &index(), 1, &checked("甲"), &by("author")))),
            ("edit", outcome(edit(&item, &checked("乙"), &by("author")))),
            ("submit", outcome(submit(&item, None, &by("author")))),
            ("approve", outcome(approve(&item, &seen, "", &by("reviewer2")))),
            (
                "secrecy",
                outcome(review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"))),
            ),
            ("send back", outcome(send_back(&item, "补充依据", &by("reviewer2")))),
            ("publish", outcome(publish(&item, &by("officer")))),
            ("revise", outcome(revise(&item, &revision(false), &by("author")))),
            ("abandon", outcome(abandon(&item, "不再需要", &by("author")))),
            ("repeal", outcome(change_validity(&item, &repeal(), &by("officer")))),
            ("withdraw", outcome(withdraw(&item, &withdrawal(WithdrawalKind::InError), &by("officer")))),
            ("pull", outcome(pull(&item, "误发", &by("officer")))),
            ("hold", outcome(hold(&item, date(2022, 6, 1), &by("officer")))),
            ("reassess", outcome(reassess(&item, &assessment(Reassessment::Stays), &by("officer")))),
            (
                "plan interpretation",
                outcome(plan_interpretation(
                    &item,
                    true,
                    &[InterpretationForm::Text],
                    "与文件同步发布",
                    &by("author"),
                )),
            ),
            (
                "fell",
                outcome(decision_fell(&item, Fall::Revoked, TODAY, "云政复〔2021〕3号", &by("officer"))),
            ),
            ("limit", outcome(limit_access(&item, &["author".to_owned()], &by("author")))),
            ("after review", outcome(review_afterwards(&item, AfterReview::Stands, "", &by("leader")))),
        ];
        for (act, outcome) in acts {
            table.push(format!("{name} · {act}: {outcome}"));
        }
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_draft_goes_level_by_level_to_publication() {
    let mut item = submitted();
    assert_eq!(item.work.as_ref().unwrap().stage, Stage::Reviewing(1));
    approve_by(&mut item, "reviewer");
    assert_eq!(item.work.as_ref().unwrap().stage, Stage::Reviewing(2));
    let seen = item.work.as_ref().unwrap().hash.clone();
    assert_eq!(outcome(approve(&item, &seen, "", &by("reviewer"))), "one_level_each");
    assert_eq!(outcome(approve(&item, &seen, "", &by("author"))), "reviewer_is_another");
    approve_by(&mut item, "leader");
    assert_eq!(outcome(publish(&item, &by("officer"))), "review_before_publication");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"));
    take(&mut item, events);
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    let edition = item.public_edition().unwrap();
    assert_eq!((edition.number, edition.approvals.len()), (1, 2));
    assert_eq!(item.first_published_on, Some(TODAY));
}

#[test]
fn any_change_voids_approvals_and_secrecy_review() {
    let mut item = cleared();
    let events = edit(&item, &checked("测试一号文件，改一字"), &by("editor"));
    take(&mut item, events);
    let work = item.work.as_ref().unwrap();
    assert_eq!(work.stage, Stage::Drafting(None));
    assert!(work.approvals.is_empty() && work.secrecy.is_none());
    assert_eq!(outcome(publish(&item, &by("officer"))), "review_before_publication");
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    let seen = item.work.as_ref().unwrap().hash.clone();
    assert_eq!(
        outcome(approve(&item, &seen, "", &by("editor"))),
        "reviewer_is_another",
        "the editor wrote too"
    );
    assert_eq!(outcome(approve(&item, "0", "", &by("reviewer"))), "approval_binds_content");
}

#[test]
fn an_edit_that_changes_nothing_is_no_event() {
    assert_eq!(outcome(edit(&drafted(), &checked("测试一号文件"), &by("author"))), "nothing");
}

#[test]
fn an_emergency_skips_levels_but_never_the_secrecy_review() {
    let mut item = drafted();
    assert_eq!(outcome(submit(&item, Some(" "), &by("author"))), "emergency_reason");
    let events = submit(&item, Some("台风预警"), &by("author"));
    take(&mut item, events);
    assert_eq!(outcome(publish(&item, &by("officer"))), "review_before_publication");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"));
    take(&mut item, events);
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    assert_eq!(item.awaits_after_review, Some(1));
    let own = review_afterwards(&item, AfterReview::Stands, "", &by("author"));
    assert_eq!(outcome(own), "reviewer_is_another");
    let events = review_afterwards(&item, AfterReview::Stands, "内容属实", &by("leader"));
    take(&mut item, events);
    assert_eq!(item.awaits_after_review, None);
}

#[test]
fn what_cannot_be_decided_is_referred_and_what_may_not_be_public_stays_inside() {
    let mut item = at_secrecy();
    let mut undecided = finding(&item, SecrecyConclusion::Undecided);
    undecided.referred_to = None;
    let refusal = review_secrecy(&item, &undecided, &by("keeper")).unwrap_err();
    assert_eq!((refusal.rule, refusal.article), ("undecided_is_referred", Some(REGULATION_2019.article(17))));
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Undecided), &by("keeper"));
    take(&mut item, events);
    assert_eq!(item.work.as_ref().unwrap().stage, Stage::Referred);
    assert_eq!(outcome(publish(&item, &by("officer"))), "review_before_publication");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::NotPublic), &by("keeper"));
    take(&mut item, events);
    assert_eq!(outcome(submit(&item, None, &by("author"))), "secrecy_review_binds");
}

#[test]
fn only_what_is_proactive_is_published() {
    let mut kept = content("内部流程");
    kept.attribute = Attribute::Withheld;
    assert!(Checked::new(kept.clone(), TODAY).is_err(), "no ground");
    kept.ground = Some("internal_affairs".to_owned());
    kept.ground_note = Some("内部工作流程".to_owned());
    let kept = Checked::new(kept, TODAY).unwrap();
    let mut item = cleared();
    let events = edit(&item, &kept, &by("author"));
    take(&mut item, events);
    assert_eq!(outcome(publish(&item, &by("officer"))), "only_proactive_is_published");
}

#[test]
fn a_minor_edition_is_approved_by_the_last_approver_and_compared_for_secrecy() {
    let mut item = public();
    let events = revise(&item, &revision(true), &by("author"));
    take(&mut item, events);
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    let seen = item.work.as_ref().unwrap().hash.clone();
    assert_eq!(outcome(approve(&item, &seen, "", &by("reviewer"))), "minor_edition_approver");
    approve_by(&mut item, "leader");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper")).unwrap();
    for event in &events {
        item.apply(event);
    }
    assert_eq!(item.work.as_ref().unwrap().secrecy.as_ref().unwrap().compared_with, Some(1));
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    assert_eq!(item.showing, Showing::Public(2));
    assert_eq!(item.first_published_on, Some(TODAY));
    assert_eq!(outcome(revise(&item, &revision(true), &by("leader"))), "edition_differs");
}

#[test]
fn the_public_edition_stays_while_the_next_is_in_work() {
    let mut item = public();
    let before = item.public_edition().unwrap().clone();
    let events = revise(&item, &revision(false), &by("author"));
    take(&mut item, events);
    assert_eq!(item.public_edition(), Some(&before));
    let events = abandon(&item, "不改了", &by("author"));
    take(&mut item, events);
    assert_eq!(item.public_edition(), Some(&before));
    let events = revise(&item, &revision(false), &by("author")).unwrap();
    let gongkai_publication::ItemEvent::Revised(facts) = &events[0] else { panic!("a revision") };
    assert_eq!(facts.edition, 3, "an edition's number is never used again");
}

#[test]
fn a_superseded_item_names_its_successor_and_only_it_does() {
    let item = public();
    assert_eq!(
        outcome(withdraw(&item, &withdrawal(WithdrawalKind::Superseded), &by("officer"))),
        "successor_named"
    );
    let with = |kind| Withdrawal { successor: Some("yunxi-jxj/2".to_owned()), ..withdrawal(kind) };
    assert_eq!(outcome(withdraw(&item, &with(WithdrawalKind::Superseded), &by("officer"))), "ok");
    assert_eq!(outcome(withdraw(&item, &with(WithdrawalKind::InError), &by("officer"))), "successor_named");
}

#[test]
fn what_was_published_in_error_counts_from_its_next_publication() {
    let mut item = public();
    let events = withdraw(&item, &withdrawal(WithdrawalKind::InError), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.first_published_on, None);
    let mut item = public();
    let events = withdraw(&item, &withdrawal(WithdrawalKind::WithNotice), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.first_published_on, Some(TODAY));
}

#[test]
fn a_repealed_document_stays_public_and_is_repealed_once() {
    let mut item = public();
    let events = change_validity(&item, &repeal(), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.validity(), Validity::Repealed);
    assert!(item.public_edition().is_some());
    assert_eq!(outcome(change_validity(&item, &repeal(), &by("officer"))), "validity_ends_once");
    let early = NewValidity { on: date(2021, 5, 19), ..repeal() };
    assert_eq!(outcome(change_validity(&public(), &early, &by("officer"))), "validity_day");
}

#[test]
fn a_legacy_item_needs_a_secrecy_review_by_another_person() {
    let legacy = Legacy {
        agency: "yunxi-jxj".to_owned(),
        index: index(),
        published_at: "2019-03-01T01:00:00Z".parse().unwrap(),
        published_on: date(2019, 3, 1),
        source: "https://old.example/1".to_owned(),
        secrecy_reviewer: "keeper".to_owned(),
        secrecy_basis: "迁移前逐项复核".to_owned(),
    };
    let bare = Legacy { secrecy_basis: String::new(), ..legacy.clone() };
    assert_eq!(
        outcome(import(&Item::default(), &bare, &checked("旧文"), &by("officer"))),
        "secrecy_review_first"
    );
    let own = import(&Item::default(), &legacy, &checked("旧文"), &by("keeper"));
    assert_eq!(outcome(own), "reviewer_is_another");
    let mut item = Item::default();
    let events = import(&item, &legacy, &checked("旧文"), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.first_published_on, Some(date(2019, 3, 1)));
    assert_eq!(outcome(import(&item, &legacy, &checked("旧文"), &by("officer"))), "item_unique");
    assert_eq!(outcome(revise(&item, &revision(true), &by("author"))), "minor_edition_approver");
}

#[test]
fn all_faults_of_a_form_are_told_together() {
    let mut bad = content(" ");
    bad.summary = "概".repeat(151);
    bad.issuer = String::new();
    bad.generated_on = date(2021, 6, 2);
    bad.categories = vec!["A20-99".to_owned()];
    bad.document_number = Some("云经信2021年5号".to_owned());
    bad.legal_kind = Some(LegalKind::NormativeDocument);
    bad.rhythm = "weekly".to_owned();
    let faults = Checked::new(bad, TODAY).unwrap_err();
    let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(
        fields,
        [
            "title",
            "summary",
            "issuer",
            "generated_on",
            "categories",
            "categories",
            "rhythm",
            "document_number"
        ]
    );
}

#[test]
fn a_document_number_is_put_right_with_a_note() {
    let mut typed = content("通知");
    typed.document_number = Some("云经信[2021]第05号".to_owned());
    let checked = Checked::new(typed, TODAY).unwrap();
    assert_eq!(checked.content().document_number.as_deref(), Some("云经信〔2021〕5号"));
    assert_eq!(checked.notes().len(), 1);
}

#[test]
fn an_opening_balance_needs_evidence_and_is_replaced_by_a_later_statement() {
    let opening = Opening {
        agency: "yunxi-jxj".to_owned(),
        as_of: date(2020, 12, 31),
        items: 5572,
        legal_stock: [(LegalKind::NormativeDocument, 3)].into(),
        evidence: "2020年度报告".to_owned(),
        evidence_file: None,
        by: "officer".to_owned(),
    };
    let mut openings = Openings::default();
    let bare = Opening { evidence: String::new(), ..opening.clone() };
    assert_eq!(outcome(state_opening(&openings, bare, TODAY)), "opening_evidence");
    for event in state_opening(&openings, opening.clone(), TODAY).unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<gongkai_publication::OpeningEvent>(&json).unwrap(), event);
        openings.apply(&event);
    }
    assert_eq!(outcome(state_opening(&openings, opening.clone(), TODAY)), "nothing");
    assert_eq!(outcome(state_opening(&openings, Opening { items: 5573, ..opening }, TODAY)), "ok");
}

#[test]
fn what_is_held_is_assessed_again_and_can_become_public() {
    let mut item = held();
    assert!(item.work.is_none());
    assert_eq!(item.held.as_ref().unwrap().reassess_on, Some(date(2022, 6, 1)));
    let refused =
        reassess(&item, &Assessment { next_on: TODAY, ..assessment(Reassessment::Stays) }, &by("officer"));
    assert_eq!(outcome(refused), "assessment_ahead");
    let events = reassess(&item, &assessment(Reassessment::Stays), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.held.as_ref().unwrap().reassess_on, Some(date(2023, 6, 1)));
    let events = reassess(&item, &assessment(Reassessment::Disclose), &by("officer"));
    take(&mut item, events);
    assert_eq!(outcome(reassess(&item, &assessment(Reassessment::Stays), &by("officer"))), "reassessed_once");
    // The same words may become public once their attribute says so, after all reviews.
    let same = Revision { checked: withheld("内部事项"), ..revision(false) };
    assert_eq!(outcome(revise(&item, &same, &by("author"))), "edition_differs");
    let events = revise(&item, &Revision { checked: checked("内部事项"), ..revision(false) }, &by("author"));
    take(&mut item, events);
    assert!(item.held.is_some(), "until it is public, it is not");
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    approve_by(&mut item, "reviewer");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"));
    take(&mut item, events);
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    assert_eq!((item.held.clone(), item.public_edition().map(|edition| edition.number)), (None, Some(2)));
}

#[test]
fn a_secrecy_review_against_publication_confirms_what_is_withheld_and_stops_what_is_not() {
    let mut item = at_secrecy();
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::NotPublic), &by("keeper"));
    take(&mut item, events);
    assert!(matches!(item.work.as_ref().unwrap().stage, Stage::Drafting(Some(_))));
    assert_eq!(outcome(hold(&item, date(2022, 6, 1), &by("officer"))), "only_withheld_is_held");
}

#[test]
fn a_penalty_that_fell_is_taken_back_once() {
    let mut item = Item::default();
    let penalty = Checked::new(
        gongkai_publication::Content {
            categories: vec!["A20-06".to_owned()], ..content("行政处罚决定书")
        },
        TODAY,
    );
    let events = draft(&item, "a1", &index(), 1, &penalty.unwrap(), &by("author"));
    take(&mut item, events);
    let events = submit(&item, None, &by("author"));
    take(&mut item, events);
    approve_by(&mut item, "reviewer");
    let events = review_secrecy(&item, &finding(&item, SecrecyConclusion::Public), &by("keeper"));
    take(&mut item, events);
    let events = publish(&item, &by("officer"));
    take(&mut item, events);
    let fell = |item: &Item, on, act| decision_fell(item, Fall::Revoked, on, act, &by("officer"));
    assert_eq!(outcome(fell(&item, TODAY, " ")), "fall_by_act");
    assert_eq!(
        outcome(fell(&item, date(2021, 5, 19), "云政复〔2021〕3号")),
        "fall_day",
        "before the decision"
    );
    assert_eq!(outcome(fell(&item, date(2021, 6, 2), "云政复〔2021〕3号")), "fall_day", "not yet");
    let events = fell(&item, TODAY, "云政复〔2021〕3号");
    take(&mut item, events);
    assert_eq!(outcome(fell(&item, TODAY, "云政复〔2021〕3号")), "fell_once");
    let events = withdraw(&item, &withdrawal(WithdrawalKind::WithNotice), &by("officer"));
    take(&mut item, events);
    assert_eq!(item.fell, None);
}

#[test]
fn an_interpretation_is_planned_or_said_not_to_be_needed() {
    let item = public();
    let plan = |needed, forms: &[InterpretationForm], note| {
        outcome(plan_interpretation(&item, needed, forms, note, &by("author")))
    };
    assert_eq!(plan(true, &[], "提纲"), "interpretation_forms");
    assert_eq!(plan(true, &[InterpretationForm::Text], ""), "interpretation_note");
    assert_eq!(plan(false, &[], " "), "interpretation_note");
    assert_eq!(plan(false, &[], "内部管理事项，不涉及公众"), "ok");
}
