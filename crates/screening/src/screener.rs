//! The screener: one pass over folded text in windows, then overlaps, names, contacts and tables.

use jiff::civil::Date;

use crate::detect::{Context, Hit, address, cluster, date, document_number, email, person, plate};
use crate::finding::{Confidence, Coverage, Finding, Kind, Mark, Screening, Span, Verdict};
use crate::fold::{Folder, View, class, digit_value};
use crate::rules::{Rules, Sense};
use crate::table;
use crate::words::Words;

/// Folded characters looked at together; memory does not grow with the text.
const WINDOW: usize = 64 * 1024;
/// What is kept before a window, for the words before a number.
const BEHIND: usize = 128;
/// What is kept behind, so that nothing is cut in two.
const AHEAD: usize = 512;

/// A finding with its places in the original text.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) kind: Kind,
    pub(crate) confidence: f64,
    pub(crate) note: Option<String>,
    pub(crate) span: Span,
    pub(crate) bytes: (usize, usize),
}

/// Rules made ready: made once, used for many texts.
pub struct Screener {
    pub(crate) rules: Rules,
    pub(crate) folder: Folder,
    words: Words,
    contacts: Vec<String>,
}

impl Screener {
    /// Makes `rules` ready.
    pub fn new(rules: &Rules) -> Screener {
        let plain = Folder::new(std::iter::empty());
        let starts = rules.words.iter().filter_map(|word| word.text.chars().next());
        let starts: Vec<char> = starts.filter_map(|ch| plain.fold(ch)).chain("男女、:".chars()).collect();
        let folder = Folder::new(starts.into_iter());
        let words = Words::new(rules, &folder);
        let mut contacts: Vec<String> =
            rules.contacts.iter().map(|contact| canonical(&folder, contact)).collect();
        contacts.sort();
        contacts.retain(|contact| contact.chars().count() >= 5);
        Screener { rules: rules.clone(), folder, words, contacts }
    }

    /// Screens plain text; places are lines. Nobody is born after `today`, when it is given.
    pub fn screen(&self, text: &str, today: Option<Date>) -> Screening {
        let findings = self.findings(text, today);
        self.conclude(findings, coverage(text))
    }

    /// The answer for findings and coverage put together by the caller.
    pub(crate) fn conclude(&self, findings: Vec<Finding>, coverage: Coverage) -> Screening {
        let marked = findings.iter().any(|finding| {
            finding.kind == Kind::SecrecyMark && finding.confidence.0 >= self.rules.blocks_from
        });
        let verdict = if marked || !coverage.suffices(self.rules.unreadable_per_mille) {
            Verdict::Blocked
        } else if findings.is_empty() {
            Verdict::Clean
        } else {
            Verdict::Found
        };
        Screening { rules: self.rules.version.clone(), findings, coverage, verdict }
    }

    /// The findings in `text`, columns of its tables as one each.
    pub(crate) fn findings(&self, text: &str, today: Option<Date>) -> Vec<Finding> {
        let raws = self.raws(text, today);
        table::grouped(text, raws)
    }

    /// Every finding in reading order, none overlapping another.
    pub(crate) fn raws(&self, text: &str, today: Option<Date>) -> Vec<Raw> {
        let mut raws = self.scan(text, Context { today });
        table::by_heads(self, text, &mut raws);
        raws.retain(|raw| !self.is_own(raw.kind, text.get(raw.bytes.0..raw.bytes.1).unwrap_or_default()));
        resolve(raws)
    }

    fn is_own(&self, kind: Kind, text: &str) -> bool {
        if self.contacts.is_empty() || matches!(kind, Kind::SecrecyMark | Kind::DraftMark | Kind::WrongWord) {
            return false;
        }
        let value = canonical(&self.folder, text);
        if self.contacts.binary_search(&value).is_ok() {
            return true;
        }
        // The same number with an extension, or without its area code.
        kind == Kind::Landline
            && self.contacts.iter().any(|own| {
                own.len() >= 7
                    && (value.starts_with(own.as_str()) || own.ends_with(value.as_str()) && value.len() >= 7)
            })
    }

    fn scan(&self, text: &str, context: Context) -> Vec<Raw> {
        let mut found = Vec::new();
        let mut view = View::with_capacity(text.len().min(WINDOW));
        let (mut from, mut resume) = (0, Resume::default());
        for (at, (byte, ch)) in text.char_indices().enumerate() {
            if let Some(folded) = self.folder.fold(ch) {
                view.push(folded, at, byte);
            }
            if view.len() >= WINDOW {
                let to = view.len() - AHEAD;
                self.window(text, &view, (from, to), &mut resume, context, &mut found);
                let gone = to - BEHIND;
                view.forget(gone);
                resume.back(gone);
                from = BEHIND;
            }
        }
        self.window(text, &view, (from, view.len()), &mut resume, context, &mut found);
        found
    }

    fn window(
        &self,
        text: &str,
        view: &View,
        (from, to): (usize, usize),
        resume: &mut Resume,
        context: Context,
        found: &mut Vec<Raw>,
    ) {
        let mut hits = Vec::new();
        for at in from..to {
            let ch = view.ch(at);
            let bits = self.folder.class(ch);
            if bits == 0 {
                continue;
            }
            if bits & (class::ALNUM | class::HAN_DIGIT) != 0 && at >= resume.cluster {
                number(view, at, resume, context, &mut hits);
            }
            if bits & class::WORD != 0 {
                self.word(view, at, resume, &mut hits);
            }
            if bits & class::AT != 0 {
                hits.extend(email::at(view, at));
            }
            if bits & class::PROVINCE != 0 {
                hits.extend(plate::at(view, at));
            }
            if bits & class::ROAD != 0 {
                hits.extend(address::at(view, at));
            }
            if bits & class::DATE != 0 {
                hits.extend(date::at(view, at));
            }
            if bits & class::BRACKET != 0 {
                hits.extend(document_number::at(view, at, |index| original(text, view, index)));
            }
            found.extend(hits.drain(..).filter_map(|hit| raw(text, view, hit)));
        }
    }

