//! Text folded for comparison: width, script, spaces and punctuation do not matter to a label.

/// A significant character (letter, Chinese character or plain digit), folded, with its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sig {
    pub(super) ch: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The significant characters of `text`.
pub(super) fn fold(text: &str) -> Vec<Sig> {
    let mut out: Vec<Sig> = Vec::with_capacity(text.len() / 3);
    for (start, raw) in text.char_indices() {
        let Some(ch) = significant(raw) else { continue };
        out.push(Sig { ch, start, end: start + raw.len_utf8() });
    }
    // Converters to the other script also swap two words of the labels.
    for index in 1..out.len() {
        let pair = (out.get(index - 1).map(|sig| sig.ch), out.get(index).map(|sig| sig.ch));
        let words = match pair {
            (Some('资'), Some('讯')) => ('信', '息'),
            (Some('档'), Some('案')) => ('文', '件'),
            _ => continue,
        };
        if let Some(sig) = out.get_mut(index - 1) {
            sig.ch = words.0;
        }
        if let Some(sig) = out.get_mut(index) {
            sig.ch = words.1;
        }
    }
    out
}

/// The folded characters of `text` alone.
pub(super) fn folded(text: &str) -> String {
    fold(text).into_iter().map(|sig| sig.ch).collect()
}

/// A full-width ASCII character as ASCII; anything else as it is.
pub(super) fn half_width(ch: char) -> char {
    match ch {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        '\u{3000}' => ' ',
        _ => ch,
    }
}

fn significant(raw: char) -> Option<char> {
    let ch = half_width(raw);
    if ch.is_ascii() {
        return ch.is_ascii_alphanumeric().then(|| ch.to_ascii_uppercase());
    }
    if ch == '〇' || ch == '○' {
        return Some('〇');
    }
    // Circled and raised digits are remarks: taken for plain ones they would lengthen a figure.
    if ch.is_numeric() || !ch.is_alphanumeric() {
        return None;
    }
    Some(simplified(radical(ch)))
}

/// Some PDF and OCR programs write a Kangxi radical for the character that looks like it.
fn radical(ch: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    match ch {
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => std::iter::once(ch).nfkc().next().unwrap_or(ch),
        _ => ch,
    }
}

const TRADITIONAL: &str = "國務開關規範檔數現廢製發處決許強業費請況組織機構會總計結轉繼續辦無屬於祕類內過執詢項權護穩補確訪舉報訴\
複復覆議維糾審經條單萬採購額減對區這種據係為與題進問體動獲沒認當產縣鄉鎮廳黨屆訊資濟發財務環農業衛應監統計劃設會個門貫徹實並從後論證\
學習號標準點線級時間書員長東華廣寧劉陽灣臺運輸電氣衆眾誤圖說";
const SIMPLIFIED: &str = "国务开关规范档数现废制发处决许强业费请况组织机构会总计结转继续办无属于秘类内过执询项权护稳补确访举报诉\
复复复议维纠审经条单万采购额减对区这种据系为与题进问体动获没认当产县乡镇厅党届讯资济发财务环农业卫应监统计划设会个门贯彻实并从后论证\
学习号标准点线级时间书员长东华广宁刘阳湾台运输电气众众误图说";

fn simplified(ch: char) -> char {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static MAP: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| TRADITIONAL.chars().zip(SIMPLIFIED.chars()).collect());
    MAP.get(&ch).copied().unwrap_or(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_scripts_are_listed_side_by_side() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
        assert_eq!(folded("規範性檔案"), "规范性文件");
        assert_eq!(folded("本年新收政府資訊公開申請數量"), "本年新收政府信息公开申请数量");
    }

    #[test]
    fn spaces_quotes_and_width_do_not_matter() {
        assert_eq!(folded("３．危及 “三安全一\u{a0}稳定”"), folded("3. 危及\"三安全一稳定\""));
    }

    #[test]
    fn a_circled_digit_is_no_digit() {
        assert_eq!(folded("12①"), "12");
    }
}
