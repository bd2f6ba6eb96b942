//! Check-lists before a refusal (不予公开等决定的核对表): what a reviewer or a court would ask about each ground.
//!
//! The questions of a decision stand beside the article it rests on; here is what they have in common. The Regulation
//! does not ask for a list: that it is answered before the reply is signed is a convention of this platform, drawn from
//! the duty to give reasons (Art. 36) and to prove in a review or suit what the reply rests on.

use crate::decision::Decision;
use crate::regulation::{art14, art15, art16, art30, art35, art36, art38, art39};
use crate::source::Article;

/// An answer to a question of a check-list (回答).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// 是
    Yes,
    /// 否
    No,
}

impl Answer {
    /// Both answers.
    pub const ALL: [Answer; 2] = [Answer::Yes, Answer::No];

    /// The answer's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
        }
    }

    /// The answer as the officer reads it.
    pub const fn label(self) -> &'static str {
        match self {
            Answer::Yes => "是",
            Answer::No => "否",
        }
    }

    /// The answer with this identifier.
    pub fn from_key(key: &str) -> Option<Answer> {
        Self::ALL.into_iter().find(|answer| answer.key() == key)
    }
}

/// When a question asks for a remark (何时需要说明).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remark {
    /// Never.
    Never,
    /// With this answer.
    On(Answer),
    /// With either.
    Always,
}

/// One question of a check-list (核对问题).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Stable identifier within the decision.
    pub key: &'static str,
    /// The question, in Chinese.
    pub text: &'static str,
    /// The article it comes from.
    pub article: Article,
    /// The answer with which the decision cannot stand.
    pub fatal: Option<Answer>,
    /// What to do instead when the answer is fatal.
    pub instead: &'static str,
    /// When a remark is needed.
    pub remark: Remark,
    /// What the remark must say.
    pub remark_on: &'static str,
}

impl Question {
    /// A question that must be answered yes; `instead` says what to do when it is not.
    pub const fn must(
        key: &'static str,
        article: Article,
        text: &'static str,
        instead: &'static str,
    ) -> Self {
        Question {
            key,
            text,
            article,
            fatal: Some(Answer::No),
            instead,
            remark: Remark::Never,
            remark_on: "",
        }
    }

    /// A question that must be answered no.
    pub const fn must_not(
        key: &'static str,
        article: Article,
        text: &'static str,
        instead: &'static str,
    ) -> Self {
        Question {
            key,
            text,
            article,
            fatal: Some(Answer::Yes),
            instead,
            remark: Remark::Never,
            remark_on: "",
        }
    }

    /// A question either answer to which may stand.
    pub const fn open(key: &'static str, article: Article, text: &'static str) -> Self {
        Question { key, text, article, fatal: None, instead: "", remark: Remark::Never, remark_on: "" }
    }

    /// The same question, with a remark whatever the answer.
    #[must_use]
    pub const fn saying(self, what: &'static str) -> Self {
        Question { remark: Remark::Always, remark_on: what, ..self }
    }

    /// The same question, with a remark on one answer.
    #[must_use]
    pub const fn saying_on(self, answer: Answer, what: &'static str) -> Self {
        Question { remark: Remark::On(answer), remark_on: what, ..self }
    }

    /// Whether `answer` needs a remark.
    pub fn needs_remark(&self, answer: Answer) -> bool {
        match self.remark {
            Remark::Never => false,
            Remark::On(on) => on == answer,
            Remark::Always => true,
        }
    }

    /// An answer with which the decision may stand.
    pub const fn sound_answer(&self) -> Answer {
        match self.fatal {
            Some(Answer::Yes) => Answer::No,
            Some(Answer::No) | None => Answer::Yes,
        }
    }
}

/// The questions to answer before a reply with `decision`; none for those that give everything or end by themselves.
pub const fn checklist(decision: Decision) -> &'static [Question] {
    match decision {
        Decision::StateSecret => art14::STATE_SECRET_QUESTIONS,
        Decision::ProhibitedByLaw => art14::PROHIBITED_QUESTIONS,
        Decision::SecurityStability => art14::SECURITY_QUESTIONS,
        Decision::ThirdParty => art15::QUESTIONS,
        Decision::InternalAffairs => art16::INTERNAL_QUESTIONS,
        Decision::Process => art16::PROCESS_QUESTIONS,
        Decision::EnforcementFile => art16::ENFORCEMENT_QUESTIONS,
        Decision::InquiryItem => art36::INQUIRY_QUESTIONS,
        Decision::NotExisting => art36::NOT_EXISTING_QUESTIONS,
        Decision::NotResponsible => art36::NOT_RESPONSIBLE_QUESTIONS,
        Decision::NeedsCreation => art38::QUESTIONS,
        Decision::StillUnclear => art30::UNCLEAR_QUESTIONS,
        Decision::Petition => art39::PETITION_QUESTIONS,
        Decision::Repeat => art36::REPEAT_QUESTIONS,
        Decision::PublicPublication => art39::PUBLICATION_QUESTIONS,
        Decision::Excessive => art35::QUESTIONS,
        Decision::Reconfirm => art38::RECONFIRM_QUESTIONS,
        Decision::AlreadyPublic
        | Decision::Granted
        | Decision::PartlyGranted
        | Decision::NoSupplement
        | Decision::FeeUnpaid
        | Decision::Other => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_that_withholds_or_turns_away_has_questions() {
        for decision in Decision::ALL {
            let place = Decision::ALL.iter().position(|other| *other == decision).unwrap() + 1;
            assert_eq!(!checklist(decision).is_empty(), (4..=20).contains(&place), "{decision:?}");
        }
    }

    #[test]
    fn every_question_has_a_key_an_article_and_a_way_out() {
        for decision in Decision::ALL {
            let questions = checklist(decision);
            let mut keys: Vec<_> = questions.iter().map(|question| question.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), questions.len(), "{decision:?}");
            for question in questions {
                assert!(question.text.ends_with('？'), "{}", question.text);
                assert_eq!(question.fatal.is_some(), question.instead.ends_with('。'), "{}", question.text);
                assert_eq!(
                    question.remark != Remark::Never,
                    !question.remark_on.is_empty(),
                    "{}",
                    question.text
                );
            }
            assert!(questions.is_empty() || questions.iter().any(|question| question.fatal.is_some()));
        }
    }

    #[test]
    fn each_list_asks_under_an_article_of_its_decision() {
        for decision in Decision::ALL {
            let articles = decision.articles();
            if checklist(decision).is_empty() || articles.is_empty() {
                continue;
            }
            let numbers: Vec<_> = articles.iter().map(|article| article.number()).collect();
            let asked =
                checklist(decision).iter().any(|question| numbers.contains(&question.article.number()));
            assert!(asked, "{decision:?}");
        }
    }

    #[test]
    fn a_sound_answer_is_never_fatal() {
        for decision in Decision::ALL {
            for question in checklist(decision) {
                assert_ne!(question.fatal, Some(question.sound_answer()));
            }
        }
    }
}
