//! Letters of a case (文书): numbers, issuing, approval, sending, templates, archive.

mod numbering;

pub(crate) use numbering::Numbered;

/// The name of a document by its code; the code itself when it is none of ours.
pub fn label(code: &str) -> String {
    code.to_owned()
}
