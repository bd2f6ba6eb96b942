//! Asking the public about drafts (意见征集): opened on a public item, answered online or on paper, weighed one by one,
//! and answered by an item that goes through review like any other.

use std::fmt::Write as _;

use gongkai_agency::Role;
use gongkai_journal::Version;
use gongkai_publication::{
    Attribute, Content, OpinionChannel, OpinionEvent, OpinionReceived, OpinionWeighed, Origin, Refusal,
    Solicitation, SolicitationEvent, SolicitationOpened, SolicitedOpinion, draft_feedback, erase_opinion,
    extend_solicitation, open_solicitation, receive_opinion, stop_solicitation, weigh_opinion,
};
use gongkai_request::access::Viewed;
use gongkai_store::AppendError;
use gongkai_store::publication::{ItemRow, ItemState};
use gongkai_store::solicitation::{OpinionRow, SolicitationRow};
use jiff::civil::Date;

use crate::aggregate::agency_of;
use crate::items::{Text, escaped};
use crate::letters::words::day;
use crate::requests::ERASERS;
use crate::vault::{VaultError, random, to_hex};
use crate::{Actor, Aggregate, App, AppError, FieldError, stream_write};

impl Aggregate for Solicitation {
    const AREA: &'static str = "solicitation";
    type Event = SolicitationEvent;

    fn apply(&mut self, event: &SolicitationEvent) {
        Solicitation::apply(self, event);
    }
}

impl Aggregate for SolicitedOpinion {
    const AREA: &'static str = "solicited";
    type Event = OpinionEvent;

    fn apply(&mut self, event: &OpinionEvent) {
        SolicitedOpinion::apply(self, event);
    }
}

/// Who asks the public, and weighs what it says.
const ASKERS: &[Role] = &[Role::Officer];
/// Who may read what the public said.
const LISTENERS: &[Role] = &[Role::Officer, Role::UnitHead, Role::Leader];
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;
/// Opinions erased in one go.
const BATCH: u32 = 200;
/// Longest words of one opinion, in characters.
pub const LONGEST_OPINION: usize = 5_000;
/// Most opinions weighed in one act.
pub const MOST_AT_ONCE: usize = 200;

/// A solicitation to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSolicitation {
    /// The item with the draft: index number or id.
    pub item: String,
    /// The last day.
    pub through: Date,
    /// Does the draft touch business?
    pub touches_business: bool,
    /// Why it is open for less than the rule says.
    pub why_short: Option<String>,
    /// Other ways to answer, for the public.
    pub ways: String,
}

/// An opinion in plain text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlainOpinion {
    /// 姓名或者名称; may be empty.
    pub name: String,
    /// 联系方式; may be empty.
    pub contact: String,
    /// What it says.
    pub text: String,
}

// Names and words of people belong in no log.
impl std::fmt::Debug for PlainOpinion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainOpinion").finish_non_exhaustive()
    }
}

/// A solicitation as the public sees it.
#[derive(Debug, Clone)]
pub struct ShownSolicitation {
    /// The solicitation.
    pub row: SolicitationRow,
    /// The item with the draft, while it is public.
    pub item: Option<ItemRow>,
    /// The item with what became of the opinions, while it is public.
    pub feedback: Option<ItemRow>,
}

