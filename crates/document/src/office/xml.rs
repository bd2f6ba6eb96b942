//! XML as a small tree, within limits: no document types, no entities of one's own, bounded depth and number of nodes.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::XmlError;

/// Deepest nesting read.
pub const DEPTH: usize = 200;
/// Most elements, attributes and texts of one part.
pub const NODES: usize = 3_000_000;

/// An element with its attributes and children.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// The name with its prefix, as written.
    pub name: String,
    /// Names with their prefix, and values unescaped.
    pub attributes: Vec<(String, String)>,
    /// What it holds, in order.
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element
    Element(Element),
    /// Text, unescaped
    Text(String),
}

/// The name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl Element {
    /// An element without attributes and children.
    pub fn new(name: &str) -> Element {
        Element { name: name.to_owned(), ..Element::default() }
    }

    /// The same with one attribute more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Element {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        local(&self.name)
    }

    /// Whether the name without its prefix is `name`.
    pub fn is(&self, name: &str) -> bool {
        self.local() == name
    }

    /// An attribute by its full name, or failing that by its name without prefix.
    pub fn attr(&self, name: &str) -> Option<&str> {
        let exact = self.attributes.iter().find(|(key, _)| key == name);
        let found = exact.or_else(|| self.attributes.iter().find(|(key, _)| local(key) == local(name)));
        found.map(|(_, value)| value.as_str())
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> + Clone {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The child elements, to be changed.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of that name without prefix.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(name))
    }

    /// The first child of that name without prefix, to be changed.
    pub fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.elements_mut().find(|element| element.is(name))
    }

    /// The element reached by following child names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first element of that name below, in reading order.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| if element.is(name) { Some(element) } else { element.find(name) })
    }

    /// Calls `visit` for this element and all below, in reading order.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Element)) {
        visit(self);
        for element in self.elements() {
            element.walk(visit);
        }
    }

    /// Calls `change` for this element and all below; those below see what `change` made of the ones above.
    pub fn walk_mut(&mut self, change: &mut impl FnMut(&mut Element)) {
        change(self);
        for element in self.elements_mut() {
            element.walk_mut(change);
        }
    }

    /// Keeps child elements that pass; texts stay.
    pub fn retain(&mut self, mut keep: impl FnMut(&Element) -> bool) {
        self.children.retain(|node| match node {
            Node::Element(element) => keep(element),
            Node::Text(_) => true,
        });
    }

    /// Takes out every element below that does not pass, with all it holds. Answers how many.
    pub fn prune(&mut self, keep: &mut impl FnMut(&Element) -> bool) -> usize {
        let before = self.children.len();
        self.retain(&mut *keep);
        let taken = before - self.children.len();
        taken + self.elements_mut().map(|element| element.prune(keep)).sum::<usize>()
    }

    /// Puts what an element below holds in its place, wherever `unwrap` says so.
    pub fn unwrap_elements(&mut self, unwrap: &mut impl FnMut(&Element) -> bool) {
        for element in self.elements_mut() {
            element.unwrap_elements(unwrap);
        }
        if self.elements().any(&mut *unwrap) {
            for node in std::mem::take(&mut self.children) {
                match node {
                    Node::Element(element) if unwrap(&element) => self.children.extend(element.children),
                    node => self.children.push(node),
                }
            }
        }
    }

    /// Sets an attribute by its full name.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.attributes.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Takes out attributes by their name without prefix. Answers whether there were any.
    pub fn unset(&mut self, name: &str) -> bool {
        let before = self.attributes.len();
        self.attributes.retain(|(key, _)| local(key) != name);
        before != self.attributes.len()
    }

    /// All text below, joined.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text);
        text
    }

    fn push_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.push_text(out),
            }
        }
    }

    /// The element as an XML file in UTF-8.
    pub fn write(&self) -> Vec<u8> {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write_to(&mut out);
        out.into_bytes()
    }

    fn write_to(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, true, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.children {
            match node {
                Node::Text(text) => escape(text, false, out),
                Node::Element(element) => element.write_to(out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

fn escape(text: &str, attribute: bool, out: &mut String) {
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            ch => out.push(ch),
        }
    }
}

/// Reads XML into a tree. Comments and instructions to programs are left out.
///
/// # Errors
///
/// [`XmlError`] when it is not well-formed or goes beyond the limits.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = text_of(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut nodes = 0_usize;
    loop {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let malformed = XmlError::Malformed { at };
        match event.map_err(|_| malformed.clone())? {
            Event::Start(start) => {
                if open.len() >= DEPTH {
                    return Err(XmlError::TooDeep { limit: DEPTH });
                }
                open.push(element(&start, &mut nodes).ok_or(malformed)?);
            }
            Event::Empty(start) => {
                let element = element(&start, &mut nodes).ok_or(malformed.clone())?;
                close(element, &mut open, &mut root).ok_or(malformed)?;
            }
            Event::End(_) => {
                let element = open.pop().ok_or(malformed.clone())?;
                close(element, &mut open, &mut root).ok_or(malformed)?;
            }
            Event::Text(text) => push(&text.xml10_content(), &mut open, &mut nodes),
            Event::CData(text) => push(&text.xml10_content(), &mut open, &mut nodes),
            Event::GeneralRef(reference) => {
                let ch = self::reference(&reference).ok_or(XmlError::Entity)?;
                push(ch.encode_utf8(&mut [0; 4]), &mut open, &mut nodes);
            }
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
        if nodes > NODES {
            return Err(XmlError::TooManyNodes { limit: NODES });
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(XmlError::Malformed { at: reader.buffer_position() }),
    }
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0
        }
        None => String::from_utf8_lossy(bytes),
    }
}

/// The character that a reference in a text stands for; none for names of the file's own.
pub(crate) fn reference(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(ch)) => Some(ch),
        Ok(None) => named(reference),
        Err(_) => None,
    }
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn element(start: &BytesStart<'_>, nodes: &mut usize) -> Option<Element> {
    *nodes += 1;
    let mut element = Element::new(start.name().0);
    // Looking for doubled names costs the square of their number.
    for attribute in start.attributes().with_checks(false) {
        *nodes += 1;
        if *nodes > NODES {
            break;
        }
        let attribute = attribute.ok()?;
        let value = unescape(&attribute.value)?;
        element.attributes.push((attribute.key.0.to_owned(), value));
    }
    Some(element)
}

