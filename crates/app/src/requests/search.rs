//! Searching what requesters wrote (检索申请内容): sealed texts are opened one after the other and never indexed.
//!
//! The words of a person stand nowhere but in the journal, sealed by the person's key, so they are lost with it. The
//! price is that a search reads every case of the agency; it goes from the newest back and stops after so many, from
//! where the next page goes on (decision 0007).

use gongkai_request::access::Viewed;
use gongkai_request::event::{ReasonsReceived, Registered, SupplementReceived};
use gongkai_request::{CaseNumber, Sealed};
use gongkai_store::request::{RequestRow, SealedCase, SealedText};

use super::{READERS, place};
use crate::access::WHOLE_REGISTER;
use crate::vault::Vault;
use crate::{Actor, App, AppError};

/// Cases read at once.
const CHUNK: u32 = 1000;
/// Cases looked through for one page.
const LOOKED_THROUGH: u32 = 20_000;
/// Cases on one page.
const ROWS: usize = 50;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextQuery {
    /// Words that all stand in the subject or in what the requester wrote, parted by spaces; or the number that a
    /// request brought along from earlier records had there.
    pub words: String,
    /// The requester's whole name, or number of identity.
    pub person: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The cases, newest first.
    pub rows: Vec<RequestRow>,
    /// Where to go on; `None` when every case was looked through.
    pub next: Option<CaseNumber>,
    /// How many cases were looked through.
    pub looked_through: u32,
}

impl App {
    /// Cases of `agency` before `before` that fit `query`, newest first. The search is journaled as a look.
    pub async fn search_requests(
        &self,
        actor: &Actor,
        agency: &str,
        query: &TextQuery,
        before: Option<CaseNumber>,
    ) -> Result<Found, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let wanted = Wanted::of(query, &self.vault);
        if wanted.words.is_empty() && wanted.name.is_empty() {
            return Err(AppError::field("words", "请填写要查的词，或者申请人的姓名、证件号码。"));
        }
        let how = if wanted.name.is_empty() { "按内容" } else { "按申请人" };
        self.journal_view_of(actor, agency, WHOLE_REGISTER, Viewed::Search, Some(how.to_owned())).await?;
        let mut found = Found { rows: Vec::new(), next: before, looked_through: 0 };
        let mut by_old_number = None;
        if before.is_none() && !query.words.is_empty() && wanted.name.is_empty() {
            by_old_number = self.request_by_old_number(agency, &query.words).await?;
        }
        if let Some(number) = by_old_number {
            found.rows.extend(self.store.request(agency, number).await?);
        }
        let mut from = before;
        loop {
            let cases = self.store.sealed_cases(agency, from, CHUNK).await?;
            let mut fitting = self.fitting(agency, cases, &wanted).await?;
            fitting.hits.retain(|number| Some(*number) != by_old_number);
            let full = found.rows.len() + fitting.hits.len() > ROWS;
            for number in fitting.hits.into_iter().take(ROWS.saturating_sub(found.rows.len())) {
                found.next = Some(number);
                found.rows.extend(self.store.request(agency, number).await?);
            }
            if full {
                return Ok(found);
            }
            found.looked_through = found.looked_through.saturating_add(fitting.count);
            from = fitting.last.or(from);
            found.next = from;
            if fitting.count < CHUNK {
                found.next = None;
                return Ok(found);
            }
            if found.looked_through >= LOOKED_THROUGH {
                return Ok(found);
            }
        }
    }

    /// Opens the texts beside the threads that answer requests.
    async fn fitting(
        &self,
        agency: &str,
        cases: Vec<SealedCase>,
        wanted: &Wanted,
    ) -> Result<Fitting, AppError> {
        let (vault, agency, wanted) = (self.vault.clone(), agency.to_owned(), wanted.clone());
        let looked = tokio::task::spawn_blocking(move || look_through(&vault, &agency, &cases, &wanted));
        looked.await.map_err(|_| AppError::Inconsistent("search ended early".to_owned()))
    }
}

/// What is looked for, made ready to compare.
#[derive(Debug, Clone)]
struct Wanted {
    words: Vec<String>,
    name: String,
    identity_hash: String,
}

impl Wanted {
    fn of(query: &TextQuery, vault: &Vault) -> Wanted {
        let name = bare(&query.person);
        Wanted {
            words: query.words.split_whitespace().map(str::to_lowercase).collect(),
            identity_hash: vault.lookup_hash("requester", &name),
            name,
        }
    }
}

/// Without spaces, in capitals: as identities are compared.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_uppercase()
}

struct Fitting {
    hits: Vec<CaseNumber>,
    last: Option<CaseNumber>,
    count: u32,
}

fn look_through(vault: &Vault, agency: &str, cases: &[SealedCase], wanted: &Wanted) -> Fitting {
    let mut fitting = Fitting { hits: Vec::new(), last: None, count: 0 };
    for texts in cases.chunk_by(|one, other| one.number == other.number) {
        let Some(case) = texts.first() else { continue };
        fitting.last = Some(case.number);
        fitting.count += 1;
        if fits(vault, agency, case, texts, wanted) {
            fitting.hits.push(case.number);
        }
    }
    fitting
}

fn fits(vault: &Vault, agency: &str, case: &SealedCase, texts: &[SealedCase], wanted: &Wanted) -> bool {
    let mut plain = case.subject.to_lowercase();
    let mut is_person = wanted.name.is_empty() || case.identity_hash == wanted.identity_hash;
    for sealed in texts.iter().filter_map(|case| case.sealed.as_ref()) {
        let Some(opened) = open(vault, agency, case.number, sealed) else { continue };
        is_person |= bare(&opened.name) == wanted.name;
        plain.push('\n');
        plain.push_str(&opened.text.to_lowercase());
    }
    is_person && wanted.words.iter().all(|word| plain.contains(word.as_str()))
}

struct Opened {
    name: String,
    text: String,
}

/// What an event holds in plain text; a text that does not open is not found, and nothing else fails with it.
fn open(vault: &Vault, agency: &str, number: CaseNumber, sealed: &SealedText) -> Option<Opened> {
    let open = |what: &str, text: &Sealed| {
        vault.open_with(&sealed.person, &sealed.key, &place(agency, number, what), text.as_str()).ok()
    };
    let nameless = |text: String| Opened { name: String::new(), text };
    match sealed.what.as_str() {
        "text" => {
            let form: Registered = serde_json::from_str(&sealed.body).ok()?;
            let name = open("name", &form.sealed.name).unwrap_or_default();
            Some(Opened { name, text: open("text", &form.sealed.text)? })
        }
        "supplement" => {
            let act: SupplementReceived = serde_json::from_str(&sealed.body).ok()?;
            open("supplement", &act.text?).map(nameless)
        }
        "reasons" => {
            let act: ReasonsReceived = serde_json::from_str(&sealed.body).ok()?;
            open("reasons", &act.text?).map(nameless)
        }
        _ => None,
    }
}
