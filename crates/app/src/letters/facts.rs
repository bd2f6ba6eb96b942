//! What a letter can say of a case (文书要素的来源): the state, the acts behind it, the words of the people.

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_request::event::{
    ClosedOn, Drafted, Event, Extended, FeeNoticed, ReasonsDemanded, SupplementAsked,
};
use gongkai_request::letters::Letter;
use gongkai_request::{Case, CaseNumber};
use gongkai_statute::Calendar;
use gongkai_store::agency::AgencyRow;
use jiff::civil::Date;
use std::sync::Arc;

use crate::requests::PlainForm;
use crate::vault::VaultError;
use crate::{App, AppError};

/// A case with all that its letters may quote.
#[derive(Clone)]
pub(crate) struct Facts {
    pub(crate) number: CaseNumber,
    pub(crate) case: Case,
    /// The version the case was read at.
    pub(crate) version: Version,
    pub(crate) agency: AgencyRow,
    pub(crate) calendar: Arc<Calendar>,
    /// What the requester wrote.
    pub(crate) words: PlainForm,
    /// The last act of each kind.
    pub(crate) course: Course,
    /// Name of the agency above.
    pub(crate) above: Option<String>,
    /// Name of the section that handles the case.
    pub(crate) section: Option<String>,
    /// Number and day of the earlier reply a repeated request refers to.
    pub(crate) earlier: Option<(String, Date)>,
    /// Who is asked, by the name of the consultation.
    pub(crate) asked: Vec<(String, String)>,
    /// Names of the people who acted, by login.
    pub(crate) people: Vec<(String, String)>,
    /// Names of files that go with the reply.
    pub(crate) enclosed: Vec<String>,
    /// What the author wrote beside what the form asks for.
    pub(crate) body: String,
}

/// The last act of each kind in the present course of a case.
#[derive(Clone, Default)]
pub(crate) struct Course {
    pub(crate) supplement: Option<SupplementAsked>,
    pub(crate) supplemented_on: Option<Date>,
    pub(crate) demand: Option<ReasonsDemanded>,
    pub(crate) reasons_on: Option<Date>,
    pub(crate) extension: Option<(Extended, Option<Date>)>,
    pub(crate) fee: Option<FeeNoticed>,
    pub(crate) draft: Option<Drafted>,
    pub(crate) withdrawn: Option<ClosedOn>,
    pub(crate) closed: Option<(Date, String)>,
    /// Last day to reply as last counted while the case was open.
    pub(crate) due: Option<Date>,
}

impl Course {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::SupplementAsked(act) => self.supplement = Some(act.clone()),
            Event::SupplementReceived(act) => self.supplemented_on = Some(act.on),
            Event::ReasonsDemanded(act) => self.demand = Some(act.clone()),
            Event::ReasonsReceived(act) => self.reasons_on = Some(act.on),
            Event::Extended(act) => self.extension = Some((act.clone(), self.due)),
            Event::FeeNoticed(act) => self.fee = Some(act.clone()),
            Event::Drafted(act) => self.draft = Some((**act).clone()),
            Event::Withdrawn(act) => self.withdrawn = Some(act.clone()),
            Event::Closed(act) => self.closed = Some((act.on, act.note.clone())),
            Event::Dated(dated) => self.due = dated.due.or(self.due),
            _ => {}
        }
    }
}

impl Facts {
    /// The name of a member of staff; the login when it is unknown.
    pub(crate) fn person<'a>(&'a self, login: &'a str) -> &'a str {
        self.people.iter().find(|(known, _)| known == login).map_or(login, |(_, name)| name)
    }

    /// Who is asked by the consultation `id`.
    pub(crate) fn asked(&self, id: &str) -> Option<&str> {
        self.asked.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str())
    }

    /// The letter named `id`.
    pub(crate) fn letter(&self, id: &str) -> Option<&Letter> {
        self.case.letter(id)
    }
}

