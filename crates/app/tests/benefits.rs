//! Benefits of policies on both databases: taken from a public text, approved by another, matched, pushed, claimed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_app::benefits::BenefitCommand;
use gongkai_app::enterprises::Stated;
use gongkai_app::intake::Visitor;
use gongkai_app::{Actor, App};
use gongkai_enterprise::account::Group;
use gongkai_enterprise::benefit::{BenefitKind, Mode, Source, Stage, Terms};
use gongkai_enterprise::{Amount, Attribute, Number, Profile, Truth};
use gongkai_store::benefit::{BenefitFilter, ClaimCount};
use gongkai_store::enterprise::ReachCount;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, House, actor, bureau, review_and_publish, rule, text};
use jiff::ToSpan;
use jiff::civil::date;

const BODY: &str = "<h2>一、支持创新</h2><p>（一）对新认定的省级未来工厂、省级智能工厂，分别给予100万元、30万元奖励。</p>\
    <p>（二）对上年度研发费用占营业收入3%以上的小型企业，按研发费用的10%给予补助，最高不超过50万元。</p>";
const SENTENCE: &str = "对上年度研发费用占营业收入3%以上的小型企业";
const PASSWORD: &str = "夏天的晚风真是凉快得很";

/// A, B and C: fits, unknown, does not fit.
const CODES: [&str; 3] = ["91330482MA00000A0X", "91330482MA00000B0X", "91330482MA00000C0X"];

fn enterprise(code: &str, figures: &[(Attribute, &str)]) -> Profile {
    Profile {
        credit_code: code.to_owned(),
        name: Some(format!("样例企业{}", code.chars().nth(15).unwrap_or('某'))),
        region: Some("330482".to_owned()),
        industry: Some(vec!["C3911".to_owned()]),
        figures: figures.iter().map(|(one, text)| ((*one, 2020), Number::parse(text).unwrap())).collect(),
        ..Profile::default()
    }
}

async fn load(app: &App, profiles: Vec<Profile>, sha256: &str) -> u64 {
    let mut load = app.begin_enterprises(sha256, 2021).await.unwrap();
    load.done += u64::try_from(profiles.len()).unwrap();
    load.read = load.done;
    let load = app.take_enterprises(load, profiles).await.unwrap();
    app.finish_enterprises(load, "企业.csv", sha256, 2021).await.unwrap();
    load.changed
}

async fn register(app: &App) {
    use Attribute::{Rd, Revenue, Staff};
    let profiles = vec![
        enterprise(CODES[0], &[(Staff, "100"), (Revenue, "1000"), (Rd, "50")]),
        enterprise(CODES[1], &[(Staff, "100"), (Revenue, "1000")]),
        enterprise(CODES[2], &[(Staff, "100"), (Revenue, "1000"), (Rd, "10")]),
    ];
    assert_eq!(load(app, profiles.clone(), "aa").await, 3);
    assert_eq!(load(app, profiles, "bb").await, 0, "the same again changes nothing");
}

fn terms() -> Terms {
    Terms {
        name: "研发费用补助".to_owned(),
        kind: BenefitKind::Subsidy,
        mode: Mode::Simple,
        beneficiaries: "研发投入较高的小型企业".to_owned(),
        amount: Some(Amount::Share {
            of: Attribute::Rd,
            rate: Number::parse("0.1").unwrap(),
            cap: Number::whole(50),
        }),
        amount_words: String::new(),
        once: true,
        clauses: Vec::new(),
        exclusion: None,
        materials: vec!["研发费用专项审计报告".to_owned()],
        opens_on: None,
        closes_on: Some(date(2021, 9, 30)),
        unit: "市经信局".to_owned(),
        address: "云溪市人民路1号".to_owned(),
        phone: "0000-0000001".to_owned(),
        pay_within: Some(60),
        year: 2021,
    }
}

async fn policy(app: &App) -> String {
    let mut text = text("关于支持企业创新的若干政策");
    BODY.clone_into(&mut text.body);
    let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text).await.unwrap();
    review_and_publish(app, &id).await;
    id
}

/// A benefit with its conditions, not handed in.
async fn drafted(app: &App) -> String {
    let author = actor(app, "author").await;
    let item = policy(app).await;
    let source = Source { item, edition: 0, clause: "一、（二）".to_owned() };
    let id = app.new_benefit(&author, AGENCY, source, terms()).await.unwrap();
    for when in ["rd_ratio >= 0.03", "size in ['small', 'micro']", "region.startsWith('330482')"] {
        app.add_condition(&author, &id, when, SENTENCE).await.unwrap();
    }
    id
}

