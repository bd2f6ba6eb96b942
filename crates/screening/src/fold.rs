//! Folding (文本归一): one form for full-width, circled, traditional and invisible characters, with the way back.

/// Traditional and simplified forms of the characters our rules and surnames use.
const TRADITIONAL: &str = "機机絕绝內内資资級级長长徵征見见審审討讨議议報报號号證证電电話话聯联繫系戶户銀银賬账帳帐張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马羅罗鄭郑謝谢韓韩馮冯蕭萧許许鄧邓蘇苏盧卢蔣蒋賈贾葉叶閻阎鐘钟陸陆顧顾龍龙萬万錢钱湯汤賴赖龔龚鄉乡鎮镇縣县區区樓楼單单園园莊庄國国務务員员處处罰罚對对護护參参閱阅傳传發发開开會会紹绍華华東东廣广灣湾雲云遼辽魯鲁贛赣貴贵瓊琼蒙蒙陝陕晉晋蘇苏滬沪門门間间學学隊队師师術术農农業业產产環环場场監监質质檢检標标準准從从為为與与來来時时並并";

/// Class bits of a folded character: what may begin there.
pub(crate) mod class {
    /// ASCII letter or digit
    pub(crate) const ALNUM: u8 = 1;
    /// A digit written otherwise
    pub(crate) const HAN_DIGIT: u8 = 2;
    /// `@`
    pub(crate) const AT: u8 = 4;
    /// A province's sign on a plate
    pub(crate) const PROVINCE: u8 = 8;
    /// The last character of a road, village or estate
    pub(crate) const ROAD: u8 = 16;
    /// An opening bracket of a year
    pub(crate) const BRACKET: u8 = 32;
    /// 年 and 月
    pub(crate) const DATE: u8 = 64;
    /// The first character of a word in the rules
    pub(crate) const WORD: u8 = 128;
}

/// Tables for folding and classing characters of the basic plane.
pub(crate) struct Folder {
    fold: Vec<u16>,
    class: Vec<u8>,
}

/// Marks a character that is left out.
const DROPPED: u16 = 0xFFFF;

impl Folder {
    pub(crate) fn new(word_starts: impl Iterator<Item = char>) -> Folder {
        let mut folder = Folder { fold: (0..=u16::MAX).collect(), class: vec![0; 0x1_0000] };
        let pairs: Vec<char> = TRADITIONAL.chars().collect();
        for pair in pairs.chunks_exact(2) {
            if let [from, to] = pair {
                folder.set(*from, *to);
            }
        }
        folder.fold_widths();
        for (from, to) in [
            (0x200B, 0x200F),
            (0x202A, 0x202E),
            (0x2060, 0x2064),
            (0xFE00, 0xFE0F),
            (0x0300, 0x036F),
            (0x20D0, 0x20F0),
        ] {
            for code in from..=to {
                folder.put(code, DROPPED);
            }
        }
        for code in [0xFEFF, 0x00AD, 0x180E, 0x034F] {
            folder.put(code, DROPPED);
        }
        folder.mark(('0'..='9').chain('a'..='z').chain('A'..='Z'), class::ALNUM);
        let han =
            "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸①②③④⑤⑥⑦⑧⑨⓪⑴⑵⑶⑷⑸⑹⑺⑻⑼❶❷❸❹❺❻❼❽❾⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉";
        folder.mark(han.chars(), class::HAN_DIGIT);
        folder.mark("@".chars(), class::AT);
        folder.mark(crate::detect::plate::PROVINCES.chars(), class::PROVINCE);
        folder.mark(crate::detect::address::ROADS.chars(), class::ROAD);
        folder.mark("〔[(【".chars(), class::BRACKET);
        folder.mark("年月".chars(), class::DATE);
        folder.mark(word_starts, class::WORD);
        folder
    }

    fn fold_widths(&mut self) {
        for code in 0xFF01..=0xFF5E_u32 {
            self.put(code, u16::try_from(code - 0xFEE0).unwrap_or(DROPPED));
        }
        for space in ['\u{3000}', '\u{a0}', '\u{2002}', '\u{2003}', '\u{2009}', '\u{202f}', '\u{205f}'] {
            self.set(space, ' ');
        }
        for dash in "‐‑‒–—―−－﹣➖".chars() {
            self.set(dash, '-');
        }
        for (from, to) in [
            ('•', '·'),
            ('‧', '·'),
            ('∙', '·'),
            ('・', '·'),
            ('﹒', '·'),
            ('☆', '★'),
            ('﹝', '〔'),
            ('﹞', '〕'),
            ('￥', '¥'),
        ] {
            self.set(from, to);
        }
        for (zero, _) in [('٠', 0), ('۰', 0)] {
            for digit in 0..10_u32 {
                self.put(zero as u32 + digit, u16::try_from(u32::from(b'0') + digit).unwrap_or(DROPPED));
            }
        }
    }

