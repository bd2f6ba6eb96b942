//! Benefits of policies (惠企事项): taken from a published text, approved by another person, closed, claimed.

use gongkai_agency::Role;
use gongkai_enterprise::Number;
use gongkai_enterprise::benefit::{
    Benefit, BenefitEvent, Candidate, Clause, Context, Drafted, GUIDE_WORKDAYS, Quote, Source, Terms,
    add_condition, candidates, close_benefit, draft_benefit, hand_in_benefit, publish_benefit,
    remove_condition, send_back_benefit,
};
use gongkai_enterprise::claim::{Claim, ClaimEvent, pay, refuse};
use gongkai_enterprise::condition::parse;
use gongkai_journal::Version;
use gongkai_statute::{Refusal, Workdays};
use gongkai_store::benefit::BenefitRow;
use gongkai_store::publication::{ItemRow, ItemState};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::aggregate::agency_of;
use crate::search::text_of;
use crate::vault::to_hex;
use crate::{Actor, Aggregate, App, AppError, stream_write};

/// Who takes policies apart.
const WRITERS: &[Role] = &[Role::Officer, Role::Author];
/// Who approves or sends back.
const APPROVERS: &[Role] = &[Role::Reviewer, Role::UnitHead, Role::Leader];
/// Who pushes, ends an offer and records what became of claims.
pub(crate) const OFFICERS: &[Role] = &[Role::Officer];
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;
/// Claims of one enterprise that are looked at.
const MOST_CLAIMS: u32 = 1_000;

impl Aggregate for Benefit {
    const AREA: &'static str = "benefit";
    type Event = BenefitEvent;

    fn apply(&mut self, event: &BenefitEvent) {
        Benefit::apply(self, event);
    }
}

impl Aggregate for Claim {
    const AREA: &'static str = "claim";
    type Event = ClaimEvent;

    fn apply(&mut self, event: &ClaimEvent) {
        Claim::apply(self, event);
    }
}

/// A public item with what can be taken from it.
#[derive(Debug, Clone)]
pub struct PolicyText {
    /// The item.
    pub item: ItemRow,
    /// Its public edition.
    pub edition: u32,
    /// Its text, a line for each paragraph; quotes are places in it.
    pub text: String,
    /// Its sentences that give something.
    pub candidates: Vec<Candidate>,
    /// By when its guide is to be published; nothing when the calendar does not reach so far.
    pub guide_due: Option<Date>,
}

/// An act on a benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BenefitCommand {
    /// 删除条件, by its place from 1.
    RemoveCondition(usize),
    /// 提交审核
    HandIn,
    /// 退回修改
    SendBack(String),
    /// 审核发布: which revision was read, and was it compared with the text?
    Publish(u32, bool),
    /// 停止办理
    Close(String),
}

impl BenefitCommand {
    const fn roles(&self) -> &'static [Role] {
        match self {
            BenefitCommand::RemoveCondition(_) | BenefitCommand::HandIn => WRITERS,
            BenefitCommand::SendBack(_) | BenefitCommand::Publish(..) => APPROVERS,
            BenefitCommand::Close(_) => OFFICERS,
        }
    }

    fn decide(&self, benefit: &Benefit, context: &Context) -> Result<Vec<BenefitEvent>, Refusal> {
        match self {
            BenefitCommand::RemoveCondition(place) => remove_condition(benefit, *place, context),
            BenefitCommand::HandIn => hand_in_benefit(benefit, context),
            BenefitCommand::SendBack(reason) => send_back_benefit(benefit, reason, context),
            BenefitCommand::Publish(revision, is_checked) => {
                publish_benefit(benefit, *revision, *is_checked, context)
            }
            BenefitCommand::Close(reason) => close_benefit(benefit, reason, context),
        }
    }
}

