//! A campaign from its scope to its last finding.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use gongkai_supervision::campaign::{
    Campaign, CampaignEvent, CampaignFinding, CampaignOpened, FindingStage, SampleRule, Scope,
    close_campaign, dismiss_finding, draw, draw_sample, escalate_finding, issue_notice, open_campaign,
    population_hash, recheck_finding, record_finding, reply_notice,
};
use gongkai_supervision::{Context, Refusal};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const START: Date = date(2021, 9, 1);
const DUE: Date = date(2021, 9, 15);
const RECORDS: [&str; 6] = ["i1", "i2", "i3", "i4", "i5", "i6"];

fn by(login: &str, today: Date) -> Context {
    Context { by: login.to_owned(), today }
}

fn hash(of: char) -> String {
    of.to_string().repeat(64)
}

fn take(campaign: &mut Campaign, events: Result<Vec<CampaignEvent>, Refusal>) {
    for event in events.unwrap() {
        let json = serde_json::to_string(&event).unwrap();
        campaign.apply(&serde_json::from_str(&json).unwrap());
    }
}

fn rule<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    let refusal = result.unwrap_err();
    assert!(refusal.message.ends_with('。'), "{}", refusal.message);
    refusal.rule
}

fn opened(sample: Option<SampleRule>) -> CampaignOpened {
    CampaignOpened {
        authority: "county".to_owned(),
        title: "个人信息公开“回头看”".to_owned(),
        scope: Scope {
            agencies: vec!["mzj".to_owned(), "jxj".to_owned()],
            columns: vec![],
            from: date(2020, 1, 1),
            until: date(2021, 8, 31),
            sample,
        },
        rules: vec!["id_number 3".to_owned()],
        on: START,
        by: "office".to_owned(),
    }
}

fn campaign() -> Campaign {
    let mut campaign = Campaign::default();
    let events = open_campaign(&campaign, opened(None));
    take(&mut campaign, events);
    campaign
}

fn found(agency: &str, record: &str) -> CampaignFinding {
    CampaignFinding {
        agency: agency.to_owned(),
        record: record.to_owned(),
        title: format!("信息{record}"),
        rule: Some("id_number 3".to_owned()),
        words: "含有身份证件号码".to_owned(),
        snapshot: hash('a'),
        on: START,
        by: "job".to_owned(),
    }
}

/// With findings 1 and 2 of one agency and 3 of another.
fn with_findings() -> Campaign {
    let mut campaign = campaign();
    for (agency, record) in [("mzj", "i1"), ("mzj", "i2"), ("jxj", "i3")] {
        let events = record_finding(&campaign, found(agency, record));
        take(&mut campaign, events);
    }
    campaign
}

fn stages(campaign: &Campaign) -> Vec<FindingStage> {
    campaign.findings.iter().map(|finding| finding.stage).collect()
}

#[test]
fn a_finding_is_put_right_dismissed_or_made_known() {
    let mut campaign = with_findings();
    let office = |day| by("office", day);
    let events = issue_notice(&campaign, "mzj", "云政公办督〔2021〕1号", &[1, 2, 2], DUE, &office(START));
    take(&mut campaign, events);
    assert_eq!(campaign.notices[0].notice.findings, [1, 2]);
    assert_eq!(stages(&campaign)[..2], [FindingStage::Noticed; 2]);
    assert_eq!(rule(issue_notice(&campaign, "mzj", "2号", &[1], DUE, &office(START))), "notice_once");
    assert_eq!(rule(recheck_finding(&campaign, 1, true, "已删", &hash('b'), &office(DUE))), "recheck_due");
    let agency = by("mzj-clerk", DUE);
    let events = reply_notice(&campaign, 1, "已撤下并遮盖", &[hash('c')], &agency);
    take(&mut campaign, events);
    assert_eq!(rule(reply_notice(&campaign, 1, "再次", &[], &agency)), "notice_waits");
    assert_eq!(rule(recheck_finding(&campaign, 1, true, "已删", &hash('b'), &agency)), "own_reply");
    let events = recheck_finding(&campaign, 1, true, "已遮盖", &hash('b'), &office(DUE));
    take(&mut campaign, events);
    assert_eq!(rule(escalate_finding(&campaign, 2, "通报1号", "未改", &office(DUE))), "escalate_after");
    let events = recheck_finding(&campaign, 2, false, "附件中仍有", &hash('d'), &office(DUE));
    take(&mut campaign, events);
    let again = issue_notice(&campaign, "mzj", "3号", &[2], date(2021, 9, 30), &office(DUE));
    take(&mut campaign, again);
    let late = office(date(2021, 10, 1));
    assert!(campaign.notices[1].is_overdue(late.today) && !campaign.notices[1].is_overdue(date(2021, 9, 30)));
    assert_eq!(rule(close_campaign(&campaign, "总结", &late)), "campaign_findings");
    assert_eq!(rule(escalate_finding(&campaign, 2, " ", "逾期不改", &late)), "circular_number");
    let events = escalate_finding(&campaign, 2, "云政办通报〔2021〕2号", "逾期不改", &late);
    take(&mut campaign, events);
    let events = dismiss_finding(&campaign, 3, "号码为示例", &late);
    take(&mut campaign, events);
    assert_eq!(
        stages(&campaign),
        [FindingStage::Corrected, FindingStage::Escalated, FindingStage::Dismissed]
    );
    assert_eq!(rule(dismiss_finding(&campaign, 1, "误", &late)), "finding_over");
    assert_eq!(rule(close_campaign(&campaign, " ", &late)), "campaign_summary");
    let events = close_campaign(&campaign, "发现3项，整改1项，通报1项。", &late);
    take(&mut campaign, events);
    assert_eq!(rule(record_finding(&campaign, found("mzj", "i4"))), "campaign_running");
}

