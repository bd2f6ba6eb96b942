//! Numbers without gaps (文号): taken in the same batch as the act that uses them.

use gongkai_journal::Version;
use gongkai_request::event::Event;
use gongkai_request::motion::Matter;
use gongkai_request::numbering::{NumberEvent, Register, Series, register_id};
use gongkai_request::{Case, CaseNumber, Refusal};
use gongkai_store::{AppendError, StreamWrite};
use jiff::civil::Date;
use tokio::sync::Mutex;

use crate::{Actor, Aggregate, App, AppError, stream_write};

/// One node's writers take numbers one after the other; another node may still be faster, then the next one is taken.
pub(crate) static TURN: Mutex<()> = Mutex::const_new(());
/// How often a number is taken anew.
pub(crate) const ATTEMPTS: u32 = 64;

impl Aggregate for Register {
    const AREA: &'static str = "numbering";
    type Event = NumberEvent;

    fn apply(&mut self, event: &NumberEvent) {
        Register::apply(self, event);
    }
}

/// What a number is taken for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered<'a> {
    /// The agency.
    pub(crate) agency: &'a str,
    /// The case or motion.
    pub(crate) number: Matter,
    /// Which series.
    pub(crate) series: Series,
    /// Date of the document: its year is the number's.
    pub(crate) on: Date,
}

impl App {
    /// Decides an act on a case that uses the next number of a series; both are recorded or neither.
    ///
    /// `kept` gives a number that the case has already: then none is taken. The number.
    pub(crate) async fn act_with_number<K, F>(
        &self,
        actor: &Actor,
        number: CaseNumber,
        what: Numbered<'_>,
        kept: K,
        decide: F,
    ) -> Result<String, AppError>
    where
        K: Fn(&Case) -> Option<String> + Send + Sync,
        F: Fn(&Case, &str) -> Result<Vec<Event>, Refusal> + Send + Sync,
    {
        let id = number.stream(what.agency);
        let _turn = TURN.lock().await;
        for _ in 0..ATTEMPTS {
            let case = self.load_existing::<Case>(&id).await?;
            let (document, taken) = self.reserve(what, kept(&case.state)).await?;
            let events = decide(&case.state, &document)?;
            let mut writes = vec![stream_write::<Case>(&id, case.version, &events)?];
            writes.extend(taken);
            match self.append(actor, writes, Vec::new()).await {
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                done => return done.map(|_| document),
            }
        }
        Err(AppError::Busy(format!("request/{id}")))
    }

    /// The number to use: the one `kept`, or the next one with the write that takes it.
    pub(crate) async fn reserve(
        &self,
        what: Numbered<'_>,
        kept: Option<String>,
    ) -> Result<(String, Option<StreamWrite>), AppError> {
        if let Some(document) = kept {
            return Ok((document, None));
        }
        let Numbered { agency, number, series, on } = what;
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let mark = match series {
            Series::Reply => row.settings.letters.reply_mark(&row.short_name),
            Series::Notice => row.settings.letters.notice_mark(&row.short_name),
        };
        // The n-th event gives number n, so the last number is the version.
        let last = self.store.last_document_number(agency, series, on.year()).await?;
        let taken = Register { last }.take(&mark, on, number);
        let register = register_id(agency, series, on.year());
        let event = NumberEvent::Taken(taken.clone());
        let write = stream_write::<Register>(&register, Version(u64::from(last)), &[event])?;
        Ok((taken.text, Some(write)))
    }
}
