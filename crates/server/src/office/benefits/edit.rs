//! Writing a benefit: its terms in one form, filled in from the sentence it is taken from.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use gongkai_enterprise::benefit::{BenefitKind, Mode, Source, Terms};
use gongkai_enterprise::{Amount, Attribute, Number};
use gongkai_store::benefit::BenefitRow;
use serde::Deserialize;

use super::{TITLE, load};
use crate::form::{Checker, FieldErrors, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, lines};
use crate::ui::field::Choice;

/// Figures an amount can be reckoned from.
const FIGURES: [Attribute; 4] = [Attribute::Revenue, Attribute::Rd, Attribute::Assets, Attribute::Staff];

/// How an amount is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AmountKind {
    Fixed,
    Share,
    Graded,
    Words,
}

impl AmountKind {
    const ALL: [AmountKind; 4] =
        [AmountKind::Fixed, AmountKind::Share, AmountKind::Graded, AmountKind::Words];

    const fn key(self) -> &'static str {
        match self {
            AmountKind::Fixed => "fixed",
            AmountKind::Share => "share",
            AmountKind::Graded => "graded",
            AmountKind::Words => "words",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            AmountKind::Fixed => "定额",
            AmountKind::Share => "按比例",
            AmountKind::Graded => "分档",
            AmountKind::Words => "文字说明（不能计算，或者不给钱）",
        }
    }

    fn from_key(key: &str) -> Option<AmountKind> {
        AmountKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// From which sentence of which text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    item: String,
    start: String,
    pair: String,
}

