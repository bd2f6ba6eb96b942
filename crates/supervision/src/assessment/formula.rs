//! Formulas of a score sheet (计分公式): arithmetic over named figures.
//!
//! `answered_in_time / answered` gives the share of the weight an agency earns. Grammar: numbers (`0.5`), names of
//! figures, `+ - * /`, parentheses, `min(a, b)` and `max(a, b)`. Figures are counted, so all is exact: values are
//! fractions, rounded once at the end. What is divided by nothing, or rests on a figure nobody has, has no value.

use std::collections::{BTreeMap, BTreeSet};

/// A formula that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula(Node);

/// Why a formula cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// Something else is expected at this place, counted in characters from 1.
    #[error("formula cannot be read at character {0}")]
    Syntax(usize),
    /// It goes too deep or is too long.
    #[error("formula is too long or nested too deep")]
    TooLong,
}

/// The value of a formula (计算结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A fraction; the lower number is above 0.
    Known(i128, i128),
    /// There is nothing to count: a division by 0.
    Nothing,
    /// A figure is missing, or the numbers are too large.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Number(i128, i128),
    Figure(String),
    Apply(Operation, Box<Node>, Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Least,
    Most,
}

const LONGEST: usize = 500;
const DEEPEST: usize = 30;

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    ///
    /// [`FormulaError`] with the place where it cannot be read.
    pub fn read(text: &str) -> Result<Formula, FormulaError> {
        let characters: Vec<char> = text.chars().collect();
        if LONGEST < characters.len() {
            return Err(FormulaError::TooLong);
        }
        let mut reader = Reader { characters, at: 0, depth: 0 };
        let node = reader.sum()?;
        match reader.peek() {
            None => Ok(Formula(node)),
            Some(_) => Err(FormulaError::Syntax(reader.at + 1)),
        }
    }

    /// The figures it rests on.
    pub fn figures(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.0.collect(&mut names);
        names
    }

    /// Its value with these figures.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use gongkai_supervision::assessment::{Formula, Value};
    ///
    /// let share = Formula::read("in_time / all").unwrap();
    /// let figures = |all| BTreeMap::from([("in_time".to_owned(), 3), ("all".to_owned(), all)]);
    /// assert_eq!(share.value(&figures(4)), Value::Known(3, 4));
    /// assert_eq!(share.value(&figures(0)), Value::Nothing);
    /// ```
    pub fn value(&self, figures: &BTreeMap<String, i64>) -> Value {
        self.0.value(figures)
    }
}

impl Node {
    fn collect<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Node::Number(..) => {}
            Node::Figure(name) => {
                names.insert(name);
            }
            Node::Apply(_, left, right) => {
                left.collect(names);
                right.collect(names);
            }
        }
    }

    fn value(&self, figures: &BTreeMap<String, i64>) -> Value {
        match self {
            Node::Number(above, below) => Value::Known(*above, *below),
            Node::Figure(name) => {
                figures.get(name).map_or(Value::Unknown, |figure| Value::Known(i128::from(*figure), 1))
            }
            Node::Apply(operation, left, right) => {
                match (left.value(figures), right.value(figures)) {
                    (Value::Known(a, b), Value::Known(c, d)) => operation.apply((a, b), (c, d)),
                    // What nobody knows outweighs what is empty: no conclusion may rest on it.
                    (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
                    (Value::Nothing, _) | (_, Value::Nothing) => Value::Nothing,
                }
            }
        }
    }
}

impl Operation {
    /// Both lower numbers are above 0, and so is that of the result.
    fn apply(self, (a, b): (i128, i128), (c, d): (i128, i128)) -> Value {
        let sum = |sign: i128| {
            let right = c.checked_mul(b)?.checked_mul(sign)?;
            Some((a.checked_mul(d)?.checked_add(right)?, b.checked_mul(d)?))
        };
        let is_less = || Some(a.checked_mul(d)? < c.checked_mul(b)?);
        let result = match self {
            Operation::Add => sum(1),
            Operation::Subtract => sum(-1),
            Operation::Multiply => a.checked_mul(c).zip(b.checked_mul(d)),
            Operation::Divide if c == 0 => return Value::Nothing,
            Operation::Divide => {
                let above = a.checked_mul(d).and_then(|above| above.checked_mul(c.signum()));
                above.zip(b.checked_mul(c).and_then(i128::checked_abs))
            }
            Operation::Least => is_less().map(|less| if less { (a, b) } else { (c, d) }),
            Operation::Most => is_less().map(|less| if less { (c, d) } else { (a, b) }),
        };
        result.map_or(Value::Unknown, |(above, below)| reduced(above, below))
    }
}

