//! Issuing, sending and archiving (出具、发出、归档).

use gongkai_statute::regulation::art30;
use jiff::civil::Date;

use super::{Context, filled, not_before};
use crate::command::{Archive, IssueLetter, LetterNews, SendLetter};
use crate::event::{
    Archived, Event, LetterDelivered, LetterIssued, LetterOpened, LetterSent, LetterUndelivered,
    ReceiptReturned,
};
use crate::letters::Letter;
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::{Case, Stage};

/// Puts an edition on record. A reply says what was approved, word for word; another edition says why there is one.
pub(super) fn issue(case: &Case, act: &IssueLetter, context: &Context) -> Decided<Event> {
    filled(&act.code, "请选择文书。")?;
    let edition = match case.letter(&act.letter) {
        None => 1,
        Some(letter) => {
            if act.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                return Err(Refusal::new(
                    Rule::EditionReasonMissing,
                    "这份文书已经出具；重新出具的请写明原因，原来的版本仍然保留。",
                ));
            }
            if letter.code() != act.code {
                return Err(Refusal::new(Rule::LetterUnknown, "重新出具的应当是同一种文书，请核对。"));
            }
            u32::try_from(letter.editions.len()).unwrap_or(u32::MAX).saturating_add(1)
        }
    };
    if act.is_answer && case.stage() == Stage::Approved {
        same_as_approved(case, &act.content)?;
    }
    Ok(vec![Event::LetterIssued(Box::new(LetterIssued {
        letter: act.letter.clone(),
        code: act.code.clone(),
        to: act.to,
        about: act.about.clone(),
        document: act.document.clone(),
        edition,
        reason: act.reason.clone(),
        on: act.on,
        by: context.by.to_owned(),
        person: act.person.clone(),
        files: act.files.clone(),
        content: act.content.clone(),
        template: act.template.clone(),
        scanned: act.scanned,
        warnings: act.warnings.clone(),
    }))])
}

/// What is sent is what was approved.
pub(super) fn same_as_approved(case: &Case, content: &str) -> Result<(), Refusal> {
    let approved = case.draft.as_ref().and_then(|draft| draft.approval.as_ref());
    match approved.and_then(|approval| approval.content.as_deref()) {
        Some(approved) if approved != content => Err(Refusal::new(
            Rule::LetterDiffers,
            "文书内容与签发的不一致，不能发出；需要改动的，请退回修改后重新送审、签发。",
        )),
        _ => Ok(()),
    }
}

fn letter<'a>(case: &'a Case, id: &str) -> Result<&'a Letter, Refusal> {
    case.letter(id).ok_or_else(|| Refusal::new(Rule::LetterUnknown, "没有这份文书，请先出具。"))
}

/// Records that a letter left; a reply leaves with the act that delivers it.
pub(super) fn send(case: &Case, act: &SendLetter, context: &Context) -> Decided<Event> {
    let letter = letter(case, &act.letter)?;
    if !letter.leaves() {
        return Err(Refusal::new(Rule::LetterUnknown, "这份文书存入案卷，不必发出。"));
    }
    if letter.sent.is_some() && letter.undelivered.is_none() {
        return Err(Refusal::new(
            Rule::LetterSentOnce,
            "这份文书已经发出；被退回的请先登记退回，再重新发出。",
        ));
    }
    let Some(edition) = letter.last() else {
        return Err(Refusal::new(Rule::LetterUnknown, "没有这份文书，请先出具。"));
    };
    if letter.is_reply() && letter.sent.is_none() && case.stage() != Stage::Closed {
        return Err(Refusal::new(Rule::NotApproved, "答复书的发出请登记“送达”：送达之日即办结之日。"));
    }
    not_before(act.on, edition.on, "发出日期不能早于文书的日期。")?;
    Ok(vec![Event::LetterSent(LetterSent {
        letter: act.letter.clone(),
        code: edition.code.clone(),
        about: edition.about.clone(),
        late: told_by(case, &edition.code, context).is_some_and(|due| due < act.on),
        edition: edition.edition,
        document: edition.document.clone(),
        way: act.way,
        on: act.on,
        evidence: act.evidence.clone(),
        receipt_by: act.receipt_by,
        read_by: act.read_by,
    })])
}

/// The last day on which a notice is told in time.
fn told_by(case: &Case, code: &str, context: &Context) -> Option<Date> {
    match code {
        "P3" => art30::notice_due(case.received_on()?, context.calendar).ok().map(|due| due.day),
        // Told on or before the last day as it stood before the extension: what it adds is not counted yet.
        "P5" => case.due_before_extension,
        _ => None,
    }
}

/// Records what became of a letter that was sent.
pub(super) fn news(case: &Case, act: &LetterNews) -> Decided<Event> {
    let letter = letter(case, act.letter())?;
    let Some(sent) = &letter.sent else {
        return Err(Refusal::new(Rule::LetterNotSent, "这份文书还没有发出，请先登记发出。"));
    };
    not_before(act.on(), sent.on, "日期不能早于文书发出的日期。")?;
    Ok(vec![match act {
        LetterNews::Delivered { letter, on } => {
            let about = case.letter(letter).and_then(Letter::last).and_then(|it| it.about.clone());
            Event::LetterDelivered(LetterDelivered { letter: letter.clone(), about, on: *on })
        }
        LetterNews::ReceiptReturned { letter, on, file } => {
            if let Some(file) = file
                && case.file(file).is_none()
            {
                return Err(Refusal::new(Rule::Blank, "没有这份回执扫描件，请先上传。"));
            }
            let returned = ReceiptReturned { letter: letter.clone(), on: *on, file: file.clone() };
            Event::ReceiptReturned(returned)
        }
        LetterNews::Undelivered { letter, on, reason } => {
            filled(reason, "请写明退回的原因。")?;
            let back = LetterUndelivered { letter: letter.clone(), on: *on, reason: reason.clone() };
            Event::LetterUndelivered(back)
        }
        LetterNews::Opened { letter, on } => {
            Event::LetterOpened(LetterOpened { letter: letter.clone(), on: *on })
        }
    }])
}

/// Packs a closed case.
pub(super) fn archive(act: &Archive, context: &Context) -> Vec<Event> {
    vec![Event::Archived(Box::new(Archived {
        on: context.today,
        by: context.by.to_owned(),
        person: act.person.clone(),
        file: act.file.clone(),
        documents: act.documents,
        keep_until: act.keep_until,
    }))]
}
