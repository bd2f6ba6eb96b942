//! Words that mean the same (同义词): a list for the whole site, kept by the operator; agencies' names come of themselves.

use gongkai_agency::Role;
use gongkai_search::{Synonyms, WordFlaw};
use serde::{Deserialize, Serialize};

use crate::{Actor, Aggregate, App, AppError};

/// The only stream.
const SITE: &str = "site";
/// Who keeps the list.
const KEEPERS: &[Role] = &[Role::Operator];

/// Something that happened to the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub(super) enum SynonymsEvent {
    /// It was set anew, as a whole.
    #[serde(rename = "synonyms.set.v1")]
    Set {
        /// One group of words a line.
        text: String,
        /// Login of the operator.
        by: String,
    },
}

/// The list as the sum of its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SynonymList {
    /// One group of words a line.
    pub(super) text: String,
}

impl Aggregate for SynonymList {
    const AREA: &'static str = "synonyms";
    type Event = SynonymsEvent;

    fn apply(&mut self, event: &SynonymsEvent) {
        let SynonymsEvent::Set { text, .. } = event;
        self.text.clone_from(text);
    }
}

impl App {
    /// The list as it was typed.
    pub async fn synonym_list(&self) -> Result<String, AppError> {
        Ok(self.load::<SynonymList>(SITE).await?.state.text)
    }

    /// Sets the list anew; the search of every node follows within its round.
    ///
    /// # Errors
    ///
    /// The line that cannot be read, and why.
    pub async fn set_synonyms(&self, actor: &Actor, text: &str) -> Result<(), AppError> {
        if !KEEPERS.iter().any(|role| actor.has_anywhere(*role)) {
            return Err(AppError::Forbidden);
        }
        let text = text.trim().replace("\r\n", "\n");
        if let Err((line, flaw)) = Synonyms::read(&text) {
            return Err(AppError::field("words", format!("第 {line} 行{}", told(&flaw))));
        }
        let by = self.context(actor).by.clone();
        self.update::<SynonymList, AppError, _>(actor, SITE, |list| {
            let set = SynonymsEvent::Set { text: text.clone(), by: by.clone() };
            Ok(if list.text == text { Vec::new() } else { vec![set] })
        })
        .await?;
        self.reload_synonyms().await
    }

    /// Reads again which words mean the same: agencies by their short names, and the site's list.
    pub async fn reload_synonyms(&self) -> Result<(), AppError> {
        let agencies = self.store.agencies().await?;
        let mut groups: Vec<Vec<String>> =
            agencies.into_iter().map(|agency| vec![agency.name, agency.short_name]).collect();
        // Checked before it was set; an older program's list that can no longer be read leaves the names.
        groups.extend(Synonyms::read(&self.synonym_list().await?).unwrap_or_default());
        let synonyms = std::sync::Arc::new(Synonyms::new(groups));
        self.search.change(|held| held.synonyms = synonyms);
        Ok(())
    }
}

fn told(flaw: &WordFlaw) -> String {
    match flaw {
        WordFlaw::Alone => "只有一个词，请写明与它意思相同的词，用顿号或者逗号分开。".to_owned(),
        WordFlaw::Short(word) => format!("的“{word}”只有一个字，同义词至少两个字。"),
        WordFlaw::Long(word) => format!("的“{word}”太长，一个词最多 20 个字。"),
        WordFlaw::Again(word, line) => format!("的“{word}”在第 {line} 行已经有了，请并为一行。"),
        WordFlaw::TooMany => "起超过了 5,000 行，请删减。".to_owned(),
    }
}
