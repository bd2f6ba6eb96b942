//! The signature (签发): the leader signs a text; its hash, a number and the letter itself follow.

use gongkai_request::command::Approve;
use gongkai_request::{Act, CaseNumber, Command, decide};
use jiff::civil::Date;

use super::bind::{bind, missing};
use super::issue::NewLetter;
use super::preview::{answer, text_of};
use crate::requests::{pure, roles_for};
use crate::{Actor, App, AppError};

impl App {
    /// Signs the reply on the desk and issues its letter. `seen` is the hash of the text the leader looked at.
    ///
    /// # Errors
    ///
    /// A refusal when the text changed since, when the letter lacks something, or when the rules forbid the signature.
    pub async fn approve_reply(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
        seen: Option<&str>,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Approve), agency).await?;
        let facts = self.facts(agency, number).await?;
        let context = self.context(actor);
        // What the rules say comes before what the letter lacks.
        let trial = Command::Approve(Approve { on, document: None, content: None });
        decide(&facts.case, &trial, &pure(&context, &facts.calendar))?;
        let writing = answer(&facts, on)?;
        let wording = self.wording(agency, writing.code).await?;
        let fields = bind(&facts, &writing)?;
        let lacking = missing(writing.code, &fields);
        if !lacking.is_empty() {
            return Err(AppError::refused(
                "letter_incomplete",
                format!("答复书还缺：{}。请在“预览答复书”中补齐后再签发。", lacking.join("、")),
            ));
        }
        let content = self.content_hash(&text_of(writing.code, &wording, &fields)?);
        if seen.is_some_and(|seen| seen != content) {
            return Err(AppError::refused(
                "letter_changed",
                "答复书的内容或者日期在您查看之后有变化，请重新看过下面的全文再签发。",
            ));
        }
        let sign = Command::Approve(Approve { on, document: None, content: Some(content) });
        self.act_on_request(actor, agency, number, &sign).await?;
        let letter = NewLetter {
            code: writing.code,
            about: None,
            on,
            details: writing.details,
            reason: self.reissue_reason(agency, number).await?,
        };
        self.issue(actor, agency, number, &letter).await?;
        Ok(())
    }

    /// A reply that was signed, sent back and signed anew is another edition under the same number.
    async fn reissue_reason(&self, agency: &str, number: CaseNumber) -> Result<Option<String>, AppError> {
        let case = self.load_existing::<gongkai_request::Case>(&number.stream(agency)).await?.state;
        Ok(case.answer().is_some().then(|| "退回修改后重新签发".to_owned()))
    }
}
