//! Templates (文书模板): a small part of Typst's markup, read by us and never run as a program.
//!
//! A template is parsed by Typst's own parser, but its tree is walked here: text, headings, emphasis, fields,
//! `#if … [] else []`, `#for … in 字段 []` and a handful of our own functions. Anything else is refused with its place.
//! So a template cannot read files, reach the network or define functions, and a loop ends with its field.

mod program;
mod read;
mod run;

use std::ops::Range;

use typst::syntax::{DiagSpan, DiagSpanKind, Source};

use crate::block::Block;
use crate::code::LetterCode;
use crate::error::{TemplateError, TypesetError};
use crate::fields::{FieldInfo, Fields};
use program::Node;

pub(crate) use run::clean;

/// The most characters a template may have.
pub(crate) const LONGEST_TEMPLATE: usize = 64 * 1024;
/// The deepest brackets may stand in each other.
const DEEPEST: usize = 40;
/// The most characters a letter may have when its fields are filled in.
pub(crate) const LONGEST_LETTER: usize = 60_000;

/// A template that was read without fault.
#[derive(Debug)]
pub(crate) struct Template(Vec<Node>);

impl Template {
    /// Reads a template that may use the `known` fields.
    ///
    /// # Errors
    ///
    /// Every fault, in the order they stand.
    pub(crate) fn read(source: &str, known: &[FieldInfo]) -> Result<Template, Vec<TemplateError>> {
        bounded(source)?;
        let source = Source::detached(source);
        let (errors, _) = source.root().errors_and_warnings();
        if !errors.is_empty() {
            let told = errors
                .iter()
                .map(|fault| at(&source, range(&source, fault.span), in_chinese(&fault.message)));
            return Err(told.collect());
        }
        read::read(&source, known).map(Template)
    }

    /// Fills in the fields.
    ///
    /// # Errors
    ///
    /// [`TypesetError::TooLong`].
    pub(crate) fn fill(&self, fields: &Fields) -> Result<Vec<Block>, TypesetError> {
        run::run(&self.0, fields)
    }
}

/// Refuses what is too long or nested too deep, before anything else looks at it.
fn bounded(source: &str) -> Result<(), Vec<TemplateError>> {
    let fault = |line, column, message: String| Err(vec![TemplateError { line, column, message }]);
    if source.len() > LONGEST_TEMPLATE {
        return fault(1, 1, format!("模板太长，最多{}KB", LONGEST_TEMPLATE / 1024));
    }
    let mut depth = 0_usize;
    for (line, text) in source.lines().enumerate() {
        for (column, character) in text.chars().enumerate() {
            match character {
                '[' | '(' | '{' => depth += 1,
                ']' | ')' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return fault(line + 1, column + 1, format!("括号套得太深，最多{DEEPEST}层"));
            }
        }
    }
    Ok(())
}

/// The bytes a span covers; the beginning when it is unknown.
fn range(source: &Source, span: impl Into<DiagSpan>) -> Range<usize> {
    let found = match span.into().get() {
        DiagSpanKind::Detached => None,
        DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range),
        DiagSpanKind::Range { range, .. } => Some(range),
    };
    found.unwrap_or(0..0)
}

/// A fault at a place in the source, by the lines and characters an editor counts.
fn at(source: &Source, place: Range<usize>, message: String) -> TemplateError {
    let before = source.text().get(..place.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    TemplateError { line, column, message }
}

/// What the parser complains about, in words for an officer.
fn in_chinese(message: &str) -> String {
    let told = match message {
        "unclosed delimiter" => "括号没有配对",
        "unexpected closing bracket" | "unexpected closing paren" | "unexpected closing brace" => {
            "多了一个右括号"
        }
        "unclosed string" => "引号没有配对",
        "expected expression" => "“#”后面应当是字段名或者函数；要打印“#”本身，请写“\\#”",
        "unclosed label" => "“<”后面的写法有误；要打印“<”本身，请写“\\<”",
        other if other.starts_with("the character") => "“#”后面要用英文的括号和标点，如“#(申请人)”",
        other => return format!("写法有误（{other}）"),
    };
    told.to_owned()
}

/// What a document cannot do without and a template leaves out.
pub(crate) fn lacking(code: LetterCode, template: &Template) -> Vec<TemplateError> {
    let has = |wanted: &dyn Fn(&Node) -> bool| template.0.iter().any(|node| node.any(wanted));
    let mut lacking = Vec::new();
    let mut want = |there: bool, message: &str| {
        if !there {
            lacking.push(TemplateError { line: 1, column: 1, message: message.to_owned() });
        }
    };
    want(has(&|node| matches!(node, Node::Heading(0, _))), "缺少文书标题，请写“= 标题”");
    if !code.is_form() {
        want(has(&|node| matches!(node, Node::Addressee(_))), "缺少收件人，请写“#主送[……]”");
        want(has(&|node| matches!(node, Node::Signature)), "缺少署名和日期，请写“#落款()”");
    }
    if code.needs_remedies() {
        let told = |node: &Node| match node {
            Node::Field(place) | Node::For(_, place, _) => place.name == "救济告知",
            _ => false,
        };
        want(has(&told), "缺少救济告知，请保留“#(救济告知)”");
    }
    lacking
}
