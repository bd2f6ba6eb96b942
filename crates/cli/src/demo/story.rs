//! What happens in the demo, day by day.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context as _;
use gongkai_app::{Actor, App};
use gongkai_publication::{LegalKind, NewValidity, Opening, PlaceKind, PlanMade, PlannedStage, Validity};
use gongkai_report::check::Severity;
use gongkai_report::draft::Section;
use gongkai_report::ledger::{LedgerCommand, NewReturn};
use gongkai_report::tally::LedgerKind;
use gongkai_statute::{ReportRow, RhythmKind};
use gongkai_store::publication::{DutyKind, ItemFilter};
use gongkai_store::request::{RequestFilter, RequestOrder};
use jiff::civil::{Date, date};

use super::asking::{ASKED, Asked, feed_back};
use super::city::City;
use super::items::{Chain, MIX_2021, Plan, bureau_history, plan, take_over};
use super::lists;
use super::messages::{MESSAGES, Message};
use super::people::{BUILDER, BUREAU, Office};
use super::requests::{Step, story};
use super::time::{DemoClock, at};
use super::words::{Dice, Text};

/// The people and the clock of the story.
pub(crate) struct Story<'a> {
    app: &'a App,
    clock: &'a Arc<DemoClock>,
    bureau: Arc<Chain>,
    city: Arc<Chain>,
}