impl App {
    /// Opens a solicitation on a public item; its id.
    pub async fn open_solicitation(
        &self,
        actor: &Actor,
        agency: &str,
        new: NewSolicitation,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, ASKERS, agency).await?;
        self.agency_state(agency).await?.active()?;
        let found = self.own_item(agency, &new.item).await?;
        let Some(item) = found.filter(|row| row.state == ItemState::Public) else {
            let text = "本机关没有这条已公开的信息。请先公开征求意见稿和起草说明，再填写它的索引号。";
            return Err(AppError::field("item", text));
        };
        if self.store.solicitation_on(&item.id).await?.is_some_and(|row| row.is_running(self.today())) {
            return Err(AppError::field("item", "这条信息正在征求意见；需要更长时间的，请延长征集。"));
        }
        let opened = SolicitationOpened {
            agency: agency.to_owned(),
            item: item.id,
            title: item.fields.title,
            from: self.today(),
            through: new.through,
            touches_business: new.touches_business,
            why_short: new.why_short,
            ways: new.ways.trim().to_owned(),
            by: self.context(actor).by,
        };
        let events = open_solicitation(&Solicitation::default(), &opened)?;
        for _ in 0..ATTEMPTS {
            let id = format!("{agency}/{}", self.store.next_solicitation_number(agency).await?);
            if self.try_append(actor, vec![stream_write::<Solicitation>(&id, Version(0), &events)?]).await? {
                return Ok(id);
            }
        }
        Err(AppError::Busy(format!("solicitation/{agency}")))
    }

    /// Lets the public answer longer.
    pub async fn extend_solicitation(
        &self,
        actor: &Actor,
        id: &str,
        through: Date,
        reason: &str,
    ) -> Result<(), AppError> {
        self.change_solicitation(actor, id, |it, is_drafted, context| {
            extend_solicitation(it, through, reason, is_drafted, context)
        })
        .await
    }

    /// Stops asking.
    pub async fn stop_solicitation(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), AppError> {
        self.change_solicitation(actor, id, |it, is_drafted, context| {
            stop_solicitation(it, reason, is_drafted, context)
        })
        .await
    }

    /// Takes in an opinion from the portal; its number. Sent again under the same key, it answers with the same number.
    pub async fn give_opinion(&self, key: &str, id: &str, plain: PlainOpinion) -> Result<u64, AppError> {
        let stream = self.vault.lookup_hash("solicited opinion", &format!("{id} {key}"));
        self.take_opinion(&Actor::Public, id, &stream, (OpinionChannel::Online, self.today()), &plain).await
    }

    /// Registers an opinion that came another way; its number.
    pub async fn register_opinion(
        &self,
        actor: &Actor,
        id: &str,
        channel: OpinionChannel,
        on: Date,
        plain: PlainOpinion,
    ) -> Result<u64, AppError> {
        self.permit_in_tree(actor, ASKERS, agency_of(id)?).await?;
        if channel == OpinionChannel::Online {
            return Err(AppError::field("channel", "网上提交的意见自动登记，这里登记其他方式收到的。"));
        }
        let stream = to_hex(&random::<16>()?);
        self.take_opinion(actor, id, &stream, (channel, on), &plain).await
    }

    async fn take_opinion(
        &self,
        actor: &Actor,
        id: &str,
        stream: &str,
        (channel, on): (OpinionChannel, Date),
        plain: &PlainOpinion,
    ) -> Result<u64, AppError> {
        if let Some(row) = self.store.solicited_opinion_by_id(stream).await? {
            return Ok(row.number);
        }
        complete(plain)?;
        let place = format!("solicitation/{id}");
        self.fit_texts(&place, &[("text", &plain.text), ("name", &plain.name), ("contact", &plain.contact)])
            .await?;
        let solicitation = self.load_existing::<Solicitation>(id).await?.state;
        let is_drafted = self.is_drafted(&solicitation).await?;
        let person = self.new_person().await?;
        let seal = |what: &'static str, text: &str| {
            let (person, place, text) = (person.clone(), place_of(stream, what), text.trim().to_owned());
            async move { self.vault.seal(&person, &place, &text).await }
        };
        let received = OpinionReceived {
            agency: agency_of(id)?.to_owned(),
            solicitation: id.to_owned(),
            channel,
            on,
            name: seal("name", &plain.name).await?,
            contact: seal("contact", &plain.contact).await?,
            text: seal("text", &plain.text).await?,
            person: person.clone(),
        };
        let context = self.publication_context(actor);
        let taken = match receive_opinion(&solicitation, &received, is_drafted, &context) {
            Ok(events) => {
                let write = stream_write::<SolicitedOpinion>(stream, Version(0), &events)?;
                match self.append(actor, vec![write], Vec::new()).await {
                    // Sent twice at the same moment: the other one is it.
                    Ok(_) => Ok(true),
                    Err(AppError::Append(AppendError::Conflict { .. })) => Ok(false),
                    Err(error) => Err(error),
                }
            }
            Err(refusal) => Err(refusal.into()),
        };
        if !matches!(taken, Ok(true)) {
            self.vault.erase(&person).await?;
        }
        taken?;
        let row = self.store.solicited_opinion_by_id(stream).await?;
        row.map(|row| row.number).ok_or_else(|| AppError::Inconsistent(format!("opinion {stream} is lost")))
    }

    /// An opinion in plain text, for those who weigh it; the look is journaled first. `None` once it was erased.
    pub async fn opinion_words(
        &self,
        actor: &Actor,
        id: &str,
        number: u64,
    ) -> Result<Option<PlainOpinion>, AppError> {
        let (agency, solicitation) = id.rsplit_once('/').ok_or(AppError::NotFound)?;
        self.permit_in_tree(actor, LISTENERS, agency).await?;
        let row = self.store.solicited_opinion(id, number).await?.ok_or(AppError::NotFound)?;
        let opinion = self.load_existing::<SolicitedOpinion>(&row.id).await?.state;
        let received = opinion.received.ok_or(AppError::NotFound)?;
        let subject = format!("solicitation-{solicitation}");
        let detail = Some(format!("第 {number} 条"));
        self.journal_view_of(actor, agency, &subject, Viewed::SolicitedOpinion, detail).await?;
        let open = |what: &'static str, sealed: String| {
            let (person, place) = (received.person.clone(), place_of(&row.id, what));
            async move { self.vault.open(&person, &place, &sealed).await }
        };
        match open("text", received.text.clone()).await {
            Err(VaultError::NoKey) => Ok(None),
            text => Ok(Some(PlainOpinion {
                text: text?,
                name: open("name", received.name.clone()).await?,
                contact: open("contact", received.contact.clone()).await?,
            })),
        }
    }

    /// Records what became of opinions that say the same.
    pub async fn weigh_opinions(
        &self,
        actor: &Actor,
        id: &str,
        numbers: &[u64],
        weighed: OpinionWeighed,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, ASKERS, agency_of(id)?).await?;
        if numbers.len() > MOST_AT_ONCE {
            return Err(AppError::field("also", format!("一次最多办理 {MOST_AT_ONCE} 条。")));
        }
        let texts = [("gist", weighed.gist.as_str()), ("reason", weighed.reason.as_str())];
        self.fit_texts(&format!("solicitation/{id}"), &texts).await?;
        let weighed = OpinionWeighed { by: self.context(actor).by, ..weighed };
        let solicitation = self.load_existing::<Solicitation>(id).await?.state;
        let is_drafted = self.is_drafted(&solicitation).await?;
        // All are looked up before the first is written.
        let mut writes = Vec::new();
        for number in numbers {
            let Some(row) = self.store.solicited_opinion(id, *number).await? else {
                return Err(AppError::field("also", format!("没有第 {number} 条意见，请核对编号。")));
            };
            let opinion = self.load_existing::<SolicitedOpinion>(&row.id).await?;
            let events = weigh_opinion(&solicitation, &opinion.state, &weighed, is_drafted)?;
            if !events.is_empty() {
                writes.push(stream_write::<SolicitedOpinion>(&row.id, opinion.version, &events)?);
            }
        }
        if !writes.is_empty() {
            self.append(actor, writes, Vec::new()).await?;
        }
        Ok(())
    }

    /// Drafts the item in which the public reads what became of its opinions; the item's id.
    pub async fn draft_feedback(&self, actor: &Actor, id: &str) -> Result<String, AppError> {
        let agency = agency_of(id)?;
        self.permit_in_tree(actor, ASKERS, agency).await?;
        let row = self.store.solicitation(id).await?.ok_or(AppError::NotFound)?;
        let decide = |state: &Solicitation, item: &str, is_drafted: bool| {
            draft_feedback(state, item, row.unweighed, is_drafted, &self.publication_context(actor))
        };
        let solicitation = self.load_existing::<Solicitation>(id).await?.state;
        let is_drafted = self.is_drafted(&solicitation).await?;
        // Nothing is drafted that could not be recorded.
        decide(&solicitation, "", is_drafted)?;
        let asked = self.store.item(&row.item).await?.ok_or(AppError::NotFound)?;
        let text = self.feedback_text(&row, &asked).await?;
        let (item, _) = self.draft_item(actor, agency, text).await?;
        let recorded = self
            .update::<Solicitation, _, _>(actor, id, |now| {
                // Somebody else may have drafted it meanwhile.
                let is_drafted = is_drafted || now.feedback != solicitation.feedback;
                decide(now, &item, is_drafted)
            })
            .await;
        if let Err(error) = recorded {
            self.abandon_item(actor, &item, "反馈已经由他人起草").await?;
            return Err(error);
        }
        Ok(item)
    }

    async fn feedback_text(&self, row: &SolicitationRow, asked: &ItemRow) -> Result<Text, AppError> {
        let groups = self.store.opinion_groups(&row.id).await?;
        let mut body = format!(
            "<p>{}至{}，本机关就《{}》向社会公开征求意见，共收到意见{}条。</p>",
            day(row.from),
            day(row.through),
            escaped(&row.title),
            row.opinions
        );
        if groups.is_empty() {
            body.push_str("<p>征求意见期间没有收到意见。</p>");
        } else {
            let mut counts = String::new();
            for adoption in gongkai_publication::Adoption::ALL {
                let count: u64 =
                    groups.iter().filter(|group| group.adoption == *adoption).map(|group| group.count).sum();
                if count > 0 {
                    let _ = write!(counts, "，{}{count}条", adoption.label());
                }
            }
            let _ = write!(
                body,
                "<p>采纳情况：{}。具体如下：</p><table><thead><tr><th>序号</th><th>意见内容</th><th>条数</th><th>采纳情况</th><th>理由</th></tr></thead><tbody>",
                counts.trim_start_matches('，')
            );
            for (number, group) in (1..).zip(&groups) {
                let _ = write!(
                    body,
                    "<tr><td>{number}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    escaped(&group.gist),
                    group.count,
                    group.adoption.label(),
                    escaped(&group.reason)
                );
            }
            body.push_str("</tbody></table>");
        }
        let asked = &asked.fields;
        let fields = Content {
            title: format!("关于《{}》征求意见采纳情况的反馈", row.title),
            summary: String::new(),
            body: String::new(),
            attachments: Vec::new(),
            document_number: None,
            registration_number: None,
            issuer: String::new(),
            joint_issuers: Vec::new(),
            origin: Origin::Made,
            generated_on: self.today(),
            categories: asked.categories.clone(),
            column: asked.column.clone(),
            theme: asked.theme.clone(),
            genre: None,
            legal_kind: None,
            keywords: asked.keywords.clone(),
            attribute: Attribute::Proactive,
            ground: None,
            ground_note: None,
            rhythm: asked.rhythm.clone(),
            section: asked.section.clone(),
            interprets: None,
            from_request: None,
            effective_on: None,
            expires_on: None,
        };
        Ok(Text { fields, body })
    }

    /// Erases all who gave an opinion, once it is over; how many.
    pub async fn erase_opinions(&self, actor: &Actor, id: &str) -> Result<u64, AppError> {
        self.permit_in_tree(actor, ERASERS, agency_of(id)?).await?;
        let solicitation = self.load_existing::<Solicitation>(id).await?.state;
        let is_answered = match &solicitation.feedback {
            Some(item) => self.store.item(item).await?.is_some_and(|item| item.state == ItemState::Public),
            None => false,
        };
        let context = self.publication_context(actor);
        let (mut erased, mut above) = (0, 0);
        loop {
            let rows = self.store.opinions_with_giver(id, above, BATCH).await?;
            let Some(last) = rows.last().map(|row| row.number) else { return Ok(erased) };
            for row in rows {
                let events = self
                    .update::<SolicitedOpinion, _, _>(actor, &row.id, |opinion| {
                        erase_opinion(&solicitation, opinion, is_answered, &context)
                    })
                    .await?;
                erased += u64::from(!events.is_empty());
            }
            above = last;
        }
    }

    /// A solicitation as the public sees it.
    pub async fn shown_solicitation(&self, id: &str) -> Result<ShownSolicitation, AppError> {
        let row = self.store.solicitation(id).await?.ok_or(AppError::NotFound)?;
        self.shown(row).await
    }

    /// The same of a row at hand.
    pub async fn shown(&self, row: SolicitationRow) -> Result<ShownSolicitation, AppError> {
        let public = |item: Option<ItemRow>| item.filter(|item| item.state == ItemState::Public);
        let item = public(self.store.item(&row.item).await?);
        let feedback = match &row.feedback {
            Some(id) => public(self.store.item(id).await?),
            None => None,
        };
        Ok(ShownSolicitation { row, item, feedback })
    }

    /// A solicitation for the office; `true` when its feedback stands in work or is public.
    pub async fn solicitation_for_office(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<(SolicitationRow, bool), AppError> {
        self.permit_in_tree(actor, LOOKERS, agency_of(id)?).await?;
        let row = self.store.solicitation(id).await?.ok_or(AppError::NotFound)?;
        let is_drafted = self.is_alive(row.feedback.as_deref()).await?;
        Ok((row, is_drafted))
    }

    /// The opinions of a page, without a word of those who gave them.
    pub async fn opinions_of(
        &self,
        actor: &Actor,
        id: &str,
        unweighed: bool,
        above: u64,
        limit: u32,
    ) -> Result<Vec<OpinionRow>, AppError> {
        self.permit_in_tree(actor, LOOKERS, agency_of(id)?).await?;
        Ok(self.store.solicited_opinions(id, unweighed, above, limit).await?)
    }

    /// Solicitations of an agency that are over and wait for their feedback: without a draft, or with one given up.
    pub async fn solicitations_to_answer(
        &self,
        agency: &str,
        limit: u32,
    ) -> Result<Vec<SolicitationRow>, AppError> {
        Ok(self.store.unanswered_solicitations(agency, self.today(), limit).await?)
    }

    async fn is_drafted(&self, solicitation: &Solicitation) -> Result<bool, AppError> {
        self.is_alive(solicitation.feedback.as_deref()).await
    }

    async fn is_alive(&self, item: Option<&str>) -> Result<bool, AppError> {
        let Some(item) = item else { return Ok(false) };
        Ok(self.store.item(item).await?.is_some_and(|item| item.state != ItemState::Abandoned))
    }

    async fn change_solicitation<F>(&self, actor: &Actor, id: &str, decide: F) -> Result<(), AppError>
    where
        F: Fn(&Solicitation, bool, &gongkai_publication::Context) -> Result<Vec<SolicitationEvent>, Refusal>
            + Send
            + Sync,
    {
        self.permit_in_tree(actor, ASKERS, agency_of(id)?).await?;
        let solicitation = self.load_existing::<Solicitation>(id).await?.state;
        let is_drafted = self.is_drafted(&solicitation).await?;
        let context = self.publication_context(actor);
        self.update::<Solicitation, _, _>(actor, id, |it| {
            decide(it, is_drafted || it.feedback != solicitation.feedback, &context)
        })
        .await?;
        Ok(())
    }
}

/// Who may see that there is one and where it stands.
const LOOKERS: &[Role] = Role::ALL;

fn complete(plain: &PlainOpinion) -> Result<(), AppError> {
    let mut errors = Vec::new();
    if plain.text.trim().is_empty() {
        errors.push(FieldError { field: "text", message: "请写明您的意见。".to_owned() });
    }
    for (field, text, most) in
        [("text", &plain.text, LONGEST_OPINION), ("name", &plain.name, 100), ("contact", &plain.contact, 200)]
    {
        let count = text.chars().count();
        if count > most {
            let message = format!("最多 {most} 个字，现在有 {count} 个字，请删减。");
            errors.push(FieldError { field, message });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(AppError::Fields(errors)) }
}

/// Where sealed text of an opinion stands, which it is bound to.
fn place_of(stream: &str, what: &str) -> String {
    format!("solicited/{stream}/{what}")
}