async fn published(app: &App) -> String {
    let id = drafted(app).await;
    app.act_on_benefit(&actor(app, "author").await, &id, &BenefitCommand::HandIn).await.unwrap();
    let revision = app.benefit_revision(&id).await.unwrap();
    let publish = BenefitCommand::Publish(revision, true);
    app.act_on_benefit(&actor(app, "reviewer").await, &id, &publish).await.unwrap();
    id
}

async fn replays_equal(house: &House) {
    let app = &house.app;
    let live = app.store.snapshot().await.unwrap();
    app.store.replay().await.unwrap();
    assert_eq!(app.store.snapshot().await.unwrap(), live, "replay equals live");
}

#[tokio::test]
async fn a_benefit_is_taken_from_a_public_text_and_approved_by_another() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let (author, reviewer) = (actor(app, "author").await, actor(app, "reviewer").await);
        let (hidden, _) = app.draft_item(&author, AGENCY, text("没有公开的政策")).await.unwrap();
        let source = |item: &str| Source { item: item.to_owned(), edition: 0, clause: String::new() };
        assert_eq!(rule(app.new_benefit(&author, AGENCY, source(&hidden), terms()).await), "item");
        assert_eq!(rule(app.new_benefit(&reviewer, AGENCY, source(&hidden), terms()).await), "forbidden");
        let id = drafted(app).await;
        assert_eq!(id, "yunxi-jxj/1");
        let row = app.store.benefit(&id).await.unwrap().unwrap();
        let (kept, _) = row.draft.clone().unwrap();
        assert_eq!((kept.edition, row.stage, row.is_public), (1, Stage::Drafted, false));
        let policy = app.policy_text(AGENCY, &row.item).await.unwrap();
        assert_eq!(policy.candidates.len(), 2);
        assert_eq!(policy.candidates[0].pairs.len(), 2, "one line for each pair of the list");
        assert_eq!(policy.guide_due, Some(date(2021, 6, 10)), "seven working days after 1 June");
        assert_eq!(rule(app.add_condition(&author, &id, "age >= 1", "原文没有的话").await), "quote");
        assert_eq!(rule(app.add_condition(&author, &id, "age >=", SENTENCE).await), "when");
        let act = async |who: &Actor, command| rule(app.act_on_benefit(who, &id, &command).await);
        assert_eq!(act(&author, BenefitCommand::Publish(4, true)).await, "forbidden");
        assert_eq!(act(&reviewer, BenefitCommand::Publish(4, true)).await, "benefit_handed_in");
        assert_eq!(app.store.all_public_benefits().await.unwrap(), []);
        app.act_on_benefit(&author, &id, &BenefitCommand::HandIn).await.unwrap();
        assert_eq!(act(&reviewer, BenefitCommand::Publish(4, false)).await, "benefit_checked");
        app.act_on_benefit(&reviewer, &id, &BenefitCommand::Publish(4, true)).await.unwrap();
        let filter = BenefitFilter {
            kind: Some(BenefitKind::Subsidy),
            open_on: Some(date(2021, 9, 30)),
            ..BenefitFilter::default()
        };
        assert_eq!(app.store.public_benefits(&filter, None, 9).await.unwrap().len(), 1);
        let late = BenefitFilter { open_on: Some(date(2021, 10, 1)), ..filter };
        assert_eq!(app.store.public_benefits(&late, None, 9).await.unwrap(), []);
        // A change waits beside what is public.
        let source = Source { item: row.item.clone(), edition: 1, clause: "一、（二）".to_owned() };
        let dearer = Terms { phone: "0000-0000002".to_owned(), ..terms() };
        app.edit_benefit(&author, &id, source, dearer).await.unwrap();
        let row = app.store.benefit(&id).await.unwrap().unwrap();
        assert_eq!(row.draft.unwrap().1.clauses.len(), 3, "conditions stay");
        assert_eq!(row.published.unwrap().terms.phone, "0000-0000001");
        replays_equal(&house).await;
    }
}

#[tokio::test]
async fn a_benefit_of_an_older_edition_is_not_published() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let id = drafted(app).await;
    let author = actor(app, "author").await;
    let item = app.store.benefit(&id).await.unwrap().unwrap().item;
    let item = app.store.item_by_index(&item).await.unwrap().unwrap().id;
    let mut newer = text("关于支持企业创新的若干政策");
    newer.body = BODY.replace("3%", "5%");
    app.revise_item(&author, &item, newer, "更正比例", false).await.unwrap();
    review_and_publish(app, &item).await;
    assert_eq!(rule(app.act_on_benefit(&author, &id, &BenefitCommand::HandIn).await), "benefit_edition");
}

