//! The gallery: every part with its examples, in development mode.

use askama::Template;

use super::portal_frame::PortalFrame;
use super::{Example, PARTS, Part};

/// `/dev/gallery`: every part with its criteria and examples.
#[derive(Debug, Clone, Template)]
#[template(path = "gallery/page.html")]
pub struct GalleryPage {
    /// The frame.
    pub frame: PortalFrame,
    /// Every part with its examples.
    pub parts: Vec<(Part, Vec<Example>)>,
}

impl GalleryPage {
    /// The gallery of all parts.
    pub fn new(frame: PortalFrame) -> GalleryPage {
        let parts = PARTS.iter().map(|part| (*part, (part.examples)())).collect();
        GalleryPage { frame, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_says_what_it_is_for_and_shows_examples() {
        for part in PARTS {
            assert!(!part.purpose.is_empty() && !part.criteria.is_empty(), "{}", part.key);
            let examples = (part.examples)();
            assert!(!examples.is_empty(), "{}", part.key);
            for example in examples {
                assert!(!example.html.is_empty(), "{}: {}", part.key, example.name);
            }
        }
    }

    #[test]
    fn no_part_writes_an_inline_style_or_script() {
        for part in PARTS {
            for example in (part.examples)() {
                let html = example.html.as_str();
                for banned in [" style=", "<script", "<style", " onclick", "javascript:"] {
                    assert!(!html.contains(banned), "{} in {}: {}", banned, part.key, example.name);
                }
            }
        }
    }
}
