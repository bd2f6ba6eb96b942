//! Style sheet and pictures, under names that carry the hash of their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// Pictures and the like.
#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// A file as it is served.
struct Asset {
    /// Name by which pages ask for it.
    name: String,
    /// Name under which it is served: it changes with the content, so it may be kept for ever.
    hashed: String,
    kind: String,
    bytes: Vec<u8>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let stylesheet = Asset::new(
        "gongkai.css".to_owned(),
        "text/css; charset=utf-8".to_owned(),
        crate::ui::stylesheet().into(),
    );
    let files = Files::iter().filter_map(|name| {
        let file = Files::get(&name)?;
        let kind = file.metadata.mimetype().to_owned();
        Some(Asset::new(name.into_owned(), kind, file.data.into_owned()))
    });
    std::iter::once(stylesheet).chain(files).collect()
});

impl Asset {
    fn new(name: String, kind: String, bytes: Vec<u8>) -> Asset {
        let hash = crate::form::hexadecimal(Sha256::digest(&bytes).get(..8).unwrap_or_default());
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        Asset { name, hashed, kind, bytes }
    }
}

/// The address of the file called `name`.
pub fn href(name: &str) -> String {
    let hashed = ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.hashed.as_str());
    format!("/assets/{hashed}")
}

/// The address of the style sheet.
pub fn stylesheet_href() -> String {
    href("gongkai.css")
}

/// `GET /assets/{name}`
pub async fn serve(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.hashed == name).ok_or(Problem::NotFound)?;
    let headers = [
        (CONTENT_TYPE, asset.kind.clone()),
        (CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, asset.bytes.clone()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_changes_with_its_content() {
        let name = |text: &str| Asset::new("a.css".to_owned(), String::new(), text.into()).hashed;
        assert_ne!(name("a"), name("b"));
        assert!(name("a").starts_with("a.") && name("a").rsplit_once('.').unwrap().1 == "css");
        assert!(stylesheet_href().starts_with("/assets/gongkai."));
    }
}
