//! Art. 40: information is given in the form asked for, where that can be done (提供的形式).
//!
//! When it would endanger the carrier or cost too much: electronically, in another fitting form, or by letting the
//! applicant read or copy it.

use crate::source::{Article, REGULATION_2019};

/// The article.
pub const ARTICLE: Article = REGULATION_2019.article(40);

/// A form in which information is given (提供形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// 纸质
    Paper,
    /// 电子数据
    Electronic,
    /// 查阅、抄录
    Inspection,
    /// 其他适当形式
    Other,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 4] = [Form::Paper, Form::Electronic, Form::Inspection, Form::Other];

    /// The form's stable identifier.
    pub const fn key(self) -> &'static str {
        match self {
            Form::Paper => "paper",
            Form::Electronic => "electronic",
            Form::Inspection => "inspection",
            Form::Other => "other",
        }
    }

    /// The form's name.
    pub const fn label(self) -> &'static str {
        match self {
            Form::Paper => "纸质",
            Form::Electronic => "电子数据",
            Form::Inspection => "查阅、抄录",
            Form::Other => "其他适当形式",
        }
    }

    /// The form with this identifier.
    pub fn from_key(key: &str) -> Option<Form> {
        Self::ALL.into_iter().find(|form| form.key() == key)
    }
}

/// Whether giving `given` instead of `asked` must be explained.
pub fn needs_reason(asked: Form, given: Form) -> bool {
    asked != given
}
