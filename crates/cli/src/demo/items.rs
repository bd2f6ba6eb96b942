//! Published items of the demo: taken over from an old site, or through the whole review chain.

use std::sync::Arc;

use anyhow::Context as _;
use gongkai_app::items::{LegacyItem, LegacyNumber, Text as Item};
use gongkai_app::{Actor, App};
use gongkai_publication::{Attribute, Content, Genre, LegalKind, Origin, SecrecyConclusion, SecrecyFinding};
use gongkai_request::CaseNumber;
use gongkai_statute::Calendar;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};

use super::people::Office;
use super::time::at;
use super::words::{self, Dice, Text};

/// An item to be published on a day.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Day of publication, and of making.
    pub(crate) on: Date,
    /// Column.
    pub(crate) column: &'static str,
    /// What it says.
    pub(crate) text: Text,
    /// 发文字号
    pub(crate) number: Option<String>,
    /// 规章 or 行政规范性文件
    pub(crate) legal_kind: Option<LegalKind>,
}

/// 178 items: what the bureau published in 2021.
pub(crate) const MIX_2021: &[(&str, u32)] = &[
    ("gzdt", 92),
    ("gggt", 36),
    ("zcwj", 18),
    ("zcjd", 12),
    ("rsxx", 8),
    ("czxx", 6),
    ("ghjh", 4),
    ("ldfg", 2),
];

/// Plans `mix` over the days from `first` to `last`, in order of the days.
pub(crate) fn plan(
    office: &Office,
    first: Date,
    last: Date,
    mix: &[(&'static str, u32)],
    dice: &mut Dice,
) -> Vec<Plan> {
    let days = u64::from(first.until(last).map_or(0, |span| span.get_days().unsigned_abs())) + 1;
    let mut drawn: Vec<(Date, &'static str)> = mix
        .iter()
        .flat_map(|(column, count)| std::iter::repeat_n(*column, *count as usize))
        .map(|column| {
            let offset = i64::try_from(dice.below(days)).unwrap_or(0);
            (working(first.checked_add(offset.days()).unwrap_or(first)), column)
        })
        .collect();
    drawn.sort_unstable();
    let mut documents = 0;
    let mut newest_policy = "年度工作要点".to_owned();
    drawn
        .into_iter()
        .map(|(on, column)| {
            let text = write(column, on, &newest_policy, dice);
            let number = (column == "zcwj").then(|| {
                documents += 1;
                newest_policy.clone_from(&text.title);
                format!("{}〔{}〕{documents}号", initials(office), on.year())
            });
            Plan { on, column, text, number, legal_kind: None }
        })
        .collect()
}

/// The working day on or after `day`; weekdays only in the years before the calendar's data.
fn working(day: Date) -> Date {
    let by_notice = Calendar::built_in().on_or_after(day).ok();
    by_notice.unwrap_or(match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.days()),
        _ => day,
    })
}

fn write(column: &str, on: Date, policy: &str, dice: &mut Dice) -> Text {
    let year = on.year();
    match column {
        "gggt" => words::notice(dice, on),
        "zcwj" => words::policy(dice, on),
        "zcjd" => words::interpretation(dice, policy),
        "rsxx" => {
            let round = dice.below(9) + 1;
            words::fixed(
                format!("{year}年第{round}批工作人员招录有关事项公告"),
                "工作人员招录的职位、名额和条件",
            )
        }
        "czxx" => {
            let what = dice.pick(&[
                "部门预算",
                "部门决算",
                "“三公”经费",
                "专项资金分配结果",
                "政府采购意向",
                "绩效评价结果",
            ]);
            words::fixed(format!("{year}年{what}公开"), what)
        }
        "ghjh" => {
            let what = dice.pick(&[
                "年度工作总结和下年度计划",
                "产业发展专项规划",
                "重点任务推进计划",
                "行业发展情况报告",
            ]);
            words::fixed(format!("{year}年{what}"), what)
        }
        "ldfg" => words::fixed(format!("局领导工作分工（{year}年{}月）", on.month()), "局领导分工"),
        _ => words::news(dice, on),
    }
}

/// 机关代字 of the demo's agencies.
fn initials(office: &Office) -> &'static str {
    if office.code.starts_with("pinghu") { "平经信" } else { "云建" }
}

fn body(text: &Text) -> String {
    let escaped = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs: Vec<String> =
        text.paragraphs.iter().map(|paragraph| format!("<p>{}</p>", escaped(paragraph))).collect();
    paragraphs.join("\n")
}