/// `GET /office/{agency}/benefits/new`
pub(super) async fn new_page(desk: Desk, Query(from): Query<From>) -> Result<Response, Fault> {
    let policy = match desk.app.policy_text(desk.code(), &from.item).await {
        Ok(policy) => policy,
        // Without a text there is nothing to write a benefit from: which one is asked first.
        Err(gongkai_app::AppError::Fields(_)) => {
            return Ok(Redirect::to(&address::benefit_source(desk.code(), &from.item)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let agency = desk.agency()?;
    let start: Option<usize> = from.start.parse().ok();
    let candidate = policy.candidates.iter().find(|one| Some(one.start) == start);
    let pair = candidate.and_then(|one| one.pairs.get(from.pair.parse::<usize>().unwrap_or_default()));
    let mut given = vec![
        ("item", policy.item.index_number.clone()),
        ("unit", agency.name.clone()),
        ("address", agency.address.clone()),
        ("phone", agency.phone.clone()),
        ("year", desk.app.today().year().to_string()),
    ];
    if let (Some(candidate), Some((subject, amount))) = (candidate, pair) {
        let kind = kind_of(&candidate.text);
        given.push(("clause", candidate.clause.clone()));
        given.push(("name", format!("{subject}{}", kind.label())));
        given.push(("beneficiaries", subject.clone()));
        given.push(("kind", kind.key().to_owned()));
        given.extend(amount_fields(amount.as_ref(), &candidate.text));
    }
    let given = Fields::of(given.into_iter().map(|(name, value)| (name.to_owned(), value)));
    form(&desk, None, &given, &Flaws::default()).await
}

/// What a sentence gives, by its own words.
fn kind_of(sentence: &str) -> BenefitKind {
    let words = [
        ("贴息", BenefitKind::Interest),
        ("减免", BenefitKind::Relief),
        ("补助", BenefitKind::Subsidy),
        ("补贴", BenefitKind::Subsidy),
        ("资助", BenefitKind::Subsidy),
    ];
    words.into_iter().find(|(word, _)| sentence.contains(word)).map_or(BenefitKind::Reward, |(_, kind)| kind)
}

fn amount_fields(amount: Option<&Amount>, words: &str) -> Vec<(&'static str, String)> {
    match amount {
        Some(Amount::Fixed(amount)) => {
            vec![("amount_kind", "fixed".to_owned()), ("fixed", amount.to_string())]
        }
        Some(Amount::Share { of, rate, cap }) => {
            let percent = Number::from_millionths(rate.millionths().saturating_mul(100));
            vec![
                ("amount_kind", "share".to_owned()),
                ("share", percent.map(|percent| percent.to_string()).unwrap_or_default()),
                ("of", of.key().to_owned()),
                ("cap", cap.map(|cap| cap.to_string()).unwrap_or_default()),
            ]
        }
        Some(Amount::Graded { by, steps }) => {
            let steps: Vec<String> = steps.iter().map(|(from, paid)| format!("{from} {paid}")).collect();
            vec![
                ("amount_kind", "graded".to_owned()),
                ("of", by.key().to_owned()),
                ("steps", steps.join("\n")),
            ]
        }
        None => vec![("amount_kind", "words".to_owned()), ("amount_words", words.to_owned())],
    }
}

/// `POST /office/{agency}/benefits/new`
pub(super) async fn create(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let made = async {
        let (source, terms) = read(&given)?;
        Ok::<_, Fault>(desk.app.new_benefit(&desk.actor, desk.code(), source, terms).await?)
    };
    match made.await {
        Ok(id) => desk.done("事项已保存，请逐项增加申报条件。", &address::benefit(&id)).await,
        Err(fault) => form(&desk, None, &given, &fault.flaws()?).await,
    }
}

/// `GET /office/{agency}/benefits/{number}/edit`
pub(super) async fn page(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let newest = row.draft.clone();
    let newest = newest.or_else(|| row.published.clone().map(|public| (public.source, public.terms)));
    let Some((source, terms)) = newest else { return Err(Fault::Problem(crate::problem::Problem::NotFound)) };
    form(&desk, Some(&row), &filled(&source, &terms), &Flaws::default()).await
}

fn filled(source: &Source, terms: &Terms) -> Fields {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut given = vec![
        ("item", source.item.clone()),
        ("clause", source.clause.clone()),
        ("name", terms.name.clone()),
        ("kind", terms.kind.key().to_owned()),
        ("mode", terms.mode.key().to_owned()),
        ("beneficiaries", terms.beneficiaries.clone()),
        ("exclusion", terms.exclusion.clone().unwrap_or_default()),
        ("materials", terms.materials.join("\n")),
        ("opens_on", day(terms.opens_on)),
        ("closes_on", day(terms.closes_on)),
        ("unit", terms.unit.clone()),
        ("address", terms.address.clone()),
        ("phone", terms.phone.clone()),
        ("pay_within", terms.pay_within.map(|days| days.to_string()).unwrap_or_default()),
        ("year", terms.year.to_string()),
    ];
    if terms.once {
        given.push(("once", "yes".to_owned()));
    }
    given.extend(amount_fields(terms.amount.as_ref(), &terms.amount_words));
    Fields::of(given.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

/// `POST /office/{agency}/benefits/{number}/edit`
pub(super) async fn save(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let row = load(&desk, &number).await?;
    let saved = async {
        let (source, terms) = read(&given)?;
        Ok::<_, Fault>(desk.app.edit_benefit(&desk.actor, &row.id, source, terms).await?)
    };
    match saved.await {
        Ok(()) => desk.done("已保存。", &address::benefit(&row.id)).await,
        Err(fault) => form(&desk, Some(&row), &given, &fault.flaws()?).await,
    }
}

async fn form(
    desk: &Desk,
    row: Option<&BenefitRow>,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let title = if row.is_some() { "修改事项" } else { "拆出事项" };
    let list = address::benefits(desk.code());
    let (action, cancel) = match row {
        Some(row) => (format!("{}/edit", address::benefit(&row.id)), address::benefit(&row.id)),
        None => {
            (address::new_benefit_form(desk.code()), address::benefit_source(desk.code(), given.text("item")))
        }
    };
    let figures = FIGURES.iter().map(|one| Choice::new(one.key(), format!("上年度{}", one.label())));
    let groups = vec![
        Group::new(
            "事项",
            vec![
                filled.line("item", "政策文件").hint("已公开的政策文件的索引号；保存时按现行版本记录。"),
                filled.line("clause", "条款").optional().hint("原文的序号，例如 一、（二）。"),
                filled.line("name", "事项名称"),
                filled.radios(
                    "kind",
                    "兑现方式",
                    choices(&BenefitKind::ALL, BenefitKind::key, BenefitKind::label),
                ),
                filled.radios("mode", "办理方式", choices(&Mode::ALL, Mode::key, Mode::label)),
                filled.area("beneficiaries", "惠及对象", 2),
            ],
        ),
        Group::new(
            "兑现金额",
            vec![
                filled.radios(
                    "amount_kind",
                    "怎样计算",
                    choices(&AmountKind::ALL, AmountKind::key, AmountKind::label),
                ),
                filled.line("fixed", "定额（万元）").optional(),
                filled.select("of", "计算依据", figures.collect()).optional().hint("按比例、分档的选择。"),
                filled.line("share", "比例（%）").optional(),
                filled.line("cap", "最高（万元）").optional(),
                filled
                    .area("steps", "各档", 3)
                    .optional()
                    .hint("一行一档，由低到高：起点，空格，金额（万元），例如 2000 10。"),
                filled.area("amount_words", "文字说明", 2).optional(),
                filled.tick("once", "次数", "一次性，同一企业只兑现一次"),
                filled
                    .line("exclusion", "就高不重复")
                    .optional()
                    .hint("同一企业只享受其中最高一项的，这几个事项写同一个名称，例如 智能制造奖励。"),
            ],
        ),
        Group::new(
            "办理",
            vec![
                filled.area("materials", "申报材料", 4).optional().hint("一行一份；免申即享的可以不写。"),
                filled.date("opens_on", "开始受理").optional().hint("常年受理的，开始、截止都不填。"),
                filled.date("closes_on", "截止受理").optional(),
                filled
                    .number("pay_within", "兑现时限（工作日）")
                    .optional()
                    .hint("受理后多少个工作日内兑现；提交审核前必须填写。"),
                filled.line("unit", "受理单位").optional(),
                filled.line("address", "受理地址").optional(),
                filled.line("phone", "咨询电话").optional(),
                filled.number("year", "申报年度").hint("条件中没有写明年份的年度数据，是申报年度的上一年。"),
            ],
        ),
    ];
    let sheet = Sheet {
        title: title.to_owned(),
        intro: "申报条件保存以后逐项增加。对象、条件、时限、地址、电话五项齐全才能提交审核。".to_owned(),
        groups,
        submit: "保存".to_owned(),
        action,
        cancel,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[(TITLE, list)]).await
}

fn read(given: &Fields) -> Result<(Source, Terms), FieldErrors> {
    let mut check = Checker::new(given);
    let item = check.required("item", "请填写政策文件的索引号");
    let name = check.required("name", "请填写事项名称");
    let kind = check.choice("kind", BenefitKind::from_key, "请选择兑现方式");
    let mode = check.choice("mode", Mode::from_key, "请选择办理方式");
    let amount = amount(&mut check, given);
    let opens_on = check.optional_date("opens_on", "开始受理");
    let closes_on = check.optional_date("closes_on", "截止受理");
    let pay_within = check.optional_small("pay_within", "兑现时限");
    let year: Option<i16> = check.small("year", "申报年度");
    if year.is_some_and(|year| !(2000..=2200).contains(&year)) {
        check.fail("year", "申报年度应为 2000 至 2200 之间的年份");
    }
    let text = |name: &str| given.text(name).trim().to_owned();
    let both = match (kind, mode, year) {
        (Some(kind), Some(mode), Some(year)) => Some((kind, mode, year)),
        _ => None,
    };
    check.finish(both.map(|(kind, mode, year)| {
        let terms = Terms {
            name,
            kind,
            mode,
            beneficiaries: text("beneficiaries"),
            amount,
            amount_words: if given.text("amount_kind") == "words" {
                text("amount_words")
            } else {
                String::new()
            },
            once: given.has("once"),
            clauses: Vec::new(),
            exclusion: Some(text("exclusion")).filter(|name| !name.is_empty()),
            materials: lines(given.text("materials")),
            opens_on,
            closes_on,
            unit: text("unit"),
            address: text("address"),
            phone: text("phone"),
            pay_within,
            year,
        };
        (Source { item, edition: 0, clause: text("clause") }, terms)
    }))
}

/// The amount, when it can be reckoned.
fn amount(check: &mut Checker<'_>, given: &Fields) -> Option<Amount> {
    match check.choice("amount_kind", AmountKind::from_key, "请选择兑现金额怎样计算")? {
        AmountKind::Words => None,
        AmountKind::Fixed => Some(Amount::Fixed(money(check, given, "fixed", "定额")?)),
        AmountKind::Share => {
            let of = figure(check);
            let percent = money(check, given, "share", "比例");
            let cap =
                if given.text("cap").trim().is_empty() { None } else { money(check, given, "cap", "最高") };
            let rate = Number::from_millionths(percent?.millionths() / 100)?;
            Some(Amount::Share { of: of?, rate, cap })
        }
        AmountKind::Graded => {
            let by = figure(check);
            let mut steps = Vec::new();
            for (place, line) in lines(given.text("steps")).iter().enumerate() {
                let parts: Vec<Option<Number>> = line
                    .split([' ', '　', '\t', '，', ','])
                    .filter(|one| !one.is_empty())
                    .map(Number::parse)
                    .collect();
                if let [Some(from), Some(paid)] = parts.as_slice() {
                    steps.push((*from, *paid));
                } else {
                    let text = format!("第 {} 行“{line}”应为“起点 金额”，例如 2000 10", place + 1);
                    check.fail("steps", text);
                    return None;
                }
            }
            if steps.is_empty() || !steps.is_sorted_by(|one, other| one.0 < other.0) {
                check.fail("steps", "请至少写一档，起点由小到大");
                return None;
            }
            Some(Amount::Graded { by: by?, steps })
        }
    }
}

fn figure(check: &mut Checker<'_>) -> Option<Attribute> {
    let known = |key: &str| FIGURES.into_iter().find(|one| one.key() == key);
    check.choice("of", known, "请选择计算依据")
}

fn money(check: &mut Checker<'_>, given: &Fields, name: &'static str, label: &str) -> Option<Number> {
    let text = given.text(name).trim();
    let number = Number::parse(text).filter(|number| 0 < number.millionths());
    if number.is_none() {
        check.fail(name, format!("{label}应为大于 0 的数字，例如 30 或者 0.5"));
    }
    number
}