impl App {
    /// A public item of the agency with the sentences that can be taken apart (拆解).
    ///
    /// # Errors
    ///
    /// A field error when there is no such public item, `NotFound` when its text was purged.
    pub async fn policy_text(&self, agency: &str, item: &str) -> Result<PolicyText, AppError> {
        let found = self.own_item(agency, item).await?;
        let Some(item) = found.filter(|row| row.state == ItemState::Public) else {
            let text = "本机关没有这条已公开的信息，请核对索引号或者条目编号；先公开政策文件，再拆解。";
            return Err(AppError::field("item", text));
        };
        let edition = item.edition.unwrap_or(item.newest_edition);
        let text = self.words_of(&item).await?;
        let guide_due = match item.first_published_on {
            Some(on) => self.calendar_of(agency).await?.add_workdays(on, Workdays(GUIDE_WORKDAYS)).ok(),
            None => None,
        };
        Ok(PolicyText { candidates: candidates(&text), item, edition, text, guide_due })
    }

    /// The text of an item, a line for each paragraph.
    async fn words_of(&self, item: &ItemRow) -> Result<String, AppError> {
        let html = self.content(&item.fields.body).await?;
        Ok(text_of(&String::from_utf8_lossy(&html)).0)
    }

    /// Writes a new benefit; its id.
    ///
    /// # Errors
    ///
    /// Fields that are wrong, or a source that is not public.
    pub async fn new_benefit(
        &self,
        actor: &Actor,
        agency: &str,
        source: Source,
        terms: Terms,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, WRITERS, agency).await?;
        self.agency_state(agency).await?.active()?;
        let drafted = self.drafted(actor, agency, source, terms).await?;
        let events = draft_benefit(&Benefit::default(), &drafted)?;
        for _ in 0..ATTEMPTS {
            let id = format!("{agency}/{}", self.store.next_benefit_number(agency).await?);
            let write = stream_write::<Benefit>(&id, Version(0), &events)?;
            if self.try_append(actor, vec![write]).await? {
                return Ok(id);
            }
        }
        Err(AppError::Busy(format!("benefit/{agency}")))
    }

    /// Writes a benefit anew; its conditions stay as they are.
    ///
    /// # Errors
    ///
    /// As [`App::new_benefit`].
    pub async fn edit_benefit(
        &self,
        actor: &Actor,
        id: &str,
        source: Source,
        terms: Terms,
    ) -> Result<(), AppError> {
        let agency = agency_of(id)?;
        self.permit_in_tree(actor, WRITERS, agency).await?;
        self.load_existing::<Benefit>(id).await?;
        let drafted = self.drafted(actor, agency, source, terms).await?;
        self.update::<Benefit, _, _>(actor, id, |benefit| {
            let mut drafted = drafted.clone();
            if let Some((_, known)) = benefit.newest() {
                drafted.terms.clauses.clone_from(&known.clauses);
            }
            draft_benefit(benefit, &drafted)
        })
        .await?;
        Ok(())
    }

    async fn drafted(
        &self,
        actor: &Actor,
        agency: &str,
        source: Source,
        terms: Terms,
    ) -> Result<Drafted, AppError> {
        let policy = self.policy_text(agency, &source.item).await?;
        let source = Source {
            item: policy.item.index_number,
            edition: policy.edition,
            clause: source.clause.trim().to_owned(),
        };
        Ok(Drafted { agency: agency.to_owned(), source, terms, by: self.context(actor).by })
    }

    /// Adds a condition to a benefit, with the sentence it comes from as it stands in the text.
    ///
    /// # Errors
    ///
    /// Fields: a condition that cannot be read, a sentence that does not stand in the text.
    pub async fn add_condition(
        &self,
        actor: &Actor,
        id: &str,
        when: &str,
        sentence: &str,
    ) -> Result<(), AppError> {
        let agency = agency_of(id)?;
        self.permit_in_tree(actor, WRITERS, agency).await?;
        if let Err(problems) = parse(when) {
            let what = problems.first().map(ToString::to_string).unwrap_or_default();
            return Err(AppError::field("when", format!("条件{what}")));
        }
        let known = self.load_existing::<Benefit>(id).await?.state;
        let Some((source, _)) = known.newest() else { return Err(AppError::NotFound) };
        let policy = self.policy_text(agency, &source.item).await?;
        let within = policy.candidates.iter().find(|one| one.clause == source.clause);
        let Some(quote) = quote(&policy.text, sentence, within) else {
            let text = "政策文本里没有这句话，请从原文复制；一句话可以只复制一部分。";
            return Err(AppError::field("quote", text));
        };
        let clause = Clause { when: when.trim().to_owned(), quote };
        let context = self.benefit_context(actor);
        self.update::<Benefit, _, _>(actor, id, |benefit| add_condition(benefit, &clause, &context)).await?;
        Ok(())
    }

    /// Acts on a benefit.
    pub async fn act_on_benefit(
        &self,
        actor: &Actor,
        id: &str,
        command: &BenefitCommand,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, command.roles(), agency_of(id)?).await?;
        let benefit = self.load_existing::<Benefit>(id).await?.state;
        if matches!(command, BenefitCommand::HandIn | BenefitCommand::Publish(..)) {
            self.source_stands(&benefit).await?;
        }
        let context = self.benefit_context(actor);
        self.update::<Benefit, _, _>(actor, id, |benefit| command.decide(benefit, &context)).await?;
        Ok(())
    }

    /// What a benefit is taken from must be what is public now.
    async fn source_stands(&self, benefit: &Benefit) -> Result<(), AppError> {
        let Some(draft) = &benefit.draft else { return Ok(()) };
        let item = self.store.item_by_index(&draft.source.item).await?;
        let Some(item) = item.filter(|item| item.state == ItemState::Public) else {
            return Err(AppError::refused("benefit_source", "所依据的政策文件已经不再公开，事项不能发布。"));
        };
        if item.edition != Some(draft.source.edition) {
            let text = "所依据的政策文件已经公布新的版本，请对照新版核对内容，打开“修改”保存后再提交。";
            return Err(AppError::refused("benefit_edition", text));
        }
        for (place, said) in self.said_in(&item, &draft.terms).await?.iter().enumerate() {
            if said.is_none() {
                let text =
                    format!("第 {} 项条件所引的原文在现行版本中不在原处，请删除后重新增加。", place + 1);
                return Err(AppError::refused("benefit_quote", text));
            }
        }
        Ok(())
    }

    /// The sentences of a benefit's conditions, in their order, as the public edition has them; nothing where the text they
    /// stand in is not public any more, or is another edition.
    pub async fn quotes(&self, source: &Source, terms: &Terms) -> Result<Vec<Option<String>>, AppError> {
        let item = self.store.item_by_index(&source.item).await?;
        let stands =
            item.filter(|item| item.state == ItemState::Public && item.edition == Some(source.edition));
        let Some(item) = stands else { return Ok(vec![None; terms.clauses.len()]) };
        self.said_in(&item, terms).await
    }

    /// The sentences of the conditions as the item's text has them; nothing for one that does not stand in its place.
    async fn said_in(&self, item: &ItemRow, terms: &Terms) -> Result<Vec<Option<String>>, AppError> {
        let text: Vec<char> = self.words_of(item).await?.chars().collect();
        let said = |clause: &Clause| {
            let part = text.get(clause.quote.start as usize..clause.quote.end as usize)?;
            let part: String = part.iter().collect();
            (sha256(&part) == clause.quote.sha256).then_some(part)
        };
        Ok(terms.clauses.iter().map(said).collect())
    }

    /// Which revision of a benefit waits for approval; 0 when none does.
    pub async fn benefit_revision(&self, id: &str) -> Result<u32, AppError> {
        let benefit = self.load_existing::<Benefit>(id).await?.state;
        Ok(benefit.draft.map_or(0, |draft| draft.revision))
    }

    /// Records that a claim was paid or granted.
    ///
    /// # Errors
    ///
    /// A refusal when nothing is pending, or another benefit of the same group was paid already (就高不重复).
    pub async fn pay_claim(
        &self,
        actor: &Actor,
        id: &str,
        credit_code: &str,
        on: Date,
        amount: Option<Number>,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, OFFICERS, agency_of(id)?).await?;
        self.not_excluded(id, credit_code).await?;
        let context = self.benefit_context(actor);
        self.update::<Claim, _, _>(actor, &claim_id(id, credit_code), |claim| {
            pay(claim, on, amount, &context.by, context.today)
        })
        .await?;
        Ok(())
    }

    /// Of benefits that share a name of exclusion, one is paid to an enterprise in a year.
    async fn not_excluded(&self, id: &str, credit_code: &str) -> Result<(), AppError> {
        let Some(row) = self.store.benefit(id).await? else { return Err(AppError::NotFound) };
        let group =
            |row: &BenefitRow| row.published.as_ref().and_then(|public| public.terms.exclusion.clone());
        let Some(name) = group(&row) else { return Ok(()) };
        let year = row.published.as_ref().map(|public| public.terms.year);
        for claim in self.store.claims_of(credit_code, MOST_CLAIMS).await? {
            if claim.benefit == id || claim.paid_on.is_none() || Some(claim.year) != year {
                continue;
            }
            let other = self.store.benefit(&claim.benefit).await?;
            if let Some(other) =
                other.filter(|other| other.agency == row.agency && group(other).as_ref() == Some(&name))
            {
                let text =
                    format!("“{name}”就高不重复：该企业本年度已经兑现“{}”，不能再兑现这一项。", other.name);
                return Err(AppError::refused("claim_exclusion", text));
            }
        }
        Ok(())
    }

    /// Refuses a claim; the enterprise reads why.
    pub async fn refuse_claim(
        &self,
        actor: &Actor,
        id: &str,
        credit_code: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, OFFICERS, agency_of(id)?).await?;
        let context = self.benefit_context(actor);
        self.update::<Claim, _, _>(actor, &claim_id(id, credit_code), |claim| {
            refuse(claim, reason, &context.by, context.today)
        })
        .await?;
        Ok(())
    }

    pub(crate) fn benefit_context(&self, actor: &Actor) -> Context {
        let context = self.context(actor);
        Context { by: context.by, today: context.today }
    }
}

