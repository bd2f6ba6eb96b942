//! The letter that answers a motion (C1, C2): previewed, signed as a text, issued with its number, sent.

use gongkai_request::Sealed;
use gongkai_request::code::DeliveryWay;
use gongkai_request::command::LetterNews;
use gongkai_request::event::SealedFile;
use gongkai_request::motion::{self, Act, Command, Kind, MakeLetter, Motion, MotionId, Outcome};
use gongkai_request::numbering::Series;
use gongkai_store::AppendError;
use gongkai_typeset::{Fields, LetterCode};
use jiff::ToSpan;
use jiff::civil::Date;

use super::file::PlainMotion;
use super::{maker_of, place, roles_for};
use crate::letters::numbering::{ATTEMPTS, Numbered, TURN};
use crate::letters::words::{address, clause, day, sentence};
use crate::letters::{Sending, bind::missing, preview::text_of};
use crate::requests::{READERS, pure};
use crate::vault::VaultError;
use crate::{Actor, App, AppError, stream_write};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The answer as it would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPreview {
    /// Its text without a number; empty when there is nobody to write to.
    pub text: String,
    /// Keyed hash of the text.
    pub content: String,
}

/// What the letter is made from.
struct Made {
    code: LetterCode,
    fields: Fields,
}

impl App {
    /// How the answer on the desk would read when it is signed on `on`.
    pub async fn preview_motion_answer(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        on: Date,
    ) -> Result<AnswerPreview, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let Some(made) = self.answer_of(agency, id, &motion, on).await? else {
            return Ok(AnswerPreview { text: String::new(), content: String::new() });
        };
        let wording = self.wording(agency, made.code).await?;
        let text = text_of(made.code, &wording, &made.fields)?;
        let content = self.content_hash(&text);
        Ok(AnswerPreview { text, content })
    }

    /// Signs the answer and issues its letter under the next number. `seen` is the hash of the text the leader read.
    ///
    /// # Errors
    ///
    /// A refusal when the text changed since, or the rules forbid the signature.
    pub async fn sign_motion(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        on: Date,
        seen: Option<&str>,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Sign), agency).await?;
        let stream = id.stream(agency);
        let motion = self.load_existing::<Motion>(&stream).await?.state;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        let context = pure(&context, &calendar);
        // What the rules say comes before what the letter lacks.
        let bare = Command::Sign { on, document: None, content: None };
        motion::decide(&motion, &bare, &context)?;
        let Some(made) = self.answer_of(agency, id, &motion, on).await? else {
            return self.decide_on_motion(actor, agency, id, &bare).await;
        };
        let wording = self.wording(agency, made.code).await?;
        let content = self.content_hash(&text_of(made.code, &wording, &made.fields)?);
        if seen.is_some_and(|seen| seen != content) {
            return Err(AppError::refused(
                "letter_changed",
                "答复的内容或者日期在您查看之后有变化，请重新看过下面的全文再签发。",
            ));
        }
        let _turn = TURN.lock().await;
        for _ in 0..ATTEMPTS {
            let loaded = self.load_existing::<Motion>(&stream).await?;
            let what = Numbered { agency, number: id.into(), series: Series::Notice, on };
            let (document, taken) = self.reserve(what, None).await?;
            let sign = Command::Sign { on, document: Some(document.clone()), content: Some(content.clone()) };
            let mut events = motion::decide(&loaded.state, &sign, &context)?;
            let mut after = loaded.state;
            for event in &events {
                after.apply(event);
            }
            let fields = made.fields.clone().text("文号", &document);
            let files =
                self.keep_motion_letter(agency, id, &after, made.code, wording.clone(), fields).await?;
            let letter = MakeLetter {
                reason: None,
                files: files.0,
                content: content.clone(),
                template: wording.hash.clone(),
                warnings: files.1,
            };
            events.extend(motion::decide(&after, &Command::IssueLetter(Box::new(letter)), &context)?);
            let mut writes = vec![stream_write::<Motion>(&stream, loaded.version, &events)?];
            writes.extend(taken);
            match self.append(actor, writes, Vec::new()).await {
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                done => return done.map(|_| ()),
            }
        }
        Err(AppError::Busy(format!("motion/{stream}")))
    }

    async fn keep_motion_letter(
        &self,
        agency: &str,
        id: MotionId,
        motion: &Motion,
        code: LetterCode,
        wording: crate::letters::templates::Wording,
        fields: Fields,
    ) -> Result<(Vec<SealedFile>, Vec<String>), AppError> {
        let made = self.set(code, wording, fields).await?;
        let person = maker_of(motion).ok_or(AppError::NotFound)?;
        let mut files = Vec::with_capacity(3);
        for (ending, kind, bytes) in [
            ("pdf", "application/pdf", made.pdf),
            ("docx", DOCX, made.docx),
            ("txt", "text/plain; charset=utf-8", made.text.into_bytes()),
        ] {
            let name = format!("{} {}.{ending}", code.label(), id.label());
            files.push(self.keep_file(person, &place(agency, id, "file"), &name, kind, bytes).await?);
        }
        Ok((files, made.warnings.iter().map(ToString::to_string).collect()))
    }

    /// The letter's fields but for the number; `None` when there is nobody to write to.
    async fn answer_of(
        &self,
        agency: &str,
        id: MotionId,
        motion: &Motion,
        on: Date,
    ) -> Result<Option<Made>, AppError> {
        let words = match self.plain_motion(agency, id, motion).await {
            Err(AppError::Vault(VaultError::NoKey)) => {
                return Err(AppError::refused("requester_erased", "个人信息已经删除，不能再出具文书。"));
            }
            words => words?,
        };
        let Some(words) = words else { return Ok(None) };
        let code = match id.kind {
            Kind::Correction => LetterCode::C1,
            Kind::Proposal => LetterCode::C2,
        };
        let fields = self.motion_fields(agency, id, motion, &words, on).await?;
        let lacking = missing(code, &fields);
        if !lacking.is_empty() {
            return Err(AppError::refused(
                "letter_incomplete",
                format!("答复还缺：{}。请退回修改，补齐后再签发。", lacking.join("、")),
            ));
        }
        Ok(Some(Made { code, fields }))
    }

    async fn motion_fields(
        &self,
        agency: &str,
        id: MotionId,
        motion: &Motion,
        words: &PlainMotion,
        on: Date,
    ) -> Result<Fields, AppError> {
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let filed = motion.filed.as_deref().ok_or(AppError::NotFound)?;
        let answer = motion
            .draft
            .as_ref()
            .map(|draft| &draft.answer)
            .ok_or_else(|| AppError::refused("no_draft", "还没有起草答复，请先起草。"))?;
        let by = filed.by.as_ref().ok_or(AppError::NotFound)?;
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let said = |text: &Option<String>| text.as_deref().and_then(filled);
        let fields = Fields::new()
            .text("机关名称", &row.name)
            .text("申请编号", id.label())
            .text("日期", day(on))
            .maybe("联系单位", filled(&row.unit_name))
            .maybe("联系电话", filled(&row.phone))
            .maybe("联系地址", filled(&row.address))
            .text("申请人", &words.name)
            .text("称呼", address(by.requester))
            .text("收到日期", day(filed.received_on))
            .text("提交方式", by.channel.label())
            .text("申请内容", clause(&words.text))
            .text("处理结果", told(answer.outcome))
            .maybe("理由", said(&answer.reason).map(|text| sentence(&text)));
        Ok(match id.kind {
            Kind::Correction => fields
                .text("更正记录", clause(&answer.about))
                .maybe("更正内容", said(&answer.result).map(|text| clause(&text)))
                .maybe("转送机关", said(&answer.competent)),
            Kind::Proposal => fields.maybe("公开位置", said(&answer.result).map(|text| clause(&text))),
        })
    }

    /// Records that the answer left (送达).
    pub async fn send_motion_letter(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        sending: &Sending,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Send), agency).await?;
        let motion = self.load_existing::<Motion>(&id.stream(agency)).await?.state;
        let evidence = match (sending.evidence.as_deref().map(str::trim), maker_of(&motion)) {
            (Some(text), Some(person)) if !text.is_empty() => {
                Some(Sealed(self.vault.seal(person, &place(agency, id, "evidence"), text).await?))
            }
            _ => None,
        };
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let letters = &row.settings.letters;
        let after = |days: u16| Some(sending.on.saturating_add(i64::from(days).days()));
        let (receipt_by, read_by) = match sending.way {
            DeliveryWay::Electronic => (None, after(letters.unread_after_days)),
            DeliveryWay::Signed | DeliveryWay::Posted | DeliveryWay::Entrusted => {
                (after(letters.receipt_after_days), None)
            }
        };
        let command = Command::Send { way: sending.way, on: sending.on, evidence, receipt_by, read_by };
        self.decide_on_motion(actor, agency, id, &command).await
    }

    /// Records what became of the letter.
    pub async fn record_motion_news(
        &self,
        actor: &Actor,
        agency: &str,
        id: MotionId,
        news: LetterNews,
    ) -> Result<(), AppError> {
        self.act_on_motion(actor, agency, id, &Command::RecordNews(news)).await
    }
}

/// As the templates distinguish the outcomes.
const fn told(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Corrected => "更正",
        Outcome::NotCorrected => "不予更正",
        Outcome::PassedOn => "转送",
        Outcome::ToldWhereToAsk => "告知",
        Outcome::Adopted => "纳入主动公开",
        Outcome::Declined => "不纳入主动公开",
    }
}
