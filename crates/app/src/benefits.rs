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
use gongkai_store::publication::{ItemRow, ItemState};
use jiff::civil::Date;

use crate::aggregate::agency_of;
use crate::search::text_of;
use crate::{Actor, Aggregate, App, AppError, stream_write};

/// Who takes policies apart.
const WRITERS: &[Role] = &[Role::Officer, Role::Author];
/// Who approves or sends back.
const APPROVERS: &[Role] = &[Role::Reviewer, Role::UnitHead, Role::Leader];
/// Who pushes, ends an offer and records what became of claims.
pub(crate) const OFFICERS: &[Role] = &[Role::Officer];
/// How often a number is taken anew.
const ATTEMPTS: u32 = 16;

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
    /// 审核发布: was it compared with the text?
    Publish(bool),
    /// 停止办理
    Close(String),
}

impl BenefitCommand {
    const fn roles(&self) -> &'static [Role] {
        match self {
            BenefitCommand::RemoveCondition(_) | BenefitCommand::HandIn => WRITERS,
            BenefitCommand::SendBack(_) | BenefitCommand::Publish(_) => APPROVERS,
            BenefitCommand::Close(_) => OFFICERS,
        }
    }

    fn decide(&self, benefit: &Benefit, context: &Context) -> Result<Vec<BenefitEvent>, Refusal> {
        match self {
            BenefitCommand::RemoveCondition(place) => remove_condition(benefit, *place, context),
            BenefitCommand::HandIn => hand_in_benefit(benefit, context),
            BenefitCommand::SendBack(reason) => send_back_benefit(benefit, reason, context),
            BenefitCommand::Publish(is_checked) => publish_benefit(benefit, *is_checked, context),
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
        let html = self.content(&item.fields.body).await?;
        let text = text_of(&String::from_utf8_lossy(&html)).0;
        let guide_due = match item.first_published_on {
            Some(on) => self.calendar_of(agency).await?.add_workdays(on, Workdays(GUIDE_WORKDAYS)).ok(),
            None => None,
        };
        Ok(PolicyText { candidates: candidates(&text), item, edition, text, guide_due })
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
        let Some(quote) = quote(&policy.text, sentence) else {
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
        self.load_existing::<Benefit>(id).await?;
        if matches!(command, BenefitCommand::HandIn | BenefitCommand::Publish(_)) {
            self.source_stands(id).await?;
        }
        let context = self.benefit_context(actor);
        self.update::<Benefit, _, _>(actor, id, |benefit| command.decide(benefit, &context)).await?;
        Ok(())
    }

    /// What a benefit is taken from must be what is public now.
    async fn source_stands(&self, id: &str) -> Result<(), AppError> {
        let benefit = self.load_existing::<Benefit>(id).await?.state;
        let Some(draft) = &benefit.draft else { return Ok(()) };
        let item = self.store.item_by_index(&draft.source.item).await?;
        let Some(item) = item.filter(|item| item.state == ItemState::Public) else {
            return Err(AppError::refused("benefit_source", "所依据的政策文件已经不再公开，事项不能发布。"));
        };
        if item.edition != Some(draft.source.edition) {
            let text = "所依据的政策文件已经公布新的版本，请对照新版核对内容，打开“修改”保存后再提交。";
            return Err(AppError::refused("benefit_edition", text));
        }
        let html = self.content(&item.fields.body).await?;
        let text: Vec<char> = text_of(&String::from_utf8_lossy(&html)).0.chars().collect();
        for (place, clause) in draft.terms.clauses.iter().enumerate() {
            let range = clause.quote.start as usize..clause.quote.end as usize;
            let stands: Option<String> = text.get(range).map(|part| part.iter().collect());
            if stands.as_deref() != Some(clause.quote.text.as_str()) {
                let text =
                    format!("第 {} 项条件所引的原文在现行版本中不在原处，请删除后重新增加。", place + 1);
                return Err(AppError::refused("benefit_quote", text));
            }
        }
        Ok(())
    }

    /// Records that a claim was paid or granted.
    pub async fn pay_claim(
        &self,
        actor: &Actor,
        id: &str,
        credit_code: &str,
        on: Date,
        amount: Option<Number>,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, OFFICERS, agency_of(id)?).await?;
        let context = self.benefit_context(actor);
        self.update::<Claim, _, _>(actor, &claim_id(id, credit_code), |claim| {
            pay(claim, on, amount, &context.by, context.today)
        })
        .await?;
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

/// Where a sentence stands in the text; blanks around it do not matter.
fn quote(text: &str, sentence: &str) -> Option<Quote> {
    let sentence = sentence.trim();
    if sentence.is_empty() {
        return None;
    }
    let start = text.get(..text.find(sentence)?)?.chars().count();
    let end = start + sentence.chars().count();
    Some(Quote {
        start: u32::try_from(start).ok()?,
        end: u32::try_from(end).ok()?,
        text: sentence.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_characters() {
        let found = quote("一、奖励\n对企业给予20万元。", " 对企业 ").unwrap();
        assert_eq!((found.start, found.end, found.text.as_str()), (5, 8, "对企业"));
        assert_eq!(quote("一、奖励", "二、"), None);
        assert_eq!(quote("一、奖励", " "), None);
    }
}
