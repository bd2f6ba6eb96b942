//! Bytes to text: UTF-8, UTF-16 and GB18030, whatever the file says of itself.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::DocumentError;

/// So much of a file tells its encoding.
const SAMPLE_BYTES: usize = 1024 * 1024;

/// The text of `bytes`.
///
/// # Errors
///
/// [`DocumentError::NotText`] when no encoding gives text.
pub fn decode(bytes: &[u8]) -> Result<String, DocumentError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, _) = encoding.decode(bytes);
        return readable(text.into_owned());
    }
    if let Some(encoding) = utf_16(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return readable(text.into_owned());
    }
    if mostly_utf_8(bytes) {
        let (text, _) = UTF_8.decode_without_bom_handling(bytes);
        return readable(text.into_owned());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE_BYTES).unwrap_or(bytes), true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let encoding = if guess == BIG5 { BIG5 } else { GB18030 };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    readable(text.into_owned())
}

/// UTF-16 without a mark: every second byte of digits and line ends is nought.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let noughts = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (noughts(0), noughts(1));
    let enough = sample.len() / 50;
    if odd > enough && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > enough && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// True of UTF-8, also when a few bytes were damaged or the end is cut off.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let (mut broken, mut wide) = (0_usize, 0_usize);
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                wide += text.chars().filter(|ch| !ch.is_ascii()).count();
                break;
            }
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                wide += String::from_utf8_lossy(good).chars().filter(|ch| !ch.is_ascii()).count();
                let skip = error.error_len().unwrap_or(bad.len());
                // A sequence cut off at the end is no sign of another encoding.
                broken += usize::from(error.error_len().is_some());
                if broken > 1000 {
                    return false;
                }
                rest = bad.get(skip..).unwrap_or_default();
            }
        }
    }
    broken * 20 <= wide
}

/// Text, unless too much of it is no text.
fn readable(text: String) -> Result<String, DocumentError> {
    let odd = text
        .chars()
        .filter(|ch| {
            *ch == char::REPLACEMENT_CHARACTER
                || ch.is_control() && !matches!(ch, '\n' | '\r' | '\t' | '\u{c}')
        })
        .count();
    if odd * 10 > text.chars().count() { Err(DocumentError::NotText) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "平湖市某局2021年度政府信息公开工作年度报告\n规章\t0\t0\t0\n行政规范性文件\t1\t2\t3\n";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let (gb, _, _) = GB18030.encode(TEXT);
        assert_eq!(decode(&gb).unwrap(), TEXT);
        assert_eq!(decode(TEXT.as_bytes()).unwrap(), TEXT);
        assert_eq!(decode(format!("\u{feff}{TEXT}").as_bytes()).unwrap(), TEXT);
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[b"\xff\xfe".as_slice(), &wide].concat()).unwrap(), TEXT);
        assert_eq!(decode(&wide).unwrap(), TEXT);
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&wide).unwrap(), TEXT);
    }

    #[test]
    fn a_text_cut_inside_a_character_keeps_the_rest() {
        let cut = &TEXT.as_bytes()[..TEXT.len() - 40];
        assert!(decode(cut).unwrap().starts_with("平湖市某局2021年度"));
    }

    #[test]
    fn random_bytes_are_no_text() {
        let bytes: Vec<u8> =
            (0..2000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
        assert_eq!(decode(&bytes), Err(DocumentError::NotText));
    }
}