#[test]
fn a_reply_leaves_alone_what_is_over() {
    let mut campaign = with_findings();
    let office = by("office", START);
    let events = issue_notice(&campaign, "mzj", "1号", &[1, 2], DUE, &office);
    take(&mut campaign, events);
    let events = dismiss_finding(&campaign, 1, "误报", &office);
    take(&mut campaign, events);
    let events = reply_notice(&campaign, 1, "已改", &[], &by("mzj-clerk", START));
    take(&mut campaign, events);
    assert_eq!(stages(&campaign)[..2], [FindingStage::Dismissed, FindingStage::Replied]);
}

#[test]
fn a_sample_is_drawn_once_and_binds_what_may_be_found() {
    let mut campaign = Campaign::default();
    let sample = SampleRule { seed: "2021-09".to_owned(), size: 2 };
    let events = open_campaign(&campaign, opened(Some(sample)));
    take(&mut campaign, events);
    let office = by("office", START);
    assert_eq!(rule(record_finding(&campaign, found("mzj", "i1"))), "campaign_undrawn");
    assert_eq!(rule(close_campaign(&campaign, "总结", &office)), "campaign_undrawn");
    assert_eq!(rule(draw_sample(&campaign, [], &office)), "campaign_population");
    let events = draw_sample(&campaign, RECORDS, &office);
    take(&mut campaign, events);
    let sample = campaign.sample.clone().unwrap();
    assert_eq!((sample.population, &sample.population_hash), (6, &population_hash(RECORDS)));
    assert_eq!(sample.drawn, draw("2021-09", 2, RECORDS), "anybody can draw it again");
    assert_eq!(rule(draw_sample(&campaign, RECORDS, &office)), "campaign_sampled");
    for record in RECORDS {
        let result = record_finding(&campaign, found("mzj", record));
        if sample.drawn.iter().any(|drawn| drawn == record) {
            assert_eq!(result.unwrap().len(), 1);
        } else {
            assert_eq!(rule(result), "campaign_covers");
        }
    }
    assert_eq!(rule(draw_sample(&self::campaign(), RECORDS, &office)), "campaign_sample");
}

