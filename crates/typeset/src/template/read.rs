//! Reading a template: from Typst's tree to the steps we know, every fault with its place.

use std::collections::BTreeSet;

use typst::syntax::ast::{self, Arg, ArrayItem, AstNode, BinOp, Expr, Markup, Pattern, UnOp};
use typst::syntax::{Source, SyntaxNode};

use super::program::{Attached, Condition, Node, Place, Slot};
use super::{at, range};
use crate::block::{Align, Face};
use crate::error::TemplateError;
use crate::fields::{FieldInfo, Sample};

/// The functions a template may call, as messages name them.
const FUNCTIONS: &str = "主送、顶格、居中、居右、附注、附件说明、落款、另页、空行、横线、表格";
/// Characters on a full line.
const FULL_LINE: u32 = 28;

/// Reads the tree.
pub(super) fn read(source: &Source, known: &[FieldInfo]) -> Result<Vec<Node>, Vec<TemplateError>> {
    let mut reader = Reader { source, known, loops: Vec::new(), inside: false, errors: Vec::new() };
    let nodes = match source.root().cast::<Markup<'_>>() {
        Some(markup) => reader.markup(markup),
        None => Vec::new(),
    };
    if reader.errors.is_empty() { Ok(nodes) } else { Err(reader.errors) }
}

struct Reader<'a> {
    source: &'a Source,
    known: &'a [FieldInfo],
    loops: Vec<Loop>,
    /// Inside the brackets of a function, where only words may stand.
    inside: bool,
    errors: Vec<TemplateError>,
}

/// A loop we are inside of.
struct Loop {
    variable: String,
    cells: BTreeSet<String>,
}