/// Stream of an enterprise's claim for a benefit.
pub(crate) fn claim_id(benefit: &str, credit_code: &str) -> String {
    format!("{benefit}/{credit_code}")
}

/// Where a sentence stands in the text, in the clause it belongs to if it stands there; blanks around it do not matter.
fn quote(text: &str, sentence: &str, within: Option<&Candidate>) -> Option<Quote> {
    let sentence = sentence.trim().replace("\r\n", "\n");
    if sentence.is_empty() {
        return None;
    }
    let place = |text: &str| Some(text.get(..text.find(&sentence)?)?.chars().count());
    let inside = within.and_then(|one| Some(one.start + place(&one.text)?));
    let start = inside.or_else(|| place(text))?;
    let end = start + sentence.chars().count();
    Some(Quote {
        start: u32::try_from(start).ok()?,
        end: u32::try_from(end).ok()?,
        sha256: sha256(&sentence),
    })
}

fn sha256(text: &str) -> String {
    to_hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_characters_in_its_clause_first() {
        let text = "（一）对企业给予20万元。\n（二）对企业给予30万元。";
        let found = quote(text, " 对企业 ", None).unwrap();
        assert_eq!((found.start, found.end, found.sha256), (3, 6, sha256("对企业")));
        let all = candidates(text);
        let found = quote(text, "对企业", all.last()).unwrap();
        assert_eq!((found.start, found.end), (17, 20), "{all:?}");
        assert_eq!(quote(text, "（三）", None), None);
        assert_eq!(quote(text, " ", None), None);
    }
}
