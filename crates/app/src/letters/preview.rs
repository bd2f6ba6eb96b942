//! What can be written now, and how it would read (可出具的文书、预览).

use std::collections::BTreeMap;

use gongkai_request::access::Viewed;
use gongkai_request::{Act, Case, CaseNumber, Fee, Stage};
use gongkai_statute::Decision;
use gongkai_statute::clock::Consulted;
use gongkai_typeset::{Fields, Letter, LetterCode, Sample, Typeset, Value, plain_text, typeset};
use jiff::civil::Date;

use super::bind::{Writing, bind, missing, own_fields};
use super::facts::Facts;
use super::issue::NewLetter;
use super::templates::{Wording, beside, unset};
use crate::intake::Submitted;
use crate::requests::{READERS, roles_for};
use crate::{Actor, App, AppError};

/// A document that can be written in the present state of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub code: LetterCode,
    /// The consultation or letter it belongs to.
    pub about: Option<String>,
    /// It is on record already: another edition would be made.
    pub is_issued: bool,
}

/// A value that the officer may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnField {
    /// Its name in the template.
    pub name: &'static str,
    /// What it holds.
    pub meaning: &'static str,
    /// The document cannot be made without it.
    pub required: bool,
    /// Several paragraphs or points, one a line.
    pub several: bool,
    /// What it would be.
    pub value: String,
}

/// A letter as it would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPreview {
    /// Which document.
    pub code: LetterCode,
    /// Its text without a number; empty when something is missing.
    pub text: String,
    /// Keyed hash of the text; empty when something is missing.
    pub content: String,
    /// Required values that are not known.
    pub missing: Vec<&'static str>,
    /// What the officer may write.
    pub own: Vec<OwnField>,
}

/// The document that tells the decision on the desk or on record.
pub(crate) fn answer_code(case: &Case) -> Option<LetterCode> {
    case.draft.as_ref().map(|draft| LetterCode::of(draft.reply.decision))
}

/// Everything that can be written now, in the order of the procedure.
pub(crate) fn offers(case: &Case) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut offer = |code: LetterCode, about: Option<&str>| {
        let is_issued = case.letters.iter().any(|letter| {
            letter.code() == code.key() && letter.last().and_then(|last| last.about.as_deref()) == about
        });
        offers.push(Offer { code, about: about.map(str::to_owned), is_issued });
    };
    if case.registered.is_none() {
        return Vec::new();
    }
    offer(LetterCode::P1, None);
    offer(LetterCode::P2, None);
    if case.supplement != gongkai_request::Supplement::None {
        offer(LetterCode::P3, None);
    }
    if case.reasons != gongkai_request::Reasons::None {
        offer(LetterCode::P4, None);
    }
    if case.extension.is_some() {
        offer(LetterCode::P5, None);
    }
    if case.deferral.is_some() {
        offer(LetterCode::P6, None);
    }
    for letter in &case.consultations {
        match letter.to {
            Consulted::ThirdParty => {
                offer(LetterCode::P7, Some(&letter.id));
                // Owed once the objection was overridden.
                if case.overrides.iter().any(|decided| decided.letter == letter.id) {
                    offer(LetterCode::P10, Some(&letter.id));
                }
            }
            Consulted::CoMaker | Consulted::OtherAgency => offer(LetterCode::P9, Some(&letter.id)),
        }
    }
    if !case.consultations.is_empty() {
        offer(LetterCode::P8, None);
    }
    if case.fee != Fee::None {
        offer(LetterCode::P11, None);
    }
    if case.assigned.is_some() {
        offer(LetterCode::P12, None);
    }
    if case.draft.is_some() {
        offer(LetterCode::P14, None);
    }
    if let Some(code) = reply_to_issue(case) {
        offer(code, None);
    }
    for letter in case.letters.iter().filter(|letter| letter.sent.is_some()) {
        offer(LetterCode::P13, Some(&letter.id));
    }
    offers
}

/// The reply that can be issued: an approved one, or the one that tells how the case ended without.
fn reply_to_issue(case: &Case) -> Option<LetterCode> {
    let approved = case.draft.as_ref().filter(|draft| draft.approval.is_some());
    match case.stage() {
        Stage::Approved => approved.map(|draft| LetterCode::of(draft.reply.decision)),
        Stage::Closed => {
            let last = case.later_replies.last().or(case.result.as_ref())?;
            match (last.way, last.decision) {
                // Delivered: its letter is the approved one.
                (Some(_), decision) => approved.map(|_| LetterCode::of(decision)),
                (None, Decision::NoSupplement) => Some(LetterCode::R21),
                (None, Decision::FeeUnpaid) => Some(LetterCode::R22),
                (None, _) => Some(LetterCode::R23),
            }
        }
        _ => None,
    }
}

impl App {
    /// Everything that can be written now.
    pub fn letters_offered(&self, case: &Case) -> Vec<Offer> {
        offers(case)
    }

