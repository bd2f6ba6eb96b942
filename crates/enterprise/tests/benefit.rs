//! The life of a benefit: written, completed, approved by another, revised, pushed, ended.

#![allow(clippy::unwrap_used, reason = "tests")]

use gongkai_enterprise::benefit::{
    Benefit, BenefitEvent, BenefitKind, Clause, Context, Drafted, Mode, Pushed, Quote, Source, Stage, Terms,
    add_condition, close_benefit, draft_benefit, flaws, hand_in_benefit, publish_benefit, record_push,
    remove_condition, send_back_benefit,
};
use gongkai_enterprise::{Amount, Number};
use gongkai_statute::Refusal;
use jiff::civil::date;

fn by(login: &str) -> Context {
    Context { by: login.to_owned(), today: date(2025, 5, 6) }
}

fn clause(when: &str) -> Clause {
    Clause { when: when.to_owned(), quote: Quote { start: 10, end: 30, sha256: "00".to_owned() } }
}

fn terms() -> Terms {
    Terms {
        name: "首次认定高新技术企业奖励".to_owned(),
        kind: BenefitKind::Reward,
        mode: Mode::Simple,
        beneficiaries: "首次认定的高新技术企业".to_owned(),
        amount: Some(Amount::Fixed(Number::whole(20).unwrap())),
        amount_words: String::new(),
        once: true,
        clauses: vec![clause("'高新技术企业' in qualifications"), clause("region.startsWith('3304')")],
        exclusion: None,
        materials: vec!["申请表".to_owned()],
        opens_on: None,
        closes_on: Some(date(2025, 12, 31)),
        unit: "经信局".to_owned(),
        address: "样例路1号".to_owned(),
        phone: "0573-00000000".to_owned(),
        pay_within: Some(60),
        year: 2025,
    }
}

fn drafted(terms: Terms, login: &str) -> Drafted {
    let source = Source { item: "A-1".to_owned(), edition: 1, clause: "一、（二）2.".to_owned() };
    Drafted { agency: "yunxi-jxj".to_owned(), source, terms, by: login.to_owned() }
}

fn does(benefit: &mut Benefit, decided: Result<Vec<BenefitEvent>, Refusal>) {
    for event in decided.unwrap() {
        // What stands in the journal is what is read back from it.
        let text = serde_json::to_string(&event).unwrap();
        let read: BenefitEvent = serde_json::from_str(&text).unwrap();
        assert_eq!(read, event);
        benefit.apply(&read);
    }
}

fn rule(decided: Result<Vec<BenefitEvent>, Refusal>) -> &'static str {
    decided.unwrap_err().rule
}

/// The revision that whoever approves has read.
fn revision(benefit: &Benefit) -> u32 {
    benefit.draft.as_ref().map_or(0, |draft| draft.revision)
}

fn published() -> Benefit {
    let mut benefit = Benefit::default();
    let decided = draft_benefit(&benefit, &drafted(terms(), "author"));
    does(&mut benefit, decided);
    let decided = hand_in_benefit(&benefit, &by("author"));
    does(&mut benefit, decided);
    let decided = publish_benefit(&benefit, revision(&benefit), true, &by("reviewer"));
    does(&mut benefit, decided);
    benefit
}

fn push(version: u32, told_before: u64) -> Pushed {
    Pushed {
        version,
        year: 2025,
        met: 3,
        unknown: 2,
        told_before,
        candidates: "00".to_owned(),
        on: date(2025, 5, 6),
        by: "officer".to_owned(),
    }
}

#[test]
fn a_benefit_is_public_once_another_person_compared_it_with_the_text() {
    let mut benefit = Benefit::default();
    assert_eq!(rule(hand_in_benefit(&benefit, &by("author"))), "benefit_exists");
    let decided = draft_benefit(&benefit, &drafted(terms(), "author"));
    does(&mut benefit, decided);
    assert_eq!(benefit.stage(), Some(Stage::Drafted));
    assert_eq!(
        rule(publish_benefit(&benefit, revision(&benefit), true, &by("reviewer"))),
        "benefit_handed_in"
    );
    let decided = hand_in_benefit(&benefit, &by("author"));
    does(&mut benefit, decided);
    assert_eq!(benefit.stage(), Some(Stage::HandedIn));
    assert_eq!(rule(publish_benefit(&benefit, revision(&benefit), true, &by("author"))), "own_draft");
    assert_eq!(
        rule(publish_benefit(&benefit, revision(&benefit), false, &by("reviewer"))),
        "benefit_checked"
    );
    assert_eq!(rule(add_condition(&benefit, &clause("true"), &by("author"))), "benefit_waits");
    let decided = send_back_benefit(&benefit, "金额与原文不符", &by("reviewer"));
    does(&mut benefit, decided);
    assert_eq!(benefit.draft.as_ref().unwrap().returned.as_deref(), Some("金额与原文不符"));
    let decided = hand_in_benefit(&benefit, &by("author"));
    does(&mut benefit, decided);
    assert_eq!(rule(publish_benefit(&benefit, 0, true, &by("reviewer"))), "benefit_seen");
    let decided = publish_benefit(&benefit, revision(&benefit), true, &by("reviewer"));
    does(&mut benefit, decided);
    assert_eq!(benefit.published.as_ref().unwrap().version, 1);
    assert_eq!(benefit.published.as_ref().unwrap().drafted_by, "author");
}