#[tokio::test]
async fn matching_simulation_and_push_name_the_same_enterprises() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        register(app).await;
        let id = published(app).await;
        let officer = actor(app, "officer").await;
        let terms = app.store.benefit(&id).await.unwrap().unwrap().published.unwrap().terms;
        let simulated = app.simulate(&terms).await.unwrap();
        assert_eq!((simulated.enterprises, simulated.reach.all, simulated.short), (3, (1, 1), Some(1)));
        assert_eq!(simulated.short_by.len(), 1);
        let cost = simulated.reach.cost.unwrap();
        assert_eq!((cost.met, cost.without_figure), (5_000_000, 1));

        // A has an account, B has not.
        let visitor = open_account(app, CODES[0]).await;
        assert_eq!(rule(app.push_benefit(&actor(app, "author").await, &id).await), "forbidden");
        let pushed = app.push_benefit(&officer, &id).await.unwrap();
        assert_eq!((pushed.met, pushed.unknown, pushed.told_before), (1, 1, 0));
        assert_eq!(rule(app.push_benefit(&officer, &id).await), "benefit_nobody");
        let row = app.store.benefit(&id).await.unwrap().unwrap();
        let reach = app.reach_of(&row).await.unwrap();
        assert_eq!(reach, ReachCount { pushed: 2, reached: 1, opened: 0 });
        assert_eq!(
            app.not_reached(&officer, &row, 9).await.unwrap(),
            (vec![], 0),
            "whoever it fits was reached"
        );
        let inbox = app.inbox(CODES[0], 9).await.unwrap();
        assert_eq!((inbox.len(), inbox[0].is_met, inbox[0].opened_at), (1, true, None));
        app.store.mark_opened(&id, CODES[0], app.now()).await.unwrap();
        assert_eq!(app.reach_of(&row).await.unwrap().opened, 1);

        // C's research is known to be higher now: it fits, and nobody has told it.
        let newer = enterprise(CODES[2], &[(Attribute::Rd, "60")]);
        assert_eq!(load(app, vec![newer], "cc").await, 1);
        assert_eq!(app.not_reached(&officer, &row, 9).await.unwrap(), (vec![CODES[2].to_owned()], 1));
        let pushed = app.push_benefit(&officer, &id).await.unwrap();
        assert_eq!((pushed.met, pushed.unknown, pushed.told_before), (2, 1, 2));
        assert_eq!(app.not_reached(&officer, &row, 9).await.unwrap().1, 1, "C has no inbox yet");
        open_account(app, CODES[2]).await;
        assert_eq!(app.not_reached(&officer, &row, 9).await.unwrap().1, 0, "it found it there");

        // The other direction says the same, with reasons.
        let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
        let fits = app.fits(&seat.profile).await.unwrap();
        assert_eq!((fits.met, fits.unknown, fits.short), (1, 0, 0));
        let fits = fits.shown;
        assert_eq!((fits.len(), fits[0].truth, fits[0].lines.len()), (1, Truth::Met, 3));
        assert_eq!(fits[0].amount, Number::whole(5));
        let b = app.store.enterprise(CODES[1]).await.unwrap().unwrap();
        let fits = app.fits(&b).await.unwrap().shown;
        assert_eq!(
            (fits[0].truth, fits[0].missing.as_slice()),
            (Truth::Unknown, &["2020年研发费用".to_owned()][..])
        );
        let short =
            enterprise("X", &[(Attribute::Staff, "100"), (Attribute::Revenue, "1000"), (Attribute::Rd, "1")]);
        let fits = app.fits(&short).await.unwrap().shown;
        assert_eq!((fits[0].truth, fits[0].short.is_some()), (Truth::Not, true));
        // Few are not told how many, and not what they would get: that would tell one enterprise's figures.
        let told = app.simulate_benefit(&officer, &row, &terms).await.unwrap();
        assert!(told.reach.all.0 < gongkai_app::enterprises::FEWEST && told.reach.cost.is_none());
        let looks = app.store.access_views(AGENCY, Some("benefit-1"), None, None, 99).await.unwrap();
        assert!(looks.len() >= 5, "each look at who fits, and each reckoning");
        house.clock.forward((200 * 24).hours());
        assert!(app.fits(&b).await.unwrap().shown.is_empty(), "what is over is not offered");
        replays_equal(&house).await;
    }
}

