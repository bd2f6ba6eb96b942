//! Automatic numbers: counted as Word counts them, written as Word writes them.

use std::collections::{HashMap, HashSet};

use crate::office::xml::Element;

/// Longest pattern of a number: it is written before every paragraph that has one.
const PATTERN_CHARS: usize = 64;
/// Levels of a numbering.
const LEVELS: usize = 9;

#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Numberings by their id: the one they count with, and what they say of levels themselves.
    numbers: HashMap<String, (String, HashMap<usize, Override>)>,
    counted: HashMap<String, HashMap<usize, Level>>,
}

#[derive(Debug, Clone, Default)]
struct Override {
    start: Option<u32>,
    level: Option<Level>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// All numbers of the label in plain digits.
    plain: bool,
    /// The level whose number must change for this one to start again; 0 never.
    restart: Option<usize>,
}

/// How far the numberings of a text have come.
#[derive(Debug, Default)]
pub(super) struct Count {
    at: HashMap<String, [Option<u32>; LEVELS]>,
    started: HashSet<(String, usize)>,
}

/// What stands before a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// A bullet
    Bullet,
    /// A number as `1.`, which a list can show by itself
    Plain(u32),
    /// Any other number, as it is written
    Written(String),
}

impl Numbering {
    pub(super) fn read(root: Option<&Element>) -> Numbering {
        let mut numbering = Numbering::default();
        let Some(root) = root else { return numbering };
        // A numbering may lend its levels from the one that defines a style.
        let mut linked: HashMap<&str, &str> = HashMap::new();
        let mut links: Vec<(&str, &str)> = Vec::new();
        for element in root.elements().filter(|element| element.is("abstractNum")) {
            let Some(id) = element.attr("w:abstractNumId") else { continue };
            let value = |name: &str| element.child(name).and_then(|child| child.attr("w:val"));
            linked.extend(value("styleLink").map(|style| (style, id)));
            links.extend(value("numStyleLink").map(|style| (id, style)));
            let levels = element.elements().filter(|child| child.is("lvl")).filter_map(level).collect();
            numbering.counted.insert(id.to_owned(), levels);
        }
        for (id, style) in links {
            let lent = linked.get(style).and_then(|other| numbering.counted.get(*other)).cloned();
            if let Some(levels) = lent {
                numbering.counted.insert(id.to_owned(), levels);
            }
        }
        for element in root.elements().filter(|element| element.is("num")) {
            let counts = element.child("abstractNumId").and_then(|child| child.attr("w:val"));
            let (Some(id), Some(counts)) = (element.attr("w:numId"), counts) else { continue };
            let mut overrides = HashMap::new();
            for own in element.elements().filter(|child| child.is("lvlOverride")) {
                let Some(at) = own.attr("w:ilvl").and_then(|at| at.parse::<usize>().ok()) else { continue };
                let start = own.child("startOverride").and_then(|start| start.attr("w:val"));
                let level = own.child("lvl").and_then(level).map(|(_, level)| level);
                overrides.insert(at, Override { start: start.and_then(|start| start.parse().ok()), level });
            }
            numbering.numbers.insert(id.to_owned(), (counts.to_owned(), overrides));
        }
        numbering
    }

    fn level(&self, id: &str, at: usize) -> Option<&Level> {
        let (counts, overrides) = self.numbers.get(id)?;
        let own = overrides.get(&at).and_then(|own| own.level.as_ref());
        own.or_else(|| self.counted.get(counts)?.get(&at))
    }