pub(crate) fn unescape(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';')?;
        match name.strip_prefix('#') {
            Some(number) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                out.push(char::from_u32(code)?);
            }
            None => out.push(named(name)?),
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Option<()> {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(element)),
        None if root.is_none() => *root = Some(element),
        None => return None,
    }
    Some(())
}

fn push(text: &str, open: &mut [Element], nodes: &mut usize) {
    let Some(parent) = open.last_mut() else { return };
    if text.is_empty() {
        return;
    }
    if let Some(Node::Text(last)) = parent.children.last_mut() {
        last.push_str(text);
    } else {
        *nodes += 1;
        parent.children.push(Node::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let text = "<w:p xmlns:w=\"u\" w:a=\"&lt;&quot;&#10;文\"><w:t xml:space=\"preserve\"> a &amp; b&#13;</w:t><w:br/></w:p>";
        let element = parse(text.as_bytes()).unwrap();
        assert_eq!(element.attr("a"), Some("<\"\n文"));
        assert_eq!(element.text(), " a & b\r");
        assert_eq!(parse(&element.write()).unwrap(), element);
    }

    #[test]
    fn entities_and_document_types_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        assert_eq!(parse(bomb.as_bytes()), Err(XmlError::DocumentType));
        assert_eq!(parse(b"<a>&b;</a>"), Err(XmlError::Entity));
    }

    #[test]
    fn depth_and_nodes_are_bounded() {
        let deep = "<a>".repeat(DEPTH + 1);
        assert_eq!(parse(deep.as_bytes()), Err(XmlError::TooDeep { limit: DEPTH }));
        let wide = format!("<a{}/>", " b=\"\"".repeat(NODES + 1));
        assert_eq!(parse(wide.as_bytes()), Err(XmlError::TooManyNodes { limit: NODES }));
    }

    #[test]
    fn what_is_cut_off_is_malformed() {
        for text in ["", "<a>", "<a></b>", "<a/><b/>", "<a b=\"&\"/>", "text"] {
            assert!(matches!(parse(text.as_bytes()), Err(XmlError::Malformed { .. })), "{text}");
        }
    }

    #[test]
    fn utf_16_is_read() {
        let wide: Vec<u8> = "<a>文</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = [b"\xff\xfe".as_slice(), &wide].concat();
        assert_eq!(parse(&bytes).unwrap().text(), "文");
    }

    #[test]
    fn unwrapping_keeps_the_content_in_its_place() {
        let mut element = parse(b"<p><a/><ins><r>1</r><ins><r>2</r></ins></ins><b/></p>").unwrap();
        element.unwrap_elements(&mut |element| element.is("ins"));
        assert_eq!(element, parse(b"<p><a/><r>1</r><r>2</r><b/></p>").unwrap());
    }
}
