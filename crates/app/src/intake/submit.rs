//! Submitting online (网上提交): once, however often it is sent.

use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_request::command::AddFile;
use gongkai_request::event::{FileAdded, FilePurpose};
use gongkai_request::query_code::QueryCode;
use gongkai_request::{Case, CaseNumber, Command, decide};
use gongkai_statute::RequesterKind;
use gongkai_statute::regulation::art31::Channel;
use jiff::civil::Date;

use crate::files::media_type;
use crate::requests::{NewRequest, PlainForm, PlainParties, file_place, pure};
use crate::{Actor, App, AppError};

/// What stands in lists until an officer has said what the request is about, without personal data.
pub const NO_SUBJECT: &str = "网上申请（待写事项摘要）";

/// A request as it is handed in online, Art. 29 and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Made once with the draft, random: the same for every try to send it.
    pub key: String,
    /// The agency asked.
    pub agency: String,
    /// Column of table 三.
    pub requester: RequesterKind,
    /// Name, identity, contact, text.
    pub plain: PlainForm,
    /// Manner asked for.
    pub form: ProvisionForm,
    /// Route asked for.
    pub route: ProvisionRoute,
    /// Joint requesters, and who acts for them.
    pub parties: PlainParties,
}

/// What the receipt says.
#[derive(Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The agency.
    pub agency: String,
    /// Number of the request.
    pub number: CaseNumber,
    /// The query code; shown on the receipt and kept nowhere.
    pub code: String,
    /// Day of submission.
    pub submitted_on: Date,
    /// Day of receipt, when the agency counts confirmation on the screen.
    pub received_on: Option<Date>,
}

impl std::fmt::Debug for Submitted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submitted")
            .field("number", &self.number)
            .field("code", &"[hidden]")
            .finish_non_exhaustive()
    }
}

impl App {
    /// Submits a request online. Sent again, it answers with the same number and code.
    pub async fn submit_online(&self, submission: Submission) -> Result<Submitted, AppError> {
        let settings = self.agency_state(&submission.agency).await?.settings;
        let code = self.code_of_submission(&submission.key);
        let hash = self.code_hash(&code).unwrap_or_default();
        let today = self.today();
        let request = NewRequest {
            channel: Channel::Online,
            submitted_on: Some(today),
            arrived_on: Some(today),
            // Off by default: then both sides confirm, and the receipt states the day of submission only.
            confirmed_on: settings.on_screen_confirmation_counts.then_some(today),
            requester: submission.requester,
            plain: submission.plain,
            subject: NO_SUBJECT.to_owned(),
            form: submission.form,
            route: submission.route,
            clerk: None,
            parties: submission.parties,
        };
        self.register_with_code(&Actor::Public, &submission.agency, request, Some(&hash)).await?;
        self.submitted(&submission.key)
            .await?
            .ok_or_else(|| AppError::Inconsistent("code without case".to_owned()))
    }

    /// Puts a file of a submission on record, once, however often it is sent.
    pub async fn attach_to_submission(
        &self,
        submitted: &Submitted,
        name: &str,
        bytes: Vec<u8>,
        is_identity: bool,
    ) -> Result<(), AppError> {
        let purpose = if is_identity { FilePurpose::Identity } else { FilePurpose::Request };
        self.attach_once(&submitted.agency, submitted.number, (purpose, None, None), name, bytes).await
    }

    /// Puts a file on record for whoever holds a code or a link, unless the same one is there for the same purpose.
    pub(super) async fn attach_once(
        &self,
        agency: &str,
        number: CaseNumber,
        (purpose, person, about): (FilePurpose, Option<String>, Option<String>),
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), AppError> {
        let digest = self.vault.keyed_hash("file", &bytes);
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let is_there =
            |file: &FileAdded| file.purpose == purpose && file.about == about && file.file.digest == digest;
        if case.files.iter().any(is_there) {
            return Ok(());
        }
        let media_type = media_type(name, &bytes)
            .ok_or_else(|| AppError::field("file", format!("“{name}”不是可以上传的文件。")))?;
        let requester = case.registered.as_ref().map(|form| form.person.clone()).ok_or(AppError::NotFound)?;
        let person = person.unwrap_or(requester);
        let file = self.keep_file(&person, &file_place(agency, number), name, media_type, bytes).await?;
        let command =
            Command::AddFile(Box::new(AddFile { purpose, person, file, pages: None, about: about.clone() }));
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(&Actor::Public);
        // Looked at again under the version that is written to: two tries at once add one file.
        self.update::<Case, _, _>(&Actor::Public, &number.stream(agency), |case| {
            if case.files.iter().any(is_there) {
                return Ok(Vec::new());
            }
            decide(case, &command, &pure(&context, &calendar))
        })
        .await?;
        Ok(())
    }

    /// What became of a submission; nothing when it never arrived.
    pub async fn submitted(&self, key: &str) -> Result<Option<Submitted>, AppError> {
        let code = self.code_of_submission(key);
        let hash = self.code_hash(&code).unwrap_or_default();
        let Some(issued) = self.load::<QueryCode>(&hash).await?.state.issued else { return Ok(None) };
        let Some(number) = issued.number.request() else { return Ok(None) };
        let id = number.stream(&issued.agency);
        let case = self.load_existing::<Case>(&id).await?.state;
        Ok(Some(Submitted {
            submitted_on: case.registered.as_ref().and_then(|form| form.submitted_on).unwrap_or(issued.on),
            received_on: case.received_on(),
            agency: issued.agency,
            number,
            code,
        }))
    }
}