impl App {
    /// Gathers the facts of a case.
    ///
    /// # Errors
    ///
    /// A refusal when the requester was erased: nothing can be written to them any more.
    pub(crate) async fn facts(&self, agency: &str, number: CaseNumber) -> Result<Facts, AppError> {
        let loaded = self.load_existing::<Case>(&number.stream(agency)).await?;
        let mut course = Course::default();
        for recorded in &loaded.events {
            course.apply(&gongkai_journal::decode::<Event>(recorded)?);
        }
        let (case, version) = (loaded.state, loaded.version);
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let words = match self.plain_form(agency, number).await {
            Err(AppError::Vault(VaultError::NoKey)) => {
                return Err(AppError::refused(
                    "requester_erased",
                    "申请人的个人信息已经删除，不能再出具文书。",
                ));
            }
            words => words?,
        };
        let above = match &row.parent {
            Some(parent) => self.store.agency(parent).await?.map(|above| above.name),
            None => None,
        };
        let section = match case.assigned.as_ref().map(|assigned| &assigned.section) {
            Some(slug) => {
                let sections = self.store.sections(agency).await?;
                Some(sections.into_iter().find(|it| it.slug == *slug).map_or(slug.clone(), |it| it.name))
            }
            None => None,
        };
        let earlier = match course.draft.as_ref().and_then(|draft| draft.earlier.as_deref()) {
            Some(text) => self.earlier_reply(agency, text).await?,
            None => None,
        };
        Ok(Facts {
            number,
            calendar: self.calendar_of(agency).await?,
            asked: self.consulted_names(agency, number, &case).await?,
            people: self.names_of(agency, &case).await?,
            enclosed: self.enclosed(agency, number, &case).await?,
            body: match course.draft.as_ref().and_then(|draft| draft.body.as_deref()) {
                Some(hash) => self.item_body(hash).await?,
                None => String::new(),
            },
            agency: row,
            case,
            version,
            words,
            course,
            above,
            section,
            earlier,
        })
    }

    async fn earlier_reply(&self, agency: &str, text: &str) -> Result<Option<(String, Date)>, AppError> {
        let Some(number) = CaseNumber::parse(text) else { return Ok(None) };
        let row = self.store.request(agency, number).await?;
        Ok(row.and_then(|row| Some((row.document.clone()?, row.closed.as_ref()?.on))))
    }

    async fn consulted_names(
        &self,
        agency: &str,
        number: CaseNumber,
        case: &Case,
    ) -> Result<Vec<(String, String)>, AppError> {
        let mut names = Vec::new();
        for letter in &case.consultations {
            let (Some(person), Some(whom)) = (&letter.person, &letter.whom) else { continue };
            let place = crate::requests::place(agency, number, &format!("consultation/{}", letter.id));
            match self.vault.open(person, &place, whom.as_str()).await {
                Ok(name) => names.push((letter.id.clone(), name)),
                // Erased: the letter is kept, the name is gone.
                Err(VaultError::NoKey) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(names)
    }

    async fn names_of(&self, agency: &str, case: &Case) -> Result<Vec<(String, String)>, AppError> {
        let mut logins: Vec<String> = Vec::new();
        if let Some(draft) = &case.draft {
            logins.push(draft.reply.by.clone());
            logins.extend(draft.secrecy.as_ref().map(|review| review.by.clone()));
            logins.extend(draft.approval.as_ref().map(|approval| approval.by.clone()));
        }
        logins.extend(self.store.holders(agency, Role::UnitHead).await?.into_iter().map(|head| head.login));
        let mut names = Vec::new();
        for login in logins {
            if let Some(account) = self.store.account(&login).await? {
                names.push((login, account.name));
            }
        }
        Ok(names)
    }

    /// Names of the files that go with the reply, in order.
    async fn enclosed(&self, agency: &str, number: CaseNumber, case: &Case) -> Result<Vec<String>, AppError> {
        let place = crate::requests::file_place(agency, number);
        let mut names = Vec::new();
        for added in &case.files {
            if added.purpose == gongkai_request::event::FilePurpose::Reply {
                let name = self.name_of_file(&added.file, &added.person, &place).await?;
                names.push(name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_owned()));
            }
        }
        Ok(names)
    }
}
