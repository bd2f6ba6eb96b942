//! Third parties answer online (第三方意见链接): a signed link for one letter, one answer and a time.

use gongkai_request::code::Opinion;
use gongkai_request::event::{ConsultationAnswered, FilePurpose, OpinionLinkMade};
use gongkai_request::opinion_link::{self, LinkEvent, LinkMade, LinkState, OpinionLink};
use gongkai_request::{Act, Case, CaseNumber, Command, Sealed, decide, opinion_due, voice};
use gongkai_statute::clock::Consulted;
use gongkai_store::AppendError;
use gongkai_store::agency::AgencyRow;
use jiff::civil::Date;

use crate::files::PlainFile;
use crate::requests::{file_place, place, pure, roles_for};
use crate::uploads::FitFile;
use crate::vault::{random, to_hex};
use crate::{Actor, Aggregate, App, AppError, stream_write};

/// How often an answer is tried again when the case changed at the same moment.
const ATTEMPTS: u32 = 16;
/// Hexadecimal digits of the random part of a token.
const RANDOM: usize = 32;
/// Hexadecimal digits of its signature.
const SIGNATURE: usize = 16;

impl Aggregate for OpinionLink {
    const AREA: &'static str = "opinion_link";
    type Event = LinkEvent;

    fn apply(&mut self, event: &LinkEvent) {
        OpinionLink::apply(self, event);
    }
}

/// A link to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Name of the letter within the case.
    pub letter: String,
    /// What is asked about, without a word about the requester.
    pub about: String,
    /// The last day on which it can be used.
    pub until: Date,
    /// Files of the case the one asked may read.
    pub files: Vec<String>,
}

/// What the one asked sees.
#[derive(Debug, Clone)]
pub struct OpinionAsked {
    /// Who asks.
    pub agency: AgencyRow,
    /// What is asked about.
    pub about: String,
    /// The last day.
    pub until: Date,
    /// Whom; silence means something else for each.
    pub to: Consulted,
    /// Files that may be read: id and name.
    pub files: Vec<(String, String)>,
}

/// A link as somebody finds it.
#[derive(Debug, Clone)]
pub enum FoundLink {
    /// It can be used.
    Open(Box<OpinionAsked>),
    /// It cannot: why, and whom to ask when that is known.
    Closed(LinkState, Option<Box<AgencyRow>>),
}

/// A link of a case and what became of it, for the office.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// As the case knows it.
    pub made: OpinionLinkMade,
    /// Its own record.
    pub link: OpinionLink,
}

