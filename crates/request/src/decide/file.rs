//! Files of a case (案卷材料).

use super::{Context, filled};
use crate::command::AddFile;
use crate::event::{Event, FileAdded};
use crate::refusal::{Decided, Refusal, Rule};
use crate::state::Case;

/// Puts a sealed file on record, whatever the stage: receipts come after the case is closed.
pub(super) fn add(case: &Case, act: &AddFile, context: &Context) -> Decided<Event> {
    filled(&act.person, "缺少材料所属人的标识，请重新上传。")?;
    if case.file(&act.file.id).is_some() {
        return Err(Refusal::new(Rule::FileTaken, "这份材料已经登记，不必重复上传。"));
    }
    if act.pages.is_some_and(|pages| pages.first == 0 || pages.last < pages.first) {
        return Err(Refusal::new(Rule::Blank, "页码范围应当从1起，末页不小于首页，请核对。"));
    }
    Ok(vec![Event::FileAdded(Box::new(FileAdded {
        on: context.today,
        by: context.by.to_owned(),
        purpose: act.purpose,
        person: act.person.clone(),
        file: act.file.clone(),
        pages: act.pages,
        about: act.about.clone(),
    }))])
}
