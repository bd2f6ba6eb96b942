//! Every document in its built-in wording: it can be made, its file is sound, its three forms say the same.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::support::{fonts, run, sample, text_of, words_only};
use gongkai_typeset::{
    Fields, Fonts, Letter, LetterCode, TypesetError, Value, built_in_template, check_template, fields_of,
    plain_text, sample_fields, typeset,
};

#[test]
fn every_document_is_sound_and_says_the_same_as_pdf_word_file_and_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut texts = BTreeMap::new();
    let mut times = Vec::new();
    for code in LetterCode::ALL {
        let started = Instant::now();
        let set = sample(code);
        times.push(started.elapsed());
        assert!(!set.text.contains("〔〕"), "{code:?}");
        std::fs::write(folder.path().join(format!("{}.pdf", code.key())), &set.pdf).unwrap();
        std::fs::write(folder.path().join(format!("{}.docx", code.key())), &set.docx).unwrap();
        texts.insert(code.key(), words_only(&set.text));
    }
    let later = times[1..].iter().sum::<std::time::Duration>() / 38;
    println!("first letter {} ms, later ones {} ms on average", times[0].as_millis(), later.as_millis());

    // One start of the office program for all files.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let files: Vec<_> = texts.keys().map(|key| folder.path().join(format!("{key}.docx"))).collect();
    let mut arguments =
        vec!["--headless", &profile, "--convert-to", "txt:Text", "--outdir", text_of(folder.path())];
    arguments.extend(files.iter().map(|file| text_of(file)));
    run("soffice", &arguments);

    for (key, text) in &texts {
        let pdf = folder.path().join(format!("{key}.pdf"));
        let checked = run("qpdf", &["--check", text_of(&pdf)]);
        assert!(checked.contains("No syntax or stream encoding errors found"), "{key}: {checked}");

        let fonts = run("pdffonts", &[text_of(&pdf)]);
        assert!(fonts.lines().count() > 2, "{key} has no fonts: {fonts}");
        for font in fonts.lines().skip(2) {
            let columns: Vec<_> = font.split_whitespace().rev().collect();
            assert_eq!(&columns[2..5], ["yes", "yes", "yes"], "{key}: not embedded and mapped: {font}");
        }

        let printed = run("pdftotext", &["-raw", "-nopgbrk", text_of(&pdf), "-"]);
        assert_eq!(&words_only(&printed), text, "{key}: PDF and text differ");
        let word = std::fs::read_to_string(folder.path().join(format!("{key}.txt"))).unwrap();
        assert_eq!(&words_only(&word), text, "{key}: Word file and text differ");
    }
}

#[test]
fn a_pdf_claims_both_standards_and_names_title_and_language() {
    let set = sample(LetterCode::R2);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, &set.pdf).unwrap();
    let about = run("pdfinfo", &[text_of(&path)]);
    assert!(about.contains("Tagged:          yes"), "{about}");
    assert!(about.contains("政府信息公开申请答复书"), "{about}");
    let metadata = run("pdfinfo", &["-meta", text_of(&path)]);
    for claim in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(metadata.contains(claim), "{claim} is not in {metadata}");
    }
    let plain = run("qpdf", &["--qdf", "--object-streams=disable", text_of(&path), "-"]);
    assert!(plain.contains("/Lang (zh-CN)"));
    let structure = run("pdfinfo", &["-struct", text_of(&path)]);
    assert!(structure.contains("H1") && structure.contains('P'), "{structure}");
}

#[test]
fn the_same_letter_is_the_same_file_to_the_byte() {
    let (first, second) = (sample(LetterCode::R3), sample(LetterCode::R3));
    assert!(first.pdf == second.pdf && first.docx == second.docx && first.text == second.text);
    let fields = sample_fields(LetterCode::R3);
    let again = Fonts::system([]);
    let third = typeset(&Letter { code: LetterCode::R3, template: None, fields: &fields }, &again).unwrap();
    assert!(first.pdf == third.pdf, "fonts found again give another file");
}

