//! Fonts: what is lacking is said, never hidden.

use crate::support::{fonts, sample, words_only};
use gongkai_typeset::{Fonts, Letter, LetterCode, TypesetError, Warning, sample_fields, typeset};

fn warnings(name: &str) -> (Vec<Warning>, String) {
    let fields = sample_fields(LetterCode::R12).text("申请人", name);
    let set = typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts()).unwrap();
    (set.warnings, set.text)
}

#[test]
fn a_common_name_gives_no_warning_about_characters() {
    let told = sample(LetterCode::R12).warnings;
    let about_characters =
        told.iter().any(|told| matches!(told, Warning::GlyphFallback { .. } | Warning::GlyphMissing { .. }));
    assert!(!about_characters, "{told:?}");
}

#[test]
fn a_rare_character_is_shown_in_another_font_and_named() {
    let (told, text) = warnings("王䶮𬬭");
    let fallback = told.iter().find_map(|told| match told {
        Warning::GlyphFallback { characters, font } => Some((characters.clone(), font.clone())),
        _ => None,
    });
    let (characters, font) = fallback.expect("nothing was said about the rare characters");
    assert_eq!(characters, "䶮𬬭");
    assert!(font.contains("Noto"), "{font}");
    assert!(text.contains("王䶮𬬭"));
}

#[test]
fn a_character_that_no_font_has_is_named_and_kept_in_the_text() {
    let (told, text) = warnings("王\u{e123}例");
    assert!(told.contains(&Warning::GlyphMissing { characters: "\u{e123}".into() }), "{told:?}");
    assert!(words_only(&text).contains("王\u{e123}例"));
}

#[test]
fn a_machine_without_fonts_refuses_instead_of_printing_boxes() {
    let fields = sample_fields(LetterCode::R12);
    let letter = Letter { code: LetterCode::R12, template: None, fields: &fields };
    assert!(matches!(typeset(&letter, &Fonts::only([])), Err(TypesetError::NoFont)));
}

#[test]
fn the_title_font_of_the_standard_is_missed_when_only_free_fonts_are_there() {
    let told = fonts().missing();
    let agency_has_it =
        told.iter().all(|told| !matches!(told, Warning::FontMissing { wanted: "小标宋体", .. }));
    let used_instead = sample(LetterCode::R12).warnings;
    assert!(agency_has_it || told.iter().all(|told| used_instead.contains(told)), "{told:?}");
}
