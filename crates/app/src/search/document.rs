//! From a public item to what is indexed of it.

use std::collections::BTreeMap;

use gongkai_document::texts;
use gongkai_publication::Validity;
use gongkai_search::{Document, Facet, Part};
use gongkai_store::publication::ItemRow;
use jiff::civil::Date;

use crate::{App, AppError};

/// Most characters indexed of one file.
const MOST: usize = 2_000_000;

impl App {
    /// The document of a public item; files that cannot be read are found by their names.
    pub(super) async fn search_document(&self, item: &ItemRow) -> Result<Document, AppError> {
        let fields = &item.fields;
        let mut document = Document {
            id: item.id.clone(),
            hash: fields.hash.clone(),
            title: fields.title.clone(),
            number: fields.document_number.clone(),
            index_number: item.index_number.clone(),
            facets: facets(item),
            published_at: item.published_at.unwrap_or(item.drafted_at),
            past_from: past_from(item),
            ..Document::default()
        };
        document.about.push(fields.summary.clone());
        document.about.extend(fields.keywords.iter().cloned());
        document.about.push(fields.issuer.clone());
        document.about.extend(fields.joint_issuers.iter().cloned());
        document.about.extend(fields.registration_number.clone());
        document.about.extend(fields.attachments.iter().map(|file| file.name.clone()));
        if !fields.body.is_empty() {
            let (text, headings) = text_of(&self.item_body(&fields.body).await?);
            document.parts.push(Part { text, ..Part::default() });
            document.headings = headings;
        }
        for file in &fields.attachments {
            let bytes = self.content(&file.blob).await?;
            let name = file.name.clone();
            // Reading a file takes long and a damaged one may do worse; neither may stop the index.
            let read = tokio::task::spawn_blocking(move || texts(&bytes)).await;
            let Ok(Ok(pages)) = read else {
                tracing::info!(
                    item = item.id,
                    place = document.parts.len(),
                    "a file is indexed by its name only"
                );
                continue;
            };
            let mut left = MOST;
            for (page, text) in pages {
                let text: String = text.chars().take(left).collect();
                left -= text.chars().count();
                if !text.trim().is_empty() {
                    document.parts.push(Part { file: Some(name.clone()), page, text });
                }
            }
        }
        Ok(document)
    }
}

fn facets(item: &ItemRow) -> BTreeMap<Facet, Vec<String>> {
    let fields = &item.fields;
    let year = item.published_on.map(|on| on.year().to_string());
    let mut issuers = vec![fields.issuer.clone()];
    issuers.extend(fields.joint_issuers.iter().cloned());
    BTreeMap::from([
        (Facet::Agency, vec![item.agency.clone()]),
        (Facet::Column, vec![fields.column.clone()]),
        (Facet::Category, fields.categories.clone()),
        (Facet::Theme, fields.theme.iter().cloned().collect()),
        (Facet::Form, fields.genre.iter().map(|genre| genre.key().to_owned()).collect()),
        (Facet::Year, year.into_iter().collect()),
        (Facet::Issuer, issuers),
    ])
}

/// First day on which the document is no longer in force.
fn past_from(item: &ItemRow) -> Option<Date> {
    let ended = match item.validity {
        Validity::Expired | Validity::Repealed => {
            Some(item.validity_on.unwrap_or(Date::constant(1970, 1, 1)))
        }
        Validity::InForce | Validity::Modified => None,
    };
    let expired = item.fields.expires_on.and_then(|last| last.tomorrow().ok());
    ended.into_iter().chain(expired).min()
}

/// The words of a body, a line for each paragraph, and its headings. Bodies are HTML of ours, with few elements.
pub(crate) fn text_of(html: &str) -> (String, Vec<String>) {
    let mut text = String::with_capacity(html.len());
    let mut headings = Vec::new();
    let mut heading: Option<usize> = None;
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        push_words(&mut text, before);
        let Some((tag, after)) = after.split_once('>') else { break };
        let name: String =
            tag.chars().skip_while(|one| *one == '/').take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        let is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
        if is_heading && tag.starts_with('/') {
            let words = heading.take().and_then(|start| text.get(start..)).unwrap_or_default().trim();
            if !words.is_empty() {
                headings.push(words.to_owned());
            }
        }
        if !["a", "b", "strong", "em", "i", "u", "span", "sup", "sub", "mark"].contains(&name.as_str())
            && !text.ends_with('\n')
            && !text.is_empty()
        {
            text.push('\n');
        }
        if is_heading && !tag.starts_with('/') {
            heading = Some(text.len());
        }
        rest = after;
    }
    push_words(&mut text, rest);
    (text.trim().to_owned(), headings)
}

fn push_words(text: &mut String, words: &str) {
    let words = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    if !words.trim().is_empty() {
        text.push_str(words.trim_matches(['\n', '\r', '\t']));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_gives_its_words_and_headings() {
        let html = "<h2>总则</h2>\n<p>第一条 <strong>为</strong>了 A&amp;B&lt;1</p><hr><table><tr><td>甲</td><td>乙</td></tr></table>";
        let (text, headings) = text_of(html);
        assert_eq!(text, "总则\n第一条 为了 A&B<1\n甲\n乙");
        assert_eq!(headings, ["总则"]);
    }
}
