//! A reason that an act asks for.

use crate::Refusal;

/// The reason without the blanks around it.
///
/// # Errors
///
/// A [`Refusal`] when nothing is said.
pub(crate) fn given(reason: &str) -> Result<String, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_given", "请写明原因。"));
    }
    Ok(reason.trim().to_owned())
}
