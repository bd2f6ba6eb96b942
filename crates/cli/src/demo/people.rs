//! Agencies and staff of the demo. Every person is fictional and named as such.

use anyhow::Context as _;
use gongkai_agency::{
    AccountOpened, Channel, Establishment, Founded, Leader, LetterSettings, Office as OfficeFacts, Profile,
    Role, Section, Settings, standard_columns,
};
use gongkai_app::{Actor, App};
use gongkai_statute::{AgencyKind, AgencyLevel};

/// The password of every demo account.
pub(crate) const PASSWORD: &str = "gongkai-2021-demo";

/// An agency of the demo.
pub(crate) struct Office {
    /// Code, and first part of its logins.
    pub(crate) code: &'static str,
    /// Standard name.
    pub(crate) name: &'static str,
    /// Short name.
    pub(crate) short_name: &'static str,
    kind: AgencyKind,
    region: &'static str,
    /// First part of its index numbers: region and number of the agency.
    number: &'static str,
    parent: Option<&'static str>,
    sections: &'static [(&'static str, &'static str)],
    review_levels: u8,
}

/// The government above the bureau.
pub(crate) const PINGHU: Office = Office {
    code: "pinghu",
    name: "平湖市人民政府",
    short_name: "平湖市",
    kind: AgencyKind::Government,
    region: "330482",
    number: "33048201",
    parent: None,
    sections: &[("bgs", "办公室")],
    review_levels: 1,
};

/// The bureau of the seed report.
pub(crate) const BUREAU: Office = Office {
    code: "pinghu-jxj",
    name: "平湖市经济和信息化局",
    short_name: "平湖市经信局",
    kind: AgencyKind::Department,
    region: "330482",
    number: "33048215",
    parent: Some("pinghu"),
    sections: &[("bgs", "局办公室"), ("cyk", "产业投资科"), ("szjj", "数字经济科"), ("qyfw", "企业服务科")],
    review_levels: 1,
};

/// A fictional city.
pub(crate) const CITY: Office = Office {
    code: "yunpu",
    name: "云浦市人民政府",
    short_name: "云浦市",
    kind: AgencyKind::Government,
    region: "339900",
    number: "33990001",
    parent: None,
    sections: &[("bgt", "办公厅")],
    review_levels: 1,
};

/// A fictional, busier agency.
pub(crate) const BUILDER: Office = Office {
    code: "yunpu-cjj",
    name: "云浦市城乡建设局",
    short_name: "云浦市建设局",
    kind: AgencyKind::Department,
    region: "339900",
    number: "33990016",
    parent: Some("yunpu"),
    sections: &[
        ("bgs", "办公室"),
        ("cjk", "城市建设科"),
        ("zfbz", "住房保障科"),
        ("fgk", "法规科"),
        ("zhzf", "综合执法队"),
    ],
    review_levels: 2,
};

/// Every agency, those above first.
pub(crate) const OFFICES: [&Office; 4] = [&PINGHU, &BUREAU, &CITY, &BUILDER];

/// Staff of one agency: end of the login, fictional name, role.
const STAFF: [(&str, &str, Role); 8] = [
    ("officer", "林示范", Role::Officer),
    ("author", "周样本", Role::Author),
    ("reviewer", "吴演示", Role::Reviewer),
    ("reviewer2", "郑样例", Role::Reviewer),
    ("secrecy", "王示例", Role::SecrecyReviewer),
    ("head", "冯样板", Role::UnitHead),
    ("leader", "陈示意", Role::Leader),
    ("supervisor", "褚举例", Role::Supervisor),
];

impl Office {
    /// The login of a member of its staff.
    pub(crate) fn login(&self, end: &str) -> String {
        format!("{}-{end}", self.code)
    }

    /// A member of its staff, ready to act.
    pub(crate) async fn actor(&self, app: &App, end: &str) -> anyhow::Result<Actor> {
        let login = self.login(end);
        app.actor_of(&login).await?.with_context(|| format!("演示账号 {login} 不存在"))
    }

