//! A request that is being filled in (申请草稿): what was typed, as it was typed, and what it still lacks.

use std::collections::BTreeMap;

use gongkai_app::intake::Submission;
use gongkai_app::requests::{PlainAgent, PlainForm, PlainParties, PlainParty};
use gongkai_request::code::{AgentKind, ProvisionForm, ProvisionRoute};
use gongkai_statute::RequesterKind;
use serde::{Deserialize, Serialize};

use crate::form::{Checker, FieldErrors, Fields};
use crate::office::requests::register::joint_party;

/// Under this name the visitor's draft is kept.
pub(super) const DRAFT: &str = "draft";

/// Joint requesters on the form.
const MOST_JOINT: usize = 10;

/// One of the five steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Step {
    /// 申请人
    Who,
    /// 所需信息
    What,
    /// 提供方式和途径
    How,
    /// 附件
    Files,
    /// 核对并提交
    Check,
}

impl Step {
    pub(super) const ALL: [Step; 5] = [Step::Who, Step::What, Step::How, Step::Files, Step::Check];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Step::Who => "who",
            Step::What => "what",
            Step::How => "how",
            Step::Files => "files",
            Step::Check => "check",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Step::Who => "申请人",
            Step::What => "所需信息",
            Step::How => "提供方式和途径",
            Step::Files => "附件",
            Step::Check => "核对并提交",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.key() == key)
    }

    pub(super) const fn next(self) -> Step {
        match self {
            Step::Who => Step::What,
            Step::What => Step::How,
            Step::How => Step::Files,
            Step::Files | Step::Check => Step::Check,
        }
    }

    pub(super) const fn before(self) -> Option<Step> {
        match self {
            Step::Who => None,
            Step::What => Some(Step::Who),
            Step::How => Some(Step::What),
            Step::Files => Some(Step::How),
            Step::Check => Some(Step::Files),
        }
    }

    /// The fields of the step.
    pub(super) const fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Who => &[
                "requester",
                "name",
                "identity",
                "phone",
                "email",
                "address",
                "acting",
                "agent_name",
                "agent_identity",
                "agent_contact",
                "joint",
            ],
            Step::What => &["title", "document_number", "features"],
            Step::How => &["form", "route"],
            Step::Files | Step::Check => &[],
        }
    }
}

/// Who fills the form in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acting {
    /// The requester.
    Own,
    /// Somebody with a mandate (代理人).
    Mandate,
    /// The guardian of a minor (监护人).
    Guardian,
}

impl Acting {
    pub(super) const ALL: [Acting; 3] = [Acting::Own, Acting::Mandate, Acting::Guardian];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Acting::Own => "own",
            Acting::Mandate => "mandate",
            Acting::Guardian => "guardian",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Acting::Own => "本人、本单位自己办",
            Acting::Mandate => "委托代理人办",
            Acting::Guardian => "申请人未成年，由监护人办",
        }
    }

    /// What the one who acts is called.
    pub(super) const fn party(self) -> &'static str {
        match self {
            Acting::Own => "申请人",
            Acting::Mandate => "代理人",
            Acting::Guardian => "监护人（申请人未成年）",
        }
    }

    /// By which authority; none for the requester.
    const fn kind(self) -> Option<AgentKind> {
        match self {
            Acting::Own => None,
            Acting::Mandate => Some(AgentKind::Authorised),
            Acting::Guardian => Some(AgentKind::Guardian),
        }
    }

    pub(super) fn of(fields: &Fields) -> Acting {
        Acting::ALL.into_iter().find(|acting| acting.key() == fields.text("acting")).unwrap_or(Acting::Own)
    }
}

/// Who asks together with the requester, one a line.
pub(super) fn joint(fields: &Fields) -> Vec<String> {
    crate::office::forms::lines(fields.text("joint"))
}

/// Joint requesters, and who acts for the requester.
fn parties(fields: &Fields) -> PlainParties {
    let text = |name: &str| fields.text(name).to_owned();
    let acting = Acting::of(fields);
    let agent = acting.kind().map(|kind| PlainAgent {
        kind,
        who: PlainParty {
            name: text("agent_name"),
            identity: text("agent_identity"),
            contact: text("agent_contact"),
        },
        // Shown by a file of the next step, which the officer looks at.
        proof: None,
    });
    PlainParties {
        joint: joint(fields).iter().map(|line| joint_party(line)).collect(),
        agent,
        minor: acting == Acting::Guardian,
    }
}

