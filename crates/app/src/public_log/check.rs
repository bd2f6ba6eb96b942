//! Checking a proof and a file against it, with nothing but public keys.

use gongkai_journal::log::{
    Anchor, Leaf, LeafError, Opened, Opening, Proof, ProofFileError, Rendition, Trust, Unproven, find,
};

use super::{ItemFacts, ReceiptFacts, ReportFacts, bare_words};
use crate::vault::to_hex;

/// Headers and footers of at most so many characters are looked past on every page of a print.
const MARGIN: usize = 200;

/// A proof that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Place of the entry, from 0.
    pub number: u64,
    /// What it says.
    pub leaf: Leaf,
    /// The tree head and who signed it.
    pub opened: Opened,
    /// What the entry about an item is bound to, when the proof opens it.
    pub item: Option<ItemFacts>,
    /// What the entry about a request is bound to, when the proof opens it.
    pub receipt: Option<ReceiptFacts>,
    /// What the entry about an annual report is bound to, when the proof opens it.
    pub report: Option<ReportFacts>,
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unmatched {
    /// It is no proof file.
    #[error("not a proof file")]
    File(#[source] ProofFileError),
    /// It does not carry its entry.
    #[error("the proof does not carry its entry")]
    Extra,
    /// The entry is not of our form.
    #[error("the entry cannot be read")]
    Entry(#[source] LeafError),
    /// Signature or path do not hold.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// The entry is another log's.
    #[error("the entry is of another log than the checkpoint")]
    OtherLog,
    /// The metadata is not what the entry was bound to.
    #[error("the metadata is not what the entry was bound to")]
    Metadata,
}

/// Checks a proof file: signatures, the path, the entry, and the metadata it opens.
///
/// # Errors
///
/// [`Unmatched`] saying what does not hold.
pub fn check(file: &str, trust: &Trust) -> Result<Checked, Unmatched> {
    let proof = Proof::parse(file).map_err(Unmatched::File)?;
    let opening = proof.extra.as_deref().and_then(Opening::decode).ok_or(Unmatched::Extra)?;
    let leaf = Leaf::decode(opening.entry.as_bytes()).map_err(Unmatched::Entry)?;
    let opened = proof.verify(opening.entry.as_bytes(), trust)?;
    if leaf.log.as_str() != opened.checkpoint.origin {
        return Err(Unmatched::OtherLog);
    }
    if opening.holds(&leaf) == Some(false) {
        return Err(Unmatched::Metadata);
    }
    let metadata = opening.metadata.as_deref().filter(|_| opening.salt.is_some());
    Ok(Checked {
        number: proof.index,
        item: metadata.and_then(|text| serde_json::from_str(text).ok()),
        receipt: metadata.and_then(|text| serde_json::from_str(text).ok()),
        report: metadata.and_then(|text| serde_json::from_str(text).ok()),
        leaf,
        opened,
    })
}

impl Checked {
    /// The name of what these bytes are: a file that was published, `text`, or `asked` for the words of a request.
    pub fn matches(&self, bytes: &[u8]) -> Option<&str> {
        let renditions = &self.leaf.renditions;
        let same = |one: &&Rendition| **one == Rendition::of(one.name.clone(), bytes);
        if let Some(found) = renditions.iter().find(same) {
            return Some(found.name.as_str());
        }
        let pages = bare_words(bytes).ok()?;
        if let Some(asked) = self.receipt.as_ref().and_then(|facts| facts.asked.as_deref())
            && hash(&pages.concat()) == asked
        {
            return Some("asked");
        }
        let text = renditions.iter().find(|one| one.name.as_str() == "text")?;
        let anchor = self.item.as_ref()?.words.as_ref()?;
        published_words(&pages, anchor, text).then_some("text")
    }
}

fn hash(words: &str) -> String {
    use sha2::Digest as _;
    to_hex(&sha2::Sha256::digest(words.as_bytes()))
}

/// Are the words of `text` somewhere on these pages?
fn published_words(pages: &[String], anchor: &Anchor, text: &Rendition) -> bool {
    let holds = |words: &str| {
        find(anchor, words).any(|found| Rendition::of(text.name.clone(), found.as_bytes()) == *text)
    };
    if holds(&pages.concat()) {
        return true;
    }
    // What browsers print on every page stands between the words of one page and the next.
    let (head, foot) = (common(pages, str_forward), common(pages, str_backward));
    let heads = [head, 0];
    let feet = [foot, 0];
    heads.iter().any(|head| {
        feet.iter().any(|foot| {
            let cut: String = pages.iter().map(|page| within(page, *head, *foot)).collect();
            holds(&cut)
        })
    })
}

fn within(page: &str, head: usize, foot: usize) -> String {
    let count = page.chars().count();
    page.chars().take(count.saturating_sub(foot)).skip(head).collect()
}

fn str_forward(page: &str) -> Vec<char> {
    page.chars().take(MARGIN).collect()
}

fn str_backward(page: &str) -> Vec<char> {
    page.chars().rev().take(MARGIN).collect()
}

/// How many characters all pages have in common at one end; numbers of pages differ in their digits alone.
fn common(pages: &[String], end: impl Fn(&str) -> Vec<char>) -> usize {
    let ends: Vec<Vec<char>> = pages.iter().map(|page| end(page)).collect();
    let Some((first, rest)) = ends.split_first().filter(|(_, rest)| !rest.is_empty()) else { return 0 };
    let alike = |one: char, other: Option<&char>| {
        other.is_some_and(|other| one == *other || (one.is_ascii_digit() && other.is_ascii_digit()))
    };
    let count = first
        .iter()
        .enumerate()
        .take_while(|(place, one)| rest.iter().all(|other| alike(**one, other.get(*place))));
    count.count()
}

#[cfg(test)]
mod tests {
    use gongkai_journal::log::{Document, bare};

    use super::*;

    fn published(words: &str) -> (Anchor, Rendition) {
        (Anchor::of(words), Rendition::of(Document::new("text").unwrap(), words.as_bytes()))
    }

    #[test]
    fn words_are_found_across_pages_with_headers_and_numbers() {
        let words = bare("第一条 为了规范养犬行为，制定本办法。第二条 养犬人应当依法登记。第三条 略。");
        let (anchor, text) = published(&words);
        let cut: Vec<String> =
            words.chars().collect::<Vec<_>>().chunks(14).map(|part| part.iter().collect()).collect();
        assert_eq!(cut.len(), 3);
        let printed = |head: &str, foot: &str| -> Vec<String> {
            let foot = |page: usize| foot.replace('#', &page.to_string());
            (1..).zip(&cut).map(|(page, part)| bare(&format!("{head}{part}{}", foot(page)))).collect()
        };
        for (head, foot) in
            [("", ""), ("2021/6/1 养犬办法", ""), ("", "https://a.example/1 #/3"), ("平台", "#/3")]
        {
            assert!(published_words(&printed(head, foot), &anchor, &text), "{head} {foot}");
        }
        let mut changed = printed("平台", "#/3");
        changed[1] = changed[1].replace('依', "应");
        assert!(!published_words(&changed, &anchor, &text));
        assert!(!published_words(&[], &anchor, &text));
    }
}