    fn set(&mut self, from: char, to: char) {
        if let Ok(to) = u16::try_from(to as u32) {
            self.put(from as u32, to);
        }
    }

    fn put(&mut self, from: u32, to: u16) {
        if let Some(slot) = self.fold.get_mut(from as usize) {
            *slot = to;
        }
    }

    fn mark(&mut self, chars: impl Iterator<Item = char>, bit: u8) {
        for ch in chars {
            if let Some(slot) = self.class.get_mut(ch as usize) {
                *slot |= bit;
            }
        }
    }

    /// The folded character, `None` when it is left out.
    pub(crate) fn fold(&self, ch: char) -> Option<char> {
        match self.fold.get(ch as usize) {
            Some(&DROPPED) => None,
            Some(&code) => char::from_u32(u32::from(code)).or(Some(ch)),
            // Mathematical digits.
            None if ('\u{1D7CE}'..='\u{1D7FF}').contains(&ch) => {
                char::from_digit((ch as u32 - 0x1D7CE) % 10, 10)
            }
            None => Some(ch),
        }
    }

    /// What may begin at a folded character.
    pub(crate) fn class(&self, ch: char) -> u8 {
        self.class.get(ch as usize).copied().unwrap_or(0)
    }
}

/// The folding of widths, dashes, digits, spaces and invisible characters, for whoever compares texts (文本归一).
///
/// Which traditional characters are folded is decided by the rules here; the full-text search folds the rest itself.
pub struct Folding(Folder);

impl Default for Folding {
    fn default() -> Folding {
        Folding(Folder::new(std::iter::empty()))
    }
}

impl Folding {
    /// The folded character, `None` when it is left out.
    pub fn fold(&self, ch: char) -> Option<char> {
        self.0.fold(ch)
    }
}

/// The value of a digit however written: `8`, `八`, `捌`, `⑧`.
pub(crate) fn digit_value(ch: char) -> Option<u32> {
    match ch {
        '0'..='9' => ch.to_digit(10),
        '〇' | '零' | '⓪' | '⁰' => Some(0),
        '²' | '³' => Some(ch as u32 - '²' as u32 + 2),
        '①'..='⑨' => Some(ch as u32 - '①' as u32 + 1),
        '⑴'..='⑼' => Some(ch as u32 - '⑴' as u32 + 1),
        '❶'..='❾' => Some(ch as u32 - '❶' as u32 + 1),
        '⁴'..='⁹' => Some(ch as u32 - '⁴' as u32 + 4),
        '₀'..='₉' => Some(ch as u32 - '₀' as u32),
        '一' | '壹' | '¹' => Some(1),
        '二' | '贰' | '貳' => Some(2),
        '三' | '叁' | '參' => Some(3),
        '四' | '肆' => Some(4),
        '五' | '伍' => Some(5),
        '六' | '陆' | '陸' => Some(6),
        '七' | '柒' => Some(7),
        '八' | '捌' => Some(8),
        '九' | '玖' => Some(9),
        _ => None,
    }
}

/// A folded stretch of text with, for each character, where it stands in the original.
pub(crate) struct View {
    chars: Vec<char>,
    places: Vec<(usize, usize)>,
}

impl View {
    /// Room for `count` characters.
    pub(crate) fn with_capacity(count: usize) -> View {
        View { chars: Vec::with_capacity(count), places: Vec::with_capacity(count) }
    }

    /// Adds a folded character that stands at character `at` and byte `byte` of the original.
    pub(crate) fn push(&mut self, ch: char, at: usize, byte: usize) {
        self.chars.push(ch);
        self.places.push((at, byte));
    }

    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Forgets the first `count` characters.
    pub(crate) fn forget(&mut self, count: usize) {
        self.chars.drain(..count.min(self.chars.len()));
        self.places.drain(..count.min(self.places.len()));
    }

    /// The character at `index`; a zero character outside, which is a border like any other.
    pub(crate) fn ch(&self, index: usize) -> char {
        self.chars.get(index).copied().unwrap_or('\0')
    }

    /// The character before `index`.
    pub(crate) fn prev(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\0', |index| self.ch(index))
    }

    /// Character and byte place in the original.
    pub(crate) fn place(&self, index: usize) -> Option<(usize, usize)> {
        self.places.get(index).copied()
    }

    pub(crate) fn text(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to.min(self.chars.len())).unwrap_or_default().iter().collect()
    }

    /// True when `word` stands at `index`.
    pub(crate) fn starts(&self, index: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, ch)| self.ch(index + offset) == ch)
    }

    /// The words before `index` in the same sentence, at most `most` characters.
    pub(crate) fn label_before(&self, index: usize, most: usize) -> String {
        let mut from = index;
        while from > 0
            && index - from < most
            && !matches!(self.prev(from), '。' | ';' | ',' | '、' | '\n' | '\t' | '|')
        {
            from -= 1;
        }
        self.text(from, index)
    }
}

/// True for a Chinese character.
pub(crate) fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}