/// A file that is kept with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DraftFile {
    /// Name under which its bytes are kept.
    pub(super) kept_as: String,
    /// Its name.
    pub(super) name: String,
    /// Its size.
    pub(super) size_bytes: usize,
    /// Is it the proof of identity?
    pub(super) is_identity: bool,
}

/// A request that is being filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// Random, made with the draft: the same for every try to send it.
    pub(super) key: String,
    /// The agency asked.
    pub(super) agency: String,
    /// What was typed, by field.
    pub(super) fields: BTreeMap<String, String>,
    /// Steps that were sent.
    pub(super) done: Vec<Step>,
    /// Files handed in.
    pub(super) files: Vec<DraftFile>,
    /// It was submitted; nothing else is left of it.
    pub(super) submitted: bool,
}

impl Draft {
    /// What was typed, as a form.
    pub(super) fn typed(&self) -> Fields {
        Fields::of(self.fields.iter().map(|(name, value)| (name.clone(), value.clone())))
    }

    /// Takes what was typed at `step`, right or wrong.
    pub(super) fn take(&mut self, step: Step, sent: &Fields) {
        for name in step.fields() {
            if sent.has(name) {
                self.fields.insert((*name).to_owned(), sent.text(name).to_owned());
            }
        }
    }

    /// The step was sent.
    pub(super) fn finish(&mut self, step: Step) {
        if !self.done.contains(&step) {
            self.done.push(step);
        }
    }

    /// What is wrong at `step`.
    pub(super) fn flaws(&self, step: Step) -> FieldErrors {
        let fields = self.typed();
        let mut check = Checker::new(&fields);
        match step {
            Step::Who => who(&mut check, &fields),
            Step::What => what(&mut check, &fields),
            Step::How => how(&mut check, &fields),
            Step::Files | Step::Check => {}
        }
        check.finish(Some(())).err().unwrap_or_default()
    }

