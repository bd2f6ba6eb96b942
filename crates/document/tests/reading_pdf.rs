//! PDF: a published report reads exactly with its evidence, and what cannot be read is said.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

use std::time::Instant;

use gongkai_document::DocumentError;
use gongkai_report::check::{CheckContext, check};
use gongkai_report::read::read;
use gongkai_report::source::Spot;
use gongkai_report::{AnnualReport, CellId, CellState};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

fn real() -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: the real PDF is not read");
        return None;
    };
    Some(std::fs::read(std::path::PathBuf::from(folder).join("reports/huaian-city-2024.pdf")).unwrap())
}

fn report(bytes: &[u8]) -> AnnualReport {
    read(&gongkai_document::read(bytes).unwrap()).unwrap()
}

const REQUESTS: [(&str, [i64; 7]); 25] = [
    ("received", [3001, 53, 0, 0, 61, 4, 3119]),
    ("carried_in", [34, 0, 0, 0, 0, 0, 34]),
    ("granted", [1288, 21, 0, 0, 50, 3, 1362]),
    ("partly_granted", [447, 7, 0, 0, 0, 0, 454]),
    ("refused_state_secret", [2, 0, 0, 0, 0, 0, 2]),
    ("refused_prohibited_by_law", [30, 1, 0, 0, 0, 0, 31]),
    ("refused_security_stability", [5, 0, 0, 0, 0, 0, 5]),
    ("refused_third_party", [6, 0, 0, 0, 0, 0, 6]),
    ("refused_internal_affairs", [7, 1, 0, 0, 0, 0, 8]),
    ("refused_process", [12, 0, 0, 0, 0, 0, 12]),
    ("refused_enforcement_file", [9, 0, 0, 0, 0, 0, 9]),
    ("refused_inquiry_item", [105, 0, 0, 0, 0, 0, 105]),
    ("unavailable_not_held", [746, 12, 0, 0, 10, 1, 769]),
    ("unavailable_needs_creation", [11, 0, 0, 0, 0, 0, 11]),
    ("unavailable_unclear", [1, 0, 0, 0, 0, 0, 1]),
    ("unprocessed_petition", [56, 6, 0, 0, 0, 0, 62]),
    ("unprocessed_repeat", [25, 0, 0, 0, 0, 0, 25]),
    ("unprocessed_publication", [0; 7]),
    ("unprocessed_excessive", [0; 7]),
    ("unprocessed_reconfirm", [1, 0, 0, 0, 0, 0, 1]),
    ("other_no_supplement", [67, 3, 0, 0, 1, 0, 71]),
    ("other_fee_unpaid", [6, 0, 0, 0, 0, 0, 6]),
    ("other", [108, 2, 0, 0, 0, 0, 110]),
    ("results_total", [2932, 53, 0, 0, 61, 4, 3050]),
    ("carried_out", [103, 0, 0, 0, 0, 0, 103]),
];

#[test]
fn the_city_pdf_with_a_page_break_in_table_three_reads_exactly() {
    let Some(bytes) = real() else { return };
    let report = report(&bytes);
    let value = |path: String| report.value(CellId::parse(&path).unwrap());
    let columns =
        ["natural_person", "enterprise", "research", "social_welfare", "legal_service", "other", "total"];
    for (row, figures) in REQUESTS {
        for (column, figure) in columns.iter().zip(figures) {
            assert_eq!(value(format!("requests.{row}.{column}")), Some(figure.into()), "{row} {column}");
        }
    }
    let remedies = [
        ("review", [72, 64, 178, 37, 351]),
        ("suit_direct", [13, 4, 8, 1, 26]),
        ("suit_after_review", [12, 1, 1, 6, 20]),
    ];
    for (kind, figures) in remedies {
        for (column, figure) in ["upheld", "corrected", "other", "pending", "total"].iter().zip(figures) {
            assert_eq!(value(format!("remedies.{kind}.{column}")), Some(figure.into()), "{kind} {column}");
        }
    }
    let proactive = ["1", "0", "11", "8", "26", "66", "447228", "3985758", "88283", "96171.6"];
    for (cell, figure) in gongkai_report::ProactiveCell::FORM_2021.into_iter().zip(proactive) {
        assert_eq!(report.value(CellId::Proactive(cell)), Some(figure.parse().unwrap()), "{cell:?}");
    }
    assert!(report.cells.values().all(|cell| cell.state == CellState::Given));
    assert_eq!((report.agency.as_deref(), report.year), (Some("淮安市人民政府"), Some(2024)));
    assert_eq!(report.notes, Vec::<String>::new());
    let overview = report.sections.overview.clone().unwrap();
    assert!(overview.contains("《中华人民共和国政府信息公开条例》（国令第711号）"), "{overview}");
    assert!(overview.ends_with("政务公开工作人员的工作能力和水平。"), "{overview}");
    assert!(
        report
            .sections
            .problems
            .clone()
            .unwrap()
            .starts_with("对照上级新要求和公众新期待，还有一些需要加强和改进的地方。")
    );
    assert!(report.sections.other.clone().unwrap().ends_with("信息处理费3940元。"));
    let outcome = check(&report, None, &CheckContext::default());
    assert!(outcome.ok() && outcome.findings.is_empty(), "{:?}", outcome.findings);
}