    /// How a letter would read.
    pub async fn preview_letter(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        new: &NewLetter,
    ) -> Result<LetterPreview, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        self.journal_preview(actor, agency, number, new.code).await?;
        let facts = self.facts(agency, number).await?;
        let writing =
            Writing { code: new.code, about: new.about.clone(), on: new.on, details: new.details.clone() };
        let wording = self.wording(agency, new.code).await?;
        self.preview(&facts, &writing, &wording)
    }

    /// How the reply on the desk would read when it is signed on `on`.
    pub async fn preview_reply(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
    ) -> Result<LetterPreview, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let facts = self.facts(agency, number).await?;
        let writing = answer(&facts, on)?;
        self.journal_preview(actor, agency, number, writing.code).await?;
        let wording = self.wording(agency, writing.code).await?;
        self.preview(&facts, &writing, &wording)
    }

    /// A letter names people before it is issued, too.
    async fn journal_preview(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        code: LetterCode,
    ) -> Result<(), AppError> {
        let what = Some(format!("预览 {}", code.label()));
        self.journal_view_of(actor, agency, &number.to_string(), Viewed::Letter, what).await
    }

    /// The receipt of an online submission as PDF, with its query code, which is kept nowhere. `tracking` is where the
    /// code is good for, unless the agency names its own address.
    pub async fn receipt_pdf(&self, submitted: &Submitted, tracking: &str) -> Result<Vec<u8>, AppError> {
        let (agency, code) = (submitted.agency.as_str(), LetterCode::P2);
        let facts = self.facts(agency, submitted.number).await?;
        let on = submitted.submitted_on;
        let fields = bind(&facts, &Writing { code, about: None, on, details: BTreeMap::new() })?;
        let fields = match fields.get("查询网址") {
            Some(_) => fields,
            None => fields.text("查询网址", tracking),
        };
        let fields = fields.text("查询码", submitted.code.as_str());
        let wording = self.wording(agency, code).await?;
        Ok(self.set(code, wording, fields).await?.pdf)
    }

    /// The receipt of a request that came another way, with the query code that was just given out for it.
    pub async fn counter_receipt_pdf(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        code: &str,
        tracking: &str,
    ) -> Result<Vec<u8>, AppError> {
        self.permit_in_tree(actor, roles_for(Act::Register), agency).await?;
        if !self.is_code_of_request(agency, number, code).await? {
            return Err(AppError::field("code", "这不是本申请的查询码，请重新发给。"));
        }
        self.journal_preview(actor, agency, number, LetterCode::P2).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let form = case.registered.as_deref();
        let came = form.and_then(|form| form.submitted_on.or(form.arrived_on));
        let submitted = Submitted {
            agency: agency.to_owned(),
            number,
            code: code.to_owned(),
            submitted_on: came.unwrap_or_else(|| self.today()),
            received_on: None,
        };
        self.receipt_pdf(&submitted, tracking).await
    }

    /// The reply on the desk as PDF, without a number.
    pub async fn reply_pdf(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        on: Date,
    ) -> Result<Vec<u8>, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let facts = self.facts(agency, number).await?;
        let writing = answer(&facts, on)?;
        let wording = self.wording(agency, writing.code).await?;
        Ok(self.set(writing.code, wording, bind(&facts, &writing)?).await?.pdf)
    }

    pub(crate) fn preview(
        &self,
        facts: &Facts,
        writing: &Writing,
        wording: &Wording,
    ) -> Result<LetterPreview, AppError> {
        let fields = bind(facts, writing)?;
        let missing = missing(writing.code, &fields);
        let own = own_fields(writing.code)
            .into_iter()
            .map(|field| OwnField {
                name: field.name,
                meaning: field.meaning,
                required: field.required,
                several: matches!(field.sample, Sample::Lines(_)),
                value: written(fields.get(field.name)),
            })
            .collect();
        let (text, content) = if missing.is_empty() {
            let text = text_of(writing.code, wording, &fields)?;
            let content = self.content_hash(&text);
            (text, content)
        } else {
            (String::new(), String::new())
        };
        Ok(LetterPreview { code: writing.code, text, content, missing, own })
    }

    /// By which an approved text and a sent one are compared.
    pub(crate) fn content_hash(&self, text: &str) -> String {
        let words: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        self.vault.lookup_hash("letter", &words)
    }

    /// Sets a letter, on a thread that may block.
    pub(crate) async fn set(
        &self,
        code: LetterCode,
        wording: Wording,
        fields: Fields,
    ) -> Result<Typeset, AppError> {
        let app = self.clone();
        beside(move || {
            let letter = Letter { code, template: wording.own.as_deref(), fields: &fields };
            typeset(&letter, &app.fonts()).map_err(unset)
        })
        .await
    }
}

/// The words of a letter.
pub(crate) fn text_of(code: LetterCode, wording: &Wording, fields: &Fields) -> Result<String, AppError> {
    plain_text(&Letter { code, template: wording.own.as_deref(), fields }).map_err(unset)
}

/// The reply on the desk.
pub(crate) fn answer(facts: &Facts, on: Date) -> Result<Writing, AppError> {
    let code = answer_code(&facts.case).ok_or(AppError::NotFound)?;
    let details = facts.case.draft.as_ref().map(|draft| draft.reply.details.clone()).unwrap_or_default();
    Ok(Writing { code, about: None, on, details })
}

fn written(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Lines(lines)) => lines.join("\n"),
        Some(Value::Flag(_) | Value::Rows(_)) | None => String::new(),
    }
}
