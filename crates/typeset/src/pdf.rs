//! The letter as PDF, by Typst with our own layout files (版式): PDF/A-2a and PDF/UA-1 at once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::block::Composed;
use crate::error::{TypesetError, Warning};
use crate::fonts::{Fonts, ROLES};

/// Our layout files, by the name they import each other with.
const FILES: &[(&str, &str)] = &[
    ("main.typ", include_str!("../typst/main.typ")),
    ("measures.typ", include_str!("../typst/measures.typ")),
    ("page.typ", include_str!("../typst/page.typ")),
    ("letter.typ", include_str!("../typst/letter.typ")),
    ("form.typ", include_str!("../typst/form.typ")),
    ("sheet.typ", include_str!("../typst/sheet.typ")),
];
/// Letters after which Typst forgets what it remembered of one.
const REMEMBER: usize = 4;
/// What stands for a character that no font has.
const MISSING: char = '〓';

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(name, text)| Some(Source::new(id_of(name)?, (*text).to_owned()))).collect()
});

fn id_of(name: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?)))
}

/// A world of our layout files and the files of one document: no disk, no network, no clock.
struct Desk<'a> {
    fonts: &'a Fonts,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.found().book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let file = self.files.iter().find(|(name, _)| *name == id);
        file.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.found().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// What the layout files read.
#[derive(Serialize)]
struct Task<'a, T> {
    fonts: BTreeMap<&'static str, Vec<String>>,
    letter: &'a T,
}

/// A document on paper.
pub(crate) struct Printed {
    pub(crate) pdf: Vec<u8>,
    pub(crate) pages: usize,
    pub(crate) warnings: Vec<Warning>,
}

/// Lays a letter out and writes the PDF. Same letter and fonts, same bytes.
pub(crate) fn print(letter: &Composed, fonts: &Fonts) -> Result<Printed, TypesetError> {
    lay_out("main.typ", "letter.json", letter, Vec::new(), fonts)
}

/// Lays out by the layout file `main` what it reads from the file `name`, with pictures by their names.
pub(crate) fn lay_out(
    main: &str,
    name: &str,
    letter: &impl Serialize,
    pictures: Vec<(String, Vec<u8>)>,
    fonts: &Fonts,
) -> Result<Printed, TypesetError> {
    if !fonts.can_set_chinese() {
        return Err(TypesetError::NoFont);
    }
    let found = fonts.found();
    let task = Task { fonts: ROLES.iter().map(|role| (role.key, found.families(role))).collect(), letter };
    let json = serde_json::to_string(&task).map_err(|error| TypesetError::Layout(error.to_string()))?;
    let mut missing = Characters::default();
    let json: String = json
        .chars()
        .map(|character| {
            if character.is_ascii() || character.is_whitespace() || found.shows(character) {
                character
            } else {
                missing.add(character);
                MISSING
            }
        })
        .collect();
    let (Some(main), Some(data)) = (id_of(main), id_of(name)) else {
        return Err(TypesetError::Layout("no name for the layout file".to_owned()));
    };
    let pictures = pictures.into_iter().filter_map(|(name, bytes)| Some((id_of(&name)?, Bytes::new(bytes))));
    let files = std::iter::once((data, Bytes::from_string(json))).chain(pictures).collect();
    let desk = Desk { fonts, main, files };
    let outcome = set(&desk);
    comemo::evict(REMEMBER);
    let (pdf, document) = outcome?;
    let mut warnings: Vec<Warning> = ROLES.iter().filter_map(|role| found.lack(role)).collect();
    warnings.extend(fallbacks(&document, &found.main_families()));
    if !missing.0.is_empty() {
        warnings.push(Warning::GlyphMissing { characters: missing.0 });
    }
    Ok(Printed { pdf, pages: document.pages().len(), warnings })
}

fn set(desk: &Desk<'_>) -> Result<(Vec<u8>, PagedDocument), TypesetError> {
    let document: PagedDocument = typst::compile(desk).output.map_err(|faults| fault(&faults))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| TypesetError::Layout(error.message().to_string()))?;
    let options = PdfOptions {
        // Both are fixed, so that a letter made again is the same file to the byte.
        ident: Smart::Custom("gongkai".to_owned()),
        timestamp: Datetime::from_ymd_hms(2019, 5, 15, 0, 0, 0).map(Timestamp::new_utc),
        creator: Smart::Custom(Some("Gongkai".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|faults| fault(&faults))?;
    Ok((pdf, document))
}

fn fault(faults: &[SourceDiagnostic]) -> TypesetError {
    let told: Vec<_> = faults
        .iter()
        .map(|fault| {
            let hints: Vec<_> = fault.hints.iter().map(|hint| hint.v.to_string()).collect();
            [&[fault.message.to_string()], hints.as_slice()].concat().join("; ")
        })
        .collect();
    TypesetError::Layout(told.join("; "))
}

/// Characters, each once, in order of appearance.
#[derive(Default)]
struct Characters(String);

impl Characters {
    fn add(&mut self, character: char) {
        if !self.0.contains(character) {
            self.0.push(character);
        }
    }
}

/// Which characters were set in a font other than the letter's own.
fn fallbacks(document: &PagedDocument, main: &[String]) -> Vec<Warning> {
    let mut by_font: BTreeMap<String, Characters> = BTreeMap::new();
    for page in document.pages() {
        visit(&page.frame, main, &mut by_font);
    }
    by_font
        .into_iter()
        .map(|(font, characters)| Warning::GlyphFallback { characters: characters.0, font })
        .collect()
}

fn visit(frame: &Frame, main: &[String], by_font: &mut BTreeMap<String, Characters>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => visit(&group.frame, main, by_font),
            FrameItem::Text(text) => {
                let family = &text.font.font().info().family;
                if main.contains(family) {
                    continue;
                }
                let characters = by_font.entry(family.clone()).or_default();
                text.text
                    .chars()
                    .filter(|character| !character.is_whitespace())
                    .for_each(|c| characters.add(c));
            }
            _ => {}
        }
    }
}
