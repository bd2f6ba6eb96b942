//! Passwords: what is accepted, how they are kept (Argon2id).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::AppError;

/// Shortest password, in characters. Length is what makes guessing dear; composition rules do not.
const SHORTEST: usize = 10;
/// Longest password, in bytes: hashing must not become a way to keep the server busy.
const LONGEST: usize = 256;

/// One hashing takes some 20 MB and a core for a moment; more at once only wait for each other.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Verified in place of a password nobody has, so that an unknown login takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Words behind the passwords guessed first, lower case, without digits and signs around them.
const COMMON: [&str; 46] = [
    "password",
    "passwd",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "admin",
    "administrator",
    "root",
    "test",
    "guest",
    "user",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "woaiwojia",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "qaz",
    "wsx",
    "abc",
    "abcd",
    "abcdef",
    "aa",
    "a",
    "zhengwu",
    "zwgk",
    "xxgk",
    "gongkai",
    "zhengfu",
    "xinxi",
    "bangong",
    "bangongshi",
    "mima",
    "monkey",
    "dragon",
    "master",
    "login",
    "changeme",
    "default",
];

/// Is this password acceptable for this login?
///
/// # Errors
///
/// What is wrong and how to put it right, in Chinese.
pub fn check_password(login: &str, password: &str) -> Result<(), String> {
    let lower = password.to_lowercase();
    if password.chars().count() < SHORTEST {
        return Err(format!("密码至少{SHORTEST}个字符，可以用一句好记的话。"));
    }
    if password.len() > LONGEST {
        return Err("密码过长，请控制在256字节以内。".to_owned());
    }
    if lower.contains(&login.to_lowercase()) {
        return Err("密码不能包含登录名，请另设。".to_owned());
    }
    let word = lower.trim_matches(|character: char| !character.is_alphabetic());
    if word.is_empty() && is_plain_row(&lower) || COMMON.contains(&word) || is_plain_row(&lower) {
        return Err("这个密码太常见，容易被猜中，请另设。".to_owned());
    }
    Ok(())
}

/// Only digits and signs with few kinds among them, one short piece repeated, or characters in a row.
fn is_plain_row(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let kinds = characters.iter().collect::<std::collections::BTreeSet<_>>().len();
    let steps = |by: i64| {
        characters.windows(2).all(|pair| match pair {
            [one, two] => i64::from(u32::from(*two)) - i64::from(u32::from(*one)) == by,
            _ => true,
        })
    };
    let repeats = (1..=characters.len() / 2).any(|length| {
        length <= 4 && characters.iter().zip(characters.iter().skip(length)).all(|(one, two)| one == two)
    });
    let digits_only = characters.iter().all(char::is_ascii_digit);
    kinds <= 3
        || repeats
        || steps(1)
        || steps(-1)
        || (digits_only && (is_date(text) || characters.len() <= 11))
}

/// Eight digits of a date before or after others are birthdays.
fn is_date(text: &str) -> bool {
    text.get(..8).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}

/// Hashes a password for keeping, off the async workers.
pub(crate) async fn hash(password: String) -> Result<String, AppError> {
    let _permit = HASHING.acquire().await.map_err(|_| failed("closed"))?;
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .map_err(|error| failed(&error.to_string()))?
        .ok_or_else(|| failed("argon2"))
}

/// Does the password fit the kept hash? Takes the same time when there is none.
pub(super) async fn verify(phc: Option<String>, password: String) -> bool {
    let Ok(_permit) = HASHING.acquire().await else { return false };
    tokio::task::spawn_blocking(move || {
        let known = phc.is_some();
        let phc = phc.unwrap_or_else(|| NOBODY.clone());
        let fits = PasswordHash::new(&phc)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits && password.len() <= LONGEST
    })
    .await
    .unwrap_or(false)
}

fn hash_now(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

fn failed(what: &str) -> AppError {
    AppError::Inconsistent(format!("password hashing: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_guessed_first_are_refused_and_sentences_accepted() {
        for bad in [
            "short",
            "password123!",
            "Admin@2024",
            "qwertyuiop",
            "1234567890",
            "0987654321",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "13800000000",
            "19900101123456",
            "abcdefghij",
            "Li.si-is-here",
            "zwgk@123456",
        ] {
            assert!(check_password("li.si", bad).is_err(), "{bad}");
        }
        for good in ["今天也要按时公开信息呀", "correct horse battery", "tea-at-4-in-Yunxi", "Ahph9quooz"]
        {
            assert_eq!(check_password("li.si", good), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_and_fits_its_password_only() {
        let phc = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$"), "{phc}");
        assert!(verify(Some(phc.clone()), "correct horse battery".to_owned()).await);
        assert!(!verify(Some(phc), "wrong horse battery".to_owned()).await);
        assert!(!verify(None, "nobody has this password".to_owned()).await);
    }
}