impl Reader<'_> {
    fn complain(&mut self, node: &SyntaxNode, message: impl Into<String>) {
        let place = range(self.source, node.span());
        self.errors.push(at(self.source, place, message.into()));
    }

    fn markup(&mut self, markup: Markup<'_>) -> Vec<Node> {
        markup.exprs().filter_map(|expression| self.expression(expression)).collect()
    }

    fn expression(&mut self, expression: Expr<'_>) -> Option<Node> {
        let node = match expression {
            Expr::Text(text) => Node::Text(text.get().to_string()),
            Expr::Space(_) => Node::Space,
            Expr::Linebreak(_) => Node::LineBreak,
            Expr::Parbreak(_) => Node::ParagraphBreak,
            Expr::Escape(escape) => Node::Text(escape.get().to_string()),
            Expr::Shorthand(shorthand) => Node::Text(shorthand.get().to_string()),
            Expr::SmartQuote(quote) if quote.double() => Node::Quote,
            Expr::SmartQuote(_) => Node::Text("'".to_owned()),
            Expr::Link(link) => Node::Text(link.get().to_string()),
            Expr::Ref(reference) => Node::Text(format!("@{}", reference.target())),
            Expr::Label(label) => Node::Text(format!("<{}>", label.get())),
            Expr::Strong(strong) => Node::Faced(Face::Hei, self.markup(strong.body())),
            Expr::Emph(emphasis) => Node::Faced(Face::Kai, self.markup(emphasis.body())),
            Expr::Heading(heading) => self.heading(heading)?,
            Expr::EnumItem(item) if item.number().is_some() => self.numbered(item),
            Expr::Str(words) => Node::Text(words.get().to_string()),
            Expr::Int(number) => Node::Text(number.get().to_string()),
            Expr::ContentBlock(block) => Node::Faced(Face::Fang, self.markup(block.body())),
            Expr::Ident(_) | Expr::FieldAccess(_) => Node::Field(self.place(expression)?),
            Expr::Parenthesized(inside) => self.expression(inside.expr())?,
            Expr::Conditional(conditional) => self.conditional(conditional)?,
            Expr::ForLoop(each) => self.each(each)?,
            Expr::FuncCall(call) => self.call(call)?,
            other => {
                self.complain(other.to_untyped(), refused(other));
                return None;
            }
        };
        Some(node)
    }

    fn heading(&mut self, heading: ast::Heading<'_>) -> Option<Node> {
        if self.inside {
            self.complain(heading.to_untyped(), "标题不能写在函数的方括号里");
            return None;
        }
        let level = match heading.depth().get() {
            1 => 0,
            2 => 1,
            3 => 2,
            _ => {
                self.complain(heading.to_untyped(), "标题最多三级：“=”文书标题，“==”一、，“===”（一）");
                return None;
            }
        };
        let outside = std::mem::replace(&mut self.inside, true);
        let body = self.markup(heading.body());
        self.inside = outside;
        Some(Node::Heading(level, body))
    }

    /// `1. …`, which Typst takes for a list: a paragraph that begins with its number.
    fn numbered(&mut self, item: ast::EnumItem<'_>) -> Node {
        let mut body =
            vec![Node::ParagraphBreak, Node::Text(format!("{}.", item.number().unwrap_or_default()))];
        body.extend(self.markup(item.body()));
        body.push(Node::ParagraphBreak);
        Node::Faced(Face::Fang, body)
    }

    fn conditional(&mut self, conditional: ast::Conditional<'_>) -> Option<Node> {
        let condition = self.condition(conditional.condition());
        let then = self.body(conditional.if_body());
        let otherwise = match conditional.else_body() {
            // `else if`
            Some(Expr::Conditional(next)) => self.conditional(next).into_iter().collect(),
            Some(body) => self.body(body),
            None => Vec::new(),
        };
        Some(Node::If(condition?, then, otherwise))
    }

    fn each(&mut self, each: ast::ForLoop<'_>) -> Option<Node> {
        let Pattern::Normal(Expr::Ident(variable)) = each.pattern() else {
            self.complain(each.to_untyped(), "循环请写成“#for 行 in 字段 [……]”");
            return None;
        };
        let iterable = each.iterable();
        let place = self.place(iterable)?;
        let cells = match self.sample(&place) {
            Some(Sample::Lines(_)) => BTreeSet::new(),
            Some(rows @ Sample::Rows(_)) => rows.cells().map(str::to_owned).collect(),
            _ => {
                self.complain(iterable.to_untyped(), format!("“{}”不是可以逐项写出的字段", place.name));
                return None;
            }
        };
        let variable = variable.get().to_string();
        self.loops.push(Loop { variable: variable.clone(), cells });
        let body = self.body(each.body());
        self.loops.pop();
        Some(Node::For(variable, place, body))
    }

    /// What stands in square brackets.
    fn body(&mut self, expression: Expr<'_>) -> Vec<Node> {
        match expression {
            Expr::ContentBlock(block) => self.markup(block.body()),
            other => {
                self.complain(other.to_untyped(), "这里应当是方括号中的文字“[……]”");
                Vec::new()
            }
        }
    }

    /// What stands in the brackets of a function: words only.
    fn words(&mut self, expression: Expr<'_>) -> Vec<Node> {
        let outside = std::mem::replace(&mut self.inside, true);
        let body = self.body(expression);
        self.inside = outside;
        body
    }

    fn condition(&mut self, condition: Expr<'_>) -> Option<Condition> {
        match condition {
            Expr::Bool(truth) => Some(Condition::Always(truth.get())),
            Expr::Parenthesized(inside) => self.condition(inside.expr()),
            Expr::Unary(unary) if unary.op() == UnOp::Not => {
                Some(Condition::Not(Box::new(self.condition(unary.expr())?)))
            }
            Expr::Binary(binary) => match binary.op() {
                BinOp::And => {
                    let (left, right) = (self.condition(binary.lhs()), self.condition(binary.rhs()));
                    Some(Condition::Both(Box::new(left?), Box::new(right?)))
                }
                BinOp::Or => {
                    let (left, right) = (self.condition(binary.lhs()), self.condition(binary.rhs()));
                    Some(Condition::Either(Box::new(left?), Box::new(right?)))
                }
                BinOp::Eq => self.equality(binary),
                BinOp::Neq => Some(Condition::Not(Box::new(self.equality(binary)?))),
                _ => self.no_condition(condition),
            },
            Expr::Ident(_) | Expr::FieldAccess(_) => Some(Condition::Given(self.place(condition)?)),
            _ => self.no_condition(condition),
        }
    }

    fn equality(&mut self, binary: ast::Binary<'_>) -> Option<Condition> {
        match (binary.lhs(), binary.rhs()) {
            (field, Expr::None(_)) | (Expr::None(_), field) => {
                Some(Condition::Not(Box::new(Condition::Given(self.place(field)?))))
            }
            (field, Expr::Str(words)) | (Expr::Str(words), field) => {
                Some(Condition::Is(self.place(field)?, words.get().to_string()))
            }
            (field, Expr::Bool(truth)) | (Expr::Bool(truth), field) => {
                let given = Condition::Given(self.place(field)?);
                Some(if truth.get() { given } else { Condition::Not(Box::new(given)) })
            }
            _ => self.no_condition(Expr::Binary(binary)),
        }
    }

    fn no_condition(&mut self, condition: Expr<'_>) -> Option<Condition> {
        self.complain(
            condition.to_untyped(),
            "条件请写成“字段 != none”或者“字段 == \"文字\"”，可以用 and、or、not 连接",
        );
        None
    }

    /// A field or a loop's variable that is known here.
    fn place(&mut self, expression: Expr<'_>) -> Option<Place> {
        let place = match expression {
            Expr::Ident(name) => Place { name: name.get().to_string(), cell: None },
            Expr::FieldAccess(access) => {
                let Expr::Ident(name) = access.target() else {
                    self.complain(access.to_untyped(), "请写成“行.内容”");
                    return None;
                };
                Place { name: name.get().to_string(), cell: Some(access.field().get().to_string()) }
            }
            Expr::Parenthesized(inside) => return self.place(inside.expr()),
            other => {
                self.complain(other.to_untyped(), "这里应当是字段名");
                return None;
            }
        };
        match self.unknown(&place) {
            None => Some(place),
            Some(message) => {
                self.complain(expression.to_untyped(), message);
                None
            }
        }
    }

    fn unknown(&self, place: &Place) -> Option<String> {
        if let Some(inside) = self.loops.iter().rev().find(|inside| inside.variable == place.name) {
            return match &place.cell {
                None if inside.cells.is_empty() => None,
                Some(cell) if inside.cells.contains(cell) => None,
                _ => {
                    let cells: Vec<_> =
                        inside.cells.iter().map(|cell| format!("{}.{cell}", inside.variable)).collect();
                    Some(format!("这里可以写：{}", cells.join("、")))
                }
            };
        }
        if !self.loops.is_empty()
            && place.cell.is_none()
            && matches!(place.name.as_str(), "序号" | "中文序号")
        {
            return None;
        }
        if self.known.iter().any(|field| field.name == place.name) && place.cell.is_none() {
            return None;
        }
        let name = &place.name;
        // `#申请人于` reads as one name, because nothing separates Chinese words.
        let starts = self.known.iter().filter(|field| name.starts_with(field.name));
        Some(match starts.max_by_key(|field| field.name.len()) {
            Some(field) if field.name.len() < name.len() => {
                let rest = name.get(field.name.len()..).unwrap_or_default();
                format!(
                    "没有“{name}”这个字段；如果是字段“{}”后面接文字，请写“#({}){rest}”",
                    field.name, field.name
                )
            }
            _ => format!("没有“{name}”这个字段"),
        })
    }

    fn sample(&self, place: &Place) -> Option<Sample> {
        self.known.iter().find(|field| field.name == place.name).map(|field| field.sample)
    }

    fn call(&mut self, call: ast::FuncCall<'_>) -> Option<Node> {
        let Expr::Ident(name) = call.callee() else {
            self.complain(call.to_untyped(), format!("不能调用这个函数；可以用：{FUNCTIONS}"));
            return None;
        };
        let name = name.get().as_str();
        if self.inside {
            self.complain(call.to_untyped(), format!("“{name}”不能写在其他函数的方括号里"));
            return None;
        }
        if let "落款" | "另页" | "空行" | "横线" = name {
            if let Some(argument) = call.args().items().next() {
                self.complain(argument.to_untyped(), format!("“{name}”的括号中不写内容"));
                return None;
            }
            return Some(match name {
                "落款" => Node::Signature,
                "另页" => Node::PageBreak,
                "横线" => Node::Rule,
                _ => Node::Blank,
            });
        }
        match name {
            "主送" => Some(Node::Addressee(self.only_body(call)?)),
            "附注" => Some(Node::Note(self.only_body(call)?)),
            "顶格" => Some(Node::Line(Align::Left, self.only_body(call)?)),
            "居中" => Some(Node::Line(Align::Centre, self.only_body(call)?)),
            "居右" => Some(Node::Line(Align::Right, self.only_body(call)?)),
            "附件说明" => self.attachments(call),
            "表格" => self.table(call),
            _ => {
                self.complain(call.to_untyped(), format!("没有“{name}”这个函数；可以用：{FUNCTIONS}"));
                None
            }
        }
    }

    fn only_body(&mut self, call: ast::FuncCall<'_>) -> Option<Vec<Node>> {
        let mut items = call.args().items();
        if let (Some(Arg::Pos(body)), None) = (items.next(), items.next()) {
            return Some(match body {
                Expr::ContentBlock(_) => self.words(body),
                field => vec![Node::Field(self.place(field)?)],
            });
        }
        self.complain(call.to_untyped(), "函数名后面应当是一对方括号“[……]”");
        None
    }

    fn attachments(&mut self, call: ast::FuncCall<'_>) -> Option<Node> {
        let mut listed = Vec::new();
        for argument in call.args().items() {
            match argument {
                Arg::Pos(Expr::Str(name)) => listed.push(Attached::Always(name.get().to_string())),
                Arg::Pos(field) => {
                    let place = self.place(field)?;
                    if !matches!(self.sample(&place), Some(Sample::Lines(_))) {
                        self.complain(field.to_untyped(), format!("“{}”不是可以逐项写出的字段", place.name));
                        return None;
                    }
                    listed.push(Attached::Field(place));
                }
                other => {
                    self.complain(
                        other.to_untyped(),
                        "请写成“#附件说明(附件)”或者“#附件说明(\"名称\", 附件)”",
                    );
                    return None;
                }
            }
        }
        Some(Node::Attachments(listed))
    }

    fn table(&mut self, call: ast::FuncCall<'_>) -> Option<Node> {
        let mut widths = Vec::new();
        let mut slots = Vec::new();
        for argument in call.args().items() {
            match argument {
                Arg::Named(named) if named.name().get() == "列宽" => widths = self.widths(named.expr())?,
                Arg::Pos(cell) => slots.push(self.slot(cell)?),
                other => {
                    self.complain(other.to_untyped(), "表格中只写“列宽: (…)”和各格的内容");
                    return None;
                }
            }
        }
        if widths.is_empty() {
            self.complain(call.to_untyped(), "请先写列宽，如“列宽: (5, 9, 5, 9)”，单位为字，合计不超过28");
            return None;
        }
        let columns = u8::try_from(widths.len()).unwrap_or(u8::MAX);
        if let Some(wide) = slots.iter().find(|slot| slot.columns > columns) {
            let message = format!("跨{}列，而表格只有{columns}列", wide.columns);
            self.complain(call.to_untyped(), message);
            return None;
        }
        let cells: u32 = slots.iter().map(|slot| u32::from(slot.columns)).sum();
        if !cells.is_multiple_of(u32::from(columns)) {
            self.complain(call.to_untyped(), format!("各格合计占{cells}列，不能排满每行{columns}列"));
            return None;
        }
        Some(Node::Table(widths, slots))
    }

    fn widths(&mut self, expression: Expr<'_>) -> Option<Vec<u8>> {
        let Expr::Array(array) = expression else {
            self.complain(expression.to_untyped(), "列宽请写成“(5, 9, 5, 9)”");
            return None;
        };
        let mut widths = Vec::new();
        for item in array.items() {
            match item {
                ArrayItem::Pos(Expr::Int(width)) if (1..=28).contains(&width.get()) => {
                    widths.push(u8::try_from(width.get()).unwrap_or(1));
                }
                other => {
                    self.complain(other.to_untyped(), "列宽是1到28的整数，单位为字");
                    return None;
                }
            }
        }
        if widths.iter().map(|width| u32::from(*width)).sum::<u32>() > FULL_LINE {
            self.complain(expression.to_untyped(), "列宽合计不能超过28字");
            return None;
        }
        Some(widths)
    }

    fn slot(&mut self, cell: Expr<'_>) -> Option<Slot> {
        match cell {
            Expr::ContentBlock(_) => {
                Some(Slot { body: self.words(cell), columns: 1, lines: 1, label: false })
            }
            Expr::FuncCall(call) => {
                let label = match call.callee() {
                    Expr::Ident(name) if name.get() == "格" => false,
                    Expr::Ident(name) if name.get() == "项" => true,
                    other => {
                        self.complain(
                            other.to_untyped(),
                            "表格中的格请写成“[……]”“项[……]”或者“格(跨列: 3)[……]”",
                        );
                        return None;
                    }
                };
                let mut slot = Slot { body: Vec::new(), columns: 1, lines: 1, label };
                for argument in call.args().items() {
                    match argument {
                        Arg::Pos(body @ Expr::ContentBlock(_)) => slot.body = self.words(body),
                        Arg::Named(named) => {
                            let value = match named.expr() {
                                Expr::Int(value) => {
                                    u8::try_from(value.get()).ok().filter(|v| (1..=22).contains(v))
                                }
                                _ => None,
                            };
                            match (named.name().get().as_str(), value) {
                                ("跨列", Some(value)) => slot.columns = value,
                                ("行高", Some(value)) => slot.lines = value,
                                _ => {
                                    self.complain(
                                        named.to_untyped(),
                                        "格中可以写“跨列: 3”“行高: 2”，数值为1到22的整数",
                                    );
                                    return None;
                                }
                            }
                        }
                        other => {
                            self.complain(other.to_untyped(), "格中可以写“跨列: 3”“行高: 2”和“[……]”");
                            return None;
                        }
                    }
                }
                Some(slot)
            }
            other => {
                self.complain(other.to_untyped(), "表格中的格请写成“[……]”“项[……]”或者“格(跨列: 3)[……]”");
                None
            }
        }
    }
}

/// Why this part of Typst's language is refused, and what to write instead.
fn refused(expression: Expr<'_>) -> &'static str {
    match expression {
        Expr::Raw(_) => "不能使用反引号；要打印反引号本身，请写“\\`”",
        Expr::Equation(_) => "不能使用公式；要打印“$”本身，请写“\\$”",
        Expr::ListItem(_) | Expr::EnumItem(_) => "不能使用自动编号的列表，请直接写“1.”“（一）”等序号",
        Expr::TermItem(_) => "行首不能是“/”；要打印“/”本身，请写“\\/”",
        Expr::ModuleImport(_) | Expr::ModuleInclude(_) => "模板不能引用其他文件",
        Expr::LetBinding(_) | Expr::Closure(_) | Expr::DestructAssignment(_) => "模板不能定义变量或者函数",
        Expr::WhileLoop(_) => "不能使用 while，请用“#for 行 in 字段 [……]”",
        Expr::SetRule(_) | Expr::ShowRule(_) => "版式由国家标准规定，模板不能改变",
        Expr::CodeBlock(_) => "不能使用代码块“{……}”，请直接写文字",
        _ => "模板中不能这样写；可以写文字、字段、#if、#for 和规定的函数",
    }
}
