//! 发文字号: reads what people type, keeps the form of GB/T 9704-2012 7.2.5.

/// A document number in its proper form (发文字号), e.g. 国办函〔2020〕109号.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    /// The number.
    pub text: String,
    /// The agency's word (机关代字); empty for an order.
    pub word: String,
    /// The year, when the number has one.
    pub year: Option<u16>,
    /// The serial within word and year.
    pub serial: u32,
    /// What was put right while reading, in Chinese; empty when nothing was.
    pub note: String,
}

impl DocumentNumber {
    /// Reads a number, tolerating other brackets, 第, leading zeros and spaces.
    ///
    /// `None` when it has no form this page knows: `机关代字〔年份〕序号号`, or an order `第711号`.
    pub fn read(typed: &str) -> Option<DocumentNumber> {
        let mut notes = Vec::new();
        let text: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
        if text != typed.trim() {
            notes.push("去除空格");
        }
        let text: String = text.chars().map(narrow_digit).collect();
        let number = read_letter(&text, &mut notes).or_else(|| read_order(&text))?;
        Some(DocumentNumber { note: notes.join("、"), ..number })
    }
}

/// `机关代字〔年份〕序号号`.
fn read_letter(text: &str, notes: &mut Vec<&'static str>) -> Option<DocumentNumber> {
    let open = text.find(['〔', '[', '［', '（', '(', '【'])?;
    let (word, rest) = text.split_at(open);
    let mut rest = rest.chars();
    let bracket = rest.next()?;
    let rest = rest.as_str();
    let close = rest.find(['〕', ']', '］', '）', ')', '】'])?;
    let (year, after) = rest.split_at(close);
    let mut after = after.chars();
    let closing = after.next()?;
    if (bracket, closing) != ('〔', '〕') {
        notes.push("括号改为六角括号");
    }
    let mut serial = after.as_str();
    if let Some(bare) = serial.strip_prefix('第') {
        notes.push("去除“第”字");
        serial = bare;
    }
    let serial = serial.strip_suffix('号')?;
    if serial.starts_with('0') {
        notes.push("序号不编虚位");
    }
    let is_word = !word.is_empty()
        && word.chars().all(|character| is_han(character) || character.is_ascii_alphabetic());
    let year_number: u16 = year.parse().ok().filter(|year| (1900..2100).contains(year))?;
    let serial: u32 = digits(serial)?.parse().ok().filter(|serial| *serial > 0)?;
    (is_word && year.len() == 4).then(|| DocumentNumber {
        text: format!("{word}〔{year}〕{serial}号"),
        word: word.to_owned(),
        year: Some(year_number),
        serial,
        note: String::new(),
    })
}

/// `第711号` or `省政府令第302号`.
fn read_order(text: &str) -> Option<DocumentNumber> {
    let (word, serial) = text.split_once('第')?;
    let serial: u32 = digits(serial.strip_suffix('号')?)?.parse().ok().filter(|serial| *serial > 0)?;
    (word.is_empty() || (word.ends_with('令') && word.chars().all(is_han))).then(|| DocumentNumber {
        text: format!("{word}第{serial}号"),
        word: word.to_owned(),
        year: None,
        serial,
        note: String::new(),
    })
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

fn narrow_digit(character: char) -> char {
    match character {
        '０'..='９' => {
            char::from_u32(u32::from(character) - u32::from('０') + u32::from('0')).unwrap_or(character)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_real_documents_are_kept_as_they_are() {
        for number in [
            "国办公开办函〔2021〕30号",
            "国办函〔2020〕109号",
            "嘉政办发〔2019〕35号",
            "建办厅函〔2021〕531号",
            "省政府令第302号",
            "第711号",
        ] {
            let read = DocumentNumber::read(number).unwrap();
            assert_eq!((read.text.as_str(), read.note.as_str()), (number, ""));
        }
    }

    #[test]
    fn tolerated_forms_are_put_right_with_a_note() {
        for (typed, note) in [
            ("云经信[2021]5号", "括号改为六角括号"),
            ("云经信［2021］5号", "括号改为六角括号"),
            ("云经信（2021）5号", "括号改为六角括号"),
            ("云经信(2021)5号", "括号改为六角括号"),
            ("云经信【2021】第05号", "括号改为六角括号、去除“第”字、序号不编虚位"),
            ("云经信 〔2021〕 5号", "去除空格"),
            ("云经信〔2021〕第5号", "去除“第”字"),
            ("云经信〔２０２１〕５号", ""),
        ] {
            let read = DocumentNumber::read(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!((read.text.as_str(), read.note.as_str()), ("云经信〔2021〕5号", note), "{typed}");
            assert_eq!((read.year, read.serial), (Some(2021), 5));
        }
    }

    #[test]
    fn what_is_no_number_is_not_made_one() {
        for bad in [
            "",
            "通知",
            "云经信〔21〕5号",
            "〔2021〕5号",
            "云经信〔2021〕号",
            "云经信〔2021〕5",
            "云经信〔2021〕0号",
        ] {
            assert_eq!(DocumentNumber::read(bad), None, "{bad}");
        }
    }
}