async fn open_account(app: &App, code: &str) -> Visitor {
    let officer = actor(app, "officer").await;
    let invitation = app.invite_enterprise(&officer, AGENCY, code, "营业执照、授权委托书").await.unwrap();
    let visitor = Visitor::new().unwrap();
    app.open_enterprise(&visitor, code, &invitation.code, PASSWORD, "203.0.113.7").await.unwrap();
    visitor
}

#[tokio::test]
async fn an_account_is_opened_with_a_code_once_and_signed_in_with_its_password() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        register(app).await;
        let officer = actor(app, "officer").await;
        let address = "203.0.113.7";
        assert_eq!(
            rule(app.invite_enterprise(&officer, AGENCY, "91330482MA0000000X", "x").await),
            "credit_code"
        );
        assert_eq!(rule(app.invite_enterprise(&officer, AGENCY, CODES[0], " ").await), "enterprise_basis");
        let invitation = app.invite_enterprise(&officer, AGENCY, CODES[0], "营业执照").await.unwrap();
        assert_eq!(invitation.code.len(), 19);
        let visitor = Visitor::new().unwrap();
        let open = async |code: &str, password: &str| {
            app.open_enterprise(&visitor, CODES[0], code, password, address).await
        };
        assert_eq!(rule(open("AAAA-AAAA-AAAA-AAAA", PASSWORD).await), "enterprise_code");
        assert_eq!(rule(open(&invitation.code, "12345678").await), "password");
        open(&invitation.code.to_lowercase().replace('-', " "), PASSWORD).await.unwrap();
        assert_eq!(rule(open(&invitation.code, PASSWORD).await), "enterprise_code");
        let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
        assert_eq!(seat.profile.name.as_deref(), Some("样例企业A"));
        // No way into the office.
        let attempt = gongkai_app::accounts::SignIn {
            login: format!("enterprise/{}", CODES[0]),
            password: PASSWORD.to_owned(),
            address: address.to_owned(),
        };
        assert_eq!(rule(app.sign_in(&attempt).await), "sign_in");

        let other = Visitor::new().unwrap();
        let sign_in =
            async |password: &str| app.sign_in_enterprise(&other, CODES[0], password, address).await;
        assert_eq!(rule(sign_in("wrong password here").await), "enterprise_sign_in");
        sign_in(PASSWORD).await.unwrap();
        assert!(app.enterprise_seat(&other).await.unwrap().is_some());
        house.clock.forward(3.hours());
        assert!(app.enterprise_seat(&other).await.unwrap().is_none(), "nobody was there");
        sign_in(PASSWORD).await.unwrap();
        app.close_enterprise(&officer, CODES[0], "法定代表人变更").await.unwrap();
        assert!(app.enterprise_seat(&other).await.unwrap().is_none());
        assert_eq!(rule(sign_in(PASSWORD).await), "enterprise_sign_in");
        replays_equal(&house).await;
    }
}

#[tokio::test]
async fn what_an_enterprise_says_is_sealed_and_shown_to_whom_it_agrees() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        register(app).await;
        let visitor = open_account(app, CODES[1]).await;
        let officer = actor(app, "officer").await;
        let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
        let cells = |rd: &str| Stated {
            year: 2021,
            cells: [("rd".to_owned(), rd.to_owned()), ("staff".to_owned(), "999".to_owned())].into(),
        };
        assert_eq!(rule(app.state_enterprise(&seat, &cells("很多")).await), "rd");
        app.state_enterprise(&seat, &cells("77.5")).await.unwrap();
        let sealed = app.store.stated(CODES[1]).await.unwrap().unwrap();
        assert!(!sealed.contains("77.5"));
        let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
        let figure = |profile: &Profile, attribute| profile.figures.get(&(attribute, 2020)).copied();
        assert_eq!(figure(&seat.profile, Attribute::Rd), Number::parse("77.5"));
        assert_eq!(figure(&seat.profile, Attribute::Staff), Number::whole(100), "the register knows better");

        let look = async || app.shared_enterprise(&officer, AGENCY, CODES[1]).await.unwrap();
        assert!(look().await.profile.figures.is_empty());
        assert!(app.store.access_views(AGENCY, None, None, None, 9).await.unwrap().is_empty());
        app.consent(&seat, AGENCY, Group::Figures, true).await.unwrap();
        assert_eq!(figure(&look().await.profile, Attribute::Rd), Number::parse("77.5"));
        assert_eq!(app.store.access_views(AGENCY, None, None, None, 9).await.unwrap().len(), 1);
        let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
        app.consent(&seat, AGENCY, Group::Figures, false).await.unwrap();
        assert!(look().await.profile.figures.is_empty());
        replays_equal(&house).await;
    }
}

