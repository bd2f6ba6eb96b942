//! Units named after a task in its own text: “（市发展改革委牵头，各区县政府按职责分工负责）”.

use super::text::{Bracket, brackets, plain, split};

/// What such a note says, as phrases of names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// Names of those that lead.
    pub(super) lead: String,
    /// Names of those that support.
    pub(super) cooperating: String,
}

/// What stands after the names of those that lead, and of those that do not; longer words first.
const LEADS: [&str; 2] = ["牵头负责", "牵头"];
const SUPPORTS: [&str; 2] = ["配合", "参与"];
/// Said of those that lead when nobody else does, and of those that support otherwise.
const SHARES: [&str; 6] = ["按照职责分工负责", "按职责分工负责", "分工负责", "分别负责", "负责落实", "负责"];
const LABELS: [(&str, bool); 4] =
    [("牵头单位：", true), ("责任单位：", false), ("配合单位：", false), ("牵头：", true)];

/// Reads what stands in parentheses; `None` when it is no note of units.
pub(super) fn read_note(inside: &str) -> Option<Note> {
    let phrases = split(inside, &['，', ',', '；', ';', '。']);
    if !phrases.iter().any(|phrase| spoken(phrase, true).is_some()) {
        return None;
    }
    let mut note = Note::default();
    let mut waiting = Vec::new();
    for phrase in phrases {
        match spoken(&phrase, note.lead.is_empty()) {
            Some((names, leads)) => {
                waiting.push(names);
                add(if leads { &mut note.lead } else { &mut note.cooperating }, &mut waiting);
            }
            None => waiting.push(phrase),
        }
    }
    let rest = if note.lead.is_empty() { &mut note.lead } else { &mut note.cooperating };
    add(rest, &mut waiting);
    Some(note)
}

fn add(names: &mut String, waiting: &mut Vec<String>) {
    for phrase in waiting.drain(..).filter(|phrase| !phrase.is_empty()) {
        if !names.is_empty() {
            names.push('、');
        }
        names.push_str(&phrase);
    }
}

/// The names a phrase speaks of, and whether they lead; `None` when it only names.
fn spoken(phrase: &str, is_first: bool) -> Option<(String, bool)> {
    let text = plain(phrase);
    let text = text.trim_start_matches('由');
    let labelled = LABELS.iter().find_map(|(label, leads)| Some((text.strip_prefix(label)?, *leads)));
    if let Some((names, leads)) = labelled {
        // A note that names only 责任单位 names those that lead.
        return Some((names.to_owned(), leads || is_first));
    }
    let end = |words: &[&str]| words.iter().find_map(|words| text.strip_suffix(words)).map(str::to_owned);
    if let Some(names) = end(&LEADS) {
        return Some((names, true));
    }
    if let Some(names) = end(&SUPPORTS) {
        return Some((names, false));
    }
    end(&SHARES).map(|names| (names, is_first))
}

/// Cuts a paragraph after each note: every part is a task with its note, and what follows the last one.
pub(super) fn cut(paragraph: &str) -> (Vec<(&str, Note)>, &str) {
    let mut tasks = Vec::new();
    let mut from = 0;
    for Bracket { end, inside } in brackets(paragraph) {
        if let Some(note) = read_note(inside) {
            tasks.push((paragraph.get(from..end).unwrap_or_default().trim(), note));
            from = end;
        }
    }
    let rest = paragraph.get(from..).unwrap_or_default();
    (tasks, rest.trim_matches(|character: char| character.is_whitespace() || "。；;".contains(character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(inside: &str) -> (String, String) {
        let note = read_note(inside).unwrap();
        (note.lead, note.cooperating)
    }

    #[test]
    fn who_leads_and_who_supports_is_read_from_the_words() {
        let pair = |lead: &str, cooperating: &str| (lead.to_owned(), cooperating.to_owned());
        assert_eq!(
            note("市发展改革委牵头，各区县政府、市级有关部门按职责分工负责"),
            pair("市发展改革委", "各区县政府、市级有关部门")
        );
        assert_eq!(note("市财政局、市税务局负责"), pair("市财政局、市税务局", ""));
        assert_eq!(note("市府办牵头负责，市司法局、市信访局配合"), pair("市府办", "市司法局、市信访局"));
        assert_eq!(note("责任单位：市经信局、市商务局"), pair("市经信局、市商务局", ""));
        assert_eq!(note("牵头单位：市经信局；责任单位：市商务局"), pair("市经信局", "市商务局"));
        assert_eq!(
            note("市经信局，市商务局，各县（市、区）政府按职责分工负责"),
            pair("市经信局、市商务局、各县（市、区）政府", "")
        );
        assert_eq!(note("市经信局牵头，市商务局"), pair("市经信局", "市商务局"));
        assert_eq!(note("由市经信局负责"), pair("市经信局", ""));
        for other in ["以下简称《条例》", "牵头单位名单见附件", ""] {
            assert_eq!(read_note(other), None, "{other}");
        }
    }

    #[test]
    fn a_paragraph_is_cut_after_each_note() {
        let (tasks, rest) = cut("做好甲（见附件）工作。（市财政局牵头）做好乙。(市教育局负责)。另有说明。");
        let texts: Vec<&str> = tasks.iter().map(|(text, _)| *text).collect();
        assert_eq!(texts, ["做好甲（见附件）工作。（市财政局牵头）", "做好乙。(市教育局负责)"]);
        assert_eq!(rest, "另有说明");
    }
}
