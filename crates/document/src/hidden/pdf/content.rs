//! The instructions that draw a page, as places in the bytes: what is kept is copied, never written anew.

/// One instruction with its operands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    start: usize,
    operator: usize,
    end: usize,
}

impl Operation {
    /// Operands and operator as they stand.
    pub(super) fn whole<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        content.get(self.start..self.end).unwrap_or_default()
    }

    pub(super) fn operands<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        content.get(self.start..self.operator).unwrap_or_default()
    }

    pub(super) fn operator<'a>(&self, content: &'a [u8]) -> &'a [u8] {
        // An inline picture reaches from BI to EI.
        let word = content.get(self.operator..self.end).unwrap_or_default();
        if word.starts_with(b"BI") && word.len() > 2 { b"BI" } else { word }
    }

    pub(super) fn is(&self, content: &[u8], operator: &[u8]) -> bool {
        self.operator(content) == operator
    }

    /// The names among the operands, without their slash.
    pub(super) fn names<'a>(&self, content: &'a [u8]) -> Vec<&'a [u8]> {
        let operands = self.operands(content);
        operands
            .split(u8::is_ascii_whitespace)
            .flat_map(|word| word.split(|byte| *byte == b'/').skip(1))
            .collect()
    }
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Looks at the instructions of a page, in their order; a page may have millions.
pub(super) fn each(content: &[u8], mut visit: impl FnMut(Operation)) {
    let mut at = 0;
    let mut start = None;
    while let Some(byte) = content.get(at).copied() {
        if is_space(byte) {
            at += 1;
            continue;
        }
        if byte == b'%' {
            at = skip(content, at, |byte| !matches!(byte, b'\r' | b'\n'));
            continue;
        }
        let from = *start.get_or_insert(at);
        match byte {
            b'(' => at = end_of_string(content, at),
            b'<' if content.get(at + 1) == Some(&b'<') => at += 2,
            b'<' => at = skip(content, at + 1, |byte| byte != b'>'),
            b'/' => at = skip(content, at + 1, |byte| !is_space(byte) && !is_delimiter(byte)),
            _ if is_delimiter(byte) => at += 1,
            _ => {
                let word = at;
                at = skip(content, at, |byte| !is_space(byte) && !is_delimiter(byte));
                let text = content.get(word..at).unwrap_or_default();
                if is_number(text) || matches!(text, b"true" | b"false" | b"null") {
                    continue;
                }
                let mut end = at;
                if text == b"BI" {
                    end = end_of_picture(content, at);
                    at = end;
                }
                visit(Operation { start: from, operator: word, end });
                start = None;
            }
        }
    }
}

fn skip(content: &[u8], from: usize, while_true: impl Fn(u8) -> bool) -> usize {
    let rest = content.get(from..).unwrap_or_default();
    rest.iter().position(|byte| !while_true(*byte)).map_or(content.len(), |length| from + length)
}

fn is_number(word: &[u8]) -> bool {
    word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
}

fn end_of_string(content: &[u8], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(byte) = content.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    content.len()
}

/// Where an inline picture ends: after an `EI` that stands alone.
fn end_of_picture(content: &[u8], from: usize) -> usize {
    let rest = content.get(from..).unwrap_or_default();
    let end = rest.windows(4).position(
        |window| matches!(window, [before, b'E', b'I', after] if is_space(*before) && is_space(*after)),
    );
    end.map_or(content.len(), |at| from + at + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(content: &[u8]) -> Vec<Operation> {
        let mut operations = Vec::new();
        each(content, |operation| operations.push(operation));
        operations
    }

    fn words(content: &[u8]) -> Vec<String> {
        let operations = operations(content);
        let word = |operation: &Operation| String::from_utf8_lossy(operation.operator(content)).into_owned();
        operations.iter().map(word).collect()
    }

    #[test]
    fn strings_and_pictures_hide_no_instructions() {
        let content = b"q /OC /L1 BDC BT /F1 12 Tf (a \\) Tj (b)) Tj <AB CD> Tj [(x) -5 <0A>] TJ ET EMC\n% Tj\nBI /W 1 ID \x01 Tj \x02\nEI Q";
        assert_eq!(words(content), ["q", "BDC", "BT", "Tf", "Tj", "Tj", "TJ", "ET", "EMC", "BI", "Q"]);
        let operations = operations(content);
        assert_eq!(operations[1].names(content), [b"OC".as_slice(), b"L1"]);
    }

    #[test]
    fn what_is_cut_off_ends() {
        for content in [b"(abc".as_slice(), b"BI /W", b"/", b"<", b"1 0 0", b"(a\\"] {
            let _ = words(content);
        }
    }
}
