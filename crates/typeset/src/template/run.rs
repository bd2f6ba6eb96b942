//! Filling in a template: its steps and the fields give the parts of a letter.

use std::collections::BTreeMap;

use gongkai_statute::source::chinese_number;

use super::LONGEST_LETTER;
use super::program::{Attached, Condition, Node, Place, Slot};
use crate::block::{Align, Block, Cell, Face, Run, Words, plain};
use crate::error::TypesetError;
use crate::fields::{Fields, Value};

/// The most steps a letter may take: far above any real one, far below what would be felt.
const MOST_STEPS: usize = 200_000;

/// Runs the steps.
pub(super) fn run(nodes: &[Node], fields: &Fields) -> Result<Vec<Block>, TypesetError> {
    let mut runner = Runner { fields, rounds: Vec::new(), steps: 0, characters: 0, page: Page::default() };
    runner.nodes(nodes, Face::Fang)?;
    runner.page.end_paragraph();
    Ok(runner.page.blocks)
}

struct Runner<'a> {
    fields: &'a Fields,
    rounds: Vec<Round<'a>>,
    steps: usize,
    characters: usize,
    page: Page,
}

/// One turn of a loop.
struct Round<'a> {
    variable: &'a str,
    line: Option<&'a str>,
    row: Option<&'a BTreeMap<String, String>>,
    number: usize,
}

/// What was written so far.
#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    words: Words,
    /// A space was seen that only counts between two Latin words.
    space: bool,
    /// Inside a quotation.
    quoted: bool,
}

/// What a place holds.
enum Held<'a> {
    Nothing,
    Words(String),
    Lines(&'a [String]),
}

impl<'a> Runner<'a> {
    fn nodes(&mut self, nodes: &'a [Node], face: Face) -> Result<(), TypesetError> {
        nodes.iter().try_for_each(|node| self.node(node, face))
    }