#[test]
fn every_figure_of_the_city_pdf_carries_its_page_and_box() {
    let Some(bytes) = real() else { return };
    let report = report(&bytes);
    assert_eq!(report.cells.len(), 200);
    let mut spots = Vec::new();
    for (id, cell) in &report.cells {
        let spot = Spot::parse(cell.place.as_deref().unwrap()).unwrap_or_else(|| panic!("{id}: {cell:?}"));
        assert!((3..=5).contains(&spot.page), "{id}: {spot}");
        assert!(
            spot.left < spot.right && spot.right <= 5950 && spot.top < spot.bottom && spot.bottom <= 8420,
            "{id}: {spot}"
        );
        spots.push(spot);
    }
    spots.sort_unstable();
    spots.dedup();
    assert_eq!(spots.len(), 200, "two figures share a box");
}

/// Changes one digit in one drawn figure; the font numbers its digits from 0x13.
fn with_a_digit_changed(bytes: &[u8], wanted: usize) -> Option<Vec<u8>> {
    let mut document = Document::load_mem(bytes).unwrap();
    let mut seen = 0;
    for page in document.page_iter().collect::<Vec<_>>().into_iter().skip(2).take(3) {
        let content = document.get_page_content(page);
        let mut operations = lopdf::content::Content::decode(&content).unwrap();
        for operation in &mut operations.operations {
            let [Object::String(text, _)] = operation.operands.as_mut_slice() else { continue };
            let is_figure = text.len() >= 2
                && text.len() % 2 == 0
                && text.chunks(2).all(|code| code[0] == 0 && (0x13..=0x1c).contains(&code[1]));
            if operation.operator != "Tj" || !is_figure {
                continue;
            }
            seen += 1;
            if seen - 1 == wanted {
                let last = text.len() - 1;
                text[last] = if text[last] == 0x1c { 0x1b } else { text[last] + 1 };
                document.change_page_content(page, operations.encode().unwrap()).unwrap();
                let mut out = Vec::new();
                document.save_to(&mut out).unwrap();
                return Some(out);
            }
        }
    }
    None
}

#[test]
fn a_digit_changed_in_the_city_pdf_changes_the_verdict() {
    let Some(bytes) = real() else { return };
    let before = report(&bytes);
    let mut changed = 0;
    for wanted in (0..).step_by(17) {
        let Some(mutated) = with_a_digit_changed(&bytes, wanted) else { break };
        let after = report(&mutated);
        let differing: Vec<&CellId> =
            before.cells.keys().filter(|id| before.value(**id) != after.value(**id)).collect();
        let [id] = differing[..] else { continue };
        changed += 1;
        let outcome = check(&after, None, &CheckContext::default());
        match id {
            CellId::Proactive(_) => {}
            _ => assert!(
                !outcome.ok() && outcome.findings.iter().any(|finding| finding.cells.contains(id)),
                "{id}: {:?} to {:?}",
                before.value(*id),
                after.value(*id)
            ),
        }
    }
    assert!(changed >= 8, "only {changed} figures were changed");
}

#[test]
fn the_city_pdf_reads_within_a_fraction_of_a_second() {
    let Some(bytes) = real() else { return };
    let _warm = report(&bytes);
    let start = Instant::now();
    let outcome = check(&report(&bytes), None, &CheckContext::default());
    let took = start.elapsed();
    eprintln!("read and checked in {took:?}");
    assert!(outcome.ok() && took.as_millis() < 2_000, "{took:?}");
}

