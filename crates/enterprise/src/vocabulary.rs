//! Codes and names a condition may use: shapes of GB/T 2260 and GB/T 4754, qualifications, flags.

/// First two digits of GB/T 2260 codes.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];

/// First and last two-digit division of every section A–T of GB/T 4754-2017.
const SECTIONS: &[(char, u8, u8)] = &[
    ('A', 1, 5),
    ('B', 6, 12),
    ('C', 13, 43),
    ('D', 44, 46),
    ('E', 47, 50),
    ('F', 51, 52),
    ('G', 53, 60),
    ('H', 61, 62),
    ('I', 63, 65),
    ('J', 66, 69),
    ('K', 70, 70),
    ('L', 71, 72),
    ('M', 73, 75),
    ('N', 76, 79),
    ('O', 80, 82),
    ('P', 83, 83),
    ('Q', 84, 85),
    ('R', 86, 90),
    ('S', 91, 96),
    ('T', 97, 97),
];

/// Is it a region code or a prefix of one (行政区划代码): up to six digits of a known province?
pub fn is_region(code: &str) -> bool {
    let known = |province: &str| province.starts_with(code) || code.starts_with(province);
    !code.is_empty()
        && code.len() <= 6
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && PROVINCES.iter().any(|province| known(province))
}

/// Is it an industry code or a prefix of one (国民经济行业代码): a letter and up to four digits that belong to it?
pub fn is_industry(code: &str) -> bool {
    let mut characters = code.chars();
    let Some(section) =
        characters.next().and_then(|letter| SECTIONS.iter().find(|(section, ..)| *section == letter))
    else {
        return false;
    };
    let digits = characters.as_str();
    if digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let tens = |number: u8| number / 10;
    match (digits.get(..2), digits.parse::<u8>()) {
        (Some(division), _) => {
            division.parse::<u8>().is_ok_and(|division| (section.1..=section.2).contains(&division))
        }
        (None, Ok(first)) => (tens(section.1)..=tens(section.2)).contains(&first),
        (None, Err(_)) => digits.is_empty(),
    }
}

/// Qualifications met in policies; thresholds of each are their own rules, not conditions.
const QUALIFICATIONS: &[&str] = &[
    "高新技术企业",
    "科技型中小企业",
    "创新型中小企业",
    "专精特新中小企业",
    "专精特新小巨人企业",
    "省级未来工厂",
    "省级智能工厂",
    "省级数字化车间",
    "两化融合贯标AAA",
    "首版次软件",
    "软件企业",
    "电子信息百强",
    "国家级孵化器",
    "省级孵化器",
    "全省重点实验室",
];

/// Flags with their labels (信用和其他标记).
const FLAGS: &[(&str, &str)] = &[
    ("abnormal_operation", "列入经营异常名录"),
    ("serious_dishonesty", "列入严重违法失信名单"),
    ("serious_safety_event", "发生重大安全事件"),
    ("serious_quality_event", "发生重大质量事件"),
    ("serious_environment_event", "发生重大环境事件"),
    ("above_scale", "规模以上"),
    ("above_quota", "限额以上"),
    ("listed", "上市"),
    ("yield_a", "亩均效益A类"),
    ("yield_b", "亩均效益B类"),
    ("yield_c", "亩均效益C类"),
    ("yield_d", "亩均效益D类"),
    ("tax_registered", "正常纳税"),
    ("social_security_paid", "正常缴纳社会保险"),
];

/// Is the name among the qualifications known?
pub fn known_qualification(name: &str) -> bool {
    QUALIFICATIONS.contains(&name)
}

/// Is the code among the flags known?
pub fn known_flag(code: &str) -> bool {
    FLAGS.iter().any(|(flag, _)| *flag == code)
}

/// The flag of a label.
pub fn flag_code(label: &str) -> Option<&'static str> {
    FLAGS.iter().find(|(_, known)| *known == label).map(|(flag, _)| *flag)
}

/// Every flag known, with its label.
pub fn flags() -> &'static [(&'static str, &'static str)] {
    FLAGS
}

/// Every qualification known.
pub fn qualifications() -> &'static [&'static str] {
    QUALIFICATIONS
}

/// The flag in words; an unknown one is shown as written.
pub fn flag_label(code: &str) -> &str {
    FLAGS.iter().find(|(flag, _)| *flag == code).map_or(code, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_real_codes_pass_and_others_do_not() {
        assert!(["3", "33", "3304", "330482"].into_iter().all(is_region));
        assert!(["", "9", "99", "3304821", "33a", "16"].into_iter().all(|code| !is_region(code)));
        assert!(["C", "C1", "C39", "C391", "C3911", "A01", "I65", "T97"].into_iter().all(is_industry));
        assert!(
            ["", "c39", "Z", "C44", "C5", "I6511x", "39", "C39111"]
                .into_iter()
                .all(|code| !is_industry(code))
        );
    }
}
