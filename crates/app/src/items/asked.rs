//! Items that come from requests (依申请公开转主动公开、公开答复): linked to the case for the office only, and free of the
//! people who stand in it.

use gongkai_agency::ColumnType;
use gongkai_publication::Content;
use gongkai_request::{Case, CaseNumber};
use gongkai_search::fold_text;
use gongkai_store::publication::ItemRow;

use super::WRITERS;
use crate::screening::{SCREENER, SURE, is_personal};
use crate::search::text_of;
use crate::vault::VaultError;
use crate::{Actor, App, AppError};

/// Shorter pieces of an address or a contact stand in many texts.
const SHORTEST_PIECE: usize = 6;
/// What a draft starts from that makes a reply public (公开答复的初稿). No word of the requester's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromRequest {
    /// Number of the request.
    pub number: CaseNumber,
    /// What it was about, as lists of the office show it.
    pub subject: String,
    /// What was decided, once a reply was delivered.
    pub decision: Option<String>,
    /// Columns of the agency meant for replies, the first one.
    pub column: Option<String>,
}

impl App {
    /// What a draft starts from that makes the reply to a request public.
    pub async fn item_from_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<FromRequest, AppError> {
        self.permit_in_tree(actor, WRITERS, agency).await?;
        let row = self.store.request(agency, number).await?.ok_or(AppError::NotFound)?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let columns = self.store.columns(agency).await?;
        let column =
            columns.into_iter().find(|it| !it.closed && it.column_type == ColumnType::OnRequest.key());
        Ok(FromRequest {
            number,
            subject: row.subject,
            decision: case.last_reply().map(|reply| reply.decision.label().to_owned()),
            column: column.map(|column| column.slug),
        })
    }

    /// Items that make public what a request asked for, drafts included; those limited to others are left out.
    pub async fn items_of_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Vec<ItemRow>, AppError> {
        let hidden = self.hidden_items(actor, agency).await?;
        let mut items = self.store.items_of_request(agency, &number.to_string()).await?;
        items.retain(|item| !hidden.contains(&item.id));
        Ok(items)
    }

    /// The request exists here, its reply was delivered where the column is for replies, and nobody who stands in it
    /// is named in the text.
    pub(super) async fn check_asked(
        &self,
        agency: &str,
        content: &mut Content,
        body: &str,
    ) -> Result<(), AppError> {
        let Some(typed) = content.from_request.as_deref().map(str::trim).filter(|it| !it.is_empty()) else {
            return self.check_reply_column(agency, content).await;
        };
        let unknown =
            || AppError::field("from_request", "没有这件申请，请填写本机关的申请编号，形如 2021-000123。");
        let number = CaseNumber::parse(typed).ok_or_else(unknown)?;
        let case = self.load::<Case>(&number.stream(agency)).await?.state;
        if case.registered.is_none() {
            return Err(unknown());
        }
        if self.is_for_replies(agency, &content.column).await? && case.last_reply().is_none() {
            return Err(AppError::field("from_request", "这件申请还没有送达答复，答复送达后才能公开答复。"));
        }
        content.from_request = Some(number.to_string());
        let text = format!(
            "{}\n{}\n{}\n{}\n{body}",
            content.title,
            content.summary,
            content.keywords.join("\n"),
            content.ground_note.as_deref().unwrap_or_default()
        );
        self.check_nobody_named(agency, number, &text).await
    }

    /// A column of replies holds replies: each says which one it is.
    async fn check_reply_column(&self, agency: &str, content: &Content) -> Result<(), AppError> {
        if self.is_for_replies(agency, &content.column).await? {
            return Err(AppError::field("from_request", "这个栏目公开依申请公开的答复，请填写申请编号。"));
        }
        Ok(())
    }

    async fn is_for_replies(&self, agency: &str, column: &str) -> Result<bool, AppError> {
        let columns = self.store.columns(agency).await?;
        Ok(columns.iter().any(|it| it.slug == column && it.column_type == ColumnType::OnRequest.key()))
    }

    async fn check_nobody_named(&self, agency: &str, number: CaseNumber, text: &str) -> Result<(), AppError> {
        let plain = text_of(text).0;
        let screening = SCREENER.screen(&plain, None);
        let found = screening.findings.iter().find(|it| is_personal(it.kind) && it.confidence.0 >= SURE);
        if let Some(finding) = found {
            let mark = finding.marks.first().map(|mark| mark.text.clone()).unwrap_or_default();
            return Err(AppError::field(
                "body",
                format!("正文含有{}“{mark}”，公开答复不得有个人信息，请删去或者遮盖。", finding.kind.label()),
            ));
        }
        let text = bare(&plain);
        for (whose, pieces) in self.people_in(agency, number).await? {
            if let Some(piece) = pieces.iter().find(|piece| text.contains(&bare(piece))) {
                return Err(AppError::field(
                    "body",
                    format!("文中出现了{whose}的信息“{piece}”，公开答复不得让人认出申请人和第三方，请删去。"),
                ));
            }
        }
        Ok(())
    }

    /// Everybody in the case with what would tell who they are; who was erased is not known any more.
    async fn people_in(
        &self,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Vec<(&'static str, Vec<String>)>, AppError> {
        let mut people = Vec::new();
        match self.plain_form(agency, number).await {
            Ok(form) => people.push(("申请人", pieces(&form.name, &form.identity, &form.contact))),
            Err(AppError::Vault(VaultError::NoKey)) => {}
            Err(error) => return Err(error),
        }
        let parties = self.plain_parties(agency, number).await?;
        let beside = parties.joint.iter().map(|party| ("共同申请人", party));
        let agent = parties.agent.iter().map(|agent| ("代理人", &agent.who));
        for (whose, party) in beside.chain(agent) {
            people.push((whose, pieces(&party.name, &party.identity, &party.contact)));
        }
        Ok(people)
    }
}

/// A name whole, numbers and contacts in pieces long enough to tell somebody.
fn pieces(name: &str, identity: &str, contact: &str) -> Vec<String> {
    let name = name.trim();
    let mut pieces: Vec<String> = (name.chars().count() >= 2).then(|| name.to_owned()).into_iter().collect();
    for text in [identity, contact] {
        let solid: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let parts = solid.split(|sign: char| "，,；;、：:（）()".contains(sign));
        pieces.extend(parts.filter(|part| part.chars().count() >= SHORTEST_PIECE).map(str::to_owned));
    }
    pieces
}

/// Folded, without spaces and hyphens: `138 0000-0000` is `13800000000`.
fn bare(text: &str) -> String {
    fold_text(text).chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_by_name_number_and_contact() {
        let pieces = pieces("样小明", "110101199003070011", "手机：138 0000 0000，样例路1号院2栋");
        assert_eq!(pieces, ["样小明", "110101199003070011", "13800000000", "样例路1号院2栋"]);
        assert!(bare("联系 样 小明").contains(&bare("样小明")));
    }
}
