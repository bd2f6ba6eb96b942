//! Archives: every file inside is stripped in its turn.

use super::leak::{Findings, LeakKind};
use super::{HiddenError, clean as clean_file, ooxml};
use crate::office::{Limits, OfficeError};

pub(super) fn clean(
    bytes: &[u8],
    limits: &Limits,
    depth: usize,
    findings: &mut Findings,
) -> Result<Vec<u8>, HiddenError> {
    if depth >= limits.depth {
        return Err(OfficeError::NestedTooDeep { limit: limits.depth }.into());
    }
    let mut package = super::open(bytes, limits, findings)?;
    ooxml::note_archive(&package, findings);
    package.retain(|name| {
        let system = is_system(name);
        if system {
            findings.removed(LeakKind::SystemFile, name, "");
        }
        !system
    });
    let names: Vec<String> = package.parts().iter().map(|part| part.name.clone()).collect();
    for name in names {
        let Some(content) = package.get(&name).map(<[u8]>::to_vec) else { continue };
        let result = findings.inside(&name, |findings| clean_file(&content, limits, depth + 1, findings));
        match result {
            Ok(cleaned) => package.set(&name, cleaned),
            Err(HiddenError::Unsupported(kind)) => findings.left(LeakKind::NotInspected, &name, kind.label()),
            // One file that cannot be stripped must not go out with the others unseen.
            Err(error) => return Err(error),
        }
    }
    Ok(package.write()?)
}

/// Files a system leaves behind: previews, folder settings, forks with the names of who packed them.
fn is_system(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let lower = file.to_ascii_lowercase();
    name.starts_with("__MACOSX/")
        || file.starts_with("._")
        || file.starts_with("~$")
        || matches!(lower.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}