    /// Counts one paragraph; nothing when it has no number after all.
    pub(super) fn next(&self, id: &str, at: usize, count: &mut Count) -> Option<Label> {
        let at = at.min(LEVELS - 1);
        let (counts, overrides) = self.numbers.get(id)?;
        let level = self.level(id, at)?;
        let counters = count.at.entry(counts.clone()).or_default();
        let again = overrides.get(&at).and_then(|own| own.start);
        let first = again.filter(|_| count.started.insert((id.to_owned(), at)));
        if let Some(counter) = counters.get_mut(at) {
            let next = counter.map_or(level.start, |number| number.saturating_add(1));
            *counter = Some(first.unwrap_or(next));
        }
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let keeps = self.level(id, deeper).is_some_and(|level| match level.restart {
                Some(0) => true,
                Some(restart) => at + 1 > restart,
                None => false,
            });
            if !keeps {
                *counter = None;
            }
        }
        let number = counters.get(at).copied().flatten()?;
        match level.format.as_str() {
            "bullet" => return Some(Label::Bullet),
            "none" if level.text.is_empty() => return None,
            _ => {}
        }
        let own = format!("%{}", at + 1);
        if level.format == "decimal" && level.text == format!("{own}.") {
            return Some(Label::Plain(number));
        }
        let mut label = String::new();
        let mut rest = level.text.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            label.push_str(before);
            let digit = after
                .chars()
                .next()
                .and_then(|ch| ch.to_digit(10))
                .and_then(|digit| usize::try_from(digit).ok());
            let Some(digit) = digit.filter(|digit| (1..=LEVELS).contains(digit)) else {
                label.push('%');
                rest = after;
                continue;
            };
            let shown = self.level(id, digit - 1);
            let number = counters.get(digit - 1).copied().flatten();
            let number = number.or_else(|| shown.map(|level| level.start)).unwrap_or(1);
            let format =
                if level.plain { "decimal" } else { shown.map_or("decimal", |level| level.format.as_str()) };
            label.push_str(&written(number, format));
            rest = after.get(1..).unwrap_or_default();
        }
        label.push_str(rest);
        (!label.trim().is_empty()).then_some(Label::Written(label))
    }
}

fn level(element: &Element) -> Option<(usize, Level)> {
    let at = element.attr("w:ilvl")?.parse().ok()?;
    let value = |name: &str| element.child(name).and_then(|child| child.attr("w:val"));
    let level = Level {
        start: value("start").and_then(|start| start.parse().ok()).unwrap_or(1),
        format: value("numFmt").unwrap_or("decimal").to_owned(),
        text: value("lvlText").unwrap_or_default().chars().take(PATTERN_CHARS).collect(),
        plain: element.child("isLgl").is_some(),
        restart: value("lvlRestart").and_then(|restart| restart.parse().ok()),
    };
    Some((at, level))
}

