//! What a page of an item says of it to others: schema.org for machines, a citation for people (GB/T 7714).

use gongkai_publication::Validity;
use gongkai_store::publication::ItemRow;
use jiff::civil::Date;

use crate::routes;
use crate::site::Site;

/// The item as schema.org knows documents: microdata of its page, because pages of ours hold no script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// Type of the document.
    pub kind: &'static str,
    /// Who issued it.
    pub publisher: String,
    /// Properties and their values.
    pub facts: Vec<(&'static str, String)>,
    /// Whether it is in force, where one may ask.
    pub force: Option<&'static str>,
}

/// What is said of an item in its edition that applies.
pub(super) fn described(item: &ItemRow, site: &Site, today: Date) -> Described {
    let fields = &item.fields;
    let mut facts = vec![
        ("headline", fields.title.clone()),
        ("identifier", item.index_number.clone()),
        ("url", site.absolute(&routes::item(&item.index_number))),
        ("inLanguage", "zh-CN".to_owned()),
        ("dateCreated", fields.generated_on.to_string()),
    ];
    facts.extend(item.first_published_on.map(|on| ("datePublished", on.to_string())));
    facts.extend(item.published_at.map(|at| ("dateModified", at.to_string())));
    if !fields.summary.is_empty() {
        facts.push(("description", fields.summary.clone()));
    }
    if !fields.keywords.is_empty() {
        facts.push(("keywords", fields.keywords.join(",")));
    }
    let is_legal = fields.legal_kind.is_some();
    if let Some(number) = fields.document_number.as_ref().filter(|_| is_legal) {
        facts.push(("legislationIdentifier", number.clone()));
    }
    let force = is_legal.then(|| match item.validity_on(today) {
        Validity::InForce | Validity::Modified => "https://schema.org/InForce",
        Validity::Expired | Validity::Repealed => "https://schema.org/NotInForce",
    });
    let kind = if is_legal { "https://schema.org/Legislation" } else { "https://schema.org/Article" };
    Described { kind, publisher: fields.issuer.clone(), facts, force }
}

/// How a paper cites the item: an electronic document, with the day of the visit.
pub(super) fn citation(item: &ItemRow, site: &Site, today: Date) -> String {
    let fields = &item.fields;
    let number = fields.document_number.as_deref().map(|number| format!("：{number}")).unwrap_or_default();
    let published = item.published_on.map(|on| format!("（{on}）")).unwrap_or_default();
    let url = site.absolute(&routes::item(&item.index_number));
    format!("{}．{}{number}［EB/OL］．{published}［{today}］．{url}．", fields.issuer, fields.title)
}
