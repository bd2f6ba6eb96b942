//! The register and its statistics, read back from the files they are handed out in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod house;

use calamine::{Data, Reader as _, Xlsx};
use gongkai_app::App;
use gongkai_app::registers::{FileFormat, Leads, Records, Show, tables};
use gongkai_app::requests::{NewRequest, PlainForm};
use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_request::event::ClosedOn;
use gongkai_request::{CaseNumber, Command};
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::testing::{postgres, sqlite};
use house::{AGENCY, actor, bureau, person, rule};
use jiff::civil::{Date, date};

const YEAR: (Date, Date) = (date(2021, 1, 1), date(2021, 12, 31));

async fn registered(app: &App, day: Date, kind: RequesterKind, subject: &str) -> CaseNumber {
    let request = NewRequest {
        channel: Channel::InPerson,
        submitted_on: Some(day),
        arrived_on: None,
        confirmed_on: None,
        requester: kind,
        plain: PlainForm {
            name: "测试申请人甲".to_owned(),
            identity: "样例证件 001".to_owned(),
            contact: "0000-0000000".to_owned(),
            text: "请公开样例文件。".to_owned(),
        },
        subject: subject.to_owned(),
        form: ProvisionForm::Electronic,
        route: ProvisionRoute::Email,
        clerk: None,
        parties: gongkai_app::requests::PlainParties::default(),
    };
    app.register_request(&actor(app, "officer").await, AGENCY, request).await.unwrap()
}

async fn withdrawn(app: &App, number: CaseNumber, on: Date) {
    let command = Command::Withdraw(ClosedOn { on, note: None });
    app.act_on_request(&actor(app, "officer").await, AGENCY, number, &command).await.unwrap();
}

fn sheet(bytes: Vec<u8>, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[tokio::test]
async fn the_register_is_handed_out_without_names_unless_an_officer_asks_on_record() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        person(app, "head", AGENCY, &[gongkai_agency::Role::UnitHead]).await;
        let first = registered(app, date(2021, 5, 10), RequesterKind::NaturalPerson, "=甲,乙").await;
        registered(app, date(2021, 5, 11), RequesterKind::Enterprise, "第二件").await;
        withdrawn(app, first, date(2021, 5, 12)).await;
        let (officer, leader) = (actor(app, "officer").await, actor(app, "leader").await);
        let filter = Records::default().filter(AGENCY, YEAR);

        let csv = app.register_file(&leader, &filter, FileFormat::Csv, false).await.unwrap();
        let text = String::from_utf8(csv.bytes).unwrap();
        assert!(text.starts_with("\u{feff}登记编号,收到日期"));
        assert_eq!(text.lines().count(), 3);
        assert!(text.contains("\"'=甲,乙\""), "a spreadsheet must not take words for a formula: {text}");
        assert!(!text.contains("测试申请人"), "no personal data by default");
        assert_eq!(
            rule(app.register_file(&leader, &filter, FileFormat::Csv, true).await),
            "forbidden",
            "names are for officers"
        );

        let book = app.register_file(&officer, &filter, FileFormat::Xlsx, true).await.unwrap();
        let rows = sheet(book.bytes, "登记簿");
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0][13], Data::String("申请人姓名或者名称".to_owned()));
        assert_eq!(rows[1][0], Data::String(first.to_string()));
        assert_eq!(rows[1][13], Data::String("测试申请人甲".to_owned()));
        let looks = app.access_list(&actor(app, "head").await, AGENCY, None, None, 10).await.unwrap();
        assert_eq!(looks.iter().map(|row| row.detail.as_str()).collect::<Vec<_>>(), ["2 件"]);
    }
}

#[tokio::test]
async fn every_figure_of_a_period_equals_the_records_it_opens() {
    for scratch in [sqlite(), postgres()] {
        let house = bureau(scratch).await;
        let app = &house.app;
        let days =
            [date(2021, 1, 4), date(2021, 3, 1), date(2021, 3, 31), date(2021, 4, 1), date(2021, 5, 31)];
        let mut numbers = Vec::new();
        for (place, day) in days.into_iter().enumerate() {
            let kind = if place % 2 == 0 { RequesterKind::NaturalPerson } else { RequesterKind::Enterprise };
            numbers.push(registered(app, day, kind, "样例").await);
        }
        withdrawn(app, numbers[0], date(2021, 3, 2)).await;
        withdrawn(app, numbers[1], date(2021, 4, 6)).await;
        let leader = actor(app, "leader").await;
        let quarter = (date(2021, 3, 1), date(2021, 3, 31));
        let statistics = app.request_statistics(&leader, AGENCY, quarter).await.unwrap();
        let sum = |counts: &std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
        assert_eq!(sum(&statistics.carried_in), 1);
        assert_eq!(sum(&statistics.received), 2);
        assert_eq!(sum(&statistics.results), 1);
        assert_eq!(sum(&statistics.carried_out), 2);
        let mut checked = 0;
        for table in tables(&statistics, &[], quarter) {
            for (label, figures) in &table.rows {
                for (figure, leads) in figures {
                    let found = match leads {
                        Leads::To(records) => {
                            let filter = records.filter(AGENCY, quarter);
                            app.store.count_requests(&filter).await.unwrap()
                        }
                        Leads::Within(records, within) => {
                            let filter = records.filter(AGENCY, *within);
                            app.store.count_requests(&filter).await.unwrap()
                        }
                        Leads::Days(group) => {
                            let page = (0, 100);
                            let (rows, count) =
                                app.requests_by_days(&leader, AGENCY, quarter, *group, page).await.unwrap();
                            assert_eq!(rows.len(), count);
                            u64::try_from(count).unwrap()
                        }
                        Leads::Nowhere | Leads::Fees => continue,
                    };
                    assert_eq!(found, *figure, "{} {label}", table.name);
                    checked += 1;
                }
            }
        }
        assert!(checked > 100, "{checked}");
        // The register lists a period in order of receipt, page by page.
        let filter = Records { show: Show::Received, ..Records::default() }.filter(AGENCY, YEAR);
        let first = app.register_page(&leader, &filter, None, 2).await.unwrap();
        let after = first[1].register_cursor();
        let rest = app.register_page(&leader, &filter, Some(&after), 10).await.unwrap();
        let listed: Vec<CaseNumber> = first.iter().chain(&rest).map(|row| row.number).collect();
        assert_eq!(listed, numbers);
        let book = app.statistics_file(&leader, AGENCY, quarter, FileFormat::Xlsx).await.unwrap();
        let rows = sheet(book.bytes, "收到和处理情况");
        assert_eq!(rows[1][7], Data::Float(2.0), "the total of what was received");
    }
}