/// A document of one page that draws `content`.
fn document(content: &str, resources: Dictionary) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let content = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, tree.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

fn helvetica() -> Dictionary {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    dictionary! { "Font" => dictionary! { "F1" => font } }
}

#[test]
fn a_scan_is_only_pictures_even_with_text_hidden_under_it() {
    let hidden = "q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 12 Tf 72 700 Td (0 0 0 0 0 0 0) Tj ET";
    for content in ["q 595 0 0 842 0 0 cm /I Do Q", hidden] {
        let mut document = document(content, helvetica());
        let picture = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
        let picture = document.add_object(Stream::new(picture, vec![0]));
        let page = document.page_iter().next().unwrap();
        let mut resources = helvetica();
        resources.set("XObject", dictionary! { "I" => picture });
        document.get_dictionary_mut(page).unwrap().set("Resources", resources);
        assert_eq!(gongkai_document::read(&saved(document)), Err(DocumentError::PicturesOnly));
    }
    assert!(DocumentError::PicturesOnly.to_string().contains("只有图片"));
}

#[test]
fn a_font_that_does_not_say_what_its_codes_mean_gives_no_figures() {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H",
    "DescendantFonts" => vec![dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2" }.into()] };
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    let content = "BT /F1 12 Tf 72 700 Td <00130014001500160017> Tj ET";
    assert_eq!(gongkai_document::read(&saved(document(content, resources))), Err(DocumentError::NoText));
}

#[test]
fn a_file_with_a_password_is_told_from_a_damaged_one() {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions};
    let mut locked = document("BT /F1 12 Tf 72 700 Td (1) Tj ET", helvetica());
    let id = Object::string_literal("0123456789abcdef");
    locked.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    locked.encrypt(&state).unwrap();
    assert_eq!(gongkai_document::read(&saved(locked)), Err(DocumentError::Encrypted));
    let damaged = gongkai_document::read(b"%PDF-1.7\nnothing of a document\n%%EOF").unwrap_err();
    assert!(damaged.to_string().contains("PDF 文件已损坏"), "{damaged}");
}

#[test]
fn a_drawing_that_never_ends_is_given_up() {
    // A form that draws itself ten times over, and again in each.
    let mut document = document("/X Do", Dictionary::new());
    let form = document.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
    let dictionary = dictionary! { "Type" => "XObject", "Subtype" => "Form",
    "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()], "Resources" => resources.clone() };
    document.objects.insert(form, Stream::new(dictionary, "/X Do ".repeat(40).into_bytes()).into());
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Resources", resources);
    let start = Instant::now();
    assert_eq!(gongkai_document::read(&saved(document)), Err(DocumentError::TooComplex));
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn a_stream_that_inflates_without_end_is_given_up() {
    let mut document = document("", helvetica());
    let mut bomb = Stream::new(Dictionary::new(), vec![b' '; 80 * 1024 * 1024]);
    bomb.compress().unwrap();
    let bomb = document.add_object(bomb);
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Contents", bomb);
    assert!(gongkai_document::read(&saved(document)).is_err());
}

#[test]
fn damaged_bytes_of_the_city_pdf_give_an_error_or_no_wrong_figure() {
    let Some(bytes) = real() else { return };
    let whole = report(&bytes);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = |sides: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(sides).unwrap()).unwrap()
    };
    for round in 0..30 {
        let mut damaged = bytes.clone();
        for _ in 0..=round {
            let at = dice(damaged.len());
            damaged[at] = u8::try_from(dice(256)).unwrap();
        }
        if round % 3 == 0 {
            damaged.truncate(dice(bytes.len()));
        }
        let Ok(source) = gongkai_document::read(&damaged) else { continue };
        let Ok(partial) = read(&source) else { continue };
        let wrong = |id: &&CellId| partial.value(**id).is_some_and(|value| whole.value(**id) != Some(value));
        if partial.cells.keys().any(|id| wrong(&id)) {
            // A byte of a stream without a checksum may be a digit: then the check must see it.
            assert!(!check(&partial, None, &CheckContext::default()).ok(), "round {round}");
        }
    }
}
