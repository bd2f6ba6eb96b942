//! What screening answers: findings with their places, coverage and a verdict.

/// What was found (发现的种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 涉密、内部标志
    SecrecyMark,
    /// 公民身份号码
    IdNumber,
    /// 统一社会信用代码
    CreditCode,
    /// 银行卡号
    BankCard,
    /// 电子邮箱
    Email,
    /// 出入境证件号码
    Passport,
    /// 手机号码
    Mobile,
    /// 固定电话
    Landline,
    /// 机动车号牌
    Plate,
    /// 详细地址
    Address,
    /// 自然人姓名
    PersonName,
    /// 发文字号不规范
    DocumentNumber,
    /// 不存在的日期
    Date,
    /// 草稿、修订、签批痕迹
    DraftMark,
    /// 错别字、过时名称、标点错误
    WrongWord,
    /// 文件元数据
    Metadata,
}

impl Kind {
    /// All kinds, the strongest first: where two findings overlap, the earlier kind stays.
    pub const ALL: [Kind; 16] = [
        Kind::SecrecyMark,
        Kind::IdNumber,
        Kind::CreditCode,
        Kind::BankCard,
        Kind::Email,
        Kind::Passport,
        Kind::Mobile,
        Kind::Landline,
        Kind::Plate,
        Kind::Address,
        Kind::PersonName,
        Kind::DocumentNumber,
        Kind::Date,
        Kind::DraftMark,
        Kind::WrongWord,
        Kind::Metadata,
    ];

    /// The stable code used by `screen --json`.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::SecrecyMark => "secrecy_mark",
            Kind::IdNumber => "id_number",
            Kind::CreditCode => "credit_code",
            Kind::BankCard => "bank_card",
            Kind::Email => "email",
            Kind::Passport => "passport",
            Kind::Mobile => "mobile",
            Kind::Landline => "landline",
            Kind::Plate => "plate",
            Kind::Address => "address",
            Kind::PersonName => "person_name",
            Kind::DocumentNumber => "document_number",
            Kind::Date => "date",
            Kind::DraftMark => "draft_mark",
            Kind::WrongWord => "wrong_word",
            Kind::Metadata => "metadata",
        }
    }

    /// The kind of a stable code.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The kind as officers call it.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::SecrecyMark => "涉密或内部标志",
            Kind::IdNumber => "公民身份号码",
            Kind::CreditCode => "统一社会信用代码",
            Kind::BankCard => "银行卡号",
            Kind::Email => "电子邮箱",
            Kind::Passport => "出入境证件号码",
            Kind::Mobile => "手机号码",
            Kind::Landline => "固定电话",
            Kind::Plate => "机动车号牌",
            Kind::Address => "详细地址",
            Kind::PersonName => "自然人姓名",
            Kind::DocumentNumber => "发文字号不规范",
            Kind::Date => "日期不存在",
            Kind::DraftMark => "草稿或签批痕迹",
            Kind::WrongWord => "用词用字",
            Kind::Metadata => "文件元数据",
        }
    }
}

/// A stretch of the original text (位置). Unit: Unicode characters, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

/// How sure a finding is (把握程度), 0 to 1.
///
/// - from 0.95: a check digit holds, or the shape and a label beside it agree;
/// - 0.8 to 0.95: a shape that little else has;
/// - 0.5 to 0.8: a shape that other things may have, or a word that may be right here;
/// - below 0.5: a hint.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(pub f64);

/// One place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where in the text named by `place`.
    pub span: Span,
    /// The original text there.
    pub text: String,
    /// Where, in words.
    pub place: String,
}

/// Something to look at before publication (筛查发现).
///
/// Invariant: at least one mark; more than one when the finding is a column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// How sure.
    pub confidence: Confidence,
    /// Where, in words; of a column, the column.
    pub place: String,
    /// What to write instead, or why it was found.
    pub note: Option<String>,
    /// The places, in reading order.
    pub marks: Vec<Mark>,
}

impl Finding {
    /// True when the finding is a column of a table.
    pub fn is_column(&self) -> bool {
        self.marks.len() > 1
    }
}

/// How much was read (读取范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Characters read.
    pub characters: usize,
    /// Characters that stand there but could not be read.
    pub unreadable: usize,
    /// Pages that are pictures only.
    pub picture_pages: usize,
    /// True when a part is encrypted.
    pub encrypted: bool,
}

impl Coverage {
    /// True when so much was read that the findings can be relied on.
    ///
    /// `unreadable_per_mille` is the share of characters that may be unread.
    pub fn suffices(&self, unreadable_per_mille: usize) -> bool {
        let all = self.characters.saturating_add(self.unreadable);
        let allowed = all.saturating_mul(unreadable_per_mille);
        !self.encrypted && self.picture_pages == 0 && self.unreadable.saturating_mul(1000) <= allowed
    }
}

/// What follows (结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Read whole, nothing found.
    Clean,
    /// Something to look at.
    Found,
    /// Must not go on: a secrecy mark, or too much unread.
    Blocked,
}

impl Verdict {
    /// The stable code used by `screen --json`.
    pub const fn key(self) -> &'static str {
        match self {
            Verdict::Clean => "clean",
            Verdict::Found => "found",
            Verdict::Blocked => "blocked",
        }
    }

    /// The verdict in words.
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Clean => "未发现问题",
            Verdict::Found => "有需要核对的内容",
            Verdict::Blocked => "不得上网",
        }
    }
}

/// The answer of a screening (筛查结果).
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Version of the rules used.
    pub rules: String,
    /// Findings in reading order.
    pub findings: Vec<Finding>,
    /// How much was read.
    pub coverage: Coverage,
    /// What follows.
    pub verdict: Verdict,
}

impl Screening {
    /// Every place of every finding, columns spread out, in reading order of the findings.
    pub fn each(&self) -> impl Iterator<Item = (&Finding, &Mark)> {
        self.findings.iter().flat_map(|finding| finding.marks.iter().map(move |mark| (finding, mark)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_its_key() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_key(kind.key()), Some(kind));
        }
    }

    #[test]
    fn what_was_not_read_is_not_clean() {
        let whole = Coverage { characters: 1000, ..Coverage::default() };
        assert!(whole.suffices(10));
        assert!(Coverage { unreadable: 10, ..whole }.suffices(10));
        assert!(!Coverage { unreadable: 11, ..whole }.suffices(10));
        assert!(!Coverage { picture_pages: 1, ..whole }.suffices(10));
        assert!(!Coverage { encrypted: true, ..whole }.suffices(10));
        assert!(Coverage::default().suffices(0));
    }
}
