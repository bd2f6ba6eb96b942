//! Codes an agency is known by: address code, region, 统一社会信用代码, login names.

use crate::Refusal;

/// Is `code` fit to stand in addresses such as `/zfxxgk/{agency}/` and in names of streams?
///
/// Lower-case letters, digits and inner hyphens, 2 to 40 characters.
pub fn is_agency_code(code: &str) -> bool {
    (2..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !code.starts_with('-')
        && !code.ends_with('-')
}

/// Is `slug` fit to name a column or a section in addresses? Same rule as [`is_agency_code`].
pub fn is_slug(slug: &str) -> bool {
    is_agency_code(slug)
}

/// Is `login` fit as a login name: lower-case letters, digits, `.`, `_`, `-`; 2 to 40; a letter first?
pub fn is_login(login: &str) -> bool {
    (2..=40).contains(&login.len())
        && login.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && login.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-')
        })
}

/// Is `code` a region code of the shape of GB/T 2260 (行政区划代码): six digits?
pub fn is_region(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The 31 characters of GB 32100-2015; a character's value is its place.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A checked 统一社会信用代码 (GB 32100-2015).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode(String);

impl CreditCode {
    /// Reads a code and checks its check character.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] saying whether length, a character or the check character is wrong.
    pub fn parse(text: &str) -> Result<CreditCode, Refusal> {
        const RULE: &str = "credit_code";
        let code = text.trim().to_ascii_uppercase();
        if code.chars().count() != 18 {
            return Err(Refusal::new(RULE, "统一社会信用代码应为18位，请核对后重新填写。"));
        }
        let mut sum = 0_usize;
        let mut weight = 1_usize;
        let mut values = Vec::with_capacity(18);
        for byte in code.bytes() {
            let Some(value) = ALPHABET.iter().position(|known| *known == byte) else {
                return Err(Refusal::new(
                    RULE,
                    "统一社会信用代码只能含数字和大写字母，且不含 I、O、S、V、Z，请核对。",
                ));
            };
            values.push(value);
        }
        let Some((check, body)) = values.split_last() else {
            return Err(Refusal::new(RULE, "请填写统一社会信用代码。"));
        };
        for value in body {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        if (31 - sum % 31) % 31 == *check {
            Ok(CreditCode(code))
        } else {
            Err(Refusal::new(RULE, "统一社会信用代码的校验位不符，请对照登记证书核对。"))
        }
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Characters 9 to 17: the 组织机构代码 (GB 11714).
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_real_organs_pass_and_one_changed_character_fails() {
        for code in ["91350100M000100Y43", "11341702486344515H", "11441700007280420Y", "11620622013933539B"] {
            let parsed = CreditCode::parse(code).unwrap();
            assert_eq!(parsed.as_str(), code);
            let changed = code.replacen('1', "2", 1);
            assert!(CreditCode::parse(&changed).is_err(), "{changed}");
        }
        assert_eq!(CreditCode::parse("11341702486344515h").unwrap().organisation_code(), "486344515");
        assert!(CreditCode::parse("1134170248634451").is_err());
        assert!(CreditCode::parse("1134170248634451IH").is_err());
    }

    #[test]
    fn names_in_addresses_are_plain() {
        assert!(is_agency_code("pinghu-jxj"));
        assert!(is_agency_code("330482"));
        for bad in ["", "a", "-a", "a-", "平湖", "A1", "a/b", "a b"] {
            assert!(!is_agency_code(bad), "{bad}");
        }
        assert!(is_login("zhang.san"));
        for bad in ["1abc", "Abc", "a", "a/b", "a b"] {
            assert!(!is_login(bad), "{bad}");
        }
        assert!(is_region("330482"));
        assert!(!is_region("33048"));
    }
}