#[tokio::test]
async fn a_claim_is_made_once_and_paid_or_refused_with_a_reason() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        register(app).await;
        let id = published(app).await;
        let officer = actor(app, "officer").await;
        app.apply_for_benefit(&Actor::Public, &id, CODES[0]).await.unwrap();
        assert_eq!(rule(app.apply_for_benefit(&officer, &id, CODES[0]).await), "claim_pending");
        app.apply_for_benefit(&officer, &id, CODES[1]).await.unwrap();
        assert_eq!(rule(app.apply_for_benefit(&officer, &id, "91330482MA0000000X").await), "credit_code");
        let open = app.store.open_claims(AGENCY, 9).await.unwrap();
        assert_eq!((open.len(), open[0].due, open[0].by_enterprise), (2, Some(date(2021, 8, 25)), true));
        let today = app.today();
        app.pay_claim(&officer, &id, CODES[0], today, Number::whole(5)).await.unwrap();
        assert_eq!(rule(app.refuse_claim(&officer, &id, CODES[1], "").await), "claim_told");
        app.refuse_claim(&officer, &id, CODES[1], "没有审计报告").await.unwrap();
        let count = ClaimCount { applied: 2, open: 0, paid: 1, refused: 1 };
        assert_eq!(app.store.claim_count(&id).await.unwrap(), count);
        assert_eq!(rule(app.apply_for_benefit(&Actor::Public, &id, CODES[0]).await), "claim_once");
        assert_eq!(rule(app.close_enterprise(&officer, CODES[0], "没有账户").await), "not found");
        app.apply_for_benefit(&Actor::Public, &id, CODES[1]).await.unwrap();
        house.clock.forward((150 * 24).hours());
        assert_eq!(rule(app.apply_for_benefit(&officer, &id, CODES[2]).await), "benefit_window");
        replays_equal(&house).await;
    }
}

#[tokio::test]
async fn of_benefits_that_exclude_each_other_one_is_paid_in_a_year() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    register(app).await;
    let (author, reviewer, officer) =
        (actor(app, "author").await, actor(app, "reviewer").await, actor(app, "officer").await);
    let item = policy(app).await;
    let mut ids = Vec::new();
    for name in ["甲项", "乙项"] {
        let terms = Terms { name: name.to_owned(), exclusion: Some("研发".to_owned()), ..terms() };
        let source = Source { item: item.clone(), edition: 0, clause: "一、（二）".to_owned() };
        let id = app.new_benefit(&author, AGENCY, source, terms).await.unwrap();
        app.add_condition(&author, &id, "true", SENTENCE).await.unwrap();
        app.act_on_benefit(&author, &id, &BenefitCommand::HandIn).await.unwrap();
        app.act_on_benefit(&reviewer, &id, &BenefitCommand::Publish(2, true)).await.unwrap();
        app.apply_for_benefit(&Actor::Public, &id, CODES[0]).await.unwrap();
        ids.push(id);
    }
    app.pay_claim(&officer, &ids[0], CODES[0], app.today(), None).await.unwrap();
    let second = app.pay_claim(&officer, &ids[1], CODES[0], app.today(), None).await;
    assert_eq!(rule(second), "claim_exclusion");
}

#[tokio::test]
async fn a_withdrawn_policy_takes_its_benefits_along() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        register(app).await;
        let id = published(app).await;
        let officer = actor(app, "officer").await;
        let row = app.store.offered_benefit(&id).await.unwrap().unwrap();
        let public = row.published.clone().unwrap();
        let quotes = app.quotes(&public.source, &public.terms).await.unwrap();
        assert_eq!(quotes[0].as_deref(), Some(SENTENCE), "the words come from the item");
        let a = app.store.enterprise(CODES[0]).await.unwrap().unwrap();
        assert_eq!(app.fits(&a).await.unwrap().met, 1);
        let item = app.store.item_by_index(&row.item).await.unwrap().unwrap().id;
        app.pull_item(&officer, &item, "内容有误").await.unwrap();
        assert!(app.store.offered_benefit(&id).await.unwrap().is_none());
        assert!(app.store.public_benefits(&BenefitFilter::default(), None, 9).await.unwrap().is_empty());
        assert_eq!(app.fits(&a).await.unwrap().met, 0, "matching follows at once");
        assert_eq!(rule(app.push_benefit(&officer, &id).await), "benefit_published");
        assert_eq!(rule(app.apply_for_benefit(&Actor::Public, &id, CODES[0]).await), "benefit_window");
        let quotes = app.quotes(&public.source, &public.terms).await.unwrap();
        assert!(quotes.iter().all(Option::is_none));
        replays_equal(&house).await;
    }
}