    fn node(&mut self, node: &'a Node, face: Face) -> Result<(), TypesetError> {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.characters > LONGEST_LETTER {
            return Err(TypesetError::TooLong { limit: LONGEST_LETTER });
        }
        match node {
            Node::Text(text) => self.write(text, face),
            Node::Space => self.page.space = true,
            Node::Quote => {
                let mark = if self.page.quoted { "”" } else { "“" };
                self.page.quoted = !self.page.quoted;
                self.write(mark, face);
            }
            Node::LineBreak => self.page.push("\n", face),
            Node::ParagraphBreak => self.page.end_paragraph(),
            Node::Faced(Face::Fang, body) => self.nodes(body, face)?,
            Node::Faced(other, body) => self.nodes(body, *other)?,
            Node::Field(place) => self.field(place, face),
            Node::If(condition, then, otherwise) => {
                let branch = if self.holds(condition) { then } else { otherwise };
                self.nodes(branch, face)?;
            }
            Node::For(variable, place, body) => self.each(variable, place, body, face)?,
            Node::Heading(level, body) => {
                let heading_face = match level {
                    1 => Face::Hei,
                    2 => Face::Kai,
                    _ => Face::Fang,
                };
                let words = self.aside(body, heading_face)?;
                self.page.blocks.push(match level {
                    0 => Block::Title { lines: plain(&words).lines().map(str::to_owned).collect() },
                    _ => Block::Heading { level: *level, words },
                });
            }
            Node::Addressee(body) => {
                let mut words = self.aside(body, face)?;
                if !plain(&words).ends_with('：') {
                    words.push(Run { text: "：".to_owned(), face });
                }
                self.page.blocks.push(Block::Addressee { words });
            }
            Node::Line(align, body) => {
                let words = self.aside(body, face)?;
                self.page.blocks.push(Block::Line { align: *align, words });
            }
            Node::Note(body) => {
                let mut words = self.aside(body, face)?;
                if !words.is_empty() {
                    words.insert(0, Run { text: "（".to_owned(), face });
                    words.push(Run { text: "）".to_owned(), face });
                    self.page.blocks.push(Block::Note { words });
                }
            }
            Node::Attachments(listed) => {
                self.page.end_paragraph();
                let names: Vec<_> = listed.iter().flat_map(|listed| self.attached(listed)).collect();
                if !names.is_empty() {
                    self.page.blocks.push(Block::Attachments { names });
                }
            }
            Node::Signature => {
                self.page.end_paragraph();
                let word = |name| clean(self.fields.words(name).unwrap_or_default());
                let signature = Block::Signature { name: word("机关名称"), date: word("日期") };
                self.page.blocks.push(signature);
            }
            Node::PageBreak => self.page.alone(Block::PageBreak),
            Node::Blank => self.page.alone(Block::Blank),
            Node::Rule => self.page.alone(Block::Rule),
            Node::Table(widths, slots) => self.table(widths, slots)?,
        }
        Ok(())
    }

    fn attached(&self, listed: &Attached) -> Vec<String> {
        let names = match listed {
            Attached::Always(name) => std::slice::from_ref(name),
            Attached::Field(place) => match self.held(place) {
                Held::Lines(names) => names,
                Held::Nothing | Held::Words(_) => &[],
            },
        };
        names.iter().map(|name| clean(name).replace('\n', "")).filter(|name| !name.is_empty()).collect()
    }

    fn table(&mut self, widths: &[u8], slots: &'a [Slot]) -> Result<(), TypesetError> {
        self.page.end_paragraph();
        let mut rows = vec![Vec::new()];
        let mut filled = 0_usize;
        for slot in slots {
            let mut inner = std::mem::take(&mut self.page);
            self.nodes(&slot.body, Face::Fang)?;
            std::mem::swap(&mut self.page, &mut inner);
            inner.end_paragraph();
            let paragraphs = inner.blocks.into_iter().filter_map(words_of).collect();
            let cell = Cell { paragraphs, columns: slot.columns, lines: slot.lines, label: slot.label };
            if filled + usize::from(slot.columns) > widths.len() {
                rows.push(Vec::new());
                filled = 0;
            }
            filled += usize::from(slot.columns);
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
        }
        self.page.blocks.push(Block::Table { widths: widths.to_vec(), rows });
        Ok(())
    }

    /// Words that belong to a part of their own.
    fn aside(&mut self, body: &'a [Node], face: Face) -> Result<Words, TypesetError> {
        self.page.end_paragraph();
        let mut inner = std::mem::take(&mut self.page);
        self.nodes(body, face)?;
        std::mem::swap(&mut self.page, &mut inner);
        inner.end_paragraph();
        let mut words = Words::new();
        for part in inner.blocks.into_iter().filter_map(words_of) {
            if !words.is_empty() {
                words.push(Run { text: "\n".to_owned(), face });
            }
            words.extend(part);
        }
        Ok(words)
    }

    fn each(
        &mut self,
        variable: &'a str,
        place: &Place,
        body: &'a [Node],
        face: Face,
    ) -> Result<(), TypesetError> {
        let fields = self.fields;
        let (lines, rows): (&[String], &[BTreeMap<String, String>]) = match fields.get(&place.name) {
            Some(Value::Lines(lines)) => (lines, &[]),
            Some(Value::Rows(rows)) => (&[], rows),
            _ => return Ok(()),
        };
        let lines = lines.iter().map(|line| (Some(line.as_str()), None));
        let rows = rows.iter().map(|row| (None, Some(row)));
        for (index, (line, row)) in lines.chain(rows).enumerate() {
            self.rounds.push(Round { variable, line, row, number: index + 1 });
            let done = self.nodes(body, face);
            self.rounds.pop();
            done?;
        }
        Ok(())
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Always(truth) => *truth,
            Condition::Given(place) => !matches!(self.held(place), Held::Nothing),
            Condition::Is(place, words) => {
                matches!(self.held(place), Held::Words(found) if found.trim() == words.trim())
            }
            Condition::Not(other) => !self.holds(other),
            Condition::Both(left, right) => self.holds(left) && self.holds(right),
            Condition::Either(left, right) => self.holds(left) || self.holds(right),
        }
    }

    fn held(&self, place: &Place) -> Held<'a> {
        let some = |words: &str| {
            let words = clean(words);
            if words.trim().is_empty() { Held::Nothing } else { Held::Words(words) }
        };
        if let Some(round) = self.rounds.iter().rev().find(|round| round.variable == place.name) {
            let cell = place.cell.as_ref().and_then(|cell| round.row?.get(cell)).map(String::as_str);
            return round.line.or(cell).map_or(Held::Nothing, some);
        }
        if let Some(round) = self.rounds.last() {
            match place.name.as_str() {
                "序号" => return Held::Words(round.number.to_string()),
                "中文序号" => {
                    return Held::Words(match u8::try_from(round.number) {
                        Ok(number @ 1..=99) => chinese_number(number),
                        _ => round.number.to_string(),
                    });
                }
                _ => {}
            }
        }
        match self.fields.get(&place.name) {
            Some(Value::Flag(true)) => Held::Words("是".to_owned()),
            Some(Value::Text(text)) => some(text),
            Some(value @ Value::Lines(lines)) if !value.is_empty() => Held::Lines(lines),
            Some(value @ Value::Rows(_)) if !value.is_empty() => Held::Words(String::new()),
            Some(_) | None => Held::Nothing,
        }
    }

    /// A field's words. One of several lines that begins a paragraph is a paragraph a line; else they are listed.
    fn field(&mut self, place: &Place, face: Face) {
        match self.held(place) {
            Held::Nothing => {}
            Held::Words(words) => self.write(&words, face),
            Held::Lines(lines) => {
                let paragraphs = self.page.words.is_empty();
                let lines = lines.iter().map(|line| clean(line)).filter(|line| !line.is_empty());
                for (index, line) in lines.enumerate() {
                    match (index, paragraphs) {
                        (0, _) => {}
                        (_, true) => self.page.end_paragraph(),
                        (_, false) => self.write("、", face),
                    }
                    self.write(&line, face);
                }
            }
        }
    }

    fn write(&mut self, text: &str, face: Face) {
        self.characters += text.chars().count();
        self.page.push(text, face);
    }
}