#[test]
fn running_a_rule_again_adds_only_what_is_new() {
    let campaign = with_findings();
    assert_eq!(record_finding(&campaign, found("mzj", "i1")), Ok(vec![]));
    let changed = CampaignFinding { rule: Some("id_number 4".to_owned()), ..found("mzj", "i1") };
    assert_eq!(record_finding(&campaign, changed).unwrap().len(), 1, "another version of the rule");
    let manual = CampaignFinding { rule: None, words: "照片中有车牌".to_owned(), ..found("mzj", "i1") };
    let mut campaign = campaign;
    let events = record_finding(&campaign, manual.clone());
    take(&mut campaign, events);
    assert_eq!(record_finding(&campaign, manual.clone()), Ok(vec![]));
    let other = CampaignFinding { words: "照片中有人脸".to_owned(), ..manual };
    assert_eq!(record_finding(&campaign, other).unwrap().len(), 1, "a person may see more than one thing");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (campaign, none) = (with_findings(), Campaign::default());
    let office = by("office", START);
    assert_eq!(rule(open_campaign(&campaign, opened(None))), "campaign_unique");
    assert_eq!(
        rule(open_campaign(&none, CampaignOpened { title: " ".to_owned(), ..opened(None) })),
        "campaign_title"
    );
    let mut one_day = opened(None);
    one_day.scope.until = one_day.scope.from;
    assert!(open_campaign(&none, one_day).is_ok());
    let scoped = |change: fn(&mut Scope)| {
        let mut opened = opened(Some(SampleRule { seed: "s".to_owned(), size: 1 }));
        change(&mut opened.scope);
        rule(open_campaign(&none, opened))
    };
    assert_eq!(scoped(|scope| scope.agencies.clear()), "campaign_agencies");
    assert_eq!(scoped(|scope| scope.until = date(2019, 12, 31)), "campaign_days");
    assert_eq!(scoped(|scope| scope.sample.as_mut().unwrap().size = 0), "campaign_sample");
    assert_eq!(scoped(|scope| scope.sample.as_mut().unwrap().seed.clear()), "campaign_sample");
    assert_eq!(rule(record_finding(&none, found("mzj", "i1"))), "campaign_exists");
    assert_eq!(rule(record_finding(&campaign, found("czj", "i1"))), "campaign_agency");
    let wordless = CampaignFinding { words: String::new(), ..found("mzj", "i9") };
    assert_eq!(rule(record_finding(&campaign, wordless)), "finding_words");
    let unseen = CampaignFinding { snapshot: String::new(), ..found("mzj", "i9") };
    assert_eq!(rule(record_finding(&campaign, unseen)), "file_there");
    let notice =
        |number, findings: &[u16], due| rule(issue_notice(&campaign, "mzj", number, findings, due, &office));
    assert_eq!(notice("", &[1], DUE), "notice_number");
    assert_eq!(notice("1号", &[], DUE), "notice_findings");
    assert_eq!(notice("1号", &[1, 3], DUE), "notice_agency");
    assert_eq!(notice("1号", &[4], DUE), "finding_exists");
    assert_eq!(notice("1号", &[1], START), "notice_due");
    assert_eq!(rule(reply_notice(&campaign, 1, "已改", &[], &office)), "notice_exists");
    assert_eq!(rule(recheck_finding(&campaign, 1, true, "已改", &hash('b'), &office)), "recheck_noticed");
    let refusal = escalate_finding(&campaign, 1, "1号", "不改", &office).unwrap_err();
    assert_eq!((refusal.rule, refusal.article.unwrap().short()), ("escalate_after", "第47条".to_owned()));
    assert_eq!(rule(dismiss_finding(&campaign, 1, "", &office)), "reason_given");
}

proptest! {
    #[test]
    fn every_finding_ends_by_a_second_look_a_reason_or_a_circular(
        acts in prop::collection::vec((0u8..6, 1u16..4, any::<bool>(), 0i64..40), 0..80),
    ) {
        let mut campaign = with_findings();
        for (act, finding, choice, day) in acts {
            let today = START.saturating_add(jiff::Span::new().days(day));
            let agency = if finding == 3 { "jxj" } else { "mzj" };
            let office = by("office", today);
            let events = match act {
                0 => issue_notice(&campaign, agency, "1号", &[finding], today.saturating_add(jiff::Span::new().days(9)), &office),
                1 => reply_notice(&campaign, finding, "已改", &[], &by("clerk", today)),
                2 => recheck_finding(&campaign, finding, choice, "看过", &hash('b'), &office),
                3 => escalate_finding(&campaign, finding, "通报", "不改", &office),
                4 if choice => dismiss_finding(&campaign, finding, "误报", &office),
                _ => close_campaign(&campaign, "总结", &office),
            };
            for event in events.unwrap_or_default() {
                campaign.apply(&event);
            }
            for tracked in &campaign.findings {
                let last = tracked.rechecks.last();
                match tracked.stage {
                    FindingStage::Corrected => prop_assert!(last.is_some_and(|recheck| recheck.is_corrected)),
                    FindingStage::NotCorrected => prop_assert!(last.is_some_and(|recheck| !recheck.is_corrected)),
                    FindingStage::Escalated | FindingStage::Dismissed => prop_assert!(tracked.reason.is_some()),
                    FindingStage::Noticed => prop_assert!(tracked.notice.is_some()),
                    FindingStage::Replied => {
                        let notice = campaign.notice(tracked.notice.unwrap()).unwrap();
                        prop_assert!(notice.reply.is_some());
                    }
                    FindingStage::Open => prop_assert!(tracked.notice.is_none() && last.is_none()),
                }
            }
            let is_over = campaign.findings.iter().all(|finding| finding.stage.is_over());
            prop_assert!(campaign.closed_on.is_none() || is_over);
        }
    }
}
