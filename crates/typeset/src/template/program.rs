//! What a template says, once read.

use crate::block::{Align, Face};

/// One step of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Words as they stand.
    Text(String),
    /// A space or the end of a line in the template.
    Space,
    /// A quotation mark typed as `"`.
    Quote,
    /// An end of line on paper.
    LineBreak,
    /// The end of a paragraph.
    ParagraphBreak,
    /// Words in another typeface.
    Faced(Face, Vec<Node>),
    /// A heading; level 0 is the title.
    Heading(u8, Vec<Node>),
    /// A field's value.
    Field(Place),
    /// One or the other.
    If(Condition, Vec<Node>, Vec<Node>),
    /// Once for each line or row of a field.
    For(String, Place, Vec<Node>),
    /// `#主送[…]`
    Addressee(Vec<Node>),
    /// `#居中[…]`, `#居右[…]`, `#顶格[…]`
    Line(Align, Vec<Node>),
    /// `#附注[…]`
    Note(Vec<Node>),
    /// `#附件说明("…", 字段)`
    Attachments(Vec<Attached>),
    /// `#落款()`
    Signature,
    /// `#另页()`
    PageBreak,
    /// `#空行()`
    Blank,
    /// `#横线()`
    Rule,
    /// `#表格(列宽: (…), […], …)`
    Table(Vec<u8>, Vec<Slot>),
}

/// What `#附件说明` lists.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Attached {
    /// A name that is always there.
    Always(String),
    /// A field of names.
    Field(Place),
}

/// A cell of a table, `[…]`, `项[…]` or `格(跨列: 3, 行高: 2)[…]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    pub(super) body: Vec<Node>,
    pub(super) columns: u8,
    pub(super) lines: u8,
    pub(super) label: bool,
}

/// Where a value is found: a field or a loop's variable, and a cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) cell: Option<String>,
}

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// `true`, `false`
    Always(bool),
    /// `字段`, `字段 != none`
    Given(Place),
    /// `字段 == "…"`
    Is(Place, String),
    /// `not …`
    Not(Box<Condition>),
    /// `… and …`
    Both(Box<Condition>, Box<Condition>),
    /// `… or …`
    Either(Box<Condition>, Box<Condition>),
}

impl Node {
    /// Whether this step or one inside it is wanted.
    pub(super) fn any(&self, wanted: &dyn Fn(&Node) -> bool) -> bool {
        let some = |nodes: &[Node]| nodes.iter().any(|node| node.any(wanted));
        wanted(self)
            || match self {
                Node::Faced(_, body)
                | Node::Heading(_, body)
                | Node::For(_, _, body)
                | Node::Addressee(body)
                | Node::Line(_, body)
                | Node::Note(body) => some(body),
                Node::If(_, then, otherwise) => some(then) || some(otherwise),
                Node::Table(_, slots) => slots.iter().any(|slot| some(&slot.body)),
                Node::Text(_)
                | Node::Space
                | Node::Quote
                | Node::LineBreak
                | Node::ParagraphBreak
                | Node::Field(_)
                | Node::Attachments(_)
                | Node::Signature
                | Node::PageBreak
                | Node::Blank
                | Node::Rule => false,
            }
    }
}
