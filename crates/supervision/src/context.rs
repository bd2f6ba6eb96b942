//! Who acts, when, and why.

use jiff::civil::Date;

use crate::Refusal;

/// Who does something, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Login of whoever acts.
    pub by: String,
    /// The present civil date in Asia/Shanghai.
    pub today: Date,
}

/// Words that an act asks for, without the blanks around them.
///
/// # Errors
///
/// A [`Refusal`] when nothing is said.
pub(crate) fn given(rule: &'static str, words: &str, otherwise: &str) -> Result<String, Refusal> {
    match words.trim() {
        "" => Err(Refusal::new(rule, otherwise)),
        words => Ok(words.to_owned()),
    }
}

/// The reason of an act.
///
/// # Errors
///
/// A [`Refusal`] when none is given.
pub(crate) fn reason(words: &str) -> Result<String, Refusal> {
    given("reason_given", words, "请写明原因。")
}

/// The SHA-256 of a blob, in hexadecimal.
///
/// # Errors
///
/// A [`Refusal`] when it is none: the file never arrived.
pub(crate) fn blob(hash: &str) -> Result<String, Refusal> {
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hash {
        Ok(hash.to_owned())
    } else {
        Err(Refusal::new("file_there", "文件没有上传完毕，请重新上传。"))
    }
}
