//! What a benefit says: for whom, how much, when, where, under which conditions, each with its sentence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::check::check;
use crate::condition::{Condition, parse};
use crate::problem::Severity;

/// Most conditions of one benefit.
pub const MOST_CLAUSES: usize = 40;
/// Characters a line may have.
const LINE: usize = 200;
/// Characters a longer text may have.
const TEXT: usize = 2_000;

/// What kind of thing is given (兑现方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitKind {
    /// 奖励
    Reward,
    /// 补助
    Subsidy,
    /// 贴息
    Interest,
    /// 减免
    Relief,
    /// 认定
    Recognition,
    /// 服务
    Service,
}

impl BenefitKind {
    /// Every kind.
    pub const ALL: [BenefitKind; 6] = [
        BenefitKind::Reward,
        BenefitKind::Subsidy,
        BenefitKind::Interest,
        BenefitKind::Relief,
        BenefitKind::Recognition,
        BenefitKind::Service,
    ];

    /// The name in rows and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            BenefitKind::Reward => "reward",
            BenefitKind::Subsidy => "subsidy",
            BenefitKind::Interest => "interest",
            BenefitKind::Relief => "relief",
            BenefitKind::Recognition => "recognition",
            BenefitKind::Service => "service",
        }
    }

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            BenefitKind::Reward => "奖励",
            BenefitKind::Subsidy => "补助",
            BenefitKind::Interest => "贴息",
            BenefitKind::Relief => "减免",
            BenefitKind::Recognition => "认定",
            BenefitKind::Service => "服务",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<BenefitKind> {
        BenefitKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// How one gets it (办理方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 免申即享: paid without an application.
    Automatic,
    /// 快申快享: a simple application.
    Simple,
    /// 申报: as the procedure says.
    Application,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 3] = [Mode::Automatic, Mode::Simple, Mode::Application];

    /// The name in rows and addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Mode::Automatic => "automatic",
            Mode::Simple => "simple",
            Mode::Application => "application",
        }
    }

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Mode::Automatic => "免申即享",
            Mode::Simple => "快申快享",
            Mode::Application => "申报享受",
        }
    }

    /// The mode of that name.
    pub fn from_key(key: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.key() == key)
    }
}

/// Where a sentence of the source stands (原文). The words themselves stay in the item alone, so that a purge of the item
/// leaves none of them here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Where it begins, in characters of the text of the edition.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// SHA-256 of the sentence, hexadecimal.
    pub sha256: String,
}

/// A condition with the sentence it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// The condition.
    pub when: String,
    /// The sentence.
    pub quote: Quote,
}

impl Clause {
    /// The condition as read; nothing when it cannot be, which no published clause is.
    pub fn condition(&self) -> Option<Condition> {
        parse(&self.when).ok()
    }
}

/// What a benefit says (事项内容).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What it is called.
    pub name: String,
    /// What kind of thing is given.
    pub kind: BenefitKind,
    /// How one gets it.
    pub mode: Mode,
    /// 惠及对象, in words.
    pub beneficiaries: String,
    /// How much, where it can be reckoned.
    pub amount: Option<Amount>,
    /// How much, in words, where it cannot.
    pub amount_words: String,
    /// Is it given once only (一次性)?
    pub once: bool,
    /// 申报条件, all of which must be met.
    pub clauses: Vec<Clause>,
    /// Name shared by benefits of which the highest alone is given (就高不重复).
    pub exclusion: Option<String>,
    /// 申报材料.
    pub materials: Vec<String>,
    /// First day of the window.
    pub opens_on: Option<Date>,
    /// Last day of the window; without both it is open all year (常年).
    pub closes_on: Option<Date>,
    /// 受理单位.
    pub unit: String,
    /// 受理地址.
    pub address: String,
    /// 咨询电话.
    pub phone: String,
    /// 兑现时限, in working days from acceptance.
    pub pay_within: Option<u16>,
    /// The application year (申报年度): yearly figures without a year are those of the year before.
    pub year: i16,
}

impl Terms {
    /// All its conditions as one text.
    pub fn when(&self) -> String {
        match self.clauses.as_slice() {
            [] => "true".to_owned(),
            [one] => one.when.clone(),
            several => {
                let parts: Vec<String> = several.iter().map(|clause| format!("({})", clause.when)).collect();
                parts.join(" && ")
            }
        }
    }

    /// All its conditions as one, as far as they can be read.
    pub fn condition(&self) -> Option<Condition> {
        parse(&self.when()).ok()
    }

    /// How much it gives, in words.
    pub fn amount_sentence(&self) -> String {
        match &self.amount {
            Some(amount) => amount.sentence(),
            None => self.amount_words.clone(),
        }
    }

