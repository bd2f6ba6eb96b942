//! Pushing a benefit to exactly the enterprises it fits or may fit (精准推送), and the ledger of what came of it.
//!
//! The exact candidates are a blob named by the hash that stands in the event. Rows follow the event; when a node dies in
//! between, the next look at the ledger writes them from the blob.

use std::fmt::Write as _;

use gongkai_enterprise::benefit::{Benefit, Context, Pushed, record_push};
use gongkai_enterprise::claim::{Applied, Claim, apply_for};
use gongkai_request::access::Viewed;
use gongkai_statute::Workdays;
use gongkai_store::BlobId;
use gongkai_store::benefit::BenefitRow;
use gongkai_store::enterprise::{Candidate, PushRow, ReachCount, ReachRow};

use crate::aggregate::agency_of;
use crate::benefits::{OFFICERS, claim_id};
use crate::{Actor, App, AppError};

impl App {
    /// Pushes the public version of a benefit to every enterprise it fits or may fit; what was told.
    ///
    /// Whoever has an open account and wants to be told has it in the inbox at once; the others stand on the list of those
    /// not reached, and find it there when they open their account.
    ///
    /// # Errors
    ///
    /// A refusal when it is not offered, its window is over, or nobody is left to be told.
    pub async fn push_benefit(&self, actor: &Actor, id: &str) -> Result<Pushed, AppError> {
        self.permit_in_tree(actor, OFFICERS, agency_of(id)?).await?;
        let offered = self.store.offered_benefit(id).await?;
        let Some(published) = offered.and_then(|row| row.published) else {
            return Err(AppError::refused("benefit_published", "审核发布、政策文件公开以后才能推送。"));
        };
        self.settle_pushes(id).await?;
        let round = published.terms.round();
        let candidates = self.candidates_of(&published.terms).await?;
        let told = self.store.told_of(id, &round).await?;
        let Context { by, today } = self.benefit_context(actor);
        let met = candidates.iter().filter(|(_, is_met)| *is_met).count();
        let told_before = candidates.iter().filter(|(code, _)| told.contains(code)).count();
        let lines = lines_of(&candidates).into_bytes();
        let pushed = Pushed {
            version: published.version,
            year: published.terms.year,
            met: count(met),
            unknown: count(candidates.len() - met),
            told_before: count(told_before),
            candidates: self.blobs.put(lines).await?.as_str().to_owned(),
            on: today,
            by,
        };
        self.update::<Benefit, _, _>(actor, id, |benefit| record_push(benefit, &pushed)).await?;
        // Whoever pressed the button may go away meanwhile.
        let (app, id) = (self.clone(), id.to_owned());
        let settled = tokio::spawn(async move { app.settle_pushes(&id).await }).await;
        settled.map_err(|error| AppError::Inconsistent(format!("push: {error}")))??;
        Ok(pushed)
    }

    /// Writes the rows of pushes that have none yet.
    async fn settle_pushes(&self, id: &str) -> Result<(), AppError> {
        let benefit = self.load_existing::<Benefit>(id).await?.state;
        let Some(published) = &benefit.published else { return Ok(()) };
        for (place, pushed) in (1..).zip(&benefit.pushes) {
            let expected = pushed.met + pushed.unknown - pushed.told_before;
            if pushed.version != published.version || self.store.count_push(id, place).await? == expected {
                continue;
            }
            let blob = BlobId::parse(&pushed.candidates).ok_or(AppError::NotFound)?;
            let candidates = candidates_in(&String::from_utf8_lossy(&self.blobs.get(&blob).await?));
            let codes: Vec<String> = candidates.iter().map(|(code, _)| code.clone()).collect();
            let tell = self.store.accounts_to_tell(&codes).await?;
            let round = published.terms.round();
            let row =
                PushRow { benefit: id, round: &round, version: pushed.version, push: place, on: pushed.on };
            self.store.keep_push(&row, &candidates, &tell, self.now()).await?;
        }
        Ok(())
    }

    /// How far a benefit came in the window that is public.
    pub async fn reach_of(&self, row: &BenefitRow) -> Result<ReachCount, AppError> {
        let Some(published) = &row.published else { return Ok(ReachCount::default()) };
        self.settle_pushes(&row.id).await?;
        Ok(self.store.reach_count(&row.id, &published.terms.round()).await?)
    }

    /// Enterprises the benefit fits now and that it did not reach (符合而未送达): those it was never pushed to, and those
    /// without an inbox. At most `limit`, and how many there are. The look is journaled: who fits tells something of them.
    pub async fn not_reached(
        &self,
        actor: &Actor,
        row: &BenefitRow,
        limit: usize,
    ) -> Result<(Vec<String>, usize), AppError> {
        self.permit_in_tree(actor, OFFICERS, &row.agency).await?;
        let Some(published) = &row.published else { return Ok((Vec::new(), 0)) };
        let detail = Some(format!("符合而未送达：{}", row.name));
        let subject = format!("benefit-{}", row.number);
        self.journal_view_of(actor, &row.agency, &subject, Viewed::Enterprise, detail).await?;
        self.settle_pushes(&row.id).await?;
        let candidates = self.candidates_of(&published.terms).await?;
        let reached = self.store.reached_of(&row.id, &published.terms.round()).await?;
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
    /// A refusal when it is not offered today, is pending, or was given and is not given again.
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
        let today = self.today();
        let published = self.store.offered_benefit(id).await?.and_then(|row| row.published);
        let Some(published) = published.filter(|public| public.terms.is_open_on(today)) else {
            return Err(AppError::refused("benefit_window", "这个事项现在不受理申报，请看受理时间。"));
        };
        if self.store.enterprise(credit_code).await?.is_none() {
            return Err(AppError::field("credit_code", "企业库里没有这家企业，请核对统一社会信用代码。"));
        }
        let days = published.terms.pay_within.unwrap_or_default();
        let due = self.calendar_of(agency).await?.add_workdays(today, Workdays(days)).ok();
        let by = actor.login().map(str::to_owned);
        let (version, year, once) = (published.version, published.terms.year, published.terms.once);
        let applied = Applied { version, year, on: today, due, by };
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

/// The candidates as the event describes them, a line each.
fn lines_of(candidates: &[Candidate]) -> String {
    let mut text = String::new();
    for (code, is_met) in candidates {
        let _ = writeln!(text, "{code},{}", if *is_met { "met" } else { "unknown" });
    }
    text
}

/// What [`lines_of`] wrote.
fn candidates_in(text: &str) -> Vec<Candidate> {
    let lines = text.lines().filter_map(|line| line.split_once(','));
    lines.map(|(code, result)| (code.to_owned(), result == "met")).collect()
}