#[test]
fn what_is_public_stays_while_a_change_waits() {
    let mut benefit = published();
    assert_eq!(rule(hand_in_benefit(&benefit, &by("author"))), "benefit_drafted");
    assert!(draft_benefit(&benefit, &drafted(terms(), "author")).unwrap().is_empty(), "nothing changed");
    let decided = remove_condition(&benefit, 2, &by("author"));
    does(&mut benefit, decided);
    assert_eq!(rule(remove_condition(&benefit, 2, &by("author"))), "benefit_clause_exists");
    assert_eq!(benefit.published.as_ref().unwrap().terms.clauses.len(), 2);
    let decided = add_condition(&benefit, &clause("age >= 1"), &by("author"));
    does(&mut benefit, decided);
    assert_eq!(rule(add_condition(&benefit, &clause("age >= 1"), &by("author"))), "benefit_clause_new");
    let decided = add_condition(&benefit, &clause("age <= 90"), &by("second"));
    does(&mut benefit, decided);
    let decided = remove_condition(&benefit, 3, &by("third"));
    does(&mut benefit, decided);
    let decided = hand_in_benefit(&benefit, &by("author"));
    does(&mut benefit, decided);
    assert_eq!(benefit.stage(), Some(Stage::HandedIn));
    for writer in ["author", "second", "third"] {
        let decided = publish_benefit(&benefit, revision(&benefit), true, &by(writer));
        assert_eq!(rule(decided), "own_draft", "whoever wrote at it");
    }
    let decided = publish_benefit(&benefit, revision(&benefit), true, &by("reviewer"));
    does(&mut benefit, decided);
    let public = benefit.published.as_ref().unwrap();
    assert_eq!(
        (public.version, public.terms.when().as_str()),
        (2, "('高新技术企业' in qualifications) && (age >= 1)")
    );
}

#[test]
fn a_guide_without_its_five_contents_is_not_handed_in() {
    let empty = Terms {
        beneficiaries: String::new(),
        clauses: Vec::new(),
        pay_within: None,
        address: " ".to_owned(),
        phone: String::new(),
        ..terms()
    };
    let fields: Vec<&str> = flaws(&empty).iter().map(|flaw| flaw.field).collect();
    assert_eq!(fields, ["beneficiaries", "address", "phone", "pay_within", "clauses"]);
    let mut benefit = Benefit::default();
    let decided = draft_benefit(&benefit, &drafted(empty, "author"));
    does(&mut benefit, decided);
    assert_eq!(rule(hand_in_benefit(&benefit, &by("author"))), "benefit_complete");
    assert!(flaws(&terms()).is_empty());
}

#[test]
fn conditions_that_nobody_meets_are_found_together() {
    let never = Terms { clauses: vec![clause("staff >= 100"), clause("staff < 50")], ..terms() };
    let found = flaws(&never);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.starts_with("条件合起来有问题"), "{}", found[0].message);
    let broken = Terms { clauses: vec![clause("staff >= ")], ..terms() };
    assert!(flaws(&broken)[0].message.starts_with("第 1 项条件"));
}

#[test]
fn a_push_is_of_the_public_version_and_reaches_somebody_new() {
    let mut benefit = published();
    assert_eq!(rule(record_push(&Benefit::default(), &push(1, 0))), "benefit_exists");
    assert_eq!(rule(record_push(&benefit, &push(2, 0))), "benefit_version");
    assert_eq!(rule(record_push(&benefit, &push(1, 5))), "benefit_nobody");
    let late = Pushed { on: date(2026, 1, 1), ..push(1, 0) };
    assert_eq!(rule(record_push(&benefit, &late)), "benefit_window");
    let decided = record_push(&benefit, &push(1, 0));
    does(&mut benefit, decided);
    assert_eq!(benefit.pushes.len(), 1);
    let decided = close_benefit(&benefit, "政策到期", &by("officer"));
    does(&mut benefit, decided);
    assert_eq!(benefit.stage(), Some(Stage::Closed));
    assert_eq!(rule(record_push(&benefit, &push(1, 0))), "benefit_open");
    assert_eq!(rule(draft_benefit(&benefit, &drafted(terms(), "author"))), "benefit_open");
}