#[tokio::test]
async fn another_code_for_an_open_account_is_not_one_officers_to_give() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    register(app).await;
    open_account(app, CODES[0]).await;
    let officer = actor(app, "officer").await;
    let again = app.invite_enterprise(&officer, AGENCY, CODES[0], "营业执照").await;
    assert_eq!(rule(again), "enterprise_reissue");
    let leader = actor(app, "leader").await;
    let invitation = app.invite_enterprise(&leader, AGENCY, CODES[0], "营业执照").await.unwrap();
    let visitor = Visitor::new().unwrap();
    app.sign_in_enterprise(&visitor, CODES[0], PASSWORD, "203.0.113.9").await.unwrap();
    let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
    assert!(seat.account.invited.is_some(), "its holder sees that a code was handed out");
    // The new password ends the seats of the old one.
    let other = Visitor::new().unwrap();
    house.clock.forward(1.hours());
    app.open_enterprise(&other, CODES[0], &invitation.code, "冬天的雪落在屋顶上面", "203.0.113.8")
        .await
        .unwrap();
    assert!(app.enterprise_seat(&visitor).await.unwrap().is_none());
    assert!(app.enterprise_seat(&other).await.unwrap().is_some());
}

#[tokio::test]
async fn figures_of_another_year_stay_of_that_year() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    register(app).await;
    let visitor = open_account(app, CODES[1]).await;
    let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
    let stated = |year, rd: &str| Stated { year, cells: [("rd".to_owned(), rd.to_owned())].into() };
    app.state_enterprise(&seat, &stated(2021, "70")).await.unwrap();
    let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
    app.state_enterprise(&seat, &stated(2022, "80")).await.unwrap();
    let seat = app.enterprise_seat(&visitor).await.unwrap().unwrap();
    let of = |year| seat.profile.figures.get(&(Attribute::Rd, year)).copied();
    assert_eq!((of(2020), of(2021)), (Number::whole(70), Number::whole(80)));
}

#[tokio::test]
async fn two_loads_at_once_lose_nothing() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let loads = (0..8).map(|place: i16| {
            let app = app.clone();
            tokio::spawn(async move {
                let year = 2010 + place;
                let profile = Profile {
                    credit_code: CODES[0].to_owned(),
                    figures: [((Attribute::Staff, year), Number::whole(1).unwrap())].into(),
                    ..Profile::default()
                };
                let load = app.begin_enterprises(&format!("{place}"), 2021).await.unwrap();
                app.take_enterprises(load, vec![profile]).await.unwrap();
            })
        });
        for load in loads.collect::<Vec<_>>() {
            load.await.unwrap();
        }
        let known = app.store.enterprise(CODES[0]).await.unwrap().unwrap();
        assert_eq!(known.figures.len(), 8);
        assert!(app.store.enterprises_among(&[]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_load_that_was_broken_off_goes_on_where_it_stood() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let mut load = app.begin_enterprises("aa", 2021).await.unwrap();
    (load.done, load.read) = (1, 1);
    app.take_enterprises(load, vec![enterprise(CODES[2], &[])]).await.unwrap();
    // Matching reads in the middle of a load; what comes later is not missed, whatever its code.
    let id = drafted(app).await;
    let terms = app.store.benefit(&id).await.unwrap().unwrap().draft.unwrap().1;
    assert_eq!(app.simulate(&terms).await.unwrap().enterprises, 1);
    let mut again = app.begin_enterprises("aa", 2021).await.unwrap();
    assert_eq!((again.number, again.done, again.changed), (load.number, 1, 1));
    (again.done, again.read) = (2, 2);
    let again = app.take_enterprises(again, vec![enterprise(CODES[0], &[])]).await.unwrap();
    assert_eq!(app.simulate(&terms).await.unwrap().enterprises, 2);
    app.finish_enterprises(again, "企业.csv", "aa", 2021).await.unwrap();
    assert_eq!(app.last_enterprises().await.unwrap().unwrap().changed, 2);
    assert_eq!(app.begin_enterprises("aa", 2021).await.unwrap().done, 0, "the file again is another load");
}