fn reduced(above: i128, below: i128) -> Value {
    let (mut a, mut b) = (above.unsigned_abs(), below.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    match i128::try_from(a) {
        Ok(divisor) if divisor != 0 => Value::Known(above / divisor, below / divisor),
        Ok(_) | Err(_) => Value::Unknown,
    }
}

/// Reads from left to right; every method leaves `at` behind what it took.
struct Reader {
    characters: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    /// The next character that is no blank.
    fn peek(&mut self) -> Option<char> {
        while self.characters.get(self.at).is_some_and(|character| character.is_whitespace()) {
            self.at += 1;
        }
        self.characters.get(self.at).copied()
    }

    fn expect(&mut self, wanted: char) -> Result<(), FormulaError> {
        if self.peek() != Some(wanted) {
            return Err(FormulaError::Syntax(self.at + 1));
        }
        self.at += 1;
        Ok(())
    }

    fn sum(&mut self) -> Result<Node, FormulaError> {
        let mut left = self.product()?;
        while let Some(operation) = match self.peek() {
            Some('+') => Some(Operation::Add),
            Some('-') => Some(Operation::Subtract),
            _ => None,
        } {
            self.at += 1;
            left = Node::Apply(operation, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Node, FormulaError> {
        let mut left = self.atom()?;
        while let Some(operation) = match self.peek() {
            Some('*') => Some(Operation::Multiply),
            Some('/') => Some(Operation::Divide),
            _ => None,
        } {
            self.at += 1;
            left = Node::Apply(operation, Box::new(left), Box::new(self.atom()?));
        }
        Ok(left)
    }

    fn atom(&mut self) -> Result<Node, FormulaError> {
        self.depth += 1;
        if DEEPEST < self.depth {
            return Err(FormulaError::TooLong);
        }
        let node = match self.peek() {
            Some('(') => {
                self.at += 1;
                let inside = self.sum()?;
                self.expect(')')?;
                inside
            }
            Some('0'..='9') => self.number()?,
            Some(character) if character.is_alphabetic() || character == '_' => self.name()?,
            Some(_) | None => return Err(FormulaError::Syntax(self.at + 1)),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let rest = self.characters.get(self.at..).unwrap_or_default();
        let taken: String = rest.iter().take_while(|character| is_part(**character)).collect();
        self.at += taken.chars().count();
        taken
    }

    fn number(&mut self) -> Result<Node, FormulaError> {
        let start = self.at;
        let is_digit = |character: char| character.is_ascii_digit();
        let whole = self.take(is_digit);
        let mut part = String::new();
        if self.characters.get(self.at) == Some(&'.') {
            self.at += 1;
            part = self.take(is_digit);
        }
        let below = u32::try_from(part.len()).ok().and_then(|digits| 10i128.checked_pow(digits));
        let above = format!("{whole}{part}").parse().ok();
        match above.zip(below) {
            Some((above, below)) if part.len() <= 9 && whole.len() <= 12 => Ok(Node::Number(above, below)),
            Some(_) | None => Err(FormulaError::Syntax(start + 1)),
        }
    }

    fn name(&mut self) -> Result<Node, FormulaError> {
        let name = self.take(|character| character.is_alphanumeric() || character == '_');
        let operation = match name.as_str() {
            "min" => Operation::Least,
            "max" => Operation::Most,
            _ => return Ok(Node::Figure(name)),
        };
        self.expect('(')?;
        let left = self.sum()?;
        self.expect(',')?;
        let right = self.sum()?;
        self.expect(')')?;
        Ok(Node::Apply(operation, Box::new(left), Box::new(right)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Value {
        let figures =
            BTreeMap::from([("按时答复".to_owned(), 3), ("答复".to_owned(), 4), ("none".to_owned(), 0)]);
        Formula::read(text).unwrap().value(&figures)
    }

    #[test]
    fn formulas_are_exact_and_bind_as_usual() {
        for (text, above, below) in [
            ("1 + 2 * 3", 7, 1),
            ("(1 + 2) * 3", 9, 1),
            ("10 - 2 - 3", 5, 1),
            ("8 / 2 / 2", 2, 1),
            ("0.1 + 0.2", 3, 10),
            ("按时答复 / 答复", 3, 4),
            ("1 - 0.1 * none", 1, 1),
            ("min(1, 按时答复 / 2)", 1, 1),
            ("max(0, 1 - 按时答复)", 0, 1),
            ("1 / (1 - 答复)", -1, 3),
        ] {
            assert_eq!(value(text), Value::Known(above, below), "{text}");
        }
    }

    #[test]
    fn nothing_to_count_is_told_from_what_is_not_known() {
        assert_eq!(value("按时答复 / none"), Value::Nothing);
        assert_eq!(value("min(1, 1 / none)"), Value::Nothing);
        assert_eq!(value("missing / 答复"), Value::Unknown);
        assert_eq!(value("missing / none"), Value::Unknown);
        assert_eq!(value("1 / none + missing"), Value::Unknown);
        let large = ["999999999999"; 12].join(" * ");
        assert_eq!(value(&large), Value::Unknown, "too large to be exact");
    }

    #[test]
    fn what_is_no_formula_is_refused_with_its_place() {
        for (text, place) in
            [("", 1), ("1 +", 4), ("1 2", 3), ("(1", 3), ("min(1)", 6), ("a $ b", 3), ("-1", 1)]
        {
            assert_eq!(Formula::read(text), Err(FormulaError::Syntax(place)), "{text}");
        }
        assert_eq!(Formula::read(&"(".repeat(40)), Err(FormulaError::TooLong));
        assert_eq!(Formula::read(&"1+".repeat(300)), Err(FormulaError::TooLong));
        assert_eq!(Formula::read("1.0000000000"), Err(FormulaError::Syntax(1)));
        let figures = Formula::read("min(a, b / a) + 1").unwrap();
        assert_eq!(figures.figures().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn reading_never_fails_otherwise_and_values_keep_their_sign_below(text in "[ab01+*/()., -]{0,24}") {
            let figures = BTreeMap::from([("a".to_owned(), -7), ("b".to_owned(), i64::MAX)]);
            if let Ok(formula) = Formula::read(&text)
                && let Value::Known(_, below) = formula.value(&figures)
            {
                prop_assert!(0 < below);
            }
        }
    }
}
