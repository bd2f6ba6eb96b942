//! A policy of the bureau taken apart, the enterprises of the county, and what was pushed to whom.

use anyhow::Context as _;
use gongkai_app::App;
use gongkai_app::benefits::BenefitCommand;
use gongkai_app::intake::Visitor;
use gongkai_enterprise::benefit::{BenefitKind, Mode, Source, Terms};
use gongkai_enterprise::{Amount, Attribute, Number, Profile};
use gongkai_screening::checksum;
use jiff::civil::{Date, date};

use super::items::{Chain, Plan};
use super::people::PASSWORD;
use super::words::Text;

/// The first seventeen characters of a made-up code; the last is its check.
const CODE: &str = "91330482MA9999990";

/// Of the year before: staff, revenue, research; nothing when it is not known.
type Figures = (Option<&'static str>, Option<&'static str>, Option<&'static str>);

/// An enterprise that is not: name, region, industry, founded, figures, qualifications.
type Made = (&'static str, &'static str, &'static str, Date, Figures, &'static str);

const ENTERPRISES: [Made; 10] = [
    (
        "样例精密制造有限公司",
        "330482",
        "C3484",
        date(2015, 3, 2),
        (Some("86"), Some("3200"), Some("150")),
        "高新技术企业",
    ),
    (
        "样例智能装备有限公司",
        "330482",
        "C3569",
        date(2012, 6, 18),
        (Some("320"), Some("21000"), Some("900")),
        "高新技术企业;省级智能工厂",
    ),
    ("样例箱包有限公司", "330482", "C1922", date(2009, 9, 1), (Some("140"), Some("5600"), Some("20")), ""),
    (
        "样例光电科技有限公司",
        "330482",
        "C3976",
        date(2018, 11, 5),
        (Some("45"), Some("1800"), None),
        "科技型中小企业",
    ),
    (
        "样例软件有限公司",
        "330482",
        "I6513",
        date(2019, 4, 8),
        (Some("30"), Some("900"), Some("260")),
        "软件企业",
    ),
    ("样例新材料有限公司", "330482", "C2659", date(2016, 1, 20), (None, None, None), ""),
    ("样例服饰有限公司", "330482", "C1819", date(2007, 5, 15), (Some("60"), Some("1500"), Some("6")), ""),
    ("样例物流有限公司", "330482", "G5430", date(2014, 8, 8), (Some("110"), Some("4200"), Some("0")), ""),
    (
        "样例汽车零部件有限公司",
        "330482",
        "C3670",
        date(2011, 2, 14),
        (Some("680"), Some("52000"), Some("2100")),
        "高新技术企业;省级未来工厂",
    ),
    ("样例食品有限公司", "330402", "C1432", date(2013, 7, 7), (Some("95"), Some("2600"), Some("90")), ""),
];

const SENTENCES: [&str; 4] = [
    "（一）对注册在本市的制造业企业，首次认定为省级未来工厂、省级智能工厂的，分别给予100万元、30万元奖励。",
    "（二）对注册在本市、上年度研发费用占营业收入3%以上的小微制造业企业，按研发费用的10%给予补助，最高不超过20万元。",
    "（三）对注册在本市的高新技术企业，一次性给予20万元奖励。",
    "同一项目就高不重复享受，本政策由市经信局负责解释，自2022年2月1日起施行。",
];

/// A benefit of the policy: clause, name, beneficiaries, mode, amount, whether it is given once, conditions with the words
/// they come from.
struct Taken {
    clause: &'static str,
    name: &'static str,
    beneficiaries: &'static str,
    mode: Mode,
    amount: Amount,
    once: bool,
    conditions: &'static [(&'static str, &'static str)],
}

fn number(text: &str) -> anyhow::Result<Number> {
    Number::parse(text).with_context(|| format!("{text} 不是数字"))
}

fn taken() -> anyhow::Result<Vec<Taken>> {
    const HERE: (&str, &str) = ("region.startsWith('330482')", "对注册在本市的制造业企业");
    const MAKES: (&str, &str) = ("industry.startsWith('C')", "对注册在本市的制造业企业");
    Ok(vec![
        Taken {
            clause: "（一）",
            name: "省级智能工厂奖励",
            beneficiaries: "首次认定为省级智能工厂的制造业企业",
            mode: Mode::Automatic,
            amount: Amount::Fixed(number("30")?),
            once: true,
            conditions: &[
                HERE,
                MAKES,
                ("'省级智能工厂' in qualifications", "首次认定为省级未来工厂、省级智能工厂的"),
            ],
        },
        Taken {
            clause: "（二）",
            name: "小微企业研发费用补助",
            beneficiaries: "研发投入较高的小微制造业企业",
            mode: Mode::Simple,
            amount: Amount::Share { of: Attribute::Rd, rate: number("0.1")?, cap: Some(number("20")?) },
            once: false,
            conditions: &[
                (
                    "region.startsWith('330482') && industry.startsWith('C')",
                    "对注册在本市、上年度研发费用占营业收入3%以上的小微制造业企业",
                ),
                ("rd_ratio >= 0.03", "上年度研发费用占营业收入3%以上"),
                ("size in ['small', 'micro']", "小微制造业企业"),
            ],
        },
        Taken {
            clause: "（三）",
            name: "高新技术企业奖励",
            beneficiaries: "注册在本市的高新技术企业",
            mode: Mode::Simple,
            amount: Amount::Fixed(number("20")?),
            once: true,
            conditions: &[
                ("region.startsWith('330482')", "对注册在本市的高新技术企业"),
                ("'高新技术企业' in qualifications", "高新技术企业"),
            ],
        },
    ])
}

/// The code of the enterprise at a place of the list.
fn credit_code(place: usize) -> anyhow::Result<String> {
    let first = format!("{}{place}", CODE.get(..16).unwrap_or(CODE));
    let last = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|last| format!("{first}{last}"));
    last.into_iter().find(|code| checksum::credit_code(code)).context("没有合适的校验位")
}

