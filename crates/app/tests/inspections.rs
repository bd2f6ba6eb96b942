//! The check of sites over an agency's records: what stands still is found on its day, and not before.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod house;

use gongkai_agency::Role;
use gongkai_app::App;
use gongkai_app::inquiries::{NewInquiry, PlainInquiry};
use gongkai_app::registers::FileFormat;
use gongkai_publication::InquiryKind;
use gongkai_store::testing::{postgres, sqlite};
use gongkai_supervision::inspection::{Indicator, Severity, Verdict};
use house::{AGENCY, actor, bureau, person, review_and_publish, rule, text};
use jiff::ToSpan;
use jiff::civil::date;

async fn found(app: &App) -> Vec<(Indicator, Severity)> {
    let officer = actor(app, "officer").await;
    let inspected = app.inspect_site(&officer, AGENCY).await.unwrap();
    inspected.inspection.findings.iter().map(|finding| (finding.indicator, finding.severity)).collect()
}

async fn publish(app: &App, column: &str, title: &str) -> String {
    let mut text = text(title);
    column.clone_into(&mut text.fields.column);
    text.fields.categories = vec!["A20-01".to_owned()];
    let (id, _) = app.draft_item(&actor(app, "author").await, AGENCY, text).await.unwrap();
    review_and_publish(app, &id).await;
    id
}

#[tokio::test]
async fn what_stands_still_is_found_on_its_day() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        publish(app, "gzdt", "某动态").await;
        publish(app, "gggt", "某公告").await;
        let officer = actor(app, "officer").await;
        let inspected = app.inspect_site(&officer, AGENCY).await.unwrap();
        // Most standard columns hold nothing yet: five are enough for a veto.
        assert!(
            matches!(&inspected.inspection.verdict, Verdict::Vetoed(by) if by == &[Indicator::ColumnsStale])
        );
        assert!(!found(app).await.iter().any(|(one, _)| *one == Indicator::HomeStale));
        assert_eq!(App::next_breach(&inspected), Some(date(2021, 6, 15)), "two weeks after 1 June");
        // Ten days on it is a warning, two weeks on a veto.
        house.clock.forward((11 * 24).hours());
        assert!(found(app).await.contains(&(Indicator::HomeSoon, Severity::Warning)));
        house.clock.forward((2 * 24).hours());
        assert!(!found(app).await.iter().any(|(one, _)| *one == Indicator::HomeStale), "14 June");
        house.clock.forward(24.hours());
        assert!(found(app).await.contains(&(Indicator::HomeStale, Severity::Veto)), "15 June");
        publish(app, "gzdt", "又一动态").await;
        assert!(!found(app).await.iter().any(|(one, _)| *one == Indicator::HomeStale));
    }
}

#[tokio::test]
async fn a_message_without_an_answer_is_a_veto_after_three_months() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    let message = |kind| NewInquiry {
        kind,
        item: None,
        consents: false,
        plain: PlainInquiry {
            name: String::new(),
            contact: "0000-0000001".to_owned(),
            title: "样例".to_owned(),
            text: "样例留言".to_owned(),
        },
    };
    app.send_inquiry(&format!("{:032x}", 1), AGENCY, message(InquiryKind::Question)).await.unwrap();
    app.send_inquiry(&format!("{:032x}", 2), AGENCY, message(InquiryKind::SiteFault)).await.unwrap();
    let poor =
        async || found(app).await.into_iter().filter(|(one, _)| *one == Indicator::PoorResponse).count();
    house.clock.forward((91 * 24).hours());
    assert_eq!(poor().await, 0, "31 August");
    house.clock.forward(24.hours());
    assert_eq!(poor().await, 1, "1 September; a fault of the site is no consultation");
}

#[tokio::test]
async fn interpretations_of_nothing_and_impossible_days_are_found() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        publish(app, "zcjd", "某解读").await;
        assert!(found(app).await.iter().any(|(one, _)| *one == Indicator::Unlinked));
        assert!(app.store.misdated_items(AGENCY, 9).await.unwrap().is_empty());
        let basics = found(app).await.iter().filter(|(one, _)| *one == Indicator::BasicsMissing).count();
        assert_eq!(basics, 2, "nobody said what the bureau does and who leads it");
    }
}

#[tokio::test]
async fn the_table_is_a_file_and_only_for_those_above() {
    let house = bureau(sqlite()).await;
    let app = &house.app;
    person(app, "county.supervisor", "yunxi", &[Role::Supervisor]).await;
    app.found_agency(
        &gongkai_app::Actor::System,
        house::founded("other", "别处", gongkai_statute::AgencyKind::Government, None),
    )
    .await
    .unwrap();
    person(app, "stranger", "other", &[Role::Supervisor]).await;
    let above = actor(app, "county.supervisor").await;
    let csv = app.inspection_file(&above, AGENCY, FileFormat::Csv).await.unwrap();
    let text = String::from_utf8(csv.bytes).unwrap();
    assert!(text.contains("指标类别") && text.contains("栏目不更新"), "{text}");
    let book = app.inspection_file(&above, AGENCY, FileFormat::Xlsx).await.unwrap();
    assert!(book.bytes.starts_with(b"PK"));
    assert_eq!(rule(app.inspect_site(&actor(app, "stranger").await, AGENCY).await), "forbidden");
}