/// A number in one of the ways Word writes numbers.
fn written(number: u32, format: &str) -> String {
    match format {
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => {
            chinese(number, ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'], ['十', '百', '千'])
        }
        "chineseLegalSimplified" => {
            chinese(number, ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'], ['拾', '佰', '仟'])
        }
        "ideographDigital" => number
            .to_string()
            .chars()
            .map(|digit| {
                "〇一二三四五六七八九".chars().nth(digit.to_digit(10).unwrap_or(0) as usize).unwrap_or('〇')
            })
            .collect(),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number, 0x2460, 20),
        "decimalEnclosedParen" => enclosed(number, 0x2474, 20),
        "decimalEnclosedFullstop" => enclosed(number, 0x2488, 20),
        "ideographEnclosedCircle" => enclosed(number, 0x3280, 10),
        "decimalFullWidth" | "decimalFullWidth2" => number
            .to_string()
            .chars()
            .filter_map(|digit| char::from_u32(0xff10 + digit.to_digit(10)?))
            .collect(),
        _ => number.to_string(),
    }
}

fn cycle(number: u32, signs: &str) -> String {
    let signs: Vec<char> = signs.chars().collect();
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    index.and_then(|index| signs.get(index)).map_or_else(|| number.to_string(), ToString::to_string)
}

fn enclosed(number: u32, first: u32, most: u32) -> String {
    let sign = (1..=most).contains(&number).then(|| char::from_u32(first + number - 1)).flatten();
    sign.map_or_else(|| number.to_string(), |sign| sign.to_string())
}

fn letters(number: u32) -> String {
    // Word writes AA after Z, then BB.
    let Some(index) = number.checked_sub(1).filter(|_| number <= 780) else { return number.to_string() };
    let letter = char::from_u32(u32::from('A') + index % 26).unwrap_or('A');
    letter.to_string().repeat(usize::try_from(index / 26 + 1).unwrap_or(1))
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

fn chinese(number: u32, digits: [char; 10], units: [char; 3]) -> String {
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let digit =
        |value: u32| usize::try_from(value).ok().and_then(|index| digits.get(index).copied()).unwrap_or('零');
    let [ten, hundred, thousand] = units;
    let mut out = String::new();
    let mut gap = false;
    for (value, unit) in [(1000, Some(thousand)), (100, Some(hundred)), (10, Some(ten)), (1, None)] {
        let count = number / value % 10;
        if count == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(digit(0));
            gap = false;
        }
        // Ten to nineteen are written without the one.
        if !(value == 10 && count == 1 && out.is_empty()) {
            out.push(digit(count));
        }
        out.extend(unit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::xml::parse;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let cases = [
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (11, "chineseCountingThousand", "十一"),
            (20, "chineseCountingThousand", "二十"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1010, "chineseCountingThousand", "一千零一十"),
            (12, "chineseLegalSimplified", "拾贰"),
            (3, "ideographTraditional", "丙"),
            (12, "decimalEnclosedCircle", "⑫"),
            (21, "decimalEnclosedCircle", "21"),
            (4, "upperRoman", "IV"),
            (28, "lowerLetter", "bb"),
            (7, "decimalZero", "07"),
            (12, "decimalFullWidth", "１２"),
            (5, "somethingNew", "5"),
        ];
        for (number, format, expected) in cases {
            assert_eq!(written(number, format), expected, "{number} {format}");
        }
    }

    fn numbering() -> Numbering {
        let text = "<numbering><abstractNum abstractNumId=\"0\">\
            <lvl ilvl=\"0\"><start val=\"1\"/><numFmt val=\"chineseCounting\"/><lvlText val=\"第%1章\"/></lvl>\
            <lvl ilvl=\"1\"><start val=\"1\"/><numFmt val=\"decimal\"/><lvlText val=\"%1.%2\"/><isLgl/></lvl></abstractNum>\
            <abstractNum abstractNumId=\"1\"><lvl ilvl=\"0\"><start val=\"1\"/><numFmt val=\"decimal\"/><lvlText val=\"%1.\"/></lvl></abstractNum>\
            <num numId=\"1\"><abstractNumId val=\"0\"/></num><num numId=\"2\"><abstractNumId val=\"1\"/></num>\
            <num numId=\"3\"><abstractNumId val=\"1\"/><lvlOverride ilvl=\"0\"><startOverride val=\"5\"/></lvlOverride></num></numbering>";
        Numbering::read(Some(&parse(text.as_bytes()).unwrap()))
    }

    #[test]
    fn levels_count_on_and_start_again_below_a_new_one() {
        let (numbering, mut count) = (numbering(), Count::default());
        let mut next = |level| numbering.next("1", level, &mut count);
        let written = |text: &str| Some(Label::Written(text.to_owned()));
        assert_eq!(next(0), written("第一章"));
        assert_eq!(next(1), written("1.1"));
        assert_eq!(next(1), written("1.2"));
        assert_eq!(next(0), written("第二章"));
        assert_eq!(next(1), written("2.1"));
        assert_eq!(next(5), None);
    }

    #[test]
    fn a_list_that_starts_elsewhere_starts_there_once() {
        let (numbering, mut count) = (numbering(), Count::default());
        assert_eq!(numbering.next("2", 0, &mut count), Some(Label::Plain(1)));
        assert_eq!(numbering.next("3", 0, &mut count), Some(Label::Plain(5)));
        assert_eq!(numbering.next("3", 0, &mut count), Some(Label::Plain(6)));
        assert_eq!(numbering.next("9", 0, &mut count), None);
    }
}