    /// Founds the agency with sections, columns, channels, guide data, staff.
    pub(crate) async fn set_up(&self, app: &App) -> anyhow::Result<()> {
        let actor = &Actor::System;
        app.found_agency(actor, self.founding()).await?;
        for (slug, name) in self.sections {
            app.add_section(actor, self.code, Section { slug: (*slug).to_owned(), name: (*name).to_owned() })
                .await?;
        }
        for column in standard_columns() {
            app.set_column(actor, self.code, column).await?;
        }
        app.set_agency_settings(actor, self.code, self.settings()).await?;
        for (channel, note) in [
            (Channel::InPerson, "工作日到政府信息公开工作机构窗口当面提交。"),
            (Channel::Mail, "信封左下角请注明“政府信息公开申请”。"),
            (Channel::Online, "在本平台“依申请公开”栏目填写，提交后工作人员将与您联系确认。"),
            (Channel::Email, "发送至公开指南所列邮箱，以双方确认之日为收到日期。"),
            (Channel::Fax, "发送至公开指南所列传真，以双方确认之日为收到日期。"),
        ] {
            app.open_channel(actor, self.code, channel, note).await?;
        }
        for (end, name, role) in STAFF {
            self.hire(app, end, name, role).await?;
        }
        app.set_agency_profile(actor, self.code, self.profile()).await?;
        app.set_establishment(actor, self.code, self.establishment()).await?;
        Ok(())
    }

    async fn hire(&self, app: &App, end: &str, name: &str, role: Role) -> anyhow::Result<()> {
        let login = self.login(end);
        let section = self.sections.first().map(|(slug, _)| (*slug).to_owned());
        let facts = AccountOpened {
            login: login.clone(),
            name: name.to_owned(),
            agency: self.code.to_owned(),
            section,
        };
        app.open_account(&Actor::System, facts).await?;
        app.grant_role(&Actor::System, &login, role, self.code).await?;
        app.reset_password(&Actor::System, &login, PASSWORD).await?;
        Ok(())
    }

    fn founding(&self) -> Founded {
        Founded {
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            short_name: self.short_name.to_owned(),
            kind: self.kind,
            level: AgencyLevel::County,
            region: self.region.to_owned(),
            parent: self.parent.map(str::to_owned),
            credit_code: None,
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            review_levels: self.review_levels,
            index_template: format!("{}/{{year}}-{{serial:5}}", self.number),
            letters: LetterSettings {
                superior_department: None,
                court: Some("演示市演示区人民法院".to_owned()),
                payment: Some("持本通知书到政务服务中心非税收入窗口缴纳（演示）".to_owned()),
                ..LetterSettings::default()
            },
            ..Settings::default()
        }
    }

    /// What a department says of itself; every name is fictional.
    fn establishment(&self) -> Establishment {
        let leader = |name: &str, post: &str, duties: &str| Leader {
            name: name.to_owned(),
            post: post.to_owned(),
            duties: duties.to_owned(),
        };
        let head = if self.kind == AgencyKind::Government { "市长" } else { "局长" };
        let office = |place: usize, name: &str| OfficeFacts {
            name: name.to_owned(),
            duties: format!(
                "承担{}有关工作，办理本机构职责范围内的政府信息公开事项。",
                name.trim_end_matches('科')
            ),
            phone: format!("0000-000000{:02}", 10 + place),
            address: format!("行政中心 {} 室（演示地址）", 301 + place),
        };
        let sections = self.sections.iter().enumerate();
        Establishment {
            duties: format!(
                "（一）贯彻执行国家和省、市有关方针政策和法律法规，起草本领域规范性文件并组织实施。\n\
                 （二）编制本领域发展规划和年度计划，组织、协调重点任务落实。\n\
                 （三）承担{}职责范围内的行业管理、公共服务和安全生产监督管理工作。\n\
                 （四）完成上级交办的其他任务。",
                self.short_name
            ),
            leaders: vec![
                leader("陈示意", head, "主持全面工作。"),
                leader(
                    "钱举样",
                    &format!("副{head}"),
                    "协助负责日常工作，分管办公室、政府信息公开、财务、信访。",
                ),
                leader("孙范例", &format!("副{head}"), "分管行业管理、安全生产、行政审批。"),
            ],
            offices: sections.map(|(place, (_, name))| office(place, name)).collect(),
            units: Vec::new(),
        }
    }

    fn profile(&self) -> Profile {
        Profile {
            address: "演示路1号行政中心（演示地址）".to_owned(),
            postcode: "000000".to_owned(),
            office_hours: "工作日 8:30—12:00，13:30—17:30".to_owned(),
            phone: "0000-00000001".to_owned(),
            fax: "0000-00000002".to_owned(),
            internet_contact: format!("{}@example.gov.cn", self.code),
            unit_name: format!("{}办公室", self.name),
            unit_head: "冯样板".to_owned(),
            section: self.sections.first().map(|(slug, _)| (*slug).to_owned()),
            officer: Some(self.login("officer")),
            deputy: Some(self.login("author")),
        }
    }
}
