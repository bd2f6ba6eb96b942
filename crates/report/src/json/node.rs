//! A JSON text written in a fixed order, so the same report always gives the same bytes.

use std::fmt::Write as _;

use rust_decimal::Decimal;

/// A JSON value whose object keys keep the order they were given in.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, written exactly.
    Number(Decimal),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The number, or `null`.
    pub fn number(value: Option<Decimal>) -> Node {
        value.map_or(Node::Null, Node::Number)
    }

    /// The string, or `null`.
    pub fn text(value: Option<&str>) -> Node {
        value.map_or(Node::Null, |text| Node::Text(text.to_owned()))
    }

    /// An object of `pairs`.
    pub fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, Node)>) -> Node {
        Node::Object(pairs.into_iter().map(|(key, node)| (key.to_owned(), node)).collect())
    }

    /// The whole text, indented by two spaces, arrays of plain values on one line.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    /// The whole text on one line.
    pub fn to_line(&self) -> String {
        let mut out = String::new();
        self.write_flat(&mut out);
        out
    }

    fn is_plain(&self) -> bool {
        !matches!(self, Node::List(_) | Node::Object(_))
    }

    fn write(&self, out: &mut String, depth: usize) {
        match self {
            Node::List(items) if !items.iter().all(Node::is_plain) => {
                let items = items.iter().map(|item| (None, item));
                write_lines(out, depth, ('[', ']'), items);
            }
            Node::Object(pairs) if !pairs.is_empty() => {
                let pairs = pairs.iter().map(|(key, item)| (Some(key.as_str()), item));
                write_lines(out, depth, ('{', '}'), pairs);
            }
            _ => self.write_flat(out),
        }
    }

    fn write_flat(&self, out: &mut String) {
        match self {
            Node::Null => out.push_str("null"),
            Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Node::Number(value) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{}", value.normalize());
            }
            Node::Text(text) => write_string(out, text),
            Node::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_flat(out);
                }
                out.push(']');
            }
            Node::Object(pairs) => {
                out.push('{');
                for (index, (key, item)) in pairs.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(out, key);
                    out.push(':');
                    item.write_flat(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_lines<'a>(
    out: &mut String,
    depth: usize,
    (open, close): (char, char),
    items: impl Iterator<Item = (Option<&'a str>, &'a Node)>,
) {
    let indent = |out: &mut String, depth: usize| {
        out.push('\n');
        for _ in 0..depth {
            out.push_str("  ");
        }
    };
    out.push(open);
    for (index, (key, item)) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        indent(out, depth + 1);
        if let Some(key) = key {
            write_string(out, key);
            out.push_str(": ");
        }
        item.write(out, depth + 1);
    }
    indent(out, depth);
    out.push(close);
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_another_reader() {
        let text = "引号\"、反斜杠\\、换行\n、制表\t、\u{1}控制";
        let written = Node::object([("k", Node::Text(text.to_owned()))]).to_text();
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["k"], text);
    }

    #[test]
    fn a_row_of_numbers_stays_on_one_line() {
        let row = Node::List(vec![Node::Number(Decimal::from(1)), Node::Null]);
        let text = Node::object([("row", row)]).to_text();
        assert_eq!(text, "{\n  \"row\": [1,null]\n}\n");
    }
}
