//! Screening an item before it is reviewed (发布前筛查): body and files, what may stay and why, masking by one button.

use std::collections::BTreeSet;
use std::sync::Arc;

use gongkai_agency::Role;
use gongkai_publication::{Content, FindingAnswered, Item, answer_finding};
use gongkai_screening::{Kind, Purpose, Screening, Verdict, mask};
use gongkai_store::publication::ItemState;
use percent_encoding::percent_decode_str;

use super::WRITERS;
use crate::screening::{SURE, is_personal, screen_bytes};
use crate::{Actor, App, AppError};

/// Kinds that must be answered or masked; others are told only.
const STOPPING: [Kind; 8] = [
    Kind::SecrecyMark,
    Kind::IdNumber,
    Kind::BankCard,
    Kind::Passport,
    Kind::Mobile,
    Kind::Plate,
    Kind::PersonName,
    Kind::DraftMark,
];
/// What is put before the public for its opinion is called so, and says so in its title.
const ASKING: &str = "征求意见";
/// How sure a wrong word is that is told wherever it stands; names that were right in their time are less so.
const BEYOND_DOUBT: f64 = 0.9;
/// Who may say why a finding stays.
const ANSWERERS: &[Role] =
    &[Role::Author, Role::Officer, Role::Reviewer, Role::SecrecyReviewer, Role::UnitHead, Role::Leader];

/// A finding as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundHere {
    /// The body, or the name of the file.
    pub part: String,
    /// Where in it.
    pub place: String,
    /// What it is.
    pub kind: Kind,
    /// What stands there; of a column its first value.
    pub text: String,
    /// Values of a column, or 1.
    pub count: usize,
    /// What to write instead, or why it was found.
    pub note: Option<String>,
    /// Must it be answered?
    pub stops: bool,
    /// Is it told although it does not stop: a wrong word beyond doubt, or one of the agency's list?
    pub told: bool,
    /// By whom and why it may stay.
    pub answered: Option<(String, String)>,
}

/// A part that no machine has read (没有读到的部分).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadPart {
    /// The body, or the name of the file.
    pub part: String,
    /// Why it was not read, and how much of it.
    pub why: String,
    /// By whom and with what result it was looked through.
    pub answered: Option<(String, String)>,
    /// By which it is known again.
    words: String,
}

/// What screening an item answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemScreening {
    /// The findings, part by part.
    pub found: Vec<FoundHere>,
    /// Characters read.
    pub characters: usize,
    /// Parts that were not read: nothing can be said of them until somebody has looked.
    pub unread: Vec<UnreadPart>,
    /// Links to items that are not here any more.
    pub links: Vec<String>,
    /// By which rules.
    pub rules: String,
}

impl UnreadPart {
    /// What is lost of an item, to be looked at.
    pub(super) fn lost() -> UnreadPart {
        let (part, why) = ("正文或者附件".to_owned(), "读不出".to_owned());
        UnreadPart { part, why, answered: None, words: String::new() }
    }
}

impl ItemScreening {
    /// Findings that stand in the way, and parts nobody has looked through.
    pub fn open(&self) -> usize {
        self.found.iter().filter(|one| one.stops && one.answered.is_none()).count() + self.unlooked()
    }

    /// Parts that no machine has read and nobody has looked through.
    pub fn unlooked(&self) -> usize {
        self.unread.iter().filter(|part| part.answered.is_none()).count()
    }

    /// Findings to look at, those that do not stand in the way too.
    pub fn to_look_at(&self) -> impl Iterator<Item = &FoundHere> {
        self.found.iter().filter(|one| (one.stops || one.told) && one.answered.is_none())
    }

    /// Can values in the body be masked?
    pub fn can_mask(&self) -> bool {
        self.found.iter().any(|one| one.part == BODY && is_personal(one.kind) && one.answered.is_none())
    }
}

/// Under this kind it is recorded that somebody looked through what no machine has read.
pub const UNREAD: &str = "unread";
/// What the body is called.
const BODY: &str = "正文";

impl App {
    /// Screens the newest edition of an item: title, summary, body and files.
    pub async fn screen_item(&self, id: &str) -> Result<ItemScreening, AppError> {
        let item = self.item_state(id).await?;
        let content = item.newest_content().ok_or(AppError::NotFound)?;
        self.screen_content(&item, content).await
    }

