//! Pictures of a text: their files without what those say about themselves, their size, and what they show.

use super::Targets;
use super::body::Reader;
use crate::Kind;
use crate::article::{Picture, RemarkKind};
use crate::hidden;
use crate::office::Limits;
use crate::office::xml::Element;

/// English metric units in a CSS pixel.
const EMU: u64 = 9_525;
/// Largest size believed, in pixels.
const SIZE: u64 = 10_000;
/// Most pictures kept: one used again costs its bytes again.
const PICTURES: usize = 2_000;

/// The pictures of a drawing, in their order.
pub(super) fn read(reader: &mut Reader<'_>, drawing: &Element, targets: &Targets) -> Vec<Picture> {
    let mut found: Vec<&Element> = Vec::new();
    collect(drawing, &mut found);
    let properties = drawing.find("docPr");
    let extent = drawing.find("extent");
    let said = |name: &str| {
        let text = properties.and_then(|own| own.attr(name)).unwrap_or_default().trim().to_owned();
        (!text.is_empty() && !is_file_name(&text)).then_some(text)
    };
    let shape = drawing.find("shape");
    let old = shape.and_then(|shape| shape.attr("alt")).map(str::trim).filter(|text| !text.is_empty());
    let alternative = said("descr").or_else(|| said("title")).or_else(|| old.map(ToOwned::to_owned));
    let ornament =
        drawing.find("decorative").is_some_and(|mark| matches!(mark.attr("val"), Some("1" | "true")));
    let size =
        |name: &str| extent.and_then(|extent| extent.attr(name)).and_then(|size| size.parse::<u64>().ok());
    let pixels = |emu: Option<u64>| emu.map(|emu| emu / EMU).filter(|size| (1..=SIZE).contains(size));
    let pixels = |emu: Option<u64>| pixels(emu).and_then(|size| u32::try_from(size).ok());
    let mut pictures = Vec::new();
    for picture in found {
        let id =
            picture.attributes.iter().find(|(name, _)| name.ends_with(":embed") || name.ends_with(":id"));
        let target = id.and_then(|(_, id)| targets.get(id)).filter(|relation| !relation.external);
        let bytes = target.and_then(|relation| reader.package.get(&relation.target));
        let (Some(target), Some(bytes)) = (target, bytes) else {
            reader.remark(RemarkKind::PictureNotShown, alternative.as_deref().unwrap_or_default());
            continue;
        };
        let cost = bytes.len() + target.target.len() + alternative.as_ref().map_or(0, String::len);
        reader.picture_bytes = reader.picture_bytes.saturating_add(cost);
        let full = reader.picture_bytes > Limits::HOUSE.total_bytes;
        if full || reader.article.pictures.len() + pictures.len() >= PICTURES {
            reader.remark(RemarkKind::PictureNotShown, &target.target);
            continue;
        }
        let kind = crate::kind(bytes);
        let stripped = match kind {
            Kind::Jpeg | Kind::Png => hidden::strip(bytes).ok().map(|stripped| stripped.bytes),
            _ => Some(bytes.to_vec()),
        };
        let picture = Picture {
            name: target.target.rsplit('/').next().unwrap_or_default().to_owned(),
            kind: if stripped.is_some() { kind } else { Kind::Unknown },
            bytes: stripped.unwrap_or_default(),
            width_px: pixels(size("cx")),
            height_px: pixels(size("cy")),
            alternative: alternative.clone(),
            ornament,
        };
        if !picture.is_shown() {
            reader.remark(RemarkKind::PictureNotShown, &picture.name);
        }
        pictures.push(picture);
    }
    pictures
}

/// Pictures outside text frames, whose text is read by itself.
fn collect<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    for child in element.elements() {
        match child.local() {
            "blip" | "imagedata" => found.push(child),
            "txbxContent" => {}
            _ => collect(child, found),
        }
    }
}

/// Whether a description is only the name of the file, as programs put it there.
fn is_file_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let ends = [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".webp"];
    lower.contains(['/', '\\']) || ends.iter().any(|end| lower.ends_with(end)) || lower.starts_with("img_")
}
