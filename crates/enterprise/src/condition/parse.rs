//! Text → tree. One pass: names and types are checked where they are read, so every error has its place.

use crate::attribute::{Attribute, Field, Kind, Year};
use crate::number::Number;
use crate::problem::{Problem, Span};
use crate::size::SizeClass;

use super::lex::{Token, tokens};
use super::{Comparison, Condition, Literal, Says, Test, bounds};

/// Reads a condition.
///
/// # Errors
///
/// The first error of form, or every unknown attribute and error of type, in the order of the text.
pub fn parse(text: &str) -> Result<Condition, Vec<Problem>> {
    let tokens = tokens(text).map_err(|problem| vec![problem])?;
    let mut parser = Parser { tokens, next: 0, depth: 0, nodes: 0, problems: Vec::new() };
    let read = parser.any().and_then(|condition| match parser.peek() {
        Token::End => Ok(condition),
        found => {
            let message = format!("多出{}，应为 &&、|| 或者条件结尾。", found.shown());
            Err(Problem::error("syntax", parser.span(), message))
        }
    });
    match read {
        Ok(condition) if parser.problems.is_empty() => Ok(condition),
        Ok(_) => Err(parser.problems),
        Err(problem) => {
            parser.problems.push(problem);
            Err(parser.problems)
        }
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    next: usize,
    depth: usize,
    nodes: usize,
    /// Errors of type, after which reading can go on.
    problems: Vec<Problem>,
}

/// One side of a comparison.
enum Operand {
    Field(Option<Field>),
    Number(Option<Number>),
    Text(String),
}

type Parsed<T> = Result<T, Problem>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.next).or(self.tokens.last()).map(|(_, span)| *span).unwrap_or_default()
    }

    fn advance(&mut self) -> (Token, Span) {
        let token = (self.peek().clone(), self.span());
        self.next += 1;
        token
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Parsed<Span> {
        let span = self.span();
        if self.takes(sign) { Ok(span) } else { Err(self.expected(&format!("“{sign}”"))) }
    }

    fn expected(&self, what: &str) -> Problem {
        Problem::error("syntax", self.span(), format!("此处应为{what}，而不是{}。", self.peek().shown()))
    }

    fn node(&mut self, says: Says, span: Span) -> Parsed<Condition> {
        self.nodes += 1;
        if self.nodes > bounds::NODES {
            let message = format!("条件过多（超过 {} 项），请拆成几个事项。", bounds::NODES);
            return Err(Problem::error("too_complex", span, message));
        }
        Ok(Condition { says, span })
    }

    fn any(&mut self) -> Parsed<Condition> {
        self.series("||", Parser::all, Says::Any)
    }

    fn all(&mut self) -> Parsed<Condition> {
        self.series("&&", Parser::one, Says::All)
    }

    fn series(
        &mut self,
        sign: &str,
        part: fn(&mut Parser) -> Parsed<Condition>,
        join: fn(Vec<Condition>) -> Says,
    ) -> Parsed<Condition> {
        let first = part(self)?;
        let mut span = first.span;
        let mut parts = vec![first];
        while self.takes(sign) {
            let next = part(self)?;
            span = span.to(next.span);
            parts.push(next);
        }
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => Ok(only),
            (last, _) => {
                parts.extend(last);
                self.node(join(parts), span)
            }
        }
    }

    fn one(&mut self) -> Parsed<Condition> {
        self.depth += 1;
        if self.depth > bounds::DEPTH {
            let message = format!("括号或“!”套得过深（超过 {} 层）。", bounds::DEPTH);
            return Err(Problem::error("too_complex", self.span(), message));
        }
        let start = self.span();
        let read = if self.takes("!") {
            let inner = self.one()?;
            // In CEL `!` binds closer than a comparison, so `!a == b` would mean something else.
            let bare =
                matches!(&inner.says, Says::Test(Test::Compare(..) | Test::OneOf(..) | Test::Holds(..)));
            let bracketed = matches!(self.tokens.get(self.next.wrapping_sub(1)), Some((Token::Sign(")"), _)));
            if bare && !bracketed {
                let message = "“!”后面的比较请用括号括起来，如 !('A' in flags)。";
                return Err(Problem::error("syntax", start, message));
            }
            let span = start.to(inner.span);
            self.node(Says::Not(Box::new(inner)), span)
        } else if self.takes("(") {
            let mut inner = self.any()?;
            let end = self.expect(")")?;
            inner.span = start.to(end);
            Ok(inner)
        } else {
            self.relation()
        };
        self.depth -= 1;
        read
    }

    fn relation(&mut self) -> Parsed<Condition> {
        if let Token::Name(name) = self.peek()
            && let Some(value) = match name.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }
        {
            let (_, span) = self.advance();
            return self.node(Says::Always(value), span);
        }
        let (left, start) = self.operand()?;
        let (operator, place) = self.advance();
        let test = match operator {
            Token::Sign(".") => self.starts_with(&left, start)?,
            Token::Name(name) if name == "in" => self.membership(left, start)?,
            Token::Sign(sign) => {
                let Some(comparison) = comparison(sign) else {
                    self.next -= 1;
                    return Err(self.expected("比较符（== != < <= > >= in）或 .startsWith"));
                };
                let (right, end) = self.operand()?;
                self.compare(left, start, comparison, right, end, place)
            }
            Token::Name(_) | Token::Text(_) | Token::Number(_) | Token::End => {
                self.next -= 1;
                return Err(self.expected("比较符（== != < <= > >= in）或 .startsWith"));
            }
        };
        let end = self.tokens.get(self.next.wrapping_sub(1)).map_or(start, |(_, span)| *span);
        // After an error of type the tree is not used; reading goes on to find the others.
        self.node(test.map_or(Says::Always(false), Says::Test), start.to(end))
    }

    fn operand(&mut self) -> Parsed<(Operand, Span)> {
        let (token, span) = self.advance();
        match token {
            Token::Name(name) => {
                let (field, span) = self.field(&name, span)?;
                Ok((Operand::Field(field), span))
            }
            Token::Text(text) => Ok((Operand::Text(text), span)),
            Token::Number(digits) => Ok((Operand::Number(self.number(&digits, span)), span)),
            Token::Sign("-") => {
                let (Token::Number(digits), end) = self.advance() else {
                    self.next -= 1;
                    return Err(self.expected("数字"));
                };
                let number = self.number(&format!("-{digits}"), span.to(end));
                Ok((Operand::Number(number), span.to(end)))
            }
            Token::Sign(_) | Token::End => {
                self.next -= 1;
                Err(self.expected("属性名、数字或单引号文字"))
            }
        }
    }

    fn number(&mut self, digits: &str, span: Span) -> Option<Number> {
        let number = Number::parse(digits);
        if number.is_none() {
            let message = format!("“{digits}”不能用：最多六位小数，不超过一万亿。");
            self.problems.push(Problem::error("type", span, message));
        }
        number
    }

    /// A name, with `[2023]` or `[-2]` behind it for a yearly attribute.
    fn field(&mut self, name: &str, span: Span) -> Parsed<(Option<Field>, Span)> {
        let attribute = Attribute::from_key(name);
        if attribute.is_none() {
            let known: Vec<&str> = Attribute::ALL.into_iter().map(Attribute::key).collect();
            let message = format!("没有“{name}”这个属性，可用的属性：{}。", known.join("、"));
            self.problems.push(Problem::error("unknown_attribute", span, message));
        }
        if !self.takes("[") {
            return Ok((attribute.map(Field::plain), span));
        }
        let negative = self.takes("-");
        let (token, place) = self.advance();
        let year = match (token, negative) {
            (Token::Number(digits), true) => {
                digits.parse().ok().filter(|count| (1..=30).contains(count)).map(Year::Before)
            }
            (Token::Number(digits), false) => {
                digits.parse().ok().filter(|year| (1990..=2100).contains(year)).map(Year::Calendar)
            }
            _ => None,
        };
        let Some(year) = year else {
            let message = "方括号内应为年份（如 [2023]）或者往前几年（如 [-2]）。";
            return Err(Problem::error("syntax", place, message));
        };
        let end = self.expect("]")?;
        if let Some(attribute) = attribute
            && !attribute.is_yearly()
        {
            let message = format!("{}不分年度，请去掉方括号。", attribute.label());
            self.problems.push(Problem::error("type", span.to(end), message));
            return Ok((None, span.to(end)));
        }
        Ok((attribute.map(|attribute| Field { attribute, year }), span.to(end)))
    }

    fn mistyped(&mut self, span: Span, message: impl Into<String>) -> Option<Test> {
        self.problems.push(Problem::error("type", span, message));
        None
    }

    fn starts_with(&mut self, left: &Operand, start: Span) -> Parsed<Option<Test>> {
        match self.advance() {
            (Token::Name(name), _) if name == "startsWith" => {}
            _ => {
                self.next -= 1;
                return Err(self.expected(" startsWith"));
            }
        }
        self.expect("(")?;
        let (token, place) = self.advance();
        let Token::Text(prefix) = token else {
            self.next -= 1;
            return Err(self.expected("单引号文字，如 '3304'"));
        };
        self.expect(")")?;
        Ok(match left {
            &Operand::Field(Some(field)) if field.attribute.kind() == Kind::Text => {
                if prefix.is_empty() {
                    return Ok(self.mistyped(place, "startsWith 的文字不能为空。"));
                }
                Some(Test::StartsWith(field, prefix))
            }
            Operand::Field(None) => None,
            &Operand::Field(Some(field)) => {
                let label = field.attribute.label();
                self.mistyped(
                    start,
                    format!("{label}不是代码，不能用 startsWith；它只用于 region 和 industry。"),
                )
            }
            Operand::Number(_) | Operand::Text(_) => {
                self.mistyped(start, "startsWith 前面应为属性名，如 region.startsWith('3304')。")
            }
        })
    }

    fn membership(&mut self, left: Operand, start: Span) -> Parsed<Option<Test>> {
        if self.takes("[") {
            let mut entries = Vec::new();
            while !self.takes("]") {
                if !entries.is_empty() {
                    self.expect(",")?;
                }
                if entries.len() >= bounds::LIST {
                    return Err(Problem::error("too_complex", self.span(), "列表过长，请拆成几个事项。"));
                }
                entries.push(self.operand()?);
            }
            return Ok(self.one_of(&left, start, entries));
        }
        let (right, place) = self.operand()?;
        Ok(match (left, right) {
            (Operand::Text(value), Operand::Field(Some(set))) if set.attribute.kind() == Kind::Set => {
                if value.is_empty() {
                    return Ok(self.mistyped(start, "名称不能为空。"));
                }
                Some(Test::Holds(set, value))
            }
            (_, Operand::Field(None)) => None,
            (_, Operand::Field(Some(field))) if field.attribute.kind() != Kind::Set => {
                let label = field.attribute.label();
                self.mistyped(
                    place,
                    format!("{label}不是集合，in 后面应为 qualifications、flags 或列表 [ ]。"),
                )
            }
            (Operand::Field(_) | Operand::Number(_) | Operand::Text(_), Operand::Field(Some(_))) => {
                self.mistyped(start, "in 前面应为单引号文字，如 '高新技术企业' in qualifications。")
            }
            (_, Operand::Number(_) | Operand::Text(_)) => {
                self.mistyped(place, "in 后面应为 qualifications、flags 或列表 [ ]。")
            }
        })
    }

    fn one_of(&mut self, left: &Operand, start: Span, entries: Vec<(Operand, Span)>) -> Option<Test> {
        let field = match left {
            Operand::Field(field) => (*field)?,
            Operand::Number(_) | Operand::Text(_) => {
                return self.mistyped(start, "in 前面应为属性名，如 size in ['small', 'micro']。");
            }
        };
        if field.attribute.kind() == Kind::Set {
            let message = "集合请写成 '名称' in qualifications，多个用 || 或 && 连接。";
            return self.mistyped(start, message);
        }
        if entries.is_empty() {
            return self.mistyped(start, "列表不能为空。");
        }
        let values: Vec<Option<Literal>> =
            entries.into_iter().map(|(entry, place)| self.literal(field, entry, place)).collect();
        values.into_iter().collect::<Option<Vec<Literal>>>().map(|values| Test::OneOf(field, values))
    }

    fn compare(
        &mut self,
        left: Operand,
        start: Span,
        comparison: Comparison,
        right: Operand,
        end: Span,
        place: Span,
    ) -> Option<Test> {
        let (field, value, at, comparison) = match (left, right) {
            (Operand::Field(_), Operand::Field(_)) => {
                return self.mistyped(end, "不支持两个属性相比，右边应为数字、日期或文字。");
            }
            (Operand::Field(field), value) => (field?, value, end, comparison),
            (value, Operand::Field(field)) => (field?, value, start, comparison.mirrored()),
            _ => return self.mistyped(start, "比较的一边应为属性名。"),
        };
        let label = field.attribute.label();
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        match field.attribute.kind() {
            Kind::Set => {
                self.mistyped(place, format!("{label}是集合，请写成 '名称' in {}。", field.attribute.key()))
            }
            Kind::Text if ordered => {
                self.mistyped(place, format!("{label}是代码，不能比大小，请用 ==、in 或 startsWith。"))
            }
            Kind::Size if ordered => {
                self.mistyped(place, "企业规模不能比大小，请写成 size in ['small', 'micro']。")
            }
            Kind::Text | Kind::Size | Kind::Number | Kind::Date => {
                self.literal(field, value, at).map(|value| Test::Compare(field, comparison, value))
            }
        }
    }

    fn literal(&mut self, field: Field, operand: Operand, span: Span) -> Option<Literal> {
        let kind = field.attribute.kind();
        let (wrong, expected) = match (kind, operand) {
            (_, Operand::Field(_)) => ("属性名".to_owned(), "一个值"),
            (Kind::Number, Operand::Number(number)) => return number.map(Literal::Number),
            (Kind::Number, Operand::Text(text)) => (format!("'{text}'"), "数字，不加引号"),
            (Kind::Date, Operand::Text(text)) => match date(&text) {
                Some(date) => return Some(Literal::Date(date)),
                None => (format!("'{text}'"), "日期，如 '2020-01-01'"),
            },
            (Kind::Size, Operand::Text(text)) => match SizeClass::from_key(&text) {
                Some(class) => return Some(Literal::Size(class)),
                None => (format!("'{text}'"), "'large'、'medium'、'small' 或 'micro'"),
            },
            (Kind::Text, Operand::Text(text)) => return Some(Literal::Text(text)),
            (Kind::Text | Kind::Set, _) => ("这个值".to_owned(), "单引号文字"),
            (Kind::Date, _) => ("数字".to_owned(), "日期，如 '2020-01-01'"),
            (Kind::Size, _) => ("数字".to_owned(), "'large'、'medium'、'small' 或 'micro'"),
        };
        let label = field.attribute.label();
        self.problems.push(Problem::error("type", span, format!("{label}的值应为{expected}，{wrong}不行。")));
        None
    }
}

/// `YYYY-MM-DD` and nothing else.
pub(crate) fn date(text: &str) -> Option<jiff::civil::Date> {
    let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if shaped { text.parse().ok() } else { None }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::More,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}
