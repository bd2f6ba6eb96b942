//! Real regulations: laws hold no personal data.
#![allow(clippy::disallowed_methods, reason = "a test over real data reads files; the crate does not")]

use std::collections::BTreeMap;
use std::path::Path;

use gongkai_screening::{Kind, Rules, Screener};

#[test]
fn laws_hold_no_personal_data() {
    let Some(data) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set");
        return;
    };
    let screener = Screener::new(&Rules::built_in());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut files, mut blocked) = (0, Vec::new());
    for folder in ["administrative", "zhejiang"] {
        let folder = Path::new(&data).join("regulations").join(folder);
        for entry in
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let screening = screener.screen(&text, None);
            files += 1;
            if screening.verdict == gongkai_screening::Verdict::Blocked {
                blocked.push(path.clone());
            }
            for (finding, mark) in screening.each() {
                *counts.entry(finding.kind.key()).or_default() += 1;
                eprintln!("{}\t{}\t{}\t{}", finding.kind.key(), mark.text, mark.place, path.display());
                let personal = matches!(finding.kind, Kind::IdNumber | Kind::BankCard | Kind::Mobile);
                assert!(!personal || finding.confidence.0 <= 0.8, "{} {:?}", path.display(), mark);
            }
        }
    }
    println!("{files} files: {counts:?}, blocked: {blocked:?}");
    assert_eq!(files, 1093);
    // No false alarm may stop a law from being published.
    assert!(blocked.is_empty(), "{blocked:?}");
}