    pub(super) async fn screen_content(
        &self,
        item: &Item,
        content: &Content,
    ) -> Result<ItemScreening, AppError> {
        let mut result = ItemScreening::default();
        let agency = item.identity.as_ref().map_or("", |identity| identity.agency.as_str());
        let screener = self.screener_for(agency).await?;
        let words = format!("{}\n{}\n{}", content.title, content.summary, content.keywords.join("\n"));
        let mut parts = vec![("标题、概述、关键词".to_owned(), content.title.as_str(), words.into_bytes())];
        if !content.body.is_empty() {
            let html = self.item_body(&content.body).await?;
            result.links = self.dead_links(&html).await?;
            parts.push((BODY.to_owned(), &content.body, without_pictures(&html).into_bytes()));
        }
        for file in &content.attachments {
            parts.push((file.name.clone(), &file.blob, self.content(&file.blob).await?));
        }
        let today = self.today();
        for (part, name, bytes) in parts {
            let screener = Arc::clone(&screener);
            let read = tokio::task::spawn_blocking(move || screen_bytes(&screener, &bytes, today)).await;
            match read {
                Ok(Ok(screening)) => self.take_in(item, (&part, name), screening, &mut result),
                Ok(Err(_)) | Err(_) => {
                    result.unread.push(self.unread(item, (&part, name), "读不出文字".to_owned()));
                }
            }
        }
        Ok(result)
    }

    /// A part as nobody or somebody has looked through it: another file under the same name is looked through anew.
    fn unread(&self, item: &Item, (part, name): (&str, &str), why: String) -> UnreadPart {
        let words = self.vault.lookup_hash("unread", &format!("{part} {name}"));
        let known = item.answered.iter().find(|known| known.kind_of == UNREAD && known.words == words);
        let answered = known.map(|known| (known.by.clone(), known.reason.clone()));
        UnreadPart { part: part.to_owned(), why, answered, words }
    }

    fn take_in(
        &self,
        item: &Item,
        (part, name): (&str, &str),
        screening: Screening,
        result: &mut ItemScreening,
    ) {
        result.rules.clone_from(&screening.rules);
        let asks = item.newest_content().is_some_and(|content| content.title.contains(ASKING));
        let read = screening.coverage;
        result.characters += read.characters;
        if read.picture_pages > 0 {
            let why = format!("{} 页是图片", read.picture_pages);
            result.unread.push(self.unread(item, (part, name), why));
        }
        if read.unreadable > 0 && screening.verdict == Verdict::Blocked {
            let why = format!("{} 字读不出", read.unreadable);
            result.unread.push(self.unread(item, (part, name), why));
        }
        for finding in screening.findings {
            let text = finding.marks.first().map(|mark| mark.text.clone()).unwrap_or_default();
            let answered = self.answer_to(item, finding.kind, &text);
            result.found.push(FoundHere {
                part: part.to_owned(),
                place: finding.place.clone(),
                kind: finding.kind,
                count: finding.marks.len(),
                note: finding.note.clone(),
                stops: STOPPING.contains(&finding.kind)
                    && finding.confidence.0 >= SURE
                    && !(finding.kind == Kind::DraftMark && asks && text.contains(ASKING)),
                told: finding.kind == Kind::WrongWord && finding.confidence.0 >= BEYOND_DOUBT,
                answered: answered.map(|known| (known.by.clone(), known.reason.clone())),
                text,
            });
        }
    }

    /// By which the same finding is known again: the words themselves stand in no event.
    fn finding_words(&self, kind: Kind, text: &str) -> String {
        let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        self.vault.lookup_hash("finding", &format!("{} {bare}", kind.key()))
    }