    /// The first step that is not right.
    pub(super) fn first_wrong(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.flaws(*step).is_empty())
    }

    /// What is handed in, when every step is right.
    pub(super) fn submission(&self) -> Option<Submission> {
        if self.first_wrong().is_some() {
            return None;
        }
        let fields = self.typed();
        let labelled = |pairs: &[(&str, &str)]| {
            let given = pairs.iter().filter(|(name, _)| !fields.text(name).is_empty());
            given
                .map(|(name, label)| format!("{label}：{}", fields.text(name)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        Some(Submission {
            key: self.key.clone(),
            agency: self.agency.clone(),
            requester: RequesterKind::from_key(fields.text("requester"))?,
            plain: PlainForm {
                name: fields.text("name").to_owned(),
                identity: fields.text("identity").to_owned(),
                contact: labelled(&[("phone", "电话"), ("email", "电子邮箱"), ("address", "通信地址")]),
                text: labelled(&[("title", "名称"), ("document_number", "文号"), ("features", "特征描述")]),
            },
            form: ProvisionForm::from_key(fields.text("form"))?,
            route: ProvisionRoute::from_key(fields.text("route"))?,
            parties: parties(&fields),
        })
    }
}

/// A text of at most so many characters.
fn within(check: &mut Checker<'_>, fields: &Fields, name: &str, label: &str, most: usize) {
    let count = fields.text(name).chars().count();
    if count > most {
        check.fail(name, format!("{label}最多 {most} 个字，现在有 {count} 个字，请删减。"));
    }
}

fn who(check: &mut Checker<'_>, fields: &Fields) {
    check.choice("requester", RequesterKind::from_key, "请选择您以什么身份申请");
    check.required("name", "请填写姓名；单位申请的，填写单位全称");
    within(check, fields, "name", "姓名或者名称", 100);
    check.required("identity", "请填写证件号码；单位填写统一社会信用代码");
    within(check, fields, "identity", "证件号码", 60);
    if ["phone", "email", "address"].iter().all(|name| fields.text(name).is_empty()) {
        check.fail("phone", "电话、电子邮箱、通信地址请至少填一项，以便确认和答复");
    }
    within(check, fields, "phone", "电话", 40);
    within(check, fields, "email", "电子邮箱", 200);
    within(check, fields, "address", "通信地址", 300);
    let acting = Acting::of(fields);
    if acting != Acting::Own {
        check.required("agent_name", &format!("请填写{}的姓名", acting.party()));
        check.required("agent_contact", &format!("请填写{}的电话或者其他联系方式", acting.party()));
    }
    within(check, fields, "agent_name", "姓名", 100);
    within(check, fields, "agent_identity", "证件号码", 60);
    within(check, fields, "agent_contact", "联系方式", 200);
    if joint(fields).len() > MOST_JOINT {
        check.fail("joint", format!("共同申请人最多填 {MOST_JOINT} 人，更多的请写成名单在第 4 步上传"));
    }
    within(check, fields, "joint", "共同申请人", 2000);
    let email = fields.text("email");
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        check.fail("email", "电子邮箱应当形如 name@example.com，请核对");
    }
}

fn what(check: &mut Checker<'_>, fields: &Fields) {
    if ["title", "document_number", "features"].iter().all(|name| fields.text(name).is_empty()) {
        check.fail("title", "名称、文号、特征描述请至少填一项，写明要哪一份信息");
    }
    within(check, fields, "title", "名称", 200);
    within(check, fields, "document_number", "文号", 100);
    within(check, fields, "features", "特征描述", 5000);
}

fn how(check: &mut Checker<'_>, fields: &Fields) {
    check.choice("form", ProvisionForm::from_key, "请选择要纸质的还是电子的");
    let route = check.choice("route", ProvisionRoute::from_key, "请选择怎样拿到");
    let lacks = |name: &str| fields.text(name).is_empty();
    match route {
        Some(ProvisionRoute::Mail) if lacks("address") => {
            check.fail("route", "选择邮寄的，请回到第 1 步填写通信地址");
        }
        Some(ProvisionRoute::Email) if lacks("email") => {
            check.fail("route", "选择电子邮件的，请回到第 1 步填写电子邮箱");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(pairs: &[(&str, &str)]) -> Draft {
        let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Draft { key: "k".to_owned(), agency: "a".to_owned(), fields, ..Draft::default() }
    }

    const WHOLE: &[(&str, &str)] = &[
        ("requester", "natural_person"),
        ("name", "申请人甲"),
        ("identity", "000"),
        ("phone", "0000-0000000"),
        ("title", "道路养护合同"),
        ("form", "electronic"),
        ("route", "online"),
    ];

    #[test]
    fn a_whole_draft_becomes_what_article_29_asks_for() {
        let submission = draft(WHOLE).submission().unwrap();
        assert_eq!(submission.plain.contact, "电话：0000-0000000");
        assert_eq!(submission.plain.text, "名称：道路养护合同");
    }

    #[test]
    fn each_lack_is_told_at_its_step() {
        for (field, step) in [
            ("requester", Step::Who),
            ("name", Step::Who),
            ("identity", Step::Who),
            ("phone", Step::Who),
            ("title", Step::What),
            ("form", Step::How),
            ("route", Step::How),
        ] {
            let without: Vec<_> = WHOLE.iter().copied().filter(|(name, _)| *name != field).collect();
            let draft = draft(&without);
            assert_eq!(draft.first_wrong(), Some(step), "{field}");
            assert!(draft.flaws(step).of(field).is_some(), "{field}");
            assert!(draft.submission().is_none(), "{field}");
        }
    }

    #[test]
    fn ten_thousand_characters_are_no_name() {
        let long = "长".repeat(10_000);
        let mut pairs = WHOLE.to_vec();
        pairs.push(("name", &long));
        let draft = draft(&pairs);
        let flaws = draft.flaws(Step::Who);
        assert!(flaws.of("name").unwrap().contains("最多 100 个字，现在有 10000 个字"));
        assert_eq!(draft.typed().text("name"), long, "and it is still there");
    }

    #[test]
    fn who_acts_for_another_says_who_they_are() {
        let mut pairs = WHOLE.to_vec();
        pairs.push(("acting", "guardian"));
        assert!(draft(&pairs).flaws(Step::Who).of("agent_name").unwrap().contains("监护人"));
        pairs.extend([
            ("agent_name", "监护人乙"),
            ("agent_contact", "0000-1"),
            ("joint", "共同甲，1\n\n共同乙，2"),
        ]);
        let parties = draft(&pairs).submission().unwrap().parties;
        let agent = parties.agent.unwrap();
        assert_eq!(
            (agent.kind, agent.who.name.as_str(), parties.minor),
            (AgentKind::Guardian, "监护人乙", true)
        );
        let joint: Vec<_> =
            parties.joint.iter().map(|one| (one.name.as_str(), one.identity.as_str())).collect();
        assert_eq!(joint, [("共同甲", "1"), ("共同乙", "2")]);
    }

    #[test]
    fn who_wants_post_gives_an_address() {
        let mut pairs: Vec<_> = WHOLE.iter().copied().filter(|(name, _)| *name != "route").collect();
        pairs.push(("route", "mail"));
        assert!(draft(&pairs).flaws(Step::How).of("route").unwrap().contains("通信地址"));
    }
}