fn content(plan: &Plan) -> Content {
    Content {
        title: plan.text.title.clone(),
        summary: plan.text.summary.clone(),
        body: String::new(),
        attachments: Vec::new(),
        document_number: plan.number.clone(),
        registration_number: None,
        issuer: String::new(),
        joint_issuers: Vec::new(),
        origin: Origin::Made,
        generated_on: plan.on,
        categories: category(plan.column).map(str::to_owned).into_iter().collect(),
        column: plan.column.to_owned(),
        theme: theme(plan.column).map(str::to_owned),
        genre: genre(plan.column),
        legal_kind: plan.legal_kind,
        keywords: plan.text.keywords.iter().map(|word| (*word).to_owned()).collect(),
        attribute: Attribute::Proactive,
        ground: None,
        ground_note: None,
        rhythm: String::new(),
        section: None,
        interprets: None,
        from_request: None,
        effective_on: None,
        expires_on: None,
    }
}

/// The subject, by the usual classes of government documents.
fn theme(column: &str) -> Option<&'static str> {
    Some(match column {
        "zcwj" | "zcjd" => "城乡建设、环境保护",
        "czxx" => "财政、金融、审计",
        "rsxx" => "劳动、人事、监察",
        "ghjh" => "国民经济管理、国有资产监管",
        _ => return None,
    })
}

fn genre(column: &str) -> Option<Genre> {
    Some(match column {
        "zcwj" => Genre::Circular,
        "zcjd" => Genre::Interpretation,
        "gggt" => Genre::Announcement,
        "gzdt" => Genre::News,
        "ghjh" => Genre::Plan,
        _ => return None,
    })
}

/// The category for columns that have none of their own: what else must be disclosed.
fn category(column: &str) -> Option<&'static str> {
    matches!(column, "gzdt" | "gggt" | "zcjd").then_some("A20-15")
}

/// Takes over `plans` from the old site, as an officer does once.
pub(crate) async fn take_over(app: &App, office: &Office, plans: &[Plan]) -> anyhow::Result<()> {
    let officer = office.actor(app, "officer").await?;
    let items = plans
        .iter()
        .map(|plan| LegacyItem {
            index_number: LegacyNumber::New,
            fields: content(plan),
            body: body(&plan.text),
            published_at: at(plan.on, 9, 30),
            source: "原门户网站政府信息公开专栏".to_owned(),
            validity: None,
        })
        .collect();
    let basis = "迁移前已逐条复核，不涉及国家秘密和敏感信息";
    app.import_items(&officer, office.code, items, &office.login("secrecy"), basis).await?;
    Ok(())
}

/// The people of one review chain.
pub(crate) struct Chain {
    pub(crate) office: &'static Office,
    /// Who writes.
    pub(crate) author: Actor,
    reviewers: [Actor; 2],
    secrecy: Actor,
    /// Who publishes.
    pub(crate) officer: Actor,
}

impl Chain {
    /// The chain of `office`.
    pub(crate) async fn of(app: &App, office: &'static Office) -> anyhow::Result<Arc<Chain>> {
        Ok(Arc::new(Chain {
            office,
            author: office.actor(app, "author").await?,
            reviewers: [office.actor(app, "reviewer").await?, office.actor(app, "reviewer2").await?],
            secrecy: office.actor(app, "secrecy").await?,
            officer: office.actor(app, "officer").await?,
        }))
    }

    /// Drafts an item; its id.
    pub(crate) async fn draft(&self, app: &App, plan: &Plan) -> anyhow::Result<String> {
        let text = Item { fields: content(plan), body: body(&plan.text) };
        Ok(app.draft_item(&self.author, self.office.code, text).await?.0)
    }

    /// Drafts an item and hands it in; its id.
    pub(crate) async fn submit(&self, app: &App, plan: &Plan) -> anyhow::Result<String> {
        let id = self.draft(app, plan).await?;
        app.submit_item(&self.author, &id, None).await?;
        Ok(id)
    }

    /// Takes an item through the whole chain; its id.
    pub(crate) async fn publish(&self, app: &App, plan: &Plan) -> anyhow::Result<String> {
        let id = self.submit(app, plan).await?;
        self.review(app, id).await
    }

