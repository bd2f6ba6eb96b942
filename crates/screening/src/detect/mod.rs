//! Detectors: each looks at one place of the folded text and says what begins there.

pub(crate) mod address;
pub(crate) mod cluster;
pub(crate) mod date;
pub(crate) mod document_number;
pub(crate) mod email;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod plate;

use jiff::civil::Date;

use crate::finding::Kind;

/// A finding in the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f64,
    pub(crate) note: Option<String>,
}

impl Hit {
    pub(crate) fn new(kind: Kind, start: usize, end: usize, confidence: f64) -> Hit {
        Hit { kind, start, end, confidence, note: None }
    }

    pub(crate) fn with_note(mut self, note: &str) -> Hit {
        self.note = Some(note.to_owned());
        self
    }
}

/// What a detector may ask besides the text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    /// Nobody is born after this day.
    pub(crate) today: Option<Date>,
}

/// Words after which a number is no personal one.
pub(crate) const OTHER_NUMBERS: &[&str] = &[
    "订单",
    "单号",
    "编号",
    "流水",
    "序号",
    "序列",
    "索引",
    "合同",
    "批号",
    "发票",
    "条码",
    "条形码",
    "凭证",
    "快递",
    "运单",
    "代码",
    "编码",
    "证书号",
    "受理号",
    "文号",
    "备案",
    "许可证号",
    "案号",
    "监管码",
    "追溯",
    "登记号",
    "金额",
    "人民币",
    "共计",
    "合计",
    "总额",
    "投资",
    "坐标",
    "型号",
    "版本",
    "工单",
    "交易号",
    "业务号",
    "票号",
    "标准号",
    "项目号",
    "档号",
    "no.",
    "NO.",
    "No.",
];

/// Where the last of `words` in `text` ends; of words that begin together, the longest.
pub(crate) fn last_of(text: &str, words: &[&str]) -> Option<usize> {
    let bytes = text.as_bytes();
    text.char_indices().rev().find_map(|(at, _)| {
        let rest = bytes.get(at..)?;
        let head = rest.first()?;
        // The first three bytes are a whole Chinese character: most words part there.
        let third = rest.get(2);
        let fits = |word: &&&str| {
            let word = word.as_bytes();
            word.first() == Some(head) && (word.len() < 3 || word.get(2) == third) && rest.starts_with(word)
        };
        words.iter().filter(fits).map(|word| at + word.len()).max()
    })
}

/// True when the last telling word of `label` is one of `wanted`, `false` when it names another number.
///
/// `None` when neither stands there.
pub(crate) fn labelled(label: &str, wanted: &[&str]) -> Option<bool> {
    match (last_of(label, wanted), last_of(label, OTHER_NUMBERS)) {
        (None, None) => None,
        (yes, no) => Some(yes >= no),
    }
}

/// True for a unit or counter behind a number: an amount, not an identifier.
pub(crate) fn is_unit(ch: char) -> bool {
    matches!(
        ch,
        '元' | '万'
            | '亿'
            | '吨'
            | '%'
            | '‰'
            | '米'
            | '亩'
            | '件'
            | '平'
            | '立'
            | '千'
            | '公'
            | '户'
            | '册'
            | '台'
            | '¥'
            | '$'
            | '美'
    )
}