/// Something that happens on a day.
enum Act {
    CityMovesIn,
    BureauMovesIn,
    BureauPublishes(Box<Plan>),
    CityPublishes(Box<Plan>),
    CityRepeals,
    CityAsks(&'static Asked),
    CityIsWritten(&'static Message),
    CityFeedsBack,
    Request(usize, Step),
    SectionsReturn,
    BureauReports,
    BureauTakesApart,
    LastDay,
}

impl<'a> Story<'a> {
    /// The story in the installation `app`.
    pub(crate) async fn new(app: &'a App, clock: &'a Arc<DemoClock>) -> anyhow::Result<Story<'a>> {
        Ok(Story {
            app,
            clock,
            bureau: Chain::of(app, &BUREAU).await?,
            city: Chain::of(app, &BUILDER).await?,
        })
    }

    /// Tells it, day by day: what both agencies publish, and what the city agency is asked.
    pub(crate) async fn tell(&self, today: Date) -> anyhow::Result<()> {
        let (asks, steps) = story(today);
        let mut city = City::new(self.app, asks).await?;
        let mut days: BTreeMap<Date, Vec<Act>> = BTreeMap::new();
        let mut on = |day: Date, act: Act| days.entry(day).or_default().push(act);
        on(date(2020, 10, 12), Act::CityMovesIn);
        on(date(2021, 1, 4), Act::BureauMovesIn);
        for planned in plan(&BUREAU, date(2021, 1, 5), date(2021, 12, 30), MIX_2021, &mut Dice::new(178)) {
            on(planned.on, Act::BureauPublishes(Box::new(planned)));
        }
        for planned in city_items() {
            on(planned.on, Act::CityPublishes(Box::new(planned)));
        }
        for scheduled in steps {
            on(scheduled.on, Act::Request(scheduled.ask, scheduled.step));
        }
        for asked in &ASKED {
            on(asked.on, Act::CityAsks(asked));
        }
        for message in &MESSAGES {
            on(message.on, Act::CityIsWritten(message));
        }
        on(date(2021, 11, 15), Act::CityRepeals);
        on(date(2021, 12, 8), Act::CityFeedsBack);
        on(date(2022, 1, 5), Act::SectionsReturn);
        on(date(2022, 1, 6), Act::BureauReports);
        on(date(2022, 1, 7), Act::BureauTakesApart);
        on(date(2022, 1, 10), Act::LastDay);
        let total = days.len();
        for (done, (day, acts)) in days.into_iter().enumerate() {
            if done % 60 == 0 {
                eprintln!("正在讲述 {day}（{done}/{total}）……");
            }
            self.day(day);
            Box::pin(self.pass(&mut city, day, acts)).await?;
        }
        city.remedies(today).await?;
        Ok(())
    }

    /// One day: what the bureau publishes, what the city agency publishes and its requests go on side by side, as
    /// they do in life; what concerns the whole house comes after, one after the other.
    async fn pass(&self, city: &mut City<'_>, day: Date, acts: Vec<Act>) -> anyhow::Result<()> {
        let (mut bureau_items, mut city_items, mut requests, mut others) = (vec![], vec![], vec![], vec![]);
        for act in acts {
            match act {
                Act::BureauPublishes(planned) => bureau_items.push(planned),
                Act::CityPublishes(planned) => city_items.push(planned),
                Act::Request(ask, step) => requests.push((ask, step)),
                other => others.push(other),
            }
        }
        let bureau = async {
            for planned in bureau_items {
                self.bureau.publish(self.app, &planned).await?;
            }
            anyhow::Ok(())
        };
        let agency = async {
            for planned in city_items {
                self.city.publish(self.app, &planned).await?;
            }
            anyhow::Ok(())
        };
        let asked = async {
            for (ask, step) in requests {
                city.step(ask, day, &step).await?;
            }
            anyhow::Ok(())
        };
        tokio::try_join!(bureau, agency, asked)?;
        for other in others {
            self.day(day);
            self.act(day, other).await?;
        }
        Ok(())
    }

    async fn act(&self, day: Date, act: Act) -> anyhow::Result<()> {
        match act {
            Act::CityMovesIn => self.city_moves_in().await,
            Act::BureauMovesIn => self.bureau_moves_in().await,
            Act::CityRepeals => self.city_repeals(day).await,
            Act::CityAsks(asked) => asked.ask(self.app, &self.city).await,
            Act::CityIsWritten(message) => message.come(self.app, &self.city).await,
            Act::CityFeedsBack => feed_back(self.app, &self.city).await,
            Act::SectionsReturn => self.sections_return().await,
            Act::BureauReports => self.bureau_reports().await,
            Act::BureauTakesApart => super::benefits::take_apart(self.app, &self.bureau, day).await,
            Act::LastDay => self.last_day().await,
            Act::BureauPublishes(_) | Act::CityPublishes(_) | Act::Request(..) => Ok(()),
        }
    }

    /// The city agency brings along what it published, and says who counts what.
    async fn city_moves_in(&self) -> anyhow::Result<()> {
        let mut dice = Dice::new(339_900);
        let mix = &[
            ("gzdt", 120),
            ("gggt", 60),
            ("zcwj", 40),
            ("zcjd", 20),
            ("czxx", 12),
            ("ghjh", 6),
            ("ldfg", 2),
        ];
        let history = plan(&BUILDER, date(2019, 1, 7), date(2020, 9, 29), mix, &mut dice);
        take_over(self.app, &BUILDER, &history).await?;
        let opening = Opening {
            agency: BUILDER.code.to_owned(),
            as_of: date(2020, 9, 30),
            items: 1_260,
            legal_stock: BTreeMap::from([(LegalKind::Regulation, 0), (LegalKind::NormativeDocument, 23)]),
            evidence: "原门户网站统计和2020年规范性文件清理目录".to_owned(),
            evidence_file: None,
            by: BUILDER.login("officer"),
        };
        self.app.state_item_opening(&self.city.officer, opening).await?;
        for (section, figure, _) in CITY_DUTIES {
            self.charge(&BUILDER, section, *figure).await?;
        }
        Ok(())
    }

    /// The 行政规范性文件 of 2020 are repealed by one of 2021.
    async fn city_repeals(&self, on: Date) -> anyhow::Result<()> {
        let documents =
            self.app.store.legal_document_list(BUILDER.code, LegalKind::NormativeDocument, 2020).await?;
        for document in documents {
            let row = self.app.store.item_by_index(&document.index_number).await?.context("没有这个条目")?;
            let validity = NewValidity {
                validity: Validity::Repealed,
                on,
                act: "2021年规范性文件清理结果".to_owned(),
                act_item: None,
            };
            self.app.change_item_validity(&self.city.officer, &row.id, &validity).await?;
        }
        Ok(())
    }

    /// Both agencies' sections sign for the year.
    async fn sections_return(&self) -> anyhow::Result<()> {
        for (section, figure) in BUREAU_DUTIES {
            self.return_year(&BUREAU, section, *figure, 0).await?;
        }
        for (section, figure, amount) in CITY_DUTIES {
            self.return_year(&BUILDER, section, *figure, *amount).await?;
        }
        Ok(())
    }

    /// What waits on the desks on the last day.
    async fn last_day(&self) -> anyhow::Result<()> {
        let day = date(2022, 1, 10);
        for planned in plan(&BUREAU, day, day, &[("gzdt", 2), ("gggt", 1)], &mut Dice::new(5)) {
            self.bureau.submit(self.app, &planned).await?;
        }
        for planned in plan(&BUILDER, day, day, &[("gzdt", 2), ("gggt", 2), ("zcjd", 1)], &mut Dice::new(6)) {
            self.city.submit(self.app, &planned).await?;
        }
        for planned in plan(&BUILDER, day, day, &[("gzdt", 1)], &mut Dice::new(7)) {
            self.city.draft(self.app, &planned).await?;
        }
        let officer = &self.city.officer;
        let granted = RequestFilter {
            agencies: vec![BUILDER.code.to_owned()],
            row: Some(ReportRow::Granted),
            ..RequestFilter::default()
        };
        let order = RequestOrder::Newest;
        for row in self.app.list_requests(officer, &granted, order, None, 3).await? {
            self.city.publish_reply(self.app, row.number, day).await?;
        }
        self.app.open_report(officer, BUILDER.code, 2021).await?;
        Box::pin(self.city_keeps(day)).await
    }

    /// How the city agency keeps its items: plans, what stays inside, what need not be interpreted, the list of words.
    async fn city_keeps(&self, day: Date) -> anyhow::Result<()> {
        let (app, code, officer) = (self.app, BUILDER.code, &self.city.officer);
        let list = "# 更名、改制后的规范名称\n错词，云浦县，已改称云浦市\n错词，城乡规划局，已并入自然资源和规划局\n\
                    例外，0000-00000001，办公室值班电话\n";
        app.set_agency_words(&Actor::System, "yunpu", list).await?;
        for duty in app.item_duties(officer, code, DutyKind::Interpret, 100).await? {
            if duty.row.since < date(2021, 11, 1) {
                let why = "印发时已随文附送起草说明，不另行解读";
                app.plan_item_interpretation(&self.city.author, &duty.row.item, false, &[], why).await?;
            }
        }
        let text = Text {
            title: "关于科室轮岗安排的内部通知".to_owned(),
            summary: "科室人员年度轮岗安排，供内部执行。".to_owned(),
            paragraphs: vec![
                "为加强科室间人员交流，现安排本年度轮岗。".to_owned(),
                "各科室在一月底前完成工作交接，交接清单报办公室备案。".to_owned(),
            ],
            keywords: vec!["轮岗"],
        };
        let inside = Plan { on: day, column: "rsxx", text, number: None, legal_kind: None };
        self.city.withhold(app, &inside, date(2022, 1, 17)).await?;
        let made = |title: &str, rhythm: RhythmKind, column: &str, every_months, stages: &[(&str, Date)]| {
            let stage =
                |(name, due_on): &(&str, Date)| PlannedStage { name: (*name).to_owned(), due_on: *due_on };
            PlanMade {
                agency: code.to_owned(),
                title: title.to_owned(),
                rhythm: rhythm.key().to_owned(),
                column: column.to_owned(),
                section: None,
                every_months,
                stages: stages.iter().map(stage).collect(),
                by: String::new(),
            }
        };
        let budget = [("2022年部门预算", date(2022, 2, 20))];
        app.make_plan(officer, made("部门预算", RhythmKind::Regular, "czxx", Some(12), &budget)).await?;
        let taking = [
            ("征收决定公告", date(2021, 12, 20)),
            ("补偿安置方案", date(2022, 1, 18)),
            ("补偿结果", date(2022, 6, 30)),
        ];
        let staged = made("望江小区房屋征收补偿信息", RhythmKind::Staged, "gggt", None, &taking);
        let id = app.make_plan(officer, staged).await?;
        let notices = ItemFilter {
            agency: Some(code.to_owned()),
            column: Some("gggt".to_owned()),
            ..ItemFilter::default()
        };
        let hall = "演示市演示路2号，工作日 8:30—17:00 开放";
        app.set_supply_place(officer, code, None, "云浦市档案馆（演示）", PlaceKind::Archive, hall).await?;
        app.deliver_supply(officer, code, 1, date(2021, 10, 1), date(2021, 12, 31)).await?;
        if let Some(notice) = app.store.public_items(&notices, None, 1).await?.rows.first() {
            app.finish_stage(officer, &id, 1, &notice.index_number).await?;
        }
        lists::adopt(app, &self.city).await
    }

    /// The morning of `day`.
    fn day(&self, day: Date) {
        self.clock.set(at(day, 9, 30));
    }

    /// The bureau brings 5,572 items along and says who counts what.
    async fn bureau_moves_in(&self) -> anyhow::Result<()> {
        take_over(self.app, &BUREAU, &bureau_history(&BUREAU)).await?;
        let opening = Opening {
            agency: BUREAU.code.to_owned(),
            as_of: date(2020, 12, 31),
            items: 5_572,
            legal_stock: BTreeMap::from([(LegalKind::Regulation, 0), (LegalKind::NormativeDocument, 0)]),
            evidence: "原门户网站公开信息统计表和规范性文件清理结果".to_owned(),
            evidence_file: None,
            by: BUREAU.login("officer"),
        };
        self.app.state_item_opening(&self.bureau.officer, opening).await?;
        for (section, figure) in BUREAU_DUTIES {
            self.charge(&BUREAU, section, *figure).await?;
        }
        Ok(())
    }

    /// The officer drafts, the head signs, the report is out.
    async fn bureau_reports(&self) -> anyhow::Result<()> {
        let (app, code, officer) = (self.app, BUREAU.code, &self.bureau.officer);
        app.open_report(officer, code, 2021).await?;
        app.accept_report_drafts(officer, code, 2021).await?;
        app.edit_report_text(officer, code, 2021, Section::Other, "无。").await?;
        self.answer_warnings(&BUREAU).await?;
        app.submit_report(officer, code, 2021).await?;
        self.day(date(2022, 1, 7));
        let leader = BUREAU.actor(app, "leader").await?;
        app.sign_report(&leader, code, 2021).await?;
        app.publish_report(officer, code, 2021).await?;
        let receipt = "平湖市人民政府办公室签收（演示）";
        app.record_report_submission(officer, code, 2021, "平湖市人民政府办公室", date(2022, 1, 7), receipt)
            .await?;
        Ok(())
    }

    async fn charge(&self, office: &Office, section: &str, figure: LedgerKind) -> anyhow::Result<()> {
        let officer = office.actor(self.app, "officer").await?;
        let command = LedgerCommand::Charge { section: section.to_owned(), figure, from: date(2021, 1, 1) };
        Ok(self.app.act_on_ledger(&officer, office.code, command).await?)
    }

    async fn return_year(
        &self,
        office: &Office,
        section: &str,
        figure: LedgerKind,
        amount: i64,
    ) -> anyhow::Result<()> {
        let author = office.actor(self.app, "author").await?;
        let command = LedgerCommand::Return(NewReturn {
            section: section.to_owned(),
            figure,
            from: date(2021, 1, 1),
            to: date(2021, 12, 31),
            amount,
            source: format!("{section}2021年台账，经科室负责人签字"),
        });
        Ok(self.app.act_on_ledger(&author, office.code, command).await?)
    }

    /// Answers for the warnings of the report of 2021; errors stay and stop the demo.
    async fn answer_warnings(&self, office: &Office) -> anyhow::Result<()> {
        let officer = office.actor(self.app, "officer").await?;
        let view = self.app.report_view(office.code, 2021).await?;
        for finding in view.open_findings() {
            let warning = finding.severity == Severity::Warning;
            anyhow::ensure!(warning, "演示年报有错误：{}", finding.message);
            let fingerprint = finding.fingerprint();
            self.app
                .acknowledge_report_finding(
                    &officer,
                    office.code,
                    2021,
                    &fingerprint,
                    "已核对原始记录，情况属实",
                )
                .await
                .with_context(|| finding.message.clone())?;
        }
        Ok(())
    }
}

/// What the city agency publishes from October 2020 on, six 行政规范性文件 of 2021 among it.
fn city_items() -> Vec<Plan> {
    let mut dice = Dice::new(77);
    let autumn = &[("gzdt", 24), ("gggt", 10), ("zcwj", 4), ("zcjd", 2)];
    let year = &[
        ("gzdt", 118),
        ("gggt", 52),
        ("zcwj", 22),
        ("zcjd", 12),
        ("czxx", 8),
        ("rsxx", 6),
        ("ghjh", 4),
        ("ldfg", 2),
    ];
    let january = &[("gzdt", 5), ("gggt", 3)];
    let mut plans = plan(&BUILDER, date(2020, 10, 13), date(2020, 12, 30), autumn, &mut dice);
    plans.extend(plan(&BUILDER, date(2021, 1, 4), date(2021, 12, 30), year, &mut dice));
    plans.extend(plan(&BUILDER, date(2022, 1, 4), date(2022, 1, 7), january, &mut dice));
    for document in plans.iter_mut().filter(|plan| plan.column == "zcwj" && plan.on.year() < 2022).step_by(4)
    {
        document.legal_kind = Some(LegalKind::NormativeDocument);
    }
    plans
}

/// Who returns what at the city agency, and how much: decisions, or fen.
const CITY_DUTIES: &[(&str, LedgerKind, i64)] = &[
    ("城市建设科", LedgerKind::Licences, 1_284),
    ("住房保障科", LedgerKind::Licences, 367),
    ("综合执法队", LedgerKind::Penalties, 96),
    ("综合执法队", LedgerKind::CoerciveMeasures, 12),
    ("办公室", LedgerKind::Fees, 34_567_080),
];

/// Who returns what at the bureau.
const BUREAU_DUTIES: &[(&str, LedgerKind)] = &[
    ("产业投资科", LedgerKind::Licences),
    ("产业投资科", LedgerKind::Penalties),
    ("产业投资科", LedgerKind::CoerciveMeasures),
    ("局办公室", LedgerKind::Fees),
];