impl App {
    /// Makes a link for an open letter; its token, shown once.
    pub async fn make_opinion_link(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        new: NewLink,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, roles_for(Act::Consult), agency).await?;
        if new.about.trim().is_empty() {
            return Err(AppError::field("about", "请写明就什么信息征求意见；不要写申请人的任何情况。"));
        }
        let id = number.stream(agency);
        let loaded = self.load_existing::<Case>(&id).await?;
        let letter = loaded.state.open_consultation(&new.letter);
        let person = letter.and_then(|letter| letter.person.clone());
        if let Some(unknown) = new.files.iter().find(|file| loaded.state.file(file).is_none()) {
            return Err(AppError::field("files", format!("没有这份材料：{unknown}。")));
        }
        let token = self.new_token()?;
        let hash = self.token_hash(&token).unwrap_or_default();
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let context = pure(&context, &calendar);
        let on_case = voice::make_link(&loaded.state, &new.letter, &hash, &context)?;
        // A letter of before persons were kept with it is sealed for the requester, whose case it is.
        let person = match person {
            Some(person) => person,
            None => {
                loaded.state.registered.as_ref().map(|form| form.person.clone()).ok_or(AppError::NotFound)?
            }
        };
        let about = self.vault.seal(&person, &about_place(&hash), new.about.trim()).await?;
        let made = LinkMade {
            agency: agency.to_owned(),
            number,
            letter: new.letter,
            on: context.today,
            until: new.until,
            person,
            about: Sealed(about),
            files: new.files,
        };
        let on_link = opinion_link::make(&OpinionLink::default(), made)?;
        let writes = vec![
            stream_write::<Case>(&id, loaded.version, &on_case)?,
            stream_write::<OpinionLink>(&hash, gongkai_journal::Version(0), &on_link)?,
        ];
        self.append(actor, writes, Vec::new()).await?;
        Ok(token)
    }

    /// The last day a letter leaves for an answer, to be offered for its link.
    pub async fn opinion_link_until(
        &self,
        agency: &str,
        number: CaseNumber,
        letter: &str,
    ) -> Result<Option<Date>, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let calendar = self.calendar_of(agency).await?;
        Ok(case.open_consultation(letter).and_then(|letter| opinion_due(&case, letter, &calendar)))
    }

    /// The links of a case, for those who handle it.
    pub async fn opinion_links(&self, case: &Case) -> Result<Vec<LinkRow>, AppError> {
        let mut rows = Vec::with_capacity(case.voice.links.len());
        for made in &case.voice.links {
            let link = self.load::<OpinionLink>(&made.link).await?.state;
            rows.push(LinkRow { made: made.clone(), link });
        }
        Ok(rows)
    }

    /// What somebody with this token finds; the first opening is recorded.
    pub async fn open_opinion_link(&self, token: &str) -> Result<FoundLink, AppError> {
        let Some((hash, link, case)) = self.found(token).await? else {
            return Ok(FoundLink::Closed(LinkState::Unknown, None));
        };
        let Some(made) = &link.made else { return Ok(FoundLink::Closed(LinkState::Unknown, None)) };
        let today = self.today();
        let agency = self.store.agency(&made.agency).await?.ok_or(AppError::NotFound)?;
        let state = link.state(today);
        let letter = case.open_consultation(&made.letter).filter(|_| !case.closed);
        let (LinkState::Open, Some(letter)) = (state, letter) else {
            // A letter answered or expired another way leaves nothing to ask.
            let state = if state == LinkState::Open { LinkState::Expired } else { state };
            return Ok(FoundLink::Closed(state, Some(Box::new(agency))));
        };
        if !opinion_link::open(&link, today).is_empty() {
            self.update::<OpinionLink, AppError, _>(&Actor::Public, &hash, |link| {
                Ok(opinion_link::open(link, today))
            })
            .await?;
        }
        let mut files = Vec::with_capacity(made.files.len());
        for id in &made.files {
            files.push((id.clone(), self.linked_file(made, &case, id).await?.name));
        }
        Ok(FoundLink::Open(Box::new(OpinionAsked {
            agency,
            about: self.vault.open(&made.person, &about_place(&hash), made.about.as_str()).await?,
            until: made.until,
            to: letter.to,
            files,
        })))
    }

    /// A file the officer picked for this link; any other is not found.
    pub async fn opinion_link_file(&self, token: &str, file: &str) -> Result<PlainFile, AppError> {
        let (_, link, case) = self.found(token).await?.ok_or(AppError::NotFound)?;
        if link.state(self.today()) != LinkState::Open {
            return Err(AppError::NotFound);
        }
        let made = link.made.ok_or(AppError::NotFound)?;
        if case.closed
            || case.open_consultation(&made.letter).is_none()
            || !made.files.iter().any(|id| id == file)
        {
            return Err(AppError::NotFound);
        }
        self.linked_file(&made, &case, file).await
    }

    /// Gives the opinion by a link: recorded in the case and in the link as one act.
    pub async fn answer_by_link(
        &self,
        token: &str,
        opinion: Opinion,
        reasons: &str,
        files: Vec<FitFile>,
    ) -> Result<(), AppError> {
        let today = self.today();
        let actor = Actor::Public;
        for _ in 0..ATTEMPTS {
            let hash = self.token_hash(token).ok_or(AppError::NotFound)?;
            let link = self.load_existing::<OpinionLink>(&hash).await?;
            let on_link = opinion_link::answer(&link.state, opinion, today)?;
            let made = link.state.made.ok_or(AppError::NotFound)?;
            let id = made.number.stream(&made.agency);
            let case = self.load_existing::<Case>(&id).await?;
            let reasons = match reasons.trim() {
                "" => None,
                text => {
                    let requester = case.state.registered.as_ref().ok_or(AppError::NotFound)?.person.clone();
                    let at = place(&made.agency, made.number, &format!("opinion/{}", made.letter));
                    Some(Sealed(self.vault.seal(&requester, &at, text).await?))
                }
            };
            let answered = ConsultationAnswered { id: made.letter.clone(), on: today, opinion, reasons };
            let calendar = self.calendar_of(&made.agency).await?;
            let context = self.context(&actor);
            let command = Command::AnswerConsultation(answered);
            let on_case = decide(&case.state, &command, &pure(&context, &calendar))?;
            let writes = vec![
                stream_write::<Case>(&id, case.version, &on_case)?,
                stream_write::<OpinionLink>(&hash, link.version, &on_link)?,
            ];
            match self.append(&actor, writes, Vec::new()).await {
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                Err(error) => return Err(error),
                Ok(_) => {
                    for file in files {
                        let about = Some(made.letter.clone());
                        let person = Some(made.person.clone());
                        let kept = (FilePurpose::Opinion, person, about);
                        self.attach_once(&made.agency, made.number, kept, &file.name, file.bytes).await?;
                    }
                    return Ok(());
                }
            }
        }
        Err(AppError::Busy("opinion link".to_owned()))
    }

    async fn found(&self, token: &str) -> Result<Option<(String, OpinionLink, Case)>, AppError> {
        let Some(hash) = self.token_hash(token) else { return Ok(None) };
        let link = self.load::<OpinionLink>(&hash).await?.state;
        let Some(made) = &link.made else { return Ok(None) };
        let case = self.load_existing::<Case>(&made.number.stream(&made.agency)).await?.state;
        Ok(Some((hash, link, case)))
    }

    async fn linked_file(&self, made: &LinkMade, case: &Case, file: &str) -> Result<PlainFile, AppError> {
        let added = case.file(file).ok_or(AppError::NotFound)?;
        self.open_file(&added.file, &added.person, &file_place(&made.agency, made.number)).await
    }

    /// 128 random bits, and a signature by which most guesses fail before the database is asked.
    fn new_token(&self) -> Result<String, AppError> {
        let random = to_hex(&random::<16>()?);
        let signature = self.token_signature(&random);
        Ok(format!("{random}{signature}"))
    }

    fn token_signature(&self, random: &str) -> String {
        let mut signature = self.vault.lookup_hash("opinion link signature", random);
        signature.truncate(SIGNATURE);
        signature
    }

    /// The name under which a link stands in the journal; `None` when the signature does not fit.
    fn token_hash(&self, token: &str) -> Option<String> {
        let (random, signature) = token.split_at_checked(RANDOM)?;
        let is_signed = self.token_signature(random) == signature;
        is_signed.then(|| self.vault.lookup_hash("opinion link", token))
    }
}

fn about_place(hash: &str) -> String {
    format!("opinion_link/{hash}/about")
}