    /// What somebody said of this finding.
    fn answer_to<'a>(&self, item: &'a Item, kind: Kind, text: &str) -> Option<&'a FindingAnswered> {
        let words = self.finding_words(kind, text);
        item.answered.iter().find(|known| known.kind_of == kind.key() && known.words == words)
    }

    /// Says why a finding of the edition in work may stay; of several alike, all.
    pub async fn answer_item_finding(
        &self,
        actor: &Actor,
        id: &str,
        kind: Kind,
        text: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, ANSWERERS, id).await?;
        if kind == Kind::SecrecyMark {
            // Only whoever answers for secrecy says that a mark is none.
            self.permit_on_item(actor, &[Role::SecrecyReviewer], id).await?;
        }
        let here = self.screen_item(id).await?;
        if !here.found.iter().any(|one| one.kind == kind && one.text == text) {
            return Err(AppError::field("reason", "稿件刚刚被改动，这一处已经没有了，请重新打开。"));
        }
        let words = self.finding_words(kind, text);
        self.change_item(actor, id, |item, context| {
            answer_finding(item, kind.key(), &words, reason, context)
        })
        .await?;
        self.rescreen_item(id).await
    }

    /// Says that somebody has looked through a part that no machine has read, and with what result.
    pub async fn answer_item_unread(
        &self,
        actor: &Actor,
        id: &str,
        part: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_on_item(actor, ANSWERERS, id).await?;
        let here = self.screen_item(id).await?;
        let Some(unread) = here.unread.iter().find(|one| one.part == part) else {
            return Err(AppError::field("reason", "稿件刚刚被改动，这一部分已经没有了，请重新打开。"));
        };
        let words = &unread.words;
        self.change_item(actor, id, |item, context| answer_finding(item, UNREAD, words, reason, context))
            .await?;
        self.rescreen_item(id).await
    }

    /// Links of a body to items of this site that are not public here.
    async fn dead_links(&self, html: &str) -> Result<Vec<String>, AppError> {
        let mut dead = Vec::new();
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some(index) = link.strip_prefix("/items/") else { continue };
            let index = index.split(['?', '#']).next().unwrap_or_default();
            let index = percent_decode_str(index).decode_utf8_lossy();
            let row = self.store.item_by_index(&index).await?;
            if row.is_none_or(|row| row.state != ItemState::Public) && !dead.iter().any(|known| known == link)
            {
                dead.push(link.to_owned());
            }
        }
        Ok(dead)
    }

    /// Masks the personal values found in the body; how many places.
    pub async fn mask_item(&self, actor: &Actor, id: &str) -> Result<usize, AppError> {
        self.permit_on_item(actor, WRITERS, id).await?;
        let item = self.item_state(id).await?;
        let content = &item.in_work()?.content;
        let html = self.item_body(&content.body).await?;
        let bytes = without_pictures(&html).into_bytes();
        let today = self.today();
        let agency = item.identity.as_ref().map_or("", |identity| identity.agency.as_str());
        let screener = self.screener_for(agency).await?;
        let screening = tokio::task::spawn_blocking(move || screen_bytes(&screener, &bytes, today))
            .await
            .map_err(|_| AppError::Inconsistent("screening a body".to_owned()))?;
        let Ok(screening) = screening else { return Ok(0) };
        let mut masked = html.clone();
        let mut places = 0;
        for (finding, mark) in screening.each() {
            let stays = self.answer_to(&item, finding.kind, &mark.text).is_some();
            if !is_personal(finding.kind) || finding.confidence.0 < SURE || stays {
                continue;
            }
            let (found, hidden) =
                (escaped(&mark.text), escaped(&mask(finding.kind, &mark.text, Purpose::Publication)));
            if found != hidden && masked.contains(&found) {
                masked = masked.replace(&found, &hidden);
                places += 1;
            }
        }
        if places > 0 {
            let body = self.keep_content(masked.into_bytes()).await?;
            self.change_content(actor, id, |content| content.body.clone_from(&body)).await?;
        }
        Ok(places)
    }

    /// Nothing is handed in while a finding stands unanswered.
    pub(super) async fn check_screened(&self, id: &str) -> Result<(), AppError> {
        let open = self.screen_item(id).await?.open();
        if open > 0 {
            return Err(AppError::refused(
                "screening_open",
                format!(
                    "发布前筛查有 {open} 处须处理：请在“发布前筛查”中遮盖、改正，或者写明可以保留的理由，再送审。"
                ),
            ));
        }
        Ok(())
    }
}

/// A finding that somebody said may stay, held against the rules of today (误报回归).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredCase {
    /// The item.
    pub item: String,
    /// What it was taken for.
    pub kind: String,
    /// Why it may stay.
    pub reason: String,
    /// Do the rules still find it? Nothing when the newest edition does not hold its text any more, or cannot be read.
    pub still_found: Option<bool>,
}

/// Events read at once.
const EVENTS_AT_ONCE: u32 = 1_000;

impl App {
    /// Every finding that somebody said may stay, as a case for the rules: reads the whole journal.
    pub async fn answered_cases(&self) -> Result<Vec<AnsweredCase>, AppError> {
        let mut items = BTreeSet::new();
        let mut position = 0;
        loop {
            let events = self.store.events_after(position, EVENTS_AT_ONCE).await?;
            let Some(last) = events.last() else { break };
            position = last.position;
            let answered = events.iter().filter(|event| event.kind == ANSWERED);
            items.extend(answered.map(|event| event.stream.id().to_owned()));
        }
        let mut cases = Vec::new();
        for id in items {
            cases.extend(self.cases_of(&id).await?);
        }
        Ok(cases)
    }

    async fn cases_of(&self, id: &str) -> Result<Vec<AnsweredCase>, AppError> {
        let item = self.item_state(id).await?;
        let screening = match item.newest_content() {
            None => None,
            Some(content) => match self.screen_content(&item, content).await {
                Ok(screening) => Some(screening),
                // Purged, or lost: nothing can be said of it.
                Err(AppError::NotFound | AppError::Store(_)) => None,
                Err(error) => return Err(error),
            },
        };
        let found = screening.map(|screening| {
            let words = screening.found.iter().map(|one| self.finding_words(one.kind, &one.text));
            words.collect::<BTreeSet<_>>()
        });
        Ok(item
            .answered
            .iter()
            .filter(|answer| answer.kind_of != UNREAD)
            .map(|answer| AnsweredCase {
                item: id.to_owned(),
                kind: answer.kind_of.clone(),
                reason: answer.reason.clone(),
                still_found: found.as_ref().map(|found| found.contains(&answer.words)),
            })
            .collect())
    }
}

/// Kind of the event.
const ANSWERED: &str = "item.finding_answered.v1";

/// The words of a body as its HTML writes them.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The body without the bytes of its pictures, which say nothing to a reader of words.
fn without_pictures(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("src=\"data:") {
        out.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}
