//! Forms of the duties before a reply: check-list, decision on an objection, notice to the third party; and of the
//! desk: take-over, likeness, reminder.

use gongkai_app::requests::RequestDetail;
use gongkai_request::code::{DeliveryWay, ObjectionFinding};
use gongkai_request::command::{AnswerChecklist, DecidePublicInterest, DismissDuplicate, Remind};
use gongkai_request::event::{Answered, ThirdPartyTold};
use gongkai_request::{Act, CaseNumber};
use gongkai_statute::Decision;
use gongkai_statute::checklist::{self, Answer};
use jiff::civil::Date;

use crate::form::{Checker, FieldErrors, Fields};
use crate::office::forms::{Filled, choices};
use crate::office::words::article;
use crate::ui::field::{Choice, Field};

/// Fields of the questions of a check-list: answer and remark. No list is longer.
const QUESTIONS: [(&str, &str); 6] =
    [("q1", "r1"), ("q2", "r2"), ("q3", "r3"), ("q4", "r4"), ("q5", "r5"), ("q6", "r6")];

type Read<T> = Result<T, FieldErrors>;

/// The ground whose check-list comes next: the first that is missing, or the first of the draft.
fn ground(filled: &Filled<'_>, detail: &RequestDetail) -> Option<Decision> {
    if let Some(given) = Decision::from_key(filled.fields.text("ground")) {
        return Some(given);
    }
    let grounds = detail.case.draft.as_ref()?.grounds();
    let missing = grounds.iter().copied().find(|ground| detail.case.checklist(*ground).is_none());
    missing.or_else(|| grounds.first().copied())
}

/// The fields of the acts of this module.
pub(super) fn fields(act: Act, filled: &Filled<'_>, detail: &RequestDetail) -> Vec<Field> {
    match act {
        Act::AnswerChecklist => questions(filled, detail),
        Act::DecidePublicInterest => vec![
            filled.select_only("letter", "征求意见书", objections(detail)),
            filled.date("on", "决定日期"),
            filled.radios(
                "finding",
                "决定",
                choices(ObjectionFinding::ALL, ObjectionFinding::key, ObjectionFinding::label),
            ),
            filled
                .area("reasons", "理由", 4)
                .hint("写明对公共利益的权衡，或者第三方的理由为什么不合理；不写个人信息。"),
            filled.area("content", "决定公开的政府信息内容", 3),
        ],
        Act::TellThirdParty => vec![
            filled.select_only("letter", "征求意见书", owed(detail)),
            filled.date("on", "送达日期").hint("签收或者交邮的日期。"),
            filled.radios("way", "送达方式", choices(DeliveryWay::ALL, DeliveryWay::key, DeliveryWay::label)),
            filled.line("document", "告知书文号").optional(),
        ],
        Act::TakeOver => vec![
            filled.date("on", "承接日期"),
            filled.area("basis", "机构改革的文件依据", 2).hint("文件名称和文号。"),
        ],
        Act::DismissDuplicate => vec![
            filled.date("on", "日期"),
            filled.line("of", "另一件申请的编号").hint("例如 2021-000123"),
            filled.area("reason", "为什么不是重复", 2),
        ],
        Act::Remind => vec![filled.date("on", "日期"), filled.area("note", "催办内容", 2)],
        _ => Vec::new(),
    }
}

fn questions(filled: &Filled<'_>, detail: &RequestDetail) -> Vec<Field> {
    let Some(ground) = ground(filled, detail) else { return Vec::new() };
    let mut all = vec![Field::hidden("ground", ground.key()), filled.date("on", "核对日期")];
    for (place, (question, (answer, remark))) in
        checklist::checklist(ground).iter().zip(QUESTIONS).enumerate()
    {
        let cited = article(&question.article.to_string());
        let label = format!("{}. {}（{cited}）", place + 1, question.text);
        let mut field = filled.radios(answer, &label, choices(&Answer::ALL, Answer::key, Answer::label));
        if let Some(fatal) = question.fatal {
            field = field.hint(format!("答“{}”的：{}", fatal.label(), question.instead));
        }
        all.push(field);
        if !question.remark_on.is_empty() {
            let said = format!("第 {} 题的说明", place + 1);
            all.push(filled.area(remark, &said, 2).hint(question.remark_on).optional());
        }
    }
    all
}

