//! Check digits (校验码) of identity numbers, credit codes, organisation codes and cards.
//!
//! Every function takes plain characters; anything else is simply not valid.

use jiff::civil::Date;

/// First two digits of the regions in use (省级行政区划代码); 71, 81–83 and 91 for residents from elsewhere.
const REGIONS: &[u32] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83, 91,
];

/// Registration department and organisation class in use (登记管理部门和机构类别).
const CLASSES: &[&str] = &[
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53",
    "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3",
    "N9", "Y1",
];

const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|ch| ch.to_digit(10)).collect()
}

fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + digit)
}

fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// True when the check digit of an 18-digit identity number holds, whatever its date and region.
fn id_check_holds(head: &[u32], check: char) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = head.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    "10X98765432".chars().nth(sum as usize % 11) == Some(check.to_ascii_uppercase())
}

/// True for an 18-character identity number (公民身份号码): region, birth date not after `today`, check digit.
///
/// Source: GB 11643-1999.
pub fn id_number(text: &str, today: Option<Date>) -> bool {
    let Some((at, check)) = text.char_indices().nth(17).filter(|_| text.chars().count() == 18) else {
        return false;
    };
    text.get(..at)
        .and_then(digits)
        .is_some_and(|head| id_check_holds(&head, check) && id_shape(&head, today).is_some())
}

/// True when the first 17 digits have a region and a birth date, as a mistyped number would.
pub(crate) fn looks_like_id(text: &str, today: Option<Date>) -> bool {
    let last = text.chars().last().is_some_and(|ch| ch.is_ascii_digit() || matches!(ch, 'X' | 'x'));
    last && text.len() == 18
        && text.get(..17).and_then(digits).is_some_and(|head| id_shape(&head, today).is_some())
}

fn id_shape(head: &[u32], today: Option<Date>) -> Option<Date> {
    let birth = civil(number(head.get(6..10)?), number(head.get(10..12)?), number(head.get(12..14)?))?;
    let known = REGIONS.contains(&number(head.get(..2)?));
    let lived = birth.year() >= 1860 && birth.year() < 2100 && today.is_none_or(|today| birth <= today);
    (known && lived).then_some(birth)
}

/// True for the 15-digit form of before 1999 (第一代身份证号码): region and birth date, no check digit.
pub fn old_id_number(text: &str) -> bool {
    let Some(all) = digits(text).filter(|all| all.len() == 15) else { return false };
    let part = |from: usize, to: usize| all.get(from..to).map_or(0, number);
    REGIONS.contains(&part(0, 2))
        && part(2, 4) > 0
        && civil(1900 + part(6, 8), part(8, 10), part(10, 12)).is_some()
}

/// True for a unified social credit code (统一社会信用代码), with known first two characters.
///
/// Source: GB 32100-2015.
pub fn credit_code(text: &str) -> bool {
    if text.len() != 18 || !text.get(..2).is_some_and(|class| CLASSES.contains(&class)) {
        return false;
    }
    let values: Option<Vec<usize>> = text.chars().map(|ch| CREDIT_ALPHABET.find(ch)).collect();
    let Some((check, head)) = values.as_deref().and_then(|values| values.split_last()) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in head {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == *check
}

/// True for an organisation code (组织机构代码) of nine characters, the hyphen left out.
///
/// Source: GB 11714.
pub fn organisation_code(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut chars = text.chars();
    let mut sum = 0;
    for weight in WEIGHTS {
        let Some(value) = chars.next().filter(|ch| !ch.is_ascii_lowercase()).and_then(|ch| ch.to_digit(36))
        else {
            return false;
        };
        sum += value * weight;
    }
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        other => char::from_digit(other, 10).unwrap_or('0'),
    };
    chars.next() == Some(expected) && chars.next().is_none()
}

/// True when the Luhn sum holds (银行卡号校验). Source: ISO/IEC 7812.
pub fn luhn(text: &str) -> bool {
    let Some(all) = digits(text).filter(|all| all.len() > 1) else { return false };
    let sum: u32 = all
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn identity_numbers_of_the_reference_hold() {
        assert!(id_number("11010519491231002X", None));
        assert!(id_number("11010519491231002x", None));
        assert!(id_number("440524188001010014", None));
        assert!(id_number("330482200002290013", None));
        for wrong in
            ["330482200002290014", "110105194912310021", "990105194912310021", "", "１", "11010519491231002"]
        {
            assert!(!id_number(wrong, None), "{wrong}");
        }
    }

    #[test]
    fn nobody_is_born_on_a_day_that_is_not_or_after_today() {
        assert!(!looks_like_id("330482200102290013", None));
        assert!(id_number("330482200002290013", Some(date(2000, 2, 29))));
        assert!(!id_number("330482200002290013", Some(date(2000, 2, 28))));
        assert!(old_id_number("330482990101001"));
        assert!(!old_id_number("330482991301001"));
        assert!(!old_id_number("030482990101001"));
    }

    #[test]
    fn credit_codes_of_the_reference_hold() {
        for code in ["91350100M000100Y43", "11341702486344515H", "11441700007280420Y", "11620622013933539B"] {
            assert!(credit_code(code), "{code}");
        }
        assert!(!credit_code("91350100M000100Y44"));
        assert!(!credit_code("88350100M000100Y43"));
        assert!(!credit_code("91350100I000100Y43"));
    }

    #[test]
    fn organisation_codes_of_the_reference_hold() {
        for code in ["M000100Y4", "D2143569X", "486344515", "007280420", "013933539"] {
            assert!(organisation_code(code), "{code}");
        }
        assert!(!organisation_code("M000100Y5"));
        assert!(!organisation_code("M000100Y44"));
    }

    #[test]
    fn card_sums_of_the_reference_hold() {
        assert!(luhn("4111111111111111"));
        assert!(luhn("79927398713"));
        assert!(!luhn("6222021234567890"));
        assert!(!luhn("41111111é1111111"));
    }
}