#[test]
fn every_built_in_template_passes_its_own_check() {
    for code in LetterCode::ALL {
        assert_eq!(check_template(code, built_in_template(code), fonts()), Ok(()), "{code:?}");
    }
}

#[test]
fn every_field_of_a_document_is_used_by_its_template() {
    for code in LetterCode::ALL {
        for field in fields_of(code).iter().filter(|field| field.required) {
            // The organ and the date stand in head and signature.
            let placed =
                matches!(field.name, "机关名称" | "日期") && built_in_template(code).contains("#落款()");
            let used = built_in_template(code).contains(field.name);
            assert!(used || placed, "{code:?} asks for {} and does not print it", field.name);
        }
    }
}

#[test]
fn documents_can_be_made_from_required_fields_alone() {
    for code in LetterCode::ALL {
        let required = fields_of(code).iter().filter(|field| field.required);
        let fields =
            required.fold(Fields::new(), |fields, field| fields.with(field.name, field.sample.value()));
        let text = plain_text(&Letter { code, template: None, fields: &fields }).unwrap();
        for slip in ["，。", "，，", "。。", "（）", "：。", "none", "#", "；。"] {
            assert!(!text.contains(slip), "{code:?} prints “{slip}”:\n{text}");
        }
    }
}

#[test]
fn replies_tell_their_articles_and_remedies_in_the_words_given() {
    for code in LetterCode::ALL {
        let fields = sample_fields(code);
        let text = plain_text(&Letter { code, template: None, fields: &fields }).unwrap();
        if code.needs_remedies() {
            let Some(Value::Lines(remedies)) = fields.get("救济告知") else { panic!("{code:?}") };
            assert!(
                remedies.iter().all(|remedy| text.contains(remedy)),
                "{code:?} leaves out a remedy:\n{text}"
            );
        }
        if code.decision().is_some() && !code.articles().is_empty() {
            let number = text.contains("《中华人民共和国政府信息公开条例》第");
            assert!(number, "{code:?} does not cite its article:\n{text}");
        }
    }
}

#[test]
fn the_reply_on_a_state_secret_has_no_field_for_what_is_secret() {
    let names: Vec<_> = fields_of(LetterCode::R4).iter().map(|field| field.name).collect();
    assert!(!names.contains(&"理由") && !names.contains(&"公开内容"), "{names:?}");
}

#[test]
fn the_letter_to_a_third_party_cannot_name_the_applicant() {
    for code in [LetterCode::P7, LetterCode::P10] {
        let names: Vec<_> = fields_of(code).iter().map(|field| field.name).collect();
        assert!(!names.contains(&"申请人") && !names.contains(&"申请内容"), "{code:?} {names:?}");
    }
}

#[test]
fn a_missing_field_is_named_and_an_empty_one_counts_as_missing() {
    let fields = sample_fields(LetterCode::R12).text("检索结果", " ");
    let refused = typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, fonts());
    let Err(TypesetError::Missing(names)) = refused else { panic!("made without its fields") };
    assert_eq!(names, ["检索结果"]);
}

#[test]
fn a_correction_is_told_in_three_ways() {
    let told = |result: &str| {
        let fields = sample_fields(LetterCode::C1).text("处理结果", result);
        plain_text(&Letter { code: LetterCode::C1, template: None, fields: &fields }).unwrap()
    };
    assert!(told("更正").contains("决定予以更正"));
    assert!(told("不予更正").contains("不予更正"));
    assert!(told("转送").contains("转送有权更正的样例市市场监督管理局"));
}

#[test]
fn the_list_of_fields_in_the_documents_is_current() {
    let kept = include_str!("../../../../docs/fields.zh-CN.md");
    let made = listing::list();
    assert!(kept == made, "run `cargo run -p gongkai-typeset --example fields > docs/fields.zh-CN.md`");
}

#[path = "../../examples/fields.rs"]
mod listing;