    /// Makes the reply to a request public; the item's id.
    pub(crate) async fn publish_reply(
        &self,
        app: &App,
        number: CaseNumber,
        on: Date,
    ) -> anyhow::Result<String> {
        let from = app.item_from_request(&self.author, self.office.code, number).await?;
        let decision = from.decision.context("这件申请还没有答复")?;
        let text = Text {
            title: format!("关于“{}”申请的答复", from.subject),
            summary: format!("有人申请公开{}，本机关答复：{decision}。", from.subject),
            paragraphs: vec![
                format!("申请内容：{}。", from.subject),
                format!("答复结果：{decision}。"),
                "答复内容：所申请的信息现予公开，可以到本机关政府信息查阅点查阅、复制。".to_owned(),
            ],
            keywords: vec!["依申请公开"],
        };
        let column = "ysqdf";
        let plan = Plan { on, column, text, number: None, legal_kind: None };
        let fields = Content { from_request: Some(number.to_string()), ..content(&plan) };
        let item = Item { fields, body: body(&plan.text) };
        let (id, _) = app.draft_item(&self.author, self.office.code, item).await?;
        app.submit_item(&self.author, &id, None).await?;
        self.review(app, id).await
    }

    /// Keeps something inside after its reviews, to be assessed again on `again`.
    pub(crate) async fn withhold(&self, app: &App, plan: &Plan, again: Date) -> anyhow::Result<()> {
        let fields = Content {
            attribute: Attribute::Withheld,
            ground: Some("internal_affairs".to_owned()),
            ground_note: Some("内部人事管理和工作流程".to_owned()),
            ..content(plan)
        };
        let text = Item { fields, body: body(&plan.text) };
        let (id, _) = app.draft_item(&self.author, self.office.code, text).await?;
        app.submit_item(&self.author, &id, None).await?;
        self.approve(app, &id, SecrecyConclusion::NotPublic, "属于内部事务信息，不予公开").await?;
        Ok(app.hold_item(&self.officer, &id, Some(again)).await?)
    }

    async fn approve(
        &self,
        app: &App,
        id: &str,
        conclusion: SecrecyConclusion,
        basis: &str,
    ) -> anyhow::Result<()> {
        let state = app.item_state(id).await?;
        let work = state.in_work()?;
        let seen = work.hash.clone();
        for (_, reviewer) in (0..work.levels).zip(&self.reviewers) {
            app.approve_item(reviewer, id, &seen, "同意").await?;
        }
        let finding = SecrecyFinding { seen, conclusion, basis: basis.to_owned(), referred_to: None };
        Ok(app.review_item_secrecy(&self.secrecy, id, &finding).await?)
    }

    /// Who approves what others wrote.
    pub(crate) fn approver(&self) -> &Actor {
        &self.reviewers[0]
    }

    pub(crate) async fn review(&self, app: &App, id: String) -> anyhow::Result<String> {
        let basis = "经逐项审查，不涉及国家秘密、工作秘密和个人隐私，可以公开";
        self.approve(app, &id, SecrecyConclusion::Public, basis).await?;
        app.publish_item(&self.officer, &id).await?;
        Ok(id)
    }
}

/// The years before 2021: 5,572 items, so that the year's 178 make 5,750.
pub(crate) fn bureau_history(office: &Office) -> Vec<Plan> {
    const YEARS: [(i16, u32); 12] = [
        (2009, 236),
        (2010, 318),
        (2011, 402),
        (2012, 455),
        (2013, 487),
        (2014, 512),
        (2015, 538),
        (2016, 561),
        (2017, 574),
        (2018, 526),
        (2019, 497),
        (2020, 466),
    ];
    let mut dice = Dice::new(330_482);
    let mut plans = Vec::new();
    for (year, count) in YEARS {
        let (first, last) = (date(year, 1, 4), date(year, 12, 30));
        let rest = 36 + 18 + 12 + 8 + 6 + 4 + 2;
        let mix: Vec<(&'static str, u32)> = MIX_2021
            .iter()
            .map(|(column, share)| {
                (*column, if *column == "gzdt" { count.saturating_sub(rest) } else { *share })
            })
            .collect();
        plans.extend(plan(office, first, last, &mix, &mut dice));
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::people::BUREAU;

    #[test]
    fn the_bureau_has_5750_items_of_which_178_are_of_2021() {
        let year: u32 = MIX_2021.iter().map(|(_, count)| count).sum();
        assert_eq!(year, 178);
        assert_eq!(bureau_history(&BUREAU).len(), 5_572);
    }
}