    fn word(&self, view: &View, at: usize, resume: &mut Resume, hits: &mut Vec<Hit>) {
        match view.ch(at) {
            '男' | '女' => hits.extend(person::with_sex(view, at)),
            ':' if at >= resume.list => {
                let (names, end) = person::list(view, at + 1);
                resume.list = end.max(at + 1);
                hits.extend(names);
            }
            _ => {}
        }
        let Some(word) = self.words.at(view, at) else { return };
        let kind = match word.word.sense {
            Sense::SecrecyLevel | Sense::SecrecyNotice | Sense::SecrecyAlways => Kind::SecrecyMark,
            Sense::Draft | Sense::DraftAlways => Kind::DraftMark,
            Sense::Wrong => Kind::WrongWord,
            Sense::NameLabel => {
                hits.extend(person::behind_label(view, word.end));
                return;
            }
        };
        let mut hit = Hit::new(kind, at, word.end, word.confidence);
        hit.note.clone_from(&word.word.note);
        hits.push(hit);
    }
}

/// What the run of letters and digits at `at` is.
fn number(view: &View, at: usize, resume: &mut Resume, context: Context, hits: &mut Vec<Hit>) {
    if view.prev(at).is_ascii_alphanumeric() && view.ch(at).is_ascii_alphanumeric() && resume.cluster < at {
        // The rest of a run that began before this window.
        return;
    }
    if matches!(view.ch(at), '1' | '2') {
        hits.extend(date::in_figures(view, at));
    }
    let (hit, next) = cluster::at(view, at, context);
    resume.cluster = next;
    if let Some(hit) = hit {
        if matches!(hit.kind, Kind::IdNumber | Kind::Mobile | Kind::BankCard) {
            hits.extend(person::before(view, hit.start));
        }
        hits.push(hit);
    } else if digit_value(view.ch(at)).is_some() && !view.ch(at).is_ascii_digit() {
        // Spelled digits are tried once a run.
        while digit_value(view.ch(resume.cluster)).is_some() && !view.ch(resume.cluster).is_ascii_digit() {
            resume.cluster += 1;
        }
    }
}

/// Where runs that were looked at end.
#[derive(Default)]
struct Resume {
    cluster: usize,
    list: usize,
}

impl Resume {
    fn back(&mut self, gone: usize) {
        self.cluster = self.cluster.saturating_sub(gone);
        self.list = self.list.saturating_sub(gone);
    }
}

fn original(text: &str, view: &View, index: usize) -> char {
    let byte = view.place(index).map(|(_, byte)| byte);
    byte.and_then(|byte| text.get(byte..)?.chars().next()).unwrap_or('\0')
}

fn raw(text: &str, view: &View, hit: Hit) -> Option<Raw> {
    let last = hit.end.checked_sub(1).filter(|last| *last >= hit.start)?;
    let (start, first_byte) = view.place(hit.start)?;
    let (end, last_byte) = view.place(last)?;
    let width = text.get(last_byte..)?.chars().next()?.len_utf8();
    Some(Raw {
        kind: hit.kind,
        confidence: hit.confidence,
        note: hit.note,
        span: Span { start, end: end + 1 },
        bytes: (first_byte, last_byte + width),
    })
}

/// Keeps, of overlapping findings, the stronger kind, then the longer.
fn resolve(mut raws: Vec<Raw>) -> Vec<Raw> {
    raws.sort_by_key(|raw| (raw.span.start, raw.kind, std::cmp::Reverse(raw.span.end)));
    let mut kept: Vec<Raw> = Vec::with_capacity(raws.len());
    for raw in raws {
        let rank = |raw: &Raw| (raw.kind, std::cmp::Reverse(raw.span.end - raw.span.start));
        match kept.last_mut() {
            Some(last) if raw.span.start < last.span.end => {
                if rank(&raw) < rank(last) {
                    *last = raw;
                }
            }
            _ => kept.push(raw),
        }
    }
    kept
}

/// A value without signs and spaces, to compare contacts.
fn canonical(folder: &Folder, text: &str) -> String {
    let folded = text.chars().filter_map(|ch| folder.fold(ch));
    let kept = folded.filter(|ch| ch.is_alphanumeric() || matches!(ch, '@' | '.'));
    kept.map(|ch| ch.to_ascii_lowercase()).collect()
}

/// What can be said of a text alone: characters that no program could read.
pub(crate) fn coverage(text: &str) -> Coverage {
    let mut coverage = Coverage::default();
    for ch in text.chars() {
        let lost = ch == char::REPLACEMENT_CHARACTER
            || matches!(ch, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
        if lost {
            coverage.unreadable += 1;
        } else {
            coverage.characters += 1;
        }
    }
    coverage
}

pub(crate) fn single(text: &str, raw: Raw, place: &str) -> Finding {
    let mark = mark(text, &raw, place);
    let confidence = Confidence(raw.confidence);
    Finding { kind: raw.kind, confidence, place: place.to_owned(), note: raw.note, marks: vec![mark] }
}

pub(crate) fn mark(text: &str, raw: &Raw, place: &str) -> Mark {
    let text = text.get(raw.bytes.0..raw.bytes.1).unwrap_or_default().to_owned();
    Mark { span: raw.span, text, place: place.to_owned() }
}
