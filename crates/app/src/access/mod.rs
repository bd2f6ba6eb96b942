//! The access journal (查阅记录): every look at personal data is recorded before the data is shown.

use gongkai_agency::Role;
use gongkai_journal::{StreamId, encode};
use gongkai_request::CaseNumber;
use gongkai_request::access::{AccessEvent, View, Viewed};
use gongkai_store::access::AccessRow;
use gongkai_store::{AppendError, StreamWrite};

use crate::{Actor, App, AppError};

/// Who may see who looked.
const WATCHERS: &[Role] = &[Role::UnitHead, Role::Leader, Role::Operator];
/// How often an append is tried again when somebody else looked at the same moment.
const ATTEMPTS: u32 = 16;

/// Part of the stream's name for looks at no single case.
pub const WHOLE_REGISTER: &str = "register";

impl App {
    /// Records that `actor` looks at `what` of a case. Call it before the data is shown; whether the actor may see
    /// the data is for the caller to ask first.
    pub async fn journal_view(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        what: Viewed,
    ) -> Result<(), AppError> {
        self.journal_view_of(actor, agency, &number.to_string(), what, None).await
    }

    /// As [`App::journal_view`], of one file of the case.
    pub(crate) async fn journal_file(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        what: Viewed,
        file: &str,
    ) -> Result<(), AppError> {
        self.journal_view_of(actor, agency, &number.to_string(), what, Some(format!("文件 {file}"))).await
    }

    /// As [`App::journal_view`], of any subject: a case's number or [`WHOLE_REGISTER`]; `detail` says what exactly.
    pub async fn journal_view_of(
        &self,
        actor: &Actor,
        agency: &str,
        subject: &str,
        what: Viewed,
        detail: Option<String>,
    ) -> Result<(), AppError> {
        let by = actor.login().map_or_else(|| actor.journal_name(), str::to_owned);
        let event = AccessEvent::Viewed(View { what, by, why: None, detail });
        let stream = StreamId::new("access", &format!("{agency}/{subject}"));
        for _ in 0..ATTEMPTS {
            let expected = self.store.version_of(&stream).await?;
            let write = StreamWrite { stream: stream.clone(), expected, events: vec![encode(&event)?] };
            match self.append(actor, vec![write], Vec::new()).await {
                Ok(_) => return Ok(()),
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Err(AppError::Busy(stream.to_string()))
    }

    /// Who looked at personal data of the agency, newest first; for heads, leaders and operators.
    ///
    /// `before` is the position of the last row of the page before.
    pub async fn access_list(
        &self,
        actor: &Actor,
        agency: &str,
        login: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AccessRow>, AppError> {
        self.permit_in_tree(actor, WATCHERS, agency).await?;
        Ok(self.store.access_views(agency, None, login, before, limit).await?)
    }

    /// Who looked at the personal data of one case, newest first; for those who may look themselves.
    pub async fn access_to_case(
        &self,
        actor: &Actor,
        agency: &str,
        subject: &str,
        limit: u32,
    ) -> Result<Vec<AccessRow>, AppError> {
        self.permit_in_tree(actor, crate::requests::READERS, agency).await?;
        Ok(self.store.access_views(agency, Some(subject), None, None, limit).await?)
    }
}
