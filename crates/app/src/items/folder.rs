//! Bringing along the items of an old site from a folder of Markdown files (批量迁移), file by file, again and again.

use std::collections::BTreeSet;

use gongkai_publication::{Attribute, Content, Origin};

use super::import::{LegacyItem, LegacyNumber, OldSite, TOGETHER};
use super::markdown;
use crate::{Actor, App, AppError, instant_of};

/// Longest title, as the form has it.
const TITLE_CHARACTERS: usize = 200;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileTold {
    /// Taken over, or it could be; what its text does not say.
    Good(Vec<&'static str>),
    /// It was taken over before.
    Known,
    /// Not taken over, and why.
    Bad(String),
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FolderCounts {
    /// Taken over.
    pub good: u64,
    /// Taken over before.
    pub known: u64,
    /// With something wrong.
    pub bad: u64,
}

impl App {
    /// Takes over `files` (name and text), each for itself: what is wrong with one stops no other, and a file that is in
    /// already is not taken twice. `tell` hears of every file.
    pub async fn import_folder(
        &self,
        actor: &Actor,
        how: &OldSite,
        files: Vec<(String, String)>,
        mut tell: impl FnMut(&str, &FileTold) + Send,
    ) -> Result<FolderCounts, AppError> {
        let state = self.agency_state(&how.agency).await?;
        let column = how.column.as_ref().filter(|column| state.columns.contains_key(*column));
        let Some(column) = column else {
            return Err(AppError::field("column", "没有这个栏目，请从本机关的栏目中选择。"));
        };
        let mut known: BTreeSet<String> = self.store.item_sources(&how.agency).await?.into_iter().collect();
        let mut counts = FolderCounts::default();
        let mut waiting = Vec::new();
        for (name, text) in files {
            let told = if known.contains(&name) {
                FileTold::Known
            } else {
                match self.old_item(how, column, &name, &text).await? {
                    Ok((item, lacking)) => {
                        known.insert(name.clone());
                        waiting.push(item);
                        FileTold::Good(lacking)
                    }
                    Err(why) => FileTold::Bad(why),
                }
            };
            match &told {
                FileTold::Good(_) => counts.good += 1,
                FileTold::Known => counts.known += 1,
                FileTold::Bad(_) => counts.bad += 1,
            }
            tell(&name, &told);
            if waiting.len() >= TOGETHER {
                self.take_over(actor, how, std::mem::take(&mut waiting)).await?;
            }
        }
        self.take_over(actor, how, waiting).await?;
        Ok(counts)
    }

    /// The item of a file with what its text does not say, or why it cannot be one.
    async fn old_item(
        &self,
        how: &OldSite,
        column: &str,
        name: &str,
        text: &str,
    ) -> Result<Result<(LegacyItem, Vec<&'static str>), String>, AppError> {
        let found = markdown::read(name, text);
        let Some(made_on) = found.made_on else {
            return Ok(Err(
                "没有发布日期：请在标题下写明“2021年3月4日 某机关公布”，或者在文件名末尾写(2021-03-04)。"
                    .to_owned(),
            ));
        };
        if self.today() < made_on {
            return Ok(Err(format!("发布日期{made_on}晚于今天，请核对。")));
        }
        if found.title.is_empty() || found.title.chars().count() > TITLE_CHARACTERS {
            return Ok(Err(format!("标题应为1至{TITLE_CHARACTERS}字，请核对第一行“# 标题”。")));
        }
        if found.body.is_empty() {
            return Ok(Err("没有正文。".to_owned()));
        }
        let place = format!("import/{}", how.agency);
        match self.fit_texts(&place, &[("title", &found.title), ("body", text)]).await {
            Ok(()) => {}
            Err(AppError::Fields(fields)) => {
                return Ok(Err(fields.into_iter().map(|field| field.message).collect()));
            }
            Err(error) => return Err(error),
        }
        let fields = Content {
            title: found.title,
            summary: found.order.unwrap_or_default(),
            body: String::new(),
            attachments: Vec::new(),
            document_number: None,
            registration_number: None,
            issuer: found.issuer.unwrap_or_default(),
            joint_issuers: Vec::new(),
            origin: Origin::Made,
            generated_on: made_on,
            categories: Vec::new(),
            column: column.to_owned(),
            theme: None,
            genre: None,
            legal_kind: None,
            keywords: Vec::new(),
            attribute: Attribute::Proactive,
            ground: None,
            ground_note: None,
            rhythm: String::new(),
            section: None,
            interprets: None,
            from_request: None,
            effective_on: found.effective_on,
            expires_on: None,
        };
        let item = LegacyItem {
            index_number: LegacyNumber::New,
            fields,
            body: found.body,
            published_at: instant_of(made_on.at(9, 0, 0, 0)),
            source: name.to_owned(),
            validity: None,
        };
        Ok(Ok((item, found.lacking)))
    }
}