/// The enterprise that has an account in the demo.
pub(crate) fn demo_enterprise() -> anyhow::Result<String> {
    credit_code(0)
}

fn profile(place: usize, made: &Made) -> anyhow::Result<Profile> {
    let (name, region, industry, founded, (staff, revenue, rd), qualifications) = made;
    let figures = [(Attribute::Staff, staff), (Attribute::Revenue, revenue), (Attribute::Rd, rd)];
    let figures = figures.into_iter().filter_map(|(one, text)| Some((one, (*text)?)));
    let figures: anyhow::Result<Vec<_>> =
        figures.map(|(one, text)| Ok(((one, 2021), number(text)?))).collect();
    Ok(Profile {
        credit_code: credit_code(place)?,
        name: Some(format!("平湖{name}")),
        region: Some((*region).to_owned()),
        industry: Some(vec![(*industry).to_owned()]),
        founded: Some(*founded),
        figures: figures?.into_iter().collect(),
        qualifications: Some(
            qualifications.split(';').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        ),
        flags: Some(std::collections::BTreeSet::new()),
    })
}

/// The register is loaded, a policy published and taken apart, one enterprise gets its account, two benefits are pushed.
pub(crate) async fn take_apart(app: &App, bureau: &Chain, on: Date) -> anyhow::Result<()> {
    let profiles: anyhow::Result<Vec<Profile>> =
        ENTERPRISES.iter().enumerate().map(|(place, made)| profile(place, made)).collect();
    let mut load = app.begin_enterprises("demo", on.year()).await?;
    (load.done, load.read) = (10, 10);
    let load = app.take_enterprises(load, profiles?).await?;
    app.finish_enterprises(load, "演示企业.csv", "demo", on.year()).await?;

    let text = Text {
        title: "关于支持制造业企业创新发展的若干政策（演示）".to_owned(),
        summary: "支持智能制造、研发投入和高新技术企业的奖励、补助政策。".to_owned(),
        paragraphs: SENTENCES.map(str::to_owned).to_vec(),
        keywords: vec!["惠企政策", "研发费用"],
    };
    let plan =
        Plan {
            on, column: "zcwj", text, number: Some("平经信〔2022〕1号".to_owned()), legal_kind: None
        };
    let item = bureau.publish(app, &plan).await?;
    for (place, one) in taken()?.into_iter().enumerate() {
        let id = draft(app, bureau, &item, &one, on).await?;
        // The last one still waits for its approval.
        app.act_on_benefit(&bureau.author, &id, &BenefitCommand::HandIn).await?;
        if place < 2 {
            let publish = BenefitCommand::Publish(app.benefit_revision(&id).await?, true);
            app.act_on_benefit(bureau.approver(), &id, &publish).await?;
        }
    }
    open_account(app, bureau).await?;
    for place in 1..=2 {
        app.push_benefit(&bureau.officer, &format!("{}/{place}", bureau.office.code)).await?;
    }
    let second = credit_code(1)?;
    app.apply_for_benefit(&bureau.officer, &format!("{}/1", bureau.office.code), &second).await?;
    Ok(())
}

async fn draft(app: &App, bureau: &Chain, item: &str, one: &Taken, on: Date) -> anyhow::Result<String> {
    let terms = Terms {
        name: one.name.to_owned(),
        kind: if matches!(one.amount, Amount::Share { .. }) {
            BenefitKind::Subsidy
        } else {
            BenefitKind::Reward
        },
        mode: one.mode,
        beneficiaries: one.beneficiaries.to_owned(),
        amount: Some(one.amount.clone()),
        amount_words: String::new(),
        once: one.once,
        clauses: Vec::new(),
        exclusion: None,
        materials: match one.mode {
            Mode::Automatic => Vec::new(),
            Mode::Simple | Mode::Application => {
                vec!["申请表".to_owned(), "上年度研发费用专项审计报告".to_owned()]
            }
        },
        opens_on: None,
        closes_on: Some(date(2022, 6, 30)),
        unit: "平湖市经信局企业服务科".to_owned(),
        address: "平湖市样例路1号".to_owned(),
        phone: "0573-00000012".to_owned(),
        pay_within: Some(60),
        year: on.year(),
    };
    let source = Source { item: item.to_owned(), edition: 0, clause: one.clause.to_owned() };
    let id = app.new_benefit(&bureau.author, bureau.office.code, source, terms).await?;
    for (when, words) in one.conditions {
        app.add_condition(&bureau.author, &id, when, words).await?;
    }
    Ok(id)
}

async fn open_account(app: &App, bureau: &Chain) -> anyhow::Result<()> {
    let code = demo_enterprise()?;
    let basis = "营业执照、授权委托书和经办人身份证件";
    let invitation = app.invite_enterprise(&bureau.officer, bureau.office.code, &code, basis).await?;
    let visitor = Visitor::new()?;
    app.open_enterprise(&visitor, &code, &invitation.code, PASSWORD, "127.0.0.1").await?;
    app.sign_out_enterprise(&visitor).await?;
    let third = credit_code(2)?;
    app.invite_enterprise(&bureau.officer, bureau.office.code, &third, basis).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_check() {
        for place in 0..ENTERPRISES.len() {
            assert!(checksum::credit_code(&credit_code(place).unwrap()));
        }
    }
}
