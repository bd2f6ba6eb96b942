//! Pushing a benefit to exactly the enterprises it fits or may fit (精准推送), and the ledger of what came of it.

use std::fmt::Write as _;

use gongkai_enterprise::benefit::{Benefit, Context, Pushed, record_push};
use gongkai_enterprise::claim::{Applied, Claim, apply_for};
use gongkai_statute::Workdays;
use gongkai_store::benefit::BenefitRow;
use gongkai_store::enterprise::{ReachCount, ReachRow};
use sha2::{Digest as _, Sha256};

use crate::aggregate::agency_of;
use crate::benefits::{OFFICERS, claim_id};
use crate::vault::to_hex;
use crate::{Actor, App, AppError};

impl App {
    /// Pushes the public version of a benefit to every enterprise it fits or may fit; what was told.
    ///
    /// Whoever has an open account and wants to be told has it in the inbox at once; the others stand on the list of those
    /// not reached, and find it there when they open their account.
    ///
    /// # Errors
    ///
    /// A refusal when it is not public, its window is over, or nobody is left to be told.
    pub async fn push_benefit(&self, actor: &Actor, id: &str) -> Result<Pushed, AppError> {
        self.permit_in_tree(actor, OFFICERS, agency_of(id)?).await?;
        let benefit = self.load_existing::<Benefit>(id).await?.state;
        let Some(published) = &benefit.published else {
            return Err(AppError::refused("benefit_published", "审核发布以后才能推送。"));
        };
        let candidates = self.candidates_of(&published.terms).await?;
        let told = self.store.told_of(id, published.version).await?;
        let Context { by, today } = self.benefit_context(actor);
        let met = candidates.iter().filter(|(_, is_met)| *is_met).count();
        let told_before = candidates.iter().filter(|(code, _)| told.contains(code)).count();
        let pushed = Pushed {
            version: published.version,
            year: published.terms.year,
            met: count(met),
            unknown: count(candidates.len() - met),
            told_before: count(told_before),
            candidates: hash_of(&candidates),
            on: today,
            by,
        };
        self.update::<Benefit, _, _>(actor, id, |benefit| record_push(benefit, &pushed)).await?;
        let codes: Vec<String> = candidates.iter().map(|(code, _)| code.clone()).collect();
        let tell = self.store.accounts_to_tell(&codes).await?;
        self.store.keep_push(id, published.version, &candidates, &tell, today, self.now()).await?;
        Ok(pushed)
    }

    /// How far the public version of a benefit came.
    pub async fn reach_of(&self, row: &BenefitRow) -> Result<ReachCount, AppError> {
        match &row.published {
            Some(published) => Ok(self.store.reach_count(&row.id, published.version).await?),
            None => Ok(ReachCount::default()),
        }
    }

    /// Enterprises the benefit fits now and that it did not reach (符合而未送达): those it was never pushed to, and those
    /// without an inbox. At most `limit`, and how many there are.
    pub async fn not_reached(
        &self,
        row: &BenefitRow,
        limit: usize,
    ) -> Result<(Vec<String>, usize), AppError> {
        let Some(published) = &row.published else { return Ok((Vec::new(), 0)) };
        let candidates = self.candidates_of(&published.terms).await?;
        let reached = self.store.reached_of(&row.id, published.version).await?;
        let missed = candidates.into_iter().filter(|(code, is_met)| *is_met && !reached.contains(code));
        let missed: Vec<String> = missed.map(|(code, _)| code).collect();
        let count = missed.len();
        Ok((missed.into_iter().take(limit).collect(), count))
    }

    /// What was pushed to an enterprise, the newest first.
    pub async fn inbox(&self, credit_code: &str, limit: u32) -> Result<Vec<ReachRow>, AppError> {
        Ok(self.store.inbox(credit_code, limit).await?)
    }

    /// The enterprise asks for a benefit, or an officer takes it up for it without being asked.
    ///
    /// # Errors
    ///
    /// A refusal when it is not open today, is pending, or was given and is given once only.
    pub async fn apply_for_benefit(
        &self,
        actor: &Actor,
        id: &str,
        credit_code: &str,
    ) -> Result<(), AppError> {
        let agency = agency_of(id)?;
        if *actor != Actor::Public {
            self.permit_in_tree(actor, OFFICERS, agency).await?;
        }
        let row = self.store.benefit(id).await?.ok_or(AppError::NotFound)?;
        let today = self.today();
        let Some(published) = row.published.filter(|public| row.is_public && public.terms.is_open_on(today))
        else {
            return Err(AppError::refused("benefit_window", "这个事项现在不受理申报，请看受理时间。"));
        };
        if self.store.enterprise(credit_code).await?.is_none() {
            return Err(AppError::field("credit_code", "企业库里没有这家企业，请核对统一社会信用代码。"));
        }
        let days = published.terms.pay_within.unwrap_or_default();
        let due = self.calendar_of(agency).await?.add_workdays(today, Workdays(days)).ok();
        let by = actor.login().map(str::to_owned);
        let applied = Applied { version: published.version, on: today, due, by };
        let once = published.terms.once;
        self.update::<Claim, _, _>(actor, &claim_id(id, credit_code), |claim| {
            apply_for(claim, &applied, once)
        })
        .await?;
        Ok(())
    }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// SHA-256 of the candidates' lines, as the event describes it.
fn hash_of(candidates: &[(String, bool)]) -> String {
    let mut text = String::new();
    for (code, is_met) in candidates {
        let _ = writeln!(text, "{code},{}", if *is_met { "met" } else { "unknown" });
    }
    to_hex(&Sha256::digest(text.as_bytes()))
}