impl Page {
    fn push(&mut self, text: &str, face: Face) {
        let before = self.words.last().and_then(|run| run.text.chars().last());
        // A value that is a whole sentence brings its own full stop.
        let ended = matches!(before, Some('。' | '！' | '？' | '；'));
        let text = if ended { text.strip_prefix(['。', '，', '；']).unwrap_or(text) } else { text };
        let Some(first) = text.chars().next() else { return };
        // In Chinese text a line's end in the template is no space; between Latin words it is one.
        let space = self.space
            && before.is_some_and(|before| is_latin(before) && before != '\n')
            && is_latin(first)
            && first != '\n';
        self.space = false;
        let text = if space { format!(" {text}") } else { text.to_owned() };
        match self.words.last_mut() {
            Some(run) if run.face == face => run.text.push_str(&text),
            _ => self.words.push(Run { text, face }),
        }
    }

    fn end_paragraph(&mut self) {
        let mut words = std::mem::take(&mut self.words);
        self.space = false;
        self.quoted = false;
        // A break at the end of a paragraph would be an empty line.
        while let Some(last) = words.last_mut() {
            let kept = last.text.trim_end_matches(['\n', ' ']).len();
            last.text.truncate(kept);
            if kept > 0 {
                break;
            }
            words.pop();
        }
        if !plain(&words).trim().is_empty() {
            self.blocks.push(Block::Paragraph { words });
        }
    }

    fn alone(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }
}

fn words_of(block: Block) -> Option<Words> {
    match block {
        Block::Paragraph { words }
        | Block::Heading { words, .. }
        | Block::Addressee { words }
        | Block::Note { words }
        | Block::Line { align: Align::Left | Align::Centre | Align::Right, words } => Some(words),
        Block::Title { .. }
        | Block::Attachments { .. }
        | Block::Signature { .. }
        | Block::PageBreak
        | Block::Blank
        | Block::Rule
        | Block::Table { .. } => None,
    }
}

fn is_latin(character: char) -> bool {
    character.is_ascii() || ('\u{a1}'..'\u{24f}').contains(&character)
}

/// A value without what cannot be printed: control characters, marks that change the direction of writing, private
/// characters. Ends of lines stay.
pub(crate) fn clean(text: &str) -> String {
    let printable = |character: &char| match character {
        '\n' => true,
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => false,
        other => !other.is_control(),
    };
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let kept: String = text.chars().filter(printable).collect();
    let lines: Vec<_> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}
