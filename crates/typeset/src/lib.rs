//! Letters on paper and on screen (文书): one template and one set of fields give PDF, Word file and plain text.
//!
//! The layout is the letter form of GB/T 9704 (信函格式). A [`LetterCode`] names the document, [`fields_of`] the fields
//! its template may use, [`built_in_template`] our own wording. An agency may keep its own: [`check_template`] says
//! whether it can be used. [`sheet_pdf`] and [`sheet_docx`] make files of what is public. [`typeset`] blocks for about a tenth of a second; callers put it on a blocking thread.
//!
//! # Example
//!
//! ```no_run
//! use gongkai_typeset::{Fonts, Letter, LetterCode, sample_fields, typeset};
//!
//! let fonts = Fonts::system([]);
//! let fields = sample_fields(LetterCode::R12).text("申请人", "王样例");
//! let set = typeset(&Letter { code: LetterCode::R12, template: None, fields: &fields }, &fonts)?;
//! assert!(set.pdf.starts_with(b"%PDF-"));
//! # Ok::<(), gongkai_typeset::TypesetError>(())
//! ```

mod block;
mod built_in;
mod cite;
mod code;
mod docx;
mod error;
mod fields;
mod fonts;
mod pdf;
mod sheet;
mod template;
mod text;

pub use crate::built_in::built_in_template;
pub use crate::code::{LetterCode, Reader};
pub use crate::error::{TemplateError, TypesetError, Warning};
pub use crate::fields::{FieldInfo, Fields, Sample, Value, fields_of, sample_fields};
pub use crate::fonts::Fonts;
pub use crate::sheet::{Sheet, sheet_docx, sheet_pdf};

use crate::block::{Block, Composed};
use crate::template::Template;

/// How a reader is addressed when nothing better is known.
const ADDRESS: &str = "你（单位）";

/// A document to be made: which one, in whose wording, with which values.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// Which document.
    pub code: LetterCode,
    /// The agency's own template; `None` for the built-in one.
    pub template: Option<&'a str>,
    /// The values.
    pub fields: &'a Fields,
}

/// A document made, three times the same words.
#[derive(Debug, Clone)]
pub struct Typeset {
    /// PDF/A-2a and PDF/UA-1. The same letter on the same fonts gives the same bytes.
    pub pdf: Vec<u8>,
    /// A Word file of the same layout, as far as Word follows.
    pub docx: Vec<u8>,
    /// The words alone.
    pub text: String,
    /// Pages of the PDF.
    pub pages: usize,
    /// What somebody should look at before it is sent.
    pub warnings: Vec<Warning>,
}

/// Makes a document. Blocks.
///
/// # Errors
///
/// [`TypesetError::Missing`] when required fields are absent or empty, [`TypesetError::Template`] for a faulty template,
/// [`TypesetError::TooLong`] for a letter nobody would read, [`TypesetError::NoFont`] on a machine without Chinese
/// fonts.
pub fn typeset(letter: &Letter<'_>, fonts: &Fonts) -> Result<Typeset, TypesetError> {
    let fields = bind(letter.code, letter.fields)?;
    let source = letter.template.unwrap_or_else(|| built_in_template(letter.code));
    let template = Template::read(source, fields_of(letter.code)).map_err(TypesetError::Template)?;
    let composed = compose(letter.code, template.fill(&fields)?, &fields);
    let printed = pdf::print(&composed, fonts)?;
    Ok(Typeset {
        docx: docx::write(&composed)?,
        text: text::write(&composed),
        pdf: printed.pdf,
        pages: printed.pages,
        warnings: printed.warnings,
    })
}

/// The document's words only: quick, for a preview while somebody types.
///
/// # Errors
///
/// As [`typeset`], save for fonts.
pub fn plain_text(letter: &Letter<'_>) -> Result<String, TypesetError> {
    let fields = bind(letter.code, letter.fields)?;
    let source = letter.template.unwrap_or_else(|| built_in_template(letter.code));
    let template = Template::read(source, fields_of(letter.code)).map_err(TypesetError::Template)?;
    Ok(text::write(&compose(letter.code, template.fill(&fields)?, &fields)))
}

/// Whether a template can be used for a document: it is read and set once with the sample values.
///
/// # Errors
///
/// Every fault with its place, in the order they stand.
pub fn check_template(code: LetterCode, template: &str, fonts: &Fonts) -> Result<(), Vec<TemplateError>> {
    let read = Template::read(template, fields_of(code))?;
    let whole = |message: String| vec![TemplateError { line: 1, column: 1, message }];
    let lacking = template::lacking(code, &read);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let fields = sample_fields(code);
    let letter = Letter { code, template: Some(template), fields: &fields };
    match typeset(&letter, fonts) {
        // Without fonts nothing can be set, but that is no fault of the template.
        Ok(_) | Err(TypesetError::NoFont) => Ok(()),
        Err(TypesetError::Template(errors)) => Err(errors),
        Err(TypesetError::TooLong { limit }) => Err(whole(format!("填入字段后超过{limit}字"))),
        Err(error) => Err(whole(format!("不能排版：{error}"))),
    }
}

/// The fields a document is made with: those given and those that follow from its kind.
fn bind(code: LetterCode, given: &Fields) -> Result<Fields, TypesetError> {
    let mut fields = given.clone();
    for (name, follows) in [("法律依据", cite::cite(code.articles())), ("称呼", ADDRESS.to_owned())] {
        if fields.words(name).is_none() {
            fields = fields.text(name, follows);
        }
    }
    let absent = |field: &&FieldInfo| field.required && fields.get(field.name).is_none_or(Value::is_empty);
    let missing: Vec<_> = fields_of(code).iter().filter(absent).map(|field| field.name).collect();
    if missing.is_empty() { Ok(fields) } else { Err(TypesetError::Missing(missing)) }
}

fn compose(code: LetterCode, blocks: Vec<Block>, fields: &Fields) -> Composed {
    let word = |name| fields.words(name).map(template::clean).filter(|words| !words.is_empty());
    let title = blocks.iter().find_map(|block| match block {
        Block::Title { lines } => Some(lines.concat()),
        _ => None,
    });
    Composed {
        title: title.unwrap_or_else(|| code.label().to_owned()),
        organ: if code.is_form() { None } else { word("机关名称") },
        number: if code.bears_number() { word("文号") } else { None },
        blocks,
    }
}
