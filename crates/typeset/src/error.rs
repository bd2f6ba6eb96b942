//! What can go wrong while a letter is set, and what is worth a warning.

use std::fmt;

/// A fault in a template, where it stands and what to do (模板错误).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What is wrong and what to do, in Chinese, for the person who edits the template.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行第{}字：{}", self.line, self.column, self.message)
    }
}

/// Why a letter could not be set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypesetError {
    /// The template has faults, in the order they stand.
    #[error("the template has {} faults, the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Template(Vec<TemplateError>),
    /// Fields that the document cannot do without were not given.
    #[error("fields are missing: {}", .0.join("、"))]
    Missing(Vec<&'static str>),
    /// The fields and the template together make more text than a letter may hold.
    #[error("the letter is longer than {limit} characters")]
    TooLong {
        /// The most a letter may hold.
        limit: usize,
    },
    /// No font with Chinese characters was found.
    #[error("no font with Chinese characters was found")]
    NoFont,
    /// The layout failed: a fault of ours.
    #[error("cannot lay out the letter: {0}")]
    Layout(String),
    /// The Word file could not be written.
    #[error("cannot write the Word file: {0}")]
    Docx(String),
}

/// Something in a letter that somebody should look at before it is sent (提示).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Characters that the letter's own font lacks and another font shows (字形替代).
    GlyphFallback {
        /// The characters, each once, in order of appearance.
        characters: String,
        /// The font that shows them.
        font: String,
    },
    /// Characters that no font of this machine has; the PDF shows 〓 instead (缺字).
    GlyphMissing {
        /// The characters, each once, in order of appearance.
        characters: String,
    },
    /// A font that the standard asks for is not installed (缺少标准字体).
    FontMissing {
        /// The font the standard names.
        wanted: &'static str,
        /// The font used instead.
        used: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::GlyphFallback { characters, font } => {
                write!(f, "“{characters}”用“{font}”字体代替显示，请核对字形")
            }
            Warning::GlyphMissing { characters } => {
                write!(
                    f,
                    "本机没有能显示“{characters}”的字体，PDF中以“〓”代替，请安装含有该字的字体后重新生成"
                )
            }
            Warning::FontMissing { wanted, used } => write!(f, "本机没有安装{wanted}，以“{used}”代替"),
        }
    }
}
