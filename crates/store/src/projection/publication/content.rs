//! The columns that say what an edition says.

use gongkai_publication::{Content, Genre, LegalKind};
use sea_query::Value;

use crate::ProjectError;
use crate::projection::rows::json;

/// Columns of the content, the same in `item` and `edition`.
pub(super) const CONTENT: &str = "title, summary, body, attachments, document_number, registration_number, issuer, \
     joint_issuers, origin, generated_on, categories, column_slug, theme, genre, legal_kind, keywords, attribute, \
     ground, ground_note, rhythm, section, interprets, from_request, effective_on, expires_on, content_hash";

/// The same columns with their values.
pub(super) fn content(content: &Content, hash: &str) -> Result<Vec<(&'static str, Value)>, ProjectError> {
    Ok(vec![
        ("title", content.title.as_str().into()),
        ("summary", content.summary.as_str().into()),
        ("body", content.body.as_str().into()),
        ("attachments", json(&content.attachments)?.into()),
        ("document_number", content.document_number.clone().into()),
        ("registration_number", content.registration_number.clone().into()),
        ("issuer", content.issuer.as_str().into()),
        ("joint_issuers", json(&content.joint_issuers)?.into()),
        ("origin", content.origin.key().into()),
        ("generated_on", content.generated_on.to_string().into()),
        ("categories", json(&content.categories)?.into()),
        ("column_slug", content.column.as_str().into()),
        ("theme", content.theme.clone().into()),
        ("genre", content.genre.map(Genre::key).into()),
        ("legal_kind", content.legal_kind.map(LegalKind::key).into()),
        ("keywords", json(&content.keywords)?.into()),
        ("attribute", content.attribute.key().into()),
        ("ground", content.ground.clone().into()),
        ("ground_note", content.ground_note.clone().into()),
        ("rhythm", content.rhythm.as_str().into()),
        ("section", content.section.clone().into()),
        ("interprets", content.interprets.clone().into()),
        ("from_request", content.from_request.clone().into()),
        ("effective_on", content.effective_on.map(|day| day.to_string()).into()),
        ("expires_on", content.expires_on.map(|day| day.to_string()).into()),
        ("content_hash", hash.into()),
    ])
}