/// What the present form of a check-list is about, for its title.
pub(super) fn title(filled: &Filled<'_>, detail: &RequestDetail) -> String {
    ground(filled, detail).map_or_else(|| "核对表".to_owned(), |ground| format!("核对表：{}", ground.label()))
}

fn objections(detail: &RequestDetail) -> Vec<Choice> {
    let open = detail.case.objections().filter(|letter| detail.case.override_of(&letter.id).is_none());
    open.map(|letter| Choice::new(&letter.id, format!("{}（{} 发出）", letter.id, letter.sent_on))).collect()
}

fn owed(detail: &RequestDetail) -> Vec<Choice> {
    let owed = detail.case.notices_owed();
    owed.map(|it| Choice::new(&it.letter, format!("{}（{} 决定公开）", it.letter, it.on))).collect()
}

fn day(fields: &Fields) -> (Checker<'_>, Option<Date>) {
    let mut check = Checker::new(fields);
    let on = check.date("on", "日期");
    (check, on)
}

/// The answers; what is fatal is for the rules to refuse, with the article.
pub(super) fn checklist(fields: &Fields) -> Read<AnswerChecklist> {
    let (mut check, on) = day(fields);
    let decision = check.choice("ground", Decision::from_key, "请从书稿的答复决定打开核对表");
    let mut answers = Vec::new();
    let questions = decision.map(checklist::checklist).unwrap_or_default();
    for (question, (name, remark)) in questions.iter().zip(QUESTIONS) {
        let Some(answer) = check.choice(name, Answer::from_key, "请选择是或者否") else { continue };
        let said = check.optional(remark);
        if question.needs_remark(answer) && said.is_none() {
            check.fail(remark, question.remark_on);
        }
        answers.push(Answered { question: question.key.to_owned(), answer, remark: said });
    }
    check.finish(on.zip(decision).map(|(on, decision)| AnswerChecklist { on, decision, answers }))
}

pub(super) fn public_interest(fields: &Fields) -> Read<DecidePublicInterest> {
    let (mut check, on) = day(fields);
    let letter = check.required("letter", "请选择征求意见书");
    let finding = check.choice("finding", ObjectionFinding::from_key, "请选择决定");
    let reasons = check.required("reasons", "请写明决定公开的理由");
    let content = check.required("content", "请写明决定公开的内容");
    check.finish(on.zip(finding).map(|(on, finding)| DecidePublicInterest {
        on,
        letter,
        finding,
        reasons,
        content,
    }))
}

pub(super) fn told(fields: &Fields) -> Read<ThirdPartyTold> {
    let (mut check, on) = day(fields);
    let letter = check.required("letter", "请选择征求意见书");
    let way = check.choice("way", DeliveryWay::from_key, "请选择送达方式");
    let document = check.optional("document");
    check.finish(on.zip(way).map(|(on, way)| ThirdPartyTold { letter, on, way, document }))
}

pub(super) fn take_over(fields: &Fields) -> Read<(Date, String)> {
    let (mut check, on) = day(fields);
    let basis = check.required("basis", "请填写机构改革的文件依据");
    check.finish(on.map(|on| (on, basis)))
}

pub(super) fn dismissed(fields: &Fields) -> Read<DismissDuplicate> {
    let (mut check, on) = day(fields);
    let of = check.choice("of", CaseNumber::parse, "请填写申请编号，例如 2021-000123");
    let reason = check.required("reason", "请写明两件申请有什么不同");
    check.finish(on.zip(of).map(|(on, of)| DismissDuplicate { on, of, reason }))
}

pub(super) fn reminder(fields: &Fields) -> Read<Remind> {
    let (mut check, on) = day(fields);
    let note = check.required("note", "请写明催办的内容");
    check.finish(on.map(|on| Remind { on, note }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_list_fits_the_form() {
        for decision in Decision::ALL {
            assert!(checklist::checklist(decision).len() <= QUESTIONS.len(), "{decision:?}");
        }
    }
}
