//! What is looked at before a page is parsed: the parser is not ours, and some pages would keep it for hours.

/// Deepest nesting parsed: the parser's work grows with the square of it.
const NESTING: usize = 2_000;
/// Marks of letters open at once that are not counted: pages leave some open.
const MARKS: usize = 8;
/// Most elements that marks left open may become: the parser opens them again in every paragraph.
const REOPENED: usize = 1_000_000;
/// Most steps to find what end tags end; the parser goes the same way.
const STEPS: usize = 50_000_000;
/// The parser keeps no more marks that are the same.
const SAME: usize = 3;

/// What stands open at a place of the page, as the parser sees it as far as that costs.
#[derive(Default)]
struct Open<'a> {
    elements: Vec<(&'a str, usize)>,
    /// Marks of letters, each with its whole tag.
    marks: Vec<(&'a str, &'a str)>,
    reopened: usize,
    steps: usize,
}

/// True when more elements stand open at once than any page needs, or are opened again more often.
pub(crate) fn too_deep(text: &str) -> bool {
    let mut open = Open::default();
    text.split('<').skip(1).any(|tag| {
        open.tag(tag);
        open.elements.len() > NESTING || open.reopened > REOPENED || open.steps > STEPS
    })
}

impl<'a> Open<'a> {
    fn tag(&mut self, tag: &'a str) {
        // These close themselves.
        const SHORT: &[&str] = &[
            "p", "li", "br", "img", "hr", "input", "meta", "link", "col", "colgroup", "option", "dt", "dd",
            "area", "base", "wbr", "source", "param", "embed", "body", "html", "head",
        ];
        const MARKING: &[&str] =
            &["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];
        let (closes, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        let end = name.find(|ch: char| !ch.is_ascii_alphanumeric() && ch != ':').unwrap_or(name.len());
        let name = name.get(..end).unwrap_or("");
        let among = |list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
        if !name.starts_with(|ch: char| ch.is_ascii_alphabetic()) || name.contains(':') {
            return;
        }
        let marks = among(MARKING);
        if !marks && self.marks.len() > MARKS {
            self.reopened = self.reopened.saturating_add(self.marks.len());
        }
        if among(&["td", "th", "tr", "tbody", "thead", "tfoot"]) {
            self.end_cell();
        } else if closes && !among(SHORT) {
            self.end(name, marks || among(&["a", "nobr", "form"]));
        } else if !among(SHORT) {
            self.elements.push((name, self.marks.len()));
            if marks {
                self.mark(name, tag.split('>').next().unwrap_or_default());
            }
        }
    }

    fn mark(&mut self, name: &'a str, whole: &'a str) {
        let same = |mark: &&(&str, &str)| mark.1 == whole;
        if self.marks.iter().filter(same).count() >= SAME
            && let Some(first) = self.marks.iter().position(|mark| mark.1 == whole)
        {
            self.marks.remove(first);
        }
        self.steps += self.marks.len();
        self.marks.push((name, whole));
    }

    /// A cell or row begins or ends: what the one before left open ends with it.
    fn end_cell(&mut self) {
        let table = self.elements.iter().rposition(|(name, _)| name.eq_ignore_ascii_case("table"));
        self.steps += self.elements.len() - table.unwrap_or(0);
        if let Some(table) = table {
            let marks = self.elements.get(table).map_or(0, |(_, marks)| *marks);
            self.elements.truncate(table + 1);
            self.marks.truncate(marks);
        }
    }

    fn end(&mut self, name: &str, alone: bool) {
        // No end tag reaches out of these but their own.
        const WALLS: &[&str] = &["table", "caption", "template", "object", "marquee", "applet"];
        if alone
            && let Some(mark) = self.marks.iter().rposition(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            self.marks.remove(mark);
        }
        let is_table = name.eq_ignore_ascii_case("table");
        for at in (0..self.elements.len()).rev() {
            self.steps += 1;
            let Some(&(known, marks)) = self.elements.get(at) else { return };
            if known.eq_ignore_ascii_case(name) {
                // What stands open within a mark stays open.
                if alone {
                    self.elements.remove(at);
                } else {
                    self.elements.truncate(at);
                }
                if is_table {
                    self.marks.truncate(marks);
                }
                return;
            }
            let walls = if is_table { &["template"] } else { WALLS };
            if walls.iter().any(|wall| known.eq_ignore_ascii_case(wall)) {
                return;
            }
        }
    }
}

/// Attributes of one tag that are not counted: pages have far fewer.
const ATTRIBUTES: usize = 100;
/// Most comparisons of attributes: the parser compares each with all before it in the tag, and those of a second body
/// with those of the first.
const COMPARED: usize = 200_000_000;

/// True when tags have more attributes than any page needs.
pub(crate) fn too_many_attributes(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut in_tag, mut quote, mut after_equals, mut root) = (false, None, false, false);
    // An attribute takes at least one of the signs that end a name or a value.
    let (mut signs, mut of_root, mut compared) = (0_usize, 0_usize, 0_usize);
    for (at, &byte) in bytes.iter().enumerate() {
        match (in_tag, quote, byte) {
            (false, _, b'<') if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                (in_tag, signs, after_equals) = (true, 0, false);
                let name = bytes.get(at + 1..at + 5).unwrap_or_default();
                root = name.eq_ignore_ascii_case(b"body") || name.eq_ignore_ascii_case(b"html");
            }
            (false, ..) => {}
            (true, Some(open), _) => {
                if byte == open {
                    (quote, signs) = (None, signs + 1);
                }
            }
            (true, None, b'"' | b'\'') if after_equals => (quote, after_equals) = (Some(byte), false),
            (true, None, b'>') => {
                in_tag = false;
                compared = compared.saturating_add(comparisons(signs));
                if root && signs > 0 {
                    of_root += signs;
                    compared = compared.saturating_add(of_root);
                }
            }
            (true, None, b'=') => after_equals = true,
            (true, None, _) if byte.is_ascii_whitespace() || byte == b'/' => signs += 1,
            (true, None, _) => after_equals = false,
        }
        if compared.saturating_add(comparisons(signs)) > COMPARED {
            return true;
        }
    }
    false
}

fn comparisons(attributes: usize) -> usize {
    if attributes > ATTRIBUTES { attributes.saturating_mul(attributes) / 2 } else { 0 }
}