    /// Can it be applied for on `day`?
    pub fn is_open_on(&self, day: Date) -> bool {
        self.opens_on.is_none_or(|first| first <= day) && self.closes_on.is_none_or(|last| day <= last)
    }

    /// What tells one window from another: whoever was told of it once is not told again when other words change.
    pub fn round(&self) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        format!("{}/{}/{}", self.year, day(self.opens_on), day(self.closes_on))
    }

    /// When it can be applied for, in words.
    pub fn window(&self) -> String {
        match (self.opens_on, self.closes_on) {
            (None, None) => "常年受理".to_owned(),
            (Some(first), None) => format!("{first} 起"),
            (None, Some(last)) => format!("至 {last}"),
            (Some(first), Some(last)) => format!("{first} 至 {last}"),
        }
    }

    /// By when it is paid, in words; empty when nothing is said.
    pub fn pay_sentence(&self) -> String {
        self.pay_within.map(|days| format!("受理后 {days} 个工作日")).unwrap_or_default()
    }
}

/// What is wrong with the terms (问题).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: &'static str,
    /// What is wrong and how to put it right.
    pub message: String,
}

/// Everything that keeps the terms from being handed in: the five required contents of a guide (对象、条件、时限、地址、
/// 电话), an amount, conditions that can be read and met.
pub fn flaws(terms: &Terms) -> Vec<Flaw> {
    let mut found = lengths(terms);
    let required = [
        ("name", &terms.name, "请填写事项名称"),
        ("beneficiaries", &terms.beneficiaries, "请填写惠及对象"),
        ("unit", &terms.unit, "请填写受理单位"),
        ("address", &terms.address, "请填写受理地址，网上受理的填写网址"),
        ("phone", &terms.phone, "请填写咨询电话"),
    ];
    for (field, text, message) in required {
        if text.trim().is_empty() {
            found.push(Flaw { field, message: message.to_owned() });
        }
    }
    let mut flaw = |field, message: &str| found.push(Flaw { field, message: message.to_owned() });
    if terms.pay_within.is_none_or(|days| days == 0) {
        flaw("pay_within", "请填写兑现时限：受理后多少个工作日");
    }
    if terms.clauses.is_empty() {
        flaw("clauses", "请至少增加一项申报条件，每项条件对应原文的一句话");
    }
    let is_money = !matches!(terms.kind, BenefitKind::Recognition | BenefitKind::Service);
    if is_money && terms.amount.is_none() && terms.amount_words.trim().is_empty() {
        flaw("amount", "请填写兑现金额，不能计算的用文字说明");
    }
    if let (Some(first), Some(last)) = (terms.opens_on, terms.closes_on)
        && last < first
    {
        flaw("closes_on", "截止日期不能早于开始日期");
    }
    if terms.mode != Mode::Automatic && terms.materials.is_empty() {
        flaw("materials", "请列明申报材料，不需要材料的办理方式选免申即享");
    }
    found.extend(condition_flaws(terms));
    found
}

/// Every text is bounded, in a draft too.
pub(super) fn lengths(terms: &Terms) -> Vec<Flaw> {
    let mut found = Vec::new();
    let lines = [
        ("name", &terms.name),
        ("unit", &terms.unit),
        ("address", &terms.address),
        ("phone", &terms.phone),
        ("amount", &terms.amount_words),
    ];
    let texts = lines.into_iter().map(|(field, text)| (field, text, LINE));
    let mut check = |field, text: &str, most: usize| {
        let count = text.chars().count();
        if most < count {
            found.push(Flaw {
                field, message: format!("最多 {most} 个字，现在有 {count} 个字，请删减")
            });
        }
    };
    for (field, text, most) in texts {
        check(field, text, most);
    }
    check("beneficiaries", &terms.beneficiaries, TEXT);
    check("materials", &terms.materials.join("\n"), TEXT);
    check("exclusion", terms.exclusion.as_deref().unwrap_or_default(), LINE);
    found
}

/// Conditions that cannot be read, contradict each other or themselves, or ask for unknown codes.
fn condition_flaws(terms: &Terms) -> Vec<Flaw> {
    let mut found = Vec::new();
    for (place, clause) in terms.clauses.iter().enumerate() {
        if let Err(problems) = parse(&clause.when) {
            let what = problems.first().map(ToString::to_string).unwrap_or_default();
            found.push(Flaw { field: "clauses", message: format!("第 {} 项条件{what}", place + 1) });
        }
    }
    if found.is_empty()
        && let Ok(condition) = parse(&terms.when())
    {
        let problems = check(&condition, terms.year);
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        found.extend(errors.map(|problem| Flaw {
            field: "clauses",
            message: format!("条件合起来有问题：{}", problem.message),
        }));
    }
    found
}
